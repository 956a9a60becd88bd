"""Where template files come from: the house's, and a client's own that replace files of the same name."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from toolkit.errors import Fault, ReportError
from toolkit.house import house_folder

FLAVOURS = ("typst", "html")
TEMPLATES = "templates"  # in a client's folder
SUFFIXES = (".typ", ".j2", ".css")
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
    if faults := override_faults(folder):
        raise ReportError("\n".join(map(str, faults)))
    return folder


def override_faults(folder: Path) -> list[Fault]:
    """Find the files in a client's template folder that cannot stand in for one of the house's."""
    house = {path.name for flavour in FLAVOURS for path in (house_templates() / flavour).iterdir()}
    found = []
    for path in sorted(folder.iterdir()):
        where = f"{TEMPLATES}/{path.name}"
        if path.name in house and path.suffix not in SUFFIXES:
            found.append(
                Fault(where, "cannot be replaced: it is the house's alone", "Take it out of the folder.")
            )
            continue
        if path.suffix not in SUFFIXES:
            continue
        if path.name not in house:
            near = difflib.get_close_matches(path.name, house, n=1)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            known = ", ".join(sorted(name for name in house if Path(name).suffix in SUFFIXES))
            found.append(Fault(where, "replaces no template of the house", f"{hint}Known are: {known}."))
            continue
        try:
            source = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            found.append(Fault(where, "is not written in UTF-8", "Save it again as UTF-8."))
            continue
        if path.suffix == ".typ" and imports_package(source):
            what = "imports a Typst package, which would go online"
            found.append(Fault(where, what, "Write out what it needs."))
    return found


def with_hint(message: str, folder: Path | None) -> str:
    """Add to what went wrong which of the client's own templates may be why."""
    own = own_templates(folder)
    if not own:
        return message
    return (
        f"{message} These templates of the client's own were used: {', '.join(own)}. Mend the one that is wrong, or "
        f"take it out of the folder {TEMPLATES} to use the house's."
    )


def own_templates(folder: Path | None) -> list[str]:
    """Name the templates in a client's folder of templates."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix in SUFFIXES)


def imports_package(source: str) -> bool:
    """Say whether Typst source imports a package (`@preview/…`, `@local/…`)."""
    return bool(_PACKAGE_IMPORT.search(source))
