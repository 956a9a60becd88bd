"""What the follow-up computes of an action: who had it, what went with it, and what may be compared."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.analysis.followup.treated_client import (
    BOTH,
    CALLED,
    NUMBER,
    action,
    not_said,
    panel_job,
    picked_low_job,
    samples,
    three_waves_job,
    treated_job,
    without,
    world,
)
from toolkit.analysis.followup import ActionImpact, impact
from toolkit.analysis.followup.earlier import courses
from toolkit.analysis.followup.treated import TREATED, sides, wave_before
from toolkit.analysis.job import Job
from toolkit.followup.impact.did import difference_in_differences
from toolkit.simulate import simulate_wave


def only(job: Job) -> ActionImpact:
    result = impact(job)
    assert result is not None
    (one,) = result.actions
    return one


def test_the_effect_on_the_driver_and_on_each_outcome_is_told() -> None:
    one = only(panel_job())
    assert one.effects is not None
    assert [effect.measure for effect in one.effects] == ["trust", "attitude", "nps"]
    trust = one.effects[0]
    assert trust.verdict == "better"
    assert trust.low < trust.estimate < trust.high
    # .8 standard deviations of the latent are about 15 points of trust.
    assert 5 < trust.estimate < 20
    result = impact(panel_job())
    assert result is not None
    assert result.effects_of(1) == one.effects
    assert result.effects_of(2) is None
    assert result.compared == (one,)


def test_it_is_the_statistic_on_the_scores_of_the_report() -> None:
    job = panel_job()
    one = only(job)
    who = sides(job, job.engagement.actions[0].group, job.read[-1])
    assert not isinstance(who, str)
    assert who.read == "each"
    table = difference_in_differences(who.before, who.after, ["trust"], treated=TREATED, key="key")
    assert one.table is not None
    assert one.table.loc["trust", "difference"] == pytest.approx(table.loc["trust", "difference"])
    called = job.read[0].segments["called"].astype(object) == "yes"
    assert who.before[TREATED].tolist() == called.astype(float).tolist()


def test_where_the_first_wave_does_not_tell_it_the_last_is_carried_back() -> None:
    first, last = samples()
    one = only(treated_job([without(first), last]))
    assert one.read == "carried_back"
    assert one.table is not None
    n = one.table.loc["trust", ["n_treated_before", "n_others_before", "n_treated_after", "n_others_after"]]
    assert n.iloc[:2].sum() == n.iloc[2:].sum() == one.table.loc["trust", "n_paired"] <= BOTH
    assert one.effects is not None
    assert one.effects[0].verdict == "better"


def test_who_is_marked_in_the_last_wave_only_is_carried_back_too() -> None:
    first, last = samples()
    nobody = replace(
        first, segments=first.segments.assign(called=pd.Categorical(["no"] * NUMBER, ["yes", "no"]))
    )
    assert only(treated_job([nobody, last])).read == "carried_back"


def test_what_cannot_be_compared_says_why() -> None:
    first, last = samples()
    nobody = replace(
        last, segments=last.segments.assign(called=pd.Categorical(["no"] * NUMBER, ["yes", "no"]))
    )
    few = np.arange(NUMBER) % 80 == 0
    rare = pd.Categorical(np.where(few, "yes", "no"), ["yes", "no"])
    seven = [replace(wave, segments=wave.segments.assign(called=rare)) for wave in (first, last)]
    told = {
        "not_told": treated_job([first, without(last)]),
        "not_told_before": treated_job([without(first), last], keys=False),
        "nobody": treated_job([first, nobody]),
        "too_few": treated_job(seven),
        "began_before": treated_job([first, last], action(since=date(2020, 1, 1))),
    }
    for why, job in told.items():
        one = only(job)
        assert (one.why_not, one.effects, one.table) == (why, None, None)


def test_without_keys_the_waves_are_compared_as_different_customers() -> None:
    one = only(treated_job(samples(), keys=False))
    assert one.table is not None
    assert one.table["n_paired"].tolist() == [0.0] * len(one.table)
    assert one.effects is not None


def test_so_few_without_a_side_hide_the_changes_of_both() -> None:
    first, last = samples()
    assert not only(panel_job()).leftover
    keep = np.arange(NUMBER) % 120 > 0
    one = only(treated_job([without(first, keep), without(last, keep)]))
    assert one.leftover
    assert one.lines is None
    assert one.effects is not None


def test_only_what_was_done_before_the_last_wave_counts() -> None:
    first, last = samples()
    assert impact(treated_job([first, last], action(carried_out="no"))) is None
    assert impact(treated_job([first, last], action(since=date(2025, 1, 1)))) is None
    assert impact(treated_job([first, last], action(wave="wave_2"))) is None
    whole = only(treated_job([first, last], action(group=None)))
    assert (whole.effects, whole.why_not, whole.grouped) == (None, "", False)


def test_the_wave_before_is_the_last_before_it_began() -> None:
    job = three_waves_job()
    (began,) = job.engagement.actions
    before = wave_before(job, began)
    assert before is job.read[1]
    assert wave_before(job, began.model_copy(update={"since": date(2021, 9, 1)})) is job.read[0]
    assert wave_before(job, began.model_copy(update={"since": None})) is job.read[0]
    assert wave_before(job, began.model_copy(update={"since": None, "wave": "wave_2"})) is job.read[1]


def test_with_three_waves_the_course_before_is_told() -> None:
    one = only(three_waves_job())
    assert one.before == "wave_2"
    assert one.earlier is not None
    assert set(one.earlier["from"]) == {"wave_1"}
    assert list(one.earlier.index) == ["trust", "attitude", "nps"]
    assert (one.earlier["p_holm"] > 0.05).all()
    assert one.lines is not None
    assert one.lines.table.groupby(TREATED).size().tolist() == [3, 3]
    assert only(panel_job()).earlier is None


def test_the_lines_are_the_means_of_each_side() -> None:
    one = only(panel_job())
    assert one.lines is not None
    assert one.table is not None
    means = one.lines.table.set_index(TREATED, append=True)["estimate"]
    row = one.table.loc["trust"]
    assert means["wave_1", 1] == pytest.approx(row["treated_before"])
    assert means["wave_2", 0] == pytest.approx(row["others_after"])


def test_who_was_picked_low_is_compared_with_equals() -> None:
    one = only(picked_low_job())
    assert one.table is not None
    assert one.equals is not None
    assert one.effects is not None
    # The way back to the mean: the difference in differences claims it, the effects do not.
    assert one.table.loc["trust", "verdict"] == "better"
    assert {effect.verdict for effect in one.effects}.isdisjoint({"better", "worse"})
    assert one.regression is not None
    assert one.regression.by == "panel"
    assert one.regression.group < one.regression.everybody
    assert one.regression.expected > 3
    assert one.regression.low < one.regression.beyond < one.regression.high


def test_an_effect_on_who_was_picked_low_is_found() -> None:
    one = only(picked_low_job(1.5))
    assert one.effects is not None
    assert one.effects[0].verdict == "better"


def test_who_was_picked_low_without_a_word_is_seen_by_where_they_stood() -> None:
    one = only(not_said(picked_low_job()))
    assert one.apart is not None
    assert (one.apart.measure, one.apart.equals is not None) == ("trust", True)
    assert one.apart.high < -10
    # The difference in differences claims the way back to the mean; the verdict does not.
    assert one.table is not None
    assert one.table.loc["trust", "verdict"] == "better"
    assert one.effects is not None
    assert {effect.verdict for effect in one.effects}.isdisjoint({"better", "worse"})
    found = only(not_said(picked_low_job(1.5)))
    assert found.effects is not None
    assert found.effects[0].verdict == "better"


def test_sides_that_always_stood_apart_were_not_picked() -> None:
    """Who was called trusted less in every wave: the course before shows that nobody was picked on the last of them."""
    lower = replace(world(), segments=(replace(CALLED, shifts={"yes": {"trust": -0.9}}),))
    drawn = [simulate_wave(lower, 900, seed=5)]
    for _ in range(2):
        drawn.append(simulate_wave(lower, 900, seed=5, previous=drawn[-1], overlap=700))
    keys = {"since": date(2022, 9, 1)}
    two = only(treated_job(drawn[1:], action(since=date(2021, 9, 1))))
    assert two.apart is not None
    assert two.apart.measure == "trust"
    three = only(treated_job(drawn, action(**keys)))
    assert three.earlier is not None
    course = courses(three.earlier, 0.05)
    assert course["trust"] == "same"
    assert three.apart is None or course[three.apart.measure] != "same"


def test_sides_by_lot_are_not_apart() -> None:
    assert only(panel_job()).apart is None
    assert only(picked_low_job()).apart is None  # the engagement says so: other sentences hold


def test_without_the_same_customers_a_group_picked_low_gets_no_verdict() -> None:
    job = picked_low_job()
    apart = tuple(replace(survey, key=None) for survey in job.series)
    one = only(replace(job, surveys=(apart[0], apart[-1]), series=apart, memory={}))
    assert (one.effects, one.equals, one.why_not) == (None, None, "picked_low")
    assert one.regression is not None
    assert one.regression.by == "reliability"
    assert one.regression.expected > 0
    assert np.isnan(one.regression.expected_high)


def test_drivers_that_were_aimed_at_stand_beside_the_others() -> None:
    result = impact(panel_job())
    assert result is not None
    assert result.targeted is not None
    assert result.targeted.targeted == ("trust",)
    assert "trust" not in result.targeted.untargeted
    everything = [action(title=name, driver=name, group=None) for name in ("trust", "image")]
    all_aimed = impact(treated_job(samples(), *everything))
    assert all_aimed is not None
    assert all_aimed.targeted is None


def test_a_driver_that_an_action_may_have_worked_on_is_none_of_the_others() -> None:
    def others(**keys: Any) -> tuple[str, ...]:
        image = action(title="Look", driver="image", group=None, **keys)
        found = impact(treated_job(samples(), action(), image))
        assert found is not None
        return () if found.targeted is None else found.targeted.untargeted

    assert others(carried_out="no") == ("image",)
    assert others(since=date(2030, 1, 1)) == ("image",)
    # Nobody told what came of it, or it began before the first wave: not "no action worked on it".
    assert others(carried_out=None) == ()
    assert others(since=date(2020, 1, 1)) == ()


def test_weights_count_for_the_minimum_cell() -> None:
    first, last = samples()
    heavy = replace(last, weights=last.weights.where(last.segments["called"] == "no", 1e-6))
    heavy = replace(heavy, weights=heavy.weights.where(np.arange(NUMBER) % 50 > 0, 100.0))
    one = only(treated_job([first, heavy]))
    assert one.effects is None
    assert one.why_not == "too_few"
