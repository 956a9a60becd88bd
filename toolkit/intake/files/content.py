"""What a file is, by its bytes and not by its name."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from toolkit.errors import Fault

AS_TABLE = "Save or export the table as .xlsx or .csv."
AS_UTF8 = "Save it as CSV UTF-8, or as .xlsx."

# First bytes, what they are, and how to get a table out of it.
MAGIC = (
    (b"\x89PNG", "is a PNG image, not a table", "Ask for the table itself."),
    (b"\xff\xd8\xff", "is a JPEG image, not a table", "Ask for the table itself."),
    (b"GIF8", "is a GIF image, not a table", "Ask for the table itself."),
    (b"%PDF", "is a PDF, not a table", AS_TABLE),
    (b"\x1f\x8b", "is a gzip archive, not a table", "Unpack it first."),
    (b"7z\xbc\xaf", "is a 7-Zip archive, not a table", "Unpack it first."),
    (b"Rar!", "is a RAR archive, not a table", "Unpack it first."),
    (b"SQLite format 3", "is a SQLite database, not a table", AS_TABLE),
    (b"\xff\xfe\0\0", "is text in UTF-32, which cannot be read", AS_UTF8),
    (b"\0\0\xfe\xff", "is text in UTF-32, which cannot be read", AS_UTF8),
    *((b"+/v" + end, "is text in UTF-7, which cannot be read", AS_UTF8) for end in (b"8", b"9", b"+", b"/")),
)
UNLOCK = "Open it in Excel, take the password off, and save it as .xlsx."
# The old container of Office, and what is in it by the name of a stream in it.
OLD_OFFICE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
STREAMS = (
    ("EncryptedPackage", "is protected by a password", UNLOCK),
    ("WordDocument", "is an old Word document, not a table", AS_TABLE),
    ("PowerPoint Document", "is an old PowerPoint file, not a table", AS_TABLE),
    ("Workbook", "is an old .xls workbook", "Open it in Excel and save it as .xlsx."),
    ("Book", "is an old .xls workbook", "Open it in Excel and save it as .xlsx."),
)
TEXT_MAGIC = (
    ("{\\rtf", "is an RTF document, not a table", AS_TABLE),
    ("<!doctype html", "is a web page, not a table", "Open it in Excel and save it as .xlsx."),
    ("<html", "is a web page, not a table", "Open it in Excel and save it as .xlsx."),
    ("<table", "is a web page, not a table", "Open it in Excel and save it as .xlsx."),
    ("[{", "is a JSON file, not a table", AS_TABLE),
    ('{"', "is a JSON file, not a table", AS_TABLE),
    ("{\n", "is a JSON file, not a table", AS_TABLE),
)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What a ZIP archive is by the name of a part in it.
IN_ARCHIVE = (
    (r"xl/workbook\.bin", "is a binary workbook (.xlsb)", "Open it in Excel and save it as .xlsx."),
    (r"content\.xml", "is an OpenDocument file", "Open it and save it as .xlsx."),
    (r"(?:word|ppt)/.*", "is a Word or PowerPoint file, not a table", AS_TABLE),
)
# Everything that Python's reader of ZIP files is known to raise on damaged bytes.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
KINDS = ((b"$FL2", "spss"), (b"$FL3", "spss"), (b"PAR1", "parquet"))
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NUL = "holds NUL bytes: it is no text file, or was damaged"
# The bytes below a blank that a text file may hold: tab, line ends, form feed and the old end-of-file mark.
TEXT_CONTROLS = b"\t\n\r\f\x1a"
CONTROLS = bytes(set(range(32)) - set(TEXT_CONTROLS))


def recognised(file: str, data: bytes) -> str | Fault:
    """Name what a file is: "text", "workbook", "spss", "parquet" or "xml"; or say what it is instead of a table."""
    if not data:
        return Fault(file, "is empty: it has 0 bytes", "Export or copy it again.")
    for start, kind in KINDS:
        if data.startswith(start):
            return kind
    for start, what, mend in MAGIC:
        if data.startswith(start):
            return Fault(file, what, mend)
    for starts, look in ((OLD_OFFICE, _old_office), (ZIP, _archive), (UTF16, _utf16)):
        if data.startswith(starts):
            return look(file, data)
    return _text(file, data)


def _old_office(file: str, data: bytes) -> Fault:
    for stream, what, mend in STREAMS:
        if (stream + "\0").encode("utf-16-le") in data:
            return Fault(file, what, mend)
    return Fault(file, "is an old .xls file, or a workbook with a password, not a table", UNLOCK)


def _archive(file: str, data: bytes) -> str | Fault:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except DAMAGED_ZIP:
        return Fault(file, "is a damaged .xlsx or ZIP file", "Export or copy it again.")
    if any(member.flag_bits & 1 for member in members):
        return Fault(file, "is protected by a password", "Take the password off, and save or pack it again.")
    names = [member.filename for member in members]
    if "xl/workbook.xml" in names:
        return "workbook"
    for pattern, what, mend in IN_ARCHIVE:
        if any(map(re.compile(pattern).fullmatch, names)):
            return Fault(file, what, mend)
    return Fault(file, "is a ZIP archive, not a table", "Unpack it, and name the table in it.")


def _utf16(file: str, data: bytes) -> str | Fault:
    place = data.find(b"\0\0", 2)
    while place % 2 and place > 0:
        place = data.find(b"\0\0", place + 1)
    return "text" if place < 0 else Fault(file, NUL, "Export it again, as .xlsx or as CSV UTF-8.")


def _text(file: str, data: bytes) -> str | Fault:
    if b"\0" in data:
        # Of nearly all letters one of the two bytes is NUL: the second, or with the order turned the first.
        halves = [data[side:2000:2].count(0) / len(data[side:2000:2] or b"x") for side in (0, 1)]
        if min(halves) < 0.1 and max(halves) > 0.9:
            return Fault(file, "is text in UTF-16, but lacks the mark at its start that says so", AS_UTF8)
        return Fault(file, NUL, "Export it again, as .xlsx or as CSV UTF-8.")
    start = data[:100_000]
    if len(start) - len(start.translate(None, CONTROLS)) > 5 + len(start) / 200:
        return Fault(file, "is no text file, whatever its name says", AS_TABLE)
    opening = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].decode("latin-1").lower()
    # Most files show it at their start; only else all of them is looked through, and copied for it.
    if not opening and not data.removeprefix(b"\xef\xbb\xbf").strip():
        return Fault(file, "is empty: it holds nothing but blanks", "Export or copy it again.")
    for sign, what, mend in TEXT_MAGIC:
        if opening.startswith(sign):
            return Fault(file, what, mend)
    return "xml" if opening.startswith("<?xml") else "text"
