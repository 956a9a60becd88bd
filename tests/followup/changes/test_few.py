"""The change of a net promoter score with few at an end: score limits where the variance would be too bold."""

import math

import numpy as np
import pandas as pd
import pytest

from toolkit.followup.changes.compare import compare_nps
from toolkit.followup.changes.few import few_change, rests_on_few
from toolkit.followup.waves import Sample, answers
from toolkit.measures.differences import nps_difference
from toolkit.measures.nps import tango_interval

NOBODY = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))


def ratings(promoters: int, passives: int, detractors: int) -> list[int]:
    return [10] * promoters + [8] * passives + [3] * detractors


def sample(*counts: int, weights: list[float] | None = None) -> Sample:
    scores = np.repeat([100.0, 0.0, -100.0], counts)
    return answers(scores, None if weights is None else np.array(weights), "scores")


def test_ten_at_each_end_are_enough() -> None:
    assert not rests_on_few(sample(10, 0, 10))
    assert rests_on_few(sample(90, 5, 9))
    assert rests_on_few(sample(9, 5, 90))
    # Eleven detractors of whom one has all the weight are few.
    assert rests_on_few(sample(20, 0, 11, weights=[1.0] * 20 + [50.0] + [0.1] * 10))


def test_different_respondents_are_compared_as_segments_are() -> None:
    before, after = ratings(12, 2, 1), ratings(240, 45, 15)
    row = compare_nps(before, after).loc["nps"]
    other = nps_difference(after, before)
    assert [row["low"], row["high"], row["p"]] == pytest.approx([other.low, other.high, other.p], abs=1e-9)
    weights = np.random.default_rng(1).uniform(0.5, 2, 315)
    row = compare_nps(before, after, weights_before=weights[:15], weights_after=weights[15:]).loc["nps"]
    other = nps_difference(after, before, weights[15:], weights[:15])
    assert [row["low"], row["high"], row["p"]] == pytest.approx([other.low, other.high, other.p], abs=1e-9)


def test_with_pairs_by_hand() -> None:
    # Forty twice; those who changed: two promoters became passives, one passive a promoter.
    before = np.repeat([100.0, 0.0, -100.0], [30, 6, 4])
    after = before.copy()
    after[[0, 1]], after[30] = 0.0, 100.0
    both = np.arange(40)
    found = few_change(Sample(before, None, both), Sample(after, None, both), (both, both), 5.0, 0.95)
    r = np.corrcoef(before, after)[0, 1]
    (l1, u1), (l2, u2) = (
        [100 * limit for limit in tango_interval(count, 4, 40, confidence=0.95)] for count in (30, 29)
    )
    s1, s2 = 65.0, 62.5
    low = s2 - s1 - math.sqrt((s2 - l2) ** 2 + (u1 - s1) ** 2 - 2 * r * (s2 - l2) * (u1 - s1))
    high = s2 - s1 + math.sqrt((u2 - s2) ** 2 + (s1 - l1) ** 2 - 2 * r * (u2 - s2) * (s1 - l1))
    assert [found["low"], found["high"]] == pytest.approx([low, high])
    keys = pd.Series(range(40))
    row = compare_nps(
        np.where(before > 0, 10, np.where(before < 0, 0, 8)),
        np.where(after > 0, 10, np.where(after < 0, 0, 8)),
        key_before=keys,
        key_after=keys,
    ).loc["nps"]
    assert (row["design"], row["low"], row["high"]) == ("paired", found["low"], found["high"])


def test_many_at_each_end_keep_the_variance_and_both_ways_agree() -> None:
    before, after = sample(4_000, 3_000, 2_000), sample(4_200, 3_000, 1_800)
    row = compare_nps(ratings(4_000, 3_000, 2_000), ratings(4_200, 3_000, 1_800)).loc["nps"]
    found = few_change(before, after, NOBODY, 5.0, 0.95)
    assert row["low"] == pytest.approx(row["difference"] - 1.959963985 * row["se"])
    assert [found["low"], found["high"]] == pytest.approx([row["low"], row["high"]], abs=0.01)
    assert found["p"] == pytest.approx(row["p"], rel=0.02)


@pytest.mark.simulation
def test_a_small_wave_beside_a_large_one_does_not_cry_wolf() -> None:
    # The variance alone gives 15% here.
    rng = np.random.default_rng(1)
    first, second = (rng.choice([10, 8, 3], p=[0.8, 0.15, 0.05], size=(100, n)) for n in (15, 300))
    wrong = [compare_nps(x, y).loc["nps", "p"] < 0.05 for x, y in zip(first, second, strict=True)]
    assert np.mean(wrong) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)
