"""The deck beside a report: native charts of what is printed, nothing outside its box, the same bytes each time."""

from __future__ import annotations

import datetime
import doctest
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import pandas as pd
import pptx
import pytest
from fontTools.afmLib import AFM
from hypothesis import given
from hypothesis import strategies as st
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn

from tests.report import sample
from tests.report.beside import deck_sample
from tests.report.beside.deck_sample import deck_document
from toolkit.figures.colour import contrast
from toolkit.language import Language
from toolkit.report.beside.slides import measure, package, slides
from toolkit.report.beside.slides import periods as periods_module
from toolkit.report.beside.slides.canvas import INK
from toolkit.report.beside.slides.measure import LINE, height_of, shortened, width_of, wrapped
from toolkit.report.beside.slides.periods import period
from toolkit.report.blocks import Block, Column, Figure, FindingItem, Findings, Heading, KpiItem, Kpis, Table
from toolkit.report.document import Document, assemble

SIZES = {
    "few": (2, True, "#e30613"),
    "some": (5, False, "#0b6e4f"),
    "long": (22, True, "#ffd700"),
    "many": (25, False, "#000000"),
}
EPOCH = datetime.date(1899, 12, 30)


@pytest.fixture(scope="module")
def decks() -> dict[str, Any]:
    """The decks of reports of all sizes, opened."""
    documents = {
        name: deck_document(count, long=long, colour=of) for name, (count, long, of) in SIZES.items()
    }
    documents |= {"sample": assemble(sample.report()), "hostile": assemble(sample.hostile_report())}
    return {name: opened(document) for name, document in documents.items()}


def opened(document: Document) -> Any:
    return pptx.Presentation(io.BytesIO(slides(document)))


def charts(deck: Any) -> list[tuple[Any, Any]]:
    """Every chart with its slide."""
    return [(slide, shape.chart) for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def words(deck: Any) -> str:
    """All that the slides and their notes say."""
    parts = []
    for slide in deck.slides:
        parts += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        parts += [
            cell.text
            for shape in slide.shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
        ]
        if slide.has_notes_slide:
            parts.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(parts)


def sheet(chart: Any) -> pd.DataFrame:
    blob = chart.part.chart_workbook.xlsx_part.blob
    return pd.read_excel(io.BytesIO(blob), header=None, engine="calamine", dtype=object)


def labels(series: Any) -> list[str]:
    """The labels at the marks of a series."""
    found = series._element.iter(qn("c:dLbl"))
    return ["".join(text.text for text in one.iter(qn("a:t"))) for one in found]


def of_table(deck: Any, title: str) -> list[Any]:
    """The charts of the slides whose title holds some words."""
    return [chart for slide, chart in charts(deck) if title in slide.shapes.title.text_frame.text]


# Text


@pytest.mark.parametrize(("file", "bold"), [("phvr8a.afm", False), ("phvb8a.afm", True)])
def test_widths_are_those_of_helvetica(file: str, bold: bool) -> None:
    font = AFM(f"{mpl.get_data_path()}/fonts/afm/{file}")
    for name in font.chars():
        code, advance, _ = font[name]
        sign = chr(max(code, 0))  # signs without a code have −1
        # Adobe's own encoding has curled quotes at the places of the straight ones.
        if code > 0 and sign.isascii() and sign not in "'`":
            assert width_of(sign, 1000, bold=bold) == pytest.approx(1.03 * advance), name


@given(
    text=st.text(alphabet="aWi lé—😀", max_size=80),
    width=st.integers(20, 200),
    size=st.sampled_from([9.0, 20.0]),
)
def test_no_line_is_wider_than_its_box(text: str, width: int, size: float) -> None:
    lines = wrapped(text, size, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) == 1 or width_of(line, size) <= width for line in lines)


