"""`loyalty purge` deletes what leads to respondents, after asking, and nothing else."""

import datetime
import hashlib
import io
import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import refused
from tests.conftest import ROOT
from tests.small_client import NAME, small_workspace
from toolkit.commands.purge import purge
from toolkit.errors import WorkspaceError

DAY = datetime.date(2030, 12, 31)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "clients" / "k"
    (folder / "data" / "later").mkdir(parents=True)
    (folder / "reports").mkdir()
    shutil.copyfile(ROOT / "clients" / "voorbeeld-energie" / "engagement.toml", folder / "engagement.toml")
    (folder / "data" / "a.csv").write_bytes(b"answers")
    (folder / "data" / "later" / "b.xlsx").write_bytes(b"more answers")
    (folder / "reports" / "baseline.pdf").write_bytes(b"report")
    (folder / ".salt").write_text("00" * 32, encoding="ascii")
    return tmp_path


def left(workspace: Path) -> list[str]:
    folder = workspace / "clients" / "k"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_data_go_and_the_reports_stay(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    purge(workspace, "k", ask=lambda _: "k", today=DAY)
    assert left(workspace) == [".lock", "engagement.toml", "purged.txt", "reports/baseline.pdf"]
    record = (workspace / "clients" / "k" / "purged.txt").read_text("utf-8").splitlines()
    assert record == [
        "2030-12-31 deleted .salt",
        f"2030-12-31 deleted data/a.csv sha256 {hashlib.sha256(b'answers').hexdigest()}",
        f"2030-12-31 deleted data/later/b.xlsx sha256 {hashlib.sha256(b'more answers').hexdigest()}",
    ]
    assert "Deleted: 3 files" in capsys.readouterr().out
    purge(workspace, "k", ask=lambda _: "never asked", today=DAY)
    assert "holds no raw data" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["", "y", "yes", "other"])
def test_any_other_answer_than_the_name_deletes_nothing(
    workspace: Path, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = left(workspace)
    purge(workspace, "k", ask=lambda _: answer, today=DAY)
    assert left(workspace) == before
    assert "Nothing was deleted." in capsys.readouterr().out


def test_it_does_not_delete_where_nobody_can_answer(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = left(workspace)
    monkeypatch.setattr("sys.stdin", io.StringIO("k\n"))
    with pytest.raises(WorkspaceError, match="add --yes"):
        purge(workspace, "k", today=DAY)
    assert left(workspace) == before
    purge(workspace, "k", yes=True, today=DAY)
    assert "data/a.csv" not in left(workspace)


def test_data_that_stand_beside_the_data_folder_go_too(workspace: Path) -> None:
    folder = workspace / "clients" / "k"
    text = (folder / "engagement.toml").read_text("utf-8")
    text = text.replace('"data/nulmeting.csv"', '"nulmeting.csv"').replace('logo = "logo.svg"', "")
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    (folder / "nulmeting.csv").write_bytes(b"answers")
    purge(workspace, "k", yes=True, today=DAY)
    assert "nulmeting.csv" not in left(workspace)


def test_a_broken_engagement_does_not_keep_the_data(workspace: Path) -> None:
    (workspace / "clients" / "k" / "engagement.toml").write_text("[client", encoding="utf-8")
    purge(workspace, "k", yes=True, today=DAY)
    assert "data/a.csv" not in left(workspace)


def test_a_link_is_deleted_and_not_what_it_leads_to(workspace: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.csv"
    elsewhere.write_bytes(b"not ours")
    try:
        (workspace / "clients" / "k" / "data" / "link.csv").symlink_to(elsewhere)
    except OSError:
        pytest.skip("links may not be made here")
    purge(workspace, "k", yes=True, today=DAY)
    assert elsewhere.read_bytes() == b"not ours"
    assert not (workspace / "clients" / "k" / "data" / "link.csv").is_symlink()


def test_data_outside_the_folder_are_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "elsewhere.csv").write_bytes(b"x")
    path = workspace / "clients" / "k" / "engagement.toml"
    text = path.read_text("utf-8").replace('"data/nulmeting.csv"', '"../../elsewhere.csv"')
    text = text.replace("[privacy]\n", "[privacy]\noutside_data = true\n").replace('logo = "logo.svg"', "")
    path.write_text(text, encoding="utf-8")
    purge(workspace, "k", yes=True, today=DAY)
    assert (workspace / "elsewhere.csv").is_file()
    assert "outside the client's folder: ../../elsewhere.csv" in capsys.readouterr().out


LEFT = (
    "check.html",
    "engagement.proposal.toml",
    "text/quotes.proposal.toml",
    "text/.new-killed/quotes.proposal.toml",
    "reports/.failed/baseline.ipynb",
    "reports/.new-abc/baseline.ipynb",
    "notebooks/.ipynb_checkpoints/own-checkpoint.ipynb",
    "reports/.ipynb_checkpoints/baseline-checkpoint.ipynb",
)


def test_what_commands_left_goes_too(workspace: Path) -> None:
    folder = workspace / "clients" / "k"
    for name in (*LEFT, "notebooks/own.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"answers")
    purge(workspace, "k", yes=True, today=DAY)
    assert left(workspace) == [
        ".lock", "engagement.toml", "notebooks/own.ipynb", "purged.txt", "reports/baseline.pdf",
    ]  # fmt: skip
    assert sorted(path.name for path in (folder / "reports").iterdir()) == ["baseline.pdf"]
    record = (folder / "purged.txt").read_text("utf-8")
    assert "deleted reports/.failed/baseline.ipynb sha256" in record


def test_one_file_is_one_file(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(workspace / "clients" / "k" / "data")
    purge(workspace, "k", yes=True, today=DAY)
    assert "Deleted: 1 file." in capsys.readouterr().out


def test_tables_that_no_wave_names_are_told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (workspace / "clients" / "k" / "oud.xlsx").write_bytes(b"x")
    purge(workspace, "k", yes=True, today=DAY)
    printed = capsys.readouterr().out
    assert "Not deleted, as no wave names it: oud.xlsx" in printed
    assert "purged.txt. Delete it" not in printed
    assert "oud.xlsx" in left(workspace)


def test_an_engagement_that_cannot_be_read_is_told(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "clients" / "k" / "engagement.toml").write_text("[client", encoding="utf-8")
    purge(workspace, "k", yes=True, today=DAY)
    assert "engagement.toml cannot be read, so that files of waves" in " ".join(
        capsys.readouterr().out.split()
    )


def test_afterwards_check_and_run_say_that_it_was_purged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = small_workspace(tmp_path, "baseline")
    monkeypatch.chdir(made)
    purge(made, NAME, yes=True, today=DAY)
    for words in (("check", NAME), ("run", NAME, "baseline")):
        told = " ".join(refused(*words).split())
        assert "data/baseline.csv: was deleted by loyalty purge on 2030-12-31 (purged.txt)" in told
