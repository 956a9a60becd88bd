"""What may be said about which driver matters."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.flags import flags_of, pair_flags
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.drivers.joint import Joint
from toolkit.findings.drivers import first
from toolkit.findings.drivers.beside import beside
from toolkit.findings.drivers.links import (
    coefficient_slots,
    explained,
    held_constant,
    is_negative,
    like_outcome,
    negative,
    repeated,
    same_for_all,
    suppressor,
    suppressors,
)
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.flags import lock_in_driver, outcome_driver, pair_evidence, paired
from toolkit.findings.ranking import DECIDE, LOST, NOTHING, OF_MEASURING
from toolkit.findings.wording import customers, row_of
from toolkit.measures.thresholds import DUPLICATE_CORRELATION

# Where all drivers together explain less than this, their order is no ground for a decision.
WORTH_RANKING = 0.05


def drivers(job: Job, results: tuple[OutcomeDrivers, ...]) -> tuple[Finding, ...]:
    """Say per outcome which driver leads, or that it cannot be decided, and what stands beside that."""
    return tuple(finding for result in results for finding in outcome_drivers(job, result))


def outcome_drivers(job: Job, result: OutcomeDrivers) -> tuple[Finding, ...]:
    """Say it for one outcome; the first finding is the one that the figure stands for."""
    importance, joint = result.importance, result.joint
    if importance is None or joint is None:
        return (_refused(job, result), *same_for_all(job, result))
    if not result.linked:
        return (_not_linked(job, result, importance, joint), *same_for_all(job, result))
    opening = _first(job, result, importance, joint)
    if joint.explained < WORTH_RANKING:
        asked = _other_themes(job, result)
        opening = replace(opening, plain=_hardly(job, result, joint), decision=asked, actionable=DECIDE)
    found = [opening, explained(job, result, importance, joint)]
    found += _no_drivers(job, result)
    found += beside(job, result)
    found += [like_outcome(job, result, pair) for pair in result.alike if result.outcome in pair]
    found += [repeated(job, result, pair) for pair in result.repeated]
    found += [
        negative(job, result, importance, name) for name in result.leaders if is_negative(importance, name)
    ]
    found += [suppressor(job, result, importance, name) for name in suppressors(importance)]
    found += [held_constant(job, result, importance, name) for name in result.always]
    return (*found, *same_for_all(job, result))


def _hardly(job: Job, result: OutcomeDrivers, joint: Joint) -> str:
    return job.language.say(
        "The themes are hardly linked to “{outcome}”: together they explain {explained} of the differences.",
        outcome=job.label(result.outcome),
        explained=job.language.percent(joint.explained),
    )


def _other_themes(job: Job, result: OutcomeDrivers) -> str:
    return job.language.say(
        "Which other themes do we ask about next time, to find what “{outcome}” is linked to?",
        outcome=job.label(result.outcome),
    )


def _first(job: Job, result: OutcomeDrivers, importance: Importance, joint: Joint) -> Finding:
    """Say which driver comes first, or why that is not said."""
    if result.reproduced:
        return _reproduced(job, result, joint)
    if len(importance.table) == 1:
        carries_none = set(result.unreliable) & {result.outcome, *importance.table.index}
        return _not_said(job, result) if carries_none else _single(job, result, importance)
    if result.repeated or not result.leaders:
        return _not_said(job, result)
    if result.contested:
        return first.depends(job, result, importance)
    if len(result.leaders) == 1:
        return first.leader(job, result, importance)
    several = len(result.leaders) < len(importance.table)
    told = first.co_leaders if several else first.nobody_leads
    return told(job, result, importance)


def _refused(job: Job, result: OutcomeDrivers) -> Finding:
    slots = {"outcome": job.label(result.outcome)}
    text = job.language.say(
        "For “{outcome}” no driver analysis is given: these data do not allow it.", **slots
    )
    plain = job.language.say("These answers cannot tell what “{outcome}” is linked to.", **slots)
    evidence = job.language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
    return Finding(f"drivers.{result.outcome}.refused", text, "warning", evidence, plain, "", LOST, NOTHING)


def _not_linked(job: Job, result: OutcomeDrivers, importance: Importance, joint: Joint) -> Finding:
    language = job.language
    slots = {"outcome": job.label(result.outcome), "n": customers(job, importance.n)}
    text = language.say(
        "These {n} answers do not show that the drivers are linked to “{outcome}”, so none is ranked.",
        **slots,
    )
    plain = language.say("These answers do not show that the themes are linked to “{outcome}”.", **slots)
    evidence = language.say("F test of all drivers together: p {p}.", p=language.p_equals(joint.p))
    key, decision = f"drivers.{result.outcome}.not_linked", _other_themes(job, result)
    return Finding(key, text, "not_shown", evidence, plain, decision, LOST, DECIDE, {"p": joint.p})


def _not_said(job: Job, result: OutcomeDrivers) -> Finding:
    language = job.language
    flagged = [name for name in result.unreliable if name in (result.outcome, *result.in_front)]
    if result.blurred and not result.repeated and not flagged:
        return _blurred(job, result)
    if result.unchecked and not result.repeated and not flagged:
        return first.unchecked(job, result)
    if result.repeated:
        text = language.say(
            "Which driver comes first for “{outcome}” cannot be said: some drivers measure almost the same.",
            outcome=job.label(result.outcome),
        )
        evidence = language.say("Correlation of the drivers above the red flag.")
    else:
        text, evidence = _flagged(job, result, flagged), flag_evidence(job, flagged)
    plain = _unsaid(job, result)
    return Finding(f"drivers.{result.outcome}.not_said", text, "warning", evidence, plain, "", LOST, NOTHING)


def _unsaid(job: Job, result: OutcomeDrivers) -> str:
    return job.language.say(
        "Which theme comes first for “{outcome}” cannot be said from these answers.",
        outcome=job.label(result.outcome),
    )


def _reproduced(job: Job, result: OutcomeDrivers, joint: Joint) -> Finding:
    language = job.language
    text = language.say(
        "Which driver comes first for “{outcome}” cannot be said: together the drivers tell {explained} of it, as they "
        "do where it was computed from the same answers. Look where its score comes from.",
        outcome=job.label(result.outcome),
        explained=language.percent(joint.explained),
    )
    evidence = language.say(
        "Multiple correlation (adjusted) over {maximum}.", maximum=language.number(DUPLICATE_CORRELATION, 2)
    )
    plain = _unsaid(job, result)
    return Finding(f"drivers.{result.outcome}.not_said", text, "warning", evidence, plain, "", LOST, NOTHING)


def _flagged(job: Job, result: OutcomeDrivers, flagged: list[str]) -> str:
    language = job.language
    slots = {
        "outcome": job.label(result.outcome),
        "themes": language.listing(language.quoted(job.label(name)) for name in flagged),
    }
    reasons = {flag.reason for name in flagged for flag in flags_of(job, name) if flag.stops}
    if "outcome" in reasons:
        return language.say(
            "Which driver comes first for “{outcome}” cannot be said: in the score of {themes}, questions count that "
            "ask for loyalty itself, or that do not belong together.",
            **slots,
        )
    if reasons and reasons <= {"lock_in", "price_tolerance"}:
        return language.say(
            "Which driver comes first for “{outcome}” cannot be said: in the score of {themes}, questions count that "
            "do not ask for it.",
            **slots,
        )
    return language.say(
        "Which driver comes first for “{outcome}” cannot be said: the questions about {themes} do not belong "
        "together well enough.",
        **slots,
    )


def _no_drivers(job: Job, result: OutcomeDrivers) -> list[Finding]:
    """Say of each driver that asks what makes leaving hard, or for loyalty itself, that it is none."""
    drivers = () if result.importance is None else result.importance.table.index
    says = {"lock_in": lock_in_driver, "outcome": outcome_driver}
    return [
        says[flag.reason](job, name, flag, f"drivers.{result.outcome}.{flag.reason}.{name}")
        for name in map(str, drivers)
        for flag in flags_of(job, name)
        if flag.reason in says
    ]


def _blurred(job: Job, result: OutcomeDrivers) -> Finding:
    text = job.language.say(
        "Which driver comes first for “{outcome}” cannot be said, because customers may not tell these themes apart: "
        "{pairs}.",
        outcome=job.label(result.outcome),
        pairs=paired(job, result.blurred),
    )
    flags = (flag for flag in pair_flags(job, chain(*result.blurred)) if flag.ordered in result.blurred)
    return Finding(f"drivers.{result.outcome}.not_said", text, "warning", pair_evidence(job, flags))


def _single(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language, name = job.language, str(importance.table.index[0])
    row = row_of(importance.table, name)
    text = language.say(
        "“{driver}” is linked to “{outcome}”: coefficient {coefficient} (margin {margin}). It is the only driver, so "
        "there is nothing to rank.",
        **coefficient_slots(job, result, name, row),
    )
    evidence = language.say("Standardised coefficient with HC3 interval.")
    numbers = {"coefficient": float(row["coefficient"])}
    return Finding(f"drivers.{result.outcome}.single", text, "shown", evidence, numbers=numbers)


def association(job: Job, *groups: tuple[OutcomeDrivers, ...]) -> tuple[Finding, ...]:
    """Say once what a driver analysis on one wave can not show, and ask what the first action is to bring."""
    text = job.language.say(
        "All of this is association at one moment. That raising a driver raises loyalty is likely at best; "
        "the follow-up measurement has to show it."
    )
    evidence = job.language.say("One wave, no control group.")
    decision = ""
    if any(result.leaders for group in groups for result in group):
        decision = job.language.say("What do we expect the first action to bring, and when do we check it?")
    found = Finding("drivers.association", text, "warning", evidence, "", decision, OF_MEASURING, DECIDE)
    return (found,) if job.engagement.actions else (found, _no_actions(job))


def _no_actions(job: Job) -> Finding:
    text = job.language.say("No actions were laid beside these results, so that this report has no plan.")
    evidence = job.language.say("Stated by the consultant beforehand; not measured.")
    decision = job.language.say("Which actions do we consider, and what does each cost?")
    return Finding("drivers.no_actions", text, "fact", evidence, "", decision, OF_MEASURING, DECIDE)
