"""The engagement: everything about one job for one client, frozen and validated.

`engagement.toml` is read into these models by `load.py`; what spans several keys is checked in `checks.py`.
The descriptions feed the JSON Schema that editors complete from and the table in docs/engagement.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from toolkit.engagement.advice import Action, Plan
from toolkit.engagement.answers import Answer
from toolkit.engagement.data import OpenQuestion, Privacy, Quality, Segment, Wave, Weighting
from toolkit.engagement.disclosed import Disclosure, Population
from toolkit.engagement.setting import Activity, Benchmark, Context, Network, StatedValue
from toolkit.engagement.sources import Orders, Pulse, Value
from toolkit.engagement.words import (
    LANGUAGE,
    Code,
    Day,
    Key,
    Keyed,
    Label,
    Line,
    LineOrNothing,
    Many,
    Named,
    ReportLanguage,
    Strict,
    Table,
    Text,
)

COLOUR = r"^#[0-9A-Fa-f]{6}$"
Role = Literal[
    "driver",
    "attitude",
    "behaviour",
    "lock_in",
    "touchpoint",
    "background",
    "basis",
    "dividend",
    "alignment",
]


class Client(Strict):
    """Who hires us."""

    name: Line = Field(
        description="Name of the client as the reports print it; fills {org} in question texts."
    )
    sector: LineOrNothing = Field("", description="Sector, for your own record: no report prints it.")
    category: Label | None = Field(
        None, description="What the client sells; fills {category} in question texts.", examples=["energy"]
    )
    language: ReportLanguage = Field(
        "nl",
        description="Language of the reports: one of those in toolkit/locale, or English.",
        examples=["nl"],
        json_schema_extra={"pattern": LANGUAGE},
    )
    colour: str = Field(
        "#0b6e4f",
        pattern=COLOUR,
        description="Colour of the reports.",
        examples=["#0b6e4f"],
    )
    logo: Line | None = Field(
        None,
        description="Logo on the cover: an .svg or .png file in the client's folder.",
        examples=["logo.svg"],
    )


class Author(Strict):
    """Who signs the reports."""

    name: Line = Field(description="Author of the reports.")
    organisation: LineOrNothing = Field("", description="Organisation of the author.")


class ReportSettings(Strict):
    """What the cover says."""

    date: Day = Field(
        default_factory=lambda: Day.min,
        description="Date printed on the cover; without it the last day of fieldwork of the last wave.",
    )
    version: Line = Field("1.0", description="Version printed on the cover.", examples=["1.0"])


class MissingCodes(Strict):
    """Answers that are no answer, kept apart by reason; a blank cell is always no_answer."""

    not_applicable: Many[Code] = Field((), description="Codes that mean never used or not applicable.")
    dont_know: Many[Code] = Field((), description="Codes that mean don't know.")
    no_answer: Many[Code] = Field((), description="Codes that mean no answer.")


class Construct(Strict):
    """One thing measured by one or more items."""

    role: Role = Field(description="What the construct is in the model.")
    label: Label | None = Field(
        None, description="Its name in the reports; known constructs have one already."
    )
    minimum: float | None = Field(
        None, description="Lowest possible answer on its items, of the scale and not as observed."
    )
    maximum: float | None = Field(None, description="Highest possible answer on its items.")
    items: Many[Line] = Field(min_length=1, description="Its items.", examples=[["SAT_1", "SAT_2"]])
    reversed: Many[Line] = Field((), description="Those of its items on which a high answer is unfavourable.")
    formative: bool = Field(
        False,
        description="Whether each item counts an act of its own, so that they need not go together; for behaviour "
        "only. Reliability is then not asked.",
    )
    missing: MissingCodes | None = Field(
        None, description="Missing codes of its items, in place of [missing]."
    )
    scale: Line | None = Field(
        None, description="Scale of answers in words: one of [scales] or of the house.", examples=["agree7"]
    )


class Item(Strict):
    """What one item has of its own."""

    minimum: float | None = Field(None, description="Lowest possible answer, if other than its construct's.")
    maximum: float | None = Field(None, description="Highest possible answer, if other than its construct's.")
    text: Text | None = Field(None, description="The question as asked; without it the question bank's.")
    scale: Line | None = Field(None, description="Scale of answers in words, if other than its construct's.")


class Questions(Strict):
    """Items with a meaning of their own."""

    recommendation: Line | None = Field(None, description="Item on 0–10 that gives the Net Promoter Score.")
    report_mark: Line | None = Field(
        None, description="Item on 1–10 that gives the mean mark and the 9+ share."
    )
    effort: Line | None = Field(
        None,
        description="Item that says how easy it was; high is easy. Gives the share of the two best answers.",
    )
    problem: Line | None = Field(
        None,
        description="Item that says whether there was a problem; highest means yes, reversed lowest.",
    )
    recovery: Line | None = Field(
        None, description="Item that says how well the problem was resolved, asked of those who had one."
    )
    resolved_from: float = Field(
        6.0, description="Answer on `recovery` from which a problem counts as resolved, on its own scale."
    )
    referrals: Line | None = Field(
        None, description="Item that says to how many people the customer really recommended the client."
    )
    voice: Line | None = Field(
        None,
        description="Item that says whether a tip or complaint was given; highest means yes, reversed lowest.",
    )
    review: Line | None = Field(
        None,
        description="Item that says whether a review or message was posted; highest means yes, reversed lowest.",
    )
    price_tolerance: Line | None = Field(
        None, description="Item that says whether the customer stays when another provider is cheaper."
    )
    share_of_wallet: Line | None = Field(
        None, description="Item that says how much of every 100 euros spent goes to the client."
    )
    bought_again: Line | None = Field(
        None,
        description="Item that says whether the customer bought again; highest means yes, reversed lowest.",
    )


class Analysis(Strict):
    """Choices of the analysis, fixed beforehand."""

    confidence: float = Field(0.95, gt=0.5, lt=1, description="Confidence level of every interval.")
    resamples: int = Field(2000, ge=200, le=100_000, description="Bootstrap resamples.")
    smallest_change: float = Field(
        5.0, gt=0, le=100, description="Smallest change that matters, in points of 100."
    )
    smallest_change_nps: float = Field(
        5.0, gt=0, le=200, description="Smallest change that matters, in NPS points."
    )
    cut: float = Field(
        60.0, gt=0, lt=100, description="Attitude and behaviour are high from this score on (0–100)."
    )
    letters: Literal["pairs", "rest"] = Field(
        "pairs", description="Whether groups of a segment are compared pair by pair or each with the rest."
    )
    power: float = Field(
        0.80, gt=0.5, lt=1, description="Chance with which the next wave must show a change that is there."
    )
    panel_correlation: float = Field(
        0.5,
        ge=0,
        lt=1,
        description="Correlation to expect between two answers of one respondent, for planning a panel.",
    )


class Engagement(Strict):
    """One job for one client, as engagement.toml says it."""

    status: Literal["draft", "final"] = Field(
        "draft", description="Whether the reports are a draft or final."
    )
    seed: int = Field(1, ge=0, le=2**63 - 1, description="Seed of everything random.")
    client: Client = Field(description="Who hires us.")
    author: Author = Field(description="Who signs the reports.")
    report: ReportSettings = Field(default_factory=ReportSettings, description="What the cover says.")
    population: Population = Field(default_factory=Population, description="Whom the sample stands for.")
    disclosure: Disclosure = Field(default_factory=Disclosure, description="What a final report discloses.")
    constructs: Keyed[Construct] = Field(
        default_factory=lambda: Table({}), description="The measurement model: constructs and their items."
    )
    items: Named[Item] = Field(
        default_factory=lambda: Table({}), description="What single items have of their own."
    )
    missing: MissingCodes = Field(
        default_factory=MissingCodes,
        description="Codes that are no answer, for items whose construct has none.",
    )
    scales: Keyed[Named[float]] = Field(
        default_factory=lambda: Table({}),
        description="Scales of answers in words: the value of each answer's text.",
    )
    questions: Questions = Field(default_factory=Questions, description="Items with a meaning of their own.")
    columns: Named[Line] = Field(
        default_factory=lambda: Table({}), description="Column of the file per item, where the names differ."
    )
    open_answers: Named[OpenQuestion] = Field(
        default_factory=lambda: Table({}), description="Questions answered in the respondent's own words."
    )
    segments: Keyed[Segment] = Field(
        default_factory=lambda: Table({}), description="Splits of the customers, in the order to show."
    )
    waves: Many[Wave] = Field(
        (), description="The measurements, in order of time: first baseline, last follow-up."
    )
    quality: Quality = Field(default_factory=Quality, description="Which rows are suspect or left out.")
    weighting: Weighting = Field(
        default_factory=Weighting, description="Population margins to which respondents are weighted."
    )
    context: Context = Field(
        default_factory=Context, description="How free the customers are to go elsewhere."
    )
    values: Keyed[StatedValue] = Field(
        default_factory=lambda: Table({}), description="What the organisation says it stands for."
    )
    network: Network | None = Field(None, description="How customers came to the client.")
    activities: Many[Activity] = Field((), description="What the client does today to bind customers.")
    benchmarks: Many[Benchmark] = Field((), description="Figures of others to compare with.")
    orders: Orders | None = Field(None, description="What customers bought.")
    value: Value | None = Field(None, description="Assumptions under which loyalty is put in money.")
    pulse: Pulse | None = Field(None, description="What employees say, per unit.")
    paths: Keyed[Many[Key]] = Field(
        default_factory=lambda: Table({}),
        description="What leads to what: the causes of each construct, in place of the house's own.",
        examples=[{"trust": ["image"]}],
    )
    actions: Many[Action] = Field((), description="What the client could do about loyalty.")
    plan: Plan = Field(default_factory=Plan, description="Money and time there is for the actions.")
    answers: Many[Answer] = Field((), description="What the consultant says of red flags.")
    analysis: Analysis = Field(default_factory=Analysis, description="Choices of the analysis.")
    privacy: Privacy = Field(default_factory=Privacy, description="What keeps respondents unrecognisable.")
    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """The client's folder."""
        return self._folder

    @property
    def slug(self) -> str:
        """The name of the client's folder."""
        return self._folder.name

    @model_validator(mode="before")
    @classmethod
    def _date_the_report(cls, raw: Any) -> Any:
        """Never "today": without a date the cover bears the last day of fieldwork."""
        if not isinstance(raw, dict) or not isinstance(raw.get("report", {}), dict):
            return raw
        waves = raw.get("waves")
        last = waves[-1] if isinstance(waves, list) and waves else None
        end = last.get("end") if isinstance(last, dict) else None
        if "date" in raw.get("report", {}) or type(end) is not Day:
            return raw
        return {**raw, "report": {**raw.get("report", {}), "date": end}}
