"""Loyalty among people: who came through others, who passes the word on, and how loyal those are who came so."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.asked import Contrast, attitude_of, contrasts, is_asked, yes_to
from toolkit.analysis.baseline.dividends import too_few
from toolkit.analysis.baseline.scores import mean_score
from toolkit.analysis.baseline.shares import share_of, shown_share
from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    hidden_parts,
    n_effective,
    unreliable,
    weights_of,
)
from toolkit.intake.people import OTHER
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.dividends import mean_referrals

THROUGH_OTHERS, OTHERWISE = "through others", "otherwise"


@dataclass(frozen=True)
class Network:
    """How customers came and pass the word on; numbers are None where not asked or too few.

    `arrived`: share who came through other people. `reviewed`: share who posted something online. `referrals`: people
    recommended to per customer. `levels`: measure (an attitude), group, estimate, low, high, n, n_effective of those
    who came through others and otherwise. `differences` as `contrasts`. `unreliable`: attitudes whose scale does not
    hold.
    """

    arrived: Estimate | None
    reviewed: Estimate | None
    referrals: Estimate | None
    levels: pd.DataFrame
    differences: pd.DataFrame
    unreliable: tuple[str, ...]


def network(job: Job) -> Network | None:
    """Count who came through others and who passes the word on; None where none of it was asked."""
    asked = job.engagement.questions
    arrival = _arrival(job)
    review = yes_to(job, asked.review) if asked.review and is_asked(job, asked.review) else None
    people = job.survey.items[asked.referrals] if asked.referrals and is_asked(job, asked.referrals) else None
    if arrival is None and review is None and people is None:
        return None
    _, scores = attitude_of(job)
    # As in the table of dividends: of who has an attitude, so that no number follows from a difference of bases.
    counted = pd.Series(True, index=job.survey.items.index) if scores is None else scores.notna()
    attitudes = job.constructs("attitude")
    levels, differences = _levels(job, arrival, attitudes)
    return Network(
        arrived=None if arrival is None else _share(job, arrival),
        reviewed=None if review is None else _share(job, review.where(counted)),
        referrals=None if people is None else _referrals(job, people.where(counted)),
        levels=levels,
        differences=differences,
        unreliable=unreliable(job, attitudes),
    )


def _arrival(job: Job) -> pd.Series | None:
    """Say who came through others: 1, 0, or NaN where that is not known."""
    said = job.engagement.network
    if said is None or said.segment not in job.survey.segments:
        return None
    codes = job.survey.segments[said.segment].astype(object)
    ours = {str(code) for code in said.codes}
    # Rare codes that went together may hold some of these: such a customer may have come either way.
    unknown = codes.isna() | ((codes == OTHER) & bool(ours - set(codes.dropna())))
    through = codes.isin(ours).astype(float).where(~unknown)
    return None if through.isna().all() or _gives_away(job, codes, through) else through


def _gives_away(job: Job, codes: pd.Series, through: pd.Series) -> bool:
    """Tell whether who came through others gives away a small group that is hidden where every code has a row.

    Less the codes of a side that are shown there, a side leaves those that are hidden: of one side alone no more than
    the total leaves, of two sides what was hidden to protect the other.
    """
    there = codes.notna()
    members = pd.get_dummies(codes[there], dtype=bool)
    hidden = hidden_parts(job, members)
    sides = through[there][codes[there].isin(hidden.index[hidden])]
    return sides.nunique(dropna=False) > 1


def _share(job: Job, hits: pd.Series) -> Estimate | None:
    known = hits.dropna()
    if not enough(job, hits) or shown_share(job, known == 1) is None:
        return None
    return share_of(job, known)


def _referrals(job: Job, people: pd.Series) -> Estimate | None:
    # Where few recommended at all, the mean tells of these few.
    if not enough(job, people) or shown_share(job, people.dropna() >= 1) is None:
        return None
    confidence = job.engagement.analysis.confidence
    return mean_referrals(people, weights_of(job.survey), confidence=confidence)


def _levels(
    job: Job, arrival: pd.Series | None, attitudes: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give each attitude of those who came through others and otherwise, and the difference."""
    rows: list[tuple[object, ...]] = []
    asked: list[Contrast] = []
    if arrival is not None and attitudes:
        members = pd.DataFrame({THROUGH_OTHERS: arrival == 1, OTHERWISE: arrival == 0})
        frame = construct_scores(job, attitudes)
        for name in attitudes:
            theirs = members[members.any(axis=1) & frame[name].notna()]
            if not theirs.any().all() or too_few(job, theirs):
                continue
            for group in members:
                found = mean_score(job, frame[name].where(members[group]))
                rows.append((name, group, found.value, found.low, found.high, found.n, n_effective(found)))
            asked.append(Contrast(name, "mean", frame[name], THROUGH_OTHERS, OTHERWISE, members))
    columns = ["measure", "group", "estimate", "low", "high", "n", "n_effective"]
    return pd.DataFrame(rows, columns=columns), contrasts(job, asked)
