"""The file of the employees in `loyalty check` and `loyalty purge`."""

import datetime
from pathlib import Path

import pytest

from tests.cli.test_cli import loyalty
from tests.small_client import NAME, small_workspace
from toolkit.commands.purge import purge
from toolkit.workspace import client_folder

PULSE = """
[segments.region.values]
noord = "Noord"
zuid = "Zuid"
[pulse]
file = "{file}"
unit = "team"
segment = "region"
columns = ["E1"]
minimum = 1
maximum = 7
"""


def workspace_with(folder: Path, rows: list[str], file: str = "data/staff.csv") -> Path:
    workspace = small_workspace(folder)
    client = client_folder(workspace, NAME)
    (client / file).write_text("\n".join(["naam,team,E1", *rows]) + "\n", encoding="utf-8")
    engagement = client / "engagement.toml"
    engagement.write_text(engagement.read_text("utf-8") + PULSE.format(file=file), "utf-8")
    return workspace


def test_check_tells_how_many_employees_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*["Jan Jansen,noord,5"] * 12, *["Piet Pieters,zuid,3"] * 4, "Kees Keesen,,4"]
    monkeypatch.chdir(workspace_with(tmp_path, rows))
    result = loyalty("check", NAME)
    assert result.exit_code == 0, result.output
    page = " ".join(result.output.split())
    assert "Employees: staff.csv" in page
    assert "Read: employees 16, units 2, questions 1" in page
    assert "Units with 10 employees or more: 1; the report shows them from 5 units on" in page
    assert "1 row without a unit: left out" in page
    assert "Jansen" not in page


def test_check_tells_what_is_wrong_with_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace_with(tmp_path, ["Jan Jansen,nord,9", "Jan Jansen,zuid,3"]))
    result = loyalty("check", NAME)
    assert result.exit_code != 0
    page = " ".join(result.output.split())
    assert "data/staff.csv cannot be used: 2 faults" in page
    assert "is off the scale 1–7" in page
    assert "Did you mean `noord`?" in page


def test_purge_deletes_their_file_wherever_it_stands(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, ["Jan Jansen,noord,5"], file="staff.csv")
    purge(workspace, NAME, ask=lambda _: NAME, today=datetime.date(2030, 1, 1))
    assert not (client_folder(workspace, NAME) / "staff.csv").exists()
