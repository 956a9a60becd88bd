"""Runs of a small client: what they leave, that two are the same, and that a failing one touches nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.in_this_process import in_this_process
from tests.small_client import NAME, contents, run_json, small_notebook, small_workspace
from toolkit.commands.verify import verify
from toolkit.engagement import load_engagement
from toolkit.errors import IntakeError, ReportError, WorkspaceError
from toolkit.report.final.readiness import require_final
from toolkit.report.run import possible_reports, run_reports
from toolkit.report.waves import read_waves
from toolkit.report.workers import WorkerLost, workers
from toolkit.workspace import client_folder, client_lock

ENDINGS = ("pdf", "html", "ipynb", "findings.json", "tables.xlsx", "slides.pptx", "figures.zip", "run.json")
FILES = {f"baseline.{ending}" for ending in ENDINGS}


def kept(workspace: Path) -> set[str]:
    """What the last run of a workspace keeps to be compared with."""
    names = ("run.json", "findings.json", "tables.json", "engagement.toml")
    return {f"history/baseline-{run_json(workspace)['run']}/{name}" for name in names} | {"history/runs.json"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A client whose reports folder holds an older report."""
    small_workspace(tmp_path)
    reports = client_folder(tmp_path, NAME) / "reports"
    reports.mkdir()
    for name in FILES:
        (reports / name).write_text(f"older {name}", "utf-8")
    return tmp_path


def change(workspace: Path, old: str, new: str) -> None:
    path = client_folder(workspace, NAME) / "engagement.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, str]]]:
    workspace = small_workspace(tmp_path_factory.mktemp("first"), "baseline", "followup")
    small_notebook(workspace, before="import warnings; warnings.warn(f'seen from {client}')")
    told: list[tuple[str, str]] = []
    result = run_reports(
        workspace, NAME, ["baseline"], parameters={"size": "9"}, progress=lambda *step: told.append(step)
    )
    assert [one.report for one in result] == ["baseline"]
    assert [path.name for path in result[0].files] == [f"baseline.{ending}" for ending in ENDINGS]
    assert all(path.is_file() for path in result[0].files)
    assert len(result[0].warnings) == 1
    return workspace, told


def test_a_run_leaves_its_files_what_it_keeps_and_nothing_else(
    made: tuple[Path, list[tuple[str, str]]],
) -> None:
    files = contents(made[0])
    assert set(files) == FILES | kept(made[0])
    assert files["baseline.pdf"].startswith(b"%PDF-")
    assert b"<html" in files["baseline.html"]
    assert json.loads(files["baseline.findings.json"])[0]["number"] == "B1"
    assert "40 klanten, maat 9" in json.dumps(json.loads(files["baseline.ipynb"]))


def test_progress_is_told(made: tuple[Path, list[tuple[str, str]]]) -> None:
    steps = [("baseline", step) for step in ("computing", "PDF", "HTML", "done")]
    assert made[1] == [("", "reading"), *steps]


def test_the_record_names_the_run(made: tuple[Path, list[tuple[str, str]]]) -> None:
    record = run_json(made[0])
    run = record.pop("run")
    notebook = json.loads(contents(made[0])["baseline.ipynb"])
    assert f'"run": "{run}"' in json.dumps(notebook)
    assert record["parameters"] == {"language": "nl", "final": False, "size": 9}
    assert [entry["wave"] for entry in record["data"]] == ["baseline", "followup"]


def test_no_path_of_this_machine_and_no_respondent_in_what_is_left(
    made: tuple[Path, list[tuple[str, str]]],
) -> None:
    workspace = made[0]
    for name, content in contents(workspace).items():
        # Three letters in a row occur by chance in what is written in base 64: a font, a picture.
        written = re.sub(rb"base64,[A-Za-z0-9+/=]+", b"", content)
        for told in (str(workspace), str(Path.home()), sys.prefix, "r17"):
            assert told.encode() not in written, (name, told)


