"""A report that is handed over: untouched it passes, and one digit that was changed in any of its files is named."""

import io
import json
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ContentStream, NameObject, NumberObject

from tests.cli.test_cli import loyalty, refused
from tests.in_this_process import in_this_process
from tests.report.sample import meta, notebook
from tests.report.verify.handed_over import (
    change_json,
    change_part,
    change_pdf,
    executed,
    handed_over,
    other_digit,
    set_once,
)
from tests.small_client import NAME, contents, small_workspace
from toolkit.commands.purge import purge
from toolkit.commands.screen import plain
from toolkit.commands.verify import verify
from toolkit.errors import LoyaltyError
from toolkit.report import make, manifest
from toolkit.report.blocks import Column, Table, mime_bundle
from toolkit.report.document import build_document
from toolkit.report.run import remake, run_reports
from toolkit.report.verify import verify as flow
from toolkit.report.verify.files import compare_files
from toolkit.report.verify.places import pieces
from toolkit.report.workers.start import environment
from toolkit.workspace import STAGING_PREFIX

ROW = "Table 1, row “Satisfied “now””, column “Mean”"
PAGES = ("baseline.html", "baseline.ipynb", "baseline.pdf", "baseline.tables.xlsx")


@pytest.fixture(scope="module", autouse=True)
def computed() -> Any:
    """Compute reports here, and set each notebook once."""
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        patch.setattr(make, "execute", executed)
        patch.setattr(make, "report_files", set_once)
        patch.setattr(flow, "report_files", set_once)
        yield


