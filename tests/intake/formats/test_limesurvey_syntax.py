"""LimeSurvey's syntaxes for R and SPSS beside their data: names, texts, labels; and those of other data."""

import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzzing.damage import damaged
from tests.intake.formats.limesurvey_files import (
    CODE,
    CODES,
    LABELS,
    NAMES,
    OWN,
    OWN_TEXTS,
    ROWS,
    SAID,
    SENTENCES,
    TEXTS,
    answers,
    faults,
    for_spss,
    lss,
    r_syntax,
    read,
    sheet,
    spss_data,
    spss_syntax,
)
from tests.intake.formats.platforms import received
from tests.intake.formats.test_limesurvey import HIDDEN, UPLOADED, check_paradata
from toolkit.errors import IntakeError
from toolkit.intake import read_export
from toolkit.intake.formats.headers import one_line
from toolkit.intake.formats.limesurvey_syntax import Syntax, syntax_of


@pytest.mark.parametrize(("texts", "style"), [(TEXTS, "text"), (CODES, "code")])
def test_the_syntax_for_r_gives_names_and_labels(tmp_path: Path, texts: tuple[str, ...], style: str) -> None:
    headings = [*(OWN_TEXTS if style == "text" else OWN), *texts]
    name = "survey_424242_R_data_file.csv"
    export = read(tmp_path, name, answers(headings), R=r_syntax(NAMES, SAID, LABELS))
    assert export.frame.columns.tolist() == NAMES
    assert export.labels == {NAMES[number - 1]: labels for number, labels in LABELS.items()} | {
        "MERK": {
            "A1": "Gazelle's",
            "A2": "Anders, dan dat",
            "-oth-": "Overige",
        }
    }
    assert export.sets == {"KAN": ("KAN_web", "KAN_win")}
    assert export.questions["SAT_SQ001"] == "Hoe tevreden bent u over één van deze? [De prijs]"
    assert export.personal == ("ipaddr",)
    assert export.warnings == (HIDDEN, UPLOADED + "BON")
    check_paradata(export.paradata)


def test_columns_of_times_that_the_syntax_leaves_out_keep_their_headings(tmp_path: Path) -> None:
    headings = [*OWN_TEXTS, *TEXTS, "Total time"]
    rows = [[*row, "58.9"] for row in ROWS]
    export = read(tmp_path, "a.csv", answers(headings, rows=rows), R=r_syntax(NAMES, SAID, LABELS))
    assert export.frame.columns.tolist() == [*NAMES, "Total time"]
    assert export.paradata["seconds"].tolist() == [58.9] * 3


def test_a_syntax_and_a_structure_add_up(tmp_path: Path) -> None:
    """What the syntax has no labels for, the structure gives; yes and no are the syntax's, which recodes them."""
    few = {number: LABELS[number] for number in (10, 12)}
    export = read(tmp_path, "a.csv", answers([*OWN_TEXTS, *TEXTS]), R=r_syntax(NAMES, SAID, few), lss=lss())
    assert export.frame.columns.tolist() == NAMES
    assert export.labels["SAT_SQ001"] == LABELS[10]
    assert export.labels["SAT_SQ002"] == {"1": "Ontevreden", "2": "Tevreden", "9": "Weet niet"}
    assert export.labels["DUO_SQ1#1"] == {"1": "Weinig gekregen", "2": "Veel gekregen"}
    assert "LID" not in export.labels
    assert export.sets == {"KAN": ("KAN_web", "KAN_win")}


def test_data_for_spss_are_read_by_their_syntax(tmp_path: Path) -> None:
    extra = 'RECODE V15 ("-oth-" = "666666").\nEXECUTE.\nADD VALUE LABELS V15 666666 "other".\n'
    extra += "MISSING VALUES V10 TO V11 (9, LO THRU -1) / V17 ('x').\n"
    syntax = spss_syntax(NAMES, SAID, LABELS, extra)
    export = read(tmp_path, "survey_424242_SPSS_data_file.dat", spss_data(for_spss()), sps=syntax)
    assert export.format == "limesurvey"
    assert export.frame.columns.tolist() == NAMES
    assert export.frame.index.tolist() == [1, 2, 3]
    assert export.frame["WAAROM"].fillna("").tolist() == ["Mooi; maar duur", "", "Regel 1 regel 2"]
    assert export.questions["SAT_SQ001"] == "Hoe tevreden bent u over één van deze? [De prijs]"
    assert export.labels["MERK"] == {**LABELS[15], "-oth-": "other"}
    assert export.labels["SAT_SQ001"] == LABELS[10]
    assert export.sets == {"KAN": ("KAN_web", "KAN_win")}
    missing = ((9.0, 9.0), (-math.inf, -1.0))
    assert export.missing_ranges == {"SAT_SQ001": missing, "SAT_SQ002": missing, "LID": (("x", "x"),)}
    assert export.personal == ("ipaddr",)
    assert export.warnings == (HIDDEN, UPLOADED + "BON")
    # The third of February, though nothing but the format says so.
    check_paradata(export.paradata)


@pytest.mark.parametrize("companions", [{}, {"R": r_syntax(NAMES, SAID, {})}, {"lss": lss()}])
def test_data_for_spss_without_syntax_ask_for_it(tmp_path: Path, companions: dict[str, bytes]) -> None:
    assert faults(tmp_path, "a.dat", spss_data(for_spss()), **companions) == [
        "a.dat: is LimeSurvey's data for SPSS, which cannot be read without its syntax (.sps). "
        "Name that file under `companions`, or export the answers as CSV, with the structure (.lss)."
    ]


