"""What may be said of links that differ between groups of customers."""

from __future__ import annotations

from toolkit.analysis.drivers.interactions import OutcomeLinks, SegmentLinks
from toolkit.analysis.job import Job
from toolkit.analysis.response import count_told
from toolkit.findings.drivers.refusals import why
from toolkit.findings.finding import Finding
from toolkit.findings.ranking import WATCH, asking, of_difference
from toolkit.findings.wording import changes, row_of

# Links are told per so many points of a driver: one point is too little to picture.
PER_POINTS = 10


def interactions(job: Job, results: tuple[OutcomeLinks, ...] | None) -> tuple[Finding, ...]:
    """Say per outcome of which drivers the link differs between groups, or that no difference is shown."""
    return tuple(finding for result in results or () for finding in outcome_interactions(job, result))


def outcome_interactions(job: Job, result: OutcomeLinks) -> tuple[Finding, ...]:
    """Say it for one outcome."""
    found = [_differs(job, result, part, name) for part in result.segments for name in part.differ]
    same = tuple(part.segment for part in result.segments if not part.differ)
    if same and result.tests:
        found.append(_not_shown(job, result, same))
    if result.segments and not result.tests:
        found.append(_no_claim(job, result))
    for reason in ("refused", "too_few", "too_many"):
        segments = tuple(segment for segment, why in result.left_out if why == reason)
        if segments:
            found.append(_left_out(job, result, reason, segments))
    return tuple(found)


def _differs(job: Job, result: OutcomeLinks, part: SegmentLinks, name: str) -> Finding:
    language, test = job.language, row_of(part.found.tests, name)
    links = part.found.links[part.found.links["driver"] == name].set_index("group")
    most, least = str(links["estimate"].idxmax()), str(links["estimate"].idxmin())
    first, last = row_of(links, most), row_of(links, least)
    slots = {
        "driver": job.label(name),
        "outcome": job.label(result.outcome),
        "segment": job.segment_label(part.segment),
        "most": job.group_label(part.segment, most),
        "least": job.group_label(part.segment, least),
        "points": language.number(PER_POINTS),
        "first": language.signed(PER_POINTS * first["estimate"], 1),
        "first_margin": changes(language, PER_POINTS * first["low"], PER_POINTS * first["high"]),
        "last": language.signed(PER_POINTS * last["estimate"], 1),
        "last_margin": changes(language, PER_POINTS * last["low"], PER_POINTS * last["high"]),
    }
    text = language.say(
        "The link of “{driver}” with “{outcome}” differs between the groups of “{segment}”. With the other drivers "
        "equal, {points} points more go with {first} points on “{outcome}” among “{most}” (margin {first_margin}), the "
        "most, and with {last} points among “{least}” (margin {last_margin}), the least.",
        **slots,
    )
    plain = language.say(
        "How “{driver}” is linked to “{outcome}” is not the same for all groups of “{segment}”.", **slots
    )
    # Stronger is more than nothing and more than the other: of links that run the other way round that is not said.
    if len(links) == 2 and last["estimate"] >= 0:
        plain = language.say(
            "“{driver}” is linked more strongly to “{outcome}” among “{most}” than among “{least}”.", **slots
        )
    decision = ""
    if first["low"] > 0:
        decision = language.say(
            "Does an action on “{driver}” start where its link is strongest in these answers (“{most}”), or is it for "
            "all?",
            **slots,
        )
    evidence = language.say(
        "Interaction of driver and group: Welch’s F on coefficients with HC3 errors; p {p} after Holm over {tests} "
        "tests.",
        p=language.p_equals(test["p_holm"]),
        tests=language.number(result.tests),
    )
    numbers = {"p": float(test["p_holm"]), "f": float(test["f"]), "n": float(count_told(job, part.n))}
    key = f"interactions.{result.outcome}.{part.segment}.{name}"
    size = of_difference(PER_POINTS * (first["estimate"] - last["estimate"]))
    return Finding(key, text, "shown", evidence, plain, decision, size, asking(decision, WATCH), numbers)


def _not_shown(job: Job, result: OutcomeLinks, segments: tuple[str, ...]) -> Finding:
    language = job.language
    text = language.say(
        "These answers do not show that the links of the drivers with “{outcome}” differ between groups of customers: "
        "{segments}.",
        outcome=job.label(result.outcome),
        segments=_segments(job, segments),
    )
    lowest = min(float(part.found.tests["p_holm"].min()) for part in result.segments if not part.differ)
    evidence = language.say(
        "Interaction of driver and group: Welch’s F on coefficients with HC3 errors; smallest p {p} after Holm over "
        "{tests} tests.",
        p=language.p_equals(lowest),
        tests=language.number(result.tests),
    )
    numbers = {"p": lowest}
    return Finding(f"interactions.{result.outcome}.not_shown", text, "not_shown", evidence, numbers=numbers)


def _no_claim(job: Job, result: OutcomeLinks) -> Finding:
    text = job.language.say(
        "Whether links with “{outcome}” differ between groups is not told: the questions do not measure “{outcome}” or "
        "the drivers well enough, or apart from each other.",
        outcome=job.label(result.outcome),
    )
    evidence = job.language.say("Red flags of the scales; see “Are the scales reliable?”.")
    return Finding(f"interactions.{result.outcome}.no_claim", text, "warning", evidence)


def _left_out(job: Job, result: OutcomeLinks, reason: str, segments: tuple[str, ...]) -> Finding:
    language = job.language
    slots = {"outcome": job.label(result.outcome), "segments": _segments(job, segments)}
    if reason == "refused":
        text = language.say(
            "Links with “{outcome}” are not compared by {segments}: these data do not allow it.", **slots
        )
        evidence = language.say("Check before the computation: {reason}", reason=why(job, result.refusal))
        return Finding(f"interactions.{result.outcome}.refused", text, "too_few", evidence)
    if reason == "too_few":
        text = language.say(
            "Links with “{outcome}” are not compared by {segments}: fewer than two groups have the {fewest} customers "
            "that takes.",
            fewest=language.number(result.fewest),
            **slots,
        )
        evidence = language.say(
            "At least 10 customers per driver and per variable held equal, and never under 30."
        )
        return Finding(f"interactions.{result.outcome}.too_few", text, "too_few", evidence)
    text = language.say(
        "Links with “{outcome}” are not compared by {segments}: there are too many groups.", **slots
    )
    evidence = language.say("Number of groups of the division.")
    return Finding(f"interactions.{result.outcome}.too_many", text, "too_few", evidence)


def _segments(job: Job, segments: tuple[str, ...]) -> str:
    language = job.language
    return language.listing(language.quoted(job.segment_label(segment)) for segment in segments)
