"""Numbers as a report prints them, read back: what a sentence states and what a cell of a table holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.numbers import get_decimal_symbol, get_group_symbol

from toolkit.language import MINUS, Language

_TOKEN: Final = re.compile(
    rf"(?<![\w.,])([+{MINUS}]?)(\d+(?:[.,\u00a0\u202f’]\d+)*)(?:[\u00a0\u202f]?(%))?(?!\w)"
)
_TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number: its value (40 for "40%"), decimals, sign ("+", a minus or ""), and place in its text."""

    value: float
    decimals: int
    percent: bool
    sign: str
    start: int
    end: int

    @property
    def digits(self) -> int:
        """How many digits tell something: 3 of "54.7", 1 of "0.8", 2 of "1,200"."""
        bare = f"{abs(self.value):.{self.decimals}f}".replace(".", "").lstrip("0")
        return len(bare if self.decimals else bare.rstrip("0")) or 1

    def fills(self, text: str) -> bool:
        """Say whether the text it was read from is this number and nothing else."""
        return (self.start, self.end) == (0, len(text))

    def same(self, other: Printed) -> bool:
        """Say whether both can print one number, as precise as the coarser; a sign counts where both have one."""
        signs = {self.sign, other.sign}
        if self.percent != other.percent or ("" not in signs and len(signs) > 1):
            return False
        return self.prints(other.value, other.decimals)

    def prints(self, value: float, decimals: int) -> bool:
        """Say whether this can print a number that is known to so many decimals, whatever the sign of either."""
        places = sorted((self.decimals, decimals))
        # Each was rounded from the number itself, so two precisions differ by half a step of either at most.
        room = sum(0.5 * 10.0**-one for one in places) if places[0] < places[1] else 0.0
        return abs(abs(self.value) - abs(value)) <= room + _TINY


def printed_numbers(text: str, language: Language) -> tuple[Printed, ...]:
    """Give the numbers in a text as its language writes them, in order.

    What is written in another way, as a year (2,025 would be the number) or a code, is none.

    >>> [one.value for one in printed_numbers("In 2025 steeg 1.234,5 met +12%.", Language("nl"))]
    [1234.5, 12.0]
    """
    return tuple(_read(text, language))


@cache
def _shape(code: str) -> re.Pattern[str]:
    """Give the shape of a number without its sign: groups of three digits, and decimals."""
    locale = Language(code).locale
    point, group = re.escape(get_decimal_symbol(locale)), re.escape(get_group_symbol(locale))
    return re.compile(rf"(\d{{1,3}}(?:{group}\d{{3}})*)(?:{point}(\d+))?")


def _read(text: str, language: Language) -> Iterator[Printed]:
    for found in _TOKEN.finditer(text):
        sign, number, percent = found.groups()
        parts = _shape(language.code).fullmatch(number)
        if parts is not None:
            whole, decimals = re.sub(r"\D", "", parts[1]), parts[2] or ""
            value = float(f"{whole}.{decimals or 0}") * (-1 if sign == MINUS else 1)
            yield Printed(value, len(decimals), bool(percent), sign, found.start(), found.end())
