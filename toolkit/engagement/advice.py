"""What the client could do about loyalty, what it would take, and how much of it there is."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.engagement.sources import CURRENCY
from toolkit.engagement.words import (
    Code,
    Day,
    Key,
    Label,
    Line,
    LineOrNothing,
    Many,
    Money,
    MoneyOrNothing,
    Strict,
    Text,
)

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


class Group(Strict):
    """Which customers had an action, where others had not: these are what it is compared with."""

    segment: Key = Field(description="Segment that tells who had it.", examples=["called"])
    codes: Many[Code] = Field(min_length=1, description="Its groups that had the action.", examples=[["ja"]])
    picked_low: Key | None = Field(
        None, description="Construct on which they were picked for their low score, if they were."
    )


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
    wave: Line | None = Field(
        None,
        description="Id of the wave on which the driver report advises it; without it the first.",
        examples=["baseline"],
    )
    carried_out: Literal["yes", "partly", "no"] | None = Field(
        None, description="What came of it; filled in for the follow-up report."
    )
    since: Day | None = Field(None, description="First day on which customers could notice it.")
    spent: MoneyOrNothing = Field(
        None, ge=0, le=MOST_MONEY, description="What it has really cost, in the currency of [plan]."
    )
    group: Group | None = Field(
        None, description="Which customers had it; without it all could have had it, so that none compare."
    )


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
