"""Bound the memory of a client: the system refuses it more where it can, and what it holds is watched everywhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Final, TypeVar

from toolkit.errors import ReportError

if TYPE_CHECKING:
    from psutil import Process

T = TypeVar("T")

GB: Final = 1e9
MB: Final = 1e6
EVERY: Final = 0.5  # seconds between two looks at what a client holds
# What Python, NumPy, Arrow and DuckDB say where the system refuses more.
_REFUSED: Final = ("MemoryError", "OutOfMemoryException")
SHARE: Final = 0.8  # of the machine's memory, for all clients at once; the rest is the system's


def share(jobs: int) -> float:
    """Give how many GB each of `jobs` clients may hold on this machine."""
    import psutil  # noqa: PLC0415 - only where a batch runs

    return float(psutil.virtual_memory().total) * SHARE / jobs / GB


def bound(memory: float) -> None:
    """Have the system refuse this process, and each that it starts, more than so many GB, where it can.

    Linux counts what a process may write; macOS and Windows have no such bound that holds, and there watching does.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on Windows

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = int(memory * GB)
        resource.setrlimit(resource.RLIMIT_DATA, (limit if hard < 0 else min(limit, hard), hard))


def watched(begin: Callable[[Callable[[str], None]], Future[T]], memory: float) -> tuple[T, float]:
    """Wait for work in another process and give its result, with the most MB that its processes held together.

    `begin` starts the work and calls back with the number of its process. Beyond `memory` GB all of them are ended.
    Raises ReportError then, and what the work raises.
    """
    import psutil  # noqa: PLC0415 - only where a batch runs

    begun: list[Process] = []

    def note(number: str) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            begun.append(psutil.Process(int(number)))

    future = begin(note)
    peak = 0.0
    while not future.done():
        wait([future], timeout=EVERY)
        processes = list(_tree(begun))
        held = sum(_held(one) for one in processes)
        peak = max(peak, held)
        if held > memory * GB:
            for one in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            wait([future])
            raise too_much(memory)
    try:
        return future.result(), peak / MB
    except ReportError as error:
        if any(name in str(error) for name in _REFUSED):
            raise too_much(memory) from error
        raise


def too_much(memory: float) -> ReportError:
    """Say that a client needs more memory than it may have."""
    return ReportError(
        f"It needs more memory than the {memory:.2g} GB that one client may hold; no report was changed. "
        f"Give it more with --memory, and with fewer --jobs at once."
    )


def _tree(begun: list[Process]) -> Iterator[Process]:
    """Give these processes and all that they started, those that still run."""
    import psutil  # noqa: PLC0415 - only where a batch runs

    for one in begun:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield one
            yield from one.children(recursive=True)


def _held(process: Process) -> float:
    """Give the bytes that a process alone holds; what it shares with the one it was forked from costs nothing."""
    import psutil  # noqa: PLC0415 - only where a batch runs

    try:
        try:
            return float(process.memory_full_info().uss)
        except psutil.AccessDenied:
            return float(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0.0
