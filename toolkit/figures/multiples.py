"""Small multiples: the course of many scores over the waves, a panel each, all on one length of scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toolkit.figures.lettering import folded
from toolkit.figures.style import INK, OTHER, PALE, POINTS, RULE, SOFT, TICKS, Look, canvas, svg

ACROSS = 4  # panels in a row
# Inches of a panel: above it for a name of one line and the word, the panel itself, below it, and each further line.
HEAD, TALL, BELOW, NAME_LINE = 0.37, 0.78, 0.12, 0.14
NAME_LINES, NAME_SIZE, TINY = 3, 8.0, 7.5
LEFT, BETWEEN = 0.012, 0.045  # parts of the width: before the first panel, and between two
_WIDTH = (0.988 - LEFT - (ACROSS - 1) * BETWEEN) / ACROSS
FOOT = 0.25  # inches below the last row, for the names of the waves


@dataclass(frozen=True, eq=False)
class Panel:
    """One score: `levels` (place, estimate, low, high per wave), its name, a word for its course, the band that does
    not matter, first and last value as they are written; `strong` where a trend is shown; `own_scale`: not on the
    length of scale that the others share."""

    levels: pd.DataFrame
    name: str
    word: str
    band: float
    ends: tuple[str, str]
    strong: bool
    own_scale: bool = False


def multiples(panels: Sequence[Panel], look: Look, *, ticks: Sequence[tuple[float, str]]) -> str:
    """Draw a panel per score: a dot with its interval per wave, joined by a line.

    The grey band lies around the first wave of a panel and is as wide as the smallest change that matters on either
    side. `ticks`: place and name of the waves under the axis. Full dots: a trend is shown; open dots: it is not.
    """
    names = [_name(panel) for panel in panels]
    heads = [
        HEAD + NAME_LINE * max(name.count("\n") for name in names[first : first + ACROSS])
        for first in range(0, len(panels), ACROSS)
    ]
    reach = max((_reach(panel) for panel in panels if not panel.own_scale), default=1.0)
    with canvas(sum(heads) + len(heads) * (TALL + BELOW) + FOOT - TICKS, top=0.0) as (figure, first):
        first.remove()
        for place, (panel, name) in enumerate(zip(panels, names, strict=True)):
            row, column = divmod(place, ACROSS)
            axes = _place(figure, sum(heads[: row + 1]) + row * (TALL + BELOW), column)
            _draw(axes, panel, look, _reach(panel) if panel.own_scale else reach)
            _title(axes, name, panel, look)
            # Under the last panel of each column stand the names of the waves.
            _ticks(axes, ticks, named=place + ACROSS >= len(panels))
        return svg(figure)


def _reach(panel: Panel) -> float:
    """Half the length of scale that a panel needs: its values, intervals and band."""
    start = panel.levels["estimate"].iloc[0]
    values = [
        *panel.levels[["estimate", "low", "high"]].to_numpy().ravel(),
        start - panel.band,
        start + panel.band,
    ]
    return float((np.nanmax(values) - np.nanmin(values)) / 2 * 1.08)


def _name(panel: Panel) -> str:
    return "\n".join(folded(panel.name, POINTS * (_WIDTH - BETWEEN / 4), NAME_SIZE, NAME_LINES))


def _place(figure: Figure, top: float, column: int) -> Axes:
    """Give the axes of a panel that begins so many inches from above, below its name."""
    height = float(figure.get_size_inches()[1])
    axes = figure.add_axes(
        (LEFT + column * (_WIDTH + BETWEEN), 1 - (top + TALL) / height, _WIDTH, TALL / height)
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=TINY)
    axes.set_axisbelow(True)
    return axes


def _draw(axes: Axes, panel: Panel, look: Look, reach: float) -> None:
    levels, start = panel.levels, float(panel.levels["estimate"].iloc[0])
    values = [*levels[["estimate", "low", "high"]].to_numpy().ravel(), start - panel.band, start + panel.band]
    middle = float((np.nanmax(values) + np.nanmin(values)) / 2)
    colour = look.accent if panel.strong else OTHER
    axes.axhspan(start - panel.band, start + panel.band, color=PALE, linewidth=0)
    axes.plot(levels["place"], levels["estimate"], color=colour, linewidth=1.2)
    for _, row in levels.iterrows():
        axes.plot([row["place"]] * 2, [row["low"], row["high"]], color=colour, linewidth=1.6)
    face = colour if panel.strong else "white"
    axes.plot(levels["place"], levels["estimate"], "o", color=colour, markerfacecolor=face, markersize=4)
    for row, text, side in (
        (levels.iloc[0], panel.ends[0], "left"),
        (levels.iloc[-1], panel.ends[1], "right"),
    ):
        top = row["high"] if np.isfinite(row["high"]) else row["estimate"]
        axes.annotate(
            text,
            (row["place"], top),
            xytext=(-3 if side == "left" else 3, 2),
            textcoords="offset points",
            ha=side,
            va="bottom",
            fontsize=TINY,
            color=INK,
        )
    axes.set_ylim(middle - reach * 1.05, middle + reach * 1.7)
    axes.set_yticks([])


def _title(axes: Axes, name: str, panel: Panel, look: Look) -> None:
    """Write the name of a score above its panel, and under it the word for its course."""
    for text, up, size, colour, weight in (
        (name, 14, NAME_SIZE, INK, "normal"),
        (
            panel.word,
            2,
            TINY + 0.5,
            look.accent if panel.strong else SOFT,
            "semibold" if panel.strong else "normal",
        ),
    ):
        axes.annotate(
            text,
            (0, 1),
            xycoords="axes fraction",
            xytext=(0, up),
            textcoords="offset points",
            fontsize=size,
            va="bottom",
            linespacing=0.95,
            color=colour,
            fontweight=weight,
        )


def _ticks(axes: Axes, ticks: Sequence[tuple[float, str]], *, named: bool) -> None:
    places = [place for place, _ in ticks]
    edge = 0.12 * (max(places) - min(places))
    axes.set_xlim(min(places) - edge, max(places) + edge)
    axes.set_xticks(places, [name if named else "" for _, name in ticks])
    axes.xaxis.grid(visible=True, color=RULE, linewidth=0.4)
    axes.tick_params(axis="x", labelcolor=SOFT)