def test_it_is_verified_by_running_its_notebook_again(
    made: tuple[Path, list[tuple[str, str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(made[0])
    assert verify(client_folder(made[0], NAME) / "reports" / "baseline.pdf", None, None) == 0
    told = capsys.readouterr().out
    assert told.count("the same, byte for byte") == len(FILES) - 1
    assert "Every number comes out the same." in told
    assert contents(made[0]) == before


def test_two_runs_in_two_places_give_the_same_bytes(
    made: tuple[Path, list[tuple[str, str]]], tmp_path: Path
) -> None:
    workspace = small_workspace(tmp_path / "elsewhere", "baseline", "followup")
    small_notebook(workspace, before="import warnings; warnings.warn(f'seen from {client}')")
    # A language that is asked for and the client's own are the same run.
    run_reports(workspace, NAME, ["baseline"], language="nl", parameters={"size": 9})
    first, second = contents(made[0]), contents(workspace)
    assert set(first) == set(second)
    for name in first:
        assert first[name] == second[name], name


def test_where_nothing_can_be_forked_it_is_the_same_bytes(
    made: tuple[Path, list[tuple[str, str]]], tmp_path: Path
) -> None:
    workspace = small_workspace(tmp_path, "baseline", "followup")
    small_notebook(workspace, before="import warnings; warnings.warn(f'seen from {client}')")
    asked = partial(run_reports, workspace, NAME, ["baseline"], parameters={"size": 9})
    with workers(1, fork=False) as pool:
        (result,) = pool.submit(asked).result()
    assert result.warnings
    assert contents(workspace) == contents(made[0])


@pytest.mark.parametrize(("respondents", "beside"), [(400_000, 3), (400_001, 1)])
def test_reports_of_very_many_respondents_are_made_one_after_the_other(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, respondents: int, beside: int
) -> None:
    """What docs/processes.md says: beside each other the reports of more would not fit in memory."""
    waves = [SimpleNamespace(items=range(200_000)), SimpleNamespace(items=range(respondents - 200_000))]
    at_once = []

    def stop(_: object, together: int, __: object) -> None:
        at_once.append(together)
        raise ReportError("seen")

    in_this_process(monkeypatch)
    monkeypatch.setattr("toolkit.report.make._read", lambda *_: (waves, ()))
    monkeypatch.setattr("toolkit.report.make.side_by_side", stop)
    with pytest.raises(ReportError, match="seen"):
        run_reports(workspace, NAME, ["baseline"], at_once=3)
    assert at_once == [beside]


def test_a_failing_notebook_leaves_the_old_reports(workspace: Path) -> None:
    before = contents(workspace)
    small_notebook(workspace, before="1 / 0")
    with pytest.raises(ReportError, match=r"internal error in cell \[3\]: ZeroDivisionError") as caught:
        run_reports(workspace, NAME, ["baseline"])
    after = contents(workspace)
    kept = after.pop(".failed/baseline.ipynb")
    assert after == before
    assert b"ZeroDivisionError" in kept
    assert str(Path("reports", ".failed", "baseline.ipynb")) in str(caught.value)


def test_when_one_of_two_fails_neither_is_replaced(workspace: Path) -> None:
    before = contents(workspace)
    small_notebook(workspace)
    small_notebook(workspace, "drivers", before="raise KeyError('later')")
    with pytest.raises(ReportError, match="The drivers report stopped"):
        run_reports(workspace, NAME, ["baseline", "drivers"])
    after = contents(workspace)
    assert after.pop(".failed/drivers.ipynb")
    assert after == before


def test_a_notebook_that_shows_no_cover_is_refused(workspace: Path) -> None:
    before = contents(workspace)
    path = small_notebook(workspace)
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"] = notebook["cells"][:1]
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(ReportError, match="no blocks"):
        run_reports(workspace, NAME, ["baseline"])
    assert contents(workspace) == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"reports": ["baselin"]}, "There is no report 'baselin'. Did you mean `baseline`?"),
        (
            {"parameters": {"sise": "3"}},
            "The baseline notebook has no parameter 'sise'. Did you mean `size`?",
        ),
        ({"parameters": {"size": "three"}}, "must be a whole number, not 'three'"),
        ({"language": "fr"}, "no report language 'fr'"),
        ({"reports": ["followup"]}, "The followup report needs 2 waves; klein has 1."),
    ],
)
def test_what_is_asked_wrongly_is_said_before_anything_runs(
    workspace: Path, options: dict[str, Any], said: str
) -> None:
    before = contents(workspace)
    small_notebook(workspace, before="raise AssertionError('it ran')")
    with pytest.raises((ReportError, Exception)) as caught:
        run_reports(workspace, NAME, **{"reports": ["baseline"], **options})
    assert said in str(caught.value)
    assert contents(workspace) == before


