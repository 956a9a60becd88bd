"""Hold every test and interval of the three reports against its promise: `python -m benchmarks.calibration`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

# One thread per process: side by side they would only wait for each other. Set before NumPy is there.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what is missing, write the table, and tell what is outside its bounds; 1 where anything is."""
    from benchmarks.calibration.designs import DESIGNS, QUICK  # noqa: PLC0415 - after the threads are set
    from benchmarks.calibration.results import kept  # noqa: PLC0415
    from benchmarks.calibration.run import is_stale, run  # noqa: PLC0415
    from benchmarks.calibration.studies import studies  # noqa: PLC0415
    from benchmarks.calibration.table import PAGE, outside, page  # noqa: PLC0415

    known = studies()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calibration", description=main.__doc__)
    parser.add_argument(
        "--repeats", type=int, default=400, help="clients per study and design, at least (400)"
    )
    parser.add_argument("--only", nargs="+", choices=list(known), metavar="STUDY", help="only these studies")
    parser.add_argument(
        "--designs", nargs="+", choices=list(DESIGNS), metavar="DESIGN", help="only these designs"
    )
    parser.add_argument("--quick", action="store_true", help=f"only the designs {' and '.join(QUICK)}")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument(
        "--table", action="store_true", help="draw nothing, only make the table of what is there"
    )
    asked = parser.parse_args(arguments)
    chosen = [known[name] for name in asked.only or known]
    if not asked.table:
        designs = asked.designs or (QUICK if asked.quick else list(DESIGNS))
        run(chosen, designs, asked.repeats, jobs=asked.jobs, tell=lambda line: print(line, flush=True))
    found = {name: kept(name) for name in known}
    PAGE.write_text(page(known, found), "utf-8", newline="\n")
    for one in chosen:
        stale = [design for design, cell in found[one.name].items() if is_stale(one, cell)]
        if stale:
            print(f"{one.name}: drawn by earlier code in {', '.join(stale)}; run it again")
    beyond = [line for one in chosen for line in outside(one, found[one.name])]
    print("\n".join(beyond) or "Nothing is outside its bounds.")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
