"""The client's logo, checked: an SVG or a PNG, from the data URI in `Meta.logo`."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import unquote

from toolkit.errors import ReportError
from toolkit.report.svg import safe_svg

LARGEST = 500_000  # bytes: a report stays under 2 MB
_PNG_START = b"\x89PNG\r\n\x1a\n"


def read_logo(data_uri: str) -> dict[str, Any] | None:
    """Give the logo as `format` ("svg" or "png"), `width` and `height`, with `svg` (text) or `png` (base64).

    None when there is no logo. Raises ReportError when it is no SVG or PNG, too large, or an unsafe SVG.
    """
    if not data_uri:
        return None
    head, comma, body = data_uri.partition(",")
    kind = head.removeprefix("data:").split(";")[0].strip().lower()
    if not comma or kind not in ("image/svg+xml", "image/png"):
        raise ReportError("The logo is not an SVG or PNG picture. Save it as .svg or .png.")
    content = _bytes(head, body)
    if len(content) > LARGEST:
        raise ReportError(f"The logo has {len(content) // 1000} kB. Keep it under {LARGEST // 1000} kB.")
    if kind == "image/png":
        return _png(content)
    picture = safe_svg(content.decode("utf-8", errors="replace"), "The logo")
    return {"format": "svg", "svg": picture.svg, "width": picture.width, "height": picture.height}


def _bytes(head: str, body: str) -> bytes:
    if not head.lower().endswith(";base64"):
        return unquote(body, errors="replace").encode("utf-8", errors="replace")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ReportError(
            "The logo's data cannot be read (base64). Take the picture's file again."
        ) from error


def _png(content: bytes) -> dict[str, Any]:
    """Read the size from the header, which follows the signature."""
    width, height = (int.from_bytes(content[i : i + 4], "big") for i in (16, 20))
    if not content.startswith(_PNG_START) or content[12:16] != b"IHDR" or not width or not height:
        raise ReportError("The logo says it is a PNG but is not. Save it as PNG again.")
    return {
        "format": "png",
        "png": base64.b64encode(content).decode("ascii"),
        "width": width,
        "height": height,
    }
