"""The likelihood of answers in ordered classes, of many models at once; yes or no is the case of two classes.

P(Y ≤ j) = F(ζ_j − xβ), F the logistic function. With ζ and β in one row θ, a respondent in class y adds
log F(ζ_y − xβ), unless y is the highest class, and log F(xβ − ζ_{y−1}), unless it is the lowest; and, in a class with
both, log(1 − exp(ζ_{y−1} − ζ_y)), in which x has no part: F(a) − F(b) = F(a)·F(−b)·(1 − exp(b − a)).
So each term but the last is that of a logistic regression, log F(zθ) with z = ±(the threshold's dummy, −x).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from toolkit.drivers.thresholds import NEWTON_STEPS, NEWTON_WITHIN
from toolkit.errors import StatisticsError
from toolkit.measures.resampling import Rows
from toolkit.measures.weights import FloatArray

BoolArray: TypeAlias = npt.NDArray[np.bool_]
IntArray: TypeAlias = npt.NDArray[np.int64]

# Numbers in a block of models × respondents: 2 MB, so that it stays in a core's cache.
_BLOCK = 262_144
# A value that is lower by no more than this part of it did not fall: that is rounding.
_ROUNDED = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """n answers in J classes, beside k predictors, laid out as terms log F(zθ), θ = (ζ, β) of J − 1 + k numbers.

    `parts`: designs z of shape (n, J − 1 + k) with weights (n,), one for two classes and two for more; a respondent
    without such a term has weight 0 there. `inner` (J − 2, n): the weight of a respondent, in the row of its class.
    `classes` (n,): the class of each, from 0. `weights` (n,), mean 1.
    """

    parts: tuple[tuple[FloatArray, FloatArray], ...]
    inner: FloatArray
    classes: IntArray
    weights: FloatArray

    @property
    def thresholds(self) -> int:
        """How many thresholds there are: one less than classes."""
        return len(self.inner) + 1

    @property
    def width(self) -> int:
        """How many numbers the full model estimates."""
        return int(self.parts[0][0].shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """m fitted models: `theta` (m, K), `value` (m,) their log-likelihood, `information` (m, K, K) its curvature.

    Of what a model leaves out, theta is 0 and the information that of the identity.
    """

    theta: FloatArray
    value: FloatArray
    information: FloatArray


def layout_of(x: FloatArray, classes: IntArray, weights: FloatArray | None) -> Layout:
    """Lay out predictors of shape (k, n) and classes 0 … J − 1, each of which occurs."""
    n = x.shape[1]
    w = np.ones(n) if weights is None else weights / weights.mean()
    thresholds = int(classes.max())
    below, above = classes < thresholds, classes > 0
    sides = ((below, classes, 1.0), (above, classes - 1, -1.0))
    if thresholds == 1:
        # One term each: of the lower class from above, of the higher class from below.
        one = (np.ones(n, dtype=np.bool_), np.zeros(n, dtype=np.int64), np.where(below, 1.0, -1.0))
        return Layout((_part(x, w, thresholds, one),), np.empty((0, n)), classes, w)
    parts = tuple(_part(x, w, thresholds, side) for side in sides)
    inner = np.where(classes == np.arange(1, thresholds)[:, None], w, 0.0)
    return Layout(parts, inner, classes, w)


def _part(
    x: FloatArray, weights: FloatArray, thresholds: int, side: tuple[BoolArray, IntArray, float | FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Give the terms on one side: who has one, at which threshold, and with which sign."""
    here, threshold, sign = side
    design = np.zeros((x.shape[1], thresholds + len(x)))
    design[:, thresholds:] = -x.T
    rows = np.flatnonzero(here)
    design[rows, threshold[rows]] = 1.0
    design *= np.where(here, sign, 0.0)[:, None]
    return design, np.where(here, weights, 0.0)


def null_theta(layout: Layout) -> FloatArray:
    """Give θ of the model without predictors, shape (K,): ζ_j = logit of the share up to class j."""
    share = np.cumsum(np.bincount(layout.classes, layout.weights))[:-1] / layout.weights.sum()
    return np.concatenate([np.log(share / (1 - share)), np.zeros(layout.width - layout.thresholds)])


def null_value(layout: Layout) -> float:
    """Log-likelihood of the model without predictors: Σ w·log(share of the class)."""
    total = np.bincount(layout.classes, layout.weights)
    return float(total @ np.log(total / total.sum()))