def test_bad_data_of_every_wave_comes_in_one_error(tmp_path: Path) -> None:
    workspace = small_workspace(tmp_path, "baseline", "followup")
    for wave, bad in (("baseline", "77"), ("followup", "88")):
        path = client_folder(workspace, NAME) / "data" / f"{wave}.csv"
        lines = path.read_text("utf-8").splitlines()
        cells = lines[3].split(",")
        cells[3] = bad
        lines[3] = ",".join(cells)
        path.write_text("\n".join(lines), "utf-8")
    small_notebook(workspace, before="raise AssertionError('it ran')")
    with pytest.raises(IntakeError) as caught:
        run_reports(workspace, NAME, ["baseline"])
    assert "77" in str(caught.value)
    assert "88" in str(caught.value)
    assert len(caught.value.faults) == 2
    first, second = str(caught.value).splitlines()[0].split(". ")
    assert "baseline.csv" in first
    assert "followup.csv" in second
    with pytest.raises(IntakeError):
        read_waves(load_engagement(client_folder(workspace, NAME)))


def test_a_final_report_is_refused_with_every_gap_and_where_to_fill_it(workspace: Path) -> None:
    small_notebook(workspace, before="raise AssertionError('it ran')")
    with pytest.raises(ReportError) as caught:
        run_reports(workspace, NAME, ["baseline"], final=True)
    lines = str(caught.value).splitlines()
    assert lines[0] == "The reports of klein cannot be final yet:"
    assert any(
        line.startswith("  - klein/engagement.toml, disclosure.sponsor: it is empty") for line in lines
    )


def test_an_engagement_that_is_final_is_held_to_it_without_the_option(workspace: Path) -> None:
    change(workspace, 'status = "draft"', 'status = "final"')
    with pytest.raises(ReportError, match="cannot be final yet"):
        run_reports(workspace, NAME, ["baseline"])


def test_a_report_may_be_final_when_all_is_disclosed(workspace: Path) -> None:
    change(workspace, 'status = "draft"', 'status = "final"')
    keys = (
        *(
            "data_collection_strategy",
            "sponsor",
            "executor",
            "exact_instrument",
            "population",
            "mode_and_language",
        ),
        *("sample_source_and_recruitment", "weighting", "processing_and_quality_checks", "limitations"),
        *("benchmark_sources", "legal_basis_and_retention"),
    )
    disclosed = "\n".join(f'{key} = "x"' for key in keys)
    change(workspace, "[constructs.satisfaction]", f"[disclosure]\n{disclosed}\n[constructs.satisfaction]")
    require_final(load_engagement(client_folder(workspace, NAME)))


def test_the_reports_that_waves_allow(tmp_path: Path) -> None:
    one = load_engagement(client_folder(small_workspace(tmp_path / "one"), NAME))
    two = load_engagement(client_folder(small_workspace(tmp_path / "two", "a", "b"), NAME))
    assert possible_reports(one) == ("baseline", "drivers")
    assert possible_reports(two) == ("baseline", "drivers", "followup")


def test_a_client_that_another_run_holds_is_left_alone(workspace: Path) -> None:
    with client_lock(client_folder(workspace, NAME)), pytest.raises(WorkspaceError, match="busy with klein"):
        run_reports(workspace, NAME, ["baseline"])


KILLED = """
import sys
from pathlib import Path
from toolkit.report.run import run_reports
run_reports(Path(sys.argv[1]), "klein", ["baseline"])
"""
WAITING = """\
import os, pathlib, time
mark = pathlib.Path({mark!r})
mark.with_suffix(".part").write_text(str(os.getpgrp()))
mark.with_suffix(".part").replace(mark)
time.sleep(20)
"""


def waiting(workspace: Path) -> Path:
    """Have the notebook write the number of the processes that make the report, and wait."""
    mark = workspace / "computing"
    small_notebook(workspace, before=WAITING.format(mark=str(mark)))
    return mark


