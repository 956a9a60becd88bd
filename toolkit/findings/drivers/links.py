"""What may be said about single drivers and what is held equal, beside the question which driver comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.analysis.drivers.importance import OutcomeDrivers
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job
from toolkit.drivers.importance import Importance
from toolkit.drivers.joint import Joint
from toolkit.findings.finding import Finding
from toolkit.findings.flags import pair_evidence
from toolkit.findings.ranking import WATCH, of_link
from toolkit.findings.wording import changes, customers, row_of


def repeated(job: Job, result: OutcomeDrivers, pair: tuple[str, str]) -> Finding:
    """Warn of two drivers that measure almost the same."""
    text = job.language.say(
        "“{first}” and “{second}” measure almost the same. The analysis cannot tell them apart: "
        "put them together, or leave one out.",
        first=job.label(pair[0]),
        second=job.label(pair[1]),
    )
    evidence = job.language.say("Correlation of the drivers above the red flag.")
    return Finding(f"drivers.{result.outcome}.repeated.{'.'.join(pair)}", text, "warning", evidence)


def like_outcome(job: Job, result: OutcomeDrivers, pair: tuple[str, str]) -> Finding:
    """Warn of a driver that customers may not tell apart from the outcome: its link is partly with itself."""
    driver = next(name for name in pair if name != result.outcome)
    text = job.language.say(
        "Customers may not tell “{driver}” and “{outcome}” apart. Their link is then partly that of a theme with "
        "itself: do not read it as a reason to work on “{driver}”.",
        driver=job.label(driver),
        outcome=job.label(result.outcome),
    )
    flags = pair_flags(job, pair)
    key = f"drivers.{result.outcome}.like_outcome.{driver}"
    return Finding(key, text, "warning", pair_evidence(job, flags))


def same_for_all(job: Job, result: OutcomeDrivers) -> tuple[Finding, ...]:
    """Say of each construct that could not be held equal why not."""
    evidence = job.language.say("Scores of all customers.")
    return tuple(
        Finding(
            f"drivers.{result.outcome}.same.{name}",
            job.language.say(
                "“{held}” could not be held equal: all customers have the same score.", held=job.label(name)
            ),
            "too_few",
            evidence,
        )
        for name in result.same_for_all
    )


def explained(job: Job, result: OutcomeDrivers, importance: Importance, joint: Joint) -> Finding:
    """Say how much the drivers explain together."""
    language = job.language
    slots = {
        "outcome": job.label(result.outcome),
        "explained": language.percent(joint.explained),
        "held": language.listing(language.quoted(job.label(name)) for name in result.always),
        "n": customers(job, importance.n),
        "asked": language.number(result.n_asked),
    }
    if result.always:
        text = language.say(
            "On top of {held}, the drivers together explain {explained} of the differences between customers in "
            "“{outcome}”. This rests on the {n} of {asked} customers who answered enough of the questions.",
            **slots,
        )
    else:
        text = language.say(
            "The drivers together explain {explained} of the differences between customers in “{outcome}”. "
            "This rests on the {n} of {asked} customers who answered enough of the questions.",
            **slots,
        )
    numbers = {"explained": joint.explained, "r_squared": importance.r_squared, "p": joint.p}
    key = f"drivers.{result.outcome}.explained"
    evidence = language.say(
        "R² adjusted for the number of drivers; F test of all drivers together: p {p}.",
        p=language.p_equals(joint.p),
    )
    return Finding(key, text, "fact", evidence, numbers=numbers)


def is_negative(importance: Importance, name: str) -> bool:
    """Tell whether a driver is surely linked the other way round."""
    return bool(row_of(importance.table, name)["coefficient_high"] < 0)


def suppressors(importance: Importance) -> list[str]:
    """The suppressors whose own effect is beyond chance; the table marks the others too."""
    table = importance.table
    certain = (table["coefficient_low"] > 0) | (table["coefficient_high"] < 0)
    return [str(name) for name in table.index[table["suppressor"] & certain]]


def negative(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    """Warn of a driver in front that is linked the other way round."""
    row = row_of(importance.table, name)
    text = job.language.say(
        "“{driver}” is linked to “{outcome}” the other way round: with the other drivers held equal, customers who "
        "score it higher score lower on “{outcome}” (coefficient {coefficient}, margin {margin}).",
        **coefficient_slots(job, result, name, row),
    )
    return _sign_warning(job, f"drivers.{result.outcome}.negative.{name}", text, row)


def suppressor(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    """Warn of a driver whose share hides its sign."""
    row = row_of(importance.table, name)
    text = job.language.say(
        "“{driver}” has a share in “{outcome}”, but with the other drivers held equal its own coefficient is "
        "{coefficient} (margin {margin}), of the opposite sign to its plain relation. Do not read its share as a "
        "reason to raise it.",
        **coefficient_slots(job, result, name, row),
    )
    return _sign_warning(job, f"drivers.{result.outcome}.suppressor.{name}", text, row)


def coefficient_slots(job: Job, result: OutcomeDrivers, name: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Give the words of a coefficient and its margin."""
    return {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "coefficient": job.language.signed(row["coefficient"], 2),
        "margin": changes(job.language, row["coefficient_low"], row["coefficient_high"], 2),
    }


def _sign_warning(job: Job, key: str, text: str, row: Mapping[str, Any]) -> Finding:
    evidence = job.language.say("Standardised coefficient with HC3 interval, beside the plain correlation.")
    numbers = {"coefficient": float(row["coefficient"]), "correlation": float(row["correlation"])}
    return Finding(key, text, "warning", evidence, numbers=numbers)


def held_constant(job: Job, result: OutcomeDrivers, importance: Importance, name: str) -> Finding:
    """Say how a construct that is held equal is linked to the outcome by itself."""
    language, row = job.language, row_of(importance.always, name)
    slots = {"held": job.label(name), **coefficient_slots(job, result, name, row)}
    evidence = language.say("Standardised coefficient with HC3 interval.")
    numbers = {key: float(row[key]) for key in ("coefficient", "coefficient_low", "coefficient_high")}
    key = f"drivers.{result.outcome}.held.{name}"
    holds = result.role == "behaviour" and job.engagement.constructs[name].role == "lock_in"
    if holds and row["coefficient_low"] > 0 and name not in result.unreliable:
        text = language.say(
            "With equal scores on the drivers, customers who score higher on “{held}” score higher on “{outcome}” too "
            "(coefficient {coefficient}, margin {margin}). That is retention, not loyalty, and it is kept apart.",
            **slots,
        )
        plain = language.say(
            "Customers who find leaving hard score higher on “{outcome}”, even when they rate the other themes the "
            "same. That may keep them here, but it is not loyalty.",
            **slots,
        )
        return Finding(key, text, "shown", evidence, plain, "", of_link(row["coefficient"]), WATCH, numbers)
    text = language.say(
        "“{held}” is held equal and kept apart from the drivers; its own coefficient for “{outcome}” is {coefficient} "
        "(margin {margin}).",
        **slots,
    )
    return Finding(key, text, "fact", evidence, numbers=numbers)
