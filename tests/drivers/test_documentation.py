"""What the page and docstrings of `drivers` say is what the code does."""

import doctest
import importlib
import pkgutil
import re

import pytest

import toolkit.drivers
from tests.conftest import ROOT
from toolkit.drivers import thresholds
from toolkit.drivers.importance import METHODS, Importance, relative_importance

PAGE = ROOT / "docs" / "methods" / "importance.md"
MODULES = [module.name for module in pkgutil.iter_modules(toolkit.drivers.__path__)]


def test_worked_examples_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(f"toolkit.drivers.{name}")).failed


def test_the_page_tells_every_threshold():
    told = dict(
        re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert told == {name: str(getattr(thresholds, name)) for name in thresholds.__annotations__}


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
    lines = capsys.readouterr().out.splitlines()
    (against,) = [line.split() for line in lines if line.split()[:1] == ["6"]]
    assert float(against[-1]) < 1e-12
    assert sum(line.split()[:2] == ["200", "4"] for line in lines) == len(METHODS)
