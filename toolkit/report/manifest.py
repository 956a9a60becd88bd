"""The record of a run: everything a report depends on, so that the same run can be made again.

It holds hashes, versions and settings; no time, no path of this machine, nothing about a respondent.
The short hash of the record stands in the footer of each page and in `run.json`.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import toolkit
from toolkit.engagement import Engagement
from toolkit.engagement.forecasts import forecasts_at_hand
from toolkit.engagement.private import QUOTES_PROPOSAL
from toolkit.engagement.scores import other_scores
from toolkit.errors import ReportError
from toolkit.followup.thresholds import FEWEST_CLIENTS
from toolkit.house import house_folder

if TYPE_CHECKING:
    from toolkit.intake import Survey

# The libraries that read, compute, say or set what a reader sees.
LIBRARIES = (
    *("pyarrow", "pyreadstat", "python-calamine", "phonenumbers", "weightipy"),
    *("numpy", "pandas", "scipy", "statsmodels", "pingouin", "scikit-learn", "simplemma", "stop-words"),
    *("ibis-framework", "duckdb"),
    *("babel", "matplotlib", "seaborn", "jinja2", "mistune", "nbconvert", "typst"),
)
SCORING = "followup"  # the report that scores forecasts
OF_OTHERS = "scores of other clients"
ENGAGEMENT_FILE = "engagement.toml"
_CODE = {".py", ".po", ".csv", ".j2", ".typ", ".css", ".json", ".ttf", ".woff"}
_BINARY = {".ttf", ".woff"}
# What a client's folder may add to a report beside the data: the consultant's words and looks.
_OWN_FOLDERS = ("text", "templates")


def manifest(
    engagement: Engagement, report: str, parameters: Mapping[str, object], surveys: Iterable[Survey]
) -> dict[str, Any]:
    """Give the record of a run as plain JSON data.

    `parameters` are those of the notebook; the workspace, a path of this machine, is left out,
    and an empty language is the client's own.
    """
    given = {name: _plain(value) for name, value in parameters.items() if name != "workspace"}
    return {
        **software(),
        "report": report,
        "client": engagement.slug,
        "parameters": {**given, "language": given.get("language") or engagement.client.language},
        "seed": engagement.seed,
        "notebook": notebook_hash(notebook_for(engagement.folder, report)),
        "files": client_files(engagement),
        "data": [
            {
                "wave": survey.wave,
                "file": Path(survey.source.file).name,
                "sha256": survey.source.sha256,
                **({"beside": dict(survey.source.beside)} if survey.source.beside else {}),
            }
            for survey in surveys
        ],
        "beside": files_beside(engagement),
        **({"forecasts": forecast_files(engagement)} if report == SCORING else {}),
    }


def software() -> dict[str, Any]:
    """Give the versions and the code that a run made now is made with."""
    return {
        "toolkit": toolkit.__version__,
        "code": code_hash(),
        "python": platform.python_version(),
        "libraries": dict(_versions()),
    }


@cache
def _versions() -> Mapping[str, str]:
    """Give the versions of the libraries, which stay what they were when they were loaded."""
    return {name: version(name) for name in LIBRARIES}


def run_hash(record: Mapping[str, Any]) -> str:
    """Give the 8 hexadecimal digits that name a run: SHA-256 of its record as canonical JSON."""
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:8]


@cache
def code_hash() -> str:
    """Give the SHA-256 of the toolkit's own code, words and report templates, whatever their line ends.

    A version number alone would name two runs alike of which one was made with changed code.
    """
    package = Path(toolkit.__file__).parent
    digest = hashlib.sha256()
    for root in (package, house_folder() / "templates" / "report"):
        found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.suffix in _CODE}
        for name in sorted(found):
            if not name.startswith("_house/"):
                content = found[name].read_bytes()
                text = content if found[name].suffix in _BINARY else content.replace(b"\r\n", b"\n")
                digest.update(f"{name}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


def notebook_for(folder: Path, report: str) -> Path:
    """Find the notebook of a report: the client's own copy where there is one, else the house's."""
    name = f"{report}.ipynb"
    for place in (folder / "notebooks", house_folder() / "notebooks"):
        if (place / name).is_file():
            return place / name
    raise ReportError(f"There is no notebook {name} for this report, neither of the client nor of the house.")


def notebook_hash(path: Path) -> str:
    """Give the SHA-256 of what a notebook computes: the text of its code cells.

    Outputs, notes and what Jupyter adds on saving do not count.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{path.name} cannot be read as a notebook. Open it in Jupyter and save it again."
        ) from error
    return hashlib.sha256(json.dumps(code, ensure_ascii=False).encode("utf-8")).hexdigest()


def client_files(engagement: Engagement) -> dict[str, str]:
    """Hash what the consultant wrote: engagement.toml, logo, texts and templates, by path in the client's folder."""
    folder = engagement.folder
    paths = [folder / ENGAGEMENT_FILE]
    if engagement.client.logo:
        paths.append(folder / engagement.client.logo)
    for name in _OWN_FOLDERS:
        paths += sorted(path for path in (folder / name).rglob("*") if path.is_file())
    # No report reads what `loyalty quotes` proposes.
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if not path.name.startswith(".") and path != folder / QUOTES_PROPOSAL
    }


def files_beside(engagement: Engagement) -> dict[str, str]:
    """Hash the files that are laid beside the answers, orders and the survey of employees, by name."""
    names = () if engagement.orders is None else engagement.orders.files
    names += () if engagement.pulse is None else (engagement.pulse.file,)
    hashes = {}
    for name in names:
        try:
            with (engagement.folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ReportError(
                f"{name} cannot be read ({type(error).__name__}). Copy the file into the client's folder."
            ) from error
        hashes[Path(name).name if ".." in Path(name).parts or Path(name).is_absolute() else name] = digest
    return hashes


def forecast_files(engagement: Engagement) -> dict[str, str]:
    """Hash the forecasts of a client by path in its folder, and the scores of other clients together, by no name."""
    hashes = own_forecasts(engagement)
    others = other_scores(engagement.folder)
    # With fewer of them the report tells nothing of others, so that it does not depend on them.
    if len(others) >= FEWEST_CLIENTS:
        each = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in others)
        hashes[OF_OTHERS] = hashlib.sha256("".join(each).encode("ascii")).hexdigest()
    return hashes


def own_forecasts(engagement: Engagement) -> dict[str, str]:
    """Hash the forecasts of a client that may be scored, by path in its folder."""
    folder = engagement.folder
    return {
        one.name: hashlib.sha256((folder / one.name).read_bytes()).hexdigest()
        for one in forecasts_at_hand(engagement)
    }


def _plain(value: object) -> Any:
    """Give a parameter as JSON can hold it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)
