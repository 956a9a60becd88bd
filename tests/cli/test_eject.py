"""`loyalty eject`: a client's own notebook or template, never written over, and what the house changes afterwards."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.test_cli import loyalty, refused
from tests.small_client import NAME, small_workspace
from toolkit.errors import ReportError
from toolkit.house import house_folder
from toolkit.report.manifest import notebook_for, notebook_hash
from toolkit.report.notebook_format import nbformat
from toolkit.report.own.ejected import RECORD, own_faults, own_files, without_own_outputs
from toolkit.report.parameters import declared_parameters
from toolkit.workspace import client_folder

ORIGINAL = ".ejected/notebooks/drivers.ipynb"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace = small_workspace(tmp_path)
    monkeypatch.chdir(workspace)
    return client_folder(workspace, NAME)


def said(*words: str) -> str:
    result = loyalty("eject", NAME, *words)
    assert result.exit_code == 0, result.output
    return result.output


def check() -> str:
    return " ".join(loyalty("check", NAME).stdout.split())


def moved_on(client: Path, path: str, old: str, new: str) -> None:
    """Make the original another than the house's of now, as if the house had moved on since."""
    original = client / ".ejected" / path
    text = original.read_text("utf-8")
    assert old in text
    original.write_text(text.replace(old, new), encoding="utf-8")
    record = json.loads((client / RECORD).read_text("utf-8"))
    record[path]["sha256"] = "0" * 64
    (client / RECORD).write_text(json.dumps(record), encoding="utf-8")


def test_a_notebook_is_copied_its_original_remembered_and_it_is_run_from_then_on(client: Path) -> None:
    house = house_folder() / "notebooks" / "drivers.ipynb"
    assert notebook_for(client, "drivers") == house
    told = said("drivers")
    assert "loyalty run uses it from now on" in told
    assert "Only blocks reach the report" in told
    own = client / "notebooks" / "drivers.ipynb"
    assert notebook_for(client, "drivers") == own
    assert house.read_bytes() == (client / ORIGINAL).read_bytes()
    # Opened in Jupyter and run as it stands, the copy reads its own client and not the demo's.
    demo, named = (declared_parameters(nbformat.read(path, 4), path.name) for path in (house, own))
    assert demo["client"].default == '"voorbeeld-energie"'
    assert named == {**demo, "client": replace(demo["client"], default=f'"{NAME}"')}
    assert own.read_text("utf-8").replace(NAME, "voorbeeld-energie") == house.read_text("utf-8")
    record = json.loads((client / RECORD).read_text("utf-8"))
    assert record["notebooks/drivers.ipynb"]["sha256"] == notebook_hash(house)
    assert not list(client.glob(".new-*"))
    assert "notebooks/drivers.ipynb from toolkit" in check()
    assert "the house's is the same as then" in check()


def test_nothing_is_written_over(client: Path) -> None:
    said("drivers")
    own = client / "notebooks" / "drivers.ipynb"
    own.write_text("mine", encoding="utf-8")
    assert "is there already, and is left as it is" in refused("eject", NAME, "drivers")
    assert own.read_text("utf-8") == "mine"


def test_a_template_is_copied_and_one_that_the_house_lacks_refused(client: Path) -> None:
    assert "the reports of this client use it" in said("--template", "cover.typ")
    house = house_folder() / "templates" / "report" / "typst" / "cover.typ"
    assert (client / "templates" / "cover.typ").read_bytes() == house.read_bytes()
    said("--template", "report.css")
    assert {one.path for one in own_files(client)} == {"templates/cover.typ", "templates/report.css"}
    assert own_faults(client) == []
    assert "Did you mean `cover.typ`?" in refused("eject", NAME, "--template", "covr.typ")
    for name in ("../html/report.css", "conf.json", "..\\html\\report.css", "../../../engagement.toml"):
        assert "The house has no" in refused("eject", NAME, "--template", name)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "one of both"),
        (("drivers", "--template", "cover.typ"), "one of both"),
        (
            ("driver",),
            "The house has no 'driver'. Did you mean `drivers`? Known: baseline, drivers, followup.",
        ),
        (("training/01",), "The house has no 'training/01'."),
        (("drivers", "--changes", "--taken-over"), "not both"),
        (("drivers", "--changes"), "has no notebooks/drivers.ipynb of its own"),
        (("drivers", "--taken-over"), "has no notebooks/drivers.ipynb of its own"),
    ],
)
def test_what_is_asked_wrongly_is_refused(client: Path, words: tuple[str, ...], told: str) -> None:
    assert told in refused("eject", NAME, *words)
    assert not (client / ".ejected").exists()


