"""The course over three or more waves: small multiples, a table, and the XmR chart of the first outcome."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from toolkit.analysis.followup import NOT_JUDGED
from toolkit.analysis.followup.trend import DAYS_A_YEAR, Trend
from toolkit.analysis.job import Job
from toolkit.figures.individuals import individuals
from toolkit.figures.multiples import Panel, multiples
from toolkit.findings.finding import Finding
from toolkit.findings.followup.steps import theme_label
from toolkit.findings.wording import changes
from toolkit.followup.course.pattern import (
    BACK_AND_FORTH,
    FALLING,
    FALLING_UNEVENLY,
    NO_TREND,
    NOT_DECIDED,
    RISING,
    RISING_UNEVENLY,
    SAME,
    SLIGHT,
)
from toolkit.followup.course.trend import NPS
from toolkit.followup.course.xmr import Xmr
from toolkit.language import N_
from toolkit.report.blocks import Block, Figure, Table
from toolkit.report.sections.common import (
    Cell,
    Customers,
    base_note,
    heading,
    look,
    p_cell,
    said,
    signed_cell,
    table,
    word_cell,
)
from toolkit.report.sections.followup.bases import wave_range
from toolkit.report.sections.telling import in_words

WORDS = {
    SAME: N_("about the same"),
    RISING: N_("rising"),
    FALLING: N_("falling"),
    RISING_UNEVENLY: N_("rising, unevenly"),
    FALLING_UNEVENLY: N_("falling, unevenly"),
    SLIGHT: N_("changing, but little"),
    BACK_AND_FORTH: N_("back and forth"),
    NO_TREND: N_("no rise or fall"),
    NOT_DECIDED: N_("not decided"),
    NOT_JUDGED: N_("not judged"),
}
TRENDS = (RISING, FALLING, RISING_UNEVENLY, FALLING_UNEVENLY)
MOST_PANELS = 16
MOST_WAVES = 6  # columns of waves in the table; the appendix has all


def trend(job: Job, result: Trend | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show the course of every theme over all waves of the follow-up."""
    if result is None:
        return ()
    whole = job.over_time()
    parts: list[Block] = [
        heading(job, N_("The course over all waves")),
        said(say),
        _figure(whole, result, say),
    ]
    if result.chart is not None:
        parts.append(_chart(whole, result, result.chart))
    return (*parts, _table(whole, result))


def together(result: Trend, part: str) -> pd.DataFrame:
    """Lay the tables of the recommendation and the themes under each other: `levels`, `trends` or `steps`."""
    return pd.concat([getattr(one, part) for one in result.parts])


def panels(job: Job, result: Trend) -> list[Panel]:
    """Make a panel per score: the recommendation first, then the outcomes, then the rest in order of the model."""
    places = _places(result)
    levels, trends = together(result, "levels"), together(result, "trends")
    made = []
    for name, row in trends.iterrows():
        own = levels.loc[str(name)]
        nps = name == NPS
        word = WORDS[row["pattern"]]
        made.append(
            Panel(
                own.assign(place=[places[int(wave)] for wave in own.index]),
                theme_label(job, str(name)),
                job.language.say(word),
                result.smallest_change_nps if nps else result.smallest_change,
                (
                    job.language.number(own["estimate"].iloc[0], 1),
                    job.language.number(own["estimate"].iloc[-1], 1),
                ),
                row["pattern"] in TRENDS,
                own_scale=nps,
            )
        )
    return made


def course_figure(job: Job, result: Trend, shown: list[Panel], identifier: str, title: str) -> Figure:
    """Draw these panels."""
    language, levels = job.language, together(result, "levels")
    svg = multiples(shown, look(job), ticks=list(zip(_places(result), short_names(job, result), strict=True)))
    alt = language.say(
        "Small charts, one per score, with its margin in each wave: {list}.",
        list=language.listing(f"{one.name} {one.ends[0]} – {one.ends[1]}, {one.word}" for one in shown),
    )
    note = base_note(
        job,
        language.say("Base: {n} customers per wave.", n=wave_range(job, levels)),
        language.say(
            "Grey: less than {smallest} points from the first wave ({nps} for the NPS, which has a scale of its own).",
            smallest=language.number(result.smallest_change),
            nps=language.number(result.smallest_change_nps),
        )
        if result.recommendation is not None
        else language.say(
            "Grey: less than {smallest} points from the first wave.",
            smallest=language.number(result.smallest_change),
        ),
        language.say(
            "Full dots: a rise or fall over all waves is shown that may matter. Open dots: it is not."
        ),
        smallest=float(levels["n"].min()),
    )
    return Figure(identifier, title, svg, in_words(title, alt), note)


def _figure(job: Job, result: Trend, say: tuple[Finding, ...]) -> Figure:
    trends = together(result, "trends")
    moved = {f"trend.{name}" for name in trends.index[trends["pattern"].isin(TRENDS)]}
    told = [finding for finding in say if finding.key in moved and finding.plain]
    if told:
        title = max(told, key=lambda finding: finding.weight).plain.rstrip(".")
    else:
        title = job.language.say("No theme is shown to rise or fall over all waves by as much as matters")
    return course_figure(job, result, panels(job, result)[:MOST_PANELS], "trend", title)


