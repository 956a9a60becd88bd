"""What the process of one client does: it makes the reports that are asked for and not current, and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.engagement import load_engagement
from toolkit.engagement.scores import FROZEN
from toolkit.errors import WorkspaceError
from toolkit.language import Language
from toolkit.report.batch.jobs import ALL, Job
from toolkit.report.batch.memory import bound
from toolkit.workspace import client_folder, client_lock, recover

PROCESS: Final = "process"  # told first: the number of this process
PATIENCE: Final = 20.0  # seconds for the processes of a batch that was killed to let go of a client


@dataclass(frozen=True, slots=True)
class Made:
    """The hash of each report's run, whether any had to be made, and how much was warned of."""

    runs: Mapping[str, str]
    made: bool
    warnings: int


def make(told: Callable[[str, str], None], workspace: str, scores: str, job: Job, memory: float) -> Made:
    """Make the reports of a client in a folder of this machine, with no more than so many GB.

    `scores` is a folder with the forecast scores of all clients as they were when the batch began, so that no report
    depends on who was made before it. With `job.resume` reports that are current stay as they are.
    """
    from toolkit.report.batch.current import current_run  # noqa: PLC0415 - slow to import, and only here
    from toolkit.report.run import checked_report, possible_reports, run_reports  # noqa: PLC0415

    told(PROCESS, str(os.getpid()))
    bound(memory)
    os.environ[FROZEN] = scores
    folder = client_folder(Path(workspace), job.client)
    _free(folder)
    engagement = load_engagement(folder)
    reports = possible_reports(engagement) if job.report == ALL else (checked_report(job.report),)
    runs = {}
    if job.resume:
        language = Language(job.language or engagement.client.language).code
        final = job.final or engagement.status == "final"
        with client_lock(folder):
            recover(folder / "reports")
        found = {report: current_run(engagement, report, language, final=final) for report in reports}
        runs = {report: run for report, run in found.items() if run}
    wanted = [report for report in reports if report not in runs]
    if not wanted:
        return Made(runs, made=False, warnings=0)
    made = run_reports(
        Path(workspace), job.client, wanted, language=job.language, final=job.final, progress=told
    )
    runs |= {one.report: one.run for one in made}
    warnings = sum(len(one.doubts) + len(one.warnings) for one in made)
    return Made({report: runs[report] for report in reports}, made=True, warnings=warnings)


def _free(folder: Path) -> None:
    """Wait until nobody is busy with a client. Raises WorkspaceError where somebody stays so."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with client_lock(folder):
                return
        except WorkspaceError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
