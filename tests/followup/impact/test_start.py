"""Whether both sides stood apart at the start: by hand, by scipy, and how often lots make it seem so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.followup.impact.start import START_COLUMNS, apart_at_start
from toolkit.followup.thresholds import APART_AT_START

ASKED = {"treated": "had", "key": "key"}


def drawn(seed: int, shift: float, n: int = 120) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One in three has the action and stands so many points off; ten new customers the second time."""
    rng = np.random.default_rng(seed)
    had = (np.arange(n) % 3 == 0).astype(float)
    frame = pd.DataFrame(
        {"key": np.arange(n), "had": had, "trust": 60 + 10 * rng.standard_normal(n) + shift * had}
    )
    frame["other"] = 50 + 10 * rng.standard_normal(n)
    frame["weight"] = 1.0
    after = frame.assign(key=np.arange(10, n + 10), had=frame["had"].to_numpy()[np.arange(10, n + 10) % n])
    return frame, after


def test_it_is_welch_on_the_first_scores_of_those_who_answered_twice() -> None:
    before, after = drawn(1, -8)
    table = apart_at_start(before, after, ["trust", "other"], **ASKED)
    assert list(table.columns) == list(START_COLUMNS)
    again = before.iloc[10:]
    sides = [again.loc[again["had"] == side, "trust"] for side in (1, 0)]
    welch = stats.ttest_ind(*sides, equal_var=False)
    row = table.loc["trust"]
    assert row["p"] == pytest.approx(welch.pvalue)
    assert row["difference"] == pytest.approx(sides[0].mean() - sides[1].mean())
    assert row["d"] == pytest.approx(row["difference"] / np.sqrt((sides[0].var() + sides[1].var()) / 2))
    assert (row["n_treated"], row["n_others"]) == (len(sides[0]), len(sides[1]))
    assert bool(row["apart"])
    assert not table.loc["other", "apart"]


@given(st.integers(0, 10_000), st.floats(-15, 15))
@settings(max_examples=20, deadline=None)
def test_weights_of_one_change_nothing_and_sides_may_be_swapped(seed: int, shift: float) -> None:
    before, after = drawn(seed, shift, n=60)
    plain = apart_at_start(before, after, ["trust"], **ASKED).loc["trust"]
    weighted = apart_at_start(before, after, ["trust"], **ASKED, weights="weight").loc["trust"]
    assert weighted["difference"] == pytest.approx(plain["difference"])
    assert weighted["d"] == pytest.approx(plain["d"])
    swapped = apart_at_start(before, after.assign(had=1 - after["had"]), ["trust"], **ASKED).loc["trust"]
    assert swapped["difference"] == pytest.approx(-plain["difference"])
    assert bool(swapped["apart"]) == bool(plain["apart"])


def test_lots_seldom_set_sides_apart_and_a_small_distance_is_none() -> None:
    tables = [apart_at_start(*drawn(seed, 0.0), ["trust", "other"], **ASKED) for seed in range(100)]
    assert (
        np.mean([bool(table["apart"].any()) for table in tables]) <= 0.11
    )  # 5%, and twice its standard error on 100
    # Beyond chance, as there are many of them, but no distance to mind.
    row = apart_at_start(*drawn(3, -2.0, n=6000), ["trust"], **ASKED).loc["trust"]
    assert row["p_holm"] < 0.01
    assert abs(row["d"]) < APART_AT_START
    assert not row["apart"]


def test_a_side_of_one_or_without_spread_is_not_apart() -> None:
    before = pd.DataFrame({"key": range(6), "had": [1.0, 0, 0, 0, 0, 0], "trust": [0.0, 50, 60, 70, 80, 90]})
    assert not apart_at_start(before, before, ["trust"], **ASKED).loc["trust", "apart"]
    flat = before.assign(had=[1.0, 1, 1, 0, 0, 0], trust=50.0)
    assert not apart_at_start(flat, flat, ["trust"], **ASKED).loc["trust", "apart"]
    with pytest.raises(StatisticsError, match="trust"):
        apart_at_start(before, before, ["trsut"], **ASKED)
