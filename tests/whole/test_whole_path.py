"""From a raw export to three advice reports: the README's commands, and what they leave."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pdfua
import pypdf
import pytest

from tests.browser import DESK, PAPER, PHONE, browser, opened, quiet
from tests.conftest import ROOT
from tests.whole.conftest import DEMO, INSTALLING, Said, readme_commands, run_command, unpacked

REPORTS = ("baseline", "drivers", "followup")
KINDS = ("pdf", "html", "ipynb", "findings.json", "tables.xlsx", "slides.pptx", "figures.zip", "run.json")
LARGEST = 2_000_000


def test_the_readme_begins_with_the_two_commands() -> None:
    first, second = readme_commands()[:2]
    assert first == "python -m pip install -r requirements.txt && loyalty demo"
    assert second == "python -m pip install -r requirements-dev.txt && pytest"
    assert sum(line.startswith(INSTALLING) for line in readme_commands()) == 2


def test_every_command_of_the_readme_works(said: dict[str, Said]) -> None:
    assert len(said) >= 6
    assert {line: done.text for line, done in said.items() if done.code} == {}


def test_every_file_the_readme_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_a_whole_set(reports: Path, report: str) -> None:
    for kind in KINDS:
        assert (reports / f"{report}.{kind}").stat().st_size > 0, kind
    assert (reports / f"{report}.pdf").stat().st_size < LARGEST
    assert (reports / f"{report}.html").stat().st_size < LARGEST
    assert not list(reports.glob(".new-*"))


@pytest.mark.parametrize("report", REPORTS)
def test_the_pdf_is_accessible_and_can_be_found_in(reports: Path, report: str) -> None:
    path = reports / f"{report}.pdf"
    checked = pdfua.validate(str(path))
    assert [finding.message for finding in checked.findings] == []
    document = pypdf.PdfReader(path)
    language = "en" if report == "followup" else "nl"
    assert document.trailer["/Root"]["/Lang"].startswith(language)
    assert "Voorbeeld Energie" in document.metadata.title
    assert len(document.outline) >= 5
    assert "Voorbeeld Energie" in document.pages[2].extract_text()


@pytest.mark.parametrize("report", REPORTS)
def test_the_html_asks_nothing_of_the_network(reports: Path, report: str) -> None:
    page = (reports / f"{report}.html").read_text("utf-8")
    assert "default-src 'none'" in page
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//""", page)
    assert not re.findall(r"url\(\s*[\"']?\s*(?:https?:)?//", page)


def test_the_html_reads_in_a_browser(reports: Path) -> None:
    """On a phone and at a desk, in both languages; the colours are those of the page that test_browser.py looks at."""
    with browser() as running:
        for report in REPORTS:
            path = reports / f"{report}.html"
            with opened(running, path, PHONE) as one:
                assert one.too_wide <= 0, report
                assert one.violations(rules={"color-contrast": {"enabled": False}}) == [], report
                one.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
                assert one.too_wide <= 0, report
                one.page.locator("table.sorts thead button").first.click()
                # From a finding to the row that it rests on, which no head of a table hides.
                one.page.locator(".findings a[href*='-row-']").first.click()
                found = one.page.locator("tr:target").bounding_box()
                above = one.page.locator("table:has(tr:target) thead th").last.bounding_box()
                assert found, report
                assert above, report
                assert above["y"] + above["height"] <= found["y"] + 1, report
                assert found["y"] < DESK[1] / 2, report
                # Printed: nothing wider than an A4 page, and the summary on one.
                one.page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
                one.page.emulate_media(media="print")
                assert one.too_wide <= 0, report
                summary = one.page.locator(".summary").bounding_box()
                assert summary, report
                assert summary["height"] <= PAPER[1], report
                quiet(one, path)


