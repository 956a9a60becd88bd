"""`loyalty map`: what it prints, what it writes, and that it changes nothing else."""

import csv
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.small_client import ITEMS, NAME, small_workspace
from toolkit.cli import app
from toolkit.commands.map import PROPOSAL
from toolkit.house import house_folder
from toolkit.workspace import client_folder, client_lock

RUNNER = CliRunner()


def loyalty(*words: str | Path) -> Result:
    return RUNNER.invoke(app, [str(word) for word in words])


def shown(*words: str | Path) -> str:
    result = loyalty("map", *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*words: str | Path) -> str:
    result = loyalty("map", *words)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    return result.stderr


def files(folder: Path) -> dict[str, bytes]:
    """What stands in a client's folder, the lock apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the small client, in a workspace that is the working directory."""
    monkeypatch.chdir(tmp_path)
    return client_folder(small_workspace(tmp_path), NAME)


def rewrite(folder: Path, names: dict[str, str], file: str = "baseline") -> Path:
    """Give columns of the client's file other names."""
    path = folder / "data" / f"{file}.csv"
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    rows[0] = [names.get(name, name) for name in rows[0]]
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def test_it_prints_a_table_and_writes_a_proposal_and_nothing_else(folder: Path) -> None:
    rewrite(folder, {"SAT_1": "Q_SAT_1", "region": "kleur", "SAT_2": "Hoeveel sterren?"})
    before = files(folder)
    text = shown(NAME, "data/baseline.csv")
    lines = [line.split() for line in text.splitlines()]
    assert text.startswith("klein · baseline.csv · csv · 40 rows, 6 columns\n")
    assert [
        "Q_SAT_1",
        "SAT_1",
        "0.95",
        "same",
        "code",
        "but",
        "for",
        "spelling",
        "1–10",
        "of",
        "1–10",
    ] in lines
    assert ["ATT_1", "ATT_1", "1.00", "same", "name", "0–10", "of", "0–10"] in lines
    assert "Items without a column: SAT_2" in text
    assert "respondent: key already" in text
    assert "kleur: segment?" in text
    assert "Columns matched with nothing (1):\n  Hoeveel sterren?" in text
    assert f"The proposal: {folder / PROPOSAL}" in text
    assert "It changes nothing by itself" in text
    after = files(folder)
    proposal = after.pop(PROPOSAL)
    assert after == before
    assert tomllib.loads(proposal.decode("utf-8"))["columns"] == {"SAT_1": "Q_SAT_1"}
    assert b"\r" not in proposal


def test_a_proposal_takes_the_place_of_an_older_one_and_says_the_same_twice(folder: Path) -> None:
    (folder / PROPOSAL).write_text("old", "utf-8")
    shown(NAME, "data/baseline.csv")
    first = (folder / PROPOSAL).read_bytes()
    assert first.startswith(b"# A proposal")
    shown(NAME, "data/baseline.csv")
    assert (folder / PROPOSAL).read_bytes() == first
    assert not list(folder.glob(".new-*"))


def test_doubts_show_both_candidates(folder: Path) -> None:
    rewrite(folder, {"SAT_1": "T1_ATT_1", "ATT_1": "T2_ATT_1"})
    text = shown(NAME, "data/baseline.csv")
    assert "Doubtful, not decided (1):" in text
    doubt = next(line for line in text.splitlines() if "T1_ATT_1" in line)
    assert doubt.strip() == (
        "T1_ATT_1 → ATT_1 (0.95, same code but for spelling)"
        "  or  T2_ATT_1 → ATT_1 (0.95, same code but for spelling)"
    )


