"""Which themes lead to which: the house's drawing, changed where [paths] of the engagement says so."""

from __future__ import annotations

from typing import Final

import pandas as pd

from toolkit.analysis.drivers.importance import HELD_CONSTANT
from toolkit.analysis.job import Job, construct_scores, enough
from toolkit.drivers.paths import PathModel, path_model
from toolkit.engagement import constructs_with_role, drawn_paths
from toolkit.measures.nps import nps_scores

# The recommendation as an outcome: 100, 0 or −100 per customer, so that its mean is the net promoter score.
NPS: Final = "nps"


def outcomes_of(job: Job) -> tuple[str, ...]:
    """The outcomes that an effect can be asked of: attitude, behaviour and the recommendation, where measured."""
    asked = job.engagement.questions.recommendation
    answered = asked is not None and all(
        asked in survey.items and bool(survey.items[asked].notna().any()) for survey in job.surveys
    )
    return (*job.constructs("attitude"), *job.constructs("behaviour"), *((NPS,) if answered else ()))


def path_scores(job: Job, names: tuple[str, ...]) -> pd.DataFrame:
    """The 0–100 score of each construct, and for `NPS` 100, 0 or −100; NaN where too little was answered."""
    frame = construct_scores(job, tuple(name for name in names if name != NPS))
    item = job.engagement.questions.recommendation
    if NPS in names and item is not None:
        frame[NPS] = nps_scores(job.survey.items[item])
    return frame[list(names)]


def drawing(job: Job, outcome: str, upstream: tuple[str, ...] = ()) -> PathModel | None:
    """Give what leads to an outcome, or None where nothing that enough customers answered does.

    The arrows are those of the engagement (`drawn_paths`) between what was measured. The recommendation has the causes
    of the first attitude, of which it is itself a part. Lock-in and background enter the equation of each outcome.
    `upstream` leads to every driver and every outcome too.
    """
    said = drawn_paths(job.engagement)
    attitudes, drivers = (_answered(job, job.constructs(role)) for role in ("attitude", "driver"))
    touchpoints = _answered(job, job.constructs("touchpoint"))
    if outcome == NPS:
        asked = constructs_with_role(job.engagement, "attitude")[:1]
        said[NPS] = said[asked[0]] if asked else job.constructs("driver")
    ends = tuple(dict.fromkeys((*attitudes, outcome)))
    known = {*drivers, *attitudes, *touchpoints}
    drawn = {
        effect: tuple(dict.fromkeys((*(name for name in said[effect] if name in known), *upstream)))
        for effect in (*drivers, *ends)
    }
    if not drawn[outcome]:
        return None
    return path_model(drawn, covariates=held_equal(job), adjusted=ends).part(outcome)


def held_equal(job: Job) -> tuple[str, ...]:
    """Lock-in and background, where enough customers answered and not all the same."""
    held = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, held)
    return tuple(name for name in _answered(job, held) if frame[name].nunique() > 1)


def _answered(job: Job, names: tuple[str, ...]) -> tuple[str, ...]:
    measured = tuple(name for name in names if job.items(name))
    frame = construct_scores(job, measured)
    return tuple(name for name in measured if enough(job, frame[name]))
