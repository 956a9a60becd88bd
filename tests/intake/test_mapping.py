"""Which column is which item: by name, by code but for its spelling, by the text of the question; and doubts."""

import doctest
import importlib
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.paraphrases import OTHERS, PARAPHRASES
from toolkit.engagement import Engagement
from toolkit.instrument import question_bank
from toolkit.intake import read_export
from toolkit.intake.export import Export
from toolkit.intake.mapping.likeness import likeness, negated, parts_of, plain_question, slots_of
from toolkit.intake.mapping.matching import (
    BUT_NEGATED,
    BUT_OTHERWISE,
    DECLARED,
    NEAR_TEXT,
    OTHER_NAME,
    SAME_CODE,
    SAME_NAME,
    SAME_TEXT,
    ColumnMap,
    mapped,
)
from toolkit.intake.mapping.spelling import SPELLED, code_scores
from toolkit.intake.mapping.targets import targets_of

NAME = "Acme Energie B.V."
SLOTS = slots_of([NAME], ["energie", "energy"])
WORDS = st.lists(
    st.sampled_from(["prijs", "service", "snel", "aanbevelen", "klant", "Ä", "2", "x"]), max_size=6
)


@pytest.mark.parametrize(
    "name", ["likeness", "spelling", "showable", "answers_found", "toml_text", "mapped_file"]
)
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"toolkit.intake.mapping.{name}"))
    assert result.attempted
    assert not result.failed


def export(questions: Mapping[str, str] | Sequence[str]) -> Export:
    """An export without rows: columns with their questions, or headers that are the questions."""
    if not isinstance(questions, Mapping):
        questions = {text: text for text in questions}
    columns = {column: pd.Series([], dtype="str") for column in questions}
    return Export(pd.DataFrame(columns), dict(questions), {}, {}, "csv")


def engagement(*items: str, texts: Mapping[str, str] = {}, extra: Mapping[str, object] = {}) -> Engagement:
    """An engagement with one construct, of these items."""
    own = {item: {"text": text} for item, text in texts.items()}
    construct = {"role": "driver", "minimum": 1.0, "maximum": 7.0, "items": [*items]}
    raw = {
        "client": {"name": NAME},
        "author": {"name": "A"},
        "constructs": {"c": construct},
        "items": own,
        **extra,
    }
    return Engagement.model_validate(raw)


def found(columns: Export, model: Engagement | None = None, **more: Mapping[str, str]) -> ColumnMap:
    return mapped(columns, targets_of(model, SLOTS), SLOTS, **more)


def matches(
    columns: Export, model: Engagement | None = None, **more: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    return {one.column: (one.target.item, one.why) for one in found(columns, model, **more).matches}


def doubts(columns: Export, model: Engagement | None = None) -> list[set[tuple[str, str, str]]]:
    return [
        {(one.column, one.target.item, one.why) for one in doubt} for doubt in found(columns, model).doubts
    ]


def asked(text: str, name: str = "Acme Energie") -> str:
    return text.replace("{org}", name)


# How alike texts are


def test_likeness_worked_example() -> None:
    # "aa" is in the one target, "bb" nowhere: they weigh log(1 + 1/1) and log(1 + 20), and share no letters.
    one, other = math.log(2), math.log(21)
    expected = one / math.hypot(one, other)
    assert likeness([("aa", "bb")], [("aa",)])[0, 0] == pytest.approx(expected)
    # "aaa" has the groups ^aa, aaa, aa$ and "aa" has ^aa, aa$: two in common of three and two.
    assert likeness([("aaa",)], [("aa",)])[0, 0] == pytest.approx(2 / math.sqrt(6))


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, min_size=1, max_size=4))
def test_likeness_is_a_share_and_knows_the_same_words(ours: list[list[str]], theirs: list[list[str]]) -> None:
    texts, targets = [tuple(words) for words in ours], [tuple(words) for words in theirs]
    alike = likeness(texts, targets)
    assert alike.shape == (len(texts), len(targets))
    assert ((alike >= 0) & (alike <= 1)).all()
    turned = likeness([words[::-1] for words in texts], targets)
    np.testing.assert_allclose(alike, turned)
    for row, words in enumerate(texts):
        for place, target in enumerate(targets):
            if words and set(words) == set(target):
                assert alike[row, place] == pytest.approx(1)


