"""What a file is before a format's reader has it (`Received`), and what a reader makes of it (`Parts`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeAlias

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.files.content import recognised
from toolkit.intake.files.table import tabulated
from toolkit.intake.files.text_file import HEAD, open_text, text_table

Records: TypeAlias = list[list[str]]
Trim: TypeAlias = Callable[[Records], tuple[Records, tuple[str, ...]]]
Rows: TypeAlias = tuple[pd.DataFrame, tuple[str, ...]]


class Table(Protocol):
    """Gives the rows under the header as a frame of text, and warnings.

    An empty cell is NaN; the index is the number of the row as a spreadsheet shows it.
    `names` stand in place of the file's own; `header_rows` is how many records the header has; `trimmed` takes away
    records that are no data, such as a footer, and says so.
    """

    def __call__(
        self, *, names: Sequence[str] | None = None, header_rows: int = 1, trimmed: Trim | None = None
    ) -> Rows | Fault:
        """Read the rows under the header, or tell what stops it."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class Received:
    """One opened file.

    `kind`: "text", "workbook", "spss", "parquet" or "xml". `head`: the first records as received, of a text or a
    workbook. `encoding` and `separator`: those of a text.
    """

    file: str
    kind: str
    data: bytes
    head: tuple[tuple[str, ...], ...] = ()
    encoding: str = ""
    separator: str = ""
    table: Table = field(default=lambda **_: Fault("", "holds no rows", "Name the table itself."))


@dataclass(frozen=True, eq=False, repr=False)
class Parts:
    """What a reader makes of a file; `Export` says what each part is."""

    frame: pd.DataFrame
    questions: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing_ranges: Mapping[str, tuple[tuple[float | str, float | str], ...]] = field(default_factory=dict)
    paradata: pd.DataFrame | None = None
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    personal: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    unit: str = "respondent"
    units: int | None = None


# More columns than any sheet can have; each costs as much as many rows, and they are most often lost line ends.
MAX_COLUMNS = 16_384


def opened(file: str, data: bytes, sheet: str | None = None) -> Received | Fault:
    """Open a file by its content, whatever its name."""
    kind = recognised(file, data)
    if isinstance(kind, Fault):
        return kind
    if kind == "workbook":
        return _workbook(file, data, sheet)
    if kind == "text":
        text = open_text(file, data)
        if isinstance(text, Fault):
            return text
        width = max(map(len, text.head), default=0)
        if width > MAX_COLUMNS:
            what = f"has {width:,} cells in a row, where a sheet has {MAX_COLUMNS:,} at most"
            return Fault(file, what, "Probably its line ends were lost: export it again.")
        table = partial(text_table, text)
        return Received(file, kind, data, text.head, text.encoding, text.separator, table)
    return Received(file, kind, data)


def _workbook(file: str, data: bytes, sheet: str | None) -> Received | Fault:
    from toolkit.intake.files.workbook import workbook_records  # noqa: PLC0415 - needs a reader of its own

    made = workbook_records(file, data, sheet)
    if isinstance(made, Fault):
        return made
    records, first_row, warnings = made

    def table(
        *, names: Sequence[str] | None = None, header_rows: int = 1, trimmed: Trim | None = None
    ) -> Rows | Fault:
        kept, told = (records, ()) if trimmed is None else trimmed(records)
        rows = tabulated(file, kept, first_row, names=names, header_rows=header_rows)
        return rows if isinstance(rows, Fault) else (rows[0], (*warnings, *told, *rows[1]))

    head = tuple(tuple(record) for record in records[:HEAD])
    return Received(file, "workbook", data, head, table=table)
