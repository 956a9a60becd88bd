"""Penalty and reward: the contrasts against R and statsmodels, the class only where three tests agree."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks.asymmetry import NAMES, world
from toolkit.drivers.asymmetry import penalty_reward
from toolkit.drivers.asymmetry_draws import KINDS, class_chances, kinds_of
from toolkit.drivers.robust import robust_regression
from toolkit.drivers.thirds import normal_scores, thirds
from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm


def likert(n=300, seed=1, p=3):
    """Answers of 1 to 7 to p correlated drivers, lock-in, an outcome and weights."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    scores = np.clip(np.round(4.5 + 1.1 * common + 1.1 * rng.normal(size=(n, p))), 1, 7)
    frame = pd.DataFrame(scores, columns=[f"d{i}" for i in range(p)])
    frame["lock"] = rng.integers(0, 11, n)
    frame["y"] = scores.sum(axis=1) + 0.3 * frame["lock"] + 3 * rng.normal(size=n)
    frame["w"] = np.exp(0.5 * rng.normal(size=n))
    return frame


def dummies(frame, table):
    columns = {}
    for side, reach in (
        ("low", lambda x, row: x <= row["low_cut"]),
        ("high", lambda x, row: x >= row["high_cut"]),
    ):
        for name, row in table.iterrows():
            columns[f"{name}_{side}"] = reach(frame[name], row).astype(float)
    return pd.DataFrame(columns)


def test_the_airport_is_as_in_r(sfo, reference):
    expected = reference("sfo_drivers")["penalty_reward"]
    drivers = list(expected["asymmetry"])
    # R left out who did not answer on the airport as a whole, too.
    rows = sfo[sfo["Q7ALL"].notna()]
    cuts = dict.fromkeys(drivers, (3.0, 5.0))
    found = penalty_reward(rows, "NETPRO", drivers, cuts=cuts, resamples=199)
    assert found.n == expected["n"]
    for name in drivers:
        row, values = found.table.loc[name], expected["asymmetry"][name]
        assert row["penalty"] == pytest.approx(values["penalty"], abs=1e-8)
        assert row["reward"] == pytest.approx(values["reward"], abs=1e-8)
        assert row["asymmetry"] == pytest.approx(values["sum"], abs=1e-8)
        assert row["asymmetry_error"] == pytest.approx(values["se_sum"], abs=1e-8)
        assert row["reward_share"] == pytest.approx(values["reward_share"], abs=1e-8)
        assert row["penalty_error"] == pytest.approx(expected["se_HC3"][f"{name}_lo"], abs=1e-8)
        assert row["reward_error"] == pytest.approx(expected["se_HC3"][f"{name}_hi"], abs=1e-8)
    # Thirds of questions of 1 to 5 lie where the reference cuts, but on security, where 44% give less than 5.
    by_itself = penalty_reward(rows, "NETPRO", drivers, resamples=0).table
    assert (by_itself["high_cut"] == 5).all()
    assert (by_itself["low_cut"] == 3).all()


def test_at_the_airport_the_sum_alone_would_claim_more_than_there_is(sfo, reference):
    drivers = list(reference("sfo_drivers")["penalty_reward"]["asymmetry"])
    found = penalty_reward(sfo, "NETPRO", drivers, resamples=0)
    z = found.table["asymmetry"] / found.table["asymmetry_error"]
    assert (holm(2 * stats.norm.sf(z.abs())) < 0.05).any()
    # The end of the scale bends all lines together, and no driver is shown to bend more than that.
    assert found.curvature < 0
    assert found.curvature_p < 0.01
    assert not found.table["kind"].isin(["basic", "excitement"]).any()


@pytest.mark.parametrize("weighted", [False, True])
def test_contrasts_and_errors_are_those_of_statsmodels(weighted):
    frame = likert()
    weights = frame["w"] if weighted else None
    found = penalty_reward(frame, "y", ["d0", "d1", "d2"], always=["lock"], weights=weights, resamples=0)
    design = sm.add_constant(dummies(frame, found.table).assign(lock=frame["lock"]))
    fit = sm.WLS(frame["y"], design, weights=1.0 if weights is None else weights).fit(
        cov_type="HC3", use_t=True
    )
    for name, row in found.table.iterrows():
        low, high = f"{name}_low", f"{name}_high"
        assert row[["penalty", "reward"]].tolist() == pytest.approx(fit.params[[low, high]].tolist())
        assert row[["penalty_low", "penalty_high"]].tolist() == pytest.approx(
            fit.conf_int().loc[low].tolist()
        )
        both = fit.t_test(f"{low} + {high} = 0")
        assert row["asymmetry_error"] == pytest.approx(float(both.sd.item()))
    joint = [fit.f_test(f"{name}_low = 0, {name}_high = 0").pvalue for name in found.table.index]
    assert found.table["p_effect"].tolist() == pytest.approx(holm([float(p) for p in joint]).tolist())


