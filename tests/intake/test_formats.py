"""What is written in any dialect is read back the same."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.conftest import Client, Table, as_csv, as_xlsx, people
from toolkit.errors import IntakeError
from toolkit.intake import Survey, read_export

DIALECTS = {
    f"{name}, {encoding}, {end!r}": (separator, encoding, end)
    for name, separator in (("comma", ","), ("semicolon", ";"), ("tab", "\t"))
    for encoding, end in (("utf-8", "\n"), ("utf-8-sig", "\r\n"), ("cp1252", "\r\n"), ("utf-16", "\n"))
}
OPEN_TEXT = st.lists(st.sampled_from([*"ab 1é€,;\t\n\"'=:|", "\r\n"]), max_size=12).map("".join)
ANSWER = (
    st.integers(1, 7)
    | st.sampled_from([2.5, 6.75])
    | st.just("")
    | st.sampled_from(["n.v.t.", "Weet niet", 9])
)
CODES = {"n.v.t.": "not_applicable", "Weet niet": "dont_know", 9: "no_answer", "": "no_answer"}
EXTRA = """
[missing]
not_applicable = ["N.v.t."]
dont_know = ["weet niet"]
no_answer = [9]
[segments.channel]
column = "kanaal"
values = { "café" = "Café", web = "Web" }
"""
WAVE = 'key = "nr"\nweight = "w"'


@st.composite
def surveys(draw: st.DrawFn) -> Table:
    """A header and 10 to 20 respondents; the first item is always answered."""
    rows = draw(st.integers(10, 20))
    table: Table = [["nr", "a", "toelichting", "b", "kanaal", "w"]]
    for row in range(rows):
        cells = [
            draw(st.integers(1, 7)),
            draw(OPEN_TEXT),
            draw(ANSWER),
            draw(st.sampled_from(["café", "web", ""])),
        ]
        table.append([f"{row:05d}", *cells, draw(st.integers(1, 4)) / 4])
    return table


def expected(table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = table[1:]
    items = {"a": [float(row[1]) for row in rows], "b": [_number(row[3]) for row in rows]}
    reasons = {
        name: [CODES.get(row[place], "answered") for row in rows] for name, place in (("a", 1), ("b", 3))
    }
    return pd.DataFrame(items, dtype=float), pd.DataFrame(reasons)


def _number(cell: object) -> float:
    return float("nan") if cell in CODES else float(str(cell))


def check(survey: Survey, table: Table) -> None:
    items, reasons = expected(table)
    pd.testing.assert_frame_equal(survey.items, items)
    pd.testing.assert_frame_equal(survey.reasons.astype("str"), reasons.astype("str"))
    assert survey.weights is not None
    assert survey.weights.tolist() == [row[5] for row in table[1:]]
    assert survey.segments["channel"].astype("str").fillna("").tolist() == [row[4] for row in table[1:]]
    assert survey.key is not None
    assert survey.key.nunique() == len(table) - 1


@pytest.fixture(scope="module")
def one_client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One folder for all examples, so that there is one salt."""
    return Client(tmp_path_factory.mktemp("klant"))


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=15)
@given(table=surveys())
def test_a_survey_in_any_dialect_reads_back_the_same(one_client: Client, dialect: str, table: Table) -> None:
    check(one_client.survey(as_csv(table, *DIALECTS[dialect]), WAVE, EXTRA), table)


@settings(max_examples=15)
@given(table=surveys())
def test_a_survey_as_workbook_reads_back_the_same(one_client: Client, table: Table) -> None:
    check(one_client.survey(as_xlsx(table), WAVE, EXTRA), table)


@settings(max_examples=15)
@given(table=surveys())
def test_a_survey_with_decimal_commas_reads_back_the_same(one_client: Client, table: Table) -> None:
    dutch = [
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in table
    ]
    check(one_client.survey(as_csv(dutch, ";", "cp1252"), WAVE, EXTRA), table)


def test_every_format_gives_one_respondent_the_same_key(one_client: Client) -> None:
    table = people({}, ("nr", "a", "b"))
    table = [table[0], *([f"{row:04d}", *cells[1:]] for row, cells in enumerate(table[1:]))]
    keys = [
        one_client.survey(content, 'key = "nr"').key
        for content in (as_csv(table, ";", "cp1252"), as_csv(table, "\t"), as_xlsx(table))
    ]
    assert all(key is not None and key.tolist() == keys[0].tolist() for key in keys)


def export(folder: Path, content: bytes, name: str = "export.csv", **options: Any) -> pd.DataFrame:
    path = folder / name
    path.write_bytes(content)
    return read_export(path, **options).frame


def test_cells_stay_as_received(tmp_path: Path) -> None:
    frame = export(tmp_path, b'nr;tekst;leeg\r\n00123; "x" ;\r\n=1+1;"a;b\r\nc";"NA"\r\n')
    assert frame.columns.tolist() == ["nr", "tekst", "leeg"]
    assert frame["nr"].tolist() == ["00123", "=1+1"]
    assert frame["tekst"].tolist() == [' "x" ', "a;b\r\nc"]
    assert frame["leeg"].isna().tolist() == [True, False]
    assert frame.index.tolist() == [2, 3]


