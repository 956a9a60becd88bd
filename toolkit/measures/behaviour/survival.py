"""How long customers stay: the Kaplan–Meier curve with its interval."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.intervals import normal_quantile
from toolkit.measures.weights import FloatArray, as_numbers, checked_weights

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def kaplan_meier(
    time: npt.ArrayLike,
    observed: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The share that is still there after each length of time, by Kaplan and Meier.

    `time`, shape (n,): how long each customer was followed, ≥ 0, in any unit; `observed`, shape (n,): True where the
    event (such as a lapse) ended it, False where following just stopped; no missing values. `weights` as everywhere.
    Returns one row per different time, from short to long, with columns `time`, `at_risk` (customers followed up to
    then), `events` (customers), `estimate` (share of 0 to 1 still there after that time), `standard_error`, `low`,
    `high` and `n_effective` (Kish's, of those at risk).

    S(t) = Π (1 − d/Y) over the times up to t, d being events and Y those at risk, both weighted. Customers whose
    following stops at a time are at risk at that time. The variance is the linearised one: with
    C(t) = Σ d/(Y(Y − d)), customer i moves log S(t) by w·(C(min(t, tᵢ)) − [event by t]/(Y − d)), and the squares are
    summed. Without weights that is Greenwood's formula exactly: S²·C. The limits are S^exp(±z·se/(S·log S)), the
    log-log interval, which stays between 0 and 1; NaN where S is 0 or 1, for there it says nothing.

    Raises StatisticsError where there is nobody, a value is missing or below 0, or for unusable weights.
    Source: Kaplan & Meier (1958), Journal of the American Statistical Association 53, 457–481; Greenwood (1926);
    Kalbfleisch & Prentice (1980), section 1.3, for log-log; Williams (1995), Biometrics 51, 1363–1368, for weights.
    In R this is `survfit(Surv(time, observed) ~ 1, weights = w, robust = !is.null(w), conf.type = "log-log")`.

    >>> curve = kaplan_meier([1, 2, 2, 3], [True, True, False, False])
    >>> curve[["time", "at_risk", "events", "estimate"]].to_numpy().tolist()
    [[1.0, 4.0, 1.0, 0.75], [2.0, 3.0, 1.0, 0.5], [3.0, 1.0, 0.0, 0.5]]
    """
    t, event, w = followed(time, observed, weights)
    times, place = np.unique(t, return_inverse=True)
    size = len(times)
    here = np.bincount(place, w, size).astype(np.float64)
    events = np.bincount(place, w * event, size).astype(np.float64)
    # Followed up to a time: everybody but those who stopped before it.
    at_risk = here[::-1].cumsum()[::-1]
    squares = np.bincount(place, w**2, size)[::-1].cumsum()[::-1]
    # The last ones may all go; rounding must not leave a part of somebody.
    left = np.where(np.isclose(events, at_risk, rtol=1e-12), 0.0, at_risk - events)
    survival = np.cumprod(left / at_risk)
    error = _log_error(place, event, w, events, at_risk, left, squares)
    low, high = _log_log(survival, error, normal_quantile(confidence))
    return pd.DataFrame(
        {
            "time": times,
            "at_risk": np.bincount(place, minlength=size)[::-1].cumsum()[::-1],
            "events": np.bincount(place[event], minlength=size),
            "estimate": survival,
            "standard_error": np.where(survival > 0, survival * error, np.nan),
            "low": low,
            "high": high,
            "n_effective": at_risk**2 / squares,
        }
    )


