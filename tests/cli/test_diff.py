"""`loyalty diff` tells what changed between two runs, in words, and what it cannot compare."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import refused
from tests.report import sample
from tests.small_client import NAME, small_workspace
from toolkit.commands.diff import diff
from toolkit.errors import ReportError
from toolkit.report.blocks import Block, Column, FindingItem, Findings, Heading, KpiItem, Kpis, Table
from toolkit.report.document import assemble
from toolkit.report.runs.history import HISTORY, found_run, kept_files, order_file, read_run, runs_kept
from toolkit.workspace import client_folder

RECORD: dict[str, Any] = {
    **{"toolkit": "0.1.0", "code": "ab" * 32, "python": "3.11.7", "libraries": {"numpy": "2.4.6"}},
    **{"report": "baseline", "client": NAME, "seed": 7, "notebook": "cd" * 32},
    "parameters": {"language": "en", "final": False, "waves": ""},
    "data": [{"wave": "baseline", "file": "baseline.csv", "sha256": "12" * 32}],
    "beside": {"data/orders.csv": "34" * 32},
}


def document(score: str = "58.1", *, language: str = "en", rows: tuple[str, ...] = (), text: str = "") -> Any:
    columns = (Column("name", "Theme"), Column("score", "Score", "right"))
    cells = [("Trust", score), ("– margin", "50.0 to 60.0"), ("Image", "61.0"), ("– margin", "55.0 to 64.0")]
    table = tuple({"name": name, "score": value} for name, value in [*cells, *((one, "1.0") for one in rows)])
    blocks: list[Block] = [
        sample.meta(language=language, logo="", labels={}),
        Heading(1, "Scores"),
        Kpis((KpiItem("Trust", score, "50 to 60", "n = 40"),)),
        Findings((FindingItem("trust", text or f"Trust scores {score}.", "shown" if text else "fact"),)),
        Table("scores", "All scores", columns, table),
    ]
    return assemble(blocks)


def keep(workspace: Path, run: str, made: Any, **changes: Any) -> Path:
    """Leave a run in the history as `loyalty run` does; give the folder of the reports."""
    folder = client_folder(workspace, NAME)
    files = kept_files(run, {**RECORD, **changes}, made, folder, {})
    for name, content in (files | order_file(folder / "reports", [f"baseline-{run}"])).items():
        (folder / "reports" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "reports" / name).write_bytes(content)
    return folder / "reports"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    small_workspace(tmp_path)
    keep(tmp_path, "aaaaaaaa", document())
    return tmp_path


@pytest.fixture
def told(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def said(*names: str, **options: Any) -> str:
        diff(workspace, NAME, names, **options)
        return capsys.readouterr().out

    return said


def test_every_subject_is_told_in_words(workspace: Path, told: Any) -> None:
    data = [{"wave": "baseline", "file": "baseline.csv", "sha256": "12" * 31 + "19"}]
    parameters = {"language": "en", "final": True, "waves": "baseline"}
    keep(
        workspace,
        "bbbbbbbb",
        document("59.3", rows=("Price",), text="Trust scores more."),
        **{"data": data, "parameters": parameters, "libraries": {"numpy": "2.5.0"}},
        **{"beside": {"data/orders.csv": "34" * 32, "data/staff.csv": "56" * 32}},
    )
    lines = [line.strip() for line in told().splitlines()]
    for line in (
        "From baseline-aaaaaaaa: en, draft; loyalty-toolkit 0.1.0, 1 findings",
        "to baseline-bbbbbbbb: en, final, waves baseline; loyalty-toolkit 0.1.0, 1 findings",
        "new: data/staff.csv, its fingerprint, 565656565656…",
        "the file of wave “baseline”, its fingerprint: 121212121212…12 → 121212121212…19",
        "parameter final: false → true",
        "parameter waves: empty → baseline",
        "Settings: the same.",
        "Notebook: the same.",
        "numpy: 2.4.6 → 2.5.0",
        "Findings that differ: 1, of 1 before and 1 now.",
        "was: Trust scores 58.1. (fact)",
        "is:  Trust scores more. (shown)",
        "Numbers that differ: 3, in 2 of 2 tables.",
        "Key figures of “Scores”: Scores",
        "row “Trust”, column “value”: 58.1 → 59.3",
        "Table 1: All scores",
        "new: row “Price”",
        "row “Trust”, column “Score”: 58.1 → 59.3",
    ):
        assert line in lines, line


def test_keys_of_the_settings_that_changed_are_named(workspace: Path, told: Any) -> None:
    settings = client_folder(workspace, NAME) / "engagement.toml"

    def hashed() -> dict[str, str]:
        return {"engagement.toml": hashlib.sha256(settings.read_bytes()).hexdigest()}

    keep(workspace, "bbbbbbbb", document(), files=hashed())
    text = settings.read_text("utf-8").replace('column = "region"', 'column = "area"')
    settings.write_text(text, encoding="utf-8")
    keep(workspace, "cccccccc", document(), files=hashed())
    words = told("b", "c")
    assert "What changed in engagement.toml:\n  segments.region.column: region → area\n" in words
    assert "Findings: all 1 the same.\nNumbers: every cell of 2 tables is the same.\n" in words


def test_settings_that_changed_during_the_run_are_not_kept_as_its_own(workspace: Path) -> None:
    reports = keep(workspace, "bbbbbbbb", document(), files={"engagement.toml": "00" * 32})
    assert read_run(reports, "baseline-bbbbbbbb").engagement == ""


def test_the_last_two_in_one_language_are_compared(workspace: Path, told: Any) -> None:
    dutch = {"language": "nl", "final": False}
    keep(workspace, "bbbbbbbb", document("59,3", language="nl"), parameters=dutch)
    keep(workspace, "cccccccc", document("60.0"))
    words = told()
    assert "From baseline-aaaaaaaa" in words
    assert "to baseline-cccccccc" in words
    assert words == told("baseline")
    # One run that is named is held against the last one.
    assert told("aaaa") == words


def test_of_two_languages_only_the_numbers_are_compared(workspace: Path, told: Any) -> None:
    dutch = {"language": "nl", "final": False, "waves": ""}
    made = document("58,1", language="nl", text="Vertrouwen scoort 58,1.")
    for block in made["blocks"]:
        if block["kind"] == "table":
            block["rows"] = [[name, value.replace(".", ",")] for name, value in block["rows"]]
            block["rows"][2][1] = "61,5"
        if block["kind"] == "findings":
            block["findings"][0]["strength"] = "fact"
    keep(workspace, "bbbbbbbb", made, parameters=dutch)
    words = told("aaaaaaaa", "bbbbbbbb")
    assert "The runs are in two languages" in words
    assert "Findings: all 1 the same." in words
    assert "Numbers that differ: 1, in 1 of 2 tables.\n  Table 1: All scores\n" in words
    assert "row “Image”, column “Score”: 61.0 → 61,5" in words


def test_many_numbers_of_one_table_are_told_when_all_are_asked_for(workspace: Path, told: Any) -> None:
    keep(workspace, "bbbbbbbb", document(rows=tuple(f"Theme {n}" for n in range(12))))
    assert "… and 2 more; --all tells every one" in told()
    words = told(every=True)
    assert "new: row “Theme 11”" in words
    assert "--all" not in words


def test_a_run_made_again_moves_behind_the_others(workspace: Path, told: Any) -> None:
    keep(workspace, "bbbbbbbb", document("59.3"))
    reports = keep(workspace, "aaaaaaaa", document())
    assert runs_kept(reports) == ("baseline-bbbbbbbb", "baseline-aaaaaaaa")
    assert [line.split(":")[0] for line in told(listed=True).splitlines()] == list(runs_kept(reports))
    # Without the list they are in order of name, and none is lost.
    (reports / HISTORY / "runs.json").write_text("[", encoding="utf-8")
    assert runs_kept(reports) == ("baseline-aaaaaaaa", "baseline-bbbbbbbb")


def test_a_client_s_text_does_not_command_the_screen(workspace: Path, told: Any) -> None:
    keep(workspace, "bbbbbbbb", document(text="[bold]Trust[/bold] \x1b[2J {58}"))
    assert "is:  [bold]Trust[/bold] [2J {58} (shown)" in told()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["dddd"], "There is no run 'dddd'. Kept are: baseline-aaaaaaaa, baseline-aabbbbbb."),
        (["aa"], "More than one run begins with 'aa': baseline-aaaaaaaa, baseline-aabbbbbb."),
        (["aab"], "baseline-aabbbbbb is the last run of its report"),
        (["aaa", "aab", "aaa"], "Name two runs at most, not 3"),
        (["baseline", "aaa"], "stands behind the name of a report"),
        (["drivers"], "has no two runs of one report in one language"),
    ],
)
def test_what_cannot_be_compared_is_said(workspace: Path, names: list[str], said: str) -> None:
    keep(workspace, "aabbbbbb", document("59.3"))
    with pytest.raises(ReportError) as caught:
        diff(workspace, NAME, names)
    assert said in str(caught.value)


def test_runs_of_two_reports_are_not_compared(workspace: Path) -> None:
    reports = client_folder(workspace, NAME) / "reports"
    (reports / HISTORY / "baseline-aaaaaaaa").rename(reports / HISTORY / "drivers-bbbbbbbb")
    keep(workspace, "aaaaaaaa", document())
    with pytest.raises(ReportError, match="are runs of two reports"):
        diff(workspace, NAME, ["aaaaaaaa", "bbbbbbbb"])


@pytest.mark.parametrize(
    "broken",
    ["[", "{}", '[{"id": "x"}]', '[{"columns": [{"key": "a", "label": "A"}], "id": "x", "rows": [[]]}]'],
)
def test_a_kept_run_that_is_broken_is_told(workspace: Path, broken: str) -> None:
    reports = client_folder(workspace, NAME) / "reports"
    (reports / HISTORY / "baseline-aaaaaaaa" / "tables.json").write_text(broken, encoding="utf-8")
    with pytest.raises(ReportError, match="history/baseline-aaaaaaaa cannot be read"):
        diff(workspace, NAME, [], listed=True)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("run.json", "[" * 100_000),
        ("run.json", '{"parameters": [1]}'),
        ("findings.json", '[{"number": "B1", "strength": "shown"}]'),
        ("findings.json", '[{"number": "B1", "strength": 3, "text": "A."}]'),
        (
            "tables.json",
            '[{"id": "x", "number": "1", "title": "T", "section": "", "columns": null, "rows": []}]',
        ),
        (
            "tables.json",
            '[{"id": "x", "number": "1", "title": "T", "section": "", "rows": [[1]],'
            ' "columns": [{"key": "a", "label": "A", "align": "left"}]}]',
        ),
    ],
)
def test_a_kept_run_that_was_written_by_hand_is_told(workspace: Path, name: str, broken: str) -> None:
    folder = client_folder(workspace, NAME) / "reports" / HISTORY / "baseline-aaaaaaaa"
    (folder / name).write_text(broken, encoding="utf-8")
    with pytest.raises(ReportError, match="history/baseline-aaaaaaaa cannot be read"):
        diff(workspace, NAME, [], listed=True)


def test_without_a_history_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_workspace(tmp_path))
    assert "No run is kept yet; each loyalty run keeps its own." in refused("diff", NAME)


def test_what_is_kept_is_what_is_printed_and_small(workspace: Path) -> None:
    reports = client_folder(workspace, NAME) / "reports"
    kept = read_run(reports, found_run(reports, "aaaaaaaa"))
    assert [table["rows"] for table in kept.tables][1][0] == ["Trust", "58.1"]
    assert kept.findings[0]["text"] == "Trust scores 58.1."
    folder = reports / HISTORY / kept.name
    assert sum(path.stat().st_size for path in folder.iterdir()) < 10_000
    assert json.loads((folder / "run.json").read_text("utf-8")) == {"run": "aaaaaaaa", **RECORD}
