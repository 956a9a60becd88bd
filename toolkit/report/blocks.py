"""What a notebook cell emits and the exporters read: one frozen dataclass per kind of block.

Every text is data. No renderer reads it as markup; only `Markdown.source`, the consultant's own words, has structure,
and that structure comes from a parsed tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args

from toolkit.errors import ReportError
from toolkit.report.forecast import Forecast, Scores
from toolkit.report.plain_data import made, plain
from toolkit.report.what_if import WhatIf

MIME = "application/vnd.loyalty.block+json"
STRENGTHS = ("shown", "not_shown", "too_few", "fact", "warning")
ALIGNMENTS = ("left", "right", "centre")
LETTERS = {"baseline": "B", "drivers": "D", "followup": "F"}
MOST_FINDINGS = 5
MOST_DECISIONS = 3
DEEPEST_HEADING = 3


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> None:
    """Raise when a word is not one of the words its field knows."""
    if value not in allowed:
        raise ReportError(f"{what} is {value!r}. Use one of: {', '.join(allowed)}.")


@dataclass(frozen=True)
class Meta:
    """What the cover, the header and the footer print; exactly one per report.

    `date` is the ISO date of the cover ("2026-04-07"); `logo` a data URI of an SVG or PNG, or "";
    `run` the 8 hexadecimal digits that name the run; `labels` fixed words in the report's language
    (see `toolkit.report.document.LABEL_KEYS`).
    """

    kind: ClassVar[str] = "meta"
    title: str
    client: str
    report: str
    language: str
    date: str
    subtitle: str = ""
    wave_label: str = ""
    dates: str = ""
    author: str = ""
    organisation: str = ""
    version: str = ""
    status: str = "draft"
    colour: str = "#0b6e4f"
    logo: str = ""
    run: str = ""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _one_of("The report of Meta", self.report, tuple(LETTERS))
        _one_of("The status of Meta", self.status, ("draft", "final"))


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a chapter. On paper one with `new_page` begins a page."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str
    new_page: bool = False

    def __post_init__(self) -> None:
        if self.level not in range(1, DEEPEST_HEADING + 1):
            raise ReportError(f"A heading's level is {self.level}. Use 1, 2 or 3.")


@dataclass(frozen=True)
class Prose:
    """Whole paragraphs of plain text; never markup."""

    kind: ClassVar[str] = "prose"
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Markdown:
    """The consultant's own text in Markdown."""

    kind: ClassVar[str] = "markdown"
    source: str


@dataclass(frozen=True)
class FindingItem:
    """One finding: a whole sentence, how strong it stands, and what it rests on.

    `key` names it for the summary; `evidence` says which table row and which method;
    `numbers` are those it states, as precise as printed (None where there is none), for `*.findings.json`;
    `flags` are the red flags it tells of, and `answers` what the consultant says of them.
    """

    key: str
    text: str
    strength: str = "fact"
    evidence: str = ""
    numbers: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _one_of(f"The strength of finding {self.key!r}", self.strength, STRENGTHS)


@dataclass(frozen=True)
class Findings:
    """Findings that stand together; the report numbers them through."""

    kind: ClassVar[str] = "findings"
    findings: tuple[FindingItem, ...]


@dataclass(frozen=True)
class KpiItem:
    """One figure in large type; every field is formatted text."""

    label: str
    value: str
    interval: str = ""
    base: str = ""
    note: str = ""


@dataclass(frozen=True)
class Kpis:
    """A row of figures in large type."""

    kind: ClassVar[str] = "kpis"
    items: tuple[KpiItem, ...]


@dataclass(frozen=True)
class Figure:
    """A picture with a claim as its title; `svg` is the text of the SVG, `note` base, method and source."""

    kind: ClassVar[str] = "figure"
    id: str
    title: str
    svg: str
    alt: str
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    key: str
    label: str
    align: str = "left"

    def __post_init__(self) -> None:
        _one_of(f"The alignment of column {self.key!r}", self.align, ALIGNMENTS)


