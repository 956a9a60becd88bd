"""The chapter on how answers are spread: recommending, the report mark, and both per group."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.distribution import PARTS, Distribution, Parts
from toolkit.analysis.job import Job
from toolkit.figures.columns import Tone, columns, divided
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points
from toolkit.language import N_
from toolkit.measures.thresholds import NINE_PLUS_FROM
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.baseline.told import Told, told_table
from toolkit.report.sections.common import base_note, counts_note, heading, look, said
from toolkit.report.sections.telling import in_words

PART_LABELS = {
    "detractor": N_("detractors"),
    "passive": N_("passives"),
    "promoter": N_("promoters"),
}
WHO = N_("Promoters give a 9 or 10, passives a 7 or 8, detractors a 6 or lower.")
TONES: dict[str, Tone] = {"detractor": "plain", "passive": "pale", "promoter": "strong"}


def distribution(job: Job, result: Distribution | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show how the answers behind the key figures are spread."""
    if result is None:
        return ()
    figures = [
        *([_recommendation(job, result, say)] if result.recommendation is not None else []),
        *([_mark(job, result)] if result.mark is not None else []),
        *(_parts(job, one) for one in result.parts),
    ]
    return (
        heading(job, N_("How the answers are spread"), 2),
        *([said(say)] if say else []),
        *figures,
        *_in_numbers(job, result),
    )


def _in_numbers(job: Job, result: Distribution) -> tuple[Table, ...]:
    """Print the key figures that are told above: what the findings on them rest on."""
    key = result.key
    numbers = {
        # Without its margin it is in the tile alone.
        "recommendation": (N_("Recommendation (NPS)"), None if key.margin_hidden else key.recommendation),
        "promoters": (PART_LABELS["promoter"], key.promoters),
        "detractors": (PART_LABELS["detractor"], key.detractors),
        "mark": (N_("Mark out of 10"), key.mark),
        "nine_plus": (N_("Gives a 9 or 10"), key.nine_plus),
        "effort": (N_("Found it easy"), key.effort),
    }
    told = [
        Told(job.language.say(label), found, name in key.bases_hidden)
        for name, (label, found) in numbers.items()
    ]
    return told_table(job, "key-figures", job.language.say("The key figures and their margins"), told)


def _recommendation(job: Job, result: Distribution, say: tuple[Finding, ...]) -> Figure:
    language, bins = job.language, result.recommendation
    assert bins is not None
    places = {part: [at for at, one in enumerate(bins["part"]) if one == part] for part in PARTS}
    totals = {part: float(bins.loc[bins["part"] == part, "estimate"].sum()) for part in PARTS}
    spans = [
        (at[0], at[-1], f"{language.say(PART_LABELS[part])} {language.percent(totals[part])}")
        for part, at in places.items()
        if at
    ]
    chart = columns(
        bins,
        _names(job, bins),
        [language.percent(share) for share in bins["estimate"]],
        look(job),
        axis_label=language.say("answer on recommending, 0 to 10"),
        tones=[TONES[part] for part in bins["part"]],
        spans=spans,
        tick=language.percent,
    )
    slots = {part: language.percent(totals[part]) for part in PARTS}
    more = next((one for one in say if one.key == "distribution.promoters" and one.strength == "shown"), None)
    if more is None:
        title = language.say(
            "{promoter} of customers are promoters and {detractor} detractors: which are more is not shown",
            **slots,
        )
    elif totals["promoter"] > totals["detractor"]:
        title = language.say("More promoters ({promoter}) than detractors ({detractor})", **slots)
    else:
        title = language.say("More detractors ({detractor}) than promoters ({promoter})", **slots)
    alt = language.say(
        "Columns with margins: how often each answer from 0 to 10 was given: {list}.", list=_listed(job, bins)
    )
    note = _note(job, result, "recommendation", bins, language.say(WHO))
    return Figure("distribution-recommendation", title, chart, in_words(title, alt), note)


def _mark(job: Job, result: Distribution) -> Figure:
    language, bins, nine = job.language, result.mark, result.key.nine_plus
    assert bins is not None
    high = [nine is not None and first >= NINE_PLUS_FROM for first in bins["first"]]
    chart = columns(
        bins,
        _names(job, bins),
        [language.percent(share) for share in bins["estimate"]],
        look(job),
        axis_label=language.say("mark, 1 to 10"),
        tones=["strong" if one else "plain" for one in high],
        tick=language.percent,
    )
    mark = result.key.mark
    assert mark is not None
    slots = {"mark": language.number(mark.value, 1)}
    if nine is None:
        title = language.say("The marks that customers give: {mark} out of 10 on average", **slots)
    else:
        title = language.say(
            "{share} of customers give a 9 or 10; the average mark is {mark}",
            share=language.percent(nine.value),
            **slots,
        )
    alt = language.say(
        "Columns with margins: how often each mark from 1 to 10 was given: {list}.", list=_listed(job, bins)
    )
    return Figure("distribution-mark", title, chart, in_words(title, alt), _note(job, result, "mark", bins))


def _names(job: Job, bins: pd.DataFrame) -> list[str]:
    """Name each bin by its answer, or by its first and last."""
    number = job.language.number
    return [
        number(first) if first == last else f"{number(first)}–{number(last)}"
        for first, last in zip(bins["first"], bins["last"], strict=True)
    ]


def _listed(job: Job, bins: pd.DataFrame) -> str:
    return job.language.listing(
        f"{name}: {job.language.percent(share)}"
        for name, share in zip(_names(job, bins), bins["estimate"], strict=True)
    )


def _note(job: Job, result: Distribution, number: str, bins: pd.DataFrame, who: str = "") -> str:
    language = job.language
    merged = ""
    if (bins["first"] != bins["last"]).any():
        merged = language.say(
            "Answers given by fewer than {minimum} customers are taken together with those next to them.",
            minimum=language.number(job.engagement.privacy.minimum_cell),
        )
    if number in result.key.bases_hidden:
        return base_note(job, "", who, merged)
    return counts_note(job, bins["n"], who, merged)


def _parts(job: Job, parts: Parts) -> Figure:
    language, frame = job.language, parts.table
    labels = [job.group_label(parts.segment, str(code)) for code in frame.index]
    values = [
        language.say("{score} ({margin})", score=language.number(score), margin=points(language, low, high))
        for score, low, high in zip(frame["estimate"], frame["low"], frame["high"], strict=True)
    ]
    chart = divided(
        frame,
        labels,
        [(part, language.say(PART_LABELS[part]), TONES[part]) for part in PARTS],
        values,
        look(job),
        axis_label=language.say("share of customers"),
        heading=language.say("NPS (margin)"),
        share=language.percent,
    )
    segment = job.segment_label(parts.segment)
    title = language.say("Detractors, passives and promoters by “{segment}”", segment=segment)
    if parts.higher:
        title = language.say(
            "“{higher}” has a higher recommendation score than “{lower}”",
            higher=job.group_label(parts.segment, parts.higher),
            lower=job.group_label(parts.segment, parts.lower),
        )
    alt = language.say(
        "Bars divided in detractors, passives and promoters, with the recommendation score: {list}.",
        list=language.listing(f"{label} {value}" for label, value in zip(labels, values, strict=True)),
    )
    note = counts_note(
        job,
        frame["n"],
        language.say("Groups by “{segment}”.", segment=segment),
        language.say(WHO),
        language.say("Groups with too few customers are left out.") if parts.left_out else "",
        language.say("Which groups differ, stands under “Scores per group of customers”."),
    )
    return Figure(f"distribution-{parts.segment}", title, chart, in_words(title, alt), note)
