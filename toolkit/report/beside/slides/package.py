"""The deck as a file: its ground (size, fonts, the client's colours), and the same bytes each time."""

from __future__ import annotations

import datetime
import io
import re
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import pptx
from babel.core import get_global
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from toolkit.report.beside.slides.canvas import GREY, HEIGHT, INK, MARGIN, WIDTH, Box
from toolkit.report.beside.slides.measure import FONT
from toolkit.report.colour import Palette

TITLE: Final = Box(MARGIN, 33, WIDTH - 2 * MARGIN, 68)
FOOT: Final = Box(MARGIN, HEIGHT - 26, WIDTH - 2 * MARGIN, 14)
_KEPT: Final = ("Title Slide", "Title and Content", "Title Only", "Blank")
_PLAIN: Final = "Title Only"
_WAS_WIDE: Final = 9144000  # of the library's own 4:3 ground
_SPACE: Final = uuid.UUID("7b0d5f5e-6f0c-5c0a-9d7e-3a7a3b6c1f10")
_DAY_ONE: Final = (1980, 1, 1, 0, 0, 0)
_OFFICE: Final = "http://schemas.microsoft.com/office/powerpoint/2010/main"


def new_deck(palette: Palette) -> Any:
    """Give an empty deck: 16:9, the client's colours as its theme, few layouts, a title at the top left."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name not in _KEPT:
            deck.slide_layouts.remove(layout)
    master = deck.slide_master
    for part in (master, *deck.slide_layouts):
        _widen(part)
    _place_title(master)
    _place_foot(master)
    _bar(master, palette)
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _theme(theme.blob.decode("utf-8"), palette).encode("utf-8")
    _drop(deck, ("printerSettings", "thumbnail"))
    return deck


def plain_layout(deck: Any) -> Any:
    """Give the layout with a title and nothing else."""
    return deck.slide_layouts.get_by_name(_PLAIN)


def _widen(part: Any) -> None:
    """Bring what was made for 4:3 to the width of the deck."""
    factor = Pt(WIDTH) / _WAS_WIDE
    for place in part._element.iter(qn("a:off"), qn("a:ext")):
        for name in ("x", "cx"):
            if place.get(name):
                place.set(name, str(round(int(place.get(name)) * factor)))


def _place_title(master: Any) -> None:
    title = next(one for one in master.placeholders if one.placeholder_format.type == 1)  # a title
    title.left, title.top, title.width, title.height = (
        Pt(one) for one in (TITLE.left, TITLE.top, TITLE.width, TITLE.height)
    )
    body = title._element.txBody.find(qn("a:bodyPr"))
    for name in ("lIns", "tIns", "rIns", "bIns"):
        body.set(name, "0")
    body.set("anchor", "t")
    for fit in list(body):
        body.remove(fit)
    style = master._element.find(f".//{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    style.set("algn", "l")
    font = style.find(qn("a:defRPr"))
    font.set("sz", "2600")
    font.set("b", "1")


def _place_foot(master: Any) -> None:
    """Put the footer at the left and the number of the slide at the right, small and grey."""
    for one in list(master.placeholders):
        kind = one.placeholder_format.type
        if kind == 15:
            left, width, align = FOOT.left, FOOT.width - 60, "l"
        elif kind == 13:
            left, width, align = FOOT.left + FOOT.width - 60, 60, "r"
        else:
            continue
        one.left, one.top, one.width, one.height = Pt(left), Pt(FOOT.top), Pt(width), Pt(FOOT.height)
        body = one._element.txBody
        for name in ("lIns", "tIns", "rIns", "bIns"):
            body.find(qn("a:bodyPr")).set(name, "0")
        level = body.find(f"{qn('a:lstStyle')}/{qn('a:lvl1pPr')}")
        level.set("algn", align)
        level.find(qn("a:defRPr")).set("sz", "900")


def _bar(master: Any, palette: Palette) -> None:
    """Draw the short bar in the client's colour over every title; it stands in the ground, so nobody hears of it."""
    xml = (
        f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr><p:cNvPr id='99' name='Accent'/><p:cNvSpPr/><p:nvPr userDrawn='1'/>"
        f"</p:nvSpPr><p:spPr><a:xfrm><a:off x='{Pt(MARGIN)}' y='{Pt(20)}'/><a:ext cx='{Pt(48)}' cy='{Pt(5)}'/>"
        f"</a:xfrm><a:prstGeom prst='rect'><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr "
        f"val='{palette.accent[1:].upper()}'/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/>"
        f"<a:p><a:endParaRPr lang='en-GB'/></a:p></p:txBody></p:sp>"
    )
    master.shapes._spTree.append(parse_xml(xml))


