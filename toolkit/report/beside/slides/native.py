"""Charts that PowerPoint itself draws and edits: bars with their margins, parts of a whole, and periods.

Each has its numbers in a sheet of its own, with the limits of the margins in it; labels stand at the marks, no legend.
"""

from __future__ import annotations

import datetime
import locale
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from toolkit.report.beside.slides.canvas import GREY, INK, PALE, Box, Type, colour
from toolkit.report.beside.slides.drawn import Bar, Bars, Mark
from toolkit.report.beside.slides.measure import height_of, width_of
from toolkit.report.beside.slides.native_parts import (
    SHEET,
    Colours,
    inner_place,
    label,
    names_axis,
    new_chart,
    own_sheet,
)
from toolkit.report.beside.slides.periods import Period

_LABEL: Final = 12.0
_ROOM: Final = 10.0  # between a name and its bar, and behind a label
_SPARE: Final = 1.12  # of the height of a row: with less some programs leave every other name out
_GAP: Final = 4.0  # between the end of a margin and its label
_THICKEST: Final = 34.0
_HIGHEST_ROW: Final = 6 * _THICKEST  # PowerPoint leaves five times a bar between two, and no more
_MONTH: Final = 30.4375  # days
_MOST_MONTHS: Final = 7  # written under a line of time
_EPOCH: Final = datetime.date(1899, 12, 30)  # from which Excel counts days
_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0)


@dataclass(frozen=True, slots=True)
class Names:
    """Heads of the columns in the sheet behind a chart, in the reader's language."""

    low: str
    high: str
    base: str
    label: str


@dataclass(frozen=True, slots=True)
class Labels:
    """How the names beside bars are set: type size, and the width that they take."""

    size: float
    width: float


def labels_for(names: Sequence[str], box: Box) -> Labels | None:
    """Find the largest type at which every name fits beside its bar, in as many lines as its row has; None if none."""
    row = box.height / max(len(names), 1)
    for share in (0.34, 0.45):
        for size in _SIZES:
            longest = max(width_of(name, size) for name in names) + _ROOM
            width = min(longest, share * box.width)
            if all(_SPARE * height_of(name, size, width - _ROOM) <= row for name in names):
                return Labels(size, width)
    return None


def bars(
    slide: Any, box: Box, drawn: Bars, strong: Sequence[str], paint: Colours, names: Names, alt: str
) -> None:
    """Draw bars from zero with their margins, each number beside its bar."""
    box = replace(box, height=min(box.height, _HIGHEST_ROW * len(drawn.bars)))
    marks = [bar.mark for bar in drawn.bars]
    labels = labels_for([bar.label for bar in drawn.bars], box)
    if labels is None:
        raise ValueError(f"{len(marks)} bars do not fit a slide")  # the story divides them before
    size = min(labels.size, _LABEL)
    scale = _scale(marks, box.width - labels.width, size)
    ends = [
        round(mark.end + (_GAP * scale.unit if mark.value >= 0 else -_GAP * scale.unit), 6) for mark in marks
    ]
    data = CategoryChartData(number_format=drawn.shape)
    data.categories = [bar.label for bar in drawn.bars]
    data.add_series(drawn.head, [mark.value for mark in marks])
    data.add_series(names.label, ends)
    chart = new_chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, alt)
    plot = chart.plots[0]
    row = box.height / len(marks)
    plot.gap_width, plot.overlap = round((row / min(0.66 * row, _THICKEST) - 1) * 100), 100
    _value_axis(chart, scale)
    names_axis(chart.category_axis, labels.size)
    inner_place(chart, labels.width / box.width, 1 - labels.width / box.width)
    first, second = plot.series
    for place, bar in enumerate(drawn.bars):
        stands_out = bar.second if drawn.paired else _stands_out(bar, strong)
        point = first.points[place].format
        point.fill.solid()
        point.fill.fore_color.rgb = colour(paint.strong if stands_out else paint.rest)
        told = Type(size, paint.text if stands_out else GREY, bold=stands_out)
        label(second.points[place], bar.mark.text, told, XL_LABEL_POSITION.OUTSIDE_END)
    second.format.fill.background()
    second.format.line.fill.background()
    first.invert_if_negative = second.invert_if_negative = False
    _margins(first, marks)
    own_sheet(chart, _bar_sheet(drawn, ends, names), {0: ("A", "B"), 1: ("A", "C")}, len(marks))


