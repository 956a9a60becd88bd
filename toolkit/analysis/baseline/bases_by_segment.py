"""The profile of the bases of loyalty in each group of customers."""

from __future__ import annotations

import pandas as pd

from toolkit.analysis.baseline.bases import Bases
from toolkit.analysis.baseline.scores import mean_score
from toolkit.analysis.baseline.segments import MOST_GROUPS
from toolkit.analysis.job import Job, construct_scores, hidden_parts, n_effective

NUMBERS = ("estimate", "low", "high", "n", "n_effective")


def bases_by_segment(job: Job, result: Bases | None) -> pd.DataFrame:
    """Score the bases in every group of every division: a row per group, or no row.

    Columns: segment, code, and `<basis>_<number>` for each basis shown and each of NUMBERS. A group that is too small
    to show, also among those who answered about one of the bases, or that would give such a one away, has NaN but for
    its numbers of customers. Left out are divisions without two groups to show, or with more than MOST_GROUPS.
    """
    rows: list[dict[str, object]] = []
    names = () if result is None else tuple(str(name) for name in result.table.index)
    if not names:
        return pd.DataFrame(rows)
    frame = construct_scores(job, names)
    for segment in job.survey.segments.columns:
        codes = job.survey.segments[segment]
        members = pd.DataFrame(
            {str(code): codes == code for code in codes.cat.categories if (codes == code).any()}
        )
        hidden = _hidden(job, members, frame)
        if 1 < int((~hidden).sum()) <= MOST_GROUPS:
            rows += [
                _row(job, str(segment), code, members[code], frame, hide=bool(hidden[code]))
                for code in map(str, members)
            ]
    return pd.DataFrame(rows)


def _hidden(job: Job, members: pd.DataFrame, frame: pd.DataFrame) -> pd.Series:
    there = members.any(axis=1)
    hidden = hidden_parts(job, members[there])
    for name in frame:
        answered = members[there & frame[name].notna()]
        hidden |= hidden_parts(job, answered) | ~answered.any()
    return hidden


def _row(
    job: Job, segment: str, code: str, members: pd.Series, frame: pd.DataFrame, *, hide: bool
) -> dict[str, object]:
    row: dict[str, object] = {"segment": segment, "code": code}
    for name in frame:
        theirs = frame[name].where(members)
        if not theirs.notna().any():
            row |= {f"{name}_{one}": 0.0 if one.startswith("n") else float("nan") for one in NUMBERS}
            continue
        found = mean_score(job, theirs)
        nothing = float("nan")
        values = (nothing,) * 3 if hide else (found.value, found.low, found.high)
        row |= {
            f"{name}_{one}": value
            for one, value in zip(NUMBERS, (*values, found.n, n_effective(found)), strict=True)
        }
    return row
