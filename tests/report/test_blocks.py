import json
from typing import Any

import pytest

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.report.blocks import (
    KINDS,
    MIME,
    Block,
    Column,
    Figure,
    FindingItem,
    Heading,
    Kpis,
    Meta,
    Prose,
    QuoteItem,
    Quotes,
    Summary,
    SummaryItem,
    Table,
    from_json,
    mime_bundle,
    to_json,
)

BLOCKS = sample.report()


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_a_block_survives_json(block: Block) -> None:
    assert from_json(json.loads(json.dumps(to_json(block)))) == block


def test_the_sample_has_every_kind() -> None:
    assert {block.kind for block in BLOCKS} == set(KINDS)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"kind": "chart"}, "kind is 'chart'"),
        ({}, "kind is None"),
        ({"kind": "prose"}, "'paragraphs' is missing"),
        ({"kind": "prose", "paragraphs": ["a"], "text": "b"}, "unknown field 'text'"),
        ({"kind": "prose", "paragraphs": "a"}, "prose.paragraphs: str found"),
        ({"kind": "prose", "paragraphs": ["a", 3]}, r"prose.paragraphs\[1\]: int found, str wanted"),
        ({"kind": "heading", "level": True, "text": "a"}, "heading.level: bool found, int wanted"),
        ({"kind": "heading", "level": 4, "text": "a"}, "level is 4"),
        (
            {"kind": "findings", "findings": [{"key": "a", "text": "b", "strength": "sure"}]},
            "shown, not_shown",
        ),
        ({"kind": "kpis", "items": [{"label": "a"}]}, "'value' is missing"),
    ],
)
def test_what_is_no_block_is_refused_in_words(data: dict[str, Any], words: str) -> None:
    with pytest.raises(ReportError, match=words):
        from_json(data)


def test_a_summary_stays_one_page() -> None:
    line = SummaryItem(text="a")
    with pytest.raises(ReportError, match="at most 5 findings and 3 decisions; this one has 6 and 0"):
        Summary("t", "l", (line,) * 6)
    with pytest.raises(ReportError, match="at most"):
        Summary("t", "l", (line,), ("d",) * 4)
    with pytest.raises(ReportError, match="key of a finding or a text"):
        SummaryItem()


def test_quotes_have_words_and_a_language() -> None:
    with pytest.raises(ReportError, match="A quote has no words"):
        QuoteItem("  ", "nl")
    for code in ("", "nederlands", "NL", "“n"):
        with pytest.raises(ReportError, match="Use a code such as nl"):
            QuoteItem("Prima.", code)


def test_quotes_are_quotation_elements_in_their_own_language() -> None:
    bundle = mime_bundle(sample.quotes())
    assert '<blockquote lang="en"><p>“I waited […]' in bundle["text/html"]
    assert bundle["text/html"].count("<figcaption") == 1
    assert bundle["text/plain"].splitlines()[0] == (
        "“De monteur belde vooraf, en kwam ook écht.” — Een promotor (9 of 10)"
    )
    assert "<blockquote" not in mime_bundle(Quotes(()))["text/html"]


def test_tables_and_meta_know_their_words() -> None:
    column = Column("a", "A")
    with pytest.raises(ReportError, match="a key of its own"):
        Table("t", "T", (column, column), ())
    with pytest.raises(ReportError, match="columns it lacks: b"):
        Table("t", "T", (column,), ({"b": "1"},))
    with pytest.raises(ReportError, match="left, right, centre"):
        Column("a", "A", "center")
    with pytest.raises(ReportError, match="baseline, drivers, followup"):
        sample.meta(report="nulmeting")
    with pytest.raises(ReportError, match="draft, final"):
        sample.meta(status="done")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.kind)
def test_a_bundle_has_json_html_and_text(block: Block) -> None:
    bundle = mime_bundle(block)
    assert bundle[MIME] == to_json(block)
    assert '<div class="loyalty-block">' in bundle["text/html"]
    assert bundle["text/plain"]
    assert ("image/svg+xml" in bundle) == isinstance(block, Figure)


def test_a_bundle_shows_the_words_of_its_block_in_the_language_asked_for() -> None:
    block = sample.findings()
    assert "Niet aangetoond" in mime_bundle(block, sample.DUTCH)["text/html"]
    assert "Not shown" in mime_bundle(block)["text/html"]
    assert "0 | " not in mime_bundle(Kpis(()))["text/plain"]


def test_nothing_in_a_bundle_is_read_as_html() -> None:
    for text in sample.HOSTILE[:5]:
        for block in (
            Heading(1, text),
            Prose((text,)),
            Table("t", text, (Column("a", text),), ({"a": text},)),
            Quotes((QuoteItem(text, "nl", text),), text),
        ):
            page = mime_bundle(block)["text/html"]
            assert "<script>alert" not in page
            assert "<img" not in page
            assert "{{ 7 * 7 }}" in page or "7 * 7" not in text


def test_a_figure_that_runs_is_refused_in_its_cell() -> None:
    bad = Figure("f", "T", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script/></svg>', "alt")
    with pytest.raises(ReportError, match="Figure 'f' holds the element <script>"):
        mime_bundle(bad)


def test_blocks_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Heading(1, "a").text = "b"
    assert FindingItem("k", "t").strength == "fact"
    assert Meta("t", "c", "baseline", "nl", "2026-04-07").status == "draft"
