"""LimeSurvey's answers without anything beside them: headings of each kind, its own columns, options, hidden cells."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.limesurvey_files import (
    CODES,
    OWN,
    OWN_TEXTS,
    ROWS,
    TEXTS,
    answers,
    for_spss,
    lss,
    r_syntax,
    sheet,
    spss_data,
    spss_syntax,
)
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import limesurvey
from toolkit.intake.formats.limesurvey_rows import ticked

HIDDEN = (
    '1 cell holds "N/A": LimeSurvey writes that where a question was not shown, '
    "and leaves a cell blank where it was skipped"
)
UPLOADED = "columns of uploaded files, in LimeSurvey's own notation: "
BOTH = [f"{code}. {text}" for code, text in zip(OWN + CODES, OWN_TEXTS + TEXTS, strict=True)]
JOINED = [code.replace("][", "_").replace("[", "_").replace("]", "") for code in CODES]
GERMAN = ("Antwort ID", "Datum Abgeschickt", "Letzte Seite", "Start-Sprache", "Zufallsstartwert", "Datum gestartet",
          "Datum letzte Aktivität", "IP-Adresse")  # fmt: skip
DUTCH = ("Antwoord ID", "Datum ingediend", "Laatste pagina", "Starttaal", "Seed", "Datum gestart",
         "Datum laatste actie", "IP-adres")  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("headings", "names", "texts"),
    [
        ([*OWN, *CODES], CODES, CODES),
        ([*OWN, *JOINED], JOINED, JOINED),
        ([*OWN_TEXTS, *TEXTS], TEXTS, TEXTS),
        ([*GERMAN, *TEXTS], TEXTS, TEXTS),
        ([*DUTCH, *TEXTS], TEXTS, TEXTS),
        (BOTH, CODES, TEXTS),
        ([text.replace("[SQ", " [SQ") for text in BOTH], CODES, TEXTS),
        ([text.replace(". ", " - ", 1) for text in BOTH], CODES, TEXTS),
    ],
)
def test_headings_of_each_kind_give_names_and_texts(
    tmp_path: Path, separator: str, headings: list[str], names: list[str], texts: list[str]
) -> None:
    export = read(tmp_path, answers(headings, separator))
    assert export.format == "limesurvey"
    assert export.frame.columns.tolist()[8:] == list(names)
    assert list(export.questions.values())[8:] == list(texts)
    assert export.frame.index.tolist() == [2, 3, 4]
    assert export.units == 3
    assert export.unit == "respondent"
    assert export.personal == (export.frame.columns[7],)
    assert export.warnings == (HIDDEN, UPLOADED + (names[15]))
    check_paradata(export.paradata)


def check_paradata(paradata: pd.DataFrame) -> None:
    assert paradata.index.tolist() in ([2, 3, 4], [1, 2, 3])
    assert paradata["respondent"].tolist() == ["1", "2", "3"]
    assert paradata["language"].tolist() == ["nl", "en", "nl"]
    assert paradata["finished"].tolist() == [True, False, True]
    assert paradata["finished"].dtype == bool
    assert paradata["started"].astype(str).tolist() == [
        "2026-02-03 10:00:00",
        "2026-02-04 11:00:00",
        "2026-02-05 09:20:00",
    ]
    # An answer that was not sent ended when LimeSurvey last heard of it.
    assert paradata["ended"].astype(str).tolist()[1] == "2026-02-04 11:02:30"
    assert paradata["started"].dtype == paradata["ended"].dtype == "datetime64[us]"
    np.testing.assert_array_equal(paradata["seconds"], [300.0, np.nan, 600.0])


def test_cells_stay_as_received(tmp_path: Path) -> None:
    frame = read(tmp_path, answers()).frame
    assert frame["WAAROM"].tolist() == ["Mooi; maar duur", np.nan, "Regel 1\nregel 2"]
    assert frame["LID"].tolist() == ["Y", "N", "N/A"]
    assert frame["MERK"].tolist() == ["-oth-", "A1", "A2"]
    assert frame["KAN[web]"].tolist() == ["Y", np.nan, "Y"]


def test_the_code_of_another_answer_has_a_label(tmp_path: Path) -> None:
    assert read(tmp_path, answers()).labels == {"MERK": {"-oth-": "Anders"}}
    texts = read(tmp_path, answers([*OWN_TEXTS, *TEXTS]))
    assert texts.labels == {"Welk merk heeft u?": {"-oth-": "Overige"}}


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    export = read(tmp_path, as_xlsx([[*OWN, *CODES], *map(list, ROWS)]), "results-survey424242.xlsx")
    assert export.format == "limesurvey"
    check_paradata(export.paradata)


def test_a_name_that_only_limesurvey_gives_is_enough(tmp_path: Path) -> None:
    few = as_csv([["SAT[SQ001]", "SAT[SQ002]"], ["2", "1"]])
    assert read(tmp_path, few, "results-survey424242.csv").format == "limesurvey"
    assert read(tmp_path, few).format == "csv"
    assert read(tmp_path, few, format="limesurvey").questions == {
        "SAT[SQ001]": "SAT[SQ001]",
        "SAT[SQ002]": "SAT[SQ002]",
    }


def test_times_that_limesurvey_measured_come_first(tmp_path: Path) -> None:
    table = [["id", "submitdate", "lastpage", "startdate", "datestamp", "Q1", "interviewtime", "groupTime4"]]
    table += [
        ["1", "2026-02-03 10:05:00", "2", "2026-02-03 10:00:00", "2026-02-03 10:05:00", "a", "58.95", "7.43"]
    ]
    table += [["2", "", "1", "2026-02-03 10:00:00", "2026-02-03 10:05:00", "a", "", ""]]
    seconds = read(tmp_path, as_csv(table)).paradata["seconds"]
    np.testing.assert_array_equal(seconds, [58.95, np.nan])


def test_a_survey_without_dates_has_none(tmp_path: Path) -> None:
    """LimeSurvey then writes the first day of 1980 as the moment of sending."""
    table = [
        ["id", "submitdate", "lastpage", "Q1"],
        ["1", "1980-01-01 00:00:00", "2", "a"],
        ["2", "", "1", "b"],
    ]
    paradata = read(tmp_path, as_csv(table)).paradata
    assert paradata["finished"].tolist() == [True, False]
    assert paradata["ended"].isna().all()
    assert "started" not in paradata
    assert "seconds" not in paradata


def test_what_cannot_be_known_is_left_out(tmp_path: Path) -> None:
    paradata = read(tmp_path, as_csv([["id", "lastpage", "Q1"], ["1", "2", "a"]])).paradata
    assert paradata.columns.tolist() == ["respondent"]


def test_participants_are_personal_data(tmp_path: Path) -> None:
    table = [["firstname", "lastname", "email", "id", "submitdate", "lastpage", "token", "refurl", "Q1"]]
    export = read(tmp_path, as_csv([*table, ["An", "B", "a@b.nl", "1", "", "1", "xYz", "a.nl", "5"]]))
    assert export.personal == ("refurl", "token", "firstname", "lastname", "email")


def test_names_that_stand_twice_are_numbered(tmp_path: Path) -> None:
    headings = [*OWN_TEXTS, *TEXTS[:-1], TEXTS[0]]
    export = read(tmp_path, answers(headings))
    assert export.frame.columns[-1] == "Welkom.1"
    assert export.questions["Welkom.1"] == "Welkom"
    assert export.warnings[0] == "names of columns that stand more than once got a number: Welkom.1"


def test_markup_and_entities_leave_the_text_but_not_the_name(tmp_path: Path) -> None:
    table = [
        ["Response ID", "Last page", "Start language", "{if((age.NAOK &gt; 65), 1, 0)}"],
        ["1", "2", "nl", "0"],
    ]
    export = read(tmp_path, as_csv(table))
    assert export.questions["{if((age.NAOK &gt; 65), 1, 0)}"] == "{if((age.NAOK > 65), 1, 0)}"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"a": ["1", "0", None], "b": ["0", "0", None]}, ("a", "b")),
        ({"a": ["Y", None, None], "b": ["Y", "Y", None]}, ("a", "b")),
        ({"a": ["Y", None], "b": [None, "Y"], "other": [None, "Markt"]}, ("a", "b")),
        ({"a": ["1", "0"], "b": ["0", None]}, None),
        ({"a": ["1", "1"], "b": ["1", "1"]}, None),
        ({"a": ["0", "0"], "b": ["0", "0"]}, None),
        ({"a": ["Y", "N"], "b": ["Y", "Y"]}, None),
        ({"a": ["Y", "Y"], "b": ["Y", "Y"]}, None),
        ({"a": ["1", "0"], "b": ["2", "0"]}, None),
        ({"a": ["1", "0"]}, None),
    ],
)
def test_options_are_known_by_what_the_columns_hold(
    cells: dict[str, list[str | None]], expected: tuple[str, ...] | None
) -> None:
    frame = pd.DataFrame({f"Q[{name}]": pd.array(column, dtype="str") for name, column in cells.items()})
    sets = ticked(frame, frame.columns, named_by_code=True)
    assert sets == ({} if expected is None else {"Q": tuple(f"Q[{name}]" for name in expected)})
    by_text = frame.rename(columns={f"Q[{name}]": f"Wat? [{name}]" for name in cells})
    found = ticked(by_text, by_text.columns, named_by_code=False)
    assert found == ({} if expected is None else {"Wat?": tuple(f"Wat? [{name}]" for name in expected)})


def test_no_sample_of_another_platform_is_taken_for_it(shared: Path) -> None:
    assert fitting("limesurvey", shared) == ["survey.lss", "survey_998192_R_data_file.csv"]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(content: str) -> None:
    assert not limesurvey.fits(received("x.csv", content.encode()))


@pytest.mark.parametrize(
    "headings",
    [
        ["Response ID", "Time Started", "Date Submitted", "Status", "Language"],
        ["id", "submitdate", "naam"],
        ["id", "startdate", "seed", "Q1"],
        ["Antwoord ID", "Datum ingediend", "Naam"],
    ],
)
def test_a_table_with_some_of_its_words_is_not_taken_for_it(headings: list[str]) -> None:
    assert not limesurvey.fits(received("x.csv", as_csv([headings, ["1"] * len(headings)])))


def test_files_of_other_kinds_are_refused_by_name(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, r_syntax(OWN, OWN, {}))
    assert told == (
        "export.csv: is a syntax that LimeSurvey writes beside its data, not the data. "
        "Name the data file itself, and this one among its `companions`."
    )
    (told,) = faults(tmp_path, b'<?xml version="1.0"?><a/>', "limesurvey")
    assert told == "export.csv: is no export of LimeSurvey. Export the answers as CSV."


def test_files_beside_the_data_are_found_by_name(tmp_path: Path) -> None:
    names = [
        "survey_424242_R_data_file.csv",
        "survey_424242_R_syntax_file.R",
        "survey_424242_SPSS_data_file.dat",
        "survey_424242_SPSS_syntax_file.sps",
        "survey_424242_R_data_file (1).csv",
        "survey_424242_R_syntax_file (1).R",
        "survey_111111_R_syntax_file.R",
        "limesurvey_survey_424242.lss",
        "results-survey424242.csv",
        "export.csv",
    ]
    for name in names:
        (tmp_path / name).touch()

    def beside(name: str) -> list[str]:
        return [one.name for one in limesurvey.siblings(tmp_path / name)]

    assert beside(names[0]) == [names[1], names[7]]
    assert beside(names[2]) == [names[3], names[7]]
    assert beside(names[4]) == [names[5], names[7]]
    assert beside("results-survey424242.csv") == [names[7]]
    assert beside("survey_111111_R_data_file (2).csv") == [names[6]]
    assert beside("export.csv") == []
    assert beside("results-survey999.csv") == []
    assert limesurvey.siblings(tmp_path / "absent" / names[0]) == ()


def test_the_real_export_is_read(shared: Path) -> None:
    """Seven respondents, two of whom finished; no syntax lies beside it."""
    path = shared / "exports" / "limesurvey" / "survey_998192_R_data_file.csv"
    assert limesurvey.siblings(path) == ()
    export = read_export(path)
    assert export.format == "limesurvey"
    assert export.frame.shape == (7, 71)
    assert export.units == 7
    questions = list(export.questions.values())
    assert questions[9:12] == ["How do you identify?", "How do you identify? [Other]", "How old are you?"]
    assert questions[21] == '{if((age.NAOK > 65) && (gender.NAOK == "man"), 1,0)}'
    assert questions[43] == "How many pets do you have [cats]"
    assert export.labels == {"How do you identify?": {"-oth-": "Other"}}
    stem = "Which educations have you ever done or seem kind of interesting maybe later, when you have time?"
    schools = ("Primary School", "Secondary School", "Tertairy School", "Quartiary School")
    assert export.sets == {stem: tuple(f"{stem} [{school}]" for school in schools)}
    assert export.personal == ()
    assert export.missing_ranges == {}
    assert export.warnings == (UPLOADED + "Upload an image of your plant for example",)
    paradata = export.paradata
    assert paradata["respondent"].tolist() == ["1", "4", "5", "6", "7", "8", "9"]
    assert paradata["finished"].tolist() == [True, False, False, False, False, False, True]
    assert paradata["seconds"].tolist() == [339.28, 122.6, 303.88, 0.0, 274.79, 7.74, 58.95]
    assert paradata["language"].tolist() == ["en"] + ["nl-informal"] * 6
    assert paradata["started"].iloc[0] == pd.Timestamp("2021-09-24 11:33:56")
    assert paradata["ended"].iloc[-1] == pd.Timestamp("2022-03-15 09:56:23")


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    texts = answers([*OWN_TEXTS, *TEXTS], ";")
    contents = [
        answers(),
        texts,
        lss(),
        sheet(),
        spss_data(for_spss()),
        as_xlsx([[*OWN, *CODES], *map(list, ROWS)]),
    ]
    contents += [spss_syntax(OWN, OWN, {}), r_syntax(OWN, OWN, {})]
    ends = ends_of_damaged(tmp_path, contents, "limesurvey", 400)
    assert ends["limesurvey"] > 50
    assert ends["refused"] > 50
    assert ends["refused for nothing"] == 0
