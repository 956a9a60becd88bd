"""The folder for a copy of a client: gone afterwards, and what a struck batch left gone with the next."""

from pathlib import Path

import pytest

from toolkit.errors import WorkspaceError
from toolkit.report.batch import scratch
from toolkit.report.batch.scratch import PREFIX, scratch_folder
from toolkit.workspace import LOCK_FILE


def test_it_is_gone_afterwards_and_nobody_takes_it_while_it_is_used(tmp_path: Path) -> None:
    with scratch_folder(str(tmp_path)) as one:
        (one / "answers").mkdir()
        with scratch_folder(str(tmp_path)) as other:
            assert one != other
        assert (one / "answers").is_dir()
    assert not list(tmp_path.iterdir())


def test_what_a_struck_batch_left_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}left" / "workspace").mkdir(parents=True)
    (tmp_path / f"{PREFIX}left" / LOCK_FILE).write_text("", "utf-8")
    (tmp_path / f"{PREFIX}left" / "workspace" / "answers.csv").write_text("9", "utf-8")
    (tmp_path / "another").mkdir()
    (tmp_path / f"{PREFIX}of-a-user" / "clients").mkdir(parents=True)
    with scratch_folder(str(tmp_path)):
        assert not (tmp_path / f"{PREFIX}left").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"another", f"{PREFIX}of-a-user"}
    assert (tmp_path / f"{PREFIX}of-a-user" / "clients").is_dir()


def test_one_that_another_batch_takes_away_at_once_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    mkdtemp = scratch.tempfile.mkdtemp

    def taken(**given: str) -> str:
        made.append(mkdtemp(**given))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return made[-1]

    monkeypatch.setattr(scratch.tempfile, "mkdtemp", taken)
    with scratch_folder(str(tmp_path)) as folder:
        assert str(folder) == made[1]


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="Cannot write in"), scratch_folder(str(tmp_path / "none")):
        pass
