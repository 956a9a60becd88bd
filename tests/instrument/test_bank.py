import csv
import re
from pathlib import Path

from toolkit.instrument import known_labels, question_bank
from toolkit.instrument.bank import BANK_FILE, VALUE_ITEM, bank_question, section_of, section_titles
from toolkit.instrument.scales import house_scales


def test_every_question_is_whole() -> None:
    bank = question_bank()
    assert len(bank) == 47
    assert len({question.id for question in bank}) == len(bank)
    for question in bank:
        assert question.text.nl
        assert question.text.en
        assert question.source
        assert question.checked
        assert (question.minimum is None) == (question.maximum is None)
        if question.minimum is not None and question.maximum is not None:
            assert question.minimum < question.maximum


def test_a_question_has_its_scale_and_direction() -> None:
    by_id = {question.id: question for question in question_bank()}
    assert (by_id["ATT_1"].minimum, by_id["ATT_1"].maximum, by_id["ATT_1"].reverse) == (0, 10, False)
    assert by_id["ATT_1"].scale == "likely11"
    assert by_id["SWI_3"].reverse
    assert by_id["OPEN_1"].minimum is None


def test_a_question_is_answered_in_one_way() -> None:
    for question in question_bank():
        scale = house_scales().get(question.scale)
        if question.scale:
            assert scale is not None, question.id
            assert (scale.minimum, scale.maximum) == (question.minimum, question.maximum), question.id
            assert not question.choices
        assert bool(question.choices) == (question.id == "NET_2")
        assert set(question.offers) <= {"not_applicable", "dont_know"}


def test_routing_rests_on_a_question_and_an_answer_that_it_has() -> None:
    routed = {question.id: question.routing for question in question_bank() if question.routing is not None}
    assert set(routed) == {"MOT_3", "OPEN_1"}
    for condition in routed.values():
        decides = bank_question(condition.item)
        assert decides is not None
        assert not decides.offers  # so "answered" means an answer
        if condition.value is not None:
            assert condition.value in house_scales()[decides.scale].labels


def test_who_met_no_staff_may_say_so() -> None:
    assert all(
        "not_applicable" in bank_question(item).offers
        for item in ("SRV_1", "SRV_2", "SRV_3", "MOT_1", "CES_1")
    )


def test_first_choice_and_no_deliberation_read_differently() -> None:
    first, fourth = bank_question("ATT_2"), bank_question("ATT_4")
    for one, other in ((first.text.nl, fourth.text.nl), (first.text.en, fourth.text.en)):
        words, others = (set(re.findall(r"\w+", text.lower())) - {"ik", "i", "is"} for text in (one, other))
        assert len(words & others) <= 3, (one, other)
    assert (fourth.construct, fourth.reverse, fourth.scale) == (first.construct, first.reverse, first.scale)


def test_a_stated_value_is_asked_as_its_pattern() -> None:
    assert bank_question("VAL_12_IMP") is bank_question("VAL_n_IMP")
    assert bank_question("VAL_x_IMP") is None
    assert VALUE_ITEM.fullmatch("VAL_1_EXP")


def test_both_languages_have_the_same_slots() -> None:
    for question in question_bank():
        slots = [set(re.findall(r"\{(\w+)\}", words or "")) for words in (question.text.nl, question.text.en)]
        assert slots[0] <= {"org", "category", "value"}
        # English may say "it" where Dutch repeats the name, so only the other slots are held equal.
        assert slots[0] - {"org"} == slots[1] - {"org"}, question.id


def test_dutch_is_short_and_formal_and_has_no_scale_inside() -> None:
    for question in question_bank():
        for words in (question.text.nl, question.text.en):
            assert "=" not in words
            assert "(" not in words
            assert words.count("?") <= 1
            sentences = [one for one in re.split(r"[.?!:] ?", words) if one]
            assert all(len(sentence.split()) <= 17 for sentence in sentences), words
        assert not re.search(r"\b(je|jij|jouw|jullie)\b", question.text.nl)
        # Passives and heavy words that B1 does without.
        assert not re.search(
            r"\b(wordt|werd|worden|inzake|middels|teneinde|in hoeverre)\b", question.text.nl.lower()
        )


def test_every_construct_of_the_bank_has_a_label_in_both_languages() -> None:
    labels = known_labels()
    assert {question.construct for question in question_bank()} <= set(labels)
    assert all(label.nl and label.en for label in labels.values())


def test_every_construct_has_a_section_whose_heading_does_not_tell_what_is_measured() -> None:
    assert set(section_of()) == set(known_labels())
    assert set(section_of().values()) <= set(section_titles())
    told = {label.nl.casefold() for label in known_labels().values()}
    assert not told & {title.nl.casefold() for title in section_titles().values()}


def test_ids_constructs_scales_and_directions_are_those_of_the_shared_bank(shared: Path) -> None:
    with (shared / "question_bank.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert list(rows) == [question.id for question in question_bank()]
    for question in question_bank():
        row = rows[question.id]
        assert (question.construct, question.role) == (row["construct"], row["role"])
        ends = tuple(float(row[key]) if row[key] else None for key in ("scale_min", "scale_max"))
        assert (question.minimum, question.maximum) == ends
        assert question.reverse == (row["reverse"] == "1")


def test_what_could_not_be_looked_up_says_so() -> None:
    with BANK_FILE.open(encoding="utf-8", newline="") as file:
        checked = {row["id"]: row["checked"] for row in csv.DictReader(file)}
    assert checked["VOI_1"] == "reference not found"
    assert {one for one in checked.values() if "not" not in one} == {"reference found", "own wording"}
