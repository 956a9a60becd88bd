"""What is laid beside the answers: orders, what they are worth, and what employees say."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.engagement.words import Day, Key, Label, Line, Many, MoneyOrNothing, Strict, Text

CURRENCY = r"^[A-Z]{3}$"
Cohort = Literal["month", "quarter", "year"]


class OrderColumns(Strict):
    """Columns of a file of orders, where its format does not tell."""

    customer: Line | None = Field(
        None,
        description="Column that names the customer; hashed as `key` of a wave is, and then joined to it.",
    )
    order: Line | None = Field(None, description="Column with the number of the order.")
    ordered_at: Line | None = Field(None, description="Column with the day or moment of the order.")
    amount: Line | None = Field(None, description="Column with the amount.")
    currency: Line | None = Field(None, description="Column with the currency.")
    status: Line | None = Field(None, description="Column with the state of the order.")
    cancelled: Line | None = Field(None, description="Column that says whether the order was cancelled.")
    refunded: Line | None = Field(None, description="Column with what was paid back.")


class Orders(Strict):
    """What customers bought."""

    files: Many[Line] = Field(
        min_length=1,
        description="Files with orders, seen from the client's folder.",
        examples=[["data/bestellingen.csv"]],
    )
    format: Line | None = Field(None, description="Format of the files, where it is not recognised rightly.")
    columns: OrderColumns = Field(
        default_factory=OrderColumns, description="Columns of the files, where their format does not tell."
    )
    zone: Line = Field("Europe/Amsterdam", description="Time zone of moments without one.")
    currency: str = Field(
        "EUR", pattern=CURRENCY, description="Currency of the reports; orders in another are left out."
    )
    start: Day | None = Field(None, description="First day that counts; without it that of the first order.")
    end: Day | None = Field(None, description="Last day that counts; without it that of the last order.")
    followed_until: Day | None = Field(
        None,
        description="Last day of what counts as later behaviour in the follow-up report, from the day after the first "
        "wave on; needs `end`, so that it never reaches the other reports. Give it once the files go on until then.",
    )
    inactive_after_days: int = Field(
        365, gt=0, description="After so many days without an order a customer counts as lapsed."
    )
    cohort: Cohort = Field(
        "quarter", description="Customers are followed by the period of their first order."
    )


class Value(Strict):
    """Assumptions under which loyalty is put in money; the reports print them all."""

    margin: float = Field(gt=0, le=1, description="Share of revenue that is margin.")
    horizon_years: float = Field(gt=0, le=20, description="How many years ahead are counted.")
    revenue_per_customer: MoneyOrNothing = Field(
        None, gt=0, description="Revenue of a customer in a year, where there are no orders."
    )
    currency: str = Field("EUR", pattern=CURRENCY, description="Currency of the amounts.")
    source: Text = Field(description="Whose assumptions they are, and of when.")


class Pulse(Strict):
    """What employees say, laid beside what the customers of their unit say."""

    file: Line = Field(
        description="File with a row per employee, seen from the client's folder.",
        examples=["data/medewerkers.csv"],
    )
    unit: Line = Field(description="Column that names the unit of the employee.")
    segment: Key = Field(description="Segment of the customers whose codes are those units.")
    columns: Many[Line] = Field(min_length=1, description="Columns with the answers of the employees.")
    minimum: float = Field(description="Lowest possible answer.")
    maximum: float = Field(description="Highest possible answer.")
    reversed: Many[Line] = Field(
        (), description="Those of the columns on which a high answer is unfavourable."
    )
    label: Label | None = Field(None, description="What the survey of employees is called.")
