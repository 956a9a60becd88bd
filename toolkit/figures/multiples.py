"""Small multiples: the course of many scores over the waves, a panel each, all on one length of scale."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toolkit.figures.style import INK, OTHER, PALE, ROW, RULE, SOFT, Look, canvas, svg

ACROSS = 4  # panels in a row
PANEL = 1.28  # inches: the height of a panel with its name
NAME_WIDTH, NAME_LINES = 25, 2
LEFT, RIGHT = 0.06, 0.985
FOOT = 0.25  # inches below the last row, for the names of the waves
NAME_ROOM = 0.09  # inches above the first row, where a name there takes two lines
SPARE = 0.62  # inches that `canvas` adds to its rows


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
    rows = -(-len(panels) // ACROSS)
    head = NAME_ROOM if any("\n" in _name(panel) for panel in panels[:ACROSS]) else 0.0
    reach = max((_reach(panel) for panel in panels if not panel.own_scale), default=1.0)
    with canvas(1, (head + rows * PANEL + FOOT - SPARE) / ROW) as (figure, first):
        first.remove()
        height = float(figure.get_size_inches()[1])
        for place, panel in enumerate(panels):
            row, column = divmod(place, ACROSS)
            axes = _place(figure, row, column, height, head)
            _draw(axes, panel, look, _reach(panel) if panel.own_scale else reach)
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
    return "\n".join(textwrap.wrap(panel.name, NAME_WIDTH, max_lines=NAME_LINES, placeholder=" …"))


def _place(figure: Figure, row: int, column: int, height: float, head: float) -> Axes:
    width = (RIGHT - LEFT) / ACROSS
    tall = 0.56 * PANEL / height
    top = 1 - (head + row * PANEL + 0.42) / height
    axes = figure.add_axes((LEFT + column * width, top - tall, width - 0.045, tall))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=7)
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
            fontsize=7,
            color=INK,
        )
    axes.set_ylim(middle - reach * 1.05, middle + reach * 1.25)
    axes.set_yticks([])
    axes.annotate(
        _name(panel), (0, 1), xycoords="axes fraction", xytext=(0, 12), textcoords="offset points", fontsize=8,
        va="bottom", linespacing=0.95,
    )  # fmt: skip
    axes.annotate(
        panel.word, (0, 1), xycoords="axes fraction", xytext=(0, 2), textcoords="offset points", fontsize=7.5,
        va="bottom", color=look.accent if panel.strong else SOFT,
    )  # fmt: skip


def _ticks(axes: Axes, ticks: Sequence[tuple[float, str]], *, named: bool) -> None:
    places = [place for place, _ in ticks]
    edge = 0.12 * (max(places) - min(places))
    axes.set_xlim(min(places) - edge, max(places) + edge)
    axes.set_xticks(places, [name if named else "" for _, name in ticks])
    axes.xaxis.grid(visible=True, color=RULE, linewidth=0.4)
    axes.tick_params(axis="x", labelcolor=SOFT)
