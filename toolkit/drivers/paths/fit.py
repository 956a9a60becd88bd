"""Direct, indirect and total effects of every theme on an outcome, with how sure we are of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.bootstrap import fewest_resamples, share_limits
from toolkit.drivers.checks import Weights
from toolkit.drivers.moments import Sample
from toolkit.drivers.paths.accelerated import accelerated_limits, one_left_out
from toolkit.drivers.paths.checks import checked_sample, r_squared
from toolkit.drivers.paths.draws import resampled_covariances
from toolkit.drivers.paths.model import PathModel
from toolkit.drivers.paths.quantities import quantities, values
from toolkit.errors import StatisticsError
from toolkit.measures.intervals import upper_tail
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray

KINDS: Final = ("direct", "indirect", "total")
NUMBERS: Final = (
    "estimate",
    "low",
    "high",
    "p",
    "p_adjusted",
    "standardised",
    "standardised_low",
    "standardised_high",
)
# The frames of a fit, each with the columns that say what a row is about.
FRAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "arrows": ("cause", "effect"),
        "held": ("cause", "effect"),
        "effects": ("cause", "kind"),
        "routes": ("cause", "through"),
        "left_out": ("cause", "effect"),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class PathFit:
    """How the themes of a drawing lead to one outcome, directly and through others.

    All frames have the columns `estimate, low, high` (points of the effect per point of the cause), `p` and
    `p_adjusted` (of no effect; Holm within the frame, for `effects` within a kind) and `standardised` with its limits
    (standard deviations per standard deviation). Limits and p are NaN without resamples, and where the drawing has no
    such way, so that the effect is 0 by assumption.
    `arrows`: `cause, effect`, a row per arrow. `held`: the same of the covariates, whose p are no family.
    `effects`: `cause, kind`, three rows per theme that leads to the outcome: direct, indirect and total.
    `routes`: `cause, through`: the part of an indirect effect that goes to the outcome by this theme first; these add
    up to the indirect effect.
    `left_out`: `cause, effect`: the arrows that the drawing could have and has not, all those of one effect entered
    together beside its causes; where one differs from 0 the drawing leaves something out.
    `r_squared`: part of the variance of each effect that its causes and covariates explain.
    `total_draws`: total effects of the resamples, shape (k, B), in the order of `causes`.
    `n` complete rows, `n_effective` after weighting (Kish).
    """

    outcome: str
    model: PathModel
    arrows: pd.DataFrame
    held: pd.DataFrame
    effects: pd.DataFrame
    routes: pd.DataFrame
    left_out: pd.DataFrame
    r_squared: pd.Series
    total_draws: FloatArray
    n: int
    n_effective: float
    confidence: float
    resamples: int

    @property
    def causes(self) -> tuple[str, ...]:
        """What leads to the outcome, in order."""
        return self.model.ancestors(self.outcome)

    def effect(self, cause: str, kind: str = "total") -> pd.Series:
        """The row of one effect on the outcome."""
        rows = self.effects
        return rows[(rows["cause"] == cause) & (rows["kind"] == kind)].iloc[0]


def fit_paths(
    frame: pd.DataFrame,
    model: PathModel,
    outcome: str,
    *,
    weights: Weights = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    limits: Literal["percentile", "bca"] = "percentile",
    generator: np.random.Generator | None = None,
) -> PathFit:
    """Fit the part of a drawing that leads to an outcome, and add up the ways along its arrows.

    `frame` holds a column of numbers per name, NaN where there is no answer; rows with an answer in all that leads to
    the outcome, and a weight above 0, count. `weights` is a column of the frame or one weight per row. Of all rows
    `resamples` are drawn, so that two outcomes rest on the same ones where their generators start alike; 0 for none.
    `limits`: plain percentiles, or bias-corrected and accelerated ones, which p-values and claims do not go by.

    Each effect is regressed on its causes (and covariates) by weighted least squares. With B the slopes, B_ij of i on
    j: direct = B, total = (I − B)⁻¹ − I, indirect = total − direct. See `docs/methods/paths.md`.

    An association, read along arrows that somebody drew: the answers cannot tell that they point the right way.
    Raises StatisticsError as `toolkit.drivers.checks.complete_rows` does; for an outcome to which no arrow leads,
    themes that determine each other or measure their own cause, and unknown options.
    Source: Alwin & Hauser (1975), American Sociological Review 40, 37–47; Bollen (1989), Structural Equations with
    Latent Variables; for the percentile limits of an indirect effect Shrout & Bolger (2002), Psychological Methods 7,
    422–445.
    In R this is `lavaan::sem(model, d, se = "bootstrap")` with `ind := a*b`, where no errors are let correlate.

    >>> from toolkit.drivers.paths.model import path_model
    >>> frame = pd.DataFrame({"x": [1, 2, 3, 4, 5, 6], "m": [1, 3, 2, 5, 4, 6], "y": [2, 3, 4, 4, 7, 6]})
    >>> fit = fit_paths(frame, path_model({"m": ["x"], "y": ["x", "m"]}), "y", resamples=0)
    >>> [round(float(fit.effect("x", kind)["estimate"]), 4) for kind in KINDS]
    [1.4242, -0.51, 0.9143]
    """
    _checked_options(model, outcome, resamples, confidence, limits)
    model = model.part(outcome)
    sample, complete = checked_sample(frame, model, weights)
    table, draws = _numbers(sample, complete, model, outcome, resamples, confidence, limits, generator)
    totals = ((table["frame"] == "effects") & (table["kind"] == "total")).to_numpy()
    moments = sample.moments
    explained = {effect: r_squared(moments, model.predictors(effect), effect) for effect in model.effects}
    return PathFit(
        outcome=outcome,
        model=model,
        **{name: _frame(table, name, keys) for name, keys in FRAMES.items()},
        r_squared=pd.Series(explained),
        total_draws=draws[totals],
        n=moments.n,
        n_effective=moments.n_effective,
        confidence=confidence,
        resamples=resamples,
    )


def _checked_options(model: PathModel, outcome: str, resamples: int, confidence: float, limits: str) -> None:
    if not model.ancestors(outcome):
        leading = ", ".join(model.effects)
        raise StatisticsError(f"{outcome}: no arrow leads to it; give it a cause, or take one of: {leading}")
    upper_tail(confidence)
    if limits not in ("percentile", "bca"):
        raise StatisticsError(f'limits "{limits}" are not known; take "percentile" or "bca"')
    fewest = fewest_resamples(confidence)
    if resamples != 0 and resamples < fewest:
        raise StatisticsError(
            f"resamples is {resamples}; limits of {confidence:g} need at least {fewest}, and 0 asks for no limits"
        )


def _numbers(
    sample: Sample,
    complete: npt.NDArray[np.bool_],
    model: PathModel,
    outcome: str,
    resamples: int,
    confidence: float,
    limits: str,
    generator: np.random.Generator | None,
) -> tuple[pd.DataFrame, FloatArray]:
    """Every number with its limits and p-values, and its resamples in points, shape (numbers, B)."""
    table = pd.DataFrame(quantities(model, outcome))
    place = {name: number for number, name in enumerate(model.names)}
    cause, effect = (table[end].map(place).to_numpy() for end in ("cause", "effect"))

    def both(stack: FloatArray) -> FloatArray:
        """Each number in points, and in standard deviations of the stack itself: shape (2, numbers, m)."""
        numbers = values(stack, model, outcome)
        spread = np.sqrt(np.diagonal(stack).T.clip(min=0))
        relative = np.divide(
            spread[cause], spread[effect], out=np.zeros_like(numbers), where=spread[effect] > 0
        )
        deviations = sample.moments.deviations
        return np.stack([numbers * (deviations[effect] / deviations[cause])[:, None], numbers * relative])

    estimate = both(sample.moments.correlation[..., None])[..., 0]
    start = np.random.default_rng(0) if generator is None else generator
    parts = [both(stack) for stack in resampled_covariances(sample, complete, resamples, start)]
    draws = np.concatenate([np.empty((2, len(table), 0)), *parts], axis=2)
    without = both(one_left_out(sample)) if limits == "bca" else None
    for kind, name in enumerate(("estimate", "standardised")):
        table[name] = estimate[kind]
        _add_limits(table, name, draws[kind], None if without is None else without[kind], confidence)
    _add_p_values(table, draws[0])
    return table, draws[0]


def _add_limits(
    table: pd.DataFrame, name: str, draws: FloatArray, without: FloatArray | None, confidence: float
) -> None:
    """Write the limits of a column; NaN where nothing is drawn."""
    columns = ["low", "high"] if name == "estimate" else [f"{name}_low", f"{name}_high"]
    table[columns] = np.nan
    there = table["drawn"].to_numpy(bool)
    if not draws.shape[1]:
        return
    if without is None:
        low, high = share_limits(draws[there], confidence)
    else:
        low, high = accelerated_limits(
            table.loc[there, name].to_numpy(), draws[there], without[there], confidence
        )
    table.loc[there, columns] = np.column_stack([low, high])


def _add_p_values(table: pd.DataFrame, draws: FloatArray) -> None:
    """Write p-values, and after Holm those within each frame and kind of effect."""
    table[["p", "p_adjusted"]] = np.nan
    there = table["drawn"].to_numpy(bool)
    if draws.shape[1]:
        table.loc[there, "p"] = both_sides(draws[there])
    for _, family in table.groupby(["frame", "kind"], sort=False):
        table.loc[family.index, "p_adjusted"] = holm(family["p"])


def both_sides(draws: FloatArray) -> FloatArray:
    """Two-sided p-value of no effect, shape (k,), from resamples of shape (k, B).

    2·(1 + the fewer of those at or below 0 and at or above 0)/(B + 1), at most 1: at level α it rejects where the
    percentile interval of confidence 1 − α leaves 0 out.
    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 4.2, for the 1 that is added.

    >>> both_sides(np.array([[1.0, 2.0, 3.0, 4.0], [-1.0, 1.0, 2.0, 3.0]])).tolist()
    [0.4, 0.8]
    """
    fewer = np.minimum((draws <= 0).sum(axis=1), (draws >= 0).sum(axis=1))
    return np.asarray(np.minimum(1.0, 2 * (1 + fewer) / (draws.shape[1] + 1)))


def _frame(table: pd.DataFrame, name: str, keys: tuple[str, ...]) -> pd.DataFrame:
    return table.loc[table["frame"] == name, [*keys, *NUMBERS]].reset_index(drop=True)
