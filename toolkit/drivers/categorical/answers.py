"""Answers in classes beside their predictors, checked and laid out for the models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.drivers.categorical.likelihood import Fit, Layout, layout_of, maximise, null_theta
from toolkit.drivers.checks import Weights, checked_moments, checked_names, complete_rows
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.thresholds import EVENTS_PER_PREDICTOR, MOST_CLASSES, SUSPECT_LOGIT
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray, sizes_within


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Complete rows: `sample` holds them standardised (`always`, drivers, outcome), `layout` as terms of a likelihood.

    `levels` are the different answers to the outcome, from low to high; `held` the number of variables in `always`.
    """

    sample: Sample
    layout: Layout
    levels: FloatArray
    held: int

    @property
    def predictors(self) -> tuple[str, ...]:
        """The names of `always` and drivers."""
        return self.sample.moments.names[:-1]

    @property
    def scale(self) -> FloatArray:
        """Standard deviation of each predictor, shape (k,)."""
        return self.sample.moments.deviations[:-1]


def answers_of(
    frame: pd.DataFrame, outcome: str, drivers: Sequence[str], always: Sequence[str], weights: Weights
) -> Answers:
    """Check and lay out the rows with an answer in every column and a weight above 0.

    Raises StatisticsError as `relative_importance` does, and where the outcome has more classes, or fewer answers in
    them, than a model can be fitted on.
    """
    names = checked_names(frame, outcome, drivers, always, weights)
    values, row_weights = complete_rows(frame, names, weights)
    levels, classes = np.unique(values[-1], return_inverse=True)
    if len(levels) > MOST_CLASSES:
        raise StatisticsError(
            f"{outcome}: {len(levels)} different answers are no classes; put them into at most {MOST_CLASSES}"
        )
    sample = sample_of(values, names, row_weights)
    checked_moments(sample.moments, len(always))
    places = classes.astype(np.int64)
    _enough_of_each(outcome, sizes_within(places, len(levels), row_weights), len(names) - 1)
    layout = layout_of(sample.scores[:-1], places, sample.weights)
    return Answers(sample, layout, levels, len(always))


def _enough_of_each(outcome: str, counts: FloatArray, predictors: int) -> None:
    """Refuse so few (effective) answers in the smaller class, or over all, that coefficients mean nothing."""
    n = counts.sum()
    telling = counts.min() if len(counts) == 2 else n - float(((counts / n) ** 3).sum()) * n
    needed = EVENTS_PER_PREDICTOR * predictors
    if telling < needed:
        raise StatisticsError(
            f"{outcome}: its answers are so unevenly spread that they tell as much as {telling:.0f} of the rarer kind, "
            f"too few for {predictors} drivers and variables held constant: at least {needed} are needed; "
            "name fewer, or collect more answers"
        )


def fit_full(answers: Answers) -> Fit:
    """Fit the model with all predictors, on their standardised scores.

    Raises StatisticsError where the classes are separated, so that a coefficient would be infinite.
    """
    layout = answers.layout
    free = np.ones((1, layout.width), dtype=np.bool_)
    try:
        fit = maximise(layout, free, null_theta(layout)[None])
    except StatisticsError:
        fit = None
    if fit is None or _suspect(layout, fit.theta[0]):
        direction = separating(layout)
        if fit is None or direction is not None:
            raise StatisticsError(_separated(answers, direction))
    return fit


def _suspect(layout: Layout, theta: FloatArray) -> bool:
    return any(bool((np.abs(design @ theta) > SUSPECT_LOGIT).any()) for design, _ in layout.parts)


def separating(layout: Layout) -> FloatArray | None:
    """Give a direction of θ in which no term of the likelihood falls and some rise for ever; None where there is none.

    With a row z per term the likelihood has no highest point exactly where some θ has zθ ≥ 0 for all and > 0 for one:
    the linear programme max Σ zθ, zθ ≥ 0, −1 ≤ θ ≤ 1.
    Source: Albert & Anderson (1984), Biometrika 71, 1–10; Konis (2007), thesis, University of Oxford.
    In R this is `detectseparation::detect_separation`.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import

    terms = np.concatenate([design[weights > 0] for design, weights in layout.parts])
    terms = np.unique(terms, axis=0)
    found = linprog(
        -terms.sum(axis=0), A_ub=-terms, b_ub=np.zeros(len(terms)), bounds=(-1, 1), method="highs"
    )
    if found.x is None or not (terms @ found.x).max() > 1e-7:
        return None
    return np.asarray(found.x)


def _separated(answers: Answers, direction: FloatArray | None) -> str:
    outcome = answers.sample.moments.names[-1]
    if direction is None:
        return f"{outcome}: the computation of its model did not settle; name fewer drivers, or collect more answers"
    parts = np.abs(direction[answers.layout.thresholds :])
    name = answers.predictors[int(parts.argmax())]
    return (
        f"{outcome}: {name}, alone or with others, separates its classes without error in some part of the customers, "
        "so that its coefficient would be infinite; leave it out, or collect more answers"
    )
