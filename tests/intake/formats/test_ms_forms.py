"""Microsoft Forms: its own columns in each language, options with ; behind them, questions that stand twice, a quiz."""

from pathlib import Path

import numpy as np
import pytest

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import ms_forms

DUTCH = ["ID", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", "Tijd van laatste wijziging"]
ENGLISH = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
GERMAN = ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung"]
QUESTIONS = ["Aanbeveling\xa0", "Waar koopt u nog meer?\xa0", "Prijs", "Prijs2"]
ROWS = [
    [
        "1",
        "2026-02-13T09:07:12",
        "2026-02-13T09:11:12",
        "anonymous",
        "",
        "",
        "9",
        "Bol;Coolblue;",
        "Eens",
        "Oneens",
    ],
    ["2", "2026-02-14T09:14:12", "2026-02-14T09:18:42", "anonymous", "", "", "6", "Bol;", "Neutraal", ""],
    ["3", "2026-02-15T09:21:12", "2026-02-15T09:20:12", "anonymous", "", "", "7", "", "", "Eens; soms"],
]
SEVERAL = 'cells hold several answers, each with ";" behind it, which were not taken apart: '


@pytest.mark.parametrize("own", [DUTCH, ENGLISH, GERMAN, [name.upper() for name in ENGLISH]])
@pytest.mark.parametrize("kind", ["xlsx", ",", ";"])
def test_its_columns_are_known_in_each_language(tmp_path: Path, own: list[str], kind: str) -> None:
    table = [[*own, *QUESTIONS], *ROWS]
    export = read(tmp_path, as_xlsx(table) if kind == "xlsx" else as_csv(table, kind, "utf-8-sig"))
    assert export.format == "ms_forms"
    assert export.frame.columns.tolist() == [*own, "Aanbeveling", "Waar koopt u nog meer?", "Prijs", "Prijs2"]
    assert export.questions["Prijs2"] == "Prijs"
    assert export.questions["Waar koopt u nog meer?"] == "Waar koopt u nog meer?"
    assert export.frame["Waar koopt u nog meer?"].tolist() == ["Bol;Coolblue;", "Bol;", np.nan]
    assert export.personal == (own[3], own[4])
    assert export.warnings == (SEVERAL + "Waar koopt u nog meer?",)
    paradata = export.paradata
    assert paradata["respondent"].tolist() == ["1", "2", "3"]
    assert paradata["started"].astype(str).tolist()[0] == "2026-02-13 09:07:12"
    assert paradata["ended"].astype(str).tolist()[1] == "2026-02-14 09:18:42"
    # An end before the begin says nothing of how long it took.
    np.testing.assert_array_equal(paradata["seconds"], [240.0, 270.0, np.nan])
    assert paradata["finished"].tolist() == [True, True, True]
    assert export.units == 3


def test_begin_and_end_have_day_and_month_in_one_order(tmp_path: Path) -> None:
    rows = [["1", "2/12/26 23:59:50", "2/13/26 0:00:10", "anonymous", "", "8"]]
    export = read(tmp_path, as_csv([[*ENGLISH[:5], "Mark"], *rows]))
    assert export.paradata["seconds"].tolist() == [20.0]
    assert export.paradata["started"].dt.month.tolist() == [2]
    assert export.warnings == (
        "Start time, Completion time: years have two digits and were read as 1930 to 2029 (row 2)",
    )


def test_a_language_of_the_respondent_is_kept(tmp_path: Path) -> None:
    table = [[*ENGLISH[:5], "Language", "Mark"], ["1", "", "", "anonymous", "", "Nederlands", "8"]]
    export = read(tmp_path, as_csv(table))
    assert export.paradata["language"].tolist() == ["Nederlands"]
    assert export.paradata["ended"].isna().all()


def test_a_quiz_is_told(tmp_path: Path) -> None:
    own = [*DUTCH[:5], "Totaal aantal punten", "Quizfeedback"]
    quiz = ["Hoofdstad?", "Punten - Hoofdstad?", "Feedback - Hoofdstad?"]
    row = [
        "1",
        "2026-02-13T09:07:12",
        "2026-02-13T09:11:12",
        "a@b.nl",
        "An",
        "1",
        "",
        "Den Haag",
        "1",
        "Goed",
    ]
    export = read(tmp_path, as_csv([[*own, *quiz], row]))
    assert export.personal == ("E-mail", "Naam")
    assert export.warnings == (
        "columns of a quiz, which hold no answers of respondents: Totaal aantal punten, Quizfeedback, "
        "Punten - Hoofdstad?, Feedback - Hoofdstad?",
    )


def test_a_question_may_end_in_a_number_of_its_own(tmp_path: Path) -> None:
    headings = [*DUTCH, "Vraag 1", "Vraag 12", "Top", "Top2", "Top3", "Top10", "CO2"]
    export = read(tmp_path, as_csv([headings, ["1", *[""] * 5, *["x"] * 7]]))
    assert list(export.questions.values())[6:] == ["Vraag 1", "Vraag 12", "Top", "Top", "Top", "Top10", "CO2"]


def test_names_that_stand_twice_are_numbered(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv([[*DUTCH, "Prijs", "Prijs\xa0"], ["1", *[""] * 5, "7", "8"]]))
    assert export.frame.columns.tolist()[6:] == ["Prijs", "Prijs.1"]
    assert export.questions["Prijs.1"] == "Prijs"
    assert export.warnings == ("names of columns that stand more than once got a number: Prijs.1",)


def test_no_sample_of_another_platform_is_taken_for_it(shared: Path) -> None:
    assert fitting("ms_forms", shared) == ["SYNTHETIC_ms_forms_nl.xlsx"]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert not ms_forms.fits(received("x.csv", content.encode()))
    assert faults(tmp_path, content.encode(), "ms_forms") == [
        "export.csv: does not begin with the columns of Microsoft Forms: ID, begin, end, e-mail. "
        "Leave the format to be found."
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ["ID", "Begintijd", "Eindtijd", "E-mail", "Naam"],
        ["ID", "Begintijd", "Tijd van voltooien", "Medewerker"],
        ["ID", "Naam", "E-mail", "Begintijd", "Tijd van voltooien"],
        ["Begintijd", "Tijd van voltooien", "E-mail", "Naam"],
    ],
)
def test_another_table_of_times_is_not_taken_for_it(headings: list[str]) -> None:
    assert not ms_forms.fits(received("x.csv", as_csv([headings, ["1"] * len(headings)])))


def test_the_sample_in_dutch_is_read(shared: Path) -> None:
    export = read_export(shared / "exports" / "synthetic" / "SYNTHETIC_ms_forms_nl.xlsx")
    assert export.format == "ms_forms"
    assert export.frame.shape == (3, 10)
    assert export.units == 3
    assert list(export.questions)[6:] == [
        "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
        "Waar koopt u nog meer?",
        "Prijs",
        "Service",
    ]
    assert export.frame.iloc[:, 6].tolist() == ["9", "6", "0 - Zeer onwaarschijnlijk"]
    assert export.personal == ("E-mail", "Naam")
    assert export.paradata["seconds"].tolist() == [240.0, 240.0, 240.0]
    assert export.paradata["started"].astype(str).tolist()[0] == "2025-03-01 09:07:12"
    assert export.labels == {}
    assert export.sets == {}
    assert export.warnings == (SEVERAL + "Waar koopt u nog meer?",)


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    table = [[*DUTCH, *QUESTIONS], *ROWS * 5]
    contents = [as_csv(table), as_csv(table, ";", "cp1252"), as_xlsx(table), as_csv(table, "\t", "utf-16")]
    ends = ends_of_damaged(tmp_path, contents, "ms_forms")
    assert ends["ms_forms"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
