"""Raking to one make-up beside the regression: the same answer, but where the change differs between groups."""

import math

import numpy as np
import pandas as pd
import pytest

from benchmarks.composition import rake
from tests.followup.composition.test_split import SEGMENTS, waves
from toolkit.errors import StatisticsError
from toolkit.followup.composition.compare import split_waves
from toolkit.followup.composition.raked import Margins
from toolkit.measures.weights import FloatArray


def one_segment(rises: tuple[float, float], times: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two groups of 120 and 80, then 60 and 140, that change by `rises`; so many times as many of each."""
    draw = np.random.default_rng(1)
    made = []
    for second, sizes in enumerate(((120, 80), (60, 140))):
        group = np.repeat(["a", "b"], np.multiply(sizes, times))
        mean = np.where(group == "a", 50 + second * rises[0], 60 + second * rises[1])
        made.append(pd.DataFrame({"score": mean + draw.normal(0, 8, 200 * times), "group": group}))
    return made[0], made[1]


def test_on_one_segment_it_is_the_weighted_mean_of_the_changes_of_groups() -> None:
    before, after = one_segment((2, 9))
    row = split_waves(before, after, ["score"], ["group"], rake=rake).table.loc["score"]
    means = [one.groupby("group")["score"].mean() for one in (before, after)]
    shares = np.array([(0.6 + 0.3) / 2, (0.4 + 0.7) / 2])
    moved = (means[1] - means[0]).to_numpy()
    assert row["raked"] == pytest.approx(shares @ moved)
    # Regression counts a group by what both waves have of it: n1·n2/(n1 + n2).
    both = np.array([120 * 60 / 180, 80 * 140 / 220])
    assert row["within"] == pytest.approx(both / both.sum() @ moved)
    assert row["gap"] == pytest.approx(row["raked"] - row["within"])
    # Groups of known variance, and shares drawn in both waves: half of each drift moves the halfway make-up.
    parts = [
        (one.groupby("group")["score"].var(ddof=1) / one.groupby("group").size()).to_numpy() @ shares**2
        for one in (before, after)
    ]
    drawn = sum(share * (1 - share) / 199 for share in (0.4, 0.7)) * ((moved[1] - moved[0]) / 2) ** 2
    assert row["raked_se"] == pytest.approx(math.sqrt(sum(parts) + drawn))


def test_two_ways_agree_where_all_groups_change_alike_and_not_where_they_differ() -> None:
    before, after = waves(7, (800, 900))
    alike = split_waves(before, after, ["score"], SEGMENTS, rake=rake).table.loc["score"]
    assert abs(alike["gap"]) < 0.3
    assert alike["gap_p_holm"] > 0.05
    first, last = one_segment((-30, 30), times=5)
    # With as many in each group of one wave, the average of the groups is another than the halfway make-up.
    fewer = first[(first["group"] == "b") | (first.groupby("group").cumcount() < 60)]
    bent = split_waves(fewer, last, ["score"], ["group"], rake=rake).table.loc["score"]
    assert bent["gap_p_holm"] < 0.001


def test_weights_to_start_from_and_doubled_rows_hold() -> None:
    before, after = waves(8)
    weighted = split_waves(before, after, ["score"], SEGMENTS, weights="weight", rake=rake).table.loc["score"]
    assert weighted["raked"] == pytest.approx(weighted["within"], abs=0.5)
    ones = [one.assign(weight=2.0) for one in (before, after)]
    plain = split_waves(before, after, ["score"], SEGMENTS, rake=rake).table.loc["score"]
    same = split_waves(*ones, ["score"], SEGMENTS, weights="weight", rake=rake).table.loc["score"]
    for column in ("raked", "raked_se", "gap", "gap_se"):
        assert same[column] == pytest.approx(plain[column])


def test_margins_that_cannot_hold_leave_the_regression_alone() -> None:
    before, after = waves(9)

    def refuse(groups: pd.DataFrame, margins: Margins, weights: FloatArray | None) -> FloatArray:
        raise StatisticsError("no")

    def off(groups: pd.DataFrame, margins: Margins, weights: FloatArray | None) -> FloatArray:
        return np.ones(len(groups))

    for made in (refuse, off):
        row = split_waves(before, after, ["score"], SEGMENTS, rake=made).table.loc["score"]
        assert math.isnan(row["raked"])
        assert row["within"] == split_waves(before, after, ["score"], SEGMENTS).table.at["score", "within"]
