"""What goes between two processes: pickled messages with their length before them, and how a task ended."""

from __future__ import annotations

import errno
import pickle
import struct
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

import toolkit
from toolkit.errors import LoyaltyError, ReportError

Tell: TypeAlias = Callable[[str, str], None]
"""Told what begins: the report ("" for all of them) and the step."""

_LENGTH = struct.Struct("<Q")
_OF_THE_SYSTEM = ("Fatal Python error", "ModuleNotFoundError: ", "terminate called ")
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
TOLD, DONE, FAILED = "told", "done", "failed"


class WorkerLost(ReportError):  # noqa: N818 - it says what happened
    """A process that ended before it gave an answer."""


def send(file: IO[bytes], message: object) -> None:
    """Write one message. Raises OSError when nobody reads any more."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    file.write(_LENGTH.pack(len(content)) + content)
    file.flush()


class Readable(Protocol):
    """What bytes come from; fewer of them than asked for may come at once."""

    def read(self, size: int, /) -> bytes | None:
        """Read some bytes; none when the other side is gone."""


def receive(file: Readable) -> Any:
    """Read one message. Raises EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
    return pickle.loads(_exactly(file, length))


def _exactly(file: Readable, length: int) -> bytes:
    parts = []
    while length:
        part = file.read(length)
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def as_ours(error: BaseException) -> LoyaltyError:
    """Give an error as it may be told: one of ours as it is, of another its name and place (it may quote an answer)."""
    if isinstance(error, LoyaltyError):
        return error
    if isinstance(error, KeyboardInterrupt):  # a plain `kill`, of a user or of a system short of memory
        return WorkerLost("A process of this run was told to end. No report was changed. Run again.")
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return ReportError("The disk is full. No report was changed. Make room on it and run again.")
    ours = Path(toolkit.__file__).parent
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    within = [
        f" ({path.relative_to(ours).as_posix()}:{line})" for path, line in frames if ours in path.parents
    ]
    last = within[-1] if within else ""
    name = type(error).__name__
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        name = MemoryError.__name__  # there is no memory left for its stack
    return ReportError(
        f"Stopped on an internal error: {name}{last}. No report was changed. "
        f"Report this as a fault of the toolkit."
    )


def lost(log: IO[bytes], how: str = "", called: str = "") -> WorkerLost:
    """Say that a process ended of itself, with its last words from its error stream.

    Only those that Python or the system wrote: what a library or a cell wrote there may quote an answer.
    """
    log.seek(0)
    lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines()]
    last = [line for line in lines if line.startswith(_OF_THE_SYSTEM)]
    told = f" Its last words: {last[-1].rstrip('.')}." if last else ""
    return WorkerLost(
        f"{called or 'A process of this run'} ended unexpectedly{how}.{told} No report was changed. "
        f"Often the machine is short of memory: close other programs and run again."
    )
