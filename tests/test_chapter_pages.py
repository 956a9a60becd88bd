"""docs/baseline.md names keys that there are, examples that are TOML, and pages that exist."""

import re
import tomllib

from tests.conftest import ROOT
from toolkit.engagement.keys import keys

PAGE = (ROOT / "docs" / "baseline.md").read_text("utf-8")
ROWS = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]


def known_keys() -> set[str]:
    """Every key, and every table that holds one, as `constructs` or `segments.KEY.values`."""
    paths = {path for path, _, _ in keys()}
    parts = {".".join(path.split(".")[:size]) for path in paths for size in range(1, path.count(".") + 1)}
    return paths | {part.removesuffix("[]") for part in parts} | {part.removesuffix(".KEY") for part in parts}


def test_every_chapter_names_keys_that_exist() -> None:
    assert len(ROWS) > 20
    known = known_keys()
    for _, needs, _ in ROWS:
        for named in re.findall(r"`([^`]+)`", needs):
            assert named in known or named.startswith("text/"), named


def test_every_example_is_toml() -> None:
    for _, _, example in ROWS:
        for code in re.findall(r"`([^`]+)`", example):
            tomllib.loads(code)


def test_every_table_of_the_engagement_that_adds_a_chapter_is_there() -> None:
    tables = {path.split(".")[0].removesuffix("[]") for path, _, _ in keys() if "." in path}
    named = {key.split(".")[0].removesuffix("[]") for key in re.findall(r"`([a-z_.\[\]]+)`", PAGE)}
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
    }
    assert tables - settings <= named


def test_its_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert targets
    for target in targets:
        assert (ROOT / "docs" / target).is_file(), target
