"""Writes tables of TOML with notes, in which a setting may be switched off: `#key = value`, without a blank."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.engagement import as_toml

BARE = re.compile(r"[A-Za-z0-9_-]+")
LONGEST_NOTE = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key = value`, with a remark behind it; switched off unless `live`."""

    key: str
    value: Any
    live: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A table with notes above it; without a path it is notes only. `many` writes it as an entry of a list."""

    path: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    live: bool = True
    notes: tuple[str, ...] = ()
    below: tuple[str, ...] = field(default=())
    many: bool = False


def written(blocks: Sequence[Block]) -> str:
    """Write blocks as the text of a TOML file; notes and remarks are made to fit on a line."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks) + "\n"


def _lines(block: Block) -> list[str]:
    lines = [f"# {one_line(note, None)}".rstrip() for note in block.notes]
    off = "" if block.live else "#"
    if block.path:
        name = ".".join(map(toml_key, block.path))
        lines.append(f"{off}[[{name}]]" if block.many else f"{off}[{name}]")
    for entry in block.entries:
        mark = "" if block.live and entry.live else "#"
        remark = f"   # {one_line(entry.remark)}" if entry.remark else ""
        lines.append(f"{mark}{toml_key(entry.key)} = {toml_value(entry.value)}{remark}")
    return lines + [f"# {one_line(note, None)}".rstrip() for note in block.below]


def toml_key(key: str) -> str:
    """Write a key, between quotes where it needs them."""
    return key if BARE.fullmatch(key) else _quoted(key)


def toml_value(value: Any) -> str:
    """Write a value on one line; tables become { … }.

    >>> toml_value({"a": [1, "x"], "ë": True})
    '{ a = [1, "x"], "ë" = true }'
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool | int):
        return as_toml(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{toml_key(key)} = {toml_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f"[{', '.join(map(toml_value, value))}]"


def _quoted(text: str) -> str:
    """Write a text between quotes; JSON leaves two kinds of sign as they are that TOML or UTF-8 does not take."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return as_toml(whole).replace("\x7f", "\\u007F")


def one_line(text: str, longest: int | None = LONGEST_NOTE) -> str:
    """Make a text fit for a comment: no line end, no control character, not too long."""
    shown = text if longest is None or len(text) <= longest else text[: longest - 1] + "…"
    return "".join(
        "·" if unicodedata.category(one) in {"Cc", "Cs", "Cf", "Zl", "Zp"} else one for one in shown
    )
