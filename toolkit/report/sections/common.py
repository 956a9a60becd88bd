"""What every section is made of: findings as a block, and frames as tables, which all pass the gate of small cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.figures.style import Look
from toolkit.findings.finding import Finding, rounded
from toolkit.findings.wording import customers
from toolkit.measures.suppression import gate
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, Table

Cell = Callable[[pd.Series], str]
HIDDEN = "x"  # stands for a hidden cell, as in the tables of Statistics Netherlands


@dataclass(frozen=True)
class Nobody:
    """No customers stand behind a table: `reason` says what does."""

    reason: str


@dataclass(frozen=True)
class Customers:
    """The customers behind a table, by columns of its frame that count them (and their effective number, weighted).

    `rows`: columns that each count those behind a whole row; it is hidden whole where one of them is too small.
    `cells`: or, per column of the table, the column that counts those behind its cell alone.
    `about`: columns of the table that say what a row is about and are always shown.
    `across`, `down`: the cells of a row, of a column, add up to a total that the reader knows; `parts` is the column
    of the frame that says which rows add up together, where not all do.
    `harmless`: columns of the table whose small numbers tell nothing about anybody.
    """

    about: tuple[str, ...]
    rows: tuple[str, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    across: bool = False
    down: bool = False
    parts: str = ""
    harmless: tuple[str, ...] = ()


def heading(job: Job, text: str, level: int = 1, *, new_page: bool = False) -> Heading:
    """Give a heading in the reader's language; `text` is the English one, marked with N_."""
    return Heading(level, job.language.say(text), new_page)


def said(findings: Iterable[Finding]) -> Findings:
    """Give findings as a block."""
    return Findings(tuple(_item(finding) for finding in findings))


def _item(finding: Finding) -> FindingItem:
    return FindingItem(
        finding.key, finding.text, finding.strength, finding.evidence, rounded(finding), finding.flags
    )


def look(job: Job) -> Look:
    """Give the look of the client's figures."""
    return Look.of(job.engagement.client.colour)


def table(
    job: Job,
    identifier: str,
    title: str,
    frame: pd.DataFrame,
    columns: Mapping[str, tuple[str, str, Cell]],
    note: str = "",
    *,
    counts: Customers | Nobody,
    most: int = 0,
) -> Table:
    """Print a frame: per column its key, label, alignment and how a row's cell is written.

    Pages show the first `most` rows and say so, all of them where it is 0; the workbook has all.

    The only door to a table, and it has a gate: `counts` says who stand behind the cells, and those on fewer than the
    engagement's minimum cell, or that give such a one away, print as HIDDEN, which the note then explains.
    """
    written = [[cell(row) for _, _, cell in columns.values()] for _, row in frame.iterrows()]
    if isinstance(counts, Customers):
        hidden = _hidden(job, list(columns), frame, counts).tolist()
        written = [
            [HIDDEN if hide else text for text, hide in zip(texts, hides, strict=True)]
            for texts, hides in zip(written, hidden, strict=True)
        ]
        # A cell that was hidden before it came here is explained too.
        some = any(HIDDEN in texts for texts in written)
        note = " ".join(part for part in (note, _hidden_note(job) if some else "") if part)
    most = most if most < len(frame) else 0
    note = " ".join(part for part in (_most_note(job, most, len(frame)) if most else "", note) if part)
    shown = tuple(Column(key, label, align) for key, (label, align, _) in columns.items())
    cells = tuple(dict(zip(columns, texts, strict=True)) for texts in written)
    return Table(identifier, title, shown, cells, note, most)


def _most_note(job: Job, most: int, rows: int) -> str:
    return job.language.say(
        "The report shows the first {most} of {rows} rows; the workbook beside it has them all.",
        most=job.language.number(most),
        rows=job.language.number(rows),
    )


def _hidden(
    job: Job, columns: Sequence[str], frame: pd.DataFrame, counts: Customers
) -> npt.NDArray[np.bool_]:
    """Ask the gate which cells to hide: rows × columns."""
    judged = list(counts.cells) or [key for key in columns if key not in counts.about]
    behind = [frame[name].to_numpy(dtype=np.float64) for name in counts.cells.values() or counts.rows]
    gated = gate(
        np.column_stack(behind),
        job.engagement.privacy.minimum_cell,
        across=counts.across,
        down=counts.down,
        whole_rows=not counts.cells,
        harmless=np.isin(judged, counts.harmless) if counts.harmless else None,
        parts=frame[counts.parts] if counts.parts else None,
    )
    hidden = np.zeros((len(frame), len(columns)), dtype=np.bool_)
    places = [columns.index(key) for key in judged]
    hidden[:, places] = gated if counts.cells else gated.any(axis=1, keepdims=True)
    return hidden


def _hidden_note(job: Job) -> str:
    return job.language.say(
        "{sign}: hidden. It rests on fewer than {minimum} customers, or such a number would follow from it.",
        sign=HIDDEN,
        minimum=job.language.number(job.engagement.privacy.minimum_cell),
    )


def base_cell(job: Job) -> Cell:
    """A cell with the number of customers behind a row, or HIDDEN where the row's `base_hidden` says so."""
    return lambda row: HIDDEN if row["base_hidden"] else job.language.number(row["n"])


def base_hidden_note(job: Job, hidden: pd.Series) -> str:
    """Explain a base that is not printed; "" where all are."""
    if not hidden.any():
        return ""
    return job.language.say(
        "{sign}: not printed, as it would tell how few customers a question did not apply to.", sign=HIDDEN
    )


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
    """Write that line for a table whose rows rest on these numbers of customers; too small ones are not told.

    Nor are the others beside them: where the rows are parts of all customers, of three the smallest and the largest
    printed would give the third away.
    """
    told = len(counts) > 0 and bool((counts >= job.engagement.privacy.minimum_cell).all())
    base = job.language.say("Base: {n} customers.", n=n_range(job, counts)) if told else ""
    return base_note(job, base, *more, smallest=float(counts.min()) if told else math.inf)


def n_range(job: Job, counts: pd.Series) -> str:
    """Write the smallest and largest of some numbers of customers."""
    low, high = (customers(job, int(count)) for count in (counts.min(), counts.max()))
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
