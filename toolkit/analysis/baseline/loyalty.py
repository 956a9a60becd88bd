"""Loyal in attitude and in behaviour, how sure that is, and who stays without being attached."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.held import Held, held_customers
from toolkit.analysis.baseline.loyalty_by_segment import BySegment, adjusted, by_segment
from toolkit.analysis.baseline.shares import shown_share
from toolkit.analysis.job import (
    Job,
    alpha_of,
    construct_scores,
    enough,
    hidden_parts,
    sizes_of,
    unreliable,
    weights_of,
)
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.groups import group_members, loyalty_groups
from toolkit.measures.loyalty.map import map_fields
from toolkit.measures.loyalty.uncertain import (
    certain_groups,
    standard_error_of_measurement,
    uncertain_band,
)
from toolkit.measures.suppression import hidden_cells


@dataclass(frozen=True)
class Groups:
    """Attitude × behaviour for one pair of outcomes. `table` is indexed by true, latent, spurious, none.

    `estimate, low, high` are NaN for groups with too few customers, and for those that would give them away; so is
    `sure`, the share of all customers who are in the group and not near a cut. `n` is the base of all; `count`,
    `count_effective` and `sure_behind` tell how many stand behind each, for the gate and not for print.
    `unreliable` are those of the two outcomes whose scale does not hold: no claim may rest on these groups then.
    `sems` are the standard errors of measurement, None for a score of one question or a scale that does not hold.
    `band` has the shares within one such error of a cut, as `uncertain_band` gives them, without what may not be shown.
    `felt` is the share of all who are high on attitude, None where it may not be shown. `fields` is the map, as
    `map_fields` gives it, without hidden groups.
    """

    attitude: str
    behaviour: str
    table: pd.DataFrame
    cut: float
    unreliable: tuple[str, ...]
    sems: tuple[float | None, float | None] = (None, None)
    band: pd.DataFrame = field(default_factory=pd.DataFrame)
    felt: Estimate | None = None
    fields: pd.DataFrame = field(default_factory=pd.DataFrame)
    segments: tuple[BySegment, ...] = ()


@dataclass(frozen=True)
class Loyalty:
    """The groups per pair of outcomes, and who stays without being attached.

    In the order of the engagement, but those that carry no claim last.
    """

    groups: tuple[Groups, ...]
    held: Held | None


def loyalty(job: Job) -> Loyalty:
    """Cross attitude with behaviour, and count those who stay without being attached."""
    attitudes, behaviours, lock_ins = (job.constructs(role) for role in ("attitude", "behaviour", "lock_in"))
    frame = construct_scores(job, attitudes + behaviours + lock_ins)
    pairs = [
        (attitude, behaviour)
        for attitude in attitudes
        for behaviour in behaviours
        if enough(job, frame[attitude], frame[behaviour])
    ]
    found = [_groups(job, frame, *pair) for pair in pairs]
    segments = adjusted(
        [() if one.unreliable else by_segment(job, frame, one.attitude, one.behaviour) for one in found]
    )
    found = [replace(one, segments=theirs) for one, theirs in zip(found, segments, strict=True)]
    found.sort(key=lambda one: bool(one.unreliable))
    held = None
    if attitudes and lock_ins:
        first = next((one.behaviour for one in found if one.attitude == attitudes[0]), None)
        held = held_customers(job, frame, lock_ins[0], attitudes[0], first)
    return Loyalty(tuple(found), held)


def _groups(job: Job, frame: pd.DataFrame, attitude: str, behaviour: str) -> Groups:
    settings, weights = job.engagement.analysis, weights_of(job.survey)
    table = loyalty_groups(
        frame[attitude],
        frame[behaviour],
        cut_attitude=settings.cut,
        cut_behaviour=settings.cut,
        weights=weights,
        confidence=settings.confidence,
    )
    both = frame[[attitude, behaviour]].dropna()
    high = both >= settings.cut
    members = pd.DataFrame(
        group_members(high[attitude].to_numpy(), high[behaviour].to_numpy()), index=both.index
    )
    hidden = _hidden(job, members)
    shown = table[["estimate", "low", "high"]].mask(hidden, axis=0)
    weak = unreliable(job, (attitude, behaviour))
    fields = map_fields(
        frame[attitude],
        frame[behaviour],
        minimum=job.engagement.privacy.minimum_cell,
        cut=settings.cut,
        weights=weights,
    )
    groups = Groups(
        attitude,
        behaviour,
        shown.assign(n=table["n"], sure=np.nan, sure_behind=1.0).join(sizes_of(job, members)),
        settings.cut,
        weak,
        fields=fields[~fields["group"].isin(hidden.index[hidden])],
        felt=shown_share(job, high[attitude]),
    )
    return groups if weak else _with_band(job, groups, both, members)


def _hidden(job: Job, members: pd.DataFrame) -> pd.Series:
    """Say which groups are too small to show, or would give such a one away.

    How many are high on attitude, other chapters tell (what loyal customers bring): with that, of the two groups that
    are high on it each gives the other away, and so do the two that are low. Where few are low, or few are high, those
    chapters hide it, and only the four groups add up to what the reader knows.
    """
    pairs = {"high": ["true", "latent"], "low": ["spurious", "none"]}
    whole = pd.DataFrame({name: members[pair].any(axis=1) for name, pair in pairs.items()})
    if hidden_parts(job, whole).any():
        return hidden_parts(job, members)
    return pd.concat([hidden_parts(job, members[pair]) for pair in pairs.values()])


def _with_band(job: Job, groups: Groups, both: pd.DataFrame, members: pd.DataFrame) -> Groups:
    """Add who lies near a cut, where the error of measurement is known."""
    sems = _sem(job, groups.attitude, both), _sem(job, groups.behaviour, both)
    if sems == (None, None):
        return groups
    given: dict[str, Any] = {
        "sem_attitude": sems[0],
        "sem_behaviour": sems[1],
        "cut_attitude": groups.cut,
        "cut_behaviour": groups.cut,
        "weights": None if job.survey.weights is None else job.survey.weights.loc[both.index].to_numpy(),
        "confidence": job.engagement.analysis.confidence,
    }
    columns = both[groups.attitude].to_numpy(), both[groups.behaviour].to_numpy()
    near = _near(both, groups, sems)
    either = near.any(axis=1)
    cells = pd.DataFrame(
        {
            "sure": sizes_of(job, members.mul(~either, axis=0)).min(axis=1),
            "near": sizes_of(job, members.mul(either, axis=0)).min(axis=1),
        }
    )
    hidden = hidden_cells(cells, job.engagement.privacy.minimum_cell, across=True, down=True).any(axis=1)
    hidden |= groups.table["estimate"].isna()
    table = groups.table.assign(
        sure=certain_groups(*columns, **given)["estimate"].mask(hidden),
        # A hidden cell counts as the one customer whom it might give away.
        sure_behind=cells["sure"].mask(hidden, 1.0),
    )
    band = uncertain_band(*columns, **given)
    return replace(groups, sems=sems, table=table, band=_shown_band(job, band, near))


def _shown_band(job: Job, band: pd.DataFrame, near: pd.DataFrame) -> pd.DataFrame:
    """Leave out what would tell of too few: who is near one cut, near the other, near both."""
    either = near.any(axis=1)
    if hidden_parts(job, pd.DataFrame({"near": either, "sure": ~either})).any():
        return band.iloc[:0]
    first, second = near.iloc[:, 0], near.iloc[:, 1]
    parts = {"first": first & ~second, "second": second & ~first, "both": first & second, "none": ~either}
    return band.loc[["either"]] if hidden_parts(job, pd.DataFrame(parts)).any() else band


def _sem(job: Job, construct: str, both: pd.DataFrame) -> float | None:
    """Standard error of measurement of a score; None for one question, or where reliability is not known."""
    alpha = alpha_of(job, construct)
    if alpha is None or not 0 <= alpha.value <= 1:
        return None
    weights = None if job.survey.weights is None else job.survey.weights.loc[both.index].to_numpy()
    return standard_error_of_measurement(both[construct].to_numpy(), alpha.value, weights)


def _near(both: pd.DataFrame, groups: Groups, sems: tuple[float | None, float | None]) -> pd.DataFrame:
    """Say who is within one standard error of the cut on attitude, on behaviour; nobody where it is not known."""
    distance = (both[[groups.attitude, groups.behaviour]] - groups.cut).abs()
    return distance < np.array([-1.0 if sem is None else sem for sem in sems])
