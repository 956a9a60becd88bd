"""What the deck tells, slide by slide: the claims of the management summary first, all else behind them.

A slide has a claim as its title and one picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from toolkit.language import Language
from toolkit.report.beside.slides.charts import OUTCOMES, drawing, figure_of, outcomes
from toolkit.report.beside.slides.drawn import Bar, Bars, Dots, Drawing, Lines, Mark
from toolkit.report.beside.slides.parts import Part, parts_of
from toolkit.report.beside.workbook import number_in
from toolkit.report.document import Document
from toolkit.report.evidence.printed import printed_numbers

View = dict[str, Any]

MOST_TOLD: Final = 3  # findings beside a picture
_PROMOTERS: Final = "headline.nps"
_NPS_CHANGE: Final = "change.nps"
_MARGINS: Final = "Margins: {confidence} interval."  # so `toolkit.report.sections.common` says it in a note
_PLANS: Final = ("actions-gains", "roadmap", "steering")
_LONGEST_CLAIM: Final = 190  # signs of a finding that is short enough for a title
_STRONGEST_FIRST: Final = ("shown", "warning", "fact", "not_shown", "too_few")
# A sentence begins with a capital, a quote, or a sign that it explains, such as the x of a hidden cell.
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\s\da-z]|[a-z]: )")


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as a slide prints it."""

    number: str
    text: str
    strength: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Cards:
    """Figures in large type, and at most one chart under them."""

    items: tuple[View, ...]
    chart: Bars | None = None
    parts: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One slide: its title, what it draws, the findings it tells and those it leaves to its notes."""

    title: str
    drawn: Drawing | Cards | None
    findings: tuple[Told, ...] = ()
    others: tuple[Told, ...] = ()
    alt: str = ""
    note: str = ""
    where: str = ""
    strong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The slides between the summary and the decisions: those that carry it, and those that stand behind it."""

    main: tuple[Page, ...]
    further: tuple[Page, ...]


def story(document: Document) -> Story:
    """Give the slides of a report: a slide for each claim of its summary, then one for every other picture."""
    language = Language(document["meta"]["language"])
    parts = parts_of(document["blocks"])
    pages = {part.number: list(_pictures(part, document, language)) for part in parts}
    lines = document["summary"]["findings"] if document["summary"] else []
    main = [_page_of(line, lines, parts, pages, language) for line in lines]
    plans = [page for part in parts for page in pages[part.number] if _is_plan(page)]
    plans.sort(key=lambda page: _PLANS.index(getattr(page.drawn, "id", "")))
    told = {one.number for page in [*main, *plans] for one in page.findings}
    left = {number: [page for page in own if not _is_plan(page)] for number, own in pages.items()}
    further = [page for part in parts for page in _further(part, left[part.number], told, language)]
    return Story((*main, *plans), tuple(_emphasised(page, language) for page in further))


def _is_plan(page: Page) -> bool:
    """Say whether a slide is about what to do: it stands with the claims."""
    return getattr(page.drawn, "id", "") in _PLANS


def _pictures(part: Part, document: Document, language: Language) -> Iterator[Page]:
    """Give a slide per block of key figures and per table that can be drawn."""
    told = _told(part.findings)
    for block in (one for one in part.kpis if one["items"]):
        cards = Cards(tuple(block["items"]), _nps(block, part, language), _shares(part, language))
        yield Page(_claim(part), cards, told[:MOST_TOLD], told[MOST_TOLD:])
    said = " ".join(one["text"] for one in part.findings)
    for figure, tables in _divided(part):
        if groups := outcomes(tables, figure["title"], language):
            yield _page(part, groups, figure, tables[0], document, language)
    for table in part.tables:
        drawn = None if OUTCOMES.fullmatch(table["id"]) else drawing(table, language, said)
        if drawn is not None:
            name = figure_of(table["id"])
            shown = next((one for one in part.figures if one["id"] == name), None)
            yield _page(part, drawn, shown, table, document, language)


def _divided(part: Part) -> Iterator[tuple[View, list[View]]]:
    """Give each figure of groups of customers with the tables that hold its scores."""
    for figure in part.figures:
        found = [(OUTCOMES.fullmatch(table["id"]), table) for table in part.tables]
        tables = [table for match, table in found if match and match[1] == figure["id"]]
        if tables:
            yield figure, tables


def _page(
    part: Part, drawn: Drawing, figure: View | None, table: View, document: Document, language: Language
) -> Page:
    told = _told(part.findings)
    title = figure["title"] if figure else _shown_by(part, table)
    labels = document["labels"]
    margins = not isinstance(drawn, Bars) or any(bar.mark.low is not None for bar in drawn.bars)
    where = f"{labels['table']} {table['number']}"
    if figure:
        where = f"{labels['figure']} {figure['number']}, {where}"
    return Page(
        title,
        drawn,
        told[:MOST_TOLD],
        told[MOST_TOLD:],
        alt=figure["alt"] if figure else "",
        note=_short(table["note"], figure["note"], language, margins=margins) if figure else table["note"],
        where=where,
    )


def _shown_by(part: Part, table: View) -> str:
    """Give the title of a picture that the report does not draw: the first finding that is shown, else the table's."""
    told = _told(part.findings)
    first = table["id"] == part.tables[0]["id"] and told and told[0].strength == "shown"
    return told[0].text if first and len(told[0].text) <= _LONGEST_CLAIM else str(table["title"])


