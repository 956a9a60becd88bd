"""The README's own commands, run once in a workspace of their own."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

INSTALLING = "python -m pip install"
DEMO = "voorbeeld-energie"
MOST_SECONDS = 600


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and all it printed."""

    code: int
    text: str


def readme_commands() -> list[str]:
    """Give every line of every `sh` block of the README, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines()]


def unpacked(path: Path) -> bytes:
    """Everything that a workbook holds."""
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())


def run_command(line: str, folder: Path) -> Said:
    """Run one command as a user would: from their folder, with the environment's programs first."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    program, *arguments = shlex.split(line)
    found = shutil.which(program, path=places)
    assert found, f"{program} is not installed"
    done = subprocess.run(
        [found, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": places},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Said(done.returncode, done.stdout)


@pytest.fixture(scope="session")
def shared_by_workers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of one run of pytest have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def workspace(shared_by_workers: Path) -> Path:
    """A workspace with the demo client, in which the README's commands are run."""
    return shared_by_workers / "workspace"


@pytest.fixture(scope="session")
def said(shared_by_workers: Path, workspace: Path) -> dict[str, Said]:
    """What each command of the README left, but for the two that install (those are for `.ci/run`).

    The worker that comes first runs them; another waits for what they left.
    """
    told = shared_by_workers / "said.json"
    try:
        (shared_by_workers / "said.begun").mkdir()
    except FileExistsError:
        _wait_for(told)
        return {line: Said(**one) for line, one in json.loads(told.read_text("utf-8")).items()}
    leave = shutil.ignore_patterns("reports", ".salt", ".lock")
    shutil.copytree(ROOT / "clients" / DEMO, workspace / "clients" / DEMO, ignore=leave)
    commands = [line for line in readme_commands() if not line.startswith(INSTALLING)]
    left = {line: run_command(line, workspace) for line in commands}
    whole = told.with_suffix(".new")
    whole.write_text(json.dumps({line: asdict(one) for line, one in left.items()}), "utf-8")
    whole.replace(told)
    return left


def _wait_for(file: Path) -> None:
    for _ in range(MOST_SECONDS * 10):
        if file.exists():
            return
        time.sleep(0.1)
    pytest.fail("another worker did not finish the README's commands")


@pytest.fixture(scope="session")
def reports(workspace: Path, said: dict[str, Said]) -> Path:
    """The folder of the demo client's reports after the README's commands."""
    assert said
    return workspace / "clients" / DEMO / "reports"
