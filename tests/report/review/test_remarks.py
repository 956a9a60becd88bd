"""A reviewer's notes on a report's PDF come back per finding, as Acrobat, Preview and Okular write them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pypdf import PdfReader
from typer.testing import CliRunner

from tests.report import sample
from toolkit.cli import app
from toolkit.errors import ReportError
from toolkit.report.blocks import FindingItem, Findings, Heading, Prose, Summary, SummaryItem
from toolkit.report.exporters import LoyaltyPDFExporter
from toolkit.report.review.marks import Words, words_on
from toolkit.report.review.remarks import Review, read_review
from toolkit.report.review.written import as_csv, as_markdown

HOSTILE = '=HYPERLINK("x") *kleur*?\n- <b>twee</b>\n1. [drie](y)\x1b[31m'
TRUST = "Vertrouwen hangt het sterkst samen met een loyale houding: 34% van wat de drivers samen verklaren."
# Without a password to open it, as some programs save to forbid printing; newer ciphers need a library we lack.
OLD = {"owner": "x", "user": "", "R": 3, "aes": False, "metadata": False}
OPEN = pikepdf.Encryption(**OLD)
Report = tuple[Path, list[list[Words]]]
Annotate = Callable[..., Path]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The PDF of a Dutch report, and the words on its pages."""
    found = Findings((FindingItem("nps", "De NPS is 12."), FindingItem("trust", TRUST, evidence="LMG.")))
    summary = Summary("Vertrouwen telt.", "", (SummaryItem("trust"),))
    table = sample.segment_table(60)
    table = replace(table, rows=({**table.rows[0], "name": "B7"}, *table.rows[1:]))
    blocks = [
        sample.meta(), summary, Heading(1, "Resultaten"), Prose(("Gewone tekst.",)), Heading(2, "Houding"), found,
        table, Heading(1, "Tot slot"), Prose(("Een laatste woord.",)),
    ]  # fmt: skip
    pdf, _ = LoyaltyPDFExporter().from_notebook_node(sample.notebook(blocks))
    path = tmp_path_factory.mktemp("report") / "baseline.pdf"
    path.write_bytes(pdf)
    return path, [words_on(page) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture
def annotate(report: Report, tmp_path: Path) -> Annotate:
    """Puts annotations on a copy of the report: each is its page and its entries; earlier ones by their place."""

    def write(*notes: tuple[int, dict[str, Any]], name: str = "reviewed.pdf", **options: Any) -> Path:
        with pikepdf.open(report[0]) as pdf:
            made: list[Any] = []
            for page, entries in notes:
                told = {
                    key: made[value] if key in ("IRT", "Parent") else value for key, value in entries.items()
                }
                one = pdf.make_indirect(Dictionary(Type=Name.Annot, **told))
                made.append(one)
                if Name.Annots not in pdf.pages[page]:
                    pdf.pages[page].Annots = Array()
                pdf.pages[page].Annots.append(one)
            path = tmp_path / name
            pdf.save(path, **options)
        return path

    return write


def spot(report: Report, text: str, last: bool = True) -> tuple[int, Words]:
    """Where a text stands: its page and its words."""
    found = [(page, one) for page, words in enumerate(report[1]) for one in words if text in one.text]
    return found[-1 if last else 0]


def quads(*boxes: tuple[float, float, float, float]) -> Array:
    """The corners of marked lines, in the order in which Acrobat writes them."""
    corners = [(left, top, right, top, left, bottom, right, bottom) for left, bottom, right, top in boxes]
    return Array([one for box in corners for one in box])


def note(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """A sticky note."""
    return {"Subtype": Name.Text, "Rect": Array([x, y, x + 20, y + 20]), "Contents": String(text), **more}


def told(review: Review) -> list[tuple[str, str, str, str]]:
    return [(one.place.kind, one.place.number, one.marked, one.note.text) for one in review.remarks]


def test_acrobat_a_highlight_with_a_reply_and_a_replacement(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "Vertrouwen hangt")
    line = (words.x, words.y - 2, words.x + 60, words.y + 8)
    reviewed = annotate(
        (page, {"Subtype": Name.Highlight, "Rect": Array([0, 0, 9, 9]), "QuadPoints": quads(line),
                "Contents": String("Genoeg om dit te zeggen?"), "T": String("Jan de Boer"),
                "M": String("D:20260412"), "CreationDate": String("D:20260411092900+02'00'")}),
        (page, {"Subtype": Name.Popup, "Rect": Array([595, 300, 795, 420]), "Parent": 0}),
        (page, note("Ja: zie tabel 1.", 250, 20, T=String("Sanne"), IRT=0, M=String("D:20260413"))),
        (page, note("Dank.", 250, 20, T=String("Jan de Boer"), IRT=2)),
        (page, {"Subtype": Name.Caret, "Rect": Array([0, 0, 9, 9]), "Contents": String("Trouw")}),
        (page, {"Subtype": Name.StrikeOut, "Rect": Array([0, 0, 9, 9]), "QuadPoints": quads(line),
                "IRT": 4, "RT": Name.Group}),
    )  # fmt: skip
    review = read_review(reviewed)
    assert told(review) == [
        ("finding", "B2", "Vertrouwen", "Genoeg om dit te zeggen?"),
        ("finding", "B2", "Vertrouwen", "Trouw"),
    ]
    first, second = review.remarks
    assert (first.note.author, first.note.date, first.page) == ("Jan de Boer", "2026-04-11 09:29", page + 1)
    (reply,) = first.note.replies
    assert (reply.author, reply.text, reply.date) == ("Sanne", "Ja: zie tabel 1.", "2026-04-13")
    assert [one.text for one in reply.replies] == ["Dank."]
    assert (second.note.kind, second.note.replies) == ("strikeout", ())
    assert first.place.text == TRUST
    assert (review.run, review.title) == ("3fa85f64", "Voorbeeld Energie – Nulmeting klantloyaliteit")


def test_preview_notes_in_place_and_text_on_the_page(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "De NPS is 12.")
    (table, title) = spot(report, "Tabel 1")
    reviewed = annotate(
        (page, note("Hoeveel was het?", words.x - 40, words.y - 8, T=String("Redactie"))),
        (table, {"Subtype": Name.FreeText, "Rect": Array([300, title.y - 120, 400, title.y - 100]),
                 "RC": String("<body><p>Welke <b>kolom</b>?</p><p>En &lt;wat&gt;</p></body>")}),
        (table, {"Subtype": Name.Ink, "Rect": Array([100, title.y - 60, 200, title.y - 40]), "InkList": Array([])}),
        (table, {"Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])}),
    )  # fmt: skip
    assert told(read_review(reviewed)) == [
        ("finding", "B1", "", "Hoeveel was het?"),
        ("table", "1", "", ""),
        ("table", "1", "", "Welke kolom?\nEn <wat>"),
    ]


def test_okular_underlines_without_words_and_an_empty_author(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "Gewone tekst")
    last, end = spot(report, "laatste woord")
    line = (words.x, words.y - 2, words.x + 200, words.y + 9)
    reviewed = annotate(
        (page, {"Subtype": Name.Underline, "Rect": Array([0, 0, 9, 9]), "QuadPoints": quads(line),"T": String("")}),
        (last, note("Waar is de rest?", 20, end.y, T=String(""), CreationDate=String("D:20261399"))),
    )  # fmt: skip
    review = read_review(reviewed)
    assert told(review) == [("section", "1", "Gewone tekst.", ""), ("section", "2", "", "Waar is de rest?")]
    assert review.remarks[0].place.text == "Resultaten"
    assert [one.note.date for one in review.remarks] == ["", ""]


def test_the_summary_leads_to_the_finding_itself_and_the_cover_to_its_page(
    report: Report, annotate: Annotate
) -> None:
    page, words = spot(report, "B2", last=False)
    reviewed = annotate(
        (page, note("Zeg dit eerst.", words.x, words.y - 10)),
        (0, note("Mooi.", 100, 500)),
        (0, note("Nee.", 100, 300)),
    )
    review = read_review(reviewed)
    assert told(review) == [
        ("page", "1", "", "Mooi."),
        ("page", "1", "", "Nee."),
        ("finding", "B2", "", "Zeg dit eerst."),
    ]
    assert review.remarks[-1].place.text == TRUST
    assert page < spot(report, "B2")[0]


def test_a_table_that_goes_on_over_the_page_is_still_that_table(report: Report, annotate: Annotate) -> None:
    first, _ = spot(report, "Tabel 1")
    later, words = spot(report, "Webshop 57")
    assert later > first
    review = read_review(annotate((later, note("Klopt dit?", 30, words.y - 5))))
    assert told(review) == [("table", "1", "", "Klopt dit?")]


def test_a_copy_without_bookmarks_still_leads_to_findings_and_tables(
    report: Report, annotate: Annotate
) -> None:
    page, words = spot(report, "De NPS is 12.")
    before, plain = spot(report, "Gewone tekst")
    reviewed = annotate((page, note("Hoeveel?", 40, words.y - 8)), (before, note("Hier?", 40, plain.y - 8)))
    with pikepdf.open(reviewed, allow_overwriting_input=True) as pdf:
        del pdf.Root.Outlines
        pdf.save(reviewed)
    places = {(one.note.text, one.place.kind, one.place.number) for one in read_review(reviewed).remarks}
    assert places == {("Hoeveel?", "finding", "B1"), ("Hier?", "page", str(before + 1))}


def test_a_row_that_is_called_like_a_finding_is_none(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "B7")
    assert told(read_review(annotate((page, note("Wie?", 40, words.y - 8)))))[0][:2] == ("table", "1")


def test_a_copy_that_was_saved_anew_reads_the_same(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "De NPS is 12.")
    notes = [(page, note("Hoeveel?", words.x - 40, words.y - 8))]
    plain = read_review(annotate(*notes))
    packed = annotate(*notes, name="packed.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    opened = annotate(*notes, name="open.pdf", encryption=OPEN)
    assert told(read_review(packed)) == told(read_review(opened)) == told(plain)


def test_what_a_reviewer_writes_is_text_in_every_file(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "De NPS is 12.")
    review = read_review(annotate((page, note(HOSTILE, words.x - 40, words.y - 8, T=String("@Jan|_x_")))))
    text = as_markdown(review)
    assert "## Finding B1\n\n> De NPS is 12.\n\n1. **@Jan\\|\\_x\\_**, page" in text
    assert '=HYPERLINK("x") \\*kleur\\*?  \n   \\- \\<b\\>twee\\</b\\>  \n   1\\. \\[drie\\](y)\\[31m' in text
    (row,) = csv.DictReader(io.StringIO(as_csv(review)))
    assert row["remark"].startswith("'=HYPERLINK")
    assert row["author"] == "'@Jan|_x_"
    assert (row["number"], row["about"], row["of"], row["page"]) == ("1", "finding", "B1", str(page + 1))
    assert "\x1b" not in as_csv(review) + text


def test_no_cell_is_a_formula_where_a_spreadsheet_splits_lines_at_another_sign(
    report: Report, annotate: Annotate
) -> None:
    page, words = spot(report, "De NPS is 12.")
    said = "duur;=cmd|' /C calc'!A0\n+1\n---\n\uff1d2 tot -3, ja;  @x"
    review = read_review(annotate((page, note(said, words.x - 40, words.y - 8))))
    lines = csv.reader(io.StringIO(as_csv(review)), delimiter=";")
    cells = [cell.strip().lstrip('"') for row in lines for part in row for cell in part.splitlines()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d"))]
    assert "duur;'=cmd" in as_csv(review)
    assert "  \n   \\---  \n" in as_markdown(review)


def test_replies_have_rows_of_their_own(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "De NPS is 12.")
    reviewed = annotate(
        (page, note("Een.", 40, words.y)),
        (page, note("Twee.", 40, 9, IRT=0)),
        (page, note("Drie.", 40, 9, IRT=1)),
    )
    rows = list(csv.DictReader(io.StringIO(as_csv(read_review(reviewed)))))
    assert [(row["number"], row["reply_to"], row["remark"]) for row in rows] == [
        ("1", "", "Een."), ("1.1", "1", "Twee."), ("1.1.1", "1.1", "Drie."),
    ]  # fmt: skip


def test_replies_in_a_circle_and_broken_entries_stop_nothing(report: Report, annotate: Annotate) -> None:
    page, words = spot(report, "De NPS is 12.")
    reviewed = annotate(
        (page, note("Een.", 40, words.y)),
        (
            page,
            {
                "Subtype": Name.Highlight,
                "Contents": String("Geen plek."),
                "QuadPoints": Array([1, Name.x, 3]),
            },
        ),
        (page, {"Subtype": Name.Text, "Rect": Array([1, 2]), "Contents": 7, "T": Array([]), "IRT": 0}),
    )
    with pikepdf.open(reviewed, allow_overwriting_input=True) as pdf:
        notes = pdf.pages[page].Annots
        notes.append(
            pdf.make_indirect(
                Dictionary(Subtype=Name.Text, Contents=String("Rond."), Rect=Array([1, 1, 2, 2]))
            )
        )
        notes[-1].IRT = notes[-1]
        notes.append(String("no annotation"))
        pdf.save(reviewed)
    review = read_review(reviewed)
    assert sorted(one.note.text for one in review.remarks) == ["Een.", "Geen plek.", "Rond."]
    assert {one.place.kind for one in review.remarks if one.note.text == "Geen plek."} == {"page"}


def blank(path: Path) -> Path:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path


def test_a_file_that_cannot_be_read_back_is_told_in_words(
    report: Report, annotate: Annotate, tmp_path: Path
) -> None:
    page = [(1, note("Een.", 40, 400))]
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(report[0].read_bytes()[:9000])
    (tmp_path / "word.docx").write_bytes(b"PK\x03\x04")
    locked = annotate(*page, name="locked.pdf", encryption=pikepdf.Encryption(owner="x", user="y"))
    guarded = annotate(*page, name="guarded.pdf", encryption=pikepdf.Encryption(**{**OLD, "user": "y"}))
    for path, words in {
        locked: "locked.pdf is locked",
        guarded: "guarded.pdf is locked",
        cut: "cut.pdf is damaged",
        tmp_path / "word.docx": "word.docx is no PDF",
        tmp_path / "absent.pdf": "There is no file",
        tmp_path: "is a folder",
        report[0]: "baseline.pdf holds no remarks",
        blank(tmp_path / "other.pdf"): "other.pdf is no report of this toolkit",
    }.items():
        with pytest.raises(ReportError, match=words):
            read_review(path)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"/FlateDecode", b"/FlateDecod!", "reviewed.pdf is damaged"),
        (b"/Annots", b"/Annoto", "reviewed.pdf holds no remarks"),
        (b"/Contents ", b"/Contento ", "reviewed.pdf is no report of this toolkit"),
    ],
)
def test_whatever_is_broken_in_a_file_is_told_in_words(
    annotate: Annotate, before: bytes, after: bytes, words: str
) -> None:
    path = annotate(
        (1, note("Een.", 40, 400)),
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        normalize_content=True,
    )
    path.write_bytes(path.read_bytes().replace(before, after))
    with pytest.raises(ReportError, match=words):
        read_review(path)


def loyalty(*words: object) -> Any:
    return CliRunner().invoke(app, [str(one) for one in words])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace in which the report was made, and made again as another run."""
    reports = tmp_path / "ws" / "clients" / "voorbeeld" / "reports"
    (reports / "history" / "baseline-3fa85f64").mkdir(parents=True)
    (reports / "baseline.run.json").write_text(json.dumps({"run": "0000aaaa"}), encoding="utf-8")
    (reports / "drivers.run.json").write_text("damaged", encoding="utf-8")
    return tmp_path / "ws"


def test_the_command_lists_them_and_tells_whether_the_report_still_stands(
    annotate: Annotate, workspace: Path, tmp_path: Path
) -> None:
    reviewed = annotate((1, note("Een.", 40, 400)))
    done = loyalty("remarks", reviewed, "--workspace", workspace)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("# Remarks on Voorbeeld Energie – Nulmeting klantloyaliteit\n")
    assert "earlier run of the baseline report of voorbeeld; it is now run 0000aaaa." in done.output
    assert "loyalty diff voorbeeld 3fa85f64 0000aaaa" in done.output
    now = workspace / "clients" / "voorbeeld" / "reports" / "baseline.run.json"
    now.write_text(json.dumps({"run": "3fa85f64"}), encoding="utf-8")
    assert (
        "the baseline report of voorbeeld as it stands"
        in loyalty("remarks", reviewed, "--workspace", workspace).output
    )
    (tmp_path / "empty" / "clients").mkdir(parents=True)
    away = loyalty("remarks", reviewed, "--workspace", tmp_path / "empty").output
    assert "No report in this workspace is of that run" in away


def test_the_command_writes_a_file_and_keeps_another_that_stood_there(
    annotate: Annotate, workspace: Path, tmp_path: Path
) -> None:
    reviewed = annotate((1, note("Één.", 40, 400)))
    for ending, first in ((".md", b"# Remarks"), (".csv", b"\xef\xbb\xbfnumber,reply_to")):
        output = tmp_path / f"list{ending}"
        output.write_bytes(b"mine")
        done = loyalty("remarks", reviewed, "--output", output, "--workspace", workspace)
        assert done.exit_code == 0, done.output
        assert output.read_bytes().startswith(first)
        assert "Één." in output.read_text("utf-8")
        assert (tmp_path / f"list.1{ending}").read_bytes() == b"mine"
        assert f"list.1{ending}" in done.output
    refused = loyalty("remarks", reviewed, "--output", tmp_path / "list.docx", "--workspace", workspace)
    assert refused.exit_code == 1
    assert "neither .md nor .csv" in refused.output
    assert not (tmp_path / "list.docx").exists()


def test_the_command_tells_a_damaged_file_in_one_line(
    report: Report, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(report[0].read_bytes()[:9000])
    done = loyalty("remarks", cut)
    assert done.exit_code == 1
    assert len(done.output.splitlines()) == 1
    assert caplog.messages == []


def test_the_command_needs_no_workspace(
    annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed = annotate((1, note("Een.", 40, 400)))
    monkeypatch.chdir(tmp_path)
    assert "Een." in loyalty("remarks", reviewed).output
    assert "is no workspace" in loyalty("remarks", reviewed, "--workspace", tmp_path / "none").output
