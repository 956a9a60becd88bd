"""What stands where for a client: its folder, reports and data as they are found, whatever is wrong there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from toolkit.engagement import FILE_NAME, Engagement, load_engagement
from toolkit.engagement.private import PURGED, STOPPED
from toolkit.errors import LoyaltyError, ReportError, WorkspaceError
from toolkit.house import DEMO
from toolkit.report.final.raw import has_raw_files
from toolkit.report.final.readiness import REPORTS, WAVES_NEEDED
from toolkit.report.manifest import run_hash
from toolkit.report.overview.figures import Headline, Printed, headlines, printed
from toolkit.report.overview.plans import Plans, plans_of
from toolkit.report.runs.fresh import RUN_ENDING, Changed, Present, changed_since, present, read_record
from toolkit.workspace import checked_name, clients_root, is_there

State = Literal["impossible", "missing", "current", "older", "outdated", "closed", "unknown"]
"""A report: its waves lack, it was not made, it is as it would be now, only the software changed since, more changed,
its data were deleted as agreed, or nothing tells."""

Stage = Literal["unreadable", "set_up", "data", "partly", "outdated", "draft", "final", "closed"]
"""A client: cannot be read, no data yet, data but no report, some reports, reports of before, all reports made and not
final, all final, or its data deleted."""

STAGES: Final[tuple[Stage, ...]] = (
    *("unreadable", "set_up", "data", "partly"),
    *("outdated", "draft", "final", "closed"),
)
PAGES: Final = ("html", "pdf")
Record: TypeAlias = tuple[str, Mapping[str, Any]]
_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) deleted ")


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a client: its state, and of one that was made its run, day, what changed since, and its pages.

    `day` is that of the file; a record holds none. `waves` are the ids of those it is of. `stopped`: a later attempt
    broke off halfway.
    """

    report: str
    state: State
    run: str = ""
    final: bool = False
    day: dt.date | None = None
    changed: tuple[Changed, ...] = ()
    pages: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def made(self) -> bool:
        """Whether there is one."""
        return self.state not in ("impossible", "missing")


@dataclass(frozen=True, slots=True)
class Retention:
    """Raw data: whether there are any, the day on which they must be gone, and the last on which some were deleted."""

    raw: bool
    until: dt.date | None
    deleted: dt.date | None


@dataclass(frozen=True, slots=True)
class Client:
    """One client as it stands; `engagement` is None where it cannot be read, and `faults` tell what cannot."""

    slug: str
    folder: Path
    engagement: Engagement | None
    reports: tuple[Report, ...]
    headlines: tuple[Headline, ...] = ()
    plans: Plans = field(default_factory=Plans)
    retention: Retention = field(default_factory=lambda: Retention(raw=False, until=None, deleted=None))
    data: tuple[bool, ...] = ()
    faults: tuple[LoyaltyError | str, ...] = ()

    @property
    def name(self) -> str:
        """What the client is called."""
        return self.slug if self.engagement is None else self.engagement.client.name

    @property
    def named(self) -> bool:
        """Whether its folder may be called so, and a command can name it."""
        try:
            return bool(checked_name(self.slug))
        except WorkspaceError:
            return False

    @property
    def demo(self) -> bool:
        """Whether its customers are invented, so that its forecasts count for nobody."""
        return self.slug == DEMO

    @property
    def last_run(self) -> dt.date | None:
        """The day of its last report."""
        return max((one.day for one in self.reports if one.day is not None), default=None)

    @property
    def stage(self) -> Stage:
        """How far the engagement is."""
        if self.engagement is None:
            return "unreadable"
        possible = [one for one in self.reports if one.state != "impossible"]
        made = [one for one in possible if one.made]
        if not made:
            return "data" if any(self.data) else "closed" if self.retention.deleted else "set_up"
        if any(one.state in ("outdated", "unknown") for one in made):
            return "outdated"
        if all(one.state == "closed" for one in made):
            return "closed"
        if len(made) < len(possible):
            return "partly"
        return "final" if all(one.final for one in made) else "draft"


def look_at_all(workspace: Path) -> tuple[Client, ...]:
    """Look at every client of a workspace, in order of name: each folder that could be one."""
    root = clients_root(workspace)
    folders = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))]
    # A folder named by hand may hold other things than clients.
    wanted = folders if root != workspace else [path for path in folders if (path / FILE_NAME).is_file()]
    return tuple(sorted(map(look_at, wanted), key=lambda one: (one.demo, one.name.casefold(), one.slug)))


