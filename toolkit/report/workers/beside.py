"""From inside a process of ours: several calls beside each other, each in a process of its own."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any

from toolkit.report.workers.pool import workers
from toolkit.report.workers.process import (
    answer_call,
    forked_one,
    one_thread,
    own_generators,
    own_signals,
    own_streams,
)
from toolkit.report.workers.wire import TOLD, Tell, lost, receive

# Of three on two processors the first has one for itself: to the system two that are so nice weigh as much as it does.
NICER = 3
CLEARING = 2.0  # seconds for a process that is ended; its own parent has GRACE of the server


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a module with what it is given, and what its process is called where it is lost."""

    task: Callable[..., Any]
    args: tuple[Any, ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class _Running:
    place: int
    pid: int
    channel: socket.socket
    reader: socket.SocketIO
    log: IO[bytes]


def may_fork() -> bool:
    """Say whether this process was forked from a server of ours and has one thread, so that it may be forked again."""
    return forked_one() and one_thread()


def side_by_side(
    calls: Sequence[Call], at_once: int, told: Tell | None = None, meanwhile: Callable[[], None] | None = None
) -> list[Any]:
    """Call each in a process of its own, `at_once` at a time; give what each gave, or the LoyaltyError that it raised.

    The first is to be the one that takes longest: where processes are forked, those beside it leave it a processor.
    With `told` each is called with a `told` of its own first, as by `Pool.submit`. `meanwhile` is called here once the
    first have begun, where they are forked: what it loads is there for who is forked later.
    """
    if may_fork():
        return _forked(calls, at_once, told, meanwhile)
    with workers(at_once, fork=False) as pool:
        futures = [pool.submit(one.task, *one.args, tell=told) for one in calls]
        errors = [future.exception() for future in futures]
        return [error or future.result() for error, future in zip(errors, futures, strict=True)]


def _forked(
    calls: Sequence[Call], at_once: int, told: Tell | None, meanwhile: Callable[[], None] | None
) -> list[Any]:
    results: list[Any] = [None] * len(calls)
    waiting = list(enumerate(calls))
    with selectors.DefaultSelector() as running:
        try:
            while waiting or running.get_map():
                while waiting and len(running.get_map()) < at_once:
                    nicer = NICER if at_once > 1 and waiting[0][0] > 0 else 0
                    one = _begun(*waiting.pop(0), wants=told is not None, nicer=nicer)
                    running.register(one.channel, selectors.EVENT_READ, one)
                if meanwhile is not None:
                    meanwhile()
                    meanwhile = None
                for key, _ in running.select():
                    if (result := _heard(key.data, told, calls)) is not None:
                        # Before it is closed: its siblings hold it too, and it would be heard of for ever.
                        running.unregister(key.fileobj)
                        _closed(key.data)
                        results[key.data.place] = result[0]
        finally:
            _end([key.data for key in running.get_map().values()])
    return results


def _end(left: Sequence[_Running]) -> None:
    """End processes, with some time to clear away what they began."""
    for one in left:
        os.kill(one.pid, signal.SIGTERM)
    for one in left:
        # What it still says is of no use; that it hangs up is.
        one.channel.settimeout(CLEARING)
        with contextlib.suppress(OSError, EOFError):
            while True:
                receive(one.reader)
        os.kill(one.pid, signal.SIGKILL)
        os.waitpid(one.pid, 0)
        _closed(one)


def _begun(place: int, call: Call, *, wants: bool, nicer: int) -> _Running:
    """Fork a process that makes a call."""
    ours, theirs = socket.socketpair()
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process is over
    pid = os.fork()
    if not pid:
        try:
            ours.close()
            os.nice(nicer)
            own_signals()
            own_streams(log.fileno())
            own_generators()
            with theirs.makefile("wb") as writer:
                answer_call(call.task, call.args, writer, wants=wants)
        finally:
            os._exit(0)
    theirs.close()
    return _Running(place, pid, ours, ours.makefile("rb", buffering=0), log)


def _heard(one: _Running, told: Tell | None, calls: Sequence[Call]) -> tuple[Any] | None:
    """Hear one message of a process; give its result or error when it has come."""
    try:
        kind, content = receive(one.reader)
    except (EOFError, OSError):
        _, status = os.waitpid(one.pid, 0)
        how = f" ({signal.Signals(os.WTERMSIG(status)).name})" if os.WIFSIGNALED(status) else ""
        return (lost(one.log, how, calls[one.place].called),)
    if kind == TOLD:
        if told is not None:
            told(*content)
        return None
    os.waitpid(one.pid, 0)
    return (content,)


def _closed(one: _Running) -> None:
    for thing in (one.reader, one.channel, one.log):
        thing.close()
