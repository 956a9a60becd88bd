"""The remarks of a reviewed report: each annotation with the finding, figure, table or section that it stands at."""

from __future__ import annotations

import contextlib
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from toolkit.catalogues import SOURCE_LANGUAGE, available_languages
from toolkit.errors import ReportError
from toolkit.language import Language
from toolkit.report.fonts import text_width
from toolkit.report.pypdf_log import quiet
from toolkit.report.review.annotations import Box, Note, read_notes
from toolkit.report.review.marks import Mark, Words, headings_in, marks_of, words_on
from toolkit.report.text import clean
from toolkit.workspace import is_there

_RUN: Final = re.compile(r"[0-9a-f]{8}")
_FOOTER: Final = 65.0  # points: what stands lower on a page is its footer
_ABOVE: Final = 6.0  # points that a note may stand above what it is about
_MARKING: Final = {"highlight", "underline", "strikeout"}


@dataclass(frozen=True, slots=True)
class Place:
    """What a remark is about: "finding" B3, "figure" 2, "table" 4, "section" 2.1, or "page" 12 by itself.

    `at` is where that stands in the report, to put places in order.
    """

    kind: str
    number: str
    text: str
    at: tuple[int, float]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark: what it is about, the page counted from 1, the words it marks, and the note with its replies."""

    place: Place
    page: int
    marked: str
    note: Note


@dataclass(frozen=True, slots=True)
class Review:
    """What was read from a reviewed report: its title, the hash of its run, and the remarks in the report's order."""

    title: str
    run: str
    remarks: tuple[Remark, ...]


def read_review(path: Path) -> Review:
    """Read the annotations of a reviewer from a report's PDF.

    Raises ReportError when it is no PDF, is damaged or locked, is no report of ours, or holds no remark.
    """
    with _opened(path) as reader:
        words = [words_on(page) for page in reader.pages]
        notes = [note for place, page in enumerate(reader.pages) for note in read_notes(page, place)]
        headings = list(headings_in(reader, reader.outline))
        title = clean(str((reader.metadata or {}).get("/Title") or "")).strip()
        language = _language(str(reader.root_object.get("/Lang", "")))
    run = _run(words)
    if not run:
        raise ReportError(
            f"{path.name} is no report of this toolkit: no page has the number of a run in its footer. "
            f"Give the report's own PDF as the reviewer saved it, not a printed or scanned copy."
        )
    if not notes:
        raise ReportError(
            f"{path.name} holds no remarks. Ask for the copy that the reviewer saved after writing them; "
            f"a copy that was printed to PDF keeps the picture of a note and not the note."
        )
    marks = marks_of(headings, words, language)
    remarks = [_remark(note, marks, words[note.page]) for note in _grouped(notes)]
    ordered = sorted(remarks, key=lambda one: (one.place.at, one.page, -_top(one.note), one.note.boxes))
    return Review(title or path.stem, run, tuple(ordered))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Give a reader of the file, and turn what can go wrong with it into one message."""
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - slow to import
    from pypdf.errors import DependencyError  # noqa: PLC0415

    if is_there(path, folder=True):
        raise ReportError(f"{path} is a folder. Give the PDF that the reviewer sent back.")
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ReportError(f"There is no file {path}. Give the PDF that the reviewer sent back.") from error
    except OSError as error:
        raise ReportError(f"Cannot read {path}: {error.strerror or error}. Check its rights.") from error
    if b"%PDF-" not in content[:1024]:
        raise ReportError(f"{path.name} is no PDF. Give the report's PDF as the reviewer saved it.")
    locked = (
        f"{path.name} is locked: it is encrypted with a password. Ask for a copy that is saved without one."
    )
    try:
        with quiet():
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
                raise ReportError(locked)
            yield reader
    except ReportError:
        raise
    except DependencyError as error:  # pypdf has no cipher for it here
        raise ReportError(locked) from error
    except Exception as error:  # pypdf meets a damaged file with any error at all
        raise ReportError(
            f"{path.name} is damaged and cannot be read ({error}). Open it, save it anew, and try that copy."
        ) from error


def _run(words: Sequence[Sequence[Words]]) -> str:
    """Find the number of the run in the footers."""
    for on_page in words:
        for one in on_page:
            found = _RUN.fullmatch(one.text.rpartition(" ")[2]) if one.y < _FOOTER else None
            if found:
                return found[0]
    return ""


def _language(tag: str) -> Language:
    """Give the language that the PDF says it is in; English where there is no catalogue for it."""
    codes = {Language(code).tag: code for code in available_languages()}
    return Language(codes.get(tag) or codes.get(tag.partition("-")[0]) or SOURCE_LANGUAGE)


def _grouped(notes: Sequence[Note]) -> Iterator[Note]:
    """Put what belongs together in one note: words struck out, and the words to stand in their place."""
    for note in notes:
        parts = [one for one in note.replies if one.group]
        replies = tuple(one for one in note.replies if not one.group)
        texts = dict.fromkeys(text for text in (note.text, *(one.text for one in parts)) if text)
        # Acrobat hangs the words struck out under the insertion.
        kind = next((one.kind for one in parts if one.kind == "strikeout"), note.kind)
        boxes = next((one.boxes for one in parts if one.kind == "strikeout"), note.boxes)
        yield replace(note, text="\n".join(texts), kind=kind, boxes=boxes, replies=replies)


def _remark(note: Note, marks: Sequence[Mark], words: Sequence[Words]) -> Remark:
    marked = (
        " … ".join(filter(None, (_under(box, words) for box in note.boxes))) if note.kind in _MARKING else ""
    )
    return Remark(_place(note, marks), note.page + 1, _unbroken(marked), note)


def _place(note: Note, marks: Sequence[Mark]) -> Place:
    """Find what a note is about: what begins last before it; the section where that is plain text."""
    first = note.boxes[0] if note.boxes else None
    height = (first[1] + first[3]) / 2 if first else 0.0
    before = [one for one in marks if first and (one.page, -one.top) <= (note.page, _ABOVE - height)]
    last = before[-1] if before else None
    if last and last.kind == "text":
        last = next((one for one in reversed(before) if one.kind == "section"), None)
    if last is None:
        return Place("page", str(note.page + 1), "", (note.page, -math.inf))
    # The summary repeats findings and pictures: what stands last in the report is the thing itself.
    whole = [one for one in marks if (one.kind, one.number) == (last.kind, last.number)][-1]
    return Place(whole.kind, whole.number, whole.text, (whole.page, -whole.top))


def _under(box: Box, words: Sequence[Words]) -> str:
    """Give the words of which the middle stands in a box."""
    left, bottom, right, top = box
    found = []
    for line in words:
        if bottom <= line.y + line.size / 3 <= top:
            at = 0
            for word in line.text.split(" "):
                begin = line.x + text_width(line.text[:at], line.size)
                middle = begin + text_width(word, line.size) / 2
                at += len(word) + 1
                if left <= middle <= right:
                    found.append(word)
    return " ".join(found)


def _unbroken(text: str) -> str:
    return text.replace("\u00ad … ", "").replace("\u00ad", "").replace(" … ", " ")


def _top(note: Note) -> float:
    return max((box[3] for box in note.boxes), default=0.0)
