"""What the page and docstrings of the paths say is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit.drivers.paths
from tests.conftest import ROOT
from toolkit.drivers.paths import fit_paths
from toolkit.drivers.paths.fit import FRAMES, NUMBERS, PathFit

PAGE = ROOT / "docs" / "methods" / "paths.md"
MODULES = [module.name for module in pkgutil.iter_modules(toolkit.drivers.paths.__path__)]


def test_worked_examples_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    assert "(paths.md)" in (PAGE.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(f"toolkit.drivers.paths.{name}")).failed


def test_the_docstring_tells_every_frame_and_number():
    told = PathFit.__doc__ or ""
    for frame in FRAMES:
        assert f"`{frame}`" in told
    for number in ("estimate", "p", "p_adjusted", "standardised"):
        assert number in told
        assert number in NUMBERS
    assert "docs/methods/paths.md" in (fit_paths.__doc__ or "")


def test_the_benchmark_runs(capsys):
    importlib.import_module("benchmarks.paths").main(["--small"])
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("both steps") for line in lines) == 2
    assert lines[-1].startswith("arrow left out")
