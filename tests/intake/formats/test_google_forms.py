"""Google Forms: times in the locale of the sheet, grids, and ticked options that share a cell."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import google_forms

HEADINGS = [
    "Hoe tevreden bent u?",
    "Waar koopt u? (meerdere antwoorden mogelijk)",
    "Stellingen [Prijs]",
    "Stellingen [Advies]",
]
ANSWERS = [
    ["8", "Winkel, Webshop", "Eens", "Oneens"],
    ["6", "Webshop, Telefoon, ook WhatsApp", "", "Eens"],
    ["", "Winkel", "Neutraal", ""],
]
SEVERAL = (
    'cells hold several answers with ", " between them, which were not taken apart, '
    "as an answer may hold that too: "
)
AMERICAN = (
    "column Timestamp: day and month cannot be told apart: "
    "read with the month first, as an American sheet has them"
)


def sheet(word: str, moments: list[str], headings: list[str] = HEADINGS) -> list[list[str]]:
    answers = [ANSWERS[place % len(ANSWERS)] for place in range(len(moments))]
    return [[word, *headings], *([moment, *cells] for moment, cells in zip(moments, answers, strict=True))]


@pytest.mark.parametrize(
    ("word", "moments"),
    [
        ("Tijdstempel", ["3-2-2026 9:07:12", "13-2-2026 14:31:40"]),
        ("Tijdstempel", ["2026/02/03 9:07:12 a.m. CET", "2026/02/13 2:31:40 p.m. CET"]),
        ("Timestamp", ["2/3/2026 9:07:12", "2/13/2026 14:31:40"]),
        ("Timestamp", ["03/02/2026 09:07:12", "13/02/2026 14:31:40"]),
        ("Timestamp", ["2026/02/03 9:07:12 AM GMT+1", "2026/02/13 2:31:40 PM GMT+1"]),
        ("Zeitstempel", ["03.02.2026 09:07:12", "13.02.2026 14:31:40"]),
        ("Horodateur", ["03/02/2026 09:07:12", "13/02/2026 14:31:40"]),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_moment_of_sending_is_read_in_each_locale(
    tmp_path: Path, word: str, moments: list[str], separator: str
) -> None:
    export = read(tmp_path, as_csv(sheet(word, moments), separator))
    assert export.format == "google_forms"
    assert export.paradata["ended"].astype(str).tolist() == ["2026-02-03 09:07:12", "2026-02-13 14:31:40"]
    assert export.paradata["ended"].dtype == "datetime64[us]"
    assert export.paradata["finished"].tolist() == [True, True]
    assert export.frame.columns.tolist() == [word, *HEADINGS]
    assert export.questions == {name: name for name in [word, *HEADINGS]}
    assert export.warnings == (SEVERAL + HEADINGS[1],)
    assert export.units == 2


def test_an_american_sheet_has_the_month_first(tmp_path: Path) -> None:
    unpadded = sheet("Timestamp", ["12/6/2026 9:07:12", "12/6/2026 10:00:00"])
    export = read(tmp_path, as_csv(unpadded))
    assert export.paradata["ended"].dt.month.tolist() == [12, 12]
    assert export.warnings[0] == AMERICAN
    padded = read(tmp_path, as_csv(sheet("Timestamp", ["06/12/2026 09:07:12", "06/12/2026 10:00:00"])))
    assert padded.paradata["ended"].dt.month.tolist() == [12, 12]
    dutch = read(tmp_path, as_csv(sheet("Tijdstempel", ["6/12/2026 9:07:12", "6/12/2026 10:00:00"])))
    assert dutch.paradata["ended"].dt.month.tolist() == [12, 12]


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    export = read(
        tmp_path, as_xlsx(sheet("Tijdstempel", ["2026-02-03T09:07:12", "2026-02-13T14:31:40"])), "x.xlsx"
    )
    assert export.format == "google_forms"
    assert export.paradata["ended"].dt.day.tolist() == [3, 13]


@pytest.mark.parametrize(
    "sender", ["E-mailadres", "Email Address", "Username", "Gebruikersnaam", "E-Mail-Adresse"]
)
def test_who_sent_it_is_personal_data(tmp_path: Path, sender: str) -> None:
    table = [["Tijdstempel", sender, "Cijfer"], ["3-2-2026 9:07:12", "a@b.nl", "8"]]
    export = read(tmp_path, as_csv(table))
    assert export.format == "google_forms"
    assert export.personal == (sender,)


def test_cells_stay_as_received_and_columns_without_a_name_are_told(tmp_path: Path) -> None:
    table = sheet("Tijdstempel", ["3-2-2026 9:07:12", "13-2-2026 9:00:00"], [*HEADINGS[:2], "", HEADINGS[0]])
    export = read(tmp_path, as_csv(table))
    assert export.frame.columns.tolist() == ["Tijdstempel", *HEADINGS[:2], f"{HEADINGS[0]}.1"]
    assert export.questions[f"{HEADINGS[0]}.1"] == HEADINGS[0]
    assert export.frame[HEADINGS[1]].tolist() == ["Winkel, Webshop", "Webshop, Telefoon, ook WhatsApp"]
    assert export.warnings == (
        "names of columns that stand more than once got a number: Hoe tevreden bent u?.1",
        "columns without a name were not read (column 4)",
        SEVERAL + HEADINGS[1],
    )


OPTIONS = ["Winkel", "Webshop", "Telefoon, ook WhatsApp", "Markt"]


@given(st.lists(st.sets(st.integers(0, 3), min_size=1), min_size=12, max_size=30))
def test_ticked_options_are_known_by_the_pieces_that_come_back(chosen: list[set[int]]) -> None:
    cells = pd.Series([", ".join(OPTIONS[place] for place in sorted(one)) for one in chosen], dtype="str")
    different = cells.unique()
    several = [cell for cell in different if ", " in cell]
    pieces = [piece for cell in different for piece in cell.split(", ")]
    recurring = sum(pieces.count(piece) > 1 for piece in pieces)
    assert google_forms._ticked(cells, "Waar koopt u?") == (len(several) > 1 and recurring > len(pieces) / 2)
    assert google_forms._ticked(cells, "Waar koopt u? Meerdere antwoorden mogelijk") == bool(several)


def test_open_answers_with_commas_are_no_options() -> None:
    cells = pd.Series(["Snel, goed", "Duur, maar goed", "Nee, liever niet", None], dtype="str")
    assert not google_forms._ticked(cells, "Waarom?")


def test_no_sample_of_another_platform_is_taken_for_it(shared: Path) -> None:
    assert fitting("google_forms", shared) == [
        "google_forms_learning_r_first50.tsv",
        "SYNTHETIC_google_forms_nl.csv",
    ]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert not google_forms.fits(received("x.csv", content.encode()))
    assert faults(tmp_path, content.encode(), "google_forms") == [
        "export.csv: has no first column Timestamp or Tijdstempel, as Google Forms writes it. "
        "Leave the format to be found."
    ]


@pytest.mark.parametrize(
    "content",
    [
        "timestamp,Hoe tevreden bent u?\n2026-02-03 09:07:12,8\n",
        "Tijdstempel;Klantnummer;Bedrag\n3-2-2026 9:07:12;00123;7,50\n",
        "Tijdstempel;Naam van de medewerker;Aantal\n3-2-2026 9:07:12;An;7\n",
        "Timestamp,Sensor,Value\n2/3/2026 9:07:12,a,7\n",
        "Timestamp,Hoe tevreden bent u?\nmaandag,8\n",
    ],
)
def test_another_table_of_moments_is_not_taken_for_it(content: str) -> None:
    assert not google_forms.fits(received("x.csv", content.encode()))


def test_the_real_export_is_read(shared: Path) -> None:
    """Fifty respondents on 6 December 2018; the only column without a name is empty."""
    export = read_export(shared / "exports" / "google_forms" / "google_forms_learning_r_first50.tsv")
    assert export.format == "google_forms"
    assert export.frame.shape == (50, 42)
    assert export.units == 50
    assert export.questions[export.frame.columns[24]] == (
        "How likely are you to recommend R to a colleague, friend, or family member?"
    )
    assert export.labels == {}
    assert export.personal == ()
    assert export.paradata["ended"].min() == pd.Timestamp("2018-12-06 11:57:58")
    assert export.paradata["ended"].max() == pd.Timestamp("2018-12-06 12:19:27")
    assert export.paradata["finished"].all()
    assert export.warnings == (
        AMERICAN,
        SEVERAL + "What computer tools and/or languages have you used besides R…, "
        "What applications do you use R for most? (check all that app…, "
        "Which tools do you use with your R applications? (please che…, "
        "What was most difficult for you in learning R?",
    )


def test_the_sample_in_dutch_is_read(shared: Path) -> None:
    export = read_export(shared / "exports" / "synthetic" / "SYNTHETIC_google_forms_nl.csv")
    assert export.format == "google_forms"
    assert export.frame.shape == (2, 5)
    assert export.paradata["ended"].astype(str).tolist() == ["2025-03-01 09:07:12", "2025-03-01 14:31:40"]
    assert export.warnings == (SEVERAL + "Welke kanalen gebruikt u? (meerdere antwoorden mogelijk)",)


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    table = sheet("Tijdstempel", [f"{day}-2-2026 9:07:12" for day in range(1, 25)])
    contents = [as_csv(table), as_csv(table, "\t"), as_csv(table, ";", "cp1252"), as_xlsx(table)]
    ends = ends_of_damaged(tmp_path, contents, "google_forms")
    assert ends["google_forms"] > 20
    assert ends["refused"] > 20
    assert ends["refused for nothing"] == 0
