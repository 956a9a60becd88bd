"""LimeSurvey's structure (`.lss`, or tab-separated) beside its answers and alone: names, texts, labels, languages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.conftest import as_csv
from tests.intake.formats.limesurvey_files import (
    CODE,
    CODES,
    OWN,
    OWN_TEXTS,
    QUESTIONS,
    SENTENCES,
    TEXTS,
    answers,
    faults,
    lss,
    read,
    sheet,
)
from tests.intake.formats.platforms import received
from tests.intake.formats.test_limesurvey import BOTH, HIDDEN, UPLOADED, check_paradata
from toolkit.errors import Fault
from toolkit.intake import read_export
from toolkit.intake.formats.limesurvey_structure import structure_of

NAME = "results-survey424242.csv"
NL_CHOSEN = "x.lss has texts in nl, en: those in nl were taken"
SATISFIED = {"1": "Ontevreden", "2": "Tevreden", "9": "Weet niet"}
YES = {"Y": "Ja", "N": "Nee"}
STRUCTURE_LABELS = {
    "SAT[SQ001]": SATISFIED,
    "SAT[SQ002]": SATISFIED,
    "KAN[web]": YES,
    "KAN[win]": YES,
    "MERK": {"A1": "Gazelle-achtig", "A2": "Anders dan dat", "-oth-": "Anders"},
    "LID": YES,
    "DUO[SQ1][1]": {"1": "Weinig verwacht", "2": "Veel verwacht"},
    "DUO[SQ1][2]": {"1": "Weinig gekregen", "2": "Veel gekregen"},
    "RANG[1]": {"st": "Stad", "ra": "Race"},
    "RANG[2]": {"st": "Stad", "ra": "Race"},
}


@pytest.mark.parametrize("structure", [{"lss": lss()}, {"lss": lss(old=True)}, {"txt": sheet()}])
@pytest.mark.parametrize("headings", [[*OWN, *CODES], [*OWN_TEXTS, *TEXTS], BOTH])
def test_a_structure_gives_names_texts_and_labels(
    tmp_path: Path, structure: dict[str, bytes], headings: list[str]
) -> None:
    export = read(tmp_path, NAME, answers(headings), **structure)
    assert export.frame.columns.tolist() == [*OWN, *CODES]
    assert export.labels == STRUCTURE_LABELS
    assert export.sets == {"KAN": ("KAN[web]", "KAN[win]")}
    assert export.questions["SAT[SQ002]"] == "Hoe tevreden bent u over één van deze? [Het advies]"
    assert export.questions["WAAROM"] == "Waarom?"
    own = "Anders" if headings[0] == "id" else "Overige"
    assert export.questions["KAN[other]"] == f"Waar koopt u? [{own}]"
    told = NL_CHOSEN.replace("lss", *structure)
    assert export.warnings == (told, HIDDEN, UPLOADED + "BON")
    check_paradata(export.paradata)


def test_codes_in_the_joined_notation_are_found_too(tmp_path: Path) -> None:
    joined = [code.replace("][", "_").replace("[", "_").replace("]", "") for code in CODES]
    # There the two scales count from 0.
    joined[9:11] = ["DUO_SQ1_0", "DUO_SQ1_1"]
    export = read(tmp_path, NAME, answers([*OWN, *joined]), lss=lss())
    assert export.frame.columns.tolist() == [*OWN, *joined]
    assert export.labels["DUO_SQ1_0"] == STRUCTURE_LABELS["DUO[SQ1][1]"]
    assert export.labels["DUO_SQ1_1"] == STRUCTURE_LABELS["DUO[SQ1][2]"]
    assert export.sets == {"KAN": ("KAN_web", "KAN_win")}


def test_the_language_is_that_of_the_headings(tmp_path: Path) -> None:
    headings = [
        "Welcome",
        "How satisfied are you with: [The price]",
        "How satisfied are you with: [The advice]",
    ]
    table = [["Response ID", "Last page", "Start language", *headings], ["1", "1", "nl", "", "1", "2"]]
    export = read(tmp_path, NAME, as_csv(table), lss=lss())
    assert export.labels["SAT[SQ001]"] == {"1": "Unhappy", "2": "Happy", "9": "Don't know"}
    assert export.warnings == ("x.lss has texts in nl, en: those in en were taken",)


@pytest.mark.parametrize(
    ("started", "cells", "language"),
    [
        (("nl", "nl", "en"), ("1", "2", "9"), "nl"),
        (("en", "nl", "en"), ("1", "2", "9"), "en"),
        (("fr", "fr", "fr"), ("1", "2", "9"), "nl"),
        # Answers exported as texts show the language, whatever the respondents chose.
        (("nl", "nl", "nl"), ("Unhappy", "Happy", "Don't know"), "en"),
        (("en", "en", "en"), ("Tevreden", "", "Weet niet"), "nl"),
    ],
)
def test_the_language_follows_from_answers_or_respondents(
    tmp_path: Path, started: tuple[str, ...], cells: tuple[str, ...], language: str
) -> None:
    rows = [
        [str(row), "1", begun, cell] for row, (begun, cell) in enumerate(zip(started, cells, strict=True))
    ]
    table = as_csv([["id", "lastpage", "startlanguage", "SAT[SQ001]"], *rows])
    export = read(tmp_path, NAME, table, lss=lss())
    assert export.warnings == (f"x.lss has texts in nl, en: those in {language} were taken",)
    assert export.frame["SAT[SQ001]"].fillna("").tolist() == list(cells)


def test_a_structure_in_one_language_needs_no_choice(tmp_path: Path) -> None:
    export = read(tmp_path, NAME, answers(), lss=lss(languages=["en"]))
    assert export.questions["LID"] == "Are you a member?"
    assert export.labels["LID"] == {"Y": "Yes", "N": "No"}
    assert export.warnings == (HIDDEN, UPLOADED + "BON")


def test_yes_and_no_may_have_been_written_as_numbers(tmp_path: Path) -> None:
    table = as_csv(
        [
            ["id", "lastpage", "submitdate", "KAN[web]", "KAN[win]", "LID"],
            ["1", "1", "", "1", "0", "2"],
            ["2", "1", "", "0", "1", "1"],
        ]
    )
    labels = read(tmp_path, NAME, table, lss=lss()).labels
    assert labels == {
        "KAN[web]": {"1": "Ja", "0": "Nee"},
        "KAN[win]": {"1": "Ja", "0": "Nee"},
        "LID": {"1": "Ja", "2": "Nee"},
    }


def test_a_structure_alone_gives_questions_without_answers(tmp_path: Path) -> None:
    export = read(tmp_path, "x.lss", lss())
    assert export.format == "limesurvey"
    assert export.frame.shape == (0, len(CODES))
    assert export.frame.columns.tolist() == list(CODES)
    assert export.units == 0
    assert export.labels == STRUCTURE_LABELS
    assert export.sets == {"KAN": ("KAN[web]", "KAN[win]")}
    assert export.questions["AANT[Y1_X2]"] == "Hoeveel fietsen? [Thuis][Ooit]"
    told = "x.lss is the structure of a questionnaire: it holds questions and no answers"
    assert export.warnings == (told, NL_CHOSEN)
    assert read(tmp_path, "x.txt", sheet()).labels == STRUCTURE_LABELS


def test_the_real_structure_is_read(shared: Path) -> None:
    export = read_export(shared / "exports" / "limesurvey" / "survey.lss")
    assert export.questions == {
        "G01Q01": "Text for first question",
        "G01Q02": "Text for second question",
        "G02Q03": "Please upload a text file",
        "G02Q03[filecount]": "Please upload a text file [filecount]",
        "G02Q04": "Do you like this survey?",
    }
    assert export.labels == {"G02Q04": {"Y": "Yes", "N": "No"}}
    assert export.frame.shape == (0, 5)
    assert export.warnings == (
        "survey.lss is the structure of a questionnaire: it holds questions and no answers",
    )


def test_a_structure_of_another_questionnaire_is_refused(tmp_path: Path, shared: Path) -> None:
    other = (shared / "exports" / "limesurvey" / "survey.lss").read_bytes()
    assert faults(tmp_path, NAME, answers(), lss=other) == [
        "x.lss: describes none of the columns of results-survey424242.csv. "
        "Name the structure (.lss) of this very questionnaire."
    ]


def test_a_structure_of_a_copy_is_used_and_told(tmp_path: Path) -> None:
    export = read(tmp_path, NAME, answers(), lss=lss(survey="111111", questions=QUESTIONS[1:]))
    assert export.warnings[:2] == (
        "x.lss is of survey 111111, and results-survey424242.csv of survey 424242",
        "columns that x.lss does not describe: INTRO",
    )
    assert export.labels == STRUCTURE_LABELS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (lss()[:-40], "x.lss: is a damaged .lss file. Export the structure from LimeSurvey again, as .lss."),
        (
            lss().replace(b">Survey<", b">Question<"),
            "x.lss: is a LimeSurvey export of one question, not of the whole questionnaire. "
            "Export the whole survey structure (.lss).",
        ),
        (
            lss(questions=()),
            "x.lss: is a LimeSurvey structure without questions. "
            "Export the structure from LimeSurvey again, as .lss.",
        ),
        (
            lss().replace(b"<document>", b'<!DOCTYPE a [<!ENTITY a "b">]><document>'),
            "x.lss: is a damaged .lss file. Export the structure from LimeSurvey again, as .lss.",
        ),
    ],
)
def test_a_structure_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    assert faults(tmp_path, NAME, answers(), lss=content) == [told]
    assert faults(tmp_path, "x.lss", content) == [told]


def test_a_grid_that_would_fill_the_memory_is_refused() -> None:
    many = tuple((scale, f"S{number}", ("a", "b")) for scale in (0, 1) for number in range(200))
    made = structure_of(received("x.lss", lss(questions=[("Q", ":", "N", ("a", "b"), many, ())])))
    assert isinstance(made, Fault)
    assert made.what == "describes more than 20,000 columns"


def test_what_explains_nothing_is_told(tmp_path: Path) -> None:
    export = read(tmp_path, NAME, answers(), csv=as_csv([["a", "b"], ["1", "2"]]), lss=lss(languages=["nl"]))
    assert export.warnings[0] == "not used, as it does not explain answers of LimeSurvey further: x.csv"
    assert export.labels == STRUCTURE_LABELS


@settings(max_examples=40)
@given(
    questions=st.lists(
        st.tuples(
            CODE,
            st.sampled_from(["F", "M", "L", "T", "1", "R", ":", "P", "O", "|", "Q"]),
            st.sampled_from(["Y", "N"]),
            st.tuples(SENTENCES, SENTENCES),
            st.lists(st.tuples(st.sampled_from([0, 1]), CODE, st.tuples(SENTENCES, SENTENCES)), max_size=3),
            st.lists(st.tuples(st.just(0), CODE, st.tuples(SENTENCES, SENTENCES)), max_size=3),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda question: question[0],
    )
)
def test_the_forms_of_a_structure_say_the_same(questions: list[tuple]) -> None:
    new, old = (structure_of(received("x.lss", lss(old=old, questions=questions))) for old in (False, True))
    if isinstance(new, Fault) or isinstance(old, Fault):
        assert isinstance(new, Fault)
        assert isinstance(old, Fault)
    else:
        assert new.columns == old.columns
        assert len({column.name for column in new.columns}) == len({column.joined for column in new.columns})
