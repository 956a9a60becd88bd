"""The chapter on the numbers a board asks first."""

from __future__ import annotations

from dataclasses import replace

from toolkit.analysis.baseline import Headline
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.wording import points, shares
from toolkit.language import N_
from toolkit.measures.estimate import Estimate
from toolkit.report.blocks import Block, KpiItem, Kpis
from toolkit.report.sections.common import (
    heading,
    said,
)


def headline(job: Job, result: Headline, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the numbers a board asks first."""
    tiles = {
        "recommendation": _points_tile(job, N_("Recommendation (NPS)"), result.recommendation),
        "mark": _points_tile(job, N_("Mark out of 10"), result.mark),
        "nine_plus": _share_tile(job, N_("Gives a 9 or 10"), result.nine_plus),
        "effort": _share_tile(job, N_("Found it easy"), result.effort),
    }
    if tiles["recommendation"] and result.margin_hidden:
        # With the exact number of customers the score tells how many more promoters there are than detractors.
        no_margin = job.language.say("margin not shown")
        tiles["recommendation"] = replace(tiles["recommendation"], interval=no_margin, base="")
    shown = tuple(
        replace(tile, base="") if name in result.bases_hidden else tile
        for name, tile in tiles.items()
        if tile
    )
    if not shown:
        return ()
    return (heading(job, N_("Key figures")), Kpis(shown), said(say))


def _points_tile(job: Job, label: str, estimate: Estimate | None) -> KpiItem | None:
    if estimate is None:
        return None
    language = job.language
    value = language.number(estimate.value, 1)
    return _tile(job, label, value, points(language, estimate.low, estimate.high, 1), estimate)


def _share_tile(job: Job, label: str, estimate: Estimate | None) -> KpiItem | None:
    if estimate is None:
        return None
    language = job.language
    return _tile(
        job, label, language.percent(estimate.value), shares(language, estimate.low, estimate.high), estimate
    )


def _tile(job: Job, label: str, value: str, interval: str, estimate: Estimate) -> KpiItem:
    language = job.language
    return KpiItem(
        language.say(label),
        value,
        language.say("margin {margin}", margin=interval),
        language.say("n = {n}", n=language.number(estimate.n)),
        "",
    )
