"""Honest over many clients: limits cover, and nobody is called first by chance.

Answers are drawn from a normal population whose correlations, and so whose true shares, are known.
"""

import numpy as np
import pandas as pd
import pytest

from toolkit.drivers.importance import relative_importance
from toolkit.drivers.shapley import lmg

pytestmark = pytest.mark.simulation
CLIENTS = 500


def population(effects, between=0.3, explained=0.5):
    """Correlations of drivers that correlate `between` and have these effects on an outcome, the last."""
    p = len(effects)
    r = np.full((p, p), between) + (1 - between) * np.eye(p)
    slopes = np.array(effects, dtype=float)
    slopes *= np.sqrt(explained / (slopes @ r @ slopes))
    whole = np.eye(p + 1)
    whole[:p, :p] = r
    whole[:p, p] = whole[p, :p] = r @ slopes
    return whole


def at_most(rate):
    return rate + 3 * (rate * (1 - rate) / CLIENTS) ** 0.5


def clients(correlation, n, seed, spread=0.0):
    """Draw clients; `spread` is the standard deviation of the logarithm of the weights."""
    generator = np.random.default_rng(seed)
    root = np.linalg.cholesky(correlation)
    names = [f"d{i}" for i in range(len(correlation) - 1)]
    for client in range(CLIENTS):
        answers = generator.normal(size=(n, len(correlation))) @ root.T
        frame = pd.DataFrame(answers, columns=[*names, "y"])
        weights = np.exp(spread * generator.normal(size=n)) if spread else None
        yield relative_importance(frame, "y", names, weights=weights, resamples=199, seed=client)


def test_of_two_equal_leaders_none_is_named_alone_and_intervals_cover():
    correlation = population([2, 2, 1, 0.5])
    shares = lmg(correlation) / lmg(correlation).sum()
    assert shares[0] == pytest.approx(shares[1])
    first, second = np.triu_indices(4, 1)
    alone, covered, together = 0, 0.0, 0
    for result in clients(correlation, 250, seed=1):
        alone += len(result.leaders) == 1
        covered += ((result.table["low"] <= shares) & (shares <= result.table["high"])).mean()
        true = shares[first] - shares[second]
        together += ((result.differences["low"] <= true) & (true <= result.differences["high"])).all()
    error = (0.05 * 0.95 / CLIENTS) ** 0.5
    assert alone / CLIENTS <= 0.05
    assert 0.93 <= covered / CLIENTS <= 0.97
    # All pairs at once: not under 95% by more than three Monte Carlo errors of this simulation.
    assert together / CLIENTS >= 0.95 - 3 * error


@pytest.mark.parametrize(
    ("effects", "between", "n", "spread"),
    [
        ([1, 1], 0.0, 30, 0.0),
        ([1, 1], 0.4, 200, 1.0),
        ([1, 1, 0.3, 0.3], 0.3, 60, 0.0),
    ],
)
def test_two_equal_leaders_stay_together_in_small_and_weighted_surveys(effects, between, n, spread):
    found = clients(population(effects, between, explained=0.4), n, seed=n, spread=spread)
    assert np.mean([len(result.leaders) == 1 for result in found]) <= at_most(0.05)


def test_a_leader_twice_as_strong_is_named():
    # Standardised coefficients of .4 and .2 on an outcome of variance 1.
    slopes = np.array([0.4, 0.2, 0.2, 0.2, 0.2])
    found = clients(population(slopes, between=0.0, explained=slopes @ slopes), 800, seed=3)
    assert np.mean([result.leaders == ("d0",) for result in found]) >= 0.8


def test_a_strong_leader_is_named():
    # Three times the effect of each other driver.
    named = [result.leaders for result in clients(population([3, 1, 1, 1]), 400, seed=2)]
    assert np.mean([leaders == ("d0",) for leaders in named]) >= 0.9
    assert all("d0" in leaders for leaders in named)
