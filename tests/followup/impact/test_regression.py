"""Regression to the mean: by hand, by statsmodels, and what cannot be told."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.followup.impact.regression import (
    BEYOND_COLUMNS,
    EQUALS_COLUMNS,
    among_equals,
    beyond_regression,
    expected_rise,
)
from toolkit.followup.thresholds import PAIRS_FOR_REGRESSION

Frames = tuple[pd.DataFrame, pd.DataFrame]


def picked(seed: int = 1, n: int = 120, effect: float = 4.0) -> Frames:
    """The lowest third of the first score gets an action; all rise 2 points and go half the way to the mean."""
    rng = np.random.default_rng(seed)
    first = 60 + 15 * rng.standard_normal(n)
    other = 50 + 10 * rng.standard_normal(n)
    had = (first < np.quantile(first, 1 / 3)).astype(float)
    frame = pd.DataFrame({"key": np.arange(n), "had": had, "trust": first, "other": other})
    frame["weight"] = np.exp(rng.normal(0, 0.4, n))
    second = 60 + 0.5 * (first - 60) + 2 + effect * had + 6 * rng.standard_normal(n)
    again = 50 + 0.5 * (other - 50) + 0.1 * (first - 60) + 6 * rng.standard_normal(n)
    return frame, frame.assign(trust=second, other=again).sample(frac=1, random_state=seed)


def asked(frames: Frames, measures: list[str], *, weighted: bool = False) -> pd.DataFrame:
    return among_equals(
        *frames, measures, treated="had", picked="trust", key="key", weights="weight" if weighted else None
    )


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("measure", ["trust", "other"])
def test_among_equals_is_statsmodels_analysis_of_covariance(measure: str, weighted: bool) -> None:
    before, after = picked()
    row = asked((before, after), [measure], weighted=weighted).loc[measure]
    pairs = before.merge(after, on="key", suffixes=("", "_later"))
    columns = ["had", "trust"] if measure == "trust" else ["had", measure, "trust"]
    weights = pairs["weight_later"] if weighted else pd.Series(1.0, index=pairs.index)
    model = sm.WLS(pairs[f"{measure}_later"], sm.add_constant(pairs[columns]), weights=weights)
    fit = model.fit(cov_type="HC3")
    assert row["difference"] == pytest.approx(fit.params["had"], rel=1e-8)
    assert row["se"] == pytest.approx(fit.bse["had"], rel=1e-8)
    assert (row["n_treated"], row["n_others"]) == (40, 80)
    effective = weights[pairs["had"] == 1].sum() ** 2 / (weights[pairs["had"] == 1] ** 2).sum()
    assert row["df"] == pytest.approx(effective - len(columns))


def test_what_is_left_is_the_rise_less_the_slope_times_the_distance() -> None:
    before, after = picked()
    row = beyond_regression(before, after, ["trust"], treated="had", picked="trust", key="key").loc["trust"]
    pairs = before.merge(after, on="key", suffixes=("", "_later"))
    rise, with_action = pairs["trust_later"] - pairs["trust"], pairs["had"] == 1
    slope = -np.polyfit(pairs.loc[~with_action, "trust"], rise[~with_action], 1)[0]
    distance = pairs["trust"].mean() - pairs.loc[with_action, "trust"].mean()
    assert row["slope"] == pytest.approx(slope)
    assert row["expected"] == pytest.approx(slope * distance)
    assert row["measured"] == pytest.approx(rise[with_action].mean())
    assert row["beyond"] == pytest.approx(rise[with_action].mean() - slope * distance)
    assert row["low"] < row["beyond"] < row["high"]
    # What Barnett, van der Pols & Dobson have with the correlation is this where both waves have one spread.
    assert row["expected"] == pytest.approx(
        expected_rise(row["picked_treated"], row["picked_all"], 1 - row["slope"])
    )


def test_of_another_measure_only_what_goes_with_the_score_picked_on_is_expected() -> None:
    before, after = picked()
    table = beyond_regression(
        before, after, ["trust", "other"], treated="had", picked="trust", key="key", weights="weight"
    )
    assert list(table.columns) == list(BEYOND_COLUMNS)
    assert abs(table.loc["other", "expected"]) < 0.3 * table.loc["trust", "expected"]


@settings(max_examples=10)
@given(seed=st.integers(0, 100), level=st.floats(0.1, 9))
def test_weights_of_one_change_nothing(seed: int, level: float) -> None:
    before, after = (frame.assign(weight=level) for frame in picked(seed, n=60))
    pd.testing.assert_frame_equal(
        asked((before, after), ["trust"]), asked((before, after), ["trust"], weighted=True)
    )
    both = [
        beyond_regression(before, after, ["trust"], treated="had", picked="trust", key="key", weights=weights)
        for weights in (None, "weight")
    ]
    pd.testing.assert_frame_equal(both[0], both[1])


def test_the_verdicts_and_holm_are_over_the_measures() -> None:
    table = asked(picked(effect=20), ["trust", "other"])
    assert list(table.columns) == list(EQUALS_COLUMNS)
    assert table.loc["trust", "verdict"] == "better"
    assert (table["p_holm"] >= table["p"]).all()


REFUSALS: dict[str, tuple[Callable[[Frames], Frames], str]] = {
    "other customers": (
        lambda waves: (waves[0], waves[1].assign(key=waves[1]["key"] + 1000)),
        f"from {PAIRS_FOR_REGRESSION} respondents",
    ),
    "few with the action": (
        lambda waves: (waves[0], waves[1].assign(had=(waves[1]["key"] < 9) * 1.0)),
        f"from {PAIRS_FOR_REGRESSION} respondents",
    ),
    "no such score": (lambda waves: (waves[0].drop(columns="trust"), waves[1]), "no column 'trust'"),
    "others all alike": (
        lambda waves: (waves[0].assign(trust=waves[0]["trust"].where(waves[0]["had"] == 1, 70.0)), waves[1]),
        "gave the same score at the start",
    ),
}


@pytest.mark.parametrize(("spoil", "told"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_told_is_refused(spoil: Callable[[Frames], Frames], told: str) -> None:
    before, after = spoil(picked())
    with pytest.raises(StatisticsError, match=told):
        beyond_regression(before, after, ["other"], treated="had", picked="trust", key="key")


def test_a_correlation_beyond_one_is_refused() -> None:
    with pytest.raises(StatisticsError, match="not between 0 and 1"):
        expected_rise(40, 60, 1.2)
