"""The words for how groups of customers differ: names, numbers and sentences of the findings on segments."""

from __future__ import annotations

from toolkit.analysis.baseline.segments import EFFORT, MARK, NINE_PLUS, NPS, Division
from toolkit.analysis.job import Job
from toolkit.findings.wording import points, shares
from toolkit.language import N_

MEASURE_LABELS = {
    NPS: N_("the recommendation score (NPS)"),
    MARK: N_("the mark out of 10"),
    NINE_PLUS: N_("the share that gives a 9 or 10"),
    EFFORT: N_("the share that found it easy"),
}


def measure_label(job: Job, measure: str) -> str:
    """The name of a measure in a sentence."""
    if measure in MEASURE_LABELS:
        return job.language.say(MEASURE_LABELS[measure])
    return job.language.quoted(job.label(measure))


def value_of(job: Job, measure: str, value: float) -> str:
    """Write an estimate of a measure."""
    if measure in (NINE_PLUS, EFFORT):
        return job.language.percent(value)
    return job.language.number(value, 1 if measure in (MARK, NPS) else 0)


def margin_of(job: Job, measure: str, low: float, high: float) -> str:
    """Write the limits of a measure."""
    if measure in (NINE_PLUS, EFFORT):
        return shares(job.language, low, high)
    return points(job.language, low, high, 1 if measure in (MARK, NPS) else 0)


def alone_slots(job: Job, division: Division, measure: str, group: str) -> dict[str, str]:
    """What a sentence on one group fills in."""
    cell = division.cell(measure, group)
    return {
        "group": job.group_label(division.segment, group),
        "segment": job.segment_label(division.segment),
        "theme": measure_label(job, measure),
        "score": value_of(job, measure, cell["estimate"]),
        "margin": margin_of(job, measure, cell["low"], cell["high"]),
    }


def pair_slots(job: Job, division: Division, measure: str, pair: tuple[str, str]) -> dict[str, str]:
    """What a sentence on two groups fills in, the higher first."""
    higher, lower = (alone_slots(job, division, measure, group) for group in pair)
    return {
        **higher,
        "other": lower["group"],
        "other_score": lower["score"],
        "other_margin": lower["margin"],
    }


def alone_text(job: Job, division: Division, sign: int, slots: dict[str, str]) -> str:
    """Say that one group differs from each other group, or from the rest."""
    sentences = {
        ("pairs", 1): N_(
            "By “{segment}”, “{group}” scores higher than each other group that could be compared on {themes}, by more "
            "than chance explains. On {theme}: {score} (margin {margin})."
        ),
        ("pairs", -1): N_(
            "By “{segment}”, “{group}” scores lower than each other group that could be compared on {themes}, by more "
            "than chance explains. On {theme}: {score} (margin {margin})."
        ),
        ("rest", 1): N_(
            "By “{segment}”, “{group}” scores higher than all other customers together on {themes}, by more than "
            "chance explains. On {theme}: {score} (margin {margin})."
        ),
        ("rest", -1): N_(
            "By “{segment}”, “{group}” scores lower than all other customers together on {themes}, by more than "
            "chance explains. On {theme}: {score} (margin {margin})."
        ),
    }
    return job.language.say(sentences[division.found.against, sign], **slots)


def alone_plain(job: Job, division: Division, sign: int, slots: dict[str, str]) -> str:
    """Say it without jargon."""
    sentences = {
        ("pairs", 1): N_(
            "By “{segment}”, “{group}” stands out: {score} ({margin}) on {theme}, higher than each other group that "
            "could be compared."
        ),
        ("pairs", -1): N_(
            "By “{segment}”, “{group}” lags behind: {score} ({margin}) on {theme}, lower than each other group that "
            "could be compared."
        ),
        ("rest", 1): N_(
            "By “{segment}”, “{group}” stands out: {score} ({margin}) on {theme}, higher than the other customers."
        ),
        ("rest", -1): N_(
            "By “{segment}”, “{group}” lags behind: {score} ({margin}) on {theme}, lower than the other customers."
        ),
    }
    return job.language.say(sentences[division.found.against, sign], **slots)


def pair_text(job: Job, slots: dict[str, str]) -> str:
    """Set two groups beside each other, where there are only two."""
    return job.language.say(
        "By “{segment}”, “{group}” scores higher than “{other}” on {themes}, by more than chance explains. On "
        "{theme}: {score} (margin {margin}) against {other_score} (margin {other_margin}).",
        **slots,
    )


def some_text(job: Job, slots: dict[str, str]) -> str:
    """Say that some groups differ, and name two of them."""
    return job.language.say(
        "Some groups by “{segment}” differ by more than chance explains on {themes}; the table tells which. So "
        "“{group}” scores higher than “{other}” on {theme}: {score} (margin {margin}) against {other_score} (margin "
        "{other_margin}).",
        **slots,
    )


def pair_plain(job: Job, slots: dict[str, str]) -> str:
    """Say without jargon that one group scores higher than another."""
    return job.language.say(
        "By “{segment}”, “{group}” scores higher than “{other}” on {theme}: {score} ({margin}) against {other_score} "
        "({other_margin}).",
        **slots,
    )
