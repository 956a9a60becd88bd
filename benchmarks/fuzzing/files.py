"""The files that the fuzz run damages: those beside the project where they are, and one or more of each format."""

from __future__ import annotations

import datetime as dt
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.fuzzing.platforms import limesurvey_files, platform_files
from benchmarks.fuzzing.writing import (
    PEOPLE,
    QUESTIONS,
    START,
    Sample,
    Table,
    as_text,
    as_workbook,
    drawn_answers,
    moment,
)

REAL = Path(os.environ.get("LOYALTY_SHARED", Path(__file__).parents[3] / "shared")) / "exports"


def real_files(folder: Path = REAL) -> list[Sample]:
    """Give the files of a folder and of those in it; none where it is absent."""
    return [
        Sample(path.name, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".md"
    ]


def made_files() -> list[Sample]:
    """Make files of every format, the same bytes in every run."""
    answers = drawn_answers(random.Random(1))
    return [
        *_plain(answers),
        *platform_files(answers),
        *limesurvey_files(answers),
        *_typed(answers),
        *_orders(),
    ]


def _plain(answers: Table) -> Iterator[Sample]:
    table: Table = [["nr", *QUESTIONS], *answers]
    comma = [[str(cell).replace(".", ",") for cell in row] for row in table]
    yield Sample("plat.csv", as_text(table))
    yield Sample("plat_cp1252.csv", as_text([*comma, ["Totaal", 99, "", "", "", ""]], ";", "cp1252"))
    yield Sample("plat_utf16.txt", as_text(table, "\t", "utf-16", "\n"))
    yield Sample("plat_sep.csv", b"sep=;\r\n" + as_text(table, ";", "utf-8", quoted=True))
    yield Sample("plat.xlsx", as_workbook({"Blad1": table, "Blad '2' & meer": [["x"], [1]]}))
    day = dt.date(2026, 2, 3)
    typed: Table = [
        ["nr", "datum", "omzet", "waar"],
        *([row, day, row / 7, row % 2 == 0] for row in range(PEOPLE)),
    ]
    yield Sample(
        "typen.xlsx", as_workbook({"Data": typed}, {"=SUM(A2:A9)": 28, "=1/0": "#DIV/0!", "=A2&A3": "01"})
    )


def _typed(answers: Table) -> Iterator[Sample]:
    frame = pd.DataFrame(answers, columns=["nr", *QUESTIONS])
    for name in ("NPS", "SAT_1", "SAT_2"):
        frame[name] = pd.to_numeric(frame[name])
    frame.loc[[2, 5], "SAT_1"] = [99, 98]
    frame["moment"] = [(START + dt.timedelta(hours=row)).replace(tzinfo=None) for row in range(PEOPLE)]
    yield Sample("antwoorden.sav", _sav(frame, compress=False))
    yield Sample("antwoorden.zsav", _sav(frame, compress=True))
    frame["kans"] = frame["NPS"] / 7
    frame["keuzes"] = [[channel] * (row % 3) for row, channel in enumerate(frame["KANAAL"])]
    yield Sample("antwoorden.parquet", frame.to_parquet(compression="snappy"))
    yield Sample("dicht.parquet", frame.to_parquet(compression="zstd"))


def _sav(frame: pd.DataFrame, *, compress: bool) -> bytes:
    import pyreadstat  # noqa: PLC0415 - slow to import

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            compress=compress,
            column_labels={"NPS": QUESTIONS["NPS"], "WAAROM": "Waarom, één reden?"},
            variable_value_labels={"SAT_1": {1: "Slecht", 5: "Goed", 98: "Weet niet", 99: "n.v.t."}},
            missing_ranges={"SAT_1": [{"lo": 98, "hi": 99}]},
        )
        content = bytearray(path.read_bytes())
    # The day and hour of writing would make other bytes in each run.
    content[84 + 8 : 84 + 8 + 17] = b"02 Feb 2609:00:00"
    return bytes(content)


def _orders() -> Iterator[Sample]:
    source = random.Random(2)
    header = ["Name", "Email", "Financial Status", "Paid at", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
              "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Billing Name", "Billing Zip",
              "Cancelled at", "Refunded Amount"]  # fmt: skip
    rows: Table = []
    for order in range(12):
        paid = moment(order, form="%Y-%m-%d %H:%M:%S +0100")
        name, mail = f"#{1000 + order}", f"Klant{order}@example.org"
        total = source.randint(500, 9000) / 100
        rows.append([name, mail, "paid", paid, "EUR", total, "0.00", "1.21", total, paid, 1, "Thee, groen", total,
                     "Test Persoon", "'3511 AA", "", "0.00"])  # fmt: skip
        rows += [[name, mail, *[""] * 7, paid, 2, "Koffie", "4.50", *[""] * 4]] * (order % 3)
    yield Sample("shopify.csv", as_text([header, *rows]))
    shop = ["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type", "Product(s)",
            "Items sold", "Coupon(s)", "Net Sales", "Attribution"]  # fmt: skip
    sold = [
        [moment(order), 1000 + order, f"€ {order},50", "completed", "Test Persoon", "new", "1× Koffie, 2× Thee", 3, "",
         order + 0.5, "Direct"]
        for order in range(12)
    ]  # fmt: skip
    yield Sample("woocommerce.csv", as_text([shop, *sold]))
    loader = ["ID", "ISDELETED", "ACCOUNTID", "NAME", "STAGENAME", "AMOUNT", "CLOSEDATE", "CREATEDDATE"]
    records = [
        [f"006x0000001Yt{row:02d}", "false", "001x0000002xLD0", "Actie", "Closed Won", row * 10.5, "2026-02-13",
         "2026-02-13T09:07:12.000Z"]
        for row in range(12)
    ]  # fmt: skip
    yield Sample("dataloader.csv", as_text([loader, *records], quoted=True))
    report = [["Account Name", "Contact: Email", "Close Date", "Amount"]]
    report += [
        [f"Café {row}", f"k{row}@example.org", f"{row + 1}-2-2026", f"1.{row:03d},50"] for row in range(12)
    ]
    footer: Table = [
        [],
        [],
        ["Klanten NL"],
        ["Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."],
        ["Confidential Information - Do Not Distribute"],
        ["Generated By:  Test Persoon  3-2-2026 10:12"],
    ]
    yield Sample("rapport.csv", as_text([*report, *footer], encoding="cp1252", quoted=True))
    bought = [
        ["klantnummer", "datum", "bedrag"],
        *([f"{row % 5:05d}", moment(row, form="%d-%m-%Y"), f"{source.randint(100, 9999) / 100:.2f}".replace(".", ",")]
          for row in range(40)),
    ]  # fmt: skip
    yield Sample("transacties.csv", as_text(bought, ";"))
