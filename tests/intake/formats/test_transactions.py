"""Transactions: tables of sales with known columns alone, and lines without a header; never a survey."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import transactions

DUTCH = [
    ["Klantnr.", "Ordernr.", "Orderdatum", "Bedrag (incl. btw)", "Kanaal", "E-mailadres"],
    ["00123", "A-1", "1-2-2026", "1.234,50", "web", "zoe@example.org"],
    ["00123", "A-2", "13-2-2026 10:15", "-12,00", "winkel", ""],
    ["00456", "A-3", "28-2-2026", "€ 5,00", "web", ""],
]
ENGLISH = [
    ["Customer ID", "Invoice Date", "Amount"],
    ["c1", "2026-02-01T10:15:00", "12.50"],
    ["c2", "2026-02-02T00:00:00", "7"],
]
LINES = (
    " 00004 0001 20260101  2   29.33\r\n 00004 0001 20260118  12   29.7\r\n 00021 0002 20260802  1  -14\r\n"
)


@pytest.mark.parametrize("kind", ["xlsx", ";", "\t"])
@pytest.mark.parametrize("table", [DUTCH, ENGLISH])
def test_a_table_of_sales_is_known_by_all_its_columns(
    tmp_path: Path, kind: str, table: list[list[str]]
) -> None:
    export = read(tmp_path, as_xlsx(table) if kind == "xlsx" else as_csv(table, kind))
    assert export.format == "transactions"
    assert (export.unit, export.units) == ("transaction", len(table) - 1)
    assert export.frame.columns.tolist() == table[0]
    assert export.frame.iloc[0].tolist() == table[1]
    assert export.personal == (("E-mailadres",) if table is DUTCH else ())
    assert export.warnings == ()


def test_a_row_of_totals_is_left_out(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv([*DUTCH, ["Totaal", "", "", "1.227,50", "", ""]], ";"))
    assert len(export.frame) == 3
    assert export.warnings == ("a row of totals was left out (row 5)",)


@pytest.mark.parametrize(("name", "personal"), [("Zoë de Vries", True), ("K-0012", False)])
def test_names_of_customers_are_personal(tmp_path: Path, name: str, personal: bool) -> None:
    table = [["Klant", "Datum", "Bedrag"], [name, "1-2-2026", "5"], ["Jan", "2-2-2026", "6"]]
    table = table if personal else table[:2]
    assert read(tmp_path, as_csv(table)).personal == (("Klant",) if personal else ())


SURVEYS = {
    "a question": "klantnr;orderdatum;bedrag;Hoe tevreden bent u?\n1;1-2-2026;5;7\n",
    "an item": "klantnr;orderdatum;bedrag;Q1\n1;1-2-2026;5;7\n",
    "a mark": "klantnr;datum;totaal\n1;1-2-2026;7\n2;1-2-2026;8\n",
    "turnover beside a mark": "klantnr;datum;omzet;tevredenheid\n1;1-2-2026;7;8\n",
    "a birthday": "klantnr;naam;geboortedatum;bedrag\n1;Zoë;1-2-1980;7\n",
    "answers as amounts": "klantnr;datum;bedrag\n1;1-2-2026;weet niet\n",
    "answers as dates": "klantnr;datum;bedrag\n1;vorige week;5\n",
    "no rows": "klantnr;datum;bedrag\n",
    "no dates": "klantnr;datum;bedrag\n1;;5\n",
    "numbers without a header": "1;2;3;4;5\n2;3;4;5;6\n",
    **PLAIN_TABLES,
}


@pytest.mark.parametrize("content", SURVEYS.values(), ids=list(SURVEYS))
def test_no_survey_is_taken(content: str) -> None:
    assert not transactions.fits(received("x.csv", content.encode()))


def test_a_weak_word_for_an_amount_needs_the_number_of_an_order() -> None:
    assert transactions.roles(["klantnr", "ordernr", "datum", "totaal"]) == {
        "customer": "klantnr",
        "order": "ordernr",
        "ordered_at": "datum",
        "amount": "totaal",
    }
    assert "amount" not in transactions.roles(["klantnr", "datum", "totaal"])
    assert transactions.roles(["email", "factuurnr", "factuurdatum", "bedrag"])["customer"] == "email"


@pytest.mark.parametrize("separator", [" ", "\t", ","])
def test_lines_without_a_header(tmp_path: Path, separator: str) -> None:
    lines = LINES if separator == " " else separator.join(["4", "1", "20260101", "2", "29.33\n"]) * 3
    export = read(tmp_path, lines.encode(), "transacties.txt")
    assert export.format == "transactions"
    assert export.frame.columns.tolist() == ["customer", "customer_sample", "date", "quantity", "amount"]
    first = ["00004", "0001"] if separator == " " else ["4", "1"]
    assert export.frame.iloc[0].tolist() == [*first, "20260101", "2", "29.33"]
    assert export.frame.index.tolist() == [1, 2, 3]
    assert (export.unit, export.units, export.warnings) == ("transaction", 3, ())


def test_lines_without_the_number_of_a_sample(tmp_path: Path) -> None:
    export = read(tmp_path, b"00001 19970101 1 11.77\n00002 19970112 5 77.00\n")
    assert export.frame.columns.tolist() == ["customer", "date", "quantity", "amount"]
    assert export.frame["customer"].tolist() == ["00001", "00002"]
    assert transactions.roles(list(export.frame.columns))["ordered_at"] == "date"


def test_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    lines = LINES * 30 + "einde van het bestand\n"
    assert faults(tmp_path, lines.encode()) == [
        "export.csv, row 91: is no line of customer, date, quantity and amount. Mend it, or take it out."
    ]


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, b"PAR1PAR1", "transactions") == [
        "export.csv: is no table with a row of names. Leave the format to be found."
    ]


def test_the_sample_of_cdnow(shared: Path) -> None:
    name = "cdnow_sample_first400.txt"
    assert fitting("transactions", shared) == [name]
    export = read_export(shared / "exports" / "transactions" / name)
    assert export.frame.shape == (400, 5)
    assert export.frame.iloc[0].tolist() == ["00004", "0001", "19970101", "2", "29.33"]
    assert (export.unit, export.units, export.warnings) == ("transaction", 400, ())


@pytest.mark.parametrize("name", ["nulmeting.csv", "vervolgmeting.xlsx"])
def test_the_surveys_of_the_demo_client_are_not_taken(name: str) -> None:
    content = (ROOT / "clients" / "voorbeeld-energie" / "data" / name).read_bytes()
    assert not transactions.fits(received(name, content))


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    contents = [as_csv(DUTCH * 3, ";", "cp1252"), as_xlsx([DUTCH[0], *DUTCH[1:] * 5]), LINES.encode() * 4]
    ends = ends_of_damaged(tmp_path, contents, "transactions")
    assert ends["transactions"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