def test_each_pdf_carries_the_hash_of_its_run(reports: Path) -> None:
    for report in REPORTS:
        record = json.loads((reports / f"{report}.run.json").read_text("utf-8"))
        text = pypdf.PdfReader(reports / f"{report}.pdf").pages[3].extract_text()
        assert record["run"] in text
        for wave in record["data"]:
            data = (ROOT / "clients" / DEMO / "data" / wave["file"]).read_bytes()
            assert hashlib.sha256(data).hexdigest() == wave["sha256"]


def test_the_findings_stand_in_the_pdf_with_their_numbers(reports: Path) -> None:
    findings = json.loads((reports / "followup.findings.json").read_text("utf-8"))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(reports / "followup.pdf").pages)
    assert findings
    for finding in findings:
        assert finding["number"] in text
    trust = next(finding for finding in findings if finding["key"] == "change.trust")
    assert "“Trust” is better" in trust["text"]
    assert f"{trust['numbers']['difference']:+.1f} points" in trust["text"]


def test_two_runs_give_the_same_bytes(workspace: Path, said: dict[str, Said], reports: Path) -> None:
    """`loyalty verify` makes a report again and compares; it leaves the one that is there as it was."""
    before = {path.name: path.read_bytes() for path in reports.glob("followup.*")}
    command = f"loyalty verify clients/{DEMO}/reports/followup.pdf"
    again = said.get(command) or run_command(command, workspace)
    assert again.code == 0, again.text
    assert "Every number comes out the same." in again.text
    for name in before:
        if name != "followup.run.json":
            assert f"{name}: the same, byte for byte" in again.text
    after = {path.name: path.read_bytes() for path in reports.glob("followup.*")}
    assert before == after


def test_no_customer_and_no_path_of_this_machine_leaves_the_folder(workspace: Path, reports: Path) -> None:
    data = (workspace / "clients" / DEMO / "data" / "nulmeting.csv").read_text("cp1252")
    keys = set(re.findall(r'^"?(\d{8})"?;', data, re.M)[:200])
    assert len(keys) > 150
    salt = (workspace / "clients" / DEMO / ".salt").read_bytes().strip()
    for path in sorted(reports.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".pdf":
                content += "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()
            if path.suffix == ".xlsx":
                content += unpacked(path)
            assert salt not in content, path.name
            assert str(workspace).encode() not in content, path.name
            assert keys & {word.decode("ascii") for word in re.findall(rb"\w+", content)} == set(), path.name


def test_the_demo_s_planted_truth_is_recovered(reports: Path) -> None:
    drivers = json.loads((reports / "drivers.findings.json").read_text("utf-8"))
    followup = json.loads((reports / "followup.findings.json").read_text("utf-8"))
    leader = next(finding for finding in drivers if finding["key"].startswith("drivers.attitude.leader"))
    assert leader["strength"] == "shown"
    keys = {finding["key"] for finding in followup}
    assert "change.trust" in keys
    same = next(finding["text"] for finding in followup if finding["key"] == "change.same")
    assert "Friendliness" in same


def test_the_new_client_says_what_to_fill_in(workspace: Path, said: dict[str, Said]) -> None:
    assert said["loyalty new bakkerij-jansen"].code == 0
    folder = workspace / "clients" / "bakkerij-jansen"
    assert tomllib.loads((folder / "engagement.toml").read_text("utf-8"))["client"]
    done = run_command("loyalty check bakkerij-jansen", workspace)
    assert done.code == 1
    assert "Traceback" not in done.text
    assert "engagement.toml" in done.text or "data" in done.text


@pytest.mark.usefixtures("said")
def test_run_all_works_on_a_notebook_as_it_opens(workspace: Path) -> None:
    """One stands for the three: they differ in their chapters, which every run computes."""
    notebooks = workspace / "notebooks"
    notebooks.mkdir()
    (notebooks / "drivers.ipynb").write_bytes((ROOT / "notebooks" / "drivers.ipynb").read_bytes())
    done = run_command("jupyter nbconvert --execute --to loyalty-html notebooks/drivers.ipynb", workspace)
    assert done.code == 0, done.text
    assert "Voorbeeld Energie" in (notebooks / "drivers.html").read_text("utf-8")
