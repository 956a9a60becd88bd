"""What stands between reports and the word final: each refusal happens, says where to mend it, and goes when mended."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from pypdf import PdfReader

from tests.in_this_process import in_this_process
from tests.report.sample import meta, notebook
from tests.small_client import NAME, contents, small_notebook, small_workspace
from toolkit.engagement import Engagement, load_engagement
from toolkit.errors import ReportError
from toolkit.intake import Survey, read_survey
from toolkit.language import Language
from toolkit.report.blocks import (
    Block,
    Column,
    FindingItem,
    Findings,
    Heading,
    Prose,
    QuoteItem,
    Quotes,
    Table,
)
from toolkit.report.document import assemble
from toolkit.report.final import final
from toolkit.report.final.answers import answered
from toolkit.report.final.audit import Passage, keys_told, page_passages, small_numbers
from toolkit.report.final.audit.leak import Finished
from toolkit.report.final.final import (
    before,
    beside,
    finished,
    of_reports,
    red_flags,
    refuse_before,
    same_data,
)
from toolkit.report.manifest import manifest, run_hash
from toolkit.report.run import run_reports
from toolkit.workspace import client_folder

DAY = datetime.date(2026, 11, 22)
FLAG = "reliability.satisfaction"
DISCLOSED = (
    *(
        "data_collection_strategy",
        "sponsor",
        "executor",
        "exact_instrument",
        "population",
        "mode_and_language",
    ),
    *("sample_source_and_recruitment", "weighting", "processing_and_quality_checks", "limitations"),
    *("benchmark_sources", "legal_basis_and_retention", "changes_since_the_baseline"),
)
ANSWER = '[[answers]]\nflag = "{flag}"\nby = "A. *Adviseur*"\ntext = {text}\n'
OPEN = '[open_answers.OPEN_1]\ncolumn = "open"\nconsent = true\n'
WROTE = "Nobody ever called me back about the bill"


def write(folder: Path, *more: str) -> None:
    """Disclose everything, and add tables to engagement.toml."""
    path = folder / "engagement.toml"
    disclosed = "[disclosure]\n" + "".join(f'{key} = "x"\n' for key in DISCLOSED)
    text = path.read_text("utf-8")
    if "[disclosure]" not in text:
        text = text.replace("[constructs.satisfaction]", f"{disclosed}[constructs.satisfaction]")
    path.write_text("\n".join([text, *more]), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A client of two waves that discloses all, with an open question."""
    folder = client_folder(small_workspace(tmp_path, "baseline", "followup"), NAME)
    for path in (folder / "data").iterdir():
        first, *rest = path.read_text("utf-8").splitlines()
        said = [f"{WROTE}." if place == 3 else f"fine {place % 3}" for place, _ in enumerate(rest)]
        lines = [f"{first},open", *(f"{row},{words}" for row, words in zip(rest, said, strict=True))]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    write(folder, OPEN)
    return folder


def read(folder: Path) -> tuple[Engagement, list[Survey]]:
    engagement = load_engagement(folder)
    return engagement, [read_survey(engagement, one.id) for one in engagement.waves]


def faults(folder: Path, *languages: str, today: datetime.date = DAY) -> list[str]:
    engagement, surveys = read(folder)
    return list(map(str, before(engagement, surveys, today, ["baseline", "followup"], languages or ["nl"])))


def test_a_red_flag_is_refused_until_it_is_answered_in_the_language_of_the_report(folder: Path) -> None:
    (told,) = faults(folder)
    assert told.startswith(f"{NAME}/engagement.toml, answers: the red flag {FLAG} has no answer: ")
    assert f'Write [[answers]] with flag = "{FLAG}", by = "…" and text = "…"' in told
    write(folder, ANSWER.format(flag=FLAG, text='{ en = "Left out." }'))
    assert faults(folder, "en") == []
    assert faults(folder, "nl", "en") == [
        f'{NAME}/engagement.toml, answers[1].text: is not there in nl. Add it: text = {{ …, nl = "…" }}.'
    ]
    path = folder / "engagement.toml"
    path.write_text(path.read_text("utf-8").replace('{ en = "Left out." }', '"Weg."'), encoding="utf-8")
    assert faults(folder, "nl", "en") == []


