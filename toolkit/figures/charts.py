"""The charts of the reports. Names, limits and claims come in; nothing is computed here."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from toolkit.figures.style import INK, OTHER, PALE, RULE, SOFT, Look, canvas, svg

NAME_WIDTH = 27  # characters of a name on one line
NAME_LINES = 3
# Rows that one row takes when the longest name has 1, 2 or 3 lines.
ROOM_FOR_LINES = (1.0, 1.25, 1.75)
DOT = 6.5


def intervals(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    highlight: Sequence[bool],
    limits: tuple[float, float] = (0, 100),
) -> str:
    """Draw a dot with its interval per row of `table` (estimate, low, high), its value written beside it."""
    with canvas(len(names), row_room(names)) as (figure, axes):
        places = name_rows(axes, names)
        for place, (_, row), text, strong in zip(places, table.iterrows(), values, highlight, strict=True):
            colour = look.accent if strong else OTHER
            axes.plot(
                [row["low"], row["high"]], [place, place], color=colour, linewidth=2.6, solid_capstyle="round"
            )
            axes.plot(row["estimate"], place, "o" if strong else "s", color=colour, markersize=DOT)
            beside(axes, row["high"], place, text, limits)
        # Room at the right for the value of a score near the top of the scale.
        axes.set_xticks(np.linspace(*limits, 6))
        axes.set_xlim(limits[0], limits[1] + 0.14 * (limits[1] - limits[0]))
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        return svg(figure)


def bars(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    highlight: Sequence[bool],
    tick: Callable[[float], str],
    outlined: Sequence[bool] = (),
) -> str:
    """Draw a bar of a share with its interval per row of `table` (estimate, low, high: 0 to 1).

    Bars that stand out are filled with the client's colour; of those `outlined` (no row unless told) only the edge is.
    """
    hollow = outlined or [False] * len(names)
    top = float(np.nanmax([table["high"].max(), table["estimate"].max()]))
    limits = (0.0, min(1.0, top) * 1.16)
    with canvas(len(names), row_room(names)) as (figure, axes):
        places = name_rows(axes, names)
        rows = zip(places, table.iterrows(), values, highlight, hollow, strict=True)
        for place, (_, row), text, strong, open_bar in rows:
            colour = look.accent if strong or open_bar else OTHER
            face = "white" if open_bar and not strong else colour
            axes.barh(place, row["estimate"], height=0.56, color=face, edgecolor=colour, linewidth=1.0)
            end = row["estimate"]
            if np.isfinite(row["low"]) and np.isfinite(row["high"]):
                ends = [row["low"], row["high"]]
                # The white edge keeps the interval visible on a dark bar.
                edge = [withStroke(linewidth=2.8, foreground="white")]
                axes.plot(ends, [place, place], color=INK, linewidth=1.1, path_effects=edge)
                axes.plot(ends, [place, place], "|", color=INK, markersize=6, path_effects=edge)
                end = row["high"]
            beside(axes, end, place, text, limits)
        axes.set_xlim(*limits)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)


def changes(
    table: pd.DataFrame,
    names: Sequence[str],
    values: Sequence[str],
    look: Look,
    *,
    axis_label: str,
    band: float,
    band_label: str,
    tick: Callable[[float], str],
) -> str:
    """Draw each difference with its interval around 0, the band that does not matter shaded.

    Full dots are changes beyond chance, open dots are not.
    """
    reach = np.nanmax([*table[["low", "high", "difference"]].abs().to_numpy().ravel(), band]) * 1.1
    limits = (-reach, reach * 1.35)
    with canvas(len(names), row_room(names), top=0.26) as (figure, axes):
        places = name_rows(axes, names)
        axes.axvspan(-band, band, color=PALE, linewidth=0)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        axes.text(0, -0.75, band_label, ha="center", va="bottom", color=SOFT, fontsize=8)
        for place, (_, row), text in zip(places, table.iterrows(), values, strict=True):
            moved = row["verdict"] in {"better", "worse"}
            colour = look.accent if moved else OTHER
            axes.plot(
                [row["low"], row["high"]], [place, place], color=colour, linewidth=2.4, solid_capstyle="round"
            )
            face = colour if moved else "white"
            axes.plot(row["difference"], place, "o", color=colour, markerfacecolor=face, markersize=DOT)
            end = row["high"] if np.isfinite(row["high"]) else row["difference"]
            beside(axes, end, place, text, limits, ground=PALE if abs(end) < band else "none")
        axes.set_xlim(*limits)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)


def name_rows(axes: Axes, names: Sequence[str]) -> range:
    """Write the names of the rows at the left, wrapped, and give the places of the rows from above."""
    places = range(len(names))
    axes.set_yticks(list(places), [_wrapped(name) for name in names], linespacing=0.95)
    axes.set_ylim(len(names) - 0.5, -0.5)
    return places


def _wrapped(name: str) -> str:
    lines = textwrap.wrap(name, NAME_WIDTH, max_lines=NAME_LINES, placeholder=" …")
    return "\n".join(lines) or name


def row_room(names: Sequence[str]) -> float:
    """How much more room a row needs than one of a single line."""
    return ROOM_FOR_LINES[max(_wrapped(name).count("\n") for name in names)]


def beside(
    axes: Axes, x: float, y: float, text: str, limits: tuple[float, float], ground: str = "white"
) -> None:
    """Write a value beside its mark, on a ground that keeps grid lines from crossing it."""
    axes.annotate(
        text,
        (x if np.isfinite(x) else limits[0], y),
        xytext=(7, 0),
        textcoords="offset points",
        va="center",
        ha="left",
        fontsize=8.5,
        color=INK,
        bbox={"facecolor": ground, "edgecolor": "none", "pad": 0.8},
    )
