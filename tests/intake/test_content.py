import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.intake.conftest import as_xlsx, people
from toolkit.errors import Fault, IntakeError
from toolkit.intake import read_export
from toolkit.intake.files import workbook_parts
from toolkit.intake.files.content import recognised


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, "a,b\n1,2\n")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty: it has 0 bytes. Export or copy it again."),
        (b"\xef\xbb\xbf \r\n", "is empty: it holds nothing but blanks. Export or copy it again."),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a PNG image, not a table. Ask for the table itself."),
        (b"\xff\xd8\xff\xe0\0", "is a JPEG image, not a table. Ask for the table itself."),
        (b"%PDF-1.7", "is a PDF, not a table. Save or export the table as .xlsx or .csv."),
        (b"\x1f\x8b\x08", "is a gzip archive, not a table. Unpack it first."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
            "is an old .xls file, or a workbook with a password, not a table. "
            "Open it in Excel, take the password off, and save it as .xlsx.",
        ),
        (archive("a.csv"), "is a ZIP archive, not a table. Unpack it, and name the table in it."),
        (
            archive("word/document.xml"),
            "is a Word or PowerPoint file, not a table. Save or export the table as .xlsx or .csv.",
        ),
        (archive("xl/workbook.bin"), "is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx."),
        (archive("mimetype", "content.xml"), "is an OpenDocument file. Open it and save it as .xlsx."),
        (b"PK\x03\x04half", "is a damaged .xlsx or ZIP file. Export or copy it again."),
        (
            b"a,b\n1,2\0\n",
            "holds NUL bytes: it is no text file, or was damaged. Export it again, as .xlsx or as CSV UTF-8.",
        ),
        (
            bytes(range(1, 256)),
            "is no text file, whatever its name says. Save or export the table as .xlsx or .csv.",
        ),
        (b"  <!DOCTYPE html><table>", "is a web page, not a table. Open it in Excel and save it as .xlsx."),
        (b'[{"a": 1}]', "is a JSON file, not a table. Save or export the table as .xlsx or .csv."),
        (b"{\\rtf1", "is an RTF document, not a table. Save or export the table as .xlsx or .csv."),
    ],
)
def test_what_is_no_table_is_named(content: bytes, told: str) -> None:
    assert str(recognised("x.csv", content)) == f"x.csv: {told}"


def test_tables_are_known_by_content() -> None:
    assert recognised("x.png", b"a,b\n1,2\n") == "text"
    assert recognised("x.csv", "a\tb\n".encode("utf-16")) == "text"
    assert recognised("x.csv", as_xlsx(people())) == "workbook"
    assert recognised("x.csv", b"$FL2@(#) SPSS DATA FILE") == "spss"
    assert recognised("x.csv", b"PAR1 and more") == "parquet"
    assert recognised("x.csv", b"<?xml version='1.0'?><document/>") == "xml"


def refused(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(IntakeError) as caught:
        read_export(path)
    (fault,) = caught.value.faults
    assert isinstance(fault, Fault)
    return str(fault)


def test_a_cell_far_away_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        page = made.add_worksheet()
        page.write(0, 0, "a")
        page.write(1_048_575, 16_383, 1)
    assert refused(tmp_path, content.getvalue()) == (
        "x.xlsx: has cells as far as row 1,048,576 and column 16,384, more than can be held. "
        "Delete the empty rows and columns after the table, or export it as CSV."
    )


def test_a_workbook_that_unpacks_to_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MAX_BYTES", 1000)
    assert refused(tmp_path, as_xlsx(people())).startswith(
        "x.xlsx: unpacks to more than 0 GB. Export it as CSV."
    )


def test_a_workbook_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = bytearray(as_xlsx(people()))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as made:
        sheet = made.getinfo("xl/worksheets/sheet1.xml")
    size = sheet.file_size.to_bytes(4, "little")
    assert content.count(size) >= 1
    content = content.replace(size, (10).to_bytes(4, "little"))
    assert refused(tmp_path, bytes(content)) == (
        "x.xlsx: is a damaged workbook. Open it in Excel and save it again as .xlsx."
    )


@pytest.mark.parametrize("sheet", ["<worksheet><sheetData><row><c><v>", "", "<worksheet/>", "\x00"])
def test_a_damaged_sheet_is_refused(tmp_path: Path, sheet: str) -> None:
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(people()))) as good,
        zipfile.ZipFile(content, "w") as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, sheet if name.endswith("sheet1.xml") else good.read(name))
    assert refused(tmp_path, content.getvalue()).startswith(
        ("x.xlsx: is a damaged workbook", "x.xlsx: is empty")
    )


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        made.add_worksheet()
    assert refused(tmp_path, content.getvalue()) == (
        "x.xlsx: is empty: no visible sheet has a filled cell. Check that this is the right file."
    )


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.intake.read.MAX_BYTES", 3)
    assert (
        refused(tmp_path, b"a,b\n") == "x.xlsx: is larger than 1 GB. Export only the columns that are needed."
    )
