"""Changes as R computed them on real waves: an army panel and the San Francisco airport survey."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.followup.frames import ITEMS, airport, complete, soldiers
from toolkit.followup.changes.compare import compare_nps, compare_waves, weighting_effect

Reference = Callable[[str], dict[str, Any]]

PANEL = {
    "commit_1_2": ("COMMIT1", "COMMIT2"),
    "commit_1_3": ("COMMIT1", "COMMIT3"),
    "jobsat_1_2": ("JOBSAT1", "JOBSAT2"),
}


def close(value: float) -> Any:
    return pytest.approx(value, rel=1e-8, abs=1e-8)


def small(value: float) -> Any:
    """A p-value: near 0 it is the relative error that tells."""
    return pytest.approx(value, rel=1e-8, abs=0)


@pytest.fixture(scope="module")
def waves(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return airport(shared, 2017), airport(shared, 2018)


@pytest.fixture(scope="module")
def unweighted(waves: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    return compare_waves(*waves, ITEMS, smallest_change=0.1)


@pytest.fixture(scope="module")
def weighted(waves: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    return compare_waves(*waves, ITEMS, weights="WEIGHT", smallest_change=0.1)


@pytest.mark.parametrize("name", PANEL)
def test_paired(name: str, shared: Path, reference: Reference) -> None:
    expected = reference("waves")["paired"][name]
    before, after = complete(*soldiers(shared, *PANEL[name]))
    row = compare_waves(before, after, ["score"], key="key", smallest_change=0.2).loc["score"]
    assert row["design"] == "paired"
    assert (row["n_before"], row["n_after"], row["n_paired"]) == (expected["n_pairs"],) * 3
    assert (row["before"], row["after"]) == (close(expected["mean1"]), close(expected["mean2"]))
    assert row["difference"] == close(expected["diff"])
    assert (row["se"], row["df"]) == (close(expected["se"]), expected["df"])
    assert row["difference"] / row["se"] == close(expected["t"])
    assert row["p"] == row["p_holm"] == small(expected["p"])
    assert [row["low"], row["high"]] == close(expected["ci95"])
    assert row["p_equivalence"] == small(expected["tost"]["p"])
    assert row["effect_size"] == close(expected["d_av"])
    # The other effect sizes of pairs follow from what is told: d_z from t, d_rm with r, Hedges' from d_av.
    d_z, n = row["difference"] / (row["se"] * np.sqrt(row["n_paired"])), row["n_paired"]
    r = np.corrcoef(before["score"], after["score"])[0, 1]
    assert (d_z, d_z * np.sqrt(2 * (1 - r))) == (close(expected["dz"]), close(expected["d_rm"]))
    assert row["effect_size"] * (1 - 3 / (4 * (n - 1) - 1)) == close(expected["hedges_dav"])


@pytest.mark.parametrize("name", PANEL)
def test_the_equivalence_test_is_the_interval_of_twice_the_error(
    name: str, shared: Path, reference: Reference
) -> None:
    expected = reference("waves")["paired"][name]["tost"]
    waves = complete(*soldiers(shared, *PANEL[name]))
    row = compare_waves(*waves, ["score"], key="key", smallest_change=0.2, confidence=0.9).loc["score"]
    assert [row["low"], row["high"]] == close(expected["ci90"])


@pytest.mark.parametrize("name", PANEL)
def test_partially_overlapping(name: str, shared: Path, reference: Reference) -> None:
    expected = reference("waves")["paired"][name]
    derrick = expected["partially_overlapping"]
    row = compare_waves(*soldiers(shared, *PANEL[name]), ["score"], key="key").loc["score"]
    assert row["design"] == "partially overlapping"
    assert row["n_paired"] == expected["n_pairs"]
    assert row["n_before"] == expected["n_pairs"] + expected["n_only1"]
    assert row["n_after"] == expected["n_pairs"] + expected["n_only2"]
    assert (row["before"], row["after"]) == (close(derrick["mean1_all"]), close(derrick["mean2_all"]))
    assert row["difference"] / row["se"] == close(derrick["unequal_var"]["t"])
    assert row["df"] == close(derrick["unequal_var"]["df"])
    assert row["p"] == small(derrick["unequal_var"]["p"])


@pytest.mark.parametrize("name", PANEL)
def test_what_matching_respondents_gains(name: str, shared: Path, reference: Reference) -> None:
    expected = reference("waves")["paired"][name]["wrong_independent_test"]
    row = compare_waves(*complete(*soldiers(shared, *PANEL[name])), ["score"]).loc["score"]
    assert (row["difference"] / row["se"], row["p"]) == (close(expected["t"]), small(expected["p"]))


@pytest.mark.parametrize("item", ITEMS)
def test_independent(item: str, unweighted: pd.DataFrame, reference: Reference) -> None:
    expected = reference("waves")["independent_2017_2018"]["items"][item]
    welch, row = expected["welch"], unweighted.loc[item]
    assert row["design"] == "independent"
    assert (row["n_before"], row["n_after"]) == (expected["n1"], expected["n2"])
    assert (row["before"], row["after"]) == (close(expected["mean1"]), close(expected["mean2"]))
    assert (row["difference"], row["se"]) == (close(expected["diff"]), close(welch["se"]))
    assert (row["df"], row["difference"] / row["se"]) == (close(welch["df"]), close(welch["t"]))
    assert row["p"] == small(welch["p"])
    assert [row["low"], row["high"]] == close(welch["ci95"])
    assert row["effect_size"] == close(expected["cohen_d"])
    assert row["p_equivalence"] == small(expected["tost"]["p"])


@pytest.mark.parametrize("item", ITEMS)
def test_independent_weighted(item: str, weighted: pd.DataFrame, reference: Reference) -> None:
    items = reference("waves")["independent_2017_2018"]["items"]
    expected, row = items[item]["weighted"], weighted.loc[item]
    assert (row["before"], row["after"]) == (close(expected["mean1"]), close(expected["mean2"]))
    assert (row["difference"], row["se"]) == (close(expected["diff"]), close(expected["se"]))
    assert row["difference"] / row["se"] == close(expected["t"])
    assert row["p"] == small(expected["p"])
    assert row["df"] == items[item]["n1"] + items[item]["n2"] - 3


def test_holm_over_the_16_items(
    unweighted: pd.DataFrame, weighted: pd.DataFrame, reference: Reference
) -> None:
    expected = reference("waves")["independent_2017_2018"]
    for table, name in ((unweighted, "p_adjust_welch"), (weighted, "p_adjust_weighted")):
        assert table["p_holm"].to_dict() == {item: small(p) for item, p in expected[name]["holm"].items()}


def test_another_pair_of_waves(shared: Path, reference: Reference) -> None:
    expected = reference("waves")["independent_2016_2017"]["Q7ALL"]
    waves = airport(shared, 2016), airport(shared, 2017)
    row = compare_waves(*waves, ["Q7ALL"], smallest_change=0.1).loc["Q7ALL"]
    assert (row["p"], row["p_equivalence"]) == (small(expected["welch"]["p"]), small(expected["tost"]["p"]))
    assert row["verdict"] == "no relevant change"
    weighted = compare_waves(*waves, ["Q7ALL"], weights="WEIGHT", smallest_change=0.1).loc["Q7ALL"]
    assert (weighted["se"], weighted["p"]) == (
        close(expected["weighted"]["se"]),
        small(expected["weighted"]["p"]),
    )


def test_nps_unweighted(waves: tuple[pd.DataFrame, pd.DataFrame], reference: Reference) -> None:
    expected = reference("nps")["sfo"]["change_unweighted"]
    before, after = waves
    row = compare_nps(before["NETPRO"], after["NETPRO"]).loc["nps"]
    assert (row["before"], row["after"]) == (close(expected["nps_1"]), close(expected["nps_2"]))
    assert (row["difference"], row["se"]) == (close(expected["diff_2_minus_1"]), close(expected["se_wald"]))
    assert row["difference"] / row["se"] == close(expected["z"])
    assert row["p"] == row["p_holm"] == small(expected["p"])
    assert [row["low"], row["high"]] == close(expected["ci95"])
    assert row["verdict"] == "worse"


def test_nps_weighted(waves: tuple[pd.DataFrame, pd.DataFrame], reference: Reference) -> None:
    expected = reference("nps")["sfo"]["change_weighted"]
    before, after = waves
    row = compare_nps(
        before["NETPRO"],
        after["NETPRO"],
        weights_before=before["WEIGHT"],
        weights_after=after["WEIGHT"],
    ).loc["nps"]
    assert (row["difference"], row["se"]) == (close(expected["diff"]), close(expected["se_strata_by_year"]))
    assert (row["difference"] / row["se"], row["df"]) == (close(expected["t"]), expected["df"])
    assert row["p"] == small(expected["p"])
    one_year = reference("nps")["sfo"]
    assert row["n_effective_before"] == close(one_year["y2017_weighted"]["kish_neff"])
    assert row["n_effective_after"] == close(one_year["y2018_weighted"]["kish_neff"])


def test_what_weighting_does_to_the_changes(waves: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """METHODS.md counts 11 and 4 of 16 by p; Holm over the 16 items leaves 8 and 3."""
    effect = weighting_effect(*waves, ITEMS, weights="WEIGHT", smallest_change=0.1)
    assert ((effect["p_unweighted"] < 0.05).sum(), (effect["p_weighted"] < 0.05).sum()) == (11, 4)
    assert (effect["different_unweighted"].sum(), effect["different_weighted"].sum()) == (8, 3)
    # One of the 8 is proven to be under a tenth of a point by itself (p = .025), but not in a family of 16.
    table = compare_waves(*waves, ITEMS, smallest_change=0.1)
    proven = table["p_equivalence"] < 0.05
    assert table.index[proven & (table["p_holm"] < 0.05)].tolist() == ["Q7ALL"]
    assert effect["verdict_unweighted"].value_counts()["worse"] == 8
    assert ((table["verdict"] == "no relevant change").sum(), proven.sum()) == (4, 8)
