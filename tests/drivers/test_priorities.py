"""Importance against performance: the numbers of R, the lines, and who is said to lie in which quadrant."""

import doctest
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths import fit_paths, path_model
from toolkit.drivers.priorities import QUADRANTS, Priorities, priorities
from toolkit.errors import StatisticsError
from toolkit.measures.paired import paired_differences
from toolkit.measures.scores import mean_estimate, scale_0_100

PAGE = ROOT / "docs" / "methods" / "priorities.md"
# The drawing of the European customer satisfaction index, as the R values have it.
ARROWS = {
    "Expectation": ["Image"],
    "Quality": ["Expectation"],
    "Value": ["Expectation", "Quality"],
    "Satisfaction": ["Image", "Expectation", "Quality", "Value"],
    "Complaints": ["Satisfaction"],
    "Loyalty": ["Image", "Satisfaction", "Complaints"],
}


def effects_of(estimate, spread=0.02, resamples=999, seed=0, confidence=0.95):
    """Total effects with normal draws round them."""
    estimate = np.array(estimate, dtype=float)
    noise = np.random.default_rng(seed).normal(size=(len(estimate), resamples))
    names = tuple(f"d{place}" for place in range(len(estimate)))
    return TotalEffects("y", names, estimate, estimate[:, None] + spread * noise, 500, 500.0, confidence)


def scores_of(means, n=400, spread=15.0, seed=1):
    noise = np.random.default_rng(seed).normal(size=(n, len(means)))
    noise -= noise.mean(axis=0)
    values = np.clip(np.array(means) + spread * noise, 0, 100)
    return pd.DataFrame(values, columns=[f"d{place}" for place in range(len(means))])


class TestAgainstR:
    """`seminr`'s importance-performance map of 250 customers of mobile providers, given its outer weights."""

    @pytest.fixture
    def expected(self, reference):
        return reference("mobi")["pls_ecsi"]

    @pytest.fixture
    def rescaled(self, shared, expected):
        items = pd.read_csv(shared / "reference" / "data" / "mobi.csv")
        hundred = scale_0_100(items, 1, 10)
        outer = pd.DataFrame(expected["weights"]).T
        weights = outer.div(items.std()[outer.index], axis=0)
        return hundred[outer.index] @ (weights / weights.sum())

    @pytest.fixture
    def found(self, rescaled):
        fit = fit_paths(rescaled, path_model(ARROWS), "Loyalty", resamples=999)
        totals = fit.effects[fit.effects["kind"] == "total"].set_index("cause")["estimate"]
        effects = TotalEffects(
            "Loyalty", fit.causes, totals[list(fit.causes)].to_numpy(), fit.total_draws, 250, 250.0, 0.95
        )
        return priorities(effects, rescaled)

    def test_performance_and_importance_are_those_of_r(self, found, expected):
        table, map_of_r = found.table, expected["ipma"]
        importance = map_of_r["importance_unstandardised_total_effect"]
        assert set(table.index) == set(importance)
        for name, row in table.iterrows():
            assert row["score"] == pytest.approx(map_of_r["performance_0_100"][name], abs=1e-8)
            assert row["effect"] == pytest.approx(importance[name], abs=1e-8)

    def test_the_lines_stand_at_plain_means_of_drivers(self, found, expected):
        map_of_r = expected["ipma"]
        importance = map_of_r["importance_unstandardised_total_effect"]
        performance = [map_of_r["performance_0_100"][name] for name in importance]
        assert found.mean_effect == pytest.approx(np.mean(list(importance.values())), abs=1e-8)
        assert found.mean_score == pytest.approx(np.mean(performance), abs=1e-8)

    def test_the_weak_and_low_themes_are_told_from_the_rest(self, found):
        assert found.table["quadrant"].to_dict() == {
            "Image": "",
            "Expectation": "",
            "Quality": "",
            "Value": "later",
            "Satisfaction": "keep",
            "Complaints": "later",
        }


def test_four_drivers_lie_in_four_quadrants():
    found = priorities(effects_of([0.5, 0.5, 0.1, 0.1]), scores_of([45, 75, 45, 75]))
    assert found.table["quadrant"].tolist() == ["first", "keep", "later", "enough"]
    assert set(QUADRANTS.values()) == set(found.table["quadrant"])
    assert (found.table["effect_side"].tolist(), found.table["score_side"].tolist()) == (
        [1, 1, -1, -1],
        [-1, 1, -1, 1],
    )


