"""Hand the clients of a batch out and take back what became of them: one loop, whoever does the work.

An executor of `concurrent.futures` does it: threads of this process, each with a process for its client, or a cluster.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Final, TypeAlias

from toolkit.errors import LoyaltyError
from toolkit.report.batch.attempt import attempt
from toolkit.report.batch.jobs import Job, Result, Tell, failed
from toolkit.report.workers import workers

Handed: TypeAlias = tuple[Executor, Callable[[Job], Result]]
"""Who does the work, and the function that does one job of it."""

HEARTBEAT: Final = 0.5  # seconds after which Ctrl-C is heard, also on Windows


def results(handed: Handed, jobs: Iterable[Job]) -> Iterator[Result]:
    """Do all the jobs, and give what became of each as soon as it is known; none that fails stops another."""
    executor, work = handed
    futures = {executor.submit(work, job): job for job in jobs}
    while futures:
        wait(futures, timeout=HEARTBEAT, return_when=FIRST_COMPLETED)
        for future in [one for one in futures if one.done()]:
            yield _result(future, futures.pop(future))


def _result(future: Future[Result], job: Job) -> Result:
    try:
        return future.result()
    except LoyaltyError as error:
        return failed(job.client, str(error))
    except Exception as error:  # noqa: BLE001 - of the one who does the work: its name is all that may be told
        name = type(error).__name__
        if name == "KilledWorker":
            return failed(
                job.client, "Every worker that took this client was lost. Often it is short of memory."
            )
        return failed(job.client, f"It was not done ({name}). Run loyalty batch --resume.")


@contextlib.contextmanager
def on_this_machine(jobs: int, tell: Tell) -> Iterator[Handed]:
    """Have at most so many clients made at once on this machine; what still runs is ended with the block."""
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="loyalty-batch")
    try:
        with workers(jobs) as pool:
            try:
                yield threads, partial(attempt, pool, jobs=jobs, tell=tell)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)
    finally:
        threads.shutdown()
