"""Reads a column's header or question for the personal data that it announces, in Dutch, English and German."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.intake.personal.name_lists import fold

OF_THINGS_TOO = frozenset({"name", "street address", "phone number", "postcode", "coordinates"})
NUMBER = frozenset({"number", "nummer", "nr", "no"})


@dataclass(frozen=True, slots=True)
class Announced:
    """What a header announces; `plainly` says that it says nothing else, so that no cell has to confirm it."""

    kind: str
    plainly: bool


@cache
def _word_file() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(_word_file()[key].split())


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries = _word_file()["kinds"]
    return tuple((one["kind"], re.compile(rf"\b(?:{'|'.join(one['words'])})\b")) for one in entries)


@cache
def _joined() -> re.Pattern[str]:
    first, following = ("|".join(sorted(_words(key))) for key in ("joined_first", "joined_next"))
    return re.compile(rf"\b({first})(?=(?:{following})+\b)")


def announced(header: str) -> Announced | None:
    """Say which personal data a header or question announces; None where it announces none.

    >>> announced("Wat is uw e-mailadres?"), announced("Winkelnaam"), announced("Hoe vaak leest u uw e-mail?")
    (Announced(kind='e-mail address', plainly=True), None, Announced(kind='e-mail address', plainly=False))
    """
    plain = plain_header(header)
    part = set(plain_header(re.split(r"[\[(:]", header.rstrip("])} "))[-1]).split())
    if part & _words("places"):
        return None
    for kind, pattern in _kinds():
        if not pattern.search(plain):
            continue
        rest = {word for word in pattern.sub(" ", plain).split() if not word.isdecimal()}
        if kind in OF_THINGS_TOO and rest & _words("of_things"):
            return None
        # "Your address [Number]"
        meant = "house number" if kind == "street address" and part <= NUMBER else kind
        return Announced(meant, plainly=rest <= _words("fillers"))
    return Announced("name", plainly=False) if plain and set(plain.split()) <= _words("roles") else None


def plain_header(header: str) -> str:
    """Write a header as separate folded words.

    >>> plain_header("RecipientLastName"), plain_header("Wat is uw E-mailadres?"), plain_header("MAILINGSTREET")
    ('recipient last name', 'wat is uw e mailadres', 'mailing street')
    """
    split = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header[:500].replace("iPhone", "iphone")
    )
    words = " ".join(re.findall(r"[^\W_\d]+|\d+", fold(split)))
    return _joined().sub(r"\1 ", words)
