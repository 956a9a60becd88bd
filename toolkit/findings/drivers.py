"""What may be said about which driver matters."""

from __future__ import annotations

import math

from toolkit.analysis.drivers import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import changes, row_of, shares


def drivers(job: Job, results: tuple[OutcomeDrivers, ...]) -> tuple[Finding, ...]:
    """Say per outcome which driver leads, or that it cannot be decided, and what stands beside that."""
    return tuple(finding for result in results for finding in outcome_drivers(job, result))


def outcome_drivers(job: Job, result: OutcomeDrivers) -> tuple[Finding, ...]:
    """Say it for one outcome."""
    importance = result.importance
    if importance is None:
        return (_refused(job, result),)
    if not result.leaders:
        return (_unreliable(job, result), _explained(job, result, importance))
    if len(result.leaders) == 1:
        leader = _leader
    else:
        leader = _co_leaders if len(result.leaders) < len(importance.table) else _nobody_leads
    found = [leader(job, result, importance), _explained(job, result, importance)]
    found += [
        _negative(job, result, importance, name) for name in result.leaders if _is_negative(importance, name)
    ]
    found += [_suppressor(job, result, importance, name) for name in _suppressors(importance)]
    found += [_held_constant(job, result, importance, name) for name in result.always]
    return tuple(found)


def _refused(job: Job, result: OutcomeDrivers) -> Finding:
    text = job.language.say(
        "For “{outcome}” the answers cannot carry a driver analysis, so none is given.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Check before the computation; the notebook tells the reason.")
    return Finding(f"drivers.{result.outcome}.refused", text, "too_few", evidence)


def _unreliable(job: Job, result: OutcomeDrivers) -> Finding:
    language = job.language
    text = language.say(
        "Which driver comes first for “{outcome}” is not said: the questions about {themes} do not belong together "
        "well enough.",
        outcome=job.label(result.outcome),
        themes=language.listing(language.quoted(job.label(name)) for name in result.unreliable),
    )
    evidence = language.say("Cronbach's alpha under the red flag.")
    return Finding(f"drivers.{result.outcome}.unreliable", text, "warning", evidence)


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
    plain = language.say(
        "Of all themes, “{driver}” is linked most strongly to “{outcome}”. That lead is not chance.", **slots
    )
    decision = language.say(
        "Is the first action aimed at “{driver}”, which now scores {score} out of 100? "
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
        "drivers": language.listing(language.quoted(job.label(name)) for name in chances.index),
        "outcome": job.label(result.outcome),
        "first": job.label(str(chances.index[0])),
        "first_chance": language.percent(chances.iloc[0]),
        "second": job.label(str(chances.index[1])),
        "second_chance": language.percent(chances.iloc[1]),
    }
    text = language.say(
        "{drivers} are linked most strongly to “{outcome}”. Which of them comes first cannot be decided from these "
        "answers: when customers are drawn anew, “{first}” comes first in {first_chance} of the draws "
        "and “{second}” in {second_chance}.",
        **slots,
    )
    plain = language.say(
        "{drivers} are linked most strongly to “{outcome}”. Which of them comes first, these answers cannot tell.",
        **slots,
    )
    raised = [str(name) for name in chances.index if row_of(importance.table, str(name))["coefficient"] > 0]
    slots["raised"] = language.listing(language.quoted(job.label(name)) for name in raised)
    decision = ""
    if len(raised) > 1:
        decision = language.say(
            "Which of {raised} do we take up first for “{outcome}”? Let cost and feasibility decide: "
            "the numbers do not.",
            **slots,
        )
    numbers = {str(name): float(chance) for name, chance in chances.items()}
    key = f"drivers.{result.outcome}.leaders"
    return Finding(
        key, text, "not_shown", _evidence(job, importance), plain, decision, 2 * _size(result), 1.0, numbers
    )


