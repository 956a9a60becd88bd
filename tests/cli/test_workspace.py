"""Where clients live: names, the lock, and sets of files that move into place whole."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import workspace
from toolkit.errors import WorkspaceError
from toolkit.workspace import (
    checked_name,
    client_folder,
    client_lock,
    clients_in,
    find_workspace,
    recover,
    replace_whole,
    staging,
)

SET = ("one.pdf", "two.html", "three.json")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in ("acme", "zuiver-water"):
        (tmp_path / "clients" / name / "data").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    write(folder, "old")
    return folder


def write(folder: Path, text: str) -> None:
    for name in SET:
        (folder / name).write_text(f"{text} {name}", "utf-8")


def holds(folder: Path, text: str) -> bool:
    return all((folder / name).read_text("utf-8") == f"{text} {name}" for name in SET)


def test_the_workspace_is_found_from_below_and_by_name(house: Path) -> None:
    below = house / "clients" / "acme" / "data"
    assert find_workspace(below) == house.resolve()
    assert find_workspace(Path("/"), given=house) == house.resolve()


def test_no_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="--workspace"):
        find_workspace(tmp_path)
    with pytest.raises(WorkspaceError, match="no folder 'clients'"):
        find_workspace(tmp_path, given=tmp_path)


@pytest.mark.parametrize("name", ["a", "acme", "voorbeeld-energie", "3m", "x" * 60, "com", "con-x"])
def test_good_names(name: str) -> None:
    assert checked_name(name) == name


REFUSED = [
    *("", ".", "..", "../acme", "a/b", "a\\b", "C:", "Acme", "acme ", "a.b", "-a", "a-", "naïef", "x" * 61),
    *("con", "nul", "prn", "aux", "com1", "lpt9", "acme\n", "a\x00b", "~", "$HOME"),
    "a\N{RIGHT-TO-LEFT OVERRIDE}b",
]


@pytest.mark.parametrize("name", REFUSED)
def test_names_that_are_refused(name: str, house: Path) -> None:
    with pytest.raises(WorkspaceError, match="client"):
        checked_name(name)
    with pytest.raises(WorkspaceError, match="client"):
        client_folder(house, name)


def test_an_unknown_client_names_the_nearest_and_the_others(house: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"Did you mean `acme`\? Clients here: acme, zuiver-water\."):
        client_folder(house, "acmee")
    assert client_folder(house, "acme") == house / "clients" / "acme"
    assert clients_in(house) == ("acme", "zuiver-water")


def test_no_clients_yet(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    with pytest.raises(WorkspaceError, match="no clients here yet"):
        client_folder(tmp_path, "acme")


HOLD = """
import sys, time
from pathlib import Path
from toolkit.workspace import client_lock
with client_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_keeps_a_second_process_out_and_goes_with_a_killed_one(house: Path) -> None:
    folder = house / "clients" / "acme"
    with subprocess.Popen([sys.executable, "-c", HOLD, folder], stdout=subprocess.PIPE, text=True) as other:
        try:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with (
                pytest.raises(WorkspaceError, match=rf"busy with acme \(process {other.pid}\)"),
                client_lock(folder),
            ):
                pytest.fail("two processes hold one client")
        finally:
            other.kill()
    with client_lock(folder):
        pass


def test_the_lock_is_free_after_an_error(house: Path) -> None:
    folder = house / "clients" / "acme"
    with pytest.raises(ZeroDivisionError), client_lock(folder):
        raise ZeroDivisionError
    with client_lock(folder):
        pass


def test_a_set_moves_into_place_and_leaves_no_trace(reports: Path) -> None:
    with staging(reports) as new:
        write(new, "new")
        assert holds(reports, "old")
        replace_whole(new, reports, SET)
    assert holds(reports, "new")
    assert sorted(path.name for path in reports.iterdir()) == sorted(SET)


def test_an_error_while_making_leaves_the_old_set(reports: Path) -> None:
    def fails(new: Path) -> None:
        write(new, "new")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), staging(reports) as new:
        fails(new)
    assert holds(reports, "old")
    assert sorted(path.name for path in reports.iterdir()) == sorted(SET)


