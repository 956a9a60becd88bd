"""Finds needed columns that a platform spells its own way: SAT1 or G01[SAT1] for SAT_1, or the question's text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from toolkit.catalogues import available_languages
from toolkit.engagement import Engagement, Wave, column_of, folded, items
from toolkit.errors import Fault
from toolkit.instrument import columns_by_code, item_text
from toolkit.intake.columns import needed_columns
from toolkit.intake.export import Export
from toolkit.intake.telling import column_told, names_told

T = TypeVar("T")


def aligned(engagement: Engagement, one: Wave, export: Export) -> Export:
    """Give needed columns that the file lacks the name that is asked for, where one column alone can be meant.

    A name may differ in capitals, blanks and marks, as LimeSurvey allows no underscore, and may stand in brackets
    after that of its block. An item without a column of its own is also known by its question's text, word for word.
    What was found so is told in the warnings; a column that is needed under its own name is never taken.
    """
    needed = {*needed_columns(engagement, one), *_open_columns(engagement)}
    absent = [name for name in sorted(needed) if name not in set(export.frame.columns)]
    free = [
        name for name, times in Counter(export.frame.columns).items() if times == 1 and name not in needed
    ]
    if not absent or not free:
        return export
    found = columns_by_code(absent, free)
    for way in (_by_spelling, partial(_by_text, engagement, export.questions)):
        rest = [name for name in absent if name not in found]
        found |= way(rest, [name for name in free if name not in found.values()])
    if not found:
        return export
    told = tuple(f"{names_told([column])} is read as {name}" for name, column in found.items())
    names = {column: name for name, column in found.items()}
    return replace(
        export,
        frame=export.frame.rename(columns=names),
        questions=_renamed(export.questions, names),
        labels=_renamed(export.labels, names),
        missing_ranges=_renamed(export.missing_ranges, names),
        warnings=(*export.warnings, *_shortened(told)),
    )


def _open_columns(engagement: Engagement) -> list[str]:
    return [question.column or name for name, question in engagement.open_answers.items()]


def _by_spelling(absent: list[str], free: list[str]) -> dict[str, str]:
    spelled: dict[str, list[str]] = {}
    for column in free:
        inner = re.search(r"\[([^\[\]]+)\]\s*$", column)
        for form in {_bare(column), _bare(inner[1]) if inner else ""} - {""}:
            spelled.setdefault(form, []).append(column)
    wanted = Counter(map(_bare, absent))
    return {
        name: spelled[_bare(name)][0]
        for name in absent
        if wanted[_bare(name)] == 1 and len(spelled.get(_bare(name), ())) == 1
    }


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", folded(name))


def _by_text(
    engagement: Engagement, questions: Mapping[str, str], absent: list[str], free: list[str]
) -> dict[str, str]:
    """Match items to columns whose question is theirs word for word, in any language."""
    asked: dict[str, set[str]] = {}
    for item in set(absent) & set(items(engagement)):
        for language in available_languages():
            asked.setdefault(_words(item_text(engagement, item, language)), set()).add(item)
    found: dict[str, list[str]] = {}
    for column in free:
        wanted = asked.get(_words(questions.get(column, column)), set())
        if len(wanted) == 1:
            found.setdefault(next(iter(wanted)), []).append(column)
    return {name: columns[0] for name, columns in sorted(found.items()) if len(columns) == 1}


def exchanged_questions(engagement: Engagement, one: Wave, export: Export) -> list[Fault]:
    """Find columns that an item is read from and whose question is word for word that of another item."""
    asked = {
        item: {_words(item_text(engagement, item, language)) for language in available_languages()}
        for item in items(engagement)
    }
    faults = []
    for item, own in asked.items():
        column = column_of(engagement, one, item)
        given = _words(export.questions.get(column, ""))
        if not given or given in own:
            continue
        others = [other for other, texts in asked.items() if given in texts]
        if len(others) == 1:
            what = f"is read as {item}, but its question is that of {others[0]}"
            mend = f'Write in the wave columns = {{ {others[0]} = "{column}" }}, and say where {item} stands.'
            faults.append(Fault(f"{export.file}, column {column_told(column)}", what, mend))
    return faults


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))


def _renamed(by_column: Mapping[str, T], names: Mapping[str, str]) -> dict[str, T]:
    return {names.get(column, column): value for column, value in by_column.items()}


def _shortened(told: tuple[str, ...], most: int = 5) -> tuple[str, ...]:
    if len(told) <= most:
        return told
    return (f"{'; '.join(told[:most])}; and {len(told) - most} more columns likewise",)
