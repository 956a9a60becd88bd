"""Open lessons in JupyterLab in a browser without a window, and do in them what a participant does.

`python -m tests.training.lab [LESSON…] [--language nl] [--to FOLDER]` runs each lesson, answers a question of its quiz,
turns a dial, and leaves a picture of the whole notebook in the folder.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit

from tests.browser import browser
from toolkit.training.classes.new import make_participant
from toolkit.training.classes.roster import Roster
from toolkit.training.plans import Plan, plan_of, plans

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOST, TOKEN = "127.0.0.1", "lesson"
PATIENCE = 120  # seconds: the machine may have other things to do
SEED = 5
# Cells out of sight stay in the page, nothing is asked of the network, and a picture shows the lesson alone.
SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "apputils-extension/themes": {"theme": "JupyterLab Light"},
}
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"
READY = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
# What went wrong in the cells: names of errors, and what they wrote to the error stream.
WRONG = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
  .flatMap((cell) => cell.outputs ? cell.outputs.toJSON() : [])
  .filter((output) => output.output_type === "error" || output.name === "stderr")
  .map((output) => output.ename ? `${output.ename}: ${output.evalue}` : String(output.text))"""
TALL = "() => document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-inner').scrollHeight"


@dataclass
class Visit:
    """A notebook that stands open, and every address the browser asked for that is not on this machine."""

    page: Page
    outside: list[str] = field(default_factory=list)

    def note(self, url: str) -> None:
        """Remember an address that is outside."""
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HOST:
            self.outside.append(url)

    def run_all(self) -> None:
        """Run every cell, and wait until all are done."""
        self.page.wait_for_function(READY, timeout=PATIENCE * 1000)
        assert self.page.evaluate(RUN_ALL)

    @property
    def wrong(self) -> list[str]:
        """Errors and warnings in the outputs."""
        return self.page.evaluate(WRONG)

    def answer_quiz(self) -> str:
        """Click the first answer of the first question; give what is said of it."""
        question = self.page.locator(".Quiz").first
        question.locator("label.MCButton").first.click()
        told = question.locator(".Feedback")
        told.filter(has_text=" ").wait_for(timeout=PATIENCE * 1000)
        return told.inner_text()

    def turn_dial(self) -> tuple[str, str]:
        """Move the first slider one stand with the keyboard; give what the claims said before and after."""
        claims = self.page.locator(".loyalty-dials [role=status]").first
        before = claims.inner_text()
        self.page.locator(".widget-slider .noUi-handle").first.press("ArrowRight")
        words = json.dumps(before)
        self.page.wait_for_function(
            f"() => document.querySelector('.loyalty-dials [role=status]').innerText !== {words}",
            timeout=PATIENCE * 1000,
        )
        return before, claims.inner_text()

    def picture(self, path: Path) -> None:
        """Photograph the whole notebook."""
        self.page.set_viewport_size({"width": 1100, "height": min(self.page.evaluate(TALL) + 120, 15000)})
        self.page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
        self.page.wait_for_timeout(600)
        self.page.locator(".jp-NotebookPanel").screenshot(path=path)


def make_folder(folder: Path, language: str, lessons: Sequence[int]) -> None:
    """Make the folder of one participant who takes these lessons."""
    make_participant(folder, Roster("lab", language, tuple(lessons), {"p01": SEED}), "p01")


@contextmanager
def jupyterlab(folder: Path, *, dark: bool = False) -> Iterator[str]:
    """Start JupyterLab in a participant's folder, with nothing of the user's own settings; give its address."""
    with TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as home:
        _write_settings(Path(home), dark=dark)
        port = _free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *_options(folder, port)],
            env=os.environ | _environment(Path(home)),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://{HOST}:{port}"
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _options(folder: Path, port: int) -> list[str]:
    return [
        "--no-browser",
        "--expose-app-in-browser",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--allow-root",
    ]


def _environment(home: Path) -> dict[str, str]:
    here = str(Path(__file__).parents[2])
    return {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", "")))),
    }


def _write_settings(home: Path, *, dark: bool) -> None:
    settings = {name: dict(values) for name, values in SETTINGS.items()}
    if dark:
        settings["apputils-extension/themes"]["theme"] = "JupyterLab Dark"
    for name, values in settings.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, f"JupyterLab ended with {server.returncode}"
        try:
            with urllib.request.urlopen(f"{address}/api?token={TOKEN}", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not answer within {PATIENCE} seconds")


@contextmanager
def visited(running: Browser, address: str, plan: Plan) -> Iterator[Visit]:
    """Open the notebook of a lesson, and refuse the browser whatever is not on this machine."""
    context = running.new_context(viewport={"width": 1100, "height": 900}, reduced_motion="reduce")
    visit = Visit(context.new_page())
    visit.page.on("request", lambda request: visit.note(request.url))
    visit.page.on("websocket", lambda socket: visit.note(socket.url))
    context.route(lambda url: urlsplit(url).hostname not in (HOST, None), lambda route: route.abort())
    visit.page.goto(f"{address}/lab/tree/lessons/{plan.slug}.ipynb?token={TOKEN}&reset")
    yield visit
    context.close()


def main() -> None:
    """Visit the lessons that were asked for, or all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lessons", nargs="*", type=int, default=list(plans()))
    asked.add_argument("--language", default="nl")
    asked.add_argument("--to", type=Path, default=Path("lab"))
    asked.add_argument("--dark", action="store_true")
    given = asked.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="class-", ignore_cleanup_errors=True) as folder:
        make_folder(Path(folder), given.language, given.lessons)
        with jupyterlab(Path(folder), dark=given.dark) as address, browser() as running:
            for plan in map(plan_of, given.lessons):
                with visited(running, address, plan) as visit:
                    visit.run_all()
                    told = visit.answer_quiz()
                    turned = plan.dials is None or len(set(visit.turn_dial())) == 2
                    visit.picture(given.to / f"{plan.slug}.{given.language}.png")
                    print(plan.slug, visit.wrong, visit.outside, turned, repr(told))


if __name__ == "__main__":
    main()
