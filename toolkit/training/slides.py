"""Slides of a lesson that has been run: one file with reveal.js in it, which fetches nothing when it is shown.

`jupyter nbconvert --to loyalty-slides lesson.ipynb` works once the package is installed, and so does
`loyalty class slides`.
With `?print-pdf` after its address a browser prints the slides, one on a page.
"""

from __future__ import annotations

import html
import json
import re
import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

# Before nbconvert, which would import what the module leaves out.
from toolkit.report.notebook_format import NotebookNode  # isort: split

import jinja2
from markupsafe import Markup
from nbconvert.exporters.slides import SlidesExporter
from traitlets import Bool, List, Unicode, default

from toolkit.catalogues import TRAINING, available_languages
from toolkit.house import house_folder
from toolkit.language import N_, Language
from toolkit.report.execute import execute, read_notebook
from toolkit.report.fonts import font_faces
from toolkit.report.screen.policy import sha256
from toolkit.report.workers import Pool
from toolkit.training.classes.roster import notebook_of
from toolkit.training.plans import Plan, plan_of
from toolkit.workspace import replace_whole, staging

Resources = dict[str, Any]
FOLDER: Final = "slides"  # in the folder of the trainer
# What a screen reader calls the arrows.
_ARROWS = {
    "left": N_("Slide before"),
    "right": N_("Next slide"),
    "up": N_("Slide above"),
    "down": N_("Slide below"),
}
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
_LANGUAGE = re.compile(r'^language = "(\w+)"$', re.MULTILINE)
# In this order: a picture that moves is HTML, and so is a block of a report.
_KINDS = ("text/html", "image/svg+xml")
_SERIES_END = re.compile(r"^(Name: .+, )?dtype: \w+$")


class LoyaltySlidesExporter(SlidesExporter):
    """A lesson as slides: the cells that its metadata calls a slide, without code."""

    export_from_notebook = "Loyalty slides"
    optimistic_validation = Bool(True).tag(config=True)
    # Nothing in a user's own Jupyter folders may change a slide.
    template_data_paths = List(Unicode(), [])

    @default("template_name")
    def _template_name_default(self) -> str:
        return "slides"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(house_folder() / "templates" / "training")]

    def get_prefix_root_dirs(self) -> list[str]:
        """Give none of Jupyter's folders: the template comes from the house only."""
        return []

    def from_notebook_node(
        self, nb: NotebookNode, resources: Resources | None = None, **kw: Any
    ) -> tuple[Any, Resources]:
        """Export a notebook that has been run."""
        text = "\n".join(cell.source for cell in nb.cells)
        title, language = _TITLE.search(text), _LANGUAGE.search(text)
        code = language.group(1) if language and language.group(1) in available_languages() else "en"
        words = Language(code, TRAINING)
        given = {
            "title": title.group(1) if title else "",
            "language": words.tag,
            **{way: words.say(label) for way, label in _ARROWS.items()},
            "font_faces": font_faces(sorted({*json.dumps(nb, ensure_ascii=False), *string.printable})),
        }
        return super().from_notebook_node(nb, {**(resources or {}), **given}, **kw)

    def _create_environment(self) -> jinja2.Environment:
        environment = super()._create_environment()
        loader = environment.loader
        environment.globals["part"] = lambda name: loader.get_source(environment, name)[0]
        environment.globals["sha256"] = sha256
        environment.globals["shown"] = shown
        environment.globals["is_title"] = lambda cell: _TITLE.match(cell.source) is not None
        return environment


def shown(data: Mapping[str, str]) -> Markup:
    """Give the richest form of an output that stands still without a script; a widget is left out."""
    if any("widget" in kind or "javascript" in kind for kind in data):
        return Markup()
    rich = next((data[kind] for kind in _KINDS if kind in data), None)
    return Markup(rich if rich is not None else plain(data.get("text/plain", "")))


def plain(text: str) -> str:
    """Give plain text as HTML; a column of pandas as a table."""
    *lines, end = text.splitlines() or [""]
    if not lines or not _SERIES_END.match(end):
        return f"<pre>{html.escape(text)}</pre>"
    # Without a value on it, a line is the name of the index.
    parted = [parts for parts in (line.rsplit(None, 1) for line in lines) if len(parts) == 2]
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(value)}</td></tr>'
        for name, value in parted
    )
    return f'<table class="plain"><tbody>{rows}</tbody></table>'


def write_slides(folder: Path, language: str, lessons: Sequence[int], pool: Pool) -> list[Path]:
    """Run the solutions of these lessons, each in a process of its own, and write their slides; give the files.

    `folder` is the trainer's of a class: a workspace, in which the invented clients are made where they are missing.
    Its own solutions are run, which the trainer may have changed; the house's where it has none.
    The slides stand in `slides/` of it afterwards, all of them or none.
    Raises ReportError where a solution does not run, and WorkspaceError where the folder cannot be written.
    """
    plans = [plan_of(number) for number in lessons]
    made = [pool.submit(slides_of, _solution(folder, plan, language), folder) for plan in plans]
    texts = {f"{plan.slug}.html": one.result() for plan, one in zip(plans, made, strict=True)}
    target = folder / FOLDER
    with staging(target) as fresh:
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        replace_whole(fresh, target, texts)
    return [target / name for name in texts]


def _solution(folder: Path, plan: Plan, language: str) -> Path:
    own = notebook_of(folder, plan.slug)
    spoken = plan.folder / f"solution.{language}.ipynb"
    return next((path for path in (own, spoken) if path.exists()), plan.folder / "solution.en.ipynb")


def slides_of(notebook: Path, workspace: Path) -> str:
    """Run a notebook in this process, which must be one of its own, and give its slides."""
    executed, _ = execute(read_notebook(notebook), {}, report="lesson", workspace=workspace, keep=None)
    text, _ = LoyaltySlidesExporter().from_notebook_node(executed)
    return str(text)
