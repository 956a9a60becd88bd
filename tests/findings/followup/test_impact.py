"""What is said of an action: no more than its test allows, and never a cause."""

import re
import sys
from dataclasses import replace

import pandas as pd
import pytest

from tests.analysis.followup.treated_client import (
    action,
    panel_job,
    picked_low_job,
    samples,
    three_waves_job,
    treated_job,
    without,
)
from toolkit.analysis import followup
from toolkit.analysis.followup import NOT_JUDGED, ActionImpact, Effect, Impact
from toolkit.analysis.followup.apart import Apart
from toolkit.analysis.followup.picked import Regression
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.findings.finding import Finding
from toolkit.followup.impact.contrast import Targeted
from toolkit.language import Language

CAUSE = re.compile(
    r"because of|thanks to|caused|due to|led to|dankzij|veroorzaakt|doordat|leidde tot", re.IGNORECASE
)


def told(job: Job) -> dict[str, Finding]:
    result = followup.impact(job)
    return {finding.key: finding for finding in say.impact(job, result)}


def effect(verdict: str, estimate: float = 8.0, measure: str = "trust", half: float = 3.0) -> Effect:
    return Effect(measure, estimate, estimate - half, estimate + half, 0.001, verdict, 120, 300)


def said(*effects: Effect, language: str = "en") -> dict[str, Finding]:
    job = replace(panel_job(), language=Language(language))
    result = Impact((ActionImpact(1, "trust", effects),))
    return {finding.key: finding for finding in say.impact(job, result)}


def said_of(one: ActionImpact) -> dict[str, Finding]:
    return {finding.key: finding for finding in say.impact(panel_job(), Impact((one,)))}


