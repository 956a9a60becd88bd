"""Looks a .sav file over before pyreadstat may have it.

pyreadstat believes what a file says of itself: it sets memory aside for as many cases as the header names, and a text
with a value label that its encoding cannot hold ends the whole process. So the dictionary is walked here first, after
the "System File Format" chapter of the PSPP developers' guide, and what cannot be so is refused.
"""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass, field

from toolkit.errors import Fault

HEADER = 176
UNKNOWN_CASES = 100_000  # what pyreadstat sets aside where the file does not say how many there are
# Bytes that one cell costs at most on its way into a frame, and how many of them are too many.
NUMBER, TEXT, MAX_BYTES = 24, 80, 4_000_000_000
MAX_PIECES = 2_000_000_000
# zlib packs at most so many bytes into one.
DEFLATE = 1032
MAX_RECORDS = 2_000_000
TEXT_FORMAT = 1
AGAIN = "Open it in SPSS and save it again, or export it as .xlsx."
DAMAGED = "is a damaged SPSS file, or was cut off"


@dataclass(frozen=True, slots=True)
class Sav:
    """What a .sav says of itself.

    `cases` is None where it is not said. A case has `pieces` of 8 bytes, and fills `numbers` and `texts` variables.
    `encoding` is that of Python, "" where the file names none that is known. `sound` says that the values of text
    with a label can be read in it. `weight` is the name of the variable that SPSS weights by, or "".
    """

    cases: int | None
    pieces: int
    numbers: int
    texts: int
    encoding: str
    sound: bool
    weight: str


@dataclass(slots=True)
class _Walk:
    """What is found on the way through the dictionary; `types` is per piece: the width, 0 a number, -1 goes on."""

    data: bytes
    order: str
    types: list[int] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    labelled: list[tuple[list[bytes], tuple[int, ...]]] = field(default_factory=list)
    long_names: dict[bytes, bytes] = field(default_factory=dict)
    encoding: str = ""
    page: int = 0
    records: int = 0

    def whole(self, position: int, count: int = 1) -> tuple[int, ...]:
        """Read whole numbers of 4 bytes."""
        return struct.unpack_from(f"{self.order}{count}i", self.data, position)

    def within(self, position: int) -> int:
        """Give a position that lies in the file; ValueError for any other, or after too many records."""
        self.records += 1
        if not HEADER <= position <= len(self.data) or self.records > MAX_RECORDS:
            raise ValueError
        return position


def looked_over(file: str, data: bytes) -> Sav | Fault:
    """Walk the dictionary of a .sav or .zsav file: what it says of itself, or why it cannot be read."""
    try:
        order = "<" if struct.unpack_from("<i", data, 64)[0] in (2, 3) else ">"
        walk = _Walk(data, order)
        start = _walked(walk)
        compression, weight, cases = (walk.whole(position)[0] for position in (72, 76, 80))
    except (struct.error, ValueError):
        return Fault(file, DAMAGED, AGAIN)
    heads = [width for width in walk.types if width >= 0]
    if not heads:
        return Fault(file, DAMAGED, AGAIN)
    known = 0 <= cases < 2**30
    found = Sav(
        cases=cases if known else None,
        pieces=len(walk.types),
        numbers=heads.count(0),
        texts=len(heads) - heads.count(0),
        encoding=_encoding(walk),
        sound=_sound(walk, _encoding(walk)),
        weight=_name(walk, weight) if weight else "",
    )
    return _too_large(file, found, len(data) - start, compression) or found


def _walked(walk: _Walk) -> int:
    """Go through all records of the dictionary; the position at which the data begin."""
    position = HEADER
    while True:
        kind = walk.whole(position)[0]
        position = walk.within(position + 4)
        if kind == 2:
            position = _variable(walk, position)
        elif kind == 3:
            position = _value_labels(walk, position)
        elif kind == 6:
            position = walk.within(position + 4 + 80 * max(walk.whole(position)[0], 0))
        elif kind == 7:
            position = _extension(walk, position)
        elif kind == 999:
            return walk.within(position + 4)
        else:
            raise ValueError


