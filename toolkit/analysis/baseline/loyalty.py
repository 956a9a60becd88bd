"""Loyal in attitude and in behaviour, and who is held rather than bound."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.shares import shown_share
from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    hidden_parts,
    sizes_of,
    unreliable,
    weights_of,
)
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.groups import GROUPS, captive_share, loyalty_groups


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
    if shown_share(job, held) is None:
        return None
    return captive_share(
        frame[lock_in],
        frame[attitude],
        cut=cut,
        weights=weights_of(job.survey),
        confidence=job.engagement.analysis.confidence,
    )
