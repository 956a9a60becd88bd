"""What a file is, by its bytes and not by its name."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from toolkit.errors import Fault

AS_TABLE = "Save or export the table as .xlsx or .csv."

# First bytes, what they are, and how to get a table out of it.
MAGIC = (
    (b"\x89PNG", "a PNG image", "Ask for the table itself."),
    (b"\xff\xd8\xff", "a JPEG image", "Ask for the table itself."),
    (b"GIF8", "a GIF image", "Ask for the table itself."),
    (b"%PDF", "a PDF", AS_TABLE),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"SQLite format 3", "a SQLite database", AS_TABLE),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old .xls file, or a workbook with a password",
        "Open it in Excel, take the password off, and save it as .xlsx.",
    ),
)
TEXT_MAGIC = (
    ("{\\rtf", "an RTF document", AS_TABLE),
    ("<!doctype html", "a web page", "Open it in Excel and save it as .xlsx."),
    ("<html", "a web page", "Open it in Excel and save it as .xlsx."),
    ("<table", "a web page", "Open it in Excel and save it as .xlsx."),
    ("[{", "a JSON file", AS_TABLE),
    ('{"', "a JSON file", AS_TABLE),
    ("{\n", "a JSON file", AS_TABLE),
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
            return Fault(file, f"is {what}, not a table", mend)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(file, data)
    if data.startswith(UTF16):
        return "text"
    return _text(file, data)


def _archive(file: str, data: bytes) -> str | Fault:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except DAMAGED_ZIP:
        return Fault(file, "is a damaged .xlsx or ZIP file", "Export or copy it again.")
    if "xl/workbook.xml" in names:
        return "workbook"
    if "xl/workbook.bin" in names:
        return Fault(file, "is a binary workbook (.xlsb)", "Open it in Excel and save it as .xlsx.")
    if "content.xml" in names:
        return Fault(file, "is an OpenDocument file", "Open it and save it as .xlsx.")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return Fault(file, "is a Word or PowerPoint file, not a table", AS_TABLE)
    return Fault(file, "is a ZIP archive, not a table", "Unpack it, and name the table in it.")


def _text(file: str, data: bytes) -> str | Fault:
    if b"\0" in data:
        return Fault(
            file,
            "holds NUL bytes: it is no text file, or was damaged",
            "Export it again, as .xlsx or as CSV UTF-8.",
        )
    start = data[:100_000]
    if len(start) - len(start.translate(None, CONTROLS)) > 5 + len(start) / 200:
        return Fault(file, "is no text file, whatever its name says", AS_TABLE)
    opening = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].decode("latin-1").lower()
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        return Fault(file, "is empty: it holds nothing but blanks", "Export or copy it again.")
    for sign, what, mend in TEXT_MAGIC:
        if opening.startswith(sign):
            return Fault(file, f"is {what}, not a table", mend)
    return "xml" if opening.startswith("<?xml") else "text"
