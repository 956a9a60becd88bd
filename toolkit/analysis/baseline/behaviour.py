"""What customers really do, from the order files: how often they come back, how long they stay, and who is attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.cohorts import Cohorts, cohorts_of
from toolkit.analysis.baseline.customers import Customers, customers_of, of_respondents
from toolkit.analysis.job import Job, construct_scores, hidden_parts, unreliable
from toolkit.measures.behaviour.patterns import association_p, rank_association, recency_frequency
from toolkit.measures.dominance import dominated, hidden_sums
from toolkit.measures.estimate import Estimate
from toolkit.measures.multiplicity import holm
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import PURCHASE_CLASSES, RECENCY_PARTS

ACTS = ("purchases_year", "amount_year")


@dataclass(frozen=True)
class Attached:
    """One attitude beside what its respondents really did in the last year, `act` being one of `ACTS`.

    `association` is the rank correlation, `p` its p after Holm over the tests of this chapter, NaN where the scale does
    not hold. `high` and `low` are the means of who scores from the cut on, and of the others; None where too few,
    or where one makes up most of it.
    """

    attitude: str
    act: str
    association: Estimate
    p: float
    high: Estimate | None
    low: Estimate | None


@dataclass(frozen=True)
class Behaviour:
    """What the order files tell. Money is in the currency of the engagement.

    Of the 365 days up to `end`, which all that ends in `_year` is of, the orders cover `days`.
    `amount_year` is NaN where one customer makes up most of it or too few spent anything, as `dominated` has it.
    `repeat`: share who bought on more than one day, None where too few did or did not. `tenure_days`, `gap_days`,
    `purchases_each`: medians over customers (gaps: of those with more purchases; NaN where too few).
    `classes`: as `recency_frequency` gives them, money NaN where it may not be told (`hidden_sums`). `cohorts` None
    where nobody was followed long enough; `cohort_p` is the p of its test after Holm, NaN without one. `respondents` of
    `asked` were found in the files by their key.
    """

    customers: int
    purchases: int
    amount_year: float
    start: date
    end: date
    days: int
    rows: int
    left_out: Mapping[str, int]
    warnings: tuple[str, ...]
    repeat: Estimate | None
    tenure_days: float
    gap_days: float
    purchases_each: float
    classes: pd.DataFrame
    cohorts: Cohorts | None
    cohort_p: float
    attached: tuple[Attached, ...]
    unreliable: tuple[str, ...]
    respondents: int
    asked: int


def behaviour(job: Job) -> Behaviour | None:
    """Describe the customers of the order files; None where the engagement has none, or too few bought."""
    customers, settings = customers_of(job), job.engagement.orders
    minimum = job.engagement.privacy.minimum_cell
    if customers is None or settings is None or len(customers.frame) < minimum:
        return None
    frame, confidence = customers.frame, job.engagement.analysis.confidence
    cohorts = cohorts_of(
        frame,
        period=settings.cohort,
        inactive_after_days=settings.inactive_after_days,
        minimum=minimum,
        confidence=confidence,
    )
    several = frame["repeat"]
    joined = of_respondents(job, customers)
    attached, p = _attached(job, joined, cohorts)
    return Behaviour(
        customers=len(frame),
        purchases=int(frame["purchases"].sum()),
        amount_year=np.nan if dominated(frame["amount_year"], minimum) else float(frame["amount_year"].sum()),
        start=customers.start,
        end=customers.end,
        days=customers.days,
        rows=customers.rows,
        left_out=customers.left_out,
        warnings=customers.warnings,
        repeat=_share(several, minimum, confidence),
        tenure_days=float(frame["tenure_days"].median()),
        gap_days=float(frame["gap_days"].median()) if several.sum() >= minimum else np.nan,
        purchases_each=float(frame["purchases"].median()),
        classes=_classes(customers, settings.inactive_after_days, minimum),
        cohorts=cohorts,
        cohort_p=p,
        attached=attached,
        unreliable=unreliable(job, job.constructs("attitude")),
        respondents=int(joined["purchases"].notna().sum()),
        asked=0 if job.survey.key is None else len(job.survey.key),
    )


def _share(hits: pd.Series, minimum: int, confidence: float) -> Estimate | None:
    """Give a share of all customers, None where either part is too small to be told."""
    parts = np.bincount(hits.to_numpy(int), minlength=2)
    if ((parts > 0) & (parts < minimum)).any():
        return None
    return proportion(hits.to_numpy(float), confidence=confidence)


def _classes(customers: Customers, inactive_after_days: int, minimum: int) -> pd.DataFrame:
    """Count classes of recency and purchases; the highest of purchases are taken together until none is too small."""
    days = sorted({round(part * inactive_after_days) + 1 for part in RECENCY_PARTS})
    for number in range(len(PURCHASE_CLASSES), 1, -1):
        lowest = PURCHASE_CLASSES[:number]
        table = recency_frequency(customers.frame, recency_from=[0, *days], purchases_from=lowest)
        if not table["customers"].between(1, minimum - 1).any():
            break
    frame = customers.frame
    recent = np.searchsorted([0, *days], frame["recency_days"], side="right") - 1
    often = np.searchsorted(lowest, frame["purchases"], side="right") - 1
    hidden = hidden_sums(recent * len(lowest) + often, frame["amount_year"], len(table), minimum)
    money = ["amount_year", "amount_share"]
    table[money] = table[money].mask(pd.Series(hidden, index=table.index), axis=0)
    return table


def _attached(job: Job, joined: pd.DataFrame, cohorts: Cohorts | None) -> tuple[tuple[Attached, ...], float]:
    """Lay each attitude beside each act; give them, and the p of the cohorts, after Holm over all that is tested."""
    attitudes = job.constructs("attitude")
    scores = construct_scores(job, attitudes)
    weak = unreliable(job, attitudes)
    found = [
        one
        for attitude in attitudes
        for act in ACTS
        if len(joined) and (one := _beside(job, scores[attitude], joined[act])) is not None
    ]
    tested = [association_p(one.association) if one.attitude not in weak else np.nan for one in found]
    p = holm([*tested, cohorts.test.p if cohorts and cohorts.test else np.nan])
    return tuple(
        Attached(one.attitude, one.act, one.association, float(own), one.high, one.low)
        for one, own in zip(found, p[:-1], strict=True)
    ), float(p[-1])


def _beside(job: Job, score: pd.Series, act: pd.Series) -> Attached | None:
    """Correlate one attitude with one act; None where too few respondents have both."""
    settings = job.engagement.analysis
    both = pd.DataFrame({"score": score, "act": act}).dropna()
    here = pd.DataFrame({"all": both.notna().all(axis=1)})
    if len(both) < 4 or hidden_parts(job, here).any() or len(both) < job.engagement.privacy.minimum_cell:
        return None
    weights = None if job.survey.weights is None else job.survey.weights.loc[both.index]
    association = rank_association(both["score"], both["act"], weights, confidence=settings.confidence)
    high = both["score"] >= settings.cut
    means: list[Estimate | None] = [None, None]
    few = hidden_parts(job, pd.DataFrame({"high": high, "low": ~high})).any()
    # With its weight, as it counts.
    done = both["act"] if weights is None else both["act"] * weights
    if not few and not any(
        dominated(done[part], job.engagement.privacy.minimum_cell) for part in (high, ~high)
    ):
        means = [
            mean_estimate(
                both.loc[part, "act"],
                None if weights is None else weights[part],
                confidence=settings.confidence,
                unit="money" if act.name == "amount_year" else "purchases",
            )
            if part.any()
            else None
            for part in (high, ~high)
        ]
    return Attached(str(score.name), str(act.name), association, np.nan, *means)
