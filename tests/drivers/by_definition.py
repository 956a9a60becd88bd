"""Importance as it is defined, slowly: what the fast code is held against."""

from itertools import permutations

import numpy as np
import pandas as pd


def r_squared(correlation, predictors):
    """R² of the last variable on these, by solving the normal equations."""
    chosen = list(predictors)
    if not chosen:
        return 0.0
    r = correlation[chosen, -1]
    return float(r @ np.linalg.solve(correlation[np.ix_(chosen, chosen)], r))


def lmg_by_orders(correlation, always=0):
    """Average over all orders of the drivers of what each adds to R² of those before it."""
    held, drivers = list(range(always)), range(always, len(correlation) - 1)
    added = np.zeros(len(drivers))
    orders = list(permutations(drivers))
    for order in orders:
        before = held
        for driver in order:
            after = [*before, driver]
            added[driver - always] += r_squared(correlation, after) - r_squared(correlation, before)
            before = after
    return added / len(orders)


def random_correlation(p, seed, rows=60):
    """Correlations of p drivers with one thing in common and an outcome that they make."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(rows, p)) + generator.normal(size=(rows, 1))
    y = x @ generator.normal(size=p) + p * generator.normal(size=rows)
    return np.corrcoef(np.column_stack([x, y]).T)


def survey(n=200, p=3, seed=0, noise=1.0):
    """Answers to p drivers d0, d1, … that share something, and an outcome y that leans on the first most."""
    generator = np.random.default_rng(seed)
    x = 0.8 * generator.normal(size=(n, 1)) + generator.normal(size=(n, p))
    y = x @ (1 / np.arange(1, p + 1)) + noise * generator.normal(size=n)
    return pd.DataFrame(x, columns=[f"d{i}" for i in range(p)]).assign(y=y)