def _log_error(
    place: IntArray,
    event: BoolArray,
    w: FloatArray,
    events: FloatArray,
    at_risk: FloatArray,
    left: FloatArray,
    squares: FloatArray,
) -> FloatArray:
    """Give the standard error of log S at each time, from what each customer moves it by; NaN where S is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        c = np.cumsum(np.where(left > 0, events / (at_risk * left), 0.0))
        own = np.where(event, 1 / left[place], 0.0)
        moved = np.where(event & (left[place] == 0), 0.0, w * (c[place] - own))
    stopped = np.cumsum(np.bincount(place, moved**2, len(left)))
    later = np.append(squares[1:], 0.0)
    alive = np.cumprod(left > 0).astype(bool)
    return np.where(alive, np.sqrt(stopped + c**2 * later), np.nan)


def _log_log(survival: FloatArray, error: FloatArray, z: float) -> tuple[FloatArray, FloatArray]:
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where((survival > 0) & (survival < 1), survival, np.nan)
        step = z * error / np.log(inside)
        return inside ** np.exp(-step), inside ** np.exp(step)


def survival_at(curve: pd.DataFrame, times: npt.ArrayLike) -> pd.DataFrame:
    """Read a curve of `kaplan_meier` at these times: `time, estimate, low, high, at_risk, n_effective`.

    `at_risk` are those followed for that long at least. Before the first time of the curve the estimate is 1. After the
    last one it is NaN, unless nobody was left: nobody was followed that long.
    In R this is `summary(survfit(…), times = times, extend = TRUE)`.

    >>> curve = kaplan_meier([1, 2, 2, 3], [True, True, False, False])
    >>> survival_at(curve, [0.5, 2.5, 4])["estimate"].tolist()
    [1.0, 0.5, nan]
    """
    asked = as_numbers(np.atleast_1d(np.asarray(times)), "times")
    known = curve["time"].to_numpy()
    place = np.searchsorted(known, asked, side="right") - 1
    columns = {name: curve[name].to_numpy(np.float64) for name in ("estimate", "low", "high")}
    found = {
        name: np.where(place >= 0, values[place], 1.0 if name == "estimate" else np.nan)
        for name, values in columns.items()
    }
    beyond = (asked > known[-1]) & (columns["estimate"][-1] > 0)
    for values in found.values():
        values[beyond] = np.nan
    # Those followed up to a time are those at risk at the next one of the curve.
    following = np.searchsorted(known, asked, side="left")
    counts = {
        name: np.append(curve[name].to_numpy(np.float64), 0.0)[following]
        for name in ("at_risk", "n_effective")
    }
    counts["at_risk"] = counts["at_risk"].astype(np.int64)
    return pd.DataFrame({"time": asked, **found, **counts})


def median_time(curve: pd.DataFrame) -> tuple[float, float, float]:
    """Median time and its limits from a curve of `kaplan_meier`: where it, its low and its high limit come to half.

    NaN where the curve or limit never does.
    Source: Brookmeyer & Crowley (1982), Biometrics 38, 29–41. In R this is `quantile(survfit(…), 0.5)`; where the curve
    is half exactly, R takes the middle of that step, this its start.

    >>> median_time(kaplan_meier([1, 2, 3, 4], [True] * 4))[0]
    2.0
    """
    # The product of shares that make a half may miss it by rounding.
    value, low, high = (
        _first_time(curve, (curve[name] <= 0.5 + 1e-12).to_numpy()) for name in ("estimate", "low", "high")
    )
    return value, low, high


def _first_time(curve: pd.DataFrame, reached: BoolArray) -> float:
    return float(curve["time"].to_numpy()[reached.argmax()]) if reached.any() else float("nan")


def followed(
    time: npt.ArrayLike, observed: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, BoolArray, FloatArray]:
    """Check who was followed for how long: times, events, and weights, which are 1 where all are equal.

    Who has weight 0 is left out. Raises StatisticsError as `kaplan_meier` says.
    """
    t, event = as_numbers(time, "time"), as_numbers(observed, "observed")
    if t.ndim != 1 or t.shape != event.shape or not len(t):
        raise StatisticsError("time and observed: two columns of one length expected, with at least one row")
    if np.isnan(t).any() or np.isnan(event).any() or (t < 0).any():
        raise StatisticsError("time and observed: no value may be missing, and no time below 0")
    if not np.isin(event, (0.0, 1.0)).all():
        raise StatisticsError("observed: only yes (1) and no (0) are possible")
    if weights is None:
        return t, event == 1, np.ones_like(t)
    raw = as_numbers(weights, "weights")
    checked = checked_weights(raw, len(t))
    counted = raw > 0
    w = np.ones_like(t) if checked is None else checked
    return t[counted], event[counted] == 1, w[counted]
