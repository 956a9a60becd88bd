"""Value at stake: what customers who are not attached bring in, in money, under the engagement's assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.customers import Customers, beside, customers_of
from toolkit.analysis.job import Job, construct_scores, enough, hidden_parts, unreliable, weights_of
from toolkit.intake import Survey
from toolkit.measures.behaviour.orders import DAYS_A_YEAR
from toolkit.measures.behaviour.value import Stake, share_of_revenue, value_at_stake
from toolkit.measures.dominance import dominated
from toolkit.measures.estimate import Estimate
from toolkit.measures.weights import effective_n

GROUPS = ("not_attached", "spurious", "none", "captive")
# Why no revenue a year follows from the orders.
UNUSED = ("short", "no_key", "few", "dominated")


@dataclass(frozen=True)
class Group:
    """One group of customers: its share of the customers, and what it brings in. `unreliable` are scales that fail."""

    name: str
    customers: Estimate
    stake: Stake
    unreliable: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """Value at stake per group, in the order of `GROUPS`; groups overlap and never add up.

    `unused` says why the revenue is not that of the orders, where there are any: one of `UNUSED`, else "". Without a
    stated revenue nothing is at stake then: no groups, and `revenue` is 0. The orders cover `days` of the 365 up to
    `end`, 0 and None without orders.

    `revenue`: of all customers, a year, in `currency`. `from_orders`: it is that of the orders, and each respondent
    counts with what he or she really spent; else everybody counts with `revenue_per_customer`. `customers` is how many
    there are; `asked` respondents with an attitude, of whom `respondents` could be counted.
    """

    attitude: str
    behaviour: str
    lock_in: str
    cut: float
    groups: tuple[Group, ...]
    revenue: float
    currency: str
    margin: float
    years: float
    from_orders: bool
    revenue_per_customer: float
    customers: int
    respondents: int
    asked: int
    unused: str = ""
    days: int = 0
    end: date | None = None


def value(job: Job) -> Value | None:
    """Put customers at risk in money; None without [value] or an attitude, or where too few can be counted.

    Where there are orders and no amount follows from them or from [value], the result says why and has no groups.
    """
    facts, attitudes = job.engagement.value, job.constructs("attitude")
    if facts is None or not attitudes:
        return None
    behaviours, lock_ins = job.constructs("behaviour"), job.constructs("lock_in")
    names = (attitudes[0], *behaviours[:1], *lock_ins[:1])
    scores = construct_scores(job, names)
    bought = customers_of(job)
    unused = orders_unused(bought, job.survey, job.engagement.privacy.minimum_cell) if bought else ""
    spent, revenue, customers = _revenue(job, None if unused else bought)
    result = Value(
        attitude=attitudes[0],
        behaviour=behaviours[0] if behaviours else "",
        lock_in=lock_ins[0] if lock_ins else "",
        cut=job.engagement.analysis.cut,
        groups=(),
        revenue=revenue,
        currency=facts.currency,
        margin=facts.margin,
        years=facts.horizon_years,
        from_orders=spent is not None,
        revenue_per_customer=revenue / customers,
        customers=customers,
        respondents=0,
        asked=int(scores[attitudes[0]].notna().sum()),
        unused=unused,
        days=bought.days if bought else 0,
        end=bought.end if bought else None,
    )
    if unused and revenue <= 0:
        return result
    score = scores[attitudes[0]]
    counted = _on_one_base(
        job, scores, score if spent is None else score.where(spent.notna()), (*behaviours[:1], *lock_ins[:1])
    )
    if revenue <= 0 or not enough(job, counted) or (spent is not None and not spent[counted.notna()].any()):
        return None
    members = _members(job, scores, counted, spent, behaviours[:1], lock_ins[:1])
    groups = _groups(job, members, spent, revenue)
    if not groups:
        return None
    return replace(result, groups=groups, respondents=int(counted.notna().sum()))


def _groups(
    job: Job, members: dict[str, tuple[pd.Series, tuple[str, ...]]], spent: pd.Series | None, revenue: float
) -> tuple[Group, ...]:
    """Put each group in money under the engagement's assumptions; left out where its base spent nothing."""
    facts, weights = job.engagement.value, weights_of(job.survey)
    confidence = job.engagement.analysis.confidence
    if facts is None:
        return ()
    return tuple(
        Group(
            name,
            share_of_revenue(member, weights=weights, confidence=confidence),
            value_at_stake(
                share_of_revenue(member, spent, weights, confidence=confidence),
                revenue=revenue,
                margin=facts.margin,
                years=facts.horizon_years,
            ),
            unreliable(job, needs),
        )
        for name, (member, needs) in members.items()
        if spent is None or spent[member.notna()].any()
    )


