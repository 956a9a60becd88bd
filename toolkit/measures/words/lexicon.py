"""What is known of Dutch and English words: their lemmas, which say nothing, and which deny.

Lemmas are simplemma's and stop words those of the package stop-words, whose lists travel in their wheels: nothing is
downloaded. What stands here are our corrections for answers of customers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

LANGUAGES: Final = ("nl", "en")


def _each(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


# Words that say nothing of what a customer thinks, beside those of the package; lemmas and other forms.
_ADDED: Final[Mapping[str, frozenset[str]]] = {
    "nl": _each(
        "achter alleen allemaal alsof ander anders behoorlijk best cijfer daarna daarom daarvoor "
        "doordat echt eerst eigenlijk elders elk elke enkel enkele erg ergens erna even gaan gegeven "
        "geven geweest gewoon gewoonweg graag haar hebben heel hele hierdoor hoor houden hun ieder "
        "iedere iedereen indien inmiddels jij jou jouw jullie komen krijgen laat laten leggen m'n "
        "maken mee moeten mogen namelijk nee nemen nogal nou nvt ofzo ooit opmerking paar pas per qua "
        "s soms sowieso sta staan t tevens tijdens toe totaal tussen uiteraard vaak vanaf vanuit "
        "verder via vind vinden volgens vooral waar waarbij waarom waarop wanneer weer weet welk "
        "welke weten willen worden z'n zeer zeg zeggen zelfs zetten zien zitten zo'n zoals zodat "
        "zodra zullen"
    ),
    "en": _each("bit bits far give lot lots mark maybe one really tell thing things us would"),
}
# Words on the package's lists that do say something: opinions, and what a company sells or does.
_KEPT: Final[Mapping[str, frozenset[str]]] = {
    "nl": frozenset(["altijd"]),
    "en": _each(
        "always appreciate appropriate available awfully best better bill certain clear clearly "
        "different differently difficult empty enough fill free full good great greater greatest "
        "hardly help homepage hopefully important information interest interested interesting long "
        "longer longest necessary new newer newest old older oldest open opening order ordered "
        "ordering orders page pages poorly problem problems promptly proud quickly recent recently "
        "reasonably ring serious seriously similar sincere site slightly small smaller sorry stop "
        "suggest sure system test thank thanks thanx thorough thoroughly together unfortunately "
        "unlikely useful usefully usefulness value website webpage welcome well willing work worked "
        "working works young younger"
    ),
}
# Where the lemma would say something else than the word: "beter" of what should improve is no "goed".
_LEMMAS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "app": "app",
        "apps": "app",
        "bel": "bellen",
        "gestaan": "staan",
        "stroom": "stroom",
        "bellen": "bellen",
        "beter": "beter",
        "betere": "beter",
        "kost": "kosten",
        "kosten": "kosten",
        "minder": "minder",
        "netjes": "netjes",
        "slechter": "slechter",
        "slechtere": "slechter",
        "uitleggen": "uitleggen",
        "wacht": "wachten",
        "wachten": "wachten",
    },
    "en": {
        "best": "best",
        "better": "better",
        "less": "less",
        "worse": "worse",
        "worst": "worst",
        "waiting": "wait",
    },
}
_NEGATORS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {one: one for one in ("niet", "geen", "nooit", "zonder")},
    "en": {one: one for one in ("not", "no", "never", "without")} | {"cannot": "not"},
}
# Denials that may stand behind what they deny, in Dutch only: "dat werkt niet", "hij belt nooit".
TRAILING: Final = frozenset(["niet", "nooit"])
# These begin another clause, so that a denial before them does not reach behind them.
CONJUNCTIONS: Final = frozenset(
    ["en", "maar", "want", "of", "dus", "omdat", "terwijl", "and", "but", "or", "so", "because", "while"]
)
# After these a denial denies nothing: "niet alleen snel, maar ook vriendelijk".
NOT_ONLY: Final = frozenset(["alleen", "enkel", "slechts", "only", "just"])


def lemma(word: str, language: str) -> str:
    """Give the dictionary form of a word in small letters; the word itself where none is known.

    >>> lemma("medewerkers", "nl"), lemma("opgelost", "nl"), lemma("customers", "en"), lemma("beter", "nl")
    ('medewerker', 'oplossen', 'customer', 'beter')
    """
    from simplemma import is_known, lemmatize  # noqa: PLC0415 - slow to import

    known = _LEMMAS[language].get(word)
    if known is not None:
        return known
    # auto's, customer's: both languages hang an s on with an apostrophe.
    stem = word.removesuffix("'s") or word
    # An accent that only lays stress is no part of the word: écht, één.
    if not is_known(stem, lang=language) and is_known(unstressed(stem), lang=language):
        stem = unstressed(stem)
    # Separable verbs come as op_lossen.
    return str(lemmatize(stem, lang=language)).casefold().replace("_", "")


def unstressed(word: str) -> str:
    """Take the acute accents off a word.

    >>> unstressed("écht"), unstressed("coöperatie")
    ('echt', 'coöperatie')
    """
    apart = unicodedata.normalize("NFD", word).replace("\N{COMBINING ACUTE ACCENT}", "")
    return unicodedata.normalize("NFC", apart)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Give the words that say nothing of what a customer thinks.

    >>> "de" in stop_words("nl"), "good" in stop_words("en")
    (True, False)
    """
    return (_listed(language) - _KEPT[language]) | _ADDED[language]


@cache
def own_words(language: str) -> frozenset[str]:
    """Give the stop words by which a language is told from the other: those that the other has not.

    >>> "het" in own_words("nl"), "in" in own_words("nl"), "the" in own_words("en")
    (True, False, True)
    """
    others = [other for other in LANGUAGES if other != language]
    return _listed(language).difference(*map(_listed, others))


@cache
def _listed(language: str) -> frozenset[str]:
    from stop_words import get_stop_words  # noqa: PLC0415 - reads its files

    return frozenset(get_stop_words(language))


def negators(language: str) -> Callable[[str], str]:
    """Give what tells of a word how it denies ("niet" for "niet"), "" where it does not.

    >>> negators("en")("doesn't"), negators("nl")("nooit"), negators("nl")("altijd")
    ('not', 'nooit', '')
    """
    known = _NEGATORS[language]

    def denial(word: str) -> str:
        return "not" if language == "en" and word.endswith("n't") else known.get(word, "")

    return denial
