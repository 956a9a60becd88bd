"""What the page on the course over waves says is what the code does."""

import doctest

from tests.conftest import ROOT
from toolkit.followup.course.trend import PATTERNS

PAGE = ROOT / "docs" / "methods" / "trend.md"


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


def test_the_page_tells_every_pattern_and_has_its_parts() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for pattern in PATTERNS:
        assert f"`{pattern}`" in text, pattern
