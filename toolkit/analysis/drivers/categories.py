"""What customers answer or do as a yes or a no, and in classes: which drivers go with it, and does their order hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.importance import HELD_CONSTANT, OutcomeDrivers, drivers_of
from toolkit.analysis.drivers.outcomes import outcomes_measured, scale_in_classes
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job, construct_scores, enough, hidden_parts, unreliable, weights_of
from toolkit.drivers.categorical.dominance import ClassImportance, class_importance
from toolkit.drivers.categorical.logistic import Logistic, logistic
from toolkit.drivers.categorical.ordered import Ordered, ordered_logit
from toolkit.drivers.importance import relative_importance
from toolkit.errors import StatisticsError

# Each driver doubles the models, so that beyond this many fewer resamples are drawn; never fewer than the least.
FULL_RESAMPLES_TO = 8
FEWEST_RESAMPLES = 200
# So many customers are enough: with more, a margin of a share is two points at most, and only the time grows.
MOST_CUSTOMERS = 10_000
COLUMN = "outcome"


@dataclass(frozen=True)
class ClassDrivers:
    """How the drivers go with one outcome in classes; `key` promoter, bought_again, ordered_again, or a check's.

    `importance` and `model` are None where the answers cannot carry the analysis; `refusal` then says why. `of` is the
    construct whose question it is, "" for none. `left_out` are the drivers that hold that question.
    `always`, `same_for_all`, `unreliable`, `alike` as in `OutcomeDrivers`; `repeated` are pairs that
    measure the same. `n_asked` have a class, `n_complete` of them answered all that is used.
    `contested`: where one driver leads, who may come first for the attitude by another method or once errors in
    measurement are corrected for; the classes cannot be corrected, but the scales are the same. `unchecked`: whether
    that correction cannot be made, so that the errors may be why one driver leads.
    """

    key: str
    of: str
    importance: ClassImportance | None
    model: Logistic | Ordered | None
    left_out: tuple[str, ...]
    always: tuple[str, ...]
    same_for_all: tuple[str, ...]
    unreliable: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    repeated: tuple[tuple[str, str], ...]
    n_asked: int
    n_complete: int
    level: float
    refusal: str = ""
    contested: tuple[str, ...] = ()
    unchecked: bool = False

    @property
    def linked(self) -> bool:
        """Whether the drivers together are shown to be linked to the outcome at all."""
        return self.model is not None and self.model.joint.p < self.level

    @property
    def flagged(self) -> tuple[str, ...]:
        """Drivers in front that carry no claim, as their scale does not hold."""
        in_front = () if self.importance is None else self.importance.leaders
        return tuple(name for name in in_front if name in self.unreliable)

    @property
    def blurred(self) -> tuple[tuple[str, str], ...]:
        """Pairs that customers may not tell apart, one of which is in front, or is like the outcome's own theme."""
        first = set() if self.importance is None else set(self.importance.leaders)
        told = (
            pair
            for pair in self.alike
            if len(first & set(pair)) == 1 or (self.of in pair and first & set(pair))
        )
        return tuple(dict.fromkeys((*told, *(pair for pair in self.repeated if first & set(pair)))))

    @property
    def leaders(self) -> tuple[str, ...]:
        """The drivers that may come first; empty where nothing may be said about that."""
        if self.importance is None or not self.linked or len(self.importance.table) < 2:
            return ()
        silent = self.flagged or self.blurred or self.unchecked
        return () if silent else (*self.importance.leaders, *self.contested)


@dataclass(frozen=True)
class Comparison:
    """Who may come first for one outcome beside who may for another: same, overlap, other or undecided.

    "other": no driver may come first for both, also with the error of either halved, so that both hold together.
    """

    verdict: str
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True)
class Categories:
    """Outcomes of yes or no; `check` is the ordered logit on the whole scale of the recommendation or the mark.

    `beside` compares the promoters with `attitude`, `checked` the check with the promoters, or with the attitude where
    no recommendation was asked. None where there is nothing to compare. `item_of` says whether the question on
    recommending is one of that attitude's.
    """

    outcomes: tuple[ClassDrivers, ...]
    check: ClassDrivers | None
    attitude: str
    item_of: bool
    beside: Comparison | None
    checked: Comparison | None

    @property
    def promoter(self) -> ClassDrivers | None:
        """The promoters, where the recommendation was asked."""
        return next((one for one in self.outcomes if one.key == "promoter"), None)


def categories(job: Job) -> Categories | None:
    """Analyse promoter or not, bought again or not, and the whole scale; None where none of it was asked."""
    attitude = next(iter(drivers_of(job, "attitude")), None)
    outcomes = tuple(_contested(_one(job, *one, ordered=False), attitude) for one in outcomes_measured(job))
    scale = scale_in_classes(job)
    if not outcomes and scale is None:
        return None
    check = None if scale is None else _contested(_one(job, *scale, ordered=True), attitude)
    promoter = next((one for one in outcomes if one.key == "promoter"), None)
    return Categories(
        outcomes=outcomes,
        check=check,
        attitude="" if attitude is None else attitude.outcome,
        item_of=attitude is not None
        and job.engagement.questions.recommendation in job.items(attitude.outcome),
        beside=_beside(job, promoter, attitude),
        checked=_checked(check, promoter) if promoter is not None else _beside(job, check, attitude),
    )


