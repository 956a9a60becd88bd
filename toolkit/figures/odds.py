"""A chart of odds ratios around 1: which words one group uses more, and which the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator

from toolkit.figures.rows import DOT, rows, top_words
from toolkit.figures.style import INK, OTHER, RULE, SOFT, Look, svg

# The axis has so many marks on either side at most: powers of 2, or of 4, 8 … where the intervals reach further.
MARKS = 4
# An interval further out than this ratio tells no more than "many times": the axis ends there, with an arrow.
FURTHEST = 32.0


def odds(
    table: pd.DataFrame,
    names: Sequence[str],
    look: Look,
    *,
    left: str,
    right: str,
    axis_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw a dot with its interval per row of `table` (estimate, low, high: natural logarithms of odds ratios).

    Rows with a positive estimate are round and coloured, others square and grey; `left` and `right` say above the
    chart who is on which side. `tick` writes an odds ratio of 1 or more. An interval that runs on beyond the axis ends
    in an arrow; see `cut_off`.
    """
    reach = _reach(table)
    with rows(names, words_above=1, across=axis_label) as (figure, axes, places):
        axes.set_xlim(-reach, reach)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (_, row) in zip(places, table.iterrows(), strict=True):
            first = row["estimate"] > 0
            colour = look.accent if first else OTHER
            ends = [max(row["low"], -reach), min(row["high"], reach)]
            axes.plot(ends, [place, place], color=colour, linewidth=2.6, solid_capstyle="butt")
            for end, beyond, arrow in zip(ends, (row["low"], row["high"]), "<>", strict=True):
                if abs(beyond) > reach:
                    axes.plot(end, place, arrow, color=colour, markersize=DOT, clip_on=False)
            axes.plot(row["estimate"], place, "o" if first else "s", color=colour, markersize=DOT)
        top_words(axes, 0, f"← {left}", "right", INK, shift=-5)
        top_words(axes, 0, f"{right} →", "left", look.accent, shift=5)
        step = np.log(2) * max(1, np.ceil(reach / np.log(2) / (MARKS + 1)))
        most = int(reach / step)
        axes.xaxis.set_major_locator(FixedLocator([float(step * mark) for mark in range(-most, most + 1)]))
        axes.xaxis.set_major_formatter(lambda value, _: tick(float(np.exp(abs(value)))))
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        return svg(figure)


def cut_off(table: pd.DataFrame) -> bool:
    """Say whether an interval runs on beyond the axis."""
    return bool((table[["low", "high"]].abs() > _reach(table)).any(axis=None))


def _reach(table: pd.DataFrame) -> float:
    """How far the axis runs to either side: to the furthest interval, but no further than is of use."""
    furthest = float(table[["low", "high"]].abs().to_numpy().max())
    needed = float(table["estimate"].abs().max()) * 1.15
    return min(furthest * 1.08, max(float(np.log(FURTHEST)) * 1.04, needed))
