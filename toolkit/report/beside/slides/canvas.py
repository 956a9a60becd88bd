"""What is put on a slide: text in boxes that it fits, shapes and tables; all places and sizes are in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from toolkit.report.beside.slides.measure import height_of, width_of

INK: Final = "#1c1e21"
GREY: Final = "#5c636d"
PALE: Final = "#d5dae0"
WHITE: Final = "#ffffff"

WIDTH: Final = 960.0  # 16:9 as PowerPoint makes it: 13⅓ by 7½ inches
HEIGHT: Final = 540.0
MARGIN: Final = 43.0
_NO_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's table without style and grid
_DECORATIVE: Final = (
    f"<a:extLst {nsdecls('a')}><a:ext uri='{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}'><adec:decorative val='1' "
    f"xmlns:adec='http://schemas.microsoft.com/office/drawing/2017/decorative'/></a:ext></a:extLst>"
)
_CELL: Final = (6.0, 3.0)  # room inside a cell, beside and above its text
_ALIGN: Final = {"left": PP_ALIGN.LEFT, "centre": PP_ALIGN.CENTER, "right": PP_ALIGN.RIGHT}


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    width: float
    height: float

    def from_top(self, room: float) -> Box:
        """Give what is left of it under some room."""
        return replace(self, top=self.top + room, height=self.height - room)

    def columns(self, count: int, gap: float) -> list[Box]:
        """Divide it into columns of one width."""
        width = (self.width - gap * (count - 1)) / count
        return [replace(self, left=self.left + place * (width + gap), width=width) for place in range(count)]


@dataclass(frozen=True, slots=True)
class Type:
    """How a text is set."""

    size: float
    colour: str = INK
    bold: bool = False
    align: str = "left"
    anchor: str = "top"
    gap: float = 0.0


def colour(name: str) -> RGBColor:
    """Give a colour `#rrggbb` as PowerPoint takes it."""
    return RGBColor.from_string(name.removeprefix("#").upper())


def write(slide: Any, box: Box, paragraphs: str | Sequence[str], how: Type, name: str = "") -> Any:
    """Put a text box on a slide; the text must fit it."""
    shape = slide.shapes.add_textbox(Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    if name:
        shape.name = name
    fill_text(shape.text_frame, [paragraphs] if isinstance(paragraphs, str) else paragraphs, how)
    return shape


def fill_text(frame: Any, paragraphs: Sequence[str], how: Type) -> None:
    """Set the text of a shape: no room of its own inside, no shrinking, lines broken at its width."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[
        how.anchor
    ]
    for place, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.alignment = _ALIGN[how.align]
        if place and how.gap:
            paragraph.space_before = Pt(how.gap)
        fill_run(paragraph, text, how)


def fill_run(paragraph: Any, text: str, how: Type) -> None:
    """Set a text in a paragraph."""
    run = paragraph.add_run()
    run.text = text
    run.font.size = Pt(how.size)
    run.font.bold = how.bold
    run.font.color.rgb = colour(how.colour)


def area(slide: Any, box: Box, fill: str, name: str = "", *, rounded: bool = False) -> Any:
    """Put a plain area on a slide: no line, no shadow; a screen reader passes by what has no text."""
    kind = MSO_SHAPE.ROUNDED_RECTANGLE if rounded else MSO_SHAPE.RECTANGLE
    shape = slide.shapes.add_shape(kind, Pt(box.left), Pt(box.top), Pt(box.width), Pt(box.height))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour(fill)
    shape.line.fill.background()
    style = shape._element.find(qn("p:style"))
    shape._element.remove(style)
    if rounded:
        shape.adjustments[0] = min(6.0 / min(box.width, box.height), 0.5)
    else:
        shape._element.xpath(".//p:cNvPr")[0].append(parse_xml(_DECORATIVE))
    if name:
        shape.name = name
    return shape


def chip(slide: Any, box: Box, text: str, fill: str, size: float) -> None:
    """Put a short text, such as the number of a finding, on an area of its own."""
    while size > 6 and width_of(text, size, bold=True) > box.width - 4:
        size -= 1
    shape = area(slide, box, fill, rounded=True)
    fill_text(shape.text_frame, [text], Type(size, WHITE, bold=True, align="centre", anchor="middle"))


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: their widths, alignment, type size, and the heights of head and rows that they take."""

    widths: tuple[float, ...]
    align: tuple[str, ...]
    size: float
    heights: tuple[float, ...]


def columns_for(
    heads: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[str], width: float, size: float
) -> Columns:
    """Divide a width over the columns of a table, and see how high its rows become."""
    widths = _widths(heads, rows, width, size)
    heights = tuple(
        max(
            height_of(text, size, room - 2 * _CELL[0], bold=place == 0 or column == 0) + 2 * _CELL[1]
            for column, (text, room) in enumerate(zip(row, widths, strict=True))
        )
        for place, row in enumerate([heads, *rows])
    )
    return Columns(widths, tuple(align), size, heights)


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: float, size: float
) -> tuple[float, ...]:
    """Give each column its longest word, and share what is left by how much text stands in it."""
    pad = 2 * _CELL[0] + 1
    texts = list(zip(heads, *rows, strict=True))
    words = [
        max(width_of(word, size, bold=True) for text in column for word in text.split(" ")) + pad
        for column in texts
    ]
    words = [min(one, 0.4 * width) for one in words]
    wanted = [max(width_of(text, size, bold=True) for text in column) + pad for column in texts]
    if sum(wanted) <= width:
        spare = (width - sum(wanted)) / len(wanted)
        return tuple(one + spare for one in wanted)
    if sum(words) >= width:
        return tuple(one * width / sum(words) for one in words)
    longing = [max(want - word, 0.0) for want, word in zip(wanted, words, strict=True)]
    share = (width - sum(words)) / (sum(longing) or 1.0)
    return tuple(word + long * share for word, long in zip(words, longing, strict=True))


def grid(
    slide: Any,
    box: Box,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    how: Columns,
    fill: str,
    tint: str,
) -> Any:
    """Put a table on a slide: head on the client's colour, every other row on its tint."""
    frame = slide.shapes.add_table(
        len(rows) + 1, len(heads), Pt(box.left), Pt(box.top), Pt(box.width), Pt(sum(how.heights))
    )
    table = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    table.horz_banding = False
    for column, width in zip(table.columns, how.widths, strict=True):
        column.width = Pt(width)
    for place, (row, texts) in enumerate(zip(table.rows, [heads, *rows], strict=True)):
        row.height = Pt(how.heights[place])
        ground = fill if place == 0 else (tint if place % 2 == 0 else WHITE)
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            bold = place == 0 or column == 0
            ink = WHITE if place == 0 else INK
            cell.fill.solid()
            cell.fill.fore_color.rgb = colour(ground)
            fill_text(cell.text_frame, [text], Type(how.size, ink, bold=bold, align=how.align[column]))
            cell.margin_left = cell.margin_right = Pt(_CELL[0])
            cell.margin_top = cell.margin_bottom = Pt(_CELL[1])
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    return frame


def describe(shape: Any, text: str) -> None:
    """Give a picture, chart or table the text that a screen reader says in its place."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)
