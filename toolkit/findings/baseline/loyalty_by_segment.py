"""What may be said of loyalty groups within the groups of customers."""

from __future__ import annotations

from toolkit.analysis.baseline.loyalty import Groups
from toolkit.analysis.baseline.loyalty_by_segment import BySegment
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.language import N_

METHODS = {
    "chi_square": N_("Chi-square test, p {p} after Holm over all divisions of this chapter."),
    "rao_scott": N_("Chi-square test after Rao and Scott, weighted, p {p} after Holm over all divisions."),
}
FOUR = N_(
    "How customers divide over the four groups by “{attitude}” and “{behaviour}” differs within {segments}, by more "
    "than chance explains."
)
THREE = N_(
    "How customers divide over high on both “{attitude}” and “{behaviour}”, high on “{attitude}” only, and low on "
    "“{attitude}” differs within {segments}, by more than chance explains."
)
BOTH = N_(
    "The share of customers who score high on both “{attitude}” and “{behaviour}” differs within {segments}, by more "
    "than chance explains."
)
DIFFERS = {"four": FOUR, "three": THREE, "both": BOTH}


def by_segment(job: Job, groups: Groups) -> tuple[Finding, ...]:
    """Say in which divisions of the customers the loyalty groups differ, and in which that is not shown."""
    level = 1 - job.engagement.analysis.confidence
    tested = [one for one in groups.segments if one.test]
    different = [one for one in tested if one.p < level]
    alike_tested = {
        one.tested: [other for other in different if other.tested == one.tested] for one in different
    }
    found = [_differ(job, groups, ones) for ones in alike_tested.values()]
    same = [one for one in tested if not one.p < level]
    untested = [one for one in groups.segments if not one.test]
    # A test of who is high on both tells nothing of the other groups.
    divided = [one for one in same if one.tested != "both"]
    only_both = [one for one in same if one.tested == "both"]
    if divided:
        found.append(_not_shown(job, groups, divided))
    if only_both:
        found.append(_both_not_shown(job, groups, only_both))
    if untested:
        found.append(_too_few(job, groups, untested))
    return tuple(found)


def _differ(job: Job, groups: Groups, ones: list[BySegment]) -> Finding:
    """Say in one sentence of all divisions on which the same was tested that they differ."""
    language, test = job.language, ones[0].test
    assert test is not None
    text = language.say(
        DIFFERS[ones[0].tested],
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
        segments=language.listing(_quoted(job, one) for one in ones),
    )
    p = max(one.p for one in ones)
    evidence = language.say(METHODS[test.method], p=language.p_equals(p))
    key = _key(groups, f"segments.{ones[0].tested}")
    return Finding(key, text, "shown", evidence, numbers={"p": p})


def _not_shown(job: Job, groups: Groups, same: list[BySegment]) -> Finding:
    language = job.language
    assert same[0].test is not None
    text = language.say(
        "That customers divide differently over the four groups within {segments} is not shown.",
        segments=language.listing((_quoted(job, one) for one in same), either=True),
    )
    p = min(one.p for one in same)
    evidence = language.say(METHODS[same[0].test.method], p=language.p_equals(p))
    return Finding(_key(groups, "segments.same"), text, "not_shown", evidence, numbers={"p": p})


def _both_not_shown(job: Job, groups: Groups, same: list[BySegment]) -> Finding:
    language = job.language
    assert same[0].test is not None
    text = language.say(
        "That the share who score high on both “{attitude}” and “{behaviour}” differs within {segments} is not shown. "
        "For a test of the other groups there are too few customers.",
        attitude=job.label(groups.attitude),
        behaviour=job.label(groups.behaviour),
        segments=language.listing((_quoted(job, one) for one in same), either=True),
    )
    p = min(one.p for one in same)
    evidence = language.say(METHODS[same[0].test.method], p=language.p_equals(p))
    return Finding(_key(groups, "segments.same_both"), text, "not_shown", evidence, numbers={"p": p})


def _too_few(job: Job, groups: Groups, untested: list[BySegment]) -> Finding:
    language = job.language
    text = language.say(
        "There are too few customers to tell whether the four groups differ within {segments}.",
        segments=language.listing((_quoted(job, one) for one in untested), either=True),
    )
    evidence = language.say("Cochran’s rule: at least 1 expected in each cell, and 5 in four out of five.")
    return Finding(_key(groups, "segments.few"), text, "too_few", evidence)


def _quoted(job: Job, one: BySegment) -> str:
    return job.language.quoted(job.segment_label(one.segment))


def _key(groups: Groups, what: str) -> str:
    return f"loyalty.{what}.{groups.attitude}.{groups.behaviour}"
