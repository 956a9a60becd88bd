"""What stands beside the shares: all of it from one frame, on the resamples of the shares."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.by_definition import scales, survey
from toolkit.drivers.account import driver_account
from toolkit.drivers.corrected import corrected_importance
from toolkit.drivers.dominance import dominance
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.variance import variance_parts
from toolkit.errors import StatisticsError
from toolkit.measures.scales.reliability import cronbach_alpha

LIMITED = ["correlation", "partial", "alone", "unique", "shared", "johnson", "corrected"]


def names(frame):
    return [name for name in frame if name.startswith("d")]


def account(frame, **options):
    return driver_account(frame, "y", names(frame), **{"resamples": 200, **options})


def test_the_airport(sfo, reference):
    block = reference("sfo_drivers")["ols_NETPRO"]
    found = driver_account(sfo, "NETPRO", block["drivers"], seed=1)
    table = found.table
    assert table["partial"].to_dict() == pytest.approx(block["partial_correlation"], abs=1e-8)
    assert table["unique"].to_dict() == pytest.approx(block["other_metrics"]["last"], abs=1e-8)
    assert table["alone"].to_dict() == pytest.approx(block["other_metrics"]["first"], abs=1e-8)
    assert table["vif"].to_dict() == pytest.approx(block["ols"]["vif"], abs=1e-8)
    percent = block["johnson_relative_weights"]["normalised_pct"]
    assert (100 * table["johnson"]).to_dict() == pytest.approx(percent, abs=1e-6)
    assert found.condition_number == pytest.approx(block["ols"]["condition_number_corr"] ** 0.5, abs=1e-8)
    # Food before security: in most sets, not in all.
    expected = block["complete_dominance_domir"]["Q7FOOD_>"][">_Q14PASSTHRU"]
    assert (found.dominance.first, found.dominance.second) == ("Q7FOOD", "Q14PASSTHRU")
    assert found.dominance.part == expected < 1
    assert found.dominance.reproduced < 0.95
    assert found.fronts["johnson"][:2] == ("Q7FOOD", "Q14PASSTHRU")
    # Single questions: no reliability is known, and nothing is corrected.
    assert found.corrected is None
    assert found.refusal == ""
    assert table[["corrected", "reliability"]].isna().all(axis=None)
    assert set(found.uncorrected) == {*block["drivers"], "NETPRO"}


def test_limits_of_johnson_are_those_of_its_own_analysis():
    frame = survey(n=150)
    found = account(frame, seed=4)
    johnson = relative_importance(frame, "y", names(frame), method="johnson", resamples=200, seed=4)
    told = johnson.table[["share", "low", "high"]].to_numpy()
    assert found.table[["johnson", "johnson_low", "johnson_high"]].to_numpy() == pytest.approx(
        told, abs=1e-12
    )
    assert found.fronts["johnson"] == johnson.leaders


@pytest.mark.parametrize("held", [0, 1])
def test_parts_and_correction_are_those_of_their_modules(held):
    frame, items = scales(n=150, effects=(1, 0.6, 0.3), reliabilities=(0.8, 0.7, 1))
    always, drivers = names(frame)[:held], names(frame)[held:]
    found = driver_account(frame, "y", drivers, items=items, always=always, resamples=200)
    matrix = frame.corr().to_numpy()
    parts = variance_parts(matrix, always=held)
    for column in ("correlation", "partial", "alone", "unique", "shared"):
        assert found.table[column].to_numpy() == pytest.approx(getattr(parts, column), abs=1e-10)
    known = [cronbach_alpha(items[name]).value if name in items else 1.0 for name in frame]
    expected = corrected_importance(matrix, known, always=held)
    assert found.table["corrected"].to_numpy() == pytest.approx(expected.share, abs=1e-10)
    assert found.corrected.explained == pytest.approx(expected.explained, abs=1e-10)
    assert found.table.loc["d1", "reliability"] == pytest.approx(known[1])
    assert np.isnan(found.table.loc["d2", "reliability"])
    assert found.uncorrected == ("d2",)
    assert found.dominance.part == np.nanmax(dominance(matrix, always=held).complete[:2, :2]) or held
    for column in LIMITED:
        low, high = found.table[f"{column}_low"], found.table[f"{column}_high"]
        assert (low <= high).all()
        assert ((low <= found.table[column]) & (found.table[column] <= high)).all()
    assert list(found.table.index) == drivers


@given(seed=st.integers(0, 1_000), weighted=st.booleans())
def test_the_order_of_rows_and_drivers_and_rows_without_an_answer_do_not_matter(seed, weighted):
    frame, items = scales(n=60, seed=seed, reliabilities=(0.8, 0.7))
    generator = np.random.default_rng(seed)
    weights = pd.Series(generator.uniform(0.5, 2, 60)) if weighted else None
    plain = driver_account(frame, "y", ["d0", "d1"], items=items, weights=weights, resamples=0)
    # Ten rows more, that lack an answer or count for nothing.
    more = pd.concat([frame, frame.head(10).assign(d0=np.nan)], ignore_index=True)
    longer = {name: pd.concat([own, own.head(10) + 3], ignore_index=True) for name, own in items.items()}
    longer_weights = None if weights is None else pd.concat([weights, weights.head(10)], ignore_index=True)
    order = generator.permutation(70)
    moved = driver_account(
        more.iloc[order],
        "y",
        ["d1", "d0"],
        items={name: own.iloc[order] for name, own in longer.items()},
        weights=None if longer_weights is None else longer_weights.iloc[order],
        resamples=0,
    )
    pd.testing.assert_frame_equal(moved.table.loc[["d0", "d1"]], plain.table)
    assert moved.condition_number == pytest.approx(plain.condition_number)


def test_weights_of_one_change_nothing():
    frame, items = scales(n=80, reliabilities=(0.8, 0.7))
    plain = account(frame, items=items)
    pd.testing.assert_frame_equal(account(frame, items=items, weights=np.ones(80)).table, plain.table)
    zeros = np.where(np.arange(80) < 60, 1.0, 0.0)
    fewer = account(frame.head(60), items={name: own.head(60) for name, own in items.items()})
    pd.testing.assert_frame_equal(account(frame, items=items, weights=zeros).table, fewer.table)


def test_without_resamples_there_are_no_limits():
    found = account(survey(), resamples=0)
    assert found.table[[f"{column}_low" for column in LIMITED]].isna().all(axis=None)
    assert found.fronts == {}
    assert np.isnan(found.dominance.reproduced)
    assert found.resamples == 0


def test_a_correction_that_cannot_be_made_says_why():
    frame, items = scales(n=100, reliabilities=(0.8, 0.7))
    against = items | {"d0": items["d0"].assign(**{"1": -2 * items["d0"][0]})[[0, "1"]]}
    found = account(frame, items=against)
    assert found.corrected is None
    assert found.refusal.startswith("d0: its questions run against each other")
    assert found.table["corrected"].isna().all()
    noise = pd.DataFrame(np.random.default_rng(0).normal(size=(100, 3)))
    found = account(frame, items=items | {"d0": noise.add(0.1 * frame["d0"], axis=0)})
    assert found.corrected is None
    assert found.refusal
    assert "corrected" not in found.fronts


def test_where_the_error_of_no_driver_is_known_nothing_is_corrected():
    frame, items = scales(n=100, effects=(1, 0.5, 0.5), reliabilities=(0.7, 1, 1))
    held = driver_account(frame, "y", ["d1", "d2"], items=items, always=["d0"], resamples=0)
    assert (held.corrected, held.refusal) == (None, "")
    assert held.uncorrected == ("d1", "d2")


def test_one_driver_dominates_nobody():
    found = account(survey(p=1))
    assert found.dominance is None
    assert found.table.loc["d0", ["johnson", "vif"]].tolist() == [1, 1]
    many = survey(n=100, p=13)
    assert driver_account(many, "y", names(many), resamples=0).dominance is None


def test_what_the_shares_refuse_is_refused_here_too():
    frame = survey()
    with pytest.raises(StatisticsError, match="correlation 1, so they are one"):
        account(frame.assign(d2=frame["d0"]))
    with pytest.raises(StatisticsError, match="at least 39"):
        account(frame, resamples=10)
    with pytest.raises(StatisticsError, match="seed is -1"):
        account(frame, seed=-1)
    with pytest.raises(StatisticsError, match="weights: 200 expected"):
        account(frame, weights=np.ones(3))
    with pytest.raises(StatisticsError, match="d0: its questions have 5 rows, the scores 200"):
        account(frame, items={"d0": pd.DataFrame(np.eye(5))})
