"""How fast a large survey is read and validated, against pyarrow alone: `python -m benchmarks.intake [--rows N]`.

The file has 40 columns: a key, 35 answers, a weight, two codes of segments, and an open answer between quotation
marks in one of five rows. `pyarrow.csv.read_csv(file).to_pandas()` and `read_survey` take turns, each time in a
process of its own that has read a small file before, so that imports do not count. Printed are medians, their ratio,
and the most memory that a process held.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

from toolkit.engagement import load_engagement
from toolkit.intake import read_survey

ROUNDS = 3
ANSWERS = [f"Q{number}" for number in range(1, 36)]
FILE = "data/answers.csv"
SMALL = "small"
ENGAGEMENT = f"""\
[client]
name = "Benchmark"
[author]
name = "Benchmark"
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = {ANSWERS[1:]}
missing = {{ not_applicable = [9] }}
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["Q1"]
[segments.region]
column = "region"
[segments.channel]
column = "channel"
[[waves]]
id = "baseline"
file = "{FILE}"
start = 2026-02-02
end = 2026-02-20
key = "respondent"
weight = "weight"
"""
WORDS = [
    "prima",
    "duur",
    "snel geholpen",
    "wachttijd",
    "rekening klopt niet",
    "goede site",
    "storing",
    "ga weg",
]


def client(folder: Path, rows: int) -> None:
    """Write a client with one wave of so many respondents, always the same."""
    generator = np.random.default_rng(1)
    columns = [[f"K{number:07d}" for number in generator.permutation(rows)]]
    columns.append(_texts(generator, range(11), rows))
    columns += [_texts(generator, [1, 2, 3, 4, 5, 6, 7, 9, ""], rows) for _ in ANSWERS[1:]]
    columns.append([f"{weight:.3f}" for weight in generator.gamma(20, 1 / 20, rows)])
    columns.append(_texts(generator, range(1, 13), rows))
    columns.append(_texts(generator, ["web", "app", "winkel", "telefoon"], rows))
    parts = zip(*(_texts(generator, WORDS, rows) for _ in range(4)), strict=True)
    told = generator.random(rows) < 0.2
    columns.append([f'"{", ".join(part)}"' if one else "" for part, one in zip(parts, told, strict=True)])
    header = ["respondent", *ANSWERS, "weight", "region", "channel", "why"]
    (folder / FILE).parent.mkdir(parents=True)
    with (folder / FILE).open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\r\n")
        file.writelines(",".join(cells) + "\r\n" for cells in zip(*columns, strict=True))
    (folder / "engagement.toml").write_text(ENGAGEMENT, encoding="utf-8")


def _texts(generator: np.random.Generator, values: Sequence[Any], rows: int) -> list[str]:
    drawn = np.array(list(map(str, values)), dtype=object)[generator.integers(0, len(values), rows)]
    return drawn.tolist()


def with_pyarrow(folder: Path) -> Callable[[], object]:
    return lambda: csv.read_csv(folder / FILE).to_pandas()


def with_read_survey(folder: Path) -> Callable[[], object]:
    engagement = load_engagement(folder)
    return lambda: read_survey(engagement, "baseline")


JOBS = {"pyarrow and pandas": with_pyarrow, "read_survey": with_read_survey}


def measure(name: str, folder: Path) -> None:
    """Do one job in this process; print its seconds and the most megabytes that the process held."""
    JOBS[name](folder / SMALL)()
    job = JOBS[name](folder)
    start = time.perf_counter()
    done = job()
    seconds = time.perf_counter() - start
    del done
    print(seconds, _peak_megabytes())


def _peak_megabytes() -> float:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows does not tell in this way
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def apart(name: str, folder: Path) -> tuple[float, float]:
    """Do one job in a process of its own: its seconds and megabytes."""
    command = [sys.executable, "-m", "benchmarks.intake", "--job", name, "--folder", str(folder)]
    done = subprocess.run(
        command, cwd=Path(__file__).parent.parent, capture_output=True, check=True, text=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def compare(rows: int) -> None:
    """Print both jobs in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        client(folder, rows)
        client(folder / SMALL, 100)
        size = (folder / FILE).stat().st_size / 1e6
        print(f"{rows:,} rows, 40 columns, {size:,.1f} MB; median of {ROUNDS}")
        print(f"{'':<20}{'seconds':>10}{'ratio':>8}{'peak MB':>10}")
        measured: dict[str, list[tuple[float, float]]] = {job: [] for job in JOBS}
        for _ in range(ROUNDS):
            for job, own in measured.items():
                own.append(apart(job, folder))
        base = median(seconds for seconds, _ in measured["pyarrow and pandas"])
        for job, own in measured.items():
            seconds = median(one for one, _ in own)
            peak = max(one for _, one in own)
            print(f"{job:<20}{seconds:>10.3f}{seconds / base:>8.2f}{peak:>10,.0f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="respondents in the file")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.job:
        measure(chosen.job, chosen.folder)
        return
    versions = f"pandas {pd.__version__}, pyarrow {pa.__version__}, {pa.cpu_count()} processors"
    print(f"Python {sys.version.split()[0]}, {versions}")
    compare(chosen.rows)


if __name__ == "__main__":
    main()
