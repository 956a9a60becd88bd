"""What may be said of shares of customers that changed, or not."""

from __future__ import annotations

from typing import Any, Final

from toolkit.analysis.baseline.segments import EFFORT, NINE_PLUS
from toolkit.analysis.followup.shares import ATTACHED, CAPTIVE, LOYAL, Shares
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.row import numbers_of, used_otherwise
from toolkit.findings.ranking import WORK_ON, of_difference
from toolkit.findings.wording import changes, of_hundred, range_of_hundred, row_of
from toolkit.language import N_

# Whom each share counts, as it stands inside a sentence.
WHO: Final = {
    NINE_PLUS: N_("customers who give a 9 or 10"),
    EFFORT: N_("customers who find it easy"),
    LOYAL: N_("customers loyal in what they feel and in what they do"),
    ATTACHED: N_("customers who feel attached"),
    CAPTIVE: N_("captive customers"),
}


def shares(job: Job, result: Shares | None) -> tuple[Finding, ...]:
    """Say of each share what became of it, and which may not be shown."""
    if result is None:
        return ()
    found = [_share(job, result, str(name)) for name in result.table.index]
    if result.hidden:
        found.append(_hidden(job, result))
    return tuple(found)


def who(job: Job, measure: str) -> str:
    """Name whom a share counts."""
    name = WHO[measure]
    return job.language.say(name)


def _plainly(job: Job, measure: str) -> str:
    """Name them for a reader who does not know what captive customers are."""
    if measure == CAPTIVE:
        return job.language.say("customers who find it hard to leave and are not attached")
    return who(job, measure)


def _share(job: Job, result: Shares, measure: str) -> Finding:
    language, row = job.language, row_of(result.table, measure)
    slots = _slots(job, result, measure, row)
    verdict = str(row["verdict"])
    strength: Strength = "shown"
    plain = ""
    if verdict == "better":
        text = language.say(
            "More {who} than before: {after} of every hundred customers, against {before} ({difference} of every "
            "hundred, margin {margin}).",
            **slots,
        )
        plain = language.say(
            "There are more {who} than before: {after} of every 100 customers, against {before} ({range} more).",
            **slots | {"who": _plainly(job, measure)},
        )
    elif verdict == "worse":
        text = language.say(
            "Fewer {who} than before: {after} of every hundred customers, against {before} ({difference} of every "
            "hundred, margin {margin}).",
            **slots,
        )
        plain = language.say(
            "There are fewer {who} than before: {after} of every 100 customers, against {before} ({range} fewer).",
            **slots | {"who": _plainly(job, measure)},
        )
    elif verdict == "no relevant change":
        text = language.say(
            "About as many {who} as before: {after} of every hundred customers, against {before} (margin of the "
            "difference {margin}). If anything changed, it is less than {smallest} of every hundred.",
            **slots,
        )
    else:
        strength = "not_shown"
        text = language.say(
            "Whether there are more or fewer {who} than before, these answers do not decide: {after} of every hundred "
            "customers, against {before} (margin of the difference {margin}).",
            **slots,
        )
    if verdict in {"better", "worse"} and abs(row["difference"]) < result.smallest_change:
        doubt = language.say(
            "It is not certain that this is as much as the {smallest} of every hundred that matter.", **slots
        )
        text, plain = f"{text} {doubt}", f"{plain} {doubt}"
    asked = job.engagement.questions
    item = {NINE_PLUS: asked.report_mark, EFFORT: asked.effort}.get(measure)
    if item is not None and verdict != "not decided" and (doubt := used_otherwise(job, item)):
        text, plain = f"{text} {doubt}", f"{plain} {doubt}" if plain else ""
    evidence = language.plural(
        "Table of shares; {count} comparison.",
        "Table of shares; p-values corrected for {count} comparisons (Holm).",
        len(result.table),
    )
    size = of_difference(row["difference"], "share")
    numbers = numbers_of(row)
    return Finding(f"shares.{measure.lower()}", text, strength, evidence, plain, "", size, WORK_ON, numbers)


def _slots(job: Job, result: Shares, measure: str, row: dict[str, Any]) -> dict[str, str]:
    language = job.language
    near, far = sorted((abs(row["low"]), abs(row["high"])))
    if row["low"] * row["high"] < 0:
        near = 0.0
    return {
        "who": who(job, measure),
        "before": of_hundred(language, row["before"]),
        "after": of_hundred(language, row["after"]),
        "difference": language.signed(100 * row["difference"], 1),
        "margin": changes(language, 100 * row["low"], 100 * row["high"]),
        "range": range_of_hundred(language, near, far),
        "smallest": of_hundred(language, result.smallest_change),
    }


def _hidden(job: Job, result: Shares) -> Finding:
    language = job.language
    text = language.say(
        "Not compared, because in a wave fewer than {minimum} customers are among them or among the others: {list}.",
        minimum=language.number(job.engagement.privacy.minimum_cell),
        list=language.listing(who(job, name) for name in result.hidden),
    )
    return Finding("shares.hidden", text, "too_few", language.say("Minimum cell of the engagement."))