def _bar_sheet(drawn: Bars, ends: Sequence[float], names: Names) -> list[list[Any]]:
    """Give the sheet: label, number, place of the label, margin down and up, its limits, and the base as printed."""
    head = ["", drawn.head, names.label, "−", "+", names.low, names.high, names.base]
    rows = [
        [bar.label, bar.mark.value, end, *_arms(bar.mark), bar.mark.low, bar.mark.high, bar.base]
        for bar, end in zip(drawn.bars, ends, strict=True)
    ]
    return [head, *rows]


def _stands_out(bar: Bar, strong: Sequence[str]) -> bool:
    """Say whether a bar is what the title names; where it names none, whether its margin leaves 0 out."""
    if strong:
        return bar.label in strong
    return bar.mark.low is None or bar.mark.high is None or not bar.mark.low <= 0 <= bar.mark.high


def _arms(mark: Mark) -> tuple[float, float]:
    """Give how far a margin reaches down and up from its number."""
    down = 0.0 if mark.low is None else max(mark.value - mark.low, 0.0)
    up = 0.0 if mark.high is None else max(mark.high - mark.value, 0.0)
    return round(down, 10), round(up, 10)


def _margins(series: Any, marks: Sequence[Mark]) -> None:
    """Draw each margin as a line from its lower to its upper limit."""
    if all(mark.low is None for mark in marks):
        return
    arms = [_arms(mark) for mark in marks]
    parts = "".join(
        f"<c:{name}><c:numRef><c:f>{SHEET}!${column}$2:${column}${len(marks) + 1}</c:f>"
        f'<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="{len(marks)}"/>'
        + "".join(f'<c:pt idx="{i}"><c:v>{arm[side]!r}</c:v></c:pt>' for i, arm in enumerate(arms))
        + f"</c:numCache></c:numRef></c:{name}>"
        for name, column, side in (("plus", "E", 1), ("minus", "D", 0))
    )
    xml = (
        f"<c:errBars {nsdecls('c', 'a')}><c:errBarType val='both'/><c:errValType val='cust'/><c:noEndCap val='1'/>"
        f"{parts}<c:spPr><a:ln w='19050' cap='rnd'><a:solidFill><a:srgbClr val='{INK[1:].upper()}'/></a:solidFill>"
        f"</a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:cat")).addprevious(parse_xml(xml))


@dataclass(frozen=True, slots=True)
class _Scale:
    """From where to where an axis goes, and how much of it a point of the slide is."""

    low: float
    high: float
    unit: float


def _scale(marks: Sequence[Mark], width: float, size: float) -> _Scale:
    """Find the ends of an axis that leave room beyond the marks for their labels."""
    top = max(0.0, *(mark.end for mark in marks))
    bottom = min(0.0, *(mark.end for mark in marks))
    room = max(width_of(mark.text, size, bold=True) for mark in marks) + _GAP + _ROOM
    sides = (top > 0) + (bottom < 0)
    unit = ((top - bottom) or 1.0) / max(width - sides * room, 0.3 * width)
    high = top + room * unit if top > 0 or bottom == 0 else top
    low = bottom - room * unit if bottom < 0 else bottom
    return _Scale(round(low, 6), round(high, 6), unit)


def _value_axis(chart: Any, scale: _Scale) -> None:
    """Hide the axis of the numbers: each stands at its bar."""
    axis = chart.value_axis
    axis.has_major_gridlines = False
    axis.visible = False
    axis.minimum_scale, axis.maximum_scale = scale.low, scale.high


