"""Which columns of Qualtrics belong together, and which hold no answers but what the platform made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.intake.formats.headers import empty_or_one, lists_of_choices
from toolkit.intake.telling import names_told

# What a tag or an ImportId ends in, or begins with, and what such a column holds.
MADE = (
    (re.compile(r".*_NPS_GROUP"), "groups of a recommendation score (1 detractor, 2 passive, 3 promoter)"),
    (
        re.compile(
            r".*_[0-9a-f]{20,}[A-Z]\w*|.* - (?:Parent )?(?:Topic|Sentiment|Actionability|Emotion|Effort)s?\b.*"
        ),
        "analyses of a text",
    ),
    (
        re.compile(r".*_(?:FIRST[_ ]CLICK|LAST[_ ]CLICK|PAGE[_ ]SUBMIT|CLICK[_ ]COUNT)", re.IGNORECASE),
        "times and clicks on a page",
    ),
    (
        re.compile(r".*Q(?:ID)?[0-9]+_(?:BROWSER|VERSION|OS|OPERATING SYSTEM|RESOLUTION)", re.IGNORECASE),
        "the browser",
    ),
    (re.compile(r"(?:.*_)?DO|DO[-_].*|.*_DO_[^_]+"), "the order in which things were shown"),
    (re.compile(r"SC_[0-9A-Za-z]{11,}"), "scores"),
    (re.compile(r".*_FILE_(?:ID|NAME|SIZE|TYPE)"), "files that were sent in"),
)
NPS_LABELS = {"1": "Detractor", "2": "Passive", "3": "Promoter"}
ITEM = re.compile(r"(.+)[_-]([0-9]+)")
QUESTION_ID = re.compile(r"(?:[0-9]+_)?QID[0-9]+(?:[#_-][0-9]+)*")
ONE_CELL_ID = re.compile(r"(?:[0-9]+_)?QID[0-9]+")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The rows, and per column the question text, the ImportId and the id of the choice ("" where there is none)."""

    frame: pd.DataFrame
    texts: Mapping[str, str]
    ids: Mapping[str, str]
    choices: Mapping[str, str]


def labels(known: Known) -> dict[str, dict[str, str]]:
    """Label the only codes that mean the same in every questionnaire: the groups of a recommendation score."""
    return {name: dict(NPS_LABELS) for name, kind in _made(known).items() if kind == MADE[0][1]}


def sets(known: Known) -> dict[str, tuple[str, ...]]:
    """Find multiple-choice questions with a column per choice: question → columns.

    Newer exports give such columns one ImportId with the id of the choice beside it. In others they look like the
    rows of a matrix, and are known by their cells: each column holds one text, which is "1" or the end of its own
    question text, and nobody who answered has filled all of them.
    """
    made = _made(known)
    groups: dict[str, list[str]] = {}
    for name in known.frame.columns:
        item = ITEM.fullmatch(name)
        if item and name not in made and not name.endswith("_TEXT"):
            groups.setdefault(item[1], []).append(name)
    return {
        question: tuple(group)
        for question, group in groups.items()
        if len(group) > 1
        and (_of_one_question(known, group) if known.choices[group[0]] else _ticked(known, group))
    }


def _of_one_question(known: Known, group: list[str]) -> bool:
    same = len({known.ids[name] for name in group}) == 1 and all(known.choices[name] for name in group)
    return same and all(empty_or_one(known.frame[name]) is not None for name in group)


def _ticked(known: Known, group: list[str]) -> bool:
    held = []
    for name in group:
        one = empty_or_one(known.frame[name])
        if one is None or one not in ("", "1", known.texts[name][-len(one) :]):
            return False
        held.append(one)
    filled = known.frame[group].notna().sum(axis="columns")
    # Whoever answers a matrix fills it; of choices few people tick all.
    return (
        any(held)
        and len({one == "1" for one in held if one}) == 1
        and bool((filled[filled > 0] < len(group)).any())
    )


def warnings(known: Known) -> tuple[str, ...]:
    """Tell what is no answer, what holds several answers in a cell, and which names differ from the ids."""
    return (*_made_told(known), *_several_told(known), *_recodes_told(known))


def _made(known: Known) -> dict[str, str]:
    """Give the columns that hold no answers, each with what it holds."""
    found = {}
    for name in known.frame.columns:
        for form, what in MADE:
            if form.fullmatch(name) or form.fullmatch(known.ids[name]):
                found[name] = what
                break
    return found


def _made_told(known: Known) -> Iterator[str]:
    made = _made(known)
    for what in dict.fromkeys(made.values()):
        names = [name for name, kind in made.items() if kind == what]
        yield f"columns made by Qualtrics, not answered: {names_told(names, 5)} ({what})"


def _several_told(known: Known) -> Iterator[str]:
    names = [name for name, one in known.ids.items() if _several(known.frame[name], one)]
    if names:
        yield (
            f"several choices stand in one cell, such as 1,2, in {names_told(names, 5)}: left as text; "
            "export them again with a column per choice to use them"
        )


def _several(cells: pd.Series, one: str) -> bool:
    """Say whether cells hold lists of codes or texts; without an ImportId two codes could be a decimal comma."""
    if one and not ONE_CELL_ID.fullmatch(one):
        return False
    least = 1 if one else 2
    found = cells.dropna().drop_duplicates().astype("str")
    if found.str.fullmatch(rf"[0-9]+(?:,[0-9]+){{{least},}}").any():
        return bool(found.str.fullmatch(r"[0-9]+(?:,[0-9]+)*").all())
    return bool(one) and lists_of_choices(cells, ",")


def _recodes_told(known: Known) -> Iterator[str]:
    made = _made(known)
    differing = []
    for name, one in known.ids.items():
        tag = ITEM.fullmatch(name.removesuffix("_TEXT"))
        number = known.choices[name]
        if not number and QUESTION_ID.fullmatch(one.removesuffix("_TEXT")):
            found = ITEM.fullmatch(one.removesuffix("_TEXT"))
            number = found[2] if found else ""
        if tag and number and number != tag[2] and name not in made:
            differing.append(f"{name} ({one}{'_' if known.choices[name] else ''}{known.choices[name]})")
    if differing:
        told = names_told(differing, 5)
        yield f"numbers in names of columns differ from the questionnaire's own, and were kept: {told}"
