"""What the page and the docstrings of this room say is what the code does."""

import doctest
import importlib
import pkgutil

import pytest

import toolkit.followup
from tests.conftest import ROOT
from toolkit.followup.compare import COLUMNS
from toolkit.followup.verdict import VERDICTS

PAGE = ROOT / "docs" / "methods" / "compare.md"
MODULES = [module.name for module in pkgutil.iter_modules(toolkit.followup.__path__)]


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(f"toolkit.followup.{name}")).failed


def test_the_page_tells_each_verdict_and_each_column_that_needs_telling() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for verdict in VERDICTS:
        assert f"**{verdict}**".lower() in text.lower()
    plain = {
        "before",
        "after",
        "difference",
        "low",
        "high",
        "verdict",
        "design",
        "se",
        "n_before",
        "n_after",
        "n_paired",
    }
    for column in set(COLUMNS) - plain:
        assert f"`{column}`" in text, column