def test_a_missing_file_moves_nothing(reports: Path) -> None:
    with staging(reports) as new:
        write(new, "new")
        (new / "three.json").unlink()
        with pytest.raises(FileNotFoundError):
            replace_whole(new, reports, SET)
    assert holds(reports, "old")


KILLED = """
import os, sys
from pathlib import Path
from toolkit import workspace
reports, at, names = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
steps = 0
def watch(event, args):
    global steps
    if event == "os.rename":  # raised before the rename itself
        steps += 1
        if steps > at:
            os._exit(9)
with workspace.staging(reports) as new:
    for name in names:
        (new / name).write_text(f"new {name}", "utf-8")
    sys.addaudithook(watch)
    workspace.replace_whole(new, reports, names)
    os._exit(0)
"""


def test_a_process_killed_at_any_rename_leaves_a_whole_set(tmp_path: Path) -> None:
    """Three renames ask whether the old files are free, one decides, three move: die before each."""
    ended = False
    outcomes = []
    for at in range(20):
        folder = tmp_path / str(at)
        folder.mkdir()
        write(folder, "old")
        code = subprocess.run([sys.executable, "-c", KILLED, folder, str(at), *SET], check=False).returncode
        texts = {(folder / name).read_text("utf-8") for name in SET}
        assert texts <= {f"{age} {name}" for age in ("old", "new") for name in SET}, "a file is not whole"
        recover(folder)
        outcomes.append("new" if holds(folder, "new") else "old")
        assert holds(folder, outcomes[-1]), "the set is mixed after the next run began"
        assert sorted(path.name for path in folder.iterdir()) == sorted(SET)
        if code == 0:
            ended = True
            break
        assert code == 9
    assert ended
    assert outcomes == sorted(outcomes, reverse=True), "once decided, always finished"
    assert set(outcomes) == {"old", "new"}


def test_a_move_that_was_decided_is_finished_by_the_next_run(reports: Path) -> None:
    left = reports / ".new-left"
    left.mkdir()
    for name in SET[1:]:  # the first was moved before the kill
        (left / name).write_text(f"new {name}", "utf-8")
    (reports / SET[0]).write_text(f"new {SET[0]}", "utf-8")
    (left / workspace.JOURNAL).write_text(json.dumps(SET), "utf-8")
    with staging(reports) as new:
        assert new.parent == reports
        assert not left.exists()
        assert holds(reports, "new")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "3",
        '{"one.txt": 1}',
        "[1]",
        '["../../out.txt"]',
        '["/out.txt"]',
        '["C:/out.txt"]',
        '["..\\\\out.txt"]',
        '[""]',
    ],
)
def test_a_journal_that_was_changed_by_hand_is_told_and_moves_nothing(reports: Path, text: str) -> None:
    left = reports / ".new-left"
    left.mkdir()
    write(left, "new")
    (left / workspace.JOURNAL).write_text(text, "utf-8")
    with pytest.raises(WorkspaceError, match=r"move\.json cannot be read .*Delete the folder \.new-left"):
        recover(reports)
    assert holds(reports, "old")
    assert holds(left, "new")


def test_a_file_that_is_open_elsewhere_stops_the_move_before_it_begins(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Path, target: Path) -> None:
        raise PermissionError(13, "in use", str(self))

    monkeypatch.setattr(Path, "rename", locked)
    with staging(reports) as new:
        write(new, "new")
        with pytest.raises(WorkspaceError, match=r"one\.pdf cannot be replaced: another program has it open"):
            replace_whole(new, reports, SET)
    assert holds(reports, "old")
    assert sorted(path.name for path in reports.iterdir()) == sorted(SET)


def test_names_may_stand_in_folders(reports: Path) -> None:
    with staging(reports) as new:
        (new / "figures").mkdir()
        (new / "figures" / "a.svg").write_text("<svg/>", "utf-8")
        replace_whole(new, reports, ["figures/a.svg"])
    assert (reports / "figures" / "a.svg").read_text("utf-8") == "<svg/>"


def test_staging_says_that_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(WorkspaceError, match="Cannot write in"), staging(tmp_path / "reports"):
        pytest.fail("made a folder in a file")
