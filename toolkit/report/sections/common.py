"""What every section is made of: findings as a block, and frames as tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from toolkit.analysis.job import Job
from toolkit.figures.style import Look
from toolkit.findings.finding import Finding
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, Table
from toolkit.report.colour import palette

Cell = Callable[[pd.Series], str]


def heading(job: Job, text: str, level: int = 1) -> Heading:
    """Give a heading in the reader's language; `text` is the English one, marked with N_."""
    return Heading(level, job.language.say(text))


def said(findings: Iterable[Finding]) -> Findings:
    """Give findings as a block."""
    return Findings(tuple(_item(finding) for finding in findings))


def _item(finding: Finding) -> FindingItem:
    # JSON knows no NaN.
    numbers = {name: value if math.isfinite(value) else None for name, value in finding.numbers.items()}
    return FindingItem(finding.key, finding.text, finding.strength, finding.evidence, numbers)


def look(job: Job) -> Look:
    """Give the look of the client's figures."""
    return Look(accent=palette(job.engagement.client.colour).accent_text)


def table(
    identifier: str,
    title: str,
    frame: pd.DataFrame,
    columns: Mapping[str, tuple[str, str, Cell]],
    note: str = "",
) -> Table:
    """Print a frame: per column its key, label, alignment and how a row's cell is written."""
    rows = tuple({key: cell(row) for key, (_, _, cell) in columns.items()} for _, row in frame.iterrows())
    shown = tuple(Column(key, label, align) for key, (label, align, _) in columns.items())
    return Table(identifier, title, shown, rows, note)


def base_note(job: Job, base: str, *more: str, smallest: float = math.inf) -> str:
    """Write the line under a figure or table.

    `base` is the sentence that says on how many customers it rests, `smallest` the smallest number of them.
    """
    language = job.language
    weighted = all(survey.weights is not None for survey in job.surveys)
    indicative = job.engagement.privacy.indicative_below
    parts = [
        base,
        language.say("Under {n} customers a number is indicative only.", n=language.number(indicative))
        if smallest < indicative
        else "",
        *more,
        language.say("Weighted.") if weighted else "",
        language.say(
            "Margins: {confidence} interval.", confidence=language.percent(job.engagement.analysis.confidence)
        ),
        language.say(
            "Source: {source}.", source=language.listing(job.wave_label(survey) for survey in job.surveys)
        ),
    ]
    return " ".join(part for part in parts if part)


def counts_note(job: Job, counts: pd.Series, *more: str) -> str:
    """Write that line for a table whose rows rest on these numbers of customers."""
    base = job.language.say("Base: {n} customers.", n=n_range(job, counts))
    return base_note(job, base, *more, smallest=float(counts.min()))


def n_range(job: Job, counts: pd.Series) -> str:
    """Write the smallest and largest of some numbers of customers."""
    low, high = (job.language.number(int(count)) for count in (counts.min(), counts.max()))
    return low if low == high else job.language.interval(low, high)


def blocks(*parts: Block | None) -> tuple[Block, ...]:
    """Keep the parts that are there."""
    return tuple(part for part in parts if part is not None)


def number_cell(job: Job, column: str, decimals: int = 0) -> Cell:
    """A cell with a number."""
    return lambda row: job.language.number(row[column], decimals)


def signed_cell(job: Job, column: str, decimals: int = 1) -> Cell:
    """A cell with a difference."""
    return lambda row: job.language.signed(row[column], decimals)


def percent_cell(job: Job, column: str, decimals: int = 0) -> Cell:
    """A cell with a share."""
    return lambda row: job.language.percent(row[column], decimals)


def p_cell(job: Job, column: str) -> Cell:
    """A cell with a p-value."""
    return lambda row: job.language.p_value(row[column])


def word_cell(job: Job, column: str, words: Mapping[str, str]) -> Cell:
    """A cell with the word for a value."""

    def write(row: pd.Series) -> str:
        word = words[row[column]]
        return job.language.say(word)

    return write
