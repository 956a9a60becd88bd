"""The command `loyalty`: what it prints, how it ends, and that a mistake of the user shows no traceback."""

import datetime
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from tests.small_client import NAME, contents, small_notebook, small_workspace
from toolkit.cli import app
from toolkit.commands import screen
from toolkit.commands.check import check
from toolkit.commands.demo import DEMO, DEMO_WORKSPACE, demo
from toolkit.engagement import load_engagement
from toolkit.errors import EngagementError
from toolkit.house import house_folder
from toolkit.workspace import client_folder

RUNNER = CliRunner()


def loyalty(*words: str | Path) -> Result:
    return RUNNER.invoke(app, [str(word) for word in words])


def refused(*words: str | Path) -> str:
    """Run a command that must end with exit code 1, one message on the error stream and nothing else there."""
    result = loyalty(*words)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    return result.stderr


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_workspace(tmp_path)


def change(workspace: Path, file: str, old: str, new: str) -> None:
    path = client_folder(workspace, NAME) / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_help_and_version() -> None:
    for words in ([], ["--help"], ["run", "--help"]):
        result = loyalty(*words)
        assert "Usage" in result.output
    assert loyalty("--version").stdout.startswith("loyalty-toolkit 0.")


def test_the_door_opens_without_the_heavy_rooms() -> None:
    code = (
        "import sys, toolkit.cli; heavy = {'pandas', 'numpy', 'scipy', 'matplotlib', 'papermill', 'nbconvert', 'rich',"
        " 'pydantic', 'pingouin'}; sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_python_m_toolkit_is_the_command(workspace: Path) -> None:
    command = [sys.executable, "-m", "toolkit", "check", "kleim", "--workspace", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Error: There is no client 'kleim'")
    assert "Did you mean `klein`?" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
def test_a_run_that_is_stopped_says_so_and_leaves_nothing(workspace: Path) -> None:
    mark = workspace / "computing"
    small_notebook(
        workspace, before=f"import time, pathlib; pathlib.Path({str(mark)!r}).touch(); time.sleep(15)"
    )
    command = [sys.executable, "-m", "toolkit", "run", NAME, "baseline"]
    with subprocess.Popen(command, cwd=workspace, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 30
        while not mark.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        said = process.communicate()[1]
    assert process.returncode == 130
    assert said.startswith("Stopped. The reports are whole")
    assert "Traceback" not in said
    assert not (client_folder(workspace, NAME) / "reports").exists()


def test_new_makes_a_folder_that_check_then_asks_to_fill_in(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    result = loyalty("--workspace", tmp_path, "new", "zuiver-water")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "clients" / "zuiver-water"
    names = {path.name for path in folder.iterdir()}
    assert names == {"engagement.toml", "README.md", "data", "text", ".engagement.schema.json"}
    text = (folder / "engagement.toml").read_text("utf-8")
    assert text.startswith("#:schema .engagement.schema.json\n")
    assert 'name = "Zuiver Water"' in text
    assert "New Client" not in text
    said = refused("check", "zuiver-water", "--workspace", tmp_path)
    for word in ("author.name", "waves[1].start", "waves[1].end"):
        assert word in said
    assert "already" in refused("--workspace", tmp_path, "new", "zuiver-water")
    assert (folder / "engagement.toml").read_text("utf-8") == text


def test_what_new_makes_is_whole_once_it_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / "clients").mkdir()
    loyalty("--workspace", tmp_path, "new", "acme")
    folder = tmp_path / "clients" / "acme"
    path = folder / "engagement.toml"
    with pytest.raises(EngagementError) as caught:
        load_engagement(folder)
    assert len(caught.value.faults) == 3, str(caught.value)
    text = path.read_text("utf-8")
    for old, new in (('[author]\nname = ""', '[author]\nname = "A"'), ("# start", "start"), ("# end", "end")):
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    (folder / "data" / "baseline.csv").write_text("x\n", "utf-8")
    assert load_engagement(folder).client.name == "Acme"


def test_a_checkout_s_clients_name_the_schema_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "toolkit" / "engagement" / "engagement.schema.json"
    own.parent.mkdir(parents=True)
    own.write_text("{}", "utf-8")
    (tmp_path / "clients").mkdir()
    monkeypatch.setattr("toolkit.engagement.schema.SCHEMA_FILE", own)
    assert loyalty("--workspace", tmp_path, "new", "acme").exit_code == 0
    first = (tmp_path / "clients" / "acme" / "engagement.toml").read_text("utf-8").splitlines()[0]
    assert first == "#:schema ../../toolkit/engagement/engagement.schema.json"


@pytest.mark.parametrize("name", ["../x", "con", "", "A b", "x" * 80])
def test_new_refuses_names(workspace: Path, name: str) -> None:
    assert "client" in refused("new", name)
    assert [path.name for path in (workspace / "clients").iterdir()] == [NAME]


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "No workspace here" in refused("check", NAME)
    assert "no folder 'clients'" in refused("--workspace", tmp_path, "run", NAME)


def test_check_tells_what_is_there(workspace: Path) -> None:
    result = loyalty("check", NAME)
    assert result.exit_code == 0, result.output
    for words in (
        "Klein & Zoon [bold]$x$</bold>",
        "baseline.csv",
        "csv",
        "3 of 3",
        "effective n 36 (90%)",
        "2 groups, 1 under 10 and not reported",
        "Disclosure: ",
        "sponsor",
        "Deletion date: none",
    ):
        assert words in result.output
    row = next(line for line in result.output.splitlines() if "not applicable" in line)
    assert "4.2%" in row  # 5 of 40 in one item of three


def test_check_counts_who_answered_both_waves(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path, "baseline", "followup")
    assert "40 also in baseline" in loyalty("check", NAME, "--workspace", workspace).output


@pytest.mark.parametrize(
    ("day", "word"), [("2030-01-01", "Deletion date: 2030-01-01\n"), ("2026-01-01", "Delete the files")]
)
def test_check_reminds_of_deletion(
    workspace: Path, day: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(
        workspace,
        "engagement.toml",
        "[segments.region]",
        f"[privacy]\ndeletion_date = {day}\n\n[segments.region]",
    )
    check(workspace, NAME, today=datetime.date(2026, 4, 7))
    assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("engagement.toml", 'role = "driver"', 'role = "drivr"', "driver"),
        ("engagement.toml", "seed = 7", "sead = 7", "seed"),
        ("engagement.toml", "[client]", "[client", "engagement.toml"),
        ("engagement.toml", "data/baseline.csv", "data/basline.csv", "basline.csv"),
        ("engagement.toml", '"region"', '"regio"', "region"),
        ("data/baseline.csv", ",ATT_1", ",ATT_9", "ATT_1"),
        ("data/baseline.csv", "r3,noord,2,4", "r3,noord,2,44", "44"),
    ],
)
def test_bad_input_is_one_message_and_touches_no_report(
    workspace: Path, file: str, old: str, new: str, said: str
) -> None:
    reports = client_folder(workspace, NAME) / "reports"
    reports.mkdir()
    (reports / "baseline.pdf").write_text("older", "utf-8")
    before = contents(workspace)
    change(workspace, file, old, new)
    for command in (("check", NAME), ("run", NAME), ("run", NAME, "baseline")):
        assert said in refused(*command)
    assert contents(workspace) == before


def test_an_empty_wave_and_one_that_is_too_small(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "data" / "baseline.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for kept in (1, 8):
        path.write_text("".join(lines[:kept]), "utf-8")
        assert "baseline.csv" in refused("run", NAME)
    assert contents(workspace) == {}


def test_run_refuses_in_words(workspace: Path) -> None:
    assert "Did you mean `drivers`?" in refused("run", NAME, "driver")
    assert "Did you mean `klein`?" in refused("run", "klien")
    assert "needs 2 waves" in refused("run", NAME, "followup")
    assert "Did you mean `waves`?" in refused("run", NAME, "baseline", "-p", "wave", "baseline")
    assert "given twice" in refused("run", NAME, "-p", "waves", "a", "-p", "waves", "b")
    assert "name and a value" in refused("run", NAME, "-p", "waves")
    assert "Use --language" in refused("run", NAME, "-p", "language", "en")
    assert "cannot be final yet" in refused("run", NAME, "--final")
    assert "no report language" in refused("run", NAME, "--language", "fr")
    assert contents(workspace) == {}


def test_run_makes_reports_and_says_where(workspace: Path) -> None:
    for report in ("baseline", "drivers"):
        small_notebook(workspace, report)
    result = loyalty("run", NAME, "all", "-p", "size", "-4")
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[:2] == ["reading the data", "baseline: computing"]
    assert [line for line in lines if line.startswith("baseline: ")] == [
        f"baseline: {step}" for step in ("computing", "PDF", "HTML", "done")
    ]
    assert "followup: skipped, because klein has one wave so far" in lines
    assert str(client_folder(workspace, NAME) / "reports" / "drivers.pdf") in result.stdout
    assert {"baseline.pdf", "drivers.html"} <= set(contents(workspace))
    assert b"maat -4" in contents(workspace)["baseline.html"]
    assert b"[bold]$x$&lt;/bold&gt;" in contents(workspace)["baseline.html"]


def test_a_message_cannot_command_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    screen.complain("[bold]name[/bold] :smile: \x1b[2J\x07 and a very long line " + "x" * 200)
    said = capsys.readouterr().err
    assert "[bold]name[/bold] :smile: " in said
    assert "\x1b" not in said
    assert "\x07" not in said
    assert said.count("\n") == 1, "a long message is one line in a pipe"


def test_progress_on_a_terminal_reaches_the_end() -> None:
    console = Console(
        force_terminal=True,
        width=80,
        file=(Path("/dev/null") if sys.platform != "win32" else Path("nul")).open("w"),
    )
    with screen.shown_progress(console) as tell:
        tell("", "reading")
        for report in ("baseline", "drivers"):
            for step in screen.STEPS[1:]:
                tell(report, step)
    console.file.close()


def test_the_demo_is_copied_where_there_is_no_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[Path, str]] = []
    monkeypatch.setattr("toolkit.commands.demo.run", lambda *given: ran.append(given))
    start = tmp_path / "empty"
    start.mkdir()
    demo(start)
    demo(start)
    place = start / DEMO_WORKSPACE
    assert ran == [(place.resolve(), DEMO)] * 2
    folder = client_folder(place, DEMO)
    assert load_engagement(folder).client.name == "Voorbeeld Energie"
    assert not (folder / "reports").exists()
    assert [path.name for path in (place / "clients").iterdir()] == [DEMO]


def test_the_demo_of_a_checkout_is_run_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[Path, str]] = []
    monkeypatch.setattr("toolkit.commands.demo.run", lambda *given: ran.append(given))
    demo(house_folder() / "notebooks")
    assert ran == [(house_folder(), DEMO)]


def test_the_demo_goes_to_the_folder_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[Path, str]] = []
    monkeypatch.setattr("toolkit.commands.demo.run", lambda *given: ran.append(given))
    assert loyalty("demo", "--workspace", tmp_path / "mine").exit_code == 0
    assert ran == [((tmp_path / "mine").resolve(), DEMO)]
    (tmp_path / "file").write_text("", "utf-8")
    assert "Cannot make" in refused("demo", "--workspace", tmp_path / "file")
