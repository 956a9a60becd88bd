"""What must hold whatever the waves hold."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.followup.changes.compare import COLUMNS, compare_waves

NUMBERS = [column for column in COLUMNS if column not in {"verdict", "design"}]
OPPOSITE = {"better": "worse", "worse": "better"}

Waves = tuple[pd.DataFrame, pd.DataFrame]


@st.composite
def two_waves(draw: st.DrawFn) -> Waves:
    """Two waves of 4 to 14 rows with scores 0–100, some missing, keys that overlap more or less, and weights."""
    frames = []
    shift = draw(st.integers(0, 15))
    for start in (0, shift):
        rows = draw(st.integers(4, 14))
        scores = draw(st.lists(st.integers(0, 100), min_size=rows, max_size=rows))
        missing = draw(st.sets(st.integers(2, rows - 1), max_size=rows // 2 - 1))
        weights = draw(st.lists(st.integers(1, 5), min_size=rows, max_size=rows))
        frame = pd.DataFrame({"key": np.arange(start, start + rows), "score": scores, "weight": weights})
        frame["score"] = frame["score"].astype(float).mask(frame.index.isin(missing))
        frames.append(frame)
    return frames[0], frames[1]


def change(waves: Waves, *, weighted: bool, **options: Any) -> pd.Series:
    weights = "weight" if weighted else None
    return compare_waves(*waves, ["score"], key="key", weights=weights, **options).loc["score"]


def same_numbers(one: pd.Series, other: pd.Series, names: list[str]) -> None:
    assert one[names].astype(float).tolist() == pytest.approx(
        other[names].astype(float).tolist(), rel=1e-8, abs=1e-9, nan_ok=True
    )


@given(two_waves(), st.booleans())
def test_swapping_the_waves_turns_the_change_around(waves: Waves, weighted: bool) -> None:
    there, back = change(waves, weighted=weighted), change(waves[::-1], weighted=weighted)
    mirrored = there.copy()
    mirrored["difference"], mirrored["effect_size"] = -there["difference"], -there["effect_size"]
    mirrored["low"], mirrored["high"] = -there["high"], -there["low"]
    for what in ("", "n_", "n_effective_"):
        mirrored[f"{what}before"], mirrored[f"{what}after"] = there[f"{what}after"], there[f"{what}before"]
    same_numbers(back, mirrored, NUMBERS)
    assert back["design"] == there["design"]
    assert back["verdict"] == OPPOSITE.get(there["verdict"], there["verdict"])


@given(two_waves(), st.booleans(), st.integers(-1000, 1000))
def test_a_shift_of_both_waves_changes_nothing(waves: Waves, weighted: bool, shift: int) -> None:
    moved = tuple(wave.assign(score=wave["score"] + shift) for wave in waves)
    one, other = change(waves, weighted=weighted), change((moved[0], moved[1]), weighted=weighted)
    same_numbers(other, one, [name for name in NUMBERS if name not in {"before", "after"}])
    assert other["verdict"] == one["verdict"]


@given(two_waves(), st.booleans(), st.sampled_from([0.01, 10.0]))
def test_another_unit_changes_only_the_unit(waves: Waves, weighted: bool, unit: float) -> None:
    scaled = tuple(wave.assign(score=wave["score"] * unit) for wave in waves)
    one = change(waves, weighted=weighted)
    other = change((scaled[0], scaled[1]), weighted=weighted, smallest_change=5.0 * unit)
    same_numbers(other, one, ["p", "p_equivalence", "df", "effect_size"])
    assert other["difference"] == pytest.approx(one["difference"] * unit)
    assert other["verdict"] == one["verdict"]


@given(two_waves(), st.sampled_from([1.0, 0.3, 7.0]))
def test_equal_weights_change_nothing(waves: Waves, weight: float) -> None:
    equal = tuple(wave.assign(weight=weight) for wave in waves)
    pd.testing.assert_series_equal(change((equal[0], equal[1]), weighted=True), change(waves, weighted=False))


@given(two_waves(), st.sampled_from([0.25, 1000.0]))
def test_the_scale_of_a_wave_s_weights_changes_nothing(waves: Waves, factor: float) -> None:
    before, after = waves
    scaled = before, after.assign(weight=after["weight"] * factor)
    same_numbers(change(scaled, weighted=True), change(waves, weighted=True), NUMBERS)


@given(two_waves())
def test_doubled_weights_are_doubled_rows_to_the_means(waves: Waves) -> None:
    doubled = tuple(wave.loc[wave.index.repeat(wave["weight"])] for wave in waves)
    rows = compare_waves(*doubled, ["score"]).loc["score"]
    same_numbers(change(waves, weighted=True), rows, ["before", "after", "difference"])


@given(two_waves(), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(waves: Waves, weighted: bool, random: Any) -> None:
    shuffled = tuple(wave.iloc[random.sample(range(len(wave)), len(wave))] for wave in waves)
    one, other = change(waves, weighted=weighted), change((shuffled[0], shuffled[1]), weighted=weighted)
    same_numbers(other, one, NUMBERS)
    assert (other["verdict"], other["design"]) == (one["verdict"], one["design"])


@given(two_waves(), st.booleans(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_and_the_tests_agree(waves: Waves, weighted: bool, confidence: float) -> None:
    row = change(waves, weighted=weighted, confidence=confidence)
    if row["se"] == 0:
        assert np.isnan([row["low"], row["high"], row["p"], row["p_equivalence"]]).all()
        assert row["verdict"] == "not decided"
        return
    assert row["low"] <= row["difference"] <= row["high"]
    assert (row["p"] < 1 - confidence) == (not row["low"] <= 0 <= row["high"])
    # TOST at error α is the interval of confidence 1 − 2α inside the margins.
    narrow = change(waves, weighted=weighted, confidence=2 * confidence - 1)
    assert (row["p_equivalence"] < 1 - confidence) == (narrow["low"] > -5 and narrow["high"] < 5)


@given(two_waves(), st.booleans())
def test_the_design_is_what_the_keys_say(waves: Waves, weighted: bool) -> None:
    row = change(waves, weighted=weighted)
    first, second = (set(wave.loc[wave["score"].notna(), "key"]) for wave in waves)
    expected = (
        "independent"
        if first.isdisjoint(second)
        else "paired"
        if first == second
        else "partially overlapping"
    )
    assert (row["design"], row["n_paired"]) == (expected, len(first & second))
    assert (row["n_before"], row["n_after"]) == (len(first), len(second))
    assert 0 < row["df"] <= len(first) + len(second) - 2