def test_when_the_house_moves_on_check_tells_and_shows_how_to_take_it_over(client: Path) -> None:
    said("drivers")
    assert "has not changed since" in said("drivers", "--changes")
    moved_on(
        client,
        "notebooks/drivers.ipynb",
        "say_missing = say.drivers.missing(job, missing)",
        "say_missing = ()",
    )
    command = f"loyalty eject {NAME} drivers"
    assert f"the house's has changed since. To see what: {command} --changes." in check()
    told = said("drivers", "--changes")
    assert "\n-say_missing = ()\n" in told
    assert "\n+say_missing = say.drivers.missing(job, missing)\n" in told
    assert "\n # cell d12\n" in told
    assert f"{command} --taken-over" in told
    assert "counts as taken over" in said("drivers", "--taken-over")
    assert "changed since" not in check()
    assert "has not changed since" in said("drivers", "--changes")


def test_line_ends_and_notes_are_no_change(client: Path) -> None:
    said("--template", "cover.typ")
    path = client / "templates" / "cover.typ"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [one.moved for one in own_files(client)] == [False]
    moved_on(client, "templates/cover.typ", "cover", "covered")
    assert "+" in said("--template", "cover.typ", "--changes")
    assert "--template cover.typ --taken-over" in check()


def test_a_file_that_was_not_ejected_is_doubted_until_its_original_is_known(client: Path) -> None:
    own = client / "notebooks" / "drivers.ipynb"
    own.parent.mkdir()
    own.write_bytes((house_folder() / "notebooks" / "drivers.ipynb").read_bytes())
    assert "notebooks/drivers.ipynb was not taken with loyalty eject" in check()
    assert "its original is not known" in refused("eject", NAME, "drivers", "--changes")
    said("drivers", "--taken-over")
    assert "was not taken" not in check()


def test_files_that_nothing_uses_are_faults(client: Path) -> None:
    (client / "notebooks").mkdir()
    (client / "templates").mkdir()
    (client / "notebooks" / "driver.ipynb").write_text("{}", encoding="utf-8")
    (client / "templates" / "covr.typ").write_text("", encoding="utf-8")
    (client / "templates" / "tables.typ").write_bytes(b"\xff\xfe")
    (client / "templates" / "page.js").write_text("", encoding="utf-8")
    told = refused("check", NAME)
    for words in (
        "notebooks/driver.ipynb: is run by no report. Did you mean `drivers.ipynb`?",
        "templates/covr.typ: replaces no template of the house. Did you mean 'cover.typ'?",
        "templates/tables.typ: is not written in UTF-8.",
        "templates/page.js: cannot be replaced: it is the house's alone.",
    ):
        assert words in told


def test_a_record_that_cannot_be_read_says_how_to_go_on(client: Path) -> None:
    said("drivers")
    (client / RECORD).write_text("{", encoding="utf-8")
    with pytest.raises(ReportError, match=r"Delete the folder \.ejected"):
        own_files(client)


def test_what_is_no_block_leaves_an_executed_notebook() -> None:
    output = nbformat.v4.new_output
    block = output(
        "display_data", {"application/vnd.loyalty.block+json": {"kind": "prose", "paragraphs": []}}
    )
    cell = nbformat.v4.new_code_cell("x", execution_count=3)
    cell.outputs = [output("stream", text="r17"), block, output("execute_result", {"text/plain": "r18"})]
    note, quiet = nbformat.v4.new_markdown_cell("note"), nbformat.v4.new_code_cell("y")
    quiet.outputs = [block]
    made = nbformat.v4.new_notebook(cells=[note, cell, quiet])
    (told,) = without_own_outputs(made)
    assert told.startswith("cell [3] shows what is no block")
    assert cell.outputs == quiet.outputs == [block]
