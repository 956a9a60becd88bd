"""Quantiles of intervals, against scipy's distributions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile, t_quantile, upper_tail

confidences = st.floats(0.01, 0.9999)


def test_by_the_tables():
    # The values that every table of the normal and of Student's t prints.
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=5e-7)
    assert t_quantile(0.95, 1) == pytest.approx(12.706205, abs=5e-7)
    assert t_quantile(0.99, 10) == pytest.approx(3.169273, abs=5e-7)


@given(confidences, st.floats(1, 1e6))
def test_quantiles_are_scipys(confidence, degrees):
    assert upper_tail(confidence) - (1 - upper_tail(confidence)) == pytest.approx(confidence)
    assert normal_quantile(confidence) == pytest.approx(stats.norm.ppf((1 + confidence) / 2), rel=1e-10)
    assert t_quantile(confidence, degrees) == pytest.approx(
        stats.t.ppf((1 + confidence) / 2, degrees), rel=1e-8
    )
    assert t_quantile(confidence, degrees) >= normal_quantile(confidence) * (1 - 1e-9)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan")])
def test_a_confidence_that_cannot_be_is_refused(confidence):
    with pytest.raises(StatisticsError, match="between 0 and 1"):
        upper_tail(confidence)
