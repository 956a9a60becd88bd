"""Right forecasts are blamed for promising too much in at most 2.5% of the cases, however few they are."""

import pytest
from scipy import stats

from toolkit.followup.forecast import Calibration, Prediction, calibration


def _came(inside: int, n: int) -> Calibration:
    surprises = [0.0] * inside + [-3.0] * (n - inside)
    found = calibration([Prediction(str(at), 4.0, one, one - 1, one + 1) for at, one in enumerate(surprises)])
    assert found is not None
    assert (found.inside, found.n) == (inside, n)
    return found


@pytest.mark.parametrize("n", [2, 3, 5, 8, 11, 20, 40])
def test_right_forecasts_are_seldom_blamed(n: int) -> None:
    blamed = [inside for inside in range(n + 1) if _came(inside, n).below_promise]
    # The exact binomial test, as scipy has it.
    exact = [inside for inside in range(n + 1) if stats.binom.cdf(inside, n, 0.95) < 0.025]
    assert blamed == exact
    assert stats.binom.pmf(blamed, n, 0.95).sum() <= 0.025
    assert 0 in blamed
