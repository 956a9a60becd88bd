"""On how many customers of each wave a row rests, where that may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pandas as pd

from toolkit.analysis.followup.composition import NPS as SPLIT_NPS
from toolkit.analysis.job import Job
from toolkit.analysis.response import base_hidden
from toolkit.followup.changes.compare import NPS
from toolkit.intake import Survey
from toolkit.language import UNKNOWN
from toolkit.report.sections.common import HIDDEN, base_hidden_note, n_range

WHEN = ("n_before", "n_after")
ItemsOf = Callable[[Job, str], tuple[str, ...]]


def items_behind(job: Job, measure: str) -> tuple[str, ...]:
    """Give the questions that a construct or the recommendation score rests on."""
    if measure in (NPS, SPLIT_NPS):
        item = job.engagement.questions.recommendation
        return () if item is None else (item,)
    known = job.engagement.constructs.get(measure)
    return () if known is None else tuple(known.items)


def hidden_bases(job: Job, items: Iterable[str], *numbers: float) -> tuple[bool, ...]:
    """Tell of the number of customers in the first wave, and in the last, whether the table of answers hides it."""
    asked = tuple(items)
    return tuple(
        survey_hidden(job, survey, int(n), asked)
        for survey, n in zip((job.surveys[0], job.surveys[-1]), numbers, strict=True)
    )


def wave_range(job: Job, levels: pd.DataFrame) -> str:
    """Write the smallest and largest number of customers behind levels of a measure in a wave (its place in the job).

    Numbers that would tell of a few customers are left out; "–" where no other is left.
    """
    rows = levels[["n"]].reset_index().to_dict("records")
    told = [
        int(row["n"])
        for row in rows
        if not wave_hidden(job, str(row["measure"]), int(row["wave"]), int(row["n"]))
    ]
    return n_range(job, pd.Series(told)) if told else UNKNOWN


def wave_hidden(job: Job, measure: str, wave: int, n: int) -> bool:
    """Tell whether the base of a score in a wave would tell what the answers to its questions hide."""
    return survey_hidden(job, job.surveys[wave], n, items_behind(job, measure))


def survey_hidden(job: Job, survey: Survey, n: int, items: Iterable[str]) -> bool:
    """Tell whether the table of answers of a wave hides a number of customers behind a result of these questions."""
    asked = [item for item in items if item in survey.items]
    return base_hidden(replace(job, surveys=(survey,), series=()), n, asked)


def bases_cell(job: Job, items: Iterable[str], row: pd.Series, between: str = " / ") -> str:
    """Write both numbers of a row, HIDDEN in place of one that would tell of a few customers."""
    numbers = [float(row[name]) for name in WHEN]
    hidden = hidden_bases(job, items, *numbers)
    told = [HIDDEN if kept else job.language.number(n) for n, kept in zip(numbers, hidden, strict=True)]
    return between.join(told)


def bases_of(job: Job, frame: pd.DataFrame, items_of: ItemsOf = items_behind) -> str:
    """Say on how many customers the rows of a table, indexed by measure, rest; "" where that may be told of none."""
    counts = frame[list(WHEN)].astype(float)
    counts = counts.mask(_hidden(job, counts, items_of))
    told = [counts[name].dropna() for name in WHEN]
    if any(one.empty for one in told):
        return ""
    before, after = (n_range(job, one) for one in told)
    return job.language.say("Base: {before} customers before, {after} after.", before=before, after=after)


def bases_note(job: Job, frame: pd.DataFrame, items_of: ItemsOf = items_behind) -> str:
    """Explain a base that is not printed; "" where all are."""
    return base_hidden_note(job, _hidden(job, frame[list(WHEN)].astype(float), items_of).any(axis=1))


def _hidden(job: Job, counts: pd.DataFrame, items_of: ItemsOf) -> pd.DataFrame:
    rows = [
        hidden_bases(job, items_of(job, str(name)), *row)
        for name, row in zip(counts.index, counts.to_numpy(), strict=True)
    ]
    return pd.DataFrame(rows, index=counts.index, columns=counts.columns, dtype=bool)
