"""What may be said about the rows of the file: which were suspect, which were left out, and what was not checked."""

from __future__ import annotations

import re

from toolkit.analysis.job import Job
from toolkit.analysis.response import Response
from toolkit.findings.finding import Finding
from toolkit.language import N_

CHECKS = {
    "duplicate": N_("Answered twice"),
    "speeder": N_("Very fast"),
    "straight_line": N_("One and the same answer"),
    "impossible_date": N_("Impossible date"),
    "outside_fieldwork": N_("Outside the dates"),
    "test": N_("Trial"),
    "contradiction": N_("Contradicts itself"),
    "unfinished": N_("Not finished"),
}
RULES = {
    "duplicate": N_(
        "The file has another row of the same customer, or one with the same unusual answers to all questions, so "
        "probably of the same customer; the most complete one stays."
    ),
    "speeder": N_("It took less than a third of the time of the customer in the middle (the median)."),
    "straight_line": N_(
        "It has one and the same answer to a block of {items} questions or more, or to very many questions in a row; "
        "only the highest or only the lowest answer is not suspect by itself."
    ),
    "impossible_date": N_("It ends before it begins, or has a date that cannot be right."),
    "outside_fieldwork": N_("It was begun before the first or after the last day of the measurement."),
    "test": N_("The file calls it a trial or a preview."),
    "contradiction": N_("It has answers that cannot all be true."),
    "unfinished": N_(
        "It was broken off. Where the file does not tell, a row is suspect when fewer than half of the questions that "
        "applied to the customer are answered."
    ),
}
FIXED_LIMIT = N_("It took less than {seconds} seconds.")
# What intake says of a check that it could not make, and how a reader is told.
WHY_NOT = {
    "the file does not say which rows are trials or previews": N_(
        "Not checked: the file does not say which rows are trials."
    ),
    "the file does not say who finished, and no item was asked": N_(
        "Not checked: the file does not say who finished."
    ),
    "the engagement names no contradictions": N_(
        "Not checked: the survey names no answers that contradict each other."
    ),
    "no contradiction has all its items asked in this wave": N_(
        "Not checked: the questions that may contradict each other were not all asked."
    ),
    r"no block of questions has \d+ items on one scale": N_(
        "Not checked: no block has {items} questions with the same answers to choose from."
    ),
    "the file has no durations of finished respondents": N_(
        "Not checked: the file does not say how long people took."
    ),
    r"only \d+ finished respondents have a duration, too few for a median": N_(
        "Not checked: of too few people is it known how long they took."
    ),
    "the median duration is 0 seconds": N_(
        "Not checked: the times in the file cannot be right, because half of them are 0 seconds."
    ),
    "the file has no dates": N_("Not checked: the file has no dates."),
    "there is no key, and too few items to know a respondent again by the answers": N_(
        "Not checked: without a customer number there are too few questions to know a customer again by the answers."
    ),
}
NOT_CHECKED = N_("Not checked: the file does not allow it.")


def rule(job: Job, check: str) -> str:
    """Say when a row is suspect."""
    language, settings = job.language, job.engagement.quality
    if check == "speeder" and settings.speeder_seconds is not None:
        return language.say(FIXED_LIMIT, seconds=language.number(settings.speeder_seconds))
    said = language.say(RULES[check], items=language.number(settings.straight_line_items))
    if check == "contradiction" and settings.contradictions:
        named = language.listing(language.quoted(job.text(one.label)) for one in settings.contradictions)
        return f"{said} " + language.say("Looked for: {contradictions}.", contradictions=named)
    return said


def why_not(job: Job, told: str) -> str:
    """Say why a check was not made; `told` is how intake says it."""
    sentence = next((said for known, said in WHY_NOT.items() if re.fullmatch(known, told)), NOT_CHECKED)
    items = job.language.number(job.engagement.quality.straight_line_items)
    return job.language.say(sentence, items=items)


def left_out(job: Job, result: Response) -> tuple[Finding, ...]:
    """Say how many rows of the file count in the report, and where the others went."""
    language = job.language
    slots = {"wave": job.wave_label_of(result.wave), "rows": language.number(result.rows)}
    if result.n == result.rows:
        parts = [language.say("{wave}: all {rows} rows in the file count in this report.", **slots)]
    else:
        n = language.number(result.n)
        parts = [
            language.say("{wave}: of the {rows} rows in the file, {n} count in this report.", n=n, **slots)
        ]
    if result.left_out:
        parts.append(
            language.plural(
                "{count} row was left out as suspect.",
                "{count} rows were left out as suspect.",
                result.left_out,
            )
        )
    else:
        parts.append(language.say("No row was left out as suspect."))
    others = result.rows - result.n - result.left_out
    if others > 0:
        parts.append(
            language.plural(
                "{count} other row does not belong to this measurement, has no answer, or has a weight of 0.",
                "{count} other rows do not belong to this measurement, have no answer, or have a weight of 0.",
                others,
            )
        )
    numbers = {"rows": float(result.rows), "n": float(result.n), "left_out": float(result.left_out)}
    evidence = language.say("Table of the checks of this file.")
    return (Finding(f"quality.{result.wave}", " ".join(parts), "fact", evidence, numbers=numbers),)
