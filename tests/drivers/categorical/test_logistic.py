"""Logistic regression against R and statsmodels, by hand, and what it refuses."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drivers.categorical.answers import drivers, survey
from tests.drivers.conftest import mobi, sfo, swiss
from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.regression import auc, auc_limits
from toolkit.errors import StatisticsError

__all__ = ["mobi", "sfo", "swiss"]
RATINGS = ["Q7SIGN", "Q7SCREENS", "Q7WALKWAYS", "Q9ALL", "Q10SAFE", "Q14FIND", "Q14PASSTHRU", "Q7FOOD"]
FITTED = 1e-5


@pytest.fixture(scope="module")
def promoters(sfo):
    frame = sfo.dropna(subset=[*RATINGS, "NETPRO"])
    return frame.assign(promoter=(frame["NETPRO"] >= 9).astype(float))


def test_the_airport_as_in_r(promoters, reference):
    expected = reference("sfo_drivers")["logistic_promoter"]
    found = logistic(promoters, "promoter", RATINGS)
    assert (found.n, found.events) == (expected["n"], expected["events"])
    for column, key in (("coefficient", "coef"), ("error_model", "se"), ("effect", "ame")):
        told = [expected[key][name] for name in RATINGS]
        assert found.table[column].tolist() == pytest.approx(told, abs=FITTED)
    told = [expected["odds_ratio"][name] for name in RATINGS]
    assert found.table["odds_ratio"].tolist() == pytest.approx(told, abs=FITTED)
    assert found.intercept == pytest.approx(expected["coef"]["(Intercept)"], abs=FITTED)
    for name in ("loglik", "mcfadden", "nagelkerke", "tjur", "auc"):
        assert getattr(found, name) == pytest.approx(expected[name], abs=FITTED)


def test_the_airport_weighted_as_svyglm(promoters, reference):
    expected = reference("sfo_drivers")["logistic_promoter"]
    found = logistic(promoters, "promoter", RATINGS, weights="WEIGHT")
    told = [expected["svyglm_coef"][name] for name in RATINGS]
    assert found.table["coefficient"].tolist() == pytest.approx(told, abs=FITTED)
    told = [expected["svyglm_se"][name] for name in RATINGS]
    assert found.table["error"].tolist() == pytest.approx(told, abs=FITTED)
    assert found.intercept_error == pytest.approx(expected["svyglm_se"]["(Intercept)"], abs=FITTED)
    assert found.n_effective < found.n


def test_statsmodels_gives_the_same():
    frame = survey(n=400, seed=3)
    names = [*drivers(frame), "held"]
    theirs = sm.Logit(frame["y"], sm.add_constant(frame[names])).fit(disp=0, cov_type="HC0")
    found = logistic(frame, "y", drivers(frame), always=["held"])
    assert found.table["coefficient"].to_dict() == pytest.approx(theirs.params[names].to_dict(), abs=FITTED)
    robust = theirs.bse[names] * np.sqrt(400 / 399)
    assert found.table["error"].to_dict() == pytest.approx(robust.to_dict(), abs=FITTED)
    effects = dict(zip(names, theirs.get_margeff().margeff, strict=True))
    assert found.table["effect"].to_dict() == pytest.approx(effects, abs=FITTED)
    assert found.mcfadden == pytest.approx(theirs.prsquared, abs=FITTED)


def test_two_by_two_by_hand():
    # 20 of 30 with the gift say yes, 10 of 30 without: odds 2 against ½, Woolf's error √(1/20 + 1/10 + 1/10 + 1/20).
    frame = pd.DataFrame({"x": [0] * 30 + [1] * 30, "y": [1] * 10 + [0] * 20 + [1] * 20 + [0] * 10})
    row = logistic(frame, "y", ["x"]).table.loc["x"]
    assert row["odds_ratio"] == pytest.approx(4)
    assert row["error_model"] == pytest.approx((1 / 20 + 1 / 10 + 1 / 10 + 1 / 20) ** 0.5)
    assert row["effect"] == pytest.approx(np.log(4) * (2 / 3) * (1 / 3))


@settings(max_examples=20)
@given(st.integers(0, 1_000))
def test_weights_of_one_change_nothing_and_their_scale_does_not_matter(seed):
    frame = survey(n=150, slopes=(0.6, 0.3), seed=seed, weighted=True)
    plain = logistic(frame, "y", drivers(frame))
    ones = logistic(frame, "y", drivers(frame), weights=np.ones(150))
    pd.testing.assert_frame_equal(plain.table, ones.table, check_exact=True)
    small = logistic(frame, "y", drivers(frame), weights=frame["w"] / 1e6)
    large = logistic(frame, "y", drivers(frame), weights=frame["w"] * 1e6)
    pd.testing.assert_frame_equal(small.table, large.table, rtol=1e-6)
    assert small.auc == pytest.approx(large.auc)


def test_doubled_weights_are_doubled_rows():
    frame = survey(n=200, seed=5)
    twice = np.where(np.arange(200) < 100, 2.0, 1.0)
    weighted = logistic(frame, "y", drivers(frame), weights=twice)
    repeated = logistic(pd.concat([frame, frame.iloc[:100]]), "y", drivers(frame))
    assert weighted.table["coefficient"].tolist() == pytest.approx(
        repeated.table["coefficient"].tolist(), abs=1e-8
    )
    assert (weighted.tjur, weighted.auc) == pytest.approx((repeated.tjur, repeated.auc))


def test_a_driver_turned_round_turns_its_coefficient():
    frame = survey(seed=2)
    found, turned = (
        logistic(one, "y", drivers(frame)) for one in (frame, frame.assign(d0=100 - frame["d0"]))
    )
    assert turned.table.at["d0", "coefficient"] == pytest.approx(-found.table.at["d0", "coefficient"])
    assert turned.table.at["d0", "effect_low"] == pytest.approx(-found.table.at["d0", "effect_high"])
    assert turned.auc == pytest.approx(found.auc)


def test_the_error_of_an_effect_is_that_of_resamples():
    frame, generator = survey(n=400, seed=8, slopes=(0.8, 0.3)), np.random.default_rng(1)
    found = logistic(frame, "y", drivers(frame)).table
    drawn = [
        logistic(frame.iloc[generator.integers(0, 400, 400)], "y", drivers(frame)).table["effect"]
        for _ in range(100)
    ]
    errors = (found["effect_high"] - found["effect"]) / 1.966
    assert errors.to_numpy() == pytest.approx(np.std(drawn, axis=0), rel=0.25)


def test_the_joint_test_finds_a_link_and_not_nothing():
    frame = survey(n=400, seed=4)
    assert logistic(frame, "y", drivers(frame)).joint.p < 1e-6
    generator = np.random.default_rng(7)
    nothing = [
        logistic(
            pd.DataFrame(generator.normal(size=(200, 3)), columns=["d0", "d1", "d2"]).assign(
                y=generator.permutation(200) % 2
            ),
            "y",
            ["d0", "d1", "d2"],
        ).joint.p
        for _ in range(100)
    ]
    assert np.mean(np.array(nothing) < 0.05) < 0.05 + 3 * (0.05 * 0.95 / 100) ** 0.5


def test_other_than_two_answers_are_refused():
    frame = survey(classes=3)
    with pytest.raises(StatisticsError, match="3 different answers are no yes or no"):
        logistic(frame, "y", drivers(frame))


def test_area_under_the_curve():
    generator = np.random.default_rng(0)
    score, yes = generator.integers(0, 5, 60), generator.integers(0, 2, 60)
    wins = np.subtract.outer(score[yes == 1], score[yes == 0])
    assert auc(score, yes) == pytest.approx(((wins > 0) + 0.5 * (wins == 0)).mean())
    assert auc(score, yes, np.ones(60)) == auc(score, yes)
    with pytest.raises(StatisticsError, match="with a yes and customers without"):
        auc(score, np.ones(60))


def test_limits_of_the_area_are_those_of_delong():
    generator = np.random.default_rng(1)
    yes = generator.integers(0, 2, 80)
    score = generator.integers(0, 6, 80) + yes
    wins = np.subtract.outer(score[yes == 1], score[yes == 0])
    beats = (wins > 0) + 0.5 * (wins == 0)
    area = beats.mean()
    variance = sum(beats.mean(axis=axis).var(ddof=1) / beats.shape[1 - axis] for axis in (0, 1))
    margin = 1.959963984540054 * np.sqrt(variance) / (area * (1 - area))
    expected = [1 / (1 + np.exp(-(np.log(area / (1 - area)) + side))) for side in (-margin, margin)]
    assert auc_limits(score, yes) == pytest.approx(expected)
    assert auc_limits(score, yes, np.full(80, 2.0)) == pytest.approx(expected)
    assert auc_limits(np.r_[score, 99], np.r_[yes, 0], np.r_[np.ones(80), 0.0]) == pytest.approx(expected)
    assert auc_limits([1, 2, 3, 4], [0, 0, 1, 1]) == (1, 1)
    with pytest.raises(StatisticsError, match="two customers with a yes, and two without"):
        auc_limits([1, 2, 3], [0, 0, 1])


def test_limits_of_the_area_cover_it():
    generator = np.random.default_rng(2)
    truth, hits = 0.7602499389065233, 0  # Φ(1/√2)
    for _ in range(400):
        score = np.r_[generator.normal(1, 1, 40), generator.normal(0, 1, 60)]
        low, high = auc_limits(score, np.r_[np.ones(40), np.zeros(60)])
        hits += low <= truth <= high
    assert 0.93 <= hits / 400 <= 0.97
