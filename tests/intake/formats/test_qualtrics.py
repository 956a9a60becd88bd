"""Qualtrics exports: today's and the legacy one, as they come and as people save them again."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import Table, as_csv, as_xlsx
from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.intake import read_export
from toolkit.intake.formats import qualtrics

# Tag, question, ImportId with its other keys, and the cells of four respondents; the third is a preview.
META = [
    ("StartDate", "Startdatum", '"startDate","timeZone":"Europe/Amsterdam"',
     ["2026-03-02 09:00:00", "2026-03-02 10:30:00", "2026-03-01 08:00:00", "2026-03-29 01:59:30"]),
    ("EndDate", "Einddatum", '"endDate","timeZone":"Europe/Amsterdam"',
     ["2026-03-02 09:04:10", "2026-03-02 10:31:00", "2026-03-01 08:00:30", "2026-03-29 03:04:30"]),
    ("Status", "Responstype", '"status"', ["0", "0", "1", "8"]),
    ("IPAddress", "IP-adres", '"ipAddress"', ["192.0.2.1", "192.0.2.2", "", "192.0.2.4"]),
    ("Progress", "Voortgang", '"progress"', ["100", "40", "100", "100"]),
    ("Duration (in seconds)", "Duur", '"duration"', ["250", "60", "30", "300"]),
    ("Finished", "Voltooid", '"finished"', ["1", "0", "1", "1"]),
    ("RecordedDate", "Vastgelegd", '"recordedDate"', ["2026-03-02 09:04:11", "", "", ""]),
    ("ResponseId", "Respons-ID", '"_recordId"', ["R_1aA", "R_2bB", "R_3cC", "R_4dD"]),
    ("RecipientLastName", "Achternaam", '"recipientLastName"', ["De Vries", "", "", ""]),
    ("RecipientFirstName", "Voornaam", '"recipientFirstName"', ["Zoë", "", "", ""]),
    ("RecipientEmail", "E-mail", '"recipientEmail"', ["zoe@example.com", "", "", ""]),
    ("ExternalReference", "Externe referentie", '"externalDataReference"', ["00123", "", "", ""]),
    ("LocationLatitude", "Breedtegraad", '"locationLatitude"', ["52.09", "", "", ""]),
    ("LocationLongitude", "Lengtegraad", '"locationLongitude"', ["5.12", "", "", ""]),
    ("DistributionChannel", "Kanaal", '"distributionChannel"', ["email", "anonymous", "preview", "anonymous"]),
    ("UserLanguage", "Taal", '"userLanguage"', ["NL", "NL", "EN", "NL"]),
]  # fmt: skip
QUESTIONS = [
    ("Q1", "<p>Hoe <strong>tevreden</strong> bent u\nover&nbsp;ons?</p>", '"QID1"', ["8", "7", "10", "6"]),
    ("Q2_1", "Stellingen - Ze zijn vriendelijk", '"QID2_1"', ["5", "4", "", "1"]),
    ("Q2_2", "Stellingen - Ze zijn deskundig", '"QID2_4"', ["5", "3", "", "2"]),
    ("Q3_1", "Welke kanalen? - Selected Choice - Winkel", '"QID3","choiceId":"1"', ["1", "", "", "1"]),
    ("Q3_2", "Welke kanalen? - Selected Choice - Webshop", '"QID3","choiceId":"2"', ["1", "1", "", ""]),
    ("Q3_3", "Welke kanalen? - Selected Choice - Post", '"QID3","choiceId":"3"', ["", "", "", ""]),
    ("Q3_3_TEXT", "Welke kanalen? - Anders - Text", '"QID3_3_TEXT"', ["", "via een vriend, thuis", "", ""]),
    ("Q4", "Wat koopt u?", '"QID4"', ["1,2,3", "2", "", "1,3"]),
    ("Q5_NPS_GROUP", "Aanbevelen - Group", '"QID5_NPS_GROUP"', ["3", "2", "", "1"]),
    ("Q5", "Hoe waarschijnlijk is het dat u ons aanbeveelt?", '"QID5"', ["9", "8", "", "3"]),
    ("Q6", "Waarom?", '"QID6_TEXT"', ["Goed, snel", 'Zei "prima"', "", "Regel 1\nRegel 2"]),
    ("Q6 - Topics", "Q6 - Topics", '"QID6_TEXT_0a1b2c3d4e5f6a7b8c9d0e1fTopics"', ["Snelheid", "", "", ""]),
    ("Q7_First Click", "Timing - First Click", '"QID7_FIRST_CLICK"', ["1.2", "", "", ""]),
    ("Q7_Click Count", "Timing - Click Count", '"QID7_CLICK_COUNT"', ["3", "", "", ""]),
    ("Q3_DO", "Display order", '"QID3_DO"', ["1|2", "", "", ""]),
    ("segment", "segment", '"segment"', ["zakelijk", "", "", "privé"]),
]  # fmt: skip
PERSONAL = ("IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference",
            "LocationLatitude", "LocationLongitude")  # fmt: skip
WARNINGS = (
    "column Status calls answers spam (row 7)",
    "columns made by Qualtrics, not answered: Q5_NPS_GROUP (groups of a recommendation score "
    "(1 detractor, 2 passive, 3 promoter))",
    "columns made by Qualtrics, not answered: Q6 - Topics (analyses of a text)",
    "columns made by Qualtrics, not answered: Q7_First Click, Q7_Click Count (times and clicks on a page)",
    "columns made by Qualtrics, not answered: Q3_DO (the order in which things were shown)",
    "several choices stand in one cell, such as 1,2, in Q4: left as text; "
    "export them again with a column per choice to use them",
    "numbers in names of columns differ from the questionnaire's own, and were kept: Q2_2 (QID2_4)",
)


def table(
    columns: list[tuple[str, str, str, list[str]]] = META + QUESTIONS, rows: tuple[int, ...] = (0, 1, 2)
) -> Table:
    header = [
        [tag for tag, *_ in columns],
        [text for _, text, *_ in columns],
        [f'{{"ImportId":{one}}}' for _, _, one, _ in columns],
    ]
    answers = [list(cells) for cells in zip(*(cells for *_, cells in columns), strict=True)]
    return [*(header[place] for place in rows), *answers]


def changed(**cells: list[str]) -> Table:
    """The same export with other cells in some of its own columns."""
    columns = [
        (tag, text, one, cells.get(tag.split(" ")[0], old)) for tag, text, one, old in META + QUESTIONS
    ]
    return table(columns)


def test_the_real_export(shared: Path) -> None:
    export = read_export(shared / "exports" / "qualtrics" / "qualtrics_3header_german_ui.csv")
    assert export.format == "qualtrics"
    assert (export.unit, export.units) == ("respondent", 1)
    assert export.frame.shape == (1, 20)
    assert export.frame.index.tolist() == [4]
    assert export.questions["Q1"] == "This is a multiple choice question."
    assert export.questions["Q2"] == "This is a free text question."
    assert export.questions["RecipientLastName"] == "Nachname des Empfängers"
    assert export.frame.loc[4, ["Q1", "Q2"]].tolist() == ["2", "Hello World!"]
    assert export.labels == {}
    assert export.missing_ranges == {}
    assert export.sets == {}
    assert export.personal == PERSONAL
    assert export.paradata.iloc[0].to_dict() == {
        "respondent": "R_2YPOQ602ER1jkf1",
        "started": pd.Timestamp("2017-07-18 08:28:09"),
        "ended": pd.Timestamp("2017-07-18 08:28:48"),
        "seconds": 38.0,
        "finished": True,
        "test": False,
        "language": "DE",
    }
    assert export.warnings == ("columns made by Qualtrics, not answered: Q2 - Topics (analyses of a text)",)


def test_no_other_sample_is_taken_for_it(shared: Path) -> None:
    assert fitting("qualtrics", shared) == ["qualtrics_3header_german_ui.csv"]


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=PLAIN_TABLES)
def test_a_plain_table_is_not_taken_for_it(tmp_path: Path, content: str) -> None:
    assert not qualtrics.fits(received("x.csv", content.encode()))
    assert read(tmp_path, content.encode()).format == "csv"
    (told,) = faults(tmp_path, content.encode(), "qualtrics")
    assert told == (
        "export.csv: has no header of Qualtrics: no ImportIds, nor columns such as ResponseId and StartDate. "
        "Leave the format to be found."
    )


SAVED = {
    "CSV": as_csv(table()),
    "CSV with a mark": b"\xef\xbb\xbf" + as_csv(table(), line_end="\n"),
    "TSV": as_csv(table(), "\t", "utf-16"),
    "Dutch Excel": as_csv(table(), ";", "cp1252"),
    "XLSX": as_xlsx(table()),
}


@pytest.mark.parametrize("content", SAVED.values(), ids=SAVED)
def test_today_s_export(tmp_path: Path, content: bytes) -> None:
    export = read(tmp_path, content)
    assert export.format == "qualtrics"
    assert export.units == 4
    assert export.frame.columns.tolist() == [tag for tag, *_ in META + QUESTIONS]
    assert export.frame.index.tolist() == [4, 5, 6, 7]
    assert export.frame["Q6"].tolist() == ["Goed, snel", 'Zei "prima"', np.nan, "Regel 1\nRegel 2"]
    assert export.frame.loc[4, "ExternalReference"] == "00123"
    assert export.questions["Q1"] == "Hoe tevreden bent u over ons?"
    assert export.questions["Q2_2"] == "Stellingen - Ze zijn deskundig"
    assert export.labels == {"Q5_NPS_GROUP": {"1": "Detractor", "2": "Passive", "3": "Promoter"}}
    assert export.sets == {"Q3": ("Q3_1", "Q3_2", "Q3_3")}
    assert export.personal == PERSONAL
    assert export.warnings == WARNINGS
    paradata = export.paradata
    assert paradata["respondent"].tolist() == ["R_1aA", "R_2bB", "R_3cC", "R_4dD"]
    assert paradata["started"].dt.strftime("%d %H:%M:%S").tolist() == [
        "02 09:00:00", "02 10:30:00", "01 08:00:00", "29 01:59:30",
    ]  # fmt: skip
    assert paradata["ended"].iloc[0] == pd.Timestamp("2026-03-02 09:04:10")
    assert paradata["seconds"].tolist() == [250, 60, 30, 300]
    assert paradata["finished"].tolist() == [True, False, True, True]
    assert paradata["test"].tolist() == [False, False, True, False]
    assert paradata["language"].tolist() == ["NL", "NL", "EN", "NL"]


def test_import_ids_as_python_writes_them(tmp_path: Path) -> None:
    old = {
        "startDate": "startDate", "endDate": "endDate", "_recordId": "responseId",
        "recipientLastName": "panel-RecipientLastName", "recipientEmail": "panel-RecipientEmail",
        "locationLatitude": "Location-LocationLatitude", "externalDataReference": "panel-ExternalDataReference",
    }  # fmt: skip
    columns = [
        (f"V{place}", text, f"'{old.get(name, name)}'", cells)
        for place, (_, text, one, cells) in enumerate(META + QUESTIONS)
        for name in [one.split(",")[0].strip('"')]
    ]
    made = table(columns)
    made[2] = [f"{{'ImportId': {one}}}" for _, _, one, _ in columns]
    export = read(tmp_path, as_csv(made))
    assert export.format == "qualtrics"
    assert export.units == 4
    assert export.questions["V17"] == "Hoe tevreden bent u over ons?"
    assert export.paradata["respondent"].iloc[0] == "R_1aA"
    assert set(export.personal) >= {"V9", "V11", "V12", "V13"}


def test_a_few_cells_like_import_ids_are_no_row_of_them(tmp_path: Path) -> None:
    made = table(rows=(0, 1))
    made[2][META.index(META[-1]) + 11] = '{"ImportId":"QID6"}'
    export = read(tmp_path, as_csv(made))
    assert export.units == 4
    assert export.frame.index.tolist() == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("rows", "first", "told"),
    [
        ((0, 1), 3, ()),
        ((0, 2), 3, ()),
        ((0,), 2, ("the file has no row of question texts: names of columns stand in their place",)),
    ],
)
def test_header_rows_that_someone_deleted(
    tmp_path: Path, rows: tuple[int, ...], first: int, told: tuple[str, ...]
) -> None:
    export = read(tmp_path, as_csv(table(rows=rows)))
    assert export.format == "qualtrics"
    assert export.frame.index[0] == first
    assert export.questions["Q1"] == ("Hoe tevreden bent u over ons?" if 1 in rows else "Q1")
    assert export.paradata["test"].tolist() == [False, False, True, False]
    assert export.personal == PERSONAL
    assert export.sets == {"Q3": ("Q3_1", "Q3_2", "Q3_3")}
    assert [warning for warning in export.warnings if "question texts" in warning] == list(told)
    assert any("Q4" in warning for warning in export.warnings)


LEGACY = [
    [*(f"V{number}" for number in range(1, 11)), "Q1", "Q2", "LocationLatitude", "LocationLongitude",
     "LocationAccuracy", ""],
    ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status", "StartDate",
     "EndDate", "Finished", "Hoe <b>tevreden</b>\nbent u?", "Waarom?", "LocationLatitude", "LocationLongitude",
     "LocationAccuracy", ""],
    ["R_1", "Standaard", "Anoniem", "", "", "192.0.2.1", "0", "2016-07-18 08:28:09", "2016-07-18 08:28:48", "1", "2",
     "Tja", "47.1", "7.2", "-1", ""],
    ["R_2", "Standaard", "Anoniem", "", "", "", "1", "2016-07-18 08:28:09", "2016-07-18 08:28:48", "0", "", "", "",
     "", "", ""],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_the_legacy_export(tmp_path: Path, encoding: str) -> None:
    export = read(tmp_path, as_csv(LEGACY, encoding=encoding))
    assert export.format == "qualtrics"
    assert export.frame.columns.tolist() == LEGACY[0][:-1]
    assert export.frame.index.tolist() == [3, 4]
    assert export.questions["Q1"] == "Hoe tevreden bent u?"
    assert export.questions["V1"] == "ResponseID"
    assert export.paradata["respondent"].tolist() == ["R_1", "R_2"]
    assert export.paradata["started"].tolist() == [pd.Timestamp("2016-07-18 08:28:09")] * 2
    assert export.paradata["finished"].tolist() == [True, False]
    assert export.paradata["test"].tolist() == [False, True]
    assert "seconds" not in export.paradata
    assert export.personal == (
        "V3", "V4", "V5", "V6", "LocationLatitude", "LocationLongitude", "LocationAccuracy",
    )  # fmt: skip
    assert export.warnings == ()


def test_the_legacy_export_with_tags_for_numbers(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv([[*LEGACY[1][:10], *LEGACY[0][10:]], *LEGACY[1:]]))
    assert export.format == "qualtrics"
    assert export.frame.index.tolist() == [3, 4]
    assert export.questions["Q2"] == "Waarom?"


@pytest.mark.parametrize(
    ("status", "test", "told"),
    [
        (["0", "1", "2", "4"], [0, 1, 1, 0], []),
        (["9", "12", "16", "17"], [1, 0, 0, 1], ["calls answers spam (rows 4, 5)"]),
        (["32", "40", "48", "132"], [0, 0, 0, 0], ["calls answers spam (row 5)"]),
        (["256", "0", "", "0.0"], [1, 0, 0, 0], ["calls answers not given by a human being (row 4)"]),
        (["IP Address", "Survey Preview", "Survey Test", "Imported"], [0, 1, 1, 0], []),
        (["Offline", "Offline Survey Preview", "Spam", "EX"], [0, 1, 0, 0], ["calls answers spam (row 6)"]),
        (["IP-Adresse", "Umfragevorschau", "Umfragetest", "Importiert"], [0, 1, 1, 0], []),
        (["IP-adres", "Enquêtevoorbeeld", "Adresse IP", "Aperçu de l'enquête"], [0, 1, 0, 1], []),
    ],
)
def test_previews_and_tests_by_status(
    tmp_path: Path, status: list[str], test: list[int], told: list[str]
) -> None:
    export = read(tmp_path, as_csv(changed(Status=status, DistributionChannel=["anonymous"] * 4)))
    assert export.paradata["test"].tolist() == [bool(one) for one in test]
    assert [warning for warning in export.warnings if "Status" in warning] == [
        f"column Status {one}" for one in told
    ]


def test_previews_by_channel_where_the_status_is_in_a_language_that_is_not_known(tmp_path: Path) -> None:
    status = ["IPアドレス", "IPアドレス", "調査のプレビュー", "jan@example.com"]
    export = read(tmp_path, as_csv(changed(Status=status)))
    assert export.paradata["test"].tolist() == [False, False, True, False]
    (told,) = [warning for warning in export.warnings if "Status" in warning]
    assert told == (
        "column Status has values that are not known ((a value not shown: it may be personal), "
        "(a value not shown: it may be personal), (a value not shown: it may be personal)): "
        "taken as answers of respondents"
    )


@pytest.mark.parametrize(
    "words", [["1", "0"], ["True", "False"], ["WAAR", "ONWAAR"], ["Wahr", "Falsch"], ["Verdadero", "Falso"]]
)
def test_finished_in_several_languages(tmp_path: Path, words: list[str]) -> None:
    export = read(tmp_path, as_csv(changed(Finished=[words[0], words[1], words[1], words[0]])))
    assert export.paradata["finished"].tolist() == [True, False, False, True]


def test_progress_decides_where_finished_says_nothing(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv(changed(Finished=["1", "?", "", "0"])))
    assert export.paradata["finished"].tolist() == [True, False, True, False]
    told = "column Finished does not say whether the answers were finished (rows 5, 6): Progress decided"
    assert told in export.warnings
    without = [column for column in META + QUESTIONS if column[0] != "Finished"]
    assert read(tmp_path, as_csv(table(without))).paradata["finished"].tolist() == [True, False, True, True]
    neither = [column for column in without if column[0] not in ("Progress", "Status", "DistributionChannel")]
    paradata = read(tmp_path, as_csv(table(neither))).paradata
    assert "finished" not in paradata
    assert "test" not in paradata


def test_dates_that_a_dutch_excel_wrote_anew(tmp_path: Path) -> None:
    made = changed(
        StartDate=["2-3-2026 09:00", "2-3-2026 10:30", "1-3-2026 08:00", "29-3-2026 01:59"],
        EndDate=["2-3-2026 09:04", "2-3-2026 10:31", "1-3-2026 08:00", "n.v.t."],
    )
    export = read(tmp_path, as_csv(made, ";", "cp1252"))
    assert export.paradata["ended"].iloc[:3].dt.month.tolist() == [3, 3, 3]
    assert "StartDate, EndDate: cells hold no date that can be read (row 7)" in export.warnings


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([["1", "", "1"], ["", "1", ""]], True),
        ([["Winkel", "", "Winkel"], ["", "Webshop", ""]], True),
        ([["1", "1", "1"], ["1", "1", "1"]], False),  # as likely a matrix in which all agree
        ([["1", "2", ""], ["", "1", ""]], False),
        ([["Eens", "", ""], ["Eens", "Eens", ""]], False),
        ([["", "", ""], ["", "", ""]], False),
    ],
)
def test_choices_of_older_exports_are_known_by_their_cells(
    tmp_path: Path, cells: list[list[str]], found: bool
) -> None:
    questions = [
        (f"Q3_{number}", f"Welke? - {name}", f'"QID3_{number}"', column)
        for number, name, column in zip((1, 2), ("Winkel", "Webshop"), cells, strict=True)
    ]
    meta = [(tag, text, one, old[:3]) for tag, text, one, old in META]
    export = read(tmp_path, as_csv(table(meta + questions)))
    assert export.sets == ({"Q3": ("Q3_1", "Q3_2")} if found else {})


def test_decimal_commas_are_no_lists_of_choices(tmp_path: Path) -> None:
    numbers = [
        ("Q8_1", "Uren", '"QID8_1"', ["7,5", "8,5", "", "3"]),
        ("Q9", "Prijs", '"QID9_TEXT"', ["7,5"] * 4),
    ]
    export = read(tmp_path, as_csv(table(META + numbers)))
    assert not [warning for warning in export.warnings if "several choices" in warning]


def test_choice_texts_in_one_cell_are_told(tmp_path: Path) -> None:
    lists = [("Q4", "Wat koopt u?", '"QID4"', ["Gas,Stroom", "Stroom,Warmte", "Gas,Warmte", "Gas"])]
    export = read(tmp_path, as_csv(table(META + lists)))
    assert export.frame["Q4"].iloc[0] == "Gas,Stroom"
    assert any("several choices" in warning and "Q4" in warning for warning in export.warnings)


def test_tags_that_stand_twice_get_a_number(tmp_path: Path) -> None:
    double = [("Q1", "Nog eens", '"QID11"', ["1", "2", "3", "4"])]
    export = read(tmp_path, as_csv(table(META + QUESTIONS + double)))
    assert export.frame["Q1.1"].tolist() == ["1", "2", "3", "4"]
    assert export.questions["Q1.1"] == "Nog eens"
    assert export.warnings[0] == "names of columns that stand more than once got a number: Q1.1"


def test_an_export_without_answers(tmp_path: Path) -> None:
    export = read(tmp_path, as_csv(table()[:3]))
    assert (export.format, export.units) == ("qualtrics", 0)
    assert export.paradata["started"].dtype == "datetime64[us]"


def test_paradata_have_their_types(tmp_path: Path) -> None:
    types = read(tmp_path, as_csv(table())).paradata.dtypes.astype(str).to_dict()
    assert types == {
        "respondent": "str", "started": "datetime64[us]", "ended": "datetime64[us]", "seconds": "float64",
        "finished": "bool", "test": "bool", "language": "str",
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.text("abcQ_12 -é<>&;\n", min_size=1, max_size=8).filter(str.strip),
            st.text("abc é<b>&nbsp;\n\"',;", max_size=20),
            st.lists(
                st.sampled_from(["", "1", "2", "1,2", "tekst; met, tekens", 'Zei "ja"']),
                min_size=4,
                max_size=4,
            ),
        ),
        max_size=6,
    )
)
def test_whatever_the_questions_are_all_their_cells_are_read(
    tmp_path_factory: pytest.TempPathFactory, questions: list[tuple[str, str, list[str]]]
) -> None:
    columns = [(tag, text, f'"QID{place}"', cells) for place, (tag, text, cells) in enumerate(questions)]
    export = read(tmp_path_factory.getbasetemp(), as_csv(table(META + columns)), "any.csv")
    assert export.format == "qualtrics"
    assert export.units == 4
    assert export.frame.columns.is_unique
    read_back = [export.frame.iloc[:, len(META) + place].fillna("").tolist() for place in range(len(columns))]
    assert read_back == [cells for *_, cells in columns]
    assert all("\n" not in text and "<b>" not in text for text in export.questions.values())


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    ends = ends_of_damaged(tmp_path, [*SAVED.values(), as_csv(LEGACY)], "qualtrics")
    assert ends.total() == 200
    assert "refused for nothing" not in ends
    assert min(ends["qualtrics"], ends["refused"]) > 20
