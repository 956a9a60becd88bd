"""Answers in people's own words as a table of who used which word, in Dutch and English.

A word counts once per respondent: the words of one answer hang together, and a story that says "price" five times is
still one customer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.words.lexicon import (
    CONJUNCTIONS,
    LANGUAGES,
    NOT_ONLY,
    TRAILING,
    lemma,
    negators,
    own_words,
    stop_words,
    unstressed,
)

IntArray = npt.NDArray[np.int64]

# What redaction left in the place of personal data; it is no word of anybody.
MARK = re.compile(r"\[…[^\[\]]*\]")
# A word of letters, with apostrophes and hyphens inside; what holds a digit is none. Signs end a clause, a line end
# ends the text.
_TOKEN = re.compile(r"(?<!\w)[^\W\d_]+(?:['-][^\W\d_]+)*(?!\w)|[.,;:!?()…\n]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "‐": "-", "‑": "-"})
_END = "\n"
# Between "niet" and the word it denies stand at most so many others ("niet echt heel blij"); behind it, none.
_REACH, _REACH_BACK = 3, 1
# Texts are taken a piece at a time, so that a million of them fit in memory.
_PIECE = 50_000


@dataclass(frozen=True, eq=False, slots=True)
class Terms:
    """Who used which word.

    `words`: the k different words in alphabetical order, as lemmas; a denied word has its denial before it
    ("niet blij"). `used`: scipy's csc_array, n × k, 1.0 where the respondent used the word. `languages`: the language
    of each text ("nl" or "en"), n. `wrote`: bool, n, whether the text has any letter or digit outside marks.
    """

    words: tuple[str, ...]
    used: Any
    languages: npt.NDArray[np.str_]
    wrote: npt.NDArray[np.bool_]

    def kept(self, columns: npt.NDArray[np.bool_]) -> Terms:
        """Keep only some words (bool, k)."""
        words = tuple(word for word, keep in zip(self.words, columns, strict=True) if keep)
        return Terms(words, self.used[:, np.flatnonzero(columns)], self.languages, self.wrote)


def terms(texts: pd.Series, *, language: str, ignore: Collection[str] = ()) -> Terms:
    """Count which words each text uses.

    `texts`: shape (n,), text, missing where there is none. `language`: "nl" or "en", of the texts that do not tell
    themselves; the others are read in the language of which they hold the most stop words. `ignore`: words that say
    nothing here, such as the name of the client.

    Composed (NFC) and in small letters; marks of redaction, stop words, numbers and single letters are left out; every
    other word becomes its lemma (simplemma), looked up once per different word. A word that is denied, by niet, geen,
    nooit or zonder, not, no, never or without, within the same clause, counts as another word: "niet blij" is no
    "blij".

    Raises StatisticsError for another language.
    In R this is near to `quanteda::dfm_weight(dfm(tokens), "boolean")` after `tokens_replace` with lemmas.

    >>> found = terms(pd.Series(["De monteurs waren vriendelijk!", "Niet blij met de monteur", None]), language="nl")
    >>> found.words
    ('monteur', 'niet blij', 'vriendelijk')
    >>> found.used.toarray().astype(int).tolist()
    [[1, 0, 1], [1, 1, 0], [0, 0, 0]]
    """
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow to import

    if language not in LANGUAGES:
        raise StatisticsError(f"language {language!r} is unknown; use one of {', '.join(LANGUAGES)}")
    plain = _plain(texts)
    ignored = frozenset(word for one in ignore for word in _words(one))
    languages = np.full(len(plain), language, dtype="<U2")
    rows, used = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=object)]
    for start in range(0, len(plain), _PIECE):
        piece = _tokens(plain.iloc[start : start + _PIECE])
        here = _languages(piece, len(plain.iloc[start : start + _PIECE]), language)
        languages[start : start + _PIECE] = here
        for one in LANGUAGES:
            if (here == one).any():
                theirs, words = _used(piece.of(here == one), one, ignored)
                rows.append(theirs + start)
                used.append(words)
    row, word = np.concatenate(rows), np.concatenate(used)
    names, places = np.unique(word.astype(str), return_inverse=True)
    pairs = np.unique(np.column_stack([row, places]), axis=0).astype(np.int64)
    matrix = csc_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(plain), len(names)))
    wrote = plain.str.contains(r"\w", regex=True).to_numpy(bool)
    return Terms(tuple(names.tolist()), matrix, languages, wrote)


@dataclass(frozen=True, eq=False, slots=True)
class _Tokens:
    """The tokens of texts in order: `codes` into `different`, the text (`row`) and the clause that each stands in."""

    different: npt.NDArray[np.object_]
    codes: IntArray
    row: IntArray
    clause: IntArray

    def of(self, rows: npt.NDArray[np.bool_]) -> _Tokens:
        """Keep the tokens of some texts."""
        here = rows[self.row]
        return _Tokens(self.different, self.codes[here], self.row[here], self.clause[here])

    def flags(self, words: Collection[str]) -> npt.NDArray[np.bool_]:
        """Say of each token whether it is one of these words."""
        return np.isin(self.different.astype(str), list(words))[self.codes]


def _plain(texts: pd.Series) -> pd.Series:
    plain = texts.astype("str").fillna("").reset_index(drop=True)
    return plain.str.replace(MARK.pattern, " ; ", regex=True)


def _words(text: str) -> list[str]:
    return [word for word in _TOKEN.findall(_folded(text)) if word[0].isalpha()]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold()).translate(_APOSTROPHES)


def _tokens(texts: pd.Series) -> _Tokens:
    """Cut texts into tokens, all at once."""
    # A line end within a text ends a clause only.
    joined = _END.join(texts.str.replace(r"[\r\n\v\f\x85\u2028\u2029]+", " ; ", regex=True))
    codes, different = pd.factorize(np.array(_TOKEN.findall(_folded(joined)) or [_END], dtype=object))
    different = np.asarray(different, dtype=object)
    end = different == _END
    sign = np.array([not word[0].isalpha() for word in different.tolist()], dtype=bool)
    word = ~sign[codes]
    ends = sign | np.isin(different.astype(str), list(CONJUNCTIONS))
    row, clause = np.cumsum(end[codes]), np.cumsum(ends[codes])
    return _Tokens(different, codes[word], row[word], clause[word])


def _languages(tokens: _Tokens, n: int, language: str) -> npt.NDArray[np.str_]:
    """Tell the language of each text by its stop words; where they do not decide, `language`."""
    own = {one: np.bincount(tokens.row[tokens.flags(own_words(one))], minlength=n) for one in LANGUAGES}
    other = next(one for one in LANGUAGES if one != language)
    return np.where(own[other] > own[language], other, language)


def _used(
    tokens: _Tokens, language: str, ignored: Collection[str]
) -> tuple[IntArray, npt.NDArray[np.object_]]:
    """Give the words that texts of one language use: the text and the word of each use."""
    here = np.unique(tokens.codes)
    lemmas = tokens.different.copy()
    lemmas[here] = [lemma(word, language) for word in tokens.different[here].tolist()]
    deny = negators(language)
    denies = tokens.flags([word for word in tokens.different.tolist() if deny(word)])
    denies &= ~np.append(tokens.flags(NOT_ONLY)[1:], False)
    stops = {*stop_words(language), *ignored}
    silent = np.array(
        [
            len(word) < 2 or not stops.isdisjoint((word, unstressed(word), base))
            for word, base in zip(tokens.different.tolist(), lemmas.tolist(), strict=True)
        ],
        dtype=bool,
    )[tokens.codes]
    content = np.flatnonzero(~silent & ~denies)
    said = lemmas[tokens.codes[content]]
    for place, word in _denied(tokens, content, np.flatnonzero(denies)):
        said[place] = f"{deny(word)} {said[place]}"
    return tokens.row[content], said


def _denied(tokens: _Tokens, content: IntArray, denials: IntArray) -> Iterator[tuple[int, str]]:
    """Find which words are denied: their place in `content`, and the word that denies them.

    A denial works on the next word of its clause; in Dutch, where it may come last ("dat werkt niet"), else on the one
    before.
    """
    if not len(content) or not len(denials):
        return
    after = np.searchsorted(content, denials)
    following, before = content[np.minimum(after, len(content) - 1)], content[np.maximum(after - 1, 0)]
    forward = (following > denials) & (following - denials <= _REACH + 1)
    forward &= tokens.clause[following] == tokens.clause[denials]
    words = tokens.different[tokens.codes[denials]]
    back = ~forward & (before < denials) & (denials - before <= _REACH_BACK)
    back &= (tokens.clause[before] == tokens.clause[denials]) & np.isin(words.astype(str), list(TRAILING))
    place = np.where(forward, after, after - 1)
    taken: set[int] = set()
    for one in np.flatnonzero(forward | back).tolist():
        if place[one] not in taken:
            taken.add(int(place[one]))
            yield int(place[one]), str(words[one])
