"""Where the boxes, arrows and labels of a drawing of paths stand: left to right, none over another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from toolkit.measures.weights import FloatArray

# Sizes in points of 1/72 inch.
BOX_HEIGHT: Final = 31.0
# Between two boxes of a column, and what an arrow takes that passes it.
GAP: Final = 15.0
PASSING_ROW: Final = 17.0
# Arrows that come in at one box stand at least so far apart.
PORT: Final = 7.5
BOX_SHARE: Final = 0.58  # of the width of a column; the rest is room for arrows
WIDEST_BOX: Final = 104.0
# Where a page has no room for so many boxes, these and what is between them are lower, and wider for their names.
MOST_HEIGHT: Final = 505.0
LOW_GAP: Final = 8.0  # of the gap between low boxes, what these take
LOW_BOX_SHARE: Final = 0.70
WIDEST_LOW_BOX: Final = 132.0
LABEL: Final = (24.0, 10.5)  # width and height of a label
ALONG: Final = 65  # points of an arrow that are looked at

Rectangle = tuple[float, float, float, float]  # left, right, top, bottom


@dataclass(frozen=True, slots=True)
class Box:
    """A theme: what stands in it, whether it is an outcome, and whether it carries no claim."""

    key: str
    name: str
    end: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow between two boxes: how thick (0 to 1), whether its effect is certain, and the label of such a one."""

    start: str
    end: str
    strength: float
    certain: bool
    label: str = ""


@dataclass(slots=True)
class Layout:
    """The picture in points: x to the right, y downwards."""

    height: float
    boxes: dict[str, Rectangle]
    curves: list[FloatArray] = field(default_factory=list)
    labels: dict[int, tuple[float, float]] = field(default_factory=dict)


def laid_out(boxes: Sequence[Box], arrows: Sequence[Arrow], width: float) -> Layout:
    """Place the boxes of a drawing without circles, its arrows (`curves`, shape (points, 2)) and their labels.

    Outcomes stand in the last column, in the order given; each other theme one column before the first that it leads
    to. An arrow that passes a column goes above or below its boxes.
    """
    columns = _columns(boxes, arrows)
    passing = {
        number: list(range(columns[arrow.start] + 1, columns[arrow.end]))
        for number, arrow in enumerate(arrows)
    }
    rows = _rows(boxes, arrows, columns, passing)
    incoming = {box.key: sum(arrow.end == box.key for arrow in arrows) for box in boxes}
    heights = {key: max(BOX_HEIGHT, PORT * (count + 1)) for key, count in incoming.items()}
    sizes = [
        [heights[name] + GAP if isinstance(name, str) else PASSING_ROW for name in column] for column in rows
    ]
    lower = min(1.0, MOST_HEIGHT / max(sum(column) for column in sizes))
    if lower < 1:
        heights = {key: lower * height + LOW_GAP * (1 - lower) for key, height in heights.items()}
        sizes = [[lower * size for size in column] for column in sizes]
    share, widest = (BOX_SHARE, WIDEST_BOX) if lower == 1 else (LOW_BOX_SHARE, WIDEST_LOW_BOX)
    box_width = min(widest, share * width / (len(rows) - 1 + share))
    step = (width - box_width) / max(1, len(rows) - 1)
    layout = Layout(max(sum(column) for column in sizes), {})
    lanes: dict[tuple[int, int], float] = {}
    for column, (names, size) in enumerate(zip(rows, sizes, strict=True)):
        # What is over is shared out between the rows.
        spare = (layout.height - sum(size)) / len(size)
        centres = np.cumsum([one + spare for one in size]) - (np.array(size) + spare) / 2
        for name, centre in zip(names, centres.tolist(), strict=True):
            if isinstance(name, int):
                lanes[name, column] = centre
            else:
                half, left = heights[name] / 2, column * step
                layout.boxes[name] = (left, left + box_width, centre - half, centre + half)
    _draw(layout, arrows, passing, lanes, step, box_width)
    _label(layout, arrows)
    return layout


def _rows(
    boxes: Sequence[Box],
    arrows: Sequence[Arrow],
    columns: Mapping[str, int],
    passing: Mapping[int, Sequence[int]],
) -> list[list[str | int]]:
    """What stands in each column from top to bottom: boxes by their key, arrows that pass by their number."""
    middle = _middle_of_ends(boxes)
    above = {number: middle.get(arrow.end, 0.0) <= 0 for number, arrow in enumerate(arrows)}
    return [
        [
            *(number for number in passing if column in passing[number] and above[number]),
            *(box.key for box in boxes if columns[box.key] == column),
            *(number for number in passing if column in passing[number] and not above[number]),
        ]
        for column in range(max(columns.values()) + 1)
    ]


