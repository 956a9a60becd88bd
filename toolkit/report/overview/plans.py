"""What was forecast of each plan, and what came of it: read from the files that the reports left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from toolkit.engagement import Engagement
from toolkit.engagement.forecasts import SCHEMA, ForecastFile, last_forecast, tried_forecasts
from toolkit.engagement.scores import SCORES, ScoredPrediction, ScoredRound, read_scores
from toolkit.errors import LoyaltyError
from toolkit.followup.tied import tied_number
from toolkit.measures.wilson import wilson_limits
from toolkit.report.overview.figures import Figure

CONFIDENCE: Final = 0.95  # of limits where plans promised different shares


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan: what was expected of its objective, and the predictions of it that a later wave could test.

    `objective` is a construct or "nps", "" where the kept forecast is gone; `judged` is None before a follow-up.
    `confidence` is the share of right forecasts whose limits hold what is measured.
    """

    wave: str
    kept: dt.date | None
    objective: str
    expected: Figure | None
    judged: dt.date | None
    confidence: float
    tested: tuple[ScoredPrediction, ...] = ()

    @property
    def inside(self) -> int:
        """How many of the tested came true."""
        return sum(one.surprise_low <= 0 <= one.surprise_high for one in self.tested)


@dataclass(frozen=True, slots=True)
class Record:
    """The expectations of `plans` that a later wave could test: how many came true, and the limits of that share.

    `promised` is the confidence of all of them, None where they differ; the limits are at it, else at 95%.
    """

    plans: int
    tested: int
    inside: int
    low: float
    high: float
    promised: float | None


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of a client, what of its files cannot be read, and whether the last forecast was put aside."""

    plans: tuple[Plan, ...] = ()
    faults: tuple[LoyaltyError | str, ...] = ()
    unkept: bool = False


def plans_of(engagement: Engagement) -> Plans:
    """Read the kept forecasts of a client and their scores, in the order of their waves."""
    kept, errors = tried_forecasts(engagement)
    faults: list[LoyaltyError | str] = list(errors)
    rounds: dict[str, ScoredRound] = {}
    path = engagement.folder / "reports" / SCORES
    if path.is_file():
        try:
            scores = read_scores(path)
            rounds = {one.run: one for one in scores.rounds} if scores.schema_ == SCHEMA else {}
        except ValueError as error:
            faults.append(f"reports/{error}")
    found = [_plan(one, rounds.pop(one.data.run, None)) for one in kept]
    found += [_scored("", None, "", None, one) for one in rounds.values()]
    try:
        last = last_forecast(engagement)
    except LoyaltyError as error:
        faults.append(error)
        last = None
    unkept = last is not None and not any(one.data.same_as(last.data) for one in kept)
    return Plans(tuple(found), tuple(faults), unkept)


def record_of(plans: Iterable[Plan]) -> Record | None:
    """Count the expectations that came true, as the follow-up report does; None where none could be tested.

    Limits by Wilson, on the number that expectations are worth of which those of one plan hang together.
    """
    counted = [one for one in plans if one.tested]
    if not counted:
        return None
    sizes = [len(one.tested) for one in counted]
    tested, inside = sum(sizes), sum(one.inside for one in counted)
    promised = {one.confidence for one in counted}
    only = promised.pop() if len(promised) == 1 else None
    # The quantile of Python itself: that of scipy takes longer to import than the page to make.
    z = NormalDist().inv_cdf((1 + (only or CONFIDENCE)) / 2)
    limits = wilson_limits(inside / tested, tied_number(sizes), z)
    return Record(len(counted), tested, inside, *limits, only)


def _plan(file: ForecastFile, came: ScoredRound | None) -> Plan:
    data = file.data
    gain = data.total.outcomes.get(data.objective)
    expected = None if gain is None else Figure(gain.expected, gain.low, gain.high)
    day = data.kept or data.date
    if came is None:
        return Plan(data.wave, day, data.objective, expected, None, data.confidence)
    return _scored(data.wave, day, data.objective, expected, came)


def _scored(
    wave: str, kept: dt.date | None, objective: str, expected: Figure | None, came: ScoredRound
) -> Plan:
    return Plan(wave, kept, objective, expected, came.judged, came.confidence, came.counted)
