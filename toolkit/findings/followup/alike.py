"""What is told of how like customers were compared with like: on what, by which ways, and what was left out."""

from __future__ import annotations

import math
from collections.abc import Iterable

from toolkit.analysis.followup.composition import NPS, Composition
from toolkit.analysis.followup.frames import weight_of
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.wording import row_of


def label_of(job: Job, measure: str) -> str:
    """Name a theme, or the recommendation score."""
    return job.language.say("Recommendation score (NPS)") if measure == NPS else job.label(measure)


def compared_on(job: Job, result: Composition) -> Finding:
    """Say on what customers are alike."""
    text = job.language.say(
        "Customers are compared with customers who are alike on {segments}. In anything else those of the two waves "
        "may still differ.",
        segments=_segments(job, result.segments),
    )
    evidence = job.language.say(
        "Segments of the engagement that both waves have. Who has no answer on one is in a group of its own there; a "
        "change is called one of like customers only where it holds without them too. Small groups are taken together."
    )
    return Finding("composition.compared", text, "fact", evidence)


def raked(job: Job, result: Composition) -> Iterable[Finding]:
    """Say whether weighting to one make-up gives the same answer as the regression."""
    language, table = job.language, result.table
    split = table[table["within"].notna() & ~table.index.isin(result.silent)]
    weighted = split[split["raked"].notna()]
    evidence = language.say(
        "Both waves raked to the make-up halfway between them, beside the regression; difference tested with Holm."
    )
    bent = [
        str(name) for name in weighted.index[weighted["gap_p_holm"] < 1 - job.engagement.analysis.confidence]
    ]
    if bent:
        told = language.listing(
            language.say(
                "{theme} ({raked} raked, {within} by regression)",
                theme=language.quoted(label_of(job, name)),
                raked=language.signed(row_of(table, name)["raked"], 1),
                within=language.signed(row_of(table, name)["within"], 1),
            )
            for name in bent
        )
        text = language.say(
            "Weighting both waves to one make-up gives another change than the regression: {list}. The change is then "
            "not the same in all groups, and how large it is depends on which customers one reckons for.",
            list=told,
        )
        yield Finding("composition.bent", text, "warning", evidence)
    elif len(weighted):
        text = language.say(
            "Weighting both waves to one make-up gives the same picture: nowhere more than {points} points from the "
            "change within like customers.",
            points=language.number(up_to_a_tenth(float(weighted["gap"].abs().max())), 1),
        )
        yield Finding("composition.raked", text, "fact", evidence)
    empty = [str(name) for name in split.index[split["raked"].isna()]]
    if empty:
        text = language.say(
            "Not weighted to one make-up, because some combinations of groups are empty in a wave: {themes}. There the "
            "regression stands alone.",
            themes=themes_of(job, empty),
        )
        yield Finding("composition.empty", text, "warning", evidence)


def alike(job: Job, result: Composition) -> Iterable[Finding]:
    """Say what weights have to do with it, and on what they already make both waves alike."""
    language = job.language
    if weight_of(job) is None:
        return
    text = language.say(
        "The answers are weighted before they are split: what the weights put right is in neither part. What they do "
        "to each change stands under “What weighting does to the changes”."
    )
    if result.alike:
        same = language.say(
            "They already give both waves the same make-up on {segments}: on these, other customers explain no change "
            "any more.",
            segments=_segments(job, result.alike),
        )
        text = f"{text} {same}"
    yield Finding("composition.weighted", text, "fact", language.say("Weighted shares of both waves."))


def left_out(job: Job, result: Composition) -> Iterable[Finding]:
    """Say on what customers are not compared, and why."""
    language, measures = job.language, set(result.table.index)
    by_reason: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (segment, reason), where in result.left_out.items():
        by_reason.setdefault((reason, where), []).append(segment)
    for place, ((why, where), segments) in enumerate(by_reason.items()):
        slots = {
            "segments": _segments(job, segments),
            "minimum": language.number(job.engagement.privacy.minimum_cell),
        }
        text: str = {
            "one_group": language.say(
                "Customers are not compared on {segments}: fewer than two groups have {minimum} customers in each "
                "wave.",
                **slots,
            ),
            "unmatched": language.say(
                "Customers are not compared on {segments}: one wave has a group that the other hardly has. Those "
                "without an answer count as a group too.",
                **slots,
            ),
            "too_many": language.say(
                "Customers are not compared on {segments}: it has more groups than so many answers can carry.",
                **slots,
            ),
        }[why]
        if set(where) != measures:
            only = language.say("That holds for {themes}.", themes=themes_of(job, where))
            text = f"{text} {only}"
        evidence = language.say("Customers per group in both waves.")
        strength: Strength = "warning" if why == "unmatched" else "too_few"
        yield Finding(f"composition.left_out.{place}", text, strength, evidence)


def no_segment(job: Job) -> Finding:
    """Say that there is nothing to compare them on."""
    text = job.language.say(
        "Whether other kinds of customers answered this time cannot be told: no segment that says who customers are "
        "is known in both waves."
    )
    evidence = job.language.say("Segments of the engagement that both waves have.")
    return Finding("composition.no_segment", text, "too_few", evidence)


def _segments(job: Job, names: Iterable[str]) -> str:
    language = job.language
    return language.listing(language.quoted(job.segment_label(name)) for name in names)


def up_to_a_tenth(value: float) -> float:
    """Round up to one decimal: of a limit nothing may be taken off."""
    return math.ceil(10 * value) / 10


def themes_of(job: Job, names: Iterable[str]) -> str:
    """Name themes one after the other, the recommendation score among them."""
    language = job.language
    return language.listing(language.quoted(label_of(job, name)) for name in names)
