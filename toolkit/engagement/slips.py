"""What was probably meant by a line that is no TOML: numbers, dates, yes and no as they are written by hand."""

from __future__ import annotations

import datetime as dt
import re

# What stands after the =, up to a note or the end of the line, and not between quotes.
_VALUE = re.compile(r"=\s*([^\s\"'#=\[{]+)\s*(?:#.*)?$")
_PERCENTAGE = re.compile(r"([+-]?\d+(?:[.,]\d+)?)%")
# Digits in threes, with a mark between them: 48,000 or 1.250.000, and with a fraction 1.250,50.
_THREES = re.compile(r"([+-]?)([1-9]\d{0,2}(?:([.,])\d{3})(?:\3\d{3})*)(?:[.,](\d+))?")
_FRACTION = re.compile(r"([+-]?)0*(\d+),(\d+)")
_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}")
_YES_NO = frozenset(["ja", "nee", "yes", "no", "waar", "onwaar", "true", "false"])


class Threes(float):
    """A number with three digits behind its point: TOML reads 48.000 as 48, and by hand it is 48 thousand."""


def fraction(written: str) -> float:
    """Read a number with a point, and keep in mind where thousands may have been meant.

    >>> fraction("48.000"), type(fraction("48.000")).__name__, type(fraction("0.125")).__name__
    (48.0, 'Threes', 'float')
    """
    return Threes(written) if _THOUSANDS.fullmatch(written) else float(written)


def meant(line: str) -> str:
    """Say how the value on a line should be written, "" where nothing known was meant.

    >>> meant("margin = 0,25")
    'Write 0.25, with a point.'
    >>> meant("start = 13-02-2026  # first day")
    'Write the date as 2026-02-13.'
    """
    found = _VALUE.search(line.rstrip())
    if found is None:
        return ""
    value = found[1]
    if value.casefold() in _YES_NO:
        return "Write true or false, in small letters and without quotes."
    return _date(value) or _percentage(value) or _number(value)


def _date(value: str) -> str:
    found = _DAY.fullmatch(value)
    if found is None:
        return ""
    first, second, third = found.groups()
    year, month, day = (first, second, third) if len(first) == 4 else (third, second, first)
    try:
        return f"Write the date as {dt.date(int(year), int(month), int(day)).isoformat()}." * (len(year) == 4)
    except ValueError:
        return "Write the date as 2026-04-07: year, month, day."


def _percentage(value: str) -> str:
    found = _PERCENTAGE.fullmatch(value)
    if found is None:
        return ""
    return f"Write {float(found[1].replace(',', '.')) / 100:g}, without %."


def _number(value: str) -> str:
    threes = _THREES.fullmatch(value)
    if threes is not None:
        sign, whole, mark, fraction = threes.groups()
        digits = sign + whole.replace(mark, "")
        return (
            f"Write {digits}.{fraction}, with a point only before the fraction."
            if fraction
            else f"Write {digits}, without a mark between the digits."
        )
    found = _FRACTION.fullmatch(value)
    # A number may not begin with a 0 that says nothing.
    return f"Write {found[1]}{found[2]}.{found[3]}, with a point." if found is not None else ""
