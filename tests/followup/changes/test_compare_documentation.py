"""What the page and the docstrings of this room say is what the code does."""

import doctest
import importlib
import pkgutil
import re

import pytest

import toolkit.followup
from tests.conftest import ROOT
from toolkit.followup import thresholds
from toolkit.followup.changes.compare import COLUMNS
from toolkit.followup.changes.verdict import VERDICTS

PAGE = ROOT / "docs" / "methods" / "compare.md"
MODULES = [module.name for module in pkgutil.walk_packages(toolkit.followup.__path__, "toolkit.followup.")]


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name: str) -> None:
    assert not doctest.testmod(importlib.import_module(name)).failed


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


def test_the_pages_tell_every_threshold() -> None:
    told: dict[str, set[str]] = {}
    for page in PAGE.parent.glob("*.md"):
        rows = re.findall(
            r"^\| `([A-Z_]+)` \| (.+?) \|", page.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        for name, value in rows:
            told.setdefault(name, set()).add(value)
    for name in getattr(thresholds, "__annotations__", {}):
        assert told.get(name) == {str(getattr(thresholds, name))}, name


def test_every_threshold_has_its_source_above_it() -> None:
    source = (ROOT / "toolkit" / "followup" / "thresholds.py").read_text(encoding="utf-8")
    for block in re.split(r"\n\n+", source):
        if ": Final" in block:
            assert block.lstrip().startswith("# "), block
