"""Which driver matters most, in which direction, and how sure we are of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from toolkit.drivers.bootstrap import (
    checked_options,
    first_chances,
    leads,
    pairs,
    rank_limits,
    ranks,
    resampled_importance,
    share_limits,
    simultaneous_differences,
)
from toolkit.drivers.checks import (
    Weights,
    checked_moments,
    checked_names,
    complete_rows,
    explained_parts,
    near_duplicates,
)
from toolkit.drivers.coefficients import standardised_coefficients
from toolkit.drivers.johnson import johnson_of_stack
from toolkit.drivers.matrices import sweep
from toolkit.drivers.moments import Sample, sample_of
from toolkit.drivers.sampled import lmg_for_bootstrap
from toolkit.drivers.shapley import lmg_of_stack
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray

METHODS: Final[Mapping[str, Callable[[FloatArray], FloatArray]]] = MappingProxyType(
    {"lmg": lmg_of_stack, "johnson": johnson_of_stack}
)


@dataclass(frozen=True, slots=True, eq=False)
class Importance:
    """How the drivers divide what they explain of the outcome, with the uncertainty of it.

    `table`: one row per driver, in the order given, with columns
    `raw` (part of the outcome's variance; sums to R² over `always`), `share` (of that; sums to 1), `sampling_error`
    (standard error of the share that comes of looking at some orders only; 0 where it is exact), `low` and `high`
    (of the share), `rank` with `rank_low` and `rank_high` (1 for the largest share), `p_first` (part of the resamples
    in which it has the largest share), `coefficient` with
    `coefficient_low` and `coefficient_high` (standardised, all other drivers and `always` held equal; HC3),
    `correlation` (with the outcome, by itself), `suppressor` (coefficient and correlation have opposite signs, so
    that the share must not be read as a reason to raise this driver).
    `always`: one row per variable held constant, with the three coefficient columns and `correlation`.
    `differences`: one row per pair of drivers, `first, second, estimate, low, high` (first share minus second share;
    the limits hold for all pairs together: for display, `leaders` does not go by them).
    `leaders`: the driver with the largest share and all over which its lead is not shown, pair by pair
    (`toolkit.drivers.bootstrap.leads`); one name only when its lead over each other driver is shown; largest share
    first; empty without resamples.
    `near_duplicates`: pairs of predictors that correlate above .95, on which no claim about either should rest.
    `n` complete rows, `n_effective` after weighting (Kish).
    Limits, also of ranks, and `p_first` are NaN without resamples.
    """

    outcome: str
    method: str
    table: pd.DataFrame
    always: pd.DataFrame
    differences: pd.DataFrame
    leaders: tuple[str, ...]
    near_duplicates: tuple[tuple[str, str], ...]
    r_squared: float
    r_squared_always: float
    n: int
    n_effective: float
    confidence: float
    resamples: int
    seed: int


def relative_importance(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    always: Sequence[str] = (),
    method: str = "lmg",
    weights: Weights = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Importance:
    """Divide what the drivers explain of the outcome among them.

    `frame` holds a column of numbers per name, NaN where there is no answer; rows with an answer in all of
    `outcome`, `drivers`, `always` and a weight above 0 count. `weights` is a column of the frame or one weight per
    row. Variables in `always` (lock-in, background) enter first and get no share.
    `method`: "lmg" (exact up to 25 drivers, beyond that over random orders, with `sampling_error`) or "johnson".
    `resamples` of the respondents, who bring their weights along, give the limits (percentile), `p_first` and
    `leaders`; 0 for none. Same input and seed, same result.

    LMG_j = average over all orders of the drivers of R²(those before j, and j) − R²(those before j), from the
    weighted correlations; `share` = LMG_j / ΣLMG. See `docs/methods/importance.md`.

    An association, not an effect: it says what goes together.
    Raises StatisticsError for unknown or repeated names, a constant column, drivers that determine each other, a
    driver that measures the outcome itself (|r| above .95), an outcome that is computed from its drivers, too few
    rows, nothing explained, infinite values, unusable weights and unknown options.
    Source: Grömping (2006), Journal of Statistical Software 17(1); Johnson (2000), Multivariate Behavioral
    Research 35, 1–19.
    In R this is `relaimpo::boot.relimp(lm(y ~ ., weights = w), always = …, rela = TRUE)`.

    >>> frame = pd.DataFrame({"a": [1, -1, 1, -1], "b": [1, 1, -1, -1], "y": [4, 0, 1, -3]})
    >>> frame = pd.concat([frame, frame.assign(y=frame["y"] + 1)])
    >>> result = relative_importance(frame, "y", ["a", "b"], resamples=0)
    >>> result.table["share"].round(3).to_dict()
    {'a': 0.64, 'b': 0.36}
    >>> round(result.r_squared, 4)
    0.9615
    """
    names = checked_names(frame, outcome, drivers, always, weights)
    held = len(always)
    _checked_method(method)
    checked_options(resamples, confidence, seed)
    values, row_weights = complete_rows(frame, names, weights)
    sample = sample_of(values, names, row_weights)
    checked_moments(sample.moments, held)
    raw, errors, divide = _divided(method, sweep(sample.moments.correlation[..., None], held), seed)
    shares = None
    if resamples:
        drawn = resampled_importance(sample, held, divide, resamples, np.random.default_rng(seed))
        shares = drawn / drawn.sum(axis=0)
    table = _table(raw, errors, pd.Index(drivers, name="driver"), shares, confidence)
    n_effective = sample.moments.n_effective
    differences = _differences(table["share"], shares, confidence, n_effective, held)
    leaders: tuple[str, ...] = ()
    if shares is not None:
        leaders = _leaders(table["share"], shares, confidence, n_effective, held)
    effects = _effects(sample, confidence)
    table = table.join(effects.iloc[held:])
    table["suppressor"] = table["coefficient"] * table["correlation"] < 0
    r_squared, r_squared_always = explained_parts(sample.moments, held)
    return Importance(
        outcome=outcome,
        method=method,
        table=table,
        always=effects.iloc[:held].rename_axis("variable"),
        differences=differences,
        leaders=leaders,
        near_duplicates=tuple(near_duplicates(sample.moments)),
        r_squared=r_squared,
        r_squared_always=r_squared_always,
        n=sample.moments.n,
        n_effective=n_effective,
        confidence=confidence,
        resamples=resamples,
        seed=seed,
    )


def _checked_method(method: str) -> None:
    if method not in METHODS:
        near = get_close_matches(method, METHODS, n=1)
        mend = f'did you mean "{near[0]}"?' if near else f"take one of: {', '.join(METHODS)}"
        raise StatisticsError(f'method "{method}" is not known (allowed: {", ".join(METHODS)}); {mend}')


def _divided(
    method: str, stack: FloatArray, seed: int
) -> tuple[FloatArray, FloatArray, Callable[[FloatArray], FloatArray]]:
    """Give importance, its sampling error, and the function that gives importance of resamples."""
    if method == "lmg":
        return lmg_for_bootstrap(stack, seed)
    raw = METHODS[method](stack)[:, 0]
    return raw, np.zeros(len(raw)), METHODS[method]


def _table(
    raw: FloatArray, errors: FloatArray, drivers: pd.Index, shares: FloatArray | None, confidence: float
) -> pd.DataFrame:
    """Give importance, shares and ranks by driver, with limits where there are resamples."""
    share = raw / raw.sum()
    none = np.full(len(raw), np.nan)
    columns = {"raw": raw, "share": share, "sampling_error": errors / raw.sum(), "low": none, "high": none}
    columns |= {"rank": ranks(share[:, None])[:, 0], "rank_low": none, "rank_high": none, "p_first": none}
    if shares is not None:
        columns["low"], columns["high"] = share_limits(shares, confidence)
        columns["rank_low"], columns["rank_high"] = rank_limits(shares, confidence)
        columns["p_first"] = first_chances(shares)
    return pd.DataFrame(columns, index=drivers)


def _differences(
    share: pd.Series, shares: FloatArray | None, confidence: float, n: float, always: int
) -> pd.DataFrame:
    """Give the differences of all pairs of shares, with limits where there are resamples."""
    first, second = pairs(len(share))
    names, values = share.index.to_numpy(), share.to_numpy()
    low = high = np.full(len(first), np.nan)
    if shares is not None:
        low, high = simultaneous_differences(values, shares, confidence, n, always=always)
    ends = {"estimate": values[first] - values[second], "low": low, "high": high}
    return pd.DataFrame({"first": names[first], "second": names[second]} | ends)


def _leaders(
    share: pd.Series, shares: FloatArray, confidence: float, n: float, always: int
) -> tuple[str, ...]:
    """Name the driver with the largest share and all over which its lead is not shown."""
    level = share[~leads(shares, int(share.argmax()), confidence, n, always=always)]
    return tuple(level.sort_values(ascending=False, kind="stable").index)


def _effects(sample: Sample, confidence: float) -> pd.DataFrame:
    """Give coefficient, limits and correlation of each predictor, `always` first, indexed by name."""
    moments, coefficients = sample.moments, standardised_coefficients(sample, confidence)
    return pd.DataFrame(
        {
            "coefficient": coefficients.values,
            "coefficient_low": coefficients.low,
            "coefficient_high": coefficients.high,
            "correlation": moments.correlation[:-1, -1],
        },
        index=pd.Index(moments.names[:-1], name="driver"),
    )
