"""What the pages on asymmetry and on links per group say is what the code does."""

import doctest
import importlib
import re

import pytest

from tests.conftest import ROOT
from toolkit.drivers.asymmetry import Asymmetry, penalty_reward
from toolkit.drivers.interactions import LinkDifferences

PAGES = {"asymmetry": Asymmetry, "interactions": LinkDifferences}


@pytest.mark.parametrize("name", PAGES)
def test_worked_examples_of_the_page(name):
    page = ROOT / "docs" / "methods" / f"{name}.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = page.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", text):
        assert (page.parent / target).is_file()
    assert f"({name}.md)" in (page.parent / "README.md").read_text(encoding="utf-8")


def test_the_page_tells_every_class_and_test():
    text = (ROOT / "docs" / "methods" / "asymmetry.md").read_text(encoding="utf-8")
    for told in (
        "none",
        "basic",
        "excitement",
        "performance",
        "undecided",
        "p_effect",
        "p_both",
        "p_asymmetry",
    ):
        assert f"`{told}`" in text
    assert penalty_reward.__doc__
    assert "docs/methods/asymmetry.md" in penalty_reward.__doc__


@pytest.mark.parametrize("name", PAGES)
def test_the_benchmark_runs(name, capsys):
    importlib.import_module(f"benchmarks.{name}").main(["--small"])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ") and "%" in line]
    header = (ROOT / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")
    assert rows
    # The page's table has the rows of the benchmark.
    assert all(row.split(" | ")[0] in header for row in rows)
