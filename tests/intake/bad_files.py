"""Files that are no tables, or would not fit in memory; small where they are written."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import xlsxwriter

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = (
    XML
    + '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{depth} "{f"&l{depth - 1};" * 10}">' for depth in range(1, 12))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/hostname">]>'


def workbook(parts: Mapping[str, str | bytes] = {}, without: str = "") -> bytes:
    """A workbook of one small sheet; `parts` stand in place of its own or beside them."""
    good = io.BytesIO()
    with xlsxwriter.Workbook(good, {"in_memory": True}) as made:
        page = made.add_worksheet("Blad1")
        page.write_row(0, 0, ["a", "b"])
        page.write_row(1, 0, [1, "x"])
    bad = io.BytesIO()
    with zipfile.ZipFile(good) as whole, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict.fromkeys([*whole.namelist(), *parts]):
            if name != without:
                archive.writestr(name, parts[name] if name in parts else whole.read(name))
    return bad.getvalue()


def with_sheet(rows: str) -> bytes:
    """A workbook with these rows of XML on its sheet."""
    return workbook({"xl/worksheets/sheet1.xml": SHEET.format(rows)})


def bomb(name: str, *, size: int = 10_000_000_000, said: int | None = None) -> bytes:
    """A workbook in which one part unpacks to so many blanks, in parts of 2 GB where it is more; `said` is a lie."""
    parts = {one: part for one, part in _parts(workbook()).items() if one != name}
    packed = {one: (_deflated(part), len(part), zlib.crc32(part)) for one, part in parts.items()}
    whole, rest = divmod(size, 2_000_000_000)
    for place, length in enumerate([2_000_000_000] * whole + [rest] * bool(rest)):
        told = length if said is None else said
        packed[name if not place else f"{name}{place}"] = (
            _blanks(length),
            told,
            zlib.crc32(b" " * min(told, 100)),
        )
    return _archive(packed)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _blanks(size: int) -> bytes:
    """Deflate so many blanks: the same packed million again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(b" " * 32_768)
    packer.flush(zlib.Z_SYNC_FLUSH)
    million = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = first.compress(b" " * 1_000_000) + first.flush(zlib.Z_SYNC_FLUSH)
    return start + million * (size // 1_000_000 - 1) + _deflated(b" " * (size % 1_000_000))


def _archive(parts: Mapping[str, tuple[bytes, int, int]]) -> bytes:
    """Write a ZIP archive from parts that are deflated already, each with the size and check sum to tell of it."""
    content, directory = io.BytesIO(), io.BytesIO()
    for name, (packed, size, check) in parts.items():
        facts = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, check, len(packed), size, len(name), 0)
        directory.write(b"PK\1\2" + struct.pack("<H", 20) + facts)
        directory.write(struct.pack("<HHHII", 0, 0, 0, 0, content.tell()) + name.encode())
        content.write(b"PK\3\4" + facts + name.encode() + packed)
    start, length = content.tell(), directory.tell()
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), length, start, 0)
    return content.getvalue() + directory.getvalue() + b"PK\5\6" + end


def old_office(*streams: str) -> bytes:
    """The old container of Office with empty streams of these names, as an .xls or a workbook with a password has."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    sectors = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    entries = b"".join(_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))
    return head + struct.pack("<I", 0) + b"\xff" * 432 + sectors + entries.ljust(512, b"\0")


def _entry(name: str, kind: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + b"\xff" * 12 + bytes(48)


def archive_of(*names: str) -> bytes:
    """A ZIP archive with parts of these names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, "a,b\n1,2\n")
    return content.getvalue()