def test_what_is_not_told_from_the_average_lies_on_the_line():
    # The third is weak for sure, but scores as the others do on average.
    found = priorities(effects_of([0.5, 0.5, 0.1]), scores_of([50, 70, 60]))
    assert found.table["quadrant"].tolist() == ["first", "keep", ""]
    assert found.table["effect_side"].tolist() == [1, 1, -1]
    wide = priorities(effects_of([0.5, 0.5, 0.1], spread=1.0), scores_of([50, 70, 60]))
    assert set(wide.table["quadrant"]) == {""}


def test_more_than_the_average_of_nothing_is_not_important():
    """Of effects that lie round 0, one that may itself be 0 is not called important."""
    effects = effects_of([-0.2, 0.05, -0.3], spread=0.04)
    table = priorities(effects, scores_of([60, 40, 65])).table
    assert table["effect_side"].tolist()[1] == 1
    assert table["effect_low"].iloc[1] < 0
    assert table["quadrant"].iloc[1] == ""


def test_a_link_the_other_way_round_is_not_weak_but_opposite():
    table = priorities(effects_of([0.5, 0.4, -0.3]), scores_of([45, 75, 75])).table
    assert table["quadrant"].tolist() == ["first", "keep", "opposite"]


def test_the_differences_are_paired_over_respondents():
    """With all answered, the score of one of two drivers against the other is the paired t test."""
    scores = scores_of([52, 58], n=80, spread=20)
    common = np.linspace(-15, 15, 80)[:, None]
    scores = (scores + common).clip(0, 100)
    row = priorities(effects_of([0.4, 0.2]), scores).table.loc["d0"]
    pair = paired_differences(scores, [("d0", "d1")]).iloc[0]
    for ours, theirs in (("", "estimate"), ("_low", "low"), ("_high", "high")):
        assert row[f"score_difference{ours}"] == pytest.approx(pair[theirs], rel=1e-9)
    assert row["score_p"] == pytest.approx(pair["p"], rel=1e-9)


def test_holm_runs_over_both_axes():
    found = priorities(effects_of([0.30, 0.33, 0.36], spread=0.02), scores_of([58, 60, 62], n=60)).table
    p = np.concatenate([found["effect_p"], found["score_p"]])
    adjusted = np.concatenate([found["effect_p_holm"], found["score_p_holm"]])
    assert adjusted.min() == pytest.approx(6 * p.min())
    assert (adjusted >= p).all()


