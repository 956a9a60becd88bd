"""Whether the links of the drivers differ between groups of customers, and importance per group where they do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.segments import MOST_GROUPS
from toolkit.analysis.drivers.claims import no_claim
from toolkit.analysis.drivers.importance import HELD_CONSTANT, affordable_resamples
from toolkit.analysis.job import Job, construct_scores, enough, hidden_parts, sizes_of, weights_of
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.interactions import LinkDifferences, fewest_in_group, link_differences
from toolkit.errors import StatisticsError
from toolkit.intake.people import OTHER
from toolkit.measures.multiplicity import holm

Reason = Literal["too_few", "too_many", "refused"]


@dataclass(frozen=True, eq=False)
class SegmentLinks:
    """The links of the drivers with one outcome in the groups of one division.

    `found` has the tests with, in `p_holm`, Holm's p over all drivers and divisions of the outcome (NaN for a driver
    that carries no claim). `differ` are the drivers whose link is shown to differ. `shares` has a row per such driver
    and group: driver, group, estimate, low, high (share of what the drivers explain in that group; NaN where it cannot
    be told), n, n_effective. `n` counts the customers of the groups compared.
    """

    segment: str
    found: LinkDifferences
    differ: tuple[str, ...]
    shares: pd.DataFrame
    n: int
    n_effective: float


@dataclass(frozen=True, eq=False)
class OutcomeLinks:
    """Whether links with one outcome differ between groups, division by division.

    `left_out` names the divisions that are not tested, and why; `refusal` tells what the data do not allow, where that
    is the reason. `no_claim` are drivers that carry none; `fewest` is the number of customers a group needs; `tests`
    how many tests were done.
    """

    outcome: str
    role: str
    segments: tuple[SegmentLinks, ...]
    left_out: tuple[tuple[str, Reason], ...]
    drivers: tuple[str, ...]
    no_claim: tuple[str, ...]
    fewest: int
    tests: int
    level: float
    refusal: str = ""


def interactions(job: Job) -> tuple[OutcomeLinks, ...] | None:
    """Test per division and driver whether the link differs between groups, for attitude and then behaviour.

    None where the engagement has no division of the customers, no driver or no outcome.
    """
    drivers, outcomes = job.constructs("driver"), job.constructs("attitude")
    outcomes += job.constructs("behaviour")
    if not drivers or not outcomes or not len(job.survey.segments.columns):
        return None
    return tuple(_one(job, outcome, drivers) for outcome in outcomes)


def _one(job: Job, outcome: str, asked: tuple[str, ...]) -> OutcomeLinks:
    held = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (outcome, *asked, *held))
    drivers = tuple(name for name in asked if enough(job, frame[name]))
    always = tuple(name for name in held if frame[name].nunique() > 1 and enough(job, frame[name]))
    silent = no_claim(job, outcome, drivers)
    found: dict[str, LinkDifferences] = {}
    fewest = max(fewest_in_group(len(drivers) + len(always)), job.engagement.privacy.minimum_cell)
    left_out: list[tuple[str, Reason]] = []
    refusal = ""
    for segment in map(str, job.survey.segments.columns):
        asked_of = frame[[outcome, *drivers, *always]]
        shown = _groups(job, asked_of, segment, fewest) if drivers else "too_few"
        if isinstance(shown, str):
            left_out.append((segment, shown))
            continue
        try:
            found[segment] = _links(job, frame, outcome, drivers, always, segment, shown)
        except StatisticsError as error:
            left_out.append((segment, "refused"))
            refusal = str(error)
    adjusted = _adjusted(found, silent)
    level = 1 - job.engagement.analysis.confidence
    return OutcomeLinks(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        segments=tuple(
            _segment(job, frame, drivers, always, segment, links, level)
            for segment, links in adjusted.items()
        ),
        left_out=tuple(left_out),
        drivers=drivers,
        no_claim=silent,
        fewest=fewest,
        tests=sum(int(links.tests["p_holm"].notna().sum()) for links in adjusted.values()),
        level=level,
        refusal=refusal,
    )


def _groups(job: Job, asked: pd.DataFrame, segment: str, fewest: int) -> tuple[str, ...] | Reason:
    """Give the groups of a division that may be shown, or why it is not tested.

    The pooled small groups are no group of their own.
    """
    codes = job.survey.segments[segment].astype(object)
    used = asked.notna().all(axis=1) & codes.notna()
    groups = [
        str(code) for code in job.survey.segments[segment].cat.categories if (codes[used] == code).any()
    ]
    if len(groups) > MOST_GROUPS:
        return "too_many"
    if len(groups) < 2:
        return "too_few"
    members = pd.DataFrame({group: codes == group for group in groups}, index=asked.index)[used]
    hidden, sizes = hidden_parts(job, members), sizes_of(job, members).min(axis=1)
    shown = tuple(group for group in groups if not hidden[group] and group != OTHER)
    return shown if sum(sizes[group] >= fewest for group in shown) > 1 else "too_few"


def _links(
    job: Job,
    frame: pd.DataFrame,
    outcome: str,
    drivers: tuple[str, ...],
    always: tuple[str, ...],
    segment: str,
    shown: tuple[str, ...],
) -> LinkDifferences:
    return link_differences(
        frame,
        outcome,
        drivers,
        job.survey.segments[segment].astype(object),
        always=always,
        weights=weights_of(job.survey),
        order=shown,
        confidence=job.engagement.analysis.confidence,
    )


def _adjusted(found: dict[str, LinkDifferences], silent: tuple[str, ...]) -> dict[str, LinkDifferences]:
    """Give the tests their p after Holm, over all drivers and divisions; drivers without a claim are no members."""
    if not found:
        return {}
    p = pd.concat({segment: links.tests["p"] for segment, links in found.items()})
    p[p.index.get_level_values(1).isin(silent)] = np.nan
    p[:] = holm(p.to_numpy(float))
    return {
        segment: replace(links, tests=links.tests.assign(p_holm=p[segment]))
        for segment, links in found.items()
    }


def _segment(
    job: Job,
    frame: pd.DataFrame,
    drivers: tuple[str, ...],
    always: tuple[str, ...],
    segment: str,
    found: LinkDifferences,
    level: float,
) -> SegmentLinks:
    differ = tuple(str(name) for name in found.tests.index[found.tests["p_holm"] < level])
    sizes = found.links.drop_duplicates("group")
    rows: list[dict[str, object]] = []
    for _, size in sizes.iterrows() if differ else ():
        shares = _shares(job, frame, drivers, always, segment, found.outcome, str(size["group"]))
        about = {name: size[name] for name in ("group", "n", "n_effective")}
        rows += [{"driver": name, **about, **_row(shares, name)} for name in differ]
    return SegmentLinks(
        segment=segment,
        found=found,
        differ=differ,
        shares=pd.DataFrame(rows, columns=["driver", "group", "estimate", "low", "high", "n", "n_effective"]),
        n=int(sizes["n"].sum()),
        n_effective=float(sizes["n_effective"].sum()),
    )


def _shares(
    job: Job,
    frame: pd.DataFrame,
    drivers: tuple[str, ...],
    always: tuple[str, ...],
    segment: str,
    outcome: str,
    group: str,
) -> pd.DataFrame:
    """Give the importance of each driver in one group: estimate, low, high."""
    here = (job.survey.segments[segment].astype(object) == group).to_numpy(bool)
    weights, settings = weights_of(job.survey), job.engagement.analysis
    try:
        importance = relative_importance(
            frame[here],
            outcome,
            list(drivers),
            always=always,
            weights=None if weights is None else weights[here],
            resamples=affordable_resamples(settings.resamples, len(drivers)),
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError:
        return pd.DataFrame(np.nan, index=list(drivers), columns=["estimate", "low", "high"])
    return importance.table[["share", "low", "high"]].rename(columns={"share": "estimate"})


def _row(shares: pd.DataFrame, name: str) -> dict[str, object]:
    return {str(column): shares.at[name, column] for column in shares.columns}
