"""Looks a workbook over, part by part and in little memory, before calamine may have it.

calamine sets memory aside for all cells between the first and the last that a sheet names, copies a text for each
cell that shows it, and gives an error such as #N/A as an empty cell. So what would not fit is refused here, errors
become text, and calamine is given a workbook that holds nothing but the parts that were looked over.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np

from toolkit.errors import Fault
from toolkit.intake.files.content import DAMAGED_ZIP
from toolkit.intake.files.sheet_part import (
    LONGEST_CELL,
    MAX_FILLED,
    MAX_TAGS,
    PIECE,
    LongCellError,
    Sheet,
    Strings,
    measured_sheet,
    measured_strings,
)

MAX_BYTES = 2_000_000_000
# calamine needs 24 bytes for each cell of the rectangle, filled or not.
MAX_CELLS = 50_000_000
MAX_TEXT = 1_000_000_000
# Parts other than sheets and texts are held whole, and a list of sheets or styles is never this long.
MAX_OTHER = 20_000_000
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/(?:workbook|styles|sharedstrings)\.xml|xl/_rels/workbook\.xml\.rels"
)
STRINGS = "xl/sharedstrings.xml"
DAMAGED = "is a damaged workbook"
AGAIN = "Open it in Excel and save it again as .xlsx."
AS_CSV = "Export it as CSV."
NO_ANSWER = "No answer is that long: check that this is the right file, and export it again."


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A workbook that may be read, and what its sheets hold, by their names."""

    data: bytes
    sheets: Mapping[str, Sheet]


def looked_over(file: str, data: bytes) -> LookedOver | Fault:
    """Look a workbook over: what may be read of it, or why it may not."""
    kept = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
            if size > MAX_BYTES:
                return Fault(file, f"unpacks to more than {MAX_BYTES // 10**9} GB", AS_CSV)
            # Of two parts with one name the last counts, as it does for calamine.
            parts = {_path(member.filename): member for member in archive.infolist()}
            paths = _paths(archive, parts)
            method = zipfile.ZIP_STORED if size < 50 * PIECE else zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(kept, "w", method, compresslevel=1) as copy:
                found = _copied(file, archive, copy, parts, set(paths.values()))
    except LongCellError:
        return Fault(file, f"has a cell of more than {LONGEST_CELL:,} characters", NO_ANSWER)
    except DAMAGED_ZIP:
        return Fault(file, DAMAGED, AGAIN)
    if isinstance(found, Fault):
        return found
    return LookedOver(kept.getvalue(), {name: found.get(path, Sheet()) for name, path in paths.items()})


def _copied(
    file: str,
    archive: zipfile.ZipFile,
    copy: zipfile.ZipFile,
    parts: Mapping[str, zipfile.ZipInfo],
    paths: set[str],
) -> dict[str, Sheet] | Fault:
    """Copy the parts that are needed, the shared texts first, and measure the sheets."""
    found: dict[str, Sheet] = {}
    strings = Strings(np.zeros(0, dtype=np.int64))
    for path in sorted(parts, key=lambda path: path != STRINGS):
        member = parts[path]
        if path not in paths and not NEEDED.fullmatch(path):
            continue
        if path not in paths and path != STRINGS and member.file_size > MAX_OTHER:
            raise ValueError
        with archive.open(member) as part, copy.open(member.filename, "w", force_zip64=True) as made:
            if path in paths:
                # A cell takes 16 bytes or more; only where all with the longest text were too much, each is weighed.
                weighed = strings.longest * member.file_size // 16 > MAX_TEXT
                found[path] = measured_sheet(part, made, strings if weighed else None)
                fault = _too_large(file, found[path])
                if fault is not None:
                    return fault
            elif path == STRINGS:
                strings = measured_strings(part, made)
            else:
                made.write(part.read())
    return found


def _path(name: str) -> str:
    return name.replace("\\", "/").lower()


def _paths(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Find the part of each sheet, by the name of the sheet."""
    targets = {
        one.get("Id"): _path(posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))).lstrip("/")
        for one in _document(archive, parts, "xl/_rels/workbook.xml.rels")
        if one.get("Type", "").endswith("/worksheet")
    }
    return {
        one.get("name", ""): targets[key]
        for one in _document(archive, parts, "xl/workbook.xml")
        if one.tag.rpartition("}")[2] == "sheet"
        for name, key in one.items()
        if name.endswith("}id") and key in targets
    }


def _document(
    archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], path: str
) -> list[ElementTree.Element]:
    """Give the elements of a small part; ValueError where it is absent, damaged, or has entities of its own."""
    from defusedxml.ElementTree import ParseError, fromstring  # noqa: PLC0415 - only a workbook needs it

    if path not in parts or parts[path].file_size > MAX_OTHER:
        raise ValueError
    try:
        return list(fromstring(archive.read(parts[path]), forbid_dtd=True).iter())
    except ParseError as error:
        raise ValueError from error


def _too_large(file: str, sheet: Sheet) -> Fault | None:
    rows, columns = sheet.rows + sheet.bare_rows, sheet.columns + sheet.bare
    if rows * columns > MAX_CELLS or rows > LAST_ROW or columns > LAST_COLUMN:
        return Fault(
            file,
            f"has cells as far as row {rows:,} and column {columns:,}, more than can be held",
            "Delete the empty rows and columns after the table, or export it as CSV.",
        )
    if sheet.cells > MAX_FILLED or sheet.tags > MAX_TAGS:
        return Fault(file, f"has more than {MAX_FILLED:,} filled cells on a sheet, which is too many", AS_CSV)
    if sheet.text > MAX_TEXT:
        return Fault(file, "holds more text than can be held", AS_CSV)
    return None
