"""Why customers stay: how each basis of loyalty goes with an outcome, the other bases held constant."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile, t_quantile
from toolkit.measures.multiplicity import holm
from toolkit.measures.thresholds import DEPENDENT_WITHIN, TAME_EFFICIENCY
from toolkit.measures.weights import (
    FloatArray,
    answered,
    as_numbers,
    effective_n,
    same_rows,
    satterthwaite_degrees,
)

# The four bases: what the customer gains, feels, is tied by, and finds right.
BASES = ("calculative", "affective", "structural", "moral")

# A standard error below this is the rounding of floating point.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Complete rows, standardised: `z` (n, k + 1), outcome last; `share` is each row's part of the weight."""

    names: list[str]
    z: FloatArray
    share: FloatArray
    precision: FloatArray
    n: int
    n_effective: float
    degrees: float

    @property
    def held(self) -> int:
        """How many predictors each partial correlation holds constant."""
        return len(self.names) - 1

    @property
    def correlations(self) -> FloatArray:
        """Partial correlation of each predictor with the outcome given all others, shape (k,)."""
        diagonal = np.diagonal(self.precision)
        return np.asarray(-self.precision[:-1, -1] / np.sqrt(diagonal[:-1] * diagonal[-1]))


def partial_correlations(
    outcome: npt.ArrayLike,
    predictors: pd.DataFrame,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Partial correlation of each predictor with the outcome, given all other predictors.

    `outcome` has shape (n,), `predictors` (n, k), k ≥ 2; rows with a missing value are left out (listwise).
    With P the inverse of the (weighted) correlations: r = −P(x, y) / √(P(x, x)·P(y, y)). Limits
    tanh(atanh r ± z/√(n − 3 − (k − 1))), Fisher's z; p is two-sided, from t = r·√(f/(1 − r²)) on f = n − 2 − (k − 1)
    degrees of freedom; with unequal weights n is Kish's effective n in both.
    Returns a frame indexed by predictor: `estimate, low, high, p, p_holm` (over the predictors of this call), `n`,
    `n_effective`; unit: coefficient of −1 to 1. Limits and p are NaN where (effective) respondents are too few.
    Raises StatisticsError with fewer than two predictors or k + 2 complete rows, where a column does not vary or
    predictors determine each other, or for unusable weights.
    Source: Fisher (1924), Metron 3, 329–332. In R this is `ppcor::pcor.test(x, y, z)`.

    >>> frame = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6.0], "b": [2, 1, 4, 3, 6, 5.0]})
    >>> partial_correlations([1, 3, 3, 4, 4, 7], frame).round(4)["estimate"].to_dict()
    {'a': 0.9554, 'b': -0.7847}
    """
    sample = _sample(outcome, predictors, weights)
    r, held, n = np.clip(sample.correlations, -1, 1), sample.held, sample.n_effective
    with np.errstate(divide="ignore", invalid="ignore"):
        margin = normal_quantile(confidence) / np.sqrt(n - 3 - held) if n > 3 + held else np.nan
        centre, degrees = np.arctanh(r), n - 2 - held
        t = r * np.sqrt(degrees / (1 - r**2)) if degrees > 0 else np.full_like(r, np.nan)
        p = 2 * special.stdtr(degrees, -np.abs(t))
    return pd.DataFrame(
        {
            "estimate": r,
            "low": np.tanh(centre - margin),
            "high": np.tanh(centre + margin),
            "p": p,
            "p_holm": holm(p),
            "n": sample.n,
            "n_effective": sample.n_effective,
        },
        index=pd.Index(sample.names, name="predictor"),
    )


def partial_differences(
    outcome: npt.ArrayLike,
    predictors: pd.DataFrame,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Differences of the partial correlations of all pairs of predictors with one outcome, first less second.

    Arguments as `partial_correlations`. The two share the outcome and hold each other constant, so that they depend
    on each other. With u and v the standardised residuals of outcome and predictor on all other predictors, what a
    respondent adds to r is uv − r(u² + v²)/2; the variance of a difference is the sum of squares of what each adds to
    it, by weight, times n/(n − k − 1). Nothing is assumed of the distribution. Limits d ± t·se on n − k − 1 degrees of
    freedom (Satterthwaite's less k where weights leave less than half of n).
    Returns `first, second, estimate, low, high, p, p_holm` (over all pairs), `se, df, n, n_effective`.
    Raises StatisticsError as `partial_correlations` does.
    Source: Olkin & Finn (1995), Psychological Bulletin 118, 155–164, on comparing them; Steiger & Hakstian (1982),
    British Journal of Mathematical and Statistical Psychology 35, 208–215, for the variance without normality.

    >>> frame = pd.DataFrame({"a": [1, 2, 3, 4, 5, 6.0], "b": [2, 1, 4, 3, 6, 5.0]})
    >>> partial_differences([1, 3, 3, 4, 4, 7], frame).loc[0, ["estimate", "se"]].astype(float).round(4).tolist()
    [1.7401, 0.2094]
    """
    sample = _sample(outcome, predictors, weights)
    influence, r = _influence(sample), sample.correlations
    k = len(sample.names)
    degrees = max(1.0, sample.degrees - k)
    # Few rows leave little for residuals: the same correction as a regression's.
    inflation = sample.n / (sample.n - k - 1)
    margin, rows = t_quantile(confidence, degrees), []
    for i, j in combinations(range(k), 2):
        difference = float(r[i] - r[j])
        se = float(np.sqrt(inflation * ((influence[:, i] - influence[:, j]) ** 2).sum()))
        t = abs(difference) / se if se > _ROUNDING else np.nan
        rows.append(
            {
                "first": sample.names[i],
                "second": sample.names[j],
                "estimate": difference,
                "low": difference - margin * se,
                "high": difference + margin * se,
                "p": float(2 * special.stdtr(degrees, -t)),
                "se": se,
                "df": degrees,
                "n": sample.n,
                "n_effective": sample.n_effective,
            }
        )
    table = pd.DataFrame(rows)
    table.insert(list(table.columns).index("p") + 1, "p_holm", holm(table["p"]))
    return table


