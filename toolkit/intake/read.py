"""One door for every export: recognises a file by its content and reads it as it was received."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.export import Export
from toolkit.intake.formats import PLAIN, READERS, WITH_COMPANIONS, reader
from toolkit.intake.formats.limesurvey import siblings
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
    one, such as the syntax that LimeSurvey writes beside its data; without them those that lie beside it under the
    names that LimeSurvey gives are taken. `sheet` names the sheet of a workbook. Raises IntakeError.
    """
    path = Path(path)
    file = name_told(path)
    if format not in ("auto", *FORMATS):
        mend = f"{suggestion(format, FORMATS)}Allowed: auto, {', '.join(FORMATS)}."
        raise refusal(file, [Fault("format", f'"{format}" is not known', mend)])
    data = read_bytes(path)
    with ThreadPoolExecutor(1) as beside_it:
        # The digest takes no part in the reading, and a processor may do it at the same time.
        digest = beside_it.submit(lambda: hashlib.sha256(data).hexdigest())
        export = _read(path, data, format, companions, sheet)
    return replace(export, sha256=digest.result())


def _read(
    path: Path, data: bytes, format: str, companions: Sequence[Path | str], sheet: str | None
) -> Export:
    received = _opened(name_told(path), data, sheet)
    name = _chosen(received) if format == "auto" else _asked(received, format)
    explaining = tuple(map(Path, companions)) or siblings(path)
    beside = [_opened(name_told(one), read_bytes(one), None) for one in explaining]
    parts = reader(name).read(received, beside)
    if isinstance(parts, Fault):
        raise refusal(received.file, [parts])
    if beside and not companions and name in WITH_COMPANIONS:
        found = f"read with what lies beside it: {names_told(one.file for one in beside)}"
        parts = replace(parts, warnings=(*parts.warnings, found))
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
    file = name_told(path)
    try:
        about = path.stat()
        fault = _not_to_be_read(file, about)
        if fault is not None:
            raise refusal(file, [fault])
        with path.open("rb") as opened:
            data = opened.read(about.st_size + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise refusal(file, [_absent(path)]) from None
    except PermissionError:
        mend = "Close it in Excel, or ask for the right to read it."
        raise refusal(file, [Fault(file, "may not be read", mend)]) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise refusal(file, [Fault(file, f"cannot be read ({reason})", "Copy it again.")]) from None
    if len(data) != about.st_size:
        what, mend = "changed while it was read", "Wait until it has been written whole, and try again."
        raise refusal(file, [Fault(file, what, mend)])
    return data


def name_told(path: Path) -> str:
    """Give a file's name for messages and records, without signs that could command a terminal or break a line."""
    name = path.name or str(path)
    return "".join(character if character.isprintable() else "·" for character in name)


def _not_to_be_read(file: str, about: os.stat_result) -> Fault | None:
    """Refuse what is no file of a sensible size, before it is opened: a pipe would wait for ever."""
    if stat.S_ISDIR(about.st_mode):
        return Fault(file, "is a folder", "Name the file in it.")
    if not stat.S_ISREG(about.st_mode):
        return Fault(file, "is no file, but a pipe or a device", "Name the file itself.")
    if about.st_size > MAX_BYTES:
        return Fault(file, "is larger than 1 GB", "Export only the columns that are needed.")
    return None


def _absent(path: Path) -> Fault:
    file, folder = name_told(path), path.parent
    try:
        names = [one.name for one in folder.iterdir() if one.suffix.lower() in TABLE_SUFFIXES]
    except (FileNotFoundError, NotADirectoryError):
        what = f"is not there, nor is its folder {name_told(folder)}"
        return Fault(file, what, "Make the folder and copy the file into it.")
    except OSError:
        return Fault(file, "is not there", "Copy the file into its folder.")
    there = sorted(name for name in names if not name.startswith("~$"))
    if not there:
        what = f"is not there; the folder {name_told(folder)} holds no table"
        return Fault(file, what, "Copy the file into it.")
    mend = f"{suggestion(path.name, there)}In {name_told(folder)}: {names_told(there, 10)}."
    return Fault(file, "is not there", mend)
