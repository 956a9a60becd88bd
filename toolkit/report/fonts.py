"""The report's fonts: which signs they hold, how wide those are, and subsets small enough to travel inside a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache

from fontTools.ttLib import TTFont

from toolkit.figures.lettering import fonts_folder, text_width
from toolkit.report.lettering import FACES, FAMILY, cut_faces, signs
from toolkit.report.text import Glyphs

__all__ = ["FACES", "FAMILY", "font_faces", "fonts_folder", "glyphs", "text_width"]

EMOJI = "Noto Emoji"
EMOJI_FILE = "NotoEmoji-Regular.ttf"
_KEPT_FEATURES = ["kern", "liga", "ccmp", "locl", "mark", "mkmk", "pnum"]
_LICENCE_NAMES = [0, 13, 14]
# The tables that name what they hold; the features that are kept have no names.
_NAMING = ("BASE", "STAT")


@cache
def glyphs() -> Glyphs:
    """Give the code points that every face of the family can print, and those that the emoji font adds."""
    text = frozenset.intersection(*(_characters(file) for _, _, file in FACES))
    emoji = _characters(EMOJI_FILE) - text
    return Glyphs(frozenset(filter(_is_printable, text)), frozenset(filter(_is_printable, emoji)))


def font_faces(text: Iterable[str]) -> list[dict[str, str]]:
    """Give the faces a page needs (family, weight, style, and a WOFF that holds these signs in base64).

    They are those cut once, and of just these signs where the family has one that is not in them.
    """
    wanted = {ord(sign) for sign in text}
    if (wanted & _of_the_family()) <= _of_the_cut():
        faces = [dict(face) for face in cut_faces()]
    else:
        faces = [
            {"family": FAMILY, "weight": str(weight), "style": style, "data": _in_base64(file, wanted)}
            for weight, style, file in FACES
        ]
    if only_emoji := wanted & glyphs().emoji:
        data = _in_base64(EMOJI_FILE, only_emoji)
        faces.append({"family": EMOJI, "weight": "400", "style": "normal", "data": data})
    return faces


@cache
def _of_the_family() -> frozenset[int]:
    """Give the code points that some face of the family has."""
    return frozenset[int]().union(*(_characters(file) for _, _, file in FACES))


@cache
def _of_the_cut() -> frozenset[int]:
    return frozenset(map(ord, signs()))


def _in_base64(file: str, codes: Iterable[int]) -> str:
    return base64.b64encode(cut(file, codes)).decode("ascii")


def _is_printable(code: int) -> bool:
    """Say whether archival PDF may hold a code point: no control, no joiner, nothing of private use."""
    control = code < 0x20 or 0x7F <= code < 0xA0
    invisible = (
        0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202E or 0x2060 <= code <= 0x206F or code == 0xFEFF
    )
    selector = 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF
    half_a_flag = 0x1F1E6 <= code <= 0x1F1FF  # in pairs that are no flag the font has nothing
    private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    return not (control or invisible or selector or half_a_flag or private)


@cache
def _characters(file: str) -> frozenset[int]:
    with TTFont(fonts_folder() / file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def cut(file: str, codes: Iterable[int]) -> bytes:
    """Cut a font down to some signs, as WOFF; names go but for the licence, for a cut font may not carry its name."""
    from fontTools import subset  # noqa: PLC0415 - slow to import, and few pages need it
    from fontTools.ttLib.tables._n_a_m_e import NameRecordVisitor  # noqa: PLC0415

    options = subset.Options(
        layout_features=_KEPT_FEATURES,
        name_IDs=_LICENCE_NAMES,
        hinting=False,
        notdef_outline=True,
        flavor="woff",
        recalc_timestamp=False,
    )
    target = io.BytesIO()
    with subset.load_font(str(fonts_folder() / file), options) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=codes)
        names = font["name"]
        # A cut would look for names in all that is left of a font, which takes a third of its time.
        del font["name"]
        cutter.subset(font)
        used = NameRecordVisitor()
        for part in _NAMING:
            if part in font:
                used.visit(font[part])
        kept = {*_LICENCE_NAMES, *used.seen}
        names.names = [one for one in names.names if one.nameID in kept and one.isUnicode()]
        font["name"] = names
        subset.save_font(font, target, options)
    return target.getvalue()
