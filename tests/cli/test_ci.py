"""What `.ci/run` checks beside the tools: the README's commands, the reports they leave, bare notebooks."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from tests.conftest import ROOT

CI = ROOT / ".ci"
TWO = """# A title

## Two commands

To see reports:

```sh
python -m pip install -r requirements.txt && loyalty demo
```

To see that it is right:

```sh
python -m pip install -r requirements-dev.txt && pytest
```

## More

```sh
loyalty new acme
```
"""


def script(name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, CI / name, *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_commands_are_taken_word_for_word(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(TWO, "utf-8")
    done = script("readme_commands.py", tmp_path / "README.md")
    assert done.stdout.splitlines() == [
        "python -m pip install -r requirements.txt && loyalty demo",
        "python -m pip install -r requirements-dev.txt && pytest",
    ]


@pytest.mark.parametrize(("old", "new"), [("## Two commands", "## Start"), ("&& pytest", "&& pytest\nmore")])
def test_a_readme_of_another_shape_fails(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "README.md").write_text(TWO.replace(old, new), "utf-8")
    assert script("readme_commands.py", tmp_path / "README.md").returncode == 1


def test_our_readme_has_the_two_commands_of_the_mission() -> None:
    done = script("readme_commands.py", ROOT / "README.md")
    assert done.stdout.splitlines() == [
        "python -m pip install -r requirements.txt && loyalty demo",
        "python -m pip install -r requirements-dev.txt && pytest",
    ], done.stderr


def test_a_notebook_with_an_output_fails(tmp_path: Path) -> None:
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    assert script("bare_notebooks.py", tmp_path).returncode == 0
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="an answer")])]
    )
    nbformat.write(notebook, tmp_path / "more.ipynb")
    assert script("bare_notebooks.py", tmp_path).returncode == 1


def test_no_notebooks_is_a_failure(tmp_path: Path) -> None:
    assert script("bare_notebooks.py", tmp_path).returncode == 1


def test_reports_must_be_there_and_new(tmp_path: Path) -> None:
    began = tmp_path / "began"
    began.touch()
    for report in ("baseline", "drivers", "followup"):
        (tmp_path / f"{report}.pdf").write_bytes(b"%PDF-1.7")
        (tmp_path / f"{report}.html").write_bytes(b"<!doctype html>")
    assert script("demo_reports.py", tmp_path, began).returncode == 0
    older = time.time() - 1000
    os.utime(tmp_path / "drivers.pdf", (older, older))
    done = script("demo_reports.py", tmp_path, began)
    assert done.returncode == 1
    assert "drivers.pdf was not made" in done.stderr
    (tmp_path / "drivers.pdf").write_bytes(b"<html>")
    assert script("demo_reports.py", tmp_path, began).returncode == 1


@pytest.mark.skipif(shutil.which("bash") is None, reason="the CI script is for bash")
def test_the_ci_script_is_sound_bash() -> None:
    assert subprocess.run(["bash", "-n", CI / "run"], check=False).returncode == 0
    assert os.access(CI / "run", os.X_OK)
