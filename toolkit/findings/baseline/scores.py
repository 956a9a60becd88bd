"""What may be said of the scores per theme."""

from __future__ import annotations

from toolkit.analysis.baseline import Scores
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.flags import evidence, pair_evidence, paired
from toolkit.findings.ranking import NOTHING, asking, of_level
from toolkit.findings.wording import listed, points, row_of


def scores(job: Job, result: Scores) -> tuple[Finding, ...]:
    """Say which driver stands apart, and only where chance is ruled out."""
    found = [_extreme(job, result, end) for end in ("lowest", "highest") if getattr(result, end)]
    if not result.lowest and result.compared > 1:
        text = job.language.say("No driver can be called the lowest beyond doubt.")
        told = job.language.say("Differences within respondents, Bonferroni over all pairs of drivers.")
        found.append(Finding("scores.lowest", text, "not_shown", told))
    if result.left_out and result.compared:
        found.append(_left_out(job, result.left_out))
    if result.blurred:
        found.append(_blurred(job, result.blurred))
    if result.hidden:
        found.append(_hidden(job, result.hidden))
    return tuple(found)


def _extreme(job: Job, result: Scores, end: str) -> Finding:
    language, name = job.language, getattr(result, end)
    row = row_of(result.table, name)
    slots = {
        "driver": job.label(name),
        "score": language.number(row["estimate"]),
        "margin": points(language, row["low"], row["high"]),
    }
    if end == "lowest":
        text = language.say(
            "Of the drivers, “{driver}” scores lowest: {score} out of 100 (margin {margin}). "
            "The difference with each other driver is larger than chance.",
            **slots,
        )
        plain = language.say(
            "Of what loyalty may depend on, customers are least positive about “{driver}”: {score} out of 100 "
            "points ({margin}).",
            **slots,
        )
        decision = language.say(
            "Should we work on “{driver}”? The driver analysis shows how strongly it is linked to loyalty.",
            **slots,
        )
    else:
        text = language.say(
            "Of the drivers, “{driver}” scores highest: {score} out of 100 (margin {margin}). "
            "The difference with each other driver is larger than chance.",
            **slots,
        )
        plain = language.say(
            "Of what loyalty may depend on, customers are most positive about “{driver}”: {score} out of 100 "
            "points ({margin}).",
            **slots,
        )
        decision = ""
    tested = language.say("Differences within respondents, Bonferroni over all pairs of drivers.")
    size = of_level(row["estimate"], 0, 100)
    told = ("estimate", "low", "high") if name in result.bases_hidden else ("estimate", "low", "high", "n")
    numbers = {key: float(row[key]) for key in told}
    doable = asking(decision, NOTHING)
    return Finding(f"scores.{end}", text, "shown", tested, plain, decision, size, doable, numbers)


def _left_out(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Not compared with the other drivers, because no conclusion rests on them: {themes}.",
        themes=listed(job, names),
    )
    return Finding("scores.left_out", text, "warning", evidence(job, names))


def _blurred(job: Job, pairs: tuple[tuple[str, str], ...]) -> Finding:
    text = job.language.say(
        "Not compared with each other, because customers may not tell them apart: {pairs}.",
        pairs=paired(job, pairs),
    )
    flags = (flag for flag in pair_flags(job) if flag.ordered in pairs)
    return Finding("scores.blurred", text, "warning", pair_evidence(job, flags))


def _hidden(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Not shown, because fewer than {minimum} customers answered or such a number would follow: {themes}.",
        minimum=language.number(job.engagement.privacy.minimum_cell),
        themes=language.listing(job.label(name) for name in names),
    )
    return Finding("scores.hidden", text, "too_few", language.say("Minimum cell of the engagement."))