def written(mark: Path) -> int:
    """Wait until a notebook has written the number of its processes; give that."""
    deadline = time.monotonic() + 60
    while not mark.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return int(mark.read_text())


def gone(group: int) -> bool:
    """Wait until a group of processes is over."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not of Windows")
def test_a_killed_run_leaves_the_old_reports_and_no_process(workspace: Path) -> None:
    before = contents(workspace)
    mark = waiting(workspace)
    with subprocess.Popen([sys.executable, "-c", KILLED, workspace]) as process:
        group = written(mark)
        process.send_signal(signal.SIGKILL)
    assert gone(group)
    reports = client_folder(workspace, NAME) / "reports"
    assert contents(workspace) == before
    assert not list(reports.glob(".new-*")), "its processes heard of it, and cleared away what they had begun"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not of Windows")
def test_killed_processes_leave_the_old_reports_and_the_next_run_is_clean(workspace: Path) -> None:
    before = contents(workspace)
    mark = waiting(workspace)
    with ThreadPoolExecutor(1) as beside:
        run = beside.submit(run_reports, workspace, NAME, ["baseline"])
        group = written(mark)
        os.killpg(group, signal.SIGKILL)
        with pytest.raises(WorkerLost, match="ended unexpectedly"):
            run.result()
    assert gone(group)
    reports = client_folder(workspace, NAME) / "reports"
    assert list(reports.glob(".new-*")), "it was killed in the middle"
    in_place = {name: text for name, text in contents(workspace).items() if not name.startswith(".new-")}
    assert in_place == before
    (reports / ".failed").mkdir()
    (reports / ".failed" / "baseline.ipynb").write_text("of an earlier run", "utf-8")
    small_notebook(workspace)
    run_reports(workspace, NAME, ["baseline"])
    after = contents(workspace)
    assert set(after) == FILES | kept(workspace)
    assert after["baseline.pdf"].startswith(b"%PDF-")
    assert {path.name for path in reports.iterdir()} == FILES | {"history"}


TRACES = """\
import builtins, locale, os, random, sys
import matplotlib, numpy, pandas
import toolkit.report.document
pandas.set_option("display.precision", 1)
matplotlib.rcParams["font.size"] = 31
random.seed(1)
numpy.random.seed(1)
os.environ["LEFT"] = "behind"
os.chdir(os.sep)
toolkit.report.document.build_document = None
builtins.left = 1
sys.modules["left"] = sys
raise KeyError
"""
TRACED = """\
import builtins, os, random, sys, tempfile
import matplotlib, numpy, pandas
import toolkit.report.document
drawn = random.random(), numpy.random.random()
random.seed(1)
numpy.random.seed(1)
print([pandas.get_option("display.precision"), matplotlib.rcParams["font.size"], "LEFT" in os.environ,
       pathlib.Path.cwd().samefile(workspace or os.environ["LOYALTY_WORKSPACE"]),
       toolkit.report.document.build_document is None, hasattr(builtins, "left"), "left" in sys.modules,
       drawn == (random.random(), numpy.random.random()),
       f'{client}/reports/.new-' in pathlib.Path(tempfile.gettempdir()).as_posix()])
""".replace(" os,", " os, pathlib,", 1)


def test_what_a_notebook_changes_in_its_process_is_gone_with_it(workspace: Path) -> None:
    small_notebook(workspace, before=TRACES)
    small_notebook(workspace, "drivers", before=TRACED + "1 / 0")
    with pytest.raises(ReportError) as caught:
        run_reports(workspace, NAME, ["baseline", "drivers"], at_once=1)
    assert "The baseline report stopped on an internal error in cell [3]: KeyError" in str(caught.value)
    assert "The drivers report stopped on an internal error in cell [3]: ZeroDivisionError" in str(
        caught.value
    )
    notebook = json.loads(contents(workspace)[".failed/drivers.ipynb"])
    printed = [
        output["text"] for cell in notebook["cells"] for output in cell.get("outputs", ()) if "text" in output
    ]
    assert "".join(printed[0]) == "[6, 10.0, False, True, False, False, False, False, True]\n"
