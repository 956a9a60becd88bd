"""Does jobs in processes of their own, so that a crash, an endless loop or a flood of memory ends one job only."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import re
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeAlias

Job: TypeAlias = Callable[[int], str]
FAILED = "failed"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a job may take, and how many megabytes it may need on top of what the process has at its start."""

    seconds: float = 30
    megabytes: float = 1500


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: its own word for it or "failed", and then why.

    `megabytes` is the most on top of what the process had before; where only the most of all jobs is known, it is 0
    for those that needed no more than one before them.
    """

    number: int
    end: str
    seconds: float = 0.0
    megabytes: float = 0.0
    failure: str = ""


@dataclass(slots=True)
class _Worker:
    process: Any
    line: Connection
    number: int | None = None
    since: float = field(default_factory=time.monotonic)


def done(
    numbers: Iterable[int], make_job: Callable[[], Job], limits: Limits, workers: int
) -> Iterator[Ended]:
    """Do the jobs of these numbers, and give each as it ends. Every process makes its job by itself.

    A job fails by any exception or warning, by the death of its process, and by more time or memory than `limits`.
    """
    left = iter(numbers)
    crew = [_hired(make_job, limits) for _ in range(workers)]
    try:
        while crew:
            ready = wait([one.line for one in crew], timeout=1)
            for place, one in reversed(list(enumerate(crew))):
                ended = _heard(one, limits) if one.line in ready else _overdue(one, limits)
                if ended is None:
                    continue
                if isinstance(ended, Ended):
                    yield ended
                    if ended.failure:
                        _dismissed(one)
                        crew[place] = _hired(make_job, limits)
                        continue
                one.number, one.since = next(left, None), time.monotonic()
                if one.number is None:
                    _dismissed(crew.pop(place))
                else:
                    one.line.send(one.number)
    finally:
        for one in crew:
            _dismissed(one)


def _hired(make_job: Callable[[], Job], limits: Limits) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, make_job, limits.megabytes), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _dismissed(one: _Worker) -> None:
    with contextlib.suppress(OSError):
        one.line.send(None)
    one.process.join(timeout=0 if one.number is not None else 5)
    one.process.kill()
    one.process.join()
    one.line.close()


def _heard(one: _Worker, limits: Limits) -> Ended | str | None:
    """Take what a worker says: that it is ready, or how its job ended; a line that breaks is a dead worker."""
    try:
        said: Ended | str = one.line.recv()
    except (EOFError, OSError):
        one.process.join()
        if one.number is None:
            raise RuntimeError("a process of the fuzz run died before it had a job") from None
        return Ended(one.number, FAILED, failure=f"the process died (exit code {one.process.exitcode})")
    if isinstance(said, Ended) and not said.failure and said.seconds > limits.seconds:
        return Ended(said.number, FAILED, said.seconds, said.megabytes, f"took {said.seconds:.1f} seconds")
    return said


def _overdue(one: _Worker, limits: Limits) -> Ended | None:
    """End a job that takes much longer than it may, for a machine may be busy with something else."""
    took = time.monotonic() - one.since
    if one.number is None or took < 5 * limits.seconds:
        return None
    return Ended(one.number, FAILED, took, failure=f"did not end within {5 * limits.seconds:.0f} seconds")


def _work(line: Connection, make_job: Callable[[], Job], megabytes: float) -> None:
    # What a library prints as it dies tells less than reading that one file here: `--only`.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    warnings.simplefilter("error")
    job = make_job()
    start = peak_megabytes()
    _limit_memory(start + 4 * megabytes)
    line.send("ready")
    while (number := line.recv()) is not None:
        _forget_peak()
        before, began = peak_megabytes(), time.process_time()
        try:
            end, failure = job(number), ""
        except BaseException as error:  # noqa: BLE001 - a panic of a library is no Exception
            end, failure = FAILED, told(error)
        seconds = time.process_time() - began
        peak = peak_megabytes()
        if peak - start > megabytes and not failure:
            end, failure = FAILED, f"needed {peak - start:,.0f} MB"
        line.send(Ended(number, end, seconds, peak - before, failure))


def told(error: BaseException) -> str:
    """Say in one line what was raised, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "toolkit" in frame.filename] or frames
    places = " < ".join(f"{frame.filename.rpartition('toolkit')[2]}:{frame.lineno}" for frame in own[:-4:-1])
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]} ({places})"


def peak_megabytes() -> float:
    """Give the most memory of this process, on Linux since it was last forgotten; 0 on Windows, which is silent."""
    if sys.platform == "linux":
        # What `resource` tells there begins with the memory of the process that started this one.
        return (
            int(re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text("ascii"))[0])
            * 1024
            / MEGABYTE
        )
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / MEGABYTE


def _forget_peak() -> None:
    """Let the most memory so far be forgotten, where the system can."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _limit_memory(megabytes: float) -> None:
    """Keep the machine from harm: far beyond what a job may need, memory is refused; and no dead process is dumped."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on Windows

        most = int((megabytes + 4000) * MEGABYTE)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
