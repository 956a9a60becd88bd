"""SurveyMonkey exports: two rows of header, choice texts or codes, old and new names of its own columns."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import Table, as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import surveymonkey

OWN = {
    "today": ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
              "Last Name", "Custom Data 1"],
    "XLSX": ["respondent_id", "collector_id", "date_created", "date_modified", "ip_address", "email_address",
             "first_name", "last_name", "custom_1"],
    "before 2016": ["RespondentID", "CollectorID", "StartDate", "EndDate", "IP Address", "Email Address", "First Name",
                    "LastName", "Custom Data"],
    "Dutch": ["Respondent-ID", "Verzamelprogramma-ID", "Begindatum", "Einddatum", "IP-adres", "E-mailadres", "Voornaam",
              "Achternaam", "Aangepaste gegevens 1"],
}  # fmt: skip
OWN_CELLS = [
    ["114190150300", "402475541", "10/13/2025 11:17:48 AM", "10/13/2025 11:19:34 PM", "192.0.2.1", "zoe@example.com",
     "Zoë", "De Vries", "k1"],
    ["114190150301", "402475541", "10/14/2025 12:17:48 AM", "10/14/2025 12:19:34 AM", "192.0.2.2", "", "", "", "k2"],
    ["114190150302", "402475541", "10/02/2025 09:17:48 AM", "10/02/2025 09:19:34 AM", "192.0.2.3", "", "", "", "k3"],
]  # fmt: skip
# Row 1, row 2, answers.
QUESTIONS = [
    (
        "<p>Hoe <strong>tevreden</strong> bent u&nbsp;over ons?</p>",
        "Response",
        ["Tevreden", "> 60", "$50,000 - $99,999"],
    ),
    ("Welke kanalen gebruikt u?", "Winkel", ["Winkel", "", "Winkel"]),
    ("", "Webshop,<br>of app", ["", "Webshop, of app", ""]),
    ("", "Telefoon", ["", "", ""]),
    ("", "Anders (graag toelichten)", ["", "via een vriend", "per post"]),
    ("Stellingen", "Ze zijn vriendelijk", ["Eens", "Eens", "Oneens"]),
    ("", "Ze zijn deskundig", ["Eens", "", "Oneens"]),
    ("Zet op volgorde", "Prijs", ["1", "2", "1"]),
    ("", "Gemak", ["2", "1", "2"]),
    ("Waarom?", "Open-Ended Response", ["Goed, snel", 'Zei "prima"', "Regel 1\nRegel 2"]),
    ("Waarom?", "Open-Ended Response", ["a", "b", "c"]),
    ("Hoe lang bent u klant?", "jaren", ["3", "4", "5"]),
]  # fmt: skip
NAMES = [
    "Hoe tevreden bent u over ons?",
    "Welke kanalen gebruikt u? [Winkel]",
    "Welke kanalen gebruikt u? [Webshop, of app]",
    "Welke kanalen gebruikt u? [Telefoon]",
    "Welke kanalen gebruikt u? [Anders (graag toelichten)]",
    "Stellingen [Ze zijn vriendelijk]",
    "Stellingen [Ze zijn deskundig]",
    "Zet op volgorde [Prijs]",
    "Zet op volgorde [Gemak]",
    "Waarom?",
    "Waarom?.1",
    "Hoe lang bent u klant? [jaren]",
]
DOUBLED = ("names of columns that stand more than once got a number: Waarom?.1",)


def table(
    own: list[str] = OWN["today"],
    questions: list[tuple[str, str, list[str]]] = QUESTIONS,
    own_cells: list[list[str]] = OWN_CELLS,
) -> Table:
    answers = zip(*(cells for *_, cells in questions), strict=True) if questions else [[]] * len(own_cells)
    return [
        [*own, *(text for text, *_ in questions)],
        [*([""] * len(own)), *(choice for _, choice, _ in questions)],
        *([*before, *cells] for before, cells in zip(own_cells, answers, strict=True)),
    ]


def test_the_real_export(shared: Path) -> None:
    export = read_export(shared / "exports" / "surveymonkey" / "surveymonkey_starwars_first100.csv")
    assert export.format == "surveymonkey"
    assert (export.unit, export.units) == ("respondent", 100)
    assert export.frame.shape == (100, 38)
    assert export.frame.index[[0, -1]].tolist() == [3, 102]
    names = export.frame.columns.tolist()
    assert names[:3] == [
        "RespondentID",
        "Have you seen any of the 6 films in the Star Wars franchise?",
        "Do you consider yourself to be a fan of the Star Wars film franchise?",
    ]
    seen = "Which of the following Star Wars films have you seen? Please select all that apply."
    assert names[3] == f"{seen} [Star Wars: Episode I The Phantom Menace]"
    assert names[15].endswith("or are unfamiliar with him/her. [Han Solo]")
    # The file's bytes 0x8C 0xE6, which are no UTF-8.
    assert names[31] == "Do you consider yourself to be a fan of the Expanded Universe?Œæ"
    assert names[-1] == "Location (Census Region)"
    assert export.questions == {name: name for name in names}
    assert export.sets == {seen: tuple(names[3:9])}
    assert export.frame[names[3]].notna().sum() == 77
    assert export.paradata["respondent"].iloc[[0, -1]].tolist() == ["3292879998", "3291524547"]
    assert export.paradata.columns.tolist() == ["respondent"]
    assert export.frame["Household Income"].value_counts()["$50,000 - $99,999"] == 29
    assert export.labels == {}
    assert export.missing_ranges == {}
    assert export.personal == ()
    assert export.warnings == ()


def test_no_other_sample_is_taken_for_it(shared: Path) -> None:
    assert fitting("surveymonkey", shared) == ["surveymonkey_starwars_first100.csv"]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert not surveymonkey.fits(received("x.csv", content.encode()))
    (told,) = faults(tmp_path, content.encode(), "surveymonkey")
    assert told.startswith("export.csv: has no header of SurveyMonkey: ")


SAVED = {
    "CSV": as_csv(table()),
    "CSV with a mark": b"\xef\xbb\xbf" + as_csv(table(), line_end="\n"),
    "Dutch Excel": as_csv(table(), ";", "cp1252"),
    "XLSX": as_xlsx(table()),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED)
def test_today_s_export(tmp_path: Path, content: bytes) -> None:
    export = read(tmp_path, content)
    assert export.format == "surveymonkey"
    assert export.units == 3
    assert export.frame.columns.tolist() == [*OWN["today"], *NAMES]
    assert export.frame.index.tolist() == [3, 4, 5]
    assert export.frame[NAMES[0]].tolist() == ["Tevreden", "> 60", "$50,000 - $99,999"]
    assert export.frame["Waarom?"].tolist() == ["Goed, snel", 'Zei "prima"', "Regel 1\nRegel 2"]
    assert export.questions["Waarom?.1"] == "Waarom?"
    assert export.sets == {"Welke kanalen gebruikt u?": tuple(NAMES[1:4])}
    assert export.personal == ("IP Address", "Email Address", "First Name", "Last Name")
    assert export.warnings == DOUBLED
    paradata = export.paradata
    assert paradata["respondent"].tolist() == ["114190150300", "114190150301", "114190150302"]
    assert paradata["started"].tolist() == [
        pd.Timestamp("2025-10-13 11:17:48"),
        pd.Timestamp("2025-10-14 00:17:48"),
        pd.Timestamp("2025-10-02 09:17:48"),
    ]
    assert paradata["ended"].iloc[0] == pd.Timestamp("2025-10-13 23:19:34")
    assert paradata.columns.tolist() == ["respondent", "started", "ended"]


@pytest.mark.parametrize("own", OWN.values(), ids=OWN)
def test_its_own_columns_by_every_name(tmp_path: Path, own: list[str]) -> None:
    export = read(tmp_path, as_csv(table(own)))
    assert export.format == "surveymonkey"
    assert export.personal == tuple(own[4:8])
    assert export.paradata["started"].dt.day.tolist() == [13, 14, 2]


@pytest.mark.parametrize("word", ["Response", "Antwoord", "Réponse", "Svar"])
def test_the_word_for_an_answer_is_known_in_any_language(tmp_path: Path, word: str) -> None:
    questions = [("Hoe oud bent u?", word, ["1", "2", "3"]), ("Waar woont u?", word, ["a", "b", "c"])]
    export = read(tmp_path, as_csv(table(questions=questions)))
    assert export.frame.columns.tolist()[-2:] == ["Hoe oud bent u?", "Waar woont u?"]


def test_the_oldest_export_has_one_column_of_its_own(tmp_path: Path) -> None:
    cells = [row[:1] for row in OWN_CELLS]
    export = read(tmp_path, as_csv(table(["RespondentID"], own_cells=cells)))
    assert export.format == "surveymonkey"
    assert export.frame.columns.tolist() == ["RespondentID", *NAMES]


def test_a_header_in_which_someone_repeated_the_questions(tmp_path: Path) -> None:
    filled = []
    for text, choice, cells in QUESTIONS:
        filled.append((text or filled[-1][0], choice, cells))
    export = read(tmp_path, as_csv(table(questions=filled)))
    assert export.frame.columns.tolist()[9:] == NAMES
    assert export.sets == {"Welke kanalen gebruikt u?": tuple(NAMES[1:4])}


def test_codes_for_choices(tmp_path: Path) -> None:
    questions = [
        ("Welke kanalen?", "Winkel", ["1", "", "1"]),
        ("", "Webshop", ["2", "2", ""]),
        ("", "Telefoon", ["", "", ""]),
        ("", "Anders", ["via", "", "post"]),
        ("Zet op volgorde", "Prijs", ["1", "2", "1"]),
        ("", "Gemak", ["2", "1", "2"]),
        ("Stellingen", "Vriendelijk", ["1", "1", "1"]),
        ("", "Deskundig", ["2", "2", "2"]),
    ]
    export = read(tmp_path, as_csv(table(questions=questions)))
    columns = ("Welke kanalen? [Winkel]", "Welke kanalen? [Webshop]", "Welke kanalen? [Telefoon]")
    assert export.sets == {"Welke kanalen?": columns}


def test_one_respondent_makes_no_set_of_a_ranking(tmp_path: Path) -> None:
    questions = [("Zet op volgorde", "Prijs", ["1"]), ("", "Gemak", ["2"]), ("", "Snel", [""])]
    export = read(tmp_path, as_csv(table(questions=questions, own_cells=OWN_CELLS[:1])))
    assert export.sets == {}


def condensed(second: bool) -> Table:
    names = ["Welke kanalen?", "Waarom?", "Cijfer"]
    kinds = [
        ["Winkel, Webshop", "Webshop, Telefoon", "Winkel, Telefoon", "Winkel"],
        ["Goed, snel", "Niet goed", "Goed", "Snel, of niet"],
        ["7", "8", "9", "8"],
    ]
    own = [*OWN_CELLS, [*OWN_CELLS[0]]]
    own[3][0] = "114190150303"
    rows = [[*before, *cells] for before, cells in zip(own, zip(*kinds, strict=True), strict=True)]
    return [[*OWN["today"], *names], *([[""] * 12] if second else []), *rows]


@pytest.mark.parametrize("second", [True, False])
def test_condensed_columns_are_told(tmp_path: Path, second: bool) -> None:
    export = read(tmp_path, as_csv(condensed(second)))
    assert export.format == "surveymonkey"
    assert export.units == 4
    assert export.frame.columns.tolist()[9:] == ["Welke kanalen?", "Waarom?", "Cijfer"]
    assert export.frame["Welke kanalen?"].iloc[0] == "Winkel, Webshop"
    assert export.warnings == (
        "several choices seem to stand in one cell in Welke kanalen?: export without condensed columns to use them",
    )


def test_ids_that_excel_shortened_are_told(tmp_path: Path) -> None:
    cells = [["1,1419E+11", *OWN_CELLS[0][1:]], *OWN_CELLS[1:]]
    export = read(tmp_path, as_csv(table(own_cells=cells)))
    assert "column Respondent ID was shortened by Excel (row 3): ids are lost" in export.warnings
    assert export.paradata["respondent"].tolist()[0] == "1,1419E+11"


def test_questions_that_ask_what_the_platform_also_knows(tmp_path: Path) -> None:
    questions = [
        ("Uw gegevens", "Voornaam", ["a", "b", "c"]),
        ("", "Email Address", ["d", "e", "f"]),
        ("Einddatum", "Antwoord", ["1-1-2026", "", ""]),
    ]
    export = read(tmp_path, as_csv(table(questions=questions)))
    assert export.frame.columns.tolist()[9:] == [
        "Uw gegevens [Voornaam]",
        "Uw gegevens [Email Address]",
        "Einddatum",
    ]
    assert export.paradata["ended"].dt.day.tolist() == [13, 14, 2]


def test_an_export_without_answers(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv(table()[:2]))
    assert (export.format, export.units) == ("surveymonkey", 0)
    assert export.paradata["started"].dtype == "datetime64[us]"


@given(
    st.lists(
        st.tuples(
            st.text("abcé <b>&;\n", max_size=8),
            st.text("xyz <br>&", max_size=6),
            st.lists(st.sampled_from(["", "1", "2", "x", "tekst; met, tekens"]), min_size=3, max_size=3),
        ),
        max_size=6,
    )
)
def test_whatever_the_questions_are_all_their_cells_are_read(
    tmp_path_factory: pytest.TempPathFactory, questions: list[tuple[str, str, list[str]]]
) -> None:
    start = ("Waarom?", "Response", ["a", "b", "c"])
    export = read(tmp_path_factory.getbasetemp(), as_csv(table(questions=[start, *questions])), "any.csv")
    assert export.format == "surveymonkey"
    assert export.units == 3
    assert export.frame.columns.is_unique
    kept = [export.frame[name].fillna("").tolist() for name in export.frame.columns[10:]]
    assert kept == [cells for *_, cells in questions]


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    contents = [*SAVED.values(), as_csv(condensed(second=True))]
    ends = ends_of_damaged(tmp_path, contents, "surveymonkey")
    assert ends.total() == 200
    assert "refused for nothing" not in ends
    assert min(ends["surveymonkey"], ends["refused"]) > 20
