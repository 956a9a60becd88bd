"""How a process of its own begins: forked from a preloaded server, or as a fresh Python."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from toolkit.report.workers.process import is_own

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
BEGIN, END = b"b", b"e"  # what a server is asked: begin a task, or end it
LASTING = "lasting"  # said to a server that is to serve many tasks
OURS = "LOYALTY_"  # what our processes tell each other; a user's own would change what a report counts
NUMBER = 8  # bytes of a task's number
PATIENCE = 10  # seconds for a server that was told to end, and to end its tasks
# One thread: sums come out the same whatever the number of processors, small matrices are quicker so, and a process
# with more than one cannot be forked safely.
THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"),
    *("NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS"),
)


@dataclass(frozen=True, slots=True)
class Started:
    """A process that waits for its task: what it is written and read by, and what ends it."""

    reader: IO[bytes]
    writer: IO[bytes]
    end: Callable[[], None]


def environment() -> dict[str, str]:
    """Give the environment in which every process of ours begins, however the user's own is set.

    What one of ours was told it hands on to those that it starts.
    """
    told = is_own()
    return {
        **{name: value for name, value in os.environ.items() if told or not name.startswith(OURS)},
        **dict.fromkeys(THREADS, "1"),
        "JE_ARROW_MALLOC_CONF": "background_thread:false",  # else pyarrow starts one as it is imported
        # A figure that a cell leaves open is shown below it, and what is printed is 80 wide, as in JupyterLab.
        **{"MPLBACKEND": "module://matplotlib_inline.backend_inline", "COLUMNS": "80", "LINES": "24"},
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS stops a forked process that it cannot vouch for
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",  # a file pandas.py in the workspace is not the library
    }


def command(*arguments: str) -> list[str]:
    """Give the command of a Python that is one of our processes."""
    return [sys.executable, "-P", "-m", "toolkit.report.workers.server", *arguments]


class Served:
    """Processes forked from a server, which is started by the first task and ends with `close`."""

    def __init__(self, *, lasting: bool) -> None:
        self._lock = threading.Lock()
        self._lasting = lasting
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._number = 0
        self._closed = False

    @contextlib.contextmanager
    def begin(self, log: IO[bytes]) -> Iterator[Started]:
        """Give a process that waits for its task and writes its errors to `log`; it ends with the block."""
        ours, theirs = socket.socketpair()
        with ours, ours.makefile("rb") as reader, ours.makefile("wb") as writer:
            with theirs:
                number = self._ask(theirs.fileno(), log.fileno())
            try:
                yield Started(reader, writer, lambda: self._end(number))
            except BaseException:
                self._end(number)
                raise

    def _ask(self, *handles: int) -> bytes:
        with self._lock:
            self._number += 1
            number = self._number.to_bytes(NUMBER, "big")
            try:
                socket.send_fds(self._reached(), [BEGIN + number], handles)
            except OSError:  # the server is gone: this task has another
                self._stop()
                socket.send_fds(self._reached(), [BEGIN + number], handles)
            return number

    def _reached(self) -> socket.socket:
        if self._closed:
            raise OSError("closed")
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._server = subprocess.Popen(
                    command(str(theirs.fileno()), *([LASTING] if self._lasting else [])),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=environment(),
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,  # Ctrl-C and a closed terminal are for us to hear
                )
        return self._control

    def _end(self, number: bytes) -> None:
        with self._lock, contextlib.suppress(OSError):
            if self._control is not None:
                self._control.sendall(END + number)

    def _stop(self) -> None:
        """Let the server end: that we hang up is enough."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            try:
                self._server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None

    def close(self) -> None:
        """End the server and all it began."""
        with self._lock:
            self._closed = True
            self._stop()


class Fresh:
    """Processes that each are a fresh Python: they hear by the end of their input that nobody waits for them."""

    @contextlib.contextmanager
    def begin(self, log: IO[bytes]) -> Iterator[Started]:
        """Give a process that waits for its task and writes its errors to `log`; it ends with the block."""
        process = subprocess.Popen(
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment(),
            start_new_session=sys.platform != "win32",
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Started(process.stdout, process.stdin, process.terminate)
        finally:
            with contextlib.suppress(OSError):
                process.stdin.close()
            _ended(process)
            process.stdout.close()


def _ended(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
