"""Make the notebooks of the lessons from their sources: `python -m toolkit.training.build [FOLDER]`.

A lesson is written in one file, `lesson.md`, as a MyST notebook that jupytext reads: both languages, exercises and
solutions. Of it come four notebooks: the lesson and the solution, in Dutch and in English.

What the source says in the metadata of its cells: `lang` ("nl" or "en") of every cell of text, and `slide` ("slide",
"subslide", "fragment" or "notes") where it is shown as a slide; other cells are not. Code is shared by the languages.
What stands between BEGIN SOLUTION and END SOLUTION is left out of the lesson. Cells bear the metadata of nbgrader.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.training.plans import course_folder

LANGUAGES = ("nl", "en")
KINDS = ("lesson", "solution")
SOURCE = "lesson.md"
_SOLUTION = re.compile(r"^### BEGIN SOLUTION\n(.*?)^### END SOLUTION\n?", re.DOTALL | re.MULTILINE)
_ANSWER = re.compile(r"^answer_([a-z]) = ", re.MULTILINE)
_CHECK = re.compile(r'^lesson\.check\("([a-z])", answer_\1\)$', re.MULTILINE)
_LANGUAGE = re.compile(r'^language = "\w+"$', re.MULTILINE)
_SHOWN = ("slide", "subslide", "fragment", "notes")


def notebooks_of(folder: Path) -> dict[str, str]:
    """Give the notebooks of a lesson by the names of their files."""
    import jupytext  # noqa: PLC0415 - only who writes lessons has it

    cells = jupytext.reads((folder / SOURCE).read_text("utf-8"), fmt="md:myst").cells
    return {
        f"{kind}.{language}.ipynb": _written(folder.name, cells, kind, language)
        for kind in KINDS
        for language in LANGUAGES
    }


def _written(slug: str, cells: list[Any], kind: str, language: str) -> str:
    number = slug.partition("-")[0]
    made = [
        _cell(f"{number}-{place}", number, cell, kind, language)
        for place, cell in enumerate(cells)
        if cell.metadata.get("lang", language) == language
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(name: str, number: str, cell: Any, kind: str, language: str) -> dict[str, Any]:
    """Make one cell of a notebook; `name` is its id."""
    slide = cell.metadata.get("slide", "skip")
    metadata: dict[str, Any] = {"slideshow": {"slide_type": slide}}
    made = {"cell_type": cell.cell_type, "id": name, "metadata": metadata, "source": cell.source.strip("\n")}
    if cell.cell_type == "markdown":
        return made
    source = _LANGUAGE.sub(f'language = "{language}"', str(made["source"]))
    metadata |= _graded(number, source)
    made["source"] = _SOLUTION.sub(_kept if kind == "solution" else _open, source).strip("\n")
    if source != made["source"] or _LANGUAGE.search(source):
        metadata["tags"] = ["parameters"] if _LANGUAGE.search(source) else ["exercise"]
    return made | {"execution_count": None, "outputs": []}


def _kept(found: re.Match[str]) -> str:
    return found.group(1)


def _open(found: re.Match[str]) -> str:
    """Leave the solution out: three dots stand where the answer is to come."""
    return "".join(f"answer_{key} = ...\n" for key in _ANSWER.findall(found.group(1)))


def _graded(number: str, source: str) -> dict[str, Any]:
    """Give what nbgrader calls a cell: one that a participant fills in, or one that gives points."""
    answers, check = _ANSWER.findall(source), _CHECK.search(source)
    common = {"schema_version": 3, "task": False}
    if check:
        grade = {"grade_id": f"{number}-{check.group(1)}-check", "grade": True, "locked": True, "points": 1}
        return {"nbgrader": common | grade | {"solution": False}}
    if answers:
        given = {"grade_id": f"{number}-{answers[0]}", "grade": False, "locked": False, "solution": True}
        return {"nbgrader": common | given}
    return {}


def faults_of(folder: Path) -> Iterator[str]:
    """Say what is wrong with the source of a lesson."""
    import jupytext  # noqa: PLC0415 - only who writes lessons has it

    for place, cell in enumerate(jupytext.reads((folder / SOURCE).read_text("utf-8"), fmt="md:myst").cells):
        where = f"{folder.name}/{SOURCE}, cell {place} ({cell.source[:40]!r})"
        if cell.cell_type == "markdown" and cell.metadata.get("lang") not in LANGUAGES:
            yield f"{where}: give its language, lang: nl or lang: en."
        if cell.metadata.get("slide", "skip") not in (*_SHOWN, "skip"):
            yield f"{where}: its slide is none of {', '.join(_SHOWN)}."


def main(course: Path) -> None:
    """Write the notebooks of every lesson of a course."""
    for source in sorted(course.glob(f"*/{SOURCE}")):
        for fault in faults_of(source.parent):
            raise SystemExit(fault)
        for name, text in notebooks_of(source.parent).items():
            (source.parent / name).write_text(text, encoding="utf-8", newline="\n")
            print(source.parent / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else course_folder())
