"""The score of each theme, and whether a driver stands apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from toolkit.analysis.flags import not_told_apart
from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    n_effective,
    unreliable,
    weights_of,
    within,
)
from toolkit.analysis.response import base_hidden
from toolkit.analysis.shown import score_shown
from toolkit.engagement import scored_constructs
from toolkit.measures.estimate import Estimate
from toolkit.measures.scores import mean_estimate


@dataclass(frozen=True)
class Scores:
    """The construct scores. `table` is indexed by construct: role, estimate, low, high, n, n_effective.

    `lowest` and `highest` name the driver that scores under (over) each other driver with certainty, or None.
    `compared` counts the drivers that could be compared, `hidden` are constructs with too few answers to show, or so
    few that gave one of two.
    `left_out` are drivers that carry no claim, `blurred` the pairs of drivers that are not told apart; they are not
    compared. `bases_hidden` names the constructs of which the table of answers hides on how many customers they rest.
    """

    table: pd.DataFrame
    lowest: str | None
    highest: str | None
    compared: int
    hidden: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    blurred: tuple[tuple[str, str], ...] = ()
    bases_hidden: frozenset[str] = frozenset()


def scores(job: Job) -> Scores:
    """Score every construct on 0–100, and tell whether a driver stands apart."""
    table = score_table(job)
    drivers = table[table["role"] == "driver"]
    left_out = unreliable(job, tuple(str(name) for name in drivers.index))
    trusted = [str(name) for name in drivers.index if name not in left_out]
    apart = _apart(job, construct_scores(job, tuple(trusted)))
    alike = not_told_apart(job, trusted)
    blurred = tuple(pair for pair in combinations(trusted, 2) if frozenset(pair) in alike)
    # Which of two lies lower is not said of two that customers may not tell apart.
    apart |= {pair: 0 for one in blurred for pair in (one, one[::-1])}
    return Scores(
        table=table,
        lowest=_stands_apart(apart, trusted, drivers["estimate"], sign=-1),
        highest=_stands_apart(apart, trusted, drivers["estimate"], sign=+1),
        compared=len(trusted),
        hidden=tuple(name for name in _asked(job) if name not in table.index),
        left_out=left_out,
        blurred=blurred,
        bases_hidden=bases_hidden(job, table),
    )


def score_table(job: Job) -> pd.DataFrame:
    """Give the `table` of `Scores` alone."""
    names = job.themes
    frame = construct_scores(job, names)
    shown = tuple(name for name in names if score_shown(job, frame[name]))
    return pd.DataFrame(
        [_score_row(job, name, frame[name]) for name in shown],
        index=pd.Index(shown, name="construct"),
        columns=["role", "estimate", "low", "high", "n", "n_effective"],
    )


def bases_hidden(job: Job, table: pd.DataFrame) -> frozenset[str]:
    """Name the constructs of a `score_table` of which the table of answers hides on how many customers they rest."""
    bases = table["n"].items()
    return frozenset(str(name) for name, n in bases if base_hidden(job, int(n), job.items(str(name))))


def _score_row(job: Job, name: str, values: pd.Series) -> dict[str, object]:
    estimate = mean_score(job, values)
    role = job.engagement.constructs[name].role
    return {
        "role": role,
        "estimate": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "n_effective": n_effective(estimate),
    }


def _asked(job: Job) -> tuple[str, ...]:
    """The constructs of which the file has a question, answered or not."""
    scored = scored_constructs(job.engagement)
    items = job.engagement.constructs
    return tuple(name for name in scored if any(item in job.survey.items for item in items[name].items))


def mean_score(job: Job, values: pd.Series) -> Estimate:
    """Give the mean of a 0–100 score, its interval cut at the ends of the scale."""
    estimate = mean_estimate(values, weights_of(job.survey), confidence=job.engagement.analysis.confidence)
    return within(estimate, 0.0, 100.0)


def _apart(job: Job, frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Tell per pair of drivers the sign of their difference within respondents, or 0 where it is not certain.

    Bonferroni over all pairs, because the pair that is told about is picked after looking.
    """
    pairs = list(combinations(frame.columns, 2))
    if not pairs:
        return {}
    confidence = 1 - (1 - job.engagement.analysis.confidence) / len(pairs)
    signs: dict[tuple[str, str], int] = {}
    for first, second in pairs:
        # Without rounding, two equal drivers would differ "with certainty" by the last bit of their scores.
        difference = (frame[first] - frame[second]).round(9)
        if not enough(job, difference):
            sign = 0
        else:
            estimate = mean_estimate(difference, weights_of(job.survey), confidence=confidence)
            sign = int(estimate.low > 0) - int(estimate.high < 0)
        signs[first, second], signs[second, first] = sign, -sign
    return signs


def _stands_apart(
    signs: dict[tuple[str, str], int], names: list[str], means: pd.Series, *, sign: int
) -> str | None:
    """Name the driver that lies apart in each pair and in the printed means of all drivers; they may differ."""
    alone = [name for name in names if all(signs[name, other] == sign for other in names if other != name)]
    if len(names) < 2 or not alone or (sign * means).idxmax() != alone[0]:
        return None
    return alone[0]
