"""Links that differ between groups: against statsmodels, and as often by chance as is said."""

import numpy as np
import pandas as pd
import pingouin
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.interactions import clients
from toolkit.drivers.interactions import fewest_in_group, link_differences, welch_f
from toolkit.errors import StatisticsError


def customers(sizes=(60, 90, 140), seed=1):
    rng = np.random.default_rng(seed)
    n = sum(sizes)
    groups = np.repeat([f"g{i}" for i in range(len(sizes))], sizes)
    a, b = rng.normal(size=(2, n)) + 0.5 * rng.normal(size=n)
    frame = pd.DataFrame({"a": a, "b": b, "lock": rng.integers(0, 11, n).astype(float)})
    spread = np.repeat(np.linspace(0.5, 1.5, len(sizes)), sizes)
    frame["y"] = a + 0.5 * b + 0.1 * frame["lock"] + (groups == "g0") * 0.4 * a + spread * rng.normal(size=n)
    frame["w"] = np.exp(0.4 * rng.normal(size=n))
    return frame, pd.Series(groups)


@pytest.mark.parametrize("weighted", [False, True])
def test_the_wald_statistic_is_that_of_statsmodels(weighted):
    frame, groups = customers()
    weights = frame["w"] if weighted else None
    found = link_differences(frame, "y", ["a", "b"], groups, always=["lock"], weights=weights)
    model = smf.wls(
        "y ~ (a + b + lock) * C(g)", frame.assign(g=groups), weights=1.0 if weights is None else weights
    )
    fit = model.fit(cov_type="HC3", use_t=False)
    for name in ("a", "b"):
        terms = ", ".join(f"{name}:C(g)[T.g{i}] = 0" for i in (1, 2))
        q = float(np.squeeze(fit.wald_test(terms, scalar=True).statistic))
        links = found.links[found.links["driver"] == name]
        v = links["error"] ** 2
        mean = (links["estimate"] / v).sum() / (1 / v).sum()
        assert ((links["estimate"] - mean) ** 2 / v).sum() == pytest.approx(q, rel=1e-8)
        part = (1 / v) / (1 / v).sum()
        spread = ((1 - part) ** 2 / (links["n_effective"] - 4)).sum()
        assert found.tests.at[name, "f"] == pytest.approx(q / 2 / (1 + 2 * spread / 8), rel=1e-8)
        assert found.tests.at[name, "df_residual"] == pytest.approx(8 / (3 * spread))
        first = links.set_index("group").loc["g0"]
        assert first["estimate"] == pytest.approx(fit.params[name])
        assert first["error"] == pytest.approx(fit.bse[name])


def test_two_groups_have_the_t_test_of_their_interaction():
    frame, groups = customers((60, 90))
    found = link_differences(frame, "y", ["a", "b"], groups)
    fit = smf.ols("y ~ (a + b) * C(g)", frame.assign(g=groups)).fit(cov_type="HC3", use_t=True)
    assert found.tests.at["a", "f"] == pytest.approx(float(fit.tvalues["a:C(g)[T.g1]"]) ** 2)
    # The degrees of freedom lie between those of the smaller group and of both.
    assert 57 <= found.tests.at["a", "df_residual"] <= 144


def test_welch_f_on_means_is_that_of_pingouin():
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"g": np.repeat(list("abc"), [8, 15, 30]), "y": rng.normal(size=53)})
    parts = frame.groupby("g")["y"]
    f, first, second = welch_f(parts.mean(), parts.sem(), parts.count() - 1)
    expected = pingouin.welch_anova(frame, dv="y", between="g").iloc[0]
    assert float(f) == pytest.approx(expected["F"], abs=1e-4)
    assert (first, float(second)) == pytest.approx((expected["ddof1"], expected["ddof2"]), abs=1e-4)


@settings(max_examples=30)
@given(st.integers(0, 2**20), st.permutations(["g0", "g1", "g2"]), st.floats(0.1, 20), st.floats(-9, 9))
def test_neither_order_nor_unit_matters(seed, order, unit, shift):
    frame, groups = customers((40, 50, 45), seed)
    found = link_differences(frame, "y", ["a", "b"], groups)
    moved = frame.assign(a=shift + unit * frame["a"], y=3 * frame["y"] - shift)
    other = link_differences(moved, "y", ["a", "b"], groups, order=order)
    assert other.tests.to_numpy() == pytest.approx(found.tests.to_numpy(), rel=1e-5)
    assert found.tests["p"].between(0, 1).all()


