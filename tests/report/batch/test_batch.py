"""A batch of small clients: who fails stops nobody, who is done is not made again, and a summary tells it all."""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner, Result

from tests.conftest import ROOT
from toolkit.cli import app
from toolkit.commands import batch as command
from toolkit.commands.progress import board
from toolkit.engagement import load_engagement
from toolkit.engagement.scores import FROZEN, SCORES, other_scores
from toolkit.errors import WorkspaceError
from toolkit.report.batch.attempt import attempt
from toolkit.report.batch.current import current_run
from toolkit.report.batch.jobs import FAILED, MADE, failed
from toolkit.report.batch.jobs import Result as Became
from toolkit.report.batch.places import place_at, read, write
from toolkit.report.batch.running import Handed
from toolkit.report.batch.state import Settings, begin, resume
from toolkit.report.batch.upload import SNAPSHOT, session_of
from toolkit.report.workers import Pool
from toolkit.workspace import client_lock

HOG = "held = bytearray(4_000_000_000); import os"


@pytest.fixture
def loyalty(monkeypatch: pytest.MonkeyPatch, handed: Handed) -> Callable[..., Result]:
    """Run the command with the pool that the tests share."""

    @contextlib.contextmanager
    def here(jobs: int, tell: object) -> Iterator[Handed]:
        yield handed

    monkeypatch.setattr(command, "on_this_machine", here)
    return lambda *words: CliRunner().invoke(app, ["batch", *map(str, words)])


def summary(workspace: Path) -> dict[str, Any]:
    return json.loads((workspace / "batch.json").read_text("utf-8"))


def states(workspace: Path) -> dict[str, str]:
    return {client: one["state"] for client, one in summary(workspace)["clients"].items()}


def made(workspace: Path) -> dict[str, bytes]:
    """Every file among the reports of every client, but for what was not put in place."""
    paths = [path for path in sorted(workspace.glob("clients/*/reports/**/*")) if path.is_file()]
    names = {path.relative_to(workspace).as_posix(): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if "/.new-" not in name}


def current(workspace: Path, client: str) -> str:
    return current_run(load_engagement(workspace / "clients" / client), "baseline", "nl", final=False)


@pytest.fixture(scope="module")
def struck(tmp_path_factory: pytest.TempPathFactory, workspace_of: Callable[..., Path]) -> Path:
    """A workspace in which a batch was struck down while its second client was computed.

    Of the third an answer is wrong, and the fourth wants too much memory.
    """
    place = tmp_path_factory.mktemp("batch")
    mark, go = place / "computing", place / "go"
    waits = f"import pathlib, time; pathlib.Path({str(mark)!r} + client).touch()\n"
    waits += f"while client == 'b-wacht' and not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)"
    workspace = workspace_of(place / "work", "a-een", "b-wacht", "c-fout", "d-veel", before=waits)
    change(workspace / "clients" / "c-fout" / "data" / "baseline.csv", "r3,noord,2,4", "r3,noord,2,4711")
    change(workspace / "clients" / "d-veel" / "notebooks" / "baseline.ipynb", "import os", HOG)
    words = ("--all", "--report", "baseline", "--jobs", "1", "--memory", "2", "--workspace", workspace)
    command = [sys.executable, "-m", "toolkit", "batch", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 120
        while not Path(f"{mark}b-wacht").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
    go.touch()
    return workspace


@dataclass(frozen=True)
class Resumed:
    """A batch that was struck down and went on: what stood before, with its times, and what the command said."""

    workspace: Path
    before: dict[str, bytes]
    times: dict[str, int]
    told_before: dict[str, Any]
    said: Result


@pytest.fixture(scope="module")
def done(struck: Path, pool: Pool) -> Resumed:
    before, told = made(struck), summary(struck)
    times = {name: (struck / name).stat().st_mtime_ns for name in before}
    with ThreadPoolExecutor(2) as threads, pytest.MonkeyPatch.context() as patched:
        work = partial(attempt, pool, jobs=2, tell=lambda *_: None)
        patched.setattr(command, "on_this_machine", lambda *_: contextlib.nullcontext((threads, work)))
        words = ("--resume", "--memory", "2", "--summary", struck / "told.json")
        said = CliRunner().invoke(app, ["--workspace", str(struck), "batch", *map(str, words)])
    return Resumed(struck, before, times, told, said)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8", "surrogateescape")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8", "surrogateescape")


