"""Missing answers: pairs as in R, drawings as in statsmodels, and no claim where the data do not allow one."""

import doctest
import re
from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.experimental import enable_iterative_imputer  # noqa: F401 - what it enables is imported next
from sklearn.impute import IterativeImputer
from sklearn.linear_model import BayesianRidge
from statsmodels.imputation import mice
from statsmodels.stats.correlation_tools import corr_clipped

from benchmarks import missing as benchmark
from benchmarks.missing import told
from tests.conftest import ROOT
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.johnson import relative_weights
from toolkit.drivers.missing import imputed as imputing
from toolkit.drivers.missing import pairwise as pairing
from toolkit.drivers.missing.chained import impute
from toolkit.drivers.missing.imputed import imputed_importance, pooled, pooled_resamples
from toolkit.drivers.missing.pairwise import nearest_possible, pairwise_correlations, pairwise_importance
from toolkit.drivers.missing.rows import incomplete_rows
from toolkit.errors import StatisticsError

NAMES = ["a", "b", "c"]
TREATMENTS = (pairwise_importance, imputed_importance)


def customers(n=200, seed=1, gone=0.1):
    """Scores of n customers on three drivers and an outcome; one in ten answers is missing."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, 1)) + rng.normal(size=(n, 3))
    outcome = scores @ [0.8, 0.4, 0.2] + rng.normal(size=n)
    frame = pd.DataFrame(scores, columns=NAMES).assign(y=outcome)
    return frame.mask(rng.random(frame.shape) < gone).assign(w=np.exp(0.4 * rng.normal(size=n)))


def test_pairwise_importance_of_the_airport_is_that_of_r(sfo, reference):
    told_by_r = reference("sfo_drivers")["pairwise_missing"]
    drivers = list(told_by_r["lmg"])
    found = pairwise_importance(sfo, "NETPRO", drivers, resamples=100)
    raw = found.table["share"] * found.r_squared
    assert raw.to_dict() == pytest.approx(told_by_r["lmg"], abs=1e-12)
    assert relative_weights(found.correlation).tolist() == pytest.approx(
        list(told_by_r["johnson"].values()), abs=1e-12
    )
    assert found.r_squared == pytest.approx(told_by_r["r2"], abs=1e-12)
    assert np.linalg.eigvalsh(found.correlation)[0] == pytest.approx(told_by_r["min_eigenvalue"], abs=1e-12)
    assert (found.n_least, found.repaired) == (told_by_r["min_n_pair"], 0)


def test_each_pair_is_correlated_over_all_who_answered_both():
    frame = customers()
    names = [*NAMES, "y"]
    r, n = pairwise_correlations(frame, names)
    assert r == pytest.approx(frame[names].corr().to_numpy(), abs=1e-12)
    there = frame[names].notna().to_numpy(float)
    assert (n == there.T @ there).all()
    weighted, _ = pairwise_correlations(frame, names, "w")
    pair = frame[["a", "y", "w"]].dropna()
    covariance = np.cov(pair[["a", "y"]].T, aweights=pair["w"])
    assert weighted[0, 3] == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


@pytest.mark.parametrize("weights", [None, "w"])
def test_resamples_rest_on_the_same_six_sums(weights):
    frame = customers()
    rows = incomplete_rows(frame, (*NAMES, "y"), weights)
    each = pairing._row_products(rows, slice(None))
    counts = np.random.default_rng(3).multinomial(rows.n, np.full(rows.n, 1 / rows.n)).astype(float)
    own = 1.0 if weights is None else frame["w"].to_numpy()
    for drawn in (np.ones(rows.n), counts):
        # A row that is drawn twice counts twice.
        expected, _ = pairwise_correlations(frame, [*NAMES, "y"], drawn * own)
        found = pairing._stack((each @ drawn).reshape(6, -1, 1), 4)[..., 0]
        assert found == pytest.approx(expected, abs=1e-12)


@given(seed=st.integers(0, 10_000), drivers=st.integers(1, 3), weighted=st.booleans(), held=st.booleans())
@settings(max_examples=25)
def test_without_a_missing_answer_all_treatments_are_one(seed, drivers, weighted, held):
    frame = customers(40, seed, gone=0).assign(lock=np.random.default_rng(seed).normal(size=40))
    options = {"always": ["lock"] if held else [], "weights": "w" if weighted else None, "resamples": 0}
    expected = relative_importance(frame, "y", NAMES[:drivers], **options)
    for treatment in TREATMENTS:
        found = treatment(frame, "y", NAMES[:drivers], **options)
        assert found.table["share"].to_numpy() == pytest.approx(expected.table["share"].to_numpy(), abs=1e-9)
        assert found.r_squared == pytest.approx(expected.r_squared, abs=1e-9)
        assert found.r_squared_always == pytest.approx(expected.r_squared_always, abs=1e-9)
        assert found.n_effective == pytest.approx(expected.n_effective)
        assert found.leaders == ()
        assert found.table["low"].isna().all()


@given(seed=st.integers(0, 10_000), unit=st.sampled_from([1e-6, 3.0, 1e6]), turned=st.booleans())
@settings(max_examples=15)
def test_units_and_the_scale_of_the_weights_change_nothing(seed, unit, turned):
    frame = customers(60, seed)
    other = frame.assign(a=frame["a"] * (-unit if turned else unit) + 7, w=frame["w"] * unit)
    for treatment in TREATMENTS:
        options = {"weights": "w", "resamples": 0, "seed": seed}
        mine, theirs = (treatment(one, "y", NAMES, **options).table["share"] for one in (frame, other))
        # Turned, the drawings are others, but for pairs.
        near = 0.2 if turned and treatment is imputed_importance else 1e-6
        assert mine.to_numpy() == pytest.approx(theirs.to_numpy(), abs=near)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_equal_weights_and_rows_that_do_not_count_change_nothing(treatment):
    frame = customers()
    plain = treatment(frame, "y", NAMES, resamples=200)
    weighted = treatment(frame, "y", NAMES, weights=np.full(len(frame), 2.0), resamples=200)
    pd.testing.assert_frame_equal(plain.table, weighted.table)
    empty = pd.DataFrame(np.nan, index=range(5), columns=frame.columns)
    out = customers(30, seed=9).assign(w=0.0)
    more = pd.concat([frame.assign(w=1.0), empty, out], ignore_index=True)
    again = treatment(more, "y", NAMES, weights="w", resamples=200)
    pd.testing.assert_frame_equal(plain.table, again.table)
    assert again.leaders == plain.leaders == ("a",)
    other = treatment(frame, "y", NAMES, resamples=200, seed=5)
    assert not other.table.equals(plain.table)


def test_correlations_that_contradict_are_put_right_as_statsmodels_does():
    wrong = np.array([[1, 0.9, -0.7, 0.2], [0.9, 1, 0.8, 0.1], [-0.7, 0.8, 1, 0.3], [0.2, 0.1, 0.3, 1]])
    sound = np.eye(4) + 0.2 * (1 - np.eye(4))
    right, changed = nearest_possible(np.stack([wrong, sound], axis=-1))
    assert changed.tolist() == [True, False]
    assert right[..., 0] == pytest.approx(corr_clipped(wrong, threshold=1e-10), abs=1e-8)
    assert (right[..., 1] == sound).all()
    assert np.linalg.eigvalsh(right[..., 0])[0] > 0


def contradicting():
    """Three groups of customers answer two questions each, and these go together as no three columns can."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3, 60))
    gap = np.full(60, np.nan)
    a = np.concatenate([x[0], x[1], gap])
    b = np.concatenate([x[0] + 0.3 * rng.normal(size=60), gap, x[2]])
    y = np.concatenate([gap, x[1] + 0.4 * rng.normal(size=60), 0.4 * rng.normal(size=60) - x[2]])
    return pd.DataFrame({"a": a, "b": b, "y": y})


