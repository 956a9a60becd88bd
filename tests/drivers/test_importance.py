"""The face of the room: importance of the drivers of one outcome, from a frame."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.drivers.by_definition import lmg_by_orders, survey
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.thresholds import SAMPLING_ERROR
from toolkit.errors import StatisticsError

COLUMNS = ["raw", "share", "sampling_error", "low", "high", "rank", "rank_low", "rank_high", "p_first"]
COLUMNS += ["coefficient", "coefficient_low", "coefficient_high", "correlation", "suppressor"]


def names(frame):
    return [name for name in frame if name.startswith("d")]


def importance(frame, **options):
    return relative_importance(frame, "y", names(frame), **{"resamples": 0, **options})


def by_hand():
    """Two uncorrelated drivers: y = 2a + 1.5b ± .5, so that R² is 4/6.5 and 2.25/6.5."""
    frame = pd.DataFrame({"da": [1.0, -1, 1, -1], "db": [1.0, 1, -1, -1]})
    frame["y"] = 2 * frame["da"] + 1.5 * frame["db"]
    return pd.concat([frame.assign(y=frame["y"] + 0.5), frame.assign(y=frame["y"] - 0.5)], ignore_index=True)


def test_two_uncorrelated_drivers_by_hand():
    result = importance(by_hand())
    assert result.table["raw"].tolist() == pytest.approx([4 / 6.5, 2.25 / 6.5], abs=1e-14)
    assert result.table["share"].tolist() == pytest.approx([0.64, 0.36], abs=1e-14)
    assert result.table["correlation"].tolist() == pytest.approx([2 / 6.5**0.5, 1.5 / 6.5**0.5], abs=1e-14)
    assert result.table["coefficient"].tolist() == pytest.approx(
        result.table["correlation"].tolist(), abs=1e-14
    )
    assert (result.r_squared, result.r_squared_always) == pytest.approx((6.25 / 6.5, 0), abs=1e-14)
    # Each leverage is (1 + 1 + 1)/8, each residual ±.5/√6.5: HC3 gives √(8·(.5/(1 − 3/8))²/6.5)/8.
    margin = stats.t.ppf(0.975, 5) * (8 * 0.8**2 / 6.5) ** 0.5 / 8
    assert (result.table["coefficient_high"] - result.table["coefficient"]).tolist() == pytest.approx(
        [margin] * 2
    )
    assert result.differences["estimate"].tolist() == pytest.approx([0.28], abs=1e-14)


def test_shape_and_names():
    result = importance(survey(), resamples=200, seed=7, confidence=0.9)
    assert list(result.table.columns) == COLUMNS
    assert list(result.table.index) == ["d0", "d1", "d2"]
    assert result.table.index.name == "driver"
    assert result.table["suppressor"].dtype == bool
    assert list(result.differences.columns) == ["first", "second", "estimate", "low", "high"]
    assert result.differences[["first", "second"]].to_numpy().tolist() == [
        ["d0", "d1"],
        ["d0", "d2"],
        ["d1", "d2"],
    ]
    assert list(result.always.columns) == [
        "coefficient",
        "coefficient_low",
        "coefficient_high",
        "correlation",
    ]
    assert result.always.empty
    assert (result.outcome, result.method, result.resamples, result.seed) == ("y", "lmg", 200, 7)
    assert (result.confidence, result.n, result.n_effective) == (0.9, 200, 200.0)
    assert result.near_duplicates == ()
    assert not result.table.isna().any(axis=None)
    assert (
        (result.table["low"] < result.table["share"]) & (result.table["share"] < result.table["high"])
    ).all()
    assert result.table["p_first"].sum() == pytest.approx(1)
    assert result.table["rank"].tolist() == [1, 2, 3]
    assert (result.table["rank_low"] <= result.table["rank"]).all()
    assert (result.table["rank"] <= result.table["rank_high"]).all()
    assert (result.table["sampling_error"] == 0).all()


def test_without_resamples_there_are_no_limits_and_no_leaders():
    result = importance(survey())
    assert result.table[["low", "high", "rank_low", "rank_high", "p_first"]].isna().all(axis=None)
    assert result.differences[["low", "high"]].isna().all(axis=None)
    assert result.leaders == ()


@pytest.mark.parametrize("outcome", ["drivers_att", "drivers_all3"])
def test_mobile_customers(outcome, mobi, reference):
    block = reference("mobi")[outcome]
    result = relative_importance(mobi, block["outcome"], block["drivers"], resamples=0)
    assert result.table["raw"].to_dict() == pytest.approx(block["lmg"]["raw"], abs=1e-8)
    assert result.table["raw"].to_dict() == pytest.approx(block["general_dominance_domir"], abs=1e-8)
    assert result.table["share"].to_dict() == pytest.approx(block["lmg"]["normalised"], abs=1e-8)
    assert result.table["coefficient"].to_dict() == pytest.approx(block["ols"]["std_beta"], abs=1e-8)
    correlations = {name: block["correlation"][block["outcome"]][name] for name in block["drivers"]}
    assert result.table["correlation"].to_dict() == pytest.approx(correlations, abs=1e-8)
    margin = result.table["coefficient_high"] - result.table["coefficient"]
    errors = margin / stats.t.ppf(0.975, block["df_resid"])
    assert errors.to_dict() == pytest.approx(block["ols"]["std_beta_se_HC3"], abs=1e-8)
    assert result.r_squared == pytest.approx(block["ols"]["r2"], abs=1e-8)
    assert result.n == block["n"]
    johnson = relative_importance(mobi, block["outcome"], block["drivers"], resamples=0, method="johnson")
    assert johnson.table["raw"].to_dict() == pytest.approx(block["johnson_relative_weights"]["raw"], abs=1e-8)


def test_trust_of_mobile_customers_is_a_suppressor(mobi, reference):
    block = reference("mobi")["drivers_att"]
    table = relative_importance(mobi, block["outcome"], block["drivers"], resamples=0).table
    assert table.index[table["suppressor"]].tolist() == ["trust", "quality"]
    assert (table.loc[["trust", "quality"], "share"] > 0).all()


def test_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    result = relative_importance(sfo, "NETPRO", block["drivers"])
    assert result.table["raw"].to_dict() == pytest.approx(block["lmg"]["raw"], abs=1e-8)
    assert result.table["coefficient"].to_dict() == pytest.approx(block["ols"]["std_beta"], abs=1e-8)
    assert (result.n, result.r_squared) == (block["n"], pytest.approx(block["ols"]["r2"], abs=1e-8))
    # Limits of shares against relaimpo's: three joint Monte Carlo errors of 2,000 and 1,000 resamples.
    told = block["boot_relaimpo"]["perc_normalised_shares"]
    spread = (result.table["high"] - result.table["low"]) / 3.92
    tolerance = 3 * 2.67 * (1 / 2_000 + 1 / block["boot_relaimpo"]["b"]) ** 0.5 * spread
    assert ((result.table["low"] - pd.Series(told["lower"])).abs() < tolerance).all()
    assert ((result.table["high"] - pd.Series(told["upper"])).abs() < tolerance).all()
    # Food and security lead without decision.
    chances = result.table["p_first"]
    assert chances["Q7FOOD"] == pytest.approx(0.48, abs=0.05)
    assert chances["Q14PASSTHRU"] == pytest.approx(0.38, abs=0.05)
    assert result.leaders[:2] == ("Q7FOOD", "Q14PASSTHRU")


def test_airport_weighted(sfo, reference):
    block = reference("sfo_drivers")["weighted"]
    result = relative_importance(sfo, "NETPRO", list(block["lmg"]), weights="WEIGHT", resamples=0)
    assert result.table["raw"].to_dict() == pytest.approx(block["lmg"], abs=1e-8)
    assert result.table["share"].to_dict() == pytest.approx(block["lmg_normalised"], abs=1e-8)
    assert result.r_squared == pytest.approx(block["r2_weighted"], abs=1e-8)
    assert result.n == block["n"]
    assert 1_000 < result.n_effective < result.n
    johnson = relative_importance(
        sfo, "NETPRO", list(block["lmg"]), weights=sfo["WEIGHT"], resamples=0, method="johnson"
    )
    assert johnson.table["raw"].to_dict() == pytest.approx(
        block["johnson_from_weighted_correlation"], abs=1e-8
    )


def test_swiss_provinces(swiss, reference):
    block = reference("published")["swiss_lmg"]
    drivers = list(block["published_lmg"])
    result = relative_importance(swiss, "Fertility", drivers, resamples=0)
    assert result.table["raw"].to_dict() == pytest.approx(block["published_lmg"], abs=1e-8)
    assert result.table["share"].to_dict() == pytest.approx(block["published_rela"], abs=1e-8)
    assert result.r_squared == pytest.approx(block["published_r2"], abs=1e-8)
    weights = 1 + np.arange(1, 48) % 3
    weighted = relative_importance(swiss, "Fertility", drivers, weights=weights, resamples=0)
    assert weighted.table["raw"].tolist() == pytest.approx(block["weighted"]["published_lmg"], abs=1e-8)
    assert weighted.r_squared == pytest.approx(block["weighted"]["published_r2"], abs=1e-8)


@given(
    n=st.integers(30, 60),
    p=st.integers(1, 4),
    held=st.integers(0, 2),
    seed=st.integers(0, 1_000),
    weighted=st.booleans(),
    method=st.sampled_from(["lmg", "johnson"]),
)
def test_shares_sum_to_one_and_importance_to_what_r_squared_gains(n, p, held, seed, weighted, method):
    frame = survey(n, p + held, seed, noise=2)
    always, drivers = names(frame)[:held], names(frame)[held:]
    weights = np.random.default_rng(seed).uniform(0.5, 2, n) if weighted else None
    result = relative_importance(
        frame, "y", drivers, always=always, method=method, weights=weights, resamples=0
    )
    w = np.ones(n) if weights is None else weights

    def fit(columns):
        return (
            sm.WLS(frame["y"], sm.add_constant(frame[columns]), weights=w).fit().rsquared if columns else 0.0
        )

    assert result.table["share"].sum() == pytest.approx(1, abs=1e-12)
    assert result.r_squared == pytest.approx(fit([*always, *drivers]), abs=1e-9)
    assert result.r_squared_always == pytest.approx(fit(always), abs=1e-9)
    assert result.table["raw"].sum() == pytest.approx(result.r_squared - result.r_squared_always, abs=1e-12)
    assert (result.table["raw"] > 0).all()


@given(n=st.integers(30, 60), p=st.integers(1, 4), held=st.integers(0, 1), seed=st.integers(0, 1_000))
def test_it_is_the_average_over_all_orders(n, p, held, seed):
    frame = survey(n, p + held, seed, noise=2)
    result = relative_importance(frame, "y", names(frame)[held:], always=names(frame)[:held], resamples=0)
    assert result.table["raw"].tolist() == pytest.approx(
        lmg_by_orders(frame.corr().to_numpy(), held).tolist(), abs=1e-9
    )


@given(
    seed=st.integers(0, 1_000),
    order=st.permutations(range(4)),
    scale=st.floats(1e-3, 1e3),
    shift=st.floats(-9, 9),
)
def test_units_and_order_do_not_matter(seed, order, scale, shift):
    frame = survey(n=40, p=4, seed=seed, noise=2)
    plain = importance(frame)
    moved = frame.assign(d1=-scale * frame["d1"] + shift, y=scale * frame["y"] - shift)
    other = relative_importance(moved, "y", [names(frame)[place] for place in order], resamples=0)
    table = other.table.loc[plain.table.index]
    assert table["share"].tolist() == pytest.approx(plain.table["share"].tolist(), abs=1e-9)
    turned = [1, -1, 1, 1]
    for column in ("coefficient", "correlation"):
        assert (table[column] * turned).tolist() == pytest.approx(plain.table[column].tolist(), abs=1e-9)
    assert table["suppressor"].tolist() == plain.table["suppressor"].tolist()


@pytest.mark.parametrize("method", ["lmg", "johnson"])
def test_weights_of_one_change_nothing(method):
    frame = survey(n=80)
    plain = importance(frame, resamples=100, method=method)
    for weights in (np.ones(80), pd.Series(3.5, index=frame.index), [0.25] * 80):
        same = importance(frame, resamples=100, method=method, weights=weights)
        pd.testing.assert_frame_equal(same.table, plain.table, check_exact=True)
        pd.testing.assert_frame_equal(same.differences, plain.differences, check_exact=True)
        assert same.leaders == plain.leaders
        assert same.n_effective == 80.0


@given(seed=st.integers(0, 1_000))
def test_whole_weights_are_repeated_rows(seed):
    frame = survey(n=30, seed=seed, noise=2)
    weights = np.random.default_rng(seed).integers(1, 4, 30)
    weighted = importance(frame, weights=weights)
    repeated = importance(frame.loc[frame.index.repeat(weights)])
    for column in ("raw", "share", "coefficient", "correlation"):
        assert weighted.table[column].tolist() == pytest.approx(repeated.table[column].tolist(), abs=1e-10)
    assert weighted.r_squared == pytest.approx(repeated.r_squared, abs=1e-10)
    assert weighted.n == 30


def test_the_scale_of_weights_does_not_matter():
    frame = survey(n=60)
    weights = np.random.default_rng(0).uniform(0.5, 2, 60)
    once, twice = (
        importance(frame, weights=weights, resamples=100),
        importance(frame, weights=2 * weights, resamples=100),
    )
    pd.testing.assert_frame_equal(once.table, twice.table, rtol=1e-10)


def test_rows_of_weight_zero_and_incomplete_rows_are_left_out():
    frame = survey(n=60).assign(w=np.random.default_rng(0).uniform(0.5, 2, 60))
    holes = frame.copy()
    holes.loc[[3, 9], "d1"] = np.nan
    holes.loc[11, "y"] = np.nan
    holes.loc[[11, 3], "w"] = np.nan
    holes.loc[[20, 21], "w"] = 0
    whole = importance(frame.drop(index=[3, 9, 11, 20, 21]), weights="w", resamples=100)
    left = importance(holes, weights="w", resamples=100)
    pd.testing.assert_frame_equal(left.table, whole.table, check_exact=True)
    assert left.n == 55


def test_same_seed_same_result_and_other_seed_another():
    frame = survey()
    first, again, other = (importance(frame, resamples=100, seed=seed) for seed in (4, 4, 5))
    pd.testing.assert_frame_equal(first.table, again.table, check_exact=True)
    pd.testing.assert_frame_equal(first.differences, again.differences, check_exact=True)
    assert (first.table["low"] != other.table["low"]).all()
    assert (first.table["share"] == other.table["share"]).all()


def test_the_frame_is_left_as_it_was():
    frame = survey(n=40)
    before = frame.copy()
    importance(frame, resamples=50, weights=np.arange(1, 41))
    pd.testing.assert_frame_equal(frame, before)


def test_one_driver_has_it_all():
    result = importance(survey(p=1), resamples=50)
    assert result.table[["share", "low", "high", "p_first"]].iloc[0].tolist() == pytest.approx([1, 1, 1, 1])
    assert result.leaders == ("d0",)
    assert result.differences.empty
    assert result.r_squared == pytest.approx(survey(p=1).corr().iloc[0, 1] ** 2)


def test_what_is_held_constant_gets_a_coefficient_and_no_share():
    frame = survey(p=3)
    full = importance(frame)
    result = relative_importance(frame, "y", ["d0", "d2"], always=["d1"], resamples=0)
    pd.testing.assert_series_equal(
        result.always.loc["d1"],
        full.table.loc["d1", result.always.columns],
        check_names=False,
        check_dtype=False,
    )
    assert list(result.table.index) == ["d0", "d2"]
    assert result.r_squared == pytest.approx(full.r_squared, abs=1e-12)
    assert result.r_squared_always == pytest.approx(frame[["d1", "y"]].corr().iloc[0, 1] ** 2, abs=1e-12)
    assert result.always.index.name == "variable"


def test_a_clear_leader_is_named_alone_and_level_ones_together():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(600, 3))
    frame = pd.DataFrame(x, columns=["d0", "d1", "d2"])
    alone = importance(frame.assign(y=x @ [3, 1, 0.5] + generator.normal(size=600)), resamples=400)
    assert alone.leaders == ("d0",)
    row = alone.differences.iloc[0]
    assert row["low"] > 0
    last = importance(frame.assign(y=x @ [0.5, 1, 3] + generator.normal(size=600)), resamples=400)
    assert last.leaders == ("d2",)
    level = importance(frame.assign(y=x @ [2, 2.02, 0.3] + generator.normal(size=600)), resamples=400)
    assert set(level.leaders) == {"d0", "d1"}
    assert level.leaders[0] == level.table["share"].idxmax()


@pytest.mark.parametrize(
    ("effect", "sign"), [("its own effect is negative", -1), ("its own effect is positive", 1)]
)
def test_a_suppressor_has_another_sign_than_its_correlation(effect, sign):
    generator = np.random.default_rng(1)
    main = generator.normal(size=500)
    other = 0.9 * main + 0.4 * generator.normal(size=500)
    y = main - 0.4 * other + 0.3 * generator.normal(size=500)
    table = importance(pd.DataFrame({"d0": main, "d1": -sign * other, "y": y})).table
    assert table["suppressor"].tolist() == [False, True]
    assert np.sign(table.loc["d1", "coefficient"]) == sign
    assert table.loc["d1", "share"] > 0


def test_a_driver_that_simply_works_the_other_way_is_no_suppressor():
    frame = survey(p=2)
    table = importance(frame.assign(d1=-frame["d1"])).table
    assert table.loc["d1", ["coefficient", "correlation"]].lt(0).all()
    assert not table["suppressor"].any()


def test_near_duplicates_are_told():
    frame = survey(p=2)
    frame["d2"] = frame["d0"] + 0.1 * np.random.default_rng(0).normal(size=len(frame))
    assert importance(frame).near_duplicates == (("d0", "d2"),)
    held = relative_importance(frame, "y", ["d0", "d1"], always=["d2"], resamples=0)
    assert held.near_duplicates == (("d2", "d0"),)


def test_whole_numbers_booleans_and_missing_integers_are_numbers():
    frame = survey(n=60).round().assign(d2=lambda f: f["d2"] > 0)
    odd = frame.astype({"d0": "Int64", "y": "Int64"})
    odd.loc[4, "d0"] = pd.NA
    expected = importance(frame.drop(index=4).astype(float))
    pd.testing.assert_frame_equal(importance(odd).table, expected.table)


def refused(words, frame=None, outcome="y", drivers=("d0", "d1", "d2"), **options):
    with pytest.raises(StatisticsError, match=words):
        relative_importance(
            survey() if frame is None else frame, outcome, drivers, **{"resamples": 0, **options}
        )


def test_names_that_do_not_fit_are_refused():
    refused("d10: no such column; did you mean d1", drivers=["d0", "d10"])
    refused("zz: no such column; there are: d0, d1, d2, y", outcome="zz")
    refused("lock: no such column", always=["lock"])
    refused("WEIGHT: no such column", weights="WEIGHT")
    refused("y: the outcome cannot be one of its own drivers", drivers=["d0", "y"])
    refused("y: the outcome cannot be one of its own drivers", drivers=["d0"], always=["y"])
    refused("d0: named twice", drivers=["d0", "d1", "d0"])
    refused("d0: named twice", drivers=["d0", "d1"], always=["d0"])
    refused("d1: named twice", drivers=["d0", "d1"], weights="d1")
    refused("name at least one column", drivers=[])
    refused("give a list of columns", drivers="d0")
    refused("always: give a list of columns", always="d0")
    refused("d0: 2 columns have this name", frame=survey()[["d0", "d1", "d2", "y", "d0"]])


def test_options_that_do_not_fit_are_refused():
    refused(r'method "lmgg" is not known \(allowed: lmg, johnson\); did you mean "lmg"', method="lmgg")
    refused(r"take one of: lmg, johnson", method="shapley")
    refused("at least 39", resamples=38)
    refused("at least 199", resamples=100, confidence=0.99)
    refused("resamples is -1", resamples=-1)
    refused("confidence", confidence=95)
    refused("seed is -1", seed=-1)


def test_more_drivers_than_all_subsets_allow_are_sampled_with_their_error():
    frame = survey(n=200, p=26, noise=3)
    result = importance(frame, resamples=200)
    assert 0 < result.table["sampling_error"].max() <= SAMPLING_ERROR
    assert result.table["raw"].sum() == pytest.approx(result.r_squared, abs=1e-12)
    assert (result.table["low"] <= result.table["high"]).all()
    assert result.leaders[0] == result.table["share"].idxmax()
    again = importance(frame, resamples=200)
    pd.testing.assert_frame_equal(again.table, result.table, check_exact=True)
    # Johnson's weights, which need no orders, are near: 26 drivers overlap evenly here.
    johnson = importance(frame, method="johnson", resamples=0)
    assert (johnson.table["sampling_error"] == 0).all()
    assert np.corrcoef(johnson.table["share"], result.table["share"])[0, 1] > 0.95


def test_thirty_drivers_in_thirty_rows_are_refused():
    frame = survey(n=31, p=30)
    refused("31 of 31 rows are complete, too few for 30 drivers", frame=frame, drivers=names(frame))


def test_columns_that_are_no_scores_are_refused():
    frame = survey()
    refused("d1: not every value is a number", frame=frame.assign(d1=["high", "low"] * 100))
    refused("d1: a value is infinite", frame=frame.assign(d1=frame["d1"].replace(frame["d1"].max(), np.inf)))
    refused("d1: dates are no scores", frame=frame.assign(d1=pd.Timestamp("2026-01-01")))


def test_constant_columns_are_refused():
    frame = survey()
    refused("d1: all 200 complete rows have the value 3", frame=frame.assign(d1=3.0))
    refused("y: all 200 complete rows have the value 0.1", frame=frame.assign(y=0.1))
    rare = frame.assign(d1=np.where(frame.index == 5, 4.0, 3.0))
    rare.loc[5, "d2"] = np.nan
    refused("d1: all 199 complete rows have the value 3", frame=rare)
    refused("d1: all 199 complete rows", frame=rare.assign(d2=frame["d2"]), weights=(frame.index != 5) * 1.0)


def test_drivers_that_repeat_each_other_are_refused():
    frame = survey()
    refused("d0 and d2: correlation 1, so they are one", frame=frame.assign(d2=2 * frame["d0"] + 1))
    refused("d1 and d2: correlation -1, so they are one", frame=frame.assign(d2=-frame["d1"]))
    total = frame.assign(d2=frame["d0"] + frame["d1"])
    refused("d0, d1 and d2: each follows exactly from the others", frame=total)
    refused(
        "d0, d1 and d3: each follows", frame=frame.assign(d3=total["d2"]), drivers=["d0", "d1", "d2", "d3"]
    )
    refused(
        "d2 and d0: correlation 1", frame=frame.assign(d2=frame["d0"]), drivers=["d0", "d1"], always=["d2"]
    )


def test_a_driver_that_measures_the_outcome_is_refused():
    frame = survey()
    refused("d1: correlation 1.000 with the outcome y, above 0.95", frame=frame.assign(d1=3 * frame["y"]))
    noise = 0.2 * np.random.default_rng(0).normal(size=200)
    refused(r"d1: correlation -0.99\d with the outcome y", frame=frame.assign(d1=noise - frame["y"]))
    refused("lock: correlation 1.000", frame=frame.assign(lock=frame["y"]), always=["lock"])


def test_an_outcome_that_is_computed_from_its_drivers_is_refused():
    frame = survey()
    frame["y"] = frame[["d0", "d1", "d2"]].mean(axis=1)
    refused("y: it follows exactly from its drivers", frame=frame)


def test_drivers_that_explain_nothing_are_refused():
    frame = by_hand()
    frame["dc"] = frame["da"] * frame["db"]
    refused("y: the drivers explain none of its variance, so", frame=frame, drivers=["dc"])
    refused("none of its variance beside what is held constant", frame=frame, drivers=["dc"], always=["da"])


def test_too_few_rows_are_refused():
    frame = survey()
    refused("4 of 4 rows are complete, too few for 3 drivers.*at least 5", frame=frame.head(4))
    assert importance(frame.head(5)).n == 5
    refused(
        "5 of 5 rows are complete, too few for 4", frame=frame.assign(z=frame.index).head(5), always=["z"]
    )
    refused("0 of 200 rows", frame=frame.assign(d1=np.nan))
    mostly = frame.assign(d1=frame["d1"].where(frame.index % 50 == 0))
    refused("4 of 200 rows are complete", frame=mostly)


def test_unusable_weights_are_refused():
    frame = survey(n=40)
    ones = np.ones(40)
    refused("weights: 40 expected", frame=frame, weights=np.ones(39))
    refused(
        "weights: 1 answered rows have no weight",
        frame=frame,
        weights=np.where(ones.cumsum() == 3, np.nan, 1),
    )
    refused("below 0", frame=frame, weights=np.where(ones.cumsum() == 3, -1.0, 1.0))
    refused("all are 0", frame=frame, weights=0 * ones)
    refused("different row labels", frame=frame, weights=pd.Series(ones, index=frame.index + 1))
    refused(
        r"they leave 1\.\d effective rows of 40", frame=frame, weights=np.where(ones.cumsum() == 3, 1e4, 1.0)
    )


def test_a_driver_that_one_respondent_settles_is_refused():
    refused("d1: one respondent alone settles", frame=survey().assign(d1=lambda f: (f.index == 4) * 1.0))
