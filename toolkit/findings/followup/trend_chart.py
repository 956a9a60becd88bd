"""What may be said of the XmR chart: which waves lie beyond ordinary up and down, and how rough the limits are."""

from __future__ import annotations

from toolkit.analysis.followup.trend import Trend
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding, Strength
from toolkit.findings.followup.steps import theme_label
from toolkit.findings.followup.trend_words import MOVED
from toolkit.followup.course.trend import NPS
from toolkit.followup.course.xmr import Xmr
from toolkit.followup.thresholds import XMR_FIRM_FROM
from toolkit.language import Language

# With fewer waves none can lie outside limits that it helped to make: (n − 1)²/n is then under 2.66.
FEWEST_FOR_SIGNAL = 5


def trend_chart(job: Job, result: Trend) -> tuple[Finding, ...]:
    """Say which waves are a signal, or that none is; and that few waves make rough limits."""
    if result.chart is None:
        return ()
    language, chart = job.language, result.chart
    points = chart.points
    labels = [job.wave_label_of(result.waves[int(place)]) for place in points.index]
    slots = {
        "theme": theme_label(job, result.chart_of),
        "count": language.number(len(points)),
        "low": language.number(chart.lower, 1),
        "high": language.number(chart.upper, 1),
        "firm": language.number(XMR_FIRM_FROM),
    }
    signals = [label for label, signal in zip(labels, points["signal"], strict=True) if signal]
    outside = [label for label, beyond in zip(labels, points["outside"], strict=True) if beyond]
    if len(points) < FEWEST_FOR_SIGNAL:
        # That none lies outside then says nothing of the waves.
        text = language.say(
            "“{theme}”: with {count} waves no wave can lie outside limits that it helped to make ({low} to {high}). "
            "The chart only begins here; nothing follows from it yet.",
            **slots,
        )
    else:
        text = _told(language, slots, signals, outside, moves=_pattern(result) in MOVED)
    rough = _rough(language, chart, slots)
    evidence = language.say(
        "Chart of individuals and moving range (XmR): mean plus and minus 2.66 times the mean step; a wave stands out "
        "only where its whole margin lies outside."
    )
    numbers = {"value": chart.centre, "low": chart.lower, "high": chart.upper}
    strength: Strength = "fact" if chart.firm or signals else "warning"
    said = " ".join(part for part in (text, rough) if part)
    return (Finding("trend.chart", said, strength, evidence, "", "", 0.3, 0.3, numbers),)


def _told(
    language: Language, slots: dict[str, str], signals: list[str], outside: list[str], *, moves: bool
) -> str:
    if signals:
        return language.say(
            "“{theme}” lay beyond its ordinary up and down, {low} to {high}, in: {waves}. Its margin lies beyond too, "
            "so it is worth asking what happened then.",
            waves=language.listing(signals),
            **slots,
        )
    if outside:
        return language.say(
            "“{theme}” lay just beyond its ordinary up and down, {low} to {high}, in: {waves}. Its margin reaches "
            "inside, so these answers do not show that it stands out.",
            waves=language.listing(outside),
            **slots,
        )
    if moves:
        return language.say(
            "No single wave of “{theme}” lies outside {low} to {high}; its rise or fall shows in all waves together.",
            **slots,
        )
    return language.say(
        "“{theme}” stays within its ordinary up and down, {low} to {high}: no wave stands out for which a cause "
        "should be sought.",
        **slots,
    )


def _pattern(result: Trend) -> str:
    """Give the pattern of the score that the chart is of."""
    part = result.recommendation if result.chart_of == NPS else result.themes
    return "" if part is None else str(part.trends.at[result.chart_of, "pattern"])


def _rough(language: Language, chart: Xmr, slots: dict[str, str]) -> str:
    """Say that few waves make rough limits; "" where there are enough, or far too few."""
    if FEWEST_FOR_SIGNAL <= len(chart.points) < XMR_FIRM_FROM:
        return language.say(
            "With {count} waves these limits are rough; from some {firm} on they are firm.", **slots
        )
    return ""