def _contested(one: ClassDrivers, attitude: OutcomeDrivers | None) -> ClassDrivers:
    """Add who else may come first for the attitude, or that errors in measurement cannot be corrected for."""
    if one.importance is None or len(one.importance.leaders) != 1:
        return one
    if attitude is None or attitude.account is None:
        return one
    corrected = attitude.account.corrected
    unchecked = bool(attitude.account.refusal) or (corrected is not None and not corrected.leaders)
    names = attitude.contested or attitude.account.fronts.get("corrected", ())
    others = (name for name in names if name in one.importance.table.index)
    contested = tuple(name for name in others if name not in one.importance.leaders)
    return replace(one, contested=contested, unchecked=unchecked and not contested)


def _one(job: Job, key: str, item: str | None, classes: pd.Series, *, ordered: bool) -> ClassDrivers:
    of = next((name for name, one in job.engagement.constructs.items() if item in one.items), "")
    asked, held = job.constructs("driver"), job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (*asked, *held)).assign(**{COLUMN: classes})
    drivers = tuple(name for name in asked if name != of and enough(job, frame[name]))
    measured = frame[classes.notna()]
    same_for_all = tuple(name for name in held if measured[name].nunique() < 2)
    always = tuple(name for name in held if name not in (*same_for_all, of) and enough(job, measured[name]))
    importance, model, refusal = _fitted(job, frame, drivers, always, ordered=ordered)
    pairs = pair_flags(job, (of, *drivers))
    return ClassDrivers(
        key=key,
        of=of,
        importance=importance,
        model=model,
        left_out=tuple(name for name in asked if name == of),
        always=always,
        same_for_all=same_for_all,
        unreliable=unreliable(job, (*drivers, *always)),
        alike=tuple(flag.ordered for flag in pairs),
        repeated=tuple(flag.ordered for flag in pairs if flag.reason != "alike"),
        n_asked=int(classes.notna().sum()),
        n_complete=int(frame[[*always, *drivers, COLUMN]].notna().all(axis=1).sum()),
        level=1 - job.engagement.analysis.confidence,
        refusal=refusal,
    )


def _fitted(
    job: Job, frame: pd.DataFrame, drivers: tuple[str, ...], always: tuple[str, ...], *, ordered: bool
) -> tuple[ClassImportance | None, Logistic | Ordered | None, str]:
    settings, names = job.engagement.analysis, [*always, *drivers, COLUMN]
    complete = frame[names].notna().all(axis=1)
    parts = pd.get_dummies(frame.loc[complete, COLUMN]).astype(bool)
    if not drivers or not complete.any() or hidden_parts(job, parts).any() or parts.shape[1] < 2:
        return None, None, "too few customers in one of the classes answered all drivers"
    weights = weights_of(job.survey)
    rows = np.flatnonzero(complete)
    if len(rows) > MOST_CUSTOMERS:
        generator = np.random.default_rng([job.engagement.seed, 5104])
        rows = np.sort(generator.choice(rows, MOST_CUSTOMERS, replace=False))
    used, theirs = frame.iloc[rows], None if weights is None else weights[rows]
    fit = ordered_logit if ordered else logistic
    try:
        model = fit(
            used, COLUMN, list(drivers), always=always, weights=theirs, confidence=settings.confidence
        )
        importance = class_importance(
            used,
            COLUMN,
            list(drivers),
            always=always,
            weights=theirs,
            resamples=affordable_resamples(settings.resamples, len(drivers)),
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError as error:
        return None, None, str(error)
    return importance, model, ""


def affordable_resamples(asked: int, drivers: int) -> int:
    """Give how many resamples to draw: what the engagement asks, fewer with more than eight drivers.

    The report prints the number with each finding.
    """
    return min(asked, max(FEWEST_RESAMPLES, asked >> max(0, drivers - FULL_RESAMPLES_TO)))


def _beside(job: Job, one: ClassDrivers | None, attitude: OutcomeDrivers | None) -> Comparison | None:
    """Compare who may come first with the attitude's; None where nothing may be said of either."""
    if one is None or attitude is None or attitude.importance is None or one.importance is None:
        return None
    if not one.leaders or not attitude.leaders:
        return None
    verdict = _verdict(one.leaders, attitude.leaders)
    if verdict == "other":
        strict = (1 + job.engagement.analysis.confidence) / 2
        theirs = (*_leaders_at(job, attitude, strict), *attitude.contested)
        ours = (*one.importance.leaders_at(strict), *one.contested)
        verdict = "undecided" if set(ours) & set(theirs) else "other"
    return Comparison(verdict, one.leaders, attitude.leaders)


def _checked(check: ClassDrivers | None, promoter: ClassDrivers) -> Comparison | None:
    """Compare who may come first on the whole scale with who may for the promoters; both rest on the same customers."""
    if check is None or not check.leaders or not promoter.leaders:
        return None
    return Comparison(_verdict(check.leaders, promoter.leaders), check.leaders, promoter.leaders)


def _verdict(first: tuple[str, ...], second: tuple[str, ...]) -> str:
    if set(first) == set(second):
        return "same"
    return "overlap" if set(first) & set(second) else "other"


def _leaders_at(job: Job, attitude: OutcomeDrivers, confidence: float) -> tuple[str, ...]:
    """Give the leaders of an attitude by another confidence, on the same resamples."""
    if attitude.importance is None:
        return ()
    drivers = [str(name) for name in attitude.importance.table.index]
    frame = construct_scores(job, (attitude.outcome, *drivers, *attitude.always))
    return relative_importance(
        frame,
        attitude.outcome,
        drivers,
        always=attitude.always,
        weights=weights_of(job.survey),
        resamples=attitude.importance.resamples,
        confidence=confidence,
        seed=job.engagement.seed,
    ).leaders
