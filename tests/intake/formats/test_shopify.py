"""Shopify: lines of orders, with what is of the order on its first line alone."""

from pathlib import Path

import pytest

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import shopify

HEADER = [
    "Name", "Email", "Financial Status", "Currency", "Total", "Shipping", "Created at", "Lineitem quantity",
    "Lineitem name", "Billing Name", "Billing Zip", "Billing Country", "Notes", "Cancelled at", "Refunded Amount", "Id",
    "Phone", "Shipping Method",
]  # fmt: skip
PERSONAL = ("Email", "Billing Name", "Billing Zip", "Notes", "Phone")


def line(name: str, first: bool = True, mail: str = "zoe@example.org") -> list[str]:
    order = ["paid", "EUR", "40.00", "4.95"] if first else ["", "", "", ""]
    rest = ["Zoë", "'1012 AB", "NL", "bel aan", "", "0.00", "501", "", "PostNL"] if first else [""] * 9
    return [name, mail, *order, "2026-02-13 09:07:12 +0100", "1", "Thee; groen", *rest]


ROWS = [line("#1001"), line("#1001", first=False), line("#1002", mail=""), line("#1003")]


@pytest.mark.parametrize("kind", ["xlsx", ",", ";"])
def test_lines_stay_and_orders_are_counted(tmp_path: Path, kind: str) -> None:
    table = [HEADER, *ROWS]
    export = read(tmp_path, as_xlsx(table) if kind == "xlsx" else as_csv(table, kind))
    assert export.format == "shopify"
    assert (export.unit, export.units, len(export.frame)) == ("order", 3, 4)
    assert export.frame["Total"].fillna("").tolist() == ["40.00", "", "40.00", "40.00"]
    assert export.frame["Billing Zip"].fillna("").tolist() == ["'1012 AB", "", "'1012 AB", "'1012 AB"]
    assert export.personal == PERSONAL
    assert export.questions == {name: name for name in HEADER}
    assert export.warnings == ()


def test_lines_without_an_order_are_told(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv([HEADER, *ROWS, line(" "), line("")]))
    assert export.units == 3
    assert export.warnings == ("lines without the name of an order (rows 6, 7)",)


def test_names_that_stand_twice_get_a_number(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv([[*HEADER, "Email"], *([*row, "x"] for row in ROWS)]))
    assert export.frame.columns[-1] == "Email.1"
    assert export.warnings == ("names of columns that stand more than once got a number: Email.1",)


def test_another_table_asked_for_as_shopify_is_refused(tmp_path: Path) -> None:
    told = "Leave the format to be found."
    assert faults(tmp_path, b"a,b\n1,2\n", "shopify") == [
        f"export.csv: is no export of orders of Shopify. {told}"
    ]
    assert faults(tmp_path, b"PAR1PAR1", "shopify") == [
        f"export.csv: is no table with a row of names. {told}"
    ]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=list(PLAIN_TABLES))
def test_no_other_table_is_taken(content: str) -> None:
    assert not shopify.fits(received("x.csv", content.encode()))


def test_the_sample(shared: Path) -> None:
    name = "SYNTHETIC_shopify_orders_export.csv"
    assert fitting("shopify", shared) == [name]
    export = read_export(shared / "exports" / "synthetic" / name)
    assert export.frame.shape == (5, 79)
    assert (export.unit, export.units) == ("order", 4)
    assert export.frame["Name"].tolist() == ["#1001", "#1001", "#1002", "#1003", "#1004"]
    assert export.frame["Lineitem name"].iloc[-1] == 'Filter "nr. 4"'
    assert {"Email", "Billing Name", "Billing Zip", "Shipping Phone", "Notes", "Phone"} <= set(
        export.personal
    )
    assert not {"Shipping", "Shipping Method", "Billing Country", "Name", "Total"} & set(export.personal)
    assert export.warnings == ()


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    table = [HEADER, *ROWS * 5]
    ends = ends_of_damaged(
        tmp_path, [as_csv(table), as_csv(table, ";", "cp1252"), as_xlsx(table)], "shopify", 300
    )
    assert ends["shopify"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
