"""What the page and docstrings of the actions say is what the code does."""

import doctest
import importlib
import pkgutil
import re

import pytest

import toolkit.drivers.actions
from tests.conftest import ROOT
from tests.drivers.actions.cases import effects_of
from toolkit.drivers import thresholds
from toolkit.drivers.actions.gain import Action, Outcome, simulated_gains
from toolkit.drivers.actions.sensitivity import Sensitivity

PAGE = ROOT / "docs" / "methods" / "actions.md"
MODULES = [module.name for module in pkgutil.iter_modules(toolkit.drivers.actions.__path__)]
OURS = ("PERT_WEIGHT", "LEVEL_WITHIN", "MOST_PLANS", "SOLVED_DRAWS")


def test_worked_examples_of_the_page():
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_each_docstring(name):
    assert not doctest.testmod(importlib.import_module(f"toolkit.drivers.actions.{name}")).failed


def test_the_page_tells_our_thresholds():
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert dict(rows) == {name: str(getattr(thresholds, name)) for name in OURS}


def test_the_page_tells_every_column():
    text = PAGE.read_text(encoding="utf-8")
    action = Action("a", "trust", (1, 2, 3), cost=1, weeks=1)
    table = simulated_gains([action], {"trust": 50}, [Outcome(effects_of(trust=0.5), 50)]).table("attitude")
    told = re.findall(r"`(\w+)`", Sensitivity.__doc__ or "")
    for name in (*table.columns, *told, "ceiling", "most"):
        if name not in ("factors", "costs", "kind", "name", "cost", "chosen"):
            assert f"`{name}`" in text, name


def test_links_of_the_page_lead_somewhere():
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", PAGE.read_text(encoding="utf-8")):
        assert (PAGE.parent / target).is_file()