def evaluate(layout: Layout, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log-likelihood (m,), its slope (m, K) and curvature, minus the second derivative (m, K, K), at θ of (m, K)."""
    m, k = theta.shape
    i, j = np.triu_indices(k)
    value, slope, upper = np.zeros(m), np.zeros((m, k)), np.zeros((m, len(i)))
    step = max(64, _BLOCK // m)
    for design, weights in layout.parts:
        for start in range(0, len(weights), step):
            z, w = design[start : start + step], weights[start : start + step]
            log, left, chance = _terms(theta @ z.T)
            value += log @ w
            left *= w
            slope += left @ z
            upper += np.multiply(left, chance, out=chance) @ (z[:, i] * z[:, j])
    information = np.empty((m, k, k))
    information[:, i, j] = information[:, j, i] = upper
    _add_gaps(layout, theta, value, slope, information)
    return value, slope, information


def _terms(linear: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """log F, 1 − F and F of the same shape, without overflow."""
    small = np.exp(-np.abs(linear))
    log = np.minimum(linear, 0) - np.log1p(small)
    chance = 1 / (1 + small)
    other = small * chance
    rising = linear >= 0
    return log, np.where(rising, other, chance), np.where(rising, chance, other)


def _add_gaps(
    layout: Layout, theta: FloatArray, value: FloatArray, slope: FloatArray, information: FloatArray
) -> None:
    """Add what the distances between thresholds contribute; thresholds out of order make the value −∞."""
    totals = layout.inner.sum(axis=1)
    for place, total in enumerate(totals):
        log, rate = _gap(theta, place)
        value += total * log
        slope[:, place] -= total * rate
        slope[:, place + 1] += total * rate
        # d²/dd² log(1 − exp(−d)) = −r(1 + r) with r = 1/(exp d − 1).
        curved = total * rate * (1 + rate)
        information[:, place, place] += curved
        information[:, place + 1, place + 1] += curved
        information[:, place, place + 1] -= curved
        information[:, place + 1, place] -= curved


def _gap(theta: FloatArray, place: int) -> tuple[FloatArray, FloatArray]:
    """log(1 − exp(−d)) of the distance d from one threshold to the next, and its slope 1/(exp d − 1); shapes (m,)."""
    distance = theta[:, place + 1] - theta[:, place]
    ordered = distance > 0
    grown = np.expm1(np.minimum(np.where(ordered, distance, 1.0), 700.0))
    return np.where(ordered, np.log(grown) - np.log1p(grown), -np.inf), 1 / grown


def contributions(
    layout: Layout, theta: FloatArray, free: IntArray, rows: Rows
) -> tuple[FloatArray, FloatArray]:
    """What each respondent adds to the log-likelihood, shape (m, r), and to its slope, (m, f, r).

    `free` (m, f) are the places of θ that each of the m models estimates, `rows` r of the respondents.
    """
    value: FloatArray | float = 0.0
    slope: FloatArray | float = 0.0
    for design, weights in layout.parts:
        z, w = design[rows], weights[rows]
        log, left, _ = _terms(theta @ z.T)
        value = value + log * w
        slope = slope + (left * w)[:, None] * z.T[free]
    values, slopes = np.asarray(value), np.asarray(slope)
    for place, weights in enumerate(layout.inner[:, rows]):
        log, rate = _gap(theta, place)
        values += log[:, None] * weights
        # The thresholds are the first that a model estimates.
        slopes[:, place] -= rate[:, None] * weights
        slopes[:, place + 1] += rate[:, None] * weights
    return values, slopes


def curvatures(layout: Layout, theta: FloatArray, rows: slice) -> FloatArray:
    """What each of r respondents adds to the information of one model, θ of shape (K,): shape (r, K, K)."""
    found: FloatArray | float = 0.0
    for design, weights in layout.parts:
        z = design[rows]
        _, left, chance = _terms(theta @ z.T)
        found = found + (weights[rows] * left * chance)[:, None, None] * z[:, :, None] * z[:, None, :]
    for place, weights in enumerate(layout.inner[:, rows]):
        rate = float(_gap(theta[None], place)[1][0])
        apart = np.eye(layout.width)[place + 1] - np.eye(layout.width)[place]
        found = found + (weights * rate * (1 + rate))[:, None, None] * np.outer(apart, apart)
    return np.asarray(found)


def maximise(layout: Layout, free: BoolArray, start: FloatArray) -> Fit:
    """Fit m models at once by Newton's method, from `start` (m, K); `free` (m, K) says what each estimates.

    A step after which the likelihood is lower is halved. Raises StatisticsError where one does not settle.
    """
    m, k = free.shape
    theta, step = start.copy(), np.zeros((m, k))
    value, information = np.full(m, -np.inf), np.empty((m, k, k))
    active = np.arange(m)
    for _ in range(NEWTON_STEPS):
        found, slope, curved = evaluate(layout, theta[active] + step[active])
        better = found >= value[active] - _ROUNDED * np.abs(value[active])
        step[active[~better]] /= 2
        here = active[better]
        theta[here] += step[here]
        curved = _only(curved[better], free[here])
        slope = slope[better] * free[here]
        step[here] = _solved(curved, slope)
        gain = (slope * step[here]).sum(axis=1)
        # The last step is taken without looking: it adds half its gain.
        settled = gain <= NEWTON_WITHIN * len(layout.classes)
        theta[here[settled]] += step[here[settled]]
        value[here], information[here] = found[better] + np.where(settled, gain / 2, 0.0), curved
        active = np.concatenate([active[~better], here[~settled]])
        if not len(active):
            return Fit(theta, value, information)
    raise StatisticsError("the likelihood has no highest point that the computation could find")


def _only(information: FloatArray, free: BoolArray) -> FloatArray:
    """Cut out what a model leaves out: an identity stands there."""
    kept = free[:, :, None] & free[:, None, :]
    return np.where(kept, information, 0.0) + (~free)[:, :, None] * np.eye(free.shape[1])


def _solved(information: FloatArray, slope: FloatArray) -> FloatArray:
    try:
        return np.asarray(np.linalg.solve(information, slope[..., None])[..., 0])
    except np.linalg.LinAlgError:
        raise StatisticsError(
            "the likelihood is flat: predictors determine each other or the outcome"
        ) from None


def narrowed(layout: Layout, full: Fit, free: BoolArray) -> FloatArray:
    """Start for models that leave out some of what the full model has, shape (m, K).

    The highest point of the full model's quadratic approximation where what is left out is 0; the model without
    predictors where that puts thresholds out of order.
    """
    information, theta = full.information[0], full.theta[0]
    repeated = np.broadcast_to(information, (len(free), *information.shape))
    start = _solved(_only(repeated, free), (information @ theta) * free)
    ordered = np.all(np.diff(start[:, : layout.thresholds], axis=1) > 0, axis=1, keepdims=True)
    return np.where(ordered, start, null_theta(layout))
