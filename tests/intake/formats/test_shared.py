"""Every real export: recognised without being named, with the respondents, texts, labels and warnings it has."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.intake import Export, read_export


@dataclass(frozen=True)
class Expected:
    """What a file holds. `named`: a column, its question's text and its labels; `told`: how its warnings begin."""

    format: str
    units: int
    columns: int
    unit: str = "respondent"
    named: tuple[str, str, dict[str, str]] | None = None
    ranges: int = 0
    sets: int = 0
    personal: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


RECIPIENT = ("IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail")
FILES = {
    "google_forms/google_forms_learning_r_first50.tsv": Expected(
        "google_forms",
        50,
        42,
        named=("What year did you first start learning R?", "What year did you first start learning R?", {}),
        told=("column Timestamp: day and month", 'cells hold several answers with ", "'),
    ),
    "limesurvey/survey.lss": Expected(
        "limesurvey", 0, 5, told=("survey.lss is the structure of a questionnaire",)
    ),
    "limesurvey/survey_998192_R_data_file.csv": Expected(
        "limesurvey", 7, 71, sets=1, told=("columns of uploaded files",)
    ),
    "qualtrics/qualtrics_3header_german_ui.csv": Expected(
        "qualtrics",
        1,
        20,
        named=("Q1", "This is a multiple choice question.", {}),
        personal=(*RECIPIENT, "ExternalReference", "LocationLatitude", "LocationLongitude"),
        told=("columns made by Qualtrics, not answered",),
    ),
    "salesforce/dataloader_opportunityData.csv": Expected("salesforce", 38, 31, "record"),
    "spss/haven_umlauts.sav": Expected("spss", 4, 1),
    "spss/pyreadstat_missing_test.sav": Expected("spss", 2, 1, ranges=1),
    "spss/pyreadstat_sample_missing.sav": Expected("spss", 7, 7, ranges=3),
    "spss/pyreadstat_simple_alltypes.sav": Expected("spss", 6, 12, ranges=2, sets=2),
    "surveymonkey/surveymonkey_starwars_first100.csv": Expected("surveymonkey", 100, 38, sets=1),
    "synthetic/SYNTHETIC_dutch_excel_cp1252.csv": Expected(
        "csv", 3, 6, told=("a row of totals was left out (row 5)",)
    ),
    "synthetic/SYNTHETIC_google_forms_nl.csv": Expected(
        "google_forms", 2, 5, told=('cells hold several answers with ", "',)
    ),
    "synthetic/SYNTHETIC_ms_forms_nl.xlsx": Expected(
        "ms_forms", 3, 10, personal=("E-mail", "Naam"), told=('cells hold several answers, each with ";"',)
    ),
    "synthetic/SYNTHETIC_salesforce_report_export.csv": Expected(
        "salesforce_report", 2, 4, "record", personal=("Contact: Email",), told=("5 lines under the table",)
    ),
    "synthetic/SYNTHETIC_shopify_orders_export.csv": Expected("shopify", 4, 79, "order"),
    "synthetic/SYNTHETIC_woocommerce_analytics_orders.csv": Expected(
        "woocommerce", 2, 11, "order", personal=("Customer",)
    ),
    "transactions/cdnow_sample_first400.txt": Expected("transactions", 400, 5, "transaction"),
}


def test_no_file_is_forgotten(shared: Path) -> None:
    folder = shared / "exports"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - {"SOURCES.md"} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_read_for_what_it_is(shared: Path, name: str) -> None:
    read, expected = read_export(shared / "exports" / name), FILES[name]
    assert (read.format, read.unit, read.units) == (expected.format, expected.unit, expected.units)
    assert read.frame.shape[1] == expected.columns
    assert read.frame.columns.is_unique
    assert set(read.questions) == set(read.frame.columns)
    assert (len(read.missing_ranges), len(read.sets)) == (expected.ranges, expected.sets)
    assert [
        warning.startswith(start) for warning, start in zip(read.warnings, expected.told, strict=True)
    ] == [True] * len(expected.told)
    if expected.personal:
        assert read.personal == expected.personal
    if expected.named is not None:
        column, text, labels = expected.named
        assert read.questions[column] == text
        assert read.labels.get(column, {}) == labels


SPSS = {
    "spss/haven_umlauts.sav": (
        "var1",
        "This is an ä-umlaut",
        {"1": "the ä umlaut", "2": "the ü umlaut", "3": "the ö umlaut"},
        (),
    ),
    "spss/pyreadstat_missing_test.sav": ("var1", "var1", {"1": "missing"}, ((1.0, 1.0),)),
    "spss/pyreadstat_sample_missing.sav": (
        "mynum",
        "numeric",
        {},
        ((2000.0, 3000.0), (-1.0, -1.0)),
    ),
    "spss/pyreadstat_simple_alltypes.sav": (
        "z",
        "Numberic variable with missing value range",
        {"999": "skipped"},
        ((-999.0, 0.0), (999.0, 999.0)),
    ),
}


@pytest.mark.parametrize("name", SPSS)
def test_what_spss_says_of_a_variable_is_kept(shared: Path, name: str) -> None:
    column, text, labels, ranges = SPSS[name]
    read: Export = read_export(shared / "exports" / name)
    assert read.questions[column] == text
    assert read.labels.get(column, {}) == labels
    assert read.missing_ranges.get(column, ()) == ranges


def test_no_respondent_s_cell_is_lost(shared: Path) -> None:
    read = read_export(shared / "exports" / "spss" / "pyreadstat_sample_missing.sav")
    assert read.frame["mynum"].astype("str").tolist() == [
        "1.1",
        "1.2",
        "-1000.3",
        "-1.4",
        "1000.3",
        "-1",
        "2500",
    ]
