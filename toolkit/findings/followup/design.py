"""What may be said about what two waves can be compared on."""

from __future__ import annotations

from toolkit.analysis.followup import Change
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import listed


def design(job: Job, result: Change) -> tuple[Finding, ...]:
    """Say whether the same customers answered twice, and what could not be compared."""
    found = [_matched(job, result)]
    if len(job.read) > len(job.surveys):
        found.append(_waves(job))
    if result.one_wave_weighted:
        found.append(_one_wave_weighted(job))
    for names, say in ((result.hidden, _hidden), (result.asked_once, _asked_once)):
        if names:
            found.append(say(job, names))
    found += [_shortened(job, name, asked) for name, asked in result.shortened.items()]
    return tuple(found)


def _waves(job: Job) -> Finding:
    """Say which of several waves are compared."""
    language = job.language
    text = language.say(
        "There are {count} measurements. What changed is the last one, {last}, against the first, {first}.",
        count=language.number(len(job.read)),
        first=language.quoted(job.wave_label(job.surveys[0])),
        last=language.quoted(job.wave_label(job.surveys[-1])),
    )
    return Finding("change.waves", text, "fact", language.say("Measurements of the engagement."))


def _matched(job: Job, result: Change) -> Finding:
    """Say whether the same customers answered twice, and what part of each wave they are."""
    language, minimum = job.language, job.engagement.privacy.minimum_cell
    same, first, last = result.n_same, len(job.surveys[0].items), len(job.surveys[-1].items)
    strength: Strength = "fact"
    numbers = {"same": float(same)}
    alone = first - same, last - same
    if 0 < same < minimum:
        text = language.say(
            "Fewer than {minimum} customers answered both times; the comparison takes that into account. If more of "
            "them were asked twice, the two files may write their keys in different ways.",
            minimum=language.number(minimum),
        )
        numbers = {}
    elif same and alone == (0, 0):
        text = language.say(
            "The same {count} customers answered both times, and each is compared with his or her own first answers.",
            count=language.number(same),
        )
    elif same and any(0 < rest < minimum for rest in alone):
        # How many did not would be too few to tell.
        text = language.say(
            "Nearly all customers of a measurement answered both times; the comparison takes that into account."
        )
        numbers = {}
    elif same:
        text = language.say(
            "{count} customers answered both times: {share_before} of the first measurement and {share_after} of the "
            "second. The comparison counts all customers, and takes into account that these are the same.",
            count=language.number(same),
            share_before=language.percent(same / first),
            share_after=language.percent(same / last),
        )
    elif result.has_keys:
        strength = "warning"
        text = language.say(
            "No customer of the second wave is found in the first. If some did answer both times, the two files write "
            "their keys in different ways."
        )
    else:
        text = language.say(
            "It is not known whether customers answered both times: the files do not name them. The comparison takes "
            "them for different customers."
        )
    if result.has_keys:
        evidence = language.say("Matching of the customers’ hashed keys.")
    else:
        evidence = language.say("Columns of both files.")
    return Finding("change.design", text, strength, evidence, numbers=numbers)


def _one_wave_weighted(job: Job) -> Finding:
    text = job.language.say("Only one of the waves has weights, so this comparison is made without weights.")
    return Finding(
        "change.unweighted", text, "warning", job.language.say("Columns of weights of both waves.")
    )


def _hidden(job: Job, names: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "Not compared, because in a wave fewer than {minimum} customers answered, or such a number would follow from "
        "it: {themes}.",
        minimum=language.number(job.engagement.privacy.minimum_cell),
        themes=listed(job, names),
    )
    return Finding("change.hidden", text, "too_few", language.say("Minimum cell of the engagement."))


def _asked_once(job: Job, names: tuple[str, ...]) -> Finding:
    text = job.language.say(
        "Not compared, because not asked in both waves: {themes}.", themes=listed(job, names)
    )
    return Finding("change.asked_once", text, "too_few", job.language.say("Columns of both files."))


def _shortened(job: Job, name: str, asked: int) -> Finding:
    language = job.language
    text = language.say(
        "“{theme}” is compared on {asked} of its {all} questions: only those were asked in both waves.",
        theme=job.label(name),
        asked=language.number(asked),
        all=language.number(len(job.engagement.constructs[name].items)),
    )
    return Finding(f"change.{name}.shortened", text, "warning", language.say("Columns of both files."))
