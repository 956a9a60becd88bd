"""Difference in differences: by hand, by R, by statsmodels, by leaving out one customer at a time."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.followup.frames import airport
from tests.followup.impact.drawn import waves
from toolkit.errors import StatisticsError
from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.impact.did import CELLS, COLUMNS, difference_in_differences

close = lambda value: pytest.approx(value, rel=1e-8)  # noqa: E731 - one tolerance for closed forms


@pytest.fixture(scope="module")
def residents(request: pytest.FixtureRequest) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The airport in 2017 and 2018; who lives near stands for who had an action."""
    shared: Path = request.getfixturevalue("shared")
    years = (airport(shared, year) for year in (2017, 2018))
    before, after = (year[year["Q16LIVE"].isin([1, 2, 3]) & year["NETPRO"].notna()] for year in years)
    return tuple(year.assign(near=(year["Q16LIVE"] == 1) * 1.0) for year in (before, after))


def test_unweighted_it_is_r_s_with_hc3(
    residents: tuple[pd.DataFrame, pd.DataFrame], reference: Callable[[str], dict[str, Any]]
) -> None:
    expected = reference("waves")["did_NETPRO_resident"]
    row = difference_in_differences(*residents, ["NETPRO"], treated="near", correction="cr3").loc["NETPRO"]
    assert (row["difference"], row["se"]) == (close(expected["did"]), close(expected["se_HC3"]))
    assert [row[cell] for cell in CELLS] == close(
        [expected["cells"][f"tr{had}_post{later}"] for had in (0, 1) for later in (0, 1)]
    )
    n = int(row[[f"n_{cell}" for cell in CELLS]].sum())
    assert n == expected["n"]
    # R's coeftest counts n − 4 degrees of freedom; ours are Welch's, which hold in small groups too.
    assert 2 * stats.t.sf(row["difference"] / row["se"], n - 4) == close(expected["p_HC3"])
    ours = difference_in_differences(*residents, ["NETPRO"], treated="near").loc["NETPRO"]
    assert ours["p"] == pytest.approx(expected["p_HC3"], abs=5e-4)


def test_weighted_by_wave_it_is_r_s_svyglm(
    residents: tuple[pd.DataFrame, pd.DataFrame], reference: Callable[[str], dict[str, Any]]
) -> None:
    expected = reference("waves")["did_NETPRO_resident"]["weighted"]
    asked = {"treated": "near", "weights": "WEIGHT"}
    row = difference_in_differences(*residents, ["NETPRO"], correction="wave", **asked).loc["NETPRO"]
    assert (row["difference"], row["se"]) == (close(expected["did"]), close(expected["se"]))
    ours = difference_in_differences(*residents, ["NETPRO"], **asked).loc["NETPRO"]
    assert ours["se"] == pytest.approx(expected["se"], rel=1e-3)


