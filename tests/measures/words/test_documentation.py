"""What the page and docstrings on words say is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit.measures.words as room
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "methods" / "words.md"


def test_worked_example_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(room.__path__)])
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(f"toolkit.measures.words.{name}")).failed