def _places(result: Trend) -> list[float]:
    return [(day - result.days[0]).days / DAYS_A_YEAR for day in result.days]


def short_names(job: Job, result: Trend) -> list[str]:
    """Name the waves by year, or where two fall in one year by their place."""
    years = [day.year for day in result.days]
    if len(set(years)) < len(years):
        return [job.language.number(place) for place in range(1, len(years) + 1)]
    return [_short_year(day) for day in result.days]


def _short_year(day: date) -> str:
    return f"’{day.year % 100:02d}"


def _table(job: Job, result: Trend) -> Table:
    language, levels = job.language, together(result, "levels")
    frame = together(result, "trends")
    waves = range(max(0, len(result.waves) - MOST_WAVES), len(result.waves))
    means = levels["estimate"].unstack("wave")
    smallest = levels[["n", "n_effective"]].groupby(level="measure").min()
    frame = frame.join(means.add_prefix("wave_")).join(smallest)
    columns: dict[str, tuple[str, str, Cell]] = {
        "theme": (language.say("Theme"), "left", lambda row: theme_label(job, str(row.name))),
        **{f"wave_{wave}": _wave_column(job, result, wave) for wave in waves},
        "difference": (language.say("Along the line"), "right", signed_cell(job, "difference")),
        "margin": (language.say("Margin"), "right", lambda row: changes(language, row["low"], row["high"])),
        "p_holm": (language.say("p (Holm)"), "right", p_cell(job, "p_holm")),
        "pattern": (language.say("Course"), "left", word_cell(job, "pattern", WORDS)),
    }
    note = base_note(
        job,
        language.say("Base: {n} customers per wave.", n=wave_range(job, levels)),
        language.say("Scores from 0 to 100; NPS from −100 to 100.")
        if result.recommendation is not None
        else "",
        language.say(
            "Along the line: what a straight line through all waves rises or falls from the first wave to the last."
        ),
        _pattern_note(job, result),
        smallest=float(levels["n"].min()),
    )
    title = language.say("The scores in each wave, and what runs through them")
    counts = Customers(about=("theme",), rows=("n", "n_effective"))
    return table(job, "trend-table", title, frame, columns, note, counts=counts)


def _pattern_note(job: Job, result: Trend) -> str:
    return job.language.say(
        "About the same: every two waves are shown to differ by less than {smallest} points. Back and forth: the waves "
        "differ beyond chance, without a rise or fall of {smallest} points or more that is shown. No rise or fall: "
        "the line is shown to move by less than {smallest} points. A line through waves tells no cause.",
        smallest=job.language.number(result.smallest_change),
    )


def _wave_column(job: Job, result: Trend, wave: int) -> tuple[str, str, Cell]:
    label = job.wave_label_of(result.waves[wave])
    return label, "right", lambda row: job.language.number(row.get(f"wave_{wave}", np.nan), 1)


def _chart(job: Job, result: Trend, chart: Xmr) -> Figure:
    language = job.language
    places, names = _places(result), short_names(job, result)
    waves = [int(wave) for wave in chart.points.index]
    svg = individuals(
        chart.points.assign(place=[places[wave] for wave in waves]),
        [names[wave] for wave in waves],
        [language.number(value, 1) for value in chart.points["value"]],
        look(job),
        lines=(
            (chart.lower, language.say("lower limit {value}", value=language.number(chart.lower, 1))),
            (chart.centre, language.say("mean {value}", value=language.number(chart.centre, 1))),
            (chart.upper, language.say("upper limit {value}", value=language.number(chart.upper, 1))),
        ),
        axis_label=language.say("points from −100 to 100")
        if result.chart_of == NPS
        else language.say("points out of 100"),
        tick=language.number,
    )
    alt = language.say(
        "Score per wave between the limits {low} and {high}: {list}.",
        low=language.number(chart.lower, 1),
        high=language.number(chart.upper, 1),
        list=language.listing(language.number(value, 1) for value in chart.points["value"]),
    )
    note = base_note(
        job,
        language.say("Base: {n} customers per wave.", n=_bases(job, result)),
        language.say(
            "Grey: the ordinary up and down, judged by the steps between waves (XmR). A wave stands out, with a full "
            "dot, only where its whole margin lies outside."
        ),
    )
    title = _chart_title(job, result, chart)
    return Figure("trend-chart", title, svg, in_words(title, alt), note)


def _bases(job: Job, result: Trend) -> str:
    return wave_range(job, together(result, "levels").loc[[result.chart_of]])


def _chart_title(job: Job, result: Trend, chart: Xmr) -> str:
    slots = {"theme": theme_label(job, result.chart_of)}
    if bool(chart.points["signal"].any()):
        return job.language.say("“{theme}” left its ordinary up and down", **slots)
    return job.language.say("“{theme}” is not shown to have left its ordinary up and down", **slots)
