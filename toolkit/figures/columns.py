"""Standing columns of shares, such as how often each answer was given; and lying bars that are divided in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import WHITE_EDGE
from toolkit.figures.lettering import text_width
from toolkit.figures.rows import PAD, Key, named, rows, top_words, until
from toolkit.figures.style import INK, OTHER, PALE, POINTS, RIGHT, ROW, RULE, SMALL, SOFT, Look, canvas, svg

Tone = Literal["strong", "plain", "pale"]
HEIGHT = 8 * ROW  # inches
AFTER = 10.0  # points between a divided bar and its value
AIR = 3.0  # points round the share in a part


def _colours(tone: Tone, look: Look) -> tuple[str, str, str]:
    """Give the ground of a tone, its edge, and the words on it."""
    return {
        "strong": (look.fill, look.accent, look.on_fill),
        "plain": (OTHER, OTHER, INK),
        "pale": (PALE, SOFT, INK),
    }[tone]


def columns(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    tones: Sequence[Tone],
    spans: Sequence[tuple[int, int, str]] = (),
    tick: Callable[[float], str],
) -> str:
    """Draw a column with its interval per row of `table` (estimate, low, high: 0 to 1), its value above it.

    `spans`: columns from one place to another that belong together, with the words that stand over them.
    """
    top = float(np.nanmax(table[["estimate", "high"]].to_numpy())) * (1.42 if spans else 1.16)
    with canvas(HEIGHT, left=0.075, across=axis_label) as (figure, axes):
        for place, ((_, row), text, tone) in enumerate(zip(table.iterrows(), values, tones, strict=True)):
            face, edge, _ = _colours(tone, look)
            axes.bar(place, row["estimate"], width=0.7, color=face, edgecolor=edge, linewidth=0.8)
            axes.plot(
                [place] * 2, [row["low"], row["high"]], color=INK, linewidth=1.1, path_effects=WHITE_EDGE
            )
            above = float(np.nanmax([row["high"], row["estimate"]]))
            axes.text(place, above + 0.015 * top, text, ha="center", va="bottom", fontsize=SMALL, color=INK)
        axes.set_xlim(-0.6, len(names) - 0.4)
        for first, last, text in spans:
            _span(axes, first, last, text, top)
        axes.set_xticks(range(len(names)), names)
        axes.set_ylim(0, top)
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        return svg(figure)


def _span(axes: Axes, first: int, last: int, text: str, top: float) -> None:
    """Write words over columns that belong together, with a line as wide as these; on a line higher if too wide."""
    one = axes.get_position().width * POINTS / (axes.get_xlim()[1] - axes.get_xlim()[0])
    wide = text_width(text, SMALL) > (last - first + 1) * one - 4
    height = top * (0.93 if wide else 0.86)
    axes.plot([first - 0.35, last + 0.35], [top * 0.86] * 2, color=SOFT, linewidth=1.2)
    axes.text(
        (first + last) / 2, height + 0.02 * top, text, ha="center", va="bottom", fontsize=SMALL, color=INK
    )


def divided(
    table: pd.DataFrame,
    names: Sequence[str],
    parts: Sequence[tuple[str, str, Tone]],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    heading: str,
    share: Callable[[float], str],
) -> str:
    """Draw a lying bar of 0 to 1 per row of `table`, divided in `parts`, with a value at its end.

    `parts`, two or more: column of the table, its words over the first bar, and its tone. `heading` stands over the
    values.
    """
    texts = (*values, heading)
    words = [label for _, label, _ in parts]
    key = () if _beside_each_other(words, names, texts) else [_key(part, look) for part in parts]
    with rows(names, words_above=1, across=axis_label, key=key) as (figure, axes, places):
        axes.set_xlim(*until(axes, (0.0, 1.0), [1.0] * len(texts), texts, gap=AFTER))
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            _divide(axes, place, row, parts, look, share)
            axes.annotate(
                text, (1, place), xytext=(AFTER, 0), textcoords="offset points", va="center", fontsize=SMALL
            )
        # In the order of the parts, and not over their middles: narrow parts would lay their words over each other.
        ends = np.linspace(0, 1, len(parts))
        for label, at, side in zip(() if key else words, ends, _sides(len(parts)), strict=not key):
            top_words(axes, at, label, side, SOFT)
        top_words(axes, 1, heading, "left", SOFT, shift=AFTER)
        axes.set_xticks(np.linspace(0, 1, 5))
        axes.xaxis.set_major_formatter(lambda value, _: share(value))
        axes.spines["bottom"].set_visible(False)
        return svg(figure)


def _beside_each_other(words: Sequence[str], names: Sequence[str], values: Sequence[str]) -> bool:
    """Say whether words have room above the bars: on one line, a little apart, the middle ones at their places."""
    widths = [text_width(word, SMALL) for word in words]
    after = max(text_width(value, SMALL) for value in values) + AFTER + PAD
    room = (RIGHT - named(names).left) * POINTS - after
    centres = np.linspace(0, room, len(words))
    lefts = [
        0.0,
        *(at - width / 2 for at, width in zip(centres[1:-1], widths[1:-1], strict=True)),
        room - widths[-1],
    ]
    return all(
        left + width + 2 * AIR <= following
        for left, width, following in zip(lefts[:-1], widths[:-1], lefts[1:], strict=True)
    )


def _key(part: tuple[str, str, Tone], look: Look) -> Key:
    face, edge, _ = _colours(part[2], look)
    return Key("s", face, part[1], edge)


def _divide(
    axes: Axes,
    place: float,
    row: pd.Series,
    parts: Sequence[tuple[str, str, Tone]],
    look: Look,
    share: Callable[[float], str],
) -> None:
    """Draw one divided bar, with the share in each part that has room for it."""
    left = 0.0
    length = axes.get_position().width * POINTS / (axes.get_xlim()[1] - axes.get_xlim()[0])
    for column, _, tone in parts:
        width, (face, _, ink) = float(row[column]), _colours(tone, look)
        axes.barh(place, width, left=left, height=0.62, color=face, edgecolor="white", linewidth=1.0)
        text = share(width)
        if width * length >= text_width(text, SMALL) + 2 * AIR:
            axes.text(left + width / 2, place, text, ha="center", va="center", fontsize=SMALL, color=ink)
        left += width


def _sides(count: int) -> list[str]:
    """On which side of its place each of some words stands: the first and last within the bar."""
    return ["left", *["center"] * (count - 2), "right"]
