"""Among customers who answered twice: does the outcome rise more where a driver rose more?"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.analysis.drivers.importance import HELD_CONSTANT
from toolkit.analysis.followup.frames import frames, key_of, weight_of
from toolkit.analysis.job import Job, unreliable
from toolkit.drivers.interactions import fewest_in_group
from toolkit.errors import StatisticsError
from toolkit.followup.linked_change import LinkedChanges
from toolkit.followup.linked_change import linked_changes as fitted


@dataclass(frozen=True, eq=False)
class OutcomeChanges:
    """What went with the change of one outcome; `found` is None where it may not be told, and `why` says the reason.

    `why`: "" where it is told, "too_few" pairs (of `fewest`), or "refused" by the data.
    `always`: lock-in, held equal and no driver. `no_claim`: drivers whose scale does not hold, which are left out.
    `pairs`: customers known to have answered both times, whatever they left open.
    """

    outcome: str
    role: str
    drivers: tuple[str, ...]
    always: tuple[str, ...]
    no_claim: tuple[str, ...]
    fewest: int
    pairs: int
    found: LinkedChanges | None
    why: str


def linked_changes(job: Job) -> tuple[OutcomeChanges, ...] | None:
    """Regress the change of each outcome on the changes of all drivers; None where nobody is known to answer twice."""
    if key_of(job) is None:
        return None
    scores = frames(job)
    if not scores.before["key"].dropna().isin(scores.after["key"].dropna()).any():
        return None
    roles = {name: job.engagement.constructs[name].role for name in scores.shown}
    flagged = unreliable(job, scores.shown)
    drivers = tuple(name for name, role in roles.items() if role == "driver" and name not in flagged)
    outcomes = [
        name for name, role in roles.items() if role in {"attitude", "behaviour"} and name not in flagged
    ]
    always = tuple(name for name, role in roles.items() if role in HELD_CONSTANT and name not in flagged)
    no_claim = tuple(name for name in flagged if roles[name] == "driver")
    if not drivers or not outcomes:
        return None
    return tuple(_outcome(job, name, roles[name], drivers, always, no_claim) for name in outcomes)


def _outcome(
    job: Job,
    outcome: str,
    role: str,
    drivers: tuple[str, ...],
    always: tuple[str, ...],
    no_claim: tuple[str, ...],
) -> OutcomeChanges:
    scores, fewest = (
        frames(job),
        max(fewest_in_group(len(drivers) + len(always)), job.engagement.privacy.minimum_cell),
    )
    found, why = None, ""
    try:
        found = fitted(
            scores.before,
            scores.after,
            outcome,
            drivers,
            key="key",
            always=always,
            weights=weight_of(job),
            confidence=job.engagement.analysis.confidence,
        )
    except StatisticsError:
        why = "refused"
    if found is not None and min(found.n, found.n_effective) < fewest:
        found, why = None, "too_few"
    pairs = _pairs(job)
    if why == "refused" and pairs < fewest:
        why = "too_few"
    return OutcomeChanges(outcome, role, drivers, always, no_claim, fewest, pairs, found, why)


def _pairs(job: Job) -> int:
    scores = frames(job)
    return int(scores.before["key"].dropna().isin(scores.after["key"].dropna()).sum())
