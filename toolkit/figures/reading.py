"""How to read an interval: made-up numbers with their margins, and words that point at the parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.charts import dot
from toolkit.figures.rows import beside, rows, until
from toolkit.figures.style import OTHER, RULE, SMALL, SOFT, Look, svg

LIMITS: Final = (0.0, 100.0)
ABOVE: Final = -0.34  # rows from the middle of the first one up to the words that point at it


def reading(
    examples: Sequence[tuple[float, float, float]],
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    parts: tuple[str, str, str],
    axis_label: str,
) -> str:
    """Draw example numbers (estimate, low, high; 0 to 100), a row each, and name the parts of the first one.

    `parts` are the words for its low end, its number and its high end.
    """
    table = pd.DataFrame(examples, columns=["estimate", "low", "high"])
    with rows(names, room=1.25, words_above=1, across=axis_label) as (figure, axes, places):
        ends = table["high"].to_numpy()
        axes.set_xticks([0, 20, 40, 60, 80, 100])
        axes.set_xlim(*until(axes, LIMITS, ends, values))
        for place, (_, row), end, text in zip(places, table.iterrows(), ends, values, strict=True):
            dot(axes, row, place, look.accent if place == 0 else OTHER, round_one=place == 0)
            beside(axes, end, place, text)
        _point_at(axes, examples[0], parts)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        return svg(figure)


def _point_at(axes: Axes, example: tuple[float, float, float], parts: tuple[str, str, str]) -> None:
    """Write the words above the parts of the first row, those of its ends outwards."""
    estimate, low, high = example
    for at, words, side in (
        (low, parts[0], "right"),
        (estimate, parts[1], "center"),
        (high, parts[2], "left"),
    ):
        axes.plot([at, at], [ABOVE, -0.12], color=SOFT, linewidth=0.6, clip_on=False)
        axes.annotate(
            words,
            (at, ABOVE),
            xytext=(0, 2),
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=SMALL,
            color=SOFT,
            annotation_clip=False,
        )
