"""Names beside dots that stand close together: none over another or a dot, with a thin line where it stands off.

A name is never struck through: a line that it has to stand on stops beside it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from toolkit.figures.style import INK, SOFT
from toolkit.measures.weights import FloatArray

WIDTH: Final = 24  # characters of a name on one line
LINES: Final = 2
# How far a name may stand from its dot, in points; further than the first, a line leads to it.
DISTANCES: Final = (5.0, 13.0, 22.0, 34.0, 48.0, 66.0, 90.0)
ANGLES: Final = 16
SIZE: Final = 8.5
# How bad it is, in rings further away, to stand on a line, beyond a border, or behind another name.
CROSSED: Final = 3.5
BEYOND: Final = 4.0
OVER: Final = 3.0


class Spot(NamedTuple):
    """Where a name may stand: so many points right of and above its dot, and which side of it lies there."""

    across: float
    up: float
    side: Literal["left", "right"]
    height: Literal["bottom", "center", "top"]


@dataclass(frozen=True)
class Surroundings:
    """What a name has to fit in, all in pixels: the frame, the places taken, lines, and borders between fields."""

    frame: Bbox
    taken: Sequence[Bbox]
    lines: Sequence[FloatArray]
    borders: Sequence[FloatArray]

    def cost(self, box: Bbox, dot: FloatArray, names: Sequence[Bbox], leads: Sequence[Path]) -> float:
        """Tell how bad a place is, in rings round the dot; infinite where it cannot be.

        `names` stand already, and `leads` run from their dots to these.
        """
        frame = self.frame
        inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        if not inside or any(box.overlaps(other) for other in (*self.taken, *names)):
            return float("inf")
        lead = _lead_to(dot, box)
        beyond = sum(lead.intersects_path(Path(border), filled=False) for border in self.borders)
        over = sum(lead.intersects_bbox(other, filled=False) for other in names)
        over += sum(other.intersects_bbox(box, filled=False) for other in leads)
        return CROSSED * self.cuts(box) + BEYOND * beyond + OVER * over

    def cuts(self, box: Bbox) -> int:
        """Count the lines and borders that run through a box."""
        return sum(_cuts(box, line) for line in (*self.lines, *self.borders))


def name_dots(
    axes: Axes,
    dots: FloatArray,
    names: Sequence[str],
    lines: Sequence[FloatArray],
    taken: Sequence[Bbox],
    reach: float,
    borders: Sequence[FloatArray] = (),
) -> tuple[str, ...]:
    """Write each name beside its dot; give those for which there is no place at all.

    `dots` has shape (k, 2), `lines` are ends (2, 2) of what a name had better not cross, and `borders` of what it had
    better not lie beyond, all in data; `taken` are places in pixels where no name may stand; `reach` is the radius of
    a dot in points. Call it when the axes stand.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    FigureCanvasAgg(figure)  # measures texts
    pixels = axes.transData.transform(dots)
    radius = reach * figure.dpi / 72
    around = Surroundings(
        axes.get_window_extent(),
        [*taken, *(Bbox([point - radius, point + radius]) for point in pixels)],
        [axes.transData.transform(line) for line in lines],
        [axes.transData.transform(border) for border in borders],
    )
    notes = [_note(axes, dot, name) for dot, name in zip(dots, names, strict=True)]
    placed: dict[int, tuple[Bbox, Spot]] = {}
    # Who has most neighbours chooses first: the others have more places to go.
    gaps = np.hypot(*(pixels[:, None] - pixels[None]).T)
    order = np.argsort(np.sort(gaps, axis=1)[:, 1:4].mean(axis=1), kind="stable").tolist()
    # Each looks again when all others stand.
    for place in [*order, *order]:
        others = {number: box for number, (box, _) in placed.items() if number != place}
        leads = [_lead_to(pixels[number], box) for number, box in others.items()]
        found = _best(notes[place], pixels[place], around, list(others.values()), leads, reach)
        if found is not None:
            placed[place] = found
    for place, note in enumerate(notes):
        if place not in placed:
            note.remove()
            continue
        box, spot = placed[place]
        _put(note, spot)
        if around.cuts(box):
            # A line that runs through a name stops beside it.
            note.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.8})
        if np.hypot(spot.across, spot.up) > DISTANCES[0] + reach + 1:
            _lead(axes, dots[place], (spot.across, spot.up), reach)
    return tuple(name for place, name in enumerate(names) if place not in placed)


def _best(
    note: Annotation,
    pixel: FloatArray,
    around: Surroundings,
    names: Sequence[Bbox],
    leads: Sequence[Path],
    reach: float,
) -> tuple[Bbox, Spot] | None:
    """Find where a name is least in the way, near its dot if it can; None where every place is taken."""
    best: tuple[float, Bbox, Spot] | None = None
    for rank, spot in enumerate(_spots(reach)):
        if best is not None and best[0] <= rank / ANGLES:
            break  # no spot further away can be better
        box = _put(note, spot).padded(1.5)
        cost = rank / ANGLES + around.cost(box, pixel, names, leads)
        if cost < (np.inf if best is None else best[0]):
            best = (cost, box, spot)
    return None if best is None else best[1:]


def _lead_to(dot: FloatArray, box: Bbox) -> Path:
    """The way from a dot to its name, in pixels."""
    return Path([dot, (box.p0 + box.p1) / 2])


def _put(note: Annotation, spot: Spot) -> Bbox:
    """Move a name to a spot; give the place it takes there, in pixels."""
    note.set_position((spot.across, spot.up))
    note.set(horizontalalignment=spot.side, verticalalignment=spot.height)
    return note.get_window_extent()


def _note(axes: Axes, dot: FloatArray, name: str) -> Annotation:
    lines = textwrap.wrap(name, WIDTH, max_lines=LINES, placeholder=" …") or [name]
    return axes.annotate(
        "\n".join(lines),
        (float(dot[0]), float(dot[1])),
        xytext=(0, 0),
        textcoords="offset points",
        fontsize=SIZE,
        linespacing=1.0,
        color=INK,
        zorder=5,
    )


def _spots(reach: float) -> Iterator[Spot]:
    """Give the spots round a dot, near ones first; those between its two intervals before those on them."""
    turns = np.arange(ANGLES) * 2 * np.pi / ANGLES + np.pi / ANGLES
    slanted = np.abs(np.abs(np.sin(2 * turns)) - 1)
    for distance in DISTANCES:
        away = distance + reach
        for turn in turns[np.argsort(slanted, kind="stable")]:
            across, up = float(away * np.cos(turn)), float(away * np.sin(turn))
            level = abs(up) < 0.35 * away
            yield Spot(
                across,
                up,
                "left" if across > 0 else "right",
                "center" if level else "bottom" if up > 0 else "top",
            )


def _cuts(box: Bbox, line: FloatArray) -> bool:
    """Whether an upright or level line, ends (2, 2) in pixels, runs through a box."""
    low, high = line.min(axis=0), line.max(axis=0)
    return bool(low[0] <= box.x1 and box.x0 <= high[0] and low[1] <= box.y1 and box.y0 <= high[1])


def _lead(axes: Axes, dot: FloatArray, to: tuple[float, float], reach: float) -> None:
    """Draw the thin line from a dot to its name."""
    part = (reach + 1) / np.hypot(*to)
    axes.annotate(
        "",
        (float(dot[0]), float(dot[1])),
        xytext=to,
        textcoords="offset points",
        arrowprops={
            "arrowstyle": "-",
            "color": SOFT,
            "linewidth": 0.6,
            "shrinkA": 1,
            "shrinkB": part * np.hypot(*to),
        },
        zorder=2,
    )