@pytest.fixture(scope="module")
def clean(computed: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = small_workspace(tmp_path_factory.mktemp("clean"))
    run_reports(workspace, NAME, ["baseline"], language="en")
    return workspace


@pytest.fixture
def reports(clean: Path, tmp_path: Path) -> Path:
    return handed_over(clean, tmp_path)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """Verifies a file; gives the exit code and what was printed."""

    def verified(path: Path, client: str | None = None, workspace: Path | None = None) -> tuple[int, str]:
        code = verify(path, client, workspace)
        return code, " ".join(capsys.readouterr().out.split())

    return verified


def mean(reports: Path) -> str:
    """The mean that the report prints first."""
    return json.loads((reports / "baseline.findings.json").read_text("utf-8"))[0]["numbers"]["mean"]


def change_data(reports: Path) -> None:
    """Change one digit of one answer."""
    path = reports.parent / "data" / "baseline.csv"
    lines = path.read_text("utf-8").splitlines()
    cells = lines[4].split(",")
    lines[4] = ",".join([*cells[:3], other_digit(cells[3]), *cells[4:]])
    path.write_text("\n".join(lines), encoding="utf-8")


def second_mean(reports: Path) -> str:
    """A mean that stands in the table alone, of the run that was made first."""
    first = json.loads((reports / "history" / "runs.json").read_text("utf-8"))[0]
    tables = json.loads((reports / "history" / first / "tables.json").read_text("utf-8"))
    return tables[1]["rows"][2][1]


@pytest.mark.parametrize("name", ["baseline.pdf", "baseline.tables.xlsx", "baseline.run.json"])
def test_an_untouched_report_passes_and_stays_as_it_was(reports: Path, told: Any, name: str) -> None:
    workspace = reports.parents[2]
    before = contents(workspace)
    code, words = told(reports / name)
    assert code == 0
    assert "made again: 2 tables with 23 cells, 1 findings" in words
    assert words.endswith("Every number comes out the same.")
    for one in contents(workspace):
        if not one.startswith("history/") and one != "baseline.run.json":
            assert f"{one}: the same, byte for byte" in words
    assert contents(workspace) == before


def test_what_is_made_again_lies_where_the_next_command_clears_it(
    reports: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Struck down halfway, verifying leaves nothing of a client anywhere but in its own folder."""
    places: list[Path] = []

    def remade(*given: Any) -> dict[str, bytes]:
        places.extend([given[-1], Path(tempfile.gettempdir()), Path(environment()["TMPDIR"])])
        return remake(*given)

    monkeypatch.setattr(flow, "remake", remade)
    assert told(reports / "baseline.pdf")[0] == 0
    assert len(places) == 3
    for place in places:
        assert place.relative_to(reports).parts[0].startswith(STAGING_PREFIX)
        assert not place.exists()
    assert environment().get("TMPDIR") == os.environ.get("TMPDIR") != str(places[-1])


def test_a_digit_of_the_data_is_named_with_the_file_and_the_numbers_that_it_moves(
    reports: Path, told: Any
) -> None:
    change_data(reports)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "the file of wave “baseline”, its fingerprint:" in words
    printed = mean(reports)
    assert re.search(rf"- {ROW}: {printed} is printed, \d\.\d+ comes out \({'; '.join(PAGES)}\)", words)
    assert f"Finding B1: The mean is {printed} in all. is printed" in words
    assert "Key figures of “Results”, row “Satisfied”, column “value”" in words


def test_a_digit_of_a_fingerprint_in_run_json_is_named(reports: Path, told: Any) -> None:
    def change(record: Any) -> None:
        record["data"][0]["sha256"] = other_digit(record["data"][0]["sha256"])

    change_json(reports / "baseline.run.json", change)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "2 things differ: - the run that its entries give:" in words
    assert "the file of wave “baseline”, its fingerprint:" in words
    assert "comes out (baseline.run.json)" in words


def test_a_parameter_in_run_json_is_named_and_the_report_made_with_the_one_that_it_had(
    reports: Path, told: Any
) -> None:
    change_json(reports / "baseline.run.json", lambda record: record["parameters"].update(language="nl"))
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "parameter language: nl is recorded, en comes out (baseline.run.json)" in words
    assert "baseline.pdf: the same, byte for byte" in words


def test_a_run_json_of_another_run_is_told(reports: Path, told: Any) -> None:
    run_reports(reports.parents[2], NAME, ["baseline"], language="nl")
    dutch = (reports / "baseline.run.json").read_bytes()
    run_reports(reports.parents[2], NAME, ["baseline"], language="en")
    (reports / "baseline.run.json").write_bytes(dutch)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "the run that it tells" in words
    assert "baseline.pdf" in words


def test_a_digit_of_a_table_in_the_notebook_is_named(reports: Path, told: Any) -> None:
    path = reports / "baseline.ipynb"
    printed = mean(reports)
    text = path.read_text("utf-8")
    place = text.index(f'"mean": "{printed}"', text.index('"kind": "table"'))
    wrong = other_digit(printed)
    path.write_text(text[:place] + text[place:].replace(printed, wrong, 1), encoding="utf-8", newline="\n")
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert f"1 thing differs: - {ROW}: {wrong} is printed, {printed} comes out (baseline.ipynb)" in words


def test_a_digit_that_only_jupyter_shows_and_one_in_a_note_of_the_notebook_are_named() -> None:
    block = Table(
        "t", "Means", (Column("a", "Question"), Column("n", "n", "right")), ({"a": "Served", "n": "42"},)
    )
    made = notebook([meta(), block])
    made.cells[2].outputs[0].data = mime_bundle(block)
    known = pieces(build_document(made))
    kept = json.dumps(made)
    made.cells[2].outputs[0].data["text/html"] = mime_bundle(block)["text/html"].replace(">42<", ">47<")
    made.cells[0].source += " 7"
    made.cells[3].outputs[0].text += " 7"
    told = compare_files("x.ipynb", json.dumps(made).encode(), kept.encode(), known, {}).differences
    assert [(one.place, one.printed, one.comes_out, one.at) for one in told] == [
        ("Table 1, row “Served”, column “n”", "47", "42", "cell 3, as JupyterLab shows it"),
        ("cell 4, as JupyterLab shows it", "drawn differently", "", "cell 4, as JupyterLab shows it"),
        ("the text of cell 1", "Note for the trainer 7", "Note for the trainer", ""),
    ]
    made.cells[3].outputs.append({"output_type": "stream", "name": "stdout", "text": "n = 3"})
    added = compare_files("x.ipynb", json.dumps(made).encode(), kept.encode(), known, {}).differences[-2]
    assert (added.place, added.printed) == ("cell 4, as JupyterLab shows it", "there")


def test_what_a_file_holds_cannot_turn_the_words_of_the_screen_round() -> None:
    assert plain("a\u202e12\u2066b\x1b[31m\n") == "a�12�b�[31m\n"


def test_a_digit_of_the_words_for_who_cannot_see_a_slide_is_named() -> None:
    def slides(number: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as packed:
            slide = f'<p:cNvPr id="2" name="x" descr="Mean: {number} &lt; 5"/><a:t>Mean</a:t>'
            packed.writestr("ppt/slides/slide4.xml", slide)
        return target.getvalue()

    (told,) = compare_files("x.pptx", slides("3.4"), slides("3.5"), [], {}).differences
    assert (told.printed, told.comes_out, told.at) == ("3.4", "3.5", "slide 4")


def test_a_digit_of_a_finding_is_named_whatever_field_it_is_in(reports: Path, told: Any) -> None:
    printed = mean(reports)

    def change(findings: Any) -> None:
        findings[0]["numbers"]["mean"] = other_digit(printed)
        findings[0]["added"] = {"row": 7}

    change_json(reports / "baseline.findings.json", change)
    code, words = told(reports / "baseline.findings.json")
    assert code == 3
    assert f"Finding B1, numbers.mean: {other_digit(printed)} is printed, {printed} comes out" in words
    assert 'Finding B1, added: {"row": 7} is printed, not there comes out' in words


def test_a_cell_of_the_workbook_is_named(reports: Path, told: Any) -> None:
    path = reports / "baseline.tables.xlsx"
    value = f"{float(mean(reports)):g}"
    with zipfile.ZipFile(path) as book:
        (part,) = [one for one in book.namelist() if f"<v>{value}</v>".encode() in book.read(one)]
    change_part(path, part, f"<v>{value}</v>".encode(), lambda _: b"<v>9.25</v>")
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert (
        f"1 thing differs: - {ROW}: 9.25 is printed, {value} comes out (baseline.tables.xlsx, sheet 1, B4)"
        in words
    )


def test_a_digit_of_the_page_is_named(reports: Path, told: Any) -> None:
    path, printed = reports / "baseline.html", mean(reports)
    text = path.read_text("utf-8")
    place = text.index(printed, text.index("<table"))
    wrong = other_digit(printed)
    path.write_text(text[:place] + text[place:].replace(printed, wrong, 1), encoding="utf-8", newline="\n")
    code, words = told(path)
    assert code == 3
    assert f"1 thing differs: - {ROW}: {wrong} is printed, {printed} comes out (baseline.html)" in words


def test_a_mark_that_was_moved_in_a_picture_is_told(reports: Path, told: Any) -> None:
    path = reports / "baseline.html"
    text = path.read_text("utf-8")
    place = re.search(r"\bd=\"M (\d+)", text[text.index("<svg") :])
    assert place
    moved = text.index("<svg") + place.start(1)
    path.write_text(text[:moved] + "1" + text[moved:], encoding="utf-8", newline="\n")
    code, words = told(path)
    assert code == 3
    assert "Figure 1: drawn differently: a mark, a line or a colour (baseline.html)" in words


def test_a_digit_that_a_pdf_draws_is_named_with_its_page(reports: Path, told: Any) -> None:
    second = second_mean(reports)
    pages = [page.extract_text() for page in PdfReader(reports / "baseline.pdf").pages]
    page = next(number for number, words in enumerate(pages, start=1) if "Table 1" in words)
    wrong = change_pdf(reports / "baseline.pdf", second)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    place = "Table 1, row “Served well”, column “Mean”"
    assert (
        f"1 thing differs: - {place}: {wrong} is printed, {second} comes out (baseline.pdf, page {page})"
        in words
    )


def test_notes_of_a_reviewer_change_no_number(reports: Path, told: Any) -> None:
    path = reports / "baseline.pdf"
    writer = PdfWriter(clone_from=path)
    writer.add_annotation(1, FreeText(text="Is this so?", rect=(50, 500, 200, 600)))
    writer.write(path)
    code, words = told(path)
    assert code == 0
    assert "note: baseline.pdf: notes lie over page 2; what they cover was compared underneath" in words
    assert "every page is drawn as it comes out" in words


def test_a_line_that_was_added_to_one_page_is_told(reports: Path, told: Any) -> None:
    path = reports / "baseline.pdf"
    writer = PdfWriter(clone_from=path)
    page = writer.pages[1]
    stream = ContentStream(page["/Contents"].get_object(), writer)
    stream.operations += [([NumberObject(n) for n in (9, 9, 80, 2)], b"re"), ([], b"f")]
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)
    code, words = told(path)
    assert code == 3
    assert "page 2: drawn differently: a line, a colour or a picture; its words are the same" in words


def test_a_pdf_of_a_changed_notebook_is_found_out(reports: Path, told: Any, tmp_path: Path) -> None:
    other = handed_over(reports.parents[2], tmp_path / "other")
    change_data(other)
    run_reports(other.parents[2], NAME, ["baseline"], language="en")
    shutil.copyfile(other / "baseline.pdf", reports / "baseline.pdf")
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "the run that it tells" in words
    assert ROW in words
    assert "baseline.html: the same, byte for byte" in words


def test_a_copy_that_lies_apart_is_verified_with_its_client(reports: Path, told: Any, tmp_path: Path) -> None:
    copy = tmp_path / "Report of May.pdf"
    shutil.copyfile(reports / "baseline.pdf", copy)
    with pytest.raises(LoyaltyError, match=r"name its client with --client"):
        verify(copy, None, reports.parents[2])
    code, words = told(copy, NAME, reports.parents[2])
    assert (code, "Report of May.pdf: the same, byte for byte" in words) == (0, True)
    # Another run takes its place in reports/; the history keeps what it was made of.
    run_reports(reports.parents[2], NAME, ["baseline"], language="nl")
    code, words = told(copy, NAME, reports.parents[2])
    assert (code, "Report of May.pdf: the same, byte for byte" in words) == (0, True)
    second = second_mean(reports)
    wrong = change_pdf(copy, second)
    code, words = told(copy, NAME, reports.parents[2])
    assert code == 3
    assert f"column “Mean”: {wrong} is printed, {second} comes out (Report of May.pdf, page" in words


def test_a_copy_under_a_password_says_so(reports: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=reports / "baseline.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    with pytest.raises(LoyaltyError, match=r"^locked\.pdf: it is encrypted with a password\. Ask for a copy"):
        verify(tmp_path / "locked.pdf", NAME, reports.parents[2])


def test_a_copy_of_a_run_that_is_not_kept_is_refused(reports: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    shutil.copyfile(reports / "baseline.pdf", copy)
    shutil.rmtree(reports / "history")
    (reports / "baseline.run.json").unlink()
    with pytest.raises(LoyaltyError, match=r"copy.pdf is of run [0-9a-f]{8}, which klein does not keep"):
        verify(copy, NAME, reports.parents[2])


def test_a_set_that_was_given_away_is_verified_where_it_lies(
    reports: Path, told: Any, tmp_path: Path
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    for ending in ("pdf", "html", "run.json"):
        shutil.copyfile(reports / f"baseline.{ending}", given / f"Final.{ending}")
    code, words = told(given / "Final.html", None, reports.parents[2])
    assert code == 0
    assert "Final.pdf: the same, byte for byte" in words
    assert "note: baseline.ipynb is not beside it, and was not compared" in words


def test_settings_that_changed_since_are_named_by_their_keys(reports: Path, told: Any) -> None:
    path = reports.parent / "engagement.toml"
    path.write_text(path.read_text("utf-8").replace("maximum = 10", "maximum = 11", 1), encoding="utf-8")
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert "engagement.toml, its fingerprint:" in words
    assert "note: engagement.toml, constructs.satisfaction.maximum: 10 → 11" in words


def test_of_a_purged_client_is_told_which_data_are_gone_and_the_rest_is_compared(
    reports: Path, told: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    purge(reports.parents[2], NAME, yes=True)
    capsys.readouterr()
    code, words = told(reports / "baseline.pdf")
    assert code == 1
    assert "It cannot be made again:" in words
    assert "data/baseline.csv: was deleted by loyalty purge on" in words
    assert "purged.txt tells that it was the file that this report was made of" in words
    assert "baseline.pdf: as its notebook gives it" in words
    assert words.endswith("As far as that goes, nothing differs.")
    second = second_mean(reports)
    wrong = change_pdf(reports / "baseline.pdf", second)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    assert f"column “Mean”: {wrong} is printed, {second} comes out (baseline.pdf, page" in words


def test_of_a_purged_client_an_older_copy_is_held_against_the_history(
    reports: Path, told: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.pdf"
    shutil.copyfile(reports / "baseline.pdf", copy)
    for path in reports.glob("baseline.*"):
        path.unlink()
    purge(reports.parents[2], NAME, yes=True)
    capsys.readouterr()
    code, words = told(copy, NAME, reports.parents[2])
    assert code == 1
    assert "note: copy.pdf: compared by its words: it holds each of" in words
    second = second_mean(reports)
    wrong = change_pdf(copy, second)
    code, words = told(copy, NAME, reports.parents[2])
    assert code == 3
    assert f"row “Served well”, column “Mean”: {wrong} is printed, {second} comes out (copy.pdf)" in words


def test_other_versions_are_told_and_the_numbers_still_looked_up(
    reports: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "code_hash", lambda: "0" * 64)
    code, words = told(reports / "baseline.pdf")
    assert code == 0
    assert "note: another version: the toolkit's own code:" in words
    assert "baseline.pdf: compared by its words: it holds each of" in words
    second = second_mean(reports)
    wrong = change_pdf(reports / "baseline.pdf", second)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    place = "Table 1, row “Served well”, column “Mean”"
    assert f"1 thing differs: - {place}: {wrong} is printed, {second} comes out (baseline.pdf)" in words


def test_without_its_notebook_it_is_held_against_what_its_history_holds(reports: Path, told: Any) -> None:
    for path in reports.glob("baseline.*"):
        if path.suffix not in (".pdf", ".json"):
            path.unlink()
    printed = mean(reports)
    change_data(reports)
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    found = re.search(rf"- {ROW}: {printed} is printed, (\d\.\d+) comes out \((.*?)\) - ", words)
    assert found
    assert found[2].startswith("baseline.*; baseline.pdf, page ")
    assert f"Finding B1: The mean is {printed} in all. (shown) is printed" in words


def test_the_run_that_run_json_says_is_its_own(reports: Path, told: Any) -> None:
    run = json.loads((reports / "baseline.run.json").read_text("utf-8"))["run"]
    change_json(reports / "baseline.run.json", lambda record: record.update(run="0" * 8))
    code, words = told(reports / "baseline.pdf")
    assert code == 3
    line = f"the run that its entries give: 00000000 is recorded, {run} comes out (baseline.run.json)"
    assert f"1 thing differs: - {line}" in words


def test_the_command_ends_with_what_it_found(reports: Path) -> None:
    assert loyalty("verify", reports / "baseline.pdf").exit_code == 0
    change_json(reports / "baseline.findings.json", lambda findings: findings[0].update(strength="fact"))
    result = loyalty("verify", reports / "baseline.pdf")
    assert result.exit_code == 3
    assert "Finding B1, strength: fact is printed, shown comes out" in result.stdout
    assert "There is no file" in refused("verify", reports / "baselin.pdf")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("baseline.run.json", "{", "baseline.run.json cannot be read as the record of a run"),
        ("baseline.run.json", '{"run": "1", "parameters": {}, "report": "x"}', "says that its report is 'x'"),
        ("baseline.run.json", "[" * 100_000, "baseline.run.json cannot be read as the record of a run"),
        ("absent.pdf", None, "There is no file"),
        ("x" * 5000, None, "There is no file"),
    ],
)
def test_what_cannot_be_verified_is_said(reports: Path, name: str, content: str | None, said: str) -> None:
    if content is not None:
        (reports / name).write_text(content, encoding="utf-8")
    with pytest.raises(LoyaltyError, match=re.escape(said)):
        verify(reports / name, None, None)


@pytest.mark.parametrize(
    ("name", "what"), [("baseline.pdf", "a PDF"), ("baseline.tables.xlsx", "a workbook")]
)
def test_a_file_that_is_broken_is_named(reports: Path, told: Any, name: str, what: str) -> None:
    (reports / name).write_bytes(b"not at all")
    code, words = told(reports / "baseline.run.json")
    assert code == 3
    assert f"the file: it cannot be read as {what}" in words
    assert f"({name})" in words
