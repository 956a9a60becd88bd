"""Two parts of a change per row, each with its interval, and the change itself: who answered against what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from toolkit.figures.charts import DOT, beside, name_rows, row_room
from toolkit.figures.style import INK, OTHER, RULE, SOFT, Look, canvas, svg

# How far the two lie above and below the middle of their row.
APART = 0.17
# How far above the first row, in pixels of the canvas, stands which mark is which.
ABOVE = 14


def parts(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    labels: tuple[str, str, str],
    axis_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw per row of `table` its `within` (round, coloured), `composition` (square, grey) and `difference` (bar).

    Columns: difference, and within and composition, each with `…_low` and `…_high`, NaN where there is none. `labels`
    name within, composition and the difference, written above the chart beside their marks; `values` at the right.
    """
    ends = table[[f"{part}{end}" for part in ("within", "composition") for end in ("", "_low", "_high")]]
    reach = float(np.nanmax([*ends.abs().to_numpy().ravel(), *table["difference"].abs(), 1.0])) * 1.08
    limits = (-reach, reach * 1.5)
    with canvas(len(names), 1.25 * row_room(names), top=0.3) as (figure, axes):
        places = name_rows(axes, names)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            axes.plot(
                [row["difference"]] * 2, [place - 0.32, place + 0.32], color=INK, linewidth=1.6, zorder=1
            )
            for part, step, mark, colour in (
                ("within", -APART, "o", look.accent),
                ("composition", APART, "s", OTHER),
            ):
                axes.plot(
                    [row[f"{part}_low"], row[f"{part}_high"]],
                    [place + step] * 2,
                    color=colour,
                    linewidth=2.2,
                    solid_capstyle="round",
                )
                axes.plot(row[part], place + step, mark, color=colour, markersize=DOT - 0.5)
            furthest = np.nanmax([row["difference"], row["within_high"], row["composition_high"], 0.0])
            beside(axes, float(furthest), place, text, limits, ground="none")
        axes.set_xlim(*limits)
        _name_the_three(axes, labels, look)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)


def _name_the_three(axes: Axes, labels: tuple[str, str, str], look: Look) -> None:
    """Write above the first row which mark is which."""
    marks = (("o", look.accent), ("s", OTHER), ("|", INK))
    above = 1 + ABOVE / axes.get_window_extent().height
    for at, (label, (mark, colour)) in enumerate(zip(labels, marks, strict=True)):
        place = at / len(marks) + 0.012
        axes.plot(
            place,
            above,
            mark,
            color=colour,
            markersize=DOT,
            transform=axes.transAxes,
            clip_on=False,
            zorder=3,
        )
        axes.annotate(
            label,
            (place, above),
            xycoords="axes fraction",
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            fontsize=8.5,
        )
