"""Damage to files, drawn at random: to their bytes, their tables, and the parts of an archive."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Sequence

PIECES = [b'"', b";", b",", b"\n", b"\r", b"\t", b"\0", b"\xff", b"99", b"-1", b"<", b"&#0;", b"1e400", b"=1+1",
          b"\xc3\xa9", b"sep=;\n", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xff\xfe", b'r="ZZ9"', b""]  # fmt: skip
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (depth, b"&l%d;" % (depth - 1) * 10) for depth in range(1, 10))
LAUGHING = b'<!DOCTYPE lolz [<!ENTITY l0 "lol">' + LAUGHS + b"]>"
OUTSIDE = b'<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/hostname">]>'
IN_XML = [
    b"&l9;", b"&lt;", b"&#0;", b"&#xD800;", b"<!--", b"]]>", b"<![CDATA[", b"<a>" * 3000, b"<c/>", b"<row>", b"</row>",
    b' r="XFD1048576"', b' r="A1048576"', b' r="b2"', b' r=""', b' t="e"', b' t="s"', b' t="b"', b' t="d"',
    b"<f>1/0</f>", b"<v></v>", b"<v>99999999999999999999</v>", b"<v>NaN</v>", b"<si/>", b"<qid>", b"\xff\xfe",
]  # fmt: skip
# Words of XML that decide how much is read, and what they may become.
TWISTS = (
    (rb'r="([A-Z]+)(\d+)"', [b'r="ZZZ\\2"', b'r="\\g<1>9999999"', b'r="\\2"', b"", b"r='\\1\\2'", b'r="\\1"']),
    (rb't="\w+"', [b't="e"', b't="s"', b't="str"', b't="b"', b't="inlineStr"', b't="d"', b""]),
    (rb"<v>[^<]*</v>", [b"<v>1e400</v>", b"<v>-1</v>", b"<v>4294967295</v>", b"<v/>", b"", b"<f>A1</f><v>#REF!</v>"]),
    (rb'encoding="[^"]*"', [b'encoding="UTF-16"', b'encoding="cp1252"', b'encoding="utf-7"', b'encoding="x"']),
    (rb"<(\w+)>", [b"<\\1>&l9;", b"<x:\\1>", b"<\\1 a='>'>", b"</\\1>"]),
    (rb"\d+", [b"0", b"-1", b"99999999999999999999", b"1.5", b""]),
)  # fmt: skip
NUMBERS = (0, 1, -1, 2**15, 2**31 - 1, -(2**31), 2**24, 1_000_000)
TRAPS = [
    b"", b" ", b"\xc2\xa0", b"=1+1", b"@SUM(A1)", b"-0", b"1e400", b"NaN", b"inf", b"#N/A", b"#DIV/0!", b"n.v.t.",
    b"1.234,50", b"1,234.50", b"00123", b"9" * 400, b"31-2-2026", b"99999-01-01", b"0000-00-00 00:00:00", b"2/30/26",
    b"24:61", b"2026-02-02T09:00:00+99:99", b"true", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"\x1b[2J", b'""',
    b"jan@example.org", b"NL91ABNA0417164300", b"x" * 140_000, b"\xed\xa0\x80", b"{'ImportId': 'QID1'}", b"Totaal",
    b"-oth-", b"<5",
]  # fmt: skip
ENCODINGS = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-7", "mac-roman", "cp037")


def damaged(source: random.Random, content: bytes, most: int = 5) -> bytes:
    """Damage bytes in one to five places."""
    for _ in range(source.randint(1, most)):
        place = source.randrange(len(content) + 1)
        other = source.randrange(len(content) + 1)
        content = source.choice(
            [
                content[:place] + source.choice(PIECES) + content[place:],
                content[:place] + source.randbytes(1) + content[place + 1 :],
                content[:place] + content[place + source.randint(1, 30) :],
                content[:place],
                content[:place] + content[other : other + 50] + content[place:],
            ]
        )
    return content


def mutated(source: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Damage a file in one of the ways that fit what it is; `others` are files to take pieces from."""
    most = source.choice([1, 1, 3, 5])
    if source.random() < 0.05:
        return _spliced(source, content, source.choice(others))
    if content.startswith(b"PK\x03\x04"):
        return damaged(source, content, most) if source.random() < 0.2 else _repacked(source, content, most)
    if content.lstrip().startswith(b"<?xml"):
        return _with_twists(source, content, most)
    if b"\0" in content[:4000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        damage = _with_numbers if source.random() < 0.5 else damaged
        return damage(source, content, most)
    if source.random() < 0.4:
        return damaged(source, content, most)
    return _as_table(source, content, others, most)


def _spliced(source: random.Random, content: bytes, other: bytes) -> bytes:
    """Put the end of another file, or a piece of it, in place of a piece of this one."""
    place, start = source.randrange(len(content) + 1), source.randrange(len(other) + 1)
    length = source.choice([len(other), 20, 500])
    rest = b"" if length == len(other) else content[place + length :]
    return content[:place] + other[start : start + length] + rest


def _with_numbers(source: random.Random, content: bytes, most: int) -> bytes:
    """Put telling whole numbers in place of those in a binary file, most often near its start or end."""
    made = bytearray(content)
    for _ in range(source.randint(1, most)):
        near = source.choice([len(made), min(600, len(made)), min(60, len(made))])
        place = source.randrange(near)
        place = len(made) - 1 - place if source.random() < 0.3 else place
        size = source.choice([1, 2, 4, 8])
        number = source.choice(NUMBERS) % 256**size
        made[place : place + size] = number.to_bytes(size, source.choice(["little", "big"]))
    return bytes(made)


def _repacked(source: random.Random, content: bytes, most: int) -> bytes:
    """Damage the parts of an archive and pack it properly again."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    for name in list(parts):
        # The parts that hold the cells are damaged most often.
        telling = "sheet" in name or "haredStrings" in name or "workbook" in name
        if source.random() < (0.2 if telling else 0.03):
            parts[name] = _with_twists(source, parts[name], most)
    if source.random() < 0.1:
        name, other = source.choice(list(parts)), source.choice(list(parts))
        parts[name], parts[other] = parts[other], parts[name]
    if source.random() < 0.05:
        del parts[source.choice(list(parts))]
    with zipfile.ZipFile(made, "w", source.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as bad:
        for name, part in parts.items():
            bad.writestr(zipfile.ZipInfo(name.upper() if source.random() < 0.02 else name), part)
    return made.getvalue()


def _with_twists(source: random.Random, content: bytes, most: int) -> bytes:
    """Damage XML: its bytes, its entities, or the words in it that matter."""
    way = source.random()
    if way < 0.25:
        return damaged(source, content, most)
    if way < 0.35:
        start = content.find(b"?>") + 2
        content = content[:start] + source.choice([LAUGHING, OUTSIDE]) + content[start:]
    for _ in range(source.randint(1, most)):
        if source.random() < 0.4:
            place = source.choice([one.start() for one in re.finditer(rb"[<>]", content)] or [0])
            content = content[:place] + source.choice(IN_XML) + content[place:]
            continue
        pattern, forms = source.choice(TWISTS)
        found = list(re.finditer(pattern, content))
        if found:
            one = source.choice(found)
            content = content[: one.start()] + one.expand(source.choice(forms)) + content[one.end() :]
    return content


def _as_table(source: random.Random, content: bytes, others: Sequence[bytes], most: int) -> bytes:
    """Damage a text as people and programs do: its header, its cells, its lines, its encoding."""
    for _ in range(source.randint(1, most)):
        lines = content.split(b"\n")
        place = source.randrange(len(lines)) if source.random() < 0.6 else 0
        separator = max((b",", b";", b"\t"), key=lines[0].count)
        way = source.randrange(8)
        if way == 0:
            lines[0] = source.choice(others).split(b"\n")[0]
        elif way in (1, 2, 3):
            cells = lines[place].split(separator)
            cells[source.randrange(len(cells))] = source.choice([*TRAPS, *cells])
            lines[place] = separator.join(cells)
        elif way == 4:
            cells = lines[place].split(separator)
            source.shuffle(cells)
            lines[place] = separator.join(cells[: source.randint(1, len(cells))])
        elif way == 5:
            lines[place:place] = source.choice(
                [lines[:1], lines[:3], [b""] * 3, lines[-3:], [b'"'], [b"Titel"]]
            )
        elif way == 6:
            lines = lines[: source.randint(1, 4)] if source.random() < 0.5 else [lines[0], *lines[place:]]
        else:
            lines = [_in_another_way(source, b"\n".join(lines), separator)]
        content = b"\n".join(lines)
    return content


def _in_another_way(source: random.Random, content: bytes, separator: bytes) -> bytes:
    """Write a text with another separator, line end or encoding."""
    way = source.randrange(3)
    if way == 0:
        return content.replace(separator, source.choice([b";", b",", b"\t", b"|", b"^", b" "]))
    if way == 1:
        return content.replace(b"\r\n", b"\n").replace(
            b"\n", source.choice([b"\r", b"\r\n", b"\n\n", b"\x0b", b" "])
        )
    known = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return content.decode(known, errors="replace").encode(source.choice(ENCODINGS), errors="replace")
