"""Where to look first: how strongly each driver goes with an outcome, against how it scores now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.drivers.bootstrap import fewest_resamples, share_limits
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths.fit import both_sides
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import t_quantile
from toolkit.measures.multiplicity import holm
from toolkit.measures.scores import SCORE_DECIMALS, mean_degrees, mean_estimate
from toolkit.measures.weights import FloatArray, answered, effective_n, linearised_influence, same_rows

# The quadrants by (effect, score) above (1) or below (-1) the average; on a line there is none.
QUADRANTS: Final = {(1, -1): "first", (1, 1): "keep", (-1, -1): "later", (-1, 1): "enough"}
ON_THE_LINE: Final = ""
# A link that surely runs the other way round is neither strong nor weak: more of the driver goes with less.
OPPOSITE: Final = "opposite"


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Importance and performance of each driver, with what may be said about where it lies.

    `table`: one row per driver, in the order of the effects, with columns
    `effect` (total effect: points of the outcome per point of the driver), `effect_low`, `effect_high`,
    `score` (weighted mean, 0–100), `score_low`, `score_high`, and for either axis
    `effect_difference`, `score_difference` (with the mean of the other drivers), each with `…_low`, `…_high`
    (this difference by itself), `…_p`, `…_p_holm` (over all differences of both axes) and `…_side` (1 above the
    average, −1 below, 0 not told from it); `quadrant` ("first": stronger link, lower score; "keep": stronger, higher;
    "later": weaker, lower; "enough": weaker, higher; "opposite": an effect of which the upper limit is below 0, which
    has no quadrant; "" on a line); `n` and `n_effective` of the score.
    `mean_effect` and `mean_score` are where the lines stand: plain means over the drivers.
    """

    outcome: str
    table: pd.DataFrame
    mean_effect: float
    mean_score: float
    n: int
    n_effective: float
    confidence: float
    resamples: int


def priorities(
    effects: TotalEffects, scores: pd.DataFrame, weights: npt.ArrayLike | None = None
) -> Priorities:
    """Set the total effect of each driver against its mean score, and tell which quadrants are shown.

    `scores` holds a column of 0–100 per driver of `effects`, made with the ends of the scale and never the observed
    ones, NaN where there is no answer; each mean takes all who answered that driver. `weights` one per row, or None.

    The lines stand at ē = Σe/k and m̄ = Σm/k: each driver counts once, whoever answered it. Which side of a line a
    driver lies on is told by its difference with the mean of the other drivers, e_j − Σ_{l≠j} e_l/(k − 1): this has
    the sign of e_j − ē, and no part of e_j on both sides. Effects: percentile limits of the differences within each
    resample, p = 2(1 + c)/(B + 1) with c the resamples on the far side of 0. Scores: Student's t with the variance
    n/(n − 1)·Σ_i(u_ij − mean of the other u_il)², u the linearised influence of respondent i on each mean (0 where
    unanswered), so that respondents are paired; degrees of freedom those of the driver with fewest answers.
    Holm over the 2k differences; a side is told where its adjusted p is below 1 − confidence, and a quadrant where
    both sides are. "first" and "keep" also need an effect of which the lower limit is above 0.

    An association, not an effect of action. See `docs/methods/priorities.md`.
    Raises StatisticsError for fewer than two drivers, a driver without a column or answers, scores outside 0–100,
    effects that are no numbers and unusable weights.
    Source: Ringle & Sarstedt (2016), Industrial Management & Data Systems 116, 1865–1886; Holm (1979), Scandinavian
    Journal of Statistics 6, 65–70.
    In R this is `seminr`'s rescaled total effects beside `survey::svymean`; the tests are ours.

    >>> steps = np.linspace(-0.1, 0.1, 399)
    >>> effects = TotalEffects(
    ...     "attitude", ("trust", "price"), np.array([0.6, 0.1]), np.array([0.6 + steps, 0.1 - steps]), 40, 40.0, 0.95
    ... )
    >>> scores = pd.DataFrame({"trust": [40, 50, 60, 50] * 10, "price": [80, 70, 90, 80] * 10})
    >>> priorities(effects, scores).table["quadrant"].to_dict()
    {'trust': 'first', 'price': 'enough'}
    """
    names = effects.names
    _checked(effects, scores)
    same_rows(scores, weights)
    table = pd.DataFrame(index=pd.Index(names, name="driver"))
    enough = effects.draws.shape[1] >= fewest_resamples(effects.confidence)
    draws = effects.draws if enough else np.full((len(names), 1), np.nan)
    table["effect"] = effects.estimate
    table["effect_low"], table["effect_high"] = share_limits(draws, effects.confidence)
    _effect_differences(table, effects, draws)
    _scores(table, scores, weights, effects.confidence)
    adjusted = holm(np.concatenate([table["effect_p"], table["score_p"]]))
    for axis, p in zip(("effect", "score"), np.split(adjusted, 2), strict=True):
        table[f"{axis}_p_holm"] = p
        told = p < 1 - effects.confidence
        table[f"{axis}_side"] = np.where(told, np.sign(table[f"{axis}_difference"]), 0).astype(int)
    table["quadrant"] = [_quadrant(*row) for row in zip(*_judged(table), strict=True)]
    return Priorities(
        outcome=effects.outcome,
        table=table,
        mean_effect=float(effects.estimate.mean()),
        mean_score=float(table["score"].mean()),
        n=effects.n,
        n_effective=effects.n_effective,
        confidence=effects.confidence,
        resamples=effects.draws.shape[1],
    )


