"""The chapter on words: what is compared, what is hidden, which quotes may be shown."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.words_client import ENGAGEMENT, THEMES, answers, entry, words_job
from toolkit.analysis.baseline.word_counts import ALL_GROUPS, SIDES, smallest
from toolkit.analysis.baseline.words import Words, words
from toolkit.catalogues import catalogue_file
from toolkit.errors import EngagementError
from toolkit.findings.baseline.words import words as say_words
from toolkit.measures.multiplicity import holm
from toolkit.measures.words.odds import fisher_p

PROMOTER_WORDS, DETRACTOR_WORDS = {"vriendelijk", "betrouwbaar"}, {"duur", "traag"}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return answers()


@pytest.fixture(scope="module")
def result(frame, tmp_path_factory) -> Words:
    found = words(words_job(tmp_path_factory.mktemp("words"), frame))
    assert found is not None
    return found


def uses(frame: pd.DataFrame, word: str) -> pd.Series:
    return frame["OPEN_1"].str.contains(rf"\b{word}\b")


def test_the_planted_words_are_found(result):
    (one,) = result.questions
    sides = one.apart["side"]
    assert set(sides.index[sides == "promoter"]) == PROMOTER_WORDS
    assert set(sides.index[sides == "detractor"]) == DETRACTOR_WORDS
    assert one.compared
    assert (one.apart["p_holm"] < 0.05).all()


def test_shares_are_those_of_who_wrote(frame, result):
    (one,) = result.questions
    wrote = frame["OPEN_1"] != ""
    assert one.wrote == wrote.sum()
    assert one.share is not None
    assert one.share.value == pytest.approx(wrote.mean())
    promoters, detractors = frame[wrote & (frame["r"] >= 9)], frame[wrote & (frame["r"] <= 6)]
    for word, row in one.apart.iterrows():
        used = [uses(part, str(word)) for part in (promoters, detractors)]
        assert [row["promoter"], row["detractor"]] == pytest.approx([some.mean() for some in used])
        p = fisher_p([used[0].sum()], [used[1].sum()], len(promoters), len(detractors))[0]
        assert row["p"] == pytest.approx(p)
        told = [min(part for part in (some.sum(), (~some).sum()) if part) for some in used]
        assert [row["promoter_told"], row["detractor_told"]] == pytest.approx(told)
        assert row["drawn"] == all(number >= 10 for number in told)
        assert row["p_told"] >= 10 if row["drawn"] else row["p_told"] == 1


def test_themes_come_back_and_are_counted_from_their_words(frame, result):
    (one,) = result.questions
    assert one.themes is not None
    assert {frozenset(told) for told in one.themes["words"]} == {frozenset(theme) for theme in THEMES}
    wrote = frame[frame["OPEN_1"] != ""]
    for row in one.themes.itertuples():
        named = pd.concat([uses(wrote, word) for word in row.words], axis=1).any(axis=1)
        assert (row.estimate, row.n) == pytest.approx((named.mean(), len(wrote)))
        assert row.promoter == pytest.approx(named[wrote["r"] >= 9].mean())
        assert row.passive == pytest.approx(named[wrote["r"].between(7, 8)].mean())
        assert row.detractor == pytest.approx(named[wrote["r"] <= 6].mean())
        assert row.side == ""
        assert row.low < row.estimate < row.high


def test_one_family_of_words_and_themes(result):
    (one,) = result.questions
    assert one.themes is not None
    assert result.tests == one.judged + len(one.themes)
    # The smallest p-value of the family is multiplied by its size.
    assert one.apart["p_holm"].min() == pytest.approx(one.apart["p"].min() * result.tests)
    assert holm([0.01] * 3).tolist() == [0.03] * 3


def test_a_theme_that_promoters_name_more_is_told(tmp_path):
    frame = answers(planted=False)
    solar = frame["OPEN_1"].str.contains("|".join(THEMES[1]))
    frame.loc[solar, "r"] = np.where(np.arange(solar.sum()) % 20 < 19, 10, 3)
    found = words(words_job(tmp_path, frame))
    assert found is not None
    assert found.questions[0].themes is not None
    sides = {frozenset(row.words): row.side for row in found.questions[0].themes.itertuples()}
    assert sides[frozenset(THEMES[1])] == "promoter"


def test_nothing_is_claimed_where_nothing_is_planted(tmp_path):
    found = words(words_job(tmp_path, answers(planted=False, themes=False, seed=3)))
    assert found is not None
    (one,) = found.questions
    assert one.apart.empty
    assert one.judged > 10
    assert one.themes is not None
    assert one.themes.empty


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give what the first call gave to every later call."""
    made: list[Any] = []

    def kept(*args: Any, **options: Any) -> Any:
        if not made:
            made.append(function(*args, **options))
        return made[0]

    return kept


