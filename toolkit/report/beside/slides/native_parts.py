"""What all native charts share: making one, labels at marks, its place, axes, and the sheet behind it."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from toolkit.report.beside.slides.canvas import GREY, PALE, Box, Type, colour, describe, fill_run
from toolkit.report.beside.slides.measure import FONT
from toolkit.report.beside.workbook import safe_workbook

SHEET: Final = "Data"
_NO_TIME: Final = datetime.datetime(1980, 1, 1)  # noqa: DTZ001 - Excel knows no zones


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of a chart: what stands out, the rest, and text that stands out."""

    strong: str
    rest: str
    text: str


def new_chart(slide: Any, box: Box, kind: Any, data: Any, alt: str) -> Any:
    """Put a chart on a slide: without title and legend, in the font of the deck; `alt` is what is said of it."""
    frame = slide.shapes.add_chart(kind, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height), data)
    describe(frame, alt)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = colour(GREY)
    return chart


def inner_place(chart: Any, left: float, width: float, top: float = 0.01, height: float = 0.98) -> None:
    """Say where in its chart the marks are drawn, as shares of it, so that names beside them have their room."""
    xml = (
        f"<c:layout {nsdecls('c')}><c:manualLayout><c:layoutTarget val='inner'/><c:xMode val='edge'/>"
        f"<c:yMode val='edge'/><c:x val='{left:.4f}'/><c:y val='{top:.4f}'/><c:w val='{width:.4f}'/>"
        f"<c:h val='{height:.4f}'/></c:manualLayout></c:layout>"
    )
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    area.insert(0, parse_xml(xml))


def label(point: Any, text: str, how: Type, where: Any) -> None:
    """Write at a mark what the report prints there."""
    frame = point.data_label.text_frame
    frame.word_wrap = False
    fill_run(frame.paragraphs[0], text, how)
    if where is not None:
        point.data_label.position = where


def names_axis(axis: Any, size: float) -> None:
    """Write the names beside bars: the first on top, at the far left also where bars go that way, none left out."""
    axis.reverse_order = True
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.tick_labels.font.size = Pt(size)
    axis.tick_labels.font.color.rgb = colour("#1c1e21")
    axis.format.line.color.rgb = colour(PALE)
    xml = axis._element
    for name in ("c:tickLblSkip", "c:noMultiLvlLbl"):
        for old in xml.findall(qn(name)):
            xml.remove(old)
    xml.append(parse_xml(f"<c:tickLblSkip {nsdecls('c')} val='1'/>"))
    xml.append(parse_xml(f"<c:noMultiLvlLbl {nsdecls('c')} val='0'/>"))


def own_sheet(
    chart: Any,
    rows: Sequence[Sequence[Any]],
    series: Mapping[int, tuple[str, str]],
    counts: int | Mapping[int, int],
) -> None:
    """Give a chart its sheet: `rows` with the head first; per series the columns of its names or x, and of its numbers.

    The library's own sheet holds the time at which it was made.
    """
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(rows))
    for place, one in enumerate(chart._chartSpace.iter(qn("c:ser"))):
        names, numbers = series[place]
        count = counts if isinstance(counts, int) else counts[place]
        for tag, column in (("c:cat", names), ("c:xVal", names), ("c:val", numbers), ("c:yVal", numbers)):
            for found in one.findall(qn(tag)):
                for formula in found.iter(qn("c:f")):
                    formula.text = f"{SHEET}!${column}$2:${column}${count + 1}"
        for found in one.findall(qn("c:tx")):
            for formula in found.iter(qn("c:f")):
                formula.text = f"{SHEET}!${numbers}$1"


def _sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    target = io.BytesIO()
    with safe_workbook(target) as book:
        book.set_properties({"created": _NO_TIME})
        sheet = book.add_worksheet(SHEET)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(place, column, value)
                elif value is not None:
                    sheet.write_number(place, column, value)
        sheet.set_column(0, 0, 40)
    return target.getvalue()