def test_the_file_may_stand_anywhere(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "elders" / "export.csv"
    outside.parent.mkdir()
    outside.write_bytes((folder / "data" / "baseline.csv").read_bytes())
    shown(NAME, outside)
    text = (folder / PROPOSAL).read_text("utf-8")
    assert 'file = "data/export.csv"   # copy the file there' in text
    shown(NAME, Path("elders") / "export.csv")
    assert (folder / PROPOSAL).read_text("utf-8") == text


def test_the_wave_is_the_one_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = client_folder(small_workspace(tmp_path, "baseline", "followup"), NAME)
    rewrite(folder, {"SAT_1": "SAT1"}, "followup")
    shown(NAME, "data/followup.csv")
    (wave,) = tomllib.loads((folder / PROPOSAL).read_text("utf-8"))["waves"]
    assert (wave["id"], wave["columns"]) == ("followup", {"SAT_1": "SAT1"})
    shown(NAME, "data/followup.csv", "--wave", "baseline")
    (wave,) = tomllib.loads((folder / PROPOSAL).read_text("utf-8"))["waves"]
    assert (wave["id"], wave["file"]) == ("baseline", "data/followup.csv")
    message = refused(NAME, "data/followup.csv", "--wave", "folowup")
    assert "There is no wave `folowup`" in message
    assert "Did you mean `followup`?" in message


def test_what_a_wave_says_of_its_file_is_heeded(folder: Path) -> None:
    path = folder / "engagement.toml"
    path.write_text(
        path.read_text("utf-8").replace('id = "baseline"', 'id = "baseline"\nformat = "xlsx"'), "utf-8"
    )
    assert "is csv by its content, not xlsx" in refused(NAME, "data/baseline.csv")
    assert not (folder / PROPOSAL).exists()


def test_a_new_client_is_helped_before_its_engagement_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clients").mkdir()
    assert loyalty("new", "bakker-jansen").exit_code == 0
    folder = client_folder(tmp_path, "bakker-jansen")
    rows = ["SAT1;Ik voel mij verbonden met Bakker Jansen.;E-mail"]
    rows += [f"{row % 10 + 1};{row % 7 + 1};klant{row}@example.com" for row in range(40)]
    (folder / "data" / "export.csv").write_text("\n".join(rows), "utf-8")
    text = shown("bakker-jansen", "data/export.csv")
    assert "yet (loyalty check names them): read as far as it goes." in text
    assert "E-mail: personal data (e-mail address)" in text
    live = tomllib.loads((folder / PROPOSAL).read_text("utf-8"))
    assert live["columns"]["SAT_1"] == "SAT1"
    assert live["columns"]["INV_1"] == "Ik voel mij verbonden met Bakker Jansen."
    assert live["privacy"]["personal"] == ["E-mail"]
    assert "klant3@" not in text + (folder / PROPOSAL).read_text("utf-8")


def test_without_engagement_toml_too(folder: Path) -> None:
    (folder / "engagement.toml").unlink()
    text = shown(NAME, "data/baseline.csv")
    for item in ITEMS:
        assert f"{item} (question bank)" in " ".join(text.split())


def test_a_file_that_cannot_be_read_leaves_the_folder_as_it_was(folder: Path) -> None:
    (folder / "data" / "leeg.csv").write_bytes(b"")
    before = files(folder)
    assert "leeg.csv" in refused(NAME, "data/leeg.csv")
    assert "is not there" in refused(NAME, "data/basline.csv")
    assert "There is no client 'kleim'" in refused("kleim", "data/baseline.csv")
    assert files(folder) == before


def test_another_run_is_waited_for(folder: Path) -> None:
    with client_lock(folder):
        assert "Another run is busy with klein" in refused(NAME, "data/baseline.csv")
    assert not (folder / PROPOSAL).exists()


def test_a_files_text_cannot_command_the_terminal(folder: Path) -> None:
    rewrite(folder, {"SAT_2": "sat\x1b[2J\x07 [red]x[/red] :smile:"})
    text = shown(NAME, "data/baseline.csv")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "  sat·[2J· [red]x[/red] :smile:" in text
    assert "[red]" not in "".join(tomllib.loads((folder / PROPOSAL).read_text("utf-8")))


def test_very_many_columns_are_listed_with_a_count(folder: Path) -> None:
    names = [f"Onbekend {number}" for number in range(2_000)]
    table = [",".join(names), *(",".join(str(row % 9) for _ in names) for row in range(30))]
    (folder / "data" / "breed.csv").write_text("\n".join(table), "utf-8")
    text = shown(NAME, "data/breed.csv")
    assert "Columns matched with nothing (2,000):" in text
    assert "  and 1,960 more" in text
    assert len(text.splitlines()) < 100
    assert len((folder / PROPOSAL).read_bytes()) < 100_000


def test_the_demo_client_is_mapped_as_its_engagement_says(tmp_path: Path) -> None:
    demo = house_folder() / "clients" / "voorbeeld-energie"
    folder = tmp_path / "clients" / demo.name
    (folder / "data").mkdir(parents=True)
    for path in (demo / "engagement.toml", demo / "logo.svg", *(demo / "data").iterdir()):
        (folder / path.relative_to(demo)).write_bytes(path.read_bytes())
    for file in ("nulmeting.csv", "vervolgmeting.xlsx"):
        text = shown(demo.name, f"data/{file}", "--workspace", tmp_path)
        assert "Doubtful" not in text
        # The reason may be set on two lines, with a cell of the next column in between.
        assert text.count("mapped in") + text.count("same name") >= 25
        assert "personal data" not in text


def test_what_is_no_survey_is_told_as_what_it_is(folder: Path, shared: Path) -> None:
    text = shown(NAME, shared / "exports" / "synthetic" / "SYNTHETIC_shopify_orders_export.csv")
    assert "5 rows, 79 columns, 4 × order" in text
    assert "No column is clearly an item." in text
    assert "Email: personal data" in text


def test_doubled_headers_are_told_and_crash_nothing(folder: Path) -> None:
    path = rewrite(folder, {ITEMS[0]: "dubbel", ITEMS[1]: "dubbel"})
    output = shown(NAME, path)
    assert "give each a name of its own: dubbel" in output
    assert "dubbel" in (folder / PROPOSAL).read_text("utf-8")
