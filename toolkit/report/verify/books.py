"""A workbook held against what comes out, cell by cell; how its cells are shown does not count."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.errors import ReportError
from toolkit.report.verify.places import Difference


def book_differences(printed: bytes, comes_out: bytes, renamed: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the cells of two workbooks, as numbers where they are numbers."""
    old, new = _sheets(printed), _sheets(comes_out)
    for name in dict.fromkeys((*new, *old)):
        if name not in old or name not in new:
            yield Difference(
                f"sheet “{name}”", *(("not there", "there") if name in new else ("there", "not there"))
            )
            continue
        rows, wanted = old[name], new[name]
        for row in range(max(len(rows), len(wanted))):
            for column in range(max(len(_at(rows, row)), len(_at(wanted, row)))):
                was, comes = _cell(rows, row, column), _cell(wanted, row, column)
                if was != comes and renamed.get(was, was) != comes and not _only_renamed(was, comes, renamed):
                    place = _cell_place(name, wanted, row, column)
                    yield Difference(
                        place, was or "empty", comes or "empty", f"sheet {name}, {_letters(column)}{row + 1}"
                    )


def _only_renamed(was: str, comes: str, renamed: Mapping[str, str]) -> bool:
    for old, new in renamed.items():
        was = was.replace(old, new)
    return was == comes


def _sheets(content: bytes) -> dict[str, list[list[Any]]]:
    import python_calamine  # noqa: PLC0415 - slow to import

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReportError(f"it cannot be read as a workbook ({type(error).__name__}: {error})") from error


def _at(rows: Sequence[Sequence[Any]], row: int) -> Sequence[Any]:
    return rows[row] if row < len(rows) else ()


def _cell(rows: Sequence[Sequence[Any]], row: int, column: int) -> str:
    found = _at(rows, row)
    value = found[column] if column < len(found) else ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _cell_place(sheet: str, rows: Sequence[Sequence[Any]], row: int, column: int) -> str:
    """Name a cell by its row's first cell and by the head above it: the last row of two words or more over it."""
    head = next(
        (
            place
            for place in range(min(row, len(rows)) - 1, -1, -1)
            if sum(isinstance(one, str) and one != "" for one in rows[place]) > 1
            and not any(isinstance(one, float) for one in rows[place])
            and (place == 0 or not any(str(one) for one in rows[place - 1]))
        ),
        None,
    )
    label = _cell(rows, row, 0)
    name = f"Table {sheet}" if sheet.isdigit() else f"sheet “{sheet}”"
    if head is None or not label or not column:
        return f"{name}, cell {_letters(column)}{row + 1}"
    return f"{name}, row “{label}”, column “{_cell(rows, head, column)}”"


def _letters(column: int) -> str:
    letters = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def words_of(content: bytes) -> str:
    """Give every cell of a workbook as words."""
    rows = (row for sheet in _sheets(content).values() for row in sheet)
    return " ".join(str(value) for row in rows for value in row)


def same_shape(printed: bytes, comes_out: bytes) -> bool:
    """Tell whether two workbooks have the same sheets of the same size."""
    old, new = (
        {name: (len(rows), max(map(len, rows), default=0)) for name, rows in _sheets(content).items()}
        for content in (printed, comes_out)
    )
    return old == new
