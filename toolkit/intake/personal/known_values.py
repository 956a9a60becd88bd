"""Values of declared personal columns, found again in open answers: the same row's, and those of other rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import chain

import numpy as np
import pandas as pd

from toolkit.intake.personal.name_lists import fold, name_list
from toolkit.intake.personal.names import Span

# A value as its folded words; a text holds it where the same words follow each other, whatever stands between them.
Phrase = tuple[str, ...]
Phrases = Mapping[str, tuple[Phrase, ...]]

_LEFT_OUT = """
anonymous anoniem nvt onbekend unknown none geen nee ja yes no test null nan leeg empty xxx info mail sales contact
admin
van von der den des het ten ter del las los bin ibn dos
"""
PLACEHOLDERS = frozenset(_LEFT_OUT.split())
# A sign of private use stands for what is hidden: no value reaches over it.
_TOKEN = re.compile("[^\\W_]+|\ue000")
# Another respondent's value counts only where so few have it that it points to a person.
SHARED_BY, SHARED_BY_SHARE = 5, 0.01


def by_first_word(phrases: Iterable[Phrase]) -> Phrases:
    """Order phrases by their first word, the longest of a word first."""
    ordered: dict[str, list[Phrase]] = {}
    for phrase in set(phrases):
        ordered.setdefault(phrase[0], []).append(phrase)
    return {
        first: tuple(some if len(some) == 1 else sorted(some, key=lambda one: (-len(one), one)))
        for first, some in ordered.items()
    }


def joined(own: Phrases, everybody: Phrases) -> Phrases:
    """Look for both, a respondent's own values first."""
    return {**everybody, **{first: (*some, *everybody.get(first, ())) for first, some in own.items()}}


def safe_phrases(known: pd.DataFrame) -> Phrases:
    """Give the values that are looked for in everybody's answers.

    They are long enough to be no ordinary word (two words and seven signs, a word of eight letters, or five signs
    with a digit), and few rows share them.
    """
    most = max(SHARED_BY, SHARED_BY_SHARE * len(known))
    found: list[Phrase] = []
    for _, cells in known.items():
        codes, different = pd.factorize(cells)
        times = np.bincount(codes[codes >= 0], minlength=len(different))
        few = (_words(str(cell)) for cell, number in zip(different, times, strict=True) if number <= most)
        found += [phrase for phrase in few if _is_safe(phrase)]
    return by_first_word(found)


def own_phrases(words: Sequence[set[str]], places: np.ndarray, known: pd.DataFrame) -> dict[int, Phrases]:
    """Give, by place of the row, the values of its own cells and their words, where its own text may hold one.

    `words` are those of the different texts, and `places` says which of these each row has (-1: none). Matched as pairs
    of text and word, so that only rows with a hit are ever looked at one by one.
    """
    rows, cells = [], []
    phrases: list[tuple[Phrase, ...]] = []
    for _, column in known.items():
        codes, different = pd.factorize(column)
        filled = np.flatnonzero((codes >= 0) & (places >= 0))
        rows.append(filled)
        cells.append(codes[filled] + len(phrases))
        phrases += [_own(str(cell)) for cell in different]
    if not phrases:
        return {}
    row, cell = np.concatenate(rows), np.concatenate(cells)
    firsts = [sorted({phrase[0] for phrase in some}) for some in phrases]
    each_row, each_first, each_cell = _exploded(row, cell, firsts)
    codes, _ = pd.factorize(np.array([*each_first, *chain.from_iterable(words)], dtype=object))
    count = int(codes.max(initial=0)) + 1
    of_text = np.repeat(np.arange(len(words)), [len(some) for some in words])
    in_texts = of_text * count + codes[len(each_first) :]
    asked = pd.Series(places[each_row] * count + codes[: len(each_first)])
    hit = asked.isin(in_texts).to_numpy()
    own: dict[int, set[Phrase]] = {}
    for place, one in zip(each_row[hit].tolist(), each_cell[hit].tolist(), strict=True):
        own.setdefault(place, set()).update(phrases[one])
    return {place: by_first_word(some) for place, some in own.items()}


def _exploded(
    row: np.ndarray, cell: np.ndarray, firsts: Sequence[Sequence[str]]
) -> tuple[np.ndarray, list[str], np.ndarray]:
    lengths = np.array([len(some) for some in firsts], dtype=np.int64)[cell]
    flat = chain.from_iterable(firsts[one] for one in cell.tolist())
    return np.repeat(row, lengths), list(flat), np.repeat(cell, lengths)


def words_of(text: str) -> set[str]:
    """Give the folded words of a text, also without the s of a genitive."""
    words = set(_TOKEN.findall(fold(text)))
    return words | {word[:-1] for word in words if word.endswith("s")}


def known_spans(text: str, phrases: Phrases) -> list[Span]:
    """Find where a text holds one of these values: (start, end) each, none overlapping another."""
    found = list(_TOKEN.finditer(text))
    words = [fold(token[0]) for token in found]
    spans: list[Span] = []
    place = 0
    while place < len(words):
        length = _length_at(words, place, phrases)
        if length:
            spans.append((found[place].start(), found[place + length - 1].end()))
        place += max(length, 1)
    return spans


def _length_at(words: Sequence[str], place: int, phrases: Phrases) -> int:
    for first in (words[place], words[place].removesuffix("s")):
        for phrase in phrases.get(first, ()):
            *others, last = words[place : place + len(phrase)]
            if tuple(others) == phrase[:-1] and last in (phrase[-1], phrase[-1] + "s"):
                return len(phrase)
    return 0


def _words(cell: str) -> Phrase:
    # A number of a customer, as a million cells are, is one word as it stands.
    return (cell,) if cell.isascii() and cell.isdigit() else tuple(_TOKEN.findall(fold(cell)))


def _is_safe(phrase: Phrase) -> bool:
    signs = sum(map(len, phrase))
    if not phrase or "".join(phrase) in PLACEHOLDERS or all(word in name_list("ordinary") for word in phrase):
        return False
    if any(word.isdecimal() or not word.isalpha() for word in phrase):
        return signs >= 5
    return signs >= 7 if len(phrase) > 1 else signs >= 8


def _own(cell: str) -> tuple[Phrase, ...]:
    """Give what is looked for in the respondent's own answer: the whole cell, and its words that may be names."""
    whole = _words(cell)
    if not whole or sum(map(len, whole)) < 3 or "".join(whole) in PLACEHOLDERS:
        return ()
    if "@" in cell:
        least, parts = 4, _words(cell.split("@", maxsplit=1)[0])
    else:
        least, parts = (6 if re.search(r"\d", cell) else 3), whole
    if len(parts) > 8:
        parts = ()
    names = ((word,) for word in parts if len(word) >= least and word.isalpha() and word not in _stops())
    return (whole, *names) if any(word not in _stops() for word in whole) else ()


@cache
def _stops() -> frozenset[str]:
    return PLACEHOLDERS | name_list("ordinary") | name_list("no_name")
