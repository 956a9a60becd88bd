"""Classes of recency and frequency, and attitude beside behaviour."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.patterns import association_p, rank_association, recency_frequency

CLASSES = {"recency_from": [0, 31, 91], "purchases_from": [1, 2, 5]}


def customers(seed: int, n: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "recency_days": generator.integers(0, 200, n),
            "purchases": generator.integers(1, 9, n),
            "amount_year": generator.lognormal(3, 1, n),
        }
    )


@given(st.integers(0, 1000), st.integers(1, 60))
def test_every_customer_and_every_euro_is_in_one_class(seed, n):
    drawn = customers(seed, n)
    table = recency_frequency(drawn, **CLASSES)
    assert len(table) == 9
    assert table["customers"].sum() == n
    assert table["share"].sum() == pytest.approx(1)
    assert table["amount_year"].sum() == pytest.approx(drawn["amount_year"].sum())
    assert table["amount_share"].sum() == pytest.approx(1)


def test_a_class_holds_who_lies_in_it():
    drawn = customers(3, 500)
    row = recency_frequency(drawn, **CLASSES).iloc[4]
    assert (row["recency_from"], row["recency_to"], row["purchases_from"], row["purchases_to"]) == (
        31,
        90,
        2,
        4,
    )
    here = drawn["recency_days"].between(31, 90) & drawn["purchases"].between(2, 4)
    assert row["customers"] == here.sum()
    assert row["amount_year"] == pytest.approx(drawn.loc[here, "amount_year"].sum())


def test_refused_classes():
    with pytest.raises(StatisticsError, match="must rise"):
        recency_frequency(customers(1, 5), recency_from=[0, 0], purchases_from=[1])
    with pytest.raises(StatisticsError, match="under the lowest class, 9"):
        recency_frequency(customers(1, 5), recency_from=[0], purchases_from=[9])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rank_association_is_that_of_scipy(seed):
    generator = np.random.default_rng(seed)
    x = generator.integers(0, 8, 60).astype(float)
    y = np.round(x + generator.normal(0, 4, 60))
    y[:3] = np.nan
    found = rank_association(x, y)
    assert found.value == pytest.approx(stats.spearmanr(x[3:], y[3:]).statistic, rel=1e-12)
    assert association_p(found) == pytest.approx(stats.spearmanr(x[3:], y[3:]).pvalue, rel=1e-9)
    assert found.n == 57
    assert found.low < found.value < found.high


def test_weights_of_rank_association():
    generator = np.random.default_rng(5)
    x, y = generator.normal(size=40), generator.normal(size=40)
    plain = rank_association(x, y)
    assert rank_association(x, y, np.full(40, 3.0)) == plain
    times = generator.integers(1, 4, 40)
    weighted = rank_association(x, y, times)
    assert weighted.value == pytest.approx(rank_association(np.repeat(x, times), np.repeat(y, times)).value)
    assert weighted.n == 40
    assert weighted.n_effective < 40


def test_what_does_not_vary_goes_together_with_nothing():
    assert np.isnan(rank_association([1, 1, 1, 1], [1, 2, 3, 4]).value)
    assert np.isnan(association_p(rank_association([1, 1, 1], [1, 2, 3])))
    perfect = rank_association([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])
    assert (perfect.value, np.isnan(perfect.low), association_p(perfect)) == (1.0, True, 0.0)
    with pytest.raises(StatisticsError, match="nobody has both"):
        rank_association([np.nan, 1], [1, np.nan])


@pytest.mark.simulation
def test_the_interval_of_rank_association_covers():
    # Of a bivariate normal with correlation 0.5 Spearman's is 6/π·asin(0.25).
    generator, runs, truth = np.random.default_rng(8), 600, 6 / np.pi * np.arcsin(0.25)
    draws = generator.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], (runs, 120))
    found = [rank_association(draw[:, 0], np.exp(draw[:, 1])) for draw in draws]
    assert 0.925 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.975