def test_a_batch_struck_down_leaves_whole_reports_only(done: Resumed) -> None:
    assert {name.split("/")[1] for name in done.before} == {"a-een"}
    assert len([name for name in done.before if "history" not in name]) == 8
    assert done.told_before["state"] == "running"
    assert done.told_before["clients"]["b-wacht"]["state"] == "waiting"


def test_resume_makes_what_is_not_done_and_leaves_what_is(done: Resumed) -> None:
    assert states(done.workspace) == {
        "a-een": "kept",
        "b-wacht": "made",
        "c-fout": "failed",
        "d-veel": "failed",
    }, done.said.output
    assert {name: (done.workspace / name).stat().st_mtime_ns for name in done.times} == done.times
    assert current(done.workspace, "b-wacht")
    assert not list(done.workspace.glob("clients/*/reports/.new-*"))


def test_a_client_that_fails_stops_nobody(done: Resumed) -> None:
    assert done.said.exit_code == 1
    assert "2 of 4 done, 2 failed" in done.said.stdout
    assert "loyalty batch --resume" in done.said.stdout
    assert "Traceback" not in done.said.output
    pages = [name for name in made(done.workspace) if name.endswith(".pdf")]
    assert {name.split("/")[1] for name in pages} == {"a-een", "b-wacht"}


def test_the_summary_tells_each_client(done: Resumed) -> None:
    told = summary(done.workspace)
    assert (done.workspace / "told.json").read_bytes() == (done.workspace / "batch.json").read_bytes()
    assert told["state"] == "finished"
    assert told["counts"] == {"waiting": 0, "made": 1, "kept": 1, "failed": 2}
    second = told["clients"]["b-wacht"]
    record = done.workspace / "clients" / "b-wacht" / "reports" / "baseline.run.json"
    assert second["reports"] == {"baseline": json.loads(record.read_text("utf-8"))["run"]}
    assert second["seconds"] > 0
    assert second["peak_mb"] > 1
    assert told["clients"]["d-veel"]["reason"].startswith("It needs more memory than the 2 GB")


