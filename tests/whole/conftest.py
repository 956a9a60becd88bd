"""The README's own commands, run once in a workspace of their own."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

INSTALLING = "python -m pip install"
DEMO = "voorbeeld-energie"


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
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demo client, without reports."""
    folder = tmp_path_factory.mktemp("workspace")
    leave = shutil.ignore_patterns("reports", ".salt", ".lock")
    shutil.copytree(ROOT / "clients" / DEMO, folder / "clients" / DEMO, ignore=leave)
    return folder


@pytest.fixture(scope="session")
def said(workspace: Path) -> dict[str, Said]:
    """What each command of the README left, but for the two that install (those are for `.ci/run`)."""
    commands = [line for line in readme_commands() if not line.startswith(INSTALLING)]
    return {line: run_command(line, workspace) for line in commands}


@pytest.fixture(scope="session")
def reports(workspace: Path, said: dict[str, Said]) -> Path:
    """The folder of the demo client's reports after the README's commands."""
    assert said
    return workspace / "clients" / DEMO / "reports"