def test_red_flags_are_those_of_the_reports_asked_for(folder: Path) -> None:
    engagement, surveys = read(folder)
    assert set(red_flags(engagement, surveys, ["drivers"])) == {FLAG}
    assert set(red_flags(engagement, surveys, ["followup"])) == {FLAG}
    assert red_flags(engagement, surveys, []) == {}
    assert red_flags(engagement, [], ["baseline"]) == {}


def test_everything_is_refused_at_once(folder: Path) -> None:
    path = folder / "engagement.toml"
    text = path.read_text("utf-8").replace('sponsor = "x"', 'sponsor = ""')
    path.write_text(f"{text}\n[privacy]\ndeletion_date = {DAY}\n", encoding="utf-8")
    (folder / "text").mkdir()
    (folder / "text" / "baseline.nl.md").write_text("Prima.\n\nDit zeiden 7 klanten.\n", encoding="utf-8")
    (folder / "text" / "drivers.nl.md").write_text(f"Zo: “{WROTE.upper()}”.\n", encoding="utf-8")
    (folder / "text" / "followup.headlin.nl.md").write_text("x", encoding="utf-8")
    (folder / "text" / "quotes.toml").write_text('[[quotes]]\nquestion = "OPEN_1"\n', encoding="utf-8")
    (folder / "text" / "quote.toml").write_text("", encoding="utf-8")
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "driver.ipynb").write_text("{}", encoding="utf-8")
    told = "\n".join(faults(folder))
    for words in (
        "disclosure.sponsor: it is empty. Write it under [disclosure].",
        f"privacy.deletion_date: {DAY} has come",
        f"red flag {FLAG}",
        "text/followup.headlin.nl.md: is printed in no report.",
        "notebooks/driver.ipynb: is run by no report. Did you mean `drivers.ipynb`?",
        f"{NAME}/text/quote.toml: is read by nothing. Did you mean `quotes.toml`?",
        "text/quotes.toml, quotes[1].approved_by: is missing. Write approved_by = …: the name of who approved it",
        "text/baseline.nl.md, line 3: tells of 7 customers. Write a share, such as 1 in 5, or leave it out",
    ):
        assert words in told, words
    # Quotes that cannot be read approve nothing; what stands in the texts is told once they can.
    (folder / "text" / "quotes.toml").unlink()
    assert (
        "text/drivers.nl.md: quotes an answer of baseline that nobody approved, “nobody ever called m…”"
        in "\n".join(faults(folder))
    )
    approved = (
        f'[[quotes]]\nquestion = "OPEN_1"\ntext = "{WROTE}"\napproved_by = "A"\napproved_on = 2025-04-01\n'
    )
    (folder / "text" / "quotes.toml").write_text(approved, encoding="utf-8")
    assert "nobody approved" not in "\n".join(faults(folder))
    assert "has come" not in "\n".join(faults(folder, today=DAY - datetime.timedelta(days=1)))


def test_an_answer_copied_whole_is_found_without_quotation_marks(folder: Path) -> None:
    (folder / "text").mkdir()
    path = folder / "text" / "baseline.en.md"
    path.write_text(
        f"One said it:\n\n> {WROTE.replace('ever called', '*ever*  called')}!\n", encoding="utf-8"
    )
    assert any("nobody approved" in one for one in faults(folder))
    path.write_text("Nobody called about the bill, “fine 1” they said.\n", encoding="utf-8")
    assert not any("nobody approved" in one for one in faults(folder))


def pages(*blocks: Block) -> Finished:
    return Finished(assemble([meta(), *blocks]), ("baseline",))


def on_the_pages(folder: Path, *blocks: Block) -> list[str]:
    engagement, surveys = read(folder)
    return list(map(str, of_reports(engagement, surveys, [pages(*blocks)])))


def test_a_quote_on_the_page_must_be_approved(folder: Path) -> None:
    quotes = Quotes((QuoteItem(WROTE, "en"),))
    assert on_the_pages(folder, quotes) == [
        "the baseline report: prints a quote that stands not approved in text/quotes.toml. Put it there with who "
        "approved it and when, or take it out of notebooks/baseline.ipynb."
    ]
    (folder / "text").mkdir()
    approved = (
        f'[[quotes]]\nquestion = "OPEN_1"\ntext = "{WROTE}"\napproved_by = "A"\napproved_on = 2025-04-01\n'
    )
    (folder / "text" / "quotes.toml").write_text(approved, encoding="utf-8")
    assert on_the_pages(folder, quotes) == []


