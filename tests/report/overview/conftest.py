"""One workspace of made-up clients, looked at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.overview.made_up import TODAY, many
from toolkit.language import Language
from toolkit.report.overview.look import Client, look_at_all
from toolkit.report.overview.page import overview_page


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with clients in every state."""
    return many(tmp_path_factory.mktemp("overview"))


@pytest.fixture(scope="session")
def clients(workspace: Path) -> dict[str, Client]:
    """These clients, by the name of their folder."""
    return {one.slug: one for one in look_at_all(workspace)}


@pytest.fixture(scope="session")
def pages(workspace: Path, clients: dict[str, Client]) -> dict[str, str]:
    """The page over them, by its language."""
    told = tuple(clients.values())
    return {
        code: overview_page(told, Language(code), TODAY, workspace).decode("utf-8") for code in ("nl", "en")
    }
