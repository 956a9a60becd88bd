"""What LimeSurvey's columns are called, from their headings and from the files beside them; refuses those of others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.errors import Fault
from toolkit.intake.formats.limesurvey_columns import Described
from toolkit.intake.formats.limesurvey_match import by_code, by_text, key
from toolkit.intake.formats.limesurvey_structure import Structure, is_structure, structure_of
from toolkit.intake.formats.limesurvey_syntax import Syntax, is_syntax, syntax_of
from toolkit.intake.formats.limesurvey_table import OWN, PARTICIPANT, Headings, named_so
from toolkit.intake.received import Received
from toolkit.intake.telling import names_told

TIMING = re.compile(r"interviewtime|groupTime[0-9]*|[0-9]+X[0-9]+X[0-9]+Time", re.IGNORECASE)
# So many headings must be comparable before their disagreement says that a syntax is of other data.
COMPARABLE = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """The files that explain the answers."""

    syntax: Syntax | None = None
    structure: Structure | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The columns by place: headings with what is known of codes and texts, and what the structure says of each."""

    headings: Headings
    described: dict[int, Described] = field(default_factory=dict)
    language: str = ""
    warnings: tuple[str, ...] = ()


def beside(companions: Sequence[Received]) -> Beside | Fault:
    """Read the companions; of two of one kind the first counts."""
    syntax: Syntax | None = None
    structure: Structure | None = None
    unused = []
    for one in companions:
        if is_structure(one) and structure is None:
            made = structure_of(one)
            if isinstance(made, Fault):
                return made
            structure = made
        elif is_syntax(one) and syntax is None:
            read = syntax_of(one)
            if isinstance(read, Fault):
                return read
            syntax = read
        else:
            unused.append(one.file)
    told = f"not used, as it does not explain answers of LimeSurvey further: {names_told(unused)}"
    warnings = syntax.warnings if syntax else ()
    return Beside(syntax, structure, (*warnings, told) if unused else warnings)


def with_syntax(headings: Headings, syntax: Syntax, file: str) -> Headings | Fault:
    """Name the columns of a table with headings by a syntax, if it is one of this table."""
    width = len(headings.codes)
    mend = "Export data and syntax from LimeSurvey again, one after the other."
    survey = named_so(file)
    if survey and syntax.survey and survey != syntax.survey:
        return Fault(syntax.file, f"belongs to survey {syntax.survey}, and {file} to survey {survey}", mend)
    if syntax.width > width:
        return Fault(syntax.file, f"describes {syntax.width:,} columns, but {file} has {width:,}", mend)
    differing, compared = [], 0
    for place in range(syntax.width):
        known, read = _comparable(headings, syntax, place)
        if known and read and place not in headings.own.values():
            compared += 1
            if not (known.startswith(read[:60]) or read.startswith(known[:60])):
                differing.append(place)
    if compared >= COMPARABLE and 2 * len(differing) > compared:
        place = differing[0]
        name = names_told([headings.name(place)])
        what = f"describes other columns than {file} has, such as column {place + 1} ({name})"
        return Fault(syntax.file, what, mend)
    codes = [syntax.names.get(place, "") or headings.codes[place] for place in range(width)]
    texts = [headings.texts[place] or syntax.texts.get(place, "") for place in range(width)]
    return Headings(codes, texts, own_codes(codes) | headings.own)


def _comparable(headings: Headings, syntax: Syntax, place: int) -> tuple[str, str]:
    """Give what heading and syntax say of a column in one manner: by its code where both have one."""
    if headings.codes[place]:
        return key(headings.codes[place]), key(syntax.names.get(place, ""))
    return key(headings.texts[place]), key(syntax.texts.get(place, ""))


def own_codes(codes: Sequence[str]) -> dict[str, int]:
    """Find LimeSurvey's own columns by their codes."""
    return {code: place for place, code in reversed(list(enumerate(codes))) if code in OWN}


def with_structure(headings: Headings, structure: Structure, file: str) -> Named | Fault:
    """Find each column in the structure, and give it its code where the headings have none."""
    asked = _asked(headings)
    named = by_code(structure, {place: headings.name(place) for place in asked})
    texts = {place: headings.texts[place] for place in asked if headings.texts[place]}
    found, language = by_text(structure, texts)
    described = named if len(named) >= len(found) else found
    if not described:
        what = f"describes none of the columns of {file}"
        return Fault(structure.file, what, "Name the structure (.lss) of this very questionnaire.")
    warnings = []
    survey = named_so(file)
    if survey and structure.survey and survey != structure.survey:
        warnings.append(f"{structure.file} is of survey {structure.survey}, and {file} of survey {survey}")
    own = set(headings.own.values())
    missing = [headings.name(place) for place in asked if place not in described and place not in own]
    if missing:
        warnings.append(f"columns that {structure.file} does not describe: {names_told(missing)}")
    codes = list(headings.codes)
    if not any(codes):
        roles = {place: role for role, place in headings.own.items()}
        for place in range(len(codes)):
            codes[place] = described[place].name if place in described else roles.get(place, "")
    known = language if found else ""
    return Named(Headings(codes, headings.texts, headings.own), described, known, tuple(warnings))


def _asked(headings: Headings) -> list[int]:
    """List the places of the columns that may be questions, as a first name may be; those of times come last."""
    end = headings.own.get("interviewtime", len(headings.codes))
    own = {place for role, place in headings.own.items() if role not in PARTICIPANT}
    return [
        place
        for place in range(end)
        if place not in own and headings.name(place) and not TIMING.fullmatch(headings.codes[place])
    ]
