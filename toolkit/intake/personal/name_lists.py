"""The words by which names are known (`person_names.toml`), and how words are compared: folded."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

LISTS_FILE = Path(__file__).with_name("names.toml")
# Letters that do not come apart in a plain letter and its accent.
SINGLE_LETTERS = str.maketrans("øłđðıØŁĐÐ", "olddiOLDD") | str.maketrans({"æ": "ae", "œ": "oe", "þ": "th"})
# Firms that bear a person's name, so well known that it points to nobody.
BRANDS = re.compile(
    r"(?<!\w)(?:Albert Heijn|Hans Anders|Jan Linders|Van der Valk|Anne Frank|Van Gogh)(?!\w)", re.IGNORECASE
)
PARTICLE = (
    r"(?:(?i:(?:in|op|aan|bij|uit|onder|over|voor)\s+(?:de|den|der|het|['’`]t)|van|von|de|den|der|het|['’`]t|ter"
    r"|ten|te|el|al|bin|ibn|ait|da|das|dos|del|di|du|la|le|zu|vd|v\.\s?d\.?|v/d)\s+){1,3}"
)
_ACCENT = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")


def unaccented(text: str) -> str:
    """Take the accents off."""
    if text.isascii():
        return text
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text)).translate(SINGLE_LETTERS)


def fold(word: str) -> str:
    """Write a word in small letters without accents.

    >>> fold("Zoë"), fold("ŁUKASZ"), fold("Søren")
    ('zoe', 'lukasz', 'soren')
    """
    return unaccented(word.casefold())


@cache
def name_list(key: str) -> frozenset[str]:
    """Give one list of `person_names.toml`: folded words."""
    return frozenset(_lists()[key].split())


@cache
def places() -> frozenset[str]:
    """Give the towns that begin as a surname does: folded, of two words."""
    return frozenset(_lists()["places"])


@cache
def before(*keys: str) -> str:
    """Give what may stand before a name, as one pattern; a blank in it is any blank."""
    words = [one for key in keys for one in _lists()["before"][key]]
    return "|".join(re.sub(r" (?!\?)", r"\\s+", word) for word in words)


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(LISTS_FILE.read_text("utf-8"))


@cache
def all_listed() -> frozenset[str]:
    """Give every listed first name and surname."""
    keys = ("first", "first_capital", "first_word", "first_before", "last")
    return frozenset[str]().union(*map(name_list, keys))


def is_first_name(word: str) -> bool:
    """Say whether a folded word is a first name and, with a capital, nothing else."""
    return word in name_list("first") or word in name_list("first_capital")


@cache
def name_hint() -> str:
    """Give a pattern of RE2 that every text with a name matches, once its accents are taken off.

    It is far cheaper than looking for names, and few ordinary texts match it.
    """
    small = "|".join(sorted(name_list("first") | name_list("last")))
    capital = sorted(name_list("first_capital") | name_list("first_word") | name_list("first_before"))
    large = "|".join(f"{one.capitalize()}|{one.upper()}" for one in capital)
    leads = before("salutation", "mention", "greeting")
    small_leads = before("short_salutation", "introduction", "short_farewell", "farewell")
    return "|".join(
        (
            rf"\b(?i:{small})\b",
            rf"\b(?:{large})\b",
            rf"\b(?i:{leads})(?:\s*\(?(?i:dr|drs|prof|mr|ir|ing)\.)*[^A-Za-z]{{1,8}}(?:[A-Z]|(?i:{PARTICLE}))",
            r"\b(?:[Mm]s|[Hh]r|ing|ir)\b[^A-Za-z]{1,8}[A-Z]",
            rf"\b(?i:{small_leads})",
            r"\b[A-Z]\.",
            r"(?i:\bvan\s+der\b|\bvd\b|v\.\s?d\.|\b(?:van|von)\s+['’`]t\b)",
            r"\b(?i:van|von|de|den|der|te|ter|ten|bin|ibn|el|la|le|di|da|du|del|dos)\s+[A-Z]",
        )
    )
