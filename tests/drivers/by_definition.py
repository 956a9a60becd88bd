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


def scales(n=200, seed=0, effects=(1.0, 1.0), reliabilities=(0.8, 1.0), link=0.5, k=3):
    """Scores d0, d1, … and y, and per score the questions it is the mean of; a reliability of 1 is a single question.

    The true drivers have variance 1 and correlate `link`; the outcome holds as much chance as they explain of it, and
    is the mean of two questions with a reliability of .8. Returns the scores and the questions of those with several.
    """
    generator = np.random.default_rng(seed)
    p = len(effects)
    between = np.full((p, p), link) + (1 - link) * np.eye(p)
    true = np.linalg.cholesky(between) @ generator.normal(size=(p, n))
    slopes = np.asarray(effects)
    outcome = slopes @ true
    outcome = outcome + (slopes @ between @ slopes) ** 0.5 * generator.normal(size=n)
    scores, items = {}, {}
    names = [*(f"d{place}" for place in range(p)), "y"]
    known = zip([*true, outcome / outcome.std()], [*reliabilities, 0.8], [k] * p + [2], strict=True)
    for name, (one, reliability, asked) in zip(names, known, strict=True):
        if reliability == 1:
            scores[name] = one
            continue
        error = (asked * (1 - reliability) / reliability) ** 0.5
        items[name] = pd.DataFrame((one + error * generator.normal(size=(asked, n))).T)
        scores[name] = items[name].mean(axis=1).to_numpy()
    return pd.DataFrame(scores), items
