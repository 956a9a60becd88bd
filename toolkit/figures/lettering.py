"""How wide words are in the report's font, and words folded to a width: nothing here draws."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from toolkit.house import house_folder

REGULAR: Final = "SourceSans3-Regular.ttf"
STRONG: Final = "SourceSans3-SemiBold.ttf"
MORE: Final = "…"  # what was left out of a name


def fonts_folder() -> Path:
    """Give the folder of the report's fonts."""
    return house_folder() / "templates" / "report" / "fonts"


@cache
def text_width(text: str, size: float, *, strong: bool = False) -> float:
    """Measure a line of text in the report's font, in the unit of `size`; kerning is left out."""
    widths, default = _advances(STRONG if strong else REGULAR)
    return size * sum(widths.get(ord(sign), default) for sign in text)


def folded(text: str, room: float, size: float, most: int) -> list[str]:
    """Fold a text to lines that fit the room; what `most` lines cannot hold is cut off, with a sign that it is.

    A word that is wider than the room is broken, with a hyphen.
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= room:
            lines[-1] = longer
            continue
        lines += _pieces(word, room, size)
    if len(lines) <= most:
        return lines or [text]
    return [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), room, size)]


def balanced(text: str, room: float, size: float, most: int) -> list[str]:
    """Fold a text as `folded` does, in as many lines, but these about as long as each other."""
    lines = folded(text, room, size, most)
    narrow = text_width(text, size) / len(lines)
    steps = (narrow + (room - narrow) * step / 12 for step in range(12))
    tries = (folded(text, step, size, 99) for step in steps if step < room)
    return next((one for one in tries if len(one) == len(lines) and whole(text, one)), lines)


def _pieces(word: str, room: float, size: float) -> Sequence[str]:
    """Break a word that is wider than the room."""
    if text_width(word, size) <= room:
        return (word,)
    pieces = [""]
    for sign in word:
        if pieces[-1] and text_width(f"{pieces[-1]}{sign}-", size) > room:
            pieces.append("")
        pieces[-1] += sign
    return (*(f"{piece}-" for piece in pieces[:-1]), pieces[-1])


def whole(text: str, lines: Sequence[str]) -> bool:
    """Say whether lines hold a whole text, no word of it broken or cut off."""
    return " ".join(lines) == " ".join(text.split())


def _cut(line: str, room: float, size: float) -> str:
    while line and text_width(f"{line}{MORE}", size) > room:
        line = line[:-1].rstrip()
    return f"{line}{MORE}"


@cache
def _advances(file: str) -> tuple[dict[int, float], float]:
    """Give the advance width per code point and that of an average sign, as a share of the type size."""
    with TTFont(fonts_folder() / file, lazy=True) as font:
        unit, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        widths = {code: metrics[name][0] / unit for code, name in font.getBestCmap().items()}
    return widths, 1.25  # emoji, the only other font, are about that wide
