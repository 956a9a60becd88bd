"""What the page on actions says is what the code does."""

import doctest
import importlib

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "methods" / "impact.md"


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


def test_the_page_has_its_parts_and_names_each_function() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for name in ("difference_in_differences", "beyond_regression", "expected_rise", "among_equals"):
        assert f"`{name}`" in text


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    importlib.import_module("benchmarks.impact").main(["--small"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 12 + 2 + 6
    assert all(0 <= float(line.split()[-2]) <= 100 for line in lines[1:13])
