"""Memory grows with the respondents: nothing holds respondents × respondents, or respondents × resamples."""

import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit.drivers.importance import relative_importance
from toolkit.drivers.moments import sample_of
from toolkit.drivers.redraw import redraw
from toolkit.followup.results.results import mean_ratio
from toolkit.followup.shift.driver_shift import driver_shift
from toolkit.measures.loyalty.bend import bend
from toolkit.measures.loyalty.corrected import corrected_differences
from toolkit.measures.scales.discriminant import htmt

PEOPLE = 50_000
RESAMPLES = 2_000
# Respondents × resamples would be 800 MB. What these procedures may hold is some 20 columns of all respondents, and
# the sums of the groups that are resampled.
MOST_BYTES = 120_000_000
SCALES = {name: [f"{name}{place}" for place in (1, 2, 3)] for name in "abcdef"}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Answers to six scales of three questions, with a few missing; keys, weights and money."""
    rng = np.random.default_rng(8)
    common = rng.normal(size=(PEOPLE, 1)).astype(np.float32)
    true = common + rng.normal(size=(PEOPLE, len(SCALES)))
    items = {
        item: np.round(true[:, place] + rng.normal(size=PEOPLE))
        for place, own in enumerate(SCALES.values())
        for item in own
    }
    frame = pd.DataFrame(items)
    frame = frame.mask(rng.random(frame.shape) < 0.02)
    frame["key"] = pd.Series([f"{number:08d}" for number in range(PEOPLE)], dtype="str")
    frame["weight"] = rng.gamma(10, 0.1, PEOPLE)
    frame["money"] = rng.gamma(2, 30, PEOPLE)
    return frame


def _importance(frame: pd.DataFrame) -> object:
    return relative_importance(frame, "a1", ["b1", "c1", "d1"], weights="weight", resamples=RESAMPLES)


def _redraw(frame: pd.DataFrame) -> object:
    names = ("b1", "c1", "d1", "a1")
    sample = sample_of(frame[list(names)].fillna(0.0).to_numpy().T, names, frame["weight"].to_numpy())
    items = [frame[SCALES[name]].to_numpy().T for name in "bcd"]
    return redraw(sample, [*items, None], RESAMPLES, np.random.default_rng(1))


def _corrected_differences(frame: pd.DataFrame) -> object:
    own = {name: SCALES[name] for name in "bcd"}
    generator = np.random.default_rng(1)
    return corrected_differences(frame["a1"], frame, own, generator=generator, resamples=RESAMPLES)


def _htmt(frame: pd.DataFrame) -> object:
    generator = np.random.default_rng(1)
    return htmt(frame, SCALES, generator=generator, weights=frame["weight"], resamples=RESAMPLES)


def _bend(frame: pd.DataFrame) -> object:
    marks = frame["b1"].clip(-4, 4)
    generator = np.random.default_rng(1)
    return bend(marks, frame["a1"], weights=frame["weight"], resamples=RESAMPLES, generator=generator)


def _mean_ratio(frame: pd.DataFrame) -> object:
    money, weights = np.split(frame["money"].to_numpy(), 2), np.split(frame["weight"].to_numpy(), 2)
    return mean_ratio(*money, *weights, resamples=RESAMPLES)


def _driver_shift(frame: pd.DataFrame) -> object:
    half = PEOPLE // 4
    before, after = frame.iloc[:-half], frame.iloc[half:]
    return driver_shift(before, after, "a1", ["b1", "c1"], key="key", weights="weight", resamples=RESAMPLES)


@pytest.mark.parametrize(
    "procedure",
    [_importance, _redraw, _corrected_differences, _htmt, _bend, _mean_ratio, _driver_shift],
)
def test_memory_is_that_of_a_few_columns(answers: pd.DataFrame, procedure: Callable[[pd.DataFrame], object]):
    tracemalloc.start()
    try:
        procedure(answers)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST_BYTES
