"""What the pages on what stands beside a share say is what the code does."""

import doctest
import importlib
import re

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.drivers.by_definition import survey
from toolkit.drivers.account import driver_account

PAGES = ("variance", "disattenuated")


def page(name):
    return (ROOT / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_worked_examples(name):
    path = ROOT / "docs" / "methods" / f"{name}.md"
    result = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in page(name)
    for target in re.findall(r"\]\((\w[\w-]*\.md)\)", page(name)):
        assert (path.parent / target).is_file()
    assert f"({name}.md)" in page("README")


def test_every_column_is_told():
    table = driver_account(survey(), "y", ["d0", "d1"], resamples=0).table
    text = page("variance") + page("disattenuated") + page("importance")
    for column in table:
        name = re.sub("_(low|high)$", "", column)
        assert f"`{name}`" in text or name in {"corrected", "reliability"}, column
    assert np.isfinite(table["vif"]).all()


def test_the_benchmark_prints_the_table_of_the_page(capsys):
    importlib.import_module("benchmarks.corrected").main(["2"])
    lines = capsys.readouterr().out.splitlines()
    told = page("disattenuated").splitlines()
    assert lines[0] in told
    # The same rows, of fewer rounds here.
    rows = [line.split("|")[1:3] for line in lines[2:]]
    assert rows == [line.split("|")[1:3] for line in told if line.startswith(("| two", "| one"))]
    assert len(rows) == 8
