"""Direct, indirect and total effects: R's values, the ways along the arrows one by one, and drawings refused."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from toolkit.drivers.moments import sample_of
from toolkit.drivers.paths import fit_paths, path_model
from toolkit.drivers.paths.accelerated import accelerated_limits, one_left_out
from toolkit.drivers.paths.checks import checked_sample
from toolkit.drivers.paths.draws import resampled_covariances
from toolkit.drivers.paths.fit import FRAMES, both_sides
from toolkit.drivers.paths.solve import direct_effects, total_effects
from toolkit.errors import StatisticsError
from toolkit.measures.multiplicity import holm

CHAIN = {"m": ["x"], "n": ["x", "m"], "y": ["x", "m", "n"]}


def drawn(n: int = 300, seed: int = 1) -> pd.DataFrame:
    """Answers of which x leads to m, both to n, and these to y; h goes along with x and y."""
    rng = np.random.default_rng(seed)
    x, h = rng.normal(size=(2, n))
    x += 0.4 * h
    m = 0.5 * x + rng.normal(size=n)
    k = 0.3 * x + 0.4 * m + rng.normal(size=n)
    y = 0.2 * x + 0.3 * m + 0.5 * k + 0.3 * h + rng.normal(size=n)
    return pd.DataFrame({"x": 50 + 9 * x, "m": 60 + 11 * m, "n": 40 + 7 * k, "y": 70 + 13 * y, "h": h})


def mediated(block: dict):
    return path_model(
        {block["m"]: [block["x"]], block["y"]: [block["x"], block["m"]]},
        covariates=block["covariates"] or [],
        adjusted=[block["m"], block["y"]] if block["covariates"] else [],
    )


@pytest.mark.parametrize("name", ["image_sat_loy", "trust_sat_loy", "trust_sat_loy_cov"])
def test_as_r_has_it(mobi, reference, name):
    block = reference("mobi")["mediation"][name]
    fit = fit_paths(
        mobi, mediated(block), block["y"], resamples=5000, generator=np.random.default_rng(20240601)
    )
    arrows = fit.arrows.set_index(["cause", "effect"])["estimate"]
    told = {
        "a": arrows[block["x"], block["m"]],
        "b": arrows[block["m"], block["y"]],
        **{kind: fit.effect(block["x"], kind)["estimate"] for kind in ("indirect", "direct", "total")},
    }
    for key, value in block["estimates"].items():
        assert told[key] == pytest.approx(value, rel=1e-9, abs=1e-12), key
    indirect = fit.effect(block["x"], "indirect")
    assert indirect["standardised"] == pytest.approx(block["std_indirect"], rel=1e-9)
    # Limits of two bootstraps of 5,000 differ by their Monte Carlo error: some 4% of their standard error.
    error = block["boot"]["se"]["indirect"]
    low, high = block["boot"]["indirect_perc"]
    assert abs(indirect["low"] - low) < 0.12 * error
    assert abs(indirect["high"] - high) < 0.12 * error
    moved = fit_paths(
        mobi,
        mediated(block),
        block["y"],
        resamples=5000,
        limits="bca",
        generator=np.random.default_rng(20240601),
    ).effect(block["x"], "indirect")
    low, high = block["boot"]["indirect_bca"]
    assert abs(moved["low"] - low) < 0.15 * error
    assert abs(moved["high"] - high) < 0.15 * error
    assert moved["p"] == indirect["p"]
    total = fit.total_draws[fit.causes.index(block["x"])]
    assert total.std(ddof=1) == pytest.approx(block["boot"]["se"]["total"], rel=0.04)


ECSI = {
    "Expectation": ["Image"],
    "Quality": ["Expectation"],
    "Value": ["Expectation", "Quality"],
    "Satisfaction": ["Image", "Expectation", "Quality", "Value"],
    "Complaints": ["Satisfaction"],
    "Loyalty": ["Image", "Satisfaction", "Complaints"],
}


@pytest.fixture(scope="module")
def composites(shared, reference) -> pd.DataFrame:
    """The scores of seminr's PLS model on 0–100, from the weights that R found for the answers."""
    items = pd.read_csv(shared / "reference" / "data" / "mobi.csv")
    weights = pd.DataFrame(reference("mobi")["pls_ecsi"]["weights"]).T
    answers = 100 * (items[weights.index] - 1) / 9
    weights = weights.div(answers.std(), axis=0)
    return answers @ (weights / weights.sum())


