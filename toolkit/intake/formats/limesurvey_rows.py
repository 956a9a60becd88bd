"""What LimeSurvey's cells say beside the answers: times, unfinished rows, options ticked, files, hidden questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.intake.formats.headers import times
from toolkit.intake.formats.limesurvey_match import without_brackets
from toolkit.intake.telling import names_told
from toolkit.intake.values.dates import moments

HIDDEN = "N/A"
OTHER_CODE = "-oth-"
# Where a survey keeps no dates, LimeSurvey writes the first day of 1980.
NO_DATE_BEFORE = np.datetime64("1980-01-02")
TYPED = ("other", "comment", "filecount")


def paradata(
    frame: pd.DataFrame, own: Mapping[str, str], *, day_first: bool = False
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take what LimeSurvey says of each row from its own columns (role → column).

    `day_first`: dates have the day first, as in data for SPSS.
    """
    made = pd.DataFrame(index=frame.index)
    dates = {role: own[role] for role in ("startdate", "submitdate", "datestamp") if role in own}
    # Plain text, for a column of categories cannot take a cell away.
    shown = frame[list(dates.values())].astype("str")
    shown = shown.mask(shown == HIDDEN)
    read, warnings = _dates(shown, dates) if day_first else times(shown, dates)
    read = {role: values.mask(values < NO_DATE_BEFORE) for role, values in read.items()}
    if "id" in own:
        made["respondent"] = frame[own["id"]].astype("str")
    if "startdate" in read:
        made["started"] = read["startdate"]
    if "submitdate" in read or "datestamp" in read:
        ended = [read[role] for role in ("submitdate", "datestamp") if role in read]
        made["ended"] = ended[0] if len(ended) == 1 else ended[0].fillna(ended[1])
    if "submitdate" in dates:
        made["finished"] = shown[dates["submitdate"]].notna()
    seconds = _seconds(frame, own, made)
    if seconds is not None:
        made["seconds"] = seconds
    if "startlanguage" in own:
        made["language"] = frame[own["startlanguage"]].astype("str")
    return made, warnings


def _dates(shown: pd.DataFrame, dates: Mapping[str, str]) -> tuple[dict[str, pd.Series], tuple[str, ...]]:
    read = {role: moments(shown[column], "dmy") for role, column in dates.items()}
    told = tuple(warning for _, warnings in read.values() for warning in warnings)
    return {role: values for role, (values, _) in read.items()}, told


def _seconds(frame: pd.DataFrame, own: Mapping[str, str], made: pd.DataFrame) -> pd.Series | None:
    """Give the time that LimeSurvey measured; without it, that from start to end of the rows that were finished."""
    if "interviewtime" in own:
        cells = frame[own["interviewtime"]].astype("str").str.replace(",", ".", regex=False)
        seconds = pd.to_numeric(cells, errors="coerce").astype("float64")
        return seconds.where(np.isfinite(seconds))
    if not {"started", "ended", "finished"} <= set(made.columns):
        return None
    seconds = (made["ended"] - made["started"]).dt.total_seconds()
    return seconds.where(made["finished"] & (seconds >= 0))


def ticked(frame: pd.DataFrame, names: Iterable[str], named_by_code: bool) -> dict[str, tuple[str, ...]]:
    """Find multiple-choice questions by what their columns hold, where nothing says which they are.

    The columns share their question. Either all hold 1 and 0, filled in the same rows; or all hold Y and blanks, and
    some rows have both. A last column may be the text of another answer.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        stem = _stem(name, named_by_code)
        if stem:
            groups[stem].append(name)
    sets = {}
    for stem, columns in groups.items():
        options = [name for name in columns if not name.rstrip("]").endswith(TYPED)]
        for chosen in (options, options[:-1]):
            if len(chosen) > 1 and _all_ticks(frame[chosen]):
                sets[stem] = tuple(chosen)
                break
    return sets


def _stem(name: str, named_by_code: bool) -> str:
    """Give the question that a column belongs to, "" where it has a column to itself."""
    if not named_by_code:
        stem = without_brackets(name)
        return stem if stem != name else ""
    stem, sign, _ = name.replace("[", "_").partition("_")
    return stem if sign else ""


def _all_ticks(cells: pd.DataFrame) -> bool:
    found: set[str] = set()
    for name in cells:
        found |= set(cells[name].dropna().unique())
        if not found <= {"1", "0"} and not found <= {"Y"}:
            return False
    filled = cells.notna()
    some = filled.any(axis="columns")
    if found == {"1", "0"}:
        return bool(filled.all(axis="columns")[some].all())
    return found == {"Y"} and not filled.all(axis="columns")[some].all()


def other_labels(
    frame: pd.DataFrame, questions: Mapping[str, str], labels: dict[str, dict[str, str]], word: str
) -> None:
    """Label the code of another answer where it occurs; the text of the column after it says what it is called."""
    columns = frame.columns.tolist()
    for name, following in zip(columns, [*columns[1:], ""], strict=True):
        if frame[name].eq(OTHER_CODE).any():
            stem, text = questions[name], questions.get(following, "")
            called = text[len(stem) :].strip() if text.startswith(f"{stem} [") else ""
            own = called[1:-1] if called.startswith("[") and called.endswith("]") else ""
            labels.setdefault(name, {}).setdefault(OTHER_CODE, own or word)


def cell_warnings(frame: pd.DataFrame) -> tuple[str, ...]:
    """Tell cells that are no answers as such: hidden questions and uploaded files."""
    warnings = []
    hidden = sum(int(frame[name].eq(HIDDEN).sum()) for name in frame.columns)
    if hidden:
        cells = "1 cell holds" if hidden == 1 else f"{hidden:,} cells hold"
        warnings.append(
            f'{cells} "{HIDDEN}": LimeSurvey writes that where a question was not shown, '
            "and leaves a cell blank where it was skipped"
        )
    files = [name for name in frame.columns if _holds_files(frame[name])]
    if files:
        warnings.append(f"columns of uploaded files, in LimeSurvey's own notation: {names_told(files)}")
    return tuple(warnings)


def _holds_files(cells: pd.Series) -> bool:
    filled = cells.dropna()
    return (
        bool(len(filled))
        and str(filled.iloc[0]).lstrip().startswith("[{")
        and '"filename"' in str(filled.iloc[0])
    )


def most_frequent(cells: pd.Series) -> Sequence[str]:
    """List the different cells, the most frequent first."""
    return [str(cell) for cell in cells.value_counts().index]
