"""Whether importance shifted: by hand and by statsmodels, what must not matter, what is refused, how often wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from toolkit.drivers.importance import relative_importance
from toolkit.drivers.joint import joint_test
from toolkit.errors import StatisticsError
from toolkit.followup.resampled import crossings, largest_p, two_sided_p
from toolkit.followup.shift.driver_shift import COLUMNS, driver_shift

NAMES = ["a", "b", "c"]
EFFECTS = np.array([0.6, 0.3, 0.1])


def waves(
    n: int, m: int, both: int, *, after: np.ndarray = EFFECTS, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves with a key, a weight and a variable to hold equal; who answers both keeps scores and error in part."""
    draw = np.random.default_rng(seed)
    people = n + m - both
    common, kept = draw.normal(size=(people, 1)), draw.normal(size=(people, 5))
    frames = []
    for start, size, effects in ((0, n, EFFECTS), (n - both, m, after)):
        here = slice(start, start + size)
        scores = 0.6 * common[here] + 0.7 * kept[here, :3] + 0.4 * draw.normal(size=(size, 3))
        frame = pd.DataFrame(scores, columns=NAMES)
        frame["held"] = 0.4 * scores[:, 0] + draw.normal(size=size)
        frame["y"] = (
            scores @ effects + 0.3 * frame["held"] + 0.5 * kept[here, 4] + 0.6 * draw.normal(size=size)
        )
        frame["key"] = [f"k{place}" for place in range(start, start + size)]
        frame["weight"] = np.exp(0.4 * draw.normal(size=size))
        frames.append(frame)
    return frames[0], frames[1]


def design() -> pd.DataFrame:
    """Drivers that do not correlate, in every combination eight times."""
    return pd.DataFrame({"a": [1.0, -1, 1, -1] * 8, "b": [1.0, 1, -1, -1] * 8, "e": [1.0] * 16 + [-1.0] * 16})


def test_shares_of_drivers_that_do_not_correlate_are_those_of_their_squares() -> None:
    first, second = design(), design()
    first["y"] = 2 * first["a"] + 1.5 * first["b"] + first["e"]
    second["y"] = 0.5 * second["a"] + 1.5 * second["b"] + second["e"]
    shift = driver_shift(first, second, "y", ["a", "b"], resamples=199)
    table = shift.table
    assert list(table.columns) == list(COLUMNS)
    assert table["share_before"].tolist() == pytest.approx([4 / 6.25, 2.25 / 6.25])
    assert table["share_after"].tolist() == pytest.approx([0.25 / 2.5, 2.25 / 2.5])
    assert table["share_difference"].tolist() == pytest.approx([-0.54, 0.54])
    assert table["link_difference"].tolist() == pytest.approx([-1.5, 0.0])
    assert table["coefficient_before"].tolist() == pytest.approx([2 / 7.25**0.5, 1.5 / 7.25**0.5])
    # R² is 6.25/7.25, less what two predictors of 32 rows explain by chance.
    assert shift.explained.at["before", "estimate"] == pytest.approx(1 - (1 / 7.25) * 31 / 29)
    # A lead of 28 percentage points is not shown by 32 customers.
    assert shift.crossed == ()
    assert shift.p_any < 0.05
    assert (shift.n_before, shift.n_after, shift.n_both) == (32, 32, 0)


@pytest.mark.parametrize("weights", [None, "weight"])
def test_each_wave_is_what_the_driver_analysis_of_it_says(weights: str | None) -> None:
    first, second = waves(120, 90, 40)
    shift = driver_shift(first, second, "y", NAMES, always=["held"], key="key", weights=weights, resamples=99)
    for frame, wave, p in zip((first, second), ("before", "after"), shift.p_linked, strict=True):
        alone = relative_importance(frame, "y", NAMES, always=["held"], weights=weights, resamples=0)
        np.testing.assert_allclose(shift.table[f"share_{wave}"], alone.table["share"], rtol=1e-10)
        np.testing.assert_allclose(shift.table[f"coefficient_{wave}"], alone.table["coefficient"], rtol=1e-10)
        joint = joint_test(alone)
        assert p == pytest.approx(joint.p, rel=1e-8)
        assert shift.explained.at[wave, "estimate"] == pytest.approx(joint.explained, rel=1e-9)


def test_the_links_are_those_of_a_regression_with_wave_in_it() -> None:
    from statsmodels.regression.linear_model import OLS

    first, second = waves(300, 250, 0, after=np.array([0.3, 0.5, 0.1]))
    shift = driver_shift(first, second, "y", NAMES, always=["held"], resamples=1999, seed=3)
    pooled = pd.concat([first.assign(wave=0.0), second.assign(wave=1.0)], ignore_index=True)
    x = pooled[[*NAMES, "held"]].to_numpy()
    wave = pooled[["wave"]].to_numpy()
    fit = OLS(pooled["y"].to_numpy(), np.column_stack([np.ones(len(x)), x, wave, x * wave])).fit(
        cov_type="HC3"
    )
    np.testing.assert_allclose(shift.table["link_difference"], fit.params[6:9], rtol=1e-8)
    half = (shift.table["link_high"] - shift.table["link_low"]) / 2
    np.testing.assert_allclose(half, 1.96 * fit.bse[6:9], rtol=0.12)
    # Chow's test says the same as the test that any link shifted.
    chow = fit.f_test(np.eye(10)[6:9]).pvalue
    assert (shift.p_any_link < 0.05) == (chow < 0.05)
    assert shift.table["link_p"].to_numpy() == pytest.approx(fit.pvalues[6:9], abs=0.05)


