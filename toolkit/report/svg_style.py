"""What an SVG element's `style` says, as attributes.

A page whose policy forbids inline styles then draws the picture as Typst and JupyterLab do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.errors import ReportError

# The properties that SVG also knows as attributes, with the same values.
PRESENTATION = frozenset(
    re.findall(
        r"[\w-]+",
        """
    alignment-baseline baseline-shift clip-path clip-rule color color-interpolation color-interpolation-filters
    direction display dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font-family
    font-size font-size-adjust font-stretch font-style font-variant font-weight image-rendering letter-spacing
    lighting-color marker-end marker-mid marker-start mask mask-type opacity overflow paint-order shape-rendering
    stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering transform-origin
    unicode-bidi vector-effect visibility word-spacing writing-mode
    cx cy r rx ry x y width height
    """,
    )
)
# Those that change the picture and have no attribute of the same grammar, with the values that change nothing.
_ONLY_STYLE = {
    "all": (),
    "background": ("none", "transparent"),
    "backdrop-filter": ("none",),
    "d": ("none",),
    "mix-blend-mode": ("normal",),
    "offset-path": ("none",),
    "rotate": ("none",),
    "scale": ("none",),
    "transform": ("none",),
    "translate": ("none",),
}
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
# A declaration ends at a semicolon that stands outside quotes and brackets.
_DECLARATION = re.compile(r"""(?:[^;"'(]|"[^"]*"|'[^']*'|\([^)]*\)|["'(])+""")
_FONT = re.compile(
    r"(?P<words>(?:[a-z-]+\s+|\d{1,4}\s+)*?)(?P<size>[0-9.]+(?:px|pt|em|ex|rem|%|mm|cm|in|pc)|"
    r"(?:xx?-)?(?:small|large)|medium|smaller|larger)"
    r"(?:\s*/\s*[\w.%]+)?\s+(?P<family>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_FONT_WORDS = {
    "font-style": re.compile(r"italic|oblique", re.IGNORECASE),
    "font-variant": re.compile(r"small-caps", re.IGNORECASE),
    "font-weight": re.compile(r"bold(?:er)?|lighter|\d{1,4}", re.IGNORECASE),
    "font-stretch": re.compile(r"(?:(?:ultra|extra|semi)-)?(?:condensed|expanded)", re.IGNORECASE),
}


def as_attributes(style: str, what: str) -> dict[str, str]:
    """Give the attributes that say what a `style` says; what no SVG heeds is left out, `what` names the picture.

    Raises ReportError for a property that changes the picture and is no attribute.
    """
    attributes: dict[str, str] = {}
    for name, value in _declarations(style):
        if name == "font":
            attributes |= _font(value, what)
        elif name == "marker":
            attributes |= dict.fromkeys(("marker-start", "marker-mid", "marker-end"), value)
        elif name in PRESENTATION:
            attributes[name] = value
        elif name in _ONLY_STYLE and value.lower() not in _ONLY_STYLE[name]:
            raise ReportError(
                f"{what} has the style {name!r}, which a report cannot show. Draw it without, or save it as plain SVG."
            )
    return attributes


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for part in _DECLARATION.findall(_COMMENT.sub(" ", style)):
        name, colon, value = part.partition(":")
        value = re.sub(r"!\s*important\s*$", "", value, flags=re.IGNORECASE).strip()
        if colon and value:
            yield name.strip().lower(), value


def _font(value: str, what: str) -> dict[str, str]:
    """Take `font: italic 600 9.5px/1.2 'Source Sans 3', sans-serif` apart."""
    found = _FONT.fullmatch(value)
    if not found:
        raise ReportError(
            f"{what} has the font {value!r}, which cannot be read. Give font-family and font-size."
        )
    told = {"font-size": found["size"], "font-family": found["family"].strip()}
    for word in found["words"].split():
        told |= {name: word for name, pattern in _FONT_WORDS.items() if pattern.fullmatch(word)}
    # The short form sets all that it does not name back to normal.
    return {**dict.fromkeys(_FONT_WORDS, "normal"), **told}
