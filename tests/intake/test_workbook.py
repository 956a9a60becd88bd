"""Workbooks: errors and formulas in cells, cells that say nothing of their place, and parts that would not fit."""

import doctest
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.intake.bad_files import LAUGHS, OUTSIDE, SHEET, with_sheet, workbook
from tests.intake.conftest import Client, as_xlsx, people
from toolkit.errors import Fault, IntakeError
from toolkit.intake import Export, read_export
from toolkit.intake.files import sheet_part, workbook_parts
from toolkit.intake.files.sheet_part import measured_sheet, measured_strings
from toolkit.intake.files.workbook_parts import looked_over

AGAIN = "is a damaged workbook. Open it in Excel and save it again as .xlsx."


def read(folder: Path, content: bytes, sheet: str | None = None) -> Export:
    path = folder / "x.xlsx"
    path.write_bytes(content)
    return read_export(path, sheet=sheet)


def refused(folder: Path, content: bytes, sheet: str | None = None) -> str:
    with pytest.raises(IntakeError) as caught:
        read(folder, content, sheet)
    (fault,) = caught.value.faults
    return str(fault)


def test_docstrings() -> None:
    assert doctest.testmod(sheet_part).failed == 0


def written(*formulas: tuple[int, int, str, object]) -> bytes:
    """A workbook of people, in which some cells are formulas with their results."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        page = made.add_worksheet()
        for row, cells in enumerate(people()):
            page.write_row(row, 0, cells)
        for row, column, formula, result in formulas:
            page.write_formula(row, column, formula, None, result)
    return content.getvalue()


def test_the_result_of_a_formula_counts_and_is_told(tmp_path: Path) -> None:
    export = read(tmp_path, written((1, 0, "=3+4", 7), (2, 1, '="vij"&"f"', "vijf")))
    assert export.frame["a"].iloc[0] == "7"
    assert export.frame["b"].iloc[1] == "vijf"
    assert export.warnings == ("of 2 formulas the result was read that was saved with the file",)


def test_no_text_may_be_the_result_of_a_formula(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    rows += '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>""</f><v></v></c></row>'
    assert read(tmp_path, with_sheet(rows)).frame["2"].isna().tolist() == [True]


def test_an_error_is_no_empty_cell(client: Client) -> None:
    content = written((1, 0, "=1/0", "#DIV/0!"), (4, 1, "=NA()", "#N/A"))
    assert client.faults(content) == [
        'answers.csv, column a, row 2: "#DIV/0!" is no number. '
        "If it is right, mend the scale (1–7) or the missing codes of a (none but the blank cell) in "
        "engagement.toml; else correct it in a copy of the file.",
        'answers.csv, column b, row 5: "#N/A" is no number. '
        "If it is right, mend the scale (1–7) or the missing codes of b (none but the blank cell) in "
        "engagement.toml; else correct it in a copy of the file.",
    ]


def test_errors_are_told_with_their_cells(tmp_path: Path) -> None:
    errors = [(row, 0, "=NA()", "#N/A") for row in range(1, 8)]
    export = read(tmp_path, written(*errors))
    assert export.frame["a"].iloc[:7].tolist() == ["#N/A"] * 7
    assert export.warnings[0] == (
        "cells hold an error of Excel in place of a value (cells A2, A3, A4, A5, A6 and 2 more)"
    )


def test_an_error_that_calamine_does_not_know_is_read(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    rows += '<row r="2"><c t=\'e\' r="A2"><v>#SPILL!</v></c></row>'
    export = read(tmp_path, with_sheet(rows))
    assert export.frame["a"].tolist() == ["#SPILL!"]
    assert export.warnings == ("cells hold an error of Excel in place of a value (cell A2)",)


@pytest.mark.parametrize("result", ["", "<v/>", "<v></v>", "<v> </v>"])
@pytest.mark.parametrize("formula", ["<f>A1+1</f>", '<f t="shared" si="0"/>', '<f ca="1">TODAY()</f>'])
def test_a_formula_without_its_result_is_refused(tmp_path: Path, formula: str, result: str) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
    rows += f'<row r="2"><c r="A2">{formula}{result}</c></row><row r="3"><c r="A3"><v>1</v></c></row>'
    assert refused(tmp_path, with_sheet(rows)) == (
        "x.xlsx: has formulas without their results (cell A2). "
        "Open it in Excel, which works them out, and save it again."
    )


def test_formulas_of_another_sheet_do_not_matter(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        made.add_worksheet("Data").write_column(0, 0, ["a", 1, 2])
        other = made.add_worksheet("Draaitabel")
        other.write_formula(0, 0, "=1/0", None, "#DIV/0!")
    assert read(tmp_path, content.getvalue()).warnings == (
        'sheet "Data" was read, not Draaitabel; name another as `sheet` in engagement.toml',
    )
    named = read(tmp_path, content.getvalue(), sheet="Draaitabel")
    assert named.warnings == (
        "cells hold an error of Excel in place of a value (cell A1)",
        "of 1 formula the result was read that was saved with the file",
    )


def test_cells_and_rows_that_do_not_say_their_place_follow_each_other(tmp_path: Path) -> None:
    rows = '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>'
    rows += "<row><c><v>1</v></c></row><row r='4'><c><v>3</v></c><c r='b4'><v>4</v></c></row>"
    export = read(tmp_path, with_sheet(rows))
    assert export.frame.fillna("").to_numpy().tolist() == [["1", ""], ["3", "4"]]
    assert export.frame.index.tolist() == [2, 4]


FAR = {
    "a small letter": '<c r="xfd1048576"><v>1</v></c>',
    "a prefix": '<x:c xmlns:x="x" r="XFD1048576"><v>1</v></x:c>',
    "a bracket in an attribute": '<c s=">" r="XFD1048576"><v>1</v></c>',
    "an opening bracket in one": '<c s="<" r="XFD1048576"><v>1</v></c>',
    "the place behind": '<c s="1" t="n" r="XFD1048576"><v>1</v></c>',
    "another quotation mark": "<c r='XFD1048576'><v>1</v></c>",
    "blanks": '<c\n  r = "XFD1048576"  ><v>1</v></c>',
    "columns beyond the last": '<c r="XFE2"><v>1</v></c>',
    "rows beyond the last": '<c r="A1048577"><v>1</v></c>',
}
UNSURE = {
    "a letter too many": '<c r="ZZZZZ2"><v>1</v></c>',
    "a figure too many": '<c r="A99999999"><v>1</v></c>',
    "a row too many": '</row><row r="99999999"><c><v>1</v></c>',
    "two places": '<c r="A2" r="XFD1048576"><v>1</v></c>',
    "no quotation marks": "<c r=XFD1048576><v>1</v></c>",
    "a cell in an attribute": '<c s="<c " r="XFD1048576"><v>1</v></c>',
    "entities": '<c r="&#88;FD1048576"><v>1</v></c>',
    "no end": '<c r="A2"><v>1</v></c><c r="XFD1048576" ',
}


@pytest.mark.parametrize("way", [*FAR, *UNSURE])
def test_a_cell_far_away_is_refused_however_it_is_written(tmp_path: Path, way: str) -> None:
    cell = {**FAR, **UNSURE}[way]
    told = refused(tmp_path, with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>'))
    if way in FAR:
        assert told.startswith("x.xlsx: has cells as far as row ")
        assert told.endswith("Delete the empty rows and columns after the table, or export it as CSV.")
    else:
        assert told == f"x.xlsx: {AGAIN}"


def test_cells_without_a_value_take_no_place(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    rows += '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1" /></row>'
    assert read(tmp_path, with_sheet(rows)).frame["1"].tolist() == ["2"]


PLACES = st.tuples(st.integers(1, 30), st.integers(1, 800))
NUMBERED = st.dictionaries(PLACES, st.integers(0, 9), min_size=1, max_size=12)


def column_name(number: int) -> str:
    return column_name((number - 1) // 26) + chr(65 + (number - 1) % 26) if number else ""


@given(cells=NUMBERED, whole=st.booleans(), gap=st.sampled_from(["", " ", "\n  "]))
def test_a_sheet_reaches_as_far_as_calamine_finds_it(
    cells: dict[tuple[int, int], int], whole: bool, gap: str
) -> None:
    rows: dict[int, list[str]] = {}
    for (row, column), value in sorted(cells.items()):
        place = f'{gap} r="{column_name(column)}{row}"' if whole else f" s='0' r='{column_name(column)}{row}'"
        rows.setdefault(row, []).append(f"<c{place}><v>{value}</v></c>")
    xml = SHEET.format("".join(f'<row r="{row}">{"".join(cells)}</row>' for row, cells in rows.items()))
    made = io.BytesIO()
    sheet = measured_sheet(io.BytesIO(xml.encode()), made, None)
    assert made.getvalue() == xml.encode()
    with CalamineWorkbook.from_filelike(io.BytesIO(workbook({"xl/worksheets/sheet1.xml": xml}))) as opened:
        end = opened.get_sheet_by_index(0).end
    assert end is not None
    assert (sheet.rows, sheet.columns) == (end[0] + 1, end[1] + 1)
    assert (sheet.cells, sheet.filled) == (len(cells), True)


def test_pieces_are_cut_where_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c><c r="B{row}"><f>A{row}+1</f></c></row>'
        for row in range(1, 400)
    )
    xml = SHEET.format(rows).encode()
    strings = (
        "<sst>" + "".join(f"<si><t>{'x' * (number % 90)}</t></si>" for number in range(500)) + "</sst>"
    ).encode()
    whole = (
        measured_sheet(io.BytesIO(xml), io.BytesIO(), None),
        measured_strings(io.BytesIO(strings), io.BytesIO()),
    )
    monkeypatch.setattr(sheet_part, "PIECE", 777)
    monkeypatch.setattr(sheet_part, "AHEAD", 150)
    made, copy = io.BytesIO(), io.BytesIO()
    assert measured_sheet(io.BytesIO(xml), made, None) == whole[0]
    assert made.getvalue() == xml.replace(b't="e"', b't="str"')
    assert (whole[0].errors.count, whole[0].unsaved.count, whole[0].formulas) == (399, 399, 399)
    cut = measured_strings(io.BytesIO(strings), copy)
    assert copy.getvalue() == strings
    np.testing.assert_array_equal(cut.lengths, whole[1].lengths)
    assert cut.longest == len("><t></t></si>") - 1 + 89


def test_texts_that_many_cells_show_are_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = [["a", "b"], *([["kort", "lang " * 300]] * 40)]
    content = as_xlsx(table)
    assert len(read(tmp_path, content).frame) == 40
    monkeypatch.setattr(workbook_parts, "MAX_TEXT", 40 * 1500)
    assert refused(tmp_path, content) == "x.xlsx: holds more text than can be held. Export it as CSV."
    monkeypatch.setattr(workbook_parts, "MAX_TEXT", 40 * 1600 + 2000)
    assert len(read(tmp_path, content).frame) == 40


def test_where_texts_cannot_be_told_apart_the_longest_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strings = "<sst><!-- <si> --><si><t>a</t></si><si><t>" + "b" * 1000 + "</t></si></sst>"
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 30))
    parts = {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": SHEET.format(cells)}
    monkeypatch.setattr(workbook_parts, "MAX_TEXT", 20_000)
    assert refused(tmp_path, workbook(parts)) == "x.xlsx: holds more text than can be held. Export it as CSV."


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MAX_FILLED", 20)
    monkeypatch.setattr(sheet_part, "MAX_FILLED", 20)
    assert refused(tmp_path, as_xlsx(people())) == (
        "x.xlsx: has more than 20 filled cells on a sheet, which is too many. Export it as CSV."
    )


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"],
)
def test_entities_are_never_resolved(tmp_path: Path, part: str, doctype: str) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook())) as whole:
        xml = whole.read(part).decode()
    start = xml.index("?>") + 2
    xml = xml[:start] + doctype + xml[start:]
    xml = xml.replace("<t>a</t>", "<t>&l11;</t>").replace('<c r="A2"><v>1', '<c r="A2" t="str"><v>&l11;')
    assert refused(tmp_path, workbook({part: xml})) == f"x.xlsx: {AGAIN}"


def test_parts_that_are_absent_or_unreadable(tmp_path: Path) -> None:
    for part in ("xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        assert refused(tmp_path, workbook(without=part)).startswith("x.xlsx: is ")
    sixteen = (
        SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>').replace("UTF-8", "UTF-16").encode("utf-16")
    )
    assert refused(tmp_path, workbook({"xl/worksheets/sheet1.xml": sixteen})) == f"x.xlsx: {AGAIN}"


def test_other_parts_are_not_even_unpacked(tmp_path: Path) -> None:
    found = looked_over("x.xlsx", workbook({"xl/media/image1.png": b"x" * 100_000, "xl/calcChain.xml": "<c"}))
    assert not isinstance(found, Fault)
    with zipfile.ZipFile(io.BytesIO(found.data)) as kept:
        assert sorted(kept.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
            "xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml",
        ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_of_two_parts_with_one_name_the_last_is_read(tmp_path: Path) -> None:
    content = io.BytesIO(workbook())
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format('<row r="1"><c r="A1"><v>5</v></c></row>'))
    assert read(tmp_path, content.getvalue()).frame.columns.tolist() == ["5"]


def test_a_sheet_with_an_odd_name_is_told_on_one_line(tmp_path: Path) -> None:
    name = "Blad &quot;1&quot;&#10;\u202e&lt;b&gt;"
    with zipfile.ZipFile(io.BytesIO(as_xlsx(people()))) as whole:
        book = whole.read("xl/workbook.xml").decode().replace("Blad1", name)
    assert len(read(tmp_path, workbook({"xl/workbook.xml": book})).frame) == 1
    told = refused(tmp_path, workbook({"xl/workbook.xml": book}), sheet="Blad\n1")
    assert told == 'x.xlsx: has no sheet "Blad·1". Sheets: Blad "1"··<b>.'


def test_the_first_sheet_that_is_visible_and_filled_is_read(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        form = made.add_format({"bold": True})
        made.add_worksheet("Opmaak").write_blank(0, 0, None, form)
        made.add_worksheet("Grafiek")
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=Data!$A$2:$A$2"})
        made.add_chartsheet("Plaat").set_chart(chart)
        made.add_worksheet("Data").write_column(0, 0, ["a", 0])
    export = read(tmp_path, content.getvalue())
    assert export.frame["a"].tolist() == ["0"]
    assert export.warnings == ()
    assert refused(tmp_path, content.getvalue(), sheet="Opmaak").startswith("x.xlsx: is empty")


def test_many_equal_cells_are_one_text(tmp_path: Path) -> None:
    frame = read(
        tmp_path, as_xlsx([["a", "b", "c"], *([[1, True, "ja"], [1.0, 1, "ja"], [0, False, 0.0]] * 3)])
    ).frame
    assert frame["a"].tolist() == ["1", "1", "0"] * 3
    assert frame["b"].tolist() == ["TRUE", "1", "FALSE"] * 3
    assert frame["c"].tolist() == ["ja", "ja", "0"] * 3
    assert isinstance(frame["a"].dtype, pd.StringDtype)
