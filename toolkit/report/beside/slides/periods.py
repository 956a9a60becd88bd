"""When an action begins and ends, read back from the period that the report prints."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache

from toolkit.language import Language


@dataclass(frozen=True, slots=True)
class Period:
    """An action and its first and last day, with the period as it is printed."""

    label: str
    text: str
    start: datetime.date
    end: datetime.date


def period(label: str, text: str, language: Language) -> Period | None:
    """Read the two days in a printed period; None where there are no two.

    >>> period("Call", "1 May 2025 to 31 July 2025", Language("en")).end
    datetime.date(2025, 7, 31)
    """
    found: dict[int, tuple[int, datetime.date]] = {}
    for year in sorted(set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))):
        for written, day in _days(int(year), language):
            if written not in text:
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(written)}(?!\w)", text):
                place, length = match.start(), len(written)
                if length > found.get(place, (0, day))[0]:
                    found[place] = (length, day)
    days = [found[place][1] for place in sorted(found)]
    if len(days) != 2 or days[0] > days[1]:
        return None
    return Period(label, text, *days)


@cache
def _days(year: int, language: Language) -> tuple[tuple[str, datetime.date], ...]:
    first = datetime.date(year, 1, 1)
    count = (datetime.date(year + 1, 1, 1) - first).days
    days = (first + datetime.timedelta(place) for place in range(count))
    return tuple((language.date(day), day) for day in days)
