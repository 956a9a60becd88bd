"""Whether a report is still of the data, the settings and the versions of today: its record against what is there now.

Nothing is computed and nobody's answers are read: files are compared by their fingerprints, as the record has them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from toolkit.engagement import Engagement, Wave
from toolkit.engagement.forecasts import FORECAST
from toolkit.errors import LoyaltyError, ReportError
from toolkit.report.blocks import LETTERS
from toolkit.report.final.readiness import purged
from toolkit.report.forecast import LEAVES
from toolkit.report.manifest import (
    ENGAGEMENT_FILE,
    OF_OTHERS,
    SCORING,
    client_files,
    files_beside,
    notebook_for,
    notebook_hash,
    own_forecasts,
    run_hash,
    software,
)
from toolkit.report.runs.history import HISTORY, runs_kept

REPORTS: Final = "reports"
RUN_ENDING: Final = ".run.json"

Changed = Literal["purged", "data", "settings", "words", "notebook", "forecasts", "versions"]
"""What is other than it was: raw data deleted on the day agreed, data files, engagement.toml, what the consultant wrote
beside it (texts, templates, logo), the notebook, what was forecast, or the software."""

SUBJECTS: Final[tuple[Changed, ...]] = get_args(Changed)


def read_record(path: Path) -> tuple[str, dict[str, Any]]:
    """Read the record of a run: its hash and all else.

    Raises ReportError where the file is none.
    """
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        run = content.pop("run")
        run_hash(content)
        if not isinstance(content["parameters"], dict) or not isinstance(run, str):
            raise TypeError("its entries are of another kind")
        report = content["report"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReportError(
            f"{path.name} cannot be read as the record of a run ({type(error).__name__}: {error}). "
            f"Put the run.json that the run left there."
        ) from error
    if report not in LETTERS:
        raise ReportError(
            f"{path.name} says that its report is {report!r}. Choose from: {', '.join(LETTERS)}."
        )
    return run, content


@dataclass(frozen=True, slots=True)
class Present:
    """What there is of a client now: fingerprints by name, each of a file that is read once.

    `beside` and `forecasts` are None where one of them cannot be read any more; `seen` keeps those of the data.
    """

    engagement: Engagement
    written: Mapping[str, str]
    beside: Mapping[str, str] | None
    forecasts: Mapping[str, str] | None
    gone: frozenset[str]
    seen: dict[Path, str] = field(default_factory=dict)

    def sha256(self, path: Path) -> str:
        """Give the fingerprint of a file; "" where it cannot be read."""
        if path not in self.seen:
            try:
                with path.open("rb") as file:
                    self.seen[path] = hashlib.file_digest(file, "sha256").hexdigest()
            except (OSError, ValueError):
                self.seen[path] = ""
        return self.seen[path]


def present(engagement: Engagement) -> Present:
    """Look at what there is of a client now, to hold the records of its reports against."""
    gone = frozenset(one.id for one in engagement.waves if purged(engagement, one) is not None)
    try:
        written = client_files(engagement)
    except OSError:
        written = {}
    try:
        beside = files_beside(engagement)
    except ReportError:
        beside = None
    try:
        forecasts = own_forecasts(engagement)
    except (LoyaltyError, OSError):
        forecasts = None
    return Present(engagement, written, beside, forecasts, gone)


def changed_since(engagement: Engagement | Present, record: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Tell what changed since a run, in the order of `SUBJECTS`; () where the report is still of what there is now.

    With "purged" the data of a wave are gone as agreed: the report stands as it was, and cannot be made again.
    What other clients' forecasts came to changes with each of their runs, and makes no report one of before; nor does
    the forecast that the driver report of the same run left, after the follow-up had read what was there.
    A forecast or its scores changed by hand count as "forecasts" for the report that left them.
    """
    now = present(engagement) if isinstance(engagement, Engagement) else engagement
    then = record.get("files")
    before = then if isinstance(then, dict) else {}
    report = record.get("report")
    differs: dict[Changed, bool] = {
        "purged": any(one in now.gone for one, _ in _waves(record)),
        "data": _other_data(now, record),
        "settings": before.get(ENGAGEMENT_FILE) != now.written.get(ENGAGEMENT_FILE),
        "words": {**before, ENGAGEMENT_FILE: ""} != {**now.written, ENGAGEMENT_FILE: ""},
        "notebook": record.get("notebook") != _notebook(now.engagement, str(report)),
        "forecasts": (report == SCORING and _other_forecasts(now, record)) or not _as_left(now, record),
        "versions": any(record.get(name) != value for name, value in _software().items()),
    }
    return tuple(one for one in SUBJECTS if differs[one])


