"""Moments of need: who had a problem, and whether it was resolved."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.proportions import proportion
from toolkit.measures.weights import as_numbers, same_rows

UNAFFECTED, RESOLVED, UNRESOLVED = "unaffected", "resolved", "unresolved"
# The three groups that are compared, and who had a problem but did not say how it was resolved.
MOMENTS = (UNAFFECTED, RESOLVED, UNRESOLVED)
UNMARKED = "unmarked"


def moment_groups(
    problem: npt.ArrayLike,
    recovery: npt.ArrayLike,
    *,
    resolved_from: float,
    not_yet: npt.ArrayLike | None = None,
) -> pd.Series:
    """Put each respondent in one group by problem and recovery.

    `problem` has shape (n,): 1 or True for who had a problem, 0 or False for who had none, NaN where there is no
    answer. `recovery` (n,): the mark for how it was resolved, in its own units, NaN where there is none; `not_yet`
    (n,): True where the answer to that question was that nothing is resolved yet.
    No problem is `unaffected`, whatever the mark; a problem with a mark from `resolved_from` on is `resolved`, with a
    lower one or `not_yet` `unresolved`, and with neither `unmarked`: it may be either, so that it is in neither.
    Returns a Series of these names with the index of `problem`, missing where the question about a problem has no
    answer.
    Raises StatisticsError where lengths or row labels differ or `problem` holds another number than 0 and 1.
    Source: critical incidents and their recovery: Bitner, Booms & Tetreault (1990), Journal of Marketing 54(1), 71–84.
    In R this is `cut` on the mark, within `problem == 1`.

    >>> moment_groups([0, 1, 1, 1], [np.nan, 8, 3, np.nan], resolved_from=6, not_yet=[0, 0, 0, 1]).tolist()
    ['unaffected', 'resolved', 'unresolved', 'unresolved']
    """
    same_rows(problem, recovery)
    same_rows(problem, not_yet)
    had, mark = as_numbers(problem, "problem"), as_numbers(recovery, "recovery")
    waiting = np.zeros(had.shape) if not_yet is None else as_numbers(not_yet, "not_yet")
    if had.ndim != 1 or had.shape != mark.shape or had.shape != waiting.shape:
        raise StatisticsError("problem, recovery and not_yet must be columns of the same respondents")
    wrong = had[~np.isnan(had) & (had != 0) & (had != 1)]
    if wrong.size:
        raise StatisticsError(f"problem: {wrong[0]:g} is neither 0 nor 1")
    names = np.full(had.shape, UNMARKED, dtype=object)
    names[(mark < resolved_from) | (np.isnan(mark) & (waiting == 1))] = UNRESOLVED
    names[mark >= resolved_from] = RESOLVED
    names[had == 0] = UNAFFECTED
    names[np.isnan(had)] = None
    index = problem.index if isinstance(problem, pd.Series) else pd.RangeIndex(len(had))
    return pd.Series(names, index=index, name="moment", dtype=object)


def group_shares(
    groups: pd.Series,
    names: tuple[str, ...] = MOMENTS,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of each of some groups among the respondents who are in one of them.

    `groups` has shape (n,), a name per respondent; who has another one, or none, takes no part.
    Returns a frame indexed by `group`: `estimate, low, high` (shares of 0 to 1, Wilson's interval as in `proportion`),
    `n` and `n_effective` (the base of all), `count`. The shares add up to 1.
    Raises StatisticsError where nobody is in one of the groups, or for unusable weights.
    Source: Wilson (1927). In R this is `prop.table(table(groups))`, with `prop.test` for each.

    >>> group_shares(pd.Series(["resolved", "unaffected", "unaffected", None]))["estimate"].round(3).to_dict()
    {'unaffected': 0.667, 'resolved': 0.333, 'unresolved': 0.0}
    """
    same_rows(groups, weights)
    inside = groups.isin(names).to_numpy()
    w = None if weights is None else as_numbers(weights, "weights")
    if not inside.any():
        raise StatisticsError(f"nobody is in one of the groups {', '.join(names)}")
    rows = []
    for name in names:
        hits = np.where(inside, (groups == name).to_numpy(dtype=np.float64), np.nan)
        share = proportion(hits, w, confidence=confidence)
        n_effective = float(share.n) if share.n_effective is None else share.n_effective
        rows.append((share.value, share.low, share.high, share.n, n_effective, _counted(hits, w)))
    columns = ["estimate", "low", "high", "n", "n_effective", "count"]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(names, name="group"))


def _counted(hits: npt.NDArray[np.float64], w: npt.NDArray[np.float64] | None) -> int:
    """How many are in a group and count, with a weight above 0."""
    return int((hits == 1).sum() if w is None else ((hits == 1) & (w > 0)).sum())
