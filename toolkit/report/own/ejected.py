"""Notebooks and templates that a client has of its own: taken from the house's, of which the original is remembered.

`clients/<client>/.ejected/` keeps per file the original as it was, and `record.json` its hash and the toolkit's
version, so that it shows when the house has moved on.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import toolkit
from toolkit.engagement import did_you_mean
from toolkit.errors import Fault, ReportError, WorkspaceError
from toolkit.house import house_folder
from toolkit.report.blocks import MIME
from toolkit.report.final.readiness import REPORTS
from toolkit.report.manifest import notebook_hash
from toolkit.report.notebook_format import NotebookNode
from toolkit.report.templates import (
    FLAVOURS,
    SUFFIXES,
    TEMPLATES,
    house_templates,
    override_faults,
    own_templates,
)
from toolkit.workspace import client_lock, is_there, replace_whole, staging

NOTEBOOKS = "notebooks"
ORIGINALS = ".ejected"
RECORD = f"{ORIGINALS}/record.json"
_SUFFIXES = (".ipynb", *SUFFIXES)
# How the file of a notebook writes the parameter, within a string of JSON.
_CLIENT = re.compile(rb'(\bclient = \\")[^"\\]*(\\")')


@dataclass(frozen=True, slots=True)
class Own:
    """A file of the client's own: its path in the client's folder, and where it was taken from.

    `house` is the house's file of now, None where there is none any more; `since` the version of the toolkit that it
    was taken from, "" where nothing tells; `moved` whether the house's has changed since.
    """

    path: str
    house: Path | None
    since: str
    moved: bool


def own_notebook(report: str) -> str:
    """Give the path of the client's own notebook of a report, in the client's folder."""
    return f"{NOTEBOOKS}/{report}.ipynb"


def own_template(name: str) -> str:
    """Give the path of the client's own template, in the client's folder."""
    return f"{TEMPLATES}/{name}"


def house_file(path: str) -> Path | None:
    """Find the house's file that a file of the client's own stands in for; None where there is none."""
    folder, _, name = path.partition("/")
    places = (
        [house_folder() / NOTEBOOKS] if folder == NOTEBOOKS else [house_templates() / one for one in FLAVOURS]
    )
    return next((place / name for place in places if is_there(place / name)), None)


def own_files(folder: Path) -> tuple[Own, ...]:
    """Give the notebooks and templates that a client has of its own."""
    notebooks = [f"{NOTEBOOKS}/{path.name}" for path in sorted((folder / NOTEBOOKS).glob("*.ipynb"))]
    record = _record(folder)
    found = []
    for path in [*notebooks, *map(own_template, own_templates(folder / TEMPLATES))]:
        house, entry = house_file(path), record.get(path, {})
        moved = bool(entry) and (house is None or _hash(house) != entry.get("sha256"))
        found.append(Own(path, house, str(entry.get("toolkit", "")), moved))
    return tuple(found)


def own_faults(folder: Path) -> list[Fault]:
    """Find the files of a client's own that stand in for nothing, as after a slip in their name."""
    found = []
    known = [f"{report}.ipynb" for report in REPORTS]
    for path in sorted((folder / NOTEBOOKS).glob("*.ipynb")):
        if path.name not in known:
            mend = f"{did_you_mean(path.name, known)} Names that are: {', '.join(known)}.".strip()
            found.append(Fault(f"{NOTEBOOKS}/{path.name}", "is run by no report", mend))
    return [*found, *override_faults(folder / TEMPLATES)] if (folder / TEMPLATES).is_dir() else found


def eject(folder: Path, path: str) -> Path:
    """Copy a file of the house's into the client's folder, to be changed there, and remember the original.

    Raises WorkspaceError when the client has one already.
    """
    house = _house_file(path)
    with client_lock(folder):
        if (folder / path).exists():
            raise WorkspaceError(
                f"{folder / path} is there already, and is left as it is. To begin anew, move it away first; to see "
                f"what the house has changed since, add --changes."
            )
        _put(folder, path, house, copy=True)
    return folder / path


