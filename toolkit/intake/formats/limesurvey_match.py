"""Which column of LimeSurvey's answers is which of its structure, and in which language the two are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.intake.formats.limesurvey_columns import FIXED, Described
from toolkit.intake.formats.limesurvey_structure import Structure

FILE_COUNT = re.compile(r"filecount - (.*)")


def by_code(structure: Structure, codes: Mapping[int, str]) -> dict[int, Described]:
    """Find the columns of the structure by the codes over the answers (place → code), in any of the notations."""
    named = {column.name: column for column in structure.columns}
    joined = {column.joined: column for column in structure.columns}
    found = {
        # SPSS and R number the scales of a dual array behind a #.
        place: named.get(code) or joined.get(code.replace("#", "_"))
        for place, code in codes.items()
    }
    return {place: column for place, column in found.items() if column is not None}


def by_text(structure: Structure, texts: Mapping[int, str]) -> tuple[dict[int, Described], str]:
    """Find the columns of the structure by the texts over the answers (place → text), and the language of these.

    A text that stands over several columns is given to them in their order. LimeSurvey writes words of its own in
    brackets ("[Other]", "[Rank 1]"), in its own language: those are found by the question and their order.
    """
    best: dict[int, Described] = {}
    spoken = structure.languages[0]
    for language in structure.languages:
        found = _by_text_in(structure, texts, language)
        if len(found) > len(best):
            best, spoken = found, language
    return best, spoken


def _by_text_in(structure: Structure, texts: Mapping[int, str], language: str) -> dict[int, Described]:
    keys = {place: key(FILE_COUNT.sub(r"\1 [filecount]", text)) for place, text in texts.items()}
    offered: dict[str, list[Described]] = defaultdict(list)
    for column in reversed(structure.columns):
        offered[key(column.texts[language])].append(column)
    found = {place: offered[one].pop() for place, one in keys.items() if one and offered.get(one)}
    taken = {column.name for column in found.values()}
    columns: dict[str, list[Described]] = defaultdict(list)
    for column in structure.columns:
        if column.name not in taken:
            columns[key(column.stems[language])].append(column)
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in texts.items():
        if place not in found:
            places[key(without_brackets(text))].append(place)
    for stem, there in places.items():
        if stem and len(columns.get(stem, ())) == len(there):
            found |= dict(zip(there, columns[stem], strict=True))
    return found


def without_brackets(text: str) -> str:
    """Leave out the texts of subquestions, which stand in brackets at the end.

    >>> without_brackets("Hoeveel fietsen? [Thuis][Nu]")
    'Hoeveel fietsen?'
    """
    end = len(text.rstrip())
    while end and text[end - 1] == "]":
        start = text.rfind("[", 0, end)
        if start < 0 or text.find("]", start, end - 1) >= 0:
            break
        end = start
        while end and text[end - 1].isspace():
            end -= 1
    return text[:end]


def key(text: str) -> str:
    """Reduce a text to its letters and figures, for markup and blanks differ between files.

    >>> key("Hoe tevreden bent u? [Prijs]") == key("Hoe  tevreden bent u?[prijs]")
    True
    """
    return re.sub(r"[\W_]+", "", text).casefold()


def spoken_language(
    structure: Structure, columns: Mapping[str, Described], frame: pd.DataFrame, started: Sequence[str]
) -> str:
    """Choose the language of a structure in which the answers are written.

    Where answers are texts, that in which most of them are labels; else that in which most respondents began
    (`started`: their languages, the most frequent first); else the base language.
    """
    if len(structure.languages) == 1:
        return structure.languages[0]
    labelled = [(column, name) for name, column in columns.items() if column.labels and name in frame]
    score = dict.fromkeys(structure.languages, 0)
    for column, name in labelled:
        cells = set(frame[name].dropna().unique())
        for language, codes in column.labels.items():
            score[language] += len(cells & (set(codes.values()) - set(codes)))
    most = sorted(score.values(), reverse=True)
    if most[0] > most[1]:
        return max(score, key=score.__getitem__)
    return next((language for language in started if language in structure.languages), structure.languages[0])


def labels_in(column: Described, language: str, cells: pd.Series) -> dict[str, str]:
    """Give the labels of a column; an export may have been told to write Y and N as 1 and 0, or as 1 and 2."""
    labels = dict(column.labels.get(language, {}))
    if column.kind in ("M", "P", "Y") and list(labels) == list(FIXED["Y"]):
        found = set(cells.dropna().unique())
        no = "2" if column.kind == "Y" else "0"
        if found and found <= {"1", no}:
            return {"1": labels["Y"], no: labels["N"]}
    return labels


def several_languages(structure: Structure, chosen: str) -> tuple[str, ...]:
    """Say which of several languages was chosen."""
    if len(structure.languages) == 1:
        return ()
    several = ", ".join(structure.languages)
    return (f"{structure.file} has texts in {several}: those in {chosen} were taken",)
