"""The look of every figure: the report's font, the client's colour, no clutter, and room for all that is written."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.textpath import text_to_path

from toolkit.figures.colour import INK, LINK, OTHER, PALE, RULE, SOFT, accent_of, fill_of, words_on
from toolkit.figures.lettering import folded, fonts_folder
from toolkit.measures.weights import FloatArray

__all__ = [
    "FONT",
    "INK",
    "LINK",
    "OTHER",
    "PALE",
    "ROW",
    "RULE",
    "SOFT",
    "WIDTH",
    "Look",
    "canvas",
    "svg",
    "under_axis",
]

FONT: Final = "Source Sans 3"
WIDTH: Final = 6.3  # inches: the width of the text on the page
SVG_DPI: Final = 72  # an SVG's pixels are points
POINTS: Final = SVG_DPI * WIDTH
TALLEST: Final = 7.4  # inches: what a page has room for, with a title and a note
ROW: Final = 0.29  # inches per row of a chart with names at the left
SMALL: Final = 8.5  # points: values, and words along an axis
LINE: Final = 1.3  # height of a line of words, in sizes of its letters
RIGHT: Final = 0.97  # where the axes end, of the width
TICKS: Final = 0.34  # inches below the axes for one line of numbers, and the edge of the figure
LABEL_LINES: Final = 3
UNDER_LINES: Final = 6


@dataclass(frozen=True, slots=True)
class Look:
    """What differs per client: its colour for lines, dots and words, for areas, and that of words on these."""

    accent: str
    fill: str
    on_fill: str

    @classmethod
    def of(cls, colour: str) -> Look:
        """Give the look of a client whose colour is `#rrggbb`, adjusted where it would not be seen or told apart."""
        fill = fill_of(colour)
        return cls(accent_of(colour), fill, words_on(fill))


@cache
def _register_fonts() -> None:
    for path in sorted(fonts_folder().glob("SourceSans3-*.ttf")):
        font_manager.fontManager.addfont(path)


SETTINGS: Final[dict[Any, Any]] = {
    "font.family": FONT,
    "font.size": 9.5,
    "text.color": INK,
    "text.parse_math": False,
    "text.hinting": "none",
    "axes.edgecolor": RULE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": SMALL,
    "xtick.color": SOFT,
    "xtick.labelsize": SMALL,
    "ytick.color": INK,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "loyalty-toolkit",
}


@contextmanager
def canvas(
    height: float,
    *,
    left: float = 0.30,
    right: float = RIGHT,
    top: float = 0.08,
    across: str = "",
    up: str = "",
    under: int = 1,
    foot: float = 0.0,
) -> Iterator[tuple[Figure, Axes]]:
    """Give a figure whose axes are `height` inches high; `left` and `right` are where they begin and end, of the
    width.

    `across` and `up` are the words along the axes, folded to the room they have, for which the figure makes place;
    `under` counts the lines of the names under the axis; `foot` are inches kept free below all.
    """
    _register_fonts()
    line = LINE * SMALL / 72
    along = folded(up, 72 * height, SMALL, LABEL_LINES) if up else []
    left += max(0, len(along) - 1) * line / WIDTH
    below = folded(across, 0.96 * POINTS * _even(left, right), SMALL, LABEL_LINES) if across else []
    foot += TICKS + line * (len(below) + under - 1)
    with mpl.rc_context(SETTINGS):
        tall = top + height + foot
        figure = Figure(figsize=(WIDTH, tall))
        axes = figure.add_axes((left, foot / tall, right - left, height / tall))
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0)
        axes.tick_params(axis="x", pad=5)
        axes.set_axisbelow(True)
        axes.set_xlabel("\n".join(below), linespacing=1.0, labelpad=3)
        axes.set_ylabel("\n".join(along), linespacing=1.0)
        yield figure, axes


def _even(left: float, right: float) -> float:
    """How wide words may be, of the width, that stand under the middle of the axes."""
    middle = (left + right) / 2
    return 2 * min(middle, 1 - middle)


@dataclass(frozen=True, slots=True)
class Under:
    """Names under an axis, folded between their neighbours, and the lines that the longest takes."""

    texts: tuple[str, ...]
    lines: int


def under_axis(names: Sequence[str], places: FloatArray, left: float, limits: tuple[float, float]) -> Under:
    """Fold the names of places on an axis of these limits, which begins at `left` of the figure's width."""
    at = POINTS * (left + (RIGHT - left) * (places - limits[0]) / (limits[1] - limits[0]))
    apart = np.diff(at, prepend=-np.inf, append=np.inf)
    room = np.minimum.reduce([apart[:-1], apart[1:], 2 * at, 2 * (POINTS - at)]) - 8
    lines = [folded(name, float(one), SMALL, UNDER_LINES) for name, one in zip(names, room, strict=True)]
    return Under(tuple("\n".join(one) for one in lines), max(map(len, lines)))


class _Renderer(RendererSVG):
    """Measures the same words only once, in whatever figures they stand."""

    def get_text_width_height_descent(
        self, s: str, prop: font_manager.FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        return _extent(s, prop, ismath)


@lru_cache(maxsize=2048)
def _extent(words: str, font: font_manager.FontProperties, math: Any) -> tuple[float, float, float]:
    return text_to_path.get_text_width_height_descent(words, font, math)


def svg(figure: Figure) -> str:
    """Give the figure as SVG text: the same bytes for the same figure."""
    target = io.StringIO()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        if not axis.label.get_text():
            axis.set_label_coords(0, 0)  # else matplotlib seeks a place for no words
    dpi = figure.dpi
    width, height = SVG_DPI * figure.get_size_inches()
    renderer = _Renderer(width, height, target, image_dpi=dpi, metadata={"Date": None, "Creator": None})
    with warnings.catch_warnings():
        # A sign that the font lacks stays text, for which the report looks in its other fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.dpi = SVG_DPI
        try:
            figure.draw(renderer)
        finally:
            figure.dpi = dpi
        renderer.finalize()
    return target.getvalue()
