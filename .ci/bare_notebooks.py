"""Fail when a notebook of the house carries outputs, counts or metadata that nbstripout would take out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    notebooks = sorted(
        path for path in Path(sys.argv[1]).rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
    )
    if not notebooks:
        raise SystemExit(f"there are no notebooks in {sys.argv[1]}")
    # The ids of cells are the house's own, so that an executed notebook is the same in every run.
    command = [sys.executable, "-m", "nbstripout", "--verify", "--keep-id", *map(str, notebooks)]
    raise SystemExit(subprocess.run(command, check=False).returncode)
