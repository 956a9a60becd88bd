"""What the pages on outcomes in classes say is what the code does; docstrings: tests/drivers/test_documentation.py."""

import doctest
import importlib
import re

import pytest

from tests.conftest import ROOT
from toolkit.drivers import thresholds
from toolkit.drivers.categorical.logistic import Logistic
from toolkit.drivers.categorical.ordered import Ordered

DOCS = ROOT / "docs" / "methods"
PAGES = ("logistic.md", "ordered.md")


@pytest.mark.parametrize("page", PAGES)
def test_worked_examples_of_the_pages(page):
    result = doctest.testfile(str(DOCS / page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = (DOCS / page).read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", text):
        assert (DOCS / target).is_file()
    assert f"({page})" in (DOCS / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "result"), [("logistic.md", Logistic), ("ordered.md", Ordered)])
def test_the_pages_tell_every_number_of_the_results(page, result):
    text = (DOCS / page).read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", result.__doc__ or ""))
    passed_over = {"always", "events", "n", "of", "counts", "table", "intercept", "intercept_error"}
    also = {"odds_ratio", "odds_low", "odds_high"} if page == "ordered.md" else set()
    for name in told - passed_over - also:
        assert f"`{name}`" in text, name


def test_the_thresholds_that_the_pages_name_are_there():
    for page in PAGES:
        for name in re.findall(r"`([A-Z]+_[A-Z_]+)`", (DOCS / page).read_text(encoding="utf-8")):
            assert hasattr(thresholds, name), name


def test_the_benchmark_runs(capsys):
    importlib.import_module("benchmarks.categorical").main(["--small"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    steps = [line for line in lines if line[:1] == ["200"] and len(line) == 6]
    assert len(steps) == 3
    assert all(float(line[2]) < 0.1 for line in steps)
