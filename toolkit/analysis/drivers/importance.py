"""What the driver report computes: importance of each driver, per outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline import mean_score
from toolkit.analysis.drivers.account import account_of
from toolkit.analysis.drivers.claims import too_few
from toolkit.analysis.drivers.treatments import Treatments, treatments
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job, construct_scores, enough, require, unreliable, weights_of
from toolkit.drivers.account import Account
from toolkit.drivers.importance import Importance, relative_importance
from toolkit.drivers.joint import Joint, joint_test
from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import DUPLICATE_CORRELATION

HELD_CONSTANT = ("lock_in", "background")
# The work of a resample grows with the cube of the number of drivers, so that fewer are drawn beyond this many; never
# fewer than the least.
FULL_RESAMPLES_TO = 30
FEWEST_RESAMPLES = 200


@dataclass(frozen=True)
class OutcomeDrivers:
    """How the drivers go together with one outcome.

    `importance`, `account` (what stands beside its shares) and `joint` are None where the answers cannot carry the
    analysis; `refusal` then says why.
    `performance` has a row per driver: estimate, low, high, n (mean score, 0–100).
    `always` are the constructs held equal; `same_for_all` those that could not be, as everybody answered the same.
    `unreliable` are those of all these whose scale does not hold: no claim may rest on them.
    `alike` are pairs of drivers, or of a driver and the outcome, that customers may not tell apart.
    `level` is the error that a claim may have (1 − confidence). `treatments` tells of missing answers.
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
    account: Account | None = None
    treatments: Treatments | None = None

    @property
    def linked(self) -> bool:
        """Whether the drivers together are shown to be linked to the outcome at all."""
        return self.joint is not None and self.joint.p < self.level

    @property
    def other_fronts(self) -> Mapping[str, tuple[str, ...]]:
        """Who may come first by other methods, and by other treatments of missing answers where many are left out."""
        fronts = {} if self.account is None else dict(self.account.fronts)
        return fronts | ({} if self.treatments is None else dict(self.treatments.fronts))

    @property
    def contested(self) -> tuple[str, ...]:
        """Who may come first by another method, where the shares put one driver in front alone; else empty."""
        if self.importance is None or len(self.importance.leaders) != 1:
            return ()
        others = [name for front in self.other_fronts.values() for name in front]
        return tuple(name for name in dict.fromkeys(others) if name not in self.importance.leaders)

    @property
    def in_front(self) -> tuple[str, ...]:
        """The drivers that may come first by the numbers, the largest share first: one that leads by every method."""
        return () if self.importance is None else (*self.importance.leaders, *self.contested)

    @property
    def unchecked(self) -> bool:
        """Whether errors in measurement keep a lead from being said: they are known, but cannot be corrected for."""
        if self.account is None or len(self.in_front) != 1:
            return False
        corrected = self.account.corrected
        return bool(self.account.refusal) or (corrected is not None and not corrected.leaders)

    @property
    def reproduced(self) -> bool:
        """Whether the drivers tell the outcome all but exactly, as where it was computed from the same answers.

        The line is that of one driver by itself: a correlation, here the multiple one, above the red flag.
        """
        return self.joint is not None and self.joint.explained > DUPLICATE_CORRELATION**2

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]:
        """Pairs that measure almost the same, one of which might come first: they cannot be told apart."""
        if self.importance is None:
            return ()
        first = set(self.in_front)
        return tuple(pair for pair in self.importance.near_duplicates if first & set(pair))

    @property
    def blurred(self) -> tuple[tuple[str, str], ...]:
        """Pairs of `alike` that keep a first place from being said: one of two is in front, or is like the outcome."""
        if self.importance is None:
            return ()
        by_shares, first = set(self.importance.leaders), set(self.in_front)
        return tuple(
            pair
            for pair in self.alike
            if 1 in (len(by_shares & set(pair)), len(first & set(pair)))
            or (self.outcome in pair and first & set(pair))
        )

    @property
    def leaders(self) -> tuple[str, ...]:
        """The drivers that may come first; empty where nothing may be said about that."""
        if self.importance is None or not self.linked or self.repeated or len(self.importance.table) < 2:
            return ()
        if set(self.unreliable) & {self.outcome, *self.in_front} or self.blurred or self.unchecked:
            return ()
        if self.reproduced:
            return ()
        return self.in_front


def drivers_of(job: Job, role: str) -> tuple[OutcomeDrivers, ...]:
    """Analyse each outcome with this role ("attitude" or "behaviour"); empty where none is measured."""
    drivers = job.constructs("driver")
    require(drivers, "driver", job)
    require(job.constructs("attitude", "behaviour"), "attitude or behaviour", job)
    return job.remembered(
        ("importance", role), lambda: tuple(_one(job, outcome, drivers) for outcome in job.constructs(role))
    )


def _one(job: Job, outcome: str, asked: tuple[str, ...]) -> OutcomeDrivers:
    held = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (outcome, *asked, *held))
    drivers = tuple(name for name in asked if enough(job, frame[name]))
    same_for_all = tuple(name for name in held if frame[name].nunique() < 2)
    always = tuple(name for name in held if name not in same_for_all and enough(job, frame[name]))
    importance, refusal = _importance(job, frame, outcome, drivers, always)
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
        alike=tuple(flag.ordered for flag in pair_flags(job, (outcome, *drivers))),
        account=None if importance is None else account_of(job, frame, importance),
        treatments=treatments(job, outcome, drivers, always, _resamples(job, drivers)),
    )


def affordable_resamples(asked: int, drivers: int) -> int:
    """Give how many bootstrap resamples to draw: what the engagement asks, fewer with very many drivers.

    The report prints the number with each finding.
    """
    affordable = round(asked * min(1.0, FULL_RESAMPLES_TO / max(1, drivers)) ** 3)
    return min(asked, max(FEWEST_RESAMPLES, affordable))


def _resamples(job: Job, drivers: tuple[str, ...]) -> int:
    return affordable_resamples(job.engagement.analysis.resamples, len(drivers))


def _importance(
    job: Job, frame: pd.DataFrame, outcome: str, drivers: tuple[str, ...], always: tuple[str, ...]
) -> tuple[Importance | None, str]:
    settings = job.engagement.analysis
    refusal = too_few(job, frame[[outcome, *drivers, *always]])
    if not drivers or refusal:
        return None, refusal or "too few customers answered about any driver"
    try:
        importance = relative_importance(
            frame,
            outcome,
            list(drivers),
            always=always,
            weights=weights_of(job.survey),
            resamples=_resamples(job, drivers),
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
