"""What stands beside each share: links, unique and shared variance, overlap, and the shares by other methods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.drivers.bootstrap import checked_options, leads, share_limits
from toolkit.drivers.checks import Weights, checked_moments, checked_names, complete_rows
from toolkit.drivers.collinearity import collinearity
from toolkit.drivers.corrected import Corrected, corrected_importance
from toolkit.drivers.dominance import dominance, reproduced
from toolkit.drivers.johnson import johnson_of_stack
from toolkit.drivers.matrices import regularised, sweep
from toolkit.drivers.moments import Moments, Sample, sample_of
from toolkit.drivers.redraw import Redrawn, redraw
from toolkit.drivers.thresholds import MOST_COMPARED, ROUNDING
from toolkit.drivers.variance import VarianceParts, parts_of_stack, squared_limits
from toolkit.errors import StatisticsError
from toolkit.measures.weights import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CompleteDominance:
    """Whether the driver with the largest share dominates the next one completely.

    `part`: the part of the sets of other drivers to which `first` adds more than `second`; 1 is complete dominance.
    `reproduced`: the part of the resamples in which it dominates completely; NaN without resamples.
    """

    first: str
    second: str
    part: float
    reproduced: float


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What stands beside the shares of one outcome.

    `table`: one row per driver, in the order given, with columns `correlation`, `partial`, `alone`, `unique` and
    `shared` (`toolkit.drivers.variance`), `johnson` (share by Johnson's weights), `corrected` (share without error of
    measurement), each with its limits in `…_low` and `…_high`; `reliability` (alpha of its questions, NaN where none is
    known, so that it is not corrected) and `vif`. Limits are NaN without resamples.
    `fronts`: per method the driver with the largest share and those over which its lead is not shown, as in
    `Importance.leaders`; "corrected" is left out where nothing is corrected or no limits could be had.
    `corrected` is None where nothing could be corrected, and `refusal` says why ("" where no driver's reliability is
    known).
    `uncorrected`: drivers, `always` and outcome without a known reliability. `dominance` is None for one driver, and
    for more than 12.
    """

    table: pd.DataFrame
    condition_number: float
    fronts: Mapping[str, tuple[str, ...]]
    dominance: CompleteDominance | None
    corrected: Corrected | None
    refusal: str
    uncorrected: tuple[str, ...]
    resamples: int


