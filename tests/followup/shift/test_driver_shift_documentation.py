"""What the pages on driver shift and on later results say is what the code does."""

import doctest

import pytest

from benchmarks import driver_shift as shift_benchmark
from benchmarks import results as results_benchmark
from tests.conftest import ROOT

METHODS = ROOT / "docs" / "methods"


@pytest.mark.parametrize("name", ["driver-shift", "results"])
def test_worked_examples_of_the_page(name: str) -> None:
    page = METHODS / f"{name}.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("module", "name"), [(shift_benchmark, "driver-shift"), (results_benchmark, "results")]
)
def test_the_tables_of_the_page_can_be_made_again(
    module, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    module.main(["--small"])
    printed = capsys.readouterr().out
    page = (METHODS / f"{name}.md").read_text(encoding="utf-8")
    heads = [line for line in printed.splitlines() if line.startswith("| customers") and "slope 1" in line]
    assert printed.count("%") > 5
    assert all(head in page for head in heads)
    assert f"benchmarks.{name.replace('-', '_')}" in page
