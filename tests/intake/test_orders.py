"""Orders: one row each, whatever the file has in its rows, and every doubt told."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.conftest import Table, as_csv, as_xlsx
from toolkit.errors import IntakeError
from toolkit.intake import read_export
from toolkit.intake.orders.orders import Orders, order_table

SHOPIFY = ["Name", "Email", "Financial Status", "Currency", "Total", "Created at", "Lineitem quantity", "Lineitem name",
           "Cancelled at", "Refunded Amount"]  # fmt: skip
ZONE = "times without a zone were taken as those of Europe/Amsterdam"
WOO = ["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type", "Product(s)", "Items sold",
       "Coupon(s)", "Net Sales"]  # fmt: skip
BY_NAME = "customers are known by name alone: two of one name are one customer here"


def orders(folder: Path, table: Table | bytes, name: str = "export.csv", **options: Any) -> Orders:
    path = folder / name
    path.write_bytes(table if isinstance(table, bytes) else as_csv(table))
    return order_table(read_export(path), **options)


def faults(folder: Path, table: Table | bytes, **options: Any) -> list[str]:
    with pytest.raises(IntakeError) as caught:
        orders(folder, table, **options)
    return [str(fault) for fault in caught.value.faults]


def rows(made: Orders) -> list[list[Any]]:
    return made.frame.astype(object).where(made.frame.notna(), None).values.tolist()


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def line(
    name: str, mail: str = "", total: str = "", when: str = "2026-02-13 09:00:00 +0100", **more: str
) -> list[str]:
    first = bool(total)
    return [
        name, mail, more.get("status", "paid" if first else ""), more.get("currency", "EUR" if first else ""), total,
        when, "1", "Thee", more.get("cancelled", ""), more.get("refunded", "0.00" if first else ""),
    ]  # fmt: skip


def test_shopify_by_hand(tmp_path: Path) -> None:
    table = [
        SHOPIFY,
        line("#1", " Zoe@Example.org ", "27.95"),
        line("#1", "zoe@example.org"),
        line(
            "#2",
            "",
            "7.90",
            "2026-03-29 03:15:00 +0200",
            status="voided",
            cancelled="2026-03-29 11:00:00 +0200",
        ),
        line(
            "#3",
            "jan@example.org",
            "19.45",
            "2026-03-29 01:45:00 +0100",
            status="partially_refunded",
            refunded="5.00",
        ),
        line("#1", "zoe@example.org"),
    ]
    made = orders(tmp_path, table)
    assert rows(made) == [
        ["zoe@example.org", "#1", at("2026-02-13 08:00:00"), 27.95, "EUR", "paid", False, 0.0],
        [None, "#2", at("2026-03-29 01:15:00"), 7.9, "EUR", "voided", True, 0.0],
        ["jan@example.org", "#3", at("2026-03-29 00:45:00"), 19.45, "EUR", "partially_refunded", False, 5.0],
    ]
    assert made.frame.index.tolist() == [2, 4, 5]
    assert made.warnings == (
        "rows are the same as another in every cell (rows 3, 6)",
        "orders have no customer (row 4)",
        "orders are cancelled (row 4)",
        "orders are refunded in full or in part (row 5)",
    )
    assert repr(made) == "Orders(3 orders)"


def test_a_total_that_was_filled_down_counts_once(tmp_path: Path) -> None:
    table = [
        SHOPIFY,
        line("#1", "a@b.nl", "27.95"),
        line("#1", "a@b.nl", "27.95"),
        line("#2", "a@b.nl", "1.00"),
    ]
    made = orders(tmp_path, table)
    assert made.frame["amount"].tolist() == [27.95, 1.0]
    other = [*table, line("#2", "c@d.nl", "2.00")]
    made = orders(tmp_path, other)
    assert made.frame["amount"].tolist() == [27.95, 1.0]
    assert made.frame["customer"].tolist() == ["a@b.nl", "a@b.nl"]
    assert "orders have more than one total, of which the first was taken (row 4)" in made.warnings
    assert "orders name more than one customer, of which the first was taken (row 4)" in made.warnings


@st.composite
def shops(draw: st.DrawFn) -> Table:
    """Orders of one to three lines, in any order of lines but that the first has the total."""
    table: Table = [SHOPIFY]
    for number in range(draw(st.integers(1, 6))):
        total = f"{draw(st.integers(0, 10**6)) / 100:.2f}"
        mail = draw(st.sampled_from(["a@b.nl", "A@B.nl", "c@d.nl", ""]))
        table.append(line(f"#{number}", mail, total))
        table += [line(f"#{number}", mail) for _ in range(draw(st.integers(0, 2)))]
    return table


@settings(max_examples=30)
@given(table=shops())
def test_the_sum_over_orders_is_that_of_their_first_lines(
    tmp_path_factory: pytest.TempPathFactory, table: Table
) -> None:
    made = orders(tmp_path_factory.mktemp("shop"), table).frame
    firsts = {row[0]: float(row[4]) for row in table[1:] if row[4]}
    assert made["order"].tolist() == list(firsts)
    assert made["amount"].tolist() == list(firsts.values())
    assert made["amount"].sum() == pytest.approx(sum(firsts.values()))


@settings(max_examples=30)
@given(
    cents=st.lists(st.tuples(st.integers(1, 5), st.integers(-10_000, 10_000)), min_size=1, max_size=20),
)
def test_lines_add_up_and_none_counts_double(
    tmp_path_factory: pytest.TempPathFactory, cents: list[tuple[int, int]]
) -> None:
    # Two lines of one order with amounts of their own say that amounts are those of lines.
    lines = [(9, 1), (9, 2), *cents]
    table: Table = [["klantnr", "ordernr", "datum", "bedrag"]]
    table += [["k", number, "1-2-2026", f"{cent / 100:.2f}"] for number, cent in lines]
    made = orders(tmp_path_factory.mktemp("lines"), table).frame
    assert made["amount"].sum() == pytest.approx(sum(cent for _, cent in lines) / 100)
    assert made["order"].is_unique
    first = made.loc[made["order"] == "9", "amount"].item()
    assert first == pytest.approx(sum(cent for number, cent in lines if number == 9) / 100)


def test_a_total_that_each_line_repeats_counts_once(tmp_path: Path) -> None:
    table = [
        ["klantnr", "ordernr", "datum", "bedrag"],
        *(["1", order, "13-2-2026", "5,50"] for order in "aabcc"),
    ]
    made = orders(tmp_path, as_csv(table, ";"))
    assert made.frame["amount"].tolist() == [5.5, 5.5, 5.5]
    assert made.warnings == (
        "orders of more than one row: 2; the amount is the same on each row, and was counted once",
        "rows are the same as another in every cell (rows 2, 3, 5, 6)",
    )


def test_woocommerce_by_hand(tmp_path: Path) -> None:
    table = [
        WOO,
        ["2026-02-13 09:00:00", "7", "€ 20,00", "completed", "Zoë", "new", "1× Thee", "1", "", "20"],
        ["2026-02-20 09:00:00", "7", "€ -14,50", "refunded", "Zoë", "new", "", "0", "", "-14.5"],
        ["2026-07-13 09:00:00", "8", "£ 3,00", "failed", "Jan", "new", "1× Thee", "1", "", "3"],
    ]
    made = orders(tmp_path, table)
    assert rows(made) == [
        ["Zoë", "7", at("2026-02-13 08:00:00"), 5.5, "EUR", "completed", False, True],
        ["Jan", "8", at("2026-07-13 07:00:00"), 3.0, "GBP", "failed", True, False],
    ]
    assert made.frame["refunded"].dtype == bool
    assert made.warnings == (
        f"column Date: {ZONE}",
        "orders of more than one row: 1; the amounts of their rows were added up",
        BY_NAME,
        "orders are cancelled (row 4)",
        "orders are refunded in full or in part (row 2)",
        "amounts are in several currencies (EUR, GBP): never add them up",
    )


def test_salesforce_by_hand(tmp_path: Path) -> None:
    header = ["ID", "ISDELETED", "ACCOUNTID", "AMOUNT", "CLOSEDATE", "STAGENAME", "ISCLOSED", "ISWON"]
    header += ["CURRENCYISOCODE"]
    table = [
        header,
        [
            "006x0000001YtCr",
            "false",
            "001x0000002xLD0",
            "500.0",
            "2026-02-13",
            "Closed Won",
            "true",
            "true",
            "EUR",
        ],
        [
            "006x0000001YtCs",
            "false",
            "001x0000002xLD0",
            "",
            "2026-02-14",
            "Closed Lost",
            "true",
            "false",
            "EUR",
        ],
        ["006x0000001YtCt", "true", "", "7.0", "2026-02-15", "Prospecting", "false", "false", "EUR"],
    ]
    table = [[*row, *["005x0000000fNSi"] * 2] for row in table]
    table[0][-2:] = ["OWNERID", "CREATEDBYID"]
    made = orders(tmp_path, table)
    assert rows(made) == [
        ["001x0000002xLD0AAM", "006x0000001YtCr", at("2026-02-13"), 500.0, "EUR", "Closed Won", False, False],
        ["001x0000002xLD0AAM", "006x0000001YtCs", at("2026-02-14"), None, "EUR", "Closed Lost", True, False],
        [None, "006x0000001YtCt", at("2026-02-15"), 7.0, "EUR", "Prospecting", True, False],
    ]
    assert made.warnings == (
        "records are not closed, and so no orders yet (row 4)",
        "orders have no customer (row 4)",
        "orders have no amount (row 3)",
        "orders are cancelled (rows 3, 4)",
    )


def test_columns_may_be_named(tmp_path: Path) -> None:
    table = [
        ["nr", "wie", "wanneer", "hoeveel", "soort", "weg", "terug", "Hoe tevreden?"],
        ["1", "00123", "13-2-2026", "1.234,50", "EUR", "nee", "0", "7"],
        ["2", "00123.0", "14-2-2026", "5,00", "EUR", "ja", "1", "8"],
        ["", "", "", "", "", "", "", "9"],
    ]
    names = {
        "customer": "wie",
        "ordered_at": "wanneer",
        "amount": "hoeveel",
        "order": "nr",
        "currency": "soort",
    }
    made = orders(tmp_path, as_csv(table, ";"), columns=names | {"cancelled": "weg", "refunded": "terug"})
    assert rows(made) == [
        ["00123", "1", at("2026-02-13"), 1234.5, "EUR", None, False, False],
        ["00123", "2", at("2026-02-14"), 5.0, "EUR", None, True, True],
        [None, None, None, None, None, None, False, False],
    ]
    assert made.warnings[:3] == (
        "orders have no customer (row 4)",
        "orders have no date (row 4)",
        "orders have no amount (row 4)",
    )


def test_columns_go_before_what_the_format_says(tmp_path: Path) -> None:
    table = [SHOPIFY, line("#1", "a@b.nl", "5.00"), line("#2", "a@b.nl", "6.00", refunded="6.00")]
    made = orders(tmp_path, table, columns={"customer": "Name", "refunded": "", "currency": ""})
    assert made.frame["customer"].tolist() == ["#1", "#2"]
    assert made.frame["refunded"].tolist() == [False, False]
    assert made.frame["currency"].isna().all()


def test_a_currency_that_is_not_known_is_told_and_not_shown(tmp_path: Path) -> None:
    table = [SHOPIFY, line("#1", "a@b.nl", "5.00", currency="Zoë"), line("#2", "a@b.nl", "5.00")]
    made = orders(tmp_path, table)
    assert made.frame["currency"].fillna("").tolist() == ["", "EUR"]
    assert made.warnings == ("column Currency: cells hold no currency that is known (row 2)",)


def test_without_a_number_every_row_is_an_order(tmp_path: Path) -> None:
    table = [
        ["klantnr", "datum", "bedrag"],
        ["1", "13-2-2026", "5"],
        ["1", "13-2-2026", "5"],
        *(["1", f"{day}-3-2026", "5"] for day in range(1, 29) for _ in range(4)),
        ["2", "x", "?"],
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(table))
    names = {"customer": "klantnr", "ordered_at": "datum", "amount": "bedrag"}
    made = order_table(read_export(path, format="csv"), columns=names)
    assert made.frame["order"].tolist() == [str(row) for row in range(2, 117)]
    assert made.frame["amount"].fillna(-1).tolist() == [5.0] * 114 + [-1.0]
    assert made.warnings == (
        "column datum: cells hold no date that can be read (row 116)",
        "column bedrag: cells hold no amount that can be read (row 116)",
        "rows are the same as another in every cell (rows 2, 3, 4, 5, 6 and 109 more)",
        "orders have no date (row 116)",
        "orders have no amount (row 116)",
    )


AMOUNTS = "Write amounts with two decimals (1250,00 or 1250.00), or without thousands marks."


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("€ 1.250", "€ 2.300"), 'rows 2, 3: "1.250" can be 1250 or 1.25'),
        (("kr. 1,250", "850", "EUR 2,300"), 'rows 2, 4: "1,250" can be 1250 or 1.25'),
        (("1.250", "850", "12"), 'row 2: "1.250" can be 1250 or 1.25'),
    ],
)
def test_an_amount_in_thousands_or_with_three_decimals_is_a_fault(
    cells: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    table: Table = [["Customer ID", "Order date", "Amount"], *(["c", "2026-02-13", one] for one in cells)]
    assert faults(tmp_path, table) == [f"export.csv, column Amount, {told}. {AMOUNTS}"]


def test_money_given_back_in_doubt_is_a_fault_too(tmp_path: Path) -> None:
    table = [SHOPIFY, line("#1", "a@b.nl", "5000.00")]
    table[1][SHOPIFY.index("Refunded Amount")] = "1.250"
    assert faults(tmp_path, table) == [
        f'export.csv, column Refunded Amount, row 2: "1.250" can be 1250 or 1.25. {AMOUNTS}'
    ]


def test_amounts_that_another_cell_tells_are_read(tmp_path: Path) -> None:
    table: Table = [["Customer ID", "Order date", "Amount"]]
    table += [["c", "2026-02-13", one] for one in ("€ 1.250", "€ 850", "€ 12,50")]
    assert orders(tmp_path, table).frame["amount"].tolist() == [1250.0, 850.0, 12.5]


def test_many_amounts_that_cannot_be_read_are_a_fault(tmp_path: Path) -> None:
    table: Table = [["Customer ID", "Order date", "Amount"]]
    table += [["c", "2026-02-13", "gratis" if row < 2 else "5.00"] for row in range(150)]
    assert faults(tmp_path, table) == [
        "export.csv, column Amount, rows 2, 3: 2 of 150 filled cells hold no amount that can be read. "
        "Write amounts as 1250,00 or 1250.00, and leave a cell empty where there is none."
    ]
    table[1][2] = ""
    assert orders(tmp_path, table).frame["amount"].sum() == 5 * 148


@pytest.mark.parametrize("mark", ["-", "."])
def test_orders_on_the_first_of_each_month_have_the_day_first(mark: str, tmp_path: Path) -> None:
    table: Table = [["Customer ID", "Order date", "Amount"]]
    table += [["c", mark.join(("01", f"{month:02d}", "2025")), "5.00"] for month in range(1, 13)]
    found = orders(tmp_path, table).frame["ordered_at"]
    assert found.tolist() == [pd.Timestamp(2025, month, 1) for month in range(1, 13)]


def test_days_with_slashes_that_nothing_tells_are_a_fault(tmp_path: Path) -> None:
    table: Table = [["Customer ID", "Order date", "Amount"]]
    table += [["c", f"01/{month:02d}/2025", "5.00"] for month in range(1, 13)]
    assert faults(tmp_path, table) == [
        "export.csv, column Order date, rows 3, 4, 5, 6, 7 and 6 more: days such as 3/1/2025 can be 3 January or "
        "1 March, and no other cell tells which. Write days as yyyy-mm-dd: 2025-01-03."
    ]
    for cell, month in (("31/12/2025", 2), ("12/31/2025", 1)):
        last = [*table, ["c", cell, "5.00"]]
        assert orders(tmp_path, last).frame["ordered_at"].iloc[1].month == month


def test_an_order_without_its_number_stands_alone(tmp_path: Path) -> None:
    table: Table = [["klantnr", "ordernr", "datum", "bedrag"]]
    table += [["1", "", "13-2-2026", 13], ["1", "", "14-2-2026", 14], ["2", "a", "15-2-2026", -1]]
    made = orders(tmp_path, table)
    assert made.frame["amount"].tolist() == [13.0, 14.0, -1.0]
    assert made.frame["order"].fillna("").tolist() == ["", "", "a"]
    assert made.warnings == ("orders have a negative amount (row 4)",)


def test_a_workbook_and_a_zone(tmp_path: Path) -> None:
    table = [["Customer ID", "Order date", "Amount"], ["c1", "2026-02-13T09:00:00", 1234.5]]
    made = orders(tmp_path, as_xlsx(table), zone="America/New_York")
    assert rows(made)[0][2:4] == [at("2026-02-13 14:00:00"), 1234.5]
    assert made.warnings == (
        "column Order date: times without a zone were taken as those of America/New_York",
    )


def test_what_is_missing_is_told_at_once(tmp_path: Path) -> None:
    table = [["nr", "wie", "Q1"], ["1", "2", "3"]]
    listed = "Columns of the file: nr, wie, Q1."
    assert faults(tmp_path, table, columns={"customer": "wei", "wie": "x"}, zone="Mars/Dome") == [
        'columns: "wie" is not known. Allowed: '
        "customer, order, ordered_at, amount, currency, status, cancelled, refunded.",
        'zone: "Mars/Dome" is no time zone. Write it as "Europe/Amsterdam".',
        f'export.csv: has no column "wei" (customer). Did you mean `wie`? {listed}',
        f"export.csv: has no column that is known to hold `ordered_at`. Name it in `columns`. {listed}",
        f"export.csv: has no column that is known to hold `amount`. Name it in `columns`. {listed}",
    ]


def test_a_file_without_rows_has_no_orders(tmp_path: Path) -> None:
    made = orders(tmp_path, [SHOPIFY])
    assert made.frame.shape == (0, 8)
    assert made.warnings == ()


def test_the_columns_have_their_kinds(tmp_path: Path) -> None:
    for table in ([SHOPIFY], [SHOPIFY, line("#1", "a@b.nl", "5.00")]):
        kinds = orders(tmp_path, table).frame.dtypes.astype(str).to_dict()
        refunded = kinds.pop("refunded")
        assert refunded in ("bool", "float64")
        assert kinds == {
            "customer": "str",
            "order": "str",
            "ordered_at": "datetime64[us]",
            "amount": "float64",
            "currency": "str",
            "status": "str",
            "cancelled": "bool",
        }


def test_the_sample_of_shopify(shared: Path) -> None:
    export = read_export(shared / "exports" / "synthetic" / "SYNTHETIC_shopify_orders_export.csv")
    made = order_table(export)
    assert rows(made) == [
        ["a.test@example.com", "#1001", at("2025-01-03 09:15:00"), 27.95, "EUR", "paid", False, 0.0],
        ["b.test@example.com", "#1002", at("2025-01-05 18:02:11"), 19.45, "EUR", "refunded", False, 19.45],
        ["a.test@example.com", "#1003", at("2025-03-30 01:30:00"), 48.45, "EUR", "paid", False, 0.0],
        [None, "#1004", at("2025-04-02 07:00:00"), 7.9, "EUR", "voided", True, 0.0],
    ]
    assert made.frame.index.tolist() == [2, 4, 5, 6]
    assert made.warnings == (
        "orders have no customer (row 6)",
        "orders are cancelled (row 6)",
        "orders are refunded in full or in part (row 4)",
    )


def test_the_sample_of_woocommerce(shared: Path) -> None:
    export = read_export(shared / "exports" / "synthetic" / "SYNTHETIC_woocommerce_analytics_orders.csv")
    made = order_table(export)
    assert rows(made) == [
        ["Test Persoon", "1001", at("2025-01-03 09:15:00"), 23.0, "EUR", "completed", False, False],
        ["Test Persoon", "1002", at("2025-02-11 07:00:00"), -14.5, "EUR", "refunded", False, True],
    ]
    assert made.warnings == (
        f"column Date: {ZONE}",
        BY_NAME,
        "orders have a negative amount (row 3)",
        "orders are refunded in full or in part (row 3)",
    )


def test_the_samples_of_salesforce(shared: Path) -> None:
    made = order_table(read_export(shared / "exports" / "salesforce" / "dataloader_opportunityData.csv"))
    assert len(made.frame) == 38
    assert rows(made)[0][:4] == ["001x0000002xLD0AAM", "006x0000001YtCrAAK", at("2005-11-09"), 500_000.0]
    assert made.frame["cancelled"].sum() == 0
    assert made.warnings == (
        "records are not closed, and so no orders yet (rows 4, 5, 6, 7, 8 and 25 more)",
        "orders have no amount (rows 10, 19, 29, 30, 39)",
    )
    made = order_table(
        read_export(shared / "exports" / "synthetic" / "SYNTHETIC_salesforce_report_export.csv")
    )
    assert [row[:4] for row in rows(made)] == [
        ["Voorbeeld B.V.", "2", at("2025-01-31"), 1234.5],
        ["Café België", "3", at("2025-02-01"), 980.0],
    ]
    assert made.warnings == ()


def test_the_sample_of_cdnow(shared: Path) -> None:
    made = order_table(read_export(shared / "exports" / "transactions" / "cdnow_sample_first400.txt"))
    assert rows(made)[0] == ["00004", "1", at("1997-01-01"), 29.33, None, None, False, False]
    path = shared / "exports" / "transactions" / "cdnow_sample_first400.txt"
    parts = [text.split() for text in path.read_text("ascii").splitlines()]
    assert len(made.frame) == len(parts) == 400
    assert made.frame["amount"].sum() == pytest.approx(sum(float(one[4]) for one in parts))
    assert made.frame["customer"].nunique() == len({one[0] for one in parts})
    assert made.warnings == ()


def test_many_lines_are_grouped_at_once(tmp_path: Path) -> None:
    source = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "klantnr": source.integers(1, 5_000, 50_000),
            "ordernr": np.sort(source.integers(1, 20_000, 50_000)),
            "orderdatum": "2026-02-13 09:00:00 +0100",
            "bedrag": source.integers(1, 10_000, 50_000) / 100,
        }
    )
    path = tmp_path / "a.parquet"
    frame.to_parquet(path)
    made = order_table(read_export(path)).frame
    expected = frame.groupby("ordernr")["bedrag"].sum()
    assert made["order"].tolist() == expected.index.astype(str).tolist()
    np.testing.assert_allclose(made["amount"], expected)
    assert (made["ordered_at"] == at("2026-02-13 08:00:00")).all()
