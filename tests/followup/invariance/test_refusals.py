"""What no factor model can be fitted to is refused, with what to do about it."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.followup.invariance.frames import drawn, exact
from toolkit.errors import StatisticsError
from toolkit.followup.invariance.decision import concluded, fit_levels
from toolkit.followup.invariance.difference import step_between
from toolkit.followup.invariance.fit import fit_waves, latent_mean
from toolkit.followup.invariance.moments import wave_moments

WAVES = drawn(60, 3)
MOMENTS = wave_moments(WAVES)


@pytest.mark.parametrize(
    ("attempt", "message"),
    [
        (lambda: wave_moments(WAVES[:1]), "two waves or more"),
        (lambda: wave_moments([WAVES[0], WAVES[1][["a", "b"]]]), "the same items"),
        (lambda: wave_moments(WAVES, weights=[None]), "one for each wave"),
        (lambda: wave_moments([wave.assign(d=wave["a"] + wave["b"]) for wave in WAVES]), "follows exactly"),
        (lambda: wave_moments([WAVES[0], WAVES[1].assign(a=1.0)]), "the same answer in all"),
        (
            lambda: wave_moments(WAVES, keys=[pd.Series(np.zeros(60)), pd.Series(np.arange(60))]),
            "same respondent key",
        ),
        (lambda: fit_waves(MOMENTS, "exact"), "none of configural"),
        (lambda: fit_waves(MOMENTS, "scalar", released=("x",)), "x is not among"),
        (lambda: fit_waves(MOMENTS, "scalar", released=("a", "b")), "at least two items"),
        (lambda: fit_waves(MOMENTS, "metric", factors=[0, 0, 2]), "without gaps"),
        (lambda: fit_waves(wave_moments([w[["a", "b"]] for w in WAVES]), "configural"), "more parameters"),
        (lambda: latent_mean(fit_waves(MOMENTS, "metric"), MOMENTS, 1), "level scalar"),
        (lambda: fit_levels(wave_moments([w[["a", "b"]] for w in WAVES])), "two do not determine"),
        (lambda: concluded({}, largest_bias=-1), "0 or more"),
        (lambda: concluded({}, largest_bias=1, confidence=1.3), "confidence"),
        (
            lambda: step_between(MOMENTS, fit_waves(MOMENTS, "scalar"), fit_waves(MOMENTS, "metric")),
            "swap them",
        ),
    ],
)
def test_refused(attempt: Callable[[], object], message: str) -> None:
    with pytest.raises(StatisticsError, match=message):
        attempt()


def test_items_that_run_against_each_other_have_no_model() -> None:
    # One factor would need a loading whose square is below 0.
    against = np.array([[1, 0.5, 0.5], [0.5, 1, -0.5], [0.5, -0.5, 1]]) * 0.99 + 0.01 * np.eye(3)
    with pytest.raises(StatisticsError, match=r"no factor model|explain all"):
        fit_levels(exact([[0, 0, 0]] * 2, [against, against]))


def test_a_factor_that_explains_more_than_all_of_an_item_concludes_nothing() -> None:
    heywood = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    with pytest.raises(StatisticsError, match="explain all of a or more"):
        fit_levels(exact([[0, 0, 0]] * 2, [heywood, heywood]))


def test_no_theme_is_no_conclusion() -> None:
    assert concluded({}, largest_bias=1) == {}