def test_nothing_of_a_respondent_leaves_the_folder_of_the_client(done: Resumed) -> None:
    message = summary(done.workspace)["clients"]["c-fout"]["message"]
    assert "baseline.csv" in message
    assert "loyalty check c-fout" in message
    for text in (message, done.said.output):
        assert "4711" not in text


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_client_that_was_kept_tells_what_it_cost_and_one_that_failed_waits_again(
    tmp_path: Path, elsewhere: bool
) -> None:
    if elsewhere:
        pytest.importorskip("fsspec")
    place = place_at(f"memory://{tmp_path.name}" if elsewhere else str(tmp_path))
    write(place, f"clients/een/reports/{SCORES}", b'{"rounds": []}')
    batch = begin(place, Settings(("een", "twee")), ("een",))
    batch.add(Became("een", MADE, {"baseline": "0a1b2c3d"}, 4.2, 812.0, warnings=3))
    batch.add(failed("twee", "no"))
    batch.save("stopped")
    write(place, f"clients/een/reports/{SCORES}", b"moved on")
    later = resume(place)
    assert json.loads(read(place, SNAPSHOT) or b"") == {"een": '{"rounds": []}'}
    assert later.session != batch.session
    assert session_of(place) == later.session
    assert [one.resume for one in later.jobs(None, "x")] == [True, True]
    assert [one.resume for one in batch.jobs(None, "x")] == [False, False]
    of_all = begin(place, Settings(("een",)), ("een",), resumed=True)
    assert [one.resume for one in of_all.jobs(None, "x")] == [True]
    assert {one.state for one in later.results.values()} == {MADE}
    later.add(Became("een", "kept", {"baseline": "0a1b2c3d"}, 0.1, 1.0))
    told = later.summary("running")["clients"]
    assert (told["een"]["state"], told["een"]["seconds"], told["een"]["peak_mb"]) == ("kept", 4.2, 812.0)
    assert told["een"]["warnings"] == 3
    assert told["twee"]["state"] == "waiting"


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("engagement.toml", ("seed = 7", "seed = 8")),
        ("data/baseline.csv", ("zuid", "west")),
        ("notebooks/baseline.ipynb", ("klanten", "mensen")),
        ("reports/baseline.run.json", ('"seed": 7', '"seed": 8')),
        ("reports/baseline.html", 99),
        ("reports/baseline.findings.json", 20),
        ("reports/baseline.pdf", 2000),
        ("reports/baseline.tables.xlsx", 2000),
        ("reports/baseline.ipynb", None),
    ],
)
def test_only_a_whole_report_of_today_counts_as_done(
    done: Resumed, tmp_path: Path, file: str, changed: tuple[str, str] | int | None
) -> None:
    folder = tmp_path / "clients" / "a-een"
    shutil.copytree(done.workspace / "clients" / "a-een", folder)
    assert current(tmp_path, "a-een")
    path = folder / file
    if isinstance(changed, tuple):
        change(path, *changed)
    elif changed is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:changed])
    assert not current(tmp_path, "a-een")


def test_another_language_standing_or_parameter_is_another_report(done: Resumed) -> None:
    engagement = load_engagement(done.workspace / "clients" / "a-een")
    assert current_run(engagement, "baseline", "nl", final=False)
    assert not current_run(engagement, "baseline", "en", final=False)
    assert not current_run(engagement, "baseline", "nl", final=True)
    assert not current_run(engagement, "drivers", "nl", final=False)


def test_all_count_with_the_forecasts_as_the_batch_found_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in ("een", "twee"):
        for around in ("now", "then"):
            (tmp_path / around / client / "reports").mkdir(parents=True)
    for around, client in (("now", "twee"), ("then", "een")):
        (tmp_path / around / client / "reports" / "forecast.scores.json").write_text("{}", "utf-8")
    asking = tmp_path / "now" / "drie"
    assert [path.parts[-3] for path in other_scores(asking)] == ["twee"]
    monkeypatch.setenv(FROZEN, str(tmp_path / "then"))
    assert [path.parts[-3] for path in other_scores(asking)] == ["een"]