def _nobody_leads(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language = job.language
    slots = {"outcome": job.label(result.outcome)}
    text = language.say(
        "No driver stands out for “{outcome}”: each of them may be the one that is linked to it most strongly.",
        **slots,
    )
    plain = language.say("No theme stands out for “{outcome}”.", **slots)
    numbers = {str(name): float(chance) for name, chance in importance.table["p_first"].items()}
    key = f"drivers.{result.outcome}.leaders"
    return Finding(key, text, "not_shown", _evidence(job, importance), plain, "", _size(result), 0.6, numbers)


def _size(result: OutcomeDrivers) -> float:
    """How much the drivers tell of an outcome; attitude counts more, for that is what an organisation can work on."""
    importance = result.importance
    explained = 0.0 if importance is None else importance.r_squared - importance.r_squared_always
    return min(1.0, 2 * math.sqrt(max(explained, 0.0))) * (1.0 if result.role == "attitude" else 0.8)


def _explained(job: Job, result: OutcomeDrivers, importance: Importance) -> Finding:
    language = job.language
    explained = importance.r_squared - importance.r_squared_always
    slots = {
        "outcome": job.label(result.outcome),
        "explained": language.percent(explained),
        "held": language.listing(language.quoted(job.label(name)) for name in result.always),
        "n": language.number(importance.n),
        "asked": language.number(result.n_asked),
    }
    if result.always:
        text = language.say(
            "Beside {held}, the drivers together explain {explained} of the differences between customers in "
            "“{outcome}”. This rests on the {n} of {asked} customers who answered enough of the questions.",
            **slots,
        )
    else:
        text = language.say(
            "The drivers together explain {explained} of the differences between customers in “{outcome}”. "
            "This rests on the {n} of {asked} customers who answered enough of the questions.",
            **slots,
        )
    numbers = {"r_squared": importance.r_squared, "r_squared_always": importance.r_squared_always}
    key = f"drivers.{result.outcome}.explained"
    evidence = language.say("R² of the regression on all drivers.")
    return Finding(key, text, "fact", evidence, numbers=numbers)


def _is_negative(importance: Importance, name: str) -> bool:
    return bool(row_of(importance.table, name)["coefficient_high"] < 0)


def _suppressors(importance: Importance) -> list[str]:
    """The suppressors whose own effect is beyond chance; the table marks the others too."""
    table = importance.table
    certain = (table["coefficient_low"] > 0) | (table["coefficient_high"] < 0)
    return [str(name) for name in table.index[table["suppressor"] & certain]]


def _negative(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    language, row = job.language, row_of(importance.table, name)
    text = language.say(
        "“{driver}” is linked to “{outcome}” the other way round: with the other drivers held equal, customers who "
        "score it higher score lower on “{outcome}” (effect {coefficient}, margin {margin}).",
        driver=job.label(name),
        outcome=job.label(result.outcome),
        coefficient=language.signed(row["coefficient"], 2),
        margin=changes(language, row["coefficient_low"], row["coefficient_high"], 2),
    )
    evidence = language.say("Standardised coefficient with HC3 interval, beside the plain correlation.")
    numbers = {"coefficient": float(row["coefficient"]), "correlation": float(row["correlation"])}
    return Finding(f"drivers.{result.outcome}.negative.{name}", text, "warning", evidence, numbers=numbers)


def _suppressor(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    language, row = job.language, row_of(importance.table, name)
    text = language.say(
        "“{driver}” has a share in “{outcome}”, but with the other drivers held equal its own effect is {coefficient} "
        "(margin {margin}), of the other sign than its plain relation. Do not read its share as a reason to raise it.",
        driver=job.label(name),
        outcome=job.label(result.outcome),
        coefficient=language.signed(row["coefficient"], 2),
        margin=changes(language, row["coefficient_low"], row["coefficient_high"], 2),
    )
    evidence = language.say("Standardised coefficient with HC3 interval, beside the plain correlation.")
    numbers = {"coefficient": float(row["coefficient"]), "correlation": float(row["correlation"])}
    return Finding(f"drivers.{result.outcome}.suppressor.{name}", text, "warning", evidence, numbers=numbers)


def _held_constant(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    language, row = job.language, row_of(importance.always, name)
    slots = {
        "held": job.label(name),
        "outcome": job.label(result.outcome),
        "coefficient": language.signed(row["coefficient"], 2),
        "margin": changes(language, row["coefficient_low"], row["coefficient_high"], 2),
    }
    if row["coefficient_low"] > 0 and job.engagement.constructs[name].role == "lock_in":
        text = language.say(
            "Customers who score higher on “{held}” also score higher on “{outcome}”, whatever they think of the "
            "drivers (effect {coefficient}, margin {margin}). That is retention, not loyalty, and it is kept apart.",
            **slots,
        )
        plain = language.say(
            "Customers who find leaving hard score higher on “{outcome}”, whatever they think of the other themes. "
            "That holds them; it does not make them loyal.",
            **slots,
        )
        strength: Strength = "shown"
    else:
        text = language.say(
            "“{held}” is held equal in this analysis; its own relation with “{outcome}” is {coefficient} "
            "(margin {margin}).",
            **slots,
        )
        plain, strength = "", "fact"
    evidence = language.say("Standardised coefficient with HC3 interval.")
    numbers = {key: float(row[key]) for key in ("coefficient", "coefficient_low", "coefficient_high")}
    key = f"drivers.{result.outcome}.held.{name}"
    return Finding(key, text, strength, evidence, plain, "", 0.5, 0.6, numbers)


def _evidence(job: Job, importance: Importance) -> str:
    return job.language.say(
        "Table of importance: shares of R² averaged over all orders (LMG), {resamples} bootstrap samples, "
        "simultaneous intervals for the differences.",
        resamples=job.language.number(importance.resamples),
    )


def association(job: Job) -> tuple[Finding, ...]:
    """Say once what a driver analysis on one wave can not show."""
    text = job.language.say(
        "All of this is association at one moment. That raising a driver raises loyalty is likely at best; "
        "the follow-up measurement has to show it."
    )
    evidence = job.language.say("One wave, no control group.")
    decision = job.language.say("What do we expect the first action to bring, and when do we check it?")
    return (Finding("drivers.association", text, "warning", evidence, "", decision, 0.3, 0.5),)
