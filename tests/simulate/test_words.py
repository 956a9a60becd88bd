"""Open answers differ between promoters and detractors as planted; employees' units differ as their customers do."""

import re

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.simulate import complete_world
from toolkit.simulate.pulse import QUESTIONS, draw_pulse
from toolkit.simulate.remarks import GROUPS, THEMES
from toolkit.simulate.words import open_answers, theme_chances

TEAMS = next(choice for choice in complete_world().more.choices if choice.key == "team")


def ratings(n):
    return pd.Series(np.tile([10.0, 9.0, 8.0, 7.0, 6.0, 0.0], n))


def holding(text, theme, language):
    """Say which answers hold a sentence of a theme."""
    sentences = (re.escape(one).replace(r"\|", "|") for one in theme.texts[language])
    pattern = "|".join(re.sub(r"\\\[(.*?)\\\]", r"(?:\1)", one) for one in sentences)
    return text.str.contains(pattern)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_group_writes_of_its_themes_as_often_as_planted(language):
    rating = ratings(6_000)
    text = open_answers(rating, seed=5, language=language, answering=1.0, second=0.0)
    group = np.select([rating >= 9, rating >= 7], GROUPS[:2], GROUPS[2])
    true = theme_chances()
    for theme in THEMES:
        written = holding(text, theme, language)
        for name in GROUPS:
            here = group == name
            assert written[here].mean() == pytest.approx(true.loc[theme.key, name], abs=0.02)


def test_a_second_theme_comes_as_often_as_asked_and_is_another():
    rating = ratings(2_000)
    text = open_answers(rating, seed=2, answering=1.0, second=1.0)
    both = sum(holding(text, theme, "nl").astype(int) for theme in THEMES)
    assert both.max() == 2
    # A second draw of the same theme adds nothing, so somewhat fewer than all touch two.
    assert 0.75 < (both == 2).mean() < 0.95


def test_no_answer_contradicts_itself():
    text = open_answers(ratings(2_000), seed=2, answering=1.0, second=1.0)
    written = {theme.key: holding(text, theme, "nl") for theme in THEMES}
    for theme in THEMES:
        for other in written if "*" in theme.against else theme.against:
            assert other == theme.key or not (written[theme.key] & written[other]).any()
    assert (written["honest"] & written["wrong_bill"]).any()


def test_who_was_not_asked_writes_nothing_and_so_do_most():
    rating = pd.Series([np.nan, 9.0] * 2_000, index=range(10, 4_010))
    text = open_answers(rating, seed=1, answering=0.25)
    assert (text[rating.isna()] == "").all()
    assert (text[rating.notna()] != "").mean() == pytest.approx(0.25, abs=0.04)
    assert text.index.equals(rating.index)
    pd.testing.assert_series_equal(text, open_answers(rating, seed=1, answering=0.25))


def test_an_unknown_language_is_refused():
    with pytest.raises(StatisticsError, match="no sentences in the language de"):
        open_answers(ratings(1), seed=1, language="de")


def test_each_theme_has_as_many_sentences_in_each_language_and_none_is_personal():
    for theme in THEMES:
        assert set(theme.texts) == {"nl", "en"}
        assert len(theme.texts["nl"]) == len(theme.texts["en"]) == 3
        for sentence in (*theme.texts["nl"], *theme.texts["en"]):
            assert not re.search(r"@|\d|www|\b(mevrouw|meneer|dhr|mw|Mr|Mrs)\b", sentence)
            assert sentence.count("[") == sentence.count("]") <= 1
            assert sentence.encode("cp1252")


def test_units_of_employees_differ_as_their_customers_do():
    many = dict.fromkeys(TEAMS.shares, 4_000)
    frame = draw_pulse(TEAMS, many, tie=1.0, seed=1)
    assert frame["unit"].value_counts().to_dict() == many
    standing = frame.groupby("unit")[[item.id for item in QUESTIONS]].mean().mean(axis=1)
    tilts = pd.Series(TEAMS.tilts)
    assert standing.corr(tilts) > 0.99
    loading_sd = QUESTIONS[0].loading * QUESTIONS[0].sd
    assert np.polyfit(tilts, standing[tilts.index], 1)[0] == pytest.approx(loading_sd, rel=0.1)
    assert frame.drop(columns="unit").dtypes.eq(np.int64).all()


def test_without_a_tie_units_of_employees_are_alike():
    frame = draw_pulse(TEAMS, dict.fromkeys(TEAMS.shares, 4_000), tie=0.0, seed=1)
    standing = frame.groupby("unit").mean().mean(axis=1)
    assert np.ptp(standing) < 0.12


def test_a_unit_without_customers_is_refused():
    with pytest.raises(StatisticsError, match="no unit T9"):
        draw_pulse(TEAMS, {"T9": 10}, tie=1.0, seed=1)
