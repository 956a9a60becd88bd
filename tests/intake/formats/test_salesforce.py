"""Salesforce's Data Loader: API names, ids that differ by capitals, deleted and double records."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import salesforce
from toolkit.intake.formats.salesforce import long_id

HEADER = [
    "ID",
    "ISDELETED",
    "ACCOUNTID",
    "NAME",
    "STAGENAME",
    "AMOUNT",
    "CLOSEDATE",
    "CREATEDDATE",
    "SCORE__C",
]
ACCOUNT = long_id("001x0000002xLD0")


def row(id: str, deleted: str = "false", account: str = ACCOUNT) -> list[str]:
    rest = ["Actie voorjaar", "Closed Won", "500.0", "2026-02-13", "2026-02-13T09:07:12.000Z", "7"]
    return [id, deleted, account, *rest]


ROWS = [row(long_id(f"006x0000001Yt{one}")) for one in ("AA", "Ab", "aB", "ab")]


@pytest.mark.parametrize("header", [HEADER, [name.title() for name in HEADER]])
@pytest.mark.parametrize("kind", ["xlsx", ",", ";"])
def test_records_are_known_by_their_ids(tmp_path: Path, header: list[str], kind: str) -> None:
    table = [header, *ROWS]
    export = read(tmp_path, as_xlsx(table) if kind == "xlsx" else as_csv(table, kind))
    assert export.format == "salesforce"
    assert (export.unit, export.units) == ("record", 4)
    assert export.frame.columns.tolist() == header
    assert export.frame[header[0]].str.len().tolist() == [18] * 4
    assert export.frame[header[7]].iloc[0] == "2026-02-13T09:07:12.000Z"
    assert export.personal == ()
    assert export.warnings == ()


def test_ids_of_15_characters_are_known_by_the_fields_beside_them(tmp_path: Path) -> None:
    short = [[one[:15], *rest] for one, *rest in ROWS]
    export = read(tmp_path, as_csv([HEADER, *short]))
    assert export.format == "salesforce"
    assert export.warnings == (
        "ids of 15 characters differ by capitals alone: never compare them without (ID)",
    )
    assert read(tmp_path, as_csv([["ID", "NAME"], *([one, "x"] for one, *_ in short)])).format == "csv"
    assert read(tmp_path, as_csv([["ID", "NAME"], *([one, "x"] for one, *_ in ROWS)])).format == "salesforce"
    assert read(tmp_path, as_csv([HEADER])).format == "salesforce"


def test_deleted_and_double_records_are_told(tmp_path: Path) -> None:
    rows = [*ROWS, row(ROWS[0][0]), row(long_id("006x0000001YtZZ"), deleted="true")]
    assert read(tmp_path, as_csv([HEADER, *rows])).warnings == (
        "records have an id that another row has too (rows 2, 6)",
        "deleted records are in the file too (row 7)",
    )


@pytest.mark.parametrize(
    ("start", "personal"), [("003", True), ("00Q", True), ("001", False), ("006", False)]
)
def test_fields_of_people_are_personal(tmp_path: Path, start: str, personal: bool) -> None:
    header = [
        "ID",
        "NAME",
        "FIRSTNAME",
        "EMAIL",
        "MOBILEPHONE",
        "MAILINGPOSTALCODE",
        "ACCOUNT.NAME",
        "AMOUNT",
    ]
    rows = [[long_id(f"{start}x0000001YtAB"), "x", "x", "x", "x", "x", "x", "1"]]
    expected = ("NAME",) if personal else ()
    fields = ("FIRSTNAME", "EMAIL", "MOBILEPHONE", "MAILINGPOSTALCODE")
    assert read(tmp_path, as_csv([header, *rows])).personal == (*expected, *fields)


@given(st.text(st.sampled_from("ABCXYZabcxyz012789"), min_size=15, max_size=15))
def test_a_long_id_says_which_letters_are_capitals(short: str) -> None:
    made = long_id(short)
    assert len(made) == 18
    assert made[:15] == short
    assert long_id(short.swapcase()) != made or not any(map(str.isalpha, short))


def test_a_long_id_of_salesforce() -> None:
    # Of the file that Salesforce gives with its Data Loader.
    assert long_id("006x0000001YtCr") == "006x0000001YtCrAAK"
    assert long_id("005x0000000fNSi") == "005x0000000fNSiAAM"


def test_a_wrong_last_letter_is_no_id(tmp_path: Path) -> None:
    wrong = [[one[:17] + "Z", *rest] for one, *rest in ROWS]
    assert read(tmp_path, as_csv([HEADER, *wrong])).format == "csv"


def test_another_table_asked_for_as_salesforce_is_read_as_it_is(tmp_path: Path) -> None:
    export = read(tmp_path, b"a,b\n1,2\n", format="salesforce")
    assert export.frame["a"].tolist() == ["1"]
    assert faults(tmp_path, b"PAR1PAR1", "salesforce") == [
        "export.csv: is no table with a row of names. Leave the format to be found."
    ]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=list(PLAIN_TABLES))
def test_no_other_table_is_taken(content: str) -> None:
    assert not salesforce.fits(received("x.csv", content.encode()))


def test_the_sample(shared: Path) -> None:
    name = "dataloader_opportunityData.csv"
    assert fitting("salesforce", shared) == [name]
    export = read_export(shared / "exports" / "salesforce" / name)
    assert export.frame.shape == (38, 31)
    assert (export.unit, export.units) == ("record", 38)
    assert export.frame["ID"].iloc[0] == "006x0000001YtCrAAK"
    assert export.frame["NAME"].iloc[0] == "George Foundation - 5000 Widgets"
    assert export.frame["CREATEDDATE"].iloc[0] == "2006-06-15T20:47:07.000Z"
    assert export.personal == ()
    assert export.warnings == ()


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    table = [HEADER, *ROWS * 5]
    contents = [as_csv(table), as_csv(table, ";", "utf-16"), as_xlsx(table)]
    ends = ends_of_damaged(tmp_path, contents, "salesforce")
    assert ends["salesforce"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
