"""Inside a process of ours: its streams and generators made its own, its task called, its answer given."""

from __future__ import annotations

import faulthandler
import os
import pickle
import random
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO, Any

from toolkit.errors import ReportError
from toolkit.report.workers.wire import DONE, FAILED, TOLD, as_ours, receive, send

FORKED, FRESH = "forked", "fresh"
_made: list[str] = []  # how this process was made, where it is one of ours
_THREADS = Path("/proc/self/task")  # Linux tells every thread; elsewhere Python tells its own


def one_thread() -> bool:
    """Say whether this process has one thread, so that it may be forked."""
    return threading.active_count() == 1 and (not _THREADS.is_dir() or len(list(_THREADS.iterdir())) == 1)


def is_own() -> bool:
    """Say whether this process is one of ours, begun for one task."""
    return bool(_made)


def forked_one() -> bool:
    """Say whether this process was forked from a server of ours, and so with one thread."""
    return FORKED in _made


def answer(reader: IO[bytes], writer: IO[bytes], how: str, begun: Callable[[], None] | None = None) -> None:
    """Receive a task, call it, and send what it gives or raises; `how` this process was made, `begun` hears of it."""
    _made.append(how)
    try:
        task, args, wants = receive(reader)
        if begun is not None:
            begun()
        answer_call(task, args, writer, wants=wants)
    except (EOFError, OSError):  # nobody waits for it any more
        return


def answer_call(task: Callable[..., Any], args: tuple[Any, ...], writer: IO[bytes], *, wants: bool) -> None:
    """Call a task, with `told` where it wants that, and send what it gives or raises."""
    one_at_a_time = threading.Lock()

    def told(report: str, step: str) -> None:
        with one_at_a_time:
            send(writer, (TOLD, (report, step)))

    try:
        message: tuple[str, Any] = (DONE, task(told, *args) if wants else task(*args))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is told and the process ends
        message = (FAILED, as_ours(error))
    try:
        send(writer, message)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        send(writer, (FAILED, as_ours(error)))


def own_streams(log: int) -> None:
    """Read nothing, print nowhere, and write errors to `log`, with Python's own words when it is struck down."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for handle, source in ((0, nowhere), (1, nowhere), (2, log)):
        os.dup2(source, handle)
    os.close(nowhere)
    faulthandler.enable()


def own_signals() -> None:
    """Hear the signals as a fresh Python does, and the first plain `kill` as Ctrl-C: what was begun is cleared away."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, end_once)


def end_once(number: int, _: FrameType | None) -> None:
    """Stop what is done, and let nothing disturb the clearing away."""
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def own_generators() -> None:
    """Draw other numbers than the process this one was forked from, and than its other children."""
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np  # noqa: PLC0415 - only where it is loaded already

        np.random.seed()


def refuse_threads() -> None:
    """Refuse to go on where a fork would not be safe."""
    if not one_thread():
        names = sorted(thread.name for thread in threading.enumerate())
        raise ReportError(
            f"The process that others are forked from has more than one thread ({', '.join(names)}). "
            f"Report this as a fault of the toolkit."
        )