def test_numbers_of_a_workbook_have_no_needless_decimals(tmp_path: Path) -> None:
    frame = export(
        tmp_path, as_xlsx([["a", "b"], [7.0, "007"], [0.8694341151, 1e-7], [123456789012, True]]), "x.xlsx"
    )
    assert frame["a"].tolist() == ["7", "0.8694341151", "123456789012"]
    assert frame["b"].tolist() == ["007", "1e-07", "TRUE"]


def test_a_workbook_named_csv_and_the_other_way_round_are_read(tmp_path: Path) -> None:
    assert export(tmp_path, as_xlsx(people()), "x.csv").shape == (12, 2)
    assert export(tmp_path, as_csv(people()), "x.xlsx").shape == (12, 2)


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path: Path) -> None:
    assert export(tmp_path, b'\n\na,b\n1,"2\n3"\n\n4,5\n').index.tolist() == [4, 6]
    assert export(tmp_path, b"sep=;\na;b\n1;2\n").index.tolist() == [2]
    low = [["", "", ""], ["", "", ""], ["", "a", "b"], ["", 1, 2]]
    assert export(tmp_path, as_xlsx(low)).index.tolist() == [4]


def test_columns_and_rows_without_content_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(b" a\xa0\t x,,b,\n1,x,2,\n,,,\n3,,4,\n,,,\n\n")
    read = read_export(path)
    assert read.frame.columns.tolist() == ["a x", "b"]
    assert read.frame.index.tolist() == [2, 4]
    assert read.warnings == (
        "columns without a name were not read (column 2)",
        "blank rows were left out (rows 3, 5, 6)",
    )


def test_a_sheet_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Leeg")
        workbook.add_worksheet("Geheim").write_row(0, 0, ["z"])
        workbook.get_worksheet_by_name("Geheim").hide()
        workbook.add_worksheet("Data").write_row(0, 0, ["a", "b"])
        workbook.add_worksheet("Ander").write_row(0, 0, ["c"])
    first = read_export(path)
    assert first.frame.columns.tolist() == ["a", "b"]
    assert first.warnings == ('sheet "Data" was read, not Ander; name another as `sheet` in engagement.toml',)
    assert read_export(path, sheet="Ander").frame.columns.tolist() == ["c"]
    assert read_export(path, sheet="Geheim").frame.columns.tolist() == ["z"]
    with pytest.raises(IntakeError) as caught:
        read_export(path, sheet="data")
    assert str(caught.value.faults[0]) == (
        'x.xlsx: has no sheet "data". Did you mean `Data`? Sheets: Leeg, Geheim, Data, Ander.'
    )


def test_what_an_export_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv(people()))
    (tmp_path / "syntax.sps").write_text("GET DATA.", encoding="utf-8")
    read = read_export(path, companions=[tmp_path / "syntax.sps"], sheet="Blad1")
    assert read.format == "csv"
    assert read.questions == {"a": "a", "b": "b"}
    assert read.labels == {}
    assert read.missing_ranges == {}
    assert read.warnings == (
        'a text file has no sheets, so sheet "Blad1" was not looked for',
        "not needed with this file: syntax.sps",
    )
    assert repr(read) == "Export(csv, 12 rows, 2 columns)"
    assert len(read.sha256) == 64


def test_a_format_may_be_asked_for(tmp_path: Path) -> None:
    assert export(tmp_path, as_csv(people()), format="csv").shape == (12, 2)
    with pytest.raises(
        IntakeError, match=r"export.csv: is csv by its content, not xlsx\. Leave the format to be"
    ):
        export(tmp_path, as_csv(people()), format="xlsx")
    with pytest.raises(
        IntakeError, match=r'format: "xslx" is not known\. Did you mean `xlsx`\? Allowed: auto, '
    ):
        export(tmp_path, as_csv(people()), format="xslx")


def test_the_dutch_excel_file_is_read(shared: Path) -> None:
    read = read_export(shared / "exports" / "synthetic" / "SYNTHETIC_dutch_excel_cp1252.csv")
    assert read.frame.columns.tolist() == [
        "klantnr",
        "naam",
        "geboortedatum",
        "omzet",
        "tevredenheid",
        "toelichting",
    ]
    assert read.frame["klantnr"].tolist() == ["00123", "00456", "01789"]
    assert read.frame["naam"].tolist()[:3] == ["Zoë de Vries", "Café ’t Hoekje", "Jansen & Zn."]
    assert read.frame["toelichting"].tolist()[:3] == [
        "Prima; maar prijs € 5 te hoog",
        "n.v.t.",
        "Regel 1\r\nRegel 2",
    ]
    assert read.frame.index.tolist() == [2, 3, 4]
    assert read.warnings == ("a row of totals was left out (row 5)",)


def test_a_title_above_the_names_of_a_sheet_is_told_for_what_it_is(tmp_path: Path) -> None:
    table = [["Onderzoek 2026", "", ""], *people({}, ("a", "b", "c"))]
    (tmp_path / "x.xlsx").write_bytes(as_xlsx(table))
    with pytest.raises(IntakeError, match=r"delete what stands above the names, such as a title") as caught:
        read_export(tmp_path / "x.xlsx")
    assert "separator" not in str(caught.value)
