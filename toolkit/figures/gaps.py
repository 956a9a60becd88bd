"""Two means per row with their intervals, and the way between them: what is asked for and what is noticed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.figures.rows import DOT, Key, beside, rows, until
from toolkit.figures.style import LINK, OTHER, RULE, Look, svg

# How far the two lie above and below the middle of their row.
APART = 0.15


def gaps(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    labels: tuple[str, str],
    axis_label: str,
) -> str:
    """Draw per row of `table` its importance (square, grey) and experience (round, coloured), 0 to 100.

    Columns: importance, importance_low, importance_high, and the same of experience. `labels` name the two above the
    rows; `values` are written at the right.
    """
    limits = (0.0, 100.0)
    ends = table[[f"{side}{end}" for side in ("importance", "experience") for end in ("", "_high")]]
    reach = ends.max(axis=1).to_numpy()
    key = (Key("s", OTHER, labels[0]), Key("o", look.accent, labels[1]))
    with rows(names, room=1.5, across=axis_label, key=key) as (figure, axes, places):
        axes.set_xticks(np.linspace(*limits, 6))
        axes.set_xlim(*until(axes, limits, reach, values))
        for place, (_, row), end, text in zip(places, table.iterrows(), reach, values, strict=True):
            way = (row["importance"], row["experience"])
            axes.plot(way, [place - APART, place + APART], color=LINK, linewidth=1.2, zorder=1)
            for side, step, mark, colour in (
                ("importance", -APART, "s", OTHER),
                ("experience", APART, "o", look.accent),
            ):
                axes.plot(
                    [row[f"{side}_low"], row[f"{side}_high"]],
                    [place + step] * 2,
                    color=colour,
                    linewidth=2.2,
                    solid_capstyle="round",
                )
                axes.plot(row[side], place + step, mark, color=colour, markersize=DOT)
            beside(axes, end, place, text)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        return svg(figure)
