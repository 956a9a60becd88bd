import csv
import re
from pathlib import Path

from toolkit.instrument import known_labels, question_bank


def test_every_question_is_whole() -> None:
    bank = question_bank()
    assert len(bank) == 47
    assert len({question.id for question in bank}) == len(bank)
    for question in bank:
        assert question.text.nl
        assert question.text.en
        assert question.source
        assert (question.minimum is None) == (question.maximum is None)
        if question.minimum is not None and question.maximum is not None:
            assert question.minimum < question.maximum


def test_a_question_has_its_scale_and_direction() -> None:
    by_id = {question.id: question for question in question_bank()}
    assert (by_id["ATT_1"].minimum, by_id["ATT_1"].maximum, by_id["ATT_1"].reverse) == (0, 10, False)
    assert by_id["SWI_3"].reverse
    assert by_id["OPEN_1"].minimum is None


def test_both_languages_have_the_same_slots() -> None:
    for question in question_bank():
        slots = [set(re.findall(r"\{(\w+)\}", words or "")) for words in (question.text.nl, question.text.en)]
        assert slots[0] <= {"org", "category", "value"}
        # English may say "it" where Dutch repeats the name, so only the other slots are held equal.
        assert slots[0] - {"org"} == slots[1] - {"org"}, question.id


def test_every_construct_of_the_bank_has_a_label_in_both_languages() -> None:
    labels = known_labels()
    assert {question.construct for question in question_bank()} <= set(labels)
    assert all(label.nl and label.en for label in labels.values())


def test_the_bank_is_the_shared_one_but_for_what_was_mended(shared: Path) -> None:
    with (shared / "question_bank.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(rows) == [question.id for question in question_bank()]
    for question in question_bank():
        row = rows[question.id]
        mended = row["text_nl"].replace("{categorie}", "{category}").replace("{waarde}", "{value}")
        assert (question.text.nl, question.text.en) == (mended, row["text_en"])
        assert question.source == row["source"].replace("NEED_3", "MOT_3")
