"""A group that was picked for its low scores: how much of its rise is regression to the mean?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from toolkit.analysis.followup.frames import frames, weight_of
from toolkit.analysis.followup.treated import TREATED, Sides
from toolkit.analysis.job import Job, alpha_of
from toolkit.analysis.shown import score_shown
from toolkit.errors import StatisticsError
from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.impact.regression import beyond_regression, expected_rise
from toolkit.measures.weights import weighted_mean


@dataclass(frozen=True)
class Regression:
    """The rise of a picked group on the score that it was picked on, and what regression to the mean alone would give.

    `picked`: that construct. `measured`, `expected`, `beyond` = measured − expected with `low` and `high`, in points;
    `group`, `everybody`: where both stood at the start. `by`: from the customers without the action who answered both
    times ("panel"), with limits of the expected rise, or from the reliability of the scale ("reliability"), the least
    that it can be. `n_treated`, `n_others`: customers behind it.
    """

    picked: str
    by: Literal["panel", "reliability"]
    measured: float
    expected: float
    expected_low: float
    expected_high: float
    beyond: float
    low: float
    high: float
    group: float
    everybody: float
    n_treated: int
    n_others: int


def regression(pair: Job, who: Sides, picked: str, *, by_panel: bool) -> Regression | None:
    """Tell it from the customers of both waves, where these are enough, else from the reliability; None without one."""
    if picked not in frames(pair).shown:
        return None
    return _by_panel(pair, who, picked) if by_panel else _by_reliability(pair, who, picked)


def _by_panel(pair: Job, who: Sides, picked: str) -> Regression | None:
    try:
        table = beyond_regression(
            who.before,
            who.after,
            [picked],
            treated=TREATED,
            picked=picked,
            key="key",
            weights=weight_of(pair),
            confidence=pair.engagement.analysis.confidence,
        )
    except StatisticsError:
        return None
    row = table.to_dict("records")[0]
    return Regression(
        picked,
        "panel",
        measured=row["measured"],
        expected=row["expected"],
        expected_low=row["expected_low"],
        expected_high=row["expected_high"],
        beyond=row["beyond"],
        low=row["low"],
        high=row["high"],
        group=row["picked_treated"],
        everybody=row["picked_all"],
        n_treated=int(row["n_treated"]),
        n_others=int(row["n_others"]),
    )


def _by_reliability(pair: Job, who: Sides, picked: str) -> Regression | None:
    """Without pairs: what the scale measures by chance comes back, and nothing else is known."""
    alpha = alpha_of(pair, picked)
    known = who.before[who.before[TREATED].notna() & who.before[picked].notna()]
    group = [frame[frame[TREATED] == 1] for frame in (who.before, who.after)]
    if alpha is None or not 0 <= alpha.value <= 1:
        return None
    waves = zip(group, (pair.surveys[0], pair.surveys[-1]), strict=True)
    if not all(score_shown(pair, frame[picked], survey) for frame, survey in waves):
        return None
    weights = weight_of(pair)
    change = compare_waves(
        group[0], group[1], [picked], weights=weights, confidence=pair.engagement.analysis.confidence
    )
    row = change.to_dict("records")[0]
    everybody = _mean(known, picked, weights)
    expected = expected_rise(float(row["before"]), everybody, alpha.value)
    return Regression(
        picked,
        "reliability",
        measured=float(row["difference"]),
        expected=expected,
        expected_low=expected,
        expected_high=float("nan"),
        beyond=float(row["difference"]) - expected,
        low=float(row["low"]) - expected,
        high=float(row["high"]) - expected,
        group=float(row["before"]),
        everybody=everybody,
        n_treated=int(min(row["n_before"], row["n_after"])),
        n_others=int((known[TREATED] == 0).sum()),
    )


def _mean(frame: pd.DataFrame, name: str, weights: str | None) -> float:
    return weighted_mean(frame[name], None if weights is None else frame[weights])