def look_at(folder: Path) -> Client:
    """Look at one client; what cannot be read is told in its faults and stops nothing."""
    try:
        checked_name(folder.name)
        return _client(folder, load_engagement(folder))
    except (LoyaltyError, OSError) as error:
        told = error if isinstance(error, LoyaltyError) else _unreadable(folder, error)
        reports = tuple(Report(one, "unknown", pages=_pages(folder, one)) for one in REPORTS)
        left = tuple(one if one.pages else Report(one.report, "missing") for one in reports)
        deleted = _deleted(folder)
        raw = Retention(_may_have_raw_files(folder), None, deleted)
        return Client(folder.name, folder, None, left, retention=raw, faults=(told,))


def _may_have_raw_files(folder: Path) -> bool:
    """Say whether there are raw data as far as can be seen: in what cannot be looked into there may be."""
    try:
        return has_raw_files(folder)
    except OSError:
        return True


def _client(folder: Path, engagement: Engagement) -> Client:
    faults: list[LoyaltyError | str] = []
    records = _records(folder, faults)
    now = present(engagement) if records else None
    reports = tuple(_report(folder, engagement, one, records.get(one), now) for one in REPORTS)
    shown = _headlines(folder, engagement, records, faults)
    plans = plans_of(engagement)
    until, deleted = engagement.privacy.deletion_date, _deleted(folder)
    return Client(
        folder.name,
        folder,
        engagement,
        reports,
        shown,
        plans,
        Retention(has_raw_files(folder, engagement), until, deleted),
        tuple((folder / one.file).is_file() for one in engagement.waves),
        (*faults, *plans.faults),
    )


def _records(folder: Path, faults: list[LoyaltyError | str]) -> dict[str, Record]:
    """Read the record of each report there is; what is no record any more goes to the faults."""
    found: dict[str, Record] = {}
    for report in REPORTS:
        path = folder / "reports" / f"{report}{RUN_ENDING}"
        if not path.is_file():
            continue
        try:
            run, record = read_record(path)
        except ReportError as error:
            faults.append(error)
            continue
        if run_hash(record) == run and record["report"] == report:
            found[report] = (run, record)
        else:
            faults.append(f"{path.name} is not as a run left it. Make the {report} report again.")
    return found


def _headlines(
    folder: Path, engagement: Engagement, records: Mapping[str, Record], faults: list[LoyaltyError | str]
) -> tuple[Headline, ...]:
    left: dict[str, Printed] = {}
    for report in ("baseline", "followup"):
        if report in records:
            run, record = records[report]
            language = str(record["parameters"].get("language", ""))
            try:
                left[report] = printed(folder / "reports", report, run, language)
            except ReportError as error:
                faults.append(error)
    try:
        return headlines(engagement, left.get("baseline"), left.get("followup"))
    except ReportError as error:
        faults.append(error)
        return ()


def _report(
    folder: Path,
    engagement: Engagement,
    report: str,
    found: Record | None,
    now: Present | None,
) -> Report:
    pages = _pages(folder, report)
    stopped = (folder / "reports" / STOPPED / f"{report}.ipynb").is_file()
    if found is None or now is None:
        broken = (folder / "reports" / f"{report}{RUN_ENDING}").is_file() or bool(pages)
        possible = WAVES_NEEDED[report] <= len(engagement.waves)
        state: State = "unknown" if broken else "missing" if possible else "impossible"
        return Report(report, state, pages=pages, stopped=stopped)
    run, record = found
    changed = changed_since(now, record)
    return Report(
        report,
        _state(changed),
        run,
        record["parameters"].get("final") is True,
        _day(folder / "reports" / f"{report}{RUN_ENDING}"),
        changed,
        pages,
        _waves(record.get("data")),
        stopped,
    )


def _state(changed: tuple[Changed, ...]) -> State:
    if "purged" in changed:
        return "closed"
    return "current" if not changed else "older" if changed == ("versions",) else "outdated"


def _pages(folder: Path, report: str) -> tuple[str, ...]:
    names = [f"{report}.{ending}" for ending in PAGES]
    return tuple(name for name in names if is_there(folder / "reports" / name))


def _waves(data: object) -> tuple[str, ...]:
    rows: Sequence[Any] = data if isinstance(data, list) else []
    return tuple(str(one.get("wave", "")) for one in rows if isinstance(one, dict))


def _day(path: Path) -> dt.date:
    return dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone().date()


def _deleted(folder: Path) -> dt.date | None:
    """Find the last day on which `loyalty purge` deleted something."""
    try:
        days = _DAY.findall((folder / PURGED).read_text("utf-8", errors="replace"))
        return max((dt.date.fromisoformat(day) for day in days), default=None)
    except (OSError, ValueError):
        return None


def _unreadable(folder: Path, error: OSError) -> WorkspaceError:
    path = Path(error.filename) if isinstance(error.filename, str) else folder
    name = path.relative_to(folder.parent) if path.is_relative_to(folder.parent) else Path(folder.name)
    return WorkspaceError(f"{name.as_posix()} cannot be read ({error.strerror}). Check the rights to it.")