def test_correlations_that_contradict_are_refused():
    with pytest.raises(StatisticsError, match=r"contradict each other \(smallest eigenvalue -0"):
        pairwise_importance(contradicting(), "y", ["a", "b"])


def test_too_many_resamples_that_contradict_are_refused(monkeypatch):
    frame = customers(60)
    monkeypatch.setattr(
        pairing, "nearest_possible", lambda stack: (stack, np.arange(stack.shape[-1]) % 10 == 0)
    )
    with pytest.raises(StatisticsError, match="in 20 of 200 resamples the pairwise correlations contradict"):
        pairwise_importance(frame, "y", NAMES, resamples=200)


def test_resamples_that_explain_nothing_are_left_out_until_they_are_too_many(monkeypatch):
    frame = customers()
    divide = pairing.lmg_for_bootstrap

    def silent(part):
        def found(stack, seed):
            raw, errors, of = divide(stack, seed)
            return raw, errors, lambda drawn: of(drawn) * (np.arange(drawn.shape[-1]) % 10 >= part)

        return found

    monkeypatch.setattr(pairing, "lmg_for_bootstrap", silent(4))
    assert pairwise_importance(frame, "y", NAMES, resamples=200).leaders == ("a",)
    monkeypatch.setattr(pairing, "lmg_for_bootstrap", silent(6))
    with pytest.raises(StatisticsError, match="in 120 of 200 resamples the drivers explain nothing"):
        pairwise_importance(frame, "y", NAMES, resamples=200)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_degenerate_answers_are_refused(treatment):
    frame = customers()
    rng = np.random.default_rng(4)
    hardly = frame.assign(b=frame["b"].where(rng.random(len(frame)) < 0.1))
    half, whole = np.arange(len(frame)) < 100, frame.fillna(frame["w"].mean())
    apart = whole.assign(a=whole["a"].where(half), b=whole["b"].where(~half))
    for bad, drivers, message in (
        (hardly, NAMES, r"b: \d\d% of its answers are missing, above 50%"),
        (frame.assign(b=np.nan), NAMES, "b: 100% of its answers are missing"),
        (frame.assign(b=frame["b"] * 0 + 3), NAMES, r"b: all \d+ answers have the value 3"),
        (apart, NAMES, "a and b: 0 rows have both"),
        (frame[:5], NAMES, "too few for 3 drivers"),
        (frame[:0], NAMES, "a: 100% of its answers are missing|no answer"),
        (frame.assign(b="x"), NAMES, "b: not every value is a number"),
        (frame, ["a", "z"], "z: no such column"),
        (frame.assign(b=2 * frame["a"] + 1), NAMES, "a and b: correlation 1, so they are one"),
        (frame.assign(a=frame["y"] + 0.01 * frame["a"]), NAMES, "it measures the outcome itself"),
    ):
        with pytest.raises(StatisticsError, match=message):
            treatment(bad, "y", drivers, resamples=0)
    with pytest.raises(StatisticsError, match=r"limits of 0\.95 need at least 39"):
        treatment(frame, "y", NAMES, resamples=10)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_weights_that_cannot_be_used_are_refused(treatment):
    frame = customers()
    for weights, message in (
        (np.zeros(200), "all are 0"),
        (-np.ones(200), "is below 0"),
        (np.ones(199), "weights: 200 expected"),
        (np.r_[1e6, 1e6, np.full(198, 1e-6)], "too few for 3 drivers"),
    ):
        with pytest.raises(StatisticsError, match=message):
            treatment(frame, "y", NAMES, weights=weights)
    gap = frame["w"].where(frame.index != 7)
    with pytest.raises(StatisticsError, match="1 answered rows have no weight"):
        treatment(frame, "y", NAMES, weights=gap)


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_columns_made_of_each_other_are_refused_however_much_is_missing(treatment):
    frame = customers(gone=0)
    made = frame.assign(y=frame["a"] + frame["b"] + frame["c"])
    sums = frame.assign(c=frame["a"] + frame["b"])
    for bad, message in (
        (made, "follows exactly from its drivers"),
        (sums, "each follows exactly from the others"),
    ):
        bad.loc[:70, "a"] = np.nan
        with pytest.raises(StatisticsError, match=message):
            treatment(bad, "y", NAMES, resamples=0)
    # Of rows that leave nothing to see by, nothing is asked.
    rare = customers(gone=0).assign(a=lambda one: np.where(one.index < 60, 1.0, one["a"]))
    rare.loc[60:, "b"] = np.where(rare.index[60:] % 2, np.nan, rare["b"][60:])
    rare.loc[60:, "c"] = np.where(rare.index[60:] % 2, rare["c"][60:], np.nan)
    assert treatment(rare, "y", NAMES, resamples=0).table["share"].sum() == pytest.approx(1)


