"""How much of each change comes from other customers answering, and how much is within like customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.followup.frames import frames, key_of, weight_of
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job, enough, unreliable
from toolkit.errors import IntakeError, StatisticsError
from toolkit.followup.composition.compare import BOTH, COMPOSITION, REAL, largest_composition, split_waves
from toolkit.followup.composition.groups import Reason
from toolkit.followup.composition.raked import Margins
from toolkit.intake import Survey
from toolkit.intake.weighting.raking import HOLDS_TRIMMED, weights_alone
from toolkit.measures.nps import nps_scores
from toolkit.measures.weights import FloatArray

# The column of the recommendation score: no construct has a blank in its key.
NPS = "recommendation score"
# A segment may have the name of a construct.
SEGMENT = "segment "


@dataclass(frozen=True, eq=False)
class Composition:
    """The change of each theme, and of the recommendation score (NPS), in two parts.

    `table` and `contributions` are as `split_waves` gives them; `contributions` has n, the smallest number of customers
    behind a row. `segments`: those that customers are compared on, for any measure. `left_out`: per segment and reason
    for which measures they are not compared on it. `silent`: measures that carry no claim. `alike`: segments on which
    the weights already give both waves the same make-up. `most`: how far, at the most, other customers answering moved
    any theme that carries a claim, all margins together; NaN where that cannot be told.
    """

    table: pd.DataFrame
    contributions: pd.DataFrame
    segments: tuple[str, ...]
    left_out: Mapping[tuple[str, Reason], tuple[str, ...]]
    silent: tuple[str, ...]
    alike: tuple[str, ...]
    most: float


def composition(job: Job) -> Composition | None:
    """Split the changes by the segments that both waves have and that tell who customers are.

    None where there is no such segment, or nothing to compare.
    """
    return job.remembered(("composition",), lambda: _composition(job))


def by_other_customers(job: Job) -> tuple[str, ...]:
    """The measures whose change is shown to come, at least in part, from other customers, and not within like ones.

    Those among them of which like customers are shown to have moved the other way are `turned_round`.
    """
    found = composition(job)
    if found is None:
        return ()
    alone = found.table.index[found.table["verdict"] == COMPOSITION]
    return (*map(str, alone), *turned_round(job))


def turned_round(job: Job) -> tuple[str, ...]:
    """The measures that moved one way, while like customers are shown to have moved the other."""
    found = composition(job)
    if found is None:
        return ()
    against = found.table["within"] * found.table["difference"] < 0
    return tuple(map(str, found.table.index[found.table["verdict"].isin([REAL, BOTH]) & against]))


def _composition(job: Job) -> Composition | None:
    scores, segments = frames(job), make_up(job)
    asked = _recommended(job)
    measures = (*scores.shown, *([NPS] if asked else []))
    if not segments or not measures:
        return None
    before, after = (
        pd.concat([frame, *nps, survey.segments[list(segments)].add_prefix(SEGMENT)], axis=1)
        for frame, nps, survey in (
            (scores.before, asked[:1], job.surveys[0]),
            (scores.after, asked[1:], job.surveys[-1]),
        )
    )
    silent = unreliable(job, scores.shown)
    found = split_waves(
        before,
        after,
        measures,
        [f"{SEGMENT}{name}" for name in segments],
        key=key_of(job),
        weights=weight_of(job),
        scores=(NPS,),
        silent=silent,
        minimum=job.engagement.privacy.minimum_cell,
        rake=_rake,
        confidence=job.engagement.analysis.confidence,
    )
    told = found.contributions.assign(segment=found.contributions["segment"].str.removeprefix(SEGMENT))
    bases = found.table[["n_before", "n_after", "n_effective_before", "n_effective_after"]].min(axis=1)
    left_out: dict[tuple[str, Reason], tuple[str, ...]] = {}
    for measure, parts in found.left_out.items():
        for name, reason in parts:
            place_of = (name.removeprefix(SEGMENT), reason)
            left_out[place_of] = (*left_out.get(place_of, ()), measure)
    never = {name for (name, _), where in left_out.items() if set(where) == set(measures)}
    return Composition(
        table=found.table,
        contributions=told.assign(n=told["measure"].map(bases)),
        segments=tuple(name for name in segments if name not in never),
        left_out=left_out,
        silent=silent,
        alike=tuple(name for name in segments if name not in never and _alike(job, name)),
        most=largest_composition(
            found.table.drop(index=[*silent, *([NPS] if asked else [])]), job.engagement.analysis.confidence
        ),
    )


def make_up(job: Job) -> tuple[str, ...]:
    """Give the segments of both waves that tell who customers are.

    Not those that the engagement calls an experience, nor those that tell which customers had an action: a shift there
    is a result.
    """
    engagement = job.engagement
    acted = {action.group.segment for action in engagement.actions if action.group is not None}
    return tuple(
        name
        for name, segment in engagement.segments.items()
        if not segment.experience
        and name not in acted
        and all(name in survey.segments for survey in (job.surveys[0], job.surveys[-1]))
    )


def _recommended(job: Job) -> tuple[pd.Series, ...]:
    """Give the scores of −100, 0 and 100 of both waves; none where the question was not asked, or of too few.

    None either where the margin of the recommendation score is withheld: those of its parts tell the same.
    """
    item, waves = job.engagement.questions.recommendation, (job.surveys[0], job.surveys[-1])
    if item is None or any(item not in survey.items for survey in waves):
        return ()
    if not all(enough(job, survey.items[item], survey=survey) for survey in waves) or withheld(job).margin:
        return ()
    return tuple(
        pd.Series(nps_scores(survey.items[item]), index=survey.items.index, name=NPS) for survey in waves
    )


def _rake(groups: pd.DataFrame, margins: Margins, weights: FloatArray | None) -> FloatArray:
    base = None if weights is None else pd.Series(weights, index=groups.index)
    try:
        return weights_alone(groups, margins, base)
    except IntakeError as error:
        raise StatisticsError("The margins of both waves cannot be made to hold together.") from error


def _alike(job: Job, segment: str) -> bool:
    """Tell whether the weights give both waves the same shares, among those with a code."""
    if weight_of(job) is None:
        return False
    first, last = (_shares(survey, segment) for survey in (job.surveys[0], job.surveys[-1]))
    return bool(first.sub(last, fill_value=0.0).abs().max() <= HOLDS_TRIMMED)


def _shares(survey: Survey, segment: str) -> pd.Series:
    weights = pd.Series(survey.weights)
    totals = weights.groupby(survey.segments[segment].astype(object)).sum()
    return totals / totals.sum()
