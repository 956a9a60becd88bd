"""The form of a forecast: every key with its type. docs/forecast.md tells what each is."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from toolkit.engagement.data import WAVE_ID
from toolkit.engagement.sources import CURRENCY
from toolkit.engagement.words import Day, Key, Strict, complaint, without_controls

# No score runs over more points, and 40 actions of the largest cost stay below: more is no forecast but a broken file.
MOST_POINTS: Final = 1000
MOST_NUMBER: Final = 1e14
Points = Annotated[float, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
Amount = Annotated[float, Field(ge=0, le=MOST_NUMBER)]
Words = Annotated[str, AfterValidator(without_controls)]


class Gain(Strict):
    """What is expected of a number, with limits."""

    expected: Points
    low: Points
    high: Points
    above_0: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _in_order(self) -> Gain:
        if not self.low <= self.expected <= self.high:
            raise complaint(
                f"low {self.low:g}, expected {self.expected:g} and high {self.high:g} are not in order",
                "Put the file back as it was kept",
            )
        return self


class DriverGain(Gain):
    """What is expected of a driver, and the themes of the plan through which it may rise further."""

    also_through: tuple[Key, ...] = ()


class Level(Strict):
    """A score as it was; its limits are null where they may not be told."""

    value: Points
    low: Points | None
    high: Points | None


class Lift(Strict):
    """The lift that the adviser gave."""

    low: Points
    likely: Points
    high: Points


class Titles(Strict):
    """A text in both languages of a report."""

    nl: Words
    en: Words


class PlannedAction(Strict):
    """An action of the plan, and what was expected of it alone."""

    number: int = Field(ge=1)
    title: Titles
    measure: Titles
    driver: Key
    phase: Literal["first", "next", "later"]
    start: Day | None
    end: Day | None
    owner: Words
    cost: Amount
    weeks: Amount
    reach: float = Field(ge=0, le=1)
    lift: Lift
    drivers: dict[Key, Gain]
    outcomes: dict[Key, Gain]


class Plan(Strict):
    """All actions together."""

    cost: Amount
    start: Day
    end: Day
    first_choice_kept: float | None
    drivers: dict[Key, DriverGain]
    outcomes: dict[Key, Gain]


class ForecastData(Strict):
    """A forecast, as docs/forecast.md tells its form; `kept` is the day on which it was put aside."""

    schema_: Literal[1] = Field(alias="schema")
    run: str = Field(pattern=r"^[0-9a-f]{8}$")
    client: str
    report: str
    wave: str = Field(pattern=WAVE_ID)
    date: Day
    objective: Key
    seed: int
    draws: int = Field(ge=1)
    confidence: float = Field(gt=0.5, lt=1)
    method: str
    currency: str = Field(pattern=CURRENCY)
    baseline: dict[Key, Level]
    actions: tuple[PlannedAction, ...] = Field(min_length=1)
    total: Plan
    kept: Day | None = None

    def same_as(self, other: ForecastData) -> bool:
        """Whether both expect the same of the same, whichever run wrote them down."""
        apart = {"run": "", "date": self.date, "kept": None}
        return self.model_copy(update=apart) == other.model_copy(update=apart)
