"""What was forecast of each plan, and what came of it: read from the files that the reports left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from toolkit.engagement import Engagement
from toolkit.engagement.forecasts import SCHEMA, ForecastFile, last_forecast, tried_forecasts
from toolkit.engagement.scores import SCORES, ScoredPrediction, ScoredRound, read_scores
from toolkit.errors import LoyaltyError
from toolkit.report.overview.figures import Figure


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
