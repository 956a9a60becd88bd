"""Partial correlations of the bases of loyalty, and which of them stands above the others."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.loyalty.bases import leading, partial_correlations, partial_differences
from toolkit.measures.multiplicity import holm

NAMES = ["satisfaction", "image_ex_trust", "trust", "quality", "value", "expectation"]
FOUR = ["calculative", "affective", "structural", "moral"]


def draw(
    seed: int, n: int, effects: tuple[float, ...] = (0.2, 0.6, 0.1, 0.0)
) -> tuple[np.ndarray, pd.DataFrame]:
    """Scores of correlated bases and an outcome that rests on them."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, len(effects))) + rng.normal(size=(n, 1))
    return x @ np.array(effects) + rng.normal(size=n), pd.DataFrame(x, columns=FOUR[: len(effects)])


def mobile(mobi, reference):
    """The constructs of the mobile survey, as R scored them."""
    constructs = reference("mobi")["scores"]["constructs"]
    frame = pd.DataFrame(
        {name: mobi[constructs[name]].mean(axis=1) if name in constructs else mobi["IMAG1"] for name in NAMES}
    )
    return mobi[constructs["loyalty_attitudinal"]].mean(axis=1), frame


def test_the_partial_correlations_of_r(mobi, reference):
    outcome, frame = mobile(mobi, reference)
    expected = reference("mobi")["drivers_att"]["partial_correlation"]
    found = partial_correlations(outcome, frame)
    assert found["estimate"].to_dict() == pytest.approx(expected, abs=1e-8)
    # The p of a partial correlation is that of its coefficient in the regression on all.
    p = reference("mobi")["drivers_att"]["ols"]["p"]
    assert found["p"].to_dict() == pytest.approx({name: p[name] for name in NAMES}, abs=1e-8)


def test_limits_and_p_of_pingouin(mobi, reference, monkeypatch):
    import pingouin

    monkeypatch.setitem(pingouin.options, "round", None)
    outcome, frame = mobile(mobi, reference)
    found = partial_correlations(outcome, frame).loc["value"]
    data = frame.assign(y=outcome)
    others = [name for name in NAMES if name != "value"]
    expected = pingouin.partial_corr(data, x="value", y="y", covar=others).iloc[0]
    assert found["estimate"] == pytest.approx(expected["r"], abs=1e-10)
    assert found["p"] == pytest.approx(expected["p_val"], abs=1e-10)
    low, high = expected["CI95"]
    assert [found["low"], found["high"]] == pytest.approx([low, high], abs=0.006)  # printed to two decimals
    # n − 3 less the five held constant.
    margin = normal_quantile(0.95) / np.sqrt(250 - 3 - 5)
    r = found["estimate"]
    assert found["low"] == pytest.approx(np.tanh(np.arctanh(r) - margin), abs=1e-12)


def test_weighted_by_the_inverse_of_the_weighted_correlations(sfo, reference):
    drivers = ["Q7SIGN", "Q7SCREENS", "Q9ALL", "Q10SAFE"]
    wave = sfo[sfo["YEAR"] == 2018]
    frame = wave[["NETPRO", *drivers]].copy()
    frame[drivers] = frame[drivers].where(frame[drivers].isin(range(1, 6)))
    found = partial_correlations(frame["NETPRO"], frame[drivers], wave["WEIGHT"])
    complete = frame.dropna()
    weights = wave.loc[complete.index, "WEIGHT"].to_numpy()
    inverse = np.linalg.inv(np.cov(complete.to_numpy().T, aweights=weights))
    expected = -inverse[0, 1:] / np.sqrt(inverse[0, 0] * np.diagonal(inverse)[1:])
    np.testing.assert_allclose(found["estimate"], expected, atol=1e-10)
    n = weights.sum() ** 2 / (weights**2).sum()
    assert found["n_effective"].tolist() == pytest.approx([n] * 4)
    margin = normal_quantile(0.95) / np.sqrt(n - 3 - 3)
    np.testing.assert_allclose(found["high"], np.tanh(np.arctanh(expected) + margin), atol=1e-10)


@given(st.integers(0, 200), st.integers(8, 40))
def test_a_partial_correlation_is_that_of_residuals(seed, n):
    outcome, frame = draw(seed, n)
    found = partial_correlations(outcome, frame)
    for name in frame:
        held = np.column_stack([np.ones(n), frame.drop(columns=name)])
        left = [v - held @ np.linalg.lstsq(held, v, rcond=None)[0] for v in (outcome, frame[name].to_numpy())]
        assert found.at[name, "estimate"] == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-9)
    np.testing.assert_allclose(found["p_holm"], holm(found["p"]))


@given(st.integers(0, 100), st.floats(0.1, 9))
def test_equal_weights_and_other_units_change_nothing(seed, scale):
    outcome, frame = draw(seed, 30)
    for compute in (partial_correlations, partial_differences):
        plain = compute(outcome, frame)
        pd.testing.assert_frame_equal(compute(outcome, frame, np.full(30, scale)), plain)
        pd.testing.assert_frame_equal(compute(5 + scale * outcome, frame * scale - 3), plain)


