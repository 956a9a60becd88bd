"""What the pages and docstrings of `measures` say is what the code does."""

import doctest
import importlib
import pkgutil
import re

import pytest

import toolkit.measures
from tests.conftest import ROOT
from toolkit.measures import thresholds

PAGES = ["alpha", "captive", "correlation", "item-rest", "loyalty-groups", "mean"]
PAGES += ["nps", "scores", "share", "suppression", "thresholds", "weights"]
PAGES += ["benchmarks", "pulse"]
PAGES += ["curve", "independence", "uncertain"]
PAGES += ["scales"]
PAGES += ["alignment", "bases", "dividends", "moments"]
PAGES += ["distribution", "planning", "segments"]
MODULES = [module.name for module in pkgutil.walk_packages(toolkit.measures.__path__, "toolkit.measures.")]


def page(name: str) -> str:
    return (ROOT / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in PAGES if name != "thresholds"])
def test_worked_example_of_each_page(name):
    text = page(name)
    result = doctest.testfile(
        str(ROOT / "docs" / "methods" / f"{name}.md"), module_relative=False, encoding="utf-8"
    )
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(name)).failed


def test_the_page_of_thresholds_is_the_module():
    told = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", page("thresholds"), flags=re.MULTILINE))
    held = {name: str(getattr(thresholds, name)) for name in thresholds.__annotations__}
    assert told == held


def test_every_threshold_has_its_source_above_it():
    source = (ROOT / "toolkit" / "measures" / "thresholds.py").read_text(encoding="utf-8")
    for block in re.split(r"\n\n+", source):
        if ": Final" in block:
            assert block.lstrip().startswith("# "), block


def test_every_link_between_pages_leads_somewhere():
    for name in PAGES:
        for target in re.findall(r"\]\((\w[\w-]*)\.md\)", page(name)):
            assert target in PAGES, f"{name}.md links to {target}.md"
