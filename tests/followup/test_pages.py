"""What the pages on shares, attrition and linked changes say is what the code does."""

import doctest

import pytest

from tests.conftest import ROOT

PAGES = ["shares", "attrition", "linked-changes"]


@pytest.mark.parametrize("name", PAGES)
def test_worked_example_of_each_page(name: str) -> None:
    path = ROOT / "docs" / "methods" / f"{name}.md"
    result = doctest.testfile(str(path), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = path.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    assert f"({name}.md)" in (path.parent / "README.md").read_text(encoding="utf-8")
