"""What differs between two runs of a report: their findings and their numbers, named as a reader finds them.

Tables are matched by id, columns by what stands above them, rows by what stands before them; a finding by its key.
Numbers are compared as they are printed. Of two runs in two languages only the numbers in the columns of numbers are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.errors import LoyaltyError
from toolkit.language import Language
from toolkit.report.runs.history import KeptRun

Data = Mapping[str, Any]
Key = tuple[str, ...]

_DIGITS = re.compile(r"[+−-]?\d(?:[\d.,]*\d)?")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs: where it stands, what it was, and what it is; None where it was not or is not there."""

    where: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        """Give the change as one line."""
        if self.before is None or self.after is None:
            told = self.after if self.before is None else self.before
            return f"{'new' if self.before is None else 'gone'}: {self.where}" + (f", {told}" if told else "")
        return f"{self.where}: {self.before or 'empty'} → {self.after or 'empty'}"


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What differs in one table: how the report names it, its title, and the changes."""

    name: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: where a reader finds it, what stands in it, and whether its column holds numbers."""

    row: str
    column: str
    text: str
    numeric: bool


def finding_changes(before: KeptRun, after: KeptRun) -> list[Change]:
    """Tell which findings came, went, or have another sentence or strength; by key, in the order of the report."""
    first, second = _by_key(before.findings), _by_key(after.findings)
    changes = [
        Change(f"Finding {one['number']}", told_finding(one), None)
        for key, one in first.items()
        if key not in second
    ]
    for key, one in second.items():
        old = first.get(key)
        if old is None:
            changes.append(Change(f"Finding {one['number']}", None, told_finding(one)))
            continue
        same_words = before.language != after.language or old["text"] == one["text"]
        if not same_words or old["strength"] != one["strength"]:
            number = (
                one["number"] if old["number"] == one["number"] else f"{one['number']}, was {old['number']}"
            )
            changes.append(Change(f"Finding {number}", told_finding(old), told_finding(one)))
    return changes


def told_finding(finding: Data) -> str:
    """Give a finding as its sentence and how strong it stands."""
    return f"{finding['text']} ({finding['strength'].replace('_', ' ')})"


def _by_key(findings: Sequence[Data]) -> dict[str, Data]:
    return {str(one.get("key") or one["number"]): one for one in findings}


def table_changes(before: KeptRun, after: KeptRun) -> list[TableChanges]:
    """Tell per table what differs, in the order of the report; one that came or went is one change."""
    first = {one["id"]: one for one in before.tables}
    second = {one["id"]: one for one in after.tables}
    reader = _Reader(before.language, after.language)
    found = [(one, [Change("the whole table", "", None)]) for key, one in first.items() if key not in second]
    for key, one in second.items():
        old = first.get(key)
        changes = [Change("the whole table", None, "")] if old is None else list(_changes(old, one, reader))
        found += [(one, changes)] if changes else []
    return [TableChanges(table_name(one), one["title"], tuple(changes)) for one, changes in found]


def table_name(table: Data) -> str:
    """Name a table, or a row of key figures, as the report does."""
    return f"Table {table['number']}" if table["number"] else f"Key figures of “{table['section']}”"


def cell_place(table: Data, cell: Cell) -> str:
    """Name a cell as a reader finds it."""
    return f"{table_name(table)}, row “{cell.row}”, column “{cell.column}”"


def cells(table: Data, *, by_label: bool = True) -> dict[Key, Cell]:
    """Give the cells of a table by row and column; in the order in which they are read.

    A row is known by its first cell, and where that stands twice by more: the words behind it, or the row above it
    that has a name of its own. Without `by_label` rows are known by place and columns by key.
    """
    columns = table["columns"]
    names = _row_names(table) if by_label else [str(place) for place in range(len(table["rows"]))]
    told = _row_names(table)
    labels = [column["label"] for column in columns]
    plain = by_label and len(set(labels)) == len(labels)
    heads = labels if plain else [column["key"] for column in columns]
    return {
        (names[place], heads[at]): Cell(
            told[place], labels[at] or heads[at], text, columns[at]["align"] == "right"
        )
        for place, row in enumerate(table["rows"])
        for at, text in enumerate(row)
    }


def _row_names(table: Data) -> list[str]:
    first = [row[0] if row else "" for row in table["rows"]]
    words = sum(1 for _ in _leading_words(table["columns"]))
    times = Counter(first)
    names, above = [], ""
    for row, name in zip(table["rows"], first, strict=True):
        if times[name] == 1:
            above = name
            names.append(name)
        elif words > 1:
            names.append(" / ".join(row[:words]))
        else:
            names.append(f"{above} / {name}" if above else name)
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        names[place] = f"{name} ({seen[name]})" if seen[name] > 1 else name
    return names


def _leading_words(columns: Sequence[Data]) -> Iterator[str]:
    for column in columns:
        if column["align"] == "right":
            return
        yield column["key"]


def _changes(old: Data, new: Data, reader: _Reader) -> Iterator[Change]:
    first, second = cells(old, by_label=reader.words), cells(new, by_label=reader.words)
    for axis, name in enumerate(("row", "column")):
        before, after = (list(dict.fromkeys(key[axis] for key in one)) for one in (first, second))
        told = {
            key[axis]: (cell.row, cell.column)[axis] for one in (first, second) for key, cell in one.items()
        }
        yield from (Change(f"{name} “{told[key]}”", "", None) for key in before if key not in after)
        yield from (Change(f"{name} “{told[key]}”", None, "") for key in after if key not in before)
    for key, cell in second.items():
        was = first.get(key)
        if was is not None and reader.differ(was, cell):
            yield Change(f"row “{cell.row}”, column “{cell.column}”", was.text, cell.text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """How cells of two runs are held against each other: word for word, or by their numbers in two languages."""

    before: str
    after: str

    @property
    def words(self) -> bool:
        return self.before == self.after

    def differ(self, was: Cell, cell: Cell) -> bool:
        if self.words:
            return was.text != cell.text
        return cell.numeric and numbers(was.text, self.before) != numbers(cell.text, self.after)


def numbers(text: str, language: str) -> list[str]:
    """Give the numbers in a text of a report, written alike whatever its language.

    >>> numbers("1.234,5 (−3 tot 4)", "nl") == numbers("1,234.5 (−3 to 4)", "en") == ["1234.5", "−3", "4"]
    True
    """
    group, point = (".", ",") if _has_comma(language) else (",", ".")
    return [one.replace(group, "").replace(point, ".") for one in _DIGITS.findall(text)]


@cache
def _has_comma(language: str) -> bool:
    """Say whether a language writes 0,5; one that this version does not know is read as English."""
    try:
        return Language(language).number(0.5, 1)[1] == ","
    except LoyaltyError:
        return False
