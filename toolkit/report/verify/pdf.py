"""A PDF held against what comes out: page by page, first by how it is drawn, then by its words.

Pages are compared as they are drawn (contents, fonts, pictures), so that notes of a reviewer, or saving by another
program, change nothing. Only a page that is drawn differently is read.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from toolkit.errors import ReportError
from toolkit.report.verify.places import (
    Compared,
    Difference,
    Printed,
    squeezed,
    word_differences,
)

_RUN = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])")
# A number, or what stands between numbers: cells of a table may stand without a space between them.
_WORD = re.compile(r"[+−]?\d(?:[\d.,]*\d)?%?|[^\s\d+−]+|[+−]")
# Not of how a page is drawn: where it stands in the file, how it is packed, what was laid over it, what it is read as.
_ASIDE = ("/Parent", "/P", "/StructParent", "/StructParents", "/Annots", "/Length", "/Filter", "/DecodeParms")


def printed_run(content: bytes) -> str:
    """Give the hash that the pages of a PDF print; "" where none does.

    Raises ReportError where it is no PDF that can be read.
    """
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        # A cover prints more than the footer does: what stands on most pages is the run.
        found = Counter(run for page in pages[:8] for run in set(_RUN.findall(page.extract_text())))
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as error:
        raise _unreadable(error) from error
    return found.most_common(1)[0][0] if found else ""


def compare_pdf(
    printed: bytes, comes_out: bytes, known: Sequence[Printed], renamed: Mapping[str, str]
) -> Compared:
    """Compare two PDFs of one layout; `renamed` are words that may differ, such as the hash of the run."""
    try:
        old, new = PdfReader(io.BytesIO(printed)), PdfReader(io.BytesIO(comes_out))
        drawn = [_drawings(one) for one in (old, new)]
        notes = list(_laid_over(old))
        if drawn[0] == drawn[1]:
            return Compared(notes=(*notes, "saved anew; every page is drawn as it comes out"))
        first = range(len(old.pages))
        if len(old.pages) == len(new.pages):
            parts = [([place], [place]) for place in first if drawn[0][place] != drawn[1][place]]
        else:
            same = _alike(*drawn)
            parts = [([*first][same:], [*range(len(new.pages))][same:])]
        found: list[Difference] = []
        silent: list[int] = []
        for before, after in parts:
            differs = list(_page_differences(old, new, before, after, known, renamed))
            found += differs
            silent += before if not differs else []
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as error:
        raise _unreadable(error) from error
    if len(silent) == len(old.pages):
        notes.append(
            "written anew by another program: its words are the same; its pictures were not compared"
        )
    else:
        what = "a line, a colour or a picture; its words are the same"
        found += [Difference(f"page {place + 1}", f"drawn differently: {what}", "") for place in silent]
    return Compared(tuple(found), tuple(notes))


def text_of(content: bytes) -> str:
    """Give the words of a PDF without spaces."""
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        return "".join(squeezed(page.extract_text()) for page in pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError) as error:
        raise _unreadable(error) from error


def _page_differences(
    old: PdfReader,
    new: PdfReader,
    before: Sequence[int],
    after: Sequence[int],
    known: Sequence[Printed],
    renamed: Mapping[str, str],
) -> Iterator[Difference]:
    words = [(word, page) for page in before for word in _words(old, page, renamed)]
    comes_out = [word for page in after for word in _words(new, page, {})]
    for place, one in word_differences([word for word, _ in words], comes_out, known):
        page = words[min(place, len(words) - 1)][1] if words else before[0] if before else 0
        yield Difference(one.place, one.printed, one.comes_out, f"page {page + 1}")


def _words(reader: PdfReader, page: int, renamed: Mapping[str, str]) -> list[str]:
    text = reader.pages[page].extract_text()
    for old, new in renamed.items():
        text = text.replace(old, new)
    return _WORD.findall(text)


def _alike(first: Sequence[str], second: Sequence[str]) -> int:
    """Count the pages at the beginning that are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))


def _laid_over(reader: PdfReader) -> Iterator[str]:
    """Tell on which pages notes were laid, other than the links of the report."""
    pages = [
        place
        for place, page in enumerate(reader.pages, start=1)
        if any(
            note.get_object().get("/Subtype") not in ("/Link", "/Popup")
            for note in _list(page.get("/Annots"))
        )
    ]
    if pages:
        where = ", ".join(map(str, pages))
        yield f"notes lie over page {where}; what they cover was compared underneath"


def _list(value: Any) -> Sequence[Any]:
    found = _object(value)
    return found if isinstance(found, list) else []


def _drawings(reader: PdfReader) -> list[str]:
    """Give a fingerprint of how each page is drawn, and of the fonts and pictures it is drawn with."""
    seen: dict[tuple[int, int], bytes] = {}
    return [
        hashlib.sha256(
            b"".join(
                _digest(page.get(key), seen) for key in ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
            )
            + _contents(page)
        ).hexdigest()
        for page in reader.pages
    ]


def _contents(page: Any) -> bytes:
    """Give what a page draws; programs cut it into pieces as they like."""
    inner = _object(page.get("/Contents"))
    streams = inner if isinstance(inner, ArrayObject) else [inner]
    return b"\n".join(
        one.get_object().get_data().strip() for one in streams if isinstance(_object(one), StreamObject)
    )


def _object(value: Any) -> Any:
    return value.get_object() if value is not None else None


def _digest(value: Any, seen: dict[tuple[int, int], bytes]) -> bytes:
    """Give a fingerprint of an object of a PDF, whatever numbers its objects have."""
    if isinstance(value, IndirectObject):
        key = (value.idnum, value.generation)
        if key not in seen:
            seen[key] = b"again"  # an object may lead to itself
            seen[key] = _digest(value.get_object(), seen)
        return seen[key]
    digest = hashlib.sha256()
    if isinstance(value, StreamObject):
        digest.update(value.get_data())
    if isinstance(value, DictionaryObject):
        for name in sorted(value):
            if name not in _ASIDE:
                digest.update(name.encode() + _digest(value.raw_get(name), seen))
    elif isinstance(value, ArrayObject):
        for place in range(len(value)):
            digest.update(_digest(list.__getitem__(value, place), seen))
    else:
        digest.update(_plain(value))
    return digest.digest()


def _plain(value: Any) -> bytes:
    """Give a number or a name as bytes; 1 and 1.0 are one number."""
    if isinstance(value, (int, float)) and not isinstance(value, (bool, NameObject)):
        return f"{float(value):.6g}".encode()
    return f"{type(value).__name__} {value!r}".encode("utf-8", "surrogateescape")


def _unreadable(error: Exception) -> ReportError:
    if isinstance(error, FileNotDecryptedError):
        return ReportError("it is encrypted with a password. Ask for a copy that is saved without one.")
    return ReportError(f"it cannot be read as a PDF ({type(error).__name__}: {error})")
