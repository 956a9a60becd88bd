"""Drawing missing answers many times over: chained equations, all drawings side by side."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from toolkit.drivers.missing.rows import IncompleteRows
from toolkit.measures.weights import FloatArray, effective_n

# What is added to the diagonal of columns that determine each other, as a part of it: far above rounding, far below
# what a share shows.
_RIDGE = 1e-9


def impute(rows: IncompleteRows, imputations: int, rounds: int, generator: np.random.Generator) -> FloatArray:
    """Draw the missing answers `imputations` times: complete scores of shape (imputations, q, n).

    Round after round, column by column: with X all other columns as they now stand (and a 1), of the k in it, and v the
    rows in which column y is answered, b = (X'WX)⁻¹X'Wy over v, σ² = Σw(y − Xb)²/χ²(n_v − k), β = b + σL⁻ᵀz with
    LL' = X'WX, and every missing y = xβ + σz; z standard normal, n_v the effective number of v and Σw = n_v there. Each
    drawing so has its own coefficients, and its own errors. It begins with answers of others, drawn at random. The
    normal errors are neither rounded nor cut off at the ends of a scale: means and correlations are then right, which
    is all that importance rests on.
    Source: Rubin (1987), Multiple Imputation for Nonresponse in Surveys, section 5.3, for the draw; van Buuren (2018),
    Flexible Imputation of Missing Data, 2nd ed., sections 3.2 and 4.5, for the chain; von Hippel (2013), Sociological
    Methods & Research 42, 105–138, for not rounding; Seaman, White, Copas & Li (2012), Biometrics 68, 129–137, for
    weights in the imputation.
    In R this is `mice::mice(d, m = 20, maxit = 10, method = "norm")`.
    """
    values = rows.values
    missing = np.isnan(values)
    open_rows = np.asarray(missing.any(axis=0))
    if not open_rows.any():
        return np.repeat(values[None], imputations, axis=0)
    chain = _Chain(rows, open_rows, imputations, generator)
    # The fewest missing first, so that the first round already rests on answers as far as it can.
    order = [int(place) for place in np.argsort(missing.sum(axis=1), kind="stable") if missing[place].any()]
    for _ in range(rounds):
        for place in order:
            chain.draw(place)
    completed = np.repeat(values[None], imputations, axis=0)
    completed[:, :, open_rows] = chain.scores[:, :-1]
    return completed


class _Chain:
    """The incomplete rows as they now stand, per drawing: shape (imputations, q + 1, rows), a row of ones last.

    The complete rows never change: of them only their sums of products are kept.
    """

    def __init__(
        self,
        rows: IncompleteRows,
        open_rows: npt.NDArray[np.bool_],
        imputations: int,
        generator: np.random.Generator,
    ) -> None:
        q, self.generator = len(rows.values), generator
        weights = np.ones(rows.n) if rows.weights is None else rows.weights
        whole = np.vstack([rows.values[:, ~open_rows], np.ones(int((~open_rows).sum()))])
        self.settled = (whole * weights[~open_rows]) @ whole.T
        self.weights, open_values = weights[open_rows], rows.values[:, open_rows]
        self.answered = ~np.isnan(open_values)
        self.scores = np.ones((imputations, q + 1, open_values.shape[1]))
        self.sizes, self.scales = np.empty(q), np.empty(q)
        for place in range(q):
            there = ~np.isnan(rows.values[place])
            self.sizes[place] = effective_n(weights[there])
            self.scales[place] = self.sizes[place] / weights[there].sum()
            others = generator.choice(rows.values[place, there], size=(imputations, open_values.shape[1]))
            self.scores[:, place] = np.where(self.answered[place], open_values[place], others)

    def draw(self, place: int) -> None:
        """Draw the missing answers of one column anew, given all others as they stand."""
        there, gone = np.flatnonzero(self.answered[place]), np.flatnonzero(~self.answered[place])
        known = self.scores[:, :, there]
        products = (self.settled + (known * self.weights[there]) @ known.swapaxes(1, 2)) * self.scales[place]
        others = np.delete(np.arange(self.scores.shape[1]), place)
        coefficients, deviation = self._coefficients(products, place, others)
        errors = self.generator.standard_normal((len(self.scores), len(gone)))
        expected = coefficients[:, None, :] @ self.scores[:, others[:, None], gone]
        self.scores[:, place, gone] = expected[:, 0] + deviation[:, None] * errors

    def _coefficients(
        self, products: FloatArray, place: int, others: npt.NDArray[np.int64]
    ) -> tuple[FloatArray, FloatArray]:
        """Draw coefficients, shape (imputations, k), and the standard deviation of the errors, (imputations,)."""
        k = len(others)
        between = products[:, others[:, None], others]
        between[:, np.arange(k), np.arange(k)] *= 1 + _RIDGE
        along = products[:, others, place]
        lower = np.linalg.cholesky(between)
        halfway = np.linalg.solve(lower, along[..., None])
        left = np.maximum(products[:, place, place] - (halfway[..., 0] ** 2).sum(axis=1), 0.0)
        deviation = np.sqrt(left / self.generator.chisquare(self.sizes[place] - k, size=len(products)))
        noise = deviation[:, None, None] * self.generator.standard_normal(halfway.shape)
        return np.linalg.solve(lower.swapaxes(1, 2), halfway + noise)[..., 0], deviation
