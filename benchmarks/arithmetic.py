"""The code of the notebooks and nothing else, for benchmarks.pipeline to hold a run against."""

from __future__ import annotations

import os
import time
from typing import Any

from toolkit import notebook
from toolkit.house import house_folder
from toolkit.report.execute import read_notebook
from toolkit.report.names import REPORTS


def bare(workspace: str, client: str) -> tuple[float, float]:
    """Run the code of the cells of all reports of a client, showing nothing; give seconds of clock and processor.

    Call it in a process of its own: it changes how blocks are shown.
    """
    setattr(notebook, "publish_display_data", _nothing)  # noqa: B010 - no name that mypy lets be another's
    os.chdir(workspace)
    each = [_of_report(report, workspace, client) for report in REPORTS]
    return sum(taken for taken, _ in each), sum(cpu for _, cpu in each)


def _nothing(*_: Any, **__: Any) -> None:
    """Show nothing."""


def _of_report(report: str, workspace: str, client: str) -> tuple[float, float]:
    names: dict[str, object] = {}
    taken = cpu = 0.0
    for cell in read_notebook(house_folder() / "notebooks" / f"{report}.ipynb").cells:
        if cell.cell_type == "code":
            started, begun = time.perf_counter(), time.process_time()
            exec(cell.source, names)
            taken += time.perf_counter() - started
            cpu += time.process_time() - begun
        if "parameters" in cell.metadata.get("tags", ()):
            names |= {"client": client, "workspace": workspace}
    return taken, cpu