class TestWeights:
    def test_weights_of_one_change_nothing(self):
        scores = scores_of([45, 75, 50])
        plain = priorities(effects_of([0.4, 0.3, 0.1]), scores)
        ones = priorities(effects_of([0.4, 0.3, 0.1]), scores, np.ones(len(scores)))
        pd.testing.assert_frame_equal(plain.table, ones.table, check_exact=True)

    def test_means_are_weighted_and_say_how_many_count(self):
        scores = scores_of([45, 75, 50])
        weights = np.random.default_rng(3).uniform(0.2, 3, len(scores))
        weights[:7] = 0
        row = priorities(effects_of([0.4, 0.3, 0.1]), scores, weights).table.loc["d1"]
        estimate = mean_estimate(scores["d1"], weights)
        assert (row["score"], row["score_low"], row["score_high"]) == (
            estimate.value,
            estimate.low,
            estimate.high,
        )
        assert row["n"] == len(scores) - 7
        assert row["n_effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())

    def test_who_skipped_a_driver_still_counts_for_the_others(self):
        scores = scores_of([45, 75, 50])
        scores.loc[:99, "d2"] = np.nan
        table = priorities(effects_of([0.4, 0.3, 0.1]), scores).table
        assert table["n"].tolist() == [400, 400, 300]
        assert table.loc["d0", "score"] == pytest.approx(scores["d0"].mean())
        assert table.loc["d2", "score"] == pytest.approx(scores["d2"].dropna().mean())


@given(
    st.lists(st.floats(-1, 1), min_size=2, max_size=6),
    st.integers(0, 1000),
    st.floats(0.001, 0.5),
)
def test_sides_agree_with_the_lines(estimate, seed, spread):
    generator = np.random.default_rng(seed)
    scores = scores_of(generator.uniform(20, 80, len(estimate)), n=40, seed=seed)
    found = priorities(effects_of(estimate, spread, seed=seed), scores)
    table = found.table
    for axis, line in (("effect", found.mean_effect), ("score", found.mean_score)):
        told = table[table[f"{axis}_side"] != 0]
        assert (np.sign(told[axis] - line) == told[f"{axis}_side"]).all()
        # A side that is told has an interval of its difference that excludes 0.
        assert (told[f"{axis}_difference_low"] * told[f"{axis}_difference_high"] > 0).all()
    in_one = table[table["quadrant"].isin(QUADRANTS.values())]
    assert (table.loc[table["effect_high"] < 0, "quadrant"] == "opposite").all()
    assert (in_one["effect_side"] * in_one["score_side"] != 0).all()


class TestDegenerate:
    def test_too_few_resamples_tell_no_side(self):
        table = priorities(effects_of([0.5, 0.1], resamples=20), scores_of([40, 80])).table
        assert table[["effect_low", "effect_difference_high", "effect_p"]].isna().all(axis=None)
        assert table["quadrant"].tolist() == ["", ""]
        assert table["score_side"].tolist() == [-1, 1]

    def test_equal_scores_of_all_have_no_spread_to_judge_by(self):
        scores = pd.DataFrame({"d0": [40.0] * 30, "d1": [80.0] * 30})
        table = priorities(effects_of([0.5, 0.1]), scores).table
        assert table["score_p"].isna().all()
        assert set(table["quadrant"]) == {""}

    @pytest.mark.parametrize(
        ("estimate", "scores", "words"),
        [
            ([0.5], scores_of([50]), "at least two drivers"),
            ([0.5, 0.1], scores_of([50]), "no column for d1"),
            ([0.5, np.nan], scores_of([50, 60]), "no numbers"),
            ([0.5, 0.1], scores_of([50, 60]) + 60, r"d0, d1 lies outside 0 to 100; .*scale_0_100"),
            ([0.5, 0.1], scores_of([50, 60]).assign(d1=np.nan), "there is none to take the mean of"),
        ],
    )
    def test_what_cannot_be_compared_is_refused_in_words(self, estimate, scores, words):
        with pytest.raises(StatisticsError, match=words):
            priorities(effects_of(estimate), scores)

    def test_weights_that_fit_no_rows_are_refused(self):
        with pytest.raises(StatisticsError):
            priorities(effects_of([0.5, 0.1]), scores_of([50, 60]), [1.0, 2.0])


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("effects", "means"), [((0.2,) * 4, (60.0,) * 4), ((0.5, 0.1, 0.15, 0.15), (52.0, 62.0, 62.0, 64.0))]
)
def test_few_are_put_on_a_side_they_are_not_on_and_a_strong_low_driver_is_found(effects, means):
    """Effects known to .04 each and 200 customers; `benchmarks.priorities` does the same with fitted paths."""
    generator = np.random.default_rng(11)
    clients, wrong, first = 100, 0, 0
    values = {"effect": np.array(effects), "score": np.array(means)}
    true = {axis: np.sign(np.round(one - one.mean(), 9)) for axis, one in values.items()}
    for seed in range(clients):
        found = effects_of(generator.normal(effects, 0.04), spread=0.04, resamples=399, seed=[seed, 1])
        scores = np.clip(generator.normal(means, 15, (200, len(means))), 0, 100)
        table = priorities(found, pd.DataFrame(scores, columns=list(found.names))).table
        wrong += any(
            ((table[f"{axis}_side"] != 0) & (table[f"{axis}_side"] != sides)).any()
            for axis, sides in true.items()
        )
        first += table["quadrant"].iloc[0] == "first"
    assert wrong / clients <= 0.05 + 3 * (0.05 * 0.95 / clients) ** 0.5
    assert first / clients >= 0.9 if effects[0] > 0.2 else first / clients <= 0.02


def test_the_page_runs_and_tells_every_column():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = PAGE.read_text("utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for name in re.findall(r"`(\w+)`", Priorities.__doc__ or ""):
        assert f"`{name}`" in text, name
