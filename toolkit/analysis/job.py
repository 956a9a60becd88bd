"""One report's job: the engagement, the waves it reads, and the words of its reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from toolkit.engagement import (
    Engagement,
    Wave,
    constructs_with_role,
    item_scale,
    scored_constructs,
    text,
    wave,
)
from toolkit.errors import ReportError, StatisticsError
from toolkit.instrument import construct_label, item_text
from toolkit.intake import Survey
from toolkit.intake.people import OTHER
from toolkit.language import Language
from toolkit.measures.estimate import Estimate
from toolkit.measures.scales.reliability import cronbach_alpha
from toolkit.measures.scores import construct_score, scale_0_100
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.weights import effective_n, same_rows

# The constructs that get a score of 0 to 100 of their own.
Made = TypeVar("Made")
Scored = TypeVar("Scored", pd.DataFrame, pd.Series)


@dataclass(frozen=True)
class Job:
    """What every section works from. `surveys` are in order of time; a follow-up compares the first with the last.

    `series` are all waves of a follow-up, those of `surveys` among them; without it there are no others.
    `memory` holds what several sections ask and takes long to compute; see `remembered`.
    `seen` are the lines that the reader has been shown so far, for what comes after: the glossary.
    """

    report: str
    engagement: Engagement
    language: Language
    surveys: tuple[Survey, ...]
    series: tuple[Survey, ...] = ()
    memory: dict[tuple[object, ...], tuple[object, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    seen: list[str] = field(default_factory=list, compare=False, repr=False)

    def remembered(self, what: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """Give what `make` computes from the engagement and the waves; once for jobs that share both."""
        rests_on = (self.engagement, self.surveys)
        # By identity, for frames cannot be compared quickly; the memory keeps what it rests on, so that none is reused.
        key = (*what, id(self.engagement), *map(id, self.surveys))
        if key not in self.memory:
            self.memory[key] = (rests_on, make())
        made: Made = self.memory[key][1]
        return made

    @property
    def survey(self) -> Survey:
        """The wave that a report on one wave is about."""
        return self.surveys[0]

    @property
    def read(self) -> tuple[Survey, ...]:
        """Every wave that this report rests on."""
        return self.series or self.surveys

    @property
    def between(self) -> tuple[Survey, ...]:
        """The waves that this report rests on and does not set beside each other."""
        return tuple(survey for survey in self.read if all(survey is not one for one in self.surveys))

    def over_time(self) -> Job:
        """The same job with every wave among its surveys, for a chapter on more than two."""
        return replace(self, surveys=self.read)

    def since(self, wave_id: str) -> Job | None:
        """The same job with this wave as the one before; None where it was not read or is the last."""
        before = next((survey for survey in self.read[:-1] if survey.wave == wave_id), None)
        return None if before is None else replace(self, surveys=(before, self.read[-1]))

    def wave(self, survey: Survey | None = None) -> Wave:
        """The engagement's facts of a wave."""
        return wave(self.engagement, (survey or self.survey).wave)

    def wave_label(self, survey: Survey | None = None) -> str:
        """The name of a wave as its reader knows it."""
        facts = self.wave(survey)
        return self.text(facts.label) or facts.id

    def wave_label_of(self, wave_id: str) -> str:
        """The name of the wave with this id."""
        return self.wave_label(next(survey for survey in self.read if survey.wave == wave_id))

    def text(self, value: Any) -> str:
        """Pick the reader's language from a text of the engagement; "" for none."""
        return text(value, self.language.code)

    def label(self, construct: str) -> str:
        """The name of a construct as its reader knows it."""
        return construct_label(self.engagement, construct, self.language.code)

    def item_text(self, item: str) -> str:
        """The wording of a question."""
        return item_text(self.engagement, item, self.language.code)

    def segment_label(self, segment: str) -> str:
        """The name of a division of the customers."""
        known = self.engagement.segments.get(segment)
        return self.text(known.label if known else None) or segment

    def group_label(self, segment: str, code: str) -> str:
        """The name of a group of such a division."""
        if code == OTHER:
            return self.language.say("Other groups")
        known = self.engagement.segments.get(segment)
        return self.text(known.values.get(code) if known else None) or code

    def constructs(self, *roles: str) -> tuple[str, ...]:
        """The constructs with one of these roles that this report's waves all measured, in order of the model."""
        return tuple(name for name in constructs_with_role(self.engagement, *roles) if self.items(name))

    @property
    def themes(self) -> tuple[str, ...]:
        """The constructs that are scored as a theme and that this report's waves all measured."""
        return tuple(name for name in scored_constructs(self.engagement) if self.items(name))

    def items(self, construct: str) -> tuple[str, ...]:
        """The questions of a construct that each of this report's waves asked and somebody answered.

        A score is only compared between waves on the same questions.
        """
        asked = self.engagement.constructs[construct].items
        return self.remembered(
            ("items", construct), lambda: tuple(item for item in asked if self._answered(item))
        )

    def _answered(self, item: str) -> bool:
        return all(item in survey.items and bool(survey.items[item].notna().any()) for survey in self.surveys)


