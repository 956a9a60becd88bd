"""SVG from outside, made safe: a picture may hold shapes and text, and nothing that runs or reaches out.

What could run or fetch is refused, so that the maker of the picture mends it.
What merely does nothing here (an editor's own elements, metadata) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from toolkit.errors import ReportError
from toolkit.report.svg_style import as_attributes
from toolkit.report.text import clean, clean_lines

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

_SHAPES = frozenset(
    re.findall(
        r"\w+",
        """
        svg g defs symbol use path rect circle ellipse line polyline polygon text tspan textPath
        image marker pattern clipPath mask linearGradient radialGradient stop style switch filter
        feGaussianBlur feOffset feBlend feColorMatrix feComposite feFlood feMerge feMergeNode
        feMorphology feDropShadow feComponentTransfer feFuncR feFuncG feFuncB feFuncA
        """,
    )
)
_LEFT_OUT = frozenset(["metadata", "title", "desc"])
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pc": 12.0}
_LENGTH = re.compile(r"\s*([0-9.]+(?:[eE][+-]?\d+)?)\s*([a-z]*)\s*")
_PICTURE_DATA = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
_URL = re.compile(r"url\(\s*(['\"]?)(.*?)\1\s*\)", re.IGNORECASE | re.DOTALL)
_STYLE_DANGER = re.compile(r"@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|\\", re.IGNORECASE)
# What the page around a picture would read: its own classes, its tab order, what it says aloud.
_OF_A_PAGE = re.compile(r"(?:class|tabindex|focusable|role|lang|aria-.*|data-.*)$")
_RULE_FOR_ALL = re.compile(r"\s*\*\s*\{([^{}]*)\}\s*")


@dataclass(frozen=True, slots=True)
class Picture:
    """A safe SVG, without an own width and height, and its natural size in points."""

    svg: str
    width: float
    height: float


def safe_svg(source: str, what: str, *, prefix: str = "") -> Picture:
    """Give a safe SVG of `source`; `what` names the picture in errors.

    With a `prefix` the picture may stand inside a page: its ids get that prefix, its styles become attributes, for a
    page's policy forbids any other, and a style sheet may only speak of all its elements at once, as matplotlib's does.

    Raises ReportError when the text is no SVG, or holds a script, an event handler or a link to anything outside.
    """
    try:
        root = fromstring(clean_lines(source).strip().encode("utf-8"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ReportError(
            f"{what} is not a readable SVG ({type(error).__name__}). Save it as plain SVG."
        ) from error
    if root.tag != f"{{{SVG}}}svg":
        raise ReportError(f"{what} is not an SVG picture. Save it as plain SVG.")
    width, height = _size(root, what)
    _strip(root, what)
    for style in list(_all(root, "style")):
        _move_style(root, style, what, inside_page=bool(prefix))
    root.attrib.setdefault("viewBox", f"0 0 {width / 0.75:g} {height / 0.75:g}")
    for name in ("width", "height", "x", "y"):
        root.attrib.pop(name, None)
    if prefix:
        _styles_to_attributes(root, what)
        _rename_ids(root, prefix)
    root.attrib = {"xmlns": SVG, **root.attrib}
    return Picture(tostring(root, encoding="unicode"), width, height)


def _size(root: Element, what: str) -> tuple[float, float]:
    """Give the natural size in points: width and height, else the view box in pixels."""
    box = [float(part) for part in re.findall(r"-?[0-9.]+", root.get("viewBox", ""))]
    sizes = []
    for place, name in ((2, "width"), (3, "height")):
        found = _LENGTH.fullmatch(root.get(name, ""))
        if found and found[2] in _POINTS:
            sizes.append(float(found[1]) * _POINTS[found[2]])
        elif len(box) == 4:
            sizes.append(box[place] * 0.75)
    if len(sizes) < 2 or min(sizes) <= 0:
        raise ReportError(f"{what} has no size. Give its svg element a viewBox.")
    return sizes[0], sizes[1]


def _strip(element: Element, what: str) -> None:
    """Bring an element and all in it to plain names; refuse what could run, drop what does nothing."""
    element.tag = str(element.tag).removeprefix(f"{{{SVG}}}")
    element.attrib = dict(_attributes(element, what))
    element.text, element.tail = clean(element.text or "") or None, clean(element.tail or "") or None
    _check_style(element.text or "" if element.tag == "style" else "", what)
    before: Element | None = None
    for child in list(element):
        name = str(child.tag).removeprefix(f"{{{SVG}}}")
        if name in _SHAPES:
            _strip(child, what)
            before = child
        elif name.startswith("{") or name in _LEFT_OUT:
            _keep_tail(element, before, child)
        else:
            raise ReportError(f"{what} holds the element <{name}>, which a report may not show. Remove it.")


def _keep_tail(parent: Element, before: Element | None, child: Element) -> None:
    """Take a child out, but leave the text that follows it where it stands."""
    tail = child.tail or ""
    parent.remove(child)
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail


def _attributes(element: Element, what: str) -> Iterator[tuple[str, str]]:
    for full_name, value in element.attrib.items():
        name = full_name.removeprefix(f"{{{XLINK}}}")
        if name.lower().startswith("on"):
            raise ReportError(f"{what} holds the script {name!r}. Remove it.")
        if name == "href":
            if not value.startswith("#") and not _PICTURE_DATA.fullmatch(value):
                raise ReportError(f"{what} links to {value[:60]!r}, outside itself. Put it into the picture.")
        elif full_name == f"{{{XML}}}space":
            name = "xml:space"
        elif name.startswith("{") or full_name != name:
            continue
        _check_style(value, what)
        yield name, value


def _check_style(text: str, what: str) -> None:
    """Refuse CSS that fetches or runs; `url(#id)` is the only url."""
    outside = next((url[2] for url in _URL.finditer(text) if not url[2].startswith("#")), None)
    if outside is not None:
        raise ReportError(f"{what} links to {outside[:60]!r}, outside itself. Put it into the picture.")
    if "url(" in _URL.sub("", text).lower() or (danger := _STYLE_DANGER.search(text)):
        found = danger[0] if danger else "url("
        raise ReportError(f"{what} holds {found!r} in a style, which a report may not use. Remove it.")


def _move_style(root: Element, style: Element, what: str, *, inside_page: bool) -> None:
    """Put a rule for all elements on the root, where it does not leak into the page around the picture."""
    rule = _RULE_FOR_ALL.fullmatch(style.text or "")
    if rule:
        own = root.get("style", "")
        root.set("style", "; ".join(part for part in (rule[1].strip().rstrip(";"), own) if part))
        next(parent for parent in root.iter() if style in list(parent)).remove(style)
        for element in root.iter():
            for name in as_attributes(rule[1], what):
                # A rule goes before what an element says as an attribute, and after what it says as a style.
                element.attrib.pop(name, None)
    elif inside_page:
        raise ReportError(f"{what} has a style sheet. Put the styles on its elements.")


def _styles_to_attributes(root: Element, what: str) -> None:
    for element in root.iter():
        element.attrib |= as_attributes(element.attrib.pop("style", ""), what)
        for name in [name for name in element.attrib if _OF_A_PAGE.match(name)]:
            element.attrib.pop(name)


def _rename_ids(root: Element, prefix: str) -> None:
    """Give each id that something refers to a prefix, and drop the others."""
    used: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            used |= {value[1:]} if name == "href" else {url[2][1:] for url in _URL.finditer(value)}
    for element in root.iter():
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.attrib.pop(name)
                if value in used:
                    element.set("id", f"{prefix}-{value}")
            elif name == "href" and value.startswith("#"):
                element.set(name, f"#{prefix}-{value[1:]}")
            elif "url(" in value:
                element.set(name, _URL.sub(lambda url: f"url(#{prefix}-{url[2][1:]})", value))


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if element.tag == name)