@pytest.mark.simulation
def test_false_claims_of_the_chapter(tmp_path, monkeypatch):
    """At most 5% of clients whose customers write the same get a word or theme that sets them apart."""
    rng, claimed, draws = np.random.default_rng(9), 0, 24
    job = words_job(tmp_path, answers(250, planted=False, seed=4))
    # Only the marks are drawn anew: the words of the answers, and their themes, are found once.
    chapter = importlib.import_module("toolkit.analysis.baseline.words")
    for name in ("terms", "themes"):
        monkeypatch.setattr(chapter, name, once(getattr(chapter, name)))
    for _ in range(draws):
        marks = pd.DataFrame({"r": rng.permutation(job.survey.items["r"])})
        told = words(replace(job, surveys=(replace(job.survey, items=marks),)))
        assert told is not None
        (one,) = told.questions
        claimed += not one.apart.empty or (one.themes is not None and bool((one.themes["side"] != "").any()))
    assert claimed / draws <= 0.05 + 3 * (0.05 * 0.95 / draws) ** 0.5


def test_no_open_question_no_chapter(tmp_path):
    assert words(words_job(tmp_path, answers()[["r"]])) is None


def test_fewer_answers_than_the_minimum_no_chapter(tmp_path):
    frame = answers(200)
    frame.loc[9:, "OPEN_1"] = ""
    assert words(words_job(tmp_path, frame)) is None


def test_how_many_wrote_is_not_told_where_all_but_a_few_did(tmp_path):
    frame = answers(200)
    frame["OPEN_1"] = [f"De prijs van {text} is goed" for text in frame["OPEN_1"]]
    frame.loc[:4, "OPEN_1"] = ""
    found = words(words_job(tmp_path, frame))
    assert found is not None
    assert (found.questions[0].wrote, found.questions[0].share) == (None, None)


def test_without_enough_detractors_nothing_is_compared(tmp_path):
    frame = answers()
    frame.loc[frame["r"] <= 6, "OPEN_1"] = ""
    found = words(words_job(tmp_path, frame))
    assert found is not None
    (one,) = found.questions
    assert (one.compared, one.judged, len(one.apart)) == (False, 0, 0)
    assert one.themes is not None
    assert "promoter" not in one.themes
    assert len(one.themes) == 2


def test_without_the_question_on_recommending_there_are_themes_only(tmp_path):
    toml = ENGAGEMENT.replace('[questions]\nrecommendation = "r"\n', "")
    found = words(words_job(tmp_path, answers(), engagement=toml))
    assert found is not None
    assert not found.questions[0].compared
    assert found.questions[0].themes is not None
    assert len(found.questions[0].themes) == 2


def test_equal_weights_change_nothing_and_the_same_answers_give_the_same(tmp_path, frame, result):
    toml = ENGAGEMENT.replace('id = "w1"', 'id = "w1"\nweight = "w"')
    weighted = words(words_job(tmp_path, frame.assign(w=2.0), engagement=toml))
    assert weighted is not None
    for name in ("apart", "themes"):
        pd.testing.assert_frame_equal(
            getattr(weighted.questions[0], name), getattr(result.questions[0], name), check_exact=False
        )


def test_a_group_on_few_customers_after_weighting_is_not_shown(tmp_path, frame):
    # One detractor weighs so much that all detractors together count for less than ten.
    heavy = np.where(frame["r"] <= 6, 1.0, 1.0)
    heavy[frame.index[(frame["r"] <= 6) & (frame["OPEN_1"] != "")][0]] = 60.0
    toml = ENGAGEMENT.replace('id = "w1"', 'id = "w1"\nweight = "w"')
    found = words(words_job(tmp_path, frame.assign(w=heavy), engagement=toml))
    assert found is not None
    assert not found.questions[0].compared