@given(text=st.text(alphabet="aWi l", max_size=120), rooms=st.integers(1, 4))
def test_a_shortened_text_fits(text: str, rooms: int) -> None:
    shown = shortened(text, 10, 60, rooms * 10 * LINE)
    assert height_of(shown, 10, 60) <= rooms * 10 * LINE
    assert shown == text or shown.endswith("…")


# Places


def fits(shape: Any) -> bool:
    """Say whether the text of a box fits it, by the size that it is set in."""
    frame = shape.text_frame
    height = 0.0
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size.pt if run.font.size else 26.0
            gap = paragraph.space_before.pt if paragraph.space_before else 0.0
            height += gap + height_of(run.text, size, shape.width.pt + 0.01, bold=bool(run.font.bold))
    return height <= shape.height.pt + 0.5


def boxes(slide: Any) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Everything on a slide that is read, with its edges: what is decoration lies under it."""
    found = []
    for shape in slide.shapes:
        told = shape.has_chart or shape.has_table or (shape.has_text_frame and shape.text_frame.text.strip())
        if told and shape.width:
            left, top = shape.left.pt, shape.top.pt
            height = shape.height.pt
            if shape.has_text_frame:
                used = sum(
                    height_of(run.text, run.font.size.pt if run.font.size else 26.0, shape.width.pt + 0.01)
                    for paragraph in shape.text_frame.paragraphs
                    for run in paragraph.runs
                )
                height = min(height, used)
                anchored = shape.text_frame.vertical_anchor
                top += {None: 0.0, 1: 0.0, 3: 0.5, 4: 1.0}[anchored] * (shape.height.pt - height)
            found.append((shape.name, (left, top, left + shape.width.pt, top + height)))
    return found


@pytest.mark.parametrize("name", [*SIZES, "sample", "hostile"])
def test_nothing_runs_over(decks: dict[str, Any], name: str) -> None:
    for number, slide in enumerate(decks[name].slides, start=1):
        for shape in slide.shapes:
            if shape.has_text_frame and shape.width:
                assert fits(shape), (number, shape.name, shape.text_frame.text)
            if shape.has_table:
                assert sum(row.height.pt for row in shape.table.rows) <= 354.5, number
        seen = boxes(slide)
        for what, (left, top, right, bottom) in seen:
            assert min(left, top) >= 0, (number, what)
            assert right <= 960.5, (number, what)
            assert bottom <= 540.5, (number, what)
        for place, (what, one) in enumerate(seen):
            for other_what, other in seen[place + 1 :]:
                apart = one[2] <= other[0] + 0.5 or other[2] <= one[0] + 0.5
                apart |= one[3] <= other[1] + 0.5 or other[3] <= one[1] + 0.5
                assert apart, (number, what, other_what, one, other)


@pytest.mark.parametrize("name", SIZES)
def test_every_row_is_drawn(decks: dict[str, Any], name: str) -> None:
    count, long, _ = SIZES[name]
    drawn = [label for chart in of_table(decks[name], "scoort") for label in chart.plots[0].categories]
    assert list(drawn) == deck_sample.names(count, long=long)
    told = [row.cells[1].text for slide in decks[name].slides for row in _rows(slide)]
    assert told == deck_sample.names(count, long=long)


def _rows(slide: Any) -> list[Any]:
    return [row for shape in slide.shapes if shape.has_table for row in list(shape.table.rows)[1:]]


# Charts


def test_a_chart_holds_what_the_table_prints(decks: dict[str, Any]) -> None:
    (chart,) = of_table(decks["some"], "scoort")
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    values, places = chart.plots[0].series
    assert list(values.values) == [40, 41, 42, 43, 44]
    assert labels(places) == ["40,0", "41,0", "42,0", "43,0", "44,0"]
    behind = sheet(chart)
    assert behind.iloc[0, 1] == "Score"
    assert behind.iloc[1:, 0].tolist() == deck_sample.names(5, long=False)
    assert behind.iloc[1:, 1].tolist() == [40, 41, 42, 43, 44]
    assert behind.iloc[1:, 3].tolist() == [3] * 5
    assert behind.iloc[1:, 4].tolist() == [2] * 5
    assert behind.iloc[1:, 5].tolist() == [37, 38, 39, 40, 41]
    assert behind.iloc[1:, 7].tolist() == ["1.188"] * 5


def test_margins_are_drawn_from_the_sheet(decks: dict[str, Any]) -> None:
    (chart,) = of_table(decks["some"], "veranderd")
    bars = chart._chartSpace.findall(f".//{qn('c:errBars')}")
    assert len(bars) == 1
    arms = [
        [float(one.text) for one in side.iter(qn("c:v"))]
        for side in (bars[0].find(qn("c:minus")), bars[0].find(qn("c:plus")))
    ]
    # The numbers of the table are rounded, so that a margin of half a point may be 0.4 or 0.6 of what is printed.
    assert arms == [[pytest.approx(0.5, abs=0.11)] * 5] * 2
    formulas = [one.text for one in bars[0].iter(qn("c:f"))]
    assert formulas == ["Data!$E$2:$E$6", "Data!$D$2:$D$6"]


def test_every_reference_leads_to_the_cell_that_is_drawn(decks: dict[str, Any]) -> None:
    seen = 0
    for _, chart in charts(decks["some"]):
        rows = sheet(chart)
        for reference in chart._chartSpace.iter(qn("c:numRef"), qn("c:strRef")):
            formula = reference.find(qn("c:f")).text
            found = re.fullmatch(r"Data!\$([A-H])\$(\d+)(?::\$[A-H]\$(\d+))?", formula)
            assert found, formula
            column, first, last = ord(found[1]) - 65, int(found[2]), int(found[3] or found[2])
            cells = ["" if pd.isna(one) else one for one in rows.iloc[first - 1 : last, column]]
            drawn = [one.text or "" for one in reference.iter(qn("c:v"))]
            assert [str(one) for one in cells] == drawn or [float(one) for one in cells] == [
                float(one) for one in drawn
            ]
            seen += 1
    assert seen > 20


def test_what_the_title_names_stands_out(decks: dict[str, Any]) -> None:
    (chart,) = of_table(decks["some"], "scoort")
    fills = [
        str(point.format.fill.fore_color.rgb)
        for point in (chart.plots[0].series[0].points[i] for i in range(5))
    ]
    assert fills[0] not in fills[1:]
    assert len(set(fills[1:])) == 1


def test_names_as_long_as_a_page_stop_nothing() -> None:
    of = [f"{place} {'Naam ' * 400}".strip() for place in range(4)]
    course = [
        {"theme": name, "wave_0": "50,0", "wave_1": printed}
        for name, printed in zip(of, ("40,0", "60,0"), strict=False)
    ]
    told = FindingItem("k", f"‘{of[0]}’ en ‘{of[1]}’", "shown")
    waves = {"theme": "Thema", "wave_0": "Meting 1", "wave_1": "Meting 2"}
    blocks: list[Block] = [sample.meta(report="followup"), Heading(1, "X"), Findings((told,))]
    tables = (
        deck_sample.scores(of),
        deck_sample.roadmap(of),
        deck_sample.table("trend-table", waves, course),
    )
    deck = opened(assemble([*blocks, *tables, Kpis(())]))
    assert len(charts(deck)) >= 3
    assert all(len(name) <= 160 for _, chart in charts(deck) for name in chart.plots[0].categories)
    for slide in deck.slides:
        for shape in slide.shapes:
            assert not (shape.has_text_frame and shape.width) or fits(shape)


def test_without_a_name_what_may_be_nothing_is_pale() -> None:
    rows = [
        {"theme": "Prijs", "difference": "+4,0", "margin": "+1,0 tot +7,0"},
        {"theme": "Gemak", "difference": "+1,0", "margin": "−1,0 tot +3,0"},
    ]
    columns = {"theme": "Thema", "difference": "Verschil", "margin": "Marge"}
    blocks: list[Block] = [
        sample.meta(report="followup"),
        Heading(1, "Wat"),
        deck_sample.table("change-table", columns, rows),
    ]
    ((_, chart),) = charts(opened(assemble(blocks)))[1:]
    first, second = (chart.plots[0].series[0].points[i].format.fill.fore_color.rgb for i in range(2))
    assert first != second


def test_a_change_in_two_parts_is_drawn_as_two() -> None:
    """A title that speaks of other customers must not stand over the change within like customers alone."""
    columns = {"theme": "Thema", "within": "Gelijke klanten", "within_margin": "Marge"}
    columns |= {"composition": "Andere klanten", "composition_margin": "Marge"}
    cells = ["Prijs", "−4,1", "−5,7 tot −2,6", "−0,2", "−0,5 tot +0,2"]
    split = deck_sample.table("composition-table", columns, [dict(zip(columns, cells, strict=True))])
    (_, chart) = charts(opened(assemble([sample.meta(report="followup"), Heading(1, "Wie"), split])))[-1]
    assert dict(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True)) == {
        "Prijs: Gelijke klanten": -4.1,
        "Prijs: Andere klanten": -0.2,
    }


def test_a_hidden_cell_is_not_drawn() -> None:
    shown = deck_sample.scores(["Prijs", "Gemak", "Imago"])
    rows = (
        dict(shown.rows[0]),
        {**shown.rows[1], "estimate": "x", "low": "x", "high": "x", "n": "x"},
        dict(shown.rows[2]),
    )
    deck = opened(assemble([sample.meta(report="baseline"), Heading(1, "Scores"), replace(shown, rows=rows)]))
    drawn = [list(chart.plots[0].categories) for _, chart in charts(deck)]
    assert drawn[-1] == ["Prijs", "Imago"]


def test_dots_have_their_names_or_a_number_in_a_list(decks: dict[str, Any]) -> None:
    (few,) = of_table(decks["some"], "Kijk eerst")
    assert few.chart_type == XL_CHART_TYPE.XY_SCATTER
    assert labels(few.plots[0].series[0]) == deck_sample.names(5, long=False)
    (many,) = of_table(decks["many"], "Kijk eerst")
    assert labels(many.plots[0].series[0]) == [str(place) for place in range(1, 26)]
    assert "\n25  A24" in words(decks["many"])


def test_the_course_draws_what_the_findings_name() -> None:
    columns = {"theme": "Thema", "wave_0": "Meting 2023", "wave_1": "Meting 2024", "wave_2": "Meting 2025"}
    numbers = {
        "Prijs": "50,0 52,0 60,0",
        "Gemak": "70,0 x 66,0",
        "Imago": "50,0 50,0 60,1",
        "Trust": "40,0 41,0 42,0",
    }
    keys = list(columns)
    rows = [dict(zip(keys, [name, *text.split()], strict=True)) for name, text in numbers.items()]
    told = FindingItem("trend.rising", "Gestegen: ‘Prijs’ en ‘Gemak’.", "shown")
    blocks: list[Block] = [
        sample.meta(report="followup"),
        Heading(1, "Verloop"),
        Findings((told,)),
        deck_sample.table("trend-table", columns, rows),
    ]
    ((slide, chart),) = charts(opened(assemble(blocks)))
    assert chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    (spoken,) = (
        shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in slide.shapes if shape.has_chart
    )
    assert "Prijs 50,0, 52,0 en 60,0; Gemak 70,0 en 66,0." in spoken
    assert "Imago" not in spoken
    assert list(chart.plots[0].categories) == ["Meting 2023", "Meting 2024", "Meting 2025"]
    # No finding names ‘Imago’ and ‘Trust’.
    assert {series.name: list(series.values) for series in chart.plots[0].series} == {
        "Prijs": [50, 52, 60],
        "Gemak": [70, None, 66],
    }
    assert labels(chart.plots[0].series[1]) == ["70,0", "Gemak  66,0"]


def test_groups_are_drawn_for_the_score_that_the_figure_names() -> None:
    margins = Language("nl").say("Margins: {confidence} interval.", confidence="95%")
    heads = {"measure": "Score", "group-0": "A: Website", "group-1": "B: Telefoon", "group-2": "C: Adviseur"}
    rows = [
        {"measure": "Klanten", "group-0": "763", "group-1": "304", "group-2": "133"},
        {"measure": "Houding", "group-0": "58", "group-1": "x", "group-2": "64 A"},
        {"measure": "Trust", "group-0": "54", "group-1": "57", "group-2": "62 A"},
    ]
    note = f"Basis: 133 tot 763 klanten. Letters: hoger. Gewogen. {margins} Bron: Nulmeting. x: verborgen."
    shown = deck_sample.table("segments-channel-outcomes", heads, rows, note)
    more = deck_sample.table(
        "segments-channel-outcomes-2",
        {"measure": "Score", "group-3": "D: Winkel"},
        [{"measure": "Houding", "group-3": "61"}],
        note,
    )
    figure = Figure(
        "segments-channel",
        "‘Adviseur’ scoort hoger op ‘Houding’",
        sample.chart(),
        "Alt.",
        f"Gewogen. {margins} Bron: Nulmeting.",
    )
    blocks: list[Block] = [sample.meta(report="baseline"), Heading(1, "Groepen"), figure, shown, more]
    deck = opened(assemble(blocks))
    ((slide, chart),) = charts(deck)
    assert list(chart.plots[0].categories) == ["Website", "Adviseur", "Winkel"]
    assert labels(chart.plots[0].series[1]) == ["58", "64", "61"]
    assert slide.shapes.title.text_frame.text == figure.title
    source = next(shape for shape in slide.shapes if shape.name == "Source").text_frame.text
    assert source == "Figuur 1, Tabel 1. Basis: 133 tot 763 klanten. Gewogen. Bron: Nulmeting."


def test_a_pair_has_a_bar_each(decks: dict[str, Any]) -> None:
    (chart,) = of_table(decks["some"], "te weinig gemerkt")
    assert list(chart.plots[0].categories)[:2] == ["A00: Belangrijk", "A00: Gemerkt"]
    assert labels(chart.plots[0].series[1])[:2] == ["50,0", "60,0"]


def test_a_single_bar_keeps_to_what_powerpoint_takes() -> None:
    deck = opened(deck_document(1))
    alone = [chart for _, chart in charts(deck) if len(list(chart.plots[0].categories)) == 1]
    assert alone
    assert all(chart.plots[0].gap_width <= 500 for chart in alone)


def test_the_plan_is_a_table_and_a_line_of_time(decks: dict[str, Any]) -> None:
    (chart,) = of_table(decks["some"], "Het plan in de tijd")
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED
    start, days, text = chart.plots[0].series
    assert [EPOCH + datetime.timedelta(one) for one in start.values] == [datetime.date(2025, 5, 1)] * 2 + [
        datetime.date(2025, 8, 1)
    ] * 2
    assert list(days.values) == [92] * 4
    assert labels(text)[0] == "1 mei 2025 tot 31 juli 2025"
    assert chart.value_axis.tick_labels.number_format == "[$-413]mmm yyyy"


@given(
    start=st.dates(datetime.date(1990, 1, 1), datetime.date(2040, 12, 31)),
    days=st.integers(0, 700),
    code=st.sampled_from(["nl", "en"]),
)
def test_a_printed_period_is_read_back(start: datetime.date, days: int, code: str) -> None:
    language, end = Language(code), start + datetime.timedelta(days)
    read = period("Actie", language.interval(language.date(start), language.date(end)), language)
    assert read is not None
    assert (read.start, read.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "in 2025", "1 May 2025", "no money", "31 July 2025 to 1 May 2025", "31 June 2025 to 1 July 2025"],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert period("Action", text, Language("en")) is None


def test_the_recommendation_is_drawn_per_measurement() -> None:
    items = (
        KpiItem("Nulmeting", "3,1", "marge −1,4 tot 7,7", "n = 1.175"),
        KpiItem("Vervolgmeting", "17,7", "marge 13,0 tot 22,3", "n = 1.083"),
        KpiItem("Verschil", "+14,6", "marge +8,6 tot +20,5"),
    )
    told = FindingItem("change.nps", "De aanbevelingsscore steeg van 3,1 naar 17,7.", "shown")
    blocks: list[Block] = [sample.meta(report="followup"), Heading(1, "NPS"), Kpis(items), Findings((told,))]
    deck = opened(assemble(blocks))
    chart = next(chart for slide, chart in charts(deck) if slide.shapes.title.text_frame.text == told.text)
    assert list(chart.plots[0].categories) == ["Nulmeting", "Vervolgmeting"]
    assert sheet(chart).iloc[1:, [1, 5, 6, 7]].to_numpy().tolist() == [
        [3.1, -1.4, 7.7, "n = 1.175"],
        [17.7, 13.0, 22.3, "n = 1.083"],
    ]
    assert "+14,6" in words(deck)


@pytest.mark.parametrize(
    ("said", "parts"), [("31% geeft een 9 of 10, 28% een 6 of lager.", 1), ("Niets.", 0)]
)
def test_promoters_and_detractors_are_parts_of_all(said: str, parts: int) -> None:
    numbers = {"promoters": 0.313, "detractors": 0.282}
    told = (
        FindingItem("headline.nps", said, "fact", numbers=numbers),
        FindingItem("headline.mark", "Een 7,2."),
    )
    kpis = Kpis((KpiItem("NPS", "3,1", "marge −1,4 tot 7,7", "n = 1.175"),))
    blocks: list[Block] = [sample.meta(report="baseline"), Heading(1, "Kerncijfers"), kpis, Findings(told)]
    deck = opened(assemble(blocks))
    stacked = [chart for _, chart in charts(deck) if chart.chart_type == XL_CHART_TYPE.BAR_STACKED_100]
    assert len(stacked) == parts
    for chart in stacked:
        assert [labels(series) for series in chart.plots[0].series] == [["28%"], ["41%"], ["31%"]]
        names = [series.name for series in chart.plots[0].series]
        assert names == ["Geeft een 6 of lager", "Geeft een 7 of 8", "Geeft een 9 of 10"]


def test_a_table_of_the_appendix_is_drawn_where_its_figure_stands() -> None:
    figure = Figure("change", "‘A00’ is gedaald", sample.chart(), "Wat er te zien is.", "Gewogen.")
    appendix = Table("disclosure", "Hoe", (Column("a", "A"),), ({"a": "b"},))
    of = deck_sample.names(3, long=False)
    tables = (deck_sample.changes(of), deck_sample.scores(of), appendix)
    blocks: list[Block] = [
        sample.meta(report="followup"),
        Heading(1, "Wat"),
        figure,
        Heading(1, "Bijlage"),
        *tables,
    ]
    deck = opened(assemble(blocks))
    titles = [slide.shapes.title.text_frame.text for slide, _ in charts(deck)]
    assert titles == ["Zo leest u deze dia’s", "‘A00’ is gedaald"]
    described = charts(deck)[1][0].shapes
    assert "Wat er te zien is." in [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in described]


# The deck as a whole


def test_the_claims_are_the_titles(decks: dict[str, Any]) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in decks["some"].slides]
    assert titles[1:7] == [
        "Managementsamenvatting",
        "‘A00’ scoort het laagst.",
        "‘A00’ is veranderd.",
        "Kijk eerst naar ‘A00’.",
        "‘A00’ wordt te weinig gemerkt.",
        "Begin met ‘A00’.",
    ]
    assert "Wat we u vragen te besluiten" in titles
    assert "Zo leest u deze dia’s" in titles


def test_notes_hold_every_finding_with_its_evidence(decks: dict[str, Any]) -> None:
    notes = [
        slide.notes_slide.notes_text_frame.text for slide in decks["some"].slides if slide.has_notes_slide
    ]
    told = "\n".join(notes)
    for place in range(5):
        assert f"D{2 * place + 1} (Aangetoond): " in told
        assert f"D{2 * place + 2} (Let op): Let hierop bij {place}." in told
    assert told.count("Onderbouwing: ") >= 10
    assert "Welch-toets." in told


def test_slides_name_their_base_and_findings(decks: dict[str, Any]) -> None:
    slide = next(one for one in decks["some"].slides if "scoort" in one.shapes.title.text_frame.text)
    source = next(shape for shape in slide.shapes if shape.name == "Source").text_frame.text
    assert source == "Tabel 1 · Bevinding D1, D2. Basis: 1.188 klanten."
    foot = next(shape for shape in slide.placeholders if shape.placeholder_format.type == 15).text_frame.text
    assert foot == "Voorbeeld Energie · Nulmeting klantloyaliteit · Run 3fa85f64 · Concept"


def test_a_finding_that_is_the_title_is_named_at_the_foot() -> None:
    told = (
        FindingItem("one", "Wie via anderen kwam, scoort hoger.", "shown"),
        FindingItem("two", "Meer.", "fact"),
    )
    columns = {"measure": "Thema", "group": "Wie", "estimate": "Score", "low": "van", "high": "tot"}
    cells = {"measure": "Houding", "group": "via anderen", **deck_sample.limits(60)}
    rows = [cells, {**cells, "group": "anders"}, {**cells, "measure": "Gedrag"}]
    table = deck_sample.table("network-table", columns, rows)
    blocks: list[Block] = [sample.meta(report="baseline"), Heading(1, "Netwerk"), Findings(told), table]
    slide, chart = charts(opened(assemble(blocks)))[-1]
    assert slide.shapes.title.text_frame.text == told[0].text
    assert list(chart.plots[0].categories) == ["via anderen", "anders"]
    source = next(shape for shape in slide.shapes if shape.name == "Source").text_frame.text
    assert source == "Tabel 1 · Bevinding B1, B2. Basis: 1.188 klanten."


def test_a_long_list_of_findings_goes_on() -> None:
    told = Findings(
        tuple(FindingItem(f"k{place}", f"Bevinding {place}. {'Woord ' * 40}", "fact") for place in range(30))
    )
    deck = opened(assemble([sample.meta(report="baseline"), Heading(1, "Lijst"), told]))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    parts = [title for title in titles if title.startswith("Lijst (deel ")]
    assert len(parts) > 2
    shown = [
        shape.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text.startswith("Bevinding ") and shape.name != "Source"
    ]
    assert [int(text.split()[1].rstrip(".")) for text in shown] == list(range(30))


def test_the_same_document_gives_the_same_bytes() -> None:
    document = deck_document(5)
    content = slides(document)
    assert content == slides(document)
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        assert {entry.date_time for entry in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-04-07T00:00:00Z" in whole.read("docProps/core.xml")


@pytest.mark.parametrize("build", [lambda: deck_document(3), lambda: assemble(sample.hostile_report())])
def test_nothing_in_it_runs_or_leads_outside(build: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(slides(build()))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for name, content in parts.items():
        assert not re.search(r"vba|macro|printerSettings|thumbnail|activeX|oleObject", name), name
        if name.endswith(".rels"):
            assert b"External" not in content, name
        if name.endswith(".xml"):
            assert b"hlinkClick" not in content, name
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                assert not any(b"<f>" in book.read(one) for one in book.namelist()), name


def test_hostile_text_is_shown_as_it_is(decks: dict[str, Any]) -> None:
    said = words(decks["hostile"])
    for text in (
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "=SUM(A1) +1 -1 @x",
        r"\input{/etc/passwd}",
        "日本語",
    ):
        assert text in said, text
    assert "\u202e" not in said


def test_what_is_drawn_can_be_heard(decks: dict[str, Any]) -> None:
    for slide in decks["some"].slides:
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            said = shape._element.xpath(".//p:cNvPr")[0].get("descr", "")
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert said, shape.name
            elif not (shape.has_text_frame and shape.text_frame.text):
                assert "adec:decorative" in shape._element.xml, shape.name
    (chart,) = (
        shape
        for slide in decks["some"].slides
        for shape in slide.shapes
        if shape.has_chart and "scoort" in slide.shapes.title.text_frame.text
    )
    assert (
        chart._element.xpath(".//p:cNvPr")[0].get("descr")
        == "Tabel scores-table. A00 40,0; A01 41,0; A02 42,0; A03 43,0; A04 44,0."
    )


def test_texts_say_their_language(decks: dict[str, Any]) -> None:
    for slide in decks["some"].slides:
        tags = {one.get("lang") for one in slide._element.iter(qn("a:rPr"))}
        assert tags == {"nl-NL"}


@pytest.mark.parametrize("name", SIZES)
def test_colours_can_be_read(decks: dict[str, Any], name: str) -> None:
    deck = decks[name]
    for slide in deck.slides:
        for shape in slide.shapes:
            filled = shape.has_text_frame and shape.text_frame.text and shape.fill.type == 1
            if filled:
                ink = f"#{shape.text_frame.paragraphs[0].runs[0].font.color.rgb}"
                assert contrast(ink, f"#{shape.fill.fore_color.rgb}") >= 4.5, shape.name
    (bars,) = (chart for chart in of_table(deck, "scoort"))
    assert contrast(INK, f"#{bars.plots[0].series[0].points[0].format.fill.fore_color.rgb}") >= 4


def test_the_theme_is_the_client_s() -> None:
    with zipfile.ZipFile(io.BytesIO(slides(deck_document(2, colour="#e30613")))) as whole:
        theme = whole.read("ppt/theme/theme1.xml").decode()
        stretches = whole.read("ppt/presentation.xml").decode()
    assert re.search(r"<a:accent1><a:srgbClr val=\"[0-9A-F]{6}\"/></a:accent1>", theme)
    assert theme.count('<a:latin typeface="Arial"') == 2
    assert re.findall(r"<p14:section name=\"([^\"]*)\"", stretches) == [
        "Managementsamenvatting",
        "Zo leest u deze dia’s",
        "Overige resultaten",
    ]


@pytest.mark.parametrize("logo", ["", sample.LOGO_URI, "png"])
def test_a_cover_with_or_without_a_logo(logo: str) -> None:
    if logo == "png":
        from tests.report.beside.test_pictures import PNG_URI

        logo = PNG_URI
    deck = opened(assemble([sample.meta(report="baseline", logo=logo)]))
    pictures = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert len(pictures) == bool(logo)
    for one in pictures:
        assert one.image.content_type == "image/png"
        assert one.width.pt <= 217.5
        assert one.height.pt <= 90.5


def test_a_report_that_says_nothing_has_a_deck() -> None:
    deck = opened(assemble([sample.meta(report="baseline")]))
    assert [slide.shapes.title.text_frame.text for slide in deck.slides] == [
        "Nulmeting klantloyaliteit",
        "Zo leest u deze dia’s",
    ]


def test_a_table_that_lacks_a_column_is_left_out() -> None:
    columns = {"theme": "Thema", "estimate": "Score"}
    lacking = deck_sample.table("scores-table", columns, [{"theme": "Prijs", "estimate": "4,0"}])
    empty = Table(
        "change-table", "Leeg", tuple(Column(key, key) for key in ("theme", "difference", "margin")), ()
    )
    assert not charts(opened(assemble([sample.meta(report="baseline"), Heading(1, "Wat"), lacking, empty])))


@pytest.mark.parametrize("module", [package, periods_module, measure])
def test_the_examples_hold(module: Any) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed
