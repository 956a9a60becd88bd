"""What was fielded, and how its data are treated: waves, segments, weights, quality and privacy."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from toolkit.engagement.words import (
    Code,
    Day,
    DraftText,
    Keyed,
    Label,
    Line,
    LineOrNothing,
    Many,
    Named,
    Strict,
    Table,
    Text,
    complaint,
)

WAVE_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
Check = Literal[
    "duplicate",
    "speeder",
    "straight_line",
    "impossible_date",
    "outside_fieldwork",
    "test",
    "contradiction",
    "unfinished",
]
Share = Annotated[float, Field(ge=0)]


def _bounds(value: tuple[float, ...]) -> tuple[float, ...]:
    if len(value) != 2 or not 0 < value[0] < 1 < value[1]:
        raise complaint("must be two numbers with 1 between them", "Write [0.3, 3.0], for instance")
    return value


class Segment(Strict):
    """A split of the customers."""

    column: Line = Field(description="Column of the file that holds the code.")
    label: Label | None = Field(None, description="Its name in the reports; without it the key.")
    values: Named[Label] = Field(
        default_factory=lambda: Table({}),
        description="Label per code, in the order to show; a code that is not listed is then a fault.",
    )
    missing: Many[Code] = Field(
        (), description="Codes that tell no group, such as not stated; the customer is then in none."
    )
    experience: bool = Field(
        False,
        description="True where it tells what customers went through, such as a problem, and not who they are: a shift "
        "between waves is then a result, and no other make-up of the answers.",
    )


class Paradata(Strict):
    """Columns that say how a row came about, where the format of the file does not tell."""

    started: Line | None = Field(None, description="Column with the moment the respondent began.")
    ended: Line | None = Field(None, description="Column with the moment the respondent ended.")
    seconds: Line | None = Field(None, description="Column with how many seconds it took.")
    finished: Line | None = Field(
        None, description="Column that says whether the respondent came to the end."
    )
    test: Line | None = Field(None, description="Column that says whether the row is a trial or a preview.")


class Wave(Strict):
    """One measurement: a file and the days of its fieldwork."""

    id: str = Field(pattern=WAVE_ID, description="Short name of the wave.", examples=["baseline"])
    label: Label | None = Field(None, description="Its name in the reports.")
    file: Line = Field(
        description="The data file, seen from the client's folder.", examples=["data/nulmeting.csv"]
    )
    sheet: Line | None = Field(None, description="Sheet of an .xlsx file; without it the first.")
    rows: Named[Code] = Field(
        default_factory=lambda: Table({}),
        description="Keep only the rows in which the column has this value.",
    )
    start: Day = Field(description="First day of fieldwork.")
    end: Day = Field(description="Last day of fieldwork.")
    invited: int | None = Field(None, gt=0, description="How many were invited.")
    mode: Text | None = Field(None, description="How people answered.")
    key: Line | None = Field(
        None, description="Column that names the respondent, so that waves can be paired; hashed when read."
    )
    weight: Line | None = Field(None, description="Column of weights.")
    columns: Named[LineOrNothing] = Field(
        default_factory=lambda: Table({}),
        description='Column per item in this wave, on top of [columns]; "" says the item was not asked in it.',
    )
    segments: Keyed[LineOrNothing] = Field(
        default_factory=lambda: Table({}),
        description='Column per segment in this wave, in place of the segment\'s own; "" says that the file does not '
        "tell it.",
    )
    format: Line | None = Field(
        None, description="Format of the file, where it is not recognised rightly.", examples=["qualtrics"]
    )
    companions: Many[Line] = Field(
        (),
        description="Files that explain the file, such as LimeSurvey's syntax.",
        examples=[["data/survey.lss"]],
    )
    paradata: Paradata = Field(
        default_factory=Paradata,
        description="Columns on how rows came about, where the format does not tell.",
    )
    margins: Keyed[Named[Share]] = Field(
        default_factory=lambda: Table({}),
        description="Population margins of this wave, in place of [weighting.margins].",
    )
    frame: Line | None = Field(
        None,
        description="File of everybody invited, with the column of `key` and those of the segments.",
        examples=["data/steekproef.csv"],
    )


class OpenQuestion(Strict):
    """A question answered in the respondent's own words."""

    column: Line | None = Field(None, description="Column of the file; without it the key.")
    text: Text | None = Field(None, description="The question as asked; without it the question bank's.")
    consent: bool = Field(
        False,
        description="Whether respondents were asked and may be quoted without their name; the questionnaire asks "
        "them, and only answers of those who said yes may be approved.",
    )


class Contradiction(Strict):
    """Answers that cannot all be true."""

    label: Label = Field(description="What contradicts what, in a few words.")
    when: Named[Code] = Field(
        description='Value per item, or "answered": rows in which all of them hold contradict themselves.'
    )


class Quality(Strict):
    """Which rows are suspect, and which of those are left out."""

    exclude: Many[Check] = Field(
        ("test",), description="Kinds of suspect rows that are left out; the others are counted and told."
    )
    speeder_seconds: float | None = Field(
        None, gt=0, description="Faster than this is suspect; without it, faster than a third of the median."
    )
    straight_line_items: int = Field(
        6, ge=3, description="From so many items of one block on, all answers alike are suspect."
    )
    contradictions: Many[Contradiction] = Field((), description="Answers that contradict each other.")


class Weighting(Strict):
    """Population margins to which respondents are weighted."""

    source: Text | None = Field(None, description="Where the margins come from, with their date.")
    trim: Annotated[Many[float], AfterValidator(_bounds)] | None = Field(
        None,
        description="Lowest and highest weight, where 1 is the mean; without it nothing is trimmed.",
        examples=[[0.3, 3.0]],
    )
    margins: Keyed[Named[Share]] = Field(
        default_factory=lambda: Table({}),
        description="Per segment the share, percentage or number of customers with each code.",
    )


class Privacy(Strict):
    """What keeps respondents unrecognisable."""

    minimum_cell: int = Field(10, ge=10, description="No result is shown for fewer respondents.")
    indicative_below: int = Field(
        30, ge=10, description="Results on fewer respondents are marked indicative."
    )
    deletion_date: Day | None = Field(None, description="Day on which the raw data must be gone.")
    legal_basis: DraftText | None = Field(None, description="Legal basis on which the data are processed.")
    outside_data: bool = Field(False, description="Whether data files may stand outside the client's folder.")
    personal: Many[Line] = Field(
        (),
        description="Columns that hold personal data: known of, and left unread.",
        examples=[["E-mail", "Naam"]],
    )