def test_weights_of_one_change_nothing():
    frame, groups = customers()
    without = link_differences(frame, "y", ["a", "b"], groups)
    ones = link_differences(frame.assign(w=1.0), "y", ["a", "b"], groups, weights="w")
    pd.testing.assert_frame_equal(without.links, ones.links, check_exact=True)
    pd.testing.assert_frame_equal(without.tests, ones.tests, check_exact=True)


def test_groups_that_cannot_be_compared_are_left_out_and_told():
    frame, groups = customers((60, 90, 25, 40, 60, 60))
    frame.loc[groups == "g3", "b"] = 1.0
    frame.loc[groups == "g4", "b"] = 2 * frame.loc[groups == "g4", "a"]
    frame.loc[groups == "g5", "y"] = frame.loc[groups == "g5", "a"]
    found = link_differences(frame, "y", ["a", "b"], groups)
    assert found.links["group"].unique().tolist() == ["g0", "g1"]
    told = dict(found.left_out)
    assert told["g2"] == "too few"
    assert told["g3"].startswith("b: all 40 complete rows")
    assert "each follows exactly" in told["g4"]
    assert "follows exactly from" in told["g5"]
    alone = link_differences(
        frame[groups.isin(["g0", "g1"])], "y", ["a", "b"], groups[groups.isin(["g0", "g1"])]
    )
    pd.testing.assert_frame_equal(alone.tests, found.tests)


def test_rows_without_group_answer_or_weight_do_not_count():
    frame, groups = customers((60, 90))
    weights = np.where(np.arange(150) < 10, 0.0, 1.0)
    missing = groups.where(np.arange(150) >= 10)
    silent = frame.assign(a=frame["a"].where(np.arange(150) >= 10))
    expected = link_differences(frame[10:], "y", ["a"], groups[10:])
    for found in (
        link_differences(frame, "y", ["a"], groups, weights=weights),
        link_differences(frame, "y", ["a"], missing),
        link_differences(silent, "y", ["a"], groups),
    ):
        pd.testing.assert_frame_equal(found.tests, expected.tests)


def test_a_group_of_few_effective_customers_is_too_few():
    frame, groups = customers((60, 90, 90))
    weights = np.ones(240)
    weights[groups == "g0"] = np.r_[np.ones(55), np.full(5, 100.0)]
    found = link_differences(frame, "y", ["a", "b"], groups, weights=weights)
    assert found.left_out == (("g0", "too few"),)


def test_what_cannot_be_compared_is_refused():
    frame, groups = customers((60, 20))
    with pytest.raises(StatisticsError, match="fewer than two groups have the 30 customers"):
        link_differences(frame, "y", ["a"], groups)
    with pytest.raises(StatisticsError, match="row labels"):
        link_differences(frame, "y", ["a"], groups[::-1])
    with pytest.raises(StatisticsError, match="it measures the outcome itself"):
        link_differences(frame.assign(a=frame["y"] + 0.01 * frame["a"]), "y", ["a"], groups)
    with pytest.raises(StatisticsError, match="no such column"):
        link_differences(frame, "y", ["c"], groups)
    with pytest.raises(StatisticsError, match="weights: 80 expected"):
        link_differences(frame, "y", ["a"], groups, weights=np.ones(79))
    with pytest.raises(StatisticsError, match="is below 0"):
        link_differences(frame, "y", ["a"], groups, weights=-np.ones(80))
    assert fewest_in_group(8) == 80


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("sizes", "spreads", "crowded", "weighted"),
    [
        ((100, 100), (1, 1), False, False),
        ((40, 400), (1, 2), True, False),
        ((40, 60, 200), (2, 1, 0.5), False, False),
        ((100, 300), (2, 1), True, True),
    ],
)
def test_links_that_are_the_same_are_called_different_as_often_as_said(sizes, spreads, crowded, weighted):
    p = clients(sizes, spreads, 80, crowded=crowded, weighted=weighted)
    # Tests of one client hang together a little; three errors of 320 independent ones, and HC3 is a little cautious.
    error = 3 * (0.05 * 0.95 / p.size) ** 0.5
    assert 0.02 - error <= (p < 0.05).mean() <= 0.05 + error


@pytest.mark.simulation
def test_a_link_that_differs_is_found():
    p = clients((200, 300), (1, 1), 40, crowded=False, weighted=False, extra=0.6)
    assert (p[:, 0] < 0.05).mean() >= 0.9