def test_on_the_composites_of_a_pls_model_all_its_paths_and_total_effects_come_out(composites, reference):
    """Given its weights, they are ordinary least squares on composites; the weights are what is not ours."""
    block = reference("mobi")["pls_ecsi"]
    model = path_model(ECSI)
    fit = fit_paths(composites, model, "Loyalty", resamples=0)
    for _, row in fit.arrows.iterrows():
        assert row["standardised"] == pytest.approx(block["paths"][row["cause"]][row["effect"]], abs=1e-9)
    for effect, value in fit.r_squared.items():
        assert value == pytest.approx(block["paths"]["R^2"][effect], abs=1e-9)
    for cause in fit.causes:
        for kind, table in (("total", "total_effects"), ("indirect", "total_indirect_effects")):
            assert fit.effect(cause, kind)["standardised"] == pytest.approx(
                block[table][cause]["Loyalty"], abs=1e-9
            )
        points = block["ipma"]["importance_unstandardised_total_effect"][cause]
        assert fit.effect(cause)["estimate"] == pytest.approx(points, rel=1e-8)


def test_total_is_the_sum_over_all_ways_along_the_arrows():
    frame, model = drawn(), path_model(CHAIN)
    fit = fit_paths(frame, model, "y", resamples=0)
    slope = fit.arrows.set_index(["cause", "effect"])["estimate"].to_dict()
    ways = {
        "x": [("x", "y"), ("x", "m", "y"), ("x", "n", "y"), ("x", "m", "n", "y")],
        "m": [("m", "y"), ("m", "n", "y")],
        "n": [("n", "y")],
    }
    for cause, along in ways.items():
        total = sum(np.prod([slope[step] for step in pairwise(way)]) for way in along)
        assert fit.effect(cause)["estimate"] == pytest.approx(total, rel=1e-12)


@given(seed=st.integers(0, 10_000), q=st.integers(3, 7))
@settings(max_examples=25)
def test_total_is_the_inverse_less_one(seed, q):
    rng = np.random.default_rng(seed)
    names = [f"v{place}" for place in range(q)]
    model = path_model(
        {names[i]: [c for c in names[:i] if rng.random() < 0.7] or names[:1] for i in range(1, q)}
    )
    made = rng.normal(size=(4, q, 3 * q))
    stack = np.moveaxis(made @ made.swapaxes(1, 2) / (3 * q), 0, -1)
    direct = direct_effects(stack, model)
    total = total_effects(direct, model)
    for place in range(4):
        inverse = np.linalg.inv(np.eye(q) - direct[..., place]) - np.eye(q)
        np.testing.assert_allclose(total[..., place], inverse, atol=1e-10)


def test_each_equation_is_least_squares():
    frame = drawn()
    weights = np.random.default_rng(3).uniform(0.3, 3, len(frame))
    model = path_model(CHAIN, covariates=["h"], adjusted=["y"])
    fit = fit_paths(frame, model, "y", weights=weights, resamples=0)
    for effect, predictors in {"m": ["x"], "n": ["x", "m"], "y": ["h", "x", "m", "n"]}.items():
        least = sm.WLS(frame[effect], sm.add_constant(frame[predictors]), weights=weights).fit()
        rows = pd.concat([fit.arrows, fit.held])
        rows = rows[rows["effect"] == effect].set_index("cause")["estimate"]
        np.testing.assert_allclose(rows[predictors], least.params[predictors], rtol=1e-9)
        assert fit.r_squared[effect] == pytest.approx(least.rsquared, rel=1e-9)


