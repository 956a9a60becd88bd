"""Which groups customers of two waves are compared within."""

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.followup.composition.compare import split_waves
from toolkit.followup.composition.groups import Matched, matched_groups
from toolkit.followup.thresholds import ANSWERS_PER_COEFFICIENT


def matched(before: dict[str, int], after: dict[str, int], **options: object) -> Matched:
    waves = [
        pd.DataFrame({"group": [code for code, n in one.items() for _ in range(n)]})
        for one in (before, after)
    ]
    waves = [one.replace({"group": {"?": None}}) for one in waves]
    return matched_groups(*waves, **options)


def sizes(found: Matched) -> tuple[list[int], list[int]]:
    return np.bincount(found.before[0]).tolist(), np.bincount(found.after[0]).tolist()


def test_groups_that_both_waves_have_stay() -> None:
    found = matched({"a": 50, "b": 40, "c": 10}, {"a": 10, "b": 60, "c": 30})
    assert (found.names, found.numbers, found.left_out) == (("group",), (3,), ())
    assert sizes(found) == ([50, 40, 10], [10, 60, 30])


def test_small_groups_go_together_and_those_without_a_code_are_a_group() -> None:
    found = matched({"a": 60, "b": 8, "c": 7, "?": 20}, {"a": 62, "b": 7, "c": 9, "?": 12})
    assert sizes(found) == ([60, 20, 15], [62, 12, 16])
    few = matched({"a": 60, "b": 30, "?": 2}, {"a": 58, "b": 31, "?": 3})
    # Too few by themselves: they go with the smallest group.
    assert sizes(few) == ([60, 32], [58, 34])


def test_a_group_of_one_wave_only_is_merged_while_that_hides_little() -> None:
    assert sizes(matched({"a": 60, "b": 40}, {"a": 55, "b": 42, "c": 3})) == ([60, 40], [55, 45])
    gone = matched({"a": 60, "b": 40}, {"a": 40, "b": 30, "c": 30})
    assert (gone.names, gone.left_out) == ((), (("group", "unmatched"),))


def test_one_group_is_no_division() -> None:
    found = matched({"a": 95, "b": 5}, {"a": 95, "b": 5})
    assert (found.names, found.left_out) == ((), (("group", "one_group"),))


def test_weighted_a_group_has_the_effective_number() -> None:
    # Fifteen of whom one outweighs all others are no fifteen.
    heavy = np.array([1.0] * 85 + [100.0] + [1.0] * 14)
    alone = matched({"a": 85, "b": 15}, {"a": 85, "b": 15}, weights=(heavy, None))
    assert alone.left_out == (("group", "one_group"),)
    assert matched({"a": 85, "b": 15}, {"a": 85, "b": 15}).numbers == (2,)


def test_waves_with_other_segments_or_without_respondents_are_refused() -> None:
    one = pd.DataFrame({"a": ["x"] * 20})
    with pytest.raises(StatisticsError, match="other segments"):
        matched_groups(one, one.rename(columns={"a": "b"}))
    with pytest.raises(StatisticsError, match="without respondents"):
        matched_groups(one, one.iloc[:0])


def test_a_few_answers_carry_a_few_groups() -> None:
    draw = np.random.default_rng(1)
    n = 5 * ANSWERS_PER_COEFFICIENT
    codes = {"many": np.arange(n) % 5, "two": np.arange(n) % 2}
    before, after = (pd.DataFrame({"score": draw.normal(size=n), **codes}) for _ in range(2))
    found = split_waves(before, after, ["score"], ["many", "two"], minimum=5)
    assert found.left_out == {"score": (("many", "too_many"),)}
    assert found.contributions["segment"].tolist() == ["two"]


def test_without_any_group_to_compare_within_only_the_change_is_told() -> None:
    draw = np.random.default_rng(2)
    before, after = (pd.DataFrame({"score": draw.normal(at, 1, 60), "one": "x"}) for at in (0, 5))
    row = split_waves(before, after, ["score"], ["one"]).table.loc["score"]
    assert row["difference_p_holm"] < 0.001
    assert row[["within", "composition", "raked", "within_p_holm"]].isna().all()
    assert row["verdict"] == "not decided"
    with pytest.raises(StatisticsError, match="a measure and a segment"):
        split_waves(before, after, ["score"], [])
