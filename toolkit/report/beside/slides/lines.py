"""A native chart of lines over measurements, each with its name and last number at its end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.util import Pt

from toolkit.language import Language
from toolkit.report.beside.slides.canvas import GREY, INK, PALE, Box, Type, colour
from toolkit.report.beside.slides.drawn import Line, Lines
from toolkit.report.beside.slides.measure import LINE, shortened, width_of
from toolkit.report.beside.slides.native_parts import Colours, inner_place, label, new_chart, own_sheet

_LABEL: Final = 12.0
_MOST: Final = 4  # lines that can be told apart
_BOTTOM: Final = 26.0  # room for the names of the measurements
_MARKERS: Final = (
    XL_MARKER_STYLE.CIRCLE,
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.DIAMOND,
)


def lines(
    slide: Any, box: Box, drawn: Lines, strong: Sequence[str], paint: Colours, language: Language
) -> tuple[str, ...]:
    """Draw the lines whose names find room at their ends, those in `strong` first; gives the names of those drawn.

    Who cannot see them is told these lines, and not all of those that the report draws.
    """
    shown = _apart(drawn, strong, box.height - _BOTTOM)
    told = "; ".join(
        f"{one.label} {language.listing(mark.text for mark in one.marks if mark)}" for one in shown
    )
    alt = f"{drawn.title}. {told}."
    low, high = _ends(shown)
    texts = [f"{one.label}  {one.marks[-1].text}" for one in shown if one.marks[-1]]
    room = min(max(width_of(text, _LABEL, bold=True) for text in texts) + 14, 0.5 * box.width)
    data = CategoryChartData(number_format=drawn.shape)
    data.categories = drawn.waves
    for one in shown:
        data.add_series(one.label, [mark.value if mark else None for mark in one.marks])
    chart = new_chart(slide, box, XL_CHART_TYPE.LINE_MARKERS, data, alt)
    inner_place(chart, 0.02, 1 - 0.02 - room / box.width, 0.02, 1 - 0.02 - _BOTTOM / box.height)
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.visible = axis.has_major_gridlines = False
    across = chart.category_axis
    across.tick_label_position, across.major_tick_mark = XL_TICK_LABEL_POSITION.LOW, XL_TICK_MARK.NONE
    across.format.line.color.rgb = colour(PALE)
    across.tick_labels.font.size = Pt(11)
    inks = (paint.text, GREY, paint.strong, INK)
    for place, (series, one) in enumerate(zip(chart.plots[0].series, shown, strict=True)):
        ink = inks[place] if not strong else (paint.text if one.label in strong else GREY)
        _line(series, one, ink, _MARKERS[place], room - 14, bold=not strong or one.label in strong)
    values = [[mark.value if mark else None for mark in one.marks] for one in shown]
    rows = [[wave, *at_wave] for wave, *at_wave in zip(drawn.waves, *values, strict=True)]
    columns = {place: ("A", chr(ord("B") + place)) for place in range(len(shown))}
    own_sheet(chart, [["", *(one.label for one in shown)], *rows], columns, len(drawn.waves))
    return tuple(one.label for one in shown)


def has_room_for(drawn: Lines, strong: Sequence[str], height: float) -> bool:
    """Say whether every line that the title names finds room in a chart so many points high."""
    shown = {one.label for one in _apart(drawn, strong, height - _BOTTOM)}
    return {one.label for one in drawn.lines if one.label in strong} <= shown


def _line(series: Any, one: Line, ink: str, marker: Any, room: float, *, bold: bool) -> None:
    """Set a line: its colour and marker, its first number, and at its end its name with its last."""
    series.smooth = False
    series.format.line.color.rgb = colour(ink)
    series.format.line.width = Pt(2.25)
    series.marker.style, series.marker.size = marker, 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(ink)
    series.marker.format.line.color.rgb = colour(ink)
    how = Type(_LABEL, ink, bold=bold)
    first, last = one.marks[0], one.marks[-1]
    if first:
        label(series.points[0], first.text, how, XL_LABEL_POSITION.ABOVE)
    if last:
        end = shortened(
            one.label, _LABEL, room - width_of(f"  {last.text}", _LABEL, bold=True), _LABEL * LINE, bold=True
        )
        label(series.points[len(one.marks) - 1], f"{end}  {last.text}", how, XL_LABEL_POSITION.RIGHT)


def _ends(shown: Sequence[Line]) -> tuple[float, float]:
    """Give the ends of the axis: what the lines reach, and some room."""
    values = [mark.value for one in shown for mark in one.marks if mark]
    room = (max(values) - min(values)) * 0.1 or 1.0
    return round(min(values) - room, 6), round(max(values) + room, 6)


def _apart(drawn: Lines, strong: Sequence[str], height: float) -> list[Line]:
    """Choose the lines whose ends lie so far apart that their names can be read.

    A line that the title does not name may not stand where one that it names finds no room.
    """
    named = [one for one in drawn.lines if one.label in strong]
    shown = _fitting([], named, height)
    if len(shown) < len(named):
        return shown
    return _fitting(shown, [one for one in drawn.lines if one.label not in strong], height)


def _fitting(shown: list[Line], more: Sequence[Line], height: float) -> list[Line]:
    """Add to the lines that are shown those that find room beside them, one after another."""
    for one in more:
        tried = [*shown, one]
        low, high = _ends(tried)
        ends = sorted(line.marks[-1].value for line in tried if line.marks[-1])
        steps = [(b - a) / (high - low) * height for a, b in pairwise(ends)]
        if len(ends) == len(tried) and len(tried) <= _MOST and all(step >= 1.1 * _LABEL for step in steps):
            shown = tried
    return shown
