"""The examples on the page about simulated customers, and in the docstrings, are what the code gives."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit.simulate
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "methods" / "simulation.md"
MODULES = [
    module.name
    for module in pkgutil.walk_packages(toolkit.simulate.__path__, "toolkit.simulate.")
    if not module.name.endswith("__main__")
]


def test_the_worked_example_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


def test_the_page_has_its_parts_and_is_listed():
    text = PAGE.read_text("utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    assert "](simulation.md)" in (PAGE.parent / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(name)).failed
