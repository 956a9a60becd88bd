"""How long customers stay, by the period of their first order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.measures.behaviour.log_rank import LogRank, log_rank, log_rank_pairs
from toolkit.measures.behaviour.survival import kaplan_meier, survival_at
from toolkit.measures.thresholds import MOST_COHORTS, RETURN_DAYS, STAY_DAYS

PERIODS = {"month": "M", "quarter": "Q", "year": "Y"}
COARSER = {"month": "quarter", "quarter": "year"}


@dataclass(frozen=True)
class Cohorts:
    """Early churn. `period` is the length of the periods in the end: month, quarter or year.

    `curves`: per cohort (such as "2024Q1") the steps that may be drawn, as `drawn_steps` gives them; none for a cohort
    that has no step. `sizes`: customers per cohort. `stayed`: per cohort and for all ("") the share not lapsed after so
    many days (`cohort, time, estimate, low, high, at_risk, behind`); `returned`: of all, the share who bought again
    within so many days. Estimates are NaN where too few stand `behind` them, and the number followed of all is NaN
    where that of a hidden cohort would follow from it. `test`: whether the curves differ, None with fewer than two;
    `pairs`: which, as `log_rank_pairs`.
    `left_out`: new customers of cohorts too small, too young or too long ago to be followed; where they are fewer than
    the minimum, the smallest cohort has no size and no number followed, so that they do not follow from the others.
    """

    period: str
    curves: Mapping[str, pd.DataFrame]
    sizes: Mapping[str, int]
    customers: int
    stayed: pd.DataFrame
    returned: pd.DataFrame
    test: LogRank | None
    pairs: pd.DataFrame
    left_out: int


def cohorts_of(
    customers: pd.DataFrame, *, period: str, inactive_after_days: int, minimum: int, confidence: float
) -> Cohorts | None:
    """Follow new customers from their first purchase; None where fewer than `minimum` were followed long enough.

    `customers` as `customer_summary` gives them; those who bought before the window are left out, for their first
    purchase is not in it. Periods are lengthened until there are no more than `MOST_COHORTS` of at least `minimum`
    customers, of whom as many were followed for `inactive_after_days`; of years the last ones are kept.
    """
    new = customers[~customers["known"]]
    if int((new["tenure_days"] >= inactive_after_days).sum()) < minimum:
        return None
    period, label, kept = _periods(new, period, inactive_after_days, minimum)
    here = label.isin(kept).to_numpy(bool)
    left_out = int((~here).sum())
    curve = {
        name: kaplan_meier(own["lapse_days"], own["lapsed"], confidence=confidence)
        for name, own in [("", new), *((name, new[(label == name).to_numpy(bool)]) for name in kept)]
        if len(own)
    }
    times = [inactive_after_days, *(day for day in STAY_DAYS if day > inactive_after_days)]
    second = kaplan_meier(
        new["second_days"].fillna(new["tenure_days"]), new["second_days"].notna(), confidence=confidence
    )
    given = (new["lapse_days"][here], new["lapsed"][here], label[here].to_numpy())
    several = len(kept) > 1
    steps = {name: drawn_steps(curve[name], minimum) for name in kept}
    sizes = {name: int((label == name).sum()) for name in kept}
    stayed = _stayed(new, label.where(here, ""), curve, times, minimum)
    if 0 < left_out < minimum:
        # Of all customers, less those of each period, these few would be left: one period covers them.
        cover = min(sizes, key=lambda name: sizes[name])
        del sizes[cover]
        stayed.loc[stayed["cohort"].isin([cover, ""]), "at_risk"] = np.nan
    return Cohorts(
        period=period,
        curves={name: one for name, one in steps.items() if len(one) > 2},
        sizes=sizes,
        customers=len(new),
        stayed=stayed,
        returned=_turned(_told(second, RETURN_DAYS, minimum)),
        test=log_rank(*given) if several else None,
        pairs=log_rank_pairs(*given) if several else pd.DataFrame(),
        left_out=left_out,
    )


def _stayed(
    new: pd.DataFrame, label: pd.Series, curves: Mapping[str, pd.DataFrame], times: list[int], minimum: int
) -> pd.DataFrame:
    """Read all curves at these times; hide how many of all were followed where a hidden cohort follows from it.

    All customers are those of the cohorts and those of none ("" as a label): the numbers followed so long add up to
    that of all. So do, with that number, those who lapsed by the first of the times, for nobody can lapse before; later
    shares are products over many days, from which no number follows.
    """
    told = [_told(one, times, minimum).assign(cohort=name) for name, one in curves.items()]
    found = pd.concat(told, ignore_index=True).astype({"at_risk": np.float64})
    for time in times:
        parts = [(new["tenure_days"] >= time).groupby(label.to_numpy()).sum()]
        if time == times[0]:
            parts.append((new["lapsed"] & (new["lapse_days"] <= time)).groupby(label.to_numpy()).sum())
        if any(part.between(1, minimum - 1).any() for part in parts):
            found.loc[(found["time"] == time) & (found["cohort"] == ""), "at_risk"] = np.nan
    return found


def _periods(
    new: pd.DataFrame, period: str, inactive_after_days: int, minimum: int
) -> tuple[str, pd.Series, list[str]]:
    """Give the length of the periods, each customer's period, and the periods to follow."""
    while True:
        label = new["first"].dt.to_period(PERIODS[period]).astype("str")
        sizes = (new["tenure_days"] >= inactive_after_days).groupby(label).sum()
        kept = sorted(sizes.index[sizes >= minimum])
        if len(kept) <= MOST_COHORTS or period not in COARSER:
            return period, label, kept[-MOST_COHORTS:]
        period = COARSER[period]


