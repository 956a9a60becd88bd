"""The pages on forecast and steering: their examples run, and they have what every page has."""

import doctest

import pytest

from tests.conftest import ROOT

PAGES = [ROOT / "docs" / "methods" / f"{name}.md" for name in ("forecast", "steering")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_worked_examples_and_headings(page: object) -> None:
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    text = page.read_text(encoding="utf-8")
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in text
    index = (ROOT / "docs" / "methods" / "README.md").read_text(encoding="utf-8")
    assert f"({page.name})" in index
