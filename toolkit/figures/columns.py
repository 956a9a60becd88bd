"""Standing columns of shares, such as how often each answer was given; and lying bars that are divided in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import name_rows, row_room
from toolkit.figures.style import INK, OTHER, PALE, RULE, SOFT, Look, canvas, svg

Tone = Literal["strong", "plain", "pale"]
HEIGHT = 8  # rows of text that the columns are as high as
NARROW = 0.045  # a part of a bar that is narrower has no room for its share


def _colour(tone: Tone, look: Look) -> str:
    return {"strong": look.accent, "plain": OTHER, "pale": PALE}[tone]


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
    with canvas(HEIGHT, left=0.075) as (figure, axes):
        for place, ((_, row), text, tone) in enumerate(zip(table.iterrows(), values, tones, strict=True)):
            axes.bar(
                place,
                row["estimate"],
                width=0.7,
                color=_colour(tone, look),
                edgecolor=SOFT if tone == "pale" else "none",
                linewidth=0.7,
            )
            # The white edge keeps the interval visible on a dark column.
            edge = [withStroke(linewidth=2.8, foreground="white")]
            axes.plot([place] * 2, [row["low"], row["high"]], color=INK, linewidth=1.1, path_effects=edge)
            above = max(float(row["high"]), float(row["estimate"]))
            axes.text(place, above + 0.015 * top, text, ha="center", va="bottom", fontsize=8.5, color=INK)
        for first, last, text in spans:
            _span(axes, first, last, text, top)
        axes.set_xticks(range(len(names)), names)
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set_ylim(0, top)
        axes.set_xlabel(axis_label)
        axes.yaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=8.5)
        return svg(figure)


def _span(axes: Axes, first: int, last: int, text: str, top: float) -> None:
    """Write words over columns that belong together, with a line as wide as these."""
    height = top * 0.86
    axes.plot([first - 0.35, last + 0.35], [height, height], color=SOFT, linewidth=1.2)
    axes.text(
        (first + last) / 2, height + 0.02 * top, text, ha="center", va="bottom", fontsize=8.5, color=INK
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
    with canvas(len(names), row_room(names), top=0.26) as (figure, axes):
        places = name_rows(axes, names)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            left = 0.0
            for column, _, tone in parts:
                width = float(row[column])
                axes.barh(place, width, left=left, height=0.62, color=_colour(tone, look), edgecolor="white")
                dark = tone == "strong"
                if width >= NARROW:
                    centre = left + width / 2
                    colour = "white" if dark else INK
                    axes.text(
                        centre, place, share(width), ha="center", va="center", fontsize=8.5, color=colour
                    )
                left += width
            axes.text(1.03, place, text, ha="left", va="center", fontsize=8.5, color=INK)
        # In the order of the parts, and not over their middles: narrow parts would lay their words over each other.
        for (_, label, _), at, side in zip(
            parts, np.linspace(0, 1, len(parts)), _sides(len(parts)), strict=True
        ):
            axes.text(at, -0.55, label, ha=side, va="bottom", fontsize=8.5, color=SOFT)
        axes.text(1.03, -0.55, heading, ha="left", va="bottom", fontsize=8.5, color=SOFT)
        axes.set_xlim(0, 1.36)
        axes.set_xticks(np.linspace(0, 1, 5))
        axes.xaxis.set_major_formatter(lambda value, _: share(value))
        axes.spines["bottom"].set_visible(False)
        axes.set_xlabel(axis_label)
        return svg(figure)


def _sides(count: int) -> list[str]:
    """On which side of its place each of some words stands: the first and last within the bar."""
    return ["left", *["center"] * (count - 2), "right"]