def test_an_indirect_effect_is_total_less_direct_and_the_sum_of_its_routes():
    fit = fit_paths(drawn(), path_model(CHAIN), "y", resamples=39)
    for cause in fit.causes:
        direct, indirect, total = (
            fit.effect(cause, kind)["estimate"] for kind in ("direct", "indirect", "total")
        )
        assert indirect == pytest.approx(total - direct, abs=1e-12)
        routes = fit.routes[fit.routes["cause"] == cause]["estimate"].sum()
        assert routes == pytest.approx(indirect, abs=1e-12)
    assert np.isnan(fit.effect("n", "indirect")["low"])  # no such way is drawn


def test_weights_of_one_change_nothing():
    frame, model = drawn(), path_model(CHAIN)
    plain, weighted = (
        fit_paths(frame, model, "y", weights=weights, resamples=99) for weights in (None, np.ones(len(frame)))
    )
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(weighted, name), check_exact=True)
    assert (plain.total_draws == weighted.total_draws).all()


def test_doubled_weights_are_doubled_rows():
    frame, model = drawn(), path_model(CHAIN)
    weights = np.where(np.arange(len(frame)) % 3 == 0, 2.0, 1.0)
    doubled = pd.concat([frame, frame[weights == 2]], ignore_index=True)
    weighted = fit_paths(frame, model, "y", weights=weights, resamples=0)
    rows = fit_paths(doubled, model, "y", resamples=0)
    np.testing.assert_allclose(weighted.effects["estimate"], rows.effects["estimate"], rtol=1e-10)
    assert weighted.n_effective < weighted.n == len(frame)


def test_the_order_of_columns_rows_and_arrows_does_not_matter():
    frame = drawn()
    turned = path_model({effect: causes[::-1] for effect, causes in reversed(CHAIN.items())})
    fits = [
        fit_paths(frame, path_model(CHAIN), "y", resamples=199),
        fit_paths(frame[frame.columns[::-1]], turned, "y", resamples=199),
    ]
    keyed = [fit.effects.set_index(["cause", "kind"]).sort_index() for fit in fits]
    pd.testing.assert_frame_equal(*keyed, rtol=1e-9)
    mixed = fit_paths(frame.sample(frac=1, random_state=4), path_model(CHAIN), "y", resamples=0)
    np.testing.assert_allclose(mixed.effects["estimate"], fits[0].effects["estimate"], rtol=1e-9)


def test_another_unit_changes_the_points_and_not_the_standardised_effect():
    frame, model = drawn(), path_model(CHAIN)
    scaled = frame.assign(x=frame["x"] / 10 + 3, y=frame["y"] * 4)
    plain, other = (fit_paths(one, model, "y", resamples=99) for one in (frame, scaled))
    for column in ("estimate", "low", "high"):
        assert other.effect("x")[column] == pytest.approx(40 * plain.effect("x")[column], rel=1e-9)
    for column in ("standardised", "standardised_low", "p"):
        np.testing.assert_allclose(other.effects[column], plain.effects[column], rtol=1e-9)


def test_two_outcomes_of_the_same_customers_rest_on_the_same_resamples():
    """Also where they need other columns, and where some customers did not answer one of them."""
    frame = drawn()
    model = path_model({**CHAIN, "z": ["x", "m", "n", "y"]})
    frame["z"] = frame["y"] + 15 * np.random.default_rng(5).normal(size=len(frame))
    whole, longer = (
        fit_paths(frame, model, outcome, resamples=199, generator=np.random.default_rng(8))
        for outcome in "yz"
    )
    inner = longer.arrows[longer.arrows["effect"] == "y"].reset_index(drop=True)
    np.testing.assert_allclose(inner["low"], whole.arrows[whole.arrows["effect"] == "y"]["low"], rtol=1e-9)
    frame.loc[frame.index % 4 == 0, "z"] = np.nan
    partly = fit_paths(frame, model, "z", resamples=199, generator=np.random.default_rng(8))
    assert partly.n == 225
    assert np.corrcoef(partly.total_draws[0], longer.total_draws[0])[0, 1] > 0.75


