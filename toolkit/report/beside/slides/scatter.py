"""A native chart of dots by two numbers, their names beside them where they do not run over each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from toolkit.report.beside.slides.canvas import GREY, PALE, Box, Type, colour, fill_run
from toolkit.report.beside.slides.drawn import Dot, Dots
from toolkit.report.beside.slides.measure import width_of
from toolkit.report.beside.slides.native_parts import Colours, inner_place, label, new_chart, own_sheet

_LABEL: Final = 12.0
_MARKER: Final = 13

Ends = tuple[float, float, float]
"""The ends of an axis, and its step."""


def dots(slide: Any, box: Box, drawn: Dots, strong: Sequence[str], paint: Colours, alt: str) -> bool:
    """Draw dots by two numbers, with dashed lines at their averages.

    Gives whether the names stand at the dots; else each dot has its number in the order of the table.
    """
    data = XyChartData()
    series = data.add_series(drawn.up)
    for dot in drawn.dots:
        series.add_data_point(dot.across.value, dot.up.value)
    across, up = (_range([getattr(dot, name).value for dot in drawn.dots]) for name in ("across", "up"))
    middle = [
        round(sum(getattr(dot, name).value for dot in drawn.dots) / len(drawn.dots), 6)
        for name in ("across", "up")
    ]
    for ends in (((middle[0], up[0]), (middle[0], up[1])), ((across[0], middle[1]), (across[1], middle[1]))):
        line = data.add_series("")
        for end in ends:
            line.add_data_point(*end)
    chart = new_chart(slide, box, XL_CHART_TYPE.XY_SCATTER, data, alt)
    for axis, limits, head in ((chart.category_axis, across, drawn.across), (chart.value_axis, up, drawn.up)):
        _scale(axis, limits, head)
    inner = Box(56, 8, box.width - 66, box.height - 60)
    inner_place(
        chart,
        inner.left / box.width,
        inner.width / box.width,
        inner.top / box.height,
        inner.height / box.height,
    )
    points, *lines = chart.plots[0].series
    points.format.line.fill.background()
    places = _label_places(drawn.dots, across, up, inner)
    for place, dot in enumerate(drawn.dots):
        stands_out = not strong or dot.label in strong
        marker = points.points[place].marker
        marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, _MARKER
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = colour(paint.strong if stands_out else PALE)
        marker.format.line.color.rgb = colour(paint.text if stands_out else GREY)
        told = Type(_LABEL, paint.text if stands_out else GREY, bold=stands_out)
        text = dot.label if places is not None else str(place + 1)
        label(points.points[place], text, told, places[place] if places else XL_LABEL_POSITION.ABOVE)
    for line in lines:
        line.marker.style = XL_MARKER_STYLE.NONE
        line.format.line.color.rgb = colour(GREY)
        line.format.line.width = Pt(0.75)
        line.format.line.dash_style = MSO_LINE.DASH
        line.smooth = False
    _sheet(chart, drawn, across, up, middle)
    return places is not None


def _range(values: Sequence[float]) -> tuple[float, float, float]:
    """Give round ends of an axis that leave room around the dots, and its step."""
    low, high = min(values), max(values)
    room = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
    rough = (high - low + 2 * room) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= rough)
    ends = (math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step)
    return round(ends[0], 6), round(ends[1], 6), round(step, 6)


def _label_places(shown: Sequence[Dot], across: Ends, up: Ends, box: Box) -> list[Any] | None:
    """Find a side of each dot where its name runs over no other name and no dot; None where there is none."""
    spots = [
        (
            box.left + (dot.across.value - across[0]) / (across[1] - across[0]) * box.width,
            box.top + (up[1] - dot.up.value) / (up[1] - up[0]) * box.height,
        )
        for dot in shown
    ]
    half, taken = 8.0, [Box(x - 8, y - 8, 16, 16) for x, y in spots]
    found = []
    for own, (dot, (x, y)) in enumerate(zip(shown, spots, strict=True)):
        width, height = width_of(dot.label, _LABEL, bold=True) + 8, _LABEL * 1.4
        sides = {
            XL_LABEL_POSITION.RIGHT: Box(x + half, y - height / 2, width, height),
            XL_LABEL_POSITION.LEFT: Box(x - half - width, y - height / 2, width, height),
            XL_LABEL_POSITION.ABOVE: Box(x - width / 2, y - half - height, width, height),
            XL_LABEL_POSITION.BELOW: Box(x - width / 2, y + half, width, height),
        }
        others = [one for place, one in enumerate(taken) if place != own]
        free = [
            side
            for side, at in sides.items()
            if _inside(at, box) and not any(_overlap(at, one) for one in others)
        ]
        # PowerPoint breaks a label that is wider than a fifth of its chart.
        if not free or width > 0.2 * box.width:
            return None
        found.append(free[0])
        taken.append(sides[free[0]])
    return found


def _inside(one: Box, box: Box) -> bool:
    return (
        one.left >= box.left
        and one.top >= box.top
        and one.left + one.width <= box.left + box.width
        and one.top + one.height <= box.top + box.height
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


def _scale(axis: Any, limits: Ends, head: str) -> None:
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = limits
    axis.has_major_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.font.size = Pt(10)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False
    axis.format.line.color.rgb = colour(PALE)
    axis.has_title = True
    fill_run(axis.axis_title.text_frame.paragraphs[0], head, Type(_LABEL, GREY))


def _sheet(chart: Any, drawn: Dots, across: Ends, up: Ends, middle: Sequence[float]) -> None:
    """Give the sheet: a row per dot, and beside them the ends of the two lines at the averages."""
    lines = [(middle[0], up[0], across[0], middle[1]), (middle[0], up[1], across[1], middle[1])]
    rows: list[list[Any]] = [["", drawn.across, drawn.up, "", "", "", ""]]
    for place in range(max(len(drawn.dots), 2)):
        dot = drawn.dots[place] if place < len(drawn.dots) else None
        own = [dot.label, dot.across.value, dot.up.value] if dot else [None, None, None]
        rows.append([*own, *(lines[place] if place < len(lines) else ())])
    own_sheet(chart, rows, {0: ("B", "C"), 1: ("D", "E"), 2: ("F", "G")}, {0: len(drawn.dots), 1: 2, 2: 2})