def _columns(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> dict[str, int]:
    """The column of each box."""
    ends = {box.key for box in boxes if box.end}
    back: dict[str, int] = dict.fromkeys(ends, 0)

    def steps(key: str) -> int:
        """Columns between a theme and the last one: one more than the farthest that it leads to."""
        if key not in back:
            back[key] = 1 + max((steps(arrow.end) for arrow in arrows if arrow.start == key), default=0)
        return back[key]

    last = max(steps(box.key) for box in boxes)
    return {box.key: last - back[box.key] for box in boxes}


def _middle_of_ends(boxes: Sequence[Box]) -> dict[str, float]:
    """Where an outcome stands among the outcomes: below 0 in the upper half; a single one counts as upper."""
    ends = [box.key for box in boxes if box.end]
    return {key: place - (len(ends) - 1) / 2 for place, key in enumerate(ends)}


def _draw(
    layout: Layout,
    arrows: Sequence[Arrow],
    passing: Mapping[int, Sequence[int]],
    lanes: Mapping[tuple[int, int], float],
    step: float,
    box_width: float,
) -> None:
    """Give each arrow its curve; those at one side of a box come in the order of where they come from or go to."""
    same = {n: layout.boxes[one.start][0] == layout.boxes[one.end][0] for n, one in enumerate(arrows)}
    near = {
        n: (
            lanes.get((n, passing[n][0])) if passing[n] else _centre(layout.boxes[one.end]),
            lanes.get((n, passing[n][-1])) if passing[n] else _centre(layout.boxes[one.start]),
        )
        for n, one in enumerate(arrows)
    }
    for number, arrow in enumerate(arrows):
        start, end = layout.boxes[arrow.start], layout.boxes[arrow.end]
        if same[number]:
            layout.curves.append(_within_column(start, end))
            continue
        leaving = [n for n, one in enumerate(arrows) if one.start == arrow.start and not same[n]]
        coming = [n for n, one in enumerate(arrows) if one.end == arrow.end and not same[n]]
        points = [(start[1], _port(start, sorted(leaving, key=lambda n: near[n][0] or 0.0), number))]
        for column in passing[number]:
            lane = lanes[number, column]
            points += [(column * step, lane), (column * step + box_width, lane)]
        points.append((end[0], _port(end, sorted(coming, key=lambda n: near[n][1] or 0.0), number)))
        layout.curves.append(
            np.vstack([_s_curve(a, b) for a, b in zip(points[::2], points[1::2], strict=True)])
        )


def _centre(box: Rectangle) -> float:
    return (box[2] + box[3]) / 2


def _port(box: Rectangle, ordered: Sequence[int], number: int) -> float:
    """Where on the side of a box an arrow begins or ends."""
    gap = min(PORT, (box[3] - box[2]) / (len(ordered) + 1))
    return _centre(box) + gap * (ordered.index(number) - (len(ordered) - 1) / 2)


def _s_curve(start: tuple[float, float], end: tuple[float, float]) -> FloatArray:
    """A curve that leaves and arrives level: a cubic Bézier with both handles at half the way."""
    t = np.linspace(0, 1, ALONG)[:, None]
    half = (start[0] + end[0]) / 2
    handles = np.array([start, (half, start[1]), (half, end[1]), end])
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.asarray(weights @ handles)


def _within_column(start: Rectangle, end: Rectangle) -> FloatArray:
    """A straight line down or up between two boxes of one column."""
    down = start[3] <= end[2]
    ends = (start[3], end[2]) if down else (start[2], end[3])
    middle = (start[0] + start[1]) / 2
    return np.column_stack([np.full(ALONG, middle), np.linspace(*ends, ALONG)])


def _label(layout: Layout, arrows: Sequence[Arrow]) -> None:
    """Place the labels on their arrows, where they cover no box, no other label and few other arrows.

    The strongest arrows choose first.
    """
    taken: list[Rectangle] = list(layout.boxes.values())
    labelled = [number for number, arrow in enumerate(arrows) if arrow.label]
    for number in sorted(labelled, key=lambda n: -arrows[n].strength):
        others = [curve for n, curve in enumerate(layout.curves) if n != number]
        crowd = np.vstack(others) if others else np.empty((0, 2))
        best = min(_candidates(layout.curves[number]), key=lambda one: _cost(one, taken, crowd))
        layout.labels[number] = best
        taken.append(around(best))


def _candidates(curve: FloatArray) -> Iterator[tuple[float, float]]:
    """Points along an arrow, without its very ends; the middle first, where nothing decides."""
    inner = curve[6:-12]
    order = np.argsort(np.abs(np.arange(len(inner)) - 0.4 * len(inner)), kind="stable")
    return ((float(x), float(y)) for x, y in inner[order])


def around(centre: tuple[float, float]) -> Rectangle:
    """The room that a label takes."""
    x, y = centre
    return x - LABEL[0] / 2, x + LABEL[0] / 2, y - LABEL[1] / 2, y + LABEL[1] / 2


def overlap(one: Rectangle, other: Rectangle) -> float:
    """The area that two rectangles share."""
    wide = min(one[1], other[1]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[2], other[2])
    return max(0.0, wide) * max(0.0, high)


def _cost(centre: tuple[float, float], taken: Sequence[Rectangle], crowd: npt.NDArray[np.float64]) -> float:
    """How much a label here would cover: boxes and labels count far more than other arrows."""
    left, right, top, bottom = around(centre)
    hits = (crowd[:, 0] > left) & (crowd[:, 0] < right) & (crowd[:, 1] > top) & (crowd[:, 1] < bottom)
    return 1000 * sum(overlap((left, right, top, bottom), one) for one in taken) + float(hits.sum())
