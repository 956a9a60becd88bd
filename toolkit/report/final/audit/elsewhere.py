"""Cells that one table hides and another prints: in the same report, in a sibling, or in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.report.final.audit.leak import HIDDEN, Finished, Leak, place, tables, texts

# Endings that tell tables on the same apart: the chapter's, the appendix's, and parts of a table that is too wide.
_PARTS = re.compile(r"(?:-(?:table|outcomes|full|all|\d+))+$")
_LETTER = re.compile(r"^[A-Z]{1,2}: ")  # of significance, before the name of a column
_QUOTED = re.compile(r"[“‘]")
_BELOW = "–"  # a row that begins so says more of the row above it
Cell = tuple[str, ...]


def printed_elsewhere(judged: Sequence[Finished], beside: Sequence[Finished]) -> Iterator[Leak]:
    """Find the cells that one table hides and another on the same prints, where one of the two stands in `judged`."""
    printed: dict[Cell, list[_Place]] = {}
    hidden: list[tuple[Cell, _Place]] = []
    for finished in (*judged, *beside):
        for table in tables(finished.document):
            for row, cells in enumerate(table["rows"]):
                for column, cell in enumerate(cells):
                    here = _Place(finished, table, row, column)
                    if cell == HIDDEN:
                        hidden += [(name, here) for name in _names(here)]
                    elif any(sign.isdigit() for sign in cell):
                        for name in _names(here):
                            printed.setdefault(name, []).append(here)
    own = [id(one) for one in judged]
    for name, where in hidden:
        for other in printed.get(name, ()):
            if id(where.finished) in own:
                yield Leak(where.report, where.told(), f"hidden, but printed in {other.told(beside=where)}")
            elif id(other.finished) in own:
                yield Leak(other.report, other.told(), f"printed, but hidden in {where.told(beside=other)}")


def told_in_words(judged: Sequence[Finished]) -> Iterator[Leak]:
    """Find sentences that give the number of a hidden cell: both its names between quotation marks, then a number."""
    for finished in judged:
        said = [(where, text) for where, text in texts(finished.document) if _QUOTED.search(text)]
        for table in tables(finished.document):
            for row, cells in enumerate(table["rows"]):
                for column in (at for at, cell in enumerate(cells) if cell == HIDDEN):
                    names = cells[0], _LETTER.sub("", table["columns"][column]["label"])
                    for where, text in said:
                        if names[0] in text and names[1] in text and _gives(text, *names):
                            hidden = place(table, row, column)
                            what = f"tells of “{names[0]}” and “{names[1]}” what is hidden in {hidden}"
                            yield Leak(finished.document["meta"]["report"], where, what)


def _gives(text: str, *names: str) -> bool:
    """Say whether a clause names both and then a number, with no third name between."""
    first, second = (rf"[“‘]{re.escape(name)}[”’]" for name in names)
    between, number = r"[^.;“‘]*", r"[^.;“‘]*\d"
    return bool(re.search(rf"{first}{between}{second}{number}|{second}{between}{first}{number}", text))


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """A cell of a report."""

    finished: Finished
    table: dict[str, Any]
    row: int
    column: int

    @property
    def report(self) -> str:
        return str(self.finished.document["meta"]["report"])

    def told(self, *, beside: _Place | None = None) -> str:
        """Name it, with its report where it stands in another than `beside`."""
        cell = place(self.table, self.row, self.column)
        if beside is None or beside.finished is self.finished:
            return cell
        return f"{cell} of the {self.report} report in {self.finished.document['meta']['language']}"


def _names(cell: _Place) -> Iterator[Cell]:
    """Name a cell by what it is about: by its words among tables on the same, and by its place in the very table."""
    table, meta = cell.table, cell.finished.document["meta"]
    about = _about(table, cell.row)
    # Words that stand at several rows name none of them.
    if sum(_about(table, row) == about for row in range(len(table["rows"]))) == 1:
        label = table["columns"][cell.column]["label"]
        yield ("words", meta["language"], *cell.finished.waves, _PARTS.sub("", table["id"]), *about, label)
    key = table["columns"][cell.column]["key"]
    yield (
        "place",
        meta["report"],
        *cell.finished.waves,
        table["id"],
        str(len(table["rows"])),
        str(cell.row),
        key,
    )


def _about(table: dict[str, Any], row: int) -> list[str]:
    """Give the cells that say what a row is about: those at its beginning that hold words, of the row above it too."""
    cells = table["rows"][row]
    about = []
    for cell, column in zip(cells, table["columns"], strict=True):
        if column["align"] != "left" or cell == HIDDEN:
            break
        about.append(cell)
    about = about or cells[:1]
    return [*_about(table, row - 1), *about] if row and about[0].startswith(_BELOW) else about
