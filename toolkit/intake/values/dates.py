"""Dates and times as people and platforms write them: 2026-03-01T09:07:12Z, 1-3-2026, 3/1/2026 9:07 AM, 1 mrt. 2026."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from toolkit.intake.telling import listed, names_told

Order: TypeAlias = Literal["auto", "column", "dmy", "mdy"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb febr februari february",
            "mrt mar maart march",
            "apr april",
            "mei may",
            "jun juni june",
            "jul juli july",
            "aug augustus august",
            "sep sept september",
            "okt oct oktober october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# Minutes ahead of UTC. Names that stand for several zones (CST, IST) are known as zones, and no more.
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "mez": 60, "mesz": 120,
    "eet": 120, "eest": 180, "est": -300, "edt": -240, "cst": None, "cdt": None, "ist": None, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "jst": 540, "aest": 600, "aedt": 660,
}  # fmt: skip
# Two-digit years as Excel and the older Windows read them.
CENTURY_TURNS = 30
MINUTE = 60_000_000
DAY = 86_400_000_000
EXCEL_DAY_ZERO = -25_569
# Before day 61 Excel's count is a day off (it has a 29 February 1900), and beyond the last it has no dates.
EXCEL_DAYS = (61, 2_958_466)
# How much closer together dates must lie in one reading than in the other before that decides.
CLOSER = 5

_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"'?(?P<year>[0-9]{4}|[0-9]{2})"
_WEEKDAY = (
    r"(?:(?:ma|di|wo|do|vr|za|zo|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\.?,?\s+)?"
)
_DATES = (
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})",
    r"(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<second>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})",
    r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th|ste|de|e)?[\s./-]*(?P<name>{_NAME})\.?[\s,/-]*{_YEAR}",
    rf"{_WEEKDAY}(?P<name>{_NAME})\.?[\s/-]*(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,./-]+{_YEAR}",
)
_TIME = (
    r"(?:(?:\s*[,t]\s*|\s+(?:(?:om|at|@|-)\s+)?)(?P<hour>[0-9]{1,2})[:.uh](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second_of>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?(?:\s*uur)?)?"
)
_ZONE = (
    rf"\s*(?P<zone>(?:{'|'.join(sorted(ZONES, key=len, reverse=True))})(?:\s?[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?"
    r"|[+-][0-9]{2}(?::?[0-9]{2})?)?(?:\s*\([^()]*\))?"
)
FORMS = tuple(re.compile(date + _TIME + _ZONE) for date in _DATES)
NUMERIC = (
    r"^\s*(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<second>[0-9]{1,2})(?P<again>[-/.])"
    r"(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
)
# What most platforms write; read in one go, for there are as many of them as rows.
ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)?"


@dataclass(frozen=True, slots=True, eq=False)
class _Numeric:
    """Which texts are dates in numbers, not year first: their parts, and whether a time with AM or PM follows."""

    here: np.ndarray
    first: np.ndarray
    second: np.ndarray
    year: np.ndarray
    half: np.ndarray


def moments(
    texts: pd.Series, order: Order = "auto", *, serial: bool = False
) -> tuple[pd.Series, tuple[str, ...]]:
    """Read dates and times: datetime64[us] without a zone and with the same index, NaT where a cell holds none.

    The clock keeps the time that is written: a zone or offset is left out, not reckoned with, so that an answer of
    09:07 in Amsterdam stays 09:07. `order` says which stands first in 3/1/2026: "dmy", "mdy", or "auto", which takes
    the column as a whole: a part above 12 is a day; else the reading in which the dates lie much closer together;
    else the month first where a time has AM or PM; else the day. "column" is for dates of any period: a part above 12
    in the column decides, else the day stands first. What was not certain is told in the warnings, and so are cells
    that hold no date. Two-digit years are 1930 to 2029. 20260301 is a date; the day numbers of Excel (46082) are only
    where `serial` says so.

    >>> moments(pd.Series(["1-3-2026", "25-3-2026 9:07"]))[0].dt.strftime("%d %B %H:%M").tolist()
    ['01 March 00:00', '25 March 09:07']
    """
    places, found = pd.factorize(texts)
    cells = pd.Series(found, dtype="str")
    values = np.full(len(cells) + 1, np.datetime64("NaT"), dtype="datetime64[us]")
    plain = cells.str.strip()
    iso = plain.str.fullmatch(ISO).to_numpy(bool)
    if iso.any():
        read = pd.to_datetime(plain[iso].astype(object), format="ISO8601", errors="coerce")
        values[:-1][iso] = read.to_numpy("datetime64[us]")
    column = "" if texts.name is None else f"column {names_told([str(texts.name)])}: "
    rows = _Rows(texts.index, places)
    warnings: list[str] = []
    if not iso.all():
        values[:-1][~iso], told = _read(plain[~iso], order, rows.of(np.flatnonzero(~iso)))
        warnings += told
    if serial:
        _read_serials(plain, values)
    unread = np.append((np.isnat(values[:-1]) & (plain != "").to_numpy(bool)), False)
    if unread.any():
        warnings.append(f"cells hold no date that can be read ({rows.told(unread)})")
    series = pd.Series(values[places], index=texts.index, name=texts.name)
    return series, tuple(column + warning for warning in warnings)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Finds the rows in which different texts stand."""

    index: pd.Index
    places: np.ndarray

    def of(self, chosen: np.ndarray) -> _Rows:
        """Keep the texts at these places, numbered anew."""
        renumbered = np.full(int(self.places.max(initial=-1)) + 2, -1)
        renumbered[chosen] = np.arange(len(chosen))
        return _Rows(self.index, renumbered[self.places])

    def told(self, texts: np.ndarray) -> str:
        """List the rows of these texts (a mask; empty cells are its last)."""
        return listed(self.index[texts[self.places]].unique().tolist())


