"""The map of attitude by behaviour: fields of customers, the cuts, and the band in which a group is uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.colour import WHITE, mixed
from toolkit.figures.lettering import folded
from toolkit.figures.style import INK, PALE, POINTS, ROW, RULE, SMALL, SOFT, Look, canvas, svg

HEIGHT = 10.5 * ROW
LEFT, RIGHT = 0.33, 0.72  # where the square begins and ends, as parts of the figure's width
MARGIN = 6.0  # points before and behind the words of the groups
UP = 40.0  # points that the numbers of the axis at the left and its name take
AXIS_LINE = 11.0  # points of each further line of that name
# Where each group's words stand: beside which side of the square, and how high along it.
PLACES = {
    "spurious": ("left", 0.97),
    "none": ("left", 0.30),
    "true": ("right", 0.97),
    "latent": ("right", 0.30),
}


def loyalty_map(
    fields: pd.DataFrame,
    words: Mapping[str, tuple[str, str, str]],
    look: Look,
    *,
    cut: float,
    sems: Sequence[float | None],
    axis_labels: tuple[str, str],
    band_label: str,
    strong: str,
    shades: int,
) -> str:
    """Draw the fields of `map_fields` in `shades` tints; `words` gives each group its share, name and margin.

    `sems` are the half widths of the band round the cut of attitude and of behaviour, None where there is none;
    `strong` is the group whose share is written in the client's colour, or "".
    """
    with canvas(HEIGHT, left=LEFT, right=RIGHT, top=0.28, across=axis_labels[0], up=axis_labels[1]) as (
        figure,
        axes,
    ):
        _tiles(axes, fields, look, shades)
        _band(axes, cut, sems, band_label)
        axes.plot([cut, cut], [0, 100], color=INK, linewidth=1.1)
        axes.plot([0, 100], [cut, cut], color=INK, linewidth=1.1)
        room = UP + AXIS_LINE * axes.yaxis.label.get_text().count("\n")
        for group, (share, name, margin) in words.items():
            _corner(axes, group, (share, name, margin), look.accent if group == strong else INK, room)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, 100)
        ticks = sorted({0.0, cut, 100.0})
        axes.set_xticks(ticks)
        axes.set_yticks(ticks)
        axes.tick_params(axis="y", labelcolor=SOFT, labelsize=SMALL)
        axes.spines["bottom"].set_visible(False)
        return svg(figure)


def _tiles(axes: Axes, fields: pd.DataFrame, look: Look, shades: int) -> None:
    axes.add_patch(Rectangle((0, 0), 100, 100, facecolor="white", edgecolor=RULE, linewidth=0.8))
    for _, one in fields.iterrows():
        colour = _tint(look.accent, int(one["shade"]), shades)
        width, height = one["right"] - one["left"], one["top"] - one["bottom"]
        corner = (one["left"], one["bottom"])
        axes.add_patch(Rectangle(corner, width, height, facecolor=colour, edgecolor="white", linewidth=0.8))


def _tint(accent: str, shade: int, shades: int) -> str:
    """Mix the client's colour with white: the fuller the field, the more of it."""
    part = 0.12 + 0.78 * (shade - 1) / max(1, shades - 1)
    return mixed(accent, WHITE, part)


def _band(axes: Axes, cut: float, sems: Sequence[float | None], label: str) -> None:
    """Veil the fields within one standard error of a cut, and say so once."""
    across, along = sems
    if across is not None:
        axes.axvspan(cut - across, cut + across, color="white", alpha=0.45, linewidth=0)
    if along is not None:
        axes.axhspan(cut - along, cut + along, color="white", alpha=0.45, linewidth=0)
    for side in (-1, 1):
        if across is not None:
            axes.axvline(cut + side * across, color=SOFT, linewidth=0.7, linestyle=(0, (3, 2)))
        if along is not None:
            axes.axhline(cut + side * along, color=SOFT, linewidth=0.7, linestyle=(0, (3, 2)))
    if across is not None or along is not None:
        x, y = (cut, 1.02) if across is not None else (100.0, (cut / 100))
        axes.text(
            x / 100,
            y,
            label,
            transform=axes.transAxes,
            ha="center" if across is not None else "right",
            va="bottom",
            fontsize=8,
            color=SOFT,
            bbox=None if across is not None else {"facecolor": PALE, "edgecolor": "none", "pad": 1},
        )


def _corner(axes: Axes, group: str, words: tuple[str, str, str], colour: str, room: float) -> None:
    """Write a group's share, name and margin beside its corner of the square; `room` is what the axis takes."""
    (side, height), (share, name, margin) = PLACES[group], words
    x, offset, align = (0.0, -room, "right") if side == "left" else (1.0, 10, "left")
    box = axes.get_position()
    wide = (box.x0 * POINTS - room if side == "left" else (1 - box.x1) * POINTS - 10) - MARGIN
    lines = folded(name, wide, SMALL, 3)
    margins = folded(margin, wide, 8, 2)
    for text, size, down, tone, weight in (
        (share, 13, 0, colour, "bold"),
        ("\n".join(lines), SMALL, 20, INK, "normal"),
        ("\n".join(margins), 8, 21 + 12.5 * len(lines), SOFT, "normal"),
    ):
        axes.annotate(
            text,
            (x, height),
            xycoords="axes fraction",
            xytext=(offset, -down),
            textcoords="offset points",
            ha=align,
            va="top",
            fontsize=size,
            color=tone,
            fontweight=weight,
            linespacing=1.05,
            annotation_clip=False,
        )
