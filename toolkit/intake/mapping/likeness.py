"""How alike questions are, whatever the client's name, the platform's frills and the ways to inflect a word.

Two texts are compared as bags of words. A word is the bag of its groups of three letters, so that "aanbeveelt" is near
"aanbevelen"; it weighs by how rare it is (Spärck Jones 1972, J Documentation 28(1)): what stands in many questions says
little. The likeness is the cosine of the two bags (Salton, Wong & Yang 1975, Comm. ACM 18(11)).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Words: TypeAlias = tuple[str, ...]

ORG, CATEGORY = "orgslot", "categoryslot"
# What a questionnaire says in place of the client's name.
WE = frozenset(("ons", "onze", "wij", "we", "us", "our"))
NEGATION = re.compile(
    r"niet|geen|nooit|nergens|niets|zonder|noch|no|not|never|nothing|without|cannot|neither|nor|"
    r"(?:do|does|did|wo|would|ca|could|is|are|was|were|have|has|had|should)nt"
)

LONGEST = 4_000
TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,300}>")
PIPED = re.compile(r"\$\{[^{}]{0,200}\}|\{\{[^{}]{0,200}\}\}|%%?\w{1,40}%%?")
NUMBERED = re.compile(
    r"^\s*(?:\[?[a-z]{0,3}[0-9]{1,4}[a-z]?(?:[._][0-9a-z]{1,4})?\]?\s*[.:)\-–]\s+)+", re.IGNORECASE
)
ASIDE = re.compile(r"\([^()]*\)")
APOSTROPHE = re.compile("['’]")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
FORM = r"[\s,]+(?:b\.?\s?v\.?|n\.?\s?v\.?|v\.?o\.?f\.?|ltd\.?|inc\.?|plc|gmbh)"
LEGAL = re.compile(rf"{FORM}$", re.IGNORECASE)


def plain_question(text: str) -> str:
    """Strip what a platform wraps around a question: tags, entities, piped fields, a number in front.

    >>> plain_question("<p>Q12. Ik voel mij&nbsp;verbonden<br>met ons.</p>")
    'Ik voel mij verbonden met ons.'
    """
    bare = TAG.sub(" ", html.unescape(html.unescape(text[:LONGEST])))
    bare = " ".join(PIPED.sub(" ", bare).split())
    return NUMBERED.sub("", bare) or bare


def parts_of(question: str) -> tuple[str, ...]:
    """Give a question whole, and the row of a grid that it may end in: "Stellingen [De prijs is goed]", "Stem – Row".

    >>> parts_of("Stellingen [De prijs is goed]")
    ('Stellingen [De prijs is goed]', 'De prijs is goed')
    """
    whole = plain_question(question)
    found = [whole]
    if whole.endswith("]") and "[" in whole:
        found.append(whole[whole.rindex("[") + 1 : -1])
    found += [whole.rsplit(mark, 1)[1] for mark in (" - ", " – ", " | ", " > ") if mark in whole]
    return tuple(dict.fromkeys(part.strip() for part in found if part.strip()))


@dataclass(frozen=True, slots=True)
class Slots:
    """What fills {org} and {category} in the texts of questions, as patterns of folded text."""

    org: re.Pattern[str] | None = None
    category: re.Pattern[str] | None = None

    def words(self, text: str) -> Words:
        """Take a text apart: folded words, with names as slots; asides in brackets do not count.

        >>> slots_of(["ACME"]).words("How likely are you to recommend Acme? (0 = not at all)")
        ('how', 'likely', 'are', 'you', 'to', 'recommend', 'orgslot')
        """
        plain = _folded(text[:LONGEST]).replace("{org}", f" {ORG} ").replace("{category}", f" {CATEGORY} ")
        for pattern, slot in ((self.org, ORG), (self.category, CATEGORY)):
            plain = plain if pattern is None else pattern.sub(f" {slot} ", plain)
        found = WORD.findall(ASIDE.sub(" ", plain)) or WORD.findall(plain)
        return tuple(ORG if word in WE else APOSTROPHE.sub("", word) for word in found)


def slots_of(names: Iterable[str], categories: Iterable[str] = ()) -> Slots:
    """Make the slots of a client from what it is called, with and without legal form, and from what it sells."""
    return Slots(_names(LEGAL.sub("", name.strip()) for name in names), _names(categories))


def _names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Make the pattern that finds names in folded text, with any legal form, the longest first; None for no name."""
    folded = {" ".join(_folded(name).split()) for name in names}
    ordered = sorted((name for name in folded if re.search(r"\w", name)), key=lambda name: (-len(name), name))
    if not ordered:
        return None
    written = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ordered)
    return re.compile(rf"(?<!\w)(?:{written})(?:{FORM})?(?:['’]s)?(?!\w)")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def negated(words: Words) -> bool:
    """Say whether a text turns its meaning around an odd number of times.

    >>> negated(("ik", "voel", "mij", "niet", "verbonden"))
    True
    """
    return sum(NEGATION.fullmatch(word) is not None for word in words) % 2 == 1


