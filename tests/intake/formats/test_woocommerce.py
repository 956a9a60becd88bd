"""WooCommerce: the analytics report of orders in the language of the shop."""

from pathlib import Path

import pytest

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import woocommerce

ENGLISH = [
    "Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type", "Product(s)", "Items sold",
    "Coupon(s)", "N. Revenue", "Attribution",
]  # fmt: skip
# Not the words of the translation, which no saved file shows: any words will do.
OTHER = ["Dag", "Nr.", "Omzet", "Staat", "Wie", "Soort", "Wat", "Hoeveel", "Bonnen", "Netto", "Herkomst"]
ROWS = [
    ["2026-02-13 09:07:12", "1001", "€ 1.023,00", "completed", "Zoë Jansen", "new", "1× Thee, 2× Kop, blauw", "3",
     "", "1023", "Direct"],
    ["2026-02-14 10:00:00", "1001", "€ -14,50", "refunded", "Zoë Jansen", "returning", "", "0", "", "-14.5", "Direct"],
    ["2026-02-15 11:00:00", "1002", "€ 0,00", "on-hold", "", "new", "1× Thee", "1", "actie", "0", ""],
]  # fmt: skip


@pytest.mark.parametrize("header", [ENGLISH, OTHER, OTHER[:10]])
@pytest.mark.parametrize("kind", ["xlsx", ",", ";"])
def test_the_report_is_known_in_each_language(tmp_path: Path, header: list[str], kind: str) -> None:
    table = [header, *(row[: len(header)] for row in ROWS)]
    export = read(tmp_path, as_xlsx(table) if kind == "xlsx" else as_csv(table, kind))
    assert export.format == "woocommerce"
    assert (export.unit, export.units, len(export.frame)) == ("order", 2, 3)
    assert export.frame.columns.tolist() == header
    assert export.frame[header[2]].tolist() == ["€ 1.023,00", "€ -14,50", "€ 0,00"]
    assert export.personal == (header[4],)
    assert export.warnings == ()


def test_an_english_header_is_enough(tmp_path: Path) -> None:
    changed = [["13-02-2026 09:07", *ROWS[0][1:]]]
    assert read(tmp_path, as_csv([ENGLISH, *changed])).format == "woocommerce"
    assert read(tmp_path, as_csv([OTHER, *changed])).format == "csv"
    assert read(tmp_path, as_csv([ENGLISH])).units == 0


def test_columns_are_known_by_their_place() -> None:
    assert woocommerce.column(OTHER, "net") == "Netto"
    assert woocommerce.column(OTHER[:10], "attribution") == ""


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, b"PAR1PAR1", "woocommerce") == [
        "export.csv: is no table with a row of names. Leave the format to be found."
    ]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=list(PLAIN_TABLES))
def test_no_other_table_is_taken(content: str) -> None:
    assert not woocommerce.fits(received("x.csv", content.encode()))


def test_the_sample(shared: Path) -> None:
    name = "SYNTHETIC_woocommerce_analytics_orders.csv"
    assert fitting("woocommerce", shared) == [name]
    export = read_export(shared / "exports" / "synthetic" / name)
    assert export.frame.shape == (2, 11)
    assert (export.unit, export.units) == ("order", 2)
    assert export.frame["Product(s)"].iloc[0] == "1× Koffie 1kg, 2× Thee, groen"
    assert export.frame["N. Revenue (formatted)"].tolist() == ["€ 23,00", "€ -14,50"]
    assert export.personal == ("Customer",)
    assert export.warnings == ()


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    table = [ENGLISH, *ROWS * 5]
    contents = [as_csv(table), as_csv([OTHER, *ROWS * 5], ";"), as_xlsx(table)]
    ends = ends_of_damaged(tmp_path, contents, "woocommerce")
    assert ends["woocommerce"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
