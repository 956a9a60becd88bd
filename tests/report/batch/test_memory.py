"""The memory of a client is bounded: what it holds is watched, its own processes with it."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from toolkit.errors import ReportError
from toolkit.report.batch.memory import share, watched

HOLDS = "import sys, time; held = bytearray({bytes}); held[:] = b'x' * len(held); time.sleep({seconds})"
PARENT = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-S', '-c', {child!r}]))"


def begun(code: str) -> Callable[[Callable[[str], None]], Future[int]]:
    """A process with this code as a pool begins one: its number is told, and its exit code is the result."""

    def begin(number: Callable[[str], None]) -> Future[int]:
        process = subprocess.Popen([sys.executable, "-S", "-c", code])
        number(str(process.pid))
        threads = ThreadPoolExecutor(1)
        future = threads.submit(process.wait)
        threads.shutdown(wait=False)
        return future

    return begin


def test_what_a_client_holds_is_told_and_what_its_processes_hold_with_it() -> None:
    code, peak = watched(begun(PARENT.format(child=HOLDS.format(bytes=80_000_000, seconds=1.2))), 1.0)
    assert code == 0
    assert 80 < peak < 250


def test_beyond_its_bound_a_client_is_ended_with_all_it_began() -> None:
    with pytest.raises(ReportError, match=r"more memory than the 0\.05 GB .* --memory"):
        watched(begun(PARENT.format(child=HOLDS.format(bytes=120_000_000, seconds=60))), 0.05)


def test_a_process_that_is_over_before_it_is_seen_is_no_fault() -> None:
    assert watched(begun("pass"), 1.0)[0] == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses a process more")
def test_the_system_refuses_what_is_too_much_at_once() -> None:
    code = "from toolkit.report.batch.memory import bound; bound(0.2); held = bytearray(400_000_000)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_clients_at_once_share_the_machine() -> None:
    assert share(1) == pytest.approx(2 * share(2))
    assert 0.1 < share(1) < 10_000
