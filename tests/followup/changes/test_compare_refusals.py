"""Waves that cannot be compared: each refused in words that say what and where, and how to mend it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import LoyaltyError, StatisticsError
from toolkit.followup.changes.compare import compare_nps, compare_waves, holm, weighting_effect

SCORES = [10.0, 20.0, 40.0]


def wave(**columns: Any) -> pd.DataFrame:
    given: dict[str, Any] = {
        "trust": SCORES,
        "image": SCORES,
        "key": ["a", "b", "c"],
        "weight": [1.0, 2.0, 3.0],
    }
    return pd.DataFrame(given | columns)


def refused(act: Callable[[], object], *words: str) -> None:
    with pytest.raises(StatisticsError) as caught:
        act()
    assert isinstance(caught.value, LoyaltyError)
    for word in words:
        assert word in str(caught.value)


def test_unknown_columns_are_told_at_once_with_the_nearest_name() -> None:
    refused(
        lambda: compare_waves(wave(), wave(), ["trsut", "image", "nothing"], key="kei"),
        "before wave has no column 'trsut' (did you mean 'trust'?)",
        "after wave has no column 'trsut'",
        "no column 'nothing';",
        "'kei' (did you mean 'key'?)",
    )
    refused(
        lambda: compare_waves(wave(), wave().drop(columns="image"), ["image"]), "after wave has no column"
    )
    refused(lambda: compare_waves(wave(), wave(), ["trust"], weights="wieght"), "did you mean 'weight'?")


def test_a_column_that_stands_twice() -> None:
    twice = pd.concat([wave(), wave()[["trust"]]], axis=1)
    refused(lambda: compare_waves(twice, wave(), ["trust"]), "before wave has more than one column 'trust'")


def test_an_empty_wave() -> None:
    refused(lambda: compare_waves(wave(), wave().iloc[:0], ["trust"]), "after wave is empty")
    refused(lambda: compare_nps([], [1, 2]), "before wave is empty")


def test_too_few_answers_are_refused_by_name_all_at_once() -> None:
    after = wave(trust=[1.0, math.nan, math.nan], image=[math.nan] * 3)
    refused(
        lambda: compare_waves(wave(), after, ["trust", "image"]),
        "'trust' (1 in the after wave)",
        "'image' (0 in the after wave)",
        "Leave these measures out",
    )
    zero = wave(weight=[0.0, 0.0, 1.0])
    refused(
        lambda: compare_waves(zero, wave(), ["trust"], weights="weight"), "'trust' (1 in the before wave)"
    )
    refused(lambda: compare_nps([9], [9, 10]), "'nps' (1 in the before wave)")


def test_a_respondent_who_answered_twice_in_a_wave() -> None:
    def act() -> None:
        compare_waves(wave(), wave(key=["b", "klant 7", "klant 7"]), ["trust"], key="key")

    refused(act, "after wave has the same respondent key in rows 2 and 3", "Keep one row per respondent")
    with pytest.raises(StatisticsError) as caught:
        act()
    assert "klant" not in str(caught.value), "a key may be a customer's number"


def test_keys_that_can_never_match() -> None:
    refused(
        lambda: compare_waves(wave(key=[1, 2, 3]), wave(key=["1", "2", "3"]), ["trust"], key="key"),
        "integer values in the before wave and string values in the after wave",
        "Read both as text",
    )


@pytest.mark.parametrize("infinite", [math.inf, -math.inf])
def test_infinite_values(infinite: float) -> None:
    after = wave(image=[1.0, infinite, 2.0])
    refused(lambda: compare_waves(wave(), after, ["trust", "image"]), "'image' of the after wave", "infinite")


def test_text_where_numbers_belong() -> None:
    before = wave(trust=["good", "bad", "good"])
    refused(lambda: compare_waves(before, wave(), ["trust"]), "'trust' of the before wave", "number")


def test_dates_where_numbers_belong() -> None:
    after = wave(trust=pd.date_range("2026-02-02", periods=3))
    refused(lambda: compare_waves(wave(), after, ["trust"]), "'trust' of the after wave", "dates")


@pytest.mark.parametrize("smallest", [0, -5.0, math.nan, math.inf, {"trust": 0.0}])
def test_a_smallest_change_that_is_none(smallest: Any) -> None:
    refused(
        lambda: compare_waves(wave(), wave(), ["trust"], smallest_change=smallest), "finite number over 0"
    )


def test_a_measure_without_its_smallest_change() -> None:
    refused(
        lambda: compare_waves(
            wave(), wave(), ["trust", "image"], smallest_change={"trust": 5.0, "imago": 5.0}
        ),
        "nothing of 'image' (did you mean 'imago'?)",
    )


@pytest.mark.parametrize("confidence", [0.5, 1.0, 95, -0.1, math.nan])
def test_a_confidence_that_is_none(confidence: float) -> None:
    refused(lambda: compare_waves(wave(), wave(), ["trust"], confidence=confidence), "between 0.5 and 1")
    refused(lambda: compare_nps([1, 9], [1, 9], confidence=confidence), "between 0.5 and 1")


def test_measures_that_are_no_list() -> None:
    refused(lambda: compare_waves(wave(), wave(), "trust"), "Write ['trust']")
    refused(lambda: compare_waves(wave(), wave(), []), "Name at least one")
    refused(lambda: compare_waves(wave(), wave(), ["trust", "trust"]), "named twice: 'trust'")


@pytest.mark.parametrize(
    ("weights", "word"),
    [
        ([1.0, math.nan, 1.0], "no weight"),
        ([1.0, -1.0, 1.0], "below 0"),
        ([0.0, 0.0, 0.0], "all are 0"),
        ([1.0, math.inf, 1.0], "infinite"),
        ([1.0, 2.0], "2"),
        (["x", "y", "z"], "number"),
    ],
)
def test_unusable_weights(weights: list[Any], word: str) -> None:
    refused(lambda: compare_waves(wave(), wave(), ["trust"], weights=(SCORES, weights)), "after wave", word)
    refused(lambda: compare_nps([1, 8, 9], [1, 8, 9], weights_after=weights), "after wave", word)


def test_weights_in_no_known_form() -> None:
    for weights in ([SCORES], ("weight", "weight"), np.ones(3)):
        refused(lambda given=weights: compare_waves(wave(), wave(), ["trust"], weights=given), "or a pair")
    other = pd.Series(SCORES, index=[7, 8, 9])
    refused(lambda: compare_waves(wave(), wave(), ["trust"], weights=(SCORES, other)), "row labels")
    refused(lambda: weighting_effect(wave(), wave(), ["trust"], weights=None), "needs weights")


def test_ratings_off_the_scale_and_half_of_the_keys() -> None:
    refused(lambda: compare_nps([1, 11], [1, 9]), "0 to 10")
    refused(lambda: compare_nps([1, 9], [1, 9], key_before=[1, 2]), "Give both or neither")
    refused(
        lambda: compare_nps([1, 9], [1, 9], key_before=[1, 2], key_after=[1]),
        "2 ratings and 1 keys",
        "after wave",
    )


def test_holm_takes_p_values_only() -> None:
    refused(lambda: holm([0.2, 1.5]), "between 0 and 1")
    refused(lambda: holm([[0.2], [0.5]]), "one row of p-values")
