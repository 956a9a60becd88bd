"""Reads .xlsx: one sheet of a workbook, as text; a number keeps its digits and never a needless decimal."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from toolkit.engagement import plain_number
from toolkit.errors import Fault
from toolkit.intake.content import DAMAGED_ZIP
from toolkit.intake.telling import names_told, suggestion

# A sheet is held as a full rectangle, so one cell far away costs as much as all between: 50 million is 1.5 GB.
MAX_CELLS = 50_000_000
MAX_BYTES = 2_000_000_000
PIECE = 1 << 20
CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
# Why it is damaged is not told: a parser may quote the cells it stumbles over.
DAMAGED = "is a damaged workbook"
AGAIN = "Open it in Excel and save it again as .xlsx."


def workbook_records(
    file: str, data: bytes, sheet: str | None
) -> tuple[list[list[str]], int, tuple[str, ...]] | Fault:
    """Read one sheet (without a name the first that is visible and filled).

    Gives its records as text, the row number of the first of them, and warnings; or the fault that stops it.
    """
    oversize = _oversize(file, data)
    if oversize is not None:
        return oversize
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            chosen = _chosen(file, workbook, sheet)
            if isinstance(chosen, Fault):
                return chosen
            page, warnings = chosen
            # The rectangle starts at the first filled cell: its place gives the row numbers.
            first_row = page.start[0] + 1 if page.start else 1
            records = [[_text(cell) for cell in row] for row in page.to_python(skip_empty_area=True)]
    except PasswordError:
        return Fault(file, "is protected by a password", "Take the password off in Excel and save it again.")
    except (CalamineError, OSError, ValueError, OverflowError):
        return Fault(file, DAMAGED, AGAIN)
    return records, first_row, warnings


def _chosen(
    file: str, workbook: CalamineWorkbook, sheet: str | None
) -> tuple[CalamineSheet, tuple[str, ...]] | Fault:
    names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if sheet is not None:
        if sheet not in names:
            mend = f"{suggestion(sheet, names)}Sheets: {names_told(names)}."
            return Fault(file, f'has no sheet "{sheet}"', mend)
        return workbook.get_sheet_by_name(sheet), ()
    visible = {one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible}
    page: CalamineSheet | None = None
    others = []
    for name in names:
        if name in visible and (read := workbook.get_sheet_by_name(name)).height:
            if page is None:
                page = read
            else:
                others.append(name)
    if page is None:
        return Fault(
            file, "is empty: no visible sheet has a filled cell", "Check that this is the right file."
        )
    if not others:
        return page, ()
    told = (
        f'sheet "{page.name}" was read, not {names_told(others)}; name another as `sheet` in engagement.toml'
    )
    return page, (told,)


def _text(cell: Any) -> str:
    """Write a cell as text: 7.0 is "7", a date is ISO, truth is TRUE or FALSE as Excel has it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return plain_number(cell)
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _oversize(file: str, data: bytes) -> Fault | None:
    """Refuse a workbook that would not fit in memory, before anything unpacks it whole."""
    size = 0
    columns: set[bytes] = set()
    last_row = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                size += member.file_size
                if size > MAX_BYTES:
                    return Fault(file, f"unpacks to more than {MAX_BYTES // 10**9} GB", "Export it as CSV.")
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member.filename):
                    found, last = _extent(archive, member)
                    columns |= found
                    last_row = max(last_row, last)
                else:
                    # Read to the end too: a size that the archive lies about is found out here.
                    _drain(archive, member)
    except DAMAGED_ZIP:
        return Fault(file, DAMAGED, AGAIN)
    width = max(map(_column_number, columns), default=0)
    if width * last_row > MAX_CELLS:
        return Fault(
            file,
            f"has cells as far as row {last_row:,} and column {width:,}, more than can be held",
            "Delete the empty rows and columns after the table, or export it as CSV.",
        )
    return None


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[set[bytes], int]:
    """Find the columns and the last row that a sheet has cells in, in little memory."""
    columns: set[bytes] = set()
    last_row = 0
    with archive.open(member) as stream:
        rest = b""
        while piece := stream.read(PIECE):
            text = rest + piece
            found = CELL.findall(text)
            if found:
                names, rows = zip(*found, strict=True)
                columns.update(names)
                last_row = max(last_row, *map(int, set(rows)))
            # A cell's opening may be cut in two; what is read twice does no harm.
            rest = text[-300:]
    return columns, last_row


def _drain(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with archive.open(member) as stream:
        while stream.read(PIECE):
            pass


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
