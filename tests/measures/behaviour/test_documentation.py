"""What the pages and docstrings on behaviour say is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit.measures.behaviour
from tests.conftest import ROOT

MODULES = [module.name for module in pkgutil.iter_modules(toolkit.measures.behaviour.__path__)]


@pytest.mark.parametrize("name", ["orders", "survival", "value"])
def test_worked_example_of_each_page(name):
    page = ROOT / "docs" / "methods" / f"{name}.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(f"toolkit.measures.behaviour.{name}")).failed
