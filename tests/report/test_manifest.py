"""The record of a run: what it holds, what changes its hash, and what does not."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.forecast_client import forecast, in_files, put
from tests.small_client import NAME, small_notebook, small_workspace
from toolkit.engagement import load_engagement
from toolkit.errors import ReportError
from toolkit.intake import read_survey
from toolkit.report.manifest import LIBRARIES, code_hash, manifest, notebook_for, notebook_hash, run_hash
from toolkit.workspace import client_folder


def record(workspace: Path, /, **parameters: object) -> dict[str, Any]:
    engagement = load_engagement(client_folder(workspace, NAME))
    return manifest(engagement, "baseline", parameters, [read_survey(engagement, "baseline")])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    small_notebook(small_workspace(tmp_path))
    return tmp_path


def test_what_it_holds(workspace: Path) -> None:
    found = record(workspace, language="en", workspace=str(workspace), share=float("nan"), waves=("a", "b"))
    assert set(found) == {
        *(
            "toolkit",
            "code",
            "report",
            "client",
            "parameters",
            "seed",
            "notebook",
            "files",
            "data",
            "beside",
            "python",
            "libraries",
        ),
    }
    assert found["parameters"] == {"language": "en", "share": "nan", "waves": ["a", "b"]}
    assert found["seed"] == 7
    assert set(found["libraries"]) == set(LIBRARIES)
    assert list(found["files"]) == ["engagement.toml"]
    (data,) = found["data"]
    assert (data["wave"], data["file"]) == ("baseline", "baseline.csv")
    assert len(data["sha256"]) == 64
    assert str(workspace) not in json.dumps(found)


def test_a_proposal_of_quotes_is_no_part_of_the_record(workspace: Path) -> None:
    text = client_folder(workspace, NAME) / "text"
    text.mkdir()
    before = record(workspace)
    (text / "quotes.proposal.toml").write_text("# nothing yet\n", encoding="utf-8")
    assert record(workspace) == before
    (text / "quotes.toml").write_text("", encoding="utf-8")
    assert record(workspace) != before


def test_orders_and_employees_are_part_of_the_record(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    before = record(workspace)
    assert before["beside"] == {}
    settings = folder / "engagement.toml"
    orders = '\n[orders]\nfiles = ["data/orders.csv"]\n'
    settings.write_text(settings.read_text("utf-8") + orders, encoding="utf-8")
    with pytest.raises(ReportError, match=r"data/orders\.csv cannot be read"):
        record(workspace)
    (folder / "data" / "orders.csv").write_text("klant;datum;bedrag\n", encoding="utf-8")
    first = record(workspace)["beside"]
    assert list(first) == ["data/orders.csv"]
    (folder / "data" / "orders.csv").write_text("klant;datum;bedrag\n1;1-1-2026;5\n", encoding="utf-8")
    assert record(workspace)["beside"] != first


def test_the_hash_is_eight_digits_and_the_same_in_another_place(workspace: Path, tmp_path: Path) -> None:
    found = record(workspace)
    assert len(run_hash(found)) == 8
    int(run_hash(found), 16)
    copy = shutil.copytree(workspace / "clients", tmp_path / "other" / "clients").parent
    assert record(copy) == found
    reordered = dict(reversed(found.items()))
    assert run_hash(reordered) == run_hash(found)


def test_an_empty_language_is_the_client_s_own(workspace: Path) -> None:
    assert (
        record(workspace, language="") == record(workspace, language="nl") != record(workspace, language="en")
    )


@pytest.mark.parametrize("what", ["data", "engagement", "text", "template", "notebook", "parameter"])
def test_what_changes_the_report_changes_the_hash(workspace: Path, what: str) -> None:
    before = record(workspace)
    folder = client_folder(workspace, NAME)
    parameters = {}
    match what:
        case "data":
            path = folder / "data" / "baseline.csv"
            path.write_text(path.read_text("utf-8").replace("noord", "oost", 1), "utf-8")
        case "engagement":
            path = folder / "engagement.toml"
            path.write_text(path.read_text("utf-8") + "\n# a word\n", "utf-8")
        case "text" | "template":
            path = folder / f"{what}s".replace("texts", "text") / "drivers.nl.md"
            path.parent.mkdir()
            path.write_text("words", "utf-8")
        case "notebook":
            small_notebook(workspace, after="1 + 1")
        case "parameter":
            parameters = {"size": 6}
    assert run_hash(record(workspace, **parameters)) != run_hash(before)


def test_the_code_is_named_whatever_its_line_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "toolkit"
    (package / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr("toolkit.__file__", str(package / "__init__.py"))
    found = []
    for text, cached in (("a\nb\n", "1"), ("a\r\nb\r\n", "2"), ("a\nc\n", "2")):
        (package / "__init__.py").write_bytes(text.encode())
        (package / "__pycache__" / "a.pyc").write_text(cached)
        found.append(code_hash.__wrapped__())
    assert found[0] == found[1] != found[2]
    assert len(found[0]) == 64


def test_only_the_code_of_a_notebook_counts(workspace: Path) -> None:
    path = notebook_for(client_folder(workspace, NAME), "baseline")
    before = notebook_hash(path)
    notebook = json.loads(path.read_text("utf-8"))
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["x"]}]
    notebook["cells"].append({"cell_type": "markdown", "id": "note", "metadata": {}, "source": ["a note"]})
    notebook["cells"][0]["source"] = notebook["cells"][0]["source"]
    path.write_text(json.dumps(notebook), "utf-8")
    assert notebook_hash(path) == before


def test_the_client_s_notebook_goes_before_the_house_s(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    assert notebook_for(folder, "baseline").is_relative_to(folder)
    assert not notebook_for(folder, "drivers").is_relative_to(folder)
    with pytest.raises(ReportError, match=r"no notebook weather\.ipynb"):
        notebook_for(folder, "weather")


def test_a_broken_notebook_is_said(workspace: Path) -> None:
    path = notebook_for(client_folder(workspace, NAME), "baseline")
    path.write_text("{", "utf-8")
    with pytest.raises(ReportError, match="cannot be read as a notebook"):
        notebook_hash(path)


def test_the_list_of_those_invited_changes_the_hash(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    frame = 'key = "respondent"\nframe = "data/list.csv"'
    (folder / "engagement.toml").write_text(text.replace('key = "respondent"', frame), "utf-8")
    listed = (folder / "data" / "baseline.csv").read_text("utf-8")
    (folder / "data" / "list.csv").write_text(listed, "utf-8")
    before = record(workspace)
    assert list(before["data"][0]["beside"]) == ["list.csv"]
    extra = listed.splitlines()[-1].split(",")
    header = listed.splitlines()[0].split(",")
    extra[header.index("respondent")] = "nobody-else"
    (folder / "data" / "list.csv").write_text(listed.rstrip() + "\n" + ",".join(extra) + "\n", "utf-8")
    assert run_hash(record(workspace)) != run_hash(before)


def test_the_libraries_that_read_and_weight_are_in_the_record(workspace: Path) -> None:
    libraries = record(workspace)["libraries"]
    assert {"pyarrow", "pyreadstat", "python-calamine", "weightipy"} <= set(libraries)


def test_the_follow_up_rests_on_forecasts_and_on_the_scores_of_enough_others(tmp_path: Path) -> None:
    client = in_files(tmp_path)
    engagement = load_engagement(client)

    def found(report: str = "followup") -> dict[str, Any]:
        return manifest(engagement, report, {}, [])

    assert "forecasts" not in found("drivers")
    assert found()["forecasts"] == {}
    put(client, forecast(), kept=None)
    assert list(found()["forecasts"]) == ["reports/forecast.json"]
    put(client, forecast())
    # What a later run forecasts of the same wave is no part of it.
    assert list(found()["forecasts"]) == ["forecasts/w1-0a1b2c3d.json"]
    for number in range(3):
        before = run_hash(found())
        assert len(found()["forecasts"]) == 1
        reports = tmp_path / "clients" / f"other-{number}" / "reports"
        reports.mkdir(parents=True)
        (reports / "forecast.scores.json").write_text("{}", "utf-8")
    assert run_hash(found()) != before
    assert "other-0" not in json.dumps(found())