def _checked(effects: TotalEffects, scores: pd.DataFrame) -> None:
    names = effects.names
    if len(names) < 2:
        raise StatisticsError(
            "priorities: one driver has no other to be compared with; name at least two drivers"
        )
    missing = [name for name in names if name not in scores.columns]
    if missing:
        raise StatisticsError(f"scores: there is no column for {', '.join(missing)}; give one per driver")
    if not (np.isfinite(effects.estimate).all() and np.isfinite(effects.draws).all()):
        raise StatisticsError(
            "effects: some are no numbers; leave out the driver whose effect cannot be computed"
        )
    values = scores[list(names)]
    outside = ((values < 0) | (values > 100)).any()
    if outside.any():
        raise StatisticsError(
            f"scores: {', '.join(map(str, outside.index[outside]))} lies outside 0 to 100; "
            "put the answers on 0 to 100 with the ends of their scale (scale_0_100)"
        )


def _others(values: FloatArray) -> FloatArray:
    """Mean of the other rows, for each row: shape as `values`, (k,) or (k, m)."""
    return np.asarray((values.sum(axis=0) - values) / (len(values) - 1))


def _effect_differences(table: pd.DataFrame, effects: TotalEffects, draws: FloatArray) -> None:
    apart = draws - _others(draws)
    table["effect_difference"] = effects.estimate - _others(effects.estimate)
    table["effect_difference_low"], table["effect_difference_high"] = share_limits(apart, effects.confidence)
    table["effect_p"] = np.where(np.isnan(apart).any(axis=1), np.nan, both_sides(apart))


def _scores(
    table: pd.DataFrame, scores: pd.DataFrame, weights: npt.ArrayLike | None, confidence: float
) -> None:
    """Write the mean score of each driver and its difference with the mean of the others."""
    w = None if weights is None else np.asarray(weights, dtype=np.float64)
    influence = np.zeros((len(table), len(scores)))
    rows, degrees = [], []
    for place, name in enumerate(table.index):
        values = scores[name].to_numpy(dtype=np.float64)
        x, kept = answered(values, w, name=str(name))
        estimate = mean_estimate(values, w, confidence=confidence)
        limits = np.clip([estimate.low, estimate.high], 0, 100)
        rows.append([estimate.value, *limits, len(x), len(x) if kept is None else effective_n(kept)])
        here = ~np.isnan(values) & (True if w is None else w > 0)
        influence[place, here] = linearised_influence(x, kept)
        degrees.append(mean_degrees(len(x), kept))
    table[["score", "score_low", "score_high", "n", "n_effective"]] = rows
    table["n"] = table["n"].astype(int)
    apart = influence - _others(influence)
    answering = np.count_nonzero(_anybody(scores[list(table.index)], w))
    difference = (table["score"].to_numpy() - _others(table["score"].to_numpy())).round(SCORE_DECIMALS)
    errors = np.sqrt((apart**2).sum(axis=1) * answering / max(answering - 1, 1))
    known = (errors > 10.0**-SCORE_DECIMALS) & (min(degrees) >= 1)
    errors = np.where(known, errors, np.nan)
    margin = t_quantile(confidence, max(1.0, min(degrees))) * errors
    table["score_difference"] = difference
    table["score_difference_low"], table["score_difference_high"] = difference - margin, difference + margin
    table["score_p"] = 2 * special.stdtr(max(1.0, min(degrees)), -np.abs(difference) / errors)


def _anybody(scores: pd.DataFrame, w: FloatArray | None) -> npt.NDArray[np.bool_]:
    """Say of each respondent whether any driver was answered, with a weight above 0."""
    some = scores.notna().any(axis=1).to_numpy(dtype=np.bool_)
    return np.asarray(some if w is None else some & (w > 0))


def _judged(table: pd.DataFrame) -> Sequence[pd.Series]:
    return [table[column] for column in ("effect_side", "score_side", "effect_low", "effect_high")]


def _quadrant(effect: int, score: int, effect_low: float, effect_high: float) -> str:
    if effect_high < 0:
        return OPPOSITE
    if effect > 0 and not effect_low > 0:
        return ON_THE_LINE
    return QUADRANTS.get((effect, score), ON_THE_LINE)
