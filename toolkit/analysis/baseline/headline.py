"""The numbers a board asks first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.shares import (
    answers_to,
    share_of,
    shown_share,
    top_two_from,
    weights_for,
)
from toolkit.analysis.job import (
    Job,
    hidden_parts,
    within,
)
from toolkit.analysis.response import answered_hidden
from toolkit.analysis.shown import score_shown
from toolkit.measures.estimate import Estimate
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import DETRACTOR_UP_TO, NINE_PLUS_FROM, PROMOTER_FROM, REPORT_MARK_SCALE

# Each number with the question of the engagement that it rests on.
NUMBERS = {
    "recommendation": "recommendation",
    "promoters": "recommendation",
    "detractors": "recommendation",
    "mark": "report_mark",
    "nine_plus": "report_mark",
    "effort": "effort",
}


@dataclass(frozen=True)
class Headline:
    """The numbers a board asks first; None where the engagement does not ask the question, or too few answered.

    `effort` is the share that gives one of the two highest answers on how easy it was.
    `promoters` and `detractors` are also None where they or the passives between them are too few: with the NPS each
    of the three follows from the others, and from its margin: that may not be told then. `bases_hidden` names the
    numbers of which the table of answers hides on how many customers they rest.
    """

    recommendation: Estimate | None
    promoters: Estimate | None
    detractors: Estimate | None
    mark: Estimate | None
    nine_plus: Estimate | None
    bases_hidden: frozenset[str] = frozenset()
    effort: Estimate | None = None

    @property
    def margin_hidden(self) -> bool:
        """Whether the margin of the NPS would give away promoters, passives or detractors."""
        return self.recommendation is not None and self.promoters is None


def headline(job: Job) -> Headline:
    """NPS, the report mark and customer effort with their intervals."""
    asked = job.engagement.questions
    values: dict[str, Estimate | None] = dict.fromkeys(NUMBERS)
    confidence = job.engagement.analysis.confidence
    if (ratings := answers_to(job, asked.recommendation)) is not None:
        nps = net_promoter_score(ratings, weights_for(job, ratings), confidence=confidence)
        values["recommendation"] = within(nps, -100.0, 100.0)
        promoter, detractor = ratings >= PROMOTER_FROM, ratings <= DETRACTOR_UP_TO
        parts = pd.DataFrame(
            {"promoter": promoter, "passive": ~(promoter | detractor), "detractor": detractor}
        )
        if not hidden_parts(job, parts).any():
            values["promoters"], values["detractors"] = (
                share_of(job, promoter),
                share_of(job, detractor),
            )
    if (marks := answers_to(job, asked.report_mark)) is not None:
        # Of two different marks the mean tells how many gave each.
        if score_shown(job, marks):
            mark = mean_estimate(marks, weights_for(job, marks), confidence=confidence, unit="mark")
            values["mark"] = within(mark, *REPORT_MARK_SCALE)
        values["nine_plus"] = shown_share(job, marks >= NINE_PLUS_FROM)
    if asked.effort is not None and (effort := answers_to(job, asked.effort)) is not None:
        values["effort"] = shown_share(job, effort >= top_two_from(job, asked.effort))
    questions = {name: getattr(asked, question) for name, question in NUMBERS.items()}
    hidden = (
        name for name, item in questions.items() if values[name] and item and answered_hidden(job, item)
    )
    return Headline(**values, bases_hidden=frozenset(hidden))
