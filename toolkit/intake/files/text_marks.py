"""What the bytes of a separated text show of its rows and quotation marks, before anything reads it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import NamedTuple

import numpy as np

PIECE = 1 << 20
QUOTE, LINE_FEED, RETURN = b'"\n\r'


@dataclass(frozen=True, slots=True)
class Marks:
    """What the bytes of a text show.

    `line_ends` are the bytes of those at the ends of rows, `inner` those inside cells; `longest` is the bytes of the
    longest row; `quoted` counts cells between quotation marks, `quotes` all such marks.
    """

    rows: int
    line_ends: int
    inner: int
    longest: int
    quoted: int
    quotes: int

    def of_cells(self, length: int, width: int) -> int:
        """Give the bytes of all cells, without quotation marks, if each row has so many cells."""
        doubled = self.quotes // 2 - self.quoted
        return length - self.line_ends - self.rows * (width - 1) - self.quotes + doubled


def marks_of(data: np.ndarray, separator: str) -> Marks | None:
    """Look at every quotation mark and line end; None where one stands in a doubtful place."""
    starts = range(0, len(data), PIECE)

    def counted(start: int) -> int:
        return int(np.count_nonzero(data[start : start + PIECE] == QUOTE))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        quotes = list(pool.map(counted, starts))
        *inside, unclosed = (count % 2 for count in accumulate(quotes, initial=0))
        seen = list(pool.map(partial(_seen, data, ord(separator)), starts, inside))
    if unclosed or data[-1] == RETURN:
        return None
    line_ends = inner = longest = quoted = rows = 0
    last = -1
    for one in seen:
        if one is None:
            return None
        rows += one.ends
        line_ends += one.ends + one.returns
        inner += one.inner
        quoted += one.quoted
        if one.ends:
            longest = max(longest, one.longest, one.first - last)
            last = one.last
    rest = len(data) - 1 - last
    return Marks(rows + (rest > 0), line_ends, inner, max(longest, rest), quoted, sum(quotes))


class _Seen(NamedTuple):
    """What one piece of a text shows: ends of rows, carriage returns before them, where the first and the last stand
    and how far two of them are apart at most, line feeds inside cells, and cells that open with a quotation mark."""

    ends: int
    returns: int
    first: int
    last: int
    longest: int
    inner: int
    quoted: int


def _seen(data: np.ndarray, separator: int, start: int, inside: int) -> _Seen | None:
    """Look at one piece, which starts inside a quoted cell (1) or outside (0); None at a doubt."""
    piece = data[start : start + PIECE]
    quotes = np.flatnonzero(piece == QUOTE) + start
    opening, closing = quotes[inside::2], quotes[1 - inside :: 2]
    before, after = data[np.maximum(opening - 1, 0)], data[np.minimum(closing + 1, len(data) - 1)]
    if not (np.take(_any_of(separator, LINE_FEED, QUOTE), before).all()):
        return None
    if not (np.take(_any_of(separator, LINE_FEED, RETURN, QUOTE), after).all()):
        return None
    feeds = np.flatnonzero(piece == LINE_FEED) + start
    returned = data[np.maximum(feeds - 1, 0)] == RETURN
    # Each carriage return must stand before one of these line feeds, of which the first may begin the piece.
    if np.count_nonzero(returned) != np.count_nonzero(data[max(start - 1, 0) : start + PIECE - 1] == RETURN):
        return None
    outside = (np.searchsorted(quotes, feeds) + inside) % 2 == 0
    ends = feeds[outside]
    return _Seen(
        ends=len(ends),
        returns=int(np.count_nonzero(returned & outside)),
        first=int(ends[0]) if len(ends) else 0,
        last=int(ends[-1]) if len(ends) else 0,
        longest=int(np.diff(ends).max(initial=0)),
        inner=len(feeds) - len(ends),
        quoted=int(np.count_nonzero((before != QUOTE) | (opening == 0))),
    )


def _any_of(*marks: int) -> np.ndarray:
    table = np.zeros(256, dtype=bool)
    table[list(marks)] = True
    return table
