"""Who used which word and named which theme, and which of these numbers may be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.job import Job, sizes_of, weights_of
from toolkit.measures.proportions import proportion
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM
from toolkit.measures.weights import FloatArray
from toolkit.measures.words.odds import words_apart
from toolkit.measures.words.themes import Themes
from toolkit.measures.words.tokens import Terms

GROUPS = ("promoter", "passive", "detractor")
# With these a theme's numbers add up to all who wrote; who gave no mark is in no group.
ALL_GROUPS = (*GROUPS, "unrated")
SIDES = ("promoter", "detractor")
# Stands for a number that is too small to tell, whichever it is.
_HIDDEN = 1.0


def large_enough(job: Job, *parts: npt.NDArray[np.bool_]) -> bool:
    """Tell whether each of these groups of customers (bool) is large enough to show something of, weighted too."""
    frame = pd.DataFrame(dict(enumerate(parts)), index=job.survey.items.index)
    return bool((sizes_of(job, frame) >= job.engagement.privacy.minimum_cell).all(axis=None))


def customer_groups(job: Job) -> pd.DataFrame | None:
    """Say who is promoter, passive, detractor or none of these (bool); None where that was not asked."""
    item = job.engagement.questions.recommendation
    if item is None or item not in job.survey.items:
        return None
    ratings = job.survey.items[item]
    groups = pd.DataFrame(
        {
            "promoter": ratings >= PROMOTER_FROM,
            "detractor": ratings <= DETRACTOR_UP_TO,
            "unrated": ratings.isna(),
        }
    )
    groups["passive"] = ~groups.any(axis=1)
    return groups[list(ALL_GROUPS)]


def compared_words(job: Job, found: Terms, groups: pd.DataFrame) -> pd.DataFrame:
    """Compare every word that enough promoters and detractors used, a row per word.

    `groups`: bool, respondents × groups, of those who wrote. Columns: `side` (who uses it more), `estimate`, `low`,
    `high`, `p`, the shares `promoter` and `detractor`, `promoter_told` and `detractor_told` (the smallest number of
    customers that the share tells of, 0 for nobody), `drawn` (no number is too small), `p_told` (the same for p), and
    `named` (the users on its side are enough to name the word at all).
    """
    compared = _compared(job, found.used, groups)
    table = compared.set_index(pd.Index([found.words[place] for place in compared.index], name="word"))
    used = found.used[:, compared.index.to_numpy()]
    minimum = job.engagement.privacy.minimum_cell
    behind = {side: _sizes(job, used, groups[side].to_numpy()) for side in SIDES}
    for side, (users, others) in behind.items():
        table[f"{side}_told"] = smallest(users, others)
    told = table[[f"{side}_told" for side in SIDES]]
    table["drawn"] = ((told >= minimum) | (told == 0)).all(axis=1)
    # From a p-value and one share the other could be solved.
    table["p_told"] = np.where(table["drawn"], told.max(axis=1), _HIDDEN)
    table["named"] = (
        np.where(table["side"] == "promoter", behind["promoter"][0], behind["detractor"][0]) >= minimum
    )
    return table


def compared_themes(job: Job, found: Themes, wrote: pd.Series, groups: pd.DataFrame | None) -> pd.DataFrame:
    """Count who names each theme, of those who wrote: a row per theme that may be told, numbered from 1.

    `groups`: bool, respondents × groups, of those who wrote; None where promoters and detractors are not known.
    Columns: `words`, `estimate`, `low`, `high`, `n`, `n_effective`; with groups also the shares per group and the
    columns `…_told` for the gate; and `side`, `p`, NaN where promoters and detractors are not compared, and `named`.
    """
    minimum = job.engagement.privacy.minimum_cell
    users, others = _sizes(job, found.named, wrote.to_numpy())
    told = smallest(users, others)
    kept = np.flatnonzero((told >= minimum) | (told == 0))
    named = found.named[:, kept]
    table = pd.DataFrame(
        [_share(job, named[:, place], wrote) for place in range(len(kept))],
        columns=["estimate", "low", "high", "n", "n_effective"],
        index=pd.RangeIndex(1, len(kept) + 1, name="theme"),
    )
    table.insert(0, "words", [found.words[place] for place in kept])
    if groups is None:
        return table.assign(side="", p=np.nan, named=False)
    return table.join(_per_group(job, named, groups).set_index(table.index))


def _per_group(job: Job, named: npt.NDArray[np.bool_], groups: pd.DataFrame) -> pd.DataFrame:
    """Give the shares of each group that name each theme, which of them may be told, and how the groups differ."""
    minimum = job.engagement.privacy.minimum_cell
    sizes = {group: _sizes(job, named, groups[group].to_numpy()) for group in ALL_GROUPS}
    hidden = np.zeros((named.shape[1], len(ALL_GROUPS)), dtype=bool)
    for side in (0, 1):
        counts = pd.DataFrame({group: size[side] for group, size in sizes.items()})
        hidden |= hidden_cells(counts, minimum, across=True).to_numpy()
    table = pd.DataFrame(index=range(named.shape[1]))
    for place, group in enumerate(GROUPS):
        weights = _weights(job) * groups[group].to_numpy()
        table[group] = named.T @ weights / weights.sum() if weights.any() else np.nan
        table[f"{group}_told"] = np.where(hidden[:, place], _HIDDEN, sizes[group][0])
    compared = _compared(job, named.astype(float), groups)[["side", "p"]].reindex(table.index)
    leading = np.where(compared["side"] == "promoter", sizes["promoter"][0], sizes["detractor"][0])
    return table.assign(side=compared["side"].fillna(""), p=compared["p"], named=leading >= minimum)


def _compared(job: Job, used: Any, groups: pd.DataFrame) -> pd.DataFrame:
    """Compare promoters with detractors on each column of `used`; rows of those who wrote."""
    wrote = groups.any(axis=1).to_numpy()
    weights = weights_of(job.survey)
    minimum, confidence = job.engagement.privacy.minimum_cell, job.engagement.analysis.confidence
    sides = [groups.loc[wrote, side].to_numpy() for side in SIDES]
    if not all(int(side.sum()) >= minimum for side in sides):
        return pd.DataFrame(columns=["side", "estimate", "low", "high", "p", *SIDES], dtype=float)
    apart = words_apart(
        used[np.flatnonzero(wrote)],
        sides[0],
        sides[1],
        None if weights is None else weights[wrote],
        minimum=minimum,
        confidence=confidence,
    )
    apart = apart.rename(columns={"share_first": "promoter", "share_second": "detractor"})
    apart["side"] = np.where(apart["estimate"] > 0, "promoter", "detractor")
    return apart[["side", "estimate", "low", "high", "p", *SIDES]]


def _weights(job: Job) -> FloatArray:
    weights = weights_of(job.survey)
    return np.ones(len(job.survey.items)) if weights is None else weights


def _sizes(job: Job, used: Any, group: npt.NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Count who of a group used each column and who did not, the smaller of number and effective number (Kish)."""
    w = _weights(job) * group
    counted, sums, squares = (np.asarray(used.T @ one) for one in (group.astype(float), w, w**2))
    users = _size(counted, sums, squares)
    return users, _size(group.sum() - counted, w.sum() - sums, (w**2).sum() - squares)


def _size(count: FloatArray, total: FloatArray, squares: FloatArray) -> FloatArray:
    effective = np.divide(total**2, squares, out=np.zeros_like(total), where=count > 0.5)
    # Of equal weights the effective number is the number, but for rounding.
    return np.where(count > 0.5, np.minimum(count, effective * (1 + 1e-9)), 0.0)


def smallest(users: FloatArray, others: FloatArray) -> FloatArray:
    """Give the smallest number of customers that a share tells of: who used a word or who did not, nobody aside."""
    filled = [np.where(size > 0, size, np.inf) for size in (users, others)]
    least = np.minimum(*filled)
    return np.where(np.isfinite(least), least, 0.0)


def _share(
    job: Job, named: npt.NDArray[np.bool_], wrote: pd.Series
) -> tuple[float, float, float, int, float]:
    weights = weights_of(job.survey)
    here = wrote.to_numpy()
    estimate = proportion(
        named[here], None if weights is None else weights[here], confidence=job.engagement.analysis.confidence
    )
    n_effective = float(estimate.n) if estimate.n_effective is None else estimate.n_effective
    return estimate.value, estimate.low, estimate.high, estimate.n, n_effective
