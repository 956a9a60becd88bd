"""Reads files one after the other with little memory, and prints what became of each: `python -m tests.intake.bounded`.

Per file a line of JSON: the faults told, or the size of the table; the seconds of processor it took; and the most
memory the process ever had by then, in megabytes.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.fuzzing.processes import peak_megabytes
from toolkit.errors import IntakeError
from toolkit.intake import read_export

ADDRESSES = 8_000_000_000


def main(files: list[str]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    for file in files:
        start = time.process_time()
        try:
            export = read_export(Path(file))
            told = [f"{export.frame.shape[0]:,} × {export.frame.shape[1]:,}", *export.warnings]
        except IntakeError as error:
            told = [str(fault) for fault in error.faults]
        print(json.dumps([told, time.process_time() - start, peak_megabytes()]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
