"""How well attitude tells beforehand who comes back: chances out of sample, held against what happened."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special
from scipy.optimize import brentq

from toolkit.drivers.categorical.logistic import logistic
from toolkit.drivers.categorical.regression import auc, auc_limits
from toolkit.errors import StatisticsError
from toolkit.followup.results.results import parts_of
from toolkit.followup.thresholds import CALIBRATION_FOLDS
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.proportions import checked_hits, proportion
from toolkit.measures.weights import FloatArray, answered, effective_n, same_rows, weighted_mean

# Log odds so near to each other are one: a score that tells nothing gives everybody the same chance.
_SAME_WITHIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Chances of a yes that a score gives beforehand, against what happened.

    `chances`, shape (n,): of each respondent by a logistic regression on the others, in the order of those with both
    answers. `odds_ratio` per point of the score, with limits and `p` of "no link", in the whole sample.
    `slope`: 1 where the chances differ as much as what happened does, below 1 where they are too far apart.
    `intercept`: log odds by which what happened lies above the chances on the whole; 0 is level.
    `brier`: mean of (yes − chance)²; `brier_base`: the same where everybody is given the share of all, and `skill`
    1 − brier/brier_base. `auc`: chance that of two respondents, one with a yes, the score ranks that one higher.
    """

    # Of single respondents: it may not reach a notebook by way of a repr.
    chances: FloatArray = field(repr=False)
    odds_ratio: Estimate
    p: float
    slope: Estimate | None
    intercept: Estimate
    brier: float
    brier_base: float
    skill: float
    auc: Estimate
    n: int
    events: int
    n_effective: float
    folds: int


def calibration(
    scores: npt.ArrayLike,
    yes: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    folds: int = CALIBRATION_FOLDS,
    confidence: float = 0.95,
    seed: int | list[int] = 0,
) -> Calibration:
    """Predict a later yes or no from a score by logistic regression, and hold the chances against what happened.

    `scores`, `yes` (1 or 0): shape (n,), NaN where not known; `weights` as in `toolkit.measures.weights`.
    Out of sample: those with a yes and those without are each divided at random over `folds` parts; the chance of each
    respondent comes from the regression on all other parts. With l the log odds of these chances:
    slope b of logit P(yes) = a + b·l (Cox 1958), intercept c of logit P(yes) = c + l, both with sandwich limits.
    The area under the curve is that of the score itself (DeLong's limits), for one score needs no model to rank by.
    `slope` is None where all chances are the same.

    An association: who is loyal and who comes back may have the same cause. Chances for other customers, or another
    year, are not tested by this.
    Raises StatisticsError as `toolkit.drivers.categorical.logistic.logistic` does, with fewer than two of either
    answer, and for fewer than two `folds`, or more than either answer has.
    Source: Cox (1958), Biometrika 45, 562–565; Van Calster et al. (2019), BMC Medicine 17:230; Brier (1950), Monthly
    Weather Review 78, 1–3; DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837–845.
    In R the slope is `glm(y ~ l, binomial)`, the intercept `glm(y ~ offset(l), binomial)`.

    >>> score = np.arange(200) / 2
    >>> came = (np.arange(200) * 37 % 200 < np.arange(200)).astype(float)
    >>> found = calibration(score, came)
    >>> round(found.auc.value, 2), round(found.slope.value, 1), bool(found.brier < found.brier_base)
    (0.84, 1.0, True)
    """
    same_rows(scores, yes)
    both = np.column_stack([np.asarray(scores, dtype=np.float64), np.asarray(yes, dtype=np.float64)])
    rows, w = answered(both, weights)
    x, y = rows[:, 0], rows[:, 1]
    checked_hits(y)
    _checked_folds(y, folds)
    frame = pd.DataFrame({"score": x, "yes": y})
    whole = logistic(frame, "yes", ["score"], weights=w, confidence=confidence)
    chances = _out_of_sample(frame, w, folds, np.random.default_rng(seed))
    line = special.logit(chances)
    share = weighted_mean(y, w)
    brier, base = weighted_mean((y - chances) ** 2, w), share * (1 - share)
    limits = auc_limits(x, y, w, confidence)
    n, effective = len(x), float(len(x)) if w is None else effective_n(w)

    def estimate(value: float, low: float, high: float, unit: str, method: str) -> Estimate:
        return Estimate(value, low, high, n, unit, method, confidence, effective)

    odds = _row(whole.table, "odds_ratio", "odds_low", "odds_high")
    return Calibration(
        chances=chances,
        odds_ratio=estimate(*odds, "coefficient", "sandwich"),
        p=whole.joint.p,
        slope=_slope(frame["yes"], line, w, confidence),
        intercept=estimate(*_intercept(y, line, w, confidence), "coefficient", "sandwich"),
        brier=brier,
        brier_base=base,
        skill=1 - brier / base,
        auc=estimate(auc(x, y, w), *limits, "share", "delong_logit"),
        n=n,
        events=int(y.sum()),
        n_effective=effective,
        folds=folds,
    )


