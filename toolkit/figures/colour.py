"""Colours: contrast, how others see them, and those of the figures, worked out round the client's own.

Contrast is that of WCAG 2.2 (success criterion 1.4.3): (L1 + 0.05) / (L2 + 0.05) of relative luminances.
Colour blindness is simulated as in Machado, Oliveira and Fernandes (2009), at full severity; differences are those of
CIE 1976 L*a*b* (D65). Print in black and white keeps L*, the lightness, and nothing else.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

import numpy as np

WHITE: Final = "#ffffff"
INK: Final = "#222222"  # names, values and intervals
SOFT: Final = "#666666"  # words that explain
OTHER: Final = "#949494"  # marks that do not stand out
RULE: Final = "#d5d5d5"  # grid lines
LINK: Final = "#b0b0b0"  # the way from one mark to another
PALE: Final = "#eeeeee"  # grounds

TEXT_CONTRAST: Final = 4.5
# So far apart in lightness (L*) are two marks that mean different things, on paper without colour: of lines and dots,
# and of areas, which are larger and have an edge.
MARK_STEP: Final = 20.0
AREA_STEP: Final = 12.0
# And so far in colour, for those who see no red, no green or no blue. 2.3 is a difference that is just noticed.
SEEN_APART: Final = 15.0

# Linear RGB as it is seen, by Machado et al. (2009), table 1, severity 1.0.
_SIGHTS: Final = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
SIGHTS: Final = tuple(_SIGHTS)
# Linear RGB to CIE XYZ, and the white of D65 (IEC 61966-2-1).
_XYZ: Final = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_STEPS: Final = 200


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours `#rrggbb`, 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: str) -> float:
    """Give the lightness L* of a colour, 0 (black) to 100 (white): what is left of it in black and white."""
    return float(_lab(_linear(colour))[0])


def distance(one: str, other: str, sight: str = "normal") -> float:
    """Give how far apart two colours are seen (CIE 1976) by one of SIGHTS."""
    seen = [_lab(np.clip(_SIGHTS[sight] @ _linear(colour), 0.0, 1.0)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def mixed(one: str, other: str, share: float) -> str:
    """Mix a share of one colour into another."""
    pairs = zip(channels(one), channels(other), strict=True)
    return hexadecimal(tuple(share * a + (1 - share) * b for a, b in pairs))


def darkened(colour: str, good: Callable[[str], bool]) -> str:
    """Lower the lightness, hue kept, until a colour is good enough; black where none is."""
    hue, light, saturation = colorsys.rgb_to_hls(*channels(colour))
    steps = (hexadecimal(colorsys.hls_to_rgb(hue, light * (1 - step / 50), saturation)) for step in range(51))
    return next((step for step in steps if good(step)), "#000000")


@cache
def accent_of(colour: str) -> str:
    """Give the client's colour for lines, dots and words: dark enough to read, and apart from the grey of the rest."""
    return darkened(colour, fit_for_marks)


@cache
def fill_of(colour: str) -> str:
    """Give the client's colour for areas: the tint of it nearest to itself that stands apart from both greys."""
    own = lightness(colour)
    # Of two as near, the darker one stands out more from the page.
    shades = sorted(set(_shades(colour)), key=lambda one: (abs(lightness(one) - own), lightness(one)))
    return next(one for one in (colour, *shades) if fit_for_areas(one))


def words_on(fill: str) -> str:
    """Give the colour of words on an area: white or ink, whichever can be read better."""
    return max((WHITE, INK), key=lambda words: contrast(words, fill))


def fit_for_marks(colour: str) -> bool:
    """Say whether a colour can be read on white and on grey, and is told from the other marks without colour too."""
    readable = min(contrast(colour, WHITE), contrast(colour, PALE)) >= TEXT_CONTRAST
    return readable and lightness(OTHER) - lightness(colour) >= MARK_STEP and _seen_apart(colour, OTHER)


def fit_for_areas(colour: str) -> bool:
    """Say whether an area of a colour is told from areas in both greys, without colour too, and can bear words."""
    apart = all(abs(lightness(colour) - lightness(grey)) >= AREA_STEP for grey in (OTHER, PALE))
    return apart and contrast(words_on(colour), colour) >= TEXT_CONTRAST and _seen_apart(colour, OTHER, PALE)


def channels(colour: str) -> tuple[float, float, float]:
    """Give red, green and blue of `#rrggbb`, each 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def hexadecimal(parts: tuple[float, ...]) -> str:
    """Write red, green and blue, each 0 to 1, as `#rrggbb`."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _shades(colour: str) -> Iterator[str]:
    hue, _, saturation = colorsys.rgb_to_hls(*channels(colour))
    return (hexadecimal(colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in range(_STEPS + 1))


def _seen_apart(colour: str, *greys: str) -> bool:
    return all(distance(colour, grey, sight) >= SEEN_APART for grey in greys for sight in SIGHTS)


def _luminance(colour: str) -> float:
    """Relative luminance: 0.2126 R + 0.7152 G + 0.0722 B of the linear channels."""
    return float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(colour))


def _linear(colour: str) -> np.ndarray:
    parts = np.array(channels(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE 1976 L*a*b* of linear RGB."""
    parts = (_XYZ @ linear) / _XYZ.sum(axis=1)
    x, y, z = np.where(parts > 216 / 24389, np.cbrt(parts), (24389 / 27 * parts + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
