"""Text made safe to print: nothing invisible, nothing that reorders, and no sign that the fonts lack.

`clean` is for every page. `printable` is for PDF, where a sign without a glyph stops an accessible build.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

# Longest run of signs without a space, and longest word, that is printed exactly as it was written; a longer one gets
# zero-width places to break a line, which stay in the text that a reader copies.
LONGEST_RUN = 40
LONGEST_WORD = 44

# Explicit ranges and not Unicode categories, so that every Python version makes the same bytes.
_SPACES = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    r"\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction marks, zero-width signs
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # halves of a pair, and what is no character
    r"\U000e0000-\U000e0fff]"  # tags
)
_JOINERS = re.compile(r"[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# What stands between two tags; a serialised attribute holds no bare angle bracket.
_SVG_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)")
_SKIN_TONE = re.compile(r"[\U0001f3fb-\U0001f3ff]")
_RUN = re.compile(rf"\S{{{LONGEST_RUN + 1},}}")
_BREAK_AFTER = re.compile(r"[/_.,:;@?&=+|\\-](?=\w)|\d{8}(?=\d)")
_ENDLESS = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD + 1},}}")
_TEN = re.compile(r".{10}(?=.)")
ZERO_WIDTH_SPACE = "\u200b"


def clean(text: str) -> str:
    """Give text on one line, composed (NFC), without controls, direction marks, tags or lone surrogates.

    Everything else stays as it was written: no sign of it is markup to any renderer.
    """
    return _INVISIBLE.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", text)))


def clean_lines(text: str) -> str:
    """Do the same for source in which line ends and tabs matter, Markdown and SVG, but compose nothing.

    A combining sign could otherwise melt into the angle bracket before it.
    """
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The code points that can be printed: those of the text font, and those that only the emoji font has."""

    text: frozenset[int]
    emoji: frozenset[int]

    def holds(self, sign: str, before: str) -> bool:
        """Say whether a sign can be printed after another; what combines must come from the font of its base."""
        base = ord(before) if before else 0
        if ord(sign) in self.text:
            return base in self.text or not unicodedata.category(sign).startswith("M")
        if ord(sign) in self.emoji:
            return base in self.emoji or not (
                _SKIN_TONE.match(sign) or unicodedata.category(sign).startswith("M")
            )
        return False


def printable(text: str, glyphs: Glyphs) -> str:
    """Write each sign that no font has as its code, `[U+65E5]`.

    Joiners and variation selectors go: the fonts hold no joined emoji.
    """
    if text.isascii():
        return text
    plain = _JOINERS.sub("", text)
    pairs = zip("\0" + plain, plain, strict=False)
    return "".join(sign if glyphs.holds(sign, before) else f"[U+{ord(sign):04X}]" for before, sign in pairs)


def printable_svg(svg: str, glyphs: Glyphs, emoji_font: str) -> str:
    """Do the same inside a picture, where the typesetter neither combines nor falls back to another font in time.

    Combining marks become their code, and emoji get an element of their own with their font.
    """
    return svg if svg.isascii() else _SVG_TEXT.sub(lambda text: _svg_text(text[0], glyphs, emoji_font), svg)


def _svg_text(text: str, glyphs: Glyphs, emoji_font: str) -> str:
    signs = []
    for sign in _JOINERS.sub("", text):
        if ord(sign) in glyphs.text and not unicodedata.category(sign).startswith("M"):
            signs.append(sign)
        elif glyphs.holds(sign, ""):
            signs.append(f'<tspan font-family="{emoji_font}">{sign}</tspan>')
        else:
            signs.append(f"[U+{ord(sign):04X}]")
    return "".join(signs)


def breakable(text: str) -> str:
    """Give very long runs without a space, such as web addresses, places where a line may end.

    Words are left to hyphenation, unless no language has a word that long.
    """
    after = rf"\g<0>{ZERO_WIDTH_SPACE}"
    eased = _RUN.sub(lambda run: _BREAK_AFTER.sub(after, run[0]), text)
    return _ENDLESS.sub(lambda run: _TEN.sub(after, run[0]), eased)


def each_text(value: Any, change: Callable[[str], str], untouched: Collection[str] = ()) -> Any:
    """Change every text in nested dicts and lists, but for the keys in `untouched`."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [each_text(item, change, untouched) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in untouched else each_text(item, change, untouched)
            for key, item in value.items()
        }
    return value