def test_who_answers_twice_the_same_cannot_have_shifted() -> None:
    first, _ = waves(80, 80, 0)
    again = first.sample(frac=1, random_state=1)
    shift = driver_shift(first, again, "y", NAMES, key="key", resamples=199)
    assert shift.n_both == 80
    assert np.abs(shift.table[["share_difference", "share_low", "share_high"]].to_numpy()).max() < 1e-9
    assert shift.p_any == 1.0
    assert shift.crossed == ()
    apart = driver_shift(first, again, "y", NAMES, resamples=199)
    assert (apart.table["share_high"] - apart.table["share_low"] > 0.1).all()


def test_equal_weights_change_nothing_and_no_answer_counts_for_none() -> None:
    first, second = waves(90, 80, 30)
    plain = driver_shift(first, second, "y", NAMES, key="key", resamples=99)
    equal = driver_shift(
        first, second, "y", NAMES, key="key", weights=[np.full(90, 3.0), np.full(80, 0.5)], resamples=99
    )
    pd.testing.assert_frame_equal(plain.table, equal.table)
    more = pd.concat([first, first.head(5).assign(key=list("vwxyz"), a=np.nan)], ignore_index=True)
    pd.testing.assert_frame_equal(
        driver_shift(more, second, "y", NAMES, key="key", resamples=99).table, plain.table
    )
    none = pd.concat([first, first.head(5).assign(key=list("vwxyz"), weight=0.0)], ignore_index=True)
    kept = driver_shift(none, second, "y", NAMES, key="key", weights="weight", resamples=99)
    assert kept.n_before == 90


@settings(max_examples=12)
@given(st.floats(0.01, 100), st.floats(-50, 50), st.integers(0, 5))
def test_units_change_links_only(times: float, more: float, seed: int) -> None:
    first, second = waves(60, 50, 20, seed=seed)
    plain = driver_shift(first, second, "y", NAMES, key="key", resamples=39).table
    moved = [frame.assign(a=times * frame["a"] + more) for frame in (first, second)]
    other = driver_shift(*moved, "y", NAMES, key="key", resamples=39).table
    shares = [name for name in COLUMNS if not name.startswith("link")]
    np.testing.assert_allclose(other[shares], plain[shares], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(other["link_low"] * [times, 1, 1], plain["link_low"], rtol=1e-6, atol=1e-9)
    assert plain["share_difference"].sum() == pytest.approx(0, abs=1e-12)
    assert ((plain["share_low"] <= plain["share_difference"]) | (plain["share_p"] < 0.05)).all()


def test_what_cannot_be_compared_is_refused() -> None:
    first, second = waves(60, 60, 0)
    with pytest.raises(StatisticsError, match="name at least two"):
        driver_shift(first, second, "y", ["a"])
    with pytest.raises(StatisticsError, match="resamples is 0"):
        driver_shift(first, second, "y", NAMES, resamples=0)
    with pytest.raises(StatisticsError, match="has no column 'klant'"):
        driver_shift(first, second, "y", NAMES, key="klant")
    twice = first.assign(key="k1")
    with pytest.raises(StatisticsError, match="same respondent key"):
        driver_shift(twice, second, "y", NAMES, key="key")
    with pytest.raises(StatisticsError, match="no such column; did you mean"):
        driver_shift(first, second.rename(columns={"a": "aa"}), "y", NAMES)
    with pytest.raises(StatisticsError, match="all 60 complete rows have the value 1"):
        driver_shift(first, second.assign(b=1.0), "y", NAMES)


def test_the_tests_of_resampled_differences_by_hand() -> None:
    drawn = np.array([[-1.0, 2, 3, 4], [1, 2, 3, 4]])
    assert two_sided_p(drawn, 1.0).tolist() == pytest.approx([0.8, 0.4])
    assert two_sided_p(drawn, 1.5)[1] == pytest.approx(2 * stats.norm.cdf(stats.norm.ppf(0.2) / 1.5))
    # se 1.29; |d|/se is 1.94 and the deviations, twice as wide, reach 2.32 at 1 and at 4 alone.
    assert largest_p(np.array([2.5]), np.array([[1.0, 2, 3, 4]]), 1.0) == pytest.approx(1 / 5)
    assert largest_p(np.array([2.5]), np.array([[1.0, 2, 3, 4]]), 2.0) == pytest.approx(3 / 5)
    assert largest_p(np.zeros(1), np.zeros((1, 4)), 1.0) == 1.0
    level = np.array([[0.5, 0.51, 0.49], [0.5, 0.49, 0.51]])
    assert crossings([level[:, 1], level[:, 2]], [level, level], 0.95, 1.0) == []


@pytest.mark.simulation
def test_an_unchanged_importance_is_seldom_called_changed_and_a_change_is_found() -> None:
    # 3 standard errors of 5% in 40 clients; benchmarks/driver_shift.py draws many more.
    same = [
        driver_shift(*waves(150, 150, 75, seed=seed), "y", NAMES, key="key", resamples=199)
        for seed in range(40)
    ]
    assert np.mean([one.p_any < 0.05 for one in same]) <= 0.05 + 3 * (0.05 * 0.95 / 40) ** 0.5
    assert np.mean([(one.table["share_p_holm"] < 0.05).any() for one in same]) <= 0.15
    turned = np.array([0.1, 0.3, 0.6])
    for seed in range(3):
        found = driver_shift(
            *waves(300, 300, 150, after=turned, seed=seed), "y", NAMES, key="key", resamples=399
        )
        assert found.p_any < 0.05
        assert found.table.loc[["a", "c"], "share_p_holm"].max() < 0.05
        assert ("a", "c") in found.crossed
