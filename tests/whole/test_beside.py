"""What lies beside the demo client's reports: decks, pictures and workbooks that hold what the reports print."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pptx
import pytest
from defusedxml.ElementTree import fromstring
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from toolkit.language import Language
from toolkit.report.beside.slides.charts import GRIDS, RECIPES
from toolkit.report.beside.slides.story import story
from toolkit.report.beside.workbook import number_in
from toolkit.report.document import Document, build_document

REPORTS = ("baseline", "drivers", "followup")


@pytest.fixture(scope="module")
def documents(reports: Path) -> dict[str, Document]:
    """The documents of the reports."""
    return {name: build_document(nbformat.read(reports / f"{name}.ipynb", 4)) for name in REPORTS}


@pytest.fixture(scope="module")
def decks(reports: Path) -> dict[str, Any]:
    """The decks beside the reports."""
    return {name: pptx.Presentation(str(reports / f"{name}.slides.pptx")) for name in REPORTS}


def _charts(deck: Any) -> list[Any]:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def _labels(chart: Any) -> list[str]:
    found = chart._chartSpace.iter(qn("c:dLbl"))
    return ["".join(part.text for part in one.iter(qn("a:t"))) for one in found]


@pytest.mark.parametrize("report", REPORTS)
def test_each_claim_of_the_summary_has_its_slide(
    documents: dict[str, Document], decks: dict[str, Any], report: str
) -> None:
    claims = [line["text"] for line in documents[report]["summary"]["findings"]]
    slides = list(decks[report].slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert claims
    assert [title for title in titles if title in claims] == claims
    said = "\n".join(shape.text_frame.text for shape in slides[1].shapes if shape.has_text_frame)
    for line in documents[report]["summary"]["findings"]:
        assert line["text"] in said
        assert line["number"] in said
    asked = "\n".join(shape.text_frame.text for one in slides for shape in one.shapes if shape.has_text_frame)
    assert all(decision in asked for decision in documents[report]["summary"]["decisions"])


@pytest.mark.parametrize("report", REPORTS)
def test_every_label_of_a_chart_is_printed_in_the_report(
    documents: dict[str, Document], decks: dict[str, Any], report: str
) -> None:
    blocks = documents[report]["blocks"]
    printed = {cell for one in blocks if one["kind"] == "table" for row in one["rows"] for cell in row}
    printed |= {cell.split(" ")[0] for cell in printed}
    printed |= {item["value"] for one in blocks if one["kind"] == "kpis" for item in one["items"]}
    labels = [
        label
        for chart in _charts(decks[report])
        if chart.chart_type != XL_CHART_TYPE.BAR_STACKED_100
        for label in _labels(chart)
    ]
    assert len(labels) > 25
    assert [label for label in labels if label not in printed] == []


def test_promoters_and_detractors_are_those_of_the_finding(
    documents: dict[str, Document], decks: dict[str, Any]
) -> None:
    (chart,) = (one for one in _charts(decks["baseline"]) if one.chart_type == XL_CHART_TYPE.BAR_STACKED_100)
    low, _, high = _labels(chart)
    findings = [
        one
        for block in documents["baseline"]["blocks"]
        if block["kind"] == "findings"
        for one in block["findings"]
    ]
    (text,) = (one["text"] for one in findings if one["key"] == "headline.nps")
    assert low in text
    assert high in text
    assert sum(series.values[0] for series in chart.plots[0].series) == pytest.approx(1)


def test_every_picture_that_a_deck_knows_is_drawn_somewhere(documents: dict[str, Document]) -> None:
    drawn = set()
    for document in documents.values():
        told = story(document)
        drawn |= {getattr(page.drawn, "id", "") for page in (*told.main, *told.further)}
    wanted = [recipe.table for recipe in RECIPES] + list(GRIDS)
    assert [one for one in wanted if not any(re.fullmatch(one, name) for name in drawn)] == []
    assert any(name.endswith("-outcomes") for name in drawn)


@pytest.mark.parametrize("report", REPORTS)
def test_figures_are_files_that_stand_alone(
    reports: Path, documents: dict[str, Document], report: str
) -> None:
    shown = [one for one in documents[report]["blocks"] if one["kind"] == "figure"]
    with zipfile.ZipFile(reports / f"{report}.figures.zip") as whole:
        files = {name: whole.read(name) for name in whole.namelist()}
    assert len(files) == len(shown) > 3
    for one in shown:
        (content,) = (text for name, text in files.items() if re.match(rf"figure-0*{one['number']}-", name))
        root = fromstring(content)
        assert root.findtext("{http://www.w3.org/2000/svg}title") == one["title"]
        assert root.findtext("{http://www.w3.org/2000/svg}desc") == one["alt"]
        assert not list(root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("report", REPORTS)
def test_every_cell_of_the_workbook_is_what_is_printed(
    reports: Path, documents: dict[str, Document], report: str
) -> None:
    document = documents[report]
    language = Language(document["meta"]["language"])
    book = CalamineWorkbook.from_path(reports / f"{report}.tables.xlsx")
    tables = [one for one in document["blocks"] if one["kind"] == "table"]
    assert book.sheet_names[2:] == [one["number"] for one in tables]
    for one in tables:
        rows = book.get_sheet_by_name(one["number"]).to_python(skip_empty_area=False)
        assert rows[2][: len(one["columns"])] == [column["label"] for column in one["columns"]]
        for printed, row in zip(one["rows"], rows[3:], strict=False):
            for text, cell in zip(printed, row, strict=False):
                number = number_in(text, language)
                assert cell == (text if number is None else pytest.approx(number.value)), (one["id"], text)
    findings = book.get_sheet_by_name(book.sheet_names[1]).to_python(skip_empty_area=False)[3:]
    told = [item for block in document["blocks"] if block["kind"] == "findings" for item in block["findings"]]
    assert [row[0] for row in findings] == [item["number"] for item in told]
    assert [str(row[2]).startswith(item["text"]) for row, item in zip(findings, told, strict=True)] == [
        True
    ] * len(told)


@pytest.mark.parametrize("report", REPORTS)
def test_a_deck_is_small_and_its_charts_can_be_edited(
    reports: Path, decks: dict[str, Any], report: str
) -> None:
    assert (reports / f"{report}.slides.pptx").stat().st_size < 1_000_000
    shown = _charts(decks[report])
    assert len(shown) >= 8
    for chart in shown:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert sheet.sheet_names == ["Data"]
        assert len(sheet.get_sheet_by_name("Data").to_python()) >= 2