def test_a_syntax_of_other_data_is_refused(tmp_path: Path) -> None:
    name = "survey_424242_R_data_file.csv"
    again = "Export data and syntax from LimeSurvey again, one after the other."
    texts = answers([*OWN_TEXTS, *TEXTS])
    assert faults(tmp_path, name, texts, R=r_syntax(NAMES, SAID, {}, survey="111111")) == [
        f"x.R: belongs to survey 111111, and {name} to survey 424242. {again}"
    ]
    assert faults(tmp_path, name, texts, R=r_syntax([*NAMES, "EXTRA"], [*SAID, "Nog iets?"], {})) == [
        f"x.R: describes 27 columns, but {name} has 26. {again}"
    ]
    moved = [*SAID[:8], *SAID[9:], SAID[8]]
    assert faults(tmp_path, name, texts, R=r_syntax(NAMES, moved, {})) == [
        f"x.R: describes other columns than {name} has, such as column 9 (Welkom). {again}"
    ]
    assert faults(tmp_path, "a.dat", spss_data(for_spss()), sps=spss_syntax(NAMES[:-1], SAID[:-1], {})) == [
        "a.dat: has 26 columns, but its syntax describes 25. Export data and syntax again, one after the other."
    ]


def test_data_for_spss_that_were_cut_off_are_refused(tmp_path: Path) -> None:
    cut = spss_data(for_spss())[:-20]
    (told,) = faults(tmp_path, "a.dat", cut, sps=spss_syntax(NAMES, SAID, {}))
    assert told.startswith("a.dat, row 3: has a quotation mark (') that does not close, or was cut off.")


def test_labels_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    syntax = r_syntax(NAMES, SAID, LABELS).replace(b'levels=c("A1","A2")', b'levels=c("A1","A2","A3")')
    export = read(tmp_path, "a.csv", answers([*OWN_TEXTS, *TEXTS]), R=syntax)
    assert export.warnings[0] == "x.R has labels that cannot be read (column 15)"
    assert export.labels["MERK"] == {"-oth-": "Overige"}


@settings(max_examples=40)
@given(
    texts=st.lists(SENTENCES, min_size=1, max_size=5),
    labels=st.dictionaries(CODE | st.integers(0, 99).map(str), SENTENCES, min_size=1, max_size=5),
)
def test_a_syntax_in_either_language_reads_back_the_same(texts: list[str], labels: dict[str, str]) -> None:
    names = [f"Q{number}" for number in range(1, len(texts) + 1)]
    for made in (
        syntax_of(received("x.R", r_syntax(names, texts, {1: labels}))),
        syntax_of(received("x.sps", spss_syntax(names, texts, {1: labels}))),
    ):
        assert isinstance(made, Syntax)
        assert list(made.names.values()) == names
        assert list(made.texts.values()) == [one_line(text) for text in texts]
        assert list(made.labels[0]) == list(labels)


def test_damaged_companions_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    source = random.Random("companions")
    texts = answers([*OWN_TEXTS, *TEXTS])
    pairs = [(texts, r_syntax(NAMES, SAID, LABELS)), (texts, lss()), (answers(), lss(old=True)),
             (answers(), sheet()), (spss_data(for_spss()), spss_syntax(NAMES, SAID, LABELS))]  # fmt: skip
    ends = {"read": 0, "refused": 0}
    for number in range(120):
        content, companion = pairs[number % len(pairs)]
        try:
            export = read(tmp_path, "a.csv", content, x=damaged(source, companion))
        except IntakeError as error:
            ends["refused"] += bool(error.faults)
        else:
            assert export.frame.shape == (3, len(NAMES))
            ends["read"] += 1
    assert sum(ends.values()) == 120
    assert min(ends.values()) > 10


def test_the_real_export_takes_the_names_of_a_syntax(tmp_path: Path, shared: Path) -> None:
    path = shared / "exports" / "limesurvey" / "survey_998192_R_data_file.csv"
    found = read_export(path)
    own = ["id", "submitdate", "lastpage", "startlanguage", "q_", "startdate", "datestamp"]
    names = own + [f"Q{number}_SQ1" for number in range(8, 52)]
    names[12:16] = ["EDU_SQ1", "EDU_SQ2", "EDU_SQ3", "EDU_SQ4"]
    said = [*own, *[turned(text) for text in list(found.questions.values())[7:51]]]
    schools = {number: {"1": "Yes", "0": "Not selected"} for number in range(13, 17)}
    export = read(tmp_path, path.name, path.read_bytes(), R=r_syntax(names, said, schools, survey="998192"))
    # The twenty columns of times are not in the syntax, as LimeSurvey leaves them out.
    assert export.frame.columns.tolist()[:51] == names
    assert export.frame.columns.tolist()[51:] == found.frame.columns.tolist()[51:]
    assert list(export.questions.values()) == list(found.questions.values())
    assert export.sets == {"EDU": ("EDU_SQ1", "EDU_SQ2", "EDU_SQ3", "EDU_SQ4")}
    assert export.labels["EDU_SQ4"] == {"1": "Yes", "0": "Not selected"}
    assert export.labels["Q10_SQ1"] == {"-oth-": "Other"}
    assert export.paradata.equals(found.paradata)


def turned(text: str) -> str:
    """A text as a syntax has it: the subquestion first."""
    question, _, sub = text.removesuffix("]").rpartition(" [")
    return f"[{sub}] {question}" if question and text.endswith("]") else text