def test_drawn_answers_have_the_mean_and_spread_of_the_regression():
    frame = customers(60, gone=0)[[*NAMES, "y"]]
    frame.loc[0, "b"] = np.nan
    rows = incomplete_rows(frame, tuple(frame), None)
    drawn = impute(rows, 20_000, 1, np.random.default_rng(1))[:, 1, 0]
    whole = rows.values[:, 1:]
    x = np.vstack([np.delete(whole, 1, axis=0), np.ones(59)])
    at = np.append(np.delete(rows.values[:, 0], 1), 1)
    slopes, residual = np.linalg.lstsq(x.T, whole[1], rcond=None)[:2]
    # Unknown coefficients and an unknown variance: Student's t with n − k = 55 degrees of freedom.
    variance = residual[0] / 55 * (1 + at @ np.linalg.solve(x @ x.T, at)) * 55 / 53
    assert drawn.mean() == pytest.approx(at @ slopes, abs=4 * np.sqrt(variance / len(drawn)))
    assert drawn.var() == pytest.approx(variance, rel=0.05)


def test_rules_of_rubin_are_those_of_statsmodels():
    frame = customers()[[*NAMES, "y"]]
    rng = np.random.default_rng(6)
    estimates, variances = rng.normal(size=(2, 7)), rng.uniform(0.5, 1.5, size=(2, 7))
    model = mice.MICE("y ~ a", None, mice.MICEData(frame))
    model.results_list = []
    for params, square in zip(estimates.T, variances.T, strict=True):
        one = SimpleNamespace(params=params, cov_params=partial(np.diag, square), scale=1.0)
        one._results = one
        model.results_list.append(one)
    model.exog_names, model.endog_names = ["a", "b"], "y"
    theirs = model.combine()
    found = pooled(estimates, variances)
    assert found.estimate == pytest.approx(theirs.params)
    assert found.error == pytest.approx(theirs.bse)
    assert found.missing_information == pytest.approx(theirs.frac_miss_info)
    nothing = pooled(np.ones((1, 5)), np.full((1, 5), 0.04))
    assert nothing.missing_information.tolist() == [0]
    assert nothing.error[0] == pytest.approx(0.2)


