"""Where template files come from: the house's, and a client's own that replace files of the same name."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from toolkit.errors import ReportError
from toolkit.house import house_folder

FLAVOURS = ("typst", "html")
_SUFFIXES = (".typ", ".j2", ".css")
# A package import would go online while a report is made; `@` right after the quote is how Typst names one.
_PACKAGE_IMPORT = re.compile(r"(?:import|include)\s*\(?\s*\"@")


def house_templates() -> Path:
    """Give the folder with a template folder per flavour."""
    return house_folder() / "templates" / "report"


def client_templates_of(notebook_folder: str) -> Path | None:
    """Give `clients/<client>/templates` for a notebook in `clients/<client>/reports`, where there is one."""
    folder = Path(notebook_folder or ".").resolve()
    templates = folder.parent / "templates"
    known = folder.name == "reports" and folder.parent.parent.name == "clients"
    return templates if known and templates.is_dir() else None


def checked_overrides(folder: Path) -> Path:
    """Give a client's template folder back when each template in it replaces one of the house's.

    Raises ReportError when the folder is absent, a file replaces nothing (a slip in its name would go unseen),
    or a Typst file imports a package.
    """
    if not folder.is_dir():
        raise ReportError(f"The template folder {folder} is not there.")
    house = {path.name for flavour in FLAVOURS for path in (house_templates() / flavour).iterdir()}
    for path in sorted(folder.iterdir()):
        if path.suffix not in _SUFFIXES:
            continue
        if path.name not in house:
            near = difflib.get_close_matches(path.name, house, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ReportError(
                f"{path} replaces no template of the house.{hint} Known are: {', '.join(sorted(house))}."
            )
        if path.suffix == ".typ" and imports_package(path.read_text(encoding="utf-8")):
            raise ReportError(
                f"{path} imports a Typst package, which would go online. Write out what it needs."
            )
    return folder


def imports_package(source: str) -> bool:
    """Say whether Typst source imports a package (`@preview/…`, `@local/…`)."""
    return bool(_PACKAGE_IMPORT.search(source))
