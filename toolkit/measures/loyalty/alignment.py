"""Do customers find important what the organisation says it stands for, and do they notice it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.measures.correlation import correlation_table
from toolkit.measures.multiplicity import holm
from toolkit.measures.paired import paired_differences
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import ANSWERED_SHARE, VALUES_TO_COMPARE, VALUES_TO_RANK
from toolkit.measures.weights import FloatArray, as_numbers, same_rows


def value_gaps(
    importance: pd.DataFrame,
    experience: pd.DataFrame,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """How important each value is to customers, how much they notice of it, and the gap between the two.

    `importance` and `experience` have shape (n, k): the same respondents and the same values, points of 0 to 100, NaN
    where there is no answer. Of each value the respondents count who answered both, so that the gap, experience less
    importance, is the difference of the means: below 0 where customers notice less than they find important.
    Returns a frame indexed by value, the lowest gap first: `importance, importance_low, importance_high`, the same of
    `experience`, and of the gap `estimate, low, high, p, p_holm` (over the values), with `n, n_effective`;
    unit: points.
    Limits and p are Student's within respondents (`mean_estimate`, `paired_differences`).
    Raises StatisticsError where rows or values differ, nobody answered both of one, or for unusable weights.
    Source: importance against performance: Martilla & James (1977), Journal of Marketing 41(1), 77–79.
    In R this is `t.test(experience, importance, paired = TRUE)` per value.

    >>> asked = pd.DataFrame({"honest": [80.0, 100, 90], "near": [50.0, 40, 60]})
    >>> felt = pd.DataFrame({"honest": [60.0, 90, 60], "near": [60.0, 50, 40]})
    >>> value_gaps(asked, felt)["estimate"].to_dict()
    {'honest': -20.0, 'near': 0.0}
    """
    _same_values(importance, experience)
    same_rows(importance, weights)
    w = None if weights is None else as_numbers(weights, "weights")
    rows = []
    for name in importance.columns:
        asked, felt = as_numbers(importance[name]), as_numbers(experience[name])
        unknown = np.isnan(asked + felt)
        both = pd.DataFrame(
            {"felt": np.where(unknown, np.nan, felt), "asked": np.where(unknown, np.nan, asked)}
        )
        gap = paired_differences(both, [("felt", "asked")], w, confidence=confidence).iloc[0]
        means = _mean_row("importance", both["asked"], w, confidence)
        means |= _mean_row("experience", both["felt"], w, confidence)
        rows.append(means | gap[["estimate", "low", "high", "p", "n", "n_effective"]].to_dict())
    table = pd.DataFrame(rows, index=pd.Index(importance.columns, name="value")).infer_objects()
    table.insert(list(table.columns).index("p") + 1, "p_holm", holm(table["p"]))
    return table.sort_values("estimate", kind="stable")


def _mean_row(
    name: str, scores: pd.Series, weights: FloatArray | None, confidence: float
) -> dict[str, float]:
    found = mean_estimate(scores.to_numpy(), weights, confidence=confidence)
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def match_link(
    match: pd.Series, outcome: pd.Series, weights: npt.ArrayLike | None = None, *, confidence: float = 0.95
) -> dict[str, float]:
    """Correlation of the match with an outcome: `estimate, low, high, p, n, n_effective`.

    Both have shape (n,), NaN where there is none. Estimate and limits as `correlation_table`; p is two-sided, of
    Fisher's z = atanh r·√(n − 3), so that it is below 1 − confidence where the interval leaves 0 out.
    Raises StatisticsError as `correlation_table` does. Source: Fisher (1921), Metron 1, 3–32.
    In R this is `cor.test(match, outcome)`, with p by the normal distribution.

    >>> found = match_link(pd.Series([50.0, 60, 70, 80, 95]), pd.Series([40.0, 70, 50, 80, 90]))
    >>> round(found["estimate"], 4), round(found["p"], 4)
    (0.8422, 0.0823)
    """
    row = correlation_table(
        pd.DataFrame({"match": match, "outcome": outcome}), weights, confidence=confidence
    ).iloc[0]
    found = {name: float(row[name]) for name in ("estimate", "low", "high", "n", "n_effective")}
    steps = np.arctanh(np.clip(found["estimate"], -1 + 1e-15, 1 - 1e-15)) * np.sqrt(
        max(found["n_effective"] - 3, 0)
    )
    known = found["n_effective"] > 3
    return found | {"p": float(2 * special.ndtr(-abs(steps))) if known else float("nan")}


@dataclass(frozen=True, slots=True)
class RankAgreement:
    """How far two orders of the same things agree: Kendall's `tau` (−1 reversed, 1 the same) and its two-sided `p`."""

    tau: float
    p: float
    values: int


