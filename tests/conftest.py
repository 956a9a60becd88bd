"""What every test may ask for."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from toolkit.report.workers import workers

# The same examples each time, a third of what Hypothesis draws by itself: `--hypothesis-profile thorough` draws more.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=33
)
settings.register_profile("thorough", settings.get_profile("house"), derandomize=False, max_examples=500)
settings.load_profile("house")

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one command renew what tests/whole/snapshots/ holds."""
    parser.addoption(
        "--renew", action="store_true", help="write the snapshots of the reports anew, to be read in review"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the project; absent on a user's machine."""
    folder = Path(os.environ.get("LOYALTY_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"the reference data are not on this machine ({folder} is absent)")
    return folder


@pytest.fixture(scope="session")
def reference(shared: Path) -> Callable[[str], dict[str, Any]]:
    """Reads values that R computed: `reference("nps")` is `nps_reference.json`."""

    def read(name: str) -> dict[str, Any]:
        return json.loads((shared / "reference" / "results" / f"{name}_reference.json").read_text("utf-8"))

    return read


@pytest.fixture(scope="session", autouse=True)
def _one_server() -> Iterator[None]:
    """Let every run of the session be forked from one server, which the first of them starts."""
    with workers(1, lasting=True):
        yield


def pytest_collection_finish() -> None:
    """Leave the tests themselves out of every later collection of garbage: there are thousands, and they stay."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that none of them is the last that everybody waits for.

    One file runs the README's commands; those that read what these leave come after the long ones that do not, so
    that no worker stands waiting for another.
    """
    reading = {item.path for item in items if "said" in getattr(item, "fixturenames", ())}

    def place(item: pytest.Item) -> int:
        if "whole" not in item.path.parts:
            return 3
        if item.path.name == "test_whole_path.py":
            return 0
        return 2 if item.path in reading else 1

    items.sort(key=place)
