"""How wide text comes out on a slide, so that none runs over its box.

Slides are set in Arial, which every office program has or replaces by a face of the same widths.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

FONT: Final = "Arial"
LINE: Final = 1.2  # height of a line, as a share of the type size
# Programs break lines a little differently; a text that fits with this much to spare fits in all of them.
_SPARE: Final = 1.03
_EM: Final = 1000

# Advance widths of Helvetica, whose metrics Arial shares: thousandths of the type size, from the space to the tilde.
_PLAIN = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584
584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611
278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500
500 500 334 260 334 584
"""
_BOLD = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584
584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611
333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556
556 500 389 280 389 584
"""
_FIRST: Final = 32
_OTHERS: Final = {
    **dict.fromkeys("“”„", 500),
    **dict.fromkeys("‘’‚·\u00a0\u202f", 280),
    **dict.fromkeys("–€«»", 560),
    **dict.fromkeys("−×±≥≤≈", 584),
    **dict.fromkeys("ßøđħłıþ", 611),
    **dict.fromkeys("\u200b\u200c\u200d", 0),
    "•": 350,
    "°": 400,
}
_WIDEST: Final = 1100  # what any other sign is taken for: emoji and Chinese signs are about a type size wide


def _table(widths: str) -> dict[str, int]:
    return {chr(_FIRST + place): int(width) for place, width in enumerate(widths.split())} | _OTHERS


_WIDTHS: Final = {False: _table(_PLAIN), True: _table(_BOLD)}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line of text in points.

    >>> round(width_of("Trust", 10), 2), round(width_of("Trust", 10, bold=True), 2)
    (23.46, 25.75)
    """
    return _thousandths(text, bold) * size * _SPARE / _EM


@lru_cache(maxsize=20_000)
def _thousandths(text: str, bold: bool) -> int:
    """Give the width of text in thousandths of its size; an accent takes no room of its own."""
    widths = _WIDTHS[bold]
    total = 0
    for sign in text:
        if sign in widths:
            total += widths[sign]
        elif not unicodedata.combining(sign):
            total += widths.get(unicodedata.normalize("NFD", sign)[0], _WIDEST)
    return total


def wrapped(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Break text into the lines it takes in a box; a word that is wider than the box is broken too."""
    lines: list[str] = []
    line, used = "", 0.0
    space = width_of(" ", size, bold=bold)
    for word in text.split(" "):
        wide = width_of(word, size, bold=bold)
        if line and used + space + wide <= width:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            lines.append(line)
        line, used = word, wide
        if wide > width:
            *full, line = _pieces(word, size, width, bold)
            lines.extend(full)
            used = width_of(line, size, bold=bold)
    return [*lines, line]


def _pieces(word: str, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def height_of(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """Give the height in points that text takes in a box of some width."""
    return len(wrapped(text, size, width, bold=bold)) * size * LINE


def fitting(
    texts: Sequence[str],
    sizes: Sequence[float],
    width: float,
    height: float,
    *,
    bold: bool = False,
    gap: float = 0.0,
) -> float | None:
    """Give the first of the type sizes at which paragraphs, with a gap between, fit a box; None where none does."""
    for size in sizes:
        total = sum(height_of(one, size, width, bold=bold) for one in texts) + gap * max(len(texts) - 1, 0)
        if total <= height:
            return size
    return None


def shortened(text: str, size: float, width: float, height: float, *, bold: bool = False) -> str:
    """Give text that fits a box: all of it, or as many whole words as do, and an ellipsis."""
    room = max(int(height / (size * LINE)), 1)
    lines = wrapped(text, size, width, bold=bold)
    if len(lines) <= room:
        return text
    kept = " ".join(lines[:room])
    while len(wrapped(f"{kept}…", size, width, bold=bold)) > room:
        kept = kept[:-1].rstrip()
    return f"{kept}…"
