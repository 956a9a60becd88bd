"""Who left against who stayed: by the tests of two groups, as one family, and without crying wolf."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.followup.attrition import COUNTS, MEASURES, attrition
from toolkit.measures.differences import nps_difference, share_difference
from toolkit.measures.multiplicity import holm


def wave(n: int = 200, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    draw = np.random.default_rng(seed)
    answers = pd.DataFrame({"trust": draw.normal(60, 15, n), "nps": draw.integers(0, 11, n).astype(float)})
    answers.loc[:4, "trust"] = np.nan
    segments = pd.DataFrame(
        {
            "channel": pd.Categorical(draw.choice(["web", "shop"], n), categories=["shop", "web"]),
            "region": pd.Series(draw.choice(["n", "e", "s"], n), dtype=object),
        }
    )
    segments.loc[7, "region"] = None
    return answers, segments, draw.random(n) < 0.4


KINDS = {"trust": "mean", "nps": "nps"}


def test_each_number_is_that_of_its_own_test() -> None:
    answers, segments, left = wave()
    found = attrition(answers, KINDS, segments, left)
    trust = answers["trust"].to_numpy()
    gone, stayed = trust[left & ~np.isnan(trust)], trust[~left & ~np.isnan(trust)]
    row = found.measures.loc["trust"]
    assert row["difference"] == pytest.approx(gone.mean() - stayed.mean())
    # The more cautious of both t-tests, as R's t.test has them with and without var.equal.
    both = [stats.ttest_ind(gone, stayed, equal_var=equal).pvalue for equal in (False, True)]
    assert row["p"] == pytest.approx(max(both), rel=1e-9)
    limits = stats.ttest_ind(gone, stayed, equal_var=False).confidence_interval()
    assert [row["low"], row["high"]] == pytest.approx([limits.low, limits.high])
    score = nps_difference(answers["nps"][left], answers["nps"][~left])
    assert found.measures.loc["nps", ["difference", "low", "high", "p"]].tolist() == pytest.approx(
        [score.value, score.low, score.high, score.p]
    )
    for name in segments:
        table = pd.crosstab(segments[name], left)
        theirs = stats.chi2_contingency(table, correction=False)
        assert found.segments.loc[name, ["statistic", "df", "p"]].tolist() == pytest.approx(
            theirs[:1] + theirs[2:0:-1]
        )
        assert found.segments.at[name, "n"] == table.to_numpy().sum()
    shop = found.groups.iloc[0]
    assert (shop["segment"], shop["group"]) == ("channel", "shop")
    theirs = share_difference(segments["channel"][left] == "shop", segments["channel"][~left] == "shop")
    assert [shop["difference"], shop["low"], shop["high"]] == pytest.approx(
        [theirs.value, theirs.low, theirs.high]
    )
    assert found.groups.groupby("segment")[
        ["estimate_stayed", "estimate_left"]
    ].sum().to_numpy() == pytest.approx(1.0)


def test_measures_and_divisions_are_one_family() -> None:
    answers, segments, left = wave()
    found = attrition(answers, KINDS, segments, left)
    every = holm([*found.measures["p"], *found.segments["p"]])
    assert [*found.measures["p_holm"], *found.segments["p_holm"]] == pytest.approx(every.tolist())
    assert list(found.measures.columns) == [*MEASURES, *COUNTS]


def test_equal_weights_change_nothing_and_others_count() -> None:
    answers, segments, left = wave()
    plain = attrition(answers, KINDS, segments, left)
    same = attrition(answers, KINDS, segments, left, np.full(200, 2.5))
    pd.testing.assert_frame_equal(plain.measures, same.measures)
    pd.testing.assert_frame_equal(plain.groups, same.groups)
    weights = np.random.default_rng(2).uniform(0.3, 3, 200)
    weighted = attrition(answers, KINDS, segments, left, weights)
    assert (weighted.measures["n_effective_left"] < weighted.measures["n_left"]).all()
    expected = np.average(
        answers["nps"][left].ge(9) * 100.0 - answers["nps"][left].le(6) * 100.0, weights=weights[left]
    )
    assert weighted.measures.at["nps", "estimate_left"] == pytest.approx(expected)


def test_a_division_with_too_little_in_a_cell_is_not_tested() -> None:
    answers, segments, left = wave()
    segments = segments.assign(rare=np.where(np.arange(200) < 2, "a", "b"), one="all")
    found = attrition(answers, KINDS, segments, left).segments
    assert found.loc[["rare", "one"], ["p", "p_holm"]].isna().all(axis=None)
    assert found.loc[["channel", "region"], "p"].notna().all()


def test_without_divisions_or_measures() -> None:
    answers, segments, left = wave()
    assert attrition(answers, KINDS, segments[[]], left).groups.empty
    assert attrition(answers, {}, segments, left).measures.empty


@pytest.mark.parametrize(
    "left", [np.zeros(200, dtype=bool), np.ones(200, dtype=bool), np.zeros(3, dtype=bool)]
)
def test_nobody_on_one_side_is_refused(left: np.ndarray) -> None:
    answers, segments, _ = wave()
    with pytest.raises(StatisticsError, match=r"nobody|one per respondent"):
        attrition(answers, KINDS, segments, left)


@pytest.mark.simulation
def test_who_leaves_by_chance_is_rarely_called_different() -> None:
    """benchmarks/changes.py has the larger table."""
    draws, cried = 60, 0
    for seed in range(draws):
        answers, segments, left = wave(120, seed)
        found = attrition(answers, KINDS, segments, left)
        cried += min(found.measures["p_holm"].min(), found.segments["p_holm"].min()) < 0.05
    assert cried / draws <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / draws)
