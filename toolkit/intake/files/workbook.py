"""Reads .xlsx: one sheet of a workbook, as text; a number keeps its digits and never a needless decimal."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from toolkit.engagement import plain_number
from toolkit.errors import Fault
from toolkit.intake.files.sheet_part import LONGEST_CELL, Sheet
from toolkit.intake.files.workbook_parts import AGAIN, DAMAGED, NO_ANSWER, looked_over
from toolkit.intake.telling import OTHER_SHEETS, names_told, suggestion

# So many different cells have their text made once for all.
KNOWN = 100_000


def workbook_records(
    file: str, data: bytes, sheet: str | None
) -> tuple[list[list[str]], int, tuple[str, ...]] | Fault:
    """Read one sheet (without a name the first that is visible and filled).

    Gives its records as text, the row number of the first of them, and warnings; or the fault that stops it.
    An error such as #N/A is a text, and of a formula the result counts that was saved with it.
    """
    looked = looked_over(file, data)
    if isinstance(looked, Fault):
        return looked
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(looked.data)) as workbook:
            name = _chosen(file, workbook, looked.sheets, sheet)
            if isinstance(name, Fault):
                return name
            page = workbook.get_sheet_by_name(name)
            # The rectangle starts at the first filled cell: its place gives the row numbers.
            before = page.start[0] if page.start else 0
            records = _records(page, before)
            others = _others(workbook, looked.sheets, name) if sheet is None else []
    except (CalamineError, OSError, ValueError, OverflowError):
        # Why it is damaged is not told: a parser may quote the cells it stumbles over.
        return Fault(file, DAMAGED, AGAIN)
    found = looked.sheets.get(name, Sheet())
    fault = _not_to_be_read(file, records, before + 1, found)
    return fault or (records, before + 1, _warnings(name, others, found))


def _chosen(
    file: str, workbook: CalamineWorkbook, sheets: Mapping[str, Sheet], sheet: str | None
) -> str | Fault:
    if sheet is not None:
        names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        if sheet in names:
            return sheet
        mend = f"{suggestion(sheet, names)}Sheets: {names_told(names)}."
        return Fault(file, f'has no sheet "{names_told([sheet])}"', mend)
    filled = _others(workbook, sheets, None)
    what = "is empty: no visible sheet has a filled cell"
    return filled[0] if filled else Fault(file, what, "Check that this is the right file.")


def _others(workbook: CalamineWorkbook, sheets: Mapping[str, Sheet], chosen: str | None) -> list[str]:
    """List the sheets that are visible and filled, but for the chosen one."""
    return [
        one.name
        for one in workbook.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet
        and one.visible == SheetVisibleEnum.Visible
        and one.name != chosen
        and sheets.get(one.name, Sheet()).filled
    ]


def _records(page: CalamineSheet, before: int) -> list[list[str]]:
    """Write the cells of the rectangle as text; the rows before it are left out."""
    known = _Known()
    return [
        [known[cell] if type(cell) is not bool else str(cell).upper() for cell in row]
        for row in islice(page.iter_rows(), before, None)
    ]


class _Known(dict[Any, str]):
    """The texts of cells, so that a million equal ones take no more room than one."""

    def __missing__(self, cell: Any) -> str:
        text = _text(cell)
        if len(self) < KNOWN:
            self[cell] = text
        return text


def _text(cell: Any) -> str:
    """Write a cell as text: 7.0 is "7", a date is ISO; truth is TRUE or FALSE, as Excel has it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float):
        return plain_number(cell)
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _not_to_be_read(
    file: str, records: Sequence[Sequence[str]], first_row: int, sheet: Sheet
) -> Fault | None:
    if sheet.unsaved.count:
        what = f"has formulas without their results ({sheet.unsaved})"
        return Fault(file, what, "Open it in Excel, which works them out, and save it again.")
    for row, record in enumerate(records, first_row):
        if max(map(len, record), default=0) > LONGEST_CELL:
            return Fault(
                f"{file}, row {row}", f"has a cell of more than {LONGEST_CELL:,} characters", NO_ANSWER
            )
    return None


def _warnings(name: str, others: Sequence[str], sheet: Sheet) -> tuple[str, ...]:
    told = []
    if others:
        told.append(f'sheet "{names_told([name])}" was read, not {names_told(others)}; {OTHER_SHEETS}')
    if sheet.errors.count:
        told.append(f"cells hold an error of Excel in place of a value ({sheet.errors})")
    if sheet.formulas:
        count = "1 formula" if sheet.formulas == 1 else f"{sheet.formulas:,} formulas"
        told.append(f"of {count} the result was read that was saved with the file")
    return tuple(told)
