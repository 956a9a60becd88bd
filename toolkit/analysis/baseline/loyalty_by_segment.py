"""The loyalty groups within each group of customers, and whether they differ there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job, weights_of
from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.by_segment import groups_by_segment
from toolkit.measures.loyalty.groups import group_members
from toolkit.measures.loyalty.independence import Independence, independence_test
from toolkit.measures.multiplicity import holm
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import LETTERS_FROM
from toolkit.measures.weights import sizes_within

Tested = Literal["four", "three", "both"]

MOST_SEGMENTS = 12  # a division into more groups than this is a list, not a table that is read

# How the groups are shown: each apart; who is low on attitude together; or who is high on both against all others. The
# later ones only where the earlier would hide more of who is loyal.
DIVISIONS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {"true": ("true",), "latent": ("latent",), "spurious": ("spurious",), "none": ("none",)},
    {"true": ("true",), "latent": ("latent",), "unattached": ("spurious", "none")},
    {"true": ("true",), "others": ("latent", "spurious", "none")},
)


@dataclass(frozen=True)
class BySegment:
    """The four groups of one pair of outcomes within the groups of one division of the customers.

    `table` is indexed by segment code: the shares of one of `DIVISIONS` (true, latent, spurious and none, where not too
    much would be hidden); low and high (limits of true); n; and per share count_… (the smaller of customers and
    effective number, for the gate and not for print). What may not be shown is NaN.
    `test` is about what `tested` says: all four groups; with those low on attitude together ("three"); or who is high
    on both against all others ("both"): the finest for which enough customers are expected in each cell. It is None
    where there are too few for any. `p` is Holm's over all tests of the chapter.
    """

    segment: str
    table: pd.DataFrame
    test: Independence | None
    tested: Tested
    p: float = float("nan")


def by_segment(job: Job, frame: pd.DataFrame, attitude: str, behaviour: str) -> tuple[BySegment, ...]:
    """Divide the groups over every segment of the engagement in which at least two groups are large enough."""
    found = (_one(job, frame, attitude, behaviour, segment) for segment in job.survey.segments.columns)
    return tuple(one for one in found if one is not None)


def adjusted(pairs: list[tuple[BySegment, ...]]) -> list[tuple[BySegment, ...]]:
    """Give every division its p after Holm, over all pairs of outcomes together."""
    raw = [one.test.p if one.test else float("nan") for pair in pairs for one in pair]
    values = iter(holm(raw).tolist())
    return [tuple(replace(one, p=next(values)) for one in pair) for pair in pairs]


def _one(job: Job, frame: pd.DataFrame, attitude: str, behaviour: str, segment: str) -> BySegment | None:
    settings, minimum = job.engagement.analysis, job.engagement.privacy.minimum_cell
    codes = job.survey.segments[segment].astype(object)
    scored = frame[[attitude, behaviour]].notna().all(axis=1) & codes.notna()
    if not scored.any():
        return None
    found = groups_by_segment(
        frame[attitude],
        frame[behaviour],
        job.survey.segments[segment],
        cut_attitude=settings.cut,
        cut_behaviour=settings.cut,
        weights=weights_of(job.survey),
        confidence=settings.confidence,
    )
    members = _members(frame.loc[scored, [attitude, behaviour]], settings.cut)
    sizes = codes[scored].value_counts()
    if not 2 <= int((sizes >= minimum).sum()) <= len(sizes) <= MOST_SEGMENTS:
        return None
    shares = found["estimate"].unstack(sort=False)
    limits = pd.DataFrame(found.xs("true", level="group"))[["low", "high", "n"]]
    tried = []
    for parts in DIVISIONS:
        tried.append((parts, _behind(job, shares, members, codes[scored], parts)))
        if not any(_unseen(tried[-1][1][1])):
            break  # the next division would show less, and of the loyal no more
    table = _table(shares, limits, *min(tried, key=lambda one: _unseen(one[1][1])))
    test, tested = _tested(job, frame, attitude, behaviour, codes)
    return BySegment(segment, table, test, tested)


def _members(scores: pd.DataFrame, cut: float) -> pd.DataFrame:
    high = (scores >= cut).to_numpy()
    return pd.DataFrame(group_members(high[:, 0], high[:, 1]), index=scores.index)


def _behind(
    job: Job,
    shares: pd.DataFrame,
    members: pd.DataFrame,
    codes: pd.Series,
    parts: Mapping[str, tuple[str, ...]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count who is behind the cells of these parts, the smaller of customers and effective number; which are hidden."""
    row, part = shares.index.get_indexer(pd.Index(codes)), np.full(len(codes), -1)
    for place, groups in enumerate(parts.values()):
        part[members[list(groups)].to_numpy().any(axis=1)] = place
    behind = sizes_within(
        np.where((row >= 0) & (part >= 0), row * len(parts) + part, -1),
        len(shares) * len(parts),
        None if job.survey.weights is None else job.survey.weights.loc[codes.index].to_numpy(),
    )
    counts = pd.DataFrame(behind.reshape(-1, len(parts)), index=shares.index, columns=list(parts))
    return counts, hidden_cells(counts, job.engagement.privacy.minimum_cell, across=True, down=True)


def _unseen(hidden: pd.DataFrame) -> list[int]:
    """Count the groups of customers of which it is hidden who is high on both, and who on attitude alone."""
    return [int(hidden[name].sum()) if name in hidden else len(hidden) for name in ("true", "latent")]


def _table(
    shares: pd.DataFrame,
    limits: pd.DataFrame,
    parts: Mapping[str, tuple[str, ...]],
    behind: tuple[pd.DataFrame, pd.DataFrame],
) -> pd.DataFrame:
    """Give the shares of these parts with what may not be shown taken out."""
    counts, hidden = behind
    summed = pd.DataFrame({name: shares[list(groups)].sum(axis=1) for name, groups in parts.items()})
    table = summed.mask(hidden).join(limits).join(counts.add_prefix("count_"))
    table.loc[hidden["true"], ["low", "high"]] = np.nan
    return table


def _tested(
    job: Job, frame: pd.DataFrame, attitude: str, behaviour: str, codes: pd.Series
) -> tuple[Independence | None, Tested]:
    """Test the four groups or, where these are too sparse, fewer that hold some of them together.

    How sparse they are follows from the totals alone, so that the choice does not depend on what is tested.
    """
    high = frame[[attitude, behaviour]] >= job.engagement.analysis.cut
    members = group_members(high[attitude].to_numpy(), high[behaviour].to_numpy())
    four = pd.Series(np.select(list(members.values()), list(members), ""), index=frame.index, dtype=object)
    four[frame[[attitude, behaviour]].isna().any(axis=1)] = None
    sizes = codes[four.notna()].value_counts()
    compared = codes.where(codes.isin(sizes.index[sizes >= LETTERS_FROM]), None)
    low = four.isin(["spurious", "none"])
    ways: dict[Tested, pd.Series] = {
        "four": four,
        "three": four.mask(low, "unattached"),
        "both": four.mask(four.notna() & (four != "true"), "others"),
    }
    for tested, group in ways.items():
        try:
            test = independence_test(compared, group, weights_of(job.survey))
        except StatisticsError:
            continue  # all in one group: there is nothing to compare
        if test.holds:
            return test, tested
    return None, "both"
