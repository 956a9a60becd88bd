"""What may be said of the actions and of the plan."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.action_client import BILL, CALL, COURSE, PLAN, action, action_job
from tests.arrow_client import with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.actions import Actions
from toolkit.analysis.job import Job
from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.options import Limits, options_of
from toolkit.drivers.actions.roadmap import roadmap
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import ranked
from toolkit.language import Language

ATTITUDE = ("ATT_1", "ATT_2", "ATT_3", "ATT_4")


@pytest.fixture(scope="module")
def job() -> Job:
    return action_job()


@pytest.fixture(scope="module")
def result(job: Job) -> Actions:
    return found(job)


def found(job: Job) -> Actions:
    result = drivers.actions(job)
    assert result is not None
    return result


def by_key(findings: tuple[Finding, ...]) -> dict[str, Finding]:
    keyed = {finding.key: finding for finding in findings}
    assert len(keyed) == len(findings)
    return keyed


def replanned(job: Job, result: Actions, limits: Limits) -> Actions:
    """The same gains with other means."""
    assert result.gains is not None
    choice = choose(options_of(result.gains, result.outcome), limits)
    steps = roadmap(choice, job.engagement.plan.start or job.engagement.report.date)
    return replace(result, limits=limits, choice=choice, steps=steps)


def test_what_brings_most_is_told_with_both_margins_and_as_a_supposition(job: Job, result: Actions) -> None:
    said = by_key(say.actions(job, result))
    assert [key for key in said if key.startswith("actions.gain.")] == ["actions.gain.1"]
    text = said["actions.gain.1"].text
    assert text.startswith("If the link of “Trust” with “Attitude” is a cause, “Call” is expected to bring +")
    assert "points on “Attitude” (margin +" in text
    assert "on the NPS (margin +" in text
    assert said["actions.gain.1"].strength == "fact"
    assert said["actions.gain.1"].evidence.startswith("300 draws: total effects of redrawn customers")
    assert not any(finding.plain for finding in said.values())


def test_the_other_actions_are_told_together_with_their_margins(job: Job, result: Actions) -> None:
    every = replace(result, p=dict.fromkeys(result.p, 0.001))
    said = by_key(say.actions(job, every))
    others = said["actions.others"]
    assert others.strength == "fact"
    assert others.text.startswith(
        "What the other actions are expected to bring on “Attitude”, if their links are"
    )
    assert result.gains is not None
    gains = result.gains.table("attitude")
    for number, title in ((2, "Bill"), (3, "Course"), (4, "Panel")):
        row = gains.loc[str(number)]
        assert f"“{title}” +{row['mean']:.1f} (margin " in others.text
        assert others.numbers[f"gain_low_{number}"] == row["low"]
    assert "actions.unshown" not in said


def test_a_link_that_is_not_shown_is_said_to_be_so(job: Job, result: Actions) -> None:
    unsure = replace(result, p={**dict.fromkeys(result.p, 0.001), "friendliness": 0.4})
    said = by_key(say.actions(job, unsure))
    assert said["actions.unshown"].strength == "not_shown"
    assert said["actions.unshown"].text.startswith("These answers do not show the link behind these actions.")
    assert "“Course” " in said["actions.unshown"].text
    assert "“Course”" not in said["actions.others"].text
    assert "do not show" not in said["actions.gain.1"].text
    first = by_key(say.actions(job, replace(result, p=dict.fromkeys(result.p, 0.4))))["actions.gain.1"]
    assert first.strength == "not_shown"
    assert first.text.endswith("These answers do not show that link.")


def test_attitude_and_nps_are_not_counted_twice(job: Job, result: Actions) -> None:
    assert (
        "two views of one change. Do not add them up."
        in by_key(say.actions(job, result))["actions.two_views"].text
    )
    questions = job.engagement.questions.model_copy(update={"recommendation": None})
    engagement = job.engagement.model_copy(update={"questions": questions})
    without = Job(job.report, engagement, job.language, job.surveys)
    said = by_key(say.actions(without, found(without)))
    assert "actions.two_views" not in said
    assert "NPS" not in said["actions.gain.1"].text
    assert "NPS" not in by_key(say.roadmap(without, found(without)))["roadmap.whole"].text


def test_a_lift_beyond_the_scale_is_told() -> None:
    job = action_job(action("Leap", (30, 60, 100), 1, 1, driver="trust"))
    assert "has no room for all of its lift" in by_key(say.actions(job, found(job)))["actions.gain.1"].text
    job = action_job(CALL, action("Jump", (90, 95, 100), 1, 1, driver="friendliness"))
    told = " ".join(finding.text for finding in say.actions(job, found(job)) if "“Jump”" in finding.text)
    assert "has no room for all of" in told


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("flagged", "What “Call” may bring cannot be estimated: no conclusion may rest on “Trust”."),
        ("too_few", "What “Call” may bring cannot be estimated: too few customers answered about “Trust”."),
        ("alike", "because customers may not tell these themes apart: "),
    ],
)
def test_why_an_action_cannot_be_estimated(job: Job, result: Actions, reason: str, told: str) -> None:
    said = by_key(say.actions(job, replace(result, unknown={1: reason})))["actions.unknown.1"]
    assert told in said.text
    assert said.strength == ("too_few" if reason == "too_few" else "warning")


def test_an_outcome_that_carries_no_claim_is_told_once(job: Job) -> None:
    rng = np.random.default_rng(1)
    noise = {item: rng.integers(1, 8, len(job.survey.items)) for item in ATTITUDE}
    flagged = with_answers(job, **noise)
    (said,) = say.actions(flagged, found(flagged))
    assert said.text.endswith("cannot be estimated: no conclusion may rest on “Attitude”.")
    assert say.roadmap(flagged, found(flagged)) == ()


def test_effects_that_cannot_be_had_are_told_with_the_reason(job: Job) -> None:
    same = {f"IMG_{n}": job.survey.items[f"TRU_{n}"] for n in range(1, 5)}
    one = with_answers(job, **same)
    (said,) = say.actions(one, found(one))
    assert "do not tell what “Attitude” is linked to" in said.text
    assert said.evidence.startswith("Check before the computation: ")


def test_the_board_reads_which_action_comes_first_and_how_sure_that_is(job: Job, result: Actions) -> None:
    said = by_key(say.roadmap(job, result))["roadmap.first"]
    number, share = result.leading()
    assert (number, said.strength) == (1, "fact")
    assert not result.shown("involvement")
    assert said.text.endswith("These answers do not show the link behind “Panel”.")
    assert said.plain.startswith(
        f"Begin with “Call”, among others: it is one of the first in {100 * share:.0f} of every 100 recalculations."
    )
    supposed = (
        "If what goes together is also cause and effect, and the action does what the adviser expects, "
    )
    assert supposed + "“Attitude” rises by " in said.plain
    assert said.decision.startswith("Shall we begin with “Call” and “Panel” on 1 May 2025? That costs €")
    # What the evidence does not carry is said where the board decides on it too.
    assert said.decision.endswith("These answers do not show the link behind “Panel”.")
    assert said in ranked((*say.actions(job, result), *say.roadmap(job, result)), 5)


def test_a_first_action_that_is_not_sure_is_not_recommended(job: Job, result: Actions) -> None:
    assert result.sensitivity is not None
    costs = result.sensitivity.costs.assign(first=[0.6, 0.4, 0.0, 1.0])
    said = by_key(say.roadmap(job, with_costs(result, costs)))["roadmap.first"]
    # Not the panel either, which is small and comes along with whatever is first.
    assert said.plain == (
        "Which action should come first is not decided: “Call” does in 60 and “Bill” in 40 of every 100 recalculations."
    )
    assert said.decision == "Which do we begin with: “Call” or “Bill”? These numbers do not decide it."
    assert said.strength == "not_shown"
    without = with_costs(result, costs.assign(first=[0.3, 0.0, 0.0, 0.0]))
    assert by_key(say.roadmap(job, without))["roadmap.first"].plain.startswith(
        "Which action should come first cannot be told from these numbers: “Call” does in 30"
    )
    unshown = replace(result, p={**result.p, "trust": 0.3})
    said = by_key(say.roadmap(job, unshown))["roadmap.first"]
    assert said.strength == "not_shown"
    assert said.plain.endswith("But the answers do not show the link that this rests on.")


def with_costs(result: Actions, costs: pd.DataFrame) -> Actions:
    """The same with other costs, and parts of the draws in which each action comes first."""
    assert result.sensitivity is not None
    return replace(result, sensitivity=replace(result.sensitivity, costs=costs))


def test_of_two_actions_that_are_nearly_level_none_is_put_first() -> None:
    one, other = (
        action(name, (2, likely, 9), 40_000, 6, driver="trust")
        for name, likely in (("One", 5), ("Other", 4.9))
    )
    job = action_job(one, other, plan={**PLAN, "budget": 45_000})
    said = by_key(say.roadmap(job, found(job)))["roadmap.first"]
    assert said.plain.startswith("Which action should come first is not decided: “One” does in ")
    assert said.decision == "Which do we begin with: “One” or “Other”? These numbers do not decide it."


def test_an_only_first_action_comes_first_by_itself() -> None:
    job = action_job(CALL)
    said = by_key(say.roadmap(job, found(job)))["roadmap.first"]
    assert said.plain.startswith(
        "Begin with “Call”: it comes first in 100 of every 100 recalculations. If what "
    )


def test_a_link_that_runs_the_other_way_by_itself_is_no_reason_to_begin(job: Job, result: Actions) -> None:
    opposed = replace(result, opposed=("trust",))
    said = by_key(say.roadmap(job, opposed))["roadmap.first"]
    assert said.plain.startswith("By these numbers “Call” would come first, in ")
    assert said.plain.endswith(
        "is there only with the other themes held equal: by itself it runs the other way."
    )
    assert said.strength == "not_shown"
    assert "The link behind “Call” is there only with the other themes held equal" in said.decision
    gain = by_key(say.actions(job, opposed))["actions.gain.1"]
    assert gain.text.endswith("by itself “Trust” goes the other way with “Attitude”.")
    assert gain.strength == "not_shown"


def test_an_action_for_which_the_scale_has_no_room_is_not_said_to_lack_money() -> None:
    leaps = (action(name, (60, 80, 100), 1, 1, driver="trust") for name in ("Leap", "Other"))
    job = action_job(*leaps, CALL, plan={})
    said = by_key(say.roadmap(job, found(job)))
    assert said["roadmap.left_out.no_room"].text.endswith("already bring all that the scale has room for.")
    assert "“Call”" in said["roadmap.left_out.no_room"].text
    assert "roadmap.left_out.crowded_out" not in said


def test_the_whole_plan_is_told_with_what_it_costs_and_brings(job: Job, result: Actions) -> None:
    said = by_key(say.roadmap(job, result))["roadmap.whole"]
    total = result.total("attitude")
    assert "The whole plan costs €\xa065,000 of the €\xa070,000 that there is" in said.text
    assert f"{total.mean:.1f} points on “Attitude”" in said.text
    assert "The follow-up measurement has to show it." in said.text
    assert said.numbers["gain"] == total.mean
    assert said.evidence.endswith("the margin is too narrow.")
    alone = action_job(CALL)
    assert "too narrow" not in by_key(say.roadmap(alone, found(alone)))["roadmap.whole"].evidence
    free = action_job(plan={})
    assert by_key(say.roadmap(free, found(free)))["roadmap.whole"].text.startswith("The whole plan costs €")


def test_why_an_action_is_not_in_the_plan() -> None:
    worse = action("Worse", (-5, -4, -3), 1, 1, driver="trust")
    long = action("Long", (1, 2, 3), 1, 99, driver="image")
    job = action_job(CALL, BILL, COURSE, worse, long)
    said = by_key(say.roadmap(job, found(job)))
    assert said["roadmap.left_out.too_dear"].text == "The budget is too small for “Course”."
    assert said["roadmap.left_out.no_gain"].text == "No gain is expected of “Worse”: not in the plan."
    assert (
        said["roadmap.left_out.too_long"].text == "Within the quarters planned, there is no time for “Long”."
    )
    poor = action_job(CALL, BILL, plan={**PLAN, "budget": 50_000})
    text = by_key(say.roadmap(poor, found(poor)))["roadmap.left_out.crowded_out"].text
    assert text == (
        "Not in the plan: “Bill”. Within this budget and time, the others bring more, added up over the quarters "
        "planned."
    )


def test_no_action_that_gains_is_said_plainly(job: Job, result: Actions) -> None:
    (said,) = say.roadmap(job, replanned(job, result, Limits(0, 0.5, 1)))
    assert said.text == said.plain
    assert (
        said.text
        == "None of the actions that may raise “Attitude” fits the budget and the time that there is."
    )
    worse = action_job(action("Worse", (-5, -4, -3), 1, 1, driver="trust"))
    (none,) = say.roadmap(worse, found(worse))
    assert none.text == "None of the actions is expected to raise “Attitude”."


def test_what_would_change_the_choice(job: Job, result: Actions) -> None:
    assert result.sensitivity is not None
    factors = result.sensitivity.factors.assign(differs=0.0)

    def told(place: int, share: float) -> str:
        changed = factors.copy()
        changed.loc[place, "differs"] = share
        one = replace(result, sensitivity=replace(result.sensitivity, factors=changed))
        return by_key(say.roadmap(job, one))["roadmap.uncertain"].text

    assert "link of “Trust”: of every 100 values that it may have, 12 make other actions come first" in told(
        0, 0.12
    )
    assert "what “Call” adds to its theme: of every 100 values that the adviser holds possible, 25" in told(
        4, 0.25
    )
    assert told(0, 0.0).startswith("No single uncertainty")


@pytest.mark.parametrize(
    ("place", "limit", "told"),
    [
        ("1", 44_000.0, "“Call” belongs in it up to €\xa044,000; it is put at €\xa040,000."),
        ("3", 80_000.0, "“Course” would belong in it at €\xa080,000 or less; it is put at €\xa090,000."),
        ("1", math.inf, ""),
    ],
)
def test_which_cost_is_nearest_to_changing_the_plan(
    job: Job, result: Actions, place: str, limit: float, told: str
) -> None:
    assert result.sensitivity is not None
    costs = result.sensitivity.costs.assign(break_even=math.nan)
    costs.loc[place, "break_even"] = limit
    one = replace(result, sensitivity=replace(result.sensitivity, costs=costs))
    said = by_key(say.roadmap(job, one))
    assert told in said["roadmap.cost"].text if told else "roadmap.cost" not in said


def test_dutch_says_all_of_it(job: Job, result: Actions) -> None:
    dutch = replace(job, language=Language("nl"))
    for one in (*say.actions(dutch, result), *say.roadmap(dutch, result)):
        assert "the link" not in one.text
        assert "{" not in one.text + one.plain + one.decision + one.evidence
    plain = by_key(say.roadmap(dutch, result))["roadmap.first"].plain
    assert plain.startswith(
        "Begin onder meer met ‘Call (nl)’. Rekenen we 100 keer met andere mogelijke waarden, "
    )


def test_nothing_is_said_without_actions(job: Job) -> None:
    assert say.actions(job, None) == say.roadmap(job, None) == ()
