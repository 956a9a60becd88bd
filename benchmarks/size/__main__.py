"""What a survey costs as it grows, and whether that is within the promise: `python -m benchmarks.size`.

For each size a client is drawn in a temporary folder (`client.py`), and each report made by `loyalty run` in processes
of its own; then all three by one command. `--respondents 1000000` measures one size alone: what was measured is kept in
`results.json` beside this file, and the table in docs/performance.md is made of all that is there.
It ends with 1 where a report held more than 6 GB, or where costs grew faster than respondents.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.size.measured import run_cost
from benchmarks.size.table import REPORTS, broken, keep, kept, page, printed

HOUSE = Path(__file__).parents[2]
SIZES = (10_000, 100_000, 1_000_000)


def measure(respondents: int, reports: Sequence[str]) -> None:
    """Measure one size, and keep each cost as soon as it is known."""
    with tempfile.TemporaryDirectory(prefix="loyalty-size-") as name:
        client = f"n{respondents}"
        # In a process of its own: what it took is given back before anything is measured.
        folder = Path(name) / "clients" / client
        command = [sys.executable, "-m", "benchmarks.size.client", str(folder), str(respondents)]
        subprocess.run(command, cwd=HOUSE, check=True)
        for report in reports:
            cost = run_cost(Path(name), client, report)
            keep(respondents, report, cost)
            print(
                f"{respondents:>10,} {report:<10} {cost.seconds:8.1f} s {cost.megabytes:8,.0f} MB", flush=True
            )
            shutil.rmtree(folder / "reports")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write it into the page, and say whether the promise holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.size", description=__doc__.splitlines()[0])
    parser.add_argument("--respondents", type=int, nargs="*", default=list(SIZES), help="sizes to measure")
    parser.add_argument("--reports", nargs="*", choices=REPORTS, default=list(REPORTS), help="what to make")
    parser.add_argument("--page", action="store_true", help="write the table into docs/performance.md")
    chosen = parser.parse_args(arguments)
    for respondents in chosen.respondents:
        measure(respondents, chosen.reports)
    costs = kept()
    print("\n".join(printed(costs)))
    if chosen.page:
        page(costs)
    faults = broken(costs)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
