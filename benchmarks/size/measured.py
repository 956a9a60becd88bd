"""What one `loyalty run` costs, with all processes that it begins: seconds of processor, and memory at its highest."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

# Seconds between two looks at the memory, and how many times as long as a look that is at least: it takes a processor.
_LOOK, _REST = 0.25, 20


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor (user and system), and megabytes held at once by all processes of the run together.

    Pages that processes share count once on Linux; elsewhere once for each of them, so that it is an upper limit.
    """

    seconds: float
    megabytes: float


def run_cost(workspace: Path, client: str, reports: str) -> Cost:
    """Make reports (`baseline` … or `all`) in processes of their own. Raises RuntimeError where they are not made."""
    command = [sys.executable, "-m", "toolkit", "run", client, reports, "--workspace", str(workspace)]
    before = _processor()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as begun:
        looking = _Looking(begun.pid)
        looking.start()
        told, _ = begun.communicate()
        looking.over.set()
        looking.join()
    if begun.returncode:
        raise RuntimeError(f"loyalty run {client} {reports} failed:\n{told}")
    return Cost(_processor() - before, looking.highest / 1e6)


def _processor() -> float:
    """Seconds that the processes begun by this one, and theirs, took until they were over."""
    spent = os.times()
    return spent.children_user + spent.children_system


class _Looking(threading.Thread):
    """Looks at the memory of a process and its descendants until it is over."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.highest, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        rest = _LOOK
        while not self.over.wait(rest):
            begun = time.thread_time()
            self.highest = max(self.highest, _held(self.pid))
            rest = max(_LOOK, _REST * (time.thread_time() - begun))


def _held(pid: int) -> int:
    try:
        first = psutil.Process(pid)
        everyone = [first, *first.children(recursive=True)]
    except psutil.Error:
        return 0
    return sum(_own(one) for one in everyone)


def _own(process: psutil.Process) -> int:
    try:
        held = process.memory_full_info()
    except psutil.Error:  # it ended in the meantime
        return 0
    return int(getattr(held, "pss", held.rss))
