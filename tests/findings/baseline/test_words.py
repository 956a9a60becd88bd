"""What is said of customers' own words is no larger than what the tests carry."""

import re

import pytest

from tests.words_client import ENGAGEMENT, THEMES, answers, words_job
from toolkit.analysis.baseline.words import words as measured
from toolkit.findings.baseline.words import MOST_NAMED, question_of, side_words, theme_name, words
from toolkit.findings.finding import rounded


def said(folder, frame, **options):
    job = words_job(folder, frame, **options)
    result = measured(job)
    return job, result, {finding.key: finding for finding in words(job, result)}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return said(tmp_path_factory.mktemp("words"), answers())


def test_words_that_set_apart_are_shown(planted):
    _, result, found = planted
    finding = found["words.apart.OPEN_1"]
    assert finding.strength == "shown"
    promoter, detractor = (side_words(result.questions[0].apart, side) for side in ("promoter", "detractor"))
    assert finding.text == (
        f"Promoters use these words more often than detractors do: “{promoter[0]}” and “{promoter[1]}”. "
        f"Detractors more often use: “{detractor[0]}” and “{detractor[1]}”."
    )
    assert finding.plain.startswith(
        f"Customers who recommend the organisation (9–10) more often use words such as “{promoter[0]}” and"
    )
    assert finding.evidence == (
        f"Fisher’s exact test on customers per word, with Holm’s method for {result.tests} comparisons."
    )
    assert not re.search(r"\d", finding.text)


def test_the_share_that_wrote_and_the_themes_are_facts(planted):
    _, result, found = planted
    (one,) = result.questions
    wrote, themes = found["words.wrote.OPEN_1"], found["words.themes.OPEN_1"]
    assert wrote.strength == themes.strength == "fact"
    assert f"{round(100 * one.share.value)}% of customers (margin" in wrote.text
    assert themes.text.startswith("The answers hold 2 themes. The most named is “")
    assert f"by {round(100 * one.themes['estimate'].max())}% of those who wrote" in themes.text
    assert rounded(wrote)["value"] == round(one.share.value, 3)
    assert not wrote.plain
    assert not [key for key in found if key.startswith("words.theme.")]


@pytest.mark.parametrize(
    ("side", "begins"),
    [
        ("promoter", "Promoters use these words more often than detractors do: “"),
        ("detractor", "Detractors use these words more often than promoters do: “"),
    ],
)
def test_one_side_alone(tmp_path, side, begins):
    frame = answers(planted=False)
    group = frame["r"] >= 9 if side == "promoter" else frame["r"] <= 6
    here = group & (frame["OPEN_1"] != "") & (frame.index % 2 == 0)
    frame.loc[here, "OPEN_1"] += " Geweldig."
    finding = said(tmp_path, frame)[2]["words.apart.OPEN_1"]
    assert finding.text == f"{begins}geweldig”."
    assert "“geweldig”" in finding.plain
    assert ("who do not recommend the organisation (0–6) more" in finding.plain) == (side == "detractor")


def test_a_theme_of_one_side_is_told(tmp_path):
    frame = answers(planted=False)
    solar = frame["OPEN_1"].str.contains("|".join(THEMES[1]))
    frame.loc[solar, "r"] = [10 if place % 20 else 3 for place in range(solar.sum())]
    found = said(tmp_path, frame)[2]
    told = [finding.text for key, finding in found.items() if key.startswith("words.theme.OPEN_1")]
    assert len(told) == 1
    assert re.fullmatch(r"Promoters name the theme “\w+, \w+, \w+” more often than detractors do\.", told[0])
    turned = frame.assign(r=[{10: 0, 3: 10}.get(mark, mark) for mark in frame["r"]])
    found = said(tmp_path, turned)[2]
    assert any(finding.text.startswith("Detractors name the theme") for finding in found.values())


def test_where_nothing_is_shown_nothing_is_claimed(tmp_path):
    found = said(tmp_path, answers(planted=False, themes=False, seed=3))[2]
    assert {key: finding.strength for key, finding in found.items()} == {
        "words.wrote.OPEN_1": "fact",
        "words.apart.OPEN_1": "not_shown",
        "words.themes.OPEN_1": "not_shown",
    }
    assert found["words.apart.OPEN_1"].text.startswith(
        "That promoters and detractors use other words is not shown: "
    )
    assert not any(finding.plain for finding in found.values())


def test_too_few(tmp_path):
    frame = answers(60)
    frame.loc[frame["r"] <= 6, "OPEN_1"] = ""
    found = said(tmp_path, frame)[2]
    assert found["words.apart.OPEN_1"].strength == found["words.themes.OPEN_1"].strength == "too_few"
    assert found["words.apart.OPEN_1"].text == (
        "Too few promoters or detractors wrote something to compare the words that they use."
    )
    rare = answers(200, planted=False)
    rare["OPEN_1"] = [f"{chr(97 + place % 26) * 4}{chr(97 + place // 26) * 3} prima" for place in range(200)]
    rare["OPEN_1"] = rare["OPEN_1"].str.replace("prima", "de")
    assert "No word was used by enough" in said(tmp_path, rare)[2]["words.apart.OPEN_1"].text


def test_without_the_question_on_recommending_nothing_is_compared(tmp_path):
    toml = ENGAGEMENT.replace('[questions]\nrecommendation = "r"\n', "")
    assert set(said(tmp_path, answers(), engagement=toml)[2]) == {"words.wrote.OPEN_1", "words.themes.OPEN_1"}


def test_no_chapter_no_sentence(tmp_path):
    job = words_job(tmp_path, answers()[["r"]])
    assert words(job, None) == ()


def test_a_sentence_names_a_few_words(planted):
    job, result, _ = planted
    assert theme_name(job, ("a", "b", "c", "d")) == "“a, b, c”"
    assert MOST_NAMED == 6
    assert question_of(job, result.questions[0]).startswith(
        "Why did you give this mark for recommending Klein?"
    )


def test_the_wording_of_the_engagement_comes_first(tmp_path):
    toml = ENGAGEMENT.replace("consent = true", 'consent = true\ntext = { nl = "Waarom?", en = "Why?" }')
    job, result, _ = said(tmp_path, answers(), engagement=toml)
    assert question_of(job, result.questions[0]) == "Why?"
