"""What a slide can draw, as plain data: bars, dots, lines and tables of numbers as they are printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """One printed number, how it was printed, and its margin where one is printed beside it."""

    value: float
    text: str
    low: float | None = None
    high: float | None = None

    @property
    def end(self) -> float:
        """Where the mark ends, seen from zero: there its label goes."""
        known = [one for one in (self.low, self.value, self.high) if one is not None]
        return max(known) if self.value >= 0 else min(known)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its number, the base printed in its row, and which of a pair it is."""

    label: str
    mark: Mark
    base: str = ""
    second: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar per row of a table, or two where a row has a pair of numbers; `head` says what is drawn."""

    id: str
    number: str
    title: str
    head: str
    bars: tuple[Bar, ...]
    shape: str
    note: str
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """One row of a table, placed by two of its numbers."""

    label: str
    across: Mark
    up: Mark


@dataclass(frozen=True, slots=True)
class Dots:
    """A dot per row of a table, by two of its numbers."""

    id: str
    number: str
    title: str
    across: str
    up: str
    dots: tuple[Dot, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Some columns of a table, as they are printed."""

    id: str
    number: str
    title: str
    keys: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one row, a measurement each; None where none is printed."""

    label: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A line per row of a table, over measurements."""

    id: str
    number: str
    title: str
    waves: tuple[str, ...]
    lines: tuple[Line, ...]
    shape: str
    note: str


Drawing = Bars | Dots | Grid | Lines
