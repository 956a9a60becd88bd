"""A file of a report held against one that other versions of the toolkit or its libraries made.

They may set a page in another way and say a sentence in other words. So the rows and sentences with a number are looked
for in the page, wherever they stand; of data files the numbers are compared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from toolkit.report.runs.compare import numbers
from toolkit.report.verify.books import same_shape
from toolkit.report.verify.files import DRAWING, compare_files
from toolkit.report.verify.html import read_page
from toolkit.report.verify.places import (
    TELLING,
    Compared,
    Difference,
    Printed,
    shortened,
    squeezed,
    stretches,
)

_VALUE = r"[+−]?\d(?:[\d.,]*\d)?%?"  # a number as a report writes it


def compare_versions(
    name: str, printed: bytes, comes_out: bytes | None, known: Sequence[Printed], renamed: Mapping[str, str]
) -> Compared:
    """Compare a file with what other versions make; `known` are the pieces that it should print."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in (".pdf", ".html"):
        looked = [piece for piece in known if piece.seen and any(map(str.isdigit, piece.whole))]
        absent = lacking(_text(ending, printed), looked)
        told = f"compared by its words: it holds each of {len(looked):,} rows and sentences with a number"
        return Compared(absent, () if absent else (told,))
    if comes_out is None or (ending == ".xlsx" and not same_shape(printed, comes_out)):
        return Compared(notes=("made by other versions in another form, and not compared cell by cell",))
    found = compare_files(name, printed, comes_out, known, renamed).differences
    if ending not in (".xlsx", ".json", ".ipynb"):
        note = "made by other versions: its layout differs, and it was not compared word by word"
        return Compared(notes=(note,) if found else ())
    return Compared(tuple(one for one in found if tells(one)))


def tells(difference: Difference) -> bool:
    """Tell whether a difference is one of numbers, or of what a finding claims."""
    if difference.place.endswith(DRAWING) or difference.place.startswith(("the code", "the text of cell")):
        return False
    both = [numbers(text, "en") for text in (difference.printed, difference.comes_out)]
    return difference.place.startswith("Finding") or both[0] != both[1]


def _text(ending: str, content: bytes) -> str:
    if ending == ".html":
        return "".join(squeezed(word) for word, _ in read_page(content)[0])
    from toolkit.report.verify.pdf import text_of  # noqa: PLC0415 - slow to import

    return text_of(content)


def lacking(text: str, known: Sequence[Printed]) -> tuple[Difference, ...]:
    """Name the rows and sentences of a report that a text without spaces does not hold; whatever its layout is.

    A row that stands in two tables must stand there twice. Only where no row of a table stands whole was it split.
    """
    found: dict[str, Difference] = {}
    times = Counter(piece.whole for piece in known if piece.head)
    held = {piece.whole: _times(text, piece) for piece in known}
    unsplit = {piece.head for piece in known if held[piece.whole]}
    for piece in known:
        if held[piece.whole] >= max(times[piece.whole], 1):
            continue
        if not held[piece.whole] and piece.head not in unsplit and _split(text, piece):
            continue
        found.setdefault(piece.whole, _nearest(text, piece))
    return tuple(found.values())


def _times(text: str, piece: Printed) -> int:
    """Count how often a piece stands in a text; of a row the first cell may stand behind the others."""
    first, rest = piece.parts[0][0], "".join(part for part, _ in piece.parts[1:])
    turned = text.count(rest + first) if piece.head and first and rest else 0
    return text.count(piece.whole) + turned


def _split(text: str, piece: Printed) -> bool:
    """Tell whether every cell of a row stands beside another one of it, as in a table that is split over pages."""
    held = {place for stretch in stretches(text, piece) for _, place in stretch}
    return all(place in held for part, place in piece.parts if part)


def _nearest(text: str, piece: Printed) -> Difference:
    """Name the one number of a row that is printed differently; the whole row or sentence where that is not known."""
    first, *rest = [part for part in piece.parts if part[0]]
    for row in ([first, *rest], [*rest, first]):
        for place, (part, name) in enumerate(row):
            before, after = ("".join(word for word, _ in side) for side in (row[:place], row[place + 1 :]))
            if not re.fullmatch(_VALUE, part) or len(before + after) < TELLING:
                continue
            # Without spaces the number before may seem to begin this one: one of the same length goes first.
            for shape in (re.sub(r"\d", r"\\d", re.escape(part)), _VALUE):
                matches = re.finditer(f"{re.escape(before)}({shape}){re.escape(after)}", text)
                wrong = next((match[1] for match in matches if match[1] != part), "")
                if wrong:
                    return Difference(name, wrong, part)
    where = first[1].split(", column ")[0]
    return Difference(where, "not printed so", shortened(" ".join(part for part, _ in piece.parts)))
