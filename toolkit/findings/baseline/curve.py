"""What may be said of loyalty by report mark: satisfied is not loyal."""

from __future__ import annotations

import math

from toolkit.analysis.baseline.curve import Curve, Step
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import DECIDE, of_difference
from toolkit.findings.wording import changes, of_hundred, points, range_of_hundred, shares
from toolkit.language import N_
from toolkit.measures.loyalty.bend import Bend
from toolkit.measures.thresholds import NINE_PLUS_FROM

FLATTER = N_(
    "From a mark of {mark} (margin {mark_margin}) each further mark goes with less on “{theme}”: {after} "
    "points (margin {after_margin}), below it {before} (margin {before_margin}). The scale ends at 100, "
    "which flattens a line by itself: nothing about loyalty follows from this bend."
)
LAST_STEP = N_(
    "From a mark of {mark} (margin {mark_margin}) each further mark goes with more on “{theme}”: {after} "
    "points (margin {after_margin}), below it {before} (margin {before_margin}). A 10 also stands for all "
    "who would have given more, which makes the last step steeper by itself."
)
STEEPER = N_(
    "From a mark of {mark} (margin {mark_margin}) each further mark goes with more on “{theme}”: {after} "
    "points (margin {after_margin}), below it {before} (margin {before_margin}). Part of that may be the ends of the "
    "scales: no score lies under 0, and a 10 also stands for all who would have given more."
)


def curve(job: Job, result: Curve | None) -> tuple[Finding, ...]:
    """Say how outcomes of very satisfied customers differ from those of satisfied ones, and whether the line bends."""
    if result is None:
        return ()
    found = [
        _unreliable(job, step.construct) if step.construct in result.unreliable else _step(job, result, step)
        for step in result.steps
        if not math.isnan(step.p)
    ]
    if result.bend and result.attitude not in result.unreliable:
        found.append(_bend(job, result, result.bend))
    return tuple(found)


def _unreliable(job: Job, construct: str) -> Finding:
    text = job.language.say(
        "On “{theme}” nothing is concluded by report mark: its questions do not belong together well enough.",
        theme=job.label(construct),
    )
    evidence = flagged(job, [construct])
    return Finding(f"curve.unreliable.{construct}", text, "warning", evidence)


def _step(job: Job, result: Curve, step: Step) -> Finding:
    language, found = job.language, step.difference
    smallest, largest = sorted((abs(found.low), abs(found.high)))
    slots = {
        "theme": job.label(step.construct),
        "points": language.number(abs(found.value), 1),
        "margin": points(language, smallest, largest, 1),
    }
    evidence = language.say(
        "Difference of two means by Welch’s t; p {p} after Holm over the tests of this chapter.",
        p=language.p_equals(step.p),
    )
    numbers = {"difference": found.value, "low": found.low, "high": found.high, "p": step.p}
    if not result.bases_hidden:
        numbers["n"] = found.n_first + found.n_second
    key = f"curve.step.{step.construct}"
    if not step.p < 1 - job.engagement.analysis.confidence or found.low <= 0 <= found.high:
        text = language.say(
            "That customers who give a 9 or 10 score differently on “{theme}” from those who give a 7 or 8 "
            "is not shown (difference {signed}, margin {limits}).",
            theme=slots["theme"],
            signed=language.signed(found.value, 1),
            limits=changes(language, found.low, found.high),
        )
        return Finding(key, text, "not_shown", evidence, numbers=numbers)
    if found.value < 0:
        text = language.say(
            "Customers who give a 9 or 10 score {points} points lower on “{theme}” than those who give a 7 "
            "or 8 (margin {margin}).",
            **slots,
        )
        return Finding(key, text, "shown", evidence, numbers=numbers)
    return _higher(job, result, step, slots, Finding(key, "", "shown", evidence, numbers=numbers))


