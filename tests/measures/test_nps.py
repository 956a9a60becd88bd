"""Net promoter score: R's values, hand-made ones, the ends of the scale, and coverage."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import optimize, stats

from toolkit.errors import StatisticsError
from toolkit.measures.nps import METHODS, net_promoter_score, nps_scores, tango_interval
from toolkit.measures.weights import effective_n

Z = stats.norm.ppf(0.975)
ratings = st.lists(st.integers(0, 10), min_size=1, max_size=60)
rows = st.lists(st.tuples(st.integers(0, 10), st.floats(0.1, 10)), min_size=1, max_size=40)


def customers(promoters: int, passives: int, detractors: int) -> list[int]:
    return [10] * promoters + [8] * passives + [3] * detractors


def limits(values, weights=None, **options) -> list[float]:
    estimate = net_promoter_score(values, weights, **options)
    return [estimate.low, estimate.high]


def samples(nps: dict) -> dict[str, dict]:
    """Every unweighted sample among the reference values, by name."""
    found = {"mobiles": nps["mobiles_2019"]["all"], "mobi": nps["mobi_recommend_item"]["r"]}
    found |= {f"week {week}": values for week, values in nps["mobiles_2019"]["by_week"].items()}
    return found | {year: nps["sfo"][year] for year in ("y2017", "y2018")}


def test_scores_by_hand():
    given_ratings = [0, 6, 7, 8, 9, 10, np.nan]
    np.testing.assert_array_equal(nps_scores(given_ratings), [-100, -100, 0, 0, 100, 100, np.nan])


def test_worked_example():
    # 5 promoters, 3 passives, 2 detractors: NPS 30, variance .5 + .2 − .09 = .61.
    ten = customers(5, 3, 2)
    estimate = net_promoter_score([*ten, np.nan])
    assert estimate.value == pytest.approx(30, abs=1e-12)
    assert (estimate.n, estimate.unit, estimate.method, estimate.confidence) == (10, "points", "score", 0.95)
    assert estimate.n_effective is None
    margin = Z * 100 * 0.061**0.5
    assert limits(ten, method="wald") == pytest.approx([30 - margin, 30 + margin], abs=1e-8)
    # Three more answers: 5.75 and 2.75 of 13, so 300/13 with variance 8.5/13 − (3/13)².
    margin = Z * 100 * ((8.5 / 13 - (3 / 13) ** 2) / 13) ** 0.5
    assert limits(ten, method="adjusted_wald") == pytest.approx(
        [300 / 13 - margin, 300 / 13 + margin], abs=1e-8
    )


def test_weighted_worked_example():
    # 10, 8 and 3 with weights 2, 1, 1: mean 25, variance 3632.8125 (see test_weights), effective n 16/6.
    values, weights = [10, 8, 3], [2, 1, 1]
    margin = Z * 3632.8125**0.5
    assert limits(values, weights, method="linearised") == pytest.approx([25 - margin, 25 + margin], abs=1e-8)
    estimate = net_promoter_score(values, weights)
    assert (estimate.value, estimate.high, estimate.method) == (25, 100, "linearised")
    assert estimate.low == pytest.approx(25 - margin, abs=1e-8)
    assert estimate.n == 3
    assert estimate.n_effective == pytest.approx(16 / 6)
    # Wald with shares .5 and .25 of 16/6 customers.
    margin = Z * 100 * ((0.75 - 0.25**2) / (16 / 6)) ** 0.5
    wald = net_promoter_score(values, weights, method="wald")
    assert [wald.low, wald.high] == pytest.approx([25 - margin, 25 + margin], abs=1e-8)
    assert wald.method == "wald_effective_n"
    n, p, d = 16 / 6 + 3, 16 / 6 * 0.5 + 0.75, 16 / 6 * 0.25 + 0.75
    margin = Z * 100 * (((p + d) / n - ((p - d) / n) ** 2) / n) ** 0.5
    adjusted = net_promoter_score(values, weights, method="adjusted_wald")
    centre = 100 * (p - d) / n
    assert [adjusted.low, adjusted.high] == pytest.approx([centre - margin, centre + margin], abs=1e-8)
    assert adjusted.method == "adjusted_wald_effective_n"


def test_every_reference_sample(reference):
    for name, expected in samples(reference("nps")).items():
        values = customers(expected["promoters"], expected["passives"], expected["detractors"])
        estimate = net_promoter_score(values)
        assert estimate.n == expected["n"], name
        assert estimate.value == pytest.approx(expected["nps"], abs=1e-8), name
        assert [estimate.low, estimate.high] == pytest.approx(expected["ci95_score_tango"], abs=1e-8), name
        assert limits(values, method="wald") == pytest.approx(expected["ci95_wald"], abs=1e-8), name
        adjusted = expected["ci95_adjusted_wald_add3"]["ci95"]
        assert limits(values, method="adjusted_wald") == pytest.approx(adjusted, abs=1e-8), name
        margin = reference("nps")["meta"]["z"] * expected["se_wald_n_minus_1"]
        linearised = [expected["nps"] - margin, expected["nps"] + margin]
        assert limits(values, method="linearised") == pytest.approx(linearised, abs=1e-8), name


def test_change_between_weeks_has_the_reference_ends(reference):
    mobiles = reference("nps")["mobiles_2019"]
    change = mobiles["week1_vs_week2"]
    weeks = [mobiles["by_week"][week] for week in "12"]
    values = [
        net_promoter_score(customers(week["promoters"], week["passives"], week["detractors"])).value
        for week in weeks
    ]
    assert values == pytest.approx([change["nps_1"], change["nps_2"]], abs=1e-8)
    assert values[1] - values[0] == pytest.approx(change["diff_2_minus_1"], abs=1e-8)


def test_airport_survey_from_its_file(sfo, reference):
    expected = reference("nps")["sfo"]
    before, after = (sfo.loc[sfo["YEAR"] == year, "NETPRO"] for year in (2017, 2018))
    assert limits(before) == pytest.approx(expected["y2017"]["ci95_score_tango"], abs=1e-8)
    assert limits(after) == pytest.approx(expected["y2018"]["ci95_score_tango"], abs=1e-8)
    change = net_promoter_score(after).value - net_promoter_score(before).value
    assert change == pytest.approx(expected["change_unweighted"]["diff_2_minus_1"], abs=1e-8)


@pytest.mark.parametrize(("who", "codes"), [("resident", [1]), ("visitor", [2, 3])])
def test_airport_survey_by_residence(sfo, reference, who, codes):
    expected = reference("nps")["sfo"]["by_resident"][who]
    waves = [sfo[(sfo["YEAR"] == year) & sfo["Q16LIVE"].isin(codes)]["NETPRO"] for year in (2017, 2018)]
    wald = [net_promoter_score(wave, method="wald") for wave in waves]
    assert [estimate.value for estimate in wald] == pytest.approx(
        [expected["nps_1"], expected["nps_2"]], abs=1e-8
    )
    errors = [(estimate.high - estimate.low) / (2 * Z) for estimate in wald]
    assert np.hypot(*errors) == pytest.approx(expected["se_wald"], abs=1e-8)


@pytest.mark.parametrize(("year", "rounded"), [(2017, 40.4), (2018, 35.1)])
def test_weighted_airport_survey(sfo, reference, year, rounded):
    wave = sfo[sfo["YEAR"] == year]
    expected = reference("nps")["sfo"][f"y{year}_weighted"]
    for method in ("score", "linearised"):
        estimate = net_promoter_score(wave["NETPRO"], wave["WEIGHT"], method=method)
        assert round(estimate.value, 1) == rounded
        assert estimate.value == pytest.approx(expected["nps"], abs=1e-8)
        assert [estimate.low, estimate.high] == pytest.approx(expected["ci95"], abs=1e-8)
        assert estimate.method == "linearised"
        assert estimate.n == expected["n"]
        assert estimate.n_effective == pytest.approx(expected["kish_neff"], abs=1e-8)
    wald = net_promoter_score(wave["NETPRO"], wave["WEIGHT"], method="wald")
    assert (wald.high - wald.low) / (2 * Z) == pytest.approx(expected["se_kish_approx"], abs=1e-8)


def test_small_reference_samples(reference):
    edge = reference("nps")["small_n_edge_cases"]
    eight = customers(8, 0, 0)
    assert net_promoter_score(eight).value == edge["all_promoters_n8"]["nps"]
    adjusted = edge["all_promoters_n8"]["adjusted_wald"]["ci95"]
    assert limits(eight, method="adjusted_wald") == pytest.approx(adjusted, abs=1e-8)
    assert limits(eight, method="wald") == [100, 100]
    balanced = customers(3, 4, 3)
    assert limits(balanced, method="wald") == pytest.approx(edge["P3_Pa4_D3"]["wald"], abs=1e-8)
    assert limits(balanced) == pytest.approx(edge["P3_Pa4_D3"]["score"], abs=1e-8)


@pytest.mark.parametrize("n", [1, 2, 8, 1000])
def test_one_group_only_by_hand(n):
    # The score statistic solved on paper: (n − z²)/(n + z²) at the ends, ± z²/(n + z²) in the middle.
    far, near = 100 * (n - Z**2) / (n + Z**2), 100 * Z**2 / (n + Z**2)
    assert limits(customers(n, 0, 0)) == pytest.approx([far, 100], abs=1e-8)
    assert limits(customers(0, 0, n)) == pytest.approx([-100, -far], abs=1e-8)
    assert limits(customers(0, n, 0)) == pytest.approx([-near, near], abs=1e-8)


@pytest.mark.parametrize("values", [[10, 10, 9], [0, 2, 5], [7, 8, 8]])
def test_weighted_sample_of_one_group_keeps_a_width(values):
    weights = [1, 2, 5]
    estimate = net_promoter_score(values, weights)
    assert estimate.method == "score_effective_n"
    share = [np.mean(nps_scores(values) == score) for score in (100, -100)]
    n = effective_n(weights)
    expected = tango_interval(share[0] * n, share[1] * n, n)
    assert [estimate.low, estimate.high] == pytest.approx([100 * end for end in expected], abs=1e-10)
    assert estimate.low < estimate.high


def test_a_weight_next_to_nothing_keeps_a_width():
    estimate = net_promoter_score([10, 10, 3], [1, 2, 1e-200])
    assert -100 < estimate.low < 90
    assert estimate.method == "score_effective_n"
    assert tango_interval(10 - 1e-11, 1e-11, 10) == pytest.approx(tango_interval(10, 0, 10), abs=1e-5)
    assert tango_interval(0, 10 * (1 - 5e-9), 10) == pytest.approx(tango_interval(0, 10, 10), abs=1e-3)


def best_share(promoters: int, detractors: int, n: int, delta: float) -> float:
    """Share of detractors that makes the sample likeliest when the difference of shares is `delta`."""

    def unlikeliness(d: float) -> float:
        shares = np.array([d + delta, d, 1 - 2 * d - delta])
        counts = np.array([promoters, detractors, n - promoters - detractors])
        return -float(np.sum(counts[counts > 0] * np.log(shares[counts > 0])))

    low, high = max(0.0, -delta), (1 - delta) / 2
    return optimize.minimize_scalar(
        unlikeliness, bounds=(low + 1e-13, high - 1e-13), method="bounded", options={"xatol": 1e-12}
    ).x


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.sampled_from([0.8, 0.95, 0.99]))
def test_limits_are_where_the_likelihood_puts_the_score_statistic(
    promoters, passives, detractors, confidence
):
    n = promoters + passives + detractors
    assume(sum(count > 0 for count in (promoters, passives, detractors)) > 1)
    interval = tango_interval(promoters, detractors, n, confidence=confidence)
    for delta, sign in zip(interval, (1, -1), strict=True):
        assume(abs(delta) < 0.999)
        d = best_share(promoters, detractors, n, delta)
        statistic = (promoters - detractors - n * delta) / np.sqrt(n * (2 * d + delta - delta**2))
        assert statistic == pytest.approx(sign * stats.norm.ppf((1 + confidence) / 2), abs=1e-4)


def test_score_interval_is_inverted_to_the_last_digits():
    for promoters, detractors, n in [
        (5, 2, 10),
        (1, 0, 1000),
        (0, 999, 1000),
        (453, 147, 895),
        (1, 1, 10**6),
    ]:
        for delta, sign in zip(tango_interval(promoters, detractors, n), (1, -1), strict=True):
            linear = -promoters - detractors + (2 * n - promoters + detractors) * delta
            q = (np.sqrt(linear**2 + 8 * n * detractors * delta * (1 - delta)) - linear) / (4 * n)
            statistic = (promoters - detractors - n * delta) / np.sqrt(n * (2 * q + delta * (1 - delta)))
            assert statistic == pytest.approx(sign * Z, abs=1e-8)


@given(rows, st.booleans(), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_default_interval_holds_the_value_within_bounds_and_has_a_width(answers, weighted, confidence):
    values, weights = (list(column) for column in zip(*answers, strict=True))
    estimate = net_promoter_score(values, weights if weighted else None, confidence=confidence)
    assert -100 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value - 1e-9 <= estimate.high <= 100
    assert estimate.high - estimate.low > 1e-6


@given(ratings)
def test_mirrored_answers_mirror_the_interval(values):
    mirrored = [{100: 3, 0: 8, -100: 10}[score] for score in nps_scores(values)]
    assert limits(mirrored) == pytest.approx([-end for end in reversed(limits(values))], abs=1e-9)


@given(ratings, st.randoms())
def test_order_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert net_promoter_score(shuffled) == net_promoter_score(values)


@given(ratings, st.floats(0.01, 100), st.sampled_from(METHODS))
def test_equal_weights_change_nothing(values, weight, method):
    assume(method != "linearised" or len(values) > 1)
    weighted = net_promoter_score(values, [weight] * len(values), method=method)
    assert weighted == net_promoter_score(values, method=method)


@given(rows)
def test_twice_the_weights_change_nothing(answers):
    values, weights = (np.array(column) for column in zip(*answers, strict=True))
    once, twice = net_promoter_score(values, weights), net_promoter_score(values, 2 * weights)
    assert [twice.value, twice.low, twice.high] == pytest.approx([once.value, once.low, once.high], abs=1e-8)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 4)), min_size=1, max_size=30))
def test_whole_weights_give_the_value_of_repeated_rows(answers):
    values, weights = (np.array(column) for column in zip(*answers, strict=True))
    repeated = net_promoter_score(np.repeat(values, weights))
    assert net_promoter_score(values, weights).value == pytest.approx(repeated.value, abs=1e-9)


@given(ratings)
def test_doubled_rows_keep_the_value_and_narrow_the_interval(values):
    once, twice = net_promoter_score(values), net_promoter_score(values * 2)
    assert twice.value == pytest.approx(once.value, abs=1e-9)
    assert twice.high - twice.low < once.high - once.low


@given(st.lists(st.integers(0, 10), min_size=2, max_size=40))
def test_more_confidence_is_a_wider_interval(values):
    narrow, wide = (limits(values, confidence=confidence) for confidence in (0.8, 0.99))
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


def test_rows_of_weight_nought_are_left_out():
    estimate = net_promoter_score([10, 8, 3, 0], [1, 1, 1, 0])
    assert estimate == net_promoter_score([10, 8, 3])


def test_missing_answers_are_left_out_with_their_weights():
    values = pd.Series([10, None, 8, 3], dtype="Int64")
    estimate = net_promoter_score(values, [1, np.nan, 2, 1])
    assert estimate == net_promoter_score([10, 8, 3], [1, 2, 1])


@pytest.mark.parametrize("wrong", [11, -1, 8.5, 99])
def test_a_rating_off_the_scale_is_named(wrong):
    with pytest.raises(StatisticsError) as caught:
        net_promoter_score([9, 10, wrong])
    assert f"ratings: {wrong:g} is not a whole number from 0 to 10" in str(caught.value)
    assert "1–10 does not" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        ([], {}, "there is none"),
        ([np.nan], {}, "there is none"),
        ([9], {"method": "linearised"}, "needs two at least"),
        ([9], {"method": "tango"}, "choose one of score, wald, adjusted_wald, linearised"),
        ([9], {"confidence": 1}, "between 0 and 1"),
        ([9, 8], {"weights": [1, -1]}, "below 0"),
        ([[9, 8]], {}, "one column expected"),
        (["ten"], {}, "not every value is a number"),
    ],
)
def test_what_cannot_be_computed_is_refused(values, options, says):
    with pytest.raises(StatisticsError, match=says):
        net_promoter_score(values, **options)


def test_weights_of_other_rows_are_refused():
    with pytest.raises(StatisticsError, match="row labels"):
        net_promoter_score(pd.Series([9, 8], index=[5, 6]), pd.Series([1.0, 2.0]))


@pytest.mark.parametrize("counts", [(-1, 0, 5), (4, 2, 5), (0, 0, 0), (float("nan"), 0, 5)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(StatisticsError, match="cannot be"):
        tango_interval(*counts)


@pytest.mark.simulation
@pytest.mark.parametrize(
    ("n", "shares"), [(50, (0.5, 0.35, 0.15)), (100, (0.3, 0.3, 0.4)), (40, (0.8, 0.15, 0.05))]
)
def test_score_interval_covers_its_truth(n, shares):
    rng = np.random.default_rng(20260301)
    drawn, times = np.unique(rng.multinomial(n, shares, size=4000), axis=0, return_counts=True)
    truth = shares[0] - shares[2]
    intervals = np.array([tango_interval(promoters, detractors, n) for promoters, _, detractors in drawn])
    covered = np.average((intervals[:, 0] <= truth) & (truth <= intervals[:, 1]), weights=times)
    assert 0.93 <= covered <= 0.97


def test_score_interval_covers_exactly_where_wald_fails():
    # Every possible outcome of 20 customers with its probability: no chance is involved.
    n, shares = 20, (0.9, 0.08, 0.02)
    outcomes = [(p, n - p - d, d) for p in range(n + 1) for d in range(n + 1 - p)]
    chances = stats.multinomial.pmf(outcomes, n, shares)
    truth = 100 * (shares[0] - shares[2])

    def coverage(method: str) -> float:
        intervals = np.array([limits(customers(*outcome), method=method) for outcome in outcomes])
        return float(chances[(intervals[:, 0] <= truth) & (truth <= intervals[:, 1])].sum())

    assert coverage("wald") < 0.9
    assert 0.93 <= coverage("score") <= 0.99


@pytest.mark.simulation
def test_weighted_interval_covers_its_truth():
    # Half of the population answers four times as often as the other half and weighs four times less.
    rng = np.random.default_rng(20260302)
    rounds, n = 1200, 200
    first = rng.random((rounds, n)) < 0.8
    values = np.where(
        first,
        rng.choice([10, 8, 3], (rounds, n), p=[0.6, 0.3, 0.1]),
        rng.choice([10, 8, 3], (rounds, n), p=[0.3, 0.3, 0.4]),
    )
    weights = np.where(first, 0.5 / 0.8, 0.5 / 0.2)
    truth = 100 * (0.5 * (0.6 - 0.1) + 0.5 * (0.3 - 0.4))
    found = [limits(x, w) for x, w in zip(values, weights, strict=True)]
    assert 0.93 <= np.mean([low <= truth <= high for low, high in found]) <= 0.97
