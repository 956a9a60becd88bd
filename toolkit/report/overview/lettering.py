"""The fonts of the page, cut down once to the signs of European languages: to cut them takes longer than the page.

`python -m toolkit.report.overview.lettering` rewrites `templates/overview/fonts/`; a test looks at what they hold.
"""

from __future__ import annotations

import base64
from typing import Final

from toolkit.house import house_folder

# Latin with the letters of European languages, and the signs of the page; another script is in the system's font.
RANGES: Final = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x1E80, 0x1E85), (0x2010, 0x201E))
SIGNS: Final = "†‡•…‹›€™→←↑↓−≤≥≈"
FILES: Final = {"400": "SourceSans3-Regular.woff", "600": "SourceSans3-SemiBold.woff"}


def signs() -> list[str]:
    """Give the signs that the fonts of the page are cut down to."""
    found = {chr(code) for first, last in RANGES for code in range(first, last + 1)}
    return sorted(found | set(SIGNS))


def main() -> None:
    """Cut the fonts."""
    from toolkit.report.fonts import font_faces  # noqa: PLC0415 - slow to import

    folder = house_folder() / "templates" / "overview" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for face in font_faces(signs()):
        if face["style"] == "normal" and face["weight"] in FILES:
            (folder / FILES[face["weight"]]).write_bytes(base64.b64decode(face["data"]))


if __name__ == "__main__":
    main()
