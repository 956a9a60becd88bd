"""Codes of answers as they stand in files: 6, 6.0, "6" and "6,0" are one code; texts ignore capitals and blanks."""

from __future__ import annotations

import math
import re
import unicodedata

NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def code_number(code: int | float | str) -> float | None:
    """Give the number that a code stands for, None where it is a text.

    >>> code_number("6,0")
    6.0
    """
    if isinstance(code, int | float):
        return float(code)
    if not NUMBER.fullmatch(code.strip()):
        return None
    number = float(code.replace(",", "."))
    return number if math.isfinite(number) else None


def folded(text: str) -> str:
    """Fold a text for comparison: capitals, kinds of blank and ways to write an accent do not count.

    >>> folded(" N.v.T. ")
    'n.v.t.'
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def plain_number(number: float) -> str:
    """Write a number without needless decimals.

    >>> plain_number(7.0)
    '7'
    """
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(float(number))
