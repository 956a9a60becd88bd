"""Processes of their own: what they give, how they end, and that none is left behind."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toolkit.engagement.scores import FROZEN
from toolkit.errors import EngagementError, Fault, ReportError
from toolkit.report.workers import Pool, WorkerLost, process, workers
from toolkit.report.workers.beside import NICER
from toolkit.report.workers.pool import _Shared
from toolkit.report.workers.start import CAN_FORK, environment

TASKS = """
import os, random, sys, threading, time
import numpy
from toolkit.errors import EngagementError, Fault
from toolkit.report.workers.beside import Call, may_fork, side_by_side

def about(told):
    told("one", "step")
    told("two", "step")
    numbers = sorted(int(name) for name in os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
    return {
        "pid": os.getpid(), "parent": os.getppid(), "threads": threading.active_count(), "path": sys.path[0],
        "drawn": [random.random(), numpy.random.random()], "hash": hash("steady"), "handles": len(numbers),
        "names": {name: os.environ.get(name) for name in ("PYTHONHASHSEED", "OMP_NUM_THREADS", "MPLBACKEND")},
        "input": sys.stdin.read(), "may fork": may_fork(),
    }

def fails(kind):
    print("an answer of somebody")
    raise {"ours": EngagementError("Bad", [Fault("a", "b", "c")]), "not": KeyError("an answer of somebody"),
           "full": OSError(28, "No space left", "an answer of somebody"),
           "threads": RuntimeError("can't start new thread"), "exit": SystemExit(3),
           "stop": KeyboardInterrupt()}[kind]

def ends(how):
    os.write(2, b"an answer of somebody\\nFatal Python error: so long\\nanother answer\\n")
    os.kill(os.getpid(), 9) if how == "killed" else os._exit(0)

def naps(mark, seconds):
    with open(mark + ".part", "w") as file:
        file.write(f"{os.getpid()} {os.getpgrp()} {os.getppid()}")
    os.replace(mark + ".part", mark)
    try:
        time.sleep(seconds)
    finally:
        os.remove(mark)

def together(told, mark, seconds):
    calls = [Call(fails, ("ours",)), Call(ends, ("killed",), "The second"), Call(pow, (2, 5)),
             Call(naps, (mark, seconds))]
    return [str(one) for one in side_by_side(calls[: 3 if not seconds else 4], 2)]

def niceness(at_once):
    before = os.nice(0)
    return [one - before for one in side_by_side([Call(os.nice, (0,))] * 3, at_once)]

def handing_on(name):
    os.environ[name] = "from one of ours"
    return side_by_side([Call(os.getenv, (name,))], 1)

def not_for_others():
    return threading.Lock()
"""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A module of tasks where both this process and those of a pool find it."""
    folder = tmp_path_factory.mktemp("tasks")
    (folder / "tasks_of_a_test.py").write_text(TASKS, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setenv("PYTHONPATH", str(folder))
        patch.setattr(
            "toolkit.report.workers.pool._shared", _Shared()
        )  # a server of its own, which knows the module
        yield folder


@pytest.fixture(scope="module", params=[True, False], ids=["forked", "fresh"])
def pool(request: pytest.FixtureRequest, tasks: Path) -> Iterator[Pool]:
    if request.param and not CAN_FORK:
        pytest.skip("nothing is forked here")
    with workers(2, fork=request.param, lasting=False) as made:
        yield made


def task(name: str) -> Callable[..., object]:
    return getattr(__import__("tasks_of_a_test"), name)


def test_each_task_has_a_clean_process(pool: Pool) -> None:
    told: list[tuple[str, str]] = []
    first, second = (
        pool.submit(task("about"), tell=lambda *step: told.append(step)).result(60) for _ in range(2)
    )
    assert told == [("one", "step"), ("two", "step")] * 2
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert len({first["pid"], second["pid"], os.getpid()}) == 3
    assert not set(first["drawn"]) & set(second["drawn"])
    for key in ("hash", "handles", "names", "input"):
        assert first[key] == second[key], key
    assert first["names"]["PYTHONHASHSEED"] == "0"
    assert first["names"]["OMP_NUM_THREADS"] == "1"
    assert first["input"] == ""
    assert first["threads"] == (1 if first["may fork"] else 2), (
        "a fresh one listens whether it is still wanted"
    )
    assert first["path"] != "", "the folder it stands in holds no library"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("not", "internal error: KeyError"),
        ("exit", "error: SystemExit"),
        ("threads", "internal error: MemoryError"),
        ("full", "The disk is full. No report was changed"),
        ("stop", "A process of this run was told to end. No report was changed"),
    ],
)
def test_what_a_task_raises_is_told_without_its_words(pool: Pool, kind: str, said: str) -> None:
    with pytest.raises(ReportError, match=said) as caught:
        pool.submit(task("fails"), kind).result(60)
    assert "somebody" not in str(caught.value)
    assert isinstance(caught.value, WorkerLost) is (kind == "stop")


