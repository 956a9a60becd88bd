"""What a participant may hand in, and how it is read."""

from __future__ import annotations

import math
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.language import Language
from toolkit.measures.nps import net_promoter_score
from toolkit.training.answers import Plain, as_accusations, as_letter, as_names, as_number, as_numbers, plain
from toolkit.training.checks import accusations, names, number
from toolkit.training.verdict import Shown, Verdict


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (..., None),
        (None, None),
        (12, 12.0),
        (np.float64(12.5), 12.5),
        (np.array(3), 3.0),
        (Decimal("12.5"), 12.5),
        (np.array([3.5]), 3.5),
        (pd.Series([2.5]), 2.5),
        (pd.Series([2.5], index=["NPS"]), 2.5),
        (net_promoter_score([10] * 5 + [3] * 5), 0.0),
        (" b) ", "b)"),
        (True, True),
        (np.True_, True),
        (["trust", "image"], ["trust", "image"]),
        (pd.Index(["trust", "image"]), ["trust", "image"]),
        (pd.Series([3, 1], index=["trust", "image"]), ["trust", "image"]),
        ([1, 2], [1.0, 2.0]),
        ({"a": 1}, {"unread": "dict"}),
        (pd.DataFrame({"a": [1]}), {"unread": "DataFrame"}),
        (len, {"unread": "builtin_function_or_method"}),
    ],
)
def test_an_answer_becomes_plain_data(answer: Any, expected: Plain) -> None:
    assert plain(answer) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12,3", 12.3),
        ("12.3", 12.3),
        ("45 %", 45.0),
        ("−5", -5.0),
        ("+5", 5.0),
        ("12,3 punten", 12.3),
        ("± 12.3", 12.3),
        ("+/-12.3 points", 12.3),
        ("12 b", None),
        (7.0, 7.0),
        ("twelve", None),
        ("1.2.3", None),
        (True, None),
        (math.nan, None),
        (["1"], None),
    ],
)
def test_a_number_is_read_as_people_write_it(written: Plain, expected: float | None) -> None:
    assert as_number(written) == expected


def test_names_are_read_from_a_list_or_from_a_text() -> None:
    assert as_names(["Trust", " image "]) == as_names("trust, Image") == ["trust", "image"]
    assert as_names(12.0) is None
    assert as_names([1.0]) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3.100", (3.1, 3100.0)),
        ("3,100 guests", (3.1, 3100.0)),
        ("1.234.567", (1234567.0,)),
        ("3100", (3100.0,)),
        (3.1, (3.1,)),
        ("three", ()),
    ],
)
def test_a_number_with_thousands_is_read_both_ways(written: Plain, expected: tuple[float, ...]) -> None:
    assert as_numbers(written) == expected


def test_a_number_is_right_in_one_of_the_ways_it_may_be_meant() -> None:
    case: Any = None
    distance = number(1.0)
    assert distance(case, "3.100", 3100.0) <= 1
    assert distance(case, "3.100", 3.1) <= 1
    assert distance(case, 3.1, 3100.0) > 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("c", "c"),
        (" C)", "c"),
        ("(c).", "c"),
        ("'c'", "c"),
        ("Answer C", "c"),
        ("optie c", "c"),
        ("not c", None),
        ("cd", None),
        ("2", None),
        (["c", "d"], None),
        (2.0, None),
    ],
)
def test_a_letter_is_read_as_people_write_it(written: Plain, expected: str | None) -> None:
    assert as_letter(written) == expected


@pytest.mark.parametrize(
    "written",
    ["ease and trust", "Ease en Trust", "ease & trust", "['ease', 'trust'].", "ease/trust", "Trust ease"],
)
def test_names_are_the_same_whatever_stands_between_them(written: str) -> None:
    case: Any = SimpleNamespace(key_of=lambda name: name)
    assert names()(case, written, ["trust", "ease"]) == 0
    assert names()(case, written, ["ease"]) == math.inf


def test_a_name_with_and_in_it_stays_one_name() -> None:
    case: Any = SimpleNamespace(key_of={"price and quality": "value"}.get)
    assert names()(case, "Price and quality", ["value"]) == 0


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e6, max_value=1e6))
def test_a_number_stays_that_number_however_it_is_handed_in(value: float) -> None:
    for answer in (
        value,
        np.float64(value),
        pd.Series([value]),
        repr(value) if "e" not in repr(value) else value,
    ):
        assert as_number(plain(answer)) == value


@pytest.mark.parametrize("right", [True, False, None])
def test_a_verdict_is_shown_as_text_and_read_as_points(right: bool | None) -> None:
    shown = Shown(Verdict(right, "Because <b>1</b> & 2."), ("Look <here>.",), Language("en"))
    bundle = shown._repr_mimebundle_()
    assert bundle["text/plain"] == ("1" if right else "0")
    assert "Because &lt;b&gt;1&lt;/b&gt; &amp; 2." in bundle["text/html"]
    assert ("Look &lt;here&gt;." in bundle["text/html"]) is (not right)


@pytest.mark.parametrize(
    ("handed", "expected"),
    [
        ("3f, 6i", {(3, "f"), (6, "i")}),
        ("6 (I); 3 F", {(3, "f"), (6, "i")}),
        (["3f", "6"], {(3, "f"), (6, "")}),
        ([3.0, 6.0], {(3, ""), (6, "")}),
        (12.0, {(12, "")}),
        (12.5, None),
        ("three", None),
        ("3fi", None),
        ("", None),
        (True, None),
        ({"unread": "dict"}, None),
    ],
)
def test_sentences_are_read_with_the_rule_that_they_break(handed: Plain, expected: Any) -> None:
    assert as_accusations(handed) == expected


@pytest.mark.parametrize(
    ("handed", "answer", "same"),
    [
        ("3f, 6i", ["3f", "6i"], True),
        ("6i 3f", ["3f", "6i"], True),
        ("3: f, 6: i", ["3f", "6i"], True),
        ("3-f / 6=i.", ["3f", "6i"], True),
        ("zin 3 door regel F en zin 6 door regel I", ["3f", "6i"], True),
        ("Sentence 3 (f)\nSentence 6 (i)", ["3f", "6i"], True),
        ("3e en 6i", ["3e", "6i"], True),
        ("3f", ["3f", "6i"], False),
        ("3f, 6i, 4a", ["3f", "6i"], False),
        ("3f, 6a", ["3f", "6i"], False),
        ("3f, 6a", [3.0, 6.0], True),
        ("3f", [3.0, 6.0], False),
        ("3f, 4b", "4", True),
        ("3f, 4b", "4b", True),
        ("3f, 4c", "4b", False),
        ("nothing", "4b", False),
    ],
)
def test_accusations_are_compared_as_a_whole_and_one_is_found_among_them(
    handed: Plain, answer: Plain, same: bool
) -> None:
    case: Any = None
    assert (accusations(case, handed, answer) <= 1) is same
