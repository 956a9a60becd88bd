"""The client's colour, made to work: what may be text on it, what it may be as text, and a tint for boxes.

How colours are measured and mixed is `toolkit.figures.colour`; the figures work out their own from there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from toolkit.errors import ReportError
from toolkit.figures.colour import TEXT_CONTRAST, WHITE, contrast, darkened, mixed

__all__ = ["INK", "WHITE", "Palette", "contrast", "palette"]

INK = "#1c1e21"
LARGE_TEXT_CONTRAST = 3.0
TINT_SHARE = 0.07

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`.

    `accent` is the client's colour for areas, `on_accent` large text on it (contrast 3 or more),
    `accent_text` the colour for text and thin lines on white or on `tint`, and for areas under small white text
    (contrast 4.5 or more), `tint` a pale ground for boxes.
    """

    accent: str
    on_accent: str
    accent_text: str
    tint: str


def palette(colour: str) -> Palette:
    """Work out the palette of a colour `#rrggbb`.

    Raises ReportError when the colour is not written so.
    """
    if not _HEX.fullmatch(colour):
        raise ReportError(f"The client's colour is {colour!r}. Write it as #rrggbb, such as #0b6e4f.")
    accent = colour.lower()
    tint = mixed(accent, WHITE, TINT_SHARE)
    on_accent = WHITE if contrast(accent, WHITE) >= LARGE_TEXT_CONTRAST else INK
    return Palette(
        accent, on_accent, darkened(accent, lambda one: contrast(one, tint) >= TEXT_CONTRAST), tint
    )
