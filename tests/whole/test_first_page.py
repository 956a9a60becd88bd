"""The page for the board of the demo client's reports, and that no English is left in those in Dutch."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from babel.messages.pofile import read_po
from pypdf import PdfReader

from tests.plain_words import faults
from tests.test_language import ENGLISH_WORDS
from toolkit.catalogues import catalogue_file
from toolkit.report.blocks import Block, Summary, to_json
from toolkit.report.document import collect

REPORTS = ("baseline", "drivers", "followup")
IN_DUTCH = ("baseline", "drivers")
NOT_WORDS = ("id", "key", "kind", "svg", "draws", "manifest", "logo", "labels", "data", "url", "status")


@pytest.fixture(scope="module")
def blocks(reports: Path) -> dict[str, list[Block]]:
    return {name: collect(nbformat.read(reports / f"{name}.ipynb", 4)) for name in REPORTS}


def _summary(blocks: list[Block]) -> Summary:
    (found,) = (block for block in blocks if isinstance(block, Summary))
    return found


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_has_five_findings_three_decisions_and_a_picture(
    blocks: dict[str, list[Block]], report: str
) -> None:
    page = _summary(blocks[report])
    assert len(page.findings) == 5
    assert len(page.decisions) == 3
    assert page.figure is not None


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_needs_no_term_explained(blocks: dict[str, list[Block]], report: str) -> None:
    page = _summary(blocks[report])
    assert page.figure is not None
    texts = [page.title, page.lead, page.figure.title, page.figure.note, *page.decisions]
    texts += [line.text for line in page.findings]
    assert [fault for text in texts for fault in faults(text)] == []


@pytest.mark.parametrize("report", REPORTS)
def test_it_fits_one_page(reports: Path, blocks: dict[str, list[Block]], report: str) -> None:
    page = _summary(blocks[report])
    sheets = [" ".join(sheet.extract_text().split()) for sheet in PdfReader(reports / f"{report}.pdf").pages]
    last = re.sub(r"\W+", "", page.decisions[-1])[:40]
    first = re.sub(r"\W+", "", page.lead)[:40]
    bare = [re.sub(r"\W+", "", sheet) for sheet in sheets]
    assert [place for place, sheet in enumerate(bare) if first in sheet and last in sheet]


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            if key not in NOT_WORDS:
                yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
    elif isinstance(content, str):
        yield content


@pytest.mark.parametrize("report", IN_DUTCH)
def test_no_english_is_left_in_a_dutch_report(blocks: dict[str, list[Block]], report: str) -> None:
    with catalogue_file("nl").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    english = {one.id for one in catalogue if isinstance(one.id, str) and one.id and one.id != one.string}
    told = [text for block in blocks[report] if block.kind != "forecast" for text in _texts(to_json(block))]
    drawn = [
        text for block in blocks[report] for text in re.findall(r"<text[^>]*>([^<]+)<", str(to_json(block)))
    ]
    assert len(told) > 500
    assert drawn
    dutch = {one.string for one in catalogue if isinstance(one.string, str)}
    left = {text for text in (*told, *drawn) if text in english - dutch and re.search(r"[a-z]{3}", text)}
    # Titles of English journals may stand in a Dutch sentence.
    left |= {text for text in told if len(ENGLISH_WORDS.findall(text)) > 0.1 * len(text.split())}
    assert left == set()