@dataclass(frozen=True)
class Table:
    """A table of formatted text; a row maps column keys to cells, and a key that is absent is an empty cell.

    Pages show the first `most` rows, all of them where it is 0; the workbook has all.
    """

    kind: ClassVar[str] = "table"
    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, str], ...]
    note: str = ""
    most: int = 0

    def __post_init__(self) -> None:
        if self.most < 0:
            raise ReportError(f"Table {self.id!r} shows {self.most} rows. Use 0 for all of them.")
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) < len(keys):
            raise ReportError(f"Table {self.id!r} needs columns, each with a key of its own.")
        strange = sorted({key for row in self.rows for key in row} - set(keys))
        if strange:
            raise ReportError(f"Table {self.id!r} has cells for columns it lacks: {', '.join(strange)}.")


@dataclass(frozen=True)
class QuoteItem:
    """What one customer wrote, word for word; `language` is that of the words ("nl"), `by` says who in general."""

    text: str
    language: str
    by: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ReportError("A quote has no words.")
        if not (len(self.language) in (2, 3) and self.language.isascii() and self.language.islower()):
            raise ReportError(f"The language of a quote is {self.language!r}. Use a code such as nl.")


@dataclass(frozen=True)
class Quotes:
    """Quotes of customers that stand together; `note` says where they come from."""

    kind: ClassVar[str] = "quotes"
    quotes: tuple[QuoteItem, ...]
    note: str = ""


@dataclass(frozen=True)
class SummaryItem:
    """A line of the summary: the key of a finding in the report, a text, or both (then the text is printed)."""

    key: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if not self.key and not self.text:
            raise ReportError("A summary line needs the key of a finding or a text.")


@dataclass(frozen=True)
class Summary:
    """The one page for the board; exporters put it right after cover and contents."""

    kind: ClassVar[str] = "summary"
    title: str
    lead: str
    findings: tuple[SummaryItem, ...]
    decisions: tuple[str, ...] = ()
    figure: Figure | None = None

    def __post_init__(self) -> None:
        if len(self.findings) > MOST_FINDINGS or len(self.decisions) > MOST_DECISIONS:
            raise ReportError(
                f"A summary holds at most {MOST_FINDINGS} findings and {MOST_DECISIONS} decisions; "
                f"this one has {len(self.findings)} and {len(self.decisions)}."
            )


Block = (
    Meta
    | Heading
    | Prose
    | Markdown
    | Findings
    | Summary
    | Kpis
    | Figure
    | Table
    | Quotes
    | WhatIf
    | Forecast
    | Scores
)
KINDS: dict[str, type[Block]] = {kind.kind: kind for kind in get_args(Block)}


def to_json(block: Block) -> dict[str, Any]:
    """Give a block as plain JSON data: its kind and its fields."""
    return {"kind": block.kind, **plain(block)}


def from_json(data: Mapping[str, Any]) -> Block:
    """Make a block of what `to_json` gave.

    Raises ReportError on an unknown kind, an unknown or missing field, or a value of another type.
    """
    content = dict(data)
    kind = content.pop("kind", None)
    if kind not in KINDS:
        raise ReportError(f"A block's kind is {kind!r}. Use one of: {', '.join(KINDS)}.")
    block: Block = made(KINDS[kind], content, str(kind))
    return block


def mime_bundle(block: Block, labels: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give what a notebook cell shows: the block as JSON for the exporters, HTML for JupyterLab, and plain text.

    `labels` are fixed words in the report's language; English where absent.
    A figure also comes as `image/svg+xml`.

    Raises ReportError when a figure's SVG may not be shown (script, outside link, not XML).
    """
    # Late: rendering needs Jinja and the document's views, and both of those know the blocks.
    from toolkit.report.screen.render import block_html, block_text  # noqa: PLC0415

    bundle = {MIME: to_json(block), "text/html": block_html(block, labels), "text/plain": block_text(block)}
    if isinstance(block, Figure):
        bundle["image/svg+xml"] = block.svg
    return bundle
