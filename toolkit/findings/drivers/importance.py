"""What may be said about which driver matters."""

from __future__ import annotations

import math
from dataclasses import replace

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.drivers.joint import Joint
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flag_evidence
from toolkit.findings.flags import pair_evidence, paired
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
from toolkit.findings.wording import row_of, shares

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
    first = _first(job, result, importance)
    if joint.explained < WORTH_RANKING:
        first = replace(first, plain=_hardly(job, result, joint), decision="")
    found = [first, explained(job, result, importance, joint)]
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


def _first(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    """Say which driver comes first, or why that is not said."""
    if len(importance.table) == 1:
        return _single(job, result, importance)
    if result.repeated or not result.leaders:
        return _not_said(job, result)
    if len(result.leaders) == 1:
        return _leader(job, result, importance)
    several = len(result.leaders) < len(importance.table)
    return _co_leaders(job, result, importance) if several else _nobody_leads(job, result, importance)


def _refused(job: Job, result: OutcomeDrivers) -> Finding:
    text = job.language.say(
        "For “{outcome}” no driver analysis is given: these data do not allow it.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Check before the computation: {reason}", reason=result.refusal)
    return Finding(f"drivers.{result.outcome}.refused", text, "warning", evidence)


def _not_linked(job: Job, result: OutcomeDrivers, importance: Importance, joint: Joint) -> Finding:
    language = job.language
    slots = {"outcome": job.label(result.outcome), "n": language.number(importance.n)}
    text = language.say(
        "These {n} answers do not show that the drivers are linked to “{outcome}”, so none is ranked.",
        **slots,
    )
    plain = language.say("These answers do not show that the themes are linked to “{outcome}”.", **slots)
    evidence = language.say("F test of all drivers together: p {p}.", p=language.p_equals(joint.p))
    key = f"drivers.{result.outcome}.not_linked"
    return Finding(key, text, "not_shown", evidence, plain, "", 0.4, 0.6, {"p": joint.p})


def _not_said(job: Job, result: OutcomeDrivers) -> Finding:
    language = job.language
    in_front = () if result.importance is None else result.importance.leaders
    flagged = [name for name in result.unreliable if name in (result.outcome, *in_front)]
    if result.blurred and not result.repeated and not flagged:
        return _blurred(job, result)
    if result.repeated:
        text = language.say(
            "Which driver comes first for “{outcome}” cannot be said: some drivers measure almost the same.",
            outcome=job.label(result.outcome),
        )
        evidence = language.say("Correlation of the drivers above the red flag.")
    else:
        text = language.say(
            "Which driver comes first for “{outcome}” cannot be said: the questions about {themes} do not belong "
            "together well enough.",
            outcome=job.label(result.outcome),
            themes=language.listing(language.quoted(job.label(name)) for name in flagged),
        )
        evidence = flag_evidence(job, flagged)
    return Finding(f"drivers.{result.outcome}.not_said", text, "warning", evidence)


def _blurred(job: Job, result: OutcomeDrivers) -> Finding:
    text = job.language.say(
        "Which driver comes first for “{outcome}” cannot be said, because customers may not tell these themes apart: "
        "{pairs}.",
        outcome=job.label(result.outcome),
        pairs=paired(job, result.blurred),
    )
    flags = (flag for flag in pair_flags(job) if flag.ordered in result.blurred)
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


def _leader(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language, name = job.language, result.leaders[0]
    row, score = row_of(importance.table, name), row_of(result.performance, name)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "share": language.percent(row["share"]),
        "margin": shares(language, row["low"], row["high"]),
        "score": language.number(score["estimate"]),
    }
    text = language.say(
        "“{driver}” is linked most strongly to “{outcome}”: {share} of what the drivers explain together "
        "(margin {margin}). Its lead over each other driver is larger than chance allows.",
        **slots,
    )
    decision = ""
    if is_negative(importance, name):
        plain = language.say(
            "Of the themes compared, “{driver}” is linked most strongly to “{outcome}”, but the other way round: "
            "customers who score it higher score lower there.",
            **slots,
        )
    else:
        plain = language.say(
            "Of the themes compared, “{driver}” is linked most strongly to “{outcome}”. "
            "That lead is larger than chance.",
            **slots,
        )
    if row["coefficient_low"] > 0:
        decision = language.say(
            "Should the first action be aimed at “{driver}”, which now scores {score} out of 100? "
            "It is linked most strongly to “{outcome}”.",
            **slots,
        )
    numbers = {key: float(row[key]) for key in ("share", "low", "high", "p_first")}
    key = f"drivers.{result.outcome}.leader"
    return Finding(
        key, text, "shown", _evidence(job, importance), plain, decision, _size(result), 1.0, numbers
    )


def _co_leaders(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language = job.language
    chances = (
        importance.table["p_first"].loc[list(result.leaders)].sort_values(ascending=False, kind="stable")
    )
    slots = {
        "drivers": language.listing(
            (language.quoted(job.label(name)) for name in chances.index), either=True
        ),
        "outcome": job.label(result.outcome),
        "first": job.label(str(chances.index[0])),
        "first_chance": language.percent(chances.iloc[0]),
        "second": job.label(str(chances.index[1])),
        "second_chance": language.percent(chances.iloc[1]),
    }
    text = language.say(
        "The strongest link with “{outcome}” is with one of these: {drivers}. These answers do not tell which: when "
        "customers are drawn anew, “{first}” comes first in {first_chance} of the draws and “{second}” in "
        "{second_chance}.",
        **slots,
    )
    plain = language.say(
        "The strongest link with “{outcome}” is with one of these: {drivers}. These answers do not tell which.",
        **slots,
    )
    raised = [str(name) for name in chances.index if row_of(importance.table, str(name))["coefficient"] > 0]
    slots["raised"] = language.listing((language.quoted(job.label(name)) for name in raised), either=True)
    decision = ""
    if len(raised) > 1:
        decision = language.say(
            "Which do we take up first for “{outcome}”: {raised}? Let cost and feasibility decide; the numbers do not.",
            **slots,
        )
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    key = f"drivers.{result.outcome}.leaders"
    return Finding(
        key, text, "not_shown", _evidence(job, importance), plain, decision, 2 * _size(result), 1.0, numbers
    )


def _nobody_leads(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language = job.language
    chances = importance.table["p_first"].sort_values(ascending=False, kind="stable")
    slots = {
        "outcome": job.label(result.outcome),
        "first": job.label(str(chances.index[0])),
        "first_chance": language.percent(chances.iloc[0]),
        "second": job.label(str(chances.index[1])),
        "second_chance": language.percent(chances.iloc[1]),
    }
    text = language.say(
        "These answers do not single out one driver for “{outcome}”: when customers are drawn anew, “{first}” comes "
        "first in {first_chance} of the draws and “{second}” in {second_chance}.",
        **slots,
    )
    plain = language.say("These answers do not single out one theme for “{outcome}”.", **slots)
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    key = f"drivers.{result.outcome}.leaders"
    return Finding(key, text, "not_shown", _evidence(job, importance), plain, "", _size(result), 0.6, numbers)


def _size(result: OutcomeDrivers) -> float:
    """How much the drivers tell of an outcome; attitude counts more, for that is what an organisation can work on."""
    explained = 0.0 if result.joint is None else result.joint.explained
    return min(1.0, 2 * math.sqrt(explained)) * (1.0 if result.role == "attitude" else 0.8)


def _evidence(job: Job, importance: Importance) -> str:
    return job.language.say(
        "Table of importance: shares of R² averaged over all orders (LMG), {resamples} bootstrap samples; "
        "a lead counts only where it holds against each other driver.",
        resamples=job.language.number(importance.resamples),
    )


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
    return (Finding("drivers.association", text, "warning", evidence, "", decision, 0.3, 0.5),)
