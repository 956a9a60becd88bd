"""Texts become words: normalised, lemmatised, counted once per respondent."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simplemma import lemmatize
from stop_words import get_stop_words

from toolkit.errors import StatisticsError
from toolkit.intake.personal.redaction import MARKS
from toolkit.measures.words import tokens
from toolkit.measures.words.lexicon import LANGUAGES, lemma, negators, own_words, stop_words
from toolkit.measures.words.tokens import Terms, terms


def used(found: Terms) -> list[list[str]]:
    """The words of each text."""
    return [[word for word, one in zip(found.words, row, strict=True) if one] for row in found.used.toarray()]


def words_of(text: str | None, language: str = "nl") -> list[str]:
    return used(terms(pd.Series([text]), language=language))[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("De monteurs waren vriendelijk!", ["monteur", "vriendelijk"]),
        ("MONTEURS, monteur; Monteur", ["monteur"]),
        ("Coo\u0308peratie", ["coöperatie"]),  # composed
        ("écht góéd", ["goed"]),
        ("auto’s", ["auto"]),
        ("3 facturen van € 12,50 en CO2", ["factuur"]),
        ("Dat kan beter, het is duur", ["beter", "duur"]),
        ("niet blij", ["niet blij"]),
        ("niet echt heel blij", ["niet blij"]),
        ("Dat helpt niet", ["niet helpen"]),
        ("De rekening klopt niet en niemand helpt", ["helpen", "niemand", "niet kloppen", "rekening"]),
        ("Er is één monteur", ["monteur"]),
        ("Groene stroom", ["groen", "stroom"]),
        ("Geen reactie gekregen.", ["geen reactie"]),
        ("Niet, maar blij", ["blij"]),
        ("niet alleen snel maar ook goedkoop", ["goedkoop", "snel"]),
        ("zonder problemen", ["zonder probleem"]),
        ("nooit\nbereikbaar", ["bereikbaar"]),
        ("", []),
        (None, []),
    ],
)
def test_dutch(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The staff were friendly", ["friendly", "staff"]),
        ("It doesn't work", ["not work"]),
        ("They cannot help me", ["not help"]),
        ("No problems at all, good value", ["good", "no problem", "value"]),
        ("It could be better", ["better"]),
        ("not only quick but also cheap", ["cheap", "quick"]),
        ("The engineer's bills", ["bill", "engineer"]),
    ],
)
def test_english(text, words):
    assert words_of(text, "en") == words


def test_a_word_counts_once_per_respondent():
    found = terms(pd.Series(["prijs prijs prijzen", "prijs"], index=[7, 3]), language="nl")
    assert found.words == ("prijs",)
    assert found.used.toarray().tolist() == [[1.0], [1.0]]


def test_each_text_is_read_in_its_own_language():
    texts = pd.Series(["het was de beste service van het land", "the service was what I wanted", "service"])
    found = terms(texts, language="nl")
    assert found.languages.tolist() == ["nl", "en", "nl"]
    assert terms(texts, language="en").languages.tolist() == ["nl", "en", "en"]
    assert "the" not in found.words
    assert used(found)[2] == ["service"]


def test_marks_of_redaction_are_no_words():
    texts = pd.Series([f"prijs {mark} service" for mark in MARKS.values()])
    assert used(terms(texts, language="nl")) == [["prijs", "service"]] * len(MARKS)
    only = terms(pd.Series([*MARKS.values(), "ok", "?!", "9"]), language="nl")
    assert only.wrote.tolist() == [False] * len(MARKS) + [True, False, True]


def test_a_mark_ends_a_clause():
    assert words_of("niet […: N.N.] blij") == ["blij"]


def test_ignored_words_are_left_out():
    found = terms(pd.Series(["Voorbeeld Energie is goedkoop"]), language="nl", ignore=["Voorbeeld Energie"])
    assert found.words == ("goedkoop",)


def test_pieces_change_nothing(monkeypatch):
    texts = pd.Series(
        ["niet blij", "the price is not good", None, "blij met de prijs", "9", "een\nprijs"] * 3
    )
    whole = terms(texts, language="nl")
    monkeypatch.setattr(tokens, "_PIECE", 4)
    parts = terms(texts, language="nl")
    assert parts.words == whole.words
    assert (parts.used != whole.used).nnz == 0
    assert parts.languages.tolist() == whole.languages.tolist()


def test_nothing_at_all():
    for texts in (pd.Series([], dtype=object), pd.Series([None, ""])):
        found = terms(texts, language="nl")
        assert found.words == ()
        assert found.used.shape == (len(texts), 0)


def test_an_unknown_language():
    with pytest.raises(StatisticsError, match="'de' is unknown; use one of nl, en"):
        terms(pd.Series(["gut"]), language="de")


def test_some_words_can_be_kept():
    found = terms(pd.Series(["prijs en service", "service"]), language="nl")
    kept = found.kept(found.used.sum(axis=0) > 1)
    assert kept.words == ("service",)
    assert kept.used.toarray().tolist() == [[1.0], [1.0]]


ALPHABET = "abcdeéïßñİ'’ -.,!?9€\n[…]:\u0301\u200b"


@settings(max_examples=25)
@given(st.lists(st.one_of(st.none(), st.text(ALPHABET, max_size=30)), max_size=6), st.sampled_from(LANGUAGES))
def test_any_text_gives_sound_words(texts, language):
    found = terms(pd.Series(texts, dtype=object), language=language)
    assert found.used.shape == (len(texts), len(found.words))
    assert set(found.used.data.tolist()) <= {1.0}
    assert sorted(set(found.words)) == list(found.words)
    assert not any(character.isdigit() or character == "\n" for word in found.words for character in word)
    # Each text alone gives what it gives among others.
    assert used(found) == [words_of(text, language) for text in texts]


@settings(max_examples=25)
@given(st.lists(st.text("abce dniet.", max_size=20), min_size=2, max_size=5))
def test_the_order_of_respondents_does_not_matter(texts):
    forward, backward = (terms(pd.Series(one), language="nl") for one in (texts, texts[::-1]))
    assert forward.words == backward.words
    assert (forward.used.toarray() == backward.used.toarray()[::-1]).all()


def test_lemmas_are_those_of_simplemma_but_for_our_own():
    for word, language in (("klanten", "nl"), ("gewerkt", "nl"), ("bills", "en"), ("friendlier", "en")):
        assert lemma(word, language) == lemmatize(word, lang=language)
    assert lemmatize("beter", lang="nl") == "goed"
    assert lemma("beter", "nl") == "beter"


def test_stop_words_are_those_of_the_package_but_for_our_own():
    assert len(set(get_stop_words("nl")) - stop_words("nl")) == 1
    assert {"good", "problem", "welcome"} <= set(get_stop_words("en")) - stop_words("en")
    assert not own_words("nl") & own_words("en")
    for language in LANGUAGES:
        denying = negators(language)
        assert all(denying(word) for word in {"nl": ["niet", "geen"], "en": ["not", "isn't"]}[language])
