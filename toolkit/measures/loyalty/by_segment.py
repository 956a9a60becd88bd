"""Loyalty groups per group of customers."""

from __future__ import annotations

import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import loyalty_groups
from toolkit.measures.thresholds import HIGH_FROM
from toolkit.measures.weights import as_numbers, same_rows


def groups_by_segment(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    segment: pd.Series,
    *,
    cut_attitude: float = HIGH_FROM,
    cut_behaviour: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of the four groups of `loyalty_groups` within each group of a division of the customers.

    `attitude`, `behaviour` and `segment` have shape (n,), of the same respondents; `segment` holds codes, missing
    where unknown. Whether the divisions hang together, `independence_test` tells.
    Returns a frame indexed by `segment, group` (segments in order of their categories, else of their codes), with
    the columns of `loyalty_groups`; the shares of each segment add up to 1. A segment in which nobody has both
    scores has no rows.
    Raises StatisticsError where nobody has both scores and a segment, and as `loyalty_groups` does.
    In R this is `prop.table(table(segment, group), 1)`.

    >>> of = pd.Series(["shop", "shop", "web", "web"])
    >>> table = groups_by_segment([80, 80, 20, 60], [70, 10, 90, 60], of)
    >>> table["estimate"].unstack()["true"].to_dict()
    {'shop': 0.5, 'web': 0.5}
    """
    for column in (attitude, behaviour, weights):
        same_rows(segment, column)
    frame = pd.DataFrame({"attitude": attitude, "behaviour": behaviour}, index=segment.index)
    if weights is not None:
        frame["weights"] = as_numbers(weights, "weights")
    there = frame[["attitude", "behaviour"]].notna().all(axis=1) & segment.notna()
    if weights is not None:
        there &= frame["weights"] != 0
    tables = {}
    for code in _codes(segment[there]):
        theirs = frame[there & (segment == code)]
        tables[code] = loyalty_groups(
            theirs["attitude"],
            theirs["behaviour"],
            cut_attitude=cut_attitude,
            cut_behaviour=cut_behaviour,
            weights=None if weights is None else theirs["weights"],
            confidence=confidence,
        )
    if not tables:
        raise StatisticsError("nobody has a score for both attitude and behaviour, and a segment")
    return pd.concat(tables, names=["segment", "group"])


def _codes(segment: pd.Series) -> list[object]:
    found = segment.unique()
    if isinstance(segment.dtype, pd.CategoricalDtype):
        return [code for code in segment.cat.categories if code in set(found)]
    return sorted(found)