def test_a_difference_has_the_variance_of_the_delta_method():
    # Against the same variance by leaving each respondent out in turn (jackknife), which needs no formula of ours.
    outcome, frame = draw(4, 300)
    table = partial_differences(outcome, frame)
    keep = ~np.eye(300, dtype=bool)
    left_out = np.array(
        [partial_correlations(outcome[one], frame[one])["estimate"].to_numpy() for one in keep]
    )
    for row in table.itertuples():
        values = left_out[:, FOUR.index(row.first)] - left_out[:, FOUR.index(row.second)]
        jackknife = np.sqrt(299 / 300 * ((values - values.mean()) ** 2).sum())
        assert row.se == pytest.approx(jackknife, rel=0.03)


def test_a_weighted_difference_by_repeated_rows():
    # Doubling every weight-2 respondent gives the same estimate; the error is that of the respondents, not the copies.
    outcome, frame = draw(5, 200)
    weights = np.tile([1, 2], 100)
    weighted = partial_differences(outcome, frame, weights)
    repeated = partial_differences(
        np.repeat(outcome, weights), frame.loc[frame.index.repeat(weights)].reset_index(drop=True)
    )
    np.testing.assert_allclose(weighted["estimate"], repeated["estimate"], atol=1e-10)
    assert (weighted["se"] > repeated["se"]).all()
    assert weighted["n_effective"].iloc[0] == pytest.approx(180)


def test_the_basis_that_carries_is_named_and_only_beyond_chance():
    outcome, frame = draw(6, 400)
    found, differences = partial_correlations(outcome, frame), partial_differences(outcome, frame)
    assert leading(found["estimate"], differences) == "affective"
    equal, frame = draw(6, 400, (0.3, 0.3, 0.3, 0.3))
    found, differences = partial_correlations(equal, frame), partial_differences(equal, frame)
    assert leading(found["estimate"], differences) is None
    # Above the others, but itself below 0: it carries nothing.
    turned = pd.Series({"a": -0.1, "b": -0.5})
    assert (
        leading(turned, pd.DataFrame({"first": ["a"], "second": ["b"], "low": [0.2], "high": [0.6]})) is None
    )
    assert (
        leading(-turned, pd.DataFrame({"first": ["a"], "second": ["b"], "low": [-0.6], "high": [-0.2]}))
        == "b"
    )


def test_rows_with_an_answer_missing_are_left_out():
    outcome, frame = draw(7, 40)
    longer = pd.concat([frame, frame.iloc[:2].assign(moral=np.nan)], ignore_index=True)
    found = partial_correlations(np.r_[outcome, 9.0, 9.0], longer)
    pd.testing.assert_frame_equal(found, partial_correlations(outcome, frame))


def test_too_few_for_limits_have_none():
    outcome, frame = draw(8, 6)
    found = partial_correlations(outcome, frame)
    assert found[["low", "high"]].isna().all(axis=None)
    assert found["estimate"].notna().all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda y, x: (y, x[["moral"]]), "two predictors"),
        (lambda y, x: (y[:-1], x), "same respondents"),
        (lambda y, x: (y[:5], x[:5]), "6 at least"),
        (lambda y, x: (y, x.assign(moral=4.0)), "moral does not vary"),
        (lambda y, x: (np.zeros(20), x), "the outcome does not vary"),
        (lambda y, x: (y, x.assign(moral=x["affective"] * 2)), "determine each other"),
        (lambda y, x: (pd.Series(y, index=range(1, 21)), x), "row labels"),
    ],
)
def test_what_cannot_be_computed_is_refused(change, says):
    outcome, frame = change(*draw(9, 20))
    for compute in (partial_correlations, partial_differences):
        with pytest.raises(StatisticsError, match=says):
            compute(outcome, frame)


@pytest.mark.simulation
def test_intervals_cover_and_a_false_leader_is_rare():
    # Two bases carry equally, two not at all, on answers of 1 to 7: naming one of the two is wrong.
    rounds, n, effects = 300, 150, (0.5, 0.5, 0.0, 0.0)
    big, frame = draw(1, 200_000, effects)
    truth = partial_correlations(*coarse(big, frame))["estimate"]
    covered, differences_covered, named = [], [], 0
    for seed in range(rounds):
        outcome, scores = coarse(*draw(1000 + seed, n, effects))
        found, differences = partial_correlations(outcome, scores), partial_differences(outcome, scores)
        covered.append(((found["low"] <= truth) & (truth <= found["high"])).mean())
        gaps = truth[differences["first"]].to_numpy() - truth[differences["second"]].to_numpy()
        differences_covered.append(((differences["low"] <= gaps) & (gaps <= differences["high"])).mean())
        named += leading(found["estimate"], differences) is not None
    assert 0.93 <= np.mean(covered) <= 0.97
    assert 0.93 <= np.mean(differences_covered) <= 0.97
    assert named <= stats.binom.ppf(0.999, rounds, 0.05)


def coarse(outcome: np.ndarray, frame: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """Answers of 1 to 7 in the place of continuous scores."""
    return np.clip(np.round(outcome + 4), 1, 7), (frame + 4).round().clip(1, 7)
