"""What the page and docstrings of `drivers` say is what the code does."""

import doctest
import importlib
import pkgutil
import re
import subprocess
import sys

import pandas as pd
import pytest

import toolkit.drivers
from tests.conftest import ROOT
from toolkit.drivers import thresholds
from toolkit.drivers.importance import METHODS, Importance, relative_importance

PAGE = ROOT / "docs" / "methods" / "importance.md"
MODULES = [module.name for module in pkgutil.walk_packages(toolkit.drivers.__path__, "toolkit.drivers.")]


def test_worked_examples_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(name)).failed


def test_the_pages_tell_every_threshold():
    told: dict[str, set[str]] = {}
    for page in PAGE.parent.glob("*.md"):
        rows = re.findall(
            r"^\| `([A-Z_]+)` \| (.+?) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        for name, value in rows:
            told.setdefault(name, set()).add(value)
    assert {name: told.get(name) for name in thresholds.__annotations__} == {
        name: {str(getattr(thresholds, name))} for name in thresholds.__annotations__
    }


def test_every_threshold_has_its_source_above_it():
    source = (ROOT / "toolkit" / "drivers" / "thresholds.py").read_text(encoding="utf-8")
    for block in re.split(r"\n\n+", source):
        if ": Final" in block:
            assert block.lstrip().startswith("# "), block


def test_the_page_tells_every_method_and_column():
    text = PAGE.read_text(encoding="utf-8")
    for method in METHODS:
        assert f"`{method}`" in text
    columns = re.findall(r"`(\w+)`", Importance.__doc__ or "")
    for column in columns:
        assert f"`{column}`" in text, column
    assert relative_importance.__doc__
    assert "docs/methods/importance.md" in relative_importance.__doc__


def test_links_of_the_page_lead_somewhere():
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", PAGE.read_text(encoding="utf-8")):
        assert (PAGE.parent / target).is_file()


def test_the_benchmark_runs(capsys):
    benchmark = importlib.import_module("benchmarks.drivers")
    benchmark.main(["--small"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    (against,) = [words for words in lines if words[:2] == ["6", "pingouin"]]
    assert float(against[-1]) < 1e-12
    (alone,) = [words for words in lines if words[:1] == ["10"]]
    assert float(alone[-1]) < 1e-12
    (over_orders,) = [words for words in lines if words[:1] == ["26"]]
    assert float(over_orders[-2]) <= thresholds.SAMPLING_ERROR
    assert sum(words[:2] == ["200", "4"] for words in lines) == len(METHODS)


def test_the_benchmark_of_leaders_runs(capsys):
    importlib.import_module("benchmarks.leaders").main(["--small"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    told = [words for words in lines if words[:1] in (["two"], ["twice"])]
    assert len(told) == 4
    assert all(0 <= float(number) <= 100 for words in told for number in words[-2:])
    assert sum(words[:1] == ["trust"] for words in lines) == 2


def test_a_peer_that_is_not_here_is_none_and_r_is_read(tmp_path, monkeypatch):
    peers = importlib.import_module("benchmarks.peers")
    monkeypatch.setitem(sys.modules, "dominance_analysis", None)
    assert peers.dominance_analysis() is None
    assert peers.relaimpo("no-such-command") is None
    frame = pd.DataFrame({"d0": [1.0, 2, 4, 3], "d1": [0.0, 1, 0, 1], "y": [1.0, 2, 3, 5]})
    said = {0: "seconds 0.05 \nraw 0.3 0.2 \n", 1: ""}
    for status, out in said.items():
        monkeypatch.setattr(peers.shutil, "which", lambda command: f"/bin/{command}")
        done = subprocess.CompletedProcess([], status, out, "")
        monkeypatch.setattr(peers.subprocess, "run", lambda *args, done=done, **options: done)
        peer = peers.relaimpo()
        if status:
            assert peer is None
        else:
            answer = peer(frame)
            assert (answer.raw.tolist(), answer.seconds) == ([0.3, 0.2], 0.05)
