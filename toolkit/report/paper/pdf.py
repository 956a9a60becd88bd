"""From Typst source to an accessible, archival PDF: PDF/UA-1 and PDF/A-2a, the same bytes each time."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst

from toolkit.errors import ReportError
from toolkit.report.fonts import fonts_folder
from toolkit.report.paper.floating import Ends, Mark, Places

_TOLD = 3  # complaints of the typesetter, at most


class Typesetter:
    """Sets one report as often as its layout needs mending: what a change leaves as it was is not laid out anew.

    The source stands alone: its folder holds nothing else, and only the report's fonts are there.
    """

    def __init__(self, folder: Path) -> None:
        self._source = folder / "report.typ"
        self._source.touch()
        self._compiler = typst.Compiler(
            input=str(self._source),
            root=str(folder),
            font_paths=[str(fonts_folder())],
            ignore_system_fonts=True,
            package_path=str(folder),
            package_cache_path=str(folder),
        )

    def pdf(self, source: str, made_at: int) -> tuple[bytes, list[str]]:
        """Set Typst source as PDF; gives the file and the typesetter's warnings.

        `made_at` is the time the file says it was made, in seconds since 1970.
        Raises ReportError when it cannot be set, or would not be accessible.
        """
        with self._reading(source):
            made: Any = self._compiler.compile_with_warnings(
                format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=made_at
            )
        pdf, warnings = made
        return pdf, [warning.message for warning in warnings]

    def places(self, source: str) -> Places:
        """Lay Typst source out and tell where things came; see `toolkit.report.paper.floating`.

        Raises ReportError when it cannot be laid out.
        """
        with self._reading(source):
            found = json.loads(self._compiler.query("<places>", field="value"))
        # A client's own report.typ may tell nothing.
        told = {"blocks": [], "early": [], "rows": [], "told": [], "left": [], **(found[0] if found else {})}
        ends: dict[tuple[str, str], list[int]] = {}
        for name, which, page in told["rows"]:
            ends.setdefault((name, which), []).append(page)
        return Places(
            tuple(
                Mark(one["anchor"], tuple((how, room) for how, room in one["ways"]), page, height, came_on)
                for one, page, height, came_on in told["blocks"]
            ),
            tuple(Ends(name, which, tuple(pages)) for (name, which), pages in ends.items()),
            tuple((anchor, page, came_on) for anchor, page, came_on in told["early"]),
            tuple((page, height) for page, height in told["told"]),
            tuple((page, height, next_page) for page, height, next_page in told["left"]),
        )

    @contextmanager
    def _reading(self, source: str) -> Iterator[None]:
        """Give the source to the compiler, and turn Typst's error into ours."""
        self._source.write_bytes(source.encode("utf-8"))
        try:
            yield
        except RuntimeError as error:  # TypstError is one; a query raises a bare one
            message = getattr(error, "message", str(error)).removeprefix("failed to compile document: ")
            # One bracket that is not closed makes the same complaint of every line after it.
            message = ", ".join(list(dict.fromkeys(message.split(", ")))[:_TOLD])
            hints = "".join(f" Hint: {hint}." for hint in getattr(error, "hints", ()))
            raise ReportError(f"The PDF cannot be made: {message}.{hints}") from error


@contextmanager
def typesetter() -> Iterator[Typesetter]:
    """Give a typesetter in a fresh folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="loyalty-") as folder:
        yield Typesetter(Path(folder))