def test_bends_are_those_of_statsmodels():
    """The p of the class from its parts: sum, bend on scores and bend on normal scores, each by statsmodels."""
    frame, names = likert(), ["d0", "d1", "d2"]
    found = penalty_reward(frame, "y", names, resamples=0)
    fit = sm.OLS(frame["y"], sm.add_constant(dummies(frame, found.table))).fit(cov_type="HC3", use_t=True)
    parts = [fit.t_test(f"{name}_low + {name}_high = 0") for name in names]
    p, sign = [
        np.array([float(getattr(part, what).item()) for part in parts]) for what in ("pvalue", "effect")
    ]
    for scores in (frame[names], frame[names].apply(lambda x: normal_scores(x.to_numpy()))):
        middle = {
            name: scores.loc[
                frame[name].between(row["low_cut"], row["high_cut"], inclusive="neither"), name
            ].mean()
            for name, row in found.table.iterrows()
        }
        lines = sm.add_constant(scores)
        straight = stats.zscore(sm.OLS(frame["y"], lines).fit().fittedvalues) ** 2
        bends = (scores - pd.Series(middle)).abs().add_prefix("bend_")
        bent = sm.OLS(frame["y"], lines.join(bends).assign(square=straight)).fit(cov_type="HC3", use_t=True)
        theirs = bent.params[bends.columns].to_numpy()
        p = np.where(np.sign(theirs) == np.sign(sign), np.maximum(p, bent.pvalues[bends.columns]), 1.0)
        if scores is frame[names] or scores.equals(frame[names]):
            assert found.curvature == pytest.approx(bent.params["square"] / frame["y"].std(ddof=0))
            assert found.curvature_p == pytest.approx(bent.pvalues["square"])
    assert found.table["p_asymmetry"].tolist() == pytest.approx(holm(p).tolist())


def test_one_driver_alone_has_the_differences_of_its_means():
    frame = likert(p=1)
    table = penalty_reward(frame, "y", ["d0"], resamples=0).table
    row = table.loc["d0"]
    low, high = frame["d0"] <= row["low_cut"], frame["d0"] >= row["high_cut"]
    middle = frame.loc[~low & ~high, "y"].mean()
    assert row["penalty"] == pytest.approx(frame.loc[low, "y"].mean() - middle)
    assert row["reward"] == pytest.approx(frame.loc[high, "y"].mean() - middle)
    assert [row["low_share"], row["high_share"]] == pytest.approx([low.mean(), high.mean()])


def test_weights_of_one_change_nothing():
    frame, names = likert(), ["d0", "d1", "d2"]
    without = penalty_reward(frame, "y", names, resamples=199)
    ones = penalty_reward(frame, "y", names, weights=np.ones(len(frame)), resamples=199)
    pd.testing.assert_frame_equal(without.table, ones.table, check_exact=True)
    assert ones.n_effective == ones.n


def test_a_weight_of_two_has_the_contrasts_of_two_rows():
    frame, names = likert(), ["d0", "d1", "d2"]
    doubled = pd.concat([frame, frame[:100]], ignore_index=True)
    weights = np.where(np.arange(len(frame)) < 100, 2.0, 1.0)
    columns = ["penalty", "reward", "asymmetry", "low_share", "high_share", "equal_penalty"]
    once = penalty_reward(frame, "y", names, weights=weights, resamples=0).table[columns]
    twice = penalty_reward(doubled, "y", names, resamples=0).table[columns]
    pd.testing.assert_frame_equal(once, twice)


