"""LimeSurvey: answers as CSV, XLSX or SPSS data, explained by a syntax (`.R`, `.sps`) or by the structure (`.lss`).

A syntax describes the columns by number, a structure by code or text; the columns then have the codes of their
questions for names. What is not explained keeps its heading. A structure alone gives questions without answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import first_filled, one_line, plain, unique_names
from toolkit.intake.formats.limesurvey_columns import FIXED, OTHER, Described, word
from toolkit.intake.formats.limesurvey_match import labels_in, several_languages, spoken_language
from toolkit.intake.formats.limesurvey_names import (
    Beside,
    Named,
    beside,
    own_codes,
    with_structure,
    with_syntax,
)
from toolkit.intake.formats.limesurvey_rows import (
    HIDDEN,
    cell_warnings,
    most_frequent,
    other_labels,
    paradata,
    ticked,
)
from toolkit.intake.formats.limesurvey_structure import Structure, is_structure, structure_of
from toolkit.intake.formats.limesurvey_syntax import Syntax, is_syntax
from toolkit.intake.formats.limesurvey_table import (
    PERSONAL,
    Headings,
    csv_table,
    headings_of,
    is_spss_data,
    named_so,
    own_texts,
    plain_headings,
    spss_table,
)
from toolkit.intake.received import Parts, Received

DATA_NAME = re.compile(r"survey_([0-9]+)_(R|SPSS)_data_file(.*)\.(?:csv|dat)", re.IGNORECASE)
SYNTAX_NAME = {"r": "survey_{}_r_syntax_file{}.r", "spss": "survey_{}_spss_syntax_file{}.sps"}


def fits(received: Received) -> bool:
    """Say whether a file is LimeSurvey's: by its own columns, or as structure, syntax or data for SPSS."""
    if is_structure(received) or is_syntax(received) or is_spss_data(received):
        return True
    if received.kind not in ("text", "workbook"):
        return False
    named = bool(named_so(received.file)) and len(next(iter(received.head), ())) > 1
    return named or headings_of(received.head) is not None


def siblings(path: Path) -> tuple[Path, ...]:
    """Find the syntax and the structure that lie beside LimeSurvey's data, by the names that LimeSurvey gives."""
    survey = named_so(path.name)
    if not survey:
        return ()
    try:
        there = {one.name.lower(): one for one in path.parent.iterdir() if one.is_file()}
    except OSError:
        return ()
    wanted = [f"limesurvey_survey_{survey}.lss"]
    found = DATA_NAME.fullmatch(path.name)
    if found:
        names = [SYNTAX_NAME[found[2].lower()].format(survey, copy.lower()) for copy in (found[3], "")]
        wanted.insert(0, next((name for name in names if name in there), names[-1]))
    return tuple(there[name] for name in wanted if name in there)


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:
    """Read answers with what explains them, or a structure alone."""
    if is_structure(received):
        structure = structure_of(received)
        return structure if isinstance(structure, Fault) else _without_answers(structure)
    if is_syntax(received):
        what = "is a syntax that LimeSurvey writes beside its data, not the data"
        return Fault(received.file, what, "Name the data file itself, and this one among its `companions`.")
    if received.kind not in ("text", "workbook"):
        return Fault(received.file, "is no export of LimeSurvey", "Export the answers as CSV.")
    explaining = beside(companions)
    return explaining if isinstance(explaining, Fault) else _answers(received, explaining)


def _answers(received: Received, explaining: Beside) -> Parts | Fault:
    spss = is_spss_data(received)
    named = _named(received, explaining, spss)
    if isinstance(named, Fault):
        return named
    headings = named.headings
    names, doubled = unique_names([one_line(headings.name(place)) for place in range(len(headings.codes))])
    made = spss_table(received, names) if spss else csv_table(received, names)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    told = (*explaining.warnings, *named.warnings, *doubled, *warnings)
    return _parts(frame, names, named, explaining, told, day_first=spss)


def _named(received: Received, explaining: Beside, spss: bool) -> Named | Fault:
    """Name the columns by all that is known of them."""
    syntax, structure = explaining.syntax, explaining.structure
    headings: Headings | Fault | None
    if spss:
        if syntax is None or syntax.language != "SPSS":
            what = "is LimeSurvey's data for SPSS, which cannot be read without its syntax (.sps)"
            mend = (
                "Name that file under `companions`, or export the answers as CSV, with the structure (.lss)."
            )
            return Fault(received.file, what, mend)
        codes = [syntax.names[place] for place in range(syntax.width)]
        texts = [syntax.texts.get(place, "") for place in range(syntax.width)]
        headings = Headings(codes, texts, own_texts(texts) | own_codes(texts) | own_codes(codes))
    else:
        headings = headings_of(received.head)
        if headings is None:
            start = first_filled(received.head)
            headings = plain_headings(received.head[start] if start >= 0 else ())
        if syntax is not None:
            headings = with_syntax(headings, syntax, received.file)
            if isinstance(headings, Fault):
                return headings
    return Named(headings) if structure is None else with_structure(headings, structure, received.file)


