"""One door for every export: recognises a file by its content and reads it as it was received."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from toolkit.errors import Fault
from toolkit.intake.content import recognised
from toolkit.intake.export import Export
from toolkit.intake.telling import names_told, refusal, suggestion
from toolkit.intake.text_file import read_text
from toolkit.intake.workbook import read_workbook

FORMATS = ("csv", "xlsx")
TABLE_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".sav", ".parquet"}
MAX_BYTES = 1_000_000_000


def read_export(
    path: Path | str, *, format: str = "auto", companions: Sequence[Path] = (), sheet: str | None = None
) -> Export:
    """Read a file as received: every cell as text, nothing concluded.

    `format` is "auto" (by content, whatever the name), "csv" (comma, semicolon or tab; UTF-8, UTF-16 or
    Windows-1252) or "xlsx". `companions` are files that explain this one; these formats have none.
    `sheet` names the sheet of a workbook. Raises IntakeError.
    """
    path = Path(path)
    file = path.name
    if format not in ("auto", *FORMATS):
        mend = f"{suggestion(format, FORMATS)}Allowed: auto, {', '.join(FORMATS)}."
        raise refusal(file, [Fault("format", f'"{format}" is not known', mend)])
    data = _bytes(path)
    kind = recognised(file, data)
    if isinstance(kind, Fault):
        raise refusal(file, [kind])
    if format not in ("auto", kind):
        raise refusal(
            file, [Fault(file, f"is {kind} by its content, not {format}", "Leave the format to be found.")]
        )
    made = read_workbook(file, data, sheet) if kind == "xlsx" else read_text(file, data)
    if isinstance(made, Fault):
        raise refusal(file, [made])
    frame, warnings = made
    if kind == "csv" and sheet is not None:
        warnings = (*warnings, f'a text file has no sheets, so sheet "{sheet}" was not looked for')
    if companions:
        warnings = (*warnings, f"not needed with this file: {names_told(one.name for one in companions)}")
    return Export(
        frame=frame,
        questions={name: name for name in frame.columns},
        labels={},
        missing_ranges={},
        format=kind,
        warnings=warnings,
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        typed=kind == "xlsx",
    )


def _bytes(path: Path) -> bytes:
    file = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise refusal(
                file, [Fault(file, "is larger than 1 GB", "Export only the columns that are needed.")]
            )
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise refusal(file, [_absent(path)]) from None
    except IsADirectoryError:
        raise refusal(file, [Fault(file, "is a folder", "Name the file in it.")]) from None
    except PermissionError:
        what = "is a folder" if path.is_dir() else "may not be read"
        mend = "Close it in Excel, or ask for the right to read it."
        raise refusal(file, [Fault(file, what, "Name the file in it." if path.is_dir() else mend)]) from None
    except (OSError, ValueError) as error:
        raise refusal(file, [Fault(file, f"cannot be read ({error})", "Copy it again.")]) from None


def _absent(path: Path) -> Fault:
    folder = path.parent
    if not folder.is_dir():
        return Fault(
            path.name,
            f"is not there, nor is its folder {folder.name}",
            "Make the folder and copy the file into it.",
        )
    there = sorted(
        one.name
        for one in folder.iterdir()
        if one.suffix.lower() in TABLE_SUFFIXES and not one.name.startswith("~$")
    )
    if not there:
        return Fault(
            path.name, f"is not there; the folder {folder.name} holds no table", "Copy the file into it."
        )
    return Fault(
        path.name, "is not there", f"{suggestion(path.name, there)}In {folder.name}: {names_told(there, 10)}."
    )
