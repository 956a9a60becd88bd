"""The board of a class as a page: one file that loads nothing and runs nothing, in which every text is data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2

from toolkit.catalogues import TRAINING
from toolkit.house import house_folder
from toolkit.language import N_, Language
from toolkit.report.lettering import cut_faces
from toolkit.report.screen.policy import sha256
from toolkit.report.text import clean, each_text
from toolkit.training.classes.board import Board
from toolkit.training.classes.mark import Marks
from toolkit.training.plans import plan_of

FACES: Final = (("normal", "400"), ("normal", "600"))
SIGNS: Final = {
    True: ("right", "✓", N_("right")),
    False: ("wrong", "×", N_("wrong")),
    None: ("open", "–", N_("open")),
}
TROUBLES: Final = {
    "missing": N_("There is no notebook."),
    "elsewhere": N_("Not marked: the notebook is a link to another folder."),
    "big": N_("Not marked: the notebook is too big."),
    "unreadable": N_("Not marked: the file is no notebook."),
    "late": N_("Ended: it took too long."),
    "memory": N_("It asked for more memory than a notebook may have."),
    "disk": N_("Ended: it wrote more than a notebook may."),
    "lost": N_("It ended itself before its last cell."),
    "fault": N_("Not marked: something went wrong on our side. Mark again."),
}
# Of these another flag tells already.
_TOLD: Final = ("NotAllowedError", "MemoryError")


def board_page(board: Board) -> str:
    """Give the page, in the language of the class."""
    language = Language(board.roster.language, TRAINING)
    style = _faces() + _part("board.css")
    # No text can turn or break the lines of the page.
    view = each_text(_view(board, language), clean)
    template = _environment().get_template("board.html.j2")
    return template.render(lang=language.tag, style=style, style_hash=sha256(style), **view)


def _view(board: Board, language: Language) -> dict[str, Any]:
    say = language.say
    title = say(N_("Board of class {name}"), name=board.roster.name)
    people = len(board.roster.seeds)
    return {
        "labels": {
            "title": title,
            "caption": say(N_("Per lesson the exercises that are right, of all there are.")),
            "participant": say(N_("Participant")),
            "points": say(N_("Points")),
            "right_share": say(N_("Share right")),
        },
        "summary": language.plural(
            "{count} participant, {most} exercises.",
            "{count} participants, {most} exercises each.",
            people,
            most=language.number(board.most),
        ),
        "lessons": [say(N_("Lesson {number}"), number=str(one)) for one in board.lessons],
        "rows": [
            {
                "name": name,
                "total": _of(board.points(name), board.most, language),
                "cells": [_cell(board.marks[name, lesson], language) for lesson in board.lessons],
            }
            for name in board.roster.seeds
        ],
        "shares": [list(_shares(board, lesson, language)) for lesson in board.lessons],
        "legend": [{"kind": kind, "sign": sign, "word": say(word)} for kind, sign, word in SIGNS.values()],
    }


def _of(points: int, most: int, language: Language) -> str:
    return language.say(N_("{points} of {most}"), points=language.number(points), most=language.number(most))


def _cell(marks: Marks, language: Language) -> dict[str, Any]:
    letters = [
        {"key": key, "kind": SIGNS[right][0], "sign": SIGNS[right][1], "word": language.say(SIGNS[right][2])}
        for key, right in marks.right.items()
    ]
    return {
        "points": _of(marks.points, len(marks.right), language),
        "letters": letters,
        "flags": list(flags(marks, language)),
        "trouble": bool(marks.trouble or marks.refused),
    }


def flags(marks: Marks, language: Language) -> Iterator[str]:
    """Say what a trainer should know of a notebook beside its points, in this language."""
    if marks.trouble:
        yield language.say(TROUBLES[marks.trouble])
    if marks.refused:
        yield language.say(N_("Tried what is not allowed: {events}."), events=", ".join(marks.refused))
    for key, error in marks.failed.items():
        if not key and error in _TOLD:
            continue
        if key:
            yield language.say(N_("The cell of {key} ends with {error}."), key=key, error=error)
        else:
            yield language.say(N_("A cell without an answer ends with {error}."), error=error)


def _shares(board: Board, lesson: int, language: Language) -> Iterator[dict[str, str]]:
    """Give which part of the class has each exercise right: what to discuss."""
    for one in plan_of(lesson).exercises:
        right = sum(board.marks[name, lesson].right.get(one.key) is True for name in board.roster.seeds)
        yield {"key": one.key, "share": language.percent(right / len(board.roster.seeds))}


def _folder() -> Path:
    return house_folder() / "templates" / "training" / "board"


def _part(name: str) -> str:
    """Read a part of the page, with line ends as a browser reads them: its hash is of those."""
    return (_folder() / name).read_text("utf-8")


@cache
def _faces() -> str:
    """Give the rules of the fonts, which travel inside the page."""
    return "".join(
        f'@font-face {{ font-family: "{face["family"]}"; font-weight: {face["weight"]}; font-style: normal; '
        f'src: url("data:font/woff;base64,{face["data"]}") format("woff"); }}\n'
        for face in cut_faces()
        if (face["style"], face["weight"]) in FACES
    )


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(_folder())
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
