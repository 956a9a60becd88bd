"""A class from beginning to end by the command line: made, handed in, marked, told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import Result

from tests.training.classes.rooms import LESSON, files, hand_in, loyalty
from toolkit.report.screen.policy import sha256
from toolkit.training.classes.truth import truth_of
from toolkit.training.plans import plan_of

KEYS = [one.key for one in plan_of(LESSON).exercises]
LIMIT = "10"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of four, as it was made."""
    root = tmp_path_factory.mktemp("classes")
    words = ("--participants", "4", "--language", "en", "--lessons", str(LESSON), "--seed", "7")
    result = loyalty("new", "spring", *words, "--folder", str(root))
    assert result.exit_code == 0, result.output
    return root / "spring"


@pytest.fixture(scope="module")
def marked(made: Path) -> tuple[Result, dict[str, bytes], dict[str, bytes]]:
    """What marking said of an honest, an endless, a deleting and a greedy notebook; the files before and after."""
    outside = made / "participants" / "p01"
    hand_in(made, "p01")
    hand_in(made, "p02", "import time\nwhile True: time.sleep(1)")
    hand_in(made, "p03", f"import shutil\nshutil.rmtree({str(outside)!r})", "import os\nos.remove(__file__)")
    hand_in(made, "p04", "import numpy\ntaken = numpy.ones(2 * 10**9 // 8)")
    before = files(made / "participants")
    result = loyalty("check", "spring", "--limit", LIMIT, "--jobs", "2", "--folder", str(made.parent))
    return result, before, files(made / "participants")


def test_each_participant_has_a_workspace_of_their_own(made: Path) -> None:
    client = plan_of(LESSON).client
    data = {
        name: (made / "participants" / name / "clients" / client / "data").glob("*.csv")
        for name in ("p01", "p02", "p03", "p04")
    }
    first = {name: sorted(paths)[0].read_bytes() for name, paths in data.items()}
    assert len(set(first.values())) == len(first)
    page = (made / "participants" / "p02" / "README.md").read_text("utf-8")
    assert page.startswith("# Class spring, participant p02\n")
    assert f"](lessons/{plan_of(LESSON).slug}.ipynb)" in page
    assert (made / "trainer" / "guides" / f"{plan_of(LESSON).slug}.md").is_file()
    assert "= ..." not in (made / "trainer" / "lessons" / f"{plan_of(LESSON).slug}.ipynb").read_text("utf-8")


def test_every_notebook_is_marked_and_nothing_is_changed(
    made: Path, marked: tuple[Result, dict[str, bytes], dict[str, bytes]]
) -> None:
    result, before, after = marked
    assert result.exit_code == 0, result.output
    assert after == before
    board = json.loads((made / "trainer" / "board.json").read_text("utf-8"))
    assert board["lessons"] == [{"number": LESSON, "slug": plan_of(LESSON).slug, "exercises": KEYS}]
    told = {one["name"]: one["lessons"][0] for one in board["participants"]}
    whole = dict.fromkeys(KEYS, True)
    assert told["p01"] == {
        **{"number": LESSON, "points": len(KEYS), "right": whole, "failed": {}, "trouble": "", "refused": []}
    }
    assert (told["p02"]["trouble"], told["p02"]["right"]) == ("late", dict.fromkeys(KEYS))
    assert told["p03"]["refused"] == ["shutil.rmtree"]
    assert told["p03"]["right"] == whole
    assert told["p04"]["trouble"] == "memory"
    assert told["p04"]["right"] == whole


def test_the_board_is_printed(marked: tuple[Result, dict[str, bytes], dict[str, bytes]]) -> None:
    output = marked[0].output
    points = f"{len(KEYS)}/{len(KEYS)}"
    assert re.search(rf"p01 +{points} +{points}", output)
    assert re.search(rf"p02 +0/{len(KEYS)}! ", output)
    assert f"p02, lesson {LESSON}: Ended: it took too long." in output
    assert f"p03, lesson {LESSON}: Tried what is not allowed: shutil.rmtree." in output
    assert "ends with NameError" in output  # __file__ is no name of a notebook


def test_the_page_loads_and_runs_nothing(
    made: Path, marked: tuple[Result, dict[str, bytes], dict[str, bytes]]
) -> None:
    page = (made / "trainer" / "board.html").read_text("utf-8")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert f"default-src 'none'; style-src '{sha256(style.group(1))}'" in page
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert "4 participants, 6 exercises each." in page
    assert "Tried what is not allowed: shutil.rmtree." in page


def test_the_truth_is_told_of_one_or_of_all(made: Path) -> None:
    folder = ("--folder", str(made.parent))
    result = loyalty("truth", "spring", "--participant", "p03", *folder)
    seed = json.loads((made / "class.json").read_text("utf-8"))["seeds"]["p03"]
    said = " ".join(result.output.split())
    words = " ".join(truth_of(LESSON, "en", seed)).split()
    assert "p01" not in said
    assert all(word in said for word in words)
    wrong = loyalty("truth", "spring", "--participant", "p3", *folder)
    assert wrong.exit_code == 1


def test_a_class_that_is_there_is_left_alone(made: Path) -> None:
    before = files(made)
    result = loyalty("new", "spring", "--participants", "1", "--folder", str(made.parent))
    assert result.exit_code == 1
    assert files(made) == before


@pytest.mark.parametrize(
    "words",
    [
        ("new", "../out"),
        ("new", "aux"),
        ("new", "none", "--participants", "0"),
        ("new", "many", "--participants", "201"),
        ("new", "odd", "--lessons", "1;3"),
        ("new", "odd", "--lessons", "99"),
        ("new", "odd", "--seed", "-1"),
        ("new", "odd", "--language", "xx"),
        ("check", "nobody"),
        ("check", "spring", "--limit", "0"),
        ("check", "spring", "--lesson", "3"),
        ("check", "../spring"),
    ],
)
def test_what_cannot_be_is_one_message(made: Path, words: tuple[str, ...]) -> None:
    before = sorted(made.parent.iterdir())
    result = loyalty(*words, "--folder", str(made.parent))
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert sorted(made.parent.iterdir()) == before


def test_a_name_that_leads_out_of_the_class_is_refused(made: Path, tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    roster = json.loads((made / "class.json").read_text("utf-8")) | {"seeds": {"../../p01": 1}}
    (tmp_path / "bad" / "class.json").write_text(json.dumps(roster), encoding="utf-8")
    result = loyalty("check", "bad", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "there is no participant '../../p01'" in result.output
