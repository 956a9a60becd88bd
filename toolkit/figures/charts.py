"""The charts of the reports. Names, limits and claims come in; nothing is computed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from toolkit.figures.rows import DOT, beside, rows, top_words, until
from toolkit.figures.style import INK, OTHER, PALE, RULE, SOFT, Look, svg

# A white edge keeps an interval visible on a dark bar.
WHITE_EDGE = (withStroke(linewidth=2.8, foreground="white"),)


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
    with rows(names, across=axis_label) as (figure, axes, places):
        ends = table[["estimate", "high"]].max(axis=1).to_numpy()
        axes.set_xticks(np.linspace(*limits, 6))
        axes.set_xlim(*until(axes, limits, ends, values))
        each = zip(places, table.iterrows(), ends, values, highlight, strict=True)
        for place, (_, row), end, text, strong in each:
            dot(axes, row, place, look.accent if strong else OTHER, round_one=strong)
            beside(axes, end, place, text)
        axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
        return svg(figure)


def dot(axes: Axes, row: pd.Series, place: float, colour: str, *, round_one: bool) -> None:
    """Draw an estimate on its interval: round where it stands out, square where it does not."""
    axes.plot([row["low"], row["high"]], [place] * 2, color=colour, linewidth=2.6, solid_capstyle="round")
    axes.plot(row["estimate"], place, "o" if round_one else "s", color=colour, markersize=DOT)


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
    with rows(names, across=axis_label) as (figure, axes, places):
        ends = table[["estimate", "high"]].max(axis=1).to_numpy()
        top = min(1.0, float(np.nanmax(ends))) * 1.02
        axes.set_xlim(*until(axes, (0.0, top), ends, values))
        each = zip(places, table.iterrows(), ends, values, highlight, hollow, strict=True)
        for place, (_, row), end, text, strong, open_bar in each:
            face, edge = (look.fill, look.accent) if strong else ("white", look.accent)
            if not (strong or open_bar):
                face, edge = OTHER, OTHER
            axes.barh(place, row["estimate"], height=0.56, color=face, edgecolor=edge, linewidth=1.0)
            if np.isfinite(row["low"]) and np.isfinite(row["high"]):
                margin(axes, (row["low"], row["high"]), place)
            beside(axes, end, place, text)
        shares_axis(axes, tick)
        return svg(figure)


def margin(axes: Axes, ends: tuple[float, float], place: float, cap: float = 6) -> None:
    """Draw the interval of a bar."""
    axes.plot(ends, [place, place], color=INK, linewidth=1.1, path_effects=WHITE_EDGE)
    axes.plot(ends, [place, place], "|", color=INK, markersize=cap, path_effects=WHITE_EDGE)


def shares_axis(axes: Axes, tick: Callable[[float], str], *, most: int = 6, whole: bool = False) -> None:
    """Give the axis below its grid and its numbers."""
    axes.xaxis.grid(visible=True, color=RULE, linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=most, steps=[1, 2, 5, 10], integer=whole))
    axes.xaxis.set_major_formatter(lambda value, _: tick(value))


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
    with rows(names, words_above=1, across=axis_label) as (figure, axes, places):
        ends = table[["difference", "high"]].max(axis=1).to_numpy()
        axes.set_xlim(*until(axes, (-reach, reach), ends, values))
        axes.axvspan(-band, band, color=PALE, linewidth=0)
        axes.axvline(0, color=SOFT, linewidth=0.8)
        top_words(axes, 0, band_label, "center", SOFT)
        for place, (_, row), end, text in zip(places, table.iterrows(), ends, values, strict=True):
            moved = row["verdict"] in {"better", "worse"}
            colour = look.accent if moved else OTHER
            axes.plot(
                [row["low"], row["high"]], [place, place], color=colour, linewidth=2.4, solid_capstyle="round"
            )
            face = colour if moved else "white"
            axes.plot(row["difference"], place, "o", color=colour, markerfacecolor=face, markersize=DOT)
            beside(axes, end, place, text, ground=PALE if abs(end) < band else "none")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10], integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: tick(value))
        return svg(figure)
