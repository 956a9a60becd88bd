"""May a theme be compared: which level of invariance holds, and which questions move by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.invariance.apart import step_apart
from toolkit.followup.invariance.difference import Step, scaled_fit, step_between
from toolkit.followup.invariance.fit import WaveFit, fit_waves
from toolkit.followup.invariance.model import Level
from toolkit.followup.invariance.moments import WaveMoments
from toolkit.followup.thresholds import LARGEST_CFI_LOSS, MINIMUM_CFI
from toolkit.measures.intervals import upper_tail
from toolkit.measures.multiplicity import holm

Outcome = Literal["holds", "partial", "fails"]
# What can fail: one factor in each wave, its links with the questions, the level of the answers.
Failing = Literal["", "configural", "metric", "scalar"]
TESTS_PER_THEME: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """The factor models of a theme: one factor in each wave, with equal loadings, with equal intercepts too.

    `metric` and `scalar` are None where no model fits in which these are equal.
    `p` is the scaled p-value of the first; `to_metric` and `to_scalar` what each next model loses.
    """

    moments: WaveMoments
    configural: WaveFit
    metric: WaveFit | None
    scalar: WaveFit | None
    p: float
    to_metric: Step
    to_scalar: Step


@dataclass(frozen=True, slots=True, eq=False)
class Conclusion:
    """Whether a theme may be compared.

    `outcome` "holds": on all its items; "partial": on those that `held`, not on those that `moved`; "fails": not.
    `failing` is the level that does not hold, "" where all do. `p_configural`, `p_metric` and `p_scalar` are after
    Holm. `bias` is the most that items which move by themselves add to a difference of the score, in its units; NaN
    where nothing moved beyond chance.
    """

    outcome: Outcome
    failing: Failing
    moved: tuple[str, ...]
    held: tuple[str, ...]
    p_configural: float
    p_metric: float
    p_scalar: float
    bias: float


def fit_levels(moments: WaveMoments) -> Levels:
    """Fit one factor to a theme of three items or more, at each level of invariance, and test each step.

    A step is tested by `step_between` at the model with more equal between waves; where that has no best fit or does
    not describe the answers at all, while the freer one does, by `step_apart` at the freer one.
    Raises StatisticsError with fewer than three items, where one factor in each wave has no best fit, and where it
    would explain all of an item or more (a Heywood case), also with loadings equal in all waves: nothing about the
    theme can be concluded then.
    Source: Meredith (1993), Psychometrika 58, 525–543, for the levels; see `fit_waves` and `step_between`.
    """
    if len(moments.items) < 3:
        raise StatisticsError("items: two do not determine a factor, so that invariance cannot be tested")
    configural = fit_waves(moments, "configural")
    metric = _fitted(moments, "metric", configural)
    if configural.improper and (metric is None or metric.improper):
        raise StatisticsError(
            f"items: one factor would explain all of {', '.join(configural.improper)} or more in a wave"
        )
    scalar = None if metric is None else _fitted(moments, "scalar", metric)
    return Levels(
        moments=moments,
        configural=configural,
        metric=metric,
        scalar=scalar,
        p=scaled_fit(moments, configural),
        to_metric=_step(moments, configural, metric, "metric"),
        to_scalar=_step(moments, metric or configural, scalar, "scalar"),
    )


def _fitted(moments: WaveMoments, level: Level, near: WaveFit) -> WaveFit | None:
    try:
        return fit_waves(moments, level, near=near)
    except StatisticsError:
        return None


def _step(moments: WaveMoments, free: WaveFit, shared: WaveFit | None, level: Level) -> Step:
    if shared is not None and not _far_off(free, shared):
        return step_between(moments, free, shared)
    step = step_apart(moments, free, level)
    if shared is None:
        return step
    lost = max(shared.chi_square - free.chi_square, 0.0)
    return replace(
        step,
        chi_square=lost,
        p_normal=float(special.chdtrc(step.degrees, lost)),
        cfi=free.cfi - shared.cfi,
    )


def _far_off(free: WaveFit, shared: WaveFit) -> bool:
    """Whether sharing parameters takes from a model that describes the answers one that does not.

    A score test looks around the shared model only: that far off, it can be blind to what is wrong.
    """
    return shared.cfi < MINIMUM_CFI <= free.cfi


def concluded(
    themes: Mapping[str, Levels], *, largest_bias: float, confidence: float = 0.95
) -> dict[str, Conclusion]:
    """Conclude for each theme of a report whether it may be compared; all their tests are one family (Holm).

    A theme counts for three tests, also where three items leave nothing to test of the first: that makes up for
    robust tests of small waves, which reject a little more often than they should.
    `largest_bias`: the most, in units of the score, that items which move by themselves may add to its difference.
    A level does not hold when its test rejects (p after Holm under 1 − confidence) and what moved matters: CFI under
    MINIMUM_CFI for one factor in each wave; for the next levels a loss of CFI that is more than LARGEST_CFI_LOSS
    beyond chance, or a bias above `largest_bias`. Without either the theme holds. Else items are released, one after
    the other, as long as more stay than are released, until the rest holds; where another item would have done as well,
    or the rest never holds, the theme fails.
    Raises StatisticsError where `largest_bias` is below 0 or `confidence` not between 0 and 1.
    Source: Byrne, Shavelson & Muthén (1989), Psychological Bulletin 105, 456–466, for partial invariance; Cheung &
    Rensvold (2002), Structural Equation Modeling 9, 233–255, for CFI; Holm (1979).
    """
    upper_tail(confidence)
    if not largest_bias >= 0:
        raise StatisticsError(
            "largest_bias: how much of a difference may come from how items are answered is 0 or more"
        )
    p = [(one.p, one.to_metric.p, one.to_scalar.p) for one in themes.values()]
    given = np.array(p, dtype=np.float64).reshape(-1, TESTS_PER_THEME)
    adjusted = holm(np.nan_to_num(given, nan=1.0).ravel()).reshape(given.shape)
    adjusted[np.isnan(given)] = np.nan
    return {
        name: _concluded(one, row, largest_bias, 1 - confidence)
        for (name, one), row in zip(themes.items(), adjusted, strict=True)
    }


def biases(moments: WaveMoments, fit: WaveFit) -> dict[str, float]:
    """Give what each released item adds to the score by moving by itself, at most over the waves after the first.

    (ν_g + λ_g·α_g) − (ν_1 + λ_1·α_g) of the item, divided by the number of items, as the score is their mean: in units
    of the items.
    """
    values = fit.values
    factor = values.means[:, fit.where.factor_of]
    own = values.intercepts + values.loadings * factor
    as_before = values.intercepts[0] + values.loadings[0] * factor
    off = (own - as_before) / len(moments.items)
    largest = off[np.abs(off).argmax(axis=0), np.arange(off.shape[1])]
    return {name: float(largest[moments.items.index(name)]) for name in fit.released}


def _concluded(one: Levels, p: np.ndarray, largest_bias: float, level: float) -> Conclusion:
    items = one.moments.items
    rejected = p < level

    def conclude(
        outcome: Outcome, failing: Failing, moved: Sequence[str] = (), bias: float = float("nan")
    ) -> Conclusion:
        held = () if outcome == "fails" else tuple(item for item in items if item not in moved)
        return Conclusion(outcome, failing, tuple(moved), held, float(p[0]), float(p[1]), float(p[2]), bias)

    if rejected[0] and one.configural.cfi < MINIMUM_CFI:
        return conclude("fails", "configural")
    if not rejected[1:].any():
        return conclude("holds", "")
    beyond = [
        bool(found) and step.p_cfi < level
        for found, step in zip(rejected[1:], (one.to_metric, one.to_scalar), strict=True)
    ]
    failing: Failing = "metric" if beyond[0] or not rejected[2] else "scalar"
    try:
        alone = [fit_waves(one.moments, "scalar", released=(item,), near=one.scalar) for item in items]
        bias = max((biases(one.moments, fit)[fit.released[0]] for fit in alone), key=abs)
        if not (any(beyond) or abs(bias) > largest_bias):
            return conclude("holds", "", bias=bias)
        moved = _moved(one, alone, largest_bias, level)
        if not moved:
            return conclude("fails", failing, bias=bias)
        released = fit_waves(one.moments, "scalar", released=moved, near=one.scalar)
    except StatisticsError:
        # Something moved, and no model says what or how far: then nothing of the theme is known to hold.
        return conclude("fails", failing)
    return conclude("partial", failing, moved, sum(biases(one.moments, released).values()))


def _moved(one: Levels, alone: Sequence[WaveFit], largest_bias: float, level: float) -> tuple[str, ...]:
    """Find the items without which the rest holds; () where that is none, or could as well be others."""
    moments, fits = one.moments, list(alone)
    chosen: tuple[str, ...] = ()
    while fits:
        fits = sorted(fits, key=lambda fit: fit.chi_square)
        chosen = fits[0].released
        p = [step_between(moments, one.configural, fit).p for fit in fits[:2]]
        # Where the second choice is not refuted, the answers do not say which item moved.
        if len(p) > 1 and p[1] >= level:
            return ()
        holds = p[0] >= level and not _far_off(one.configural, fits[0])
        if holds or _slight(one, fits[0], largest_bias):
            return chosen
        fits = _next(moments, fits[0])
    return ()


def _next(moments: WaveMoments, fit: WaveFit) -> list[WaveFit]:
    """Release one more item in turn, while more stay than are released."""
    chosen = fit.released
    if len(moments.items) - len(chosen) - 1 <= len(chosen) + 1:
        return []
    rest = [item for item in moments.items if item not in chosen]
    return [fit_waves(moments, "scalar", released=(*chosen, item), near=fit) for item in rest]


def _slight(one: Levels, fit: WaveFit, largest_bias: float) -> bool:
    """Whether what still moves, beside the released items, is too little to matter."""
    if one.configural.cfi - fit.cfi > LARGEST_CFI_LOSS:
        return False
    moments = one.moments
    held = [place for place, item in enumerate(moments.items) if item not in fit.released]
    if len(held) == 2:
        return _apart(moments, fit, held) <= largest_bias
    more = [
        fit_waves(moments, "scalar", released=(*fit.released, moments.items[place]), near=fit)
        for place in held
    ]
    # The score is the mean of those that are held.
    part = len(moments.items) / len(held)
    return all(abs(biases(moments, each)[each.released[-1]]) * part <= largest_bias for each in more)


def _apart(moments: WaveMoments, fit: WaveFit, held: Sequence[int]) -> float:
    """How much the mean of two items is off if the one moved and the other did not: the larger of both ways round."""
    a, b = held
    moved = (moments.means - moments.means[0]) * moments.unit
    loadings = fit.values.loadings[0]
    ways = (
        moved[:, a] - moved[:, b] * loadings[a] / loadings[b],
        moved[:, b] - moved[:, a] * loadings[b] / loadings[a],
    )
    return float(max(np.abs(way).max() for way in ways) / 2)
