"""The ordered logit against R and statsmodels, and whether the steps of a scale are alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.miscmodels.ordinal_model import OrderedModel

from tests.drivers.categorical.answers import drivers, survey
from tests.drivers.categorical.test_logistic import RATINGS
from tests.drivers.conftest import mobi, sfo, swiss
from toolkit.drivers.categorical.likelihood import curvatures, layout_of, maximise, null_theta
from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.ordered import _one_step, ordered_logit
from toolkit.drivers.categorical.regression import influence, variance, without_each

__all__ = ["mobi", "sfo", "swiss"]


def test_the_airport_as_in_r(sfo, reference):
    expected = reference("sfo_drivers")["ordinal_Q7ALL"]
    frame = sfo.dropna(subset=[*RATINGS, "NETPRO", "Q7ALL"])
    found = ordered_logit(frame, "Q7ALL", RATINGS)
    assert found.n == expected["n"]
    # polr stops a little short of the highest point: its log-likelihood is 3e-7 lower, its coefficients 4e-5 off.
    assert 0 <= found.loglik - expected["loglik"] < 1e-6
    for column, key in (("coefficient", "coef"), ("error_model", "se")):
        told = [expected[key][name] for name in RATINGS]
        assert found.table[column].tolist() == pytest.approx(told, abs=1e-4)
    cuts = list(expected["zeta"])
    assert found.thresholds["estimate"].tolist() == pytest.approx(list(expected["zeta"].values()), abs=5e-4)
    assert found.thresholds["error_model"].tolist() == pytest.approx(
        [expected["se"][cut] for cut in cuts], abs=1e-3
    )
    assert found.mcfadden == pytest.approx(expected["mcfadden"], abs=1e-8)
    # One passenger gave a 1, so that the lowest step cannot be tested.
    assert found.steps is None
    assert found.counts.sum() == found.n


def test_statsmodels_gives_the_same():
    frame = survey(n=400, classes=4, seed=6)
    names = ["held", *drivers(frame)]
    z = (frame[names] - frame[names].mean()) / frame[names].std()
    theirs = OrderedModel(frame["y"], z, distr="logit").fit(method="newton", disp=0)
    found = ordered_logit(frame, "y", drivers(frame), always=["held"])
    told = theirs.params[names] / frame[names].std()
    assert found.table["coefficient"].to_dict() == pytest.approx(told.to_dict(), abs=1e-5)
    errors = theirs.bse[names] / frame[names].std()
    assert found.table["error_model"].to_dict() == pytest.approx(errors.to_dict(), abs=1e-5)
    assert found.loglik == pytest.approx(theirs.llf, abs=1e-6)


@settings(max_examples=20)
@given(st.integers(0, 1_000))
def test_two_classes_are_a_logistic_regression(seed):
    frame = survey(n=150, slopes=(0.6, 0.3), seed=seed, weighted=True)
    one, other = (
        model(frame, "y", drivers(frame), weights=frame["w"]) for model in (logistic, ordered_logit)
    )
    columns = ["coefficient", "error", "low", "high", "odds_ratio"]
    pd.testing.assert_frame_equal(one.table[columns], other.table[columns])
    assert other.thresholds["estimate"].tolist() == pytest.approx([-one.intercept])
    assert other.steps is None


def test_a_scale_turned_round_turns_the_coefficients():
    frame = survey(classes=4)
    found, turned = (
        ordered_logit(one, "y", drivers(frame)) for one in (frame, frame.assign(y=3 - frame["y"]))
    )
    assert turned.table["coefficient"].tolist() == pytest.approx(
        (-found.table["coefficient"]).tolist(), abs=1e-8
    )
    assert turned.thresholds["estimate"].tolist() == pytest.approx(
        (-found.thresholds["estimate"])[::-1].tolist(), abs=1e-7
    )


def test_weights_of_one_change_nothing():
    frame = survey(classes=3)
    plain, ones = (ordered_logit(frame, "y", drivers(frame), weights=w) for w in (None, np.ones(len(frame))))
    pd.testing.assert_frame_equal(plain.table, ones.table, check_exact=True)


def unlike(n, seed):
    """d0 goes with the first step only, d1 with both."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(n, 2))
    leaning = x[:, 1] + generator.logistic(size=n)
    y = np.where(leaning + 2 * x[:, 0] < -1, 0, np.where(leaning < 1, 1, 2))
    return pd.DataFrame(x, columns=["d0", "d1"]).assign(y=y)