def leading(correlations: pd.Series, differences: pd.DataFrame) -> str | None:
    """Name the predictor whose correlation is above 0 and above each other one beyond chance, or None.

    `correlations`: by predictor; `differences`: the columns `first, second, low, high` of `partial_differences`.
    Only the largest can be it; every interval of its difference with another must lie on its side of 0. "It is above
    all others" is then wrong no more often than one such sentence, so that nothing is adjusted within an outcome
    (intersection–union test).
    Source: Berger (1982), Technometrics 24, 295–300.

    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "low": [0.1, 0.2, -0.1]})
    >>> leading(pd.Series({"a": 0.5, "b": 0.2, "c": 0.1}), table.assign(high=[0.5, 0.6, 0.3]))
    'a'
    """
    top = str(correlations.idxmax())
    ahead = differences.loc[differences["first"] == top, "low"] > 0
    behind = differences.loc[differences["second"] == top, "high"] < 0
    alone = bool(ahead.all() and behind.all()) and len(ahead) + len(behind) == len(correlations) - 1
    return top if alone and correlations[top] > 0 else None


def _sample(outcome: npt.ArrayLike, predictors: pd.DataFrame, weights: npt.ArrayLike | None) -> _Sample:
    """Standardise the complete rows, and invert their correlations."""
    same_rows(outcome, predictors)
    same_rows(predictors, weights)
    y = as_numbers(outcome, "outcome")
    names = [str(name) for name in predictors.columns]
    if len(names) < 2 or y.shape != (len(predictors),):
        raise StatisticsError(
            "a partial correlation needs one outcome and two predictors of the same respondents"
        )
    x, w = answered(np.column_stack([as_numbers(predictors, "predictors"), y]), weights, name="scores")
    n = len(x)
    if n < len(names) + 2:
        raise StatisticsError(f"{n} complete rows; {len(names)} predictors need {len(names) + 2} at least")
    share = np.full(n, 1 / n) if w is None else w / w.sum()
    centred = x - share @ x
    spread = np.sqrt(share @ centred**2)
    flat = spread <= 1e-12 * np.abs(x).max(axis=0)
    if flat.any():
        raise StatisticsError(
            f"{[*names, 'the outcome'][int(flat.argmax())]} does not vary: nothing goes with it"
        )
    z = centred / spread
    correlation = (z * share[:, None]).T @ z
    if np.linalg.eigvalsh(correlation)[0] <= DEPENDENT_WITHIN:
        raise StatisticsError("the predictors and the outcome determine each other; leave one of them out")
    effective = float(n) if w is None else effective_n(w)
    tame = w is None or effective >= TAME_EFFICIENCY * n
    degrees = n - 1.0 if tame else satterthwaite_degrees(share)
    return _Sample(names, z, share, np.linalg.inv(correlation), n, effective, degrees)


def _influence(sample: _Sample) -> FloatArray:
    """What each respondent adds to each partial correlation, by weight: shape (n, k), columns sum to about 0."""
    parts = []
    last = len(sample.names)
    for i, r in enumerate(sample.correlations):
        both = sample.precision[:, [i, last]]
        # The inverse of the 2 × 2 block turns columns of the precision into residuals on all others.
        residuals = sample.z @ both @ np.linalg.inv(both[[i, last]])
        v, u = (residuals / np.sqrt(sample.share @ residuals**2)).T
        parts.append(sample.share * (u * v - r * (u**2 + v**2) / 2))
    return np.column_stack(parts)