def test_likeness_of_nothing() -> None:
    assert likeness([], [("a",)]).shape == (0, 1)
    assert likeness([()], [()]).tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("<p>Hoe <b>tevreden</b> bent u?<br /></p>", "Hoe tevreden bent u?"),
        ("Q12. Hoe tevreden&nbsp;bent u?", "Hoe tevreden bent u?"),
        ("3a) Hoe tevreden bent u?", "Hoe tevreden bent u?"),
        ("[SAT1] - Hoe tevreden bent u?", "Hoe tevreden bent u?"),
        ("Hoe tevreden bent u over ${e://Field/merk}?", "Hoe tevreden bent u over ?"),
        ("Van elke 100 euro", "Van elke 100 euro"),
        ("Q12.", "Q12."),
        ("Is a < b en b > a?", "Is a < b en b > a?"),
    ],
)
def test_what_a_platform_wraps_around_a_question_goes(raw: str, plain: str) -> None:
    assert plain_question(raw) == plain


def test_a_grid_gives_its_row_too() -> None:
    assert parts_of("Stellingen [De prijs is goed]")[1:] == ("De prijs is goed",)
    assert parts_of("In hoeverre bent u het eens? - De prijs is goed")[1:] == ("De prijs is goed",)
    assert parts_of("Hoe tevreden bent u?") == ("Hoe tevreden bent u?",)


def test_the_clients_name_is_a_slot_with_and_without_its_legal_form() -> None:
    words = SLOTS.words("I trust {org}")
    for name in ("Acme Energie B.V.", "ACME ENERGIE", "Acme  Energie’s", "us", "our"):
        assert SLOTS.words(f"I trust {name}") == words
    assert SLOTS.words("I trust Acmeware") != words
    assert slots_of(["?", ""]).org is None


def test_negation_counts_odd() -> None:
    assert negated(("niet",))
    assert negated(("dont",))
    assert not negated(("niet", "zonder"))


# By name and code


@pytest.mark.parametrize(
    ("column", "score"),
    [
        ("SAT_1", 1.0),
        ("sat_1", 1.0),
        ("SAT1", SPELLED),
        ("Sat-01", SPELLED),
        ("Q_SAT_1", SPELLED),
        ("G01Q01[SAT1]", SPELLED),
        ("grid1_SAT1", SPELLED),
        ("SAT_11", 0.0),
        ("SAT_1_1", 0.0),
        ("XSAT_1", 0.0),
        ("1", 0.0),
        ("T1", 0.0),
        ("SAT_1 " + "x" * 100, 0.0),
    ],
)
def test_codes_but_for_their_spelling(column: str, score: float) -> None:
    assert code_scores([column], ["SAT_1"]).tolist() == [[score]]


def test_short_codes_need_the_whole_name() -> None:
    assert code_scores(["Q1_a", "A", "7"], ["a", "7"]).tolist() == [[0, 0], [1, 0], [0, 1]]


def test_a_code_that_limesurvey_cannot_hold_is_found_by_its_hash() -> None:
    assert code_scores(["q2ekeusa78b75c9"], ["2e keus"]).tolist() == [[SPELLED]]


def test_names_and_texts_of_the_engagement_and_the_bank() -> None:
    model = engagement("Q7", "PRIJS", texts={"PRIJS": "Ik vind de prijs van Acme Energie eerlijk."})
    columns = export(
        {
            "q7": "q7",
            "V12": "De prijs van Acme vind ik eerlijk",
            "V13": "<p>Ik vind de prijs van ACME ENERGIE BV eerlijk</p>",
            "TRU2": "TRU2",
            "V14": "Hoe lang bent u al klant?",
        }
    )
    assert matches(columns, model) == {
        "q7": ("Q7", SAME_NAME),
        "V13": ("PRIJS", SAME_TEXT),
        "TRU2": ("TRU_2", SAME_CODE),
    }


def test_both_languages_and_any_category_are_known() -> None:
    bank = {question.id: question for question in question_bank()}
    texts = {
        "nl": bank["ATT_2"].text.nl,
        "en": bank["BEH_1"].text.en,
    }
    columns = {
        key: (text or "")
        .replace("{org}", "Acme Energie")
        .replace("{category}", "energie" if key == "nl" else "energy")
        for key, text in texts.items()
    }
    assert matches(export(columns)) == {"nl": ("ATT_2", SAME_TEXT), "en": ("BEH_1", SAME_TEXT)}


def test_what_the_engagement_maps_stands_and_its_column_is_not_sought() -> None:
    model = engagement("SAT_1", "SAT_2")
    columns = export({"V1": asked("Welk rapportcijfer geeft u {org}?"), "SAT_1": "SAT_1"})
    assert matches(columns, model, declared={"SAT_1": "V1"}) == {"V1": ("SAT_1", DECLARED)}
    assert found(columns, model, declared={"SAT_1": "V1"}).without == ("SAT_2",)
    # A column that is not there leaves the item to be found.
    assert matches(columns, model, declared={"SAT_1": "V9"}) == {"SAT_1": ("SAT_1", SAME_NAME)}
    assert matches(columns, model, left_out={"SAT_1": "", "V1": ""}) == {}


