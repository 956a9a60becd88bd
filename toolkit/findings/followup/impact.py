"""What may be said of an action: did its theme change more with it than without it, and more than other themes?"""

from __future__ import annotations

from toolkit.analysis.followup import NOT_JUDGED, ActionImpact, Effect, Impact
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup.impact_doubts import doubts
from toolkit.findings.followup.impact_targeted import targeted
from toolkit.findings.followup.impact_words import measure_label, title_of
from toolkit.findings.ranking import LOST, WORK_ON, asking, of_difference
from toolkit.findings.wording import changes, listed, points
from toolkit.followup.changes.compare import NPS

MOVED = ("better", "worse")


def impact(job: Job, result: Impact | None) -> tuple[Finding, ...]:
    """Say of each action with whom it was compared and what went with it; then of all themes that were worked on."""
    if result is None:
        return ()
    found: list[Finding] = []
    for one in result.actions:
        found += _effects(job, one)
        found += doubts(job, one, result.level)
    return (*found, *targeted(job, result))


def _effects(job: Job, one: ActionImpact) -> list[Finding]:
    if not one.effects:
        return []
    found = [_moved(job, one, effect) for effect in one.effects if effect.verdict in MOVED]
    if same := [effect for effect in one.effects if effect.verdict == "no relevant change"]:
        found.append(_same(job, one, same))
    if undecided := [effect for effect in one.effects if effect.verdict == "not decided"]:
        found.append(_undecided(job, one, undecided))
    if stopped := [effect.measure for effect in one.effects if effect.verdict == NOT_JUDGED]:
        found.append(_stopped(job, one, stopped))
    return found


def _moved(job: Job, one: ActionImpact, effect: Effect) -> Finding:
    own = effect.measure == one.driver
    text, plain, decision = (_better if effect.verdict == "better" else _worse)(job, one, effect)
    smallest = _smallest(job, effect.measure)
    if abs(effect.estimate) < smallest:
        doubt = job.language.say(
            "It is not certain that this is as much as the {smallest} points that matter.",
            smallest=job.language.number(smallest),
        )
        text, plain = f"{text} {doubt}", f"{plain} {doubt}"
    return Finding(
        f"impact.{one.number}.{effect.measure}",
        " ".join([text, *_equals(job, one)]),
        "shown",
        evidence(job, one),
        plain,
        decision if own else "",
        size=of_difference(effect.estimate, "nps" if effect.measure == NPS else "points"),
        actionable=asking(decision if own else "", WORK_ON),
        numbers=_numbers(effect),
    )


def _better(job: Job, one: ActionImpact, effect: Effect) -> tuple[str, str, str]:
    language, slots = job.language, _slots(job, one, effect)
    return (
        language.say(
            "“{action}”: customers who had it moved {points} points more for the better on {measure} than those who "
            "had not (margin {margin}). That goes with the action, beyond what happened to all customers.",
            **slots,
        ),
        language.say(
            "Customers who had “{action}” moved {points} points more for the better on {measure} than those who had "
            "not ({range}).",
            **slots,
        ),
        language.say("Do more customers get “{action}”?", **slots),
    )


def _worse(job: Job, one: ActionImpact, effect: Effect) -> tuple[str, str, str]:
    language, slots = job.language, _slots(job, one, effect)
    return (
        language.say(
            "“{action}”: customers who had it moved {points} points more for the worse on {measure} than those who "
            "had not (margin {margin}). That goes with the action, beyond what happened to all customers.",
            **slots,
        ),
        language.say(
            "Customers who had “{action}” moved {points} points more for the worse on {measure} than those who had "
            "not ({range}).",
            **slots,
        ),
        language.say(
            "Customers who had “{action}” moved for the worse. Who finds out why, and by when?", **slots
        ),
    )


