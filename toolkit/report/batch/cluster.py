"""The workers of a dask cluster as an executor: the same loop hands clients out, and the same attempt makes them.

No worker forks: each has a plugin that keeps a pool, whose server is a Python of its own. A client whose worker is lost
is handed to another one; that its reports are put back once is for `upload` to see to.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final

from distributed import Client, Worker, WorkerPlugin, get_worker

from toolkit.errors import ReportError
from toolkit.report.batch.attempt import attempt
from toolkit.report.batch.jobs import Job, Result, Tell
from toolkit.report.batch.running import Handed
from toolkit.report.workers import Pool, workers

PATIENCE: Final = 10  # seconds for a scheduler to answer


class KeptPool(WorkerPlugin):
    """What a worker keeps for a batch: a pool with a place for each of its threads, and a folder for copies."""

    jobs: int
    scratch: str
    pool: Pool

    def __init__(self) -> None:
        self._open = ExitStack()

    def __getstate__(self) -> dict[str, Any]:
        """Cross the network as what it is before a worker has it."""
        return {}

    def setup(self, worker: Worker) -> None:
        """Begin where a worker meets the plugin; the server is started by the first client."""
        self._open = ExitStack()
        # What a worker that is struck down leaves in its folder, dask deletes when the next one begins there.
        self.jobs, self.scratch = worker.state.nthreads, worker.local_directory
        self.pool = self._open.enter_context(workers(self.jobs))

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - as dask calls it
        """End every process of the pool, where the plugin or the worker goes."""
        self._open.close()


def made_on_worker(job: Job) -> Result:
    """Make the reports of a client on the worker that this is called on."""
    worker = get_worker()
    kept: Any = worker.plugins[name_of(job.place)]

    def tell(client: str, report: str, step: str) -> None:
        worker.log_event(name_of(job.place), (client, report, step))

    return attempt(kept.pool, job, jobs=kept.jobs, tell=tell, scratch=kept.scratch)


def name_of(address: str) -> str:
    """Name what a cluster holds for the batch of a workspace; a later batch there takes its place."""
    return f"loyalty-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


@contextlib.contextmanager
def on_cluster(scheduler: str, address: str, tell: Tell) -> Iterator[Handed]:
    """Have the clients of a workspace made by the workers of a cluster, each as many at once as it has threads.

    Raises ReportError where no scheduler answers.
    """
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ReportError(
            f"No scheduler answers at {scheduler} ({type(error).__name__}). Start one with: dask scheduler"
        ) from error
    with client:
        name = name_of(address)
        client.subscribe_topic(name, lambda event: tell(*event[1]))
        client.register_plugin(KeptPool(), name=name)
        executor = client.get_executor(pure=False)
        try:
            yield executor, made_on_worker
        finally:
            executor.shutdown(wait=False)
            client.unregister_worker_plugin(name)