def _short(note: str, beside: str, language: Language, *, margins: bool) -> str:
    """Give the base of a table and what is also said under its figure: a chart has no columns to explain.

    What is said of margins goes where the chart has none.
    """
    first, *rest = sentences(note) or ("",)
    said = set(sentences(beside))
    begin, end = language.pattern(_MARGINS).split("{confidence}")
    kept = [one for one in rest if one in said]
    if not margins:
        kept = [one for one in kept if not (one.startswith(begin) and one.endswith(end))]
    return " ".join([first, *kept])


def _claim(part: Part) -> str:
    """Give what a part says first, or its heading where it says nothing."""
    return part.findings[0]["text"] if part.findings else part.heading


def _told(findings: Sequence[View]) -> tuple[Told, ...]:
    """Give findings, those that say most first."""
    ordered = sorted(findings, key=lambda one: _STRONGEST_FIRST.index(one["strength"]))
    return tuple(_as_told(one) for one in ordered)


def _as_told(finding: View) -> Told:
    sources = "; ".join(one["text"] for one in finding["sources"])
    answers = finding.get("answers", ())
    parts = (f"{sources}." if sources else "", finding["evidence"], *answers)
    evidence = " ".join(part for part in parts if part)
    return Told(finding["number"], finding["text"], finding["strength"], evidence)


def _page_of(
    line: View,
    lines: Sequence[View],
    parts: Sequence[Part],
    pages: Mapping[str, list[Page]],
    language: Language,
) -> Page:
    """Give the slide of a claim of the summary: with the picture of its part that suits it, or its finding alone.

    That picture is taken out of `pages`. The findings of the other `lines` have slides of their own.
    """
    elsewhere = {one["number"] for one in lines} - {line["number"]}
    for part in parts:
        own = next((one for one in part.findings if one["key"] == line["key"]), None)
        if own is None:
            continue
        first = _as_told(own)
        rest = tuple(one for one in _told(part.findings) if one.number not in {first.number, *elsewhere})
        left = pages[part.number]
        if not left:
            return Page(line["text"], None, (first,), rest)
        page = _best(left, line["text"], language)
        left.remove(page)
        beside, others = rest[: MOST_TOLD - 1], rest[MOST_TOLD - 1 :]
        page = replace(page, title=line["text"], findings=(first, *beside), others=others)
        return _emphasised(page, language)
    return Page(line["text"], None)


def _best(pages: Sequence[Page], claim: str, language: Language) -> Page:
    """Give the slide that draws most of what a claim names; the first of those that draw as much."""
    return max(pages, key=lambda page: len(_named(page, claim, language)))


def _named(page: Page, claim: str, language: Language) -> tuple[str, ...]:
    """Give the labels of a picture that a claim names."""
    match page.drawn:
        case Bars(bars=bars):
            labels = [bar.label for bar in bars]
        case Dots(dots=dots):
            labels = [dot.label for dot in dots]
        case Lines(lines=lines):
            labels = [line.label for line in lines]
        case _:
            labels = []
    return tuple(label for label in labels if language.quoted(label) in claim)


def _emphasised(page: Page, language: Language) -> Page:
    """Mark what the title names, so that it stands out; where it names nothing, nothing does."""
    return replace(page, strong=_named(page, page.title, language))


def _further(part: Part, pages: Sequence[Page], told: set[str], language: Language) -> Iterator[Page]:
    """Give the slides that are left of a part; its findings alone where it has no picture and they are not told yet."""
    yield from pages
    rest = tuple(one for one in _told(part.findings) if one.number not in told)
    if rest and not pages and len(rest) == len(part.findings):
        yield Page(_heading(part, language), None, rest)


def _heading(part: Part, language: Language) -> str:
    """Give the heading of a part, with that of its chapter before it: alone it may say too little."""
    if not part.chapter:
        return part.heading
    return language.say("{chapter}: {part}", chapter=part.chapter.rstrip("?"), part=part.heading)


def _nps(block: View, part: Part, language: Language) -> Bars | None:
    """Draw the recommendation score of each measurement, where the key figures are those."""
    if not any(one["key"] == _NPS_CHANGE for one in part.findings):
        return None
    bars = []
    for item in block["items"]:
        number = number_in(item["value"], language)
        limits = [one.value for one in printed_numbers(item["interval"], language)]
        if number is not None and item["base"]:
            low, high = limits if len(limits) == 2 else (None, None)
            bars.append(Bar(item["label"], Mark(number.value, item["value"], low, high), item["base"]))
    head = language.say("Recommendation score (NPS), −100 to 100")
    return Bars(_NPS_CHANGE, "", head, head, tuple(bars), "0.0", "") if len(bars) > 1 else None


def _shares(part: Part, language: Language) -> tuple[Mark, ...]:
    """Give the shares of detractors, of those between, and of promoters, as the finding on them prints the outer two.

    What lies between is what they leave of 100%.
    """
    finding = next((one for one in part.findings if one["key"] == _PROMOTERS), None)
    if finding is None or not {"promoters", "detractors"} <= finding["numbers"].keys():
        return ()
    outer = [round(float(finding["numbers"][name]), 2) for name in ("detractors", "promoters")]
    texts = [language.percent(one) for one in outer]
    if not all(text in finding["text"] for text in texts):
        return ()
    between = round(1 - sum(outer), 2)
    return tuple(Mark(one, language.percent(one)) for one in (outer[0], between, outer[1]))


def sentences(text: str) -> tuple[str, ...]:
    """Divide a note into its sentences, so that a part of it can be shown whole."""
    return tuple(part for part in _SENTENCE_ENDS.split(text) if part)
