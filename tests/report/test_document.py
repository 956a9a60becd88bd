import datetime
from typing import Any

import nbformat
import pytest

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.language import Language
from toolkit.report.blocks import (
    MIME,
    Block,
    Figure,
    FindingItem,
    Findings,
    Heading,
    Markdown,
    Prose,
    Summary,
    SummaryItem,
    Table,
    to_json,
)
from toolkit.report.document import LABEL_KEYS, assemble, build_document, collect, findings_json, words


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build_document(sample.notebook(sample.report()))


def test_only_blocks_are_collected_in_order() -> None:
    blocks = sample.report()
    assert collect(sample.notebook(blocks)) == blocks


def test_a_block_may_stand_in_the_file_as_text() -> None:
    notebook = sample.notebook([sample.meta()])
    notebook.cells[1].outputs[0].data[MIME] = '{"kind": "heading", "level": 1, "text": "A"}'
    assert collect(notebook) == [Heading(1, "A")]


def test_headings_count_through(document: dict[str, Any]) -> None:
    numbers = [(one["number"], one["anchor"]) for one in document["contents"]]
    assert numbers == [
        ("1", "section-1"),
        ("1.1", "section-1-1"),
        ("2", "section-2"),
        ("2.1", "section-2-1"),
        ("2.1.1", "section-2-1-1"),
        ("3", "section-3"),
        ("3.1", "section-3-1"),
        ("3.2", "section-3-2"),
    ]


def test_findings_are_numbered_through_the_report_and_say_where_they_stand(document: dict[str, Any]) -> None:
    found = findings_json(document)
    assert [one["number"] for one in found] == ["B1", "B2", "B3", "B4", "B5"]
    assert found[1] == {
        "number": "B2",
        "key": "trust",
        "text": sample.findings().findings[1].text,
        "strength": "shown",
        "evidence": "tabel Drivers, rij Vertrouwen; LMG, 2.000 bootstraptrekkingen",
        "rests_on": [],
        "numbers": {},
        "section": "2.1 Waar de loyaliteit staat",
        "flags": [],
        "answers": [],
    }


@pytest.mark.parametrize(("report", "letter"), [("baseline", "B"), ("drivers", "D"), ("followup", "F")])
def test_the_letter_tells_the_report(report: str, letter: str) -> None:
    one, two = Findings((FindingItem("a", "A"),)), Findings((FindingItem("b", "B"),))
    found = findings_json(assemble([sample.meta(report=report), one, Heading(1, "Later"), two]))
    assert [line["number"] for line in found] == [f"{letter}1", f"{letter}2"]
    assert [line["section"] for line in found] == ["", "1 Later"]


def test_the_summary_refers_to_findings_by_number(document: dict[str, Any]) -> None:
    lines = document["summary"]["findings"]
    assert [line["number"] for line in lines] == ["B5", "B2", "B1", "B3"]
    assert lines[0]["text"] == "Een kwart van uw klanten blijft omdat overstappen gedoe is."
    assert lines[2]["text"] == sample.findings().findings[0].text
    assert lines[0]["anchor"] == "finding-B5"


def test_the_picture_of_the_summary_is_figure_1_or_that_of_the_body() -> None:
    picture = Figure("same", "T", sample.chart(), "alt")
    summary = Summary("t", "l", (), figure=picture)
    alone = assemble([sample.meta(), summary, Figure("other", "T", sample.chart(), "alt")])
    assert (alone["summary"]["figure"]["number"], alone["blocks"][0]["number"]) == ("1", "2")
    both = assemble([sample.meta(), summary, Figure("first", "T", sample.chart(), "a"), picture])
    assert (both["summary"]["figure"]["number"], both["summary"]["figure"]["shown_at"]) == ("2", "figure-2")


def test_ids_and_anchors_are_unique(document: dict[str, Any]) -> None:
    twice = assemble([sample.meta(), sample.segment_table(2), sample.segment_table(2)])
    assert [one["id"] for one in twice["blocks"]] == ["segmenten", "segmenten-2"]
    anchors = [one["anchor"] for one in document["blocks"] if one.get("anchor")]
    anchors += [one["anchor"] for block in document["blocks"] for one in block.get("findings", ())]
    assert len(set(anchors)) == len(anchors) == 20


