"""Two parts of a change per row, each with its interval, and the change itself: who answered against what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from toolkit.figures.charts import shares_axis
from toolkit.figures.rows import DOT, Key, beside, rows, until
from toolkit.figures.style import INK, OTHER, SOFT, Look, svg

# How far the two lie above and below the middle of their row.
APART = 0.17


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
    furthest = table[["difference", "within", "within_high", "composition", "composition_high"]].max(axis=1)
    far = furthest.clip(lower=0.0).to_numpy()
    key = (Key("o", look.accent, labels[0]), Key("s", OTHER, labels[1]), Key("|", INK, labels[2]))
    with rows(names, room=1.35, across=axis_label, key=key) as (figure, axes, places):
        axes.set_xlim(*until(axes, (-reach, reach), far, values))
        axes.axvline(0, color=SOFT, linewidth=0.8)
        for place, (_, row), end, text in zip(places, table.iterrows(), far, values, strict=True):
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
            beside(axes, end, place, text)
        shares_axis(axes, tick, most=8, whole=True)
        return svg(figure)
