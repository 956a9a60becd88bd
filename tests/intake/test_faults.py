"""Each kind of bad input gives these lines, and no others."""

from pathlib import Path
from typing import Any

import pytest

from tests.intake.conftest import Client, Table, as_csv, as_xlsx, people
from toolkit.errors import IntakeError
from toolkit.intake import read_export, read_survey


def mend(item: str, codes: str = "none but the blank cell") -> str:
    return (
        f"If it is right, mend the scale (1–7) or the missing codes of {item} ({codes}) in engagement.toml; "
        "else correct it in a copy of the file."
    )


MEND_A = mend("a")
LIKEWISE = "Mend it likewise."
RESAVE = "Save it as .xlsx or as CSV UTF-8, with ; or , between the cells."

CELLS: dict[str, tuple[dict[tuple[int, str], Any], list[str]]] = {
    "off the scale, told once per value": (
        {(3, "a"): 9, (6, "a"): 9, (4, "b"): "0,5"},
        [
            f'answers.csv, column a, rows 3, 6: "9" is off the scale 1–7. {MEND_A}',
            f'answers.csv, column b, row 4: "0,5" is off the scale 1–7. {mend("b")}',
        ],
    ),
    "many rows": (
        {(row, "a"): 99 for row in range(2, 10)},
        [f'answers.csv, column a, rows 2, 3, 4, 5, 6 and 3 more: "99" is off the scale 1–7. {MEND_A}'],
    ),
    "many values": (
        {(row, "a"): row + 10 for row in range(2, 10)},
        [
            *(
                f'answers.csv, column a, row {row}: "{row + 10}" is off the scale 1–7. '
                + (MEND_A if row == 2 else LIKEWISE)
                for row in range(2, 7)
            ),
            f"answers.csv, column a, rows 7, 8, 9: 3 other values are off the scale 1–7. {LIKEWISE}",
        ],
    ),
    "a text": (
        {(5, "a"): "goed"},
        [f'answers.csv, column a, row 5: "goed" is no number. {MEND_A}'],
    ),
    "a formula is a text": (
        {(5, "a"): "=1+1", (6, "a"): "@SUM(A1)"},
        [
            f'answers.csv, column a, row 5: "=1+1" is no number. {MEND_A}',
            f"answers.csv, column a, row 6: (a value not shown: it may be personal) is no number. {LIKEWISE}",
        ],
    ),
    "a long text is shortened and cannot steer a terminal": (
        {(5, "a"): "heel \x1b[2goed of helemaal niet goed"},
        [f'answers.csv, column a, row 5: "heel ·[2goed of hele…" is no number. {MEND_A}'],
    ),
    "personal data are not shown": (
        {(5, "a"): "jan@example.org", (6, "a"): "06 - 1234 5678"},
        [
            f"answers.csv, column a, row {row}: (a value not shown: it may be personal) is no number. {how}"
            for row, how in ((5, MEND_A), (6, LIKEWISE))
        ],
    ),
    "a column of open answers is not shown": (
        {(row, "a"): f"mening {row}" for row in range(2, 10)},
        [
            "answers.csv, column a, rows 2, 3, 4, 5, 6 and 3 more: holds 8 different texts where numbers 1–7 are "
            "asked. Check in [columns] that this is the column of a; the texts are not shown, as they may be personal."
        ],
    ),
    "a number that Excel made a date": (
        {(5, "a"): "2026-05-07"},
        [
            "answers.csv, column a, row 5: (a value not shown: it may be personal) is no number. "
            f"{MEND_A} It looks like a date: a Dutch Excel makes one of 7.5."
        ],
    ),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_bad_answer_is_told_with_row_column_value_and_mend(client: Client, name: str) -> None:
    cells, lines = CELLS[name]
    assert client.faults(people(cells)) == lines


def test_missing_codes_are_told_with_a_value_off_the_scale(client: Client) -> None:
    extra = '[missing]\nnot_applicable = [9, "n.v.t."]\ndont_know = ["?"]'
    codes = '9 = not_applicable, "n.v.t." = not_applicable, "?" = dont_know'
    told = f'answers.csv, column a, row 2: "8" is off the scale 1–7. {mend("a", codes)}'
    assert client.faults(people({(2, "a"): 8}), extra=extra) == [told]
    more = extra + '\nno_answer = ["x", "y"]'
    assert f"a ({codes} and 2 more) in" in client.faults(people({(2, "a"): 8}), extra=more)[0]


def test_the_column_is_named_with_its_item(client: Client) -> None:
    (line,) = client.faults(people({(2, "Q1"): 8}, ("Q1", "b")), extra='[columns]\na = "Q1"')
    assert line.startswith('answers.csv, column Q1 (a), row 2: "8" is off the scale 1–7.')


FILES = {
    "rows of other lengths": (
        b"a,b\n1,2\n1,2,3\n1\n" + b"1,2\n" * 12,
        "answers.csv: the header has 2 cells, but row 3 has 3, row 4 has 1. A text that holds the separator (,), "
        "a quotation mark or a line end needs quotes around it: export the file again, best as .xlsx.",
    ),
    "many rows of other lengths": (
        b"a\tb\n" + b"1\t2\n" * 12 + b"1\n" * 9,
        "answers.csv: the header has 2 cells, but row 14 has 1, row 15 has 1, row 16 has 1, row 17 has 1, row 18 has 1 "
        "and 4 more rows differ. A text that holds the separator (tab), a quotation mark or a line end needs quotes "
        "around it: export the file again, best as .xlsx.",
    ),
    "two separators": (
        b"a;b\n" + b"1,2\n" * 12,
        f"answers.csv: cells are separated by semicolons in the header but by commas below it. {RESAVE}",
    ),
    "a title above the header": (
        b"Export van 2 maart\n\n" + as_csv(people(), ";"),
        "answers.csv, row 1: has 1 cell where the rows below it have 2. "
        "The first row must hold the names of the columns: delete what stands above them.",
    ),
    "a quotation mark that never closes": (
        b'a,b\n1,2\n1,"2\n' + b"1,2\n" * 12,
        "answers.csv, row 3: a quotation mark in this row never closes, or the file was cut off. "
        "Export the file again.",
    ),
    "a stray quotation mark in two answers": (
        b'a;b;c\n1;2;"great\n' + b"1;2;x\n" * 5 + b'3;4;"bad\n' + b"1;2;x\n" * 9,
        "answers.csv, row 2: a quotation mark stands in the middle of an answer, so that it is not sure where the "
        "answer ends. Take it out, or write two of them in a quoted answer; or export the file again, best as .xlsx.",
    ),
    "a quotation mark that closes rows further down": (
        b'a;b;c\n1;2;"great\n' + b"1;2;x\n" * 5 + b'3;4;bad"\n' + b"1;2;x\n" * 9,
        "answers.csv, row 2: holds the rows after it in one cell: a quotation mark opens here and closes further down. "
        "Take that quotation mark out of the answer, or export the file again, best as .xlsx.",
    ),
    "a cell without end": (
        b'a,b\n1,2\n1,"' + b"x" * 200_000 + b'"\n',
        "answers.csv, row 3: has a cell of more than 131,072 characters. "
        "Probably a quotation mark above it never closes: export the file again.",
    ),
    "no known encoding": (
        b"a,b\n1,2\n1,\x81\n",
        f"answers.csv, line 3: holds bytes of no known encoding. {RESAVE}",
    ),
    "0 bytes": (b"", "answers.csv: is empty: it has 0 bytes. Export or copy it again."),
    "NUL bytes": (
        b"a,b\n1,\0\n",
        "answers.csv: holds NUL bytes: it is no text file, or was damaged. "
        "Export it again, as .xlsx or as CSV UTF-8.",
    ),
    "an image": (b"\x89PNG\r\n\x1a\n", "answers.csv: is a PNG image, not a table. Ask for the table itself."),
    "a header only": (b"a,b\n", "answers.csv: has a header and no rows. Export it again, with the answers."),
    "blank rows only": (
        b"a,b\n,\n\n",
        "answers.csv: has a header and no rows. Export it again, with the answers.",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_of_answers(client: Client, name: str) -> None:
    content, line = FILES[name]
    assert client.faults(content) == [line]


def test_a_separator_excel_declares_is_no_row(client: Client) -> None:
    (line,) = client.faults(b"sep=;\n" + as_csv(people({(3, "a"): 9}), ";"))
    assert line.startswith("answers.csv, column a, row 3: ")


def test_an_absent_file_says_which_files_are_there(client: Client) -> None:
    engagement = client.engagement()
    with pytest.raises(IntakeError) as caught:
        read_survey(engagement, "baseline")
    assert str(caught.value) == (
        'Wave "baseline": data/answers.csv cannot be used: 1 fault\n'
        "  - answers.csv: is not there, nor is its folder data. Make the folder and copy the file into it."
    )
    (client.folder / "data").mkdir()
    with pytest.raises(
        IntakeError, match=r"is not there; the folder data holds no table\. Copy the file into it\."
    ):
        read_survey(engagement, "baseline")
    for name in ("answer.csv", "vervolg.xlsx", "~$vervolg.xlsx", "notes.docx"):
        (client.folder / "data" / name).write_bytes(b"")
    with pytest.raises(IntakeError) as caught:
        read_survey(engagement, "baseline")
    assert [str(fault) for fault in caught.value.faults] == [
        "answers.csv: is not there. Did you mean `answer.csv`? In data: answer.csv, vervolg.xlsx."
    ]


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"is a folder\. Name the file in it\."):
        read_export(tmp_path)
    with pytest.raises(IntakeError, match=r"cannot be read"):
        read_export("\0")


def test_columns_that_are_not_there(client: Client) -> None:
    wave = 'key = "klantnummer"\nweight = "gewicht"'
    extra = '[segments.channel]\ncolumn = "kanaal"\n[columns]\nb = "Q12"'
    table = people({}, ("aa", "Q21", "Klantnummers", "x"))
    assert client.faults(table, wave, extra) == [
        'answers.csv: has no column "a" (item a). Did you mean `aa`? Map it in [columns], or write '
        'columns = { a = "" } in the wave if it was not asked. Columns not read yet: aa, Q21, Klantnummers, x.',
        'answers.csv: has no column "Q12" (item b). Did you mean `Q21`? Map it in [columns], or write '
        'columns = { b = "" } in the wave if it was not asked.',
        'answers.csv: has no column "gewicht" (weight). Mend the name of the column in engagement.toml.',
        'answers.csv: has no column "klantnummer" (key). Did you mean `Klantnummers`? '
        "Mend the name of the column in engagement.toml.",
        'answers.csv: has no column "kanaal" (segment channel). Mend the name of the column, or write '
        'segments = { channel = "" } in the wave if it does not tell.',
    ]


def test_a_double_column_is_a_fault_only_where_it_is_needed(client: Client) -> None:
    assert client.faults(people({}, ("a", "b", "a"))) == [
        'answers.csv: has 2 columns "a" (item a). In a corrected copy of the file, '
        "rename or delete the one that is not meant."
    ]
    assert client.survey(people({}, ("a", "b", "x", "x"))).items.shape == (12, 2)


def test_a_wave_without_rows_names_the_values_found(client: Client) -> None:
    table = people({(row, "YEAR"): 2014 + row % 3 for row in range(2, 14)}, ("a", "b", "YEAR"))
    assert client.faults(table, "rows = { YEAR = 2019 }") == [
        'answers.csv, column YEAR: no row has 2019. Mend `rows` of the wave. Found: "2016", "2014", "2015".'
    ]
    many = people({(row, "YEAR"): f"tekst {row}" for row in range(2, 42)}, ("a", "b", "YEAR"), n=40)
    assert client.faults(many, 'rows = { YEAR = "x" }') == [
        "answers.csv, column YEAR: no row has x. Mend `rows` of the wave. Found: 40 different values."
    ]
    assert client.faults(people(), "rows = { YEAR = 2019 }") == [
        'answers.csv: has no column "YEAR" (rows). Mend the name of the column in engagement.toml. '
        "The file has no other columns."
    ]


def test_a_wave_below_the_minimum_cell(client: Client) -> None:
    how = "No result may be shown of so few: check `rows`, or leave the wave out."
    told = "fewer than the minimum cell of"
    assert client.faults(people(n=9)) == [f"answers.csv: has 9 respondents with an answer, {told} 10. {how}"]
    assert client.faults(people(n=1)) == [f"answers.csv: has 1 respondent with an answer, {told} 10. {how}"]
    assert client.faults(people(n=20), extra="[privacy]\nminimum_cell = 25") == [
        f"answers.csv: has 20 respondents with an answer, {told} 25. {how}"
    ]
    unanswered = {(row, column): "" for row in range(2, 6) for column in ("a", "b")}
    assert client.faults(people(unanswered, ("a", "b", "x"))) == [
        f"answers.csv: has 8 respondents with an answer, {told} 10. {how}"
    ]
    # Nor is a wave any that asks none of the questions.
    assert client.faults(people(), '[waves.columns]\na = ""\nb = ""') == [
        f"answers.csv: has 0 respondents with an answer, {told} 10. {how}"
    ]


def test_weights_that_cannot_be_used(client: Client) -> None:
    cells = {(3, "w"): "", (4, "w"): -1, (5, "w"): "zwaar", (6, "w"): "inf"}
    assert client.faults(people(cells, ("a", "b", "w")), 'weight = "w"') == [
        "answers.csv, column w, row 3: no weight. Give every respondent a weight, 0 to leave one out.",
        "answers.csv, column w, rows 5, 6: a weight that is no number. Write weights as 0.87 or 0,87.",
        "answers.csv, column w, row 4: a negative weight. "
        "A weight says for how many a respondent stands: 0 or more.",
    ]
    none = people({(row, "w"): 0 for row in range(2, 14)}, ("a", "b", "w"))
    assert client.faults(none, 'weight = "w"') == [
        "answers.csv, column w: every weight is 0. Check that this is the column of weights."
    ]


def numbered(cells: dict[tuple[int, str], Any]) -> Table:
    table = people({}, ("nr", "a", "b"))
    for row, record in enumerate(table[1:], 2):
        record[0] = cells.get((row, "nr"), f"geheim-{row}")
    return table


def test_keys_that_cannot_be_used_are_told_by_row_and_never_shown(client: Client) -> None:
    cells = {
        (3, "nr"): "",
        (4, "nr"): " ",
        (5, "nr"): "geheim-7",
        (8, "nr"): " Geheim@X.nl",
        (9, "nr"): "geheim@x.nl",
    }
    table = numbered({**cells, (11, "nr"): "1,23457E+11"})
    lines = client.faults(table, 'key = "nr"')
    assert lines == [
        "answers.csv, column nr, rows 3, 4: no key. In a corrected copy of the file, give each its own key that "
        "stands in no other wave: it is then paired with nobody. Or leave `key` out of the wave.",
        "answers.csv, column nr, rows 5, 7, 8, 9: a key that another row has too. "
        'Keep one row per respondent, or write exclude = ["test", "duplicate"] under [quality].',
        "answers.csv, column nr, row 11: a key that Excel has shortened (such as 1,2E+11). "
        "Format the column as text in the source and export again.",
    ]
    assert "geheim" not in "".join(lines).casefold()
    assert not (client.folder / ".salt").exists()


def test_codes_of_a_segment_that_are_not_declared(client: Client) -> None:
    extra = '[segments.channel]\ncolumn = "s"\nvalues = { "1" = "Web", "2" = "Winkel" }'
    table = people({(row, "s"): 1 for row in range(2, 14)}, ("a", "b", "s"))
    table[3][2] = table[7][2] = "Overig"
    table[4][2] = "jan@example.org"
    mend = "Add the code to `values` or mend the cell. Declared: 1, 2."
    assert client.faults(table, extra=extra) == [
        f'answers.csv, column s, rows 4, 8: code "Overig" is not declared. {mend}',
        f"answers.csv, column s, row 5: code (a value not shown: it may be personal) is not declared. {mend}",
    ]
    for row in range(1, 9):
        table[row][2] = f"tekst {row}"
    assert client.faults(table, extra=extra) == [
        "answers.csv, column s, rows 2, 3, 4, 5, 6 and 3 more: holds 8 different codes that are not declared. "
        + mend
    ]


def test_all_faults_of_a_file_come_at_once(client: Client) -> None:
    table = people({(2, "a"): 9, (3, "w"): -1}, ("a", "w", "s"))
    for row, record in enumerate(table[1:]):
        record[2] = 1 if row else "x"
    extra = '[segments.channel]\ncolumn = "s"\nvalues = { "1" = "Web" }'
    with pytest.raises(IntakeError) as caught:
        client.survey(table, 'weight = "w"', extra)
    assert caught.value.headline == 'Wave "baseline": data/answers.csv cannot be used: 4 faults'
    assert [fault.where.split(", row")[0] for fault in caught.value.faults] == [
        "answers.csv",
        "answers.csv, column a",
        "answers.csv, column w",
        "answers.csv, column s",
    ]


def test_the_faults_of_a_workbook_are_those_of_a_csv(client: Client) -> None:
    table = people({(3, "a"): 9, (5, "b"): "goed"})
    assert client.faults(as_xlsx(table)) == client.faults(as_csv(table, ";", "cp1252"))


def test_more_answers_than_invitations_is_a_fault(client: Client) -> None:
    assert client.faults(people(n=12), wave="invited = 11") == [
        "answers.csv: has 12 respondents, but only 11 were invited. "
        "Correct `invited` of this wave, or leave it out where nobody was invited by name."
    ]
    assert client.survey(people(n=12), wave="invited = 12").source.rows_kept == 12


def test_a_column_name_composed_in_another_way_is_found(client: Client) -> None:
    table = people(columns=("a", "vo\u0301o\u0301r"))
    survey = client.survey(table, extra='[columns]\nb = "v\u00f3\u00f3r"\n')
    assert survey.items["b"].notna().all()