def _on_one_base(job: Job, scores: pd.DataFrame, counted: pd.Series, others: tuple[str, ...]) -> pd.Series:
    """Leave out the few who lack another score, so that what they spent does not follow from a difference of bases."""
    minimum = job.engagement.privacy.minimum_cell
    for name in others:
        lacking = counted.notna() & scores[name].isna()
        if lacking.sum() < minimum:
            counted = counted.mask(lacking)
    return counted


def orders_unused(customers: Customers, survey: Survey, minimum: int) -> str:
    """Say why no revenue a year follows from the orders, one of `UNUSED`; "" where it does.

    Beside too short a time and too few respondents in them that is one customer who makes up most of what was spent:
    the sum would tell of that customer.
    """
    if customers.days < DAYS_A_YEAR:
        return "short"
    if survey.key is None:
        return "no_key"
    found = beside(survey.key, customers)["amount_year"].notna()
    weights = survey.weights
    if found.sum() < minimum or (weights is not None and effective_n(weights[found]) < minimum):
        return "few"
    return "dominated" if dominated(customers.frame["amount_year"].clip(lower=0.0), minimum) else ""


def _revenue(job: Job, customers: Customers | None) -> tuple[pd.Series | None, float, int]:
    """Give what each respondent spent in a year (None: not known), what all customers did, and how many they are."""
    facts, size = job.engagement.value, job.engagement.population.size
    if customers is not None:
        spent = beside(job.survey.key, customers)["amount_year"].clip(lower=0.0)
        active = customers.frame["amount_year"].clip(lower=0.0)
        # Of all customers, and not of who bought: with all of them that would tell how many did not.
        return spent, float(active.sum()), len(active)
    if facts is None or facts.revenue_per_customer is None or size is None:
        return None, 0.0, 1
    return None, facts.revenue_per_customer * size, size


def _members(
    job: Job,
    scores: pd.DataFrame,
    counted: pd.Series,
    spent: pd.Series | None,
    behaviours: tuple[str, ...],
    lock_ins: tuple[str, ...],
) -> dict[str, tuple[pd.Series, tuple[str, ...]]]:
    """Say who is in each group that may be shown, 1, 0 or NaN, and which scales it rests on."""
    cut, attitude = job.engagement.analysis.cut, str(counted.name)
    low = (counted < cut).astype(np.float64).where(counted.notna())
    groups: dict[str, tuple[pd.Series, tuple[str, ...]]] = {"not_attached": (low, (attitude,))}
    for name in behaviours:
        done = scores[name] >= cut
        known = low.notna() & scores[name].notna()
        parts = {"spurious": low.eq(1) & done, "none": low.eq(1) & ~done, "attached": low.eq(0)}
        if _may_be_shown(job, parts, known, spent):
            for group in ("spurious", "none"):
                groups[group] = (parts[group].astype(np.float64).where(known), (attitude, name))
    for name in lock_ins:
        bound, known = scores[name] >= cut, low.notna() & scores[name].notna()
        parts = {"captive": low.eq(1) & bound, "free": low.eq(1) & ~bound, "attached": low.eq(0)}
        if _may_be_shown(job, parts, known, spent):
            groups["captive"] = (parts["captive"].astype(np.float64).where(known), (attitude, name))
    if not _may_be_shown(job, {"low": low.eq(1), "high": low.eq(0)}, low.notna(), spent):
        return {}
    return {name: groups[name] for name in GROUPS if name in groups}


def _may_be_shown(job: Job, parts: dict[str, pd.Series], known: pd.Series, spent: pd.Series | None) -> bool:
    """Say whether each part of those who are known is large enough, or empty, and of none one makes up the money."""
    minimum, frame = job.engagement.privacy.minimum_cell, pd.DataFrame(parts)[known]
    if len(frame) < minimum or hidden_parts(job, frame).any():
        return False
    if spent is None:
        return True
    # With its weight, as it counts.
    weights = weights_of(job.survey)
    money = (spent if weights is None else spent * weights)[known]
    return not any(dominated(money[frame[part]], minimum) for part in frame)
