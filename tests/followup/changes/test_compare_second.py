"""The same changes by other people's code: scipy, pingouin, statsmodels."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.followup.frames import panel
from toolkit.followup.changes.compare import compare_nps, compare_waves
from toolkit.measures.nps import nps_scores
from toolkit.measures.weights import mean_variance, satterthwaite_degrees, weighted_mean

SIZES = [(12, 9), (40, 60), (8, 30)]


def exact(value: float) -> object:
    return pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(("n_before", "n_after"), SIZES)
def test_independent_as_scipy(n_before: int, n_after: int) -> None:
    before, after = panel(3, n_before, n_after, 0)
    for name, row in compare_waves(before, after, ["m0", "m1", "m2"], confidence=0.9).iterrows():
        test = stats.ttest_ind(after[name], before[name], equal_var=False)
        interval = test.confidence_interval(0.9)
        assert (row["p"], row["df"]) == (exact(test.pvalue), exact(test.df))
        assert (row["low"], row["high"]) == (exact(interval.low), exact(interval.high))


def test_paired_as_scipy() -> None:
    before, after = panel(1, 25, 25, 25)
    row = compare_waves(before, after.sample(frac=1, random_state=2), ["m0"], key="key").loc["m0"]
    test = stats.ttest_rel(after["m0"], before["m0"])
    interval = test.confidence_interval(0.95)
    assert (row["p"], row["low"], row["high"]) == (
        exact(test.pvalue),
        exact(interval.low),
        exact(interval.high),
    )


@pytest.mark.parametrize("n_both", [0, 25])
def test_equivalence_and_effect_size_as_pingouin(n_both: int) -> None:
    import pingouin

    before, after = panel(1, 25, 25, n_both)
    row = compare_waves(before, after, ["m0"], key="key", smallest_change=8.0).loc["m0"]
    paired = row["design"] == "paired"
    tost = pingouin.tost(after["m0"], before["m0"], bound=8.0, paired=paired, correction=not paired)
    assert row["p_equivalence"] == exact(tost["pval"].iloc[0])
    effect = pingouin.compute_effsize(after["m0"], before["m0"], paired=paired, eftype="cohen")
    # Pingouin averages two variances where d_av averages two standard deviations.
    assert row["effect_size"] == pytest.approx(effect, rel=0.01 if paired else 1e-9)


def test_weighted_partial_overlap_as_least_squares_with_clusters() -> None:
    import statsmodels.api as sm

    n, n_both = 40, 15
    before, after = panel(2, n, n, n_both)
    random = np.random.default_rng(11)
    weights = random.uniform(0.5, 4, n), random.uniform(0.5, 4, n)
    table = compare_waves(before, after, ["m0", "m1"], key="key", weights=weights)
    both = pd.concat([before, after])
    wave = sm.add_constant(np.repeat([0.0, 1.0], n))
    for name, row in table.iterrows():
        fit = sm.WLS(both[name].to_numpy(), wave, weights=np.concatenate(weights)).fit(
            cov_type="cluster", cov_kwds={"groups": both["key"].to_numpy(), "use_correction": False}
        )
        assert row["difference"] == exact(fit.params[1])
        assert row["se"] == exact(fit.bse[1] * np.sqrt(n / (n - 1)))
    assert (table["design"] == "partially overlapping").all()
    # Near those of Derrick, whose formula it becomes when the weights are equal.
    unweighted = compare_waves(before, after, ["m0", "m1"], key="key")
    nearly = tuple(1 + 1e-7 * weight for weight in weights)
    nearly_equal = compare_waves(before, after, ["m0", "m1"], key="key", weights=nearly)
    assert nearly_equal["df"].tolist() == pytest.approx(unweighted["df"].tolist(), rel=1e-5)
    assert (table["df"] < unweighted["df"]).all()


def test_weighted_pairs_with_one_weight_each_are_a_weighted_mean_of_differences() -> None:
    before, after = panel(1, 30, 30, 30)
    weights = np.random.default_rng(4).uniform(0.5, 4, 30)
    row = compare_waves(before, after, ["m0"], key="key", weights=(weights, weights)).loc["m0"]
    differences = after["m0"] - before["m0"]
    assert row["difference"] == exact(weighted_mean(differences, weights))
    assert row["se"] == exact(np.sqrt(mean_variance(differences, weights)))
    assert row["df"] == pytest.approx(quadratic_form_df(weights / weights.sum()), rel=0.01)


def quadratic_form_df(shares: np.ndarray) -> float:
    """Satterthwaite's degrees of freedom by the matrices of the textbook."""
    centre = np.eye(shares.size) - np.outer(np.ones(shares.size), shares)
    form = centre.T @ np.diag(shares**2) @ centre
    return float(np.trace(form) ** 2 / np.trace(form @ form))


@pytest.mark.parametrize(
    "weights", [[1, 1, 1, 1], [1, 2], [1, 1, 8], [0.3, 2, 5, 1, 1, 1], [1, 1, 100], np.arange(1, 60)]
)
def test_degrees_of_freedom_of_a_weighted_mean_as_matrices(weights: list[float]) -> None:
    shares = np.array(weights) / np.sum(weights)
    assert satterthwaite_degrees(shares) == pytest.approx(quadratic_form_df(shares), rel=1e-6)


def test_degrees_of_freedom_stay_in_their_bounds_where_one_weight_is_all() -> None:
    for tiny in (1e-5, 1e-9, 1e-12, 1e-15):
        assert 1 <= satterthwaite_degrees(np.array([1 - 2 * tiny, tiny, tiny])) <= 2


def test_paired_nps_as_the_z_test_of_its_differences() -> None:
    random = np.random.default_rng(8)
    before, after = random.integers(0, 11, 80), random.integers(3, 11, 80)
    row = compare_nps(before, after, key_before=np.arange(80), key_after=np.arange(80)).loc["nps"]
    differences = nps_scores(after) - nps_scores(before)
    z = differences.mean() / np.sqrt(differences.var() / 80)
    assert row["p"] == exact(2 * stats.norm.sf(abs(z)))
