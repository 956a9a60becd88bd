"""Fail when the README's first command did not leave a PDF and an HTML file of every report just now."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    folder, began = Path(sys.argv[1]), Path(sys.argv[2]).stat().st_mtime
    for report in ("baseline", "drivers", "followup"):
        for ending, mark in (("pdf", b"%PDF-"), ("html", b"<!")):
            path = folder / f"{report}.{ending}"
            if not path.is_file() or path.stat().st_mtime < began or not path.read_bytes().startswith(mark):
                raise SystemExit(f"{path} was not made, or is no {ending.upper()}")
            print(f"{path}: {path.stat().st_size:,} bytes")
