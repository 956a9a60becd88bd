"""The client's colour, made to work: what may be text on it, what it may be as text, and a tint for boxes.

Contrast is that of WCAG 2.2 (success criterion 1.4.3): (L1 + 0.05) / (L2 + 0.05) of relative luminances.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from toolkit.errors import ReportError

WHITE = "#ffffff"
INK = "#1c1e21"
TEXT_CONTRAST = 4.5
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
    tint = _mix(accent, WHITE, TINT_SHARE)
    on_accent = WHITE if contrast(accent, WHITE) >= LARGE_TEXT_CONTRAST else INK
    return Palette(accent, on_accent, _darkened(accent, tint), tint)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _darkened(colour: str, ground: str) -> str:
    """Lower the lightness, hue kept, until the colour can be read on its ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    steps = (_hex(colorsys.hls_to_rgb(hue, lightness * (1 - step / 50), saturation)) for step in range(51))
    return next(step for step in steps if contrast(step, ground) >= TEXT_CONTRAST)


def _mix(one: str, other: str, share: float) -> str:
    """Mix a share of one colour into another."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _hex(tuple(share * a + (1 - share) * b for a, b in pairs))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in channels)
