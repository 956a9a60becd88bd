"""One door for every export: recognises a file by its content and reads it as it was received."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.formats import PLAIN, READERS, WITH_COMPANIONS, reader
from toolkit.intake.received import Parts, Received, opened
from toolkit.intake.telling import names_told, refusal, suggestion

FORMATS = READERS
TABLE_SUFFIXES = {".csv", ".tsv", ".txt", ".dat", ".xlsx", ".xls", ".sav", ".zsav", ".parquet"}
MAX_BYTES = 1_000_000_000


def read_export(
    path: Path | str,
    *,
    format: str = "auto",
    companions: Sequence[Path | str] = (),
    sheet: str | None = None,
) -> Export:
    """Read a file as received: every cell as text, nothing concluded.

    `format` is "auto" (by content, whatever the name) or one of `FORMATS`. `companions` are files that explain this
    one, such as the syntax that LimeSurvey writes beside its data. `sheet` names the sheet of a workbook.
    Raises IntakeError.
    """
    path = Path(path)
    file = path.name
    if format not in ("auto", *FORMATS):
        mend = f"{suggestion(format, FORMATS)}Allowed: auto, {', '.join(FORMATS)}."
        raise refusal(file, [Fault("format", f'"{format}" is not known', mend)])
    data = read_bytes(path)
    received = _opened(file, data, sheet)
    beside = [_opened(one.name, read_bytes(one), None) for one in map(Path, companions)]
    name = _chosen(received) if format == "auto" else _asked(received, format)
    parts = reader(name).read(received, beside)
    if isinstance(parts, Fault):
        raise refusal(file, [parts])
    return _export(received, name, parts, sheet, beside)


def _opened(file: str, data: bytes, sheet: str | None) -> Received:
    received = opened(file, data, sheet)
    if isinstance(received, Fault):
        raise refusal(file, [received])
    return received


def _chosen(received: Received) -> str:
    for name in READERS:
        if reader(name).fits(received):
            return name
    fault = Fault(received.file, "is an XML file, not a table", "Save or export the table as .xlsx or .csv.")
    raise refusal(received.file, [fault])


def _asked(received: Received, name: str) -> str:
    """Give the format asked for, where the file is at least of its kind."""
    if name in PLAIN and not reader(name).fits(received):
        found = _chosen(received)
        fault = Fault(
            received.file, f"is {found} by its content, not {name}", "Leave the format to be found."
        )
        raise refusal(received.file, [fault])
    return name


def _export(
    received: Received, name: str, parts: Parts, sheet: str | None, beside: Sequence[Received]
) -> Export:
    warnings = parts.warnings
    if received.kind == "text" and sheet is not None:
        warnings = (*warnings, f'a text file has no sheets, so sheet "{sheet}" was not looked for')
    if beside and name not in WITH_COMPANIONS:
        warnings = (*warnings, f"not needed with this file: {names_told(one.file for one in beside)}")
    return Export(
        frame=parts.frame,
        questions=parts.questions,
        labels=parts.labels,
        missing_ranges=parts.missing_ranges,
        format=name,
        warnings=warnings,
        file=received.file,
        sha256=hashlib.sha256(received.data).hexdigest(),
        typed=received.kind != "text",
        paradata=pd.DataFrame(index=parts.frame.index) if parts.paradata is None else parts.paradata,
        sets=parts.sets,
        personal=parts.personal,
        reasons=parts.reasons,
        unit=parts.unit,
        units=len(parts.frame) if parts.units is None else parts.units,
    )


def read_bytes(path: Path) -> bytes:
    """Read a file whole; raises IntakeError with what to do where that cannot be."""
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
