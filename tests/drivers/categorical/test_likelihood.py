"""The likelihood of many models at once, against its definition; Newton's method; where there is no highest point."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.categorical.answers import drivers, log_likelihood, survey
from toolkit.drivers.categorical.answers import answers_of, fit_full, separating
from toolkit.drivers.categorical.likelihood import (
    contributions,
    evaluate,
    layout_of,
    maximise,
    narrowed,
    null_theta,
    null_value,
)
from toolkit.errors import StatisticsError


def drawn(classes, n=120, k=2, seed=1):
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(k, n))
    leaning = x.sum(axis=0) + generator.logistic(size=n)
    y = np.searchsorted(np.quantile(leaning, np.arange(1, classes) / classes), leaning)
    return x, y, np.exp(generator.normal(size=n) / 2)


@pytest.mark.parametrize("classes", [2, 3, 6])
def test_value_slope_and_curvature_by_the_definition(classes):
    x, y, w = drawn(classes)
    layout = layout_of(x, y, w)
    w = w / w.mean()
    theta = null_theta(layout) + 0.1 * np.arange(1, classes + 2)
    value, slope, information = evaluate(layout, np.stack([theta, null_theta(layout)]))

    def by_definition(at):
        return log_likelihood(x, y, w, at[: classes - 1], at[classes - 1 :])

    assert value[0] == pytest.approx(by_definition(theta), abs=1e-9)
    assert value[1] == pytest.approx(null_value(layout), abs=1e-9)
    step = 1e-5
    for place, turn in enumerate(np.eye(len(theta)) * step):
        rise = (by_definition(theta + turn) - by_definition(theta - turn)) / (2 * step)
        assert slope[0, place] == pytest.approx(rise, abs=1e-5)
        _, there, _ = evaluate(layout, (theta + turn)[None])
        _, here, _ = evaluate(layout, (theta - turn)[None])
        assert information[0, place] == pytest.approx(-(there - here)[0] / (2 * step), abs=1e-4)
    each, slopes = contributions(layout, theta[None], np.arange(len(theta))[None], slice(None))
    assert each.sum() == pytest.approx(value[0], abs=1e-9)
    assert slopes.sum(axis=2)[0] == pytest.approx(slope[0], abs=1e-9)


def test_all_models_at_once_are_each_model_by_itself():
    x, y, w = drawn(3, k=3)
    layout = layout_of(x, y, w)
    free = np.array([[1, 1, a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype=bool)
    together = maximise(layout, free, np.tile(null_theta(layout), (len(free), 1)))
    for place, kept in enumerate(free):
        alone = layout_of(x[kept[2:]], y, w)
        one = maximise(alone, np.ones((1, alone.width), dtype=bool), null_theta(alone)[None])
        assert together.theta[place, kept] == pytest.approx(one.theta[0], abs=1e-8)
        assert not together.theta[place, ~kept].any()
        assert together.value[place] == pytest.approx(one.value[0], abs=1e-9)
    full = maximise(layout, free[-1:], null_theta(layout)[None])
    warm = maximise(layout, free, narrowed(layout, full, free))
    assert warm.value == pytest.approx(together.value, abs=1e-9)


@settings(max_examples=30)
@given(st.integers(2, 5), st.integers(0, 10_000))
def test_the_highest_point_is_flat_and_no_lower_than_nothing(classes, seed):
    x, y, w = drawn(classes, n=80, seed=seed)
    layout = layout_of(x, y, w)
    fit = maximise(layout, np.ones((1, layout.width), dtype=bool), null_theta(layout)[None])
    _, slope, _ = evaluate(layout, fit.theta)
    assert np.abs(slope).max() < 1e-4
    assert fit.value[0] >= null_value(layout)


def test_a_start_from_far_away_comes_down_by_halved_steps():
    x, y, _ = drawn(2)
    layout = layout_of(x, y, None)
    free = np.ones((1, layout.width), dtype=bool)
    near = maximise(layout, free, null_theta(layout)[None])
    far = maximise(layout, free, np.array([[6.0, -4.0, 5.0]]))
    assert far.theta == pytest.approx(near.theta, abs=1e-8)


def test_thresholds_that_start_far_off_stay_in_order():
    x, y, w = drawn(4)
    layout = layout_of(x, y, w)
    free = np.ones((1, layout.width), dtype=bool)
    start = np.array([[-4.0, 0.0, 4.0, 2.0, -2.0]])
    fit = maximise(layout, free, start)
    assert (np.diff(fit.theta[0, :3]) > 0).all()
    assert fit.value == pytest.approx(maximise(layout, free, null_theta(layout)[None]).value, abs=1e-9)


@pytest.mark.parametrize("kind", ["complete", "in part", "ordered"])
def test_separated_classes_are_refused(kind):
    frame = survey(n=200, classes=3 if kind == "ordered" else 2)
    if kind == "complete":
        frame["y"] = (frame["d0"] > 50).astype(float)
    elif kind == "in part":
        # All customers with the gift say yes; of the others some do.
        frame["d1"] = (np.arange(len(frame)) < 40).astype(float)
        frame.loc[frame["d1"] == 1, "y"] = 1.0
    else:
        frame["y"] = np.searchsorted([40, 60], frame["d0"]).astype(float)
    answers = answers_of(frame, "y", drivers(frame), (), None)
    assert separating(answers.layout) is not None
    with pytest.raises(StatisticsError, match=r"d1|d0"):
        fit_full(answers)


def test_strong_links_are_not_called_separated():
    frame = survey(n=400, slopes=(6.0, 0.5))
    answers = answers_of(frame, "y", drivers(frame), (), None)
    assert separating(answers.layout) is None
    assert fit_full(answers).theta[0, 1] > 4


def test_answers_that_cannot_carry_a_model_are_refused():
    frame = survey(n=100)
    few = frame.assign(y=(np.arange(100) < 9).astype(float))
    with pytest.raises(StatisticsError, match=r"unevenly spread.*at least 15"):
        answers_of(few, "y", drivers(frame), (), None)
    # Fifty say yes, but three of these carry nearly all the weight.
    half = frame.assign(y=(np.arange(100) < 50).astype(float))
    heavy = np.where(np.arange(100) < 3, 50.0, np.where(np.arange(100) < 50, 0.1, 3.0))
    answers_of(half, "y", drivers(frame), (), None)
    with pytest.raises(StatisticsError, match="tell as much as 3 of the rarer kind"):
        answers_of(half, "y", drivers(frame), (), heavy)
    with pytest.raises(StatisticsError, match="different answers are no classes"):
        answers_of(frame, "held", drivers(frame), (), None)
    with pytest.raises(StatisticsError, match="all 100 complete rows have the value 1"):
        answers_of(frame.assign(y=1.0), "y", drivers(frame), (), None)
    with pytest.raises(StatisticsError, match="correlation 1"):
        answers_of(frame.assign(d9=2 * frame["d0"]), "y", [*drivers(frame), "d9"], (), None)
