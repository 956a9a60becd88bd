"""Attitude × behaviour of a client: shares, certainty, segments, and who is held."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.loyal_client import MODEL, answers, in_context
from toolkit.analysis import baseline
from toolkit.analysis.job import Job, alpha_of, construct_scores
from toolkit.measures.loyalty.groups import GROUPS, captive_share, convenience_share, loyalty_groups
from toolkit.measures.loyalty.independence import independence_test
from toolkit.measures.multiplicity import holm

JobOf = Callable[..., Job]
COLUMNS = ["estimate", "low", "high", "n"]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def _scores(job: Job) -> pd.DataFrame:
    return construct_scores(job, ("attitude", "behaviour", "lock_in"))


def test_the_shares_are_those_of_the_scores(job: Job) -> None:
    (groups,) = baseline.loyalty(job).groups
    frame = _scores(job)
    expected = loyalty_groups(frame["attitude"], frame["behaviour"])
    pd.testing.assert_frame_equal(groups.table[COLUMNS], expected[COLUMNS])
    assert groups.felt is not None
    assert groups.felt.value == pytest.approx((frame["attitude"] >= 60).mean())


def test_the_band_is_one_standard_error_of_measurement_wide(job: Job) -> None:
    (groups,) = baseline.loyalty(job).groups
    frame = _scores(job)
    for name, sem in zip(("attitude", "behaviour"), groups.sems, strict=True):
        alpha = alpha_of(job, name)
        assert alpha is not None
        assert sem == pytest.approx(frame[name].std() * np.sqrt(1 - alpha.value))
    near = (frame[["attitude", "behaviour"]] - 60).abs() < np.array(groups.sems, dtype=float)
    assert groups.band.loc["either", "estimate"] == pytest.approx(near.any(axis=1).mean())
    assert groups.band.loc["attitude", "estimate"] == pytest.approx(near["attitude"].mean())
    assert groups.table["sure"].sum() == pytest.approx(1 - groups.band.loc["either", "estimate"])
    assert (groups.table["sure"] < groups.table["estimate"]).all()


def test_one_question_has_no_standard_error_of_measurement(job_of: JobOf) -> None:
    model = MODEL.replace('items = ["b1", "b2"]', 'items = ["b1"]')
    (groups,) = baseline.loyalty(job_of("baseline", model, answers())).groups
    assert groups.sems[0] is not None
    assert groups.sems[1] is None
    assert groups.band.index.tolist() == ["attitude", "either"]
    single = model.replace('items = ["a1", "a2", "a3"]', 'items = ["a1"]')
    (groups,) = baseline.loyalty(job_of("baseline", single, answers())).groups
    assert groups.sems == (None, None)
    assert groups.band.empty
    assert groups.table["sure"].isna().all()


def test_on_a_scale_that_does_not_hold_no_certainty_is_told(job_of: JobOf) -> None:
    drawn = answers() | {"a2": np.random.default_rng(3).integers(1, 8, 400), "a3": np.tile([1, 7, 4, 2], 100)}
    (groups,) = baseline.loyalty(job_of("baseline", MODEL, drawn)).groups
    assert groups.unreliable == ("attitude",)
    assert groups.sems == (None, None)
    assert groups.segments == ()


def test_certain_customers_who_would_give_away_a_few_are_hidden(job: Job) -> None:
    few = replace(job, engagement=job.engagement.model_copy(update={"privacy": _privacy(job, 45)}))
    (groups,) = baseline.loyalty(few).groups
    frame = _scores(few)
    near = ((frame[["attitude", "behaviour"]] - 60).abs() < np.array(groups.sems, dtype=float)).any(axis=1)
    high = frame >= 60
    for name, (felt, done) in GROUPS.items():
        member = (high["attitude"] == felt) & (high["behaviour"] == done)
        for cell in ((member & near).sum(), (member & ~near).sum()):
            if 0 < cell < 45:
                assert np.isnan(groups.table.at[name, "sure"])
    assert groups.table["sure"].isna().sum() >= 2


def _privacy(job: Job, minimum: int) -> object:
    return job.engagement.privacy.model_copy(update={"minimum_cell": minimum, "indicative_below": minimum})


def test_a_division_with_a_planted_difference_differs_and_one_without_does_not(job: Job) -> None:
    (groups,) = baseline.loyalty(job).groups
    found = {one.segment: one for one in groups.segments}
    assert found["region"].p < 0.01
    assert found["channel"].p > 0.05
    raw = holm([one.test.p for one in groups.segments if one.test])
    assert [one.p for one in groups.segments] == pytest.approx(raw.tolist())
    table = found["region"].table
    frame, region = _scores(job), job.survey.segments["region"]
    for code in ("north", "south"):
        here = (region == code).to_numpy()
        expected = loyalty_groups(frame.loc[here, "attitude"], frame.loc[here, "behaviour"])
        assert table.loc[code, list(GROUPS)].tolist() == pytest.approx(expected["estimate"].tolist())
        assert table.at[code, "low"] == pytest.approx(expected.at["true", "low"])
        assert (
            table.loc[code, [f"count_{name}" for name in GROUPS]].sum() == here.sum() == table.at[code, "n"]
        )


def test_where_four_groups_are_too_sparse_those_low_on_attitude_are_tested_together(job_of: JobOf) -> None:
    drawn = answers(600)
    # Hardly anybody is low on attitude, and almost none of these on behaviour.
    drawn |= {name: np.maximum(np.asarray(drawn[name]), 6) for name in ("a1", "a2", "a3")}
    drawn["a1"][:30] = drawn["a2"][:30] = drawn["a3"][:30] = 2
    drawn["b1"][:30] = drawn["b2"][:30] = [9] * 26 + [1] * 4
    job = job_of("baseline", MODEL, drawn)
    (groups,) = baseline.loyalty(job).groups
    region = next(one for one in groups.segments if one.segment == "region")
    assert region.test is not None
    assert region.tested == "three"
    high = _scores(job)[["attitude", "behaviour"]] >= 60
    three = high["attitude"].astype(int) * (1 + high["behaviour"])
    assert region.test == independence_test(job.survey.segments["region"], three)
    # Who is low on attitude stands together, so that the loyal ones need not be hidden.
    assert "unattached" in region.table
    assert region.table["true"].notna().all()


def test_a_division_into_one_large_group_or_a_long_list_is_left_out(job_of: JobOf) -> None:
    drawn = answers() | {
        "region": ["north"] * 395 + ["south"] * 5,
        "channel": [f"c{i % 20}" for i in range(400)],
    }
    (groups,) = baseline.loyalty(job_of("baseline", MODEL, drawn)).groups
    assert groups.segments == ()


def test_held_customers_are_those_of_the_scores(job: Job) -> None:
    held = baseline.loyalty(job).held
    frame = _scores(job)
    assert held is not None
    assert held.captive == captive_share(frame["lock_in"], frame["attitude"])
    assert held.convenience == convenience_share(frame["attitude"], frame["behaviour"], frame["lock_in"])
    assert (held.lock_in, held.attitude, held.behaviour) == ("lock_in", "attitude", "behaviour")


def test_convenience_customers_are_hidden_where_with_the_others_they_give_away_a_few(job_of: JobOf) -> None:
    drawn = answers()
    low = np.mean([drawn[name] for name in ("a1", "a2", "a3")], axis=0) < 4.6
    done = np.mean([drawn["b1"], drawn["b2"]], axis=0) >= 6
    # Of the spurious ones only four are held: the others would tell of these.
    drawn["l1"] = np.where(low & done, 1, 7)
    drawn["l1"][np.flatnonzero(low & done)[:4]] = 7
    held = baseline.loyalty(job_of("baseline", MODEL, drawn)).held
    assert held is not None
    assert held.convenience is None
    assert held.captive is not None


def test_without_lock_in_nobody_is_called_held(job_of: JobOf) -> None:
    model = MODEL.replace('[constructs.lock_in]\nrole = "lock_in"', '[constructs.ease]\nrole = "touchpoint"')
    assert baseline.loyalty(job_of("baseline", model, answers())).held is None


def test_pairs_come_in_the_order_of_the_engagement_and_those_without_a_claim_last(job_of: JobOf) -> None:
    more = '[constructs.visits]\nrole = "behaviour"\nminimum = 1\nmaximum = 7\nitems = ["l1"]\n'
    model = MODEL.replace(
        '[constructs.lock_in]\nrole = "lock_in"\nminimum = 1\nmaximum = 7\nitems = ["l1"]\n', more
    )
    found = baseline.loyalty(job_of("baseline", model, answers())).groups
    assert [groups.behaviour for groups in found] == ["behaviour", "visits"]
    unclear = answers() | {"b1": np.random.default_rng(1).permutation(answers()["b1"])}
    found = baseline.loyalty(job_of("baseline", model, unclear)).groups
    assert [groups.behaviour for groups in found] == ["visits", "behaviour"]
    assert [bool(groups.unreliable) for groups in found] == [False, True]


def test_weights_reach_every_share(job_of: JobOf) -> None:
    rng = np.random.default_rng(2)
    job = job_of("baseline", MODEL, answers() | {"w": rng.choice([0.5, 1.0, 2.0], 400)}, weight="w")
    (groups,) = baseline.loyalty(job).groups
    frame, weights = _scores(job), job.survey.weights
    assert weights is not None
    expected = loyalty_groups(frame["attitude"], frame["behaviour"], weights=weights.to_numpy())
    pd.testing.assert_frame_equal(groups.table[COLUMNS], expected[COLUMNS])
    assert groups.felt is not None
    assert groups.felt.value == pytest.approx(np.average(frame["attitude"] >= 60, weights=weights))
    assert all(one.test is not None and one.test.method == "rao_scott" for one in groups.segments)
    assert groups.table["sure"].sum() == pytest.approx(1 - groups.band.loc["either", "estimate"])


def test_context_is_what_the_engagement_says(job: Job) -> None:
    assert baseline.context(job) is None
    assert baseline.chooses_freely(job)
    for choice in ("free", "contract", "nearby", "monopoly"):
        told = baseline.context(in_context(job, choice, "Since 1901."))
        assert told == baseline.Context(choice, "Since 1901.")
        assert baseline.chooses_freely(in_context(job, choice)) == (choice == "free")


def test_where_else_the_loyal_would_be_hidden_they_stand_against_all_others(job_of: JobOf) -> None:
    drawn = answers(400)
    # Per region one of the other groups is small, and each time another one: hiding these would take the loyal along.
    felt = np.array([True] * 12 + [False] * 28 + [True] * 12 + [True] * 25 + [False] * 3)
    done = np.array([True] * 12 + [True] * 25 + [False] * 3 + [True] * 12 + [False] * 25 + [True] * 3)
    felt, done = np.tile(felt, 5), np.tile(done, 5)
    for name in ("a1", "a2", "a3"):
        drawn[name] = np.where(felt, 7, 2)
    drawn |= {name: np.where(done, 9, 2) for name in ("b1", "b2")}
    drawn["region"] = [f"r{i // 40}" for i in range(400)]
    (groups,) = baseline.loyalty(job_of("baseline", MODEL, drawn)).groups
    table = next(one for one in groups.segments if one.segment == "region").table
    assert "others" in table
    assert table["true"].tolist() == pytest.approx([0.3] * 10)


def test_a_small_group_is_not_given_away_by_how_many_are_high_on_attitude(job_of: JobOf) -> None:
    drawn = answers()
    high = np.mean([(np.asarray(drawn[name]) - 1) / 6 for name in ("a1", "a2", "a3")], axis=0) >= 0.6
    done = np.mean([np.asarray(drawn[name]) / 10 for name in ("b1", "b2")], axis=0) >= 0.6
    # Of those high on attitude all but four are high on behaviour too.
    raised = np.flatnonzero(high & ~done)[4:]
    for name in ("b1", "b2"):
        drawn[name] = np.asarray(drawn[name]).copy()
        drawn[name][raised] = 9
    (groups,) = baseline.loyalty(job_of("baseline", MODEL, drawn)).groups
    assert groups.table["estimate"].isna().tolist() == [True, True, False, False]
    assert groups.felt is not None
    assert groups.felt.value == pytest.approx(high.mean())


def test_captive_customers_are_hidden_where_they_give_away_the_few_who_are_free(job_of: JobOf) -> None:
    drawn = answers()
    low = np.mean([(np.asarray(drawn[name]) - 1) / 6 for name in ("a1", "a2", "a3")], axis=0) < 0.6
    drawn["l1"] = np.where(low, 7, 2)
    drawn["l1"][np.flatnonzero(low)[:4]] = 1
    assert baseline.loyalty(job_of("baseline", MODEL, drawn)).held is None


def test_where_three_are_too_sparse_the_test_is_on_who_is_high_on_both(job_of: JobOf) -> None:
    drawn = answers(600)
    drawn |= {name: np.maximum(np.asarray(drawn[name]), 6) for name in ("a1", "a2", "a3")}
    drawn["a1"][:3] = drawn["a2"][:3] = drawn["a3"][:3] = 2
    job = job_of("baseline", MODEL, drawn)
    region = next(one for one in baseline.loyalty(job).groups[0].segments if one.segment == "region")
    assert region.tested == "both"
    both = (_scores(job)[["attitude", "behaviour"]] >= 60).all(axis=1)
    assert region.test == independence_test(job.survey.segments["region"], both)