def _read(plain: pd.Series, order: Order, rows: _Rows) -> tuple[np.ndarray, list[str]]:
    """Read texts in any of the forms, each by the first that fits."""
    parts = _parts(plain)
    numeric = _Numeric(
        here=parts["first"].notna().to_numpy(bool),
        first=_number(parts["first"]),
        second=_number(parts["second"]),
        year=_number(parts["year"]),
        half=parts["half"].notna().to_numpy(bool),
    )
    year = numeric.year
    short = (parts["year"].str.len() == 2).to_numpy(bool)
    year = np.where(short, year + np.where(year < CENTURY_TURNS, 2000, 1900), year)
    month_first, warnings = _month_first(numeric, year, order, rows)
    named = parts["name"].map(MONTHS).to_numpy(float)
    month = np.where(np.isnan(named), _number(parts["month"]), named)
    month = np.where(numeric.here, np.where(month_first, numeric.first, numeric.second), month)
    day = np.where(numeric.here, np.where(month_first, numeric.second, numeric.first), _number(parts["day"]))
    values = _date(year, month, day) + _time(parts)
    if (short & ~np.isnat(values)).any():
        told = rows.told(np.append(short & ~np.isnat(values), False))
        warnings.append(f"years have two digits and were read as 1930 to 2029 ({told})")
    return values, [*warnings, *_zone_warnings(parts["zone"])]


def _parts(plain: pd.Series) -> pd.DataFrame:
    """Take texts apart: one row each, with the parts of the first form that fits."""
    names = dict.fromkeys(name for form in FORMS for name in form.groupindex)
    texts = plain.str.lower().str.replace(r"[\u00a0\u202f\u2009]", " ", regex=True).tolist()
    taken = [_taken(text) for text in texts]
    return pd.DataFrame({name: pd.array([one.get(name) for one in taken], dtype="str") for name in names})


def _taken(text: str) -> dict[str, str | None]:
    # No date is longer; a whole answer in the wrong column is not worth the search.
    if len(text) <= 100:
        for form in FORMS:
            found = form.fullmatch(text)
            if found:
                return found.groupdict()
    return {}


def _number(part: pd.Series) -> np.ndarray:
    return part.to_numpy(dtype=object, na_value=np.nan).astype(float)


