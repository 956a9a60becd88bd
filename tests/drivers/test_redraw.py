"""Correlations and reliabilities of the same resamples."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import scales
from toolkit.drivers.moments import sample_of
from toolkit.drivers.redraw import redraw
from toolkit.drivers.resampling import resampled_correlations
from toolkit.measures.scales.reliability import cronbach_alpha


def sampled(frame, weights=None):
    return sample_of(np.ascontiguousarray(frame.to_numpy(float).T), tuple(frame), weights)


def answers(items, names):
    return [items[name].to_numpy(float).T if name in items else None for name in names]


@pytest.mark.parametrize("weighted", [False, True])
def test_the_respondents_drawn_are_those_of_the_shares(weighted):
    frame, items = scales(n=90)
    weights = np.random.default_rng(3).uniform(0.5, 2, 90) if weighted else None
    sample = sampled(frame, weights)
    _, drawn = redraw(sample, answers(items, frame), 70, np.random.default_rng(8))
    (expected,) = resampled_correlations(sample, 70, np.random.default_rng(8))
    assert drawn.correlations == pytest.approx(expected, abs=1e-12)


@given(seed=st.integers(0, 1_000), weighted=st.booleans(), missing=st.booleans())
def test_reliabilities_are_alpha(seed, weighted, missing):
    generator = np.random.default_rng(seed)
    frame, items = scales(n=40, seed=seed)
    weights = generator.uniform(0.5, 2, 40) if weighted else None
    if missing:
        items = {name: own.mask(generator.random(own.shape) < 0.1) for name, own in items.items()}
    sample = sampled(frame, weights)
    whole, _ = redraw(sample, answers(items, frame), 0, generator)
    for place, name in enumerate(frame):
        expected = cronbach_alpha(items[name], weights=weights).value if name in items else 1
        assert whole.reliabilities[place, 0] == pytest.approx(expected, abs=1e-10)
    assert whole.correlations[..., 0] == pytest.approx(sample.moments.correlation)


def test_reliability_is_computed_anew_in_each_resample():
    frame, items = scales(n=30)
    sample = sampled(frame)
    _, drawn = redraw(sample, answers(items, frame), 5, np.random.default_rng(2))
    rows = np.random.default_rng(2).integers(0, 30, (5, 30))
    for place, drawn_rows in enumerate(rows):
        again = frame.iloc[drawn_rows].corr().to_numpy()
        assert drawn.correlations[..., place] == pytest.approx(again, abs=1e-10)
        alpha = cronbach_alpha(items["d0"].iloc[drawn_rows].reset_index(drop=True)).value
        assert drawn.reliabilities[0, place] == pytest.approx(alpha, abs=1e-10)
    assert (drawn.reliabilities[1] == 1).all()


def test_whole_weights_are_repeated_rows():
    frame, items = scales(n=30)
    times = np.arange(30) % 3 + 1
    weighted, _ = redraw(
        sampled(frame, times.astype(float)), answers(items, frame), 0, np.random.default_rng(0)
    )
    rows = np.repeat(np.arange(30), times)
    repeated, _ = redraw(
        sampled(frame.iloc[rows]),
        answers({name: own.iloc[rows] for name, own in items.items()}, frame),
        0,
        np.random.default_rng(0),
    )
    assert weighted.reliabilities == pytest.approx(repeated.reliabilities, abs=1e-12)


def test_questions_that_do_not_vary_have_no_reliability():
    frame, _ = scales(n=30)
    same = {"d0": pd.DataFrame(3.0, index=range(30), columns=["a", "b"])}
    whole, drawn = redraw(sampled(frame), answers(same, frame), 4, np.random.default_rng(0))
    assert np.isnan(whole.reliabilities[0]).all()
    assert np.isnan(drawn.reliabilities[0]).all()
    nobody = {"d0": pd.DataFrame(np.nan, index=range(30), columns=["a", "b"])}
    whole, _ = redraw(sampled(frame), answers(nobody, frame), 0, np.random.default_rng(0))
    assert np.isnan(whole.reliabilities[0]).all()
