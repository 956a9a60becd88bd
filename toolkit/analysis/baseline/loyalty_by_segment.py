"""The loyalty groups within each group of customers, and whether they differ there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job, sizes_of, weights_of
from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.by_segment import groups_by_segment
from toolkit.measures.loyalty.groups import group_members
from toolkit.measures.loyalty.independence import Independence, independence_test
from toolkit.measures.multiplicity import holm
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import LETTERS_FROM

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
    `test` is about all four groups where `four` says so, else about who is high on both; it is None where too few
    customers are expected in some cell for either. `p` is Holm's over all tests of the chapter.
    """

    segment: str
    table: pd.DataFrame
    test: Independence | None
    four: bool
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
    tables: list[pd.DataFrame] = []
    for parts in DIVISIONS:
        tables.append(_table(job, shares, limits, members, codes[scored], parts))
        if tables[-1].reindex(columns=["true", "latent"]).notna().all(axis=None):
            break  # the next division would show less, and of the loyal no more
    table = min(tables, key=lambda one: one.reindex(columns=["true", "latent"]).isna().sum().tolist())
    test, four = _tested(job, frame, attitude, behaviour, codes)
    return BySegment(segment, table, test, four)


def _members(scores: pd.DataFrame, cut: float) -> pd.DataFrame:
    high = (scores >= cut).to_numpy()
    return pd.DataFrame(group_members(high[:, 0], high[:, 1]), index=scores.index)


def _table(
    job: Job,
    shares: pd.DataFrame,
    limits: pd.DataFrame,
    members: pd.DataFrame,
    codes: pd.Series,
    parts: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """Give the shares of these parts with what may not be shown taken out."""
    together = pd.DataFrame({name: members[list(groups)].any(axis=1) for name, groups in parts.items()})
    # Behind a cell: the smaller of customers and effective number.
    counts = pd.DataFrame(
        {code: sizes_of(job, together[codes == code]).min(axis=1) for code in shares.index}
    ).T
    hidden = hidden_cells(counts, job.engagement.privacy.minimum_cell, across=True, down=True)
    summed = pd.DataFrame({name: shares[list(groups)].sum(axis=1) for name, groups in parts.items()})
    table = summed.mask(hidden).join(limits).join(counts.add_prefix("count_"))
    table.loc[hidden["true"], ["low", "high"]] = np.nan
    return table


def _tested(
    job: Job, frame: pd.DataFrame, attitude: str, behaviour: str, codes: pd.Series
) -> tuple[Independence | None, bool]:
    """Test the four groups, or, where these are too sparse, who is high on both against all others (False)."""
    high = frame[[attitude, behaviour]] >= job.engagement.analysis.cut
    members = group_members(high[attitude].to_numpy(), high[behaviour].to_numpy())
    four = pd.Series(np.select(list(members.values()), list(members), ""), index=frame.index, dtype=object)
    four[frame[[attitude, behaviour]].isna().any(axis=1)] = None
    sizes = codes[four.notna()].value_counts()
    compared = codes.where(codes.isin(sizes.index[sizes >= LETTERS_FROM]), None)
    both = four.where(four.isna() | (four == "true"), "others")
    for group, is_four in ((four, True), (both, False)):
        try:
            test = independence_test(compared, group, weights_of(job.survey))
        except StatisticsError:
            continue  # all in one group: there is nothing to compare
        if test.holds:
            return test, is_four
    return None, False
