"""Loyalty groups after Dick & Basu, and captive customers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import captive_share, convenience_share, loyalty_groups
from toolkit.measures.proportions import proportion, wilson_interval
from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.simulate import Sample, simulate_wave, standard_world

GROUPS = ["true", "latent", "spurious", "none"]
CELLS = {"true": "att1_beh1", "latent": "att1_beh0", "spurious": "att0_beh1", "none": "att0_beh0"}
customers = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 100), st.integers(1, 4)), min_size=1, max_size=40
)


@pytest.fixture(scope="module")
def travellers(sfo: pd.DataFrame) -> pd.DataFrame:
    """Who told how likely they recommend, how often they flew and where they live."""
    kept = sfo["NETPRO"].notna() & sfo["Q5TIMESFLOWN"].isin(range(1, 7)) & sfo["Q16LIVE"].isin([1, 2, 3])
    return sfo[kept]


def test_worked_example():
    # High from 60 on: (80, 70) and (60, 60) true, (80, 10) latent, (20, 90) spurious, (59.9, 59.9) none.
    table = loyalty_groups([80, 80, 20, 60, 59.9, np.nan], [70, 10, 90, 60, 59.9, 80])
    assert table.index.tolist() == GROUPS
    assert table.index.name == "group"
    assert table.columns.tolist() == ["estimate", "low", "high", "n", "n_effective", "count"]
    assert table["estimate"].tolist() == pytest.approx([0.4, 0.2, 0.2, 0.2])
    assert table["count"].tolist() == [2, 1, 1, 1]
    assert table["n"].tolist() == table["n_effective"].tolist() == [5] * 4
    assert tuple(table.loc["true", ["low", "high"]]) == pytest.approx(wilson_interval(0.4, 5), abs=1e-12)


@pytest.mark.parametrize("year", [2017, 2018])
def test_counts_of_the_airport_survey(travellers, reference, year):
    wave = travellers[travellers["YEAR"] == year]
    counts = reference("sfo_drivers")["dick_basu"]["counts"]
    table = loyalty_groups(wave["NETPRO"], wave["Q5TIMESFLOWN"], cut_attitude=9, cut_behaviour=3)
    expected = {group: counts[f"{cell}_y{year}"] for group, cell in CELLS.items()}
    assert table["count"].to_dict() == expected
    total = sum(expected.values())
    for group, count in expected.items():
        assert table.loc[group, "estimate"] == pytest.approx(count / total, abs=1e-12)
        assert tuple(table.loc[group, ["low", "high"]]) == pytest.approx(
            wilson_interval(count / total, total), abs=1e-12
        )


def test_bay_area_of_the_airport_survey(travellers, reference):
    wave = travellers[travellers["Q16LIVE"] == 1]
    table = loyalty_groups(wave["NETPRO"], wave["Q5TIMESFLOWN"], cut_attitude=9, cut_behaviour=3)
    expected = reference("sfo_drivers")["dick_basu"]["among_bay_area"]
    assert table["count"].to_dict() == {group: expected[cell] for group, cell in CELLS.items()}


def test_weighted_shares_of_the_airport_survey(travellers, reference):
    wave = travellers[travellers["YEAR"] == 2018]
    expected = reference("sfo_drivers")["dick_basu"]["weighted_share_2018"]
    table = loyalty_groups(
        wave["NETPRO"], wave["Q5TIMESFLOWN"], cut_attitude=9, cut_behaviour=3, weights=wave["WEIGHT"]
    )
    for group, cell in CELLS.items():
        assert table.loc[group, "estimate"] == pytest.approx(expected[cell], abs=1e-8)
        limits = wilson_interval(expected[cell], table.loc[group, "n_effective"])
        assert tuple(table.loc[group, ["low", "high"]]) == pytest.approx(limits, abs=1e-8)
    assert (table["n_effective"] < table["n"]).all()


def test_no_rival_airport_in_the_place_of_lock_in(travellers, reference):
    asked = travellers[travellers["Q22SJC"].isin([1, 2]) & travellers["Q22OAK"].isin([1, 2])]
    counts = reference("sfo_drivers")["dick_basu"]["alternative_use"]["counts"]
    held = 100.0 * ((asked["Q22SJC"] == 2) & (asked["Q22OAK"] == 2))
    attitude = 100.0 * (asked["NETPRO"] >= 9)
    estimate = captive_share(held, attitude)
    total = sum(counts.values())
    assert (estimate.n, estimate.value) == (total, pytest.approx(counts["att0_alt0"] / total, abs=1e-12))
    assert (estimate.low, estimate.high) == pytest.approx(wilson_interval(estimate.value, total), abs=1e-12)


def test_captive_by_hand():
    # Held and not attached: the first and the fourth of four; the fifth has no attitude score.
    lock_in, attitude = [80, 80, 20, 60, 90], [10, 60, 10, 59.9, np.nan]
    estimate = captive_share(lock_in, attitude)
    assert estimate == proportion([1, 0, 0, 1])
    assert captive_share(lock_in, attitude, cut=85, weights=[1, 2, 1, 4, np.nan]).value == 0
    weighted = captive_share(lock_in, attitude, weights=[1, 2, 1, 4, np.nan], confidence=0.9)
    assert weighted == proportion([1, 0, 0, 1], [1, 2, 1, 4], confidence=0.9)


@given(customers)
def test_shares_add_up_and_lie_in_their_intervals(rows):
    attitude, behaviour, weights = (np.array(column) for column in zip(*rows, strict=True))
    for given_weights in (None, weights):
        table = loyalty_groups(attitude, behaviour, weights=given_weights)
        assert table["estimate"].sum() == pytest.approx(1)
        assert table["count"].sum() == table["n"].iloc[0] == len(rows)
        assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()
        assert table[["low", "high"]].stack().between(0, 1).all()


@given(customers)
def test_roles_turned_swap_latent_and_spurious(rows):
    attitude, behaviour, _ = zip(*rows, strict=True)
    table, turned = loyalty_groups(attitude, behaviour), loyalty_groups(behaviour, attitude)
    swapped = turned.rename({"latent": "spurious", "spurious": "latent"}).loc[GROUPS]
    pd.testing.assert_frame_equal(swapped, table)


@given(customers)
def test_equal_weights_change_nothing_and_whole_weights_repeat_rows(rows):
    attitude, behaviour, weights = (np.array(column) for column in zip(*rows, strict=True))
    plain = loyalty_groups(attitude, behaviour)
    pd.testing.assert_frame_equal(loyalty_groups(attitude, behaviour, weights=np.full(len(rows), 3.0)), plain)
    repeated = loyalty_groups(np.repeat(attitude, weights), np.repeat(behaviour, weights))
    weighted = loyalty_groups(attitude, behaviour, weights=weights)
    np.testing.assert_allclose(weighted["estimate"], repeated["estimate"], atol=1e-12)


@pytest.mark.parametrize("compute", [loyalty_groups, captive_share])
@pytest.mark.parametrize(
    ("first", "second", "weights", "says"),
    [
        ([50, np.nan], [np.nan, 50], None, "nobody has a score for both"),
        ([50, 60], [50], None, "columns of the same respondents"),
        ([[50, 60]], [[50, 60]], None, "columns of the same respondents"),
        ([50, 60], [50, 60], [1], "2 expected"),
        (pd.Series([50.0], index=[2]), pd.Series([50.0]), None, "row labels"),
        (pd.Series([50.0], index=[2]), [50.0], pd.Series([1.0]), "row labels"),
    ],
)
def test_scores_that_do_not_belong_together_are_refused(compute, first, second, weights, says):
    with pytest.raises(StatisticsError, match=says):
        compute(first, second, weights=weights)


def test_convenience_by_hand():
    # Spurious and free to go: the first; the second is held, the third attached, the fifth did not tell.
    attitude, behaviour = [20, 20, 80, 10, 10], [90, 90, 90, 10, 90]
    lock_in = [10, 90, 10, 10, np.nan]
    assert convenience_share(attitude, behaviour, lock_in) == proportion([1, 0, 0, 0])
    weighted = convenience_share(attitude, behaviour, lock_in, weights=[3, 1, 1, 1, np.nan], confidence=0.9)
    assert weighted == proportion([1, 0, 0, 0], [3, 1, 1, 1], confidence=0.9)
    assert convenience_share([59.9], [60], [59.9]).value == 1
    with pytest.raises(StatisticsError, match="all of attitude and behaviour and lock_in"):
        convenience_share([20, 20], [90, np.nan], [np.nan, 10])


@given(customers)
def test_spurious_customers_are_held_or_there_for_convenience(rows):
    attitude, behaviour, lock_in = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    spurious = loyalty_groups(attitude, behaviour).at["spurious", "estimate"]
    free = np.where(lock_in > 2, 10.0, 90.0)
    # Whom nothing holds and whom something holds together are the spurious ones.
    parts = [convenience_share(attitude, behaviour, held).value for held in (free, 100 - free)]
    assert sum(parts) == pytest.approx(spurious, abs=1e-12)


def test_shares_of_simulated_customers_are_the_true_ones():
    world = standard_world()
    many, few = (_scores(simulate_wave(world, n, seed=5)) for n in (60_000, 1500))
    truth = loyalty_groups(many["attitude"], many["behaviour"], weights=many["weight"])["estimate"]
    table = loyalty_groups(few["attitude"], few["behaviour"], weights=few["weight"], confidence=0.99)
    assert ((table["low"] <= truth) & (truth <= table["high"])).all()
    ways = {"captive": captive_share, "convenience": convenience_share}
    for compute, names in zip(
        ways.values(), (["lock_in", "attitude"], ["attitude", "behaviour", "lock_in"]), strict=True
    ):
        true, found = (
            compute(*(scores[name] for name in names), weights=scores["weight"], confidence=0.99)
            for scores in (many, few)
        )
        assert found.low <= true.value <= found.high


def _scores(sample: Sample) -> pd.DataFrame:
    """Scores of 0 to 100 of the outcomes and of lock-in, with the weights."""
    columns = {"weight": sample.weights}
    for construct in standard_world().constructs[-3:]:
        ends = {item.id: item for item in construct.items}
        scaled = scale_0_100(
            sample.items[list(ends)],
            {name: item.minimum for name, item in ends.items()},
            {name: item.maximum for name, item in ends.items()},
            reverse=[name for name, item in ends.items() if item.reverse],
        )
        columns[construct.key] = construct_score(scaled)
    return pd.DataFrame(columns)
