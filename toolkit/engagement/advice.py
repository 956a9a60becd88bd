"""What the client could do about loyalty, what it would take, and how much of it there is."""

from __future__ import annotations

from pydantic import Field

from toolkit.engagement.sources import CURRENCY
from toolkit.engagement.words import Day, Key, Label, LineOrNothing, Money, MoneyOrNothing, Strict, Text

# More is a slip of the pen: no page has room for such an amount, and no plan for so much work.
MOST_MONEY = 1e12
MOST_WEEKS = 100_000
# What reaches fewer than one customer in a thousand moves no mean that a report could print.
LEAST_REACH = 0.001


class Lift(Strict):
    """How many points of 100 an action is expected to add to the score of its driver, as the consultant judges."""

    low: float = Field(ge=-100, le=100, description="If it disappoints.")
    likely: float = Field(ge=-100, le=100, description="Most likely.")
    high: float = Field(ge=-100, le=100, description="If all goes well.")


class Action(Strict):
    """Something the client could do."""

    title: Label = Field(description="What it is called.", examples=["Bel elke nieuwe klant na een week"])
    driver: Key | None = Field(
        None, description="Construct that it works on, with role driver.", examples=["trust"]
    )
    touchpoint: Key | None = Field(
        None, description="In place of `driver`: a construct with role touchpoint.", examples=["effort"]
    )
    lift: Lift = Field(description="Points of 100 that it adds to the score of customers whom it reaches.")
    reach: float = Field(1.0, ge=LEAST_REACH, le=1, description="Share of the customers whom it reaches.")
    cost: Money = Field(ge=0, le=MOST_MONEY, description="What it costs, in the currency of [plan].")
    weeks: float = Field(gt=0, le=MOST_WEEKS, description="Weeks of work that it takes.")
    owner: LineOrNothing = Field("", description="Who carries it out.")
    measure: Text | None = Field(None, description="How one sees afterwards that it works.")


class Plan(Strict):
    """How much may be spent, and when."""

    budget: MoneyOrNothing = Field(
        None, ge=0, le=MOST_MONEY, description="Money there is for all actions together."
    )
    currency: str = Field("EUR", pattern=CURRENCY, description="Currency of budget and costs.")
    capacity: float | None = Field(
        None, gt=0, le=MOST_WEEKS, description="Weeks of work that can be done in a quarter."
    )
    start: Day | None = Field(
        None, description="First day of the first quarter; without it the date of the report."
    )
    quarters: int = Field(4, ge=1, le=12, description="How many quarters are planned.")
