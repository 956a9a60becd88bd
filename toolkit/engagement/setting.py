"""What the client stands for and does, and how free its customers are: context, values, activities, comparisons."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from toolkit.engagement.words import Code, DraftText, Key, Label, Line, Many, Strict, Text

COUNTRY = r"^[A-Z]{2}$"
Choice = Literal["free", "contract", "nearby", "monopoly"]
ActivityKind = Literal[
    "newsletter",
    "discount",
    "savings_programme",
    "contract",
    "personal_contact",
    "event",
    "community",
    "service",
    "complaint_handling",
    "welcome",
    "other",
]


class Context(Strict):
    """How free the customers are to go elsewhere; conclusions from behaviour are worded after it."""

    choice: Choice = Field(
        "free",
        description="Whether customers can go elsewhere at will, are bound by contract, come because it is nearby, "
        "or have nowhere else to go.",
    )
    explanation: DraftText = Field("", description="More about it, as the reports print it.")


class Network(Strict):
    """How customers came to the client."""

    segment: Key = Field(
        description="Segment that holds how a customer came to the client.", examples=["arrival"]
    )
    codes: Many[Code] = Field(
        min_length=1,
        description="Its codes that mean: through other people, such as advice or a review.",
        examples=[["1", "2"]],
    )


class StatedValue(Strict):
    """Something that the organisation says it stands for, laid beside what customers say of it."""

    label: Label = Field(description="The value, as it fills {value} in question texts.")
    rank: int = Field(ge=1, description="Its place in the organisation's own order; 1 comes first.")
    importance: Line = Field(description="Item: how important it is to customers.", examples=["VAL_1_IMP"])
    experience: Line = Field(description="Item: how much of it customers notice.", examples=["VAL_1_EXP"])


class Benchmark(Strict):
    """A figure of others to compare with."""

    measure: Line = Field(
        description='What it is a figure of: "nps", "mark", "nine_plus", "effort" or the key of a construct.',
        examples=["nps"],
    )
    value: float = Field(description="The figure in the unit of its measure; a share as 0 to 1.")
    n: int | None = Field(None, gt=0, description="On how many answers it rests.")
    label: Label = Field(description="Whose figure it is.")
    country: str = Field(
        pattern=COUNTRY, description="Country it was measured in, by ISO 3166.", examples=["NL"]
    )
    mode: Text = Field(description="How people answered.")
    same_mode: bool = Field(description="Whether people answered in the same way as here.")
    same_question: bool = Field(description="Whether the question and its scale are the same as here.")
    year: int = Field(ge=1950, le=2100, description="Year of its measurement.")
    source: Text = Field(description="Where the figure is from.")


class Activity(Strict):
    """Something the client does today to bind customers."""

    label: Label = Field(description="What it is called.")
    kind: ActivityKind = Field(description="What kind of activity it is.")
    offer: bool | None = Field(
        None, description="Whether it brings the customer something of worth; without it not known."
    )
    follow_up: bool | None = Field(
        None, description="Whether what comes back from customers is followed up; without it not known."
    )
    note: DraftText = Field("", description="More about it, as the reports print it.")