def parts_of_whole(
    slide: Any,
    box: Box,
    names: Sequence[str],
    marks: Sequence[Mark],
    fills: Sequence[tuple[str, str]],
    alt: str,
) -> None:
    """Draw parts of a whole on one bar; each fill comes with the colour of the text on it."""
    data = CategoryChartData(number_format="0%")
    data.categories = [""]
    for name, mark in zip(names, marks, strict=True):
        data.add_series(name, [mark.value])
    chart = new_chart(slide, box, XL_CHART_TYPE.BAR_STACKED_100, data, alt)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.maximum_scale = 1.0
    chart.category_axis.visible = False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 10, 100
    inner_place(chart, 0.0, 1.0)
    for series, mark, (fill, ink) in zip(plot.series, marks, fills, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour(fill)
        told = Type(16.0, ink, bold=True)
        label(series.points[0], mark.text, told, XL_LABEL_POSITION.CENTER)
    columns = {place: ("A", chr(ord("B") + place)) for place in range(len(marks))}
    own_sheet(chart, [["", *names], ["", *(mark.value for mark in marks)]], columns, 1)


def periods(
    slide: Any,
    box: Box,
    shown: Sequence[Period],
    fills: Sequence[str],
    heads: tuple[str, str],
    language_tag: str,
    alt: str,
) -> None:
    """Draw when actions begin and end: a bar per action on a line of time, its period as printed behind it."""
    labels = labels_for([one.label for one in shown], box)
    if labels is None:
        raise ValueError(f"{len(shown)} actions do not fit a slide")  # the slide asks before
    starts = [(one.start - _EPOCH).days for one in shown]
    lengths = [(one.end - one.start).days + 1 for one in shown]
    first = min((one.start.replace(day=1) - _EPOCH).days for one in shown)
    last = max(start + days for start, days in zip(starts, lengths, strict=True))
    width = box.width - labels.width
    size = min(labels.size, 11.0)
    words = max(width_of(one.text, size) for one in shown) + 2 * _ROOM
    room = (last - first) * words / max(width - words, 0.3 * width)
    data = CategoryChartData(number_format="General")
    data.categories = [one.label for one in shown]
    for head, values in ((heads[0], starts), (heads[1], lengths), ("", [round(room)] * len(shown))):
        data.add_series(head, values)
    chart = new_chart(slide, box, XL_CHART_TYPE.BAR_STACKED, data, alt)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    names_axis(chart.category_axis, labels.size)
    inner_place(chart, labels.width / box.width, 1 - labels.width / box.width, 0.0, 0.9)
    _time_axis(chart.value_axis, first, round(last + room), language_tag)
    start, length, text = plot.series
    for hidden in (start, text):
        hidden.format.fill.background()
    for place, (one, fill) in enumerate(zip(shown, fills, strict=True)):
        point = length.points[place].format
        point.fill.solid()
        point.fill.fore_color.rgb = colour(fill)
        label(text.points[place], one.text, Type(size, GREY), XL_LABEL_POSITION.INSIDE_BASE)
    rows = [
        [one.label, begin, days, round(room)] for one, begin, days in zip(shown, starts, lengths, strict=True)
    ]
    own_sheet(chart, [["", *heads, ""], *rows], {0: ("A", "B"), 1: ("A", "C"), 2: ("A", "D")}, len(shown))


def _time_axis(axis: Any, first: int, last: int, language_tag: str) -> None:
    """Write months under a line of time, in the reader's language."""
    axis.minimum_scale, axis.maximum_scale = first, last
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = colour(PALE)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # under the bars, as the first of them is on top
    axis.format.line.fill.background()
    axis.major_unit = _MONTH * max(math.ceil((last - first) / _MONTH / _MOST_MONTHS), 1)
    axis.tick_labels.font.size = Pt(11)
    axis.tick_labels.number_format = f"{_spoken_in(language_tag)}mmm yyyy"
    axis.tick_labels.number_format_is_linked = False


def _spoken_in(language_tag: str) -> str:
    """Give the code by which Excel writes months in a language; "" where it has none, for that of the reader."""
    name = language_tag.replace("-", "_")
    code = next((number for number, known in locale.windows_locale.items() if known == name), None)
    return f"[$-{code:X}]" if code else ""
