"""Cronbach's alpha with Feldt's interval, and item-rest correlations."""

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.scales.reliability import (
    cronbach_alpha,
    item_analysis,
    item_rest_correlation,
    spearman_brown,
)
from toolkit.measures.weights import effective_n

FOUR = [[1, 2], [2, 2], [3, 5], [4, 5]]
tables = st.tuples(st.integers(5, 25), st.integers(2, 5)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=st.integers(1, 7).map(float))
)


def usable(x) -> bool:
    """Whether each item varies and the items do not cancel out."""
    return bool((np.ptp(x, axis=0) > 0).all() and np.ptp(x.sum(axis=1)) > 0)


def test_worked_example():
    # Variances 5/3 and 3, covariance 2: total 26/3, alpha 2·(1 − (14/3)/(26/3)) = 12/13.
    estimate = cronbach_alpha(FOUR)
    assert estimate.value == pytest.approx(12 / 13, abs=1e-12)
    # F(3, 3): its 97.5% quantile is 15.439182378747..., the 2.5% one is the reciprocal.
    f = stats.f.ppf(0.975, 3, 3)
    assert f == pytest.approx(15.4392, abs=1e-4)
    assert [estimate.low, estimate.high] == pytest.approx([1 - f / 13, 1 - 1 / (13 * f)], abs=1e-8)
    assert (estimate.n, estimate.unit, estimate.method) == (4, "coefficient", "feldt")
    assert estimate.n_effective is None


def test_item_rest_by_hand():
    # The rest of two items is the other one: 2/√(5/3·3) = 2/√5.
    found = item_rest_correlation(pd.DataFrame(FOUR, columns=["a", "b"]))
    assert found.to_dict() == pytest.approx({"a": 2 / 5**0.5, "b": 2 / 5**0.5}, abs=1e-12)


def test_every_scale_of_the_mobile_survey(mobi, reference):
    scales = {
        name: scale for name, scale in reference("mobi")["reliability"].items() if scale.get("k", 1) > 1
    }
    assert len(scales) == 8
    for name, expected in scales.items():
        items = mobi[expected["items"]]
        estimate = cronbach_alpha(items)
        assert estimate.n == expected["n"]
        assert estimate.value == pytest.approx(expected["alpha_raw"], abs=1e-8), name
        assert [estimate.low, estimate.high] == pytest.approx(expected["alpha_ci95_feldt"], abs=1e-8), name
        assert item_rest_correlation(items).to_dict() == pytest.approx(expected["item_rest_r"], abs=1e-8), (
            name
        )
        for item, alpha in (expected["alpha_if_dropped"] or {}).items():
            assert cronbach_alpha(items.drop(columns=item)).value == pytest.approx(alpha, abs=1e-8), name


def test_pingouin_agrees(mobi):
    items = mobi[["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"]].astype(float)
    items.iloc[::7, 2] = np.nan
    for confidence in (0.9, 0.95, 0.99):
        # Without the incomplete rows: pingouin leaves them out of alpha, but counts them in the interval.
        value, limits = pingouin.cronbach_alpha(items.dropna(), ci=confidence)
        estimate = cronbach_alpha(items, confidence=confidence)
        assert estimate.value == pytest.approx(value, abs=1e-12)
        assert [estimate.low, estimate.high] == pytest.approx(limits.tolist(), abs=5.1e-4)
        assert estimate.n == int(items.notna().all(axis=1).sum())


def test_weighted_by_hand():
    # Weights 1, 1, 2, 2 repeat the last two rows: with 1 2 / 2 2 / 3 5 / 3 5 / 4 5 / 4 5 the sums of squares
    # about the means 17/6 and 4 are 41/6 and 12, of products 8.
    estimate = cronbach_alpha(FOUR, weights=[1, 1, 2, 2])
    own, total = 41 / 6 + 12, 41 / 6 + 12 + 2 * 8
    assert estimate.value == pytest.approx(2 * (1 - own / total), abs=1e-12)
    n = 36 / 10
    assert estimate.n_effective == pytest.approx(n)
    high, low = stats.f.ppf([0.025, 0.975], n - 1, n - 1)
    assert [estimate.low, estimate.high] == pytest.approx(
        [1 - (1 - estimate.value) * low, 1 - (1 - estimate.value) * high], abs=1e-8
    )
    assert estimate.method == "feldt_effective_n"
    rest = item_rest_correlation(np.array(FOUR), [1, 1, 2, 2])
    assert rest.tolist() == pytest.approx([8 / (41 / 6 * 12) ** 0.5] * 2, abs=1e-12)


@given(tables)
def test_alpha_is_at_most_one_and_inside_its_interval(x):
    assume(usable(x))
    estimate = cronbach_alpha(x)
    assert estimate.value <= 1 + 1e-12
    assert estimate.low <= estimate.value + 1e-12
    assert estimate.value <= estimate.high + 1e-12
    assert estimate.high <= 1 + 1e-12