def _date(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Make days, NaT where there is no such day."""
    fits = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0).astype("int64").astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(fits, day - 1, 0).astype("int64")
    fits &= days.astype("datetime64[M]") == months
    return np.where(fits, days, np.datetime64("NaT", "D")).astype("datetime64[us]")


def _time(parts: pd.DataFrame) -> np.ndarray:
    """Make the time of the day, NaT where there is no such time; a date alone has midnight."""
    hour, minute, second = (_number(parts[name].fillna("0")) for name in ("hour", "minute", "second_of"))
    fraction = _number(parts["fraction"].fillna("").str.pad(6, "right", "0").str.slice(0, 6))
    twelve = parts["half"].notna().to_numpy(bool) & (hour <= 12)
    after_noon = (parts["half"] == "p").to_numpy(bool)
    wrong = (parts["half"] == "a").to_numpy(bool) & (hour > 12)
    hour = np.where(twelve, hour % 12 + 12 * after_noon, hour)
    midnight = (hour == 24) & (minute == 0) & (second == 0) & (fraction == 0)
    fits = ((hour < 24) | midnight) & (minute < 60) & (second < 60) & ~wrong
    micros = ((hour * 60 + minute) * MINUTE + second * 1_000_000 + fraction).astype("int64")
    return np.where(fits, micros.astype("timedelta64[us]"), np.timedelta64("NaT", "us"))


def _month_first(
    numeric: _Numeric, year: np.ndarray, order: Order, rows: _Rows
) -> tuple[np.ndarray, list[str]]:
    """Decide for each date in numbers whether its first part is the month."""
    if order in ("dmy", "mdy"):
        return np.full(len(year), order == "mdy"), []
    valid = numeric.here & (np.minimum(numeric.first, numeric.second) >= 1)
    day_first = valid & (numeric.first > 12) & (numeric.second <= 12)
    month_first = valid & (numeric.second > 12) & (numeric.first <= 12)
    open_ones = valid & (np.maximum(numeric.first, numeric.second) <= 12) & (numeric.first != numeric.second)
    if day_first.any() and month_first.any():
        usual = bool(month_first.sum() > day_first.sum())
        usual &= order == "auto"
        told = rows.told(np.append(month_first if not usual else day_first, False))
        what = "the month first, and others the day" if not usual else "the day first, and others the month"
        warnings = [f"some dates have {what} ({told})"]
        doubt = "mixed"
    else:
        usual, doubt = bool(month_first.any()), ""
        warnings = []
        if not day_first.any() and not month_first.any() and open_ones.any():
            usual, doubt = _likely(numeric, year, open_ones) if order == "auto" else (False, "open")
    if doubt and open_ones.any():
        read, told = "month" if usual else "day", rows.told(np.append(open_ones, False))
        why = ", as they lie much closer together so" if doubt == "closer" else ""
        warnings.append(f"day and month cannot be told apart ({told}): read with the {read} first{why}")
    return np.where(open_ones | ~valid, usual, month_first), warnings


def open_slashes(cells: pd.Series) -> np.ndarray:
    """Say which cells are dates such as 3/1/2025 that no cell of the column tells the day of: bool, one per cell.

    Dashes and points are European, and have the day first; slashes are American as well.

    >>> open_slashes(pd.Series(["3/1/2025", "3-1-2025"])).tolist()
    [True, False]
    >>> open_slashes(pd.Series(["3/1/2025", "13/1/2025"])).tolist()
    [False, False]
    """
    places, found = pd.factorize(cells)
    texts = pd.Series(found, dtype="str")
    if not texts.str.contains("/", regex=False).any():
        return np.zeros(len(cells), dtype=bool)
    parts = texts.str.extract(NUMERIC)
    here = (parts["mark"].notna() & (parts["mark"] == parts["again"])).to_numpy(bool)
    first, second = _number(parts["first"]), _number(parts["second"])
    day_first = here & (first > 12) & (second <= 12)
    month_first = here & (second > 12) & (first <= 12)
    if day_first.any() != month_first.any():
        return np.zeros(len(cells), dtype=bool)
    slashed = here & (parts["mark"] == "/").to_numpy(bool)
    return np.append(slashed & (first <= 12) & (second <= 12) & (first != second), False)[places]


def _likely(numeric: _Numeric, year: np.ndarray, open_ones: np.ndarray) -> tuple[bool, str]:
    """Guess the order from dates that allow both: a fieldwork lasts days, not one day of each month."""
    first, second, years = numeric.first[open_ones], numeric.second[open_ones], year[open_ones]
    both = [_date(years, second, first), _date(years, first, second)]
    spans = [np.ptp(days.astype("int64")) for days in both]
    if len(np.unique(both[0])) > 2 and min(spans) * CLOSER < max(spans):
        return bool(spans[1] < spans[0]), "closer"
    return bool(numeric.half[open_ones].all()), "open"


def _zone_warnings(zones: pd.Series) -> list[str]:
    """Tell times of zones further apart than summer and winter time."""
    known = [offset for zone in zones.dropna().unique() if (offset := _offset(zone)) is not None]
    if not known or max(known) - min(known) <= 60:
        return []
    return ["times stand in several time zones, and were kept as written"]


def _offset(zone: str) -> int | None:
    """Give the minutes ahead of UTC of a zone such as cet, gmt+1 or -0500."""
    name = zone.rstrip("0123456789:+- ")
    base = ZONES[name] if name else 0
    digits = "".join(filter(str.isdigit, zone))
    if not digits or base is None:
        return base
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return base + (-1 if "-" in zone else 1) * (int(hours) * 60 + int(minutes))


def _read_serials(plain: pd.Series, values: np.ndarray) -> None:
    """Read day numbers of Excel, to the millisecond; a decimal comma counts too."""
    numbers = plain.str.fullmatch(r"[0-9]{2,7}(?:[.,][0-9]+)?").to_numpy(bool)
    days = plain[numbers].str.replace(",", ".").astype(float).to_numpy()
    fits = (days >= EXCEL_DAYS[0]) & (days < EXCEL_DAYS[1])
    millis = np.rint((np.where(fits, days, 0) + EXCEL_DAY_ZERO) * (DAY / 1000)).astype("int64")
    read = (millis * 1000).astype("datetime64[us]")
    values[:-1][numbers] = np.where(fits, read, np.datetime64("NaT", "us"))
