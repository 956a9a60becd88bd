"""A plain table's header that is none, its second header, and the totals under it."""

from pathlib import Path

import pytest

from tests.intake.conftest import Client, Table, as_csv, people
from toolkit.errors import IntakeError
from toolkit.intake import Export, read_export

TEXTS = ["Hoe tevreden bent u over ons?", "Hoe goed is de levering?", "Hoe goed is de prijs?"]


def export(folder: Path, table: Table) -> Export:
    (folder / "x.csv").write_bytes(as_csv(table, ";"))
    return read_export(folder / "x.csv")


@pytest.mark.parametrize(
    "name", ["x.prulleveld@voorbeeld.nl", "06-28374655", "NL91 ABNA 0417 1643 00", "192.0.2.44"]
)
def test_a_first_row_that_is_a_respondent_is_refused_and_not_shown(tmp_path: Path, name: str) -> None:
    with pytest.raises(IntakeError) as caught:
        export(tmp_path, people({}, (name, "Xandor Prulleveld", "7")))
    (fault,) = caught.value.faults
    assert str(fault).startswith(
        "x.csv: has no header: the first row seems to be a respondent (see column 1)"
    )
    assert name not in str(caught.value)


def test_a_second_row_of_question_texts_is_no_respondent(tmp_path: Path) -> None:
    table = people({}, ("a", "b", "c"))
    made = export(tmp_path, [table[0], TEXTS, *table[1:]])
    assert (len(made.frame), made.questions["b"]) == (12, TEXTS[1])
    assert any(told.startswith("row 2 was read as the texts of the questions") for told in made.warnings)


def test_answers_in_words_in_the_first_row_are_kept(tmp_path: Path) -> None:
    table = people({(2, name): "Weet ik echt niet" for name in "abc"}, ("a", "b", "c"))
    assert len(export(tmp_path, table).frame) == 12


@pytest.mark.parametrize("words", [["Gemiddelde"], ["Totaal", "Gemiddelde"], ["Average"]])
def test_rows_of_totals_and_averages_are_left_out(tmp_path: Path, words: list[str]) -> None:
    table = people({}, ("nr", "a", "b"))
    table = [table[0], *([f"K{place}", *row[1:]] for place, row in enumerate(table[1:]))]
    made = export(tmp_path, [*table, *([word, 7, 7.5] for word in words)])
    assert len(made.frame) == 12
    assert any("totals" in told for told in made.warnings)


def test_an_answer_average_in_the_last_row_is_kept(tmp_path: Path) -> None:
    rows = [["Good", 1], ["Poor", 2], ["Good", 3], ["Average", 4]]
    assert len(export(tmp_path, [["a", "b"], *rows]).frame) == 4


def test_many_items_without_a_column_are_one_fault(client: Client) -> None:
    extra = (
        '[constructs.image]\nrole = "driver"\nminimum = 1\nmaximum = 7\nitems = ["IMG_1", "IMG_2", "IMG_3"]'
    )
    (line,) = client.faults(people({}, ("b", "IMG_9", "Xandor Prulleveld")), extra=extra)
    assert line == (
        "answers.csv: has no column for 4 of 5 items (a, IMG_1, IMG_2, IMG_3). See which column is which: "
        "loyalty map klant data/answers.csv. Columns not read yet: IMG_9, (a name not shown: it may be personal)."
    )


def test_a_date_in_words_is_told_as_one(client: Client) -> None:
    (line,) = client.faults(people({(5, "a"): "7-mei"}))
    assert line.endswith("It looks like a date: a Dutch Excel makes one of 7.5.")
