"""A browser without a window, and all that a page does in it that it should not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE, TABLET, DESK = (360, 740), (768, 1024), (1280, 900)
PAPER = (643, 956)  # the text of an A4 page
# Runs before any script of the page: what its policy stopped.
WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) => window.stopped.push(event.effectiveDirective));
"""

SETTLED = """() => new Promise((tell) => {
  const later = (frames) => requestAnimationFrame(
    () => (frames ? later(frames - 1) : tell(document.documentElement.scrollWidth - window.innerWidth)));
  later(3);
})"""


@dataclass
class Opened:
    """A page in the browser, and what it did: words in the console, errors, and addresses it asked for."""

    page: Page
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def stopped(self) -> list[str]:
        """What the page's policy stopped."""
        return self.page.evaluate("window.stopped")

    @property
    def too_wide(self) -> int:
        """How many pixels of the page stick out at the right, once it stands as its window or paper wants it."""
        return self.page.evaluate(SETTLED)

    def violations(self, **options: Any) -> list[str]:
        """What axe finds: rule, and the first element that breaks it."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"resultTypes": ["violations"], **options}).response
        assert found["passes"], "axe checked nothing"
        return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium; a test that needs it is skipped where there is none."""
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
    if program is None:
        pytest.skip("there is no Chromium on this machine to open the page with")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


@contextmanager
def opened(
    running: Browser, path: Path, size: tuple[int, int] = DESK, *, scripts: bool = True
) -> Iterator[Opened]:
    """Open a file in a window of its own, without a network."""
    context = running.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        offline=True,
        reduced_motion="reduce",
    )
    context.add_init_script(WATCH)
    one = Opened(context.new_page())
    one.page.on("console", lambda message: one.told.append(message.text))
    one.page.on("pageerror", lambda error: one.told.append(str(error)))
    one.page.on("request", lambda request: one.asked.append(request.url))
    one.page.goto(path.as_uri())
    yield one
    context.close()


def quiet(one: Opened, path: Path) -> None:
    """Check that a page said nothing, was stopped in nothing, and asked for nothing but itself."""
    assert one.told == []
    assert one.stopped == []
    assert [url for url in one.asked if not url.startswith("data:")] == [path.as_uri()]