def take_over(folder: Path, path: str) -> None:
    """Remember that a file of the client's own holds all that the house's holds now.

    Raises WorkspaceError when the client has none of its own.
    """
    house = _house_file(path)
    with client_lock(folder):
        _own(folder, path)
        _put(folder, path, house, copy=False)


def changes(folder: Path, path: str) -> list[str]:
    """Give what the house has changed since a file was taken from it, as lines of a difference; [] for nothing.

    Raises WorkspaceError when the client has no such file of its own, or it was not taken with `loyalty eject`.
    """
    house = _house_file(path)
    _own(folder, path)
    original = folder / ORIGINALS / path
    if not original.is_file():
        raise WorkspaceError(
            f"{path} was not taken with loyalty eject, so that its original is not known. Compare it with {house} "
            f"yourself, and add --taken-over when it holds what you want of that."
        )
    before, now = _lines(original), _lines(house)
    return list(difflib.unified_diff(before, now, "the house's then", "the house's now", lineterm="", n=2))


def without_own_outputs(notebook: NotebookNode) -> list[str]:
    """Take out of an executed notebook what is no block of the report, and tell of each cell that showed such.

    A table that somebody printed to look at would else leave with the notebook, and may hold respondents.
    """
    told = []
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        blocks = [one for one in outputs if MIME in one.get("data", {}) or one["output_type"] == "error"]
        if len(blocks) < len(outputs):
            cell.outputs = blocks
            told.append(
                f"cell [{cell.get('execution_count')}] shows what is no block: it is left out of the report and of the "
                f"notebook beside it"
            )
    return told


def _house_file(path: str) -> Path:
    folder, _, name = path.partition("/")
    found = house_file(path) if name == Path(name).name and "\\" not in name else None
    if found is not None and found.suffix in _SUFFIXES:
        return found
    if folder == NOTEBOOKS:
        known = list(REPORTS)
        name = name.removesuffix(".ipynb")
    else:
        known = sorted({name for flavour in FLAVOURS for name in own_templates(house_templates() / flavour)})
    hint = did_you_mean(name, known)
    raise ReportError(
        " ".join(filter(None, (f"The house has no {name!r}.", hint, f"Known: {', '.join(known)}.")))
    )


def _own(folder: Path, path: str) -> Path:
    if not (folder / path).is_file():
        raise WorkspaceError(f"{folder.name} has no {path} of its own: it uses the house's.")
    return folder / path


def _put(folder: Path, path: str, house: Path, *, copy: bool) -> None:
    """Write the record, the original and, with `copy`, the file itself: all of them, or none."""
    content = house.read_bytes()
    record = {**_record(folder), path: {"sha256": _hash(house), "toolkit": toolkit.__version__}}
    contents = {
        RECORD: f"{json.dumps(record, indent=2, sort_keys=True)}\n".encode(),
        f"{ORIGINALS}/{path}": content,
    }
    if copy:
        contents[path] = _for_client(content, folder.name) if house.suffix == ".ipynb" else content
    with staging(folder) as new:
        for name, written in contents.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(written)
        replace_whole(new, folder, list(contents))


def _for_client(notebook: bytes, client: str) -> bytes:
    """Name this client in the `parameters` cell: opened and run as it stands, the copy must not tell of the demo's."""
    return _CLIENT.sub(rb"\g<1>" + client.encode() + rb"\g<2>", notebook, count=1)


def _record(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / RECORD
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{path} cannot be read. Delete the folder {ORIGINALS}, and add --taken-over for each file of the client's "
            f"own that holds what you want of the house's."
        ) from error
    known = record.items() if isinstance(record, dict) else ()
    return {str(name): entry for name, entry in known if isinstance(entry, dict)}


def _hash(path: Path) -> str:
    """Hash what a file says: of a notebook the code, of a template the text whatever its line ends."""
    if path.suffix == ".ipynb":
        return notebook_hash(path)
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _lines(path: Path) -> list[str]:
    return list(_cells(path)) if path.suffix == ".ipynb" else path.read_text("utf-8").splitlines()


def _cells(path: Path) -> Iterator[str]:
    """Write the code of a notebook as lines, each cell under its name."""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield f"# cell {cell.get('id', '')}"
            yield from "".join(cell["source"]).splitlines()