def _variable(walk: _Walk, position: int) -> int:
    width, labelled, missing, shown, written = walk.whole(position, 5)
    name = walk.data[position + 20 : position + 28]
    position = walk.within(position + 28)
    if width == 0 and TEXT_FORMAT in (shown >> 16 & 255, written >> 16 & 255):
        width = 1
    walk.types.append(max(width, -1))
    walk.names.append(name.strip())
    if labelled:
        length = walk.whole(position)[0]
        if length < 0:
            raise ValueError
        position = walk.within(position + 4 + (length + 3) // 4 * 4)
    if abs(missing) > 3:
        raise ValueError
    return walk.within(position + 8 * abs(missing))


def _value_labels(walk: _Walk, position: int) -> int:
    values = []
    count = walk.whole(position)[0]
    position += 4
    for _ in range(count):
        values.append(walk.data[position : position + 8])
        length = walk.data[position + 8] if position + 8 < len(walk.data) else 0
        position = walk.within(position + 8 + (length + 8) // 8 * 8)
    kind, used = walk.whole(position, 2)
    if kind != 4 or used < 0 or count < 0:
        raise ValueError
    end = walk.within(position + 8 + 4 * used)
    walk.labelled.append((values, walk.whole(position + 8, used)))
    return end


def _extension(walk: _Walk, position: int) -> int:
    subtype, size, count = struct.unpack_from(f"{walk.order}3I", walk.data, position)
    start = position + 12
    end = walk.within(start + size * count)
    if subtype == 3 and end - start == 32:
        walk.page = walk.whole(start + 28)[0]
    elif subtype == 13:
        pairs = walk.data[start:end].split(b"\t")
        walk.long_names = {short: long for short, _, long in (pair.partition(b"=") for pair in pairs)}
    elif subtype == 20:
        walk.encoding = walk.data[start : min(end, start + 60)].decode("latin-1").strip(" \0")
    return end


def _name(walk: _Walk, piece: int) -> str:
    """Give the name of the variable that starts at a piece, counted from 1."""
    if not 0 < piece <= len(walk.names):
        return ""
    short = walk.names[piece - 1]
    encoding = _encoding(walk)
    return mended(walk.long_names.get(short, short).decode("latin-1"), encoding)[0]


def _encoding(walk: _Walk) -> str:
    """Give Python's name of the encoding that a file names, by its word or else by its code page."""
    pages = {2: "cp1252", 3: "cp1252", 20127: "ascii", 65001: "utf-8", 10000: "mac-roman"}
    page = f"iso8859-{walk.page - 28590}" if 28590 < walk.page < 28606 else f"cp{walk.page}"
    for name in (walk.encoding, pages.get(walk.page, page)):
        try:
            codec = codecs.lookup(name).name
            plain = "".join(map(chr, range(32, 127)))
            if plain.encode("ascii").decode(codec) == plain:
                return codec
        except (LookupError, UnicodeError, ValueError):
            continue
    return ""


def _sound(walk: _Walk, encoding: str) -> bool:
    """Say whether each value with a label that may be of text can be read in the encoding."""
    texts = [
        value
        for values, used in walk.labelled
        if not used or any(not 0 < one <= len(walk.types) or walk.types[one - 1] for one in used)
        for value in values
    ]
    # A file that leaves out the pieces of long texts has other places for its variables: any may be of text then.
    if _pieces_left_out(walk.types):
        texts = [value for values, _ in walk.labelled for value in values]
    return all(value.isascii() or _decoded(value.rstrip(b" \0"), encoding) is not None for value in texts)


def _pieces_left_out(types: list[int]) -> bool:
    return any(width > 8 and following >= 0 for width, following in zip(types, [*types[1:], 0], strict=True))


def _decoded(raw: bytes, encoding: str) -> str | None:
    """Read bytes in an encoding, None where they are not of it; a last letter that SPSS cut in two is left out."""
    try:
        return raw.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        cut = raw[: error.start]
        # One byte that is left of a letter may as well be a whole letter of another encoding.
        cut_in_two = error.reason == "unexpected end of data" and (
            len(raw) > error.start + 1 or not cut.isascii()
        )
        return cut.decode(encoding or "utf-8") if cut_in_two else None
    except (LookupError, UnicodeError):
        return None


def mended(text: str, encoding: str) -> tuple[str, bool]:
    """Read a text anew that was read as ISO-8859-1, and say whether it is in the encoding the file names.

    >>> mended("cafÃ©", "utf-8")
    ('café', True)
    >>> mended("caf\\xe9", "utf-8")
    ('café', False)
    """
    raw = text.encode("latin-1", "replace")
    for name in dict.fromkeys((encoding or "utf-8", "utf-8")):
        read = _decoded(raw, name)
        if read is not None:
            return read, name == (encoding or "utf-8")
    return raw.decode("cp1252", "replace"), False


def _too_large(file: str, sav: Sav, left: int, compression: int) -> Fault | None:
    """Refuse a file that says it holds more than its bytes can hold, or more than memory can."""
    room = {0: left // 8, 1: left}.get(compression, left * DEFLATE)
    if sav.cases is not None and sav.cases * sav.pieces > room:
        return Fault(file, f"says that it has {sav.cases:,} cases, but ends before them", "Export it again.")
    rows = UNKNOWN_CASES + room // sav.pieces if sav.cases is None else sav.cases
    if rows * (NUMBER * sav.numbers + TEXT * sav.texts) <= MAX_BYTES and rows * sav.pieces <= MAX_PIECES:
        return None
    if sav.cases is None:
        return Fault(file, "does not say how many cases it has", AGAIN)
    what = f"has {sav.cases:,} cases of {sav.numbers + sav.texts:,} variables, more than can be held"
    return Fault(file, what, "Export only the variables that are needed.")
