"""Shares with Wilson's interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from toolkit.errors import StatisticsError
from toolkit.measures.proportions import nine_plus_share, proportion, top_two_share, wilson_interval

Z2 = stats.norm.ppf(0.975) ** 2


def test_worked_example():
    # Three of four: centre (.75 + z²/8)/(1 + z²/4), margin √(z²(.75·.25/4 + z²/64))/(1 + z²/4).
    centre = (0.75 + Z2 / 8) / (1 + Z2 / 4)
    margin = (Z2 * (0.75 * 0.25 / 4 + Z2 / 64)) ** 0.5 / (1 + Z2 / 4)
    estimate = proportion([1, 1, 1, 0, np.nan])
    assert estimate.value == 0.75
    assert [estimate.low, estimate.high] == pytest.approx([centre - margin, centre + margin], abs=1e-12)
    assert (estimate.n, estimate.unit, estimate.method, estimate.n_effective) == (4, "share", "wilson", None)


def test_every_reference_share(reference):
    nps = reference("nps")
    found = [
        nps["mobiles_2019"]["all"],
        *nps["mobiles_2019"]["by_week"].values(),
        nps["mobi_recommend_item"]["r"],
    ]
    for sample in [*found, nps["sfo"]["y2017"], nps["sfo"]["y2018"]]:
        for group, expected in sample["proportions"].items():
            hits = np.arange(sample["n"]) < sample[group]
            estimate = proportion(hits)
            assert estimate.value == pytest.approx(expected["p"], abs=1e-8)
            assert [estimate.low, estimate.high] == pytest.approx(expected["wilson95"], abs=1e-8)


@pytest.mark.parametrize("year", [2017, 2018])
def test_weighted_shares_of_the_airport_survey(sfo, reference, year):
    wave = sfo[(sfo["YEAR"] == year) & sfo["NETPRO"].notna()]
    expected = reference("nps")["sfo"][f"y{year}_weighted"]
    for hits, group in ((wave["NETPRO"] >= 9, "promoters"), (wave["NETPRO"] <= 6, "detractors")):
        estimate = proportion(hits, wave["WEIGHT"])
        assert estimate.value == pytest.approx(expected[group], abs=1e-8)
        assert estimate.n_effective == pytest.approx(expected["kish_neff"], abs=1e-8)
        assert estimate.method == "wilson_effective_n"
        assert [estimate.low, estimate.high] == pytest.approx(
            wilson_interval(expected[group], expected["kish_neff"]), abs=1e-8
        )


def test_weighted_share_by_hand():
    # Weights 2, 1, 1 with hits 1, 0, 0: share .5 of (4²/6) effective customers.
    estimate = proportion([1, 0, 0], [2, 1, 1])
    assert estimate.value == 0.5
    assert [estimate.low, estimate.high] == pytest.approx(wilson_interval(0.5, 16 / 6), abs=1e-12)


@pytest.mark.parametrize("year", [2017, 2018])
def test_top_two_of_the_airport_survey(sfo, reference, year):
    items = reference("waves")["independent_2017_2018"]["items"]
    for item, expected in items.items():
        ratings = sfo.loc[sfo["YEAR"] == year, item]
        share = top_two_share(ratings.where(ratings.between(1, 5)), 5)
        assert share.value == pytest.approx(expected["top2"]["p1" if year == 2017 else "p2"], abs=1e-8)


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_are_those_of_statsmodels(hits, n, confidence):
    hits = min(hits, n)
    expected = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
    found = wilson_interval(hits / n, n, confidence=confidence)
    assert found == pytest.approx(expected, abs=1e-12)
    assert 0 <= found[0] <= hits / n <= found[1] <= 1
    assert found[0] < found[1]


@pytest.mark.parametrize("n", [1, 7, 1e6, 2.5])
def test_ends_by_hand(n):
    # With no hits the upper limit is z²/(n + z²); with hits only the lower one is n/(n + z²).
    assert wilson_interval(0, n) == pytest.approx((0, Z2 / (n + Z2)), abs=1e-12)
    assert wilson_interval(1, n) == pytest.approx((n / (n + Z2), 1), abs=1e-12)


def test_ends_are_exact_for_every_n():
    # Without care the limit of a share of 0 is some 1e-17, and that of 1 just misses 1.
    assert {wilson_interval(0, n)[0] for n in range(1, 500)} == {0}
    assert {wilson_interval(1, n)[1] for n in range(1, 500)} == {1}


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.floats(0.1, 9))
def test_equal_weights_change_nothing_and_misses_mirror_hits(hits, weight):
    plain = proportion(hits)
    assert proportion(hits, [weight] * len(hits)) == plain
    mirrored = proportion([not hit for hit in hits])
    assert [mirrored.low, mirrored.high] == pytest.approx([1 - plain.high, 1 - plain.low], abs=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=1, max_size=30))
def test_whole_weights_give_the_share_of_repeated_rows(rows):
    hits, weights = (np.array(column) for column in zip(*rows, strict=True))
    weighted = proportion(hits, weights)
    assert weighted.value == pytest.approx(np.repeat(hits, weights).mean())
    assert 0 <= weighted.low <= weighted.value <= weighted.high <= 1


def test_nine_plus_by_hand():
    marks = pd.Series([10, 9, 8.5, 8, 1, None])
    estimate = nine_plus_share(marks)
    assert (estimate.value, estimate.n) == (0.4, 5)
    assert nine_plus_share([10, 8], [3, 1]).value == 0.75


def test_top_two_by_hand():
    assert top_two_share([5, 4, 3, 1, np.nan], 5).value == 0.5
    assert top_two_share([0, 9, 10, 10], 10, minimum=0).value == 0.75
    assert top_two_share([7, 5], 7, [3, 1]).value == 0.75


@pytest.mark.parametrize(
    ("compute", "says"),
    [
        (lambda: proportion([0, 1, 2]), "hits: 2 is neither 0 nor 1"),
        (lambda: proportion([np.nan]), "no answer"),
        (lambda: proportion([1, 0], [1, np.nan]), "no weight"),
        (lambda: proportion([1, 0], confidence=0), "between 0 and 1"),
        (lambda: nine_plus_share([0, 9]), "marks: 0 is outside the scale of 1 to 10"),
        (lambda: nine_plus_share([11]), "marks: 11 is outside"),
        (lambda: nine_plus_share([[9, 9]]), "one column"),
        (lambda: top_two_share([6], 5), "ratings: 6 is outside the scale of 1 to 5"),
        (lambda: top_two_share([0], 5), "ratings: 0 is outside"),
        (lambda: top_two_share([4.5], 5), "ratings: 4.5 is not a whole number"),
        (lambda: top_two_share([1], 2), "too short for a top-two box"),
        (lambda: wilson_interval(1.1, 5), "cannot be"),
        (lambda: wilson_interval(0.5, 0), "cannot be"),
        (lambda: nine_plus_share(pd.Series([9], index=[3]), pd.Series([1.0])), "row labels"),
        (lambda: top_two_share(pd.Series([5], index=[3]), 5, pd.Series([1.0])), "row labels"),
    ],
)
def test_what_cannot_be_computed_is_refused(compute, says):
    with pytest.raises(StatisticsError, match=says):
        compute()


@pytest.mark.simulation
@pytest.mark.parametrize(("n", "truth"), [(40, 0.5), (100, 0.2), (200, 0.05)])
def test_interval_covers_its_truth(n, truth):
    hits = np.random.default_rng(20260303).binomial(n, truth, size=4000)
    limits = {k: wilson_interval(k / n, n) for k in np.unique(hits).tolist()}
    covered = np.mean([limits[k][0] <= truth <= limits[k][1] for k in hits.tolist()])
    assert 0.93 <= covered <= 0.98
