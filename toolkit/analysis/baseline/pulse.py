"""What employees say beside what the customers of their unit say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, construct_scores, hidden_parts, unreliable, weights_of
from toolkit.engagement.sources import Pulse as PulseFacts
from toolkit.errors import StatisticsError
from toolkit.intake.pulse import Pulse as Answers
from toolkit.intake.pulse import read_pulse
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import MINIMUM_ALPHA, MINIMUM_UNITS, RELIABILITY_ROWS
from toolkit.measures.units import RankCorrelation, rank_correlation, unit_means

SIDES = ("employees", "customers")


@dataclass(frozen=True)
class Pulse:
    """The units of which enough employees and enough customers answered.

    `table` is indexed by unit (a code of the segment), from the highest score of employees to the lowest: `employees,
    employees_low, employees_high, employees_n` and the same for `customers`, and `customers_n_effective`; scores of
    0 to 100. It has no row with fewer than `MINIMUM_UNITS` units, for nothing is shown then. `units` is how many could
    be shown, `left_out` how many others are in either file. `correlation` is None where there are too few units or
    one of the two scores is the same in all.
    `attitude` is the score of the customers; `unreliable` tells that its scale does not hold, `employees_unreliable`
    that that of the employees does not: no claim then.
    """

    attitude: str
    table: pd.DataFrame
    units: int
    left_out: int
    correlation: RankCorrelation | None
    unreliable: bool
    employees_unreliable: bool


def pulse(job: Job) -> Pulse | None:
    """Lay the score of the employees of each unit beside the attitude of its customers.

    None where the engagement names no survey of employees, or no attitude was measured.
    """
    facts, attitudes = job.engagement.pulse, job.constructs("attitude")
    answers = read_pulse(job.engagement) if facts and attitudes else None
    if facts is None or answers is None or facts.segment not in job.survey.segments:
        return None
    items = _scaled(facts, answers)
    scored = {
        "employees": pd.DataFrame({"unit": answers.units, "score": construct_score(items)}),
        "customers": pd.DataFrame(
            {
                "unit": job.survey.segments[facts.segment],
                "score": construct_scores(job, attitudes[:1])[attitudes[0]],
            }
        ),
    }
    shown, others = _shown(job, scored)
    units = len(shown)
    table = _table(job, scored, shown if units >= MINIMUM_UNITS else [])
    return Pulse(
        attitude=attitudes[0],
        table=table,
        units=units,
        left_out=others,
        correlation=_correlation(job, table),
        unreliable=bool(unreliable(job, attitudes[:1])),
        employees_unreliable=_unreliable(items),
    )


def _scaled(facts: PulseFacts, answers: Answers) -> pd.DataFrame:
    return scale_0_100(answers.answers, facts.minimum, facts.maximum, reverse=facts.reversed)


def _unreliable(items: pd.DataFrame) -> bool:
    """Tell whether several questions to employees do not belong together well enough, or cannot be judged."""
    complete = items.dropna()
    if items.shape[1] < 2:
        return False
    if len(complete) < RELIABILITY_ROWS:
        return True
    try:
        return not cronbach_alpha(complete).value >= MINIMUM_ALPHA
    except StatisticsError:
        return True


def _shown(job: Job, scored: dict[str, pd.DataFrame]) -> tuple[list[str], int]:
    """The units with enough employees and customers that give no smaller one away, and how many others there are."""
    there, hidden = [], []
    for side, frame in scored.items():
        given = frame[frame["score"].notna() & frame["unit"].notna()]
        members = pd.get_dummies(given["unit"], dtype=bool)
        counts = members.sum()
        there.append(counts > 0)
        if side == "customers":
            hidden.append(hidden_parts(job, members))
        else:
            minimum = job.engagement.privacy.minimum_cell
            hidden.append(hidden_cells(counts.to_frame(), minimum, across=False, down=True).any(axis=1))
    both = pd.DataFrame({"there": there[0] & there[1], "hidden": hidden[0] | hidden[1]})
    shown = [str(unit) for unit in both.index[both["there"] & ~both["hidden"]]]
    return shown, int((there[0] | there[1]).sum()) - len(shown)


def _table(job: Job, scored: dict[str, pd.DataFrame], shown: list[str]) -> pd.DataFrame:
    sides = []
    for side, frame in scored.items():
        means = unit_means(
            frame["unit"],
            frame["score"],
            weights_of(job.survey) if side == "customers" else None,
            confidence=job.engagement.analysis.confidence,
        ).loc[shown]
        means[["low", "high"]] = means[["low", "high"]].clip(0, 100)
        sides.append(means.add_prefix(f"{side}_").rename(columns={f"{side}_estimate": side}))
    table = pd.concat(sides, axis=1).drop(columns="employees_n_effective")
    return table.sort_values("employees", ascending=False, kind="stable")


def _correlation(job: Job, table: pd.DataFrame) -> RankCorrelation | None:
    if table.empty or any(table[side].nunique() < 2 for side in SIDES):
        return None
    return rank_correlation(
        table["employees"], table["customers"], confidence=job.engagement.analysis.confidence
    )
