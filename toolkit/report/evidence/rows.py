"""The rows of a report's tables with the numbers they hold, read once for all findings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.language import Language
from toolkit.report.evidence.printed import Printed, printed_numbers

View = dict[str, Any]

OWN, CHAPTER, ELSEWHERE = range(
    3
)  # where a table stands, seen from a finding: its section, its chapter, any other
_P_VALUES: Final = re.compile(
    r"(.*_)?p(_(holm|equivalence|value)\w*)?"
)  # keys of columns that hold no estimate
_STAR: Final = " *"  # behind a name that the note below the table says more of


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the section it stands in, its words, and its numbers with the column of each."""

    table: View
    place: int
    section: str
    words: tuple[str, ...]
    numbers: tuple[tuple[int, Printed], ...]

    def near(self, section: str) -> int:
        """Say how near to a section it stands: OWN, CHAPTER or ELSEWHERE."""
        if self.section == section:
            return OWN
        same = self.section.partition(".")[0] == section.partition(".")[0]
        return CHAPTER if same else ELSEWHERE


@dataclass(frozen=True)
class Tables:
    """The rows of all tables, in the order of the report, and where in them numbers of about a size stand."""

    rows: tuple[Row, ...]
    _sized: Mapping[tuple[bool, int], frozenset[int]]

    def with_numbers(self, *numbers: Printed) -> list[Row]:
        """Give the rows that may hold all of some numbers: as whole numbers they are one apart at most."""
        places = [self._near_size(one) for one in numbers]
        return [self.rows[place] for place in sorted(frozenset.intersection(*places))]

    def rows_beside(self, rows: Iterable[Row]) -> list[Row]:
        """Give all rows of the tables that some rows stand in."""
        numbers = {row.table["number"] for row in rows}
        return [row for row in self.rows if row.table["number"] in numbers] if numbers else []

    def _near_size(self, one: Printed) -> frozenset[int]:
        size = int(abs(one.value))
        return frozenset[int]().union(
            *(self._sized.get((one.percent, size + step), frozenset()) for step in (-1, 0, 1))
        )


def read_tables(views: Iterable[View], language: Language) -> Tables:
    """Read the tables among the blocks of a report."""
    section, rows = "", []
    for one in views:
        if one["kind"] == "heading":
            section = one["number"]
        elif one["kind"] == "table":
            rows += [_row(one, place, section, language) for place in range(len(one["rows"]))]
    sized: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for place, row in enumerate(rows):
        for _, number in row.numbers:
            sized[number.percent, int(abs(number.value))].add(place)
    return Tables(tuple(rows), {size: frozenset(places) for size, places in sized.items()})


def _row(table: View, place: int, section: str, language: Language) -> Row:
    words: list[str] = []
    numbers: list[tuple[int, Printed]] = []
    for at, (column, cell) in enumerate(zip(table["columns"], table["rows"][place], strict=True)):
        found = printed_numbers(cell, language)
        if column["align"] == "left" and (at == 0 or not _only_numbers(cell, found, language)):
            words.append(cell.removesuffix(_STAR))
        elif not _P_VALUES.fullmatch(column["key"]):
            numbers += [(at, one) for one in found]
    return Row(table, place, section, tuple(words), tuple(numbers))


def _only_numbers(cell: str, found: Sequence[Printed], language: Language) -> bool:
    """Say whether a cell is one number, or two as the ends of an interval."""
    if not found:
        return False
    ends = [cell[one.start : one.end] for one in found]
    return cell == ends[0] or (len(ends) > 1 and cell == language.interval(ends[0], ends[1]))
