"""From Typst source to an accessible, archival PDF: PDF/UA-1 and PDF/A-2a, the same bytes each time."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typst

from toolkit.errors import ReportError
from toolkit.report.floating import Places
from toolkit.report.fonts import fonts_folder


def compile_pdf(source: str, made_at: int) -> tuple[bytes, list[str]]:
    """Set Typst source as PDF; gives the file and the typesetter's warnings.

    `made_at` is the time the file says it was made, in seconds since 1970.
    The source stands alone: its root is a fresh empty folder, and only the report's fonts are there.

    Raises ReportError when it cannot be set, or would not be accessible.
    """
    with _compiling() as where:
        pdf, warnings = typst.compile_with_warnings(
            source.encode("utf-8"), format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=made_at, **where
        )
    return pdf, [warning.message for warning in warnings]


def places(source: str) -> Places:
    """Lay Typst source out and tell where things came; see `toolkit.report.floating`.

    Raises ReportError when it cannot be laid out.
    """
    with _compiling() as where:
        found = json.loads(typst.query(source.encode("utf-8"), "<places>", field="value", **where))
    # A client's own report.typ may tell nothing.
    told = found[0] if found else {"blocks": [], "rows": []}
    ends: dict[str, list[int]] = {}
    for name, page in told["rows"]:
        ends.setdefault(name, []).append(page)
    return Places(
        tuple((anchor, page, height, came_on) for anchor, page, height, came_on in told["blocks"]),
        tuple((name, pages[0], pages[-1]) for name, pages in ends.items()),
    )


@contextmanager
def _compiling() -> Iterator[dict[str, Any]]:
    """Give the folders to compile with, and turn Typst's error into ours."""
    with tempfile.TemporaryDirectory(prefix="loyalty-") as root:
        try:
            yield {
                "root": root,
                "font_paths": [str(fonts_folder())],
                "ignore_system_fonts": True,
                "package_path": root,
                "package_cache_path": root,
            }
        except RuntimeError as error:  # TypstError is one; a query raises a bare one
            message = getattr(error, "message", str(error)).removeprefix("failed to compile document: ")
            hints = "".join(f" Hint: {hint}." for hint in getattr(error, "hints", ()))
            raise ReportError(f"The PDF cannot be made: {message}.{hints}") from error
