"""The workbook beside a report: what is printed, numbers as numbers, and no text that Excel would run."""

from __future__ import annotations

import doctest
import io
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import sample
from toolkit.language import Language
from toolkit.report import workbook as module
from toolkit.report.blocks import Column, Table
from toolkit.report.document import Document, assemble
from toolkit.report.workbook import number_in, workbook

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "http://example.test/",
    '=HYPERLINK("x")',
    "x",
    "–",
]
NUMBERS = [
    "1.234",
    "54,7",
    "+7,6",
    "−0,8",
    "43%",
    "+12%",
    "0,0",
    "< 0,001",
    "6,1 tot 9,1",
    "1.200/1.100",
    "2025",
]


def _document(cells: list[str]) -> Document:
    rows = tuple({"theme": f"T{place}", "value": cell} for place, cell in enumerate(cells))
    columns = (Column("theme", "Thema"), Column("value", "Waarde", "right"))
    table = Table("own", "Een tabel", columns, rows, "Basis: 12 klanten.")
    return assemble([replace(sample.meta(report="baseline"), language="nl"), table, replace(table, id="two")])


def _cells(content: bytes, sheet: str) -> list[object]:
    frame = pd.read_excel(io.BytesIO(content), sheet_name=sheet, header=None, engine="calamine", dtype=object)
    return list(frame.iloc[3:, 1].dropna())


def test_each_table_has_a_sheet_with_what_is_printed() -> None:
    content = workbook(_document([*NUMBERS, *HOSTILE]))
    read = _cells(content, "1")
    assert read[:7] == [1234, 54.7, 7.6, -0.8, 0.43, 0.12, 0]
    assert read[7:] == [*NUMBERS[7:], *HOSTILE]
    assert read == _cells(content, "2")
    listed = pd.read_excel(io.BytesIO(content), sheet_name=0, header=None, engine="calamine")
    assert "Een tabel" in set(listed[1])


def test_no_cell_holds_a_formula_or_a_link_to_elsewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(_document(HOSTILE)))) as book:
        parts = {
            name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))
        }
    assert not any("<f>" in part for part in parts.values())
    assert not [name for name in parts if "externalLink" in name or "/worksheets/_rels" in name]


def test_the_same_document_gives_the_same_bytes() -> None:
    document = _document(NUMBERS)
    assert workbook(document) == workbook(document)


def test_a_report_without_tables_has_its_list_only() -> None:
    assert workbook(assemble([sample.meta(report="baseline")]))[:2] == b"PK"


@pytest.mark.parametrize("code", ["en", "nl"])
@given(
    value=st.floats(-1e6, 1e6),
    decimals=st.integers(0, 3),
    way=st.sampled_from(["number", "signed", "percent"]),
)
def test_what_the_report_writes_is_read_back(code: str, value: float, decimals: int, way: str) -> None:
    language = Language(code)
    text = getattr(language, way)(value, decimals)
    found = number_in(text, language)
    assert found is not None
    scale = 100 if way == "percent" else 1
    assert found.value * scale == pytest.approx(value * scale, abs=0.5000001 * 10**-decimals)


@given(text=st.text(alphabet="0123456789.,+−-%= x–", max_size=8))
def test_what_it_would_not_write_stays_text(text: str) -> None:
    language = Language("nl")
    found = number_in(text, language)
    if found is not None:
        decimals = len(text.strip("%").partition(",")[2])
        ways = (language.number, language.signed, language.percent)
        assert text in {way(found.value, decimals) for way in ways}


def test_the_examples_hold() -> None:
    assert not doctest.testmod(module).failed