def test_missing_answers_and_weights_of_nothing_are_left_out_and_do_not_count():
    frame, model = drawn(), path_model(CHAIN)
    weights = np.ones(len(frame))
    weights[:40] = 0
    frame.loc[40:59, "m"] = np.nan
    fit = fit_paths(frame, model, "y", weights=weights, resamples=99)
    kept = fit_paths(frame.iloc[60:], model, "y", resamples=99)
    assert fit.n == kept.n == 240
    np.testing.assert_allclose(fit.effects["estimate"], kept.effects["estimate"], rtol=1e-10)


def test_each_resample_is_the_rows_drawn():
    """Draw by hand: those drawn who answered everything, with their weights."""
    frame, model = drawn(40), path_model(CHAIN)
    frame.loc[::5, "n"] = np.nan
    weights = np.random.default_rng(6).uniform(0.5, 2, 40)
    sample, complete = checked_sample(frame, model, weights)
    (stack,) = resampled_covariances(sample, complete, 4, np.random.default_rng(9))
    places = np.random.default_rng(9).integers(0, 40, size=(4, 40))
    for place, rows in enumerate(places):
        there = rows[complete[rows]]
        scores = sample.scores[:, np.cumsum(complete)[there] - 1]
        by_hand = np.cov(scores, bias=True, aweights=weights[there])
        np.testing.assert_allclose(stack[..., place], by_hand, atol=1e-12)


def test_p_values_and_their_families():
    fit = fit_paths(drawn(60), path_model(CHAIN), "y", resamples=399)
    outside = (fit.arrows["low"] > 0) | (fit.arrows["high"] < 0)
    assert (outside == (fit.arrows["p"] < 0.05)).all()
    np.testing.assert_allclose(fit.arrows["p_adjusted"], holm(fit.arrows["p"]))
    for _, kind in fit.effects.groupby("kind"):
        np.testing.assert_allclose(kind["p_adjusted"], holm(kind["p"]))
    assert both_sides(np.ones((1, 39))).tolist() == [2 / 40]


def test_an_arrow_that_was_left_out_is_found_and_others_are_not():
    frame = drawn(800)
    fit = fit_paths(frame, path_model({"m": ["x"], "n": ["m"], "y": ["x", "m", "n"]}), "y", resamples=999)
    assert fit.left_out[["cause", "effect"]].to_numpy().tolist() == [["x", "n"]]
    assert fit.left_out["p_adjusted"].iloc[0] < 0.01
    least = sm.OLS(frame["n"], sm.add_constant(frame[["x", "m"]])).fit()
    assert fit.left_out["estimate"].iloc[0] == pytest.approx(least.params["x"], rel=1e-9)


def test_a_drawing_claims_nothing_of_two_themes_of_which_neither_leads_to_the_other():
    model = path_model({"a": ["x"], "b": ["x"], "y": ["a", "b", "s"]})
    assert model.left_out("a") == ("s",)
    assert model.left_out("b") == ("s",)
    assert model.left_out("y") == ("x",)
    assert model.part("a").names == ("x", "a")


def test_without_resamples_there_are_no_limits():
    fit = fit_paths(drawn(), path_model(CHAIN), "y", resamples=0)
    assert fit.total_draws.shape == (3, 0)
    assert fit.effects[["low", "high", "p", "p_adjusted"]].isna().all(axis=None)