def test_an_error_of_ours_comes_as_it_is(pool: Pool) -> None:
    with pytest.raises(EngagementError) as caught:
        pool.submit(task("fails"), "ours").result(60)
    assert caught.value.faults == (Fault("a", "b", "c"),)
    assert str(caught.value) == "Bad\n  - a: b. c"


@pytest.mark.parametrize("how", ["killed", "ended"])
def test_one_that_ends_of_itself_is_lost_alone(pool: Pool, how: str) -> None:
    lost, other = pool.submit(task("ends"), how), pool.submit(pow, 2, 5)
    said = r"ended unexpectedly\. Its last words: Fatal Python error: so long\. No report"
    with pytest.raises(WorkerLost, match=said) as told:
        lost.result(60)
    assert "answer" not in str(told.value)
    assert other.result(60) == 32


def test_what_cannot_be_handed_over_is_said(pool: Pool) -> None:
    with pytest.raises(ReportError, match="internal error: TypeError"):
        pool.submit(task("not_for_others")).result(60)


def test_one_that_takes_too_long_is_ended(pool: Pool, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(WorkerLost, match=r"not done within 0\.5 seconds"):
        pool.submit(task("naps"), str(mark), 30, limit=0.5).result(60)
    assert pool.submit(pow, 2, 5, limit=60).result(60) == 32


@pytest.mark.parametrize("pool", [True], ids=["forked"], indirect=True)
@pytest.mark.parametrize(("at_once", "nice"), [(1, [0, 0, 0]), (2, [0, NICER, NICER])])
def test_those_beside_the_first_leave_it_a_processor(pool: Pool, at_once: int, nice: list[int]) -> None:
    assert pool.submit(task("niceness"), at_once).result(60) == nice


def test_calls_beside_each_other_give_what_each_gave(pool: Pool, tmp_path: Path) -> None:
    result = pool.submit(task("together"), str(tmp_path / "mark"), 0, tell=lambda *_: None).result(60)
    assert isinstance(result, list)
    assert result[0] == "Bad\n  - a: b. c"
    assert "ended unexpectedly" in result[1]
    assert result[2] == "32"


def test_what_one_of_ours_was_told_reaches_those_it_starts_and_what_a_user_set_does_not(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch tells a client so which scores to count with; without a fork too it has to reach each report."""
    assert pool.submit(task("handing_on"), FROZEN).result(60) == ["from one of ours"]
    monkeypatch.setenv(FROZEN, "from a user")
    assert FROZEN not in environment()


def test_what_hears_of_steps_may_fail(pool: Pool) -> None:
    def fails(*_: str) -> None:
        raise ValueError("the screen is gone")

    with pytest.raises(ValueError, match="the screen is gone"):
        pool.submit(task("about"), tell=fails).result(60)


def test_a_thread_is_a_reason_not_to_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "one_thread", lambda: False)
    with pytest.raises(ReportError, match=r"more than one thread \(.*MainThread"):
        process.refuse_threads()
