"""Hidden cells that follow from a total: what a reader finds who subtracts what is shown.

That cells add up is read from the page itself, not known beforehand: shares where each line with nothing hidden comes
to 100%, counts where what is shown falls just short of a number of customers that the report tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from toolkit.language import Language
from toolkit.report.document import Document
from toolkit.report.evidence.printed import printed_numbers
from toolkit.report.final.audit.bases import is_base, whole_numbers
from toolkit.report.final.audit.leak import HIDDEN, Leak, counts_in, place, tables, texts

_MARGIN = re.compile(r"(?:^|_)(?:low|high|margin)(?:_|$|\d)")
_LETTERS = re.compile(r"[A-Za-z, ]*")

# One cell of a line: its share in percent and its rounding, None where hidden.
Part = tuple[float, float] | None
Place = tuple[int, int]
Line = list[tuple[Place, Part]]


def follow_from_totals(document: Document, language: Language, minimum: int) -> Iterator[Leak]:
    """Find hidden cells that a total gives away."""
    report = document["meta"]["report"]
    totals = {count for _, text in texts(document) for count in counts_in(text, language) if count >= minimum}
    for table in tables(document):
        if not any(HIDDEN in cells for cells in table["rows"]):
            continue
        shares = _shares(table, language)
        for lines in (*_across(shares), *_down(shares, table)):
            for line in _given_away(lines):
                what = "hidden, but 100% less the other shares of its line tells it"
                yield Leak(report, place(table, *line), what)
        for row, column, rest in _counts(table, language, totals, minimum):
            what = (
                f"hidden, but a number of customers that the report tells, less those shown here, is {rest}"
            )
            yield Leak(report, place(table, row, column), what)


def _shares(table: dict[str, Any], language: Language) -> list[Line]:
    """Give the columns of shares as columns of cells; those of margins are none."""
    found = []
    for column, facts in enumerate(table["columns"]):
        if _MARGIN.search(facts["key"]):
            continue
        cells = [(row, cells[column]) for row, cells in enumerate(table["rows"])]
        parts = [(row, _part(cell, language)) for row, cell in cells if cell != HIDDEN]
        if parts and all(part is not None for _, part in parts):
            known = dict(parts)
            found.append([((row, column), known.get(row)) for row, _ in cells])
    return found


def _part(cell: str, language: Language) -> Part:
    """Read a cell that is one share and nothing else, letters of significance aside."""
    numbers = list(printed_numbers(cell, language))
    if len(numbers) != 1 or not numbers[0].percent or not _LETTERS.fullmatch(cell[numbers[0].end :]):
        return None
    return numbers[0].value, 0.5 * 10.0 ** -numbers[0].decimals


def _across(columns: Sequence[Line]) -> Iterator[list[Line]]:
    """Give each run of neighbouring columns of shares whose rows come to 100%, as lines of cells."""
    for first in range(len(columns)):
        for last in range(len(columns), first + 1, -1):
            lines = [list(line) for line in zip(*columns[first:last], strict=True)]
            if _add_up(lines):
                yield lines
                break


def _down(columns: Sequence[Line], table: dict[str, Any]) -> Iterator[list[Line]]:
    """Give the parts of columns of shares, a part per value of the first column where that repeats."""
    first = [cells[0] for cells in table["rows"]]
    apart = len(set(first)) < len(first)
    blocks = [[row for row, _ in group] for _, group in groupby(enumerate(first), key=lambda one: one[1])]
    lines = []
    for column in columns:
        lines += [[column[row] for row in block] for block in blocks] if apart else [column]
    if _add_up(lines):
        yield lines


def _add_up(lines: Sequence[Line]) -> bool:
    """Say whether all lines with nothing hidden come to 100%, and there are enough of them to tell."""
    whole = [
        [part for _, part in line if part is not None] for line in lines if all(part for _, part in line)
    ]
    sure = len(whole) > 1 or any(len(parts) > 2 for parts in whole)
    return sure and all(
        len(parts) > 1
        and abs(sum(value for value, _ in parts) - 100) <= sum(rounding for _, rounding in parts)
        for parts in whole
    )


def _given_away(lines: Sequence[Line]) -> Iterator[Place]:
    """Find the hidden cells that stand alone in a line of which something else is shown."""
    for line in lines:
        hidden = [where for where, part in line if part is None]
        if len(hidden) == 1 and any(part is not None and part[0] > 0 for _, part in line):
            yield hidden[0]


def _counts(
    table: dict[str, Any], language: Language, totals: set[int], minimum: int
) -> Iterator[tuple[int, int, int]]:
    """Find lines of counts with something hidden that fall short of a told number by fewer than `minimum`."""
    width = range(1, len(table["columns"]))
    lines = [
        [(row, column) for column in width]
        for row, cells in enumerate(table["rows"])
        if cells[0] == language.say("Customers")
    ]
    lines += [
        [(row, column) for row in range(len(table["rows"]))]
        for column in width
        if is_base(table["columns"][column]["key"])
    ]
    for line in lines:
        cells = [(where, table["rows"][where[0]][where[1]]) for where in line]
        hidden = [where for where, cell in cells if cell == HIDDEN]
        numbers = [list(whole_numbers(cell, language)) for _, cell in cells if cell != HIDDEN]
        if not hidden or len(numbers) < 2 or any(len(one) != 1 for one in numbers):
            continue
        shown = sum(one[0] for one in numbers)
        rest = min((total - shown for total in totals if 0 < total - shown < minimum), default=0)
        if rest:
            yield (*hidden[0], rest)
