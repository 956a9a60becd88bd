"""What a run costs beside the plain commands and beside its arithmetic: `python -m benchmarks.pipeline`.

All is measured in one run on one machine, whole processes by the clock, on the same notebooks and simulated clients:
`papermill` and then `jupyter nbconvert` to HTML and to PDF, one command after the other, as anybody would;
`loyalty run CLIENT all`, which makes the same and the workbook, slides, figures and records too, from a cold start;
the same where a server stands ready (warm); and the bare arithmetic: the code of the cells alone, imported and read,
on one core, nothing shown. Many clients are `loyalty batch`. Where a goal is missed it says so, and the exit code is 1.
`--plain N` runs the plain commands for so many of the clients and counts the others alike.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arithmetic import bare
from benchmarks.batch import REPORTS, generate
from toolkit.house import house_folder
from toolkit.report.run import processors, run_reports
from toolkit.report.workers import workers

CLIENTS, PLAIN, REPEATS = 20, 1, 3
MOST_COLD = 4.5  # seconds for one client, three reports
LEAST_RATIO = 16.0  # many clients, against the plain commands
EXPORTERS = ("loyalty-html", "loyalty-pdf")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured: seconds by the clock, of processors (None where they are not told), and clients."""

    what: str
    seconds: float
    cpu: float | None = None
    clients: int = 1

    @property
    def reports_a_minute(self) -> float:
        return 60 * len(REPORTS) * self.clients / self.seconds


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Give the seconds of some commands by the clock, and of all processors together."""
    before = os.times()
    taken = seconds(work)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, cpu


def command(*words: str, folder: Path) -> None:
    """Run a command of this Python's environment, alone with its folder; a failing one ends the benchmark."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")


def plain(workspace: Path, clients: Sequence[str]) -> None:
    """Run each notebook with papermill and set it with nbconvert, one command after the other."""
    for client in clients:
        for report in REPORTS:
            out = workspace / "plain" / client / f"{report}.ipynb"
            out.parent.mkdir(parents=True, exist_ok=True)
            notebook = str(house_folder() / "notebooks" / f"{report}.ipynb")
            given = ("-p", "client", client, "-p", "workspace", str(workspace))
            command("papermill", notebook, str(out), *given, "-k", "python3", folder=workspace)
            for exporter in EXPORTERS:
                command("nbconvert", "--to", exporter, str(out), folder=workspace)


def one_client(workspace: Path, client: str, repeats: int) -> list[Row]:
    """Measure a client: cold, warm, and its arithmetic; medians."""
    cold = [spent(lambda: command("toolkit", "run", client, "all", folder=workspace)) for _ in range(repeats)]
    with workers(1, lasting=True) as pool:
        pool.submit(os.getpid).result()
        warm = [seconds(lambda: run_reports(workspace, client)) for _ in range(repeats)]
        arithmetic = [pool.submit(bare, str(workspace), client).result() for _ in range(repeats)]
    return [
        Row("loyalty run, cold", *map(statistics.median, zip(*cold, strict=True))),
        Row("loyalty run, warm", statistics.median(warm)),
        Row("bare arithmetic, one core", *map(statistics.median, zip(*arithmetic, strict=True))),
    ]


def measured(workspace: Path, clients: int, plain_clients: int, repeats: int, jobs: int) -> list[Row]:
    """Measure all; the clients are made first."""
    names = generate(workspace, clients)
    rows = [
        Row("papermill and nbconvert", *spent(lambda: plain(workspace, names[:plain_clients])), plain_clients)
    ]
    rows += one_client(workspace, names[0], repeats)
    shutil.rmtree(workspace / "clients" / names[0] / "reports")
    if clients > 1:
        batch = spent(lambda: command("toolkit", "batch", "--all", "--jobs", str(jobs), folder=workspace))
        rows.append(Row(f"loyalty batch --jobs {jobs}", *batch, clients))
    return rows


def table(rows: Sequence[Row]) -> str:
    """Give what was measured as a table in Markdown, each against the plain commands per client."""
    base = rows[0].seconds / rows[0].clients
    lines = [
        "| | clients | seconds | of processors | reports a minute | plain ÷ this |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.what} | {row.clients} | {row.seconds:.1f} | {'' if row.cpu is None else f'{row.cpu:.1f}'} | "
        f"{row.reports_a_minute:.0f} | "
        f"{base * row.clients / row.seconds:.1f}× |"
        for row in rows
    ]
    return "\n".join(lines)


def missed(rows: Sequence[Row]) -> list[str]:
    """Say which goals are missed."""
    found = {row.what: row for row in rows}
    cold, warm = found["loyalty run, cold"], found["loyalty run, warm"]
    arithmetic = found["bare arithmetic, one core"]
    told = []
    if cold.seconds > MOST_COLD:
        told.append(f"one client, cold: {cold.seconds:.1f} s, to be at most {MOST_COLD}")
    if warm.seconds > arithmetic.seconds:
        told.append(f"one client, warm: {warm.seconds:.1f} s, to be at most {arithmetic.seconds:.1f}")
    for row in rows:
        ratio = rows[0].seconds / rows[0].clients * row.clients / row.seconds
        if row.clients > 1 and row is not rows[0] and ratio < LEAST_RATIO:
            told.append(
                f"{row.clients} clients: {ratio:.1f}× the plain commands, to be at least {LEAST_RATIO:g}×"
            )
    return told


def main() -> None:
    """Measure, print the table and what is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--plain", type=int, default=PLAIN, help="clients of the plain commands")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="of one client")
    parser.add_argument("--jobs", type=int, default=processors())
    given = parser.parse_args()
    root = str(Path(__file__).parent.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    os.environ.update(dict.fromkeys(THREADS, "1"))  # for the plain commands too
    with tempfile.TemporaryDirectory(prefix="loyalty-pipeline-") as folder:
        workspace = Path(folder).resolve()
        rows = measured(workspace, given.clients, min(given.plain, given.clients), given.repeats, given.jobs)
    print(table(rows))
    told = missed(rows)
    print("\n".join(told) or "Every goal is reached.")
    sys.exit(bool(told))


if __name__ == "__main__":
    main()