def _row(table: pd.DataFrame, *columns: str) -> tuple[float, float, float]:
    """Give three numbers of the one row of a table."""
    first, second, third = table[list(columns)].to_numpy(np.float64)[0]
    return float(first), float(second), float(third)


def _checked_folds(y: FloatArray, folds: int) -> None:
    rarer = int(min(y.sum(), len(y) - y.sum()))
    if not 2 <= folds <= max(rarer, 1):
        raise StatisticsError(
            f"{folds} parts cannot each hold both answers, of which the rarer one was given {rarer} times; "
            "collect more answers, or take from 2 parts up to that number"
        )


def _out_of_sample(
    frame: pd.DataFrame, weights: FloatArray | None, folds: int, generator: np.random.Generator
) -> FloatArray:
    """Give the chance of each respondent by the regression on the parts that he or she is not in."""
    y = frame["yes"].to_numpy()
    fold = np.empty(len(y), dtype=np.int64)
    for answer in (0.0, 1.0):
        own = generator.permutation(np.flatnonzero(y == answer))
        fold[own] = np.arange(len(own)) % folds
    chances = np.empty(len(y))
    for part in range(folds):
        out = fold == part
        fit = logistic(frame[~out], "yes", ["score"], weights=None if weights is None else weights[~out])
        slope = float(fit.table["coefficient"].to_numpy()[0])
        chances[out] = special.expit(fit.intercept + slope * frame.loc[out, "score"].to_numpy())
    return chances


def _slope(
    yes: pd.Series, line: FloatArray, weights: FloatArray | None, confidence: float
) -> Estimate | None:
    if np.ptp(line) < _SAME_WITHIN:
        return None
    found = logistic(
        pd.DataFrame({"line": line, "yes": yes}), "yes", ["line"], weights=weights, confidence=confidence
    )
    return Estimate(
        *_row(found.table, "coefficient", "low", "high"),
        found.n,
        "coefficient",
        "sandwich",
        confidence,
        found.n_effective,
    )


def _intercept(
    y: FloatArray, line: FloatArray, weights: FloatArray | None, confidence: float
) -> tuple[float, float, float]:
    """Solve Σw(y − P(c + l)) = 0 for c, with limits from the sandwich Σw²(y − P)²/(ΣwP(1 − P))²."""
    w = np.ones(len(y)) if weights is None else weights

    def short(c: float) -> float:
        return float(w @ (y - special.expit(c + line)))

    reach = float(np.abs(line).max()) + float(np.log(w.sum() / w.min())) + 1.0
    c = float(brentq(short, -reach, reach, xtol=1e-12))
    chance = special.expit(c + line)
    n = len(y)
    variance = n / (n - 1) * float(w**2 @ (y - chance) ** 2) / float(w @ (chance * (1 - chance))) ** 2
    margin = normal_quantile(confidence) * variance**0.5
    return c, c - margin, c + margin


def observed(
    scores: npt.ArrayLike,
    yes: npt.ArrayLike,
    chances: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    parts: int = 5,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Lay what was predicted beside what happened, in fifths of a score.

    `scores`, `yes`, `chances`: shape (n,), all known. One row per part, lowest score first: `score_low`,
    `score_high` (its ends), `predicted` (mean chance), `estimate`, `low`, `high` (share of yes, Wilson), `n`,
    `n_effective`, `events`. Respondents of one score stay together (`parts_of`).

    >>> table = observed([1, 2, 3, 4], [0, 1, 0, 1], [0.2, 0.4, 0.6, 0.8], parts=2)
    >>> table[["predicted", "estimate", "n"]].round(2).to_numpy().tolist()
    [[0.3, 0.5, 2.0], [0.7, 0.5, 2.0]]
    """
    x, y, chance = (np.asarray(values, dtype=np.float64) for values in (scores, yes, chances))
    w = None if weights is None else np.asarray(weights, dtype=np.float64)
    part, rows = parts_of(x, w, parts), []
    for number in range(int(part.max()) + 1):
        here = part == number
        own = None if w is None else w[here]
        share = proportion(y[here], own, confidence=confidence)
        rows.append(
            {
                "score_low": x[here].min(),
                "score_high": x[here].max(),
                "predicted": weighted_mean(chance[here], own),
                "estimate": share.value,
                "low": share.low,
                "high": share.high,
                "n": share.n,
                "n_effective": share.n_effective or float(share.n),
                "events": int(y[here].sum()),
            }
        )
    return pd.DataFrame(rows)
