"""A table of which pages show the first rows only: the rest is in the workbook, and a finding may rest on it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.report.beside.workbook import workbook
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, Table
from toolkit.report.document import Document, assemble
from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyPDFExporter
from toolkit.report.paper.tables import laid_out_table
from toolkit.report.runs.history import tables_of
from toolkit.report.screen.render import block_html, block_text
from toolkit.report.screen.tables import with_cells

COLUMNS = (
    Column("pair", "Paar"),
    Column("ratio", "Verhouding", "right"),
    Column("low", "van", "right"),
    Column("high", "tot", "right"),
)
TABLE = Table(
    "pairs",
    "Paren",
    COLUMNS,
    tuple(
        {"pair": f"Paar{at:02}", "ratio": f"0,{90 - at}4", "low": f"0,{80 - at}1", "high": f"0,{95 - at}7"}
        for at in range(30)
    ),
    most=12,
)
SHOWN, LEFT = "Paar11", "Paar12"


def blocks() -> list[Block]:
    findings = Findings(
        tuple(
            FindingItem(f"k{at}", f"‘Paar{at:02}’ is 0,{90 - at}4 (marge 0,{80 - at}1 tot 0,{95 - at}7).")
            for at in (3, 25)
        )
    )
    return [sample.meta(report="baseline"), Heading(1, "Paren"), findings, TABLE]


@pytest.fixture(scope="module")
def document() -> Document:
    return assemble(blocks())


def test_pages_stop_where_the_table_says(document: Document) -> None:
    (table,) = (one for one in document["blocks"] if one["kind"] == "table")
    assert len(with_cells(table, ",")["body"]) == 12
    assert len(laid_out_table(table, ",", 500.0)["parts"][0]["rows"]) == 12
    for text in (block_html(TABLE), block_text(TABLE)):
        assert SHOWN in text
        assert LEFT not in text


def test_the_workbook_and_the_history_have_all_rows(document: Document) -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook(document))).get_sheet_by_name("1").to_python()
    assert [row[0] for row in sheet if str(row[0]).startswith("Paar") and row[1] != "Verhouding"] == [
        row["pair"] for row in TABLE.rows
    ]
    assert len(tables_of(document)[0]["rows"]) == 30


def test_a_finding_that_rests_on_a_row_left_out_leads_to_the_table() -> None:
    # Two rows of the findings, one of them not on the page: a link to a row that is not there would stop the PDF.
    notebook = sample.notebook(blocks())
    pdf, resources = LoyaltyPDFExporter().from_notebook_node(notebook)
    html, _ = LoyaltyHTMLExporter().from_notebook_node(sample.notebook(blocks()))
    (block, table) = (one for one in resources["document"]["blocks"] if one["kind"] in ("findings", "table"))
    told: list[Any] = [source for finding in block["findings"] for source in finding["sources"]]
    assert [one["anchor"] for one in told] == ["table-1-row-4", "table-1"]
    assert "Paar25" in told[1]["text"]
    assert table["anchors"] == {"3": "table-1-row-4"}
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "0,794" in text  # row 11
    assert "0,784" not in text
    assert 'id="table-1-row-4"' in html
    assert LEFT not in html


def test_fewer_than_no_rows_is_refused() -> None:
    with pytest.raises(ReportError, match="shows -1 rows"):
        Table("pairs", "Paren", COLUMNS, (), most=-1)
