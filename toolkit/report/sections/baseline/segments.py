"""The chapter on groups of customers: the outcomes per group, with letters for who differs; every score apart."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

import pandas as pd

from toolkit.analysis.baseline.segments import EFFORT, MARK, NINE_PLUS, NPS, Division, Segments
from toolkit.analysis.job import Job
from toolkit.figures import charts
from toolkit.findings.baseline.segment_words import margin_of, measure_label, value_of
from toolkit.findings.baseline.segments import few_key
from toolkit.findings.finding import Finding
from toolkit.language import N_
from toolkit.measures.segments.letters import shown, widest
from toolkit.measures.thresholds import LETTERS_FROM, REPORT_MARK_SCALE
from toolkit.report.blocks import Block, Figure, Heading, Table
from toolkit.report.sections.common import (
    HIDDEN,
    Cell,
    Customers,
    counts_note,
    heading,
    look,
    said,
    table,
)
from toolkit.report.sections.telling import in_words, with_margins

# Groups beside each other that an upright page holds with a margin under each number.
MOST_COLUMNS: Final = 6
# And without margins.
MOST_OUTCOMES: Final = 8
ROW_LABELS = {
    NPS: N_("Recommendation (NPS)"),
    MARK: N_("Mark out of 10"),
    NINE_PLUS: N_("Gives a 9 or 10"),
    EFFORT: N_("Found it easy"),
}
LIMITS = {NPS: (-100.0, 100.0), MARK: REPORT_MARK_SCALE, NINE_PLUS: (0.0, 1.0), EFFORT: (0.0, 1.0)}


def segments(job: Job, result: Segments | None, say: tuple[Finding, ...]) -> tuple[Block, ...]:
    """Show every division of the customers: what is found, the outcome drawn, and where some differ the outcomes.

    All scores with their margins stand in the appendix: `segments_in_full`.
    """
    if result is None:
        return ()
    parts: list[Block] = [heading(job, N_("Scores per group of customers"))]
    for division in result.divisions:
        own = [one for one in say if one.key.startswith(f"segments.{division.segment}.")]
        figure = _figure(job, result, division)
        parts += [
            _heading(job, division),
            *([said(own)] if own else []),
            *([figure] if figure else []),
            *(_outcomes(job, result, division) if _differs(job, division) else ()),
        ]
    unset = {"segments.too_many", *map(few_key, result.too_few)}
    general = [one for one in say if one.key in unset]
    if general and result.divisions:  # else they would stand under the name of the last one
        parts.append(heading(job, N_("Groups that are not set out"), 2))
    return (*parts, *([said(general)] if general else ()))


def segments_in_full(job: Job, result: Segments | None) -> tuple[Block, ...]:
    """Print for the appendix all scores of every division, each with its margin."""
    if result is None or not result.divisions:
        return ()
    tables = (made for division in result.divisions for made in _tables(job, result, division))
    return (heading(job, N_("All scores per group of customers"), 2), *tables)


def _differs(job: Job, division: Division) -> bool:
    return not shown(division.found, job.engagement.analysis.confidence).empty


def _heading(job: Job, division: Division) -> Heading:
    return Heading(2, job.language.say("By “{segment}”", segment=job.segment_label(division.segment)))


def _figure(job: Job, result: Segments, division: Division) -> Figure | None:
    """Draw the outcome per group, where at least two may be shown."""
    language, measure = job.language, result.outcome
    cells = pd.DataFrame({group: division.cell(measure, group) for group in division.groups}).T
    drawn = cells.dropna(subset=["estimate", "low", "high"])
    if len(drawn) < 2:
        return None
    apart = set(division.apart[division.apart["measure"] == measure]["group"])
    named = widest(shown(division.found, job.engagement.analysis.confidence), measure)
    strong = apart or {group for group in named if group}
    labels = [job.group_label(division.segment, str(group)) for group in drawn.index]
    values = [value_of(job, measure, value) for value in drawn["estimate"]]
    chart = charts.intervals(
        drawn,
        labels,
        values,
        look(job),
        axis_label=_axis(job, measure),
        highlight=[group in strong for group in drawn.index],
        limits=LIMITS.get(measure, (0.0, 100.0)),
    )
    title = _title(job, result, division)
    alt = language.say(
        "Dots with margins per group of customers, on {theme}: {list}.",
        theme=measure_label(job, measure),
        list=language.listing(with_margins(labels, values, drawn, partial(margin_of, job, measure))),
    )
    note = counts_note(
        job,
        # Of the groups, as in the table: how many of them answered would tell how few did not.
        division.sizes.loc[list(drawn.index), "count"],
        language.say("Groups by “{segment}”.", segment=job.segment_label(division.segment)),
        language.say("Groups are left out where too few answered or all answered alike.")
        if len(drawn) < len(cells)
        else "",
        language.say("Round and coloured: named in the findings.") if strong else "",
    )
    return Figure(f"segments-{division.segment}", title, chart, in_words(title, alt), note)


def _title(job: Job, result: Segments, division: Division) -> str:
    """Say who differs on the outcome that is drawn, where a test shows it; the heading above tells by what."""
    language, measure = job.language, result.outcome
    theme = measure_label(job, measure)
    alone = division.apart[division.apart["measure"] == measure]
    pair = widest(shown(division.found, job.engagement.analysis.confidence), measure)
    # Of only two that could be compared, the higher does not stand out: it is higher than the other.
    if len(alone) and (division.found.against == "rest" or alone["others"].iloc[0] > 1):
        group = job.group_label(division.segment, str(alone["group"].iloc[0]))
        if int(alone["sign"].iloc[0]) > 0:
            return language.say("“{group}” stands out on {theme}", group=group, theme=theme)
        return language.say("“{group}” lags behind on {theme}", group=group, theme=theme)
    if all(pair):
        first, second = (job.group_label(division.segment, group) for group in pair)
        return language.say(
            "“{first}” scores higher than “{second}” on {theme}", first=first, second=second, theme=theme
        )
    if measure in set(division.found.tests["measure"]):
        if division.found.against == "rest":
            return language.say("No group is shown to differ from the rest on {theme}", theme=theme)
        return language.say("No group is shown to differ from another on {theme}", theme=theme)
    return language.say("Score of each group on {theme}", theme=theme)


def _axis(job: Job, measure: str) -> str:
    if measure == NPS:
        return job.language.say("recommendation score (NPS), −100 to 100")
    if measure in ROW_LABELS:
        return job.language.say(ROW_LABELS[measure])
    return job.language.say("score, 0 to 100")


def _tables(job: Job, result: Segments, division: Division) -> tuple[Table, ...]:
    """Print all scores, in as many tables as the groups need, of about as many groups each."""
    parts = _parts(division, MOST_COLUMNS)
    return tuple(_table(job, result, division, part, place) for place, part in enumerate(parts, 1))


def _outcomes(job: Job, result: Segments, division: Division) -> tuple[Table, ...]:
    """Print what says how loyal customers are, and what else is found to differ, without the margins."""
    found = set(shown(division.found, job.engagement.analysis.confidence)["measure"])
    wanted = {NPS, MARK, *job.constructs("attitude", "behaviour"), *found}
    measures = tuple(measure for measure in result.kinds if measure in wanted)
    parts = _parts(division, MOST_OUTCOMES)
    return tuple(
        _table(job, result, division, part, place, measures=measures) for place, part in enumerate(parts, 1)
    )


def _parts(division: Division, most: int) -> list[tuple[str, ...]]:
    """Divide the groups over tables of about as many columns each."""
    size = math.ceil(len(division.groups) / math.ceil(len(division.groups) / most))
    return [division.groups[at : at + size] for at in range(0, len(division.groups), size)]


def _table(
    job: Job,
    result: Segments,
    division: Division,
    part: tuple[str, ...],
    place: int,
    *,
    measures: tuple[str, ...] = (),
) -> Table:
    """Print the scores of a part of the groups: these measures alone, or all of them with their margins."""
    language = job.language
    frame = _frame(job, result, division, part, measures)
    columns: dict[str, tuple[str, str, Cell]] = {
        "measure": (language.say("Score"), "left", lambda row: str(row["measure"]))
    }
    columns |= {
        f"group-{at}": (_column(job, division, group), "right", _text(f"group-{at}"))
        for at, group in enumerate(part)
    }
    by = job.segment_label(division.segment)
    title = (
        language.say("Outcomes by “{segment}”", segment=by)
        if measures
        else language.say("Scores by “{segment}”", segment=by)
    )
    if len(part) < len(division.groups):
        title = language.say("{title}, part {part}", title=title, part=language.number(place))
    counts = Customers(about=("measure",), cells={f"group-{at}": f"behind-{at}" for at, _ in enumerate(part)})
    kind = "outcomes" if measures else "table"
    identifier = f"segments-{division.segment}-{kind}" + (f"-{place}" if place > 1 else "")
    return table(
        job, identifier, title, frame, columns, _note(job, result, division, measures), counts=counts
    )


def _column(job: Job, division: Division, group: str) -> str:
    label = job.group_label(division.segment, group)
    if division.found.against == "rest" or group not in division.letters:
        return label
    return job.language.say("{letter}: {group}", letter=division.letters[group], group=label)


def _text(key: str) -> Cell:
    return lambda row: str(row[key])


def _frame(
    job: Job, result: Segments, division: Division, part: tuple[str, ...], measures: tuple[str, ...]
) -> pd.DataFrame:
    """Write the rows: how many customers, then per measure the score with its letters.

    With all measures each has its margin in a row under it.
    """
    language = job.language
    counts = division.sizes["count"].to_dict()
    behind = division.sizes[["count", "count_effective"]].min(axis=1).to_dict()
    rows: list[dict[str, object]] = [{"measure": language.say("Customers")}]
    for at, group in enumerate(part):
        rows[0][f"group-{at}"] = language.number(counts[group])
        rows[0][f"behind-{at}"] = behind[group]
    for measure in measures or result.kinds:
        if all(division.hidden.at[measure, group] for group in part):
            continue
        score: dict[str, object] = {"measure": row_label(job, measure)}
        margin: dict[str, object] = {"measure": language.say("– margin")}
        for at, group in enumerate(part):
            cell = division.cell(measure, group)
            hidden = math.isnan(cell["estimate"])
            score[f"group-{at}"] = HIDDEN if hidden else _scored(job, division, measure, group)
            margin[f"group-{at}"] = HIDDEN if hidden else margin_of(job, measure, cell["low"], cell["high"])
            there = 0.0 if hidden else min(cell["n"], cell["n_effective"])
            score[f"behind-{at}"] = margin[f"behind-{at}"] = there
        rows += [score] if measures else [score, margin]
    return pd.DataFrame(rows)


def row_label(job: Job, measure: str) -> str:
    """The name of a measure as the head of a row."""
    return job.language.say(ROW_LABELS[measure]) if measure in ROW_LABELS else job.label(measure)


def _scored(job: Job, division: Division, measure: str, group: str) -> str:
    sign = str(division.signs.at[measure, group]) if group in division.signs else ""
    score = value_of(job, measure, division.cell(measure, group)["estimate"])
    return f"{score} {sign}" if sign else score


def _note(job: Job, result: Segments, division: Division, measures: tuple[str, ...]) -> str:
    language = job.language
    slots = {"minimum": language.number(LETTERS_FROM)}
    if division.found.against == "rest":
        rule = language.say(
            "▲ and ▼: higher or lower than all other customers together, beyond chance (Holm over the whole table; no "
            "sign with fewer than {minimum} customers).",
            **slots,
        )
    else:
        rule = language.say(
            "Letters: higher than the group with that letter, beyond chance (Holm over the whole table; no letters for "
            "or against a group of fewer than {minimum} customers).",
            **slots,
        )
    flagged = [name for name in result.unreliable if name in (measures or result.kinds)]
    more = ""
    if flagged:
        more = language.say(
            "Not compared, because the questions do not belong together well enough: {themes}.",
            themes=language.listing(job.label(name) for name in flagged),
        )
    rest = language.say("All scores, with their margins, are in the appendix.") if measures else ""
    return counts_note(job, division.sizes.loc[list(division.groups), "count"], rule, more, rest)
