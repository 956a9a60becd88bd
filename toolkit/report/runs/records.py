"""What differs between the records of two runs, in words that say what each entry is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from toolkit.report.runs.compare import Change

# What a record tells, by subject. What the software does may differ without one number doing so.
DATA, PARAMETERS, SETTINGS, NOTEBOOK, VERSIONS = "data", "parameters", "settings", "notebook", "versions"
SUBJECTS: Final = (DATA, PARAMETERS, SETTINGS, NOTEBOOK, VERSIONS)
_OF = {
    **dict.fromkeys(("data", "beside", "forecasts"), DATA),
    **dict.fromkeys(("parameters", "report", "client", "seed"), PARAMETERS),
    **{"files": SETTINGS, "notebook": NOTEBOOK},
    **dict.fromkeys(("toolkit", "code", "python", "libraries"), VERSIONS),
}
_WORDS = {
    "code": "the toolkit's own code",
    "toolkit": "loyalty-toolkit",
    "python": "Python",
    "notebook": "the code of the notebook",
    "report": "the report",
    "client": "the client",
    "seed": "the seed of chance",
}
_FINGERPRINT = 64  # hexadecimal digits of a SHA-256
_SHOWN = 12
_LONGEST = 90
_BEFORE = 30  # signs told before the first that differs


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A change in a record: its subject, and what it is."""

    subject: str
    change: Change


def record_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[RecordChange]:
    """Tell entry by entry what differs between two records; what this version does not know of is a setting."""
    first, second = dict(_entries(before)), dict(_entries(after))
    keys = sorted({*first, *second}, key=lambda key: (SUBJECTS.index(_subject(key)), key))
    return [
        RecordChange(_subject(key), _change(_named(key), first.get(key), second.get(key)))
        for key in keys
        if first.get(key) != second.get(key)
    ]


def _change(where: str, before: str | None, after: str | None) -> Change:
    if before is None or after is None:
        whole = apart(before or "", after or "")
        return Change(where, None if before is None else whole[0], None if after is None else whole[1])
    return Change(where, *apart(before, after))


def _subject(key: Sequence[str]) -> str:
    return _OF.get(key[0], SETTINGS)


def _entries(record: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every entry of a record by its path; the data by the wave that they are of."""
    for key, value in record.items():
        if key == "data" and isinstance(value, list) and all(isinstance(one, dict) for one in value):
            for one in value:
                inner = {name: entry for name, entry in one.items() if name != "wave"}
                yield from _flat(inner, (key, str(one.get("wave"))))
        else:
            yield from _flat(value, (key,))


def _flat(value: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, (*at, str(key)))
    elif isinstance(value, list) and any(isinstance(one, (Mapping, list)) for one in value):
        for key, inner in zip(_keys(value), value, strict=True):
            yield from _flat(inner, (*at, key))
    else:
        yield at, _told(value)


def _keys(rows: Sequence[Any]) -> list[str]:
    """Name the entries of a list by what they call themselves, else by number."""
    for name in ("id", "key", "name", "number"):
        found = [str(row.get(name)) for row in rows if isinstance(row, Mapping) and name in row]
        if len(set(found)) == len(rows):
            return found
    return [str(place) for place in range(1, len(rows) + 1)]


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return str(value)


def _named(key: tuple[str, ...]) -> str:
    first, *rest = key
    if first == "data" and rest:
        return _of_data(rest[0], rest[1:])
    if first in ("beside", "forecasts", "files"):
        return f"{'/'.join(rest)}, its fingerprint"
    if first == "parameters":
        return f"parameter {'.'.join(rest)}"
    return ".".join(rest) if rest else _WORDS.get(first, first)


def _of_data(wave: str, rest: list[str]) -> str:
    if rest == ["file"]:
        return f"the file of wave “{wave}”, its name"
    beside = "" if rest == ["sha256"] else f", {' '.join(rest[1:])} beside it"
    return f"the file of wave “{wave}”{beside}, its fingerprint"


def apart(before: str, after: str) -> tuple[str, str]:
    """Shorten two texts so that what differs is still seen.

    >>> apart("ab" * 32, "ab" * 31 + "ac")
    ('abababababab…ab', 'abababababab…ac')
    """
    if max(len(before), len(after)) <= _LONGEST and not (_is_hash(before) or _is_hash(after)):
        return before, after
    at = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    if _is_hash(before) or _is_hash(after):
        return _piece(before, at, _SHOWN), _piece(after, at, _SHOWN)
    start = _word_at(before, at - _BEFORE)
    return tuple(  # type: ignore[return-value] # two texts give two
        ("…" if start else "")
        + text[start : start + _LONGEST]
        + ("…" if start + _LONGEST < len(text) else "")
        for text in (before, after)
    )


def _word_at(text: str, place: int) -> int:
    """Give where the first word behind a place begins; 0 where the text's beginning is near."""
    return 0 if place <= 0 else text.find(" ", place, place + _BEFORE) + 1 or place


def _is_hash(text: str) -> bool:
    return len(text) == _FINGERPRINT and all(sign in "0123456789abcdef" for sign in text)


def _piece(text: str, at: int, shown: int) -> str:
    """Give the first digits of a fingerprint, and those around the first that differs when it lies behind."""
    if not _is_hash(text):
        return text
    if at < shown:
        return f"{text[:shown]}…"
    return f"{text[:shown]}…{text[at - 1 : at + 3]}" + ("…" if at + 3 < len(text) else "")


def setting_changes(before: str, after: str) -> list[Change]:
    """Tell which keys of two engagement files differ; of one that cannot be read nothing is told."""
    try:
        first, second = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return []
    old, new = (dict(_flat(one, ())) for one in (first, second))
    return [
        _change(".".join(key), old.get(key), new.get(key))
        for key in _ordered(old, new)
        if old.get(key) != new.get(key)
    ]


def _ordered(*entries: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(key for one in entries for key in one))
