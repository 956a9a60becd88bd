"""A cluster of two workers in processes of their own, one struck down on the way: every client is made, once."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toolkit.errors import ReportError
from toolkit.report.batch.attempt import attempt
from toolkit.report.batch.jobs import MADE, Job
from toolkit.report.batch.places import as_address, names_under, place_at
from toolkit.report.batch.running import results
from toolkit.report.batch.state import Settings, begin
from toolkit.report.batch.upload import CLAIMS
from toolkit.report.manifest import code_hash
from toolkit.report.workers import Pool

distributed = pytest.importorskip("distributed")

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
    pytest.mark.filterwarnings("ignore"),  # of dask: a worker is lost on purpose
]
WAITS = "import time, pathlib\nwhile not pathlib.Path({go!r}).exists(): time.sleep(0.05)"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[object]:
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path / "dask"),
            silence_logs=50,
        ) as made,
    ):
        yield made


def test_the_client_of_a_lost_worker_is_made_by_another_once(
    tmp_path: Path, cluster: object, pool: Pool, workspace_of: Callable[..., Path]
) -> None:
    from toolkit.report.batch.cluster import on_cluster

    go = tmp_path / "go"
    shared = workspace_of(tmp_path / "shared disk", "een", "twee", before=WAITS.format(go=str(go)))
    place = place_at(as_address(shared))
    told: list[tuple[str, str, str]] = []
    batch = begin(place, Settings(("een", "twee"), "baseline"), ("een", "twee"))

    def strike() -> None:
        """End a worker when both have a client, and then let clients go on."""
        until = time.monotonic() + 100
        while len({one[0] for one in told if one[2] == "computing"}) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        go.touch()

    striking = threading.Thread(target=strike)
    striking.start()
    with on_cluster(cluster.scheduler_address, place.address, lambda *step: told.append(step)) as handed:
        found = {one.client: one for one in results(handed, batch.jobs(2.0, place.address))}
    striking.join()
    assert {client: one.state for client, one in found.items()} == {"een": MADE, "twee": MADE}, found
    assert len([one for one in told if one[2] == "computing"]) == 3  # one of them twice
    assert len(names_under(place, f"{CLAIMS}/{batch.session}")) == 2
    assert not [name for name in names_under(place, "clients") if ".new-" in name or name.endswith(".salt")]
    assert [*(tmp_path / "dask").rglob("engagement.toml")] == []  # no copy of a client is left
    before = made(shared / "clients" / "een")
    here = attempt(pool, Job("een", str(shared), "", code_hash(), "baseline"), jobs=1, tell=lambda *_: None)
    assert here.runs == found["een"].runs
    assert made(shared / "clients" / "een") == before


def made(folder: Path) -> dict[str, bytes]:
    paths = sorted((folder / "reports").rglob("*"))
    return {
        path.name: path.read_bytes() for path in paths if path.is_file() and path.parent.name != "history"
    }


def test_a_scheduler_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.report.batch import cluster

    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with (
        pytest.raises(ReportError, match=r"No scheduler answers at tcp://127\.0\.0\.1:9 "),
        cluster.on_cluster("tcp://127.0.0.1:9", "file:///x", lambda *_: None),
    ):
        pass