def _other_forecasts(now: Present, record: Mapping[str, Any]) -> bool:
    """Compare the forecasts that a run could score with those there are, but for one put in place together with it."""
    told = record.get("forecasts")
    if not isinstance(told, dict) or now.forecasts is None:
        return True
    then = {name: sha256 for name, sha256 in told.items() if name != OF_OTHERS}
    if then == now.forecasts:
        return False
    last = f"{REPORTS}/{FORECAST}"
    kept = [{name: one[name] for name in one if name != last} for one in (then, now.forecasts)]
    return kept[0] != kept[1] or last not in now.forecasts or not _together(now, record)


def _as_left(now: Present, record: Mapping[str, Any]) -> bool:
    """Say whether what a run left for later reports is as it left it, where its history keeps a copy."""
    reports, report = now.engagement.folder / REPORTS, str(record.get("report"))
    leaves = LEAVES.get(report)
    if leaves is None:
        return True
    was = now.sha256(reports / HISTORY / f"{report}-{run_hash(record)}" / leaves.file)
    return not was or was == now.sha256(reports / leaves.file)


def _together(now: Present, record: Mapping[str, Any]) -> bool:
    """Say whether the last forecast was left, as it is, by the driver report of the run that made this one."""
    reports = now.engagement.folder / REPORTS
    try:
        drivers, leaving = read_record(reports / f"drivers{RUN_ENDING}")
        order = runs_kept(reports)
        left = json.loads((reports / FORECAST).read_text("utf-8")).get("run") == drivers
    except (ReportError, OSError, ValueError, AttributeError):
        return False
    pair = [f"drivers-{drivers}", f"{SCORING}-{run_hash(record)}"]
    places = [order.index(name) for name in pair if name in order]
    return left and _as_left(now, leaving) and len(places) == len(pair) and places[1] - places[0] == 1


def _waves(record: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Give what a record tells of each wave, by its id."""
    entries = record.get("data")
    rows = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    return [(str(one.get("wave")), one) for one in rows]


def _other_data(now: Present, record: Mapping[str, Any]) -> bool:
    """Compare the files of each wave, and those beside the answers."""
    waves = {one.id: one for one in now.engagement.waves}
    entries = _waves(record)
    if not entries or any(name not in waves for name, _ in entries):
        return True
    if any(not _same_wave(now, waves[name], one) for name, one in entries if name not in now.gone):
        return True
    # Orders and the survey of employees go with the answers on the day agreed.
    return record.get("beside") != now.beside and not now.gone


def _same_wave(now: Present, wave: Wave, entry: Mapping[str, Any]) -> bool:
    folder, beside = now.engagement.folder, entry.get("beside", {})
    if not isinstance(beside, dict):
        return False
    path = folder / wave.file
    named = {Path(name).name: folder / name for name in (*wave.companions, wave.frame) if name}
    places = [(path, entry.get("sha256"))]
    # What was read for lying beside the data, as LimeSurvey's syntax does, is named by no wave.
    places += [(named.get(name, path.with_name(Path(name).name)), sha256) for name, sha256 in beside.items()]
    return {*named} <= {*beside} and all(now.sha256(place) == sha256 for place, sha256 in places)


def _notebook(engagement: Engagement, report: str) -> str:
    try:
        path = notebook_for(engagement.folder, report)
        return _code_of(path, path.stat().st_mtime_ns)
    except (ReportError, OSError):
        return ""


@cache
def _code_of(path: Path, _changed_at: int) -> str:
    """Read a notebook once: most clients have that of the house."""
    return notebook_hash(path)


@cache
def _software() -> Mapping[str, Any]:
    """Ask for the versions once: they do not change while a process runs."""
    return software()