@given(tables, st.floats(0.1, 10), st.floats(-50, 50))
def test_a_common_scale_and_order_of_items_do_not_matter(x, factor, shift):
    assume(usable(x))
    plain = cronbach_alpha(x)
    assert cronbach_alpha(x * factor + shift).value == pytest.approx(plain.value, rel=1e-6, abs=1e-6)
    assert cronbach_alpha(x[::-1, ::-1]).value == pytest.approx(plain.value, rel=1e-9, abs=1e-9)
    turned = item_rest_correlation(x[:, ::-1]).to_numpy()[::-1]
    np.testing.assert_allclose(turned, item_rest_correlation(x), atol=1e-9)


@given(tables, st.floats(0.1, 10))
def test_equal_weights_change_nothing(x, weight):
    assume(usable(x))
    weights = [weight] * len(x)
    assert cronbach_alpha(x, weights=weights) == cronbach_alpha(x)
    pd.testing.assert_series_equal(item_rest_correlation(x, weights), item_rest_correlation(x))


@given(tables, st.integers(0, 1000))
def test_whole_weights_give_the_value_of_repeated_rows(x, seed):
    assume(usable(x))
    weights = np.random.default_rng(seed).integers(1, 4, len(x))
    assume(effective_n(weights) >= 2)
    repeated = np.repeat(x, weights, axis=0)
    weighted = cronbach_alpha(x, weights=weights)
    assert weighted.value == pytest.approx(cronbach_alpha(repeated).value, rel=1e-6, abs=1e-6)
    np.testing.assert_allclose(item_rest_correlation(x, weights), item_rest_correlation(repeated), atol=1e-7)


@given(tables)
def test_item_rest_is_numpys_correlation(x):
    assume(usable(x))
    rest = x.sum(axis=1, keepdims=True) - x
    for i, found in enumerate(item_rest_correlation(x)):
        if np.ptp(rest[:, i]) == 0:
            assert np.isnan(found)
        else:
            assert found == pytest.approx(np.corrcoef(x[:, i], rest[:, i])[0, 1], abs=1e-8)


def test_perfect_items_have_alpha_one():
    estimate = cronbach_alpha([[1, 1], [2, 2], [5, 5]])
    assert [estimate.value, estimate.low, estimate.high] == pytest.approx([1, 1, 1], abs=1e-12)


def test_no_correlation_passes_one():
    column = np.array([0.1, 0.7, 0.3, 0.9])
    for factor in np.arange(1, 200) / 7:
        assert np.abs(item_rest_correlation(np.column_stack([column, factor * column]))).max() <= 1


def test_an_item_not_turned_gives_a_negative_alpha():
    assert cronbach_alpha([[1, 5], [2, 5], [4, 1], [5, 3]]).value < 0


def test_incomplete_rows_are_left_out_with_their_weights():
    table = pd.DataFrame([*FOUR, [np.nan, 5]], columns=["a", "b"])
    assert cronbach_alpha(table) == cronbach_alpha(FOUR)
    weights = [1, 2, 3, 4]
    assert cronbach_alpha(table, weights=[*weights, np.nan]) == cronbach_alpha(FOUR, weights=weights)
    found = item_rest_correlation(table, [*weights, 9])
    assert found.tolist() == pytest.approx(item_rest_correlation(FOUR, weights).tolist())


@pytest.mark.parametrize("statistic", [cronbach_alpha, item_rest_correlation])
@pytest.mark.parametrize(
    ("items", "weights", "says"),
    [
        (pd.DataFrame({"a": [1, 2, 3]}), None, "at least two items"),
        ([1, 2, 3], None, "at least two items"),
        ([[1, 2], [2, 3]], None, "2 complete rows, at least 3"),
        ([[1, 2], [2, 3], [np.nan, 1]], None, "2 complete rows, at least 3"),
        (pd.DataFrame({"a": [1, 2, 3], "SAT_2": [4, 4, 4]}), None, "SAT_2 has the same answer in all 3"),
        (FOUR, [1, 1, 1], "4 expected"),
        (FOUR, [0, 0, 1, 1], "2 complete rows"),
    ],
)
def test_items_that_cannot_carry_it_are_refused(statistic, items, weights, says):
    with pytest.raises(StatisticsError, match=says):
        statistic(items, weights=weights)


def test_items_that_cancel_out_and_lost_effective_rows_are_refused():
    with pytest.raises(StatisticsError, match="cancel each other out"):
        cronbach_alpha([[1, 5], [2, 4], [5, 1]])
    with pytest.raises(StatisticsError, match="fewer than two effective rows"):
        cronbach_alpha(FOUR, weights=[1, 1, 1, 1e6])
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        cronbach_alpha(FOUR, confidence=95)