@settings(max_examples=30)
@given(st.integers(0, 2**20), st.floats(0.1, 10), st.floats(-50, 50), st.floats(0.1, 10))
def test_units_do_not_matter_and_a_scale_turned_round_turns_penalty_and_reward(seed, step, shift, unit):
    frame = likert(120, seed, 2)
    moved = frame.assign(d0=shift + step * frame["d0"], y=5 + unit * frame["y"])
    turned = frame.assign(d0=-frame["d0"])
    found, other, back = (
        penalty_reward(x, "y", ["d0", "d1"], resamples=0).table for x in (frame, moved, turned)
    )
    columns = ["penalty", "reward", "asymmetry", "asymmetry_error", "equal_penalty", "equal_reward"]
    assert other[columns].to_numpy() == pytest.approx(unit * found[columns].to_numpy(), rel=1e-6, abs=1e-9)
    tests = ["p_effect", "p_both", "p_asymmetry"]
    assert other[tests].to_numpy() == pytest.approx(found[tests].to_numpy(), rel=1e-5, abs=1e-9)
    assert other["kind"].tolist() == found["kind"].tolist()
    if thirds(-frame["d0"]).shares[::-1] == pytest.approx(thirds(frame["d0"]).shares):
        assert back.loc["d0", ["reward", "penalty"]].tolist() == pytest.approx(
            found.loc["d0", ["penalty", "reward"]].tolist(), rel=1e-6, abs=1e-9
        )
        assert back.at["d0", "p_asymmetry"] == pytest.approx(
            found.at["d0", "p_asymmetry"], rel=1e-5, abs=1e-9
        )


@given(st.lists(st.integers(1, 9), min_size=12, max_size=80))
def test_thirds_are_the_nearest_that_the_values_allow(scores):
    x = np.array(scores, dtype=float)
    values = np.unique(x)
    if len(values) < 3:
        with pytest.raises(StatisticsError, match="low, middle and high"):
            thirds(x)
        return
    cut = thirds(x)
    assert sum(cut.counts) == len(x)
    assert sum(cut.shares) == pytest.approx(1)
    assert min(cut.counts) > 0
    low, high = (x <= cut.low_cut).mean(), (x < cut.high_cut).mean()
    under = [(x <= value).mean() for value in values[:-1]]
    best = min(abs(a - 1 / 3) + abs(b - 2 / 3) for i, a in enumerate(under) for b in under[i + 1 :])
    assert abs(low - 1 / 3) + abs(high - 2 / 3) == pytest.approx(best)


def test_normal_scores_are_means_of_slices_of_the_normal():
    x = np.array([1.0, 1, 2, 2, 2, 3, 5, 5])
    scores = normal_scores(x)
    assert scores.mean() == pytest.approx(0)
    mean, _ = stats.truncnorm.stats(stats.norm.ppf(0.25), stats.norm.ppf(0.625))
    assert scores[2] == pytest.approx(float(mean))
    assert np.diff(scores[[0, 2, 5, 6]]).min() > 0
    assert normal_scores(x, np.ones(8)) == pytest.approx(scores)


def test_classes_of_resamples():
    penalty, reward = np.array([-4.0, -2, -1, 1, 0, -4]), np.array([1.0, 1, 4, -1, 0, -1])
    assert [KINDS[kind] for kind in kinds_of(penalty, reward)] == [
        "basic", "performance", "excitement", "none", "none", "basic",
    ]  # fmt: skip


@pytest.mark.parametrize("weighted", [False, True])
def test_chances_are_those_of_one_regression_per_resample(weighted):
    """All resamples at once against a regression on the drawn rows themselves."""
    frame = likert(80, p=2)
    weights = frame["w"].to_numpy() if weighted else None
    table = penalty_reward(frame, "y", ["d0", "d1"], weights=weights, resamples=0).table
    design = sm.add_constant(dummies(frame, table)).to_numpy().T
    outcome, steps = frame["y"].to_numpy(), np.array([[1.0, 1.5], [1.2, 1.0]])
    found = class_chances(design, outcome, weights, steps, 50, np.random.default_rng(3))
    generator, counts = np.random.default_rng(3), np.zeros((4, 2))
    places = generator.integers(0, 80, size=(50, 80))
    for rows in places:
        w = np.ones(80) if weights is None else weights[rows]
        b = sm.WLS(outcome[rows], design[:, rows].T, weights=w).fit().params
        for driver, kind in enumerate(kinds_of(b[1:3] / steps[0], b[3:5] / steps[1])):
            counts[kind, driver] += 1
    assert found == pytest.approx(counts / 50)
    assert np.isnan(class_chances(design, outcome, weights, steps, 0, generator)).all()


def test_many_rows_are_drawn_in_groups():
    frame = likert(6_000)
    chances = penalty_reward(frame, "y", ["d0", "d1", "d2"], resamples=199).table.filter(like="chance_")
    assert chances.sum(axis=1).to_numpy() == pytest.approx(1)
    again = penalty_reward(frame, "y", ["d0", "d1", "d2"], resamples=199).table.filter(like="chance_")
    pd.testing.assert_frame_equal(chances, again)


def test_a_resample_without_low_scores_still_counts():
    frame = likert(60, p=1).assign(d0=np.r_[1.0, 1.0, np.tile([4.0, 5, 6, 7], 15)[:58]])
    found = penalty_reward(frame, "y", ["d0"], cuts={"d0": (1, 6)}, resamples=199).table
    assert found.filter(like="chance_").to_numpy().sum() == pytest.approx(1)


