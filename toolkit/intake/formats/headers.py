"""What the headers of survey platforms have in common: HTML in texts, names that stand twice, times in two columns."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.intake.telling import names_told
from toolkit.intake.values.dates import moments

# The elements that editors of questions write. Other things between < and > are the consultant's own words.
ELEMENTS = (
    "a|abbr|address|article|audio|b|bdi|big|blockquote|br|button|center|cite|code|col|colgroup|dd|del|div|dl|dt|em"
    "|figure|font|footer|h[1-6]|header|hr|i|iframe|img|input|ins|label|li|mark|nobr|o:p|ol|p|picture|pre|q|s|section"
    "|small|source|span|strike|strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr"
)
UNSHOWN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
BLOCK = re.compile(r"</?(?:br|div|p|li|tr|td|th|h[1-6]|hr)\b[^<>]*>", re.IGNORECASE)
ELEMENT = re.compile(rf"</?(?:{ELEMENTS})(?:\s[^<>]*|/)?>", re.IGNORECASE)

# So many different texts are not made of the choices of one question, and so few show nothing.
MOST_LISTS = 5000
LEAST_LISTS = 3


def plain(text: str) -> str:
    """Write a text of a platform as one line without HTML.

    >>> plain("<p>Hoe <b>tevreden</b> bent u&nbsp;over<br/>ons?</p>")
    'Hoe tevreden bent u over ons?'
    """
    if "<" in text:
        text = ELEMENT.sub("", BLOCK.sub(" ", UNSHOWN.sub(" ", text)))
    return one_line(html.unescape(text) if "&" in text else text)


def one_line(text: str) -> str:
    """Write a text as names of columns are written: on one line, composed (NFC), with single blanks."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def unique_names(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Give names that stand twice a number, and say so; names that are empty stay empty.

    >>> unique_names(["Anders", "Anders", "b"])[0]
    ['Anders', 'Anders.1', 'b']
    """
    taken, seen = set(names), set()
    last: dict[str, int] = {}
    made: list[str] = []
    doubled: list[str] = []
    for name in names:
        new = name
        if name and name in seen:
            number = last.get(name, 0) + 1
            while (new := f"{name}.{number}") in taken:
                number += 1
            last[name] = number
            doubled.append(new)
        seen.add(name)
        made.append(new)
    if not doubled:
        return made, ()
    return made, (f"names of columns that stand more than once got a number: {names_told(doubled, 5)}",)


def first_filled(head: Sequence[Sequence[str]]) -> int:
    """Give the place of the record from which a table is read: the first with a filled cell, or -1."""
    return next((place for place, record in enumerate(head) if any(cell.strip() for cell in record)), -1)


def cell(record: Sequence[str], place: int) -> str:
    """Give a cell of a record, without blanks around it; "" beyond its end."""
    return record[place].strip() if 0 <= place < len(record) else ""


def times(frame: pd.DataFrame, columns: Mapping[str, str]) -> tuple[dict[str, pd.Series], tuple[str, ...]]:
    """Read columns of times (name of the result → column) together, as they have day and month in one order."""
    present = {name: frame[column] for name, column in columns.items() if column in frame}
    if not present:
        return {}, ()
    joined = pd.concat([cells.astype("str").rename(None) for cells in present.values()])
    read, warnings = moments(joined)
    size = len(frame)
    split = {
        name: pd.Series(read.to_numpy()[place * size : (place + 1) * size], index=frame.index)
        for place, name in enumerate(present)
    }
    where = f"{names_told([columns[name] for name in present])}: "
    return split, tuple(where + warning for warning in warnings)


def empty_or_one(cells: pd.Series) -> str | None:
    """Give the one text that a column holds beside empty cells, "" where it holds none, None where it holds more."""
    found = cells.dropna().unique()
    return None if len(found) > 1 else (one_line(str(found[0])) if len(found) else "")


def lists_of_choices(cells: pd.Series, comma: str = ", ") -> bool:
    """Say whether cells seem to hold several choices each: texts with commas, whose parts recur in other cells."""
    found = cells.dropna().unique().tolist()
    if len(found) > MOST_LISTS:
        return False
    lists = [str(text).split(comma) for text in found if str(text).strip()]
    if sum(len(parts) > 1 for parts in lists) < LEAST_LISTS:
        return False
    times_seen = Counter(part for parts in lists for part in set(parts))
    return len(times_seen) <= len(lists) and all(
        times_seen[part] > 1 for parts in lists if len(parts) > 1 for part in parts
    )