def test_small_numbers_are_marked_for_the_gate(tmp_path):
    # Of a theme only five detractors name it: their share is hidden, and with it one other of the four groups.
    frame = answers(600, planted=False, seed=6)
    solar = frame["OPEN_1"].str.contains("|".join(THEMES[1])) & (frame["r"] <= 6)
    frame.loc[frame.index[solar][5:], "r"] = 8
    found = words(words_job(tmp_path, frame))
    assert found is not None
    assert found.questions[0].themes is not None
    table = found.questions[0].themes
    row = table[[set(told) == set(THEMES[1]) for told in table["words"]]].iloc[0]
    hidden = [row[f"{group}_told"] == 1 for group in ALL_GROUPS if group != "unrated"]
    assert row["detractor_told"] == 1
    assert sum(hidden) >= 2


def test_no_number_of_few_customers_stands_in_a_repr(result):
    assert "_told" not in repr(result)
    assert "traag" not in repr(result)


def test_smallest_by_hand():
    users, others = np.array([0.0, 3, 40, 0]), np.array([50.0, 47, 4, 0])
    assert smallest(users, others).tolist() == [50, 3, 4, 0]
    assert SIDES == ("promoter", "detractor")


def quoted(tmp_path, frame, *quotes: str, engagement: str = ENGAGEMENT):
    found = words(words_job(tmp_path, frame, quotes="\n".join(quotes), engagement=engagement))
    assert found is not None
    return [(one.text, one.language, one.group) for one in found.questions[0].quotes]


@pytest.fixture
def spoken(frame) -> pd.DataFrame:
    said = frame.copy()
    for mark, text in (
        (10, "Het is een fijn bedrijf"),
        (2, "They were never on time"),
        (7, "Er is niets mis mee"),
    ):
        place = said.index[(said["r"] == mark) & (said["OPEN_1"] != "")][0]
        said.loc[place, "OPEN_1"] = text
    for place in said.index[said["r"].isin([0, 9])][:2]:
        said.loc[place, "OPEN_1"] = "Prima en verder niets"
    said.loc[said.index[said["r"] == 9][0], "OPEN_1"] = "Prima en verder niets"
    said.loc[said.index[said["r"] == 0][0], "OPEN_1"] = "Prima en verder niets"
    return said


def test_quotes_come_with_their_language_and_group(tmp_path, spoken):
    texts = ("Het is een fijn bedrijf", "They were never on time", "niets mis mee", "Prima en verder niets")
    assert quoted(tmp_path, spoken, *map(entry, texts)) == [
        ("Het is een fijn bedrijf", "nl", "promoter"),
        ("They were never on time", "en", "detractor"),
        ("niets mis mee", "nl", "passive"),
        # Said by a promoter and by a detractor: of no group.
        ("Prima en verder niets", "nl", ""),
    ]


def test_a_group_that_too_few_answered_is_not_told_beside_a_quote(tmp_path, spoken):
    few = spoken.copy()
    others = few.index[(few["r"] <= 6) & ~few["OPEN_1"].isin(["They were never on time"])]
    few.loc[others, "OPEN_1"] = ""
    assert quoted(tmp_path, few, entry("They were never on time")) == [("They were never on time", "en", "")]


def test_a_quote_that_nobody_wrote_stops_the_chapter_even_where_it_shows_nothing(tmp_path):
    frame = answers(200)
    frame.loc[9:, "OPEN_1"] = ""
    with pytest.raises(EngagementError, match="is what nobody wrote in w1"):
        words(words_job(tmp_path, frame, quotes=entry("Dat schreef niemand")))


def test_answers_in_another_language_are_not_examined(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = tmp_path_factory.mktemp("locale") / "de" / "LC_MESSAGES" / "report.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_bytes(catalogue_file("nl").read_bytes())
    monkeypatch.setattr("toolkit.catalogues.CATALOGUES", catalogue.parents[2])
    german = ENGAGEMENT.replace('language = "nl"', 'language = "de"')
    job = words_job(tmp_path, answers(200), language="", engagement=german)
    found = words(job)
    assert found is not None
    (one,) = found.questions
    assert one.themes is None
    assert not one.compared
    told = {finding.key: finding.text for finding in say_words(job, found)}
    assert "alleen voor Nederlands en Engels" in told["words.themes.OPEN_1"]
    assert not any(key.startswith("words.apart") for key in told)