def _theme(xml: str, palette: Palette) -> str:
    """Put the client's colours and the deck's font into the theme, so that what a consultant adds follows."""
    colours = {"dk1": INK, "lt1": "#ffffff", "dk2": palette.accent_text, "lt2": palette.tint}
    colours |= {"accent1": palette.accent_text, "accent2": GREY, "hlink": palette.accent_text}
    for name, value in colours.items():
        inner = f'<a:srgbClr val="{value[1:].upper()}"/>'
        xml = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf"\g<1>{inner}\g<2>", xml, flags=re.DOTALL)
    xml = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", xml)
    return xml


def _drop(deck: Any, names: Sequence[str]) -> None:
    """Take out what the library's ground brings along and no deck needs."""
    for holder in (deck.part, deck.part.package):
        relations = holder.rels if hasattr(holder, "rels") else holder._rels
        for key, relation in list(relations.items()):
            if any(name in relation.reltype for name in names):
                relations.pop(key)


def add_foot(slide: Any, text: str) -> None:
    """Put the footer and the number of the slide on it, as the placeholders that PowerPoint knows."""
    font = (
        f"<a:rPr sz='900'><a:solidFill><a:srgbClr val='{GREY[1:].upper()}'/></a:solidFill>"
        f"<a:latin typeface='{FONT}'/></a:rPr>"
    )
    number_field = f"<a:fld id='{{{_guid('number')}}}' type='slidenum'>{font}<a:t>‹#›</a:t></a:fld>"
    for kind, place, name, align, inside in (
        ("ftr", 11, "Footer", "l", f"<a:r>{font}<a:t>{_escaped(text)}</a:t></a:r>"),
        ("sldNum", 12, "Slide number", "r", number_field),
    ):
        number = max((int(one.get("id")) for one in slide._element.iter(qn("p:cNvPr"))), default=1) + 1
        xml = (
            f"<p:sp {nsdecls('p', 'a')}><p:nvSpPr><p:cNvPr id='{number}' name={quoteattr(name)}/><p:cNvSpPr>"
            f"<a:spLocks noGrp='1'/></p:cNvSpPr><p:nvPr><p:ph type='{kind}' sz='quarter' idx='{place}'/></p:nvPr>"
            f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>"
            f"<a:p><a:pPr algn='{align}'/>{inside}</a:p></p:txBody></p:sp>"
        )
        slide.shapes._spTree.append(parse_xml(xml))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def add_sections(deck: Any, sections: Sequence[tuple[str, int]]) -> None:
    """Name stretches of slides, as PowerPoint shows them beside the slides; each with how many slides it has."""
    ids = [one.get("id") for one in deck.part._element.sldIdLst]
    parts, begin = [], 0
    for place, (name, count) in enumerate(sections):
        members = "".join(f"<p14:sldId id='{one}'/>" for one in ids[begin : begin + count])
        parts.append(
            f"<p14:section name={quoteattr(name)} id='{{{_guid(f'section {place}')}}}'>"
            f"<p14:sldIdLst>{members}</p14:sldIdLst></p14:section>"
        )
        begin += count
    xml = (
        f"<p:extLst {nsdecls('p')}><p:ext uri='{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}'>"
        f"<p14:sectionLst xmlns:p14='{_OFFICE}'>{''.join(parts)}</p14:sectionLst></p:ext></p:extLst>"
    )
    root = deck.part._element
    for old in root.findall(qn("p:extLst")):
        root.remove(old)
    root.append(parse_xml(xml))


def _guid(name: str) -> str:
    return str(uuid.uuid5(_SPACE, name)).upper()


def properties(deck: Any, facts: Mapping[str, str], day: datetime.date) -> None:
    """Say what the deck is, who made it, and on which day the report was."""
    core = deck.core_properties
    made = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).replace(tzinfo=None)
    core.title, core.author, core.subject = (facts[name][:255] for name in ("title", "author", "subject"))
    core.language, core.last_modified_by, core.keywords = facts["language"], facts["author"][:255], ""
    core.created = core.modified = made
    core.revision = 1


def in_language(deck: Any, tag: str) -> None:
    """Tell every text its language, so that it is read aloud and checked as such."""
    slides = [slide._element for slide in deck.slides]
    notes = [slide.notes_slide._element for slide in deck.slides if slide.has_notes_slide]
    for root in (*slides, *notes):
        for told in root.iter(qn("a:rPr"), qn("a:endParaRPr")):
            told.set("lang", tag)


@cache
def language_tag(code: str) -> str:
    """Give the tag by which Office knows a language: nl-NL for nl.

    >>> language_tag("nl"), language_tag("en")
    ('nl-NL', 'en-GB')
    """
    if code == "en":
        return "en-GB"
    likely = get_global("likely_subtags").get(code, code).split("_")
    return f"{code}-{likely[-1]}" if len(likely) > 1 else code


def saved(deck: Any) -> bytes:
    """Give the bytes of the deck, without the time at which they were written."""
    made = io.BytesIO()
    deck.save(made)
    target = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DAY_ONE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            new.writestr(entry, old.read(name))
    return target.getvalue()
