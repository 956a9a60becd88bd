"""What the page on other customers answering says is what the code does."""

import doctest

import pytest

from tests.conftest import ROOT
from toolkit.followup import thresholds
from toolkit.followup.composition import compare, groups, influence

PAGE = ROOT / "docs" / "methods" / "composition.md"


def test_worked_examples_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("module", [compare, groups, influence])
def test_worked_examples_of_the_functions(module: object) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert not result.failed


def test_the_page_tells_every_verdict_and_threshold_and_has_its_parts() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    for verdict in compare.VERDICTS:
        assert f"`{verdict}`" in text, verdict
    for name in ("MOST_HIDDEN_SHIFT", "ANSWERS_PER_COEFFICIENT"):
        assert f"| `{name}` | {getattr(thresholds, name)} | " in text, name
