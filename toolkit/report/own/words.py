"""The consultant's own words at the end of a section: `text/<report>.<section>.<language>.md`.

The sections are those that the report's notebook shows, by the names that it calls them.
"""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from toolkit.analysis.job import Job
from toolkit.catalogues import available_languages
from toolkit.engagement import Engagement, did_you_mean
from toolkit.errors import Fault, ReportError
from toolkit.report.blocks import Block, Heading, Markdown
from toolkit.report.final.readiness import REPORTS
from toolkit.report.manifest import notebook_for

FOLDER = "text"
# What a notebook shows that is no section: the cover, the board's page, its picture, the advice, the kept forecast.
_NO_SECTIONS = {("front", ""), ("advice", ""), ("", "picture"), ("drivers", "forecast")}
# One function shows two sections, told apart by the role of the outcomes that it is given.
_BY_ROLE = ("drivers", "drivers")
ROLES = ("attitude", "behaviour")


class Room:
    """A module of sections, each of which shows the consultant's own words at its end.

    Whatever else the module holds is given as it is.
    """

    def __init__(self, name: str, module: ModuleType) -> None:
        self._name = name
        self._module = module

    def __getattr__(self, name: str) -> Any:
        thing = getattr(self._module, name)
        return (
            _with_own_words(self._name, thing) if callable(thing) and not isinstance(thing, type) else thing
        )

    def __dir__(self) -> list[str]:
        return list(getattr(self._module, "__all__", None) or dir(self._module))


def room(name: str, module: ModuleType) -> Room:
    """Give the sections of a module with own words at their end; `name` is what notebooks call it."""
    return Room(name, module)


def _with_own_words(room_name: str, section: Callable[..., Any]) -> Callable[..., Any]:
    if _is_none(room_name, section.__name__):
        return section

    @functools.wraps(section)
    def shown(job: Job, *results: Any, **options: Any) -> Any:
        blocks = section(job, *results, **options)
        name = _section_of(room_name, section.__name__, results)
        return (*blocks, *_at_the_end(job, name, blocks)) if name and isinstance(blocks, tuple) else blocks

    return shown


def _section_of(room_name: str, function: str, results: Sequence[Any]) -> str:
    if (room_name, function) != _BY_ROLE:
        return function
    outcomes = results[0] if results else ()
    return str(outcomes[0].role) if outcomes else ""


def _at_the_end(job: Job, section: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the own words for a section; a section that is not there has no end to put them at."""
    path = job.engagement.folder / FOLDER / f"{job.report}.{section}.{job.language.code}.md"
    source = own_text(path)
    if source and any(isinstance(block, Heading) for block in blocks):
        yield Markdown(source)
    elif source:
        told = f"{FOLDER}/{path.name} is not printed: this report has nothing to show under {section}"
        sys.stderr.write(f"{told}\n")


def own_text(path: Path) -> str:
    """Read a text of the consultant's; "" where it is absent or empty.

    Raises ReportError when it is not UTF-8.
    """
    if not path.is_file():
        return ""
    try:
        return path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ReportError(f"{FOLDER}/{path.name} is not written in UTF-8. Save it again as UTF-8.") from error


def sections_of(engagement: Engagement, report: str) -> tuple[str, ...]:
    """Give the sections of a report as its notebook calls them, the client's own where there is one.

    Raises ReportError when that notebook cannot be read.
    """
    from toolkit.report.execute import read_notebook  # noqa: PLC0415 - slow to import

    cells = read_notebook(notebook_for(engagement.folder, report)).cells
    found: dict[str, None] = {}
    for cell in cells:
        if cell.cell_type == "code":
            found |= dict.fromkeys(_sections_in(str(cell.source)))
    return tuple(found)


def _sections_in(source: str) -> Iterator[str]:
    """Find `sections.<room>.<section>` in a cell, in order."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # of a cell that IPython alone understands
        return
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    for node in sorted(found, key=lambda one: (one.lineno, one.col_offset)):
        inner = node.value
        if not (isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name)):
            continue
        if inner.value.id == "sections" and not _is_none(inner.attr, node.attr):
            yield from ROLES if (inner.attr, node.attr) == _BY_ROLE else (node.attr,)


def _is_none(room_name: str, function: str) -> bool:
    known = {(room_name, ""), ("", function), (room_name, function)}
    return bool(known & _NO_SECTIONS) or function.startswith("_")


def text_faults(engagement: Engagement) -> list[Fault]:
    """Find the consultant's texts that no report would print: misspelt names, and files that are not UTF-8.

    A notebook of the client's own that cannot be read is among them.
    """
    folder = engagement.folder / FOLDER
    known, found = _names(engagement)
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        if path.name not in known and path.stem.upper() != "README":
            found.append(_misnamed(path, known))
            continue
        try:
            own_text(path)
        except ReportError:
            found.append(Fault(f"{FOLDER}/{path.name}", "is not written in UTF-8", "Save it again as UTF-8."))
    return found


def _names(engagement: Engagement) -> tuple[list[str], list[Fault]]:
    """Give every name that a text may have, and what keeps a notebook from telling its sections."""
    stems, faults = [*REPORTS], []
    for report in REPORTS:
        try:
            stems += [f"{report}.{section}" for section in sections_of(engagement, report)]
        except ReportError:
            mend = "Open it in Jupyter and save it again, or delete it to use the notebook of the house."
            faults.append(Fault(f"notebooks/{report}.ipynb", "cannot be read as a notebook", mend))
    return [f"{stem}.{language}.md" for stem in stems for language in available_languages()], faults


def _misnamed(path: Path, known: Sequence[str]) -> Fault:
    report = path.name.partition(".")[0]
    hint = did_you_mean(path.name, known)
    languages = ", ".join(available_languages())
    if report not in REPORTS:
        mend = f"{hint} A name begins with the report: {', '.join(REPORTS)}; then a section or none; then {languages}."
    else:
        names = [
            name.split(".")[1] for name in known if name.startswith(f"{report}.") and name.count(".") == 3
        ]
        mend = f"{hint} Sections of {report}: {', '.join(dict.fromkeys(names))}; languages: {languages}."
    return Fault(f"{FOLDER}/{path.name}", "is printed in no report", mend.strip())


def untranslated(engagement: Engagement) -> Iterator[str]:
    """Tell which texts stand in one language and lack in another that reports of this client are made in.

    Those are the client's own language and each in which there is some text.
    """
    folder = engagement.folder / FOLDER
    known = set(_names(engagement)[0])
    there = {path.name for path in folder.glob("*.md")} & known if folder.is_dir() else set()
    parts = {name: name.removesuffix(".md").rpartition(".") for name in there}
    languages = {engagement.client.language, *(language for _, _, language in parts.values())}
    for stem in sorted({stem for stem, _, _ in parts.values()}):
        lacking = sorted(code for code in languages if f"{stem}.{code}.md" not in there)
        for code in lacking:
            yield f"{FOLDER}/{stem}.{code}.md is not there: a report in that language prints nothing in its place"
