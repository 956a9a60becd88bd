"""What the driver report computes: importance of each driver, per outcome."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline import mean_score
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job, construct_scores, enough, require, unreliable, weights_of
from toolkit.drivers.importance import Importance, relative_importance
from toolkit.drivers.joint import Joint, joint_test
from toolkit.errors import StatisticsError

HELD_CONSTANT = ("lock_in", "background")
# Each driver doubles the work of a resample, so that fewer are drawn beyond this many; never fewer than the least.
FULL_RESAMPLES_TO = 16
FEWEST_RESAMPLES = 200


@dataclass(frozen=True)
class OutcomeDrivers:
    """How the drivers go together with one outcome.

    `importance` and `joint` are None where the answers cannot carry the analysis; `refusal` then says why.
    `performance` has a row per driver: estimate, low, high, n (mean score, 0–100).
    `always` are the constructs held equal; `same_for_all` those that could not be, as everybody answered the same.
    `unreliable` are those of all these whose scale does not hold: no claim may rest on them.
    `alike` are pairs of drivers, or of a driver and the outcome, that customers may not tell apart.
    `level` is the error that a claim may have (1 − confidence).
    """

    outcome: str
    role: str
    importance: Importance | None
    joint: Joint | None
    performance: pd.DataFrame
    always: tuple[str, ...]
    same_for_all: tuple[str, ...]
    unreliable: tuple[str, ...]
    n_asked: int
    level: float
    refusal: str = ""
    alike: tuple[tuple[str, str], ...] = ()

    @property
    def linked(self) -> bool:
        """Whether the drivers together are shown to be linked to the outcome at all."""
        return self.joint is not None and self.joint.p < self.level

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]:
        """Pairs that measure almost the same, one of which might come first: they cannot be told apart."""
        if self.importance is None:
            return ()
        first = set(self.importance.leaders)
        return tuple(pair for pair in self.importance.near_duplicates if first & set(pair))

    @property
    def blurred(self) -> tuple[tuple[str, str], ...]:
        """Pairs of `alike` that keep a first place from being said: one of two is in front, or is like the outcome."""
        if self.importance is None:
            return ()
        first = set(self.importance.leaders)
        return tuple(
            pair
            for pair in self.alike
            if len(first & set(pair)) == 1 or (self.outcome in pair and first & set(pair))
        )

    @property
    def leaders(self) -> tuple[str, ...]:
        """The drivers that may come first; empty where nothing may be said about that."""
        if self.importance is None or not self.linked or self.repeated or len(self.importance.table) < 2:
            return ()
        if set(self.unreliable) & {self.outcome, *self.importance.leaders} or self.blurred:
            return ()
        return self.importance.leaders


def drivers_of(job: Job, role: str) -> tuple[OutcomeDrivers, ...]:
    """Analyse each outcome with this role ("attitude" or "behaviour"); empty where none is measured."""
    drivers = job.constructs("driver")
    require(drivers, "driver", job)
    require(job.constructs("attitude", "behaviour"), "attitude or behaviour", job)
    return tuple(_one(job, outcome, drivers) for outcome in job.constructs(role))


def _one(job: Job, outcome: str, asked: tuple[str, ...]) -> OutcomeDrivers:
    held = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (outcome, *asked, *held))
    drivers = tuple(name for name in asked if enough(job, frame[name]))
    same_for_all = tuple(name for name in held if frame[name].nunique() < 2)
    always = tuple(name for name in held if name not in same_for_all and enough(job, frame[name]))
    importance, refusal = _importance(job, frame, outcome, drivers, always)
    compared = {outcome, *drivers}
    return OutcomeDrivers(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        importance=importance,
        joint=None if importance is None else joint_test(importance),
        performance=_performance(job, frame, drivers),
        always=always,
        same_for_all=same_for_all,
        unreliable=unreliable(job, (outcome, *drivers, *always)),
        n_asked=len(frame),
        level=1 - job.engagement.analysis.confidence,
        refusal=refusal,
        alike=tuple(flag.ordered for flag in pair_flags(job) if flag.pair <= compared),
    )


def affordable_resamples(asked: int, drivers: int) -> int:
    """Give how many bootstrap resamples to draw: what the engagement asks, fewer with very many drivers.

    The report prints the number with each finding.
    """
    return min(asked, max(FEWEST_RESAMPLES, asked >> max(0, drivers - FULL_RESAMPLES_TO)))


def _importance(
    job: Job, frame: pd.DataFrame, outcome: str, drivers: tuple[str, ...], always: tuple[str, ...]
) -> tuple[Importance | None, str]:
    settings = job.engagement.analysis
    used = [frame[name] for name in (outcome, *drivers, *always)]
    if not drivers or not enough(job, *used):
        return None, "too few customers answered the outcome and all drivers"
    try:
        importance = relative_importance(
            frame,
            outcome,
            list(drivers),
            always=always,
            weights=weights_of(job.survey),
            resamples=affordable_resamples(settings.resamples, len(drivers)),
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError as error:
        return None, str(error)
    return importance, ""


def _performance(job: Job, frame: pd.DataFrame, drivers: tuple[str, ...]) -> pd.DataFrame:
    rows = [mean_score(job, frame[name]) for name in drivers]
    return pd.DataFrame(
        [{"estimate": row.value, "low": row.low, "high": row.high, "n": row.n} for row in rows],
        index=pd.Index(drivers, name="driver"),
        columns=["estimate", "low", "high", "n"],
    )