def _higher(job: Job, result: Curve, step: Step, slots: dict[str, str], found: Finding) -> Finding:
    language = job.language
    text = language.say(
        "Customers who give a 9 or 10 score {points} points higher on “{theme}” than those who give a 7 or "
        "8 (margin {margin}).",
        **slots,
    )
    plain = ""
    if step.very and step.satisfied:
        text = language.say(
            "Customers who give a 9 or 10 score {points} points higher on “{theme}” than those who give a "
            "7 or 8 (margin {margin}). Of the first {very} score {cut} or higher (margin {very_margin}), "
            "of the second {satisfied} (margin {satisfied_margin}).",
            cut=language.number(result.cut),
            very=language.percent(step.very.value),
            very_margin=shares(language, step.very.low, step.very.high),
            satisfied=language.percent(step.satisfied.value),
            satisfied_margin=shares(language, step.satisfied.low, step.satisfied.high),
            **slots,
        )
        plain = language.say(
            "Satisfied is not the same as loyal. Of every 100 customers who give a 7 or 8, {satisfied} "
            "({satisfied_range}) score high on “{theme}”. Of every 100 who give a 9 or 10, that is {very} "
            "({very_range}).",
            satisfied=of_hundred(language, step.satisfied.value),
            satisfied_range=range_of_hundred(language, step.satisfied.low, step.satisfied.high),
            very=of_hundred(language, step.very.value),
            very_range=range_of_hundred(language, step.very.low, step.very.high),
            theme=slots["theme"],
        )
    elif step.construct == result.attitude:
        plain = language.say(
            "Satisfied is not the same as loyal: customers who give a 9 or 10 score {points} points higher "
            "on “{theme}” ({margin}) than those who give a 7 or 8.",
            **slots,
        )
    matters = step.difference.value >= job.engagement.analysis.smallest_change
    if step.construct != result.attitude or not matters:
        return Finding(found.key, text, "shown", found.evidence, numbers=found.numbers)
    decision = language.say("What would turn customers who give a 7 or 8 into customers who give a 9 or 10?")
    size = of_difference(step.difference.value)
    return Finding(found.key, text, "shown", found.evidence, plain, decision, size, DECIDE, found.numbers)


def _bend(job: Job, result: Curve, bend: Bend) -> Finding:
    language = job.language
    slots = {
        "theme": job.label(result.attitude),
        "mark": language.number(bend.mark.value),
        "mark_margin": points(language, bend.mark.low, bend.mark.high),
        "before": language.signed(bend.before.value, 1),
        "before_margin": changes(language, bend.before.low, bend.before.high),
        "after": language.signed(bend.after.value, 1),
        "after_margin": changes(language, bend.after.low, bend.after.high),
        "slope": language.signed(bend.line.value, 1),
        "slope_margin": changes(language, bend.line.low, bend.line.high),
    }
    evidence = language.say(
        "Largest F over the marks, robust, by wild bootstrap: p {p} after Holm over the tests of this "
        "chapter.",
        p=language.p_equals(result.bend_p),
    )
    numbers = {"p": result.bend_p, "slope": bend.line.value}
    if not result.bend_p < 1 - job.engagement.analysis.confidence:
        text = language.say(
            "A bend in the line is not shown: on “{theme}” each further mark goes with {slope} points "
            "(margin {slope_margin}), as far as these answers tell the same at every mark.",
            **slots,
        )
        return Finding("curve.bend", text, "not_shown", evidence, numbers=numbers)
    numbers |= {"mark": bend.mark.value, "before": bend.before.value, "after": bend.after.value}
    return Finding("curve.bend", language.say(_bent(bend), **slots), "shown", evidence, numbers=numbers)


def _bent(bend: Bend) -> str:
    """Choose the sentence for a bend: what the ends of the scales do by themselves is said with it."""
    if bend.change.value < 0:
        return FLATTER
    return LAST_STEP if bend.mark.value >= NINE_PLUS_FROM else STEEPER