def counted(survey: Survey) -> Survey:
    """Leave out the respondents with weight 0: they count for nothing, so not for the minimum cell either."""
    if survey.weights is None or bool((survey.weights > 0).all()):
        return survey
    kept = survey.weights > 0
    return replace(
        survey,
        items=survey.items[kept].reset_index(drop=True),
        reasons=survey.reasons[kept].reset_index(drop=True),
        weights=survey.weights[kept].reset_index(drop=True),
        segments=survey.segments[kept].reset_index(drop=True),
        key=None if survey.key is None else survey.key[kept].reset_index(drop=True),
        open=survey.open[kept].reset_index(drop=True),
    )


def scaled_items(job: Job, construct: str, survey: Survey | None = None) -> pd.DataFrame:
    """The items of a construct on 0–100, reversed ones turned; one row per respondent."""
    return _kept(job, "scaled items", construct, survey or job.survey, _scaled_items)


def _scaled_items(job: Job, construct: str, survey: Survey) -> pd.DataFrame:
    names = list(job.items(construct))
    scales = {item: item_scale(job.engagement, item) for item in names}
    return scale_0_100(
        survey.items[names],
        {item: scale.minimum for item, scale in scales.items()},
        {item: scale.maximum for item, scale in scales.items()},
        reverse=[item for item, scale in scales.items() if scale.reverse],
    )


def construct_scores(job: Job, constructs: tuple[str, ...], survey: Survey | None = None) -> pd.DataFrame:
    """The 0–100 score of each construct; respondents × constructs, NaN where too little was answered."""
    survey = survey or job.survey
    return pd.DataFrame(
        {name: _kept(job, "score", name, survey, _score) for name in constructs}, index=survey.items.index
    )


def _score(job: Job, construct: str, survey: Survey) -> pd.Series:
    return construct_score(scaled_items(job, construct, survey))


def _kept(
    job: Job, what: str, construct: str, survey: Survey, make: Callable[[Job, str, Survey], Scored]
) -> Scored:
    """Compute once for a wave of the job: every chapter asks for the same scores."""
    place = next((place for place, one in enumerate(job.surveys) if one is survey), None)
    if place is None:
        return make(job, construct, survey)
    made = job.remembered((what, construct, place), lambda: make(job, construct, survey))
    # What a chapter writes into its copy does not reach the next one (pandas copies on write).
    return made.copy(deep=False)


def weights_of(survey: Survey) -> np.ndarray | None:
    """The weights of a wave, or None."""
    return None if survey.weights is None else survey.weights.to_numpy()