def likeness(texts: Sequence[Words], targets: Sequence[Words]) -> np.ndarray:
    """Compare each text with each target: an array of len(texts) × len(targets), 0 (nothing alike) to 1 (same words).

    A word weighs log(1 + 1 / share), where its share is that of the targets or of the texts that hold it, whichever is
    higher: a name that stands in each column of a file says little too, although no target has it.
    """
    if not texts or not targets:
        return np.zeros((len(texts), len(targets)))
    vocabulary: dict[str, int] = {}
    for words in (*texts, *targets):
        for word in words:
            vocabulary.setdefault(word, len(vocabulary))
    if not vocabulary:
        return np.zeros((len(texts), len(targets)))
    ours, theirs = _held(texts, vocabulary), _held(targets, vocabulary)
    weights = np.log1p(1 / _shares(ours, theirs))
    letters = _letters(tuple(vocabulary))
    return np.clip((_bags(ours, weights, letters) @ _bags(theirs, weights, letters).T).toarray(), 0.0, 1.0)


# A share is not measured on fewer texts than this, for in a file of two columns each word would be frequent.
FEWEST = 20


def _shares(ours: csr_matrix, theirs: csr_matrix) -> np.ndarray:
    """Share of the targets or of the texts that hold a word; the text in hand itself does not count."""
    in_targets = np.asarray(theirs.sum(axis=0)).ravel() / theirs.shape[0]
    others = np.maximum(np.asarray(ours.sum(axis=0)).ravel() - 1, 0) / max(ours.shape[0], FEWEST)
    return np.maximum(np.maximum(in_targets, others), 1 / max(theirs.shape[0], FEWEST))


def _held(texts: Sequence[Words], vocabulary: dict[str, int]) -> csr_matrix:
    """Which text holds which word, as a matrix of 0 and 1."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - slow to import

    places = [[vocabulary[word] for word in dict.fromkeys(words)] for words in texts]
    starts = np.cumsum([0, *map(len, places)])
    flat = np.array([place for row in places for place in row], dtype=np.int64)
    return csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(texts), len(vocabulary)))


def _letters(vocabulary: Sequence[str]) -> csr_matrix:
    """Each word as its groups of three letters, with a mark at both ends, to length 1; one row per word."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - slow to import

    groups: dict[str, int] = {}
    places: list[int] = []
    values: list[float] = []
    starts = [0]
    for word in vocabulary:
        marked = f"^{word[:60]}$"
        times = Counter(marked[start : start + 3] for start in range(len(marked) - 2))
        length = sum(count * count for count in times.values()) ** 0.5
        places += [groups.setdefault(group, len(groups)) for group in times]
        values += [count / length for count in times.values()]
        starts.append(len(places))
    return csr_matrix((values, places, starts), shape=(len(vocabulary), len(groups)))


def _bags(held: csr_matrix, weights: np.ndarray, letters: csr_matrix) -> csr_matrix:
    """Each text as the weighted sum of its words, to length 1."""
    bags = (held.multiply(weights).tocsr() @ letters).tocsr()
    lengths = np.sqrt(np.asarray(bags.multiply(bags).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return bags.multiply((1 / lengths)[:, None]).tocsr()
