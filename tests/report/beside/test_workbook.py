"""The workbook beside a report: what is printed, numbers as numbers, and no text that Excel would run."""

from __future__ import annotations

import doctest
import io
import re
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.report import sample
from toolkit.language import Language
from toolkit.report.beside import workbook as module
from toolkit.report.beside.workbook import number_in, workbook
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, Table
from toolkit.report.document import Document, assemble

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


def _table(cells: list[str]) -> Table:
    rows = tuple({"theme": f"T{place}", "value": cell} for place, cell in enumerate(cells))
    columns = (Column("theme", "Thema"), Column("value", "Waarde", "right"))
    return Table("own", "Een tabel", columns, rows, "Basis: 12 klanten.")


def _document(cells: list[str]) -> Document:
    table = _table(cells)
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


def _parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}


def test_the_findings_have_a_sheet_with_what_they_rest_on() -> None:
    told = FindingItem("k.trust", "‘Trust’ scoort 54,7 van de 100.", "shown", "t-toets")
    odd = FindingItem("k.odd", "=1+1", "warning", "@SUM(A1)")
    blocks: list[Block] = [
        sample.meta(report="baseline"),
        Heading(1, "Scores"),
        Findings((told, odd)),
        _table(["54,7"]),
    ]
    document = assemble(blocks)
    finding = document["blocks"][1]["findings"][0]
    finding["rests_on"] = [{"table": "1", "id": "own", "rows": []}]
    finding["sources"] = [{"text": "Tabel 1, rij ‘T0’", "anchor": "table-1-row-1"}]
    content = workbook(document)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["Inhoud", "Bevindingen", "1"]
    sheet = book.get_sheet_by_name("Bevindingen").to_python(skip_empty_area=False)
    assert sheet[2] == ["Bevinding", "Zekerheid", "Tekst", "Berust op", "Methode", "Paragraaf"]
    assert sheet[3] == ["B1", "Aangetoond", told.text, "Tabel 1, rij ‘T0’", "t-toets", "1 Scores"]
    assert sheet[4] == ["B2", "Let op", "=1+1", "", "@SUM(A1)", "1 Scores"]
    assert "location=\"'1'!A1\"" in _parts(content)["xl/worksheets/sheet2.xml"]


def test_a_sheet_is_ready_to_print_and_to_read() -> None:
    part = _parts(workbook(_document(NUMBERS)))["xl/worksheets/sheet2.xml"]
    assert 'paperSize="9"' in part
    assert 'fitToHeight="0"' in part
    assert '<pane xSplit="1" ySplit="3" topLeftCell="B4"' in part
    assert '<autoFilter ref="A3:B14"' in part
    names = _parts(workbook(_document(NUMBERS)))["xl/workbook.xml"]
    assert "'1'!$3:$3</definedName>" in names


def test_a_long_note_goes_on_in_lines_over_the_table() -> None:
    note = " ".join(["Basis: 12 klanten, en nog veel meer."] * 9)
    content = workbook(assemble([sample.meta(report="baseline"), replace(_table(["1"]), note=note)]))
    part = _parts(content)["xl/worksheets/sheet2.xml"]
    assert re.findall(r'<mergeCell ref="(A\d+):[E-Z]\d+"/>', part) == ["A1", "A6"]
    (height,) = re.findall(r'<row r="6"[^>]* ht="([\d.]+)"', part)
    assert float(height) >= 4 * 15
    assert (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("1").to_python()[5][0] == note
    )


def test_an_ampersand_in_a_name_is_no_code_at_the_foot_of_a_page() -> None:
    document = assemble([sample.meta(report="baseline", client="A&P &D &Z"), _table(["1"])])
    part = _parts(workbook(document))["xl/worksheets/sheet2.xml"]
    foot = part.partition("<oddFooter>")[2].partition("</oddFooter>")[0].replace("&amp;", "&")
    assert foot.startswith("&LA&&P &&D &&Z · Run 3fa85f64&R&P / &N")


def test_a_text_longer_than_excel_takes_ends_in_an_ellipsis() -> None:
    longest = 32_767
    cells = _cells(workbook(_document(["w" * longest, "w" * (longest + 1)])), "1")
    assert cells == ["w" * longest, f"{'w' * (longest - 1)}…"]


def test_numbers_stand_as_their_column_does_also_where_one_is_hidden() -> None:
    part = _parts(workbook(_document(["54,7", "x"])))
    styles = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", part["xl/styles.xml"].partition("<cellXfs")[2])
    cells = re.findall(r'<c r="B[45]" s="(\d+)"', part["xl/worksheets/sheet2.xml"])
    assert len(cells) == 2
    assert all('horizontal="right"' in styles[int(cell)] for cell in cells)


@pytest.mark.parametrize("label", ["Inhoud/overzicht", "[x]:*?\\", "'", "i" * 60, "=1+1"])
def test_any_word_can_name_the_first_sheet(label: str) -> None:
    meta = replace(sample.meta(report="baseline"), labels={**sample.DUTCH, "contents": label})
    names = CalamineWorkbook.from_filelike(io.BytesIO(workbook(assemble([meta, _table(["1"])])))).sheet_names
    assert len(names) == 2
    assert 1 <= len(names[0]) <= 31
    assert not set(names[0]) & set("[]:*?/\\'")


@pytest.mark.parametrize(
    ("text", "value", "shape"),
    [
        ("€\u00a047.800", 47800, '"€\u00a0"#,##0'),
        ("−€\u00a03", -3, '"€\u00a0"#,##0'),
        ("CHF\u00a01.000", 1000, '"CHF\u00a0"#,##0'),
        ("US$\u00a05", 5, '"US$\u00a0"#,##0'),
    ],
)
def test_an_amount_is_a_number_with_its_currency(text: str, value: float, shape: str) -> None:
    found = number_in(text, Language("nl"))
    assert found is not None
    assert (found.value, found.shape) == (value, shape)


@pytest.mark.parametrize(
    "text", ["n\u00a012", "rij\u00a03", "€ 5", "€\u00a05%", "€\u00a05,", '"\u00a05', "€\u00a0"]
)
def test_what_is_no_amount_stays_text(text: str) -> None:
    assert number_in(text, Language("nl")) is None


@given(amount=st.integers(-(10**9), 10**9), currency=st.sampled_from(["EUR", "GBP", "USD"]))
def test_an_amount_that_the_report_writes_is_read_back(amount: int, currency: str) -> None:
    for code in ("en", "nl"):
        language = Language(code)
        found = number_in(language.money(amount, currency), language)
        assert found is not None
        assert found.value == pytest.approx(amount, rel=0.005)


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