# By text: the thresholds


def file_of(version: int) -> tuple[Export, dict[str, str]]:
    """A file with one paraphrase of each question and all the other questions, and which column is which item."""
    truth = {f"V{place}": item for place, item in enumerate(PARAPHRASES)}
    texts = {
        column: asked(PARAPHRASES[item][version % len(PARAPHRASES[item])]) for column, item in truth.items()
    }
    texts |= {f"X{place}": asked(text) for place, text in enumerate(OTHERS)}
    return export(texts), truth


def test_paraphrases_are_found_and_no_other_question_is() -> None:
    questions = right = offered = strange = 0
    for version in range(4):
        columns, truth = file_of(version)
        result = found(columns)
        questions += len(truth)
        for match in result.matches:
            assert truth.get(match.column) == match.target.item, (match, columns.questions[match.column])
            right += 1
        for doubt in result.doubts:
            offered += len({one.column for one in doubt if truth.get(one.column) == one.target.item})
            strange += len({one.column for one in doubt if one.column not in truth})
    assert right / questions > 0.8
    assert (right + offered) / questions > 0.97
    assert strange / (4 * len(OTHERS)) < 0.1


SWAPPED_EASILY = [
    ("SWI_1", "SWI_3"),
    ("MOR_1", "MOR_2"),
    ("VOI_1", "NET_1"),
    ("SAT_1", "MOT_3"),
    ("INV_1", "AFF_2"),
]


@pytest.mark.parametrize(("one", "other"), SWAPPED_EASILY)
def test_questions_that_are_much_alike_are_not_swapped(one: str, other: str) -> None:
    """Not where both were asked, and not where only one of the two was."""
    for version in range(4):
        texts = {item: asked(PARAPHRASES[item][version % len(PARAPHRASES[item])]) for item in (one, other)}
        for asked_items in ([one, other], [one], [other]):
            result = found(export({f"V{item}": texts[item] for item in asked_items}))
            for match in result.matches:
                assert match.column == f"V{match.target.item}"
            for doubt in result.doubts:
                assert doubt[0].column == f"V{doubt[0].target.item}"


def test_each_question_of_the_bank_is_itself() -> None:
    for language in ("nl", "en"):
        texts = {
            f"V{place}": asked(getattr(question.text, language)).replace("{category}", "energie")
            for place, question in enumerate(question_bank())
            if "{value}" not in (question.text.en or "")
        }
        items = [question.id for question in question_bank() if "{value}" not in (question.text.en or "")]
        result = found(export(texts))
        assert [one.target.item for one in result.matches] == items
        assert {one.why for one in result.matches} == {SAME_TEXT}
        assert {one.score for one in result.matches} == {1.0}
        assert result.doubts == ()


# Doubts


def test_the_same_question_twice_is_a_doubt() -> None:
    text = asked("Ik voel mij verbonden met {org}.")
    assert doubts(export({"V1": text, "V2": text})) == [
        {("V1", "INV_1", SAME_TEXT), ("V2", "INV_1", SAME_TEXT)}
    ]


def test_one_column_that_is_two_items_is_a_doubt() -> None:
    model = engagement("A_1", "B_1", texts={"A_1": "Ik ben tevreden.", "B_1": "Ik ben tevreden!"})
    assert doubts(export({"V1": "Ik ben tevreden"}), model) == [
        {("V1", "A_1", SAME_TEXT), ("V1", "B_1", SAME_TEXT)}
    ]


def test_a_name_and_a_text_that_say_different_things_are_a_doubt() -> None:
    columns = export({"SAT_1": asked("Ik voel mij verbonden met {org}.")})
    (doubt,) = found(columns, engagement("SAT_1")).doubts
    assert [(one.target.item, one.why) for one in doubt] == [
        ("INV_1", SAME_TEXT),
        ("SAT_1", SAME_NAME + BUT_OTHERWISE),
    ]
    # A name of the bank over another question is nothing to go by.
    columns = export({"SAT_1": "Hoe lang bent u al klant bij ons?"})
    assert doubts(columns) == [{("SAT_1", "SAT_1", SAME_NAME + BUT_OTHERWISE)}]
    # Where the two agree, another column with the same text is not a tie.
    text = asked("Ik voel mij verbonden met {org}.")
    assert matches(export({"INV_1": text, "V2": text})) == {"INV_1": ("INV_1", SAME_NAME)}


def test_a_question_turned_around_is_a_doubt() -> None:
    columns = export({"V1": asked("Ik voel mij niet verbonden met {org}.")})
    assert doubts(columns) == [{("V1", "INV_1", NEAR_TEXT + BUT_NEGATED)}]


