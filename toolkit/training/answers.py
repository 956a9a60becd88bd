"""What a participant hands in, as plain data: a number, a text or a list, whatever it was worked out with.

Plain data is what leaves the notebook of a participant when a class is marked (`toolkit.training.classes`), so the
same answer is judged by the same code in both places.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

# None: nothing was handed in yet. A mapping {"unread": type} is something no exercise can read.
Plain: TypeAlias = bool | float | str | list["Plain"] | dict[str, str] | None

_UNREAD = "unread"
_MOST = 200  # characters of a text, and things in a list: no exercise asks for more
_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NO-BREAK SPACE}": "", " ": ""})
_UNIT = r"(?:%|[a-z]{3,})?"  # "45 %", "12 points": the unit is that of the question, whatever is written
_NUMBER = re.compile(rf"(?:±|\+/-)?([+-]?\d+(?:[.,]\d+)?){_UNIT}", re.IGNORECASE)
_THOUSANDS = re.compile(rf"([+-]?\d{{1,3}}(?:[.,]\d{{3}})+){_UNIT}", re.IGNORECASE)
_LETTER = re.compile(r"\W*(?:(?:answer|option|letter|antwoord|optie)\W+)?([a-z])\W*", re.IGNORECASE)
_COMMA = re.compile(",")
_ANY = re.compile(r"[,;/&+]|\b(?:and|en)\b", re.IGNORECASE)
_ACCUSED = re.compile(r"(\d+)(?:\.0\b)?[ :=–-]*\(?([a-z]?)\)?(?:[ ,;]|\.(?!\d))*", re.IGNORECASE)
# What people write around them: "sentence 3 by rule f and 6 i", one to a line.
_WORDS = re.compile(r"\b(?:sentences?|zin(?:nen)?|rules?|regels?|by|door)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:and|en)\b|[&+/\n]", re.IGNORECASE)


def plain(answer: object) -> Plain:
    """Make plain data of an answer: `...` and None are None, anything with one value that value, a column a list.

    A column whose index has names, sorted or not, becomes the list of these names: the order is the answer.
    """
    if answer is None or answer is ...:
        return None
    if isinstance(answer, str):
        return answer[:_MOST].strip()
    if isinstance(answer, bool) or type(answer).__name__ == "bool_":
        return bool(answer)
    if isinstance(answer, numbers.Real | Decimal):
        return float(answer)
    if hasattr(answer, "value") and isinstance(answer.value, numbers.Real):  # an Estimate
        return float(answer.value)
    return _several(answer)


def _several(answer: Any) -> Plain:
    """Make plain data of what may hold more than one thing."""
    if getattr(answer, "ndim", 1) == 0:
        return plain(answer.item())
    if (
        getattr(answer, "ndim", 1) > 1
        or isinstance(answer, Mapping | bytes)
        or not isinstance(answer, Iterable)
    ):
        return {_UNREAD: type(answer).__name__}
    named = getattr(answer, "index", None)
    if named is not None and not callable(named) and all(isinstance(name, str) for name in named):
        if len(named) == 1:
            return plain(next(iter(answer)))
        answer = named
    things = [plain(thing) for _, thing in zip(range(_MOST), answer, strict=False)]
    return things[0] if len(things) == 1 else things


def as_number(handed: Plain) -> float | None:
    """Read a number, also one that is written: "12,3", "12.3", "45 %", "12 points"; None where it is none."""
    if isinstance(handed, str):
        written = _NUMBER.fullmatch(handed.translate(_MINUS))
        return float(written[1].replace(",", ".")) if written else None
    return handed if isinstance(handed, float) and math.isfinite(handed) else None


def as_numbers(handed: Plain) -> tuple[float, ...]:
    """Read a number in each way that it may be meant: "3.100" is 3.1 to one reader and 3100 to another."""
    found = [as_number(handed)]
    if isinstance(handed, str) and (written := _THOUSANDS.fullmatch(handed.translate(_MINUS))):
        found.append(float(written[1].replace(".", "").replace(",", "")))
    return tuple(one for one in found if one is not None)


def as_letter(handed: Plain) -> str | None:
    """Read one letter, in lower case: "C", "(c)", "answer c"; None where it is none."""
    written = _LETTER.fullmatch(handed) if isinstance(handed, str) else None
    return written[1].casefold() if written else None


def as_names(handed: Plain, *, loosely: bool = False) -> list[str] | None:
    """Read names, in lower case: of a list, or of a text with commas between them; None where there are none.

    `loosely` takes "and", "&" and the like for commas too: a name may hold one of these itself.
    """
    if isinstance(handed, str):
        handed = list((_ANY if loosely else _COMMA).split(handed.strip("[]().")))
    if not isinstance(handed, list) or not all(isinstance(name, str) for name in handed):
        return None
    return [str(name).strip(" '\"‘’“”").casefold() for name in handed]


def as_accusations(handed: Plain) -> frozenset[tuple[int, str]] | None:
    """Read numbers of sentences, each with the letter of a rule or "": "3f, 6i", ["3f", "6i"], [3, 6]; else None."""
    several = handed if isinstance(handed, list) else [handed]
    if not all(isinstance(one, str | float) and not isinstance(one, bool) for one in several):
        return None
    written = _BETWEEN.sub(",", _WORDS.sub(" ", ", ".join(map(str, several))))
    found = _ACCUSED.findall(written)
    if not found or _ACCUSED.sub("", written).strip(" ,;"):
        return None
    return frozenset((int(number), rule.casefold()) for number, rule in found)
