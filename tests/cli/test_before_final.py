"""What `loyalty check` tells under "Before a final report", and of answers that no report prints."""

import datetime
from pathlib import Path

import pytest

from tests.cli.test_cli import loyalty
from tests.small_client import NAME, small_workspace
from toolkit.commands.before_final import before_final
from toolkit.engagement import load_engagement
from toolkit.errors import StatisticsError
from toolkit.intake import read_survey
from toolkit.workspace import client_folder

DAY = datetime.date(2026, 11, 22)
FLAG = "reliability.satisfaction"
ANSWER = '\n[[answers]]\nflag = "{}"\nby = "A"\ntext = "Weg."\n'


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    workspace = small_workspace(tmp_path)
    monkeypatch.chdir(workspace)
    return client_folder(workspace, NAME)


def add(client: Path, words: str) -> None:
    path = client / "engagement.toml"
    path.write_text(path.read_text("utf-8") + words, encoding="utf-8")


def told(client: Path) -> tuple[list[str], list[str]]:
    engagement = load_engagement(client)
    surveys = [read_survey(engagement, one.id) for one in engagement.waves]
    part, doubts = before_final(engagement, surveys, DAY)
    return list(part.lines), list(doubts)


def test_it_tells_all_that_a_final_run_would_refuse_on(client: Path) -> None:
    (client / "text").mkdir()
    (client / "text" / "baseline.nl.md").write_text("Dit zeiden 7 klanten.", encoding="utf-8")
    add(client, f"\n[privacy]\ndeletion_date = {DAY}\n")
    lines, doubts = told(client)
    assert lines[0].startswith("Disclosure: 12 still empty, needed before --final: ")
    assert lines[1] == f"Deletion date: {DAY}, which has come. Delete the files: loyalty purge {NAME}"
    assert lines[2] == "Red flags: 1, of which answered 0"
    assert lines[3] == "Numbers of too few customers: told once a report is made of these data"
    flag, small = lines[4:]
    assert f"the red flag {FLAG} has no answer" in flag
    assert small.startswith(f"{NAME}/text/baseline.nl.md, line 1: tells of 7 customers.")
    assert doubts == []


def test_an_answer_goes_from_the_list_and_one_to_no_flag_is_doubted(client: Path) -> None:
    add(client, ANSWER.format(FLAG) + ANSWER.format("reliability.satisfactoin") + ANSWER.format(FLAG))
    lines, doubts = told(client)
    assert lines[2] == "Red flags: 1, of which answered 1"
    assert not any("has no answer" in line for line in lines)
    assert doubts == [
        f'answers[2].flag "reliability.satisfactoin" is no red flag, so that no report prints it. '
        f"Did you mean `{FLAG}`? Red flags: {FLAG}.",
        f"answers[3] answers {FLAG} again, beside answers[1]: both are printed",
    ]
    page = " ".join(loyalty("check", NAME).stdout.split())
    assert "is no red flag, so that no report prints it" in page.partition(" Reports ")[0]
    assert "Red flags: 1, of which answered 1" in page.partition("Before a final report")[2]


def test_data_that_carry_no_statistics_leave_the_rest_of_the_page(
    client: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StatisticsError("There is nothing to compute.")

    monkeypatch.setattr("toolkit.report.final.final.red_flags", refuse)
    lines, doubts = told(client)
    assert lines[2:] == ["Red flags and numbers: cannot be told. There is nothing to compute."]
    assert doubts == []


def test_without_readable_data_the_page_tells_the_rest(client: Path) -> None:
    part, doubts = before_final(load_engagement(client), [], DAY)
    assert [line.partition(":")[0] for line in part.lines] == ["Disclosure", "Deletion date"]
    assert doubts == ()
