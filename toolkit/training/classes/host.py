"""Have a guest begin, hear what it says, and end it with all it began, however it behaves."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from toolkit.report.batch.memory import GB
from toolkit.report.workers.process import own_signals, own_streams
from toolkit.report.workers.start import CAN_FORK, environment
from toolkit.training.classes import guest

MOST_SAID: Final = 1_000_000  # bytes that a notebook may say
MOST_WRITTEN: Final = 1_000_000_000  # bytes that it may write in all
MOST_FILES: Final = 10_000
_EVERY: Final = 0.2  # seconds between two looks at what it holds
_AT_FIRST: Final = 500e6  # bytes that the toolkit itself holds before a notebook begins
_TO_BEGIN: Final = 60.0  # seconds in which a fresh Python may load what it needs, on a slow machine


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a notebook may take (s), how much memory (GB), and where it writes."""

    seconds: float
    memory: float
    folder: Path


def heard(task: Mapping[str, Any], limits: Limits) -> tuple[bytes, str]:
    """Run the notebook in a process of its own; give what it said, and why it was ended, "" where it was not."""
    with _forked(task) if CAN_FORK else _started(task) as (pid, words):
        return _read(pid, words, limits)


def _read(pid: int, words: IO[bytes], limits: Limits) -> tuple[bytes, str]:
    """Read what a process says until it hangs up, is too late, or holds, writes or says too much."""
    text = bytearray()

    def listen() -> None:
        with contextlib.suppress(OSError, ValueError):  # it is ended while it is heard
            while len(text) < MOST_SAID and (part := words.read(65536)):
                text.extend(part)

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    # It says that it begins when it has loaded what it needs: that time is ours.
    until, begun = time.monotonic() + _TO_BEGIN, False
    looks = 0
    while listener.is_alive():
        listener.join(_EVERY)
        looks += 1
        if text and not begun:
            until, begun = time.monotonic() + limits.seconds, True
        if time.monotonic() > until:
            return bytes(text), "late"
        if _held(pid) > limits.memory * GB + _AT_FIRST:
            return bytes(text), "memory"
        if looks % 5 == 0 and _too_much_written(limits.folder):
            return bytes(text), "disk"
    return bytes(text), ""


def _held(pid: int) -> float:
    """Give the bytes that a process holds; 0 where it is over."""
    import psutil  # noqa: PLC0415 - only where a class is marked

    try:
        process = psutil.Process(pid)
        # The Python of a virtual environment on Windows is one that starts another.
        those = [process, *(process.children(recursive=True) if sys.platform == "win32" else ())]
        return float(sum(one.memory_info().rss for one in those))
    except psutil.Error:
        return 0.0


def _too_much_written(folder: Path) -> bool:
    """Say whether a folder holds too much, or too many files, as far as it stands still to be looked at."""
    written = files = 0
    waiting = [str(folder)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                files += 1
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    written += entry.stat(follow_symlinks=False).st_size
                if written > MOST_WRITTEN or files > MOST_FILES:
                    return True
    return False


@contextlib.contextmanager
def _forked(task: Mapping[str, Any]) -> Iterator[tuple[int, IO[bytes]]]:
    """Fork a guest off this process; give its number and what it speaks through. It is ended with the block."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            _be_guest(task, theirs)
        finally:
            os._exit(0)
    try:
        os.close(theirs)
        yield pid, os.fdopen(ours, "rb", buffering=0)
    finally:
        # Its group, should it have begun others; and itself, should it not have come so far as to have one.
        for end in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                end(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _be_guest(task: Mapping[str, Any], out: int) -> None:
    """Be the guest: a group of its own, and no handle but the one to speak through."""
    os.setsid()
    own_signals()
    own_streams(os.open(os.devnull, os.O_RDWR))
    os.dup2(out, 3)
    os.closerange(4, 65536)
    with os.fdopen(3, "wb") as writer:
        guest.run(task, writer)


@contextlib.contextmanager
def _started(task: Mapping[str, Any]) -> Iterator[tuple[int, IO[bytes]]]:
    """Start a guest as a fresh Python, where none can be forked. It is ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", guest.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env=environment(),
        start_new_session=sys.platform != "win32",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with contextlib.suppress(OSError):  # it is over already: that is heard soon enough
            _written(process.stdin, json.dumps(task).encode() + b"\n")
        yield process.pid, process.stdout
    finally:
        _end(process)


def _written(stream: IO[bytes], content: bytes) -> None:
    """Write all of it, in as many parts as a pipe takes."""
    left = memoryview(content)
    while left:
        left = left[stream.write(left) :]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a fresh guest, with what it began should it have got so far, and its streams."""
    import psutil  # noqa: PLC0415 - only where a class is marked

    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                one.kill()
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