def test_the_consultants_headings_stand_one_level_under_the_report_s() -> None:
    views = assemble([sample.meta(), Heading(1, "A"), Heading(2, "B"), Markdown("# C\n\n#### D")])["blocks"]
    assert [node["level"] for node in views[2]["nodes"]] == [3, 3]


def figure(**changes: str) -> Figure:
    return Figure(**{"id": "f", "title": "T", "svg": sample.chart(), "alt": "A", **changes})


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([], "no blocks in its outputs"),
        ([Heading(1, "A")], "0 Meta blocks"),
        ([sample.meta(), sample.meta()], "2 Meta blocks"),
        ([sample.meta(), Heading(2, "A")], "heading 'A' has level 2 after level 0"),
        ([sample.meta(), Heading(1, "A"), Heading(3, "B")], "heading 'B' has level 3 after level 1"),
        ([sample.meta(), Heading(1, "\u200b ")], "has no text"),
        ([sample.meta(), figure(alt=" ")], "figure 'f' has no alt text"),
        ([sample.meta(), figure(title="")], "figure 'f' has no title"),
        ([sample.meta(), Summary("t", "l", (), figure=figure(alt=""))], "figure 'f' has no alt text"),
        ([sample.meta(), Table("t", "", sample.segment_table(1).columns, ())], "table 't' has no title"),
        ([sample.meta(), sample.findings(), sample.findings()], "2 findings have the key 'nps'"),
        ([sample.meta(), Summary("t", "l", (SummaryItem("gone"),))], "names finding 'gone'"),
        ([sample.meta(), Summary("t", "l", ()), Summary("t", "l", ())], "two summaries"),
        ([sample.meta(date="7 april 2026")], "the date '7 april 2026' is not written as 2026-04-07"),
    ],
)
def test_what_cannot_be_a_report_is_refused_in_words(blocks: list[Block], fault: str) -> None:
    with pytest.raises(ReportError, match="The report cannot be made:") as caught:
        assemble(blocks)
    assert fault in str(caught.value)


def test_all_faults_come_at_once() -> None:
    with pytest.raises(ReportError) as caught:
        assemble([Heading(2, "A"), figure(alt=""), Summary("t", "l", (SummaryItem("gone"),))])
    assert len(str(caught.value).splitlines()) == 5


def test_colours_and_logos_are_checked() -> None:
    with pytest.raises(ReportError, match="colour is 'green'"):
        assemble([sample.meta(colour="green")])
    with pytest.raises(ReportError, match="logo"):
        assemble([sample.meta(logo="data:image/gif;base64,AAAA")])


@pytest.mark.parametrize(("name", "value", "told"), [("KeyError", "'x'", "KeyError: 'x'"), ("E", "", "E")])
def test_a_notebook_that_stopped_gives_no_report(name: str, value: str, told: str) -> None:
    notebook = sample.notebook([sample.meta()])
    notebook.cells[1].outputs.append(nbformat.v4.new_output("error", ename=name, evalue=value, traceback=[]))
    with pytest.raises(ReportError, match=rf"stopped at cell 2 with {told}\. Mend"):
        build_document(notebook)


def test_fixed_words_are_translated_or_english() -> None:
    assert words({"contents": "Inhoud", "draft": ""})["contents"] == "Inhoud"
    assert words({"contents": "Inhoud", "draft": ""})["draft"] == LABEL_KEYS["draft"]
    assert set(sample.DUTCH) == set(LABEL_KEYS)


def test_texts_are_clean_and_the_date_is_the_reader_s(document: dict[str, Any]) -> None:
    assert document["meta"]["date_text"] == Language("nl").date(datetime.date(2026, 4, 7))
    hostile = assemble([sample.meta(client="a\u202eb\x00\nc"), Prose(("x\ud800y",))])
    assert hostile["meta"]["client"] == "ab c"
    assert hostile["blocks"][0]["nodes"][0]["children"][0]["text"] == "xy"
    assert "manifest" not in document["meta"]
    assert to_json(sample.meta())["manifest"] == {"seed": 20260301}
