"""Did those with an action stand apart at the start? Then they may have been picked for it, and go back to the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from toolkit.followup.impact.did import checked_settings, had_action
from toolkit.followup.thresholds import APART_AT_START
from toolkit.followup.waves import AFTER, BEFORE, partners, require_columns, wave_weights
from toolkit.measures.differences import difference, summarise
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray, answered, as_numbers, weighted_mean

START_COLUMNS: Final = (
    "difference",
    "low",
    "high",
    "p",
    "p_holm",
    "sd",
    "d",
    "apart",
    "n_treated",
    "n_others",
)


def apart_at_start(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    treated: str,
    key: str,
    weights: str | Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare the first scores of those with and without an action, of the respondents who answered both times.

    Arguments as for `among_equals`. Index: measure; columns START_COLUMNS: difference (with less without) with its
    interval and p by Welch's t (linearised where weighted), p_holm over the measures, `sd` the root of the mean of both
    variances, `d` = difference / sd, and `apart`: beyond chance after Holm, and |d| above APART_AT_START. NaN and False
    where a side has fewer than two respondents or all of it gave the same score.
    Lots make sides that are apart in no more than 1 − confidence of the draws.

    Raises StatisticsError for columns, keys or weights that cannot be used.
    Source: Stuart (2010), Statistical Science 25, 1–21, section 4.1. In R this is
    `t.test(y ~ treated)`, and `MatchIt::match.data` with `cobalt::bal.tab` for d.

    >>> first = pd.DataFrame({"id": range(6), "called": [1, 1, 1, 0, 0, 0], "trust": [20.0, 30, 40, 60, 70, 80]})
    >>> found = apart_at_start(first, first, ["trust"], treated="called", key="id").loc["trust"]
    >>> float(found["difference"]), float(found["d"]), bool(found["apart"])
    (-40.0, -4.0, True)
    """
    names, _ = checked_settings(measures, 1.0, confidence)
    require_columns(before, after, [*names, key, treated])
    given, _ = wave_weights(before, after, weights)
    place = partners(before[key], after[key])
    here = np.flatnonzero(place >= 0)
    had = had_action(after, treated, AFTER)[place[here]]
    w = None if given is None else given[here]
    rows = {
        name: _start(as_numbers(before[name], f"{name!r} in the {BEFORE} wave")[here], had, w, confidence)
        for name in names
    }
    table = pd.DataFrame(rows).T.astype(float).rename_axis("measure")
    table["p_holm"] = holm(table["p"].to_numpy())
    table["apart"] = (table["p_holm"] < 1 - confidence) & (table["d"].abs() > APART_AT_START)
    return table[list(START_COLUMNS)]


def _start(
    scores: FloatArray, had: FloatArray, weights: FloatArray | None, confidence: float
) -> dict[str, float]:
    sides = [
        answered(scores[had == side], None if weights is None else weights[had == side]) for side in (1, 0)
    ]
    counts = {"n_treated": float(len(sides[0][0])), "n_others": float(len(sides[1][0]))}
    if min(counts.values()) < 2:
        return {name: float("nan") for name in START_COLUMNS[:7]} | counts
    treated, others = (summarise(x, w, kind="mean") for x, w in sides)
    found = difference(treated, others, confidence=confidence)
    sd = float(np.sqrt(np.mean([_variance(x, w) for x, w in sides])))
    d = found.value / sd if sd > 0 else float("nan")
    return {
        **{"difference": found.value, "low": found.low, "high": found.high, "p": found.p},
        **{"sd": sd, "d": d},
        **counts,
    }


def _variance(x: FloatArray, w: FloatArray | None) -> float:
    return weighted_mean((x - weighted_mean(x, w)) ** 2, w) * len(x) / (len(x) - 1)
