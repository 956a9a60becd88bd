"""The pool: tasks wait for their turn, each is called in a process of its own, and its answer comes as a future."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

from toolkit.errors import LoyaltyError
from toolkit.report.workers.start import CAN_FORK, Fresh, Served, Started
from toolkit.report.workers.wire import DONE, TOLD, Tell, WorkerLost, lost, receive, send

T = TypeVar("T")


class Pool:
    """Calls functions in processes of their own, at most `jobs` at once; made by `workers`."""

    def __init__(self, jobs: int, source: Served | Fresh) -> None:
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="loyalty-worker")
        self._source = source
        self._running: set[Started] = set()
        self._lock = threading.Lock()
        self._closed = False

    def submit(
        self,
        task: Callable[..., T],
        /,
        *args: Any,
        tell: Tell | None = None,
        limit: float | None = None,
    ) -> Future[T]:
        """Have `task(*args)` called in a process of its own; with `tell`, `task(told, *args)`.

        `task` is a function of a module, `args` and its result can be pickled. What it says to `told(report, step)`
        comes to `tell` here, in a thread of the pool. After `limit` seconds the process is ended.
        The future raises a LoyaltyError of the task as it is, ReportError with the name of any other error, and
        WorkerLost where the process ended of itself or was too late.
        """
        return self._threads.submit(self._call, task, args, tell, limit)

    def _call(
        self, task: Callable[..., T], args: tuple[Any, ...], tell: Tell | None, limit: float | None
    ) -> T:
        late = threading.Event()
        with tempfile.TemporaryFile() as log:
            try:
                with self._begun(log) as started, _ended_after(limit, started, late):
                    return _answer(started, task, args, tell)
            except (EOFError, OSError, LoyaltyError) as error:
                if limit is not None and late.is_set():
                    raise _too_late(limit) from error
                if isinstance(error, LoyaltyError):
                    raise
                raise lost(log) from error

    @contextlib.contextmanager
    def _begun(self, log: IO[bytes]) -> Iterator[Started]:
        with self._source.begin(log) as started:
            with self._lock:
                if self._closed:
                    raise EOFError
                self._running.add(started)
            try:
                yield started
            finally:
                with self._lock:
                    self._running.discard(started)

    def close(self) -> None:
        """Drop what waits, end what runs, and come back when all of it is over."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for started in running:
            started.end()
        self._threads.shutdown()


@dataclass
class _Shared:
    """The server of the blocks of `workers` that stand open, and how many there are."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    server: Served | None = None
    blocks: int = 0


_shared = _Shared()


@contextlib.contextmanager
def workers(jobs: int, *, fork: bool = CAN_FORK, lasting: bool | None = None) -> Iterator[Pool]:
    """Give a pool that calls at most `jobs` functions at once; all its processes end with the block.

    Blocks that stand open together have one server. `fork=False` makes each process a fresh Python, as on Windows.
    A server that is `lasting`, by default one for more than one job, imports what some tasks alone use as well.
    """
    with _source(fork=fork and CAN_FORK, lasting=jobs > 1 if lasting is None else lasting) as source:
        pool = Pool(jobs, source)
        try:
            yield pool
        finally:
            pool.close()


@contextlib.contextmanager
def _source(*, fork: bool, lasting: bool) -> Iterator[Served | Fresh]:
    if not fork:
        yield Fresh()
        return
    with _shared.lock:
        server = _shared.server = _shared.server or Served(lasting=lasting)
        _shared.blocks += 1
    try:
        yield server
    finally:
        with _shared.lock:
            _shared.blocks -= 1
            last = not _shared.blocks
            if last:
                _shared.server = None
        if last:
            server.close()


def _answer(started: Started, task: Callable[..., T], args: tuple[Any, ...], tell: Tell | None) -> T:
    send(started.writer, (task, args, tell is not None))
    while True:
        kind, content = receive(started.reader)
        if kind == TOLD and tell is not None:
            tell(*content)
        elif kind == DONE:
            return content
        else:
            raise content


@contextlib.contextmanager
def _ended_after(limit: float | None, started: Started, late: threading.Event) -> Iterator[None]:
    if limit is None:
        yield
        return

    def end() -> None:
        late.set()
        started.end()

    timer = threading.Timer(limit, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _too_late(limit: float) -> WorkerLost:
    return WorkerLost(f"It was not done within {limit:g} seconds and was ended. No report was changed.")
