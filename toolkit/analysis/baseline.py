"""What the baseline report computes, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from toolkit.analysis.job import (
    Job,
    alpha_of,
    construct_scores,
    enough,
    hidden_parts,
    n_effective,
    scaled_items,
    sizes_of,
    unreliable,
    weights_of,
    within,
)
from toolkit.analysis.response import answered_hidden, response, responses
from toolkit.engagement import constructs_with_role
from toolkit.measures.correlation import correlation_table
from toolkit.measures.estimate import Estimate
from toolkit.measures.groups import GROUPS, captive_share, loyalty_groups
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import DETRACTOR_UP_TO, NINE_PLUS_FROM, PROMOTER_FROM, REPORT_MARK_SCALE

# Every report tells who answered; notebooks ask it of this room.
__all__ = ["correlations", "headline", "loyalty", "reliability", "response", "responses", "scores"]

NUMBERS = ("recommendation", "promoters", "detractors", "mark", "nine_plus")
SCORED_ROLES = ("attitude", "behaviour", "driver", "lock_in", "touchpoint")


@dataclass(frozen=True)
class Headline:
    """The numbers a board asks first; None where the engagement does not ask the question, or too few answered.

    `promoters` and `detractors` are also None where they or the passives between them are too few: with the NPS each
    of the three follows from the others, and from its margin: that may not be told then. `bases_hidden` names the
    numbers of which the table of answers hides on how many customers they rest.
    """

    recommendation: Estimate | None
    promoters: Estimate | None
    detractors: Estimate | None
    mark: Estimate | None
    nine_plus: Estimate | None
    bases_hidden: frozenset[str] = frozenset()

    @property
    def margin_hidden(self) -> bool:
        """Whether the margin of the NPS would give away promoters, passives or detractors."""
        return self.recommendation is not None and self.promoters is None


def headline(job: Job) -> Headline:
    """NPS and the report mark with their intervals."""
    asked = job.engagement.questions
    values: dict[str, Estimate | None] = dict.fromkeys(NUMBERS)
    questions = dict.fromkeys(NUMBERS[:3], asked.recommendation) | dict.fromkeys(
        NUMBERS[3:], asked.report_mark
    )
    confidence = job.engagement.analysis.confidence
    if (ratings := _answers(job, asked.recommendation)) is not None:
        nps = net_promoter_score(ratings, _weights(job, ratings), confidence=confidence)
        values["recommendation"] = within(nps, -100.0, 100.0)
        promoter, detractor = ratings >= PROMOTER_FROM, ratings <= DETRACTOR_UP_TO
        parts = pd.DataFrame(
            {"promoter": promoter, "passive": ~(promoter | detractor), "detractor": detractor}
        )
        if not hidden_parts(job, parts).any():
            values["promoters"], values["detractors"] = (
                _proportion(job, promoter),
                _proportion(job, detractor),
            )
    if (marks := _answers(job, asked.report_mark)) is not None:
        mark = mean_estimate(marks, _weights(job, marks), confidence=confidence, unit="mark")
        values["mark"] = within(mark, *REPORT_MARK_SCALE)
        values["nine_plus"] = _share(job, marks >= NINE_PLUS_FROM)
    hidden = (
        name for name, item in questions.items() if values[name] and item and answered_hidden(job, item)
    )
    return Headline(**values, bases_hidden=frozenset(hidden))


def _answers(job: Job, item: str | None) -> pd.Series | None:
    if item is None or item not in job.survey.items or not enough(job, job.survey.items[item]):
        return None
    return job.survey.items[item].dropna()


def _weights(job: Job, answers: pd.Series) -> pd.Series | None:
    return None if job.survey.weights is None else job.survey.weights.loc[answers.index]


def _share(job: Job, hits: pd.Series) -> Estimate | None:
    """Give a share, or None where too few customers stand behind it or behind what is left."""
    parts = pd.DataFrame({"hits": hits, "others": ~hits})
    return None if hidden_parts(job, parts).any() else _proportion(job, hits)


def _proportion(job: Job, hits: pd.Series) -> Estimate:
    return proportion(hits, _weights(job, hits), confidence=job.engagement.analysis.confidence)


@dataclass(frozen=True)
class Scores:
    """The construct scores. `table` is indexed by construct: role, estimate, low, high, n, n_effective.

    `lowest` and `highest` name the driver that scores under (over) each other driver with certainty, or None.
    `compared` counts the drivers that could be compared, `hidden` are constructs with too few answers to show.
    """

    table: pd.DataFrame
    lowest: str | None
    highest: str | None
    compared: int
    hidden: tuple[str, ...]


def scores(job: Job) -> Scores:
    """Score every construct on 0–100, and tell whether a driver stands apart."""
    names = job.constructs(*SCORED_ROLES)
    frame = construct_scores(job, names)
    shown = tuple(name for name in names if enough(job, frame[name]))
    table = pd.DataFrame(
        [_score_row(job, name, frame[name]) for name in shown],
        index=pd.Index(shown, name="construct"),
        columns=["role", "estimate", "low", "high", "n", "n_effective"],
    )
    drivers = table[table["role"] == "driver"]
    trusted = [str(name) for name in drivers.index if name not in unreliable(job, shown)]
    apart = _apart(job, frame[trusted])
    return Scores(
        table=table,
        lowest=_stands_apart(apart, trusted, drivers["estimate"], sign=-1),
        highest=_stands_apart(apart, trusted, drivers["estimate"], sign=+1),
        compared=len(trusted),
        hidden=tuple(name for name in _asked(job) if name not in shown),
    )


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
    scored = constructs_with_role(job.engagement, *SCORED_ROLES)
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


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha per construct of two or more questions: estimate, low, high, n, n_effective, items, flagged."""

    table: pd.DataFrame


