"""The process that others are forked from: it has imported all that reports use, has one thread, and does nothing else.

`python -m toolkit.report.workers.server HANDLE` serves the socket that its parent has passed on; each task comes with
a socket of its own and a file for its errors. Without HANDLE it is one fresh process for one task, as on Windows.
When the parent hangs up, however it ended, all that was forked is ended.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import IO

from toolkit.report.workers.preload import preload
from toolkit.report.workers.process import (
    FORKED,
    FRESH,
    answer,
    end_once,
    own_generators,
    own_signals,
    own_streams,
    refuse_threads,
)
from toolkit.report.workers.start import BEGIN, LASTING, NUMBER

GRACE = 3.0  # seconds in which a task that is ended may clear away what it began


@dataclass
class _Tasks:
    """The processes that run: the number of each task by its process, and when one that was told to end is struck."""

    numbers: dict[int, bytes] = field(default_factory=dict)
    struck_at: dict[int, float] = field(default_factory=dict)

    def end(self, pids: list[int]) -> None:
        for pid in pids:
            self.struck_at.setdefault(pid, time.monotonic() + GRACE)
            _signal_group(pid, signal.SIGTERM)

    def reap(self) -> None:
        """Take leave of the processes that are over, and end what they left behind."""
        for pid, at in self.struck_at.items():
            if time.monotonic() > at:
                _signal_group(pid, signal.SIGKILL)
        for pid in list(self.numbers):
            if os.waitpid(pid, os.WNOHANG)[0]:
                _signal_group(pid, signal.SIGKILL)
                del self.numbers[pid]
                self.struck_at.pop(pid, None)


def serve(control: socket.socket) -> None:
    """Fork a process per task until the parent hangs up; then end all that run."""
    woken, wakes = os.pipe()
    for handle in (woken, wakes):
        os.set_blocking(handle, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    tasks = _Tasks()
    listened: list[socket.socket | int] = [control, woken]
    while True:
        ready, _, _ = select.select(listened, [], [], GRACE / 4 if tasks.struck_at else None)
        if woken in ready:
            os.read(woken, 4096)
        if control in ready and not _heard(control, tasks, [woken, wakes]):
            break
        tasks.reap()
    tasks.end(list(tasks.numbers))
    while tasks.numbers:
        select.select([woken], [], [], GRACE / 30)
        with contextlib.suppress(BlockingIOError):
            os.read(woken, 4096)
        tasks.reap()


def _heard(control: socket.socket, tasks: _Tasks, others: list[int]) -> bool:
    """Do what the parent asks; False when it has hung up."""
    try:
        message, handles, _, _ = socket.recv_fds(control, 1 + NUMBER, 2)
    except ConnectionError:
        return False
    if not message:
        return False
    number = message[1:]
    if message[:1] == BEGIN:
        tasks.numbers[_forked(control, handles, others)] = number
    else:
        tasks.end([pid for pid, one in tasks.numbers.items() if one == number])
    return True


def _forked(control: socket.socket, handles: list[int], others: list[int]) -> int:
    channel, log = handles
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):  # it may have done so itself, or be over
            os.setpgid(pid, pid)
        for handle in handles:
            os.close(handle)
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        own_signals()
        own_streams(log)
        own_generators()
        control.close()
        for handle in (log, *others):
            os.close(handle)
        with (
            socket.socket(fileno=channel) as both,
            both.makefile("rb") as reader,
            both.makefile("wb") as writer,
        ):
            answer(reader, writer, FORKED)
        code = 0
    finally:
        os._exit(code)


def _signal_group(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def fresh() -> None:
    """Do one task, which comes by standard input, and answer by standard output; end when nobody waits."""
    reader, writer = (os.fdopen(os.dup(handle), mode) for handle, mode in ((0, "rb"), (1, "wb")))
    own_streams(2)
    signal.signal(signal.SIGTERM, end_once)
    answer(
        reader,
        writer,
        FRESH,
        begun=lambda: threading.Thread(target=_end_with, args=(reader,), daemon=True).start(),
    )
    os._exit(0)


def _end_with(reader: IO[bytes]) -> None:
    """End this process when the one that waits for it is gone."""
    reader.read()
    os._exit(1)


def main() -> None:
    """Serve, or do one task."""
    if len(sys.argv) == 1:
        fresh()
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as control:
        preload(lasting=LASTING in sys.argv)
        refuse_threads()
        serve(control)
    os._exit(0)


if __name__ == "__main__":
    main()
