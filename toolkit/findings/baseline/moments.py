"""What may be said of moments of need: problems, and what they do to loyalty."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.moments import NPS, Moments
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence as flagged
from toolkit.findings.ranking import WATCH, WORK_ON, asking, of_difference, of_group
from toolkit.findings.wording import of_hundred, points, range_of_hundred, row_of, shares
from toolkit.language import N_, Language

# A group as the subject of a sentence.
GROUPS = {
    "unaffected": N_("customers without a problem"),
    "resolved": N_("customers whose problem was resolved"),
    "unresolved": N_("customers whose problem was not resolved"),
}


def moments(job: Job, result: Moments | None) -> tuple[Finding, ...]:
    """Say how many had a problem that is not resolved, and how loyal each group is; only differences beyond chance."""
    if result is None:
        return ()
    if result.turned:
        return (_turned(job),)
    found: list[Finding] = []
    if "unresolved" in result.shown:
        found.append(_unresolved(job, result))
    if not result.shown:
        found.append(_hidden(job))
    found += [
        _unreliable(job, name) for name in result.unreliable if (result.levels["measure"] == name).any()
    ]
    trusted = result.differences[~result.differences["measure"].isin(result.unreliable)]
    alpha = 1 - job.engagement.analysis.confidence
    found += [_difference(job, row) for _, row in trusted.iterrows() if _worth_saying(row, alpha)]
    if result.unmarked:
        found.append(_unmarked(job, result.unmarked))
    return tuple(found)


def _turned(job: Job) -> Finding:
    text = job.language.say(
        "Nothing is told of problems: those who had none gave a mark for the solution, and those who had one did not. "
        "The codes for yes and no seem to be turned round."
    )
    evidence = job.language.say("Answers on the problem beside the marks for its solution.")
    return Finding("moments.turned", text, "warning", evidence)


def _worth_saying(row: pd.Series, alpha: float) -> bool:
    """The recommendation score only where it says that a problem costs; all else stands in the table."""
    if row["measure"] != NPS:
        return True
    return bool(row["p_holm"] < alpha) and (row["first"], row["second"]) == ("unresolved", "unaffected")


def measure_label(job: Job, measure: str) -> str:
    """The name of an attitude, or of the recommendation score."""
    return job.language.say("Recommendation (NPS)") if measure == NPS else job.label(measure)


def _unresolved(job: Job, result: Moments) -> Finding:
    language, row = job.language, row_of(result.table, "unresolved")
    slots = {
        "share": language.percent(row["estimate"]),
        "margin": shares(language, row["low"], row["high"]),
        "of_hundred": of_hundred(language, row["estimate"]),
        "range": range_of_hundred(language, row["low"], row["high"]),
        "client": job.engagement.client.name,
    }
    text = language.say(
        "{share} of customers (margin {margin}) had a problem with {client} that was not resolved.", **slots
    )
    plain = ""
    if row["estimate"] > 0:
        plain = language.say(
            "{of_hundred} of every 100 customers ({range}) had a problem with {client} that was not resolved.",
            **slots,
        )
    evidence = language.say(
        "Question about a problem and mark for its solution: from {mark} it counts as resolved, “not applicable” "
        "as not resolved yet; interval by Wilson.",
        mark=language.number(job.engagement.questions.resolved_from, 1),
    )
    numbers = {"share": row["estimate"], "share_low": row["low"], "share_high": row["high"], "n": row["n"]}
    return Finding(
        "moments.unresolved", text, "fact", evidence, plain, "", of_group(row["estimate"]), WORK_ON, numbers
    )


def _difference(job: Job, row: pd.Series) -> Finding:
    language = job.language
    shown = bool(row["p_holm"] < 1 - job.engagement.analysis.confidence)
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    first, second = GROUPS[row["first"]], GROUPS[row["second"]]
    slots = {
        "first": language.say(first),
        "second": language.say(second),
        "theme": measure_label(job, row["measure"]),
        "points": language.number(abs(row["estimate"]), 1),
        "margin": points(language, low, high, 1) if shown else points(language, row["low"], row["high"], 1),
    }
    key = f"moments.{row['measure']}.{row['first']}.{row['second']}"
    numbers = {"difference": row["estimate"], "low": row["low"], "high": row["high"]}
    numbers |= {"n_first": row["n_first"], "n_second": row["n_second"]}
    evidence = language.say(
        "Difference of independent groups; p {p} after Holm over the tests of this chapter.",
        p=language.p_equals(row["p_holm"]),
    )
    text = _difference_text(language, row, slots, shown=shown)
    if not shown:
        return Finding(key, text, "not_shown", evidence, numbers=numbers)
    plain, decision = "", ""
    if (
        (row["first"], row["second"]) == ("unresolved", "unaffected")
        and row["estimate"] < 0
        and row["measure"] != NPS
    ):
        plain = language.say(
            "Customers whose problem was not resolved score {points} points out of 100 lower on “{theme}” than "
            "customers without a problem ({margin}).",
            **slots,
        )
        decision = language.say("Who sees to it that every problem is resolved, and how soon?")
    size = of_difference(row["estimate"], "nps" if row["measure"] == NPS else "points")
    return Finding(key, text, "shown", evidence, plain, decision, size, asking(decision, WATCH), numbers)


def _difference_text(language: Language, row: pd.Series, slots: dict[str, str], *, shown: bool) -> str:
    if not shown:
        return language.say(
            "That {first} score differently on “{theme}” from {second} is not shown (margin of the difference "
            "{margin}).",
            **slots,
        )
    if row["estimate"] < 0:
        return language.say(
            "On “{theme}”, {first} score {points} points (margin {margin}) lower than {second}.", **slots
        )
    if row["first"] == "resolved":
        return language.say(
            "On “{theme}”, {first} score {points} points (margin {margin}) higher than {second}: who was helped "
            "well is more loyal than who never needed help.",
            **slots,
        )
    return language.say(
        "On “{theme}”, {first} score {points} points (margin {margin}) higher than {second}.", **slots
    )


def _unreliable(job: Job, name: str) -> Finding:
    text = job.language.say(
        "By moments of need nothing is concluded on “{theme}”: its questions do not belong together well enough.",
        theme=job.label(name),
    )
    evidence = flagged(job, [name])
    return Finding(f"moments.unreliable.{name}", text, "warning", evidence)


def _hidden(job: Job) -> Finding:
    text = job.language.say(
        "How many customers had a problem is not shown: a group has fewer than {minimum} customers, or such a "
        "number would follow.",
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
    )
    return Finding("moments.hidden", text, "too_few", job.language.say("Minimum cell of the engagement."))


def _unmarked(job: Job, count: int) -> Finding:
    language, minimum = job.language, job.engagement.privacy.minimum_cell
    if count < minimum:
        text = language.say(
            "Fewer than {minimum} customers had a problem and did not say how it was resolved. They are in none "
            "of the groups.",
            minimum=language.number(minimum),
        )
        numbers = {}
    else:
        text = language.say(
            "{count} customers had a problem and did not say how it was resolved. They are in none of the groups.",
            count=language.number(count),
        )
        numbers = {"n": float(count)}
    return Finding(
        "moments.unmarked", text, "fact", language.say("Mark for the solution left open."), numbers=numbers
    )