def test_a_question_about_another_name_needs_a_yes_and_about_two_is_a_doubt() -> None:
    (match,) = found(
        export({"V1": asked("De medewerkers van {org} zijn vriendelijk.", "Concurrent Noord")})
    ).matches
    assert (match.target.item, match.why, match.sure) == ("SRV_1", OTHER_NAME, False)
    both = {
        "V1": "De medewerkers van Noord zijn vriendelijk.",
        "V2": "De medewerkers van Zuid zijn vriendelijk.",
    }
    assert doubts(export(both)) == [{("V1", "SRV_1", OTHER_NAME), ("V2", "SRV_1", OTHER_NAME)}]
    # The client's own block goes before a competitor's.
    both["V2"] = "De medewerkers van Acme Energie zijn vriendelijk."
    assert matches(export(both)) == {"V2": ("SRV_1", SAME_TEXT)}


def test_waves_side_by_side_are_a_doubt() -> None:
    assert doubts(export(["T1_SAT_1", "T2_SAT_1"])) == [
        {("T1_SAT_1", "SAT_1", SAME_CODE), ("T2_SAT_1", "SAT_1", SAME_CODE)}
    ]


def test_an_item_of_the_model_is_read_by_its_name_though_its_label_is_no_question() -> None:
    (match,) = found(export({"SAT_1": "Tevredenheid (schaal 1-10)"}), engagement("SAT_1")).matches
    assert (match.why, match.sure) == (SAME_NAME + BUT_OTHERWISE, False)


# Values of the client


def test_questions_about_a_value_keep_its_number() -> None:
    columns = export(
        {
            "V1": "Hoe belangrijk is duurzaamheid voor u?",
            "V2": "Hoe belangrijk is dichtbij zijn voor u?",
            "V3": asked("Hoeveel merkt u van dichtbij zijn bij {org}?"),
        }
    )
    assert {column: item for column, (item, _) in matches(columns).items()} == {
        "V1": "VAL_1_IMP",
        "V2": "VAL_2_IMP",
        "V3": "VAL_2_EXP",
    }
    assert {item for item, _ in matches(export(["VAL_3_IMP", "val_3_exp"])).values()} == {
        "VAL_3_IMP",
        "VAL_3_EXP",
    }


# Real files and large ones


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("surveymonkey/surveymonkey_starwars_first100.csv", set()),
        ("qualtrics/qualtrics_3header_german_ui.csv", set()),
        # "How likely are you to recommend R to a colleague, friend, or family member?"
        ("google_forms/google_forms_learning_r_first50.tsv", {"ATT_1"}),
        ("spss/pyreadstat_simple_alltypes.sav", set()),
        ("transactions/cdnow_sample_first400.txt", set()),
        ("salesforce/dataloader_opportunityData.csv", set()),
        # "Stellingen [De medewerkers zijn vriendelijk]"
        ("synthetic/SYNTHETIC_google_forms_nl.csv", {"SRV_1"}),
    ],
)
def test_real_files_match_hardly_anything(shared: Path, file: str, expected: set[str]) -> None:
    result = found(read_export(shared / "exports" / file))
    assert {match.target.item for match in result.matches} == expected
    assert result.doubts == ()


def test_a_thousand_columns_take_a_moment_and_ten_thousand_are_bounded() -> None:
    columns, truth = file_of(0)
    words = " ".join(OTHERS).split()
    rng = np.random.default_rng(1)
    for number, most_seconds in ((1_000, 4), (10_000, 20)):  # generous: the machine may be busy
        texts = {f"N{place}": " ".join(rng.choice(words, 12)) for place in range(number)}
        wide = export({**columns.questions, **texts})
        before = time.perf_counter()
        result = found(wide)
        assert time.perf_counter() - before < most_seconds
        right = [match for match in result.matches if truth.get(match.column) == match.target.item]
        assert len(right) > 0.8 * len(truth)
        assert len(right) == len(result.matches)


@pytest.mark.parametrize(
    ("column", "item"), [("Rapportcijfer", "SAT_1"), ("Aanbevelen", "ATT_1"), ("Ook klant elders", "BEH_3")]
)
def test_a_column_called_after_a_question_is_a_doubt(column: str, item: str) -> None:
    index = pd.RangeIndex(2, 14, name="row")
    frame = pd.DataFrame({column: pd.array(["1", "0"] * 6, dtype="str")}, index=index)
    found = mapped(
        Export(frame, {column: column}, {}, {}, "csv"), targets_of(None, slots_of([])), slots_of([])
    )
    assert found.matches == ()
    assert [(match.target.item, match.why) for match in found.doubts[0]] == [(item, "often called so")]