def test_an_answer_or_a_key_on_the_page_is_found_wherever_it_was_written(folder: Path) -> None:
    key = "9f86d081884c7d65"
    cells = Table("t", "Title", (Column("a", "A"),), ({"a": f"{WROTE.upper()}!"},))
    told = on_the_pages(
        folder, Prose((f"One of them: {WROTE}.",)), cells, Prose(("Nobody ever called.", key))
    )
    assert [one.partition(".")[0] for one in told] == [
        "the baseline report, prose: quotes an answer of baseline that nobody approved, “nobody ever called m…”",
        "the baseline report, table 1: quotes an answer of baseline that nobody approved, “nobody ever called m…”",
    ]
    _, surveys = read(folder)
    known = [replace(surveys[0], key=pd.Series([key] * len(surveys[0].items)))]
    (found,) = keys_told(
        known, page_passages(pages(Prose((f"It was {key}.",)), Prose(("deadbeefdeadbeef",))))
    )
    assert found.what == "prints the key of a customer"
    (folder / "text").mkdir()
    (folder / "text" / "baseline.en.md").write_text(WROTE, encoding="utf-8")
    # The consultant's own words are told where they stand.
    assert not on_the_pages(folder, Prose((WROTE,)))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Seven customers left; 8 very angry customers too, and 3 of our customers.", [7, 8, 3]),
        ("Zeven klanten, 8 boze klanten, 3 van onze trouwe klanten en 1 klant.", [7, 8, 3, 1]),
        ("A 7 from customers, 5 points among customers, two in five customers, 1,207 loyal customers.", []),
        ("Een 7 van klanten, 5 punten bij klanten, 2 op de 5 klanten, 1.207 trouwe klanten, één klant.", []),
    ],
)
def test_own_words_are_read_for_small_numbers_as_a_person_would(text: str, counts: list[int]) -> None:
    language = "nl" if "klanten" in text else "en"
    found = [one.what for one in small_numbers([Passage("text/x.md", language, text)], 10)]
    assert sorted(int(what.split()[2]) for what in found) == sorted(counts)


def test_a_flag_on_the_page_and_a_leak_are_told(folder: Path) -> None:
    flagged = FindingItem("change.unreliable", "Not judged: image.", "warning", flags=("reliability.image",))
    first, second = on_the_pages(folder, Findings((flagged,)), Prose(("Dit zeiden 7 klanten.",)))
    assert "the red flag reliability.image has no answer: Not judged: image. Write [[answers]]" in first
    assert second.startswith(
        "the baseline report, prose, “Dit zeiden 7 klanten.”: 7 customers, and no number may rest"
    )
    assert "make the table with its counts" in second


def test_a_flag_is_told_once_whatever_the_pages_call_it(folder: Path) -> None:
    dutch = FindingItem("reliability.image", "De vragen horen niet bij elkaar.", "warning", flags=(FLAG,))
    english = replace(dutch, text="The questions do not belong together.")
    engagement, surveys = read(folder)
    made = [pages(Findings((one,))) for one in (dutch, english)]
    (told,) = of_reports(engagement, surveys, made)
    assert "De vragen horen niet" in str(told)
    assert of_reports(engagement, surveys, made, told=[FLAG]) == []


