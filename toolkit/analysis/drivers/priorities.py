"""What the driver report computes: importance against performance, where to look first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from toolkit.analysis.drivers.claims import no_claim
from toolkit.analysis.drivers.paths import total_effects
from toolkit.analysis.drivers.signs import opposed
from toolkit.analysis.job import Job, construct_scores, weights_of
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.priorities import QUADRANTS, Priorities
from toolkit.drivers.priorities import priorities as set_priorities
from toolkit.errors import StatisticsError


@dataclass(frozen=True, eq=False)
class OutcomePriorities:
    """Importance and performance of the drivers for one outcome.

    `found` is None where the answers cannot carry it; `refusal` then says why. `no_claim` are the drivers of which
    nothing is said: a scale that does not hold, or a theme that customers may not tell from another or the outcome.
    `opposed` are those of which the effect is there only with other themes held equal: by itself it runs the other way.
    """

    outcome: str
    role: str
    found: Priorities | None
    no_claim: tuple[str, ...]
    refusal: str = ""
    opposed: tuple[str, ...] = ()

    def in_quadrant(self, quadrant: str) -> tuple[str, ...]:
        """The drivers that are shown to lie in a quadrant and carry a claim, the largest effect first."""
        if self.found is None:
            return ()
        rows = self.found.table[self.found.table["quadrant"] == quadrant]
        ordered = rows.sort_values("effect", ascending=False, kind="stable").index
        return tuple(str(name) for name in ordered if name not in (*self.no_claim, *self.opposed))

    @property
    def placed(self) -> tuple[str, ...]:
        """The drivers that are shown to lie in any quadrant and carry a claim, in the order of the table."""
        if self.found is None:
            return ()
        rows = self.found.table[self.found.table["quadrant"].isin(QUADRANTS.values())]
        return tuple(str(name) for name in rows.index if name not in (*self.no_claim, *self.opposed))


def priorities(job: Job) -> tuple[OutcomePriorities, ...]:
    """Set effect against score per attitude and behaviour; empty where no driver is measured for any of them."""
    if not job.constructs("driver"):
        return ()
    return tuple(_one(job, outcome) for outcome in job.constructs("attitude", "behaviour"))


def effects_of_drivers(job: Job, outcome: str) -> TotalEffects | None:
    """Give the total effects of the drivers alone, without the touchpoints that actions work on; None without any."""
    effects = total_effects(job, outcome)
    if effects is None:
        return None
    drivers = job.constructs("driver")
    return only(effects, tuple(name for name in effects.names if name in drivers))


def only(effects: TotalEffects, names: tuple[str, ...]) -> TotalEffects:
    """Keep the effects of these causes, in this order."""
    places = [effects.names.index(name) for name in names]
    return replace(effects, names=names, estimate=effects.estimate[places], draws=effects.draws[places])


def _one(job: Job, outcome: str) -> OutcomePriorities:
    role = job.engagement.constructs[outcome].role
    effects = effects_of_drivers(job, outcome)
    if effects is None:
        return OutcomePriorities(outcome, role, None, (), "the effects of the drivers could not be computed")
    try:
        found = set_priorities(effects, construct_scores(job, effects.names), weights_of(job.survey))
    except StatisticsError as error:
        return OutcomePriorities(outcome, role, None, (), str(error))
    silent = no_claim(job, outcome, effects.names)
    # An effect that may be 0 runs neither way.
    known = found.table.index[(found.table["effect_low"] > 0) | (found.table["effect_high"] < 0)]
    turned = tuple(name for name in opposed(job, effects) if name in known and name not in silent)
    return OutcomePriorities(outcome, role, found, silent, opposed=turned)
