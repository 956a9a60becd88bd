"""The form of a forecast: every key with its type. docs/forecast.md tells what each is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from toolkit.engagement.data import WAVE_ID
from toolkit.engagement.sources import CURRENCY
from toolkit.engagement.words import Day, Key, Strict, complaint


class Gain(Strict):
    """What is expected of a number, with limits."""

    expected: float
    low: float
    high: float
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

    value: float
    low: float | None
    high: float | None


class Lift(Strict):
    """The lift that the adviser gave."""

    low: float
    likely: float
    high: float


class Titles(Strict):
    """A text in both languages of a report."""

    nl: str
    en: str


class PlannedAction(Strict):
    """An action of the plan, and what was expected of it alone."""

    number: int = Field(ge=1)
    title: Titles
    measure: Titles
    driver: Key
    phase: Literal["first", "next", "later"]
    start: Day | None
    end: Day | None
    owner: str
    cost: float = Field(ge=0)
    weeks: float = Field(ge=0)
    reach: float = Field(ge=0, le=1)
    lift: Lift
    drivers: dict[Key, Gain]
    outcomes: dict[Key, Gain]


class Plan(Strict):
    """All actions together."""

    cost: float = Field(ge=0)
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
