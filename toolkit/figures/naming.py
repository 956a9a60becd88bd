"""Names beside dots that stand close together: none over another or a dot, with a thin line where it stands off.

A name is never struck through: a line that it has to stand on stops beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from toolkit.figures.lettering import balanced
from toolkit.figures.style import INK, SMALL, SOFT
from toolkit.measures.weights import FloatArray

WIDTH: Final = 112.0  # points of a name on one line
LINES: Final = 3
# How far a name may stand from its dot, in points; further than the first, a line leads to it.
DISTANCES: Final = (5.0, 13.0, 22.0, 34.0, 48.0, 66.0, 90.0)
ANGLES: Final = 16
SIZE: Final = SMALL
# How bad it is, in rings further away, to stand on a line, beyond a border, or behind another name.
CROSSED: Final = 3.5
BEYOND: Final = 4.0
OVER: Final = 3.0
# And nearer to another dot than to its own.
STRANGE: Final = 2.5


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
    dots: FloatArray

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
        strange = len(self.dots) > 0 and bool(_away(box, self.dots).min() < _away(box, dot[None])[0] - 1)
        return CROSSED * self.cuts(box) + BEYOND * beyond + OVER * over + STRANGE * strange

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
        pixels,
    )
    notes = [_note(axes, dot, name) for dot, name in zip(dots, names, strict=True)]
    sizes: list[dict[tuple[str, str], Bbox]] = [{} for _ in notes]
    placed: dict[int, tuple[Bbox, Spot]] = {}
    # Who has most neighbours chooses first: the others have more places to go.
    gaps = np.hypot(*(pixels[:, None] - pixels[None]).T)
    order = np.argsort(np.sort(gaps, axis=1)[:, 1:4].mean(axis=1), kind="stable").tolist()
    # Each looks again when all others stand.
    for place in [*order, *order]:
        others = {number: box for number, (box, _) in placed.items() if number != place}
        leads = [_lead_to(pixels[number], box) for number, box in others.items()]
        found = _best(notes[place], sizes[place], pixels[place], around, list(others.values()), leads, reach)
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
    sizes: dict[tuple[str, str], Bbox],
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
        box = _box(note, spot, sizes).padded(1.5)
        cost = rank / ANGLES + around.cost(box, pixel, names, leads)
        if cost < (np.inf if best is None else best[0]):
            best = (cost, box, spot)
    return None if best is None else best[1:]


def _lead_to(dot: FloatArray, box: Bbox) -> Path:
    """The way from a dot to its name, in pixels."""
    return Path([dot, (box.p0 + box.p1) / 2])


def _box(note: Annotation, spot: Spot, sizes: dict[tuple[str, str], Bbox]) -> Bbox:
    """Give the place that a name takes at a spot, in pixels; `sizes` keeps those at its dot, which take long."""
    how = (spot.side, spot.height)
    if how not in sizes:
        sizes[how] = _put(note, spot._replace(across=0.0, up=0.0))
    figure = note.get_figure(root=True)
    assert figure is not None
    scale = figure.dpi / 72
    return sizes[how].translated(scale * spot.across, scale * spot.up)


def _put(note: Annotation, spot: Spot) -> Bbox:
    """Move a name to a spot; give the place it takes there, in pixels."""
    note.set_position((spot.across, spot.up))
    note.set(horizontalalignment=spot.side, verticalalignment=spot.height)
    return note.get_window_extent()


def _note(axes: Axes, dot: FloatArray, name: str) -> Annotation:
    lines = balanced(name, WIDTH, SIZE, LINES)
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


def _away(box: Bbox, dots: FloatArray) -> FloatArray:
    """How far dots, shape (k, 2), lie outside a box; 0 within it."""
    beyond = np.maximum(np.maximum(box.p0 - dots, dots - box.p1), 0.0)
    return np.asarray(np.hypot(*beyond.T))


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


# How far the words for a line may stand from it, in points; further than the second, a thin line leads to it.
FROM_LINE: Final = (3.0, 7.0, 13.0, 20.0, 29.0, 40.0)


def write_by_line(axes: Axes, words: str, line: FloatArray, colour: str = SOFT) -> None:
    """Write words beside a line, ends and corners (k, 2) in data, where they cover nothing that is drawn.

    Where everything is covered, they stand in the upper left corner. Call it when the limits of the axes stand.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    FigureCanvasAgg(figure)  # measures texts
    note = axes.annotate(
        words, (0, 1), xycoords="axes fraction", xytext=(4, -2), textcoords="offset points",
        va="top", fontsize=SMALL, color=colour,
    )  # fmt: skip
    scale = figure.dpi / 72
    own = axes.transData.transform(line)
    drawn = [
        one.get_transform().transform_path(one.get_path())
        for one in axes.lines
        if np.size(one.get_xdata()) > 1
    ]
    taken = [
        Bbox([point - 5 * scale, point + 5 * scale])
        for one in axes.lines
        if one.get_marker() not in ("None", "", None)
        for point in axes.transData.transform(np.column_stack([one.get_xdata(), one.get_ydata()]))
    ]
    taken += [text.get_window_extent() for text in axes.texts if text is not note]
    frame, size = axes.get_window_extent(), note.get_window_extent()
    for box, point, away in _places_by(own, size, scale):
        near = box.padded(1.5)
        if (
            (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)
            and not any(near.overlaps(other) for other in taken)
            and not any(path.intersects_bbox(near, filled=False) for path in drawn)
        ):
            _stand(axes, note, box, point, away)
            return


def _places_by(line: FloatArray, size: Bbox, scale: float) -> Iterator[tuple[Bbox, FloatArray, float]]:
    """Give boxes of a size beside a line in pixels, near ones first, with their place on it and how far they are."""
    for away in FROM_LINE:
        for point in _along(line):
            for up in (1, -1):
                for side in (-1, 1):
                    x, y = point + scale * np.array([side * 3.0, up * away])
                    left, low = x - (size.width if side < 0 else 0), y - (size.height if up < 0 else 0)
                    yield Bbox.from_bounds(left, low, size.width, size.height), point, away


def _along(line: FloatArray) -> Iterator[FloatArray]:
    """Give places along a line, from its middle outwards."""
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    for part in sorted(np.linspace(0.06, 0.94, 45), key=lambda part: abs(part - 0.5)):
        at = part * steps[-1]
        yield np.array([np.interp(at, steps, line[:, 0]), np.interp(at, steps, line[:, 1])])


def _stand(axes: Axes, note: Annotation, box: Bbox, point: FloatArray, away: float) -> None:
    """Put words at a place in pixels; far from what they name, with a thin line."""
    note.xy, note.xycoords = tuple(axes.transAxes.inverted().transform((box.x0, box.y0))), "axes fraction"
    note.set_position((0, 0))
    note.set_verticalalignment("bottom")
    if away > FROM_LINE[1]:
        near = (min(max(point[0], box.x0), box.x1), box.y1 if point[1] > box.y1 else box.y0)
        ends = axes.transData.inverted().transform(np.array([point, near]))
        axes.plot(*ends.T, color=SOFT, linewidth=0.6)