def _parts(
    frame: pd.DataFrame,
    names: list[str],
    named: Named,
    explaining: Beside,
    told: tuple[str, ...],
    *,
    day_first: bool,
) -> Parts:
    """Say of each column what is known of it, and take what LimeSurvey says of each row."""
    kept = set(frame.columns)
    places = {name: place for place, name in enumerate(names) if name in kept}
    own = {role: names[place] for role, place in named.headings.own.items() if names[place] in kept}
    described = {name: named.described[place] for name, place in places.items() if place in named.described}
    language, several = _language(frame, own, described, named, explaining.structure)
    labels = _labels(frame, places, described, explaining.syntax, language)
    questions = {
        name: plain(named.headings.texts[place])
        or (described[name].texts[language] if name in described else "")
        or name
        for name, place in places.items()
    }
    other_labels(frame, questions, labels, word(language, OTHER))
    sets = _sets(places, described, explaining.syntax)
    if explaining.syntax is None and explaining.structure is None:
        asked = [name for name in places if name not in own.values()]
        sets = ticked(frame, asked, any(named.headings.codes))
    missing = {} if explaining.syntax is None else explaining.syntax.missing
    about, doubts = paradata(frame, own, day_first=day_first)
    return Parts(
        frame,
        questions,
        labels=labels,
        missing_ranges={name: missing[place] for name, place in places.items() if place in missing},
        paradata=about,
        sets=sets,
        personal=tuple(own[role] for role in PERSONAL if role in own),
        reasons={HIDDEN: "not_applicable"},
        warnings=(*told, *several, *doubts, *cell_warnings(frame)),
    )


def _language(
    frame: pd.DataFrame,
    own: Mapping[str, str],
    described: Mapping[str, Described],
    named: Named,
    structure: Structure | None,
) -> tuple[str, tuple[str, ...]]:
    """Choose the language of texts and labels, and say so where there are several."""
    started = most_frequent(frame[own["startlanguage"]]) if "startlanguage" in own else []
    if structure is None:
        return next(iter(started), "en"), ()
    language = named.language or spoken_language(structure, described, frame, started)
    return language, several_languages(structure, language)


def _labels(
    frame: pd.DataFrame,
    places: Mapping[str, int],
    described: Mapping[str, Described],
    syntax: Syntax | None,
    language: str,
) -> dict[str, dict[str, str]]:
    """Gather the labels: those of the syntax, which knows how its data are coded; else those of the structure."""
    labels = {}
    for name, place in places.items():
        column = described.get(name)
        if syntax is not None and place in syntax.labels:
            labels[name] = dict(syntax.labels[place])
        elif column and column.labels and not (syntax is not None and column.kind in FIXED):
            labels[name] = labels_in(column, language, frame[name])
    return labels


def _sets(
    places: Mapping[str, int], described: Mapping[str, Described], syntax: Syntax | None
) -> dict[str, tuple[str, ...]]:
    """Gather the multiple-choice questions that syntax or structure know."""
    sets: dict[str, list[str]] = defaultdict(list)
    for name, place in places.items():
        column = described.get(name)
        if column is not None and column.ticked:
            sets[column.question].append(name)
        elif column is None and syntax is not None and place in syntax.ticked:
            sets[name.partition("_")[0]].append(name)
    return {question: tuple(columns) for question, columns in sets.items()}


def _without_answers(structure: Structure) -> Parts:
    """Give the questions of a structure, with no rows."""
    language = structure.languages[0]
    names, doubled = unique_names([one_line(column.name) for column in structure.columns])
    columns = dict(zip(names, structure.columns, strict=True))
    sets: dict[str, list[str]] = defaultdict(list)
    for name, column in columns.items():
        if column.ticked:
            sets[column.question].append(name)
    told = f"{structure.file} is the structure of a questionnaire: it holds questions and no answers"
    return Parts(
        pd.DataFrame(
            {name: pd.array([], dtype="str") for name in names}, index=pd.Index([], dtype="int64", name="row")
        ),
        {name: column.texts[language] or name for name, column in columns.items()},
        labels={
            name: dict(labels) for name, column in columns.items() if (labels := column.labels.get(language))
        },
        sets={question: tuple(options) for question, options in sets.items()},
        warnings=(told, *several_languages(structure, language), *doubled),
    )
