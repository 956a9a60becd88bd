"""Customers drawn for the tests of outcomes in classes, and the likelihood by its definition."""

import numpy as np
import pandas as pd
from scipy.special import expit


def survey(n=300, slopes=(1.0, 0.5, 0.2), classes=2, seed=0, weighted=False):
    """Drivers d0, d1, … that share something, a lock-in `held`, and a class `y` that they make through the logit."""
    generator = np.random.default_rng(seed)
    x = 0.6 * generator.normal(size=(n, 1)) + 0.8 * generator.normal(size=(n, len(slopes)))
    held = 0.3 * x[:, 0] + generator.normal(size=n)
    leaning = x @ np.asarray(slopes) + 0.4 * held + generator.logistic(size=n)
    cuts = np.quantile(leaning, np.arange(1, classes) / classes)
    frame = pd.DataFrame(50 + 20 * x, columns=[f"d{i}" for i in range(len(slopes))])
    frame = frame.assign(held=50 + 20 * held, y=np.searchsorted(cuts, leaning).astype(float))
    return frame.assign(w=np.exp(generator.normal(size=n) / 2)) if weighted else frame


def drivers(frame):
    return [name for name in frame if name.startswith("d")]


def log_likelihood(x, classes, weights, thresholds, slopes):
    """Σ w·log(F(ζ_y − xβ) − F(ζ_{y−1} − xβ)), class by class."""
    ends = np.concatenate([[-np.inf], thresholds, [np.inf]])
    chance = expit(ends[classes + 1] - slopes @ x) - expit(ends[classes] - slopes @ x)
    return float(weights @ np.log(chance))
