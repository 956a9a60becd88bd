"""The figures of a report as SVG files that look the same in every program, and a picture as PNG.

Text becomes outlines, as Word, PowerPoint and drawing programs lack the report's font; title and description keep the
figure's claim and alt text for screen readers.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from toolkit.report.document import Document
from toolkit.report.fonts import EMOJI, EMOJI_FILE, FACES, fonts_folder, glyphs
from toolkit.report.svg import SVG
from toolkit.report.text import printable_svg

_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME: Final = 60
_SHARP: Final = 288.0  # points per inch of a PNG: four times the size of a screen
_MOST_PIXELS: Final = 2400
# What an element hands down to the text in it.
_INHERITED: Final = ("font-size", "font-weight", "font-style", "font-family", "text-anchor")
_DEFAULTS: Final = {"font-size": "16", "font-weight": "400", "font-style": "normal", "text-anchor": "start"}
_BEFORE: Final = {"start": 0.0, "middle": 0.5, "end": 1.0}
# Placed in ways that outlines do not follow: such text stays text.
_UNUSUAL: Final = (
    "dx",
    "dy",
    "textLength",
    "letter-spacing",
    "word-spacing",
    "baseline-shift",
    "writing-mode",
    "rotate",
)
_BOLD_FROM: Final = 550
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")


def figures(document: Document) -> bytes:
    """Give the figures of a report as a ZIP file of SVG files, named by number and id.

    The same document gives the same bytes.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, figure in _named(document):
            entry = zipfile.ZipInfo(name, _DAY_ONE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            whole.writestr(entry, standalone(figure).encode("utf-8"))
    return target.getvalue()


def _named(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each figure with its file's name, the summary's own among them."""
    found = [one for one in document["blocks"] if one["kind"] == "figure"]
    own = document["summary"]["figure"] if document["summary"] else None
    if own and own["number"] not in [one["number"] for one in found]:
        found.insert(0, own)
    digits = max((len(one["number"]) for one in found), default=1)
    for one in found:
        plain = _NOT_A_NAME.sub("-", one["id"].lower()).strip("-")[:_LONGEST_NAME].strip("-")
        yield f"figure-{one['number'].zfill(digits)}{f'-{plain}' if plain else ''}.svg", one


def standalone(figure: Mapping[str, Any]) -> str:
    """Give the SVG of a figure as a file of its own: its size, title and description, and all text as outlines."""
    root = fromstring(printable_svg(figure["svg"], glyphs(), EMOJI))
    for element in root.iter():
        element.tag = str(element.tag).removeprefix(f"{{{SVG}}}")
    _outline(root, _DEFAULTS)
    root.attrib |= {"width": f"{figure['width']:g}pt", "height": f"{figure['height']:g}pt"}
    root.attrib |= {"role": "img", "aria-labelledby": "title description"}
    for place, (tag, name, text) in enumerate(
        (("title", "title", figure["title"]), ("desc", "description", figure["alt"]))
    ):
        element = Element(tag, {"id": name})
        element.text = text
        root.insert(place, element)
    root.attrib = {"xmlns": SVG, **{key: value for key, value in root.attrib.items() if key != "xmlns"}}
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _outline(element: Element, handed: Mapping[str, str]) -> None:
    """Turn each text under an element into outlines; `handed` is what it gets from above."""
    own = _styles(element, handed)
    for place, child in enumerate(list(element)):
        if child.tag == "text" and not _unusual(child):
            drawn = _drawn(child, _styles(child, own))
            drawn.tail = child.tail
            element.remove(child)
            element.insert(place, drawn)
        else:
            _outline(child, own)


def _styles(element: Element, handed: Mapping[str, str]) -> dict[str, str]:
    return {**handed, **{name: value for name, value in element.attrib.items() if name in _INHERITED}}


def _unusual(text: Element) -> bool:
    """Say whether a text is placed or filled in a way that outlines here do not follow."""
    inside = [one for one in text.iter() if one is not text]
    return any(name in one.attrib for one in text.iter() for name in _UNUSUAL) or any(
        one.tag != "tspan" or {"x", "y"} & one.attrib.keys() for one in inside
    )


def _drawn(text: Element, own: Mapping[str, str]) -> Element:
    """Give a text as a group of outlines that keeps its colour, place and turning."""
    group = Element(
        "g", {key: value for key, value in text.attrib.items() if key not in (*_INHERITED, "x", "y")}
    )
    runs = [(text.text or "", own)]
    for span in text:
        runs += [(span.text or "", _styles(span, own)), (span.tail or "", own)]
    pieces = [
        (sign, _face(sign, style), float(_number(style["font-size"]))) for run, style in runs for sign in run
    ]
    width = sum(_glyph(file, sign).advance * size for sign, file, size in pieces)
    left = float(_number(text.get("x", "0"))) - _BEFORE.get(own["text-anchor"], 0.0) * width
    base = float(_number(text.get("y", "0")))
    shapes = []
    for sign, file, size in pieces:
        glyph = _glyph(file, sign)
        shapes.append(_placed(glyph, size, left, base))
        left += glyph.advance * size
    if path := "".join(shapes):
        SubElement(group, "path", {"d": path})
    return group


def _number(text: str) -> str:
    """Give the number in a length; matplotlib and the report write pixels only."""
    found = re.match(r"\s*(-?[0-9.]+(?:e-?\d+)?)", text)
    return found[1] if found else "0"


def _face(sign: str, style: Mapping[str, str]) -> str:
    """Give the file of the face that a sign is set in."""
    if ord(sign) not in glyphs().text and ord(sign) in glyphs().emoji:
        return EMOJI_FILE
    weight = {"bold": "700", "normal": "400"}.get(style["font-weight"], style["font-weight"])
    heavy = int(weight) if weight.isdigit() else 400
    slant = "italic" if style["font-style"] in ("italic", "oblique") and heavy < _BOLD_FROM else "normal"
    faces = [(abs(number - heavy), file) for number, slanted, file in FACES if slanted == slant]
    return min(faces)[1]


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A sign, in shares of the type size: its advance width, how SVG writes its outline, and the points of that."""

    advance: float = 0.0
    written: str = ""
    across: tuple[float, ...] = ()
    up: tuple[float, ...] = ()


@cache
def _font(file: str) -> tuple[Any, dict[int, str], Any]:
    """Give a font, the name of its glyph for each code point, and its outlines by name."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to import

    font = TTFont(fonts_folder() / file)
    return font, font.getBestCmap(), font.getGlyphSet()


@cache
def _glyph(file: str, sign: str) -> _Glyph:
    """Give a sign as a face draws it; nothing where it has none."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: PLC0415 - slow to import

    font, names, drawn = _font(file)
    unit = font["head"].unitsPerEm
    name = names.get(ord(sign))
    if name is None:
        return _Glyph()
    pen = DecomposingRecordingPen(drawn)
    drawn[name].draw(pen)
    steps = list(_steps(pen.value))
    written = "".join(what + " ".join(["%.2f %.2f"] * len(points)) for what, points in steps)
    across, up = (tuple(point[axis] / unit for _, points in steps for point in points) for axis in (0, 1))
    return _Glyph(font["hmtx"].metrics[name][0] / unit, written, across, up)


def _steps(
    recorded: list[tuple[str, tuple[Any, ...]]],
) -> Iterator[tuple[str, tuple[tuple[float, float], ...]]]:
    """Give the steps of an outline as SVG writes them; a TrueType curve goes through the middles of its points."""
    for what, points in recorded:
        match what:
            case "moveTo":
                yield "M", points
            case "lineTo":
                yield "L", points
            case "curveTo":
                yield "C", points
            case "qCurveTo":
                *off, end = points
                for place, point in enumerate(off):
                    last = place == len(off) - 1
                    following = end if last else off[place + 1]
                    stop = end if last else tuple((a + b) / 2 for a, b in zip(point, following, strict=True))
                    yield "Q", (point, stop)
            case _:
                yield "Z", ()


def _placed(glyph: _Glyph, size: float, left: float, base: float) -> str:
    """Write an outline at its place; a font's heights go up, a picture's go down."""
    points = [0.0] * (2 * len(glyph.up))
    points[::2] = [left + x * size for x in glyph.across]
    points[1::2] = [base - y * size for y in glyph.up]
    return glyph.written % tuple(points)


def png_of(svg: str) -> bytes:
    """Give a safe SVG as a PNG with a clear ground, sharp enough for a full screen."""
    import typst  # noqa: PLC0415 - slow to import

    root = fromstring(svg)
    box = [float(part) for part in re.findall(r"-?[0-9.]+", root.get("viewBox", "0 0 100 100"))]
    width, height = max(box[2], 1.0), max(box[3], 1.0)
    ppi = min(_SHARP, _MOST_PIXELS * 72 / max(width, height))
    page = f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)"
    source = f'{page}\n#image("picture.svg", width: 100%)\n'
    with tempfile.TemporaryDirectory(prefix="loyalty-") as name:
        folder = Path(name)
        (folder / "picture.svg").write_text(printable_svg(svg, glyphs(), EMOJI), "utf-8", newline="\n")
        (folder / "main.typ").write_text(source, "utf-8", newline="\n")
        made = typst.compile(
            str(folder / "main.typ"),
            root=str(folder),
            font_paths=[str(fonts_folder())],
            ignore_system_fonts=True,
            format="png",
            ppi=ppi,
        )
    picture: bytes = made
    return picture
