"""Small clients in one workspace, and one pool that makes them for all tests of a batch."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from tests.small_client import NAME, small_notebook, small_workspace
from toolkit.report.batch.attempt import attempt
from toolkit.report.batch.running import Handed
from toolkit.report.workers import Pool, workers


def several(folder: Path, *clients: str, before: str = "") -> Path:
    """Make a workspace with small clients of these names, each with a notebook for its baseline report."""
    small_notebook(small_workspace(folder), before=before)
    model = folder / "clients" / NAME
    for client in clients:
        shutil.copytree(model, folder / "clients" / client)
    shutil.rmtree(model)
    return folder


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with workers(2) as made:
        yield made


@pytest.fixture
def handed(pool: Pool) -> Iterator[Handed]:
    """Threads that have the pool make clients, as `on_this_machine` gives them."""
    with ThreadPoolExecutor(2) as threads:
        yield threads, partial(attempt, pool, jobs=2, tell=lambda *_: None)


@pytest.fixture(scope="session")
def workspace_of() -> Callable[..., Path]:
    return several
