"""Charts of a row per name: the names at the left, folded to the room they have, the values beside the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toolkit.figures.lettering import balanced, folded, text_width, whole
from toolkit.figures.style import (
    INK,
    LINE,
    POINTS,
    RIGHT,
    ROW,
    SMALL,
    TALLEST,
    canvas,
)
from toolkit.measures.weights import FloatArray

__all__ = ["DOT", "Key", "beside", "named", "rows", "top_words", "until"]

DOT: Final = 6.5
PAD: Final = 8.0  # points between a name and the axes, and before the page's edge
GAP: Final = 7.0  # points between a mark and its value
CLOSE_ROW: Final = 0.23  # inches per row where there are many, so that the chart leaves room for text
MANY: Final = 12
# Where names may take how much: the part of the width, lines, and size; the first that holds them all.
FEW_FITS: Final = (
    (0.22, 1, 9.5),
    (0.30, 1, 9.5),
    (0.30, 2, 9.5),
    (0.38, 2, 9.5),
    (0.42, 2, 9.0),
    (0.42, 3, 9.0),
)
# Where there are many rows a second line costs more room than a longer one.
MANY_FITS: Final = (
    (0.22, 1, 9.0),
    (0.30, 1, 9.0),
    (0.38, 1, 8.5),
    (0.50, 1, 8.0),
    (0.58, 1, 7.5),
    (0.42, 2, 8.0),
)
ABOVE: Final = 0.18  # inches for one line of words above the rows


@dataclass(frozen=True, slots=True)
class Names:
    """The names of rows as they are written: in lines, before the axes that begin at `left`, in letters of a size."""

    texts: tuple[str, ...]
    left: float
    size: float
    lines: int


@dataclass(frozen=True, slots=True)
class Key:
    """A mark with the word for it, written above the rows; `edge` is the colour of its edge where it has another."""

    mark: str
    colour: str
    word: str
    edge: str = ""


def named(names: Sequence[str]) -> Names:
    """Fold names for the left of a chart; a name that not even the most room can hold is cut off."""
    fits = FEW_FITS if len(names) < MANY else MANY_FITS
    for left, most, size in fits:
        lines = [folded(name, left * POINTS - 2 * PAD, size, 99) for name in names]
        fine = all(len(one) <= most for one in lines) and all(map(whole, names, lines))
        if fine or (left, most, size) == fits[-1]:
            break
    lines = [balanced(name, left * POINTS - 2 * PAD, size, most) for name in names]
    return Names(tuple("\n".join(one) for one in lines), left, size, max(map(len, lines)))


@contextmanager
def rows(
    names: Sequence[str],
    *,
    room: float = 1.0,
    words_above: int = 0,
    across: str = "",
    key: Sequence[Key] = (),
) -> Iterator[tuple[Figure, Axes, range]]:
    """Give a figure with a row per name from above, each `room` times as high as one mark, and their places.

    `words_above` counts the lines of words above the rows, beside those of `key`, which it writes; `across` are the
    words under the axis.
    """
    written = named(names)
    lines = _key_lines(key, written.left)
    top = 0.08 + ABOVE * (words_above + len(lines))
    one = room * (ROW if len(names) < MANY else CLOSE_ROW)
    one = max(one, (LINE * written.lines * written.size + 3) / 72)
    tall = min(one * len(names), TALLEST - top - 0.85)
    with canvas(tall, left=written.left, top=top, across=across) as (figure, axes):
        places = range(len(names))
        axes.set_yticks(list(places), list(written.texts), linespacing=0.95, fontsize=written.size)
        axes.tick_params(axis="y", pad=PAD)
        axes.set_ylim(len(names) - 0.5, -0.5)
        for number, line in enumerate(reversed(lines)):
            _write_key(axes, line, 5.0 + 72 * ABOVE * (words_above + number), written.left)
        yield figure, axes, places


def until(
    axes: Axes,
    limits: tuple[float, float],
    ends: Sequence[float] | FloatArray,
    values: Sequence[str],
    gap: float = GAP,
) -> tuple[float, float]:
    """Give the limits of an axis, longer at the right where the values beside the ends need it."""
    width = axes.get_position().width * POINTS
    left, right = limits
    for end, value in zip(ends, values, strict=True):
        part = min(0.9, (text_width(value, SMALL) + gap + PAD) / width)
        right = max(right, ((end if np.isfinite(end) else left) - part * left) / (1 - part))
    return left, right


def beside(axes: Axes, x: float, y: float, text: str, ground: str = "white", gap: float = GAP) -> None:
    """Write a value beside its mark, on a ground that keeps grid lines from crossing it."""
    axes.annotate(
        text,
        (x if np.isfinite(x) else axes.get_xlim()[0], y),
        xytext=(gap, 0),
        textcoords="offset points",
        va="center",
        ha="left",
        fontsize=SMALL,
        color=INK,
        bbox={"facecolor": ground, "edgecolor": "none", "pad": 0.8},
    )


def top_words(axes: Axes, x: float, words: str, side: str, colour: str, shift: float = 0.0) -> None:
    """Write words above the first row, at a place of the axis."""
    axes.annotate(
        words,
        (x, 1),
        xycoords=("data", "axes fraction"),
        xytext=(shift, 4),
        textcoords="offset points",
        ha=side,
        va="bottom",
        fontsize=SMALL,
        color=colour,
        annotation_clip=False,
    )


def _key_lines(key: Sequence[Key], left: float) -> list[list[tuple[Key, str, float]]]:
    """Lay the words of a key in lines: each with its mark and the points from the first."""
    lines: list[list[tuple[Key, str, float]]] = []
    at, width = 0.0, (RIGHT - left) * POINTS
    if any(text_width(one.word, SMALL) + 2 * DOT > width for one in key):
        width = RIGHT * POINTS - PAD
    for one in key:
        word = folded(one.word, width - 2 * DOT, SMALL, 1)[0]
        needed = text_width(word, SMALL) + 2 * DOT + 14
        if not lines or at + needed - 14 > width:
            lines, at = [*lines, []], 0.0
        lines[-1].append((one, word, at))
        at += needed
    return lines


def _write_key(axes: Axes, line: Sequence[tuple[Key, str, float]], up: float, left: float) -> None:
    """Write one line of a key above the axes: from where they begin, or further left where it is longer."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    place = axes.get_position()
    wide, tall = place.width * POINTS, place.height * figure.get_figheight() * 72
    width = line[-1][2] + text_width(line[-1][1], SMALL) + 2 * DOT
    start = min(0.0, (RIGHT - left) * POINTS - width)
    for one, word, at in line:
        axes.plot(
            (start + at + DOT / 2) / wide,
            1 + up / tall,
            one.mark,
            color=one.colour,
            markeredgecolor=one.edge or one.colour,
            markersize=DOT - 0.5,
            transform=axes.transAxes,
            clip_on=False,
        )
        axes.annotate(
            word,
            (0, 1),
            xytext=(start + at + 1.6 * DOT, up),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=SMALL,
            annotation_clip=False,
        )