def rank_agreement(stated: npt.ArrayLike, importance: npt.ArrayLike) -> RankAgreement | None:
    """How far the order in which an organisation states its values is that of their importance to customers.

    `stated` has shape (k,): the rank the organisation gives, 1 first; `importance` (k,): the mean of each value, in
    any unit. Kendall's tau-b between rank and order of importance, 1 where both are the same; p counts all orders of
    k values that agree as far or further (with equal means: the normal approximation). The means count as given:
    tau says nothing of how sure their order is.
    None under `VALUES_TO_RANK` values: even the most extreme order of three comes by chance one time in three.
    Raises StatisticsError where lengths differ, a value is missing or stated ranks are not unique.
    Source: Kendall (1938), Biometrika 30, 81–93. In R this is `cor.test(-rank, m, method = "kendall", exact = TRUE)`.

    >>> found = rank_agreement([1, 2, 3, 4, 5], [90, 85, 70, 75, 60])
    >>> round(found.tau, 6), round(found.p, 6)
    (0.8, 0.083333)
    """
    ranks, means = as_numbers(stated, "stated"), as_numbers(importance, "importance")
    if ranks.ndim != 1 or ranks.shape != means.shape or np.isnan([ranks, means]).any():
        raise StatisticsError("each stated value needs one rank and one importance")
    if len(np.unique(ranks)) < len(ranks):
        raise StatisticsError("stated: two values have the same rank; give each its own")
    if len(ranks) < VALUES_TO_RANK:
        return None
    from scipy import stats  # noqa: PLC0415 - slow to import

    tied = len(np.unique(means)) < len(means)
    found = stats.kendalltau(-ranks, means, method="asymptotic" if tied else "exact")
    return RankAgreement(float(found.statistic), float(found.pvalue), len(ranks))


def congruence(importance: pd.DataFrame, experience: pd.DataFrame) -> pd.Series:
    """How well what each respondent notices matches what is important to them: 100 less the mean absolute gap.

    Frames as in `value_gaps`. 100 where every value is noticed as much as it is important, 0 where all are opposite.
    NaN where fewer than half of the values, or fewer than `VALUES_TO_COMPARE`, were answered on both sides.
    Returns a float Series with the index of `importance`; unit: points of 0 to 100.
    More of a value than one asks for counts as a mismatch too, and so does less. The score mixes importance and
    experience: its link with an outcome may be that of the experience alone.
    Raises StatisticsError where rows or values differ.
    Source: the distance D of profiles, Cronbach & Gleser (1953), Psychological Bulletin 50, 456–473, with absolute
    differences; what such scores hide: Edwards (1994), Organizational Behavior and Human Decision Processes 58, 51–100.
    In R this is `100 - rowMeans(abs(experience - importance), na.rm = TRUE)`.

    >>> congruence(pd.DataFrame({"a": [80.0], "b": [60.0]}), pd.DataFrame({"a": [60.0], "b": [70.0]})).tolist()
    [85.0]
    """
    _same_values(importance, experience)
    gaps = np.abs(as_numbers(experience, "experience") - as_numbers(importance, "importance"))
    answered = (~np.isnan(gaps)).sum(axis=1)
    known = (answered >= VALUES_TO_COMPARE) & (answered >= ANSWERED_SHARE * gaps.shape[1])
    mean = np.divide(np.nansum(gaps, axis=1), answered, out=np.full(len(gaps), np.nan), where=known)
    return pd.Series(100 - mean, index=importance.index, name="congruence")


def _same_values(importance: pd.DataFrame, experience: pd.DataFrame) -> None:
    same_rows(importance, experience)
    if list(importance.columns) != list(experience.columns) or len(importance) != len(experience):
        raise StatisticsError("importance and experience must be of the same respondents and the same values")
    if not importance.shape[1] or not importance.columns.is_unique:
        raise StatisticsError("values: at least one is needed, each with its own name")