def reliability(job: Job) -> Reliability:
    """Ask of each scale whether its questions measure one thing."""
    names = job.constructs(*SCORED_ROLES)
    flagged = unreliable(job, names)
    rows = {}
    for name in names:
        alpha = alpha_of(job, name)
        if alpha is None:
            continue
        rows[name] = {
            "estimate": alpha.value,
            "low": alpha.low,
            "high": alpha.high,
            "n": alpha.n,
            "n_effective": n_effective(alpha),
            "items": scaled_items(job, name).shape[1],
            "flagged": name in flagged,
        }
    columns = ["estimate", "low", "high", "n", "n_effective", "items", "flagged"]
    return Reliability(pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("construct"))


@dataclass(frozen=True)
class Groups:
    """Attitude × behaviour for one pair of outcomes. `table` is indexed by true, latent, spurious, none.

    `estimate, low, high` are NaN for groups with too few customers, and for those that would give them away; `n` is the
    base of all, `count` and `count_effective` tell how many are in each, for the gate and not for print.
    `unreliable` are those of the two outcomes whose scale does not hold: no claim may rest on these groups then.
    """

    attitude: str
    behaviour: str
    table: pd.DataFrame
    cut: float
    unreliable: tuple[str, ...]


@dataclass(frozen=True)
class Loyalty:
    """The groups per pair of outcomes, and the captive customers (None where lock-in was not asked)."""

    groups: tuple[Groups, ...]
    captive: Estimate | None


def loyalty(job: Job) -> Loyalty:
    """Cross attitude with behaviour, and count those who find leaving hard and are not attached."""
    attitudes, behaviours, lock_ins = (job.constructs(role) for role in ("attitude", "behaviour", "lock_in"))
    frame = construct_scores(job, attitudes + behaviours + lock_ins)
    groups = tuple(
        _groups(job, frame, attitude, behaviour)
        for attitude in attitudes
        for behaviour in behaviours
        if enough(job, frame[attitude], frame[behaviour])
    )
    captive = _captive(job, frame, lock_ins[0], attitudes[0]) if attitudes and lock_ins else None
    return Loyalty(groups, captive)


def _groups(job: Job, frame: pd.DataFrame, attitude: str, behaviour: str) -> Groups:
    settings = job.engagement.analysis
    table = loyalty_groups(
        frame[attitude],
        frame[behaviour],
        cut_attitude=settings.cut,
        cut_behaviour=settings.cut,
        weights=weights_of(job.survey),
        confidence=settings.confidence,
    )
    high = frame[[attitude, behaviour]].dropna() >= settings.cut
    members = pd.DataFrame(
        {name: (high[attitude] == felt) & (high[behaviour] == done) for name, (felt, done) in GROUPS.items()}
    )
    shown = table[["estimate", "low", "high"]].mask(hidden_parts(job, members), axis=0)
    return Groups(
        attitude,
        behaviour,
        shown.assign(n=table["n"]).join(sizes_of(job, members)),
        settings.cut,
        unreliable(job, (attitude, behaviour)),
    )


def _captive(job: Job, frame: pd.DataFrame, lock_in: str, attitude: str) -> Estimate | None:
    cut = job.engagement.analysis.cut
    asked = frame[[lock_in, attitude]].dropna()
    held = (asked[lock_in] >= cut) & (asked[attitude] < cut)
    if not enough(job, frame[lock_in], frame[attitude]) or unreliable(job, (lock_in, attitude)):
        return None
    if _share(job, held) is None:
        return None
    return captive_share(
        frame[lock_in],
        frame[attitude],
        cut=cut,
        weights=weights_of(job.survey),
        confidence=job.engagement.analysis.confidence,
    )


def correlations(job: Job) -> pd.DataFrame:
    """Correlate the drivers and outcomes: first, second, estimate, low, high, n, n_effective; or no row.

    Pairs that too few customers have answered both of are in it; the table that prints them hides these.
    """
    frame = construct_scores(job, job.constructs("attitude", "behaviour", "driver", "lock_in"))
    shown = [name for name in frame.columns if enough(job, frame[name])]
    if len(shown) < 2:
        return pd.DataFrame(columns=["first", "second", "estimate", "low", "high", "n", "n_effective"])
    return correlation_table(
        frame[shown], weights_of(job.survey), confidence=job.engagement.analysis.confidence
    )
