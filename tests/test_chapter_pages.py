"""The page per report in docs/ names keys that there are, examples that are TOML, and pages that exist."""

import re
import tomllib

import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT
from toolkit.engagement.keys import keys

PAGES = {
    name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("baseline", "drivers", "followup")
}
FEWEST = {"baseline": 20, "drivers": 10, "followup": 10}


def rows_of(page: str) -> list[list[str]]:
    return [line.strip("|").split(" | ") for line in PAGES[page].splitlines() if line.startswith("| ")][1:]


def known_keys() -> set[str]:
    """Every key, and every table that holds one, as `constructs` or `segments.KEY.values`."""
    paths = {path for path, _, _ in keys()}
    parts = {".".join(path.split(".")[:size]) for path in paths for size in range(1, path.count(".") + 1)}
    return paths | {part.removesuffix("[]") for part in parts} | {part.removesuffix(".KEY") for part in parts}


@pytest.mark.parametrize("page", PAGES)
def test_every_chapter_names_keys_that_exist(page: str) -> None:
    assert len(rows_of(page)) > FEWEST[page]
    known = known_keys()
    for _, needs, _ in rows_of(page):
        for named in re.findall(r"`([^`]+)`", needs):
            assert named in known or named.startswith("text/"), named


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_toml(page: str) -> None:
    for _, _, example in rows_of(page):
        for code in re.findall(r"`([^`]+)`", example):
            tomllib.loads(code)


def test_every_table_of_the_engagement_that_adds_a_chapter_is_there() -> None:
    tables = {path.split(".")[0].removesuffix("[]") for path, _, _ in keys() if "." in path}
    text = "\n".join(PAGES.values())
    named = {key.split(".")[0].removesuffix("[]") for key in re.findall(r"`([a-z_.\[\]]+)`", text)}
    settings = {
        "client",
        "author",
        "report",
        "disclosure",
        "items",
        "missing",
        "scales",
        "columns",
        "quality",
        "answers",
    }
    assert tables - settings <= named


@pytest.mark.parametrize("page", PAGES)
def test_the_template_has_every_key_that_switches_a_chapter_on(page: str) -> None:
    template = (ROOT / "templates" / "client" / "engagement.toml").read_text("utf-8")
    written = {path: re.sub(r"\[\]$", "", path.split(".")[-1]) for path in known_keys()}
    for _, needs, _ in rows_of(page):
        for named in re.findall(r"`([a-zA-Z_.\[\]]+)`", needs):
            last = written[named]
            # A key is assigned, a table has a heading of its own.
            assert re.search(
                rf"^(# )?(\[+(\w+\.)*{last}[\].]|.*\b{last} = )", template, flags=re.MULTILINE
            ), named
    inside = template.partition("[segments.channel]")[2].partition("[segments.channel.values]")[0]
    assert "experience = " in inside


def test_the_page_of_the_followup_calls_its_chapters_as_the_report_does() -> None:
    with (ROOT / "toolkit" / "locale" / "nl" / "LC_MESSAGES" / "report.po").open("rb") as file:
        printed = {message.id for message in read_po(file)}
    assert {chapter.strip() for chapter, _, _ in rows_of("followup")} <= printed


@pytest.mark.parametrize("page", PAGES)
def test_its_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", PAGES[page])
    assert targets
    for target in targets:
        assert (ROOT / "docs" / target).is_file(), target
