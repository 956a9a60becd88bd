"""Customers with a known truth: is the difference found, and only where there is one?"""

import numpy as np
import pandas as pd
import pytest

from tests.followup.impact.drawn import waves
from toolkit.followup.impact.did import difference_in_differences
from toolkit.followup.impact.regression import among_equals

pytestmark = pytest.mark.simulation

DRAWS = 500
MEASURES = [f"m{draw}" for draw in range(DRAWS)]


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("share", [0.5, 0.12])
@pytest.mark.parametrize("sizes", [(120, 120, 120), (120, 100, 0), (120, 100, 50)])
def test_the_interval_holds_the_effect(sizes: tuple[int, int, int], share: float, weighted: bool) -> None:
    before, after = waves(*sizes, share=share, draws=DRAWS)
    table = difference_in_differences(
        before, after, MEASURES, treated="had", key="key", weights="weight" if weighted else None
    )
    # Within two standard errors of the simulation; `benchmarks.impact` draws more.
    assert 0.93 - 0.02 <= ((table["low"] <= 7) & (table["high"] >= 7)).mean() <= 0.97 + 0.016


def client(seed: int, effect: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lowest fifth of the first score gets the action; scores in steps, with errors of measurement."""
    rng = np.random.default_rng(seed)
    n = 300
    standing = rng.standard_normal(n)

    def score(about: np.ndarray, add: np.ndarray | float) -> np.ndarray:
        answer = 62 + 18 * (np.sqrt(0.7) * about + np.sqrt(0.3) * rng.standard_normal(n)) + add
        return np.asarray((answer / 100 * 24).round().clip(0, 24) / 24 * 100)

    first, other = score(standing, 0), score(0.6 * standing + 0.8 * rng.standard_normal(n), 0)
    had = (first <= np.quantile(first, 0.2)).astype(float)
    frame = pd.DataFrame({"key": range(n), "had": had, "trust": first, "other": other})
    second = score(0.9 * standing + np.sqrt(0.19) * rng.standard_normal(n), 3 + effect * had)
    again = score(0.6 * standing + 0.8 * rng.standard_normal(n), 3)
    return frame, frame.assign(trust=second, other=again)


def test_who_was_picked_low_rises_and_that_is_not_claimed() -> None:
    names = ["trust", "other"]
    pairs = [client(seed, 0.0) for seed in range(60)]
    did = [difference_in_differences(*pair, names, treated="had", key="key") for pair in pairs]
    equals = [among_equals(*pair, names, treated="had", picked="trust", key="key") for pair in pairs]
    # Difference in differences takes the way back to the mean for the action, nearly always.
    assert np.mean([(table["p_holm"] < 0.05).any() for table in did]) > 0.9
    assert np.mean([(table["p_holm"] < 0.05).any() for table in equals]) <= 0.05 + 3 * np.sqrt(0.0475 / 60)
    held = [table.loc["trust", "low"] <= 0 <= table.loc["trust", "high"] for table in equals]
    assert np.mean(held) >= 0.93 - 0.07


def test_an_effect_on_those_picked_low_is_found() -> None:
    found = [
        among_equals(*client(seed, 9.0), ["trust"], treated="had", picked="trust", key="key").loc["trust"]
        for seed in range(30)
    ]
    assert np.mean([row["difference"] for row in found]) == pytest.approx(9, abs=1.8)
    assert np.mean([row["verdict"] == "better" for row in found]) > 0.6