def long(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([before.assign(later=0.0), after.assign(later=1.0)], ignore_index=True)


def fitted(rows: pd.DataFrame, weights: "pd.Series[float]") -> Any:
    design = np.column_stack([np.ones(len(rows)), rows["had"], rows["later"], rows["had"] * rows["later"]])
    return sm.WLS(rows["m0"].to_numpy(), design, weights=weights.to_numpy())


@pytest.mark.parametrize("both", [0, 35, 60])
@pytest.mark.parametrize("weighted", [False, True])
def test_it_is_the_jackknife_over_customers(both: int, weighted: bool) -> None:
    """CR3 is the sum of squares of what the coefficient changes when a customer is left out with all answers."""
    before, after = waves(60, 60, both)
    row = difference_in_differences(
        before,
        after,
        ["m0"],
        treated="had",
        key="key",
        weights="weight" if weighted else None,
        correction="cr3",
    ).loc["m0"]
    rows = long(before, after)
    w = rows["weight"] if weighted else pd.Series(1.0, index=rows.index)
    whole = fitted(rows, w).fit().params[3]
    assert row["difference"] == close(whole)
    without = [
        fitted(rows[kept], w[kept]).fit().params[3]
        for kept in (rows["key"] != key for key in rows["key"].unique())
    ]
    assert row["se"] == pytest.approx(np.sqrt(np.sum((np.array(without) - whole) ** 2)), rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_by_wave_it_is_statsmodels_cluster_robust(weighted: bool) -> None:
    before, after = waves(60, 60, 60)
    weights = "weight" if weighted else None
    row = difference_in_differences(
        before, after, ["m0"], treated="had", key="key", weights=weights, correction="wave"
    ).loc["m0"]
    rows = long(before, after)
    w = rows["weight"] if weighted else pd.Series(1.0, index=rows.index)
    kwargs = {"groups": rows["key"].to_numpy(), "use_correction": False}
    cluster = fitted(rows, w).fit(cov_type="cluster", cov_kwds=kwargs)
    assert row["se"] == close(cluster.bse[3] * np.sqrt(60 / 59))


def test_of_other_customers_it_is_statsmodels_hc2_and_hc3_and_welch_s_degrees() -> None:
    before, after = waves(50, 40, 0)
    rows = long(before, after)
    model = fitted(rows, pd.Series(1.0, index=rows.index))
    tables = {
        kind: difference_in_differences(before, after, ["m0"], treated="had", correction=kind)
        for kind in ("cr2", "cr3")
    }
    for kind, hc in (("cr2", "HC2"), ("cr3", "HC3")):
        assert tables[kind].loc["m0", "se"] == close(model.fit(cov_type=hc).bse[3])
    row = tables["cr2"].loc["m0"]
    cells = [rows.loc[(rows["had"] == a) & (rows["later"] == b), "m0"] for a in (0, 1) for b in (0, 1)]
    parts = np.array([cell.var() / len(cell) for cell in cells])
    sizes = np.array([len(cell) for cell in cells])
    assert row["df"] == close(parts.sum() ** 2 / np.sum(parts**2 / (sizes - 1)))


def test_of_the_same_customers_it_is_the_difference_of_two_paired_changes() -> None:
    before, after = waves(60, 60, 60)
    row = difference_in_differences(before, after, ["m0"], treated="had", key="key").loc["m0"]
    changes = [
        compare_waves(before[before["had"] == side], after[after["had"] == side], ["m0"], key="key").loc["m0"]
        for side in (1, 0)
    ]
    assert row["difference"] == close(changes[0]["difference"] - changes[1]["difference"])
    assert row["se"] == close(np.hypot(changes[0]["se"], changes[1]["se"]))
    assert row["n_paired"] == 60


def test_who_is_not_known_to_have_had_it_is_left_out() -> None:
    before, after = waves(80, 70, 30)
    unknown = [wave.assign(had=wave["had"].where(np.arange(len(wave)) % 7 > 0)) for wave in (before, after)]
    known = [wave[wave["had"].notna()] for wave in unknown]
    tables = [difference_in_differences(*pair, ["m0"], treated="had", key="key") for pair in (unknown, known)]
    pd.testing.assert_frame_equal(*tables)


def test_holm_and_the_verdicts_are_over_the_measures_of_the_call() -> None:
    before, after = waves(200, 200, 200, draws=3)
    table = difference_in_differences(
        before,
        after,
        ["m0", "m1", "m2"],
        treated="had",
        key="key",
        smallest_change={"m0": 5, "m1": 5, "m2": 50},
    )
    assert list(table.columns) == list(COLUMNS)
    assert (table["p_holm"] >= table["p"]).all()
    assert table.loc["m2", "verdict"] == "no relevant change"
    assert table.loc[["m0", "m1"], "verdict"].tolist() == ["better", "better"]


def test_a_cell_without_spread_gives_a_difference_and_no_test() -> None:
    before, after = waves(40, 40, 0)
    after.loc[after["had"] == 1, "m0"] = 80.0
    row = difference_in_differences(before, after, ["m0"], treated="had").loc["m0"]
    assert np.isfinite(row["difference"])
    assert row["verdict"] == "not decided"
    assert row[["low", "high", "p", "p_equivalence"]].isna().all()


REFUSALS: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "other values": (lambda wave: wave.assign(had=wave["had"] + 1), "holds other values than 0 and 1"),
    "nobody": (lambda wave: wave.assign(had=0.0), "at least 2 answers in each cell"),
    "no column": (lambda wave: wave.drop(columns="had"), "has no column 'had'"),
    "a key twice": (lambda wave: wave.assign(key=1), "has the same respondent key"),
}


@pytest.mark.parametrize(("spoil", "told"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_compared_is_refused(spoil: Callable[[pd.DataFrame], pd.DataFrame], told: str) -> None:
    before, after = waves(30, 30, 10)
    with pytest.raises(StatisticsError, match=told):
        difference_in_differences(before, spoil(after), ["m0"], treated="had", key="key")


def test_settings_that_cannot_be_are_refused() -> None:
    before, after = waves(30, 30, 10)
    for given_settings, told in (
        ({"measures": []}, "each name once"),
        ({"measures": ["m0"], "smallest_change": 0}, "finite number over 0"),
        ({"measures": ["m0"], "smallest_change": {"m1": 5}}, "No smallest change for 'm0'"),
        ({"measures": ["m0"], "confidence": 95}, "not between 0.5 and 1"),
    ):
        with pytest.raises(StatisticsError, match=told):
            difference_in_differences(before, after, treated="had", **given_settings)


@settings(max_examples=10)
@given(seed=st.integers(0, 200), shift=st.floats(-50, 50), size=st.floats(0.01, 100))
def test_weights_of_one_change_nothing_and_units_change_only_units(
    seed: int, shift: float, size: float
) -> None:
    before, after = waves(25, 22, 9, seed=seed)
    table = difference_in_differences(before, after, ["m0"], treated="had", key="key")
    ones = difference_in_differences(
        before, after, ["m0"], treated="had", key="key", weights=(np.full(25, 3.0), np.full(22, 0.5))
    )
    pd.testing.assert_frame_equal(table, ones)
    moved = [wave.assign(m0=size * wave["m0"] + shift) for wave in (before, after)]
    other = difference_in_differences(*moved, ["m0"], treated="had", key="key")
    first, second = table.loc["m0"], other.loc["m0"]
    assert second["difference"] == pytest.approx(size * first["difference"], rel=1e-6, abs=1e-6)
    assert (second["se"] / size, second["p"]) == (
        pytest.approx(first["se"], rel=1e-6),
        pytest.approx(first["p"], abs=1e-6),
    )
    turned = [wave.assign(had=1 - wave["had"]) for wave in (before, after)]
    mirrored = difference_in_differences(*turned, ["m0"], treated="had", key="key").loc["m0"]
    assert (mirrored["difference"], mirrored["se"]) == (
        pytest.approx(-first["difference"]),
        pytest.approx(first["se"]),
    )
