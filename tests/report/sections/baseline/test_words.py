"""The chapter on words as a reader meets it: figure, tables with hidden cells, quotes."""

import re

import pandas as pd
import pytest

from tests.words_client import ENGAGEMENT, answers, entry, words_job
from toolkit.analysis.baseline.words import words as measured
from toolkit.findings.baseline.words import words as said
from toolkit.report.blocks import Figure, Findings, Heading, Prose, Quotes, Table
from toolkit.report.screen.render import block_text
from toolkit.report.sections.baseline.words import words

QUOTE = "Het is een fijn bedrijf met hart voor de zaak"


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    drawn = answers()
    place = drawn.index[(drawn["r"] == 10) & (drawn["OPEN_1"] != "")][0]
    drawn.loc[place, "OPEN_1"] = f"{QUOTE}, en toch snel."
    return drawn


def section(folder, frame, **options):
    job = words_job(folder, frame, **options)
    result = measured(job)
    return job, result, words(job, result, said(job, result))


@pytest.fixture(scope="module")
def blocks(frame, tmp_path_factory):
    return section(tmp_path_factory.mktemp("words"), frame, quotes=entry(QUOTE))[2]


def test_the_chapter_in_order(blocks):
    kinds = [type(block) for block in blocks]
    assert kinds == [Heading, Prose, Findings, Figure, Table, Table, Quotes]
    assert blocks[0].text == "Customers in their own words"
    assert blocks[1].paragraphs[0].startswith("The open question: “Why did you give this mark")
    assert [finding.key for finding in blocks[2].findings] == [
        "words.wrote.OPEN_1",
        "words.apart.OPEN_1",
        "words.themes.OPEN_1",
    ]


def test_the_figure_claims_what_its_test_shows(blocks):
    figure = blocks[3]
    said = re.fullmatch(r"Promoters more often use words such as “(\w+)”, detractors “(\w+)”", figure.title)
    assert said
    assert all(word in figure.svg for word in said.groups())
    assert figure.alt.startswith(
        f"{figure.title}. Dots with margins per word: how many times as large the odds are"
    )
    assert re.search(
        r"By promoters: vriendelijk \d+× and betrouwbaar \d+×\. By detractors: duur \d+×\.$", figure.alt
    )
    assert figure.note.startswith("Base: ")
    assert "customers who wrote something. A word counts once per customer" in figure.note
    for word in ("vriendelijk", "betrouwbaar"):
        assert word in figure.svg


def test_a_word_that_few_of_one_group_used_is_in_the_table_only_without_its_number(frame, blocks):
    figure, table = blocks[3], blocks[4]
    rows = {row["word"]: row for row in table.rows}
    wrote = frame[frame["OPEN_1"] != ""]
    few = wrote.loc[wrote["r"] >= 9, "OPEN_1"].str.contains("traag").sum()
    assert 0 < few < 10
    assert (rows["traag"]["promoter"], rows["traag"]["p_holm"]) == ("x", "x")
    assert rows["traag"]["detractor"].endswith("%")
    assert "traag" not in figure.svg
    assert "traag" not in figure.alt + figure.title
    assert rows["vriendelijk"]["side"] == "promoters (9–10)"
    assert "x: hidden." in table.note


def test_the_themes_are_told_with_their_shares(blocks):
    table = blocks[5]
    assert len(table.rows) == 2
    assert [column.key for column in table.columns] == [
        "theme", "estimate", "low", "high", "promoter", "passive", "detractor",
    ]  # fmt: skip
    assert all(row["estimate"].endswith("%") for row in table.rows)
    assert "A customer names a theme who uses one of its words" in table.note


def test_quotes_say_who_in_general(blocks):
    (quote,) = blocks[6].quotes
    assert (quote.text, quote.language, quote.by) == (QUOTE, "nl", "A customer who recommends (9–10)")
    assert "a person has read and approved each" in blocks[6].note


def test_no_answer_is_shown_but_approved_quotes(frame, blocks):
    shown = "\n".join(block_text(block) + getattr(block, "svg", "") for block in blocks)
    assert not [text for text in frame["OPEN_1"] if text and text in shown and text not in QUOTE]
    assert "en toch snel" not in shown


def test_a_quote_without_a_group_stands_alone(tmp_path, frame):
    few = frame.copy()
    others = few.index[(few["r"] >= 9) & ~few["OPEN_1"].str.startswith(QUOTE)]
    few.loc[others, "OPEN_1"] = ""
    found = section(tmp_path, few, quotes=entry(QUOTE))[2]
    assert found[-1].quotes[0].by == ""


def test_without_a_difference_there_is_no_figure_and_no_table_of_words(tmp_path):
    found = section(tmp_path, answers(planted=False, themes=False, seed=3))[2]
    assert [type(block) for block in found] == [Heading, Prose, Findings]


def test_too_few_words_make_no_picture(tmp_path):
    frame = answers(planted=False)
    here = (frame["r"] >= 9) & (frame["OPEN_1"] != "") & (frame.index % 2 == 0)
    frame.loc[here, "OPEN_1"] += " Geweldig."
    found = section(tmp_path, frame)[2]
    assert [type(block) for block in found] == [Heading, Prose, Findings, Table, Table]


def test_no_open_answers_no_heading(tmp_path):
    _, result, found = section(tmp_path, answers()[["r"]])
    assert result is None
    assert found == ()


def test_findings_of_two_questions_stay_apart(tmp_path):
    frame = answers()
    frame["OPEN_10"] = answers(seed=2, planted=False, themes=False)["OPEN_1"]
    toml = ENGAGEMENT.replace("[open_answers.OPEN_1]", "[open_answers.OPEN_10]\n[open_answers.OPEN_1]")
    toml = toml.replace("[open_answers.OPEN_10]\n", '[open_answers.OPEN_10]\ntext = "Nog iets?"\n')
    found = section(tmp_path, frame, engagement=toml)[2]
    sets = [[finding.key for finding in block.findings] for block in found if isinstance(block, Findings)]
    assert [{key.split(".")[2] for key in keys} for keys in sets] == [{"OPEN_10"}, {"OPEN_1"}]
    assert [block.text for block in found if isinstance(block, Heading)] == ["Customers in their own words"]


def test_in_dutch(tmp_path, frame):
    found = section(tmp_path, frame, language="nl", quotes=entry(QUOTE))[2]
    assert found[0].text == "Klanten in hun eigen woorden"
    told = "\n".join(block_text(block) for block in found)
    for english in ("customers", "Word", " use ", "theme", "answers"):
        assert english not in told
