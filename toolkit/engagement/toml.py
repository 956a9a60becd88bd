"""Reads a TOML file; a slip of the pen is told with its line and column and how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.engagement.slips import fraction, meant
from toolkit.errors import EngagementError, Fault

MAX_BYTES = 1_000_000
MEND_NUMBER = "Correct the number, or put it between quotes where it is a name."

# tomllib's words on the left, ours on the right; the first that fits is told.
MENDS = (
    ("Unescaped '\\'", "In a path write / instead of \\; elsewhere write \\\\."),
    ("Illegal character '\\n'", 'Close the text with a " before the end of the line.'),
    ("Unterminated string", 'Close the text with a ".'),
    ('Expected \'"""\'', 'Close the long text with """.'),
    (
        "Cannot declare",
        "This table stands twice, or its key was used before: join the two. Where it is one of several, as with "
        "[[waves]], write double brackets above each.",
    ),
    ("Cannot overwrite", "This key stands twice: delete one."),
    ("Cannot mutate", "This table was already written as { … }: add the key there."),
    ("Cannot redefine", "This table was already written as { … }: add the key there."),
    ("Expected '=' after a key", "Write key = value; a key with a space or a letter such as é needs quotes."),
    ("Expected ']' at the end of a table", "Close the table's name with ]."),
    ("Expected ']]'", "Close the table's name with ]]."),
    ("Unclosed array", "Close the list with ], and put a comma between its entries."),
    ("Unclosed inline table", "Close the table with }, and put a comma between its entries."),
    ("Duplicate inline table key", "This key stands twice within { … }: delete one."),
    ("Expected newline or end of document", "Only one key = value fits on a line; put text between quotes."),
    ("Invalid value", "Put text between quotes; write true or false small; write a date as 2026-04-07."),
    ("Invalid date or datetime", "Write an existing day, as 2026-04-07."),
    ("Invalid statement", "Write key = value or [table]; a key with a letter such as é needs quotes."),
    ("Invalid initial character for a key", "Write key = value; a key with a letter such as é needs quotes."),
)


def read_toml(path: Path) -> dict[str, Any]:
    """Read the file; EngagementError where it is absent, not text or not TOML."""
    where = path.name
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _error(path, where, "is larger than 1 MB", "Check that this is the right file.")
        source = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _error(path, where, "is not there", "`loyalty new NAME` makes one.") from None
    except OSError as error:
        raise _error(
            path, where, f"cannot be read ({error.strerror})", "Check the file and its rights."
        ) from None
    except UnicodeDecodeError as error:
        raise _error(
            path,
            f"{where}, byte {error.start + 1}",
            "is not UTF-8 text",
            "Save the file as UTF-8 in your editor.",
        ) from None
    try:
        # TOML knows only these two line ends, and an editor on Windows may leave either.
        read = tomllib.loads(source.replace("\r\n", "\n"), parse_float=fraction)
        too_large = [*_too_large(read)]
    except tomllib.TOMLDecodeError as error:
        raise _error(path, *_told(where, str(error), source)) from None
    except ValueError:
        # Python itself refuses to read a whole number of thousands of digits, and does not say where it stands.
        raise _error(path, where, "holds a number of thousands of digits", MEND_NUMBER) from None
    except RecursionError:
        raise _error(
            path, where, "nests lists or tables too deep", "Check that this is the right file."
        ) from None
    if too_large:
        raise _error(path, too_large[0], "is a whole number of more than 18 digits", MEND_NUMBER)
    return read


def _too_large(value: Any, key: str = "") -> Iterator[str]:
    """Find whole numbers that TOML does not know (over 64 bits), and of which no computation could be made."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _too_large(one, f"{key}.{name}" if key else name)
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield from _too_large(one, f"{key}[{number}]")
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        yield key


def _told(where: str, message: str, source: str) -> tuple[str, str, str]:
    """Split tomllib's message into place, fault and mend."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    what, line, column = found.groups() if found else (message, None, None)
    if line is None:
        whole = source.rstrip("\n").split("\n")
        line, column = str(len(whole)), str(len(whole[-1]) + 1)
    mend = _by_hand(message, source, int(line)) or next(
        (ours for theirs, ours in MENDS if theirs in message), "Compare the line with docs/engagement.md."
    )
    return f"{where}, line {line}, column {column}", what, mend


def _by_hand(message: str, source: str, line: int) -> str:
    """Say what was meant where a value is written as by hand; what stands on the line tells more than the message."""
    stumbled = any(one in message for one in ("Expected newline or end of document", "Invalid value"))
    return meant(source.split("\n")[line - 1]) if stumbled else ""


def _error(path: Path, where: str, what: str, mend: str) -> EngagementError:
    return EngagementError(f"{path.parent.name}/{path.name} cannot be read", [Fault(where, what, mend)])