def driver_account(
    frame: pd.DataFrame,
    outcome: str,
    drivers: Sequence[str],
    *,
    items: Mapping[str, pd.DataFrame] | None = None,
    always: Sequence[str] = (),
    weights: Weights = None,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Account:
    """Compute what stands beside the shares of `toolkit.drivers.importance.relative_importance`.

    `frame`, `outcome`, `drivers`, `always`, `weights`, `resamples`, `confidence` and `seed` as there; the respondents
    drawn are the same. `items` holds, for each name that is a mean of several questions, these questions, reversed ones
    turned, a row per row of the frame: of them comes its reliability, computed anew in each resample.
    All limits are percentiles, but for those of variance alone and unique (`toolkit.drivers.variance.squared_limits`).
    Raises StatisticsError as `relative_importance` does.
    Source: see the modules of the parts.

    >>> rng = np.random.default_rng(1)
    >>> d = pd.DataFrame(rng.normal(size=(200, 2)), columns=["a", "b"]).assign(y=lambda d: 2 * d["a"] + d["b"])
    >>> d["y"] += rng.normal(size=200)
    >>> found = driver_account(d, "y", ["a", "b"], resamples=200)
    >>> found.fronts["johnson"], found.corrected is None, found.uncorrected
    (('a',), True, ('a', 'b', 'y'))
    """
    names = checked_names(frame, outcome, drivers, always, weights)
    checked_options(resamples, confidence, seed)
    values, row_weights = complete_rows(frame, names, weights)
    kept = _counted(frame, names, weights)
    sample = sample_of(values, names, row_weights)
    checked_moments(sample.moments, len(always))
    asked = [_answers(items, name, kept, len(frame)) for name in names]
    whole, drawn = redraw(sample, asked, resamples, np.random.default_rng(seed))
    known = np.array([one is not None for one in asked])
    corrected, refusal = _corrected(sample.moments, whole, drawn, known, len(always), confidence, seed)
    return _account(sample, whole, drawn, known, len(always), corrected, refusal, confidence)


def _counted(frame: pd.DataFrame, names: tuple[str, ...], weights: Weights) -> npt.NDArray[np.bool_]:
    """Say which rows `complete_rows` kept: those with an answer in every column and no weight of 0."""
    whole = np.asarray(frame[list(names)].notna().all(axis=1))
    if weights is None:
        return whole
    given = frame[weights] if isinstance(weights, str) else weights
    return np.asarray(whole & (np.asarray(given, dtype=np.float64) != 0))


def _answers(
    items: Mapping[str, pd.DataFrame] | None, name: str, kept: npt.NDArray[np.bool_], n: int
) -> FloatArray | None:
    """Give the questions behind a score, shape (k, rows), or None where these are not two or more."""
    own = None if items is None else items.get(name)
    if own is None or own.shape[1] < 2:
        return None
    if len(own) != n:
        raise StatisticsError(
            f"{name}: its questions have {len(own)} rows, the scores {n}; give the same customers"
        )
    return np.ascontiguousarray(own.to_numpy(dtype=np.float64)[kept].T)


def _corrected(
    moments: Moments,
    whole: Redrawn,
    drawn: Redrawn,
    known: npt.NDArray[np.bool_],
    always: int,
    confidence: float,
    seed: int,
) -> tuple[Corrected | None, str]:
    """Correct for error of measurement where a reliability is known; else, or where it cannot be done, say why not."""
    if not known[always:-1].any():
        return None, ""
    reliabilities = whole.reliabilities[:, 0]
    for name, value in zip(moments.names, reliabilities, strict=True):
        if not value > 0:
            return (
                None,
                f"{name}: its questions run against each other or do not vary, so that it has no reliability",
            )
    try:
        corrected = corrected_importance(
            moments.correlation,
            reliabilities,
            always=always,
            drawn=drawn,
            confidence=confidence,
            n=moments.n_effective,
            seed=seed,
        )
    except StatisticsError as error:
        return None, str(error)
    return corrected, ""


def _account(
    sample: Sample,
    whole: Redrawn,
    drawn: Redrawn,
    known: npt.NDArray[np.bool_],
    always: int,
    corrected: Corrected | None,
    refusal: str,
    confidence: float,
) -> Account:
    moments = sample.moments
    names = moments.names[always:-1]
    parts = parts_of_stack(moments.correlation[..., None], always)
    redrawn = parts_of_stack(drawn.correlations, always) if drawn.correlations.shape[-1] else None
    table = _links(names, parts, redrawn, confidence)
    overlap = collinearity(moments.correlation[:-1, :-1])
    johnson, fronts = _johnson(sample, drawn, always, confidence), {}
    table[["johnson", "johnson_low", "johnson_high"]] = johnson[0]
    if len(johnson[1]):
        fronts["johnson"] = tuple(names[place] for place in johnson[1])
    table[["corrected", "corrected_low", "corrected_high"]] = np.nan
    if corrected is not None:
        table["corrected"], table["corrected_low"], table["corrected_high"] = (
            corrected.share,
            corrected.low,
            corrected.high,
        )
        if corrected.leaders:
            fronts["corrected"] = tuple(names[place] for place in corrected.leaders)
    table["reliability"] = np.where(known, whole.reliabilities[:, 0], np.nan)[always:-1]
    table["vif"] = overlap.vif[always:]
    return Account(
        table=table,
        condition_number=overlap.condition_number,
        fronts=fronts,
        dominance=_dominance(moments, drawn, always),
        corrected=corrected,
        refusal=refusal,
        uncorrected=tuple(name for name, one in zip(moments.names, known, strict=True) if not one),
        resamples=drawn.correlations.shape[-1],
    )


def _links(
    names: Sequence[str], parts: VarianceParts, redrawn: VarianceParts | None, confidence: float
) -> pd.DataFrame:
    """Give the links and parts of variance of each driver, with limits where there are resamples."""
    table = pd.DataFrame(index=pd.Index(names, name="driver"))
    roots = {"alone": "first", "unique": "semipartial"}
    for column in ("correlation", "partial", "alone", "unique", "shared"):
        table[column] = getattr(parts, column)[:, 0]
        table[[f"{column}_low", f"{column}_high"]] = np.nan
        if redrawn is not None:
            drawn = getattr(redrawn, roots.get(column, column))
            low, high = (squared_limits if column in roots else share_limits)(drawn, confidence)
            table[f"{column}_low"], table[f"{column}_high"] = low, high
    return table


def _johnson(
    sample: Sample, drawn: Redrawn, always: int, confidence: float
) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Give shares by Johnson's weights with limits, shape (p, 3), and the places of those that may be in front."""
    raw = johnson_of_stack(sweep(sample.moments.correlation[..., None], always))[:, 0]
    share = raw / raw.sum()
    nothing = np.full((len(raw), 2), np.nan)
    if not drawn.correlations.shape[-1]:
        return np.column_stack([share, nothing]), np.empty(0, dtype=np.int64)
    weights = johnson_of_stack(sweep(regularised(drawn.correlations), always))
    total = weights.sum(axis=0)
    shares = weights[:, total > ROUNDING] / total[total > ROUNDING]
    n = sample.moments.n_effective
    front = np.flatnonzero(~leads(shares, int(raw.argmax()), confidence, n, always=always))
    ordered = front[np.argsort(-raw[front], kind="stable")]
    return np.column_stack([share, *share_limits(shares, confidence)]), ordered


def _dominance(moments: Moments, drawn: Redrawn, always: int) -> CompleteDominance | None:
    """Hold the driver with the largest share against the next one."""
    p = len(moments.names) - 1 - always
    if not 2 <= p <= MOST_COMPARED:
        return None
    found = dominance(moments.correlation, always=always)
    first, second = (int(place) for place in np.argsort(-found.general, kind="stable")[:2])
    stack = regularised(drawn.correlations)
    names = moments.names[always:-1]
    return CompleteDominance(
        first=names[first],
        second=names[second],
        part=float(found.complete[first, second]),
        reproduced=reproduced(stack, always, first, second) if stack.shape[-1] else float("nan"),
    )
