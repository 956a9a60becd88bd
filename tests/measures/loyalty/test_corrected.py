"""Differences of partial correlations, corrected for the error with which each predictor is measured."""

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.bases import leading, partial_correlations, partial_differences
from toolkit.measures.loyalty.corrected import corrected_differences

CONSTRUCTS = {name: [f"{name}1", f"{name}2"] for name in ("a", "b", "c")}


def draw(
    rng: np.random.Generator, n: int, effects: tuple[float, ...], alphas: tuple[float, ...]
) -> tuple[np.ndarray, pd.DataFrame]:
    """Two questions per predictor, of so much reliability, and an outcome that rests on the true scores."""
    true = rng.normal(size=(n, len(effects)))
    noise = [np.sqrt(2 * (1 / alpha - 1)) for alpha in alphas]
    items = {
        item: true[:, place] + noise[place] * rng.normal(size=n)
        for place, own in enumerate(CONSTRUCTS.values())
        for item in own
    }
    return true @ np.array(effects) + 0.8 * rng.normal(size=n), pd.DataFrame(items)


def scores(items: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: items[own].mean(axis=1) for name, own in CONSTRUCTS.items()})


def test_without_error_it_is_the_difference_of_the_partial_correlations() -> None:
    rng = np.random.default_rng(1)
    outcome, items = draw(rng, 200, (0.5, 0.2, 0.0), (0.9, 0.9, 0.9))
    singles = {name: own[:1] for name, own in CONSTRUCTS.items()}
    found = corrected_differences(outcome, items, singles, generator=rng, resamples=100)
    plain = items[["a1", "b1", "c1"]].set_axis(list("abc"), axis=1)
    expected = partial_differences(outcome, plain)["estimate"]
    assert found["estimate"].tolist() == pytest.approx(expected.tolist())


def test_the_correction_by_hand_with_weights() -> None:
    rng = np.random.default_rng(2)
    outcome, items = draw(rng, 300, (0.5, 0.2, 0.1), (0.9, 0.6, 0.8))
    w = rng.uniform(0.5, 2, 300)
    found = corrected_differences(outcome, items, CONSTRUCTS, w, generator=rng, resamples=100)
    covariance = np.cov(items.to_numpy().T, aweights=w)
    alphas = [
        2 * (1 - np.trace(part) / part.sum())
        for k in range(3)
        for part in [covariance[2 * k :, 2 * k :][:2, :2]]
    ]
    own = scores(items).assign(outcome=outcome)
    r = np.cov(own.to_numpy().T, aweights=w)
    r /= np.sqrt(np.outer(np.diag(r), np.diag(r)))
    root = np.sqrt([*alphas, 1.0])
    corrected = r / np.outer(root, root)
    np.fill_diagonal(corrected, 1.0)
    p = np.linalg.inv(corrected)
    partial = [-p[i, 3] / np.sqrt(p[i, i] * p[3, 3]) for i in range(3)]
    expected = [partial[0] - partial[1], partial[0] - partial[2], partial[1] - partial[2]]
    assert found["estimate"].tolist() == pytest.approx(expected)
    assert (found["low"] < found["estimate"]).all()
    assert (found["estimate"] < found["high"]).all()
    assert found[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["a", "c"], ["b", "c"]]


def test_the_better_measured_of_two_equals_does_not_lead() -> None:
    rng, raw, corrected = np.random.default_rng(3), 0, 0
    for _ in range(60):
        outcome, items = draw(rng, 800, (0.4, 0.4, 0.0), (0.9, 0.55, 0.8))
        estimates = partial_correlations(outcome, scores(items))["estimate"]
        if leading(estimates, partial_differences(outcome, scores(items))):
            raw += 1
            found = corrected_differences(outcome, items, CONSTRUCTS, generator=rng, resamples=200)
            corrected += leading(estimates, found) is not None
    # Without correction the claim would be wrong in far more than one of twenty; with it in about that.
    assert raw > 15
    assert corrected <= 7


def test_a_true_lead_stays() -> None:
    rng = np.random.default_rng(4)
    outcome, items = draw(rng, 800, (0.7, 0.2, 0.0), (0.6, 0.9, 0.8))
    estimates = partial_correlations(outcome, scores(items))["estimate"]
    found = corrected_differences(outcome, items, CONSTRUCTS, generator=rng, resamples=200)
    assert leading(estimates, found) == "a"


def test_a_scale_without_reliability_tells_nothing() -> None:
    rng = np.random.default_rng(5)
    outcome, items = draw(rng, 100, (0.5, 0.2, 0.0), (0.9, 0.9, 0.9))
    turned = items.assign(b2=-items["b1"] + 0.1 * rng.normal(size=100))
    found = corrected_differences(outcome, turned, CONSTRUCTS, generator=rng, resamples=50)
    assert found[["estimate", "low", "high"]].isna().all(axis=None)
    assert leading(pd.Series({"a": 0.5, "b": 0.1, "c": 0.0}), found) is None


def test_what_cannot_be_corrected_is_refused() -> None:
    rng = np.random.default_rng(6)
    outcome, items = draw(rng, 50, (0.5, 0.2, 0.0), (0.9, 0.9, 0.9))
    with pytest.raises(StatisticsError, match="two predictors"):
        corrected_differences(outcome, items, {"a": ["a1"]}, generator=rng)
    with pytest.raises(StatisticsError, match="too few"):
        corrected_differences(outcome[:3], items.iloc[:3], CONSTRUCTS, generator=rng)