def test_each_item_of_the_mobile_survey(mobi, reference):
    for name, expected in reference("mobi")["reliability"].items():
        found = item_analysis(mobi[expected["items"]])
        assert found.index.tolist() == expected["items"]
        assert found["estimate"].to_dict() == pytest.approx(expected["item_rest_r"], abs=1e-8), name
        without = expected["alpha_if_dropped"] or dict.fromkeys(expected["items"], np.nan)
        assert found["alpha_without"].to_dict() == pytest.approx(without, abs=1e-8, nan_ok=True), name
        assert found["n"].tolist() == [250] * len(found)


def test_spearman_brown_of_the_mobile_survey(mobi, reference):
    scales = [one for one in reference("mobi")["reliability"].values() if "spearman_brown" in one]
    assert len(scales) == 2
    for expected in scales:
        estimate = spearman_brown(mobi[expected["items"]])
        assert estimate.value == pytest.approx(expected["spearman_brown"], abs=1e-8)
        # With standardised items alpha is the same.
        assert estimate.value == pytest.approx(expected["alpha_standardised"], abs=1e-8)


def test_limits_are_those_of_the_correlation():
    x = np.array([[1, 2, 4], [2, 1, 2], [3, 4, 6], [4, 3, 1], [5, 5, 5], [1, 3, 2.0]])
    found = item_analysis(x, confidence=0.9)
    for i, row in found.iterrows():
        rest = np.delete(x, i, axis=1).sum(axis=1)
        expected = stats.pearsonr(x[:, i], rest)
        assert row["estimate"] == pytest.approx(expected.statistic, abs=1e-10)
        limits = expected.confidence_interval(0.9)
        assert [row["low"], row["high"]] == pytest.approx(list(limits), abs=1e-10)
    two = stats.pearsonr(x[:, 0], x[:, 1])
    estimate = spearman_brown(x[:, :2], confidence=0.9)
    limits = [2 * r / (1 + r) for r in (two.statistic, *two.confidence_interval(0.9))]
    assert [estimate.value, estimate.low, estimate.high] == pytest.approx(limits, abs=1e-10)
    assert (estimate.method, estimate.n, estimate.unit) == ("fisher_z", 6, "coefficient")


@given(tables, st.floats(0.1, 10))
def test_equal_weights_change_nothing_of_the_items(x, weight):
    assume(usable(x))
    weights = [weight] * len(x)
    pd.testing.assert_frame_equal(item_analysis(x, weights), item_analysis(x))
    if np.ptp(x[:, 0] + x[:, 1]) > 0 and abs(np.corrcoef(x[:, 0], x[:, 1])[0, 1] + 1) > 1e-9:
        assert spearman_brown(x[:, :2], weights=weights) == spearman_brown(x[:, :2])


@given(tables, st.integers(0, 1000))
def test_weights_enter_as_repeated_rows_and_their_effective_number(x, seed):
    assume(usable(x))
    weights = np.random.default_rng(seed).integers(1, 4, len(x))
    weighted, repeated = item_analysis(x, weights), item_analysis(np.repeat(x, weights, axis=0))
    for column in ("estimate", "alpha_without"):
        np.testing.assert_allclose(weighted[column], repeated[column], atol=1e-6, rtol=1e-6)
    np.testing.assert_allclose(weighted["n_effective"], effective_n(weights))
    assert (weighted["n"] == len(x)).all()


def test_what_spearman_brown_refuses():
    with pytest.raises(StatisticsError, match="for two items, not 3"):
        spearman_brown([[1, 2, 3], [2, 1, 3], [3, 3, 1]])
    with pytest.raises(StatisticsError, match="cancel each other out"):
        spearman_brown([[1, 5], [2, 4], [5, 1]])
    weighted = spearman_brown(FOUR, weights=[1, 1, 2, 2])
    assert weighted.method == "fisher_z_effective_n"
    assert weighted.n_effective == pytest.approx(3.6)


@pytest.mark.simulation
def test_spearman_brown_covers_its_truth():
    # Two items of true part 1 and errors 1 and .5: r is 1/√(2·1.5).
    rng = np.random.default_rng(20260305)
    r = 1 / 3**0.5
    noise = rng.normal(size=(1500, 100, 2)) * np.array([1, 0.5**0.5])
    found = [spearman_brown(x) for x in rng.normal(size=(1500, 100, 1)) + noise]
    covered = np.mean([estimate.low <= 2 * r / (1 + r) <= estimate.high for estimate in found])
    assert 0.935 <= covered <= 0.965


@pytest.mark.simulation
def test_interval_covers_its_truth():
    # Four items of one factor, each with true part 1 and error variance 1: alpha is 4·4/(16 + 4) = .8.
    rng = np.random.default_rng(20260304)
    rounds, n, k = 2000, 100, 4
    answers = rng.normal(size=(rounds, n, 1)) + rng.normal(size=(rounds, n, k))
    found = [cronbach_alpha(x) for x in answers]
    covered = np.mean([estimate.low <= 0.8 <= estimate.high for estimate in found])
    assert 0.935 <= covered <= 0.965