DRAWINGS = {
    "a circle": ({"a": ["b"], "b": ["a"]}, {}, "circle"),
    "its own cause": ({"a": ["a"]}, {}, "own cause"),
    "a cause twice": ({"a": ["b", "b"]}, {}, "twice"),
    "one text": ({"a": "bc"}, {}, "list of causes"),
    "no arrow": ({"a": []}, {}, "no arrow"),
    "a covariate as cause": ({"a": ["b"]}, {"covariates": ["b"]}, "held equal"),
    "covariates of nothing": ({"a": ["b"]}, {"covariates": ["c"], "adjusted": ["d"]}, "no effect"),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_refused(name):
    equations, options, told = DRAWINGS[name]
    with pytest.raises(StatisticsError, match=told):
        path_model(equations, **options)


def changed(**columns) -> pd.DataFrame:
    frame = drawn()
    return frame.assign(**{name: make(frame) for name, make in columns.items()})


NUMBERS = {
    "a constant": (lambda: changed(m=lambda f: 0 * f["m"] + 5), "m: all 300 complete rows have the value 5"),
    "one theme twice": (lambda: changed(m=lambda f: 2 * f["x"] + 1), "so they are one"),
    "almost its own cause": (lambda: changed(m=lambda f: f["x"] + 0.1 * f["h"]), "measures the same thing"),
    "an outcome of its causes": (lambda: changed(y=lambda f: f["x"] + f["m"] + f["n"]), "follows exactly"),
    "causes that give each other": (lambda: changed(n=lambda f: f["x"] + f["m"]), "follows exactly"),
    "hardly anybody": (lambda: drawn().head(4), "too few"),
    "a name unknown": (lambda: drawn().drop(columns="n"), "n: no such column"),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_answers_refused(name):
    make, told = NUMBERS[name]
    with pytest.raises(StatisticsError, match=told):
        fit_paths(make(), path_model(CHAIN), "y", resamples=0)


def test_options_refused():
    frame, model = drawn(), path_model(CHAIN)
    with pytest.raises(StatisticsError, match="x: no arrow leads to it"):
        fit_paths(frame, model, "x")
    with pytest.raises(StatisticsError, match="at least 39"):
        fit_paths(frame, model, "y", resamples=20)
    with pytest.raises(StatisticsError, match="confidence is 2"):
        fit_paths(frame, model, "y", confidence=2)
    with pytest.raises(StatisticsError, match='limits "normal" are not known'):
        fit_paths(frame, model, "y", limits="normal")


def test_accelerated_limits_are_scipy_s():
    """Of a mean, on the same resamples: SciPy takes its quantiles by another type, hence the tolerance."""
    answers = np.random.default_rng(2).gamma(1.5, size=80)
    ours = stats.bootstrap(
        (answers,), np.mean, n_resamples=4999, method="BCa", random_state=3, vectorized=True
    )
    draws = ours.bootstrap_distribution[None]
    without = ((answers.sum() - answers) / (len(answers) - 1))[None]
    low, high = accelerated_limits(np.array([answers.mean()]), draws, without, 0.95)
    error = draws.std()
    assert abs(low[0] - ours.confidence_interval.low) < 0.01 * error
    assert abs(high[0] - ours.confidence_interval.high) < 0.01 * error


def test_leaving_out_one_by_one_is_what_it_says():
    frame = drawn(30)
    model = path_model(CHAIN)
    sample, _ = checked_sample(frame, model, None)
    stack = one_left_out(sample)
    assert stack.shape == (4, 4, 30)
    kept = np.delete(sample.scores, 7, axis=1)
    np.testing.assert_allclose(stack[..., 7], np.cov(kept, bias=True), atol=1e-12)
    assert (
        one_left_out(sample_of(np.random.default_rng(1).normal(size=(3, 2500)), ("a", "b", "c"), None)).shape[
            2
        ]
        == 1000
    )


def test_few_of_many_answered_everything():
    """With 90% missing a resample may hold hardly anybody: it widens the margin and gives no nonsense."""
    frame = drawn(400)
    frame.loc[frame.index >= 12, "n"] = np.nan
    fit = fit_paths(frame, path_model(CHAIN), "y", resamples=499)
    assert fit.n == 12
    assert np.isfinite(fit.total_draws).all()
    wide, narrow = (
        one.effect("x") for one in (fit, fit_paths(drawn(400), path_model(CHAIN), "y", resamples=499))
    )
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])
