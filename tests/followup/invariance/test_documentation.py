"""What the page on invariance says is what the code does."""

import doctest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "methods" / "invariance.md"


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


def test_the_page_has_its_headings() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in (
        "## Formula",
        "## Worked example",
        "## Source",
        "## Checked against",
        "## How often it is wrong",
    ):
        assert heading in text
