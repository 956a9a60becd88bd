"""Differences between groups of different customers: against R, scipy and statsmodels, and by simulation."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, test_proportions_2indep

from toolkit.errors import StatisticsError
from toolkit.measures.differences import (
    KINDS,
    cautious_p,
    difference,
    mean_difference,
    nps_difference,
    share_difference,
    summarise,
    welch_degrees,
)
from toolkit.measures.multiplicity import holm
from toolkit.measures.nps import tango_interval
from toolkit.measures.square_and_add import reach, square_and_add

test_proportions_2indep.__test__ = False
OF = {"mean": mean_difference, "share": share_difference, "nps": nps_difference}
SIZES = st.integers(2, 60)


def drawn(kind: str, n: int, seed: int) -> np.ndarray:
    draw = np.random.default_rng(seed)
    if kind == "share":
        return draw.integers(0, 2, n).astype(float)
    return draw.integers(0, 11, n).astype(float)


def ratings(group: dict[str, int]) -> list[int]:
    return [10] * group["promoters"] + [8] * group["passives"] + [3] * group["detractors"]


@given(SIZES, SIZES, st.integers(0, 10_000))
def test_a_mean_is_welch_s_test_of_scipy(n: int, m: int, seed: int) -> None:
    first, second = drawn("mean", n, seed) * 10, drawn("mean", m, seed + 1) * 10
    found = mean_difference(first, second)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        assert math.isnan(found.p)
        return
    theirs = stats.ttest_ind(first, second, equal_var=False)
    limits = theirs.confidence_interval(0.95)
    assert (found.p, found.df) == pytest.approx((theirs.pvalue, theirs.df), abs=1e-10)
    assert (found.low, found.high) == pytest.approx((limits.low, limits.high), abs=1e-10)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_share_is_newcombe_s_interval_and_the_score_test(a: int, b: int, c: int, d: int) -> None:
    if not (a + b and c + d):
        return
    found = share_difference([1] * a + [0] * b, [1] * c + [0] * d)
    low, high = confint_proportions_2indep(a, a + b, c, c + d, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-8)
    if 0 < a + c < a + b + c + d:
        if min(a, b, c, d) > 0:  # statsmodels also takes ratios, and those divide by 0
            theirs = test_proportions_2indep(
                a, a + b, c, c + d, method="score", compare="diff", correction=False
            )
            assert found.p == pytest.approx(theirs.pvalue, abs=1e-8)
        chi = stats.chi2_contingency([[a, b], [c, d]], correction=False)
        assert found.p == pytest.approx(chi.pvalue, abs=1e-8)
    else:
        assert found.p == 1


def test_a_published_difference_of_shares() -> None:
    # Newcombe (1998), table II, method 10: 56/70 against 48/80.
    found = share_difference([1] * 56 + [0] * 14, [1] * 48 + [0] * 32)
    assert [round(limit, 4) for limit in (found.low, found.high)] == [0.0524, 0.3339]


@pytest.mark.parametrize("weeks", [("1", "2")])
def test_a_net_promoter_score_beside_r(shared: Path, weeks: tuple[str, str]) -> None:
    text = (shared / "reference" / "results" / "nps_reference.json").read_text("utf-8")
    mobiles = json.loads(text)["mobiles_2019"]
    one, two = (mobiles["by_week"][week] for week in weeks)
    found = nps_difference(ratings(two), ratings(one))
    r = mobiles["week1_vs_week2"]
    assert found.value == pytest.approx(r["diff_2_minus_1"], abs=1e-8)
    # R's Tango limits of each week, squared and added by hand.
    (low_1, high_1), (low_2, high_2) = (week["ci95_score_tango"] for week in (one, two))
    by_hand = (
        r["diff_2_minus_1"] - math.hypot(two["nps"] - low_2, high_1 - one["nps"]),
        r["diff_2_minus_1"] + math.hypot(high_2 - two["nps"], one["nps"] - low_1),
    )
    assert (found.low, found.high) == pytest.approx(by_hand, abs=1e-6)
    # On 212 and 208 answers R's normal test differs in the third decimal.
    assert found.p == pytest.approx(r["p"], abs=0.003)
    assert (found.low, found.high) == pytest.approx(r["ci95"], abs=0.15)


def test_means_and_shares_of_the_airport_are_those_of_r(shared: Path) -> None:
    """Welch, `svyglm` and the chi-square test of the top-two share, on sixteen items of two years."""
    text = (shared / "reference" / "results" / "waves_reference.json").read_text("utf-8")
    items = json.loads(text)["independent_2017_2018"]["items"]
    frame = pd.read_csv(shared / "reference" / "data" / "sfo_2014_2018.csv")
    old, new = (frame[frame["YEAR"] == year] for year in (2017, 2018))
    for item, r in items.items():
        after, before = (wave[item].where(wave[item].isin([1, 2, 3, 4, 5])) for wave in (new, old))
        plain = mean_difference(after, before)
        assert (plain.value, plain.p, plain.df) == pytest.approx(
            (r["diff"], r["welch"]["p"], r["welch"]["df"]), abs=1e-8
        )
        weighted = mean_difference(after, before, new["WEIGHT"], old["WEIGHT"])
        assert (weighted.value, weighted.p) == pytest.approx(
            (r["weighted"]["diff"], r["weighted"]["p"]), abs=1e-8
        )
        top = share_difference((after >= 4).where(after.notna()), (before >= 4).where(before.notna()))
        assert top.p == pytest.approx(r["top2"]["p"], abs=1e-8)
    assert len(items) == 16


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("voice", [0, 1])
def test_a_group_of_one_voice_is_never_certain(kind: str, voice: int) -> None:
    alike = np.full(40, {"mean": 80.0, "share": float(voice), "nps": 10.0 * voice}[kind])
    mixed = drawn(kind, 60, 3)
    for first, second in ((alike, mixed), (alike, alike), (alike[:1], mixed)):
        found = OF[kind](first, second)
        assert math.isnan(found.p) if kind == "mean" else 0 <= found.p <= 1
        assert not found.high - found.low <= 0
    if kind != "mean":
        assert OF[kind](alike, alike).p == 1
        other = np.full(40, {"share": 1.0 - voice, "nps": 10.0 * (1 - voice)}[kind])
        assert OF[kind](alike, other).p < 0.001


@given(st.sampled_from(KINDS), SIZES, SIZES, st.integers(0, 10_000), st.floats(0.1, 50))
def test_equal_weights_change_nothing(kind: str, n: int, m: int, seed: int, weight: float) -> None:
    first, second = drawn(kind, n, seed), drawn(kind, m, seed + 1)
    plain = OF[kind](first, second)
    weighted = OF[kind](first, second, np.full(n, weight), np.full(m, weight))
    assert repr(plain) == repr(weighted)


@given(st.sampled_from(KINDS), SIZES, SIZES, st.integers(0, 10_000))
def test_turning_the_groups_round_turns_the_sign(kind: str, n: int, m: int, seed: int) -> None:
    first, second = drawn(kind, n, seed), drawn(kind, m, seed + 1)
    draw = np.random.default_rng(seed)
    weights = draw.uniform(0.5, 2, n), draw.uniform(0.5, 2, m)
    one = OF[kind](first, second, *weights)
    other = OF[kind](second, first, *weights[::-1])
    assert one.value == -other.value
    assert one.p == pytest.approx(other.p, nan_ok=True)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), nan_ok=True)


@given(SIZES, SIZES, st.integers(0, 10_000))
def test_the_interval_and_the_p_of_a_score_agree(n: int, m: int, seed: int) -> None:
    found = nps_difference(drawn("nps", n, seed), drawn("nps", m, seed + 1))
    assert (found.p < 0.05) == (not found.low <= 0 <= found.high)


def test_weights_that_double_a_customer_cost_precision() -> None:
    first, second = drawn("nps", 200, 1), drawn("nps", 200, 2)
    weights = np.tile([1.0, 3.0], 100)
    for kind, x, y in (("nps", first, second), ("mean", first, second), ("share", first > 8, second > 8)):
        plain, weighted = OF[kind](x, y), OF[kind](x, y, weights, weights)
        assert weighted.high - weighted.low > plain.high - plain.low


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(StatisticsError, match="kind 'median'"):
        summarise([1, 2], kind="median")
    with pytest.raises(StatisticsError, match="none to compare"):
        summarise([np.nan], kind="mean")
    with pytest.raises(StatisticsError, match="neither 0 nor 1"):
        summarise([0, 2], kind="share")
    with pytest.raises(StatisticsError, match="cannot be compared"):
        difference(summarise([0, 1], kind="share"), summarise([0, 1], kind="mean"))


def test_degrees_of_freedom_without_spread_are_counted() -> None:
    assert welch_degrees(0.0, 0.0, 4, 5) == 9


@settings(max_examples=20)  # statsmodels collects the garbage of the whole process each time
@given(st.lists(st.floats(0, 1) | st.just(float("nan")), min_size=1, max_size=12))
def test_holm_is_that_of_statsmodels(p: list[float]) -> None:
    given_ = np.array(p)
    there = ~np.isnan(given_)
    found = holm(given_)
    assert np.isnan(found[~there]).all()
    if there.any():
        assert found[there] == pytest.approx(multipletests(given_[there], method="holm")[1])


@given(st.integers(1, 400), st.integers(1, 400), st.floats(-199, 199))
def test_the_interval_reaches_its_target(n: int, m: int, target: float) -> None:
    def limits(size: int, promoters: int):
        def at(z: float) -> tuple[float, float]:
            from toolkit.measures.nps import tango_limits

            low, high = tango_limits(promoters, 0, size, z)
            return 100 * low, 100 * high

        return at

    one, other = limits(n, n), limits(m, 0)
    z = reach(100.0, one, 0.0, other, target)
    if not math.isfinite(z):
        return
    low, high = square_and_add(100.0, one(abs(z)), 0.0, other(abs(z)))
    assert (low if z >= 0 else high) == pytest.approx(target, abs=1e-6)


class TestRates:
    """How often a test finds a difference that is not there, in small and unlike groups."""

    DRAWS = 4000

    def _rate(self, kind: str, n: int, m: int, probabilities: list[float]) -> float:
        """Tested once per pair of tables that was drawn, weighed by how often it was."""
        draw = np.random.default_rng(11)
        answers = np.array([10.0, 8.0, 3.0] if kind == "nps" else [1.0, 0.0])
        tables = [draw.multinomial(size, probabilities, self.DRAWS) for size in (n, m)]
        seen, times = np.unique(np.hstack(tables), axis=0, return_counts=True)
        kinds = len(answers)
        found = 0
        for row, count in zip(seen, times, strict=True):
            first, second = (np.repeat(answers, part) for part in (row[:kinds], row[kinds:]))
            found += count * (OF[kind](first, second).p < 0.05)
        return found / self.DRAWS

    @pytest.mark.simulation
    @pytest.mark.parametrize(("n", "m"), [(30, 30), (30, 150)])
    @pytest.mark.parametrize(
        ("kind", "probabilities"),
        [("nps", [0.9, 0.07, 0.03]), ("share", [0.3, 0.7]), ("share", [0.05, 0.95])],
    )
    def test_a_difference_by_chance_is_found_in_one_of_twenty_at_most(
        self, kind: str, n: int, m: int, probabilities: list[float]
    ) -> None:
        assert self._rate(kind, n, m, probabilities) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / self.DRAWS)


def test_tango_squares_to_itself() -> None:
    low, high = tango_interval(8, 0, 8)
    found = nps_difference([10] * 8, [8] * 8)
    other_low, other_high = tango_interval(0, 0, 8)
    assert found.low == pytest.approx(100 - 100 * math.hypot(1 - low, other_high))
    assert found.high == pytest.approx(100 + 100 * math.hypot(high - 1, -other_low))


def test_the_cautious_p_is_the_larger_of_welch_and_student() -> None:
    draw = np.random.default_rng(4)
    for first, second in (
        (draw.normal(0.3, 0.4, 12), draw.normal(0, 1, 200)),
        (draw.normal(0.3, 2, 12), draw.normal(0, 1, 200)),
    ):
        sides = summarise(first, kind="mean"), summarise(second, kind="mean")
        theirs = [stats.ttest_ind(first, second, equal_var=alike).pvalue for alike in (True, False)]
        assert cautious_p(difference(*sides), *sides) == pytest.approx(max(theirs), rel=1e-10)


def test_the_cautious_p_of_shares_and_of_one_voice_is_that_of_the_test() -> None:
    hits = summarise([1] * 9 + [0] * 3, kind="share"), summarise([1] * 40 + [0] * 60, kind="share")
    assert cautious_p(found := difference(*hits), *hits) == found.p
    voice = summarise([8.0] * 12, kind="mean"), summarise([7.0, 8, 9], kind="mean")
    assert math.isnan(cautious_p(difference(*voice), *voice))


def test_equal_weights_change_nothing_in_the_cautious_p_and_unequal_ones_count_by_their_effective_number() -> (
    None
):
    draw = np.random.default_rng(6)
    first, second, weights = draw.normal(0.2, 0.5, 30), draw.normal(0, 1, 300), draw.uniform(0.3, 3, 300)
    plain = summarise(first, kind="mean"), summarise(second, kind="mean")
    alike = summarise(first, np.full(30, 2.0), kind="mean"), summarise(second, np.full(300, 7.0), kind="mean")
    assert cautious_p(difference(*alike), *alike) == cautious_p(difference(*plain), *plain)
    weighted = plain[0], summarise(second, weights, kind="mean")
    n, m = 30, weights.sum() ** 2 / (weights**2).sum()
    mean = np.average(second, weights=weights)
    spread = np.average((second - mean) ** 2, weights=weights) * 300 / 299
    pooled = ((n - 1) * first.var(ddof=1) + (m - 1) * spread) / (n + m - 2)
    t = (first.mean() - mean) / np.sqrt(pooled * (1 / n + 1 / m))
    found = difference(*weighted)
    assert cautious_p(found, *weighted) == pytest.approx(max(found.p, 2 * stats.t.sf(abs(t), n + m - 2)))
