"""What of the recommendation score may not be told with it: its margin, and how many it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from toolkit.analysis.job import Job, hidden_parts
from toolkit.analysis.response import answered_hidden
from toolkit.intake import Survey
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is kept back of the recommendation scores of the first and the last wave.

    `margin`: with a score its margin tells how many are promoters, passives and detractors, and one of these is too
    small in a wave; so do the number of answers and p. `bases`: the table of answers hides how many answered a wave.
    """

    margin: bool = False
    bases: bool = False


def withheld(job: Job) -> Withheld:
    """Ask it of both waves; nothing is withheld of a question that is not asked."""
    return job.remembered(("withheld",), lambda: _withheld(job))


def _withheld(job: Job) -> Withheld:
    item = job.engagement.questions.recommendation
    ends = job.surveys[0], job.surveys[-1]
    if item is None or any(item not in survey.items for survey in ends):
        return Withheld()
    margin = bases = False
    for survey in ends:
        margin |= margin_tells(job, survey)
        bases |= answered_hidden(replace(job, surveys=(survey,)), item)
    return Withheld(margin, bases)


def margin_tells(job: Job, survey: Survey) -> bool:
    """Tell whether the margin of the recommendation score of a wave that asked it tells how few gave some answer."""
    ratings = survey.items[str(job.engagement.questions.recommendation)].dropna()
    promoter, detractor = ratings >= PROMOTER_FROM, ratings <= DETRACTOR_UP_TO
    parts = {"promoter": promoter, "passive": ~(promoter | detractor), "detractor": detractor}
    return bool(hidden_parts(job, pd.DataFrame(parts), survey).any())
