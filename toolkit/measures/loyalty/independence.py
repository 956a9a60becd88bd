"""Do two divisions of the customers hang together: chi-square, and after Rao and Scott where there are weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import TAME_EFFICIENCY
from toolkit.measures.weights import (
    FloatArray,
    checked_weights,
    effective_n,
    same_rows,
    satterthwaite_degrees,
)


@dataclass(frozen=True, slots=True)
class Independence:
    """A test of no association.

    `statistic` is chi-square with `df` degrees of freedom, or weighted F with `df` and `df_error`. `n` are the
    respondents, `n_effective` after Kish. `expected` is the smallest number expected in a cell and `sparse` the share
    of cells where under 5 are expected, both counted on the effective n: what chi-square needs, see Cochran's rule.
    """

    statistic: float
    df: float
    df_error: float
    p: float
    n: int
    n_effective: float
    expected: float
    sparse: float
    method: str

    @property
    def holds(self) -> bool:
        """Whether enough is expected in the cells to trust p: at least 1 in each, and 5 in four of five (Cochran)."""
        return self.expected >= 1 and self.sparse <= 0.2


def independence_test(
    rows: npt.ArrayLike, columns: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Independence:
    """Test whether one division of respondents (`rows`) tells anything about another (`columns`).

    Both have shape (n,): labels of any kind, missing where there is none; who misses one is left out.
    Without weights, or with equal ones, Pearson's chi-square Σ(o − e)²/e with (r − 1)(c − 1) degrees of freedom,
    method "chi_square". With unequal weights it is taken over the weighted shares times n, divided by the trace of
    the design effects and held against F, with the second-order correction of Rao and Scott, method "rao_scott";
    the error has n − 1 degrees of freedom for each of the first, or Satterthwaite's where the effective n is under
    half of n (`TAME_EFFICIENCY`).
    Raises StatisticsError where a division has fewer than two groups, the rows do not belong together, or for
    unusable weights.
    Source: Pearson (1900); Rao & Scott (1984), Annals of Statistics 12, 46–60; Cochran (1954), Biometrics 10, 417–451.
    In R this is `chisq.test(table(a, b), correct = FALSE)`, weighted `survey::svychisq(~a + b, design)`.

    >>> result = independence_test(list("aaabbb"), [1, 1, 0, 0, 0, 1])
    >>> round(result.statistic, 4), result.df, result.method
    (0.6667, 1.0, 'chi_square')
    """
    same_rows(rows, columns)
    same_rows(rows, weights)
    first, second = pd.factorize(_labels(rows))[0], pd.factorize(_labels(columns))[0]
    if first.shape != second.shape:
        raise StatisticsError(f"the two divisions have {len(first)} and {len(second)} respondents")
    kept = (first >= 0) & (second >= 0)
    w = None if weights is None else np.where(kept, np.asarray(weights, dtype=np.float64), 0.0)
    w = checked_weights(w, len(first))
    if w is not None:
        kept &= w > 0
        w = checked_weights(w[kept], int(kept.sum()))
    first, second = (
        np.unique(first[kept], return_inverse=True)[1],
        np.unique(second[kept], return_inverse=True)[1],
    )
    if not len(first) or first.max() == 0 or second.max() == 0:
        raise StatisticsError("a division into fewer than two groups cannot hang together with another")
    return _tested(first, second, w)


def _labels(values: npt.ArrayLike) -> npt.NDArray[np.object_]:
    labels = pd.Series(values).astype(object)
    return labels.where(labels.notna(), None).to_numpy()


def _tested(first: npt.NDArray[np.intp], second: npt.NDArray[np.intp], w: FloatArray | None) -> Independence:
    n, shape = len(first), (int(first.max()) + 1, int(second.max()) + 1)
    cells = first * shape[1] + second
    shares = np.bincount(cells, w, minlength=shape[0] * shape[1])
    shares = shares / shares.sum()
    table = shares.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = n * float(((table - expected) ** 2 / expected).sum())
    df = float((shape[0] - 1) * (shape[1] - 1))
    n_effective = float(n) if w is None else effective_n(w)
    counts = expected * n_effective
    about = (n, n_effective, float(counts.min()), float((counts < 5).mean()))
    if w is None:
        return Independence(pearson, df, np.inf, float(special.chdtrc(df, pearson)), *about, "chi_square")
    effects = _design_effects(cells, shares, w, shape)
    trace, of_square = float(np.trace(effects)), float(np.trace(effects @ effects))
    df = trace**2 / of_square
    of_weights = n - 1.0 if n_effective >= TAME_EFFICIENCY * n else satterthwaite_degrees(w)
    statistic = pearson / trace
    p = float(special.fdtrc(df, df * of_weights, statistic))
    return Independence(statistic, df, df * of_weights, p, *about, "rao_scott")


def _design_effects(
    cells: npt.NDArray[np.intp], shares: FloatArray, w: FloatArray, shape: tuple[int, int]
) -> FloatArray:
    """Give what weighting does to the variance of the interactions: (C'P⁻¹C/n)⁻¹ C'P⁻¹VP⁻¹C, P the diagonal of shares.

    C spans what rows and columns alone leave of the cells; V is the linearised covariance of the weighted shares.
    """
    n = len(w)
    # Of the influences w(1[cell] − share)/Σw, summed without a row per respondent.
    squares = np.bincount(cells, w**2, minlength=len(shares))
    crossed = np.outer(squares, shares)
    summed = np.diag(squares) - crossed - crossed.T + squares.sum() * np.outer(shares, shares)
    covariance = n / (n - 1) * summed / w.sum() ** 2
    of_rows, of_columns = np.divmod(np.arange(len(shares)), shape[1])
    rows, columns = np.eye(shape[0])[of_rows], np.eye(shape[1])[of_columns]
    main = np.hstack([rows, columns[:, 1:]])
    both = (rows[:, 1:, None] * columns[:, None, 1:]).reshape(len(shares), -1)
    contrasts = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    weighed = contrasts * np.where(shares > 0, 1 / np.where(shares > 0, shares, 1.0), 0.0)[:, None]
    return np.asarray(np.linalg.solve(contrasts.T @ weighed / n, weighed.T @ covariance @ weighed))
