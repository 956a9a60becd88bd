"""The look of every figure: the report's font, the client's colour, no clutter."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from toolkit.house import house_folder

FONT = "Source Sans 3"
WIDTH = 6.3  # inches: the width of the text on the page
ROW = 0.29  # inches per row of a chart with names at the left
CLOSE_ROW, MANY_ROWS = (
    0.23,
    12,
)  # from this many rows on they stand closer, so that the chart leaves room for text
INK = "#222222"
SOFT = "#6b6b6b"
RULE = "#d5d5d5"
PALE = "#eeeeee"
OTHER = "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Look:
    """What differs per client: its colour (already readable on white)."""

    accent: str


@cache
def _register_fonts() -> None:
    for path in sorted((house_folder() / "templates" / "report" / "fonts").glob("SourceSans3-*.ttf")):
        font_manager.fontManager.addfont(path)


@contextmanager
def canvas(
    rows: int, room: float = 1.0, *, left: float = 0.30, top: float = 0.08
) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure of `rows` rows, each `room` times as high as one line; `left` is the part that names take."""
    _register_fonts()
    settings: dict[Any, Any] = {
        "font.family": FONT,
        "font.size": 9.5,
        "text.color": INK,
        "text.parse_math": False,
        "axes.edgecolor": RULE,
        "axes.labelcolor": SOFT,
        "axes.labelsize": 8.5,
        "xtick.color": SOFT,
        "xtick.labelsize": 8.5,
        "ytick.color": INK,
        "axes.unicode_minus": True,
        "svg.fonttype": "none",
        "svg.hashsalt": "loyalty-toolkit",
    }
    with mpl.rc_context(settings):
        height = (ROW if rows < MANY_ROWS else CLOSE_ROW) * rows * room + 0.62
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.add_axes((left, 0.46 / height, 0.985 - left, 1 - (0.46 + top) / height))
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0)
        axes.set_axisbelow(True)
        yield figure, axes


def svg(figure: Figure) -> str:
    """Give the figure as SVG text: the same bytes for the same figure."""
    target = io.StringIO()
    with warnings.catch_warnings():
        # A sign that the font lacks stays text, for which the report looks in its other fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()
