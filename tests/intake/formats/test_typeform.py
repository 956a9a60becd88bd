"""Typeform exports: the header of before 2023 and today's, choices without their question, yes and no as 1 and 0."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import Table, as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake.formats import typeform

TOKENS = [
    "jmepqnbvq7zwhd1wwfjmepqn3j1ms6ek",
    "odwdp4nzj1xg6m9l36odwdp4nzlv2gcw",
    "hefupfubphvacf8sv12ch63vnvacgl4s",
]
QUESTIONS = [
    ("Hoe <strong>tevreden</strong> bent u over {{field:7d95}}?", ["8", "10", "3"]),
    ("Winkel", ["Winkel", "", ""]),
    ("Webshop, of app", ["Webshop, of app", "Webshop, of app", ""]),
    ("Post", ["", "", ""]),
    ("Telefoon", ["", "Telefoon", ""]),
    ("Other", ["", "via een vriend", ""]),
    ("Prijs", ["Prijs", "", ""]),
    ("None", ["", "None", ""]),
    ("Other", ["", "", "gemak"]),
    ("Heeft u een abonnement?", ["1", "0", ""]),
    ("Waarom?", ["Goed, snel", 'Zei "prima"', "Regel 1\nRegel 2"]),
    ("klantnr", ["00123", "", "00125"]),
]  # fmt: skip
OLD = [
    ("Start Date (UTC)", ["2019-02-22 17:15:19", "2019-02-22 18:00:00", "2019-02-23 09:00:00"]),
    ("Submit Date (UTC)", ["2019-02-22 17:16:39", "2019-02-22 18:10:00", "2019-02-23 09:01:00"]),
    ("Network ID", ["98eebf3737", "653e97acae", "0a1b2c3d4e"]),
]  # fmt: skip
TODAY = [
    ("Response Type", ["completed", "partial", "completed"]),
    OLD[0],
    ("Stage Date (UTC)", ["", "2019-02-22 18:05:00", ""]),
    ("Submit Date (UTC)", ["2019-02-22 17:16:39", "", "2019-02-23 09:01:00"]),
    OLD[2],
    ("Tags", ["", "", "vip"]),
    ("Ending", ["Dank u wel", "", "Dank u wel"]),
]  # fmt: skip
DOUBLED = "names of columns that stand more than once got a number: Other.1"
APART = (
    "columns of choices do not name their question, and neighbouring questions may be taken as one: "
    "Winkel / Webshop, of app / Post / …, Prijs / None"
)
SETS = {
    "Winkel / Webshop, of app / Post / …": ("Winkel", "Webshop, of app", "Post", "Telefoon"),
    "Prijs / None": ("Prijs", "None"),
}


def table(last: list[tuple[str, list[str]]], questions: list[tuple[str, list[str]]] = QUESTIONS) -> Table:
    columns = [("#", TOKENS), *questions, *last]
    return [
        [name for name, _ in columns],
        *(list(cells) for cells in zip(*(cells for _, cells in columns), strict=True)),
    ]


def test_no_sample_of_another_platform_is_taken_for_it(shared: Path) -> None:
    assert fitting("typeform", shared) == []


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert not typeform.fits(received("x.csv", content.encode()))
    (told,) = faults(tmp_path, content.encode(), "typeform")
    assert told.startswith("export.csv: has no header of Typeform: ")


SAVED = {
    "CSV": as_csv(table(TODAY)),
    "CSV with a mark": b"\xef\xbb\xbf" + as_csv(table(TODAY), line_end="\n"),
    "Dutch Excel": as_csv(table(TODAY), ";", "cp1252"),
    "XLSX": as_xlsx(table(TODAY)),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED)
def test_today_s_export(tmp_path: Path, content: bytes) -> None:
    export = read(tmp_path, content)
    assert export.format == "typeform"
    assert (export.unit, export.units) == ("respondent", 3)
    assert export.frame.index.tolist() == [2, 3, 4]
    assert export.frame.columns.tolist()[6:10] == ["Other", "Prijs", "None", "Other.1"]
    assert export.frame["Other"].tolist() == [np.nan, "via een vriend", np.nan]
    assert export.frame["Heeft u een abonnement?"].tolist() == ["1", "0", np.nan]
    assert export.frame["klantnr"].tolist() == ["00123", np.nan, "00125"]
    assert export.frame["Waarom?"].tolist()[1:] == ['Zei "prima"', "Regel 1\nRegel 2"]
    assert export.questions[QUESTIONS[0][0]] == "Hoe tevreden bent u over {{field:7d95}}?"
    assert export.questions["Other.1"] == "Other"
    assert export.sets == SETS
    assert export.personal == ("Network ID",)
    assert export.labels == {}
    assert export.warnings == (DOUBLED, APART)
    paradata = export.paradata
    assert paradata["respondent"].tolist() == TOKENS
    assert paradata["started"].iloc[0] == pd.Timestamp("2019-02-22 17:15:19")
    assert paradata["ended"].isna().tolist() == [False, True, False]
    assert paradata["finished"].tolist() == [True, False, True]
    assert paradata.dtypes.astype(str).tolist() == ["str", "datetime64[us]", "datetime64[us]", "bool"]


def test_the_export_of_before_2023_holds_completed_forms_only(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv(table(OLD)))
    assert export.format == "typeform"
    assert export.paradata["finished"].tolist() == [True, True, True]
    assert export.paradata["ended"].iloc[1] == pd.Timestamp("2019-02-22 18:10:00")
    assert export.sets == SETS
    assert export.personal == ("Network ID",)


@pytest.mark.parametrize("left_out", ["#", "Network ID"])
def test_one_of_token_and_network_id_may_be_gone(tmp_path: Path, left_out: str) -> None:
    made = table(OLD)
    place = made[0].index(left_out)
    export = read(tmp_path, as_csv([row[:place] + row[place + 1 :] for row in made]))
    assert export.format == "typeform"
    assert ("respondent" in export.paradata) == (left_out != "#")
    assert export.personal == (() if left_out == "Network ID" else ("Network ID",))


def test_without_both_it_is_a_plain_table(tmp_path: Path) -> None:
    assert read(tmp_path, as_csv([row[1:-1] for row in table(OLD)])).format == "csv"


def test_a_response_type_that_is_empty_is_not_completed_and_told(tmp_path: Path) -> None:
    last = [("Response Type", ["completed", "", "started"]), *TODAY[1:]]
    export = read(tmp_path, as_csv(table(last)))
    assert export.paradata["finished"].tolist() == [True, False, False]
    assert "column Response Type is empty (row 3): taken as not completed" in export.warnings


def test_dates_that_a_dutch_excel_wrote_anew(tmp_path: Path) -> None:
    last = [
        ("Start Date (UTC)", ["22-2-2019 17:15", "22-2-2019 18:00", "3-2-2019 09:00"]),
        ("Submit Date (UTC)", ["22-2-2019 17:16", "22-2-2019 18:10", "3-2-2019 09:01"]),
        OLD[2],
    ]
    export = read(tmp_path, as_csv(table(last), ";"))
    assert export.paradata["started"].dt.month.tolist() == [2, 2, 2]
    assert export.warnings == (DOUBLED, APART)


def test_several_choices_in_one_cell_are_told(tmp_path: Path) -> None:
    cells = ["Prijs,Gemak", "Gemak,Snel", "Prijs,Snel", "Snel", "Goed, snel"]
    header = ["#", "Wat telt?", "Waarom?", *(name for name, _ in OLD)]
    rows = [
        [f"t{row}", cells[row % 4], cells[4], *(column[row % 3] for _, column in OLD)] for row in range(8)
    ]
    export = read(tmp_path, as_csv([header, *rows]))
    assert export.warnings == ("several choices seem to stand in one cell in Wat telt?",)
    assert export.frame["Wat telt?"].iloc[0] == "Prijs,Gemak"


def test_one_column_that_repeats_its_name_is_no_set(tmp_path: Path) -> None:
    export = read(
        tmp_path, as_csv(table(OLD, [("Ja, ik ga akkoord", ["Ja, ik ga akkoord", "", ""]), QUESTIONS[-1]]))
    )
    assert export.sets == {}
    assert export.warnings == ()


def test_an_export_without_answers(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv(table(TODAY)[:1]))
    assert (export.format, export.units) == ("typeform", 0)
    assert export.paradata["finished"].dtype == "bool"


@given(
    st.lists(
        st.tuples(
            st.text("abcé <b>&;\n#", min_size=1, max_size=8).filter(str.strip),
            st.lists(st.sampled_from(["", "1", "0", "a", "tekst; met, tekens"]), min_size=3, max_size=3),
        ),
        max_size=6,
    )
)
def test_whatever_the_questions_are_all_their_cells_are_read(
    tmp_path_factory: pytest.TempPathFactory, questions: list[tuple[str, list[str]]]
) -> None:
    export = read(tmp_path_factory.getbasetemp(), as_csv(table(OLD, questions)), "any.csv")
    assert export.format == "typeform"
    assert export.units == 3
    assert export.frame.columns.is_unique
    kept = [export.frame[name].fillna("").tolist() for name in export.frame.columns[1:-3]]
    assert kept == [cells for _, cells in questions]


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    ends = ends_of_damaged(tmp_path, [*SAVED.values(), as_csv(table(OLD))], "typeform")
    assert ends.total() == 200
    assert "refused for nothing" not in ends
    assert min(ends["typeform"], ends["refused"]) > 20