def _told(curve: pd.DataFrame, times: list[int] | tuple[int, ...], minimum: int) -> pd.DataFrame:
    """Read a curve at these times, NaN where fewer than `minimum` stand behind it, or behind a part of it.

    Behind a share stand those followed that long; behind its parts those to whom the event came by then, and the rest.
    To whom it came between a time and the last one that is told is a part too: two shares beside each other tell it.
    """
    found, known = survival_at(curve, times), curve["time"].to_numpy()
    events = np.append(0, curve["events"].cumsum().to_numpy())
    before, came = (
        events[np.searchsorted(known, found["time"].to_numpy(), side=side)] for side in ("left", "right")
    )
    followed = found["at_risk"].to_numpy(np.float64)
    # Of those followed up to a time some have the event at that very time.
    parts = np.column_stack([followed, came, followed - (came - before)])
    behind = np.where(parts > 0, parts, np.inf).min(axis=1)
    told = 0
    for place in range(len(behind)):
        between = came[place] - told
        if 0 < between < minimum:
            behind[place] = min(behind[place], between)
        if behind[place] >= minimum:
            told = came[place]
    return _hidden(found[["time", "estimate", "low", "high", "at_risk"]].assign(behind=behind), minimum)


def _hidden(told: pd.DataFrame, minimum: int) -> pd.DataFrame:
    few = told["behind"] < minimum
    return told.assign(
        estimate=told["estimate"].mask(few), low=told["low"].mask(few), high=told["high"].mask(few)
    )


def _turned(told: pd.DataFrame) -> pd.DataFrame:
    """Turn the share to whom something has not come into the share to whom it has."""
    return told.assign(estimate=1 - told["estimate"], low=1 - told["high"], high=1 - told["low"])


def drawn_steps(curve: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Keep the steps of a curve that may be drawn: `time, estimate, low, high`, from time 0 on.

    The events of a step are at least `minimum`, those of smaller ones being taken together. The curve ends where fewer
    than `minimum` are still followed, or at the first of the last events that are too few for a step. The last row is
    that end, at the level of the last step.
    """
    followed = curve[curve["at_risk"] >= minimum]
    total = followed["events"].cumsum().to_numpy()
    happened = np.flatnonzero(followed["events"].to_numpy() > 0).tolist()
    kept, drawn = [], 0
    for place in happened:
        if total[place] - drawn >= minimum:
            kept.append(place)
            drawn = total[place]
    columns = ["time", "estimate", "low", "high"]
    start = pd.DataFrame([[0.0, 1.0, np.nan, np.nan]], columns=columns)
    steps: pd.DataFrame = pd.concat([start, followed[columns].take(kept)], ignore_index=True)
    open_ones = [place for place in happened if total[place] > drawn]
    time = followed["time"].to_numpy()
    last = float(time[open_ones[0] if open_ones else -1]) if len(time) else 0.0
    return pd.concat([steps, steps.iloc[[-1]].assign(time=last)], ignore_index=True)