def test_what_moved_more_goes_with_the_action_and_has_its_margin() -> None:
    finding = told(panel_job())["impact.1.trust"]
    assert finding.strength == "shown"
    assert "goes with the action, beyond what happened to all customers" in finding.text
    assert re.search(r"moved [\d.]+ points more for the better on “Trust”.*margin \+", finding.text)
    assert finding.decision == "Do more customers get “Call”?"
    assert set(finding.numbers) == {"difference", "low", "high", "p_holm"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_sentence_names_a_cause(language: str) -> None:
    jobs = (panel_job(), three_waves_job(), picked_low_job())
    for job in (replace(one, language=Language(language)) for one in jobs):
        findings = (*say.impact(job, followup.impact(job)), *say.cause(job))
        assert findings
        for finding in findings:
            assert not CAUSE.search(f"{finding.text} {finding.plain}"), finding.text


def test_each_verdict_has_its_own_words() -> None:
    moved = said(effect("better"), effect("worse", -9, "attitude"))
    assert moved["impact.1.trust"].plain == (
        "Customers who had “Call” moved 8.0 points more for the better on “Trust” than those who had not "
        "(5.0 to 11.0)."
    )
    assert "9.0 points more for the worse" in moved["impact.1.attitude"].text
    assert moved["impact.1.attitude"].decision == ""
    same = said(effect("no relevant change", 0.5))["impact.1.same"]
    assert "“Trust” (+0.5, margin −2.5 to +3.5). Any difference is smaller than the 5 points" in same.text
    assert same.strength == "shown"
    open_ = said(effect("not decided", 3.0, half=6))["impact.1.undecided"]
    assert open_.strength == "not_shown"
    assert "do not decide whether customers who had it changed otherwise" in open_.text
    assert said(effect("not judged"))["impact.1.unreliable"].strength == "warning"


def apart(difference: float, *, equals: bool = True) -> Apart:
    return Apart("trust", difference, difference - 2, difference + 2, pd.DataFrame() if equals else None)


def test_sides_that_stood_apart_at_the_start_are_told_of() -> None:
    plain = ActionImpact(1, "trust", (effect("better"),))
    both = said_of(replace(plain, apart=apart(-20.0)))
    assert "it is so too" in both["impact.1.trust"].text
    warning = both["impact.1.apart"]
    assert warning.strength == "warning"
    assert "stood 20.0 points lower on “Trust” than those who had not (margin −22.0 to −18.0)" in warning.text
    assert "only what also shows among customers who stood equally" in warning.text
    higher = said_of(replace(plain, effects=(effect("not decided"),), apart=apart(20.0, equals=False)))
    assert "points higher on" in higher["impact.1.apart"].text
    assert "nothing is concluded" in higher["impact.1.apart"].text
    assert "it is so too" not in higher["impact.1.undecided"].text


def test_a_small_but_certain_difference_is_doubted() -> None:
    finding = said(effect("better", 3.0, half=1))["impact.1.trust"]
    assert finding.text.endswith("It is not certain that this is as much as the 5 points that matter.")
    assert finding.plain.endswith("It is not certain that this is as much as the 5 points that matter.")


def test_the_nps_has_its_own_name_and_no_jargon_in_plain_words() -> None:
    finding = said(effect("better", 20.0, "nps"))["impact.1.nps"]
    assert "the recommendation score (NPS)" in finding.text


def test_a_worse_driver_asks_who_finds_out() -> None:
    assert said(effect("worse", -9))["impact.1.trust"].decision.endswith("Who finds out why, and by when?")


def test_the_last_wave_carried_back_is_told() -> None:
    first, last = samples()
    findings = told(treated_job([without(first), last]))
    assert re.search(r"read from wave_2, .* both times: \d+\.", findings["impact.1.carried_back"].text)


def test_what_cannot_be_compared_is_told_once_and_claims_nothing() -> None:
    first, last = samples()
    findings = told(treated_job([without(first), last], keys=False))
    assert [key for key in findings if key.startswith("impact.1.")] == ["impact.1.why_not"]
    assert "too few customers of wave_2 are found in it by their key" in findings["impact.1.why_not"].text
    for why in ("began_before", "not_told", "nobody", "too_few", "picked_low"):
        result = Impact((ActionImpact(1, "trust", None, why_not=why),))
        (finding,) = say.impact(panel_job(), result)
        assert finding.strength == "too_few"
        assert "“Call”" in finding.text


def test_hidden_measures_are_named() -> None:
    one = ActionImpact(1, "trust", (effect("better"),), hidden=("attitude", "nps"))
    findings = {finding.key: finding for finding in say.impact(panel_job(), Impact((one,)))}
    assert "fewer than 10 customers answered: “Attitude” and the recommendation score (NPS)." in (
        findings["impact.1.hidden"].text
    )


def test_the_course_before_is_no_proof_where_nothing_is_shown() -> None:
    findings = told(three_waves_job())
    before = [finding for key, finding in findings.items() if ".before." in key]
    assert before
    undecided = findings.get("impact.1.before.undecided")
    assert undecided is not None
    assert undecided.text.endswith("That is no proof that they went the same way.")
    assert undecided.strength == "not_shown"


def test_another_course_and_the_same_course_are_told_apart() -> None:
    table = pd.DataFrame(
        {"p_holm": [0.01, 0.6], "p_equivalence_holm": [0.9, 0.01], "from": "wave_1"},
        index=["trust", "attitude"],
    )
    one = ActionImpact(1, "trust", (effect("better"),), earlier=table)
    findings = {finding.key: finding for finding in say.impact(panel_job(), Impact((one,)))}
    assert findings["impact.1.before.differ"].strength == "warning"
    assert "another way already: “Trust”" in findings["impact.1.before.differ"].text
    assert findings["impact.1.before.same"].strength == "shown"
    assert "about as much as the others: “Attitude”" in findings["impact.1.before.same"].text


def test_a_measure_has_one_course_before_over_all_waves() -> None:
    # Since the first wave they differ, since the second it is not decided; of attitude one of two is shown to be alike.
    table = pd.DataFrame(
        {"p_holm": [0.01, 0.6, 0.6, 0.6], "p_equivalence_holm": [0.9, 0.9, 0.01, 0.9]},
        index=["trust", "trust", "attitude", "attitude"],
    )
    one = ActionImpact(1, "trust", (effect("better"),), earlier=table)
    found = {finding.key: finding.text for finding in say.impact(panel_job(), Impact((one,)))}
    assert "another way already: “Trust”." in found["impact.1.before.differ"]
    assert "Trust" not in found["impact.1.before.undecided"]
    assert "“Attitude”" in found["impact.1.before.undecided"]
    assert "impact.1.before.same" not in found
    # A scale that does not hold carries no claim on what went before either.
    stopped = ActionImpact(1, "trust", (effect(NOT_JUDGED),), earlier=table.loc[["trust"]])
    assert not [one.key for one in say.impact(panel_job(), Impact((stopped,))) if ".before." in one.key]


def test_regression_to_the_mean_is_told_and_not_claimed() -> None:
    findings = told(picked_low_job())
    text = findings["impact.1.regression"].text
    assert "picked for a low score on “Trust”" in text
    assert "go back to the mean by themselves" in text
    assert not [key for key, one in findings.items() if one.strength == "shown" and key.endswith(".trust")]
    others = [one for key, one in findings.items() if key in ("impact.1.same", "impact.1.undecided")]
    assert all("customers who scored equally low at the start" in one.text for one in others)
    assert others


@pytest.mark.parametrize(("by", "words"), [("panel", "is left"), ("reliability", "or more; at most")])
def test_by_what_it_is_known_is_told(by: str, words: str) -> None:
    found = Regression("trust", by, 12, 7, 5, 9, 5, 1, 9, 45, 60, 100, 300)
    one = ActionImpact(1, "trust", None, why_not="picked_low", regression=found)
    findings = {finding.key: finding for finding in say.impact(panel_job(), Impact((one,)))}
    assert words in findings["impact.1.regression"].text
    high = replace(found, group=70)
    one = replace(one, regression=high)
    findings = {finding.key: finding for finding in say.impact(panel_job(), Impact((one,)))}
    assert findings["impact.1.regression"].strength == "warning"


def contrast(difference: float, p: float, equal: float) -> Finding:
    found = followup.impact(panel_job())
    assert found is not None
    assert found.targeted is not None
    row = found.targeted.contrast.copy()
    row["difference"], row["low"], row["high"] = difference, difference - 2, difference + 2
    row["p"], row["p_equivalence"] = p, equal
    result = Impact((), replace(found.targeted, contrast=row))
    (finding,) = say.impact(panel_job(), result)
    return finding


def test_what_was_worked_on_stands_beside_the_rest() -> None:
    more = contrast(8, 0.001, 0.9)
    assert "rose 8.0 points more than those on “Image”" in more.text
    assert "something else that touched these themes only may be" in more.text
    assert (more.strength, more.plain.endswith("(6.0 to 10.0).")) == ("shown", True)
    assert "stayed 8.0 points behind" in contrast(-8, 0.001, 0.9).text
    assert contrast(3, 0.01, 0.01).text.endswith("The difference is less than the 5 points that matter.")
    assert "changed about as much" in contrast(0.5, 0.6, 0.001).text
    undecided = contrast(3, 0.1, 0.2)
    assert (undecided.strength, undecided.plain) == ("not_shown", "")


def test_drivers_that_are_not_told_apart_are_named() -> None:
    (finding,) = say.impact(panel_job(), Impact((), blurred=("image",)))
    assert "“Image”" in finding.text


def test_without_an_action_nothing_is_said() -> None:
    assert say.impact(panel_job(), None) == ()


def test_the_cause_is_told_with_a_group_and_without() -> None:
    (grouped,) = say.cause(panel_job())
    assert "For “Call” there are customers without it" in grouped.text
    assert "Unless lots decided who had it" in grouped.text
    (alone,) = say.cause(treated_job(samples(), action(group=None)))
    assert "There is no group of customers without the action" in alone.text
    # A board that acted reads on its page that nobody can tell whether that did it; where nobody acted it does not.
    assert alone.plain.startswith("Whether the actions did it cannot be told")
    (idle,) = say.cause(treated_job(samples(), action(group=None, carried_out="no")))
    assert idle.plain == ""
    first, last = samples()
    (hidden,) = say.cause(treated_job([without(first), last], keys=False))
    assert "There is no group of customers without the action" in hidden.text


def test_what_was_worked_on_and_may_not_be_compared_is_named_with_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = pd.Series({"difference": 1.0, "low": -0.5, "high": 2.5, "p": 0.2, "p_equivalence": 0.001})
    job, contrast = panel_job(), Targeted(row, pd.DataFrame(), ("image",), ("attitude",))
    module = sys.modules["toolkit.findings.followup.impact_targeted"]
    for gone in ((), ("trust", "involvement")):
        compared = replace(followup.frames(job), not_comparable=gone)
        monkeypatch.setattr(module, "frames", lambda _, told=compared: told)
        (found,) = module.targeted(job, Impact((), contrast))
        for text in (found.text, found.plain):
            # No action worked on involvement.
            named = text.endswith("Worked on too, but not to be compared with before: “Trust”.")
            assert named == bool(gone)
