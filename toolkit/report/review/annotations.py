"""What a reviewer wrote on a PDF: its annotations, as Acrobat, Preview, Okular and others leave them."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from toolkit.report.text import clean, clean_lines

# Kinds of annotation that are a remark, as the list calls them; links, pop-ups and form fields are none.
KINDS: Final = {
    "/Text": "note",
    "/FreeText": "text on the page",
    "/Highlight": "highlight",
    "/Underline": "underline",
    "/Squiggly": "underline",
    "/StrikeOut": "strikeout",
    "/Caret": "insertion",
    "/Stamp": "stamp",
    "/Square": "drawing",
    "/Circle": "drawing",
    "/Line": "drawing",
    "/Polygon": "drawing",
    "/PolyLine": "drawing",
    "/Ink": "drawing",
}
_LONGEST: Final = 20_000  # signs of one remark
_DATE: Final = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?")
_RICH_BREAK: Final = re.compile(r"</p\s*>|<br\s*/?>", re.I)
_RICH_TAG: Final = re.compile(r"<[^>]*>")

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points from the lower left corner of the page."""


@dataclass(frozen=True, slots=True)
class Note:
    """One annotation: its page counted from 0, what kind it is, what it says, by whom and when, and where it stands.

    `boxes` are the parts of lines that it marks, or the one box that it fills; `date` is written as 2026-04-07 09:30.
    `group` says that it belongs to the annotation before it, as a replacement belongs to the words struck out.
    """

    page: int
    kind: str
    text: str
    author: str
    date: str
    boxes: tuple[Box, ...]
    group: bool = False
    replies: tuple[Note, ...] = field(default=())


def read_notes(page: Mapping[str, Any], place: int) -> list[Note]:
    """Give the annotations of one page in the order of the file, each with its replies."""
    found: dict[int, Note] = {}
    parents: dict[int, int] = {}
    keys: dict[Any, int] = {}
    entries = [_resolved(one) for one in _resolved(page.get("/Annots")) or ()]
    for number, entry in enumerate(entries):
        if isinstance(entry, Mapping) and entry.get("/Subtype") in KINDS:
            found[number] = _note(entry, place)
            keys[_identity(entry)] = number
    for number in found:
        parent = _resolved(entries[number].get("/IRT"))
        if isinstance(parent, Mapping) and keys.get(_identity(parent), number) != number:
            parents[number] = keys[_identity(parent)]
    return [_with_replies(number, found, parents, ()) for number in found if number not in parents]


def _with_replies(
    number: int, found: Mapping[int, Note], parents: Mapping[int, int], seen: Sequence[int]
) -> Note:
    under = [one for one, parent in parents.items() if parent == number and one not in (*seen, number)]
    replies = tuple(_with_replies(one, found, parents, (*seen, number)) for one in under)
    note = found[number]
    return Note(note.page, note.kind, note.text, note.author, note.date, note.boxes, note.group, replies)


def _identity(entry: Mapping[str, Any]) -> Any:
    """Tell one annotation from another: by its place in the file, or by what it holds where it stands inline."""
    reference = getattr(entry, "indirect_reference", None)
    return (reference.idnum, reference.generation) if reference is not None else id(entry)


def _note(entry: Mapping[str, Any], place: int) -> Note:
    text = _text(entry.get("/Contents")) or _rich(entry.get("/RC"))
    date = _date(entry.get("/CreationDate")) or _date(entry.get("/M"))
    return Note(
        page=place,
        kind=KINDS[entry["/Subtype"]],
        text=text,
        author=clean(_text(entry.get("/T"))).strip(),
        date=date,
        boxes=tuple(_boxes(entry)),
        group=_resolved(entry.get("/RT")) == "/Group",
    )


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _text(value: Any) -> str:
    value = _resolved(value)
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return clean_lines(str(value))[:_LONGEST].strip() if isinstance(value, str) else ""


def _rich(value: Any) -> str:
    """Give the words of rich text, which some programs write alone."""
    source = _RICH_BREAK.sub("\n", _text(value))
    return clean_lines(html.unescape(_RICH_TAG.sub("", source))).strip()


def _date(value: Any) -> str:
    parts = _DATE.match(_text(value))
    if parts is None:
        return ""
    year, month, day, hour, minute = (int(one) if one else None for one in parts.groups())
    try:
        moment = datetime.datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0)  # noqa: DTZ001 - as written
    except ValueError:
        return ""
    return moment.strftime("%Y-%m-%d" if hour is None else "%Y-%m-%d %H:%M")


def _boxes(entry: Mapping[str, Any]) -> Iterator[Box]:
    """Give the parts of lines that it marks; the box it fills where it marks none."""
    corners = _numbers(entry.get("/QuadPoints"))
    quads = [corners[at : at + 8] for at in range(0, len(corners) - 7, 8)]
    for quad in quads:
        yield min(quad[0::2]), min(quad[1::2]), max(quad[0::2]), max(quad[1::2])
    box = _numbers(entry.get("/Rect"))
    if not quads and len(box) == 4:
        yield min(box[0::2]), min(box[1::2]), max(box[0::2]), max(box[1::2])


def _numbers(value: Any) -> list[float]:
    values = [_resolved(one) for one in _resolved(value) or ()] if isinstance(_resolved(value), list) else []
    return [float(one) for one in values] if all(isinstance(one, int | float) for one in values) else []
