"""Whether a client's reports are those that a run made now would give: proved from the files, never from a note.

The record in `run.json` must name the run, and every fingerprint in it (data, settings, words, notebook, forecasts,
versions) must be that of today; and each file of the report must be there, whole, and of that run where it tells one.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from toolkit.engagement import Engagement
from toolkit.errors import LoyaltyError
from toolkit.report.execute import read_notebook
from toolkit.report.forecast import LEAVES
from toolkit.report.manifest import notebook_for, run_hash
from toolkit.report.parameters import declared_parameters
from toolkit.report.run import ENDINGS
from toolkit.report.runs.fresh import RUN_ENDING, changed_since, read_record

# Files that tell their run in plain text; the others must only be whole.
TELLING: Final = ("html", "ipynb", "run.json")
CHOSEN: Final = ("language", "final")


def current_run(engagement: Engagement, report: str, language: str, *, final: bool) -> str:
    """Give the hash of the run that a report is of, where nothing would change by making it now; else ""."""
    reports = engagement.folder / "reports"
    try:
        run, record = read_record(reports / f"{report}{RUN_ENDING}")
        asked = {"report": report, "client": engagement.slug}
        same = (
            run_hash(record) == run
            and all(record.get(key) == value for key, value in asked.items())
            and _as_asked(engagement, report, record, {"language": language, "final": final})
            and not changed_since(engagement, record)
            and _whole(reports, report, run)
        )
    except (LoyaltyError, OSError):  # absent, or not to be read: it is to be made
        return ""
    return run if same else ""


def _as_asked(
    engagement: Engagement, report: str, record: Mapping[str, Any], chosen: Mapping[str, object]
) -> bool:
    """Say whether a run had this language and standing, and for all else what the notebook itself says."""
    parameters = record["parameters"]
    path = notebook_for(engagement.folder, report)
    declared = declared_parameters(read_notebook(path), str(path))
    own = {name: value for name, value in parameters.items() if name not in CHOSEN}
    return {name: parameters.get(name) for name in CHOSEN} == chosen and all(
        name in declared and declared[name].says(value) for name, value in own.items()
    )


def _whole(reports: Path, report: str, run: str) -> bool:
    """Say whether each file of a report is there to its end, and names the run where it names one."""
    paths = {ending: reports / f"{report}.{ending}" for ending in ENDINGS}
    telling = all(run.encode() in paths[ending].read_bytes() for ending in TELLING)
    pages = paths["pdf"].read_bytes()
    packed = all(zipfile.is_zipfile(paths[ending]) for ending in ENDINGS if ending.endswith(("x", "zip")))
    findings = paths["findings.json"].read_bytes().rstrip()
    leaves = LEAVES.get(report)
    beside = reports / leaves.file if leaves is not None else None
    left = beside is None or not beside.is_file() or f'"{run}"'.encode() in beside.read_bytes()
    ended = pages.rstrip().endswith(b"%%EOF") and findings.endswith((b"]", b"}"))
    return telling and packed and left and ended