def test_pooled_resamples_spread_as_the_rules_of_rubin_say():
    rng = np.random.default_rng(8)
    estimates, noise = rng.normal(size=(2, 6)), rng.normal(size=(2, 6, 500))
    noise -= noise.mean(axis=2, keepdims=True)
    both = pooled_resamples(estimates, estimates[..., None] + noise)
    expected = pooled(estimates, noise.var(axis=2))
    assert both.shape == (2, 3000)
    assert both.mean(axis=1) == pytest.approx(expected.estimate)
    assert both.std(axis=1) == pytest.approx(expected.error)


def test_filled_in_answers_give_the_coefficients_of_sklearns_chained_equations():
    rng = np.random.default_rng(7)
    frame = customers(300, seed=7, gone=0)[[*NAMES, "y"]]
    frame["a"] = frame["a"].where(rng.random(300) > 1 / (1 + np.exp(1 - frame["y"])))
    frame["b"] = frame["b"].where(rng.random(300) > 0.2)
    rows = incomplete_rows(frame, tuple(frame), None)
    ours = slopes(impute(rows, 20, 10, np.random.default_rng(1)))
    known = {"estimator": BayesianRidge(), "sample_posterior": True, "max_iter": 10, "skip_complete": True}
    drawn = [
        IterativeImputer(**known, random_state=seed).fit_transform(rows.values.T).T for seed in range(10)
    ]
    theirs = slopes(np.array(drawn))
    # The same model twice: apart by the errors of 20 and of 10 drawings.
    error = ours.std(axis=0, ddof=1) * (1 / 20 + 1 / 10) ** 0.5
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4 * error).all()


