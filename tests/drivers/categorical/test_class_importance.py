"""General dominance of McFadden's R² against R and its definition; its resamples against models fitted anew."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from benchmarks.categorical import exactly
from tests.drivers.categorical.answers import drivers, survey
from tests.drivers.categorical.test_logistic import RATINGS
from tests.drivers.conftest import mobi, sfo, swiss
from toolkit.drivers.bootstrap import expanded_tail
from toolkit.drivers.categorical.answers import answers_of
from toolkit.drivers.categorical.dominance import (
    class_importance,
    models_of,
    resampled,
    shapley_weights,
)
from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.ordered import ordered_logit
from toolkit.errors import StatisticsError

__all__ = ["mobi", "sfo", "swiss"]


def test_the_airport_as_domir(sfo, reference):
    frame = sfo.dropna(subset=[*RATINGS, "NETPRO"])
    frame = frame.assign(promoter=(frame["NETPRO"] >= 9).astype(float))
    expected = reference("sfo_drivers")
    told = expected["logistic_promoter"]["general_dominance_mcfadden"]
    found = class_importance(frame, "promoter", RATINGS, resamples=0)
    assert found.table["raw"].to_dict() == pytest.approx(told, abs=1e-5)
    assert found.mcfadden == pytest.approx(expected["logistic_promoter"]["mcfadden"], abs=1e-8)
    told = expected["ordinal_Q7ALL"]["general_dominance_mcfadden_first5"]
    five = class_importance(frame.dropna(subset=["Q7ALL"]), "Q7ALL", RATINGS[:5], resamples=0)
    assert five.table["raw"].to_dict() == pytest.approx(told, abs=1e-5)


@pytest.mark.parametrize(("classes", "fit"), [(2, logistic), (3, ordered_logit)])
def test_the_average_over_all_orders(classes, fit):
    frame = survey(n=150, classes=classes, seed=2, weighted=True)
    names = drivers(frame)

    def r_squared(chosen):
        return fit(frame, "y", [*chosen, "held"], weights="w").mcfadden

    known = {
        frozenset(s): r_squared(s) for order in permutations(names) for s in [order[:k] for k in range(4)]
    }
    orders = list(permutations(names))
    added = {
        name: np.mean(
            [
                known[frozenset(order[: order.index(name) + 1])]
                - known[frozenset(order[: order.index(name)])]
                for order in orders
            ]
        )
        for name in names
    }
    found = class_importance(frame, "y", names, always=["held"], weights="w", resamples=0)
    assert found.table["raw"].to_dict() == pytest.approx(added, abs=1e-9)
    assert found.mcfadden - found.mcfadden_always == pytest.approx(sum(added.values()))
    assert found.table["share"].sum() == pytest.approx(1)


def test_weights_of_the_subsets():
    weights = shapley_weights(3)
    value = np.array([0.0, 1, 2, 4, 3, 5, 6, 9])
    by_orders = [
        np.mean(
            [
                value[sum(1 << other for other in order[: order.index(j) + 1])]
                - value[sum(1 << other for other in order[: order.index(j)])]
                for order in permutations(range(3))
            ]
        )
        for j in range(3)
    ]
    assert weights @ value == pytest.approx(by_orders)
    assert weights.sum(axis=1) == pytest.approx(0)


@pytest.mark.parametrize(("n", "classes", "weighted", "near"), [(300, 2, False, 0.12), (800, 3, True, 0.06)])
def test_one_step_is_nearly_the_model_fitted_anew(n, classes, weighted, near):
    frame = survey(n=n, slopes=(1.0, 0.6, 0.2), classes=classes, seed=1, weighted=weighted)
    answers = answers_of(frame, "y", drivers(frame), ["held"], frame["w"] if weighted else None)
    models = models_of(answers)
    fast, exact = resampled(models, 60, 5), exactly(answers, models, 60, 5)
    shares = exact / exact.sum(axis=0)
    spread = shares.std(axis=1, keepdims=True)
    assert (np.abs(fast / fast.sum(axis=0) - shares) / spread).mean() < near


def test_portions_of_models_rest_on_the_same_resamples(monkeypatch):
    frame = survey(n=120, slopes=(0.8, 0.5, 0.3, 0.1))
    models = models_of(answers_of(frame, "y", drivers(frame), (), None))
    whole = resampled(models, 50, 3)
    monkeypatch.setattr("toolkit.drivers.categorical.dominance._COLUMNS", 7)
    assert resampled(models, 50, 3) == pytest.approx(whole, abs=1e-9)


def test_groups_of_many_respondents_tell_the_same(monkeypatch):
    frame = survey(n=1_200, slopes=(0.8, 0.5))
    plain = class_importance(frame, "y", drivers(frame), resamples=1_000)
    monkeypatch.setattr("toolkit.drivers.categorical.dominance.CLASS_ROWS", 1_000)
    monkeypatch.setattr("toolkit.drivers.categorical.dominance.CLASS_GROUPS", 400)
    grouped = class_importance(frame, "y", drivers(frame), resamples=1_000)
    spread = plain.table["high"] - plain.table["low"]
    assert ((grouped.table["high"] - grouped.table["low"]) / spread).to_numpy() == pytest.approx(1, abs=0.15)
    assert grouped.table["share"].tolist() == plain.table["share"].tolist()


def test_same_seed_same_result_and_weights_of_one_change_nothing():
    frame = survey()
    one, again, ones = (
        class_importance(frame, "y", drivers(frame), weights=w, resamples=100, seed=4)
        for w in (None, None, np.ones(len(frame)))
    )
    for other in (again, ones):
        pd.testing.assert_frame_equal(one.table, other.table, check_exact=True)
    assert one.leaders == ("d0",)
    assert one.leaders_at(0.999) != ()
    assert one.draws.shape == (3, 100)
    assert one.table["p_first"].sum() == pytest.approx(1)


def test_what_is_held_constant_counts_when_a_lead_is_judged():
    frame = survey(n=120, slopes=(0.8, 0.4))
    held = [f"held{place}" for place in range(3)]
    frame[held] = np.random.default_rng(1).normal(size=(len(frame), 3))
    found = class_importance(frame, "y", ["d0", "d1"], always=held, resamples=99)
    assert found.always == 3
    # So many resamples in which the other driver leads as are allowed with two predictors, and not with five.
    tails = [expanded_tail(0.95, found.n_effective, predictors) for predictors in (2, 5)]
    lost = np.arange(50_000) < 50_000 * np.mean(tails)
    top = int(found.table["share"].argmax())
    draws = np.where(lost, 0.4, 0.6)
    found = replace(found, draws=np.array([draws, 1 - draws] if top == 0 else [1 - draws, draws]))
    assert len(replace(found, always=0).leaders_at(0.95)) == 1
    assert len(found.leaders_at(0.95)) == 2


def test_without_resamples_there_are_no_limits_and_no_leaders():
    found = class_importance(survey(), "y", ["d0", "d1"], resamples=0)
    assert found.table[["low", "high", "p_first"]].isna().all(axis=None)
    assert found.leaders == found.leaders_at(0.9) == ()


def test_two_drivers_that_are_equal_but_for_order_get_equal_shares():
    frame = survey(n=200, slopes=(0.8, 0.5))
    swapped = frame.rename(columns={"d0": "d1", "d1": "d0"})
    both = pd.concat([frame, swapped], ignore_index=True)
    share = class_importance(both, "y", ["d0", "d1"], resamples=0).table["share"]
    assert share.tolist() == pytest.approx([0.5, 0.5])


def test_what_is_refused():
    frame = survey()
    with pytest.raises(StatisticsError, match="13 drivers are too many"):
        class_importance(frame, "y", [f"x{i}" for i in range(13)])
    with pytest.raises(StatisticsError, match="resamples is 10"):
        class_importance(frame, "y", ["d0"], resamples=10)
    with pytest.raises(StatisticsError, match="the outcome cannot be one of its own drivers"):
        class_importance(frame, "y", ["y", "d0"])
    with pytest.raises(StatisticsError, match="separates its classes"):
        class_importance(frame.assign(y=(frame["d0"] > 50).astype(float)), "y", drivers(frame))


@pytest.mark.simulation
def test_of_two_equal_leaders_none_is_named_alone():
    alone = []
    for seed in range(120):
        frame = survey(n=200, slopes=(0.8, 0.8, 0.3), seed=seed).drop(columns="held")
        alone.append(len(class_importance(frame, "y", drivers(frame), resamples=99).leaders) == 1)
    assert np.mean(alone) <= 0.05 + 3 * (0.05 * 0.95 / 120) ** 0.5
