"""Loyalty groups within each group of customers."""

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.by_segment import groups_by_segment
from toolkit.measures.loyalty.groups import loyalty_groups
from toolkit.measures.loyalty.independence import independence_test

CELLS = {"true": "att1_beh1", "latent": "att1_beh0", "spurious": "att0_beh1", "none": "att0_beh0"}


def test_each_segment_is_the_groups_of_its_own_customers():
    attitude = pd.Series([80.0, 20, 70, np.nan, 90, 60, 30, 10])
    behaviour = pd.Series([80.0, 90, 10, 90, 90, 60, 30, 90])
    weights = pd.Series([1.0, 2, 1, 1, 3, 1, 2, 1])
    segment = pd.Series(pd.Categorical([*list("wsswwss"), None], categories=["w", "s", "t"]))
    table = groups_by_segment(attitude, behaviour, segment, weights=weights, confidence=0.9)
    assert table.index.names == ["segment", "group"]
    assert table.index.get_level_values("segment").unique().tolist() == ["w", "s"]
    for code in ("w", "s"):
        here = segment == code
        alone = loyalty_groups(attitude[here], behaviour[here], weights=weights[here], confidence=0.9)
        pd.testing.assert_frame_equal(table.loc[code], alone)


def test_weight_nought_and_arrays():
    table = groups_by_segment([80, 80, 10], [80, 10, 10], pd.Series([2, 1, 3]), weights=[1, 1, 0])
    assert table.index.get_level_values("segment").unique().tolist() == [1, 2]
    assert table["estimate"].tolist() == [0, 1, 0, 0, 1, 0, 0, 0]


def test_residents_of_the_airport_survey(sfo, reference):
    expected = reference("sfo_drivers")["dick_basu"]["among_bay_area"]
    kept = sfo[sfo["NETPRO"].notna() & sfo["Q5TIMESFLOWN"].isin(range(1, 7)) & sfo["Q16LIVE"].isin([1, 2, 3])]
    table = groups_by_segment(
        kept["NETPRO"], kept["Q5TIMESFLOWN"], kept["Q16LIVE"], cut_attitude=9, cut_behaviour=3
    )
    assert table.loc[1, "count"].to_dict() == {group: expected[cell] for group, cell in CELLS.items()}
    loyal = pd.Series(np.where(kept["NETPRO"] >= 9, "a", "b"), index=kept.index) + (
        kept["Q5TIMESFLOWN"] >= 3
    ).astype(str)
    counts = table["count"].unstack()
    chi = independence_test(kept["Q16LIVE"], loyal)
    assert chi.statistic == pytest.approx(
        float(((counts - _expected(counts)) ** 2 / _expected(counts)).to_numpy().sum())
    )
    assert chi.p < 1e-10


def _expected(counts: pd.DataFrame) -> pd.DataFrame:
    product = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.to_numpy().sum()
    return pd.DataFrame(product, index=counts.index, columns=counts.columns)


def test_nobody_to_count_is_refused():
    with pytest.raises(StatisticsError, match="nobody has a score for both"):
        groups_by_segment([1.0, np.nan], [np.nan, 1.0], pd.Series(["a", "b"]))
    with pytest.raises(StatisticsError, match="row labels"):
        groups_by_segment(pd.Series([1.0], index=[4]), [1.0], pd.Series(["a"]))