def slopes(filled):
    """Regress the last of the columns on the others, shape (m, q, n) in and (m, q − 1) out."""
    centred = filled - filled.mean(axis=2, keepdims=True)
    products = centred @ centred.swapaxes(1, 2)
    return np.linalg.solve(products[:, :-1, :-1], products[:, :-1, -1:])[..., 0]


def test_missing_answers_make_limits_wider_and_tell_how_much():
    whole, gaps = customers(400, gone=0), customers(400, gone=0.2)
    full, found = (imputed_importance(one, "y", NAMES, resamples=400) for one in (whole, gaps))
    assert full.incomplete == 0
    assert (full.table["missing_information"] < 1e-9).all()
    assert (found.table["missing_information"] > 0.05).all()
    assert (found.table["error"] > full.table["error"]).all()
    listwise = relative_importance(whole, "y", NAMES, resamples=400)
    width = (full.table["high"] - full.table["low"]) / (listwise.table["high"] - listwise.table["low"])
    assert width.between(0.8, 1.3).all()
    assert found.n == 400 - int(gaps[[*NAMES, "y"]].isna().all(axis=1).sum())


def test_one_driver_has_it_all():
    found = imputed_importance(customers(), "y", ["a"], resamples=100)
    assert found.table.loc["a", ["share", "low", "high"]].tolist() == [1, 1, 1]
    assert found.leaders == ("a",)
    with pytest.raises(StatisticsError, match="at least 2 are needed"):
        imputed_importance(customers(), "y", ["a"], imputations=1)


def test_of_very_many_rows_a_random_part_is_used(monkeypatch):
    monkeypatch.setattr(imputing, "MOST_IMPUTED", 150)
    for weights in (None, "w"):
        found = imputed_importance(customers(), "y", NAMES, weights=weights, resamples=100)
        assert found.n == 150
        assert found.leaders[0] == "a"


@pytest.mark.simulation
def test_filling_in_is_less_off_than_leaving_out_where_other_answers_tell_what_is_missing():
    found = told("by the outcome", 30, n=400, resamples=100)
    assert found.at["imputed", "error"] < 0.85 * found.at["listwise", "error"]
    assert abs(found.at["imputed", "bias"]) < abs(found.at["pairwise", "bias"])
    # 120 limits, which hang together within a client: three errors of 60 independent ones.
    assert found.at["imputed", "coverage"] > 0.95 - 3 * (0.05 * 0.95 / 60) ** 0.5


def test_the_page_says_what_the_code_does(capsys):
    path = ROOT / "docs" / "methods" / "missing.md"
    text = path.read_text(encoding="utf-8")
    result = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", text):
        assert (path.parent / target).is_file()
    assert "(missing.md)" in (path.parent / "README.md").read_text(encoding="utf-8")
    benchmark.main(["2"])
    printed = capsys.readouterr().out.splitlines()
    rows = [line.split("|")[1:4:2] for line in printed]
    assert rows == [line.split("|")[1:4:2] for line in text.splitlines() if line.count("|") == 7]
    assert len(rows) == 14