def test_a_refusal_tells_a_flag_of_the_reports_made_last_once(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    flagged = FindingItem("reliability", "De vragen horen niet bij elkaar.", "warning", flags=(FLAG,))
    monkeypatch.setattr(final, "finished", lambda made, names: [pages(Findings((flagged,)))])
    engagement, surveys = read(folder)
    with pytest.raises(ReportError) as error:
        refuse_before(engagement, surveys, ["baseline"], "nl", folder / "reports", DAY)
    assert str(error.value).count(f"the red flag {FLAG} has no answer") == 1


def test_what_another_table_tells_too_is_said_where_it_lacks(folder: Path) -> None:
    path = folder / "engagement.toml"
    text = path.read_text("utf-8")
    for key in ("population", "legal_basis_and_retention", "sponsor"):
        text = text.replace(f'{key} = "x"', f'{key} = ""')
    path.write_text(text, encoding="utf-8")
    told = "\n".join(faults(folder))
    assert "disclosure.sponsor: it is empty. Write it under [disclosure]." in told
    assert "disclosure.population: it is empty. Write description under [population], or" in told
    assert "or legal_basis and deletion_date under [privacy]." in told


def test_answers_are_put_beside_their_findings_alone(folder: Path) -> None:
    write(
        folder,
        ANSWER.format(flag=FLAG, text='{ nl = "Weg <b>.", en = "Gone." }'),
        ANSWER.format(flag="no", text='"x"'),
    )
    engagement = load_engagement(folder)
    block = Findings((FindingItem("a", "A.", "warning", flags=(FLAG,)), FindingItem("b", "B.")))
    told = answered(engagement, Language("nl"), block)
    assert isinstance(told, Findings)
    assert [one.answers for one in told.findings] == [("Antwoord van A. *Adviseur*: Weg <b>.",), ()]
    english = answered(engagement, Language("en"), block)
    assert isinstance(english, Findings)
    assert english.findings[0].answers == ("Answer of A. *Adviseur*: Gone.",)
    prose = Prose(("x",))
    assert answered(engagement, Language("nl"), prose) is prose


def shows(monkeypatch: pytest.MonkeyPatch, folder: Path, *blocks: Block) -> None:
    """Have the next run show these blocks and print a row, without running a cell; test_run.py has real ones."""
    engagement, surveys = read(folder)
    record = manifest(engagement, "baseline", {"language": "nl", "final": True}, surveys)
    made = notebook([meta(run=run_hash(record), manifest=record, status="final"), *blocks])
    code = next(cell for cell in made.cells if cell.cell_type == "code")
    code.execution_count = 7
    code.outputs.append(nbformat.v4.new_output("stream", name="stdout", text="respondent r17"))
    in_this_process(monkeypatch)
    monkeypatch.setattr("toolkit.report.make.execute", lambda *_, **__: (made, ()))


def test_a_run_is_refused_on_its_pages_leaves_the_old_report_and_passes_when_mended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = folder.parent.parent
    small_notebook(workspace)
    write(folder, ANSWER.format(flag=FLAG, text='"Weg."'))
    (folder / "reports").mkdir()
    (folder / "reports" / "baseline.pdf").write_text("older", encoding="utf-8")
    shows(monkeypatch, folder, Prose(("Dit zeiden 7 klanten.",)))
    with pytest.raises(ReportError) as caught:
        run_reports(workspace, NAME, ["baseline"], final=True, today=DAY)
    (line,) = str(caught.value).splitlines()[1:]
    assert line.startswith("  - the baseline report, prose, “Dit zeiden 7 klanten.”: 7 customers")
    assert contents(workspace) == {"baseline.pdf": b"older"}
    flag = Findings((FindingItem("f", "Een vlag.", "warning", flags=(FLAG,)),))
    shows(monkeypatch, folder, Heading(1, "Kop"), answered(load_engagement(folder), Language("nl"), flag))
    (made,) = run_reports(workspace, NAME, ["baseline"], final=True, today=DAY)
    assert made.warnings[0].startswith("cell [7] shows what is no block: it is left out")
    assert "r17" not in (folder / "reports" / "baseline.ipynb").read_text("utf-8")
    answer = "Antwoord van A. *Adviseur*: Weg."
    reports = folder / "reports"
    assert answer in (reports / "baseline.html").read_text("utf-8")
    assert any(answer in page.extract_text() for page in PdfReader(reports / "baseline.pdf").pages)
    assert json.loads((reports / "baseline.findings.json").read_text("utf-8"))[0]["answers"] == [answer]
    _earlier_pages_are_read_again(folder)


def _earlier_pages_are_read_again(folder: Path) -> None:
    """Before the next run the pages of this one tell what stands in its way, as long as the data are the same."""
    engagement, surveys = read(folder)
    reports = folder / "reports"
    assert same_data(reports, ["baseline", "drivers"], surveys) == ["baseline"]
    (one,) = finished(reports, ["baseline", "drivers"])
    assert one.waves == ("baseline", "followup")
    assert len(beside(engagement, surveys, reports)) == 1
    path = folder / "engagement.toml"
    path.write_text(path.read_text("utf-8").replace("seed = 7", "seed = 8"), encoding="utf-8")
    assert beside(load_engagement(folder), surveys, reports) == []
    data = folder / "data" / "baseline.csv"
    data.write_text(data.read_text("utf-8").replace("fine 1", "fine 4", 1), encoding="utf-8")
    assert same_data(reports, ["baseline"], read(folder)[1]) == []
