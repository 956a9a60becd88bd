"""How the answers on recommending and the report marks are spread, for all customers and per group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.headline import Headline
from toolkit.analysis.baseline.segments import NPS, Division, Segments
from toolkit.analysis.baseline.shares import answers_to, weights_for
from toolkit.analysis.job import Job, weights_of
from toolkit.measures.distribution import distribution as spread
from toolkit.measures.segments.letters import shown as differing
from toolkit.measures.segments.letters import widest
from toolkit.measures.thresholds import (
    DETRACTOR_UP_TO,
    NINE_PLUS_FROM,
    PROMOTER_FROM,
    RECOMMENDATION_SCALE,
    REPORT_MARK_SCALE,
)

PARTS: Final = ("detractor", "passive", "promoter")
PASSIVE_FROM: Final = DETRACTOR_UP_TO + 1


@dataclass(frozen=True, eq=False)
class Parts:
    """Detractors, passives and promoters per group of one division.

    `table` is indexed by code, in declared order: the three shares, and estimate, low and high of the NPS; only groups
    of which all of these may be shown. `left_out`: whether there are others. `differs`: whether a difference in NPS is
    shown; `higher`, `lower`: the two groups that then lie furthest apart, "" where groups are compared with the rest.
    """

    segment: str
    table: pd.DataFrame
    left_out: bool
    differs: bool
    higher: str
    lower: str


@dataclass(frozen=True, eq=False)
class Distribution:
    """How answers are spread; None where the question is not asked or its answers may not be told apart.

    `recommendation`, `mark`: bins as `toolkit.measures.distribution` gives them; those of the recommendation question
    have a column `part`. `key`: the numbers that these answers give.
    """

    recommendation: pd.DataFrame | None
    mark: pd.DataFrame | None
    parts: tuple[Parts, ...]
    key: Headline


def distribution(job: Job, key: Headline, groups: Segments | None) -> Distribution | None:
    """Spread out the answers behind the key figures; None where none of them may be."""
    asked = job.engagement.questions
    recommendation = None
    # With the NPS itself, promoters, passives or detractors that are hidden would follow from the bins.
    if key.recommendation is not None and not key.margin_hidden:
        recommendation = _bins(job, asked.recommendation, RECOMMENDATION_SCALE, (PASSIVE_FROM, PROMOTER_FROM))
        places = np.searchsorted([PASSIVE_FROM, PROMOTER_FROM], recommendation["first"], side="right")
        recommendation = recommendation.assign(part=np.array(PARTS)[places])
    mark = None
    if key.mark is not None:
        mark = _bins(
            job, asked.report_mark, REPORT_MARK_SCALE, () if key.nine_plus is None else (NINE_PLUS_FROM,)
        )
    parts: tuple[Parts, ...] = ()
    if groups is not None and recommendation is not None:
        found = (_parts(job, asked.recommendation or "", division) for division in groups.divisions)
        drawn = [one for one in found if one is not None]
        # Those whose scores differ beyond chance; or else one, the first.
        parts = tuple([one for one in drawn if one.differs] or drawn[:1])
    if recommendation is None and mark is None:
        return None
    return Distribution(recommendation, mark, parts, key)


def _bins(job: Job, item: str | None, scale: tuple[int, int], starts: tuple[int, ...]) -> pd.DataFrame:
    answers = answers_to(job, item)
    assert answers is not None  # a key figure rests on it
    return spread(
        answers,
        scale,
        job.engagement.privacy.minimum_cell,
        weights_for(job, answers),
        starts=starts,
        confidence=job.engagement.analysis.confidence,
    )


def _parts(job: Job, item: str, division: Division) -> Parts | None:
    """Give the three shares per group; None where fewer than two groups may be shown."""
    shown = [group for group in division.groups if not division.hidden.at[NPS, group]]
    if len(shown) < 2:
        return None
    ratings, weights = job.survey.items[item].to_numpy(dtype=float), weights_of(job.survey)
    group = pd.Index(shown).get_indexer(pd.Index(job.survey.segments[division.segment].astype(object)))
    rated = (group >= 0) & ~np.isnan(ratings)
    place = np.searchsorted([PASSIVE_FROM, PROMOTER_FROM], ratings[rated], side="right")
    sums = np.bincount(
        group[rated] * len(PARTS) + place,
        weights=None if weights is None else weights[rated],
        minlength=len(shown) * len(PARTS),
    ).reshape(len(shown), len(PARTS))
    shares = pd.DataFrame(sums / sums.sum(axis=1, keepdims=True), index=shown, columns=list(PARTS))
    score = pd.DataFrame({group: division.cell(NPS, group) for group in shown}).T
    different = differing(division.found, job.engagement.analysis.confidence)
    return Parts(
        division.segment,
        shares.join(score[["estimate", "low", "high", "n"]]),
        len(shown) < len(division.sizes),
        NPS in set(different["measure"]),
        *widest(different, NPS),
    )