def test_steps_that_are_not_alike_are_found():
    steps = ordered_logit(unlike(800, 1), "y", ["d0", "d1"]).steps
    assert steps.joint.p < 1e-6
    assert steps.joint.df_drivers == 2
    assert steps.table.at["d0", "p_holm"] < 1e-6
    assert list(steps.table.columns) == ["p", "p_holm", 1.0, 2.0]
    assert steps.table.at["d0", 1.0] > 2 * steps.table.at["d0", 2.0]


def test_steps_are_not_tested_where_weights_leave_few_answers_on_one_side():
    frame = unlike(300, 1)
    assert ordered_logit(frame, "y", ["d0", "d1"]).steps is not None
    # Of the lowest class almost all weight rests on one customer.
    lowest = (frame["y"] == 0).to_numpy()
    weights = np.where(lowest, 0.001, 1.0)
    weights[np.flatnonzero(lowest)[0]] = 60.0
    assert ordered_logit(frame, "y", ["d0", "d1"], weights=weights).steps is None


def test_steps_that_are_alike_are_seldom_called_otherwise():
    rejected = [
        ordered_logit(
            survey(n=250, slopes=(0.8, 0.4), classes=3, seed=seed), "y", ["d0", "d1"], always=["held"]
        )
        for seed in range(100)
    ]
    # The outcome's cut points are those of each sample, which is no part of what is tested.
    rate = np.mean([one.steps.joint.p < 0.05 for one in rejected])
    assert rate < 0.05 + 3 * (0.05 * 0.95 / 100) ** 0.5


@pytest.mark.parametrize("weighted", [False, True])
def test_a_step_loses_with_each_respondent_what_newton_says(weighted):
    generator = np.random.default_rng(5)
    x = generator.normal(size=(2, 70))
    above = (generator.logistic(size=70) < x[0]).astype(np.int64)
    weights = np.where(np.arange(70) % 2, 0.4, 1.6) if weighted else np.ones(70)
    slopes, apiece = _one_step(x, above, weights if weighted else None)
    model = logistic(pd.DataFrame(x.T, columns=["a", "b"]).assign(y=above), "y", ["a", "b"], weights=weights)
    assert slopes == pytest.approx(model.table["coefficient"].to_numpy(), abs=1e-6)
    z = np.vstack([np.ones(70), x])
    chance = 1 / (1 + np.exp(-(model.intercept + slopes @ x)))
    for row in range(70):
        rest = np.arange(70) != row
        curved = (z[:, rest] * (weights * chance * (1 - chance))[rest]) @ z[:, rest].T
        lost = np.linalg.solve(curved, z[:, row] * weights[row] * (above - chance)[row])
        assert apiece[:, row] == pytest.approx(lost[1:], abs=1e-6)


@pytest.mark.parametrize("classes", [2, 4])
def test_what_respondents_add_to_the_information_adds_up_to_it(classes):
    generator = np.random.default_rng(2)
    x = generator.normal(size=(2, 120))
    y = np.digitize(x[0] + generator.logistic(size=120), [-0.5, 0.4, 1.2][: classes - 1])
    layout = layout_of(x, y.astype(np.int64), generator.uniform(0.2, 3.0, 120))
    fit = maximise(layout, np.ones((1, layout.width), dtype=np.bool_), null_theta(layout)[None])
    assert curvatures(layout, fit.theta[0], slice(None)).sum(axis=0) == pytest.approx(
        fit.information[0], rel=1e-6
    )
    # Errors without each respondent are the larger ones.
    assert (variance(influence(layout, fit)).diagonal() < (without_each(layout, fit) ** 2).sum(axis=1)).all()


def test_brants_formula_for_one_predictor():
    frame = unlike(2_000, 3)[["d1", "y"]]
    steps = ordered_logit(frame, "y", ["d1"]).steps
    x = np.column_stack([np.ones(len(frame)), frame["d1"]])
    chances, inverses, slopes = [], [], []
    for step in (0, 1):
        model = logistic(frame.assign(y=(frame["y"] > step).astype(float)), "y", ["d1"])
        slope = model.table.at["d1", "coefficient"]
        chance = 1 / (1 + np.exp(-model.intercept - slope * frame["d1"].to_numpy()))
        chances.append(chance)
        inverses.append(np.linalg.inv((x.T * (chance * (1 - chance))) @ x))
        slopes.append(slope)
    # Brant's covariance of two steps: I₁⁻¹·X'diag(π₂ − π₁π₂)X·I₂⁻¹.
    between = inverses[0] @ ((x.T * (chances[1] - chances[0] * chances[1])) @ x) @ inverses[1]
    variance = inverses[0][1, 1] + inverses[1][1, 1] - 2 * between[1, 1]
    brant = (slopes[1] - slopes[0]) ** 2 / variance
    assert steps.joint.f == pytest.approx(brant, rel=0.1)