def refused(match, frame=None, drivers=("d0", "d1"), **options):
    with pytest.raises(StatisticsError, match=match):
        penalty_reward(likert() if frame is None else frame, "y", list(drivers), **options)


def test_what_cannot_be_told_is_refused_with_the_mend():
    frame = likert()
    refused("d0: all 300 complete rows", frame.assign(d0=3.0))
    refused("d0: 2 different scores", frame.assign(d0=(frame["d0"] > 4).astype(float)))
    refused("leave the low, middle or high part empty", cuts={"d0": (5, 5)})
    refused("lock: cuts are given, but it is no driver", cuts={"lock": (3, 5)})
    refused("d0 and d1: correlation 1, so they are one", frame.assign(d1=2 * frame["d0"]))
    refused("it measures the outcome itself", frame.assign(d1=frame["y"] + 0.1 * frame["d0"]))
    same_parts = frame.assign(d1=frame["d0"] ** 2)
    refused("d0 and d1: each follows exactly from the others", same_parts)
    refused("the outcome cannot be one of its own drivers", drivers=("d0", "y"))
    refused("too few", frame[:5])
    refused("resamples is 5", resamples=5)
    refused("weights: all are 0", weights=np.zeros(300))
    alone = frame.assign(d0=np.r_[1.0, np.tile([4.0, 5, 6, 7], 75)[:299]])
    refused("d0: one respondent alone settles", alone, cuts={"d0": (1, 6)})
    refused("confidence is 2", confidence=2)


def test_rows_of_weight_zero_and_without_an_answer_do_not_count():
    frame = likert()
    weights = np.where(np.arange(300) < 60, 0.0, 1.0)
    missing = frame.assign(d1=frame["d1"].where(np.arange(300) >= 60))
    expected = penalty_reward(frame[60:], "y", ["d0", "d1"], resamples=0)
    for found in (
        penalty_reward(frame, "y", ["d0", "d1"], weights=weights, resamples=0),
        penalty_reward(missing, "y", ["d0", "d1"], resamples=0),
    ):
        assert found.n == 240
        pd.testing.assert_frame_equal(found.table, expected.table)


def test_columns_of_zeros_and_too_few_rows_have_no_regression():
    with pytest.raises(StatisticsError, match="x: all rows are 0"):
        robust_regression(np.array([np.ones(5), np.zeros(5)]), np.arange(5.0), None, ("", "x"))
    with pytest.raises(StatisticsError, match="2 rows are too few"):
        robust_regression(np.ones((2, 2)), np.arange(2.0), None, ("", "x"))


@pytest.mark.simulation
@pytest.mark.parametrize(
    "name", ["straight", "skewed", "straight, ceiling", "one question", "scales, ceiling"]
)
def test_straight_lines_are_not_called_bent(name):
    """False classes in at most 5% of clients, whatever makes a straight line look bent."""
    rng, clients = np.random.default_rng(11), 60
    kinds = [
        penalty_reward(world(name, 500, rng, 0.0), "y", NAMES, resamples=0).table["kind"]
        for _ in range(clients)
    ]
    wrong = sum(bool(kind.isin(["basic", "excitement"]).any()) for kind in kinds)
    assert wrong <= 0.05 * clients + 3 * (0.05 * 0.95 * clients) ** 0.5


@pytest.mark.simulation
def test_a_bend_is_found():
    rng, clients = np.random.default_rng(12), 30
    frames = [world("straight", 1000, rng, 0.6) for _ in range(clients)]
    kinds = [penalty_reward(frame, "y", NAMES, resamples=0).table["kind"] for frame in frames]
    assert sum(kind["e"] == "basic" for kind in kinds) >= 0.85 * clients
    # Driver and outcome turned round: what was basic is exciting, in the same clients.
    turned = [penalty_reward(-frame, "y", NAMES, resamples=0).table["kind"] for frame in frames[:10]]
    assert [kind["e"] == "excitement" for kind in turned] == [kind["e"] == "basic" for kind in kinds[:10]]


def test_many_rows_in_pieces_give_the_same_errors(monkeypatch):
    frame = likert()
    whole = penalty_reward(frame, "y", ["d0", "d1"], weights="w", resamples=0).table
    monkeypatch.setattr("toolkit.drivers.robust._ROWS", 64)
    pieces = penalty_reward(frame, "y", ["d0", "d1"], weights="w", resamples=0).table
    pd.testing.assert_frame_equal(whole, pieces)