def test_what_a_batch_counts_with_stands_before_it_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Struck down as it begins, it leaves none that would go on with the scores of another day, or with none."""
    scores = tmp_path / "clients" / "een" / "reports" / SCORES
    scores.parent.mkdir(parents=True)
    scores.write_text("{}", "utf-8")
    place = place_at(str(tmp_path))

    def struck(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("toolkit.report.batch.state.Batch.save", struck)
    with pytest.raises(KeyboardInterrupt):
        begin(place, Settings(("een",)), ("een",))
    assert json.loads(read(place, SNAPSHOT) or b"") == {"een": "{}"}
    assert read(place, "batch.json") is None


def test_a_client_that_is_closed_to_this_user_counts_for_nobody_and_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in ("dicht", "open"):
        (tmp_path / "clients" / client / "reports").mkdir(parents=True)
        (tmp_path / "clients" / client / "reports" / SCORES).write_text("{}", "utf-8")
    for name in ("open", "read_bytes"):
        monkeypatch.setattr(Path, name, _denied(getattr(Path, name)))
    assert [path.parts[-3] for path in other_scores(tmp_path / "clients" / "een")] == ["open"]
    place = place_at(str(tmp_path))
    begin(place, Settings(("open",)), ("dicht", "open"))
    assert json.loads(read(place, SNAPSHOT) or b"") == {"open": "{}"}


def _denied(reach: Callable[..., Any]) -> Callable[..., Any]:
    def denied(path: Path, *how: Any, **more: Any) -> Any:
        if "dicht" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return reach(path, *how, **more)

    return denied


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "or give --all"),
        (("een", "--all"), "or give --all"),
        (("--resume", "--final"), "as it was begun"),
        (("--resume",), "no batch to resume"),
        (("eeen", "drie"), "Did you mean `een`?"),
        (("een", "--report", "driver"), "Did you mean `drivers`?"),
        (("een", "--language", "fr"), "no report language"),
        (("een", "--jobs", "0"), "must be more than 0"),
        (("een", "--memory", "-1"), "must be more than 0"),
        (("een", "--jobs", "2", "--scheduler", "tcp://x:1"), "no --jobs"),
        (("een", "--summary", "absent/x.json"), "no folder absent"),
        (("een", "--summary", "clients"), "clients is a folder"),
    ],
)
def test_a_mistake_is_one_message_and_begins_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    loyalty: Callable[..., Result],
    words: tuple[str, ...],
    said: str,
) -> None:
    (tmp_path / "clients" / "een").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    result = loyalty(*words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert not (tmp_path / "batch.json").exists()


def test_a_batch_file_that_is_none_is_told(tmp_path: Path, loyalty: Callable[..., Result]) -> None:
    (tmp_path / "clients" / "een").mkdir(parents=True)
    for text in (
        "{",
        "[]",
        '{"clients": {"een": {}}, "settings": {}}',
        '{"clients": {}, "settings": {"x": 1}}',
        '{"clients": {"../een": {"state": "waiting"}}, "settings": {}}',
        "[" * 100_000,
    ):
        (tmp_path / "batch.json").write_text(text, "utf-8")
        assert "cannot be read as that of a batch" in loyalty("--resume", "--workspace", tmp_path).stderr


def test_one_batch_at_a_time(tmp_path: Path, loyalty: Callable[..., Result]) -> None:
    (tmp_path / "clients" / "een").mkdir(parents=True)
    (tmp_path / ".batch").mkdir()
    with client_lock(tmp_path / ".batch"):
        assert "is busy" in loyalty("een", "--workspace", tmp_path).stderr


def test_the_table_shows_who_runs_and_who_failed_and_cuts_off_the_rest() -> None:
    console = Console(width=100, height=10, force_terminal=True, record=True)
    with board([f"client-{number:02}" for number in range(40)], console) as shown:
        shown.tell("client-20", "drivers", "computing")
        shown.add(failed("client-30", "client-30 cannot be read\n  - row 3: \x1b[31mred"))
        shown.add(Became("client-31", MADE, {"baseline": "0a1b2c3d"}, 4.21, 812.0))
        console.print(shown.table(3))
    text = console.export_text()
    assert re.search(r"client-20 +running +0", text)  # no column is squeezed by the words of the last
    assert "drivers: computing" in text
    assert "client-30 cannot be read: row 3" in text
    assert "1 of 40 done, 1 failed, 1 running; 37 not shown" in text
    assert "\x1b[31mred" not in text
    assert shown.state("client-30") == FAILED


def test_a_workspace_given_before_the_command_may_be_an_address(tmp_path: Path) -> None:
    assert command._where("memory:/x/y") == "memory://x/y"
    assert command._where("file:/data/x") == "file:///data/x"
    assert command._where("s3://bucket/work") == "s3://bucket/work"
    with pytest.raises(WorkspaceError, match="is no workspace"):
        command._where(str(tmp_path))


def test_the_guide_tells_every_option() -> None:
    guide = (ROOT / "docs" / "batch.md").read_text("utf-8")
    options = typer.main.get_command(app).commands["batch"].params
    names = {name for one in options for name in one.opts if name.startswith("--")}
    assert {"--resume", "--memory"} <= names
    assert [name for name in sorted(names) if f"{name}" not in guide] == []
