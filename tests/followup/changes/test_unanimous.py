"""A net promoter score of waves that answer with one voice: limits by square and add, and tests that agree."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from toolkit.followup.changes.compare import compare_nps
from toolkit.measures.nps import tango_interval
from toolkit.measures.weights import effective_n

PROMOTER, PASSIVE, DETRACTOR = 10, 7, 0


def change(before: int, after: int, n: int, m: int | None = None, **options: float) -> pd.Series:
    return compare_nps([before] * n, [after] * (n if m is None else m), **options).loc["nps"]


def by_hand(before: int, after: int, n: int, m: int, confidence: float = 0.95) -> list[float]:
    score = {PROMOTER: 100, PASSIVE: 0, DETRACTOR: -100}
    limits = [
        [
            100 * limit
            for limit in tango_interval(
                size * (kind == PROMOTER), size * (kind == DETRACTOR), size, confidence=confidence
            )
        ]
        for kind, size in ((before, n), (after, m))
    ]
    first, second = score[before], score[after]
    (low_1, high_1), (low_2, high_2) = limits
    d = second - first
    return [
        d - math.hypot(second - low_2, high_1 - first),
        d + math.hypot(high_2 - second, first - low_1),
    ]


@pytest.mark.parametrize("before", [PROMOTER, PASSIVE, DETRACTOR])
@pytest.mark.parametrize("after", [PROMOTER, PASSIVE, DETRACTOR])
def test_limits_square_and_add_those_of_tango(before: int, after: int) -> None:
    row = change(before, after, 60, 25)
    assert [row["low"], row["high"]] == pytest.approx(by_hand(before, after, 60, 25))
    assert (row["se"], row["df"], row["design"]) == (0, math.inf, "independent")
    assert math.isnan(row["effect_size"])


@pytest.mark.parametrize("before", [PROMOTER, PASSIVE, DETRACTOR])
@pytest.mark.parametrize("after", [PROMOTER, PASSIVE, DETRACTOR])
@pytest.mark.parametrize("n", [2, 12, 400])
def test_the_interval_and_the_tests_agree(before: int, after: int, n: int) -> None:
    row = change(before, after, n, smallest_change=15.0)
    p = row["p"]
    if row["difference"] == 0:
        assert p == 1
    elif p > 1e-12:
        edge = by_hand(before, after, n, n, 1 - p)
        assert min(abs(limit) for limit in edge) == pytest.approx(0, abs=1e-6)
    equal = row["p_equivalence"]
    if 1e-12 < equal < 0.5:
        assert max(map(abs, by_hand(before, after, n, n, 1 - 2 * equal))) == pytest.approx(15, abs=1e-4)
    assert (p < 0.05) == (not row["low"] <= 0 <= row["high"])
    narrow = by_hand(before, after, n, n, 0.9)
    assert (equal < 0.05) == (narrow[0] > -15 and narrow[1] < 15)


def test_from_all_promoters_to_all_detractors_is_worse() -> None:
    row = change(PROMOTER, DETRACTOR, 60)
    assert row["verdict"] == "worse"
    assert [row["low"], row["high"]] == pytest.approx([-200, -200 + math.sqrt(2) * 12.034], abs=0.001)
    assert row["p_equivalence"] == 1
    assert change(DETRACTOR, PROMOTER, 60)["verdict"] == "better"


@pytest.mark.parametrize(("n", "verdict"), [(400, "no relevant change"), (60, "not decided")])
def test_all_promoters_twice_is_decided_by_the_number_of_answers(n: int, verdict: str) -> None:
    row = change(PROMOTER, PROMOTER, n)
    # 90 % limits ±200·z²/(n + z²): the margin of 5 is reached at z² = n/39, so that p is the tail there.
    assert row["p_equivalence"] == pytest.approx(stats.norm.sf(math.sqrt(n / 39)))
    assert (row["p"], row["verdict"]) == (1, verdict)
    assert row["low"] == pytest.approx(-row["high"])


def test_few_answers_decide_nothing() -> None:
    assert change(PASSIVE, PROMOTER, 2)["verdict"] == "not decided"


def test_a_margin_beyond_what_a_score_can_change_is_certain() -> None:
    assert change(PROMOTER, PROMOTER, 60, smallest_change=201.0)["p_equivalence"] == 0


def test_weights_count_by_their_effective_n() -> None:
    weights = np.array([1.0, 2.0, 3.0] * 20)
    row = compare_nps([10] * 60, [0] * 60, weights_before=weights, weights_after=np.ones(60)).loc["nps"]
    low = tango_interval(n := effective_n(weights), 0, n)[0]
    high = tango_interval(0, 60, 60)[1]
    assert row["high"] == pytest.approx(-200 + 100 * math.hypot(1 - low, high + 1))
    assert row["df"] == math.inf


def test_the_same_customers_count_as_if_unmatched() -> None:
    keys = list(range(60))
    matched = compare_nps([10] * 60, [0] * 60, key_before=keys, key_after=keys).loc["nps"]
    assert matched["design"] == "paired"
    assert (matched["high"], matched["verdict"]) == (change(PROMOTER, DETRACTOR, 60)["high"], "worse")


def test_the_same_file_twice_is_still_not_certainty() -> None:
    ratings, keys = [10, 10, 7, 0] * 30, list(range(120))
    row = compare_nps(ratings, ratings, key_before=keys, key_after=keys).loc["nps"]
    assert row["se"] == 0
    assert row[["low", "high", "p", "p_holm", "p_equivalence", "p_equivalence_holm"]].isna().all()
    assert row["verdict"] == "not decided"
