"""Work in processes of their own: each begins as clean as a fresh Python, and nothing it does is left to the next.

`workers(jobs)` gives a pool; `Pool.submit` has a function called in a process of its own.
On Linux and macOS that process is forked from one server that has imported everything and has one thread
(`toolkit.report.workers.server`); on Windows it is a fresh Python. `side_by_side` does the same from inside one.
"""

from __future__ import annotations

from toolkit.report.workers.pool import Pool, workers
from toolkit.report.workers.wire import WorkerLost

__all__ = ["Pool", "WorkerLost", "workers"]
