"""Typeform: CSV or XLSX with one row of header, a token per answer first and what Typeform says of it last.

Before 2023 the last columns are Start Date (UTC), Submit Date (UTC) and Network ID; since then Response Type comes
before them, Stage Date (UTC) between them, and Tags and Ending after them. Times are UTC.
A multiple-choice question has a column per choice, named by the choice alone, and its cells repeat that name;
yes and no are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import (
    empty_or_one,
    first_filled,
    lists_of_choices,
    one_line,
    plain,
    times,
    unique_names,
)
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import listed, names_told

TOKEN = "#"
STARTED, SUBMITTED, NETWORK = "Start Date (UTC)", "Submit Date (UTC)", "Network ID"
KIND, STAGED, TAGS, ENDING = "Response Type", "Stage Date (UTC)", "Tags", "Ending"
OWN = (TOKEN, STARTED, SUBMITTED, NETWORK, KIND, STAGED, TAGS, ENDING)
COMPLETED = "completed"


def fits(received: Received) -> bool:
    """Say whether a table has the times of Typeform and its token or network id."""
    if received.kind not in ("text", "workbook"):
        return False
    names = _names(received.head)
    return {STARTED, SUBMITTED} <= set(names) and (names[0] == TOKEN or NETWORK in names)


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read the answers; choices of one question, which stand side by side, are a set."""
    if not fits(received):
        what = "has no header of Typeform: no columns Start Date (UTC) and Submit Date (UTC) with # or Network ID"
        return Fault(received.file, what, "Leave the format to be found.")
    headers = _names(received.head)
    names, doubled = unique_names(headers)
    made = received.table(names=names)
    if isinstance(made, Fault):
        return made
    frame, warnings = made
    paradata, told = _paradata(frame)
    questions = {name: plain(header) for name, header in zip(names, headers, strict=True) if name in frame}
    sets = _sets(frame, questions)
    if sets:
        told = (
            *told,
            "columns of choices do not name their question, and neighbouring questions may be taken as one: "
            f"{names_told(sets, 5)}",
        )
    return Parts(
        frame,
        questions,
        paradata=paradata,
        sets=sets,
        personal=(NETWORK,) if NETWORK in frame else (),
        warnings=(*doubled, *warnings, *told, *_several_told(frame, sets)),
    )


def _names(head: Sequence[Sequence[str]]) -> list[str]:
    start = first_filled(head)
    return [one_line(name) for name in head[start]] if start >= 0 else [""]


def _paradata(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take token, times and whether the form was completed; without Response Type a submitted one was."""
    made = pd.DataFrame(index=frame.index)
    moments, warnings = times(frame, {"started": STARTED, "ended": SUBMITTED})
    if TOKEN in frame:
        made["respondent"] = frame[TOKEN].astype("str")
    made = made.assign(**moments)
    submitted = frame[SUBMITTED].notna()
    made["finished"] = submitted
    if KIND in frame:
        kind = frame[KIND].astype("str").str.strip().str.casefold()
        made["finished"] = (kind == COMPLETED).to_numpy(bool)
        missing = frame.index[kind.isna()].tolist()
        if missing:
            warnings = (*warnings, f"column {KIND} is empty ({listed(missing)}): taken as not completed")
    return made, warnings


def _sets(frame: pd.DataFrame, questions: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Find runs of columns whose cells repeat the header; a column of other answers, in words, ends a run."""
    runs: list[list[str]] = [[]]
    empty: list[str] = []
    for name in frame.columns:
        one = None if name in OWN else empty_or_one(frame[name])
        if one and plain(one) == questions[name]:
            # A choice that nobody made is known by the choices on both sides.
            runs[-1] += [*empty, name] if runs[-1] else [name]
            empty = []
        elif one == "" and runs[-1]:
            empty.append(name)
        else:
            runs.append([])
            empty = []
    found = [run for run in runs if len(run) > 1]
    keys, _ = unique_names([_title([questions[name] for name in run]) for run in found])
    return {key: tuple(run) for key, run in zip(keys, found, strict=True)}


def _title(choices: Sequence[str]) -> str:
    """Name a question by its choices, as nothing else does."""
    return " / ".join(choices[:3]) + (" / …" if len(choices) > 3 else "")


def _several_told(frame: pd.DataFrame, sets: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    apart = {name for columns in sets.values() for name in columns} | set(OWN)
    several = [name for name in frame.columns if name not in apart and lists_of_choices(frame[name], ",")]
    return (f"several choices seem to stand in one cell in {names_told(several, 5)}",) if several else ()
