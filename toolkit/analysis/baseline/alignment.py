"""What the organisation says it stands for, what customers find important, and what they notice of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from toolkit.analysis.baseline.asked import attitude_of, is_asked, on_hundred
from toolkit.analysis.baseline.scores import mean_score
from toolkit.analysis.job import Job, enough, unreliable, weights_of
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.alignment import (
    RankAgreement,
    congruence,
    match_link,
    rank_agreement,
    value_gaps,
)
from toolkit.measures.multiplicity import holm


@dataclass(frozen=True)
class Alignment:
    """The stated values, the lowest gap first. `table` is indexed by value: rank, then as `value_gaps`.

    `order` is None where too few values were asked about. `match` is the mean congruence of a customer's experience
    with what is important to that customer; `link` is its correlation with `attitude`. Every `p_holm` and the p of
    `order` and `link` are of one family. `hidden` are values that too few customers answered about,
    `unreliable` the attitude
    where its scale does not hold.
    """

    table: pd.DataFrame
    order: RankAgreement | None
    match: Estimate | None
    attitude: str | None
    link: Mapping[str, float] | None
    hidden: tuple[str, ...]
    unreliable: tuple[str, ...]


def alignment(job: Job) -> Alignment | None:
    """Lay what is stated, important and experienced side by side; None where no value was asked about."""
    values = {
        key: one
        for key, one in job.engagement.values.items()
        if is_asked(job, one.importance) and is_asked(job, one.experience)
    }
    if not values:
        return None
    importance = pd.DataFrame({key: on_hundred(job, one.importance) for key, one in values.items()})
    experience = pd.DataFrame({key: on_hundred(job, one.experience) for key, one in values.items()})
    shown = [key for key in values if enough(job, importance[key], experience[key])]
    hidden = tuple(key for key in values if key not in shown)
    attitude, scores = attitude_of(job)
    if not shown:
        return Alignment(pd.DataFrame(), None, None, attitude, None, hidden, ())
    confidence = job.engagement.analysis.confidence
    table = value_gaps(importance[shown], experience[shown], weights_of(job.survey), confidence=confidence)
    table.insert(0, "rank", [values[key].rank for key in table.index])
    for name in ("importance", "experience"):
        table[[f"{name}_low", f"{name}_high"]] = table[[f"{name}_low", f"{name}_high"]].clip(0.0, 100.0)
    match = congruence(importance[shown], experience[shown])
    link = None
    if scores is not None and enough(job, match, scores):
        link = match_link(match, scores, weights_of(job.survey), confidence=confidence)
    result = Alignment(
        table=table,
        order=rank_agreement(table["rank"], table["importance"]),
        match=mean_score(job, match) if enough(job, match) else None,
        attitude=attitude,
        link=link,
        hidden=hidden,
        unreliable=unreliable(job, (attitude,)) if attitude else (),
    )
    return _one_family(result)


def _one_family(result: Alignment) -> Alignment:
    """Adjust all tests of the chapter together."""
    nothing = float("nan")
    order = nothing if result.order is None else result.order.p
    link = nothing if result.link is None else result.link["p"]
    *gaps, order, link = holm([*result.table["p"], order, link]).tolist()
    return replace(
        result,
        table=result.table.assign(p_holm=gaps),
        order=result.order and replace(result.order, p=order),
        link=result.link and {**result.link, "p": link},
    )
