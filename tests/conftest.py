"""What every test may ask for."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("house")

ROOT = Path(__file__).parent.parent


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that none of them is the last that everybody waits for."""
    items.sort(key=lambda item: "whole" not in item.path.parts)
