"""The chart of a course over measurements: what its title names comes first, and nothing takes its place."""

from __future__ import annotations

import io
from typing import Any

import pptx
import pytest

from tests.report import sample
from tests.report.beside import deck_sample
from toolkit.report.beside.slides import slides
from toolkit.report.blocks import Block, FindingItem, Findings, Heading
from toolkit.report.document import assemble

WAVES = ("2021", "2022", "2023", "2024", "2025")


def deck_of(numbers: dict[str, str], *texts: str) -> Any:
    columns = {"theme": "Thema"} | {f"wave_{place}": f"Meting {wave}" for place, wave in enumerate(WAVES)}
    rows = [dict(zip(columns, [name, *printed.split()], strict=True)) for name, printed in numbers.items()]
    told = tuple(FindingItem(f"trend.{place}", text, "shown") for place, text in enumerate(texts))
    blocks: list[Block] = [
        sample.meta(report="followup"),
        Heading(1, "Verloop"),
        Findings(told),
        deck_sample.table("trend-table", columns, rows),
    ]
    return pptx.Presentation(io.BytesIO(slides(assemble(blocks))))


def course(numbers: dict[str, str], *texts: str) -> tuple[str, list[str], str]:
    """Give the title of the slide, the names of the lines that are drawn, and what is said of them."""
    deck = deck_of(numbers, *texts)
    ((slide, shape),) = [(one, shape) for one in deck.slides for shape in one.shapes if shape.has_chart]
    spoken = shape._element.xpath(".//p:cNvPr")[0].get("descr")
    return (
        slide.shapes.title.text_frame.text,
        [series.name for series in shape.chart.plots[0].series],
        spoken,
    )


COURSES = {
    "Prijs": "40,0 42,0 41,0 43,0 42,0",
    "Gemak": "50,0 52,0 54,0 57,0 60,0",
    "Schone toiletten": "55,0 56,0 57,0 58,0 60,1",
    "Imago": "70,0 71,0 72,0 74,0 75,0",
}
RISING = "Gestegen: ‘Gemak’ en ‘Schone toiletten’."
SAME = "Gelijk gebleven: ‘Prijs’ en ‘Imago’."


def is_told_without_chart(deck: Any, *texts: str) -> bool:
    told = [shape.text_frame.text for one in deck.slides for shape in one.shapes if shape.has_text_frame]
    charts = [shape for one in deck.slides for shape in one.shapes if shape.has_chart]
    return not charts and all(text in told for text in texts)


def test_a_chart_that_would_lack_what_its_title_names_gives_way_to_the_findings() -> None:
    # The end of ‘Schone toiletten’ lies on that of ‘Gemak’.
    assert is_told_without_chart(deck_of(COURSES, RISING, SAME), RISING, SAME)


@pytest.mark.parametrize("end", ["50,0", "66,0"])
def test_where_all_that_the_title_names_fit_the_others_stand_beside_them(end: str) -> None:
    free = COURSES | {"Schone toiletten": f"55,0 56,0 57,0 58,0 {end}"}
    title, drawn, spoken = course(free, RISING, SAME)
    assert title == RISING
    assert drawn == ["Gemak", "Schone toiletten", "Prijs", "Imago"]
    assert all(name in spoken for name in free)


def test_more_lines_than_can_be_told_apart_are_not_drawn_where_the_title_names_them_all() -> None:
    many = {f"Thema {place}": f"{place}0,0 " * 5 for place in range(1, 7)}
    named = " en ".join(f"‘Thema {place}’" for place in range(2, 7))
    texts = (f"Gelijk: {named}.", "Ook: ‘Thema 1’.")
    assert is_told_without_chart(deck_of(many, *texts), *texts)


def test_a_title_that_names_nothing_gives_all_the_same_right() -> None:
    _, drawn, _ = course(COURSES, "Er is veel veranderd.", f"{RISING} {SAME}")
    assert drawn == ["Prijs", "Gemak", "Imago"]