def _same(job: Job, one: ActionImpact, effects: list[Effect]) -> Finding:
    language = job.language
    smallest = sorted({_smallest(job, effect.measure) for effect in effects})
    slots = {
        "action": title_of(job, one.number),
        "theme": measure_label(job, one.driver),
        "measures": _listed(job, effects),
        "smallest": language.listing(map(language.number, smallest), either=True),
    }
    text = language.say(
        "“{action}”: customers who had it changed about as much as those who had not: {measures}. Any difference is "
        "smaller than the {smallest} points that matter.",
        **slots,
    )
    plain = ""
    if one.driver in {effect.measure for effect in effects}:
        plain = language.say(
            "Customers who had “{action}” changed about as much on {theme} as those who had not.", **slots
        )
    text = " ".join([text, *_equals(job, one)])
    key = f"impact.{one.number}.same"
    return Finding(
        key, text, "shown", evidence(job, one), plain, "", of_difference(max(smallest)), WORK_ON, _of(effects)
    )


def _undecided(job: Job, one: ActionImpact, effects: list[Effect]) -> Finding:
    language = job.language
    slots = {
        "action": title_of(job, one.number),
        "theme": measure_label(job, one.driver),
        "measures": _listed(job, effects),
    }
    text = language.say(
        "“{action}”: these answers do not decide whether customers who had it changed otherwise than those who had "
        "not: {measures}.",
        **slots,
    )
    plain = ""
    if one.driver in {effect.measure for effect in effects}:
        plain = language.say(
            "These answers do not decide whether “{action}” made a difference: whether customers who had it changed "
            "otherwise on {theme} than those who had not.",
            **slots,
        )
    text = " ".join([text, *([] if one.apart else _equals(job, one))])
    key = f"impact.{one.number}.undecided"
    return Finding(key, text, "not_shown", evidence(job, one), plain, "", LOST, WORK_ON, _of(effects))


def _stopped(job: Job, one: ActionImpact, names: list[str]) -> Finding:
    text = job.language.say(
        "“{action}”: nothing is concluded about {themes}, as the questions about it do not belong together well "
        "enough.",
        action=title_of(job, one.number),
        themes=listed(job, names),
    )
    return Finding(f"impact.{one.number}.unreliable", text, "warning", evidence(job, one))


def evidence(job: Job, one: ActionImpact) -> str:
    """Name the method by which an action was compared."""
    language = job.language
    if one.equals is not None:
        return language.say(
            "Regression of the second score on the action and the score at the start, robust errors (HC3); corrected "
            "for the number of measures (Holm)."
        )
    return language.say(
        "Difference in differences, errors by customer (CR2); corrected for the number of measures (Holm)."
    )


def _equals(job: Job, one: ActionImpact) -> list[str]:
    """Say with whom a group that was picked for its low scores, or stood apart at the start, is compared."""
    if one.apart is not None and one.apart.equals is not None:
        return [job.language.say("Among customers who stood equally at the start it is so too.")]
    if one.equals is None:
        return []
    return [
        job.language.say(
            "They were picked for their low scores, so they are compared with customers who scored equally low at the "
            "start."
        )
    ]


def _slots(job: Job, one: ActionImpact, effect: Effect) -> dict[str, str]:
    language = job.language
    near, far = sorted((abs(effect.low), abs(effect.high)))
    return {
        "action": title_of(job, one.number),
        "measure": measure_label(job, effect.measure),
        "points": language.number(abs(effect.estimate), 1),
        # A change beyond chance by itself after Holm has an interval on one side of 0.
        "range": points(language, near, far, 1),
        "margin": changes(language, effect.low, effect.high),
    }


def _listed(job: Job, effects: list[Effect]) -> str:
    language = job.language
    return language.listing(
        language.say(
            "{measure} ({difference}, margin {margin})",
            measure=measure_label(job, effect.measure),
            difference=language.signed(effect.estimate, 1),
            margin=changes(language, effect.low, effect.high),
        )
        for effect in effects
    )


def _smallest(job: Job, measure: str) -> float:
    settings = job.engagement.analysis
    return settings.smallest_change_nps if measure == NPS else settings.smallest_change


def _numbers(effect: Effect) -> dict[str, float]:
    return {"difference": effect.estimate, "low": effect.low, "high": effect.high, "p_holm": effect.p_holm}


def _of(effects: list[Effect]) -> dict[str, float]:
    return {
        f"{effect.measure}_{name}": value for effect in effects for name, value in _numbers(effect).items()
    }
