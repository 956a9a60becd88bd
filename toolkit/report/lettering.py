"""The fonts that travel inside a page, cut down once to the signs of pages: to cut them takes longer than a page.

`python -m toolkit.report.lettering` rewrites the `.woff` files in `templates/report/fonts/`; a test holds them against
what it makes. A page with a sign outside `signs` has fonts cut for it (`toolkit.report.fonts`).
"""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from typing import Final

from toolkit.house import house_folder

FAMILY: Final = "Source Sans 3"
# CSS weight, CSS style and file of each face of the family.
FACES: Final = (
    (400, "normal", "SourceSans3-Regular.ttf"),
    (400, "italic", "SourceSans3-Italic.ttf"),
    (600, "normal", "SourceSans3-SemiBold.ttf"),
    (700, "normal", "SourceSans3-Bold.ttf"),
)
# Latin with the letters of European languages, thin spaces and places to break a line, and marks of quotations.
RANGES: Final = (
    *((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x1E80, 0x1E85)),
    *((0x2007, 0x200B), (0x2010, 0x201E)),
)
# Marks, currencies, arrows, mathematics, and the Greek that reports name their figures by: all of it weighs a fifth.
SIGNS: Final = "\u202f†‡•…‰′″‹›⁄€₹™→←↑↓↔−√∞≈≠≤≥▲▼✓⁰⁴⁻₀₁₂Δβχ"


def signs() -> frozenset[str]:
    """Give the signs that the fonts of a page are cut down to."""
    return frozenset(chr(code) for first, last in RANGES for code in range(first, last + 1)) | frozenset(
        SIGNS
    )


def cut_file(file: str) -> Path:
    """Give where the cut of a font stands."""
    return house_folder() / "templates" / "report" / "fonts" / Path(file).with_suffix(".woff")


@cache
def cut_faces() -> tuple[dict[str, str], ...]:
    """Give the faces of the family cut to `signs`: family, weight, style, and the WOFF as `data` in base64."""
    return tuple(
        {
            **{"family": FAMILY, "weight": str(weight), "style": style},
            "data": base64.b64encode(cut_file(file).read_bytes()).decode("ascii"),
        }
        for weight, style, file in FACES
    )


def main() -> None:
    """Cut the fonts."""
    from toolkit.report.fonts import cut  # noqa: PLC0415 - slow to import

    for _, _, file in FACES:
        cut_file(file).write_bytes(cut(file, map(ord, signs())))


if __name__ == "__main__":
    main()
