import math

import numpy as np
import pytest
from scipy import stats

from toolkit.measures.tails import chi_square_above, f_above, t_above

STATISTICS = (0.0, 1e-9, 0.3, 1.96, 7.5, 400.0, math.inf, math.nan)
DEGREES = (0.5, 1, 2.7, 30, 1e6)


def test_they_are_those_of_scipy_to_the_last_bit() -> None:
    for degrees in DEGREES:
        t = np.array([*STATISTICS, -1.3, -math.inf])
        np.testing.assert_array_equal(t_above(t, degrees), stats.t.sf(t, degrees))
        for one in STATISTICS:
            np.testing.assert_equal(chi_square_above(one, degrees), float(stats.chi2.sf(one, degrees)))
            np.testing.assert_equal(f_above(one, 3, degrees), float(stats.f.sf(one, 3, degrees)))


def test_infinite_degrees_are_the_normal() -> None:
    assert t_above(1.96, math.inf) == stats.norm.sf(1.96)


@pytest.mark.parametrize("f", [-1e-17, 0.0])
def test_an_f_of_nothing_is_sure_to_be_exceeded(f: float) -> None:
    assert f_above(f, 4, 20) == f_above(f, 4, math.inf) == 1.0
    assert math.isnan(f_above(f, 4, -2))


@pytest.mark.parametrize("degrees", [0, -1, math.nan])
def test_without_degrees_of_freedom_there_is_no_probability(degrees: float) -> None:
    told = [t_above(2.0, degrees), chi_square_above(3.0, degrees), f_above(3.0, degrees, 5)]
    assert all(map(math.isnan, [*told, f_above(3.0, 2, degrees), f_above(0.0, degrees, 5)]))
