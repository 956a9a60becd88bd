"""Whether customers use the questions of a theme alike in all waves: else its scores are not compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from toolkit.analysis.followup.common import compared_themes, key_of, weight_of
from toolkit.analysis.job import Job, scaled_items, unreliable
from toolkit.engagement import item_scale
from toolkit.errors import StatisticsError
from toolkit.followup.invariance.decision import TESTS_PER_THEME, Conclusion, Levels, concluded, fit_levels
from toolkit.followup.invariance.moments import WaveMoments, wave_moments
from toolkit.followup.thresholds import FEWEST_FOR_INVARIANCE, MATERIAL_BIAS
from toolkit.intake import Survey
from toolkit.measures.weights import effective_n

Outcome = Literal["holds", "partial", "fails", "untested"]
Reason = Literal["", "single", "two", "acts", "flagged", "few", "no_fit"]


@dataclass(frozen=True, eq=False)
class ThemeInvariance:
    """Whether one theme may be compared.

    `items` are the questions that all waves asked; `n` and `n_effective` count per wave who answered all of them.
    `reason` says why it is "untested": a "single" question, "two" (which determine no factor), "acts" that are added
    up or answers of yes or no, "flagged" (it carries no claim anyway), "few" answers, or "no_fit" of any model.
    `levels` and `conclusion` are there where it was tested.
    """

    construct: str
    items: tuple[str, ...]
    n: tuple[int, ...]
    n_effective: tuple[float, ...]
    reason: Reason = ""
    levels: Levels | None = None
    conclusion: Conclusion | None = None

    @property
    def outcome(self) -> Outcome:
        """What may be compared: the whole theme, what held of it, nothing; or it is not known."""
        return "untested" if self.conclusion is None else self.conclusion.outcome

    @property
    def held(self) -> tuple[str, ...]:
        """The questions on which the theme is compared; all of them where that was not or could not be refuted."""
        if self.conclusion is None or self.conclusion.outcome == "holds":
            return self.items
        return self.conclusion.held


@dataclass(frozen=True, eq=False)
class Invariance:
    """Whether the themes of a follow-up may be compared; `count` tests were corrected together (Holm).

    `largest_bias`: the most points of a score that questions which move by themselves may add to its change.
    """

    themes: tuple[ThemeInvariance, ...]
    count: int
    largest_bias: float

    def with_outcome(self, outcome: Outcome) -> tuple[ThemeInvariance, ...]:
        """The themes with this outcome."""
        return tuple(theme for theme in self.themes if theme.outcome == outcome)


def invariance(job: Job) -> Invariance:
    """Test for every theme of the waves of this job whether its questions measure the same in all of them."""
    return job.remembered(("invariance",), lambda: _invariance(job))


def held_items(job: Job, construct: str) -> tuple[str, ...]:
    """Give the questions on which a construct is compared: all that all waves asked, less those that moved.

    Of a theme that may not be compared at all, all that the waves asked.
    """
    found = next((theme for theme in invariance(job).themes if theme.construct == construct), None)
    return job.items(construct) if found is None or not found.held else found.held


def _invariance(job: Job) -> Invariance:
    names = compared_themes(job)
    flagged = unreliable(job, names)
    themes = [_theme(job, name, flagged=name in flagged) for name in names]
    largest_bias = MATERIAL_BIAS * job.engagement.analysis.smallest_change
    given = {theme.construct: theme.levels for theme in themes if theme.levels is not None}
    found = concluded(given, largest_bias=largest_bias, confidence=job.engagement.analysis.confidence)
    return Invariance(
        themes=tuple(replace(theme, conclusion=found.get(theme.construct)) for theme in themes),
        count=TESTS_PER_THEME * len(given),
        largest_bias=largest_bias,
    )


def _theme(job: Job, name: str, *, flagged: bool) -> ThemeInvariance:
    items = job.items(name)
    sizes = [_sizes(job, name, survey) for survey in job.surveys]
    n, n_effective = (tuple(column) for column in zip(*sizes, strict=True))

    def theme(reason: Reason, levels: Levels | None = None) -> ThemeInvariance:
        return ThemeInvariance(name, items, n, n_effective, reason, levels)

    reason = _untested(job, name, flagged=flagged)
    if not reason and min(n_effective) < FEWEST_FOR_INVARIANCE:
        reason = "few"
    if reason:
        return theme(reason)
    try:
        return theme("", fit_levels(_moments(job, name)))
    except StatisticsError:
        return theme("no_fit")


def _untested(job: Job, name: str, *, flagged: bool) -> Reason:
    construct, items = job.engagement.constructs[name], job.items(name)
    if len(items) < 3:
        return "single" if len(items) == 1 else "two"
    ends = {(scale.minimum, scale.maximum) for scale in (item_scale(job.engagement, item) for item in items)}
    # Unlike acts need not go together, and a yes or no has no straight line to a factor.
    unlike = construct.role == "behaviour" and len(ends) > 1
    if construct.formative or unlike or any(high - low == 1 for low, high in ends):
        return "acts"
    return "flagged" if flagged else ""


def _sizes(job: Job, name: str, survey: Survey) -> tuple[int, float]:
    complete = scaled_items(job, name, survey).notna().all(axis=1)
    n = int(complete.sum())
    if weight_of(job) is None or survey.weights is None or not n:
        return n, float(n)
    return n, effective_n(survey.weights[complete].to_numpy())


def _moments(job: Job, name: str) -> WaveMoments:
    matched, weighted = key_of(job) is not None, weight_of(job) is not None
    return wave_moments(
        [scaled_items(job, name, survey) for survey in job.surveys],
        weights=[survey.weights for survey in job.surveys] if weighted else None,
        keys=[survey.key for survey in job.surveys] if matched else None,
    )