def enough(job: Job, *columns: pd.Series, survey: Survey | None = None) -> bool:
    """Tell whether enough respondents answered all of these to show a number for them, weighted too."""
    for column in columns[1:]:
        same_rows(columns[0], column)
    answered = np.logical_and.reduce([column.notna().to_numpy() for column in columns])
    weights = (survey or job.survey).weights
    minimum = job.engagement.privacy.minimum_cell
    if int(answered.sum()) < minimum:
        return False
    if weights is None:
        return True
    of_all = weights.index.equals(columns[0].index)
    theirs = (weights if of_all else weights.loc[columns[0].index]).to_numpy()[answered]
    return effective_n(theirs) >= minimum


def sizes_of(job: Job, parts: pd.DataFrame, survey: Survey | None = None) -> pd.DataFrame:
    """Count who is in each part (bool, respondents × parts): `count`, and `count_effective` after weighting (Kish)."""
    weights = (survey or job.survey).weights
    there = parts.to_numpy(dtype=np.bool_)
    counts = there.sum(axis=0)
    if weights is None:
        effective = counts.astype(float)
    else:
        theirs = weights.loc[parts.index].to_numpy()
        effective = np.array([effective_n(theirs[here]) if here.any() else 0.0 for here in there.T])
    return pd.DataFrame({"count": counts, "count_effective": effective}, index=parts.columns)


def hidden_parts(job: Job, parts: pd.DataFrame, survey: Survey | None = None) -> pd.Series:
    """Say which parts of a whole are too small to show, or would give such a one away (bool per part).

    `parts`: bool, respondents × parts; each respondent is in one of them.
    """
    sizes = sizes_of(job, parts, survey)
    minimum = job.engagement.privacy.minimum_cell
    return hidden_cells(sizes, minimum, across=False, down=True, whole_rows=True).any(axis=1)


def n_effective(estimate: Estimate) -> float:
    """The number of respondents that an estimate rests on after weighting."""
    return float(estimate.n) if estimate.n_effective is None else estimate.n_effective


def within(estimate: Estimate, lowest: float, highest: float) -> Estimate:
    """Cut an interval at the ends of its scale: no customer can lie beyond."""
    return replace(estimate, low=max(estimate.low, lowest), high=min(estimate.high, highest))


def is_recommendation(job: Job, construct: str) -> bool:
    """Tell whether a construct is the recommendation question alone: the NPS has its own test, a mean would differ."""
    return job.engagement.constructs[construct].items == (job.engagement.questions.recommendation,)


def unreliable(job: Job, constructs: tuple[str, ...]) -> tuple[str, ...]:
    """The constructs with a red flag that stops every claim about them: they are shown, but carry none."""
    from toolkit.analysis import flags  # noqa: PLC0415 - the flags rest on this module

    return flags.unreliable(job, constructs)


def alpha_of(job: Job, construct: str, survey: Survey | None = None) -> Estimate | None:
    """Give Cronbach's alpha of a construct, NaN if a question never varies.

    None for a single question, too few answers, or acts that are added up (`formative`): these need not go together.
    """
    survey = survey or job.survey
    if job.engagement.constructs[construct].formative:
        return None
    items = scaled_items(job, construct, survey)
    if items.shape[1] < 2 or not enough(job, items.sum(axis=1, skipna=False), survey=survey):
        return None
    items = items.dropna()
    weights = None if survey.weights is None else survey.weights.loc[items.index].to_numpy()
    confidence = job.engagement.analysis.confidence
    try:
        return cronbach_alpha(items, weights=weights, confidence=confidence)
    except StatisticsError:
        nothing = float("nan")
        return Estimate(nothing, nothing, nothing, len(items), "coefficient", "feldt", confidence)


def require(found: tuple[str, ...], role: str, job: Job) -> None:
    """Refuse a report for which the engagement measures nothing."""
    if not found:
        raise ReportError(
            f"The {job.report} report of {job.engagement.slug} needs a construct with role {role!r} that was "
            f"answered. Add one under [constructs] in engagement.toml, or check the file of the wave."
        )
