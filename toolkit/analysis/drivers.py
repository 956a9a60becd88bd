"""What the driver report computes: importance of each driver, per outcome."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.job import Job, construct_scores, require, unreliable, weights_of
from toolkit.drivers.importance import Importance, relative_importance
from toolkit.errors import StatisticsError
from toolkit.measures.scores import mean_estimate

HELD_CONSTANT = ("lock_in", "background")


@dataclass(frozen=True)
class OutcomeDrivers:
    """How the drivers go together with one outcome.

    `importance` is None where the answers cannot carry the analysis; `refusal` then says why.
    `performance` has a row per driver: estimate, low, high, n (mean score, 0–100).
    `unreliable` are drivers (or the outcome) whose scale does not hold: no claim may rest on them.
    """

    outcome: str
    role: str
    importance: Importance | None
    performance: pd.DataFrame
    always: tuple[str, ...]
    unreliable: tuple[str, ...]
    n_asked: int
    refusal: str = ""

    @property
    def leaders(self) -> tuple[str, ...]:
        """The drivers that may be named first: empty when the scale of the outcome or of a leader does not hold."""
        if self.importance is None or set(self.unreliable) & {self.outcome, *self.importance.leaders}:
            return ()
        return self.importance.leaders


def drivers_of(job: Job, role: str) -> tuple[OutcomeDrivers, ...]:
    """Analyse each outcome with this role ("attitude" or "behaviour"); empty where none is measured."""
    drivers = job.constructs("driver")
    require(drivers, "driver", job)
    require(job.constructs("attitude", "behaviour"), "attitude or behaviour", job)
    return tuple(_one(job, outcome, drivers) for outcome in job.constructs(role))


def _one(job: Job, outcome: str, drivers: tuple[str, ...]) -> OutcomeDrivers:
    settings, weights = job.engagement.analysis, weights_of(job.survey)
    always = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (outcome, *drivers, *always))
    importance, refusal = None, ""
    try:
        importance = relative_importance(
            frame,
            outcome,
            list(drivers),
            always=always,
            weights=weights,
            resamples=settings.resamples,
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError as error:
        refusal = str(error)
    rows = {name: mean_estimate(frame[name], weights, confidence=settings.confidence) for name in drivers}
    performance = pd.DataFrame(
        [{"estimate": row.value, "low": row.low, "high": row.high, "n": row.n} for row in rows.values()],
        index=pd.Index(drivers, name="driver"),
    )
    return OutcomeDrivers(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        importance=importance,
        performance=performance,
        always=always,
        unreliable=unreliable(job, (outcome, *drivers)),
        n_asked=len(frame),
        refusal=refusal,
    )
