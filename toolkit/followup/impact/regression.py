"""Regression to the mean: who was picked for a low score scores higher the next time, action or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import special

from toolkit.drivers.robust import robust_regression
from toolkit.errors import StatisticsError
from toolkit.followup.changes.verdict import judge
from toolkit.followup.impact.did import checked_settings, had_action
from toolkit.followup.thresholds import PAIRS_FOR_REGRESSION
from toolkit.followup.waves import (
    AFTER,
    BEFORE,
    did_you_mean,
    partners,
    require_columns,
    wave_weights,
)
from toolkit.measures.weights import FloatArray, answered, as_numbers, effective_n, weighted_mean

BEYOND_COLUMNS: Final = (
    "measured",
    "expected",
    "expected_low",
    "expected_high",
    "beyond",
    "low",
    "high",
    "slope",
    "picked_treated",
    "picked_all",
    "n_treated",
    "n_others",
)
EQUALS_COLUMNS: Final = (
    "difference",
    "low",
    "high",
    "p",
    "p_holm",
    "p_equivalence",
    "p_equivalence_holm",
    "verdict",
    "se",
    "df",
    "n_treated",
    "n_others",
    "n_effective_treated",
    "n_effective_others",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Panel:
    """Respondents with all that is asked of both waves, shape (n,) each; `had` is 1 with the action, else 0."""

    first: FloatArray
    second: FloatArray
    picked: FloatArray
    had: FloatArray
    weights: FloatArray | None

    @property
    def counts(self) -> tuple[int, int]:
        """How many had the action, and how many had not."""
        return int(self.had.sum()), int((1 - self.had).sum())


def expected_rise(group: float, everybody: float, persistence: float) -> float:
    """The rise that a group picked for its low score makes by itself: (1 − ρ)·(everybody − group).

    `group`, `everybody`: mean scores of the picked group and of all customers at the first measurement, in points.
    `persistence`: ρ, the correlation of the score with itself a measurement later where nothing is done; with a
    reliability in its place the rise is the least there can be, as scores also really change.
    Raises StatisticsError where ρ is not between 0 and 1.
    Source: Barnett, van der Pols & Dobson (2005), International Journal of Epidemiology 34, 215–220.

    >>> expected_rise(40.0, 65.0, 0.6)
    10.0
    """
    if not 0 <= persistence <= 1:
        raise StatisticsError(f"A correlation of {persistence} between the waves is not between 0 and 1.")
    return (1 - persistence) * (everybody - group)


def beyond_regression(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    treated: str,
    picked: str,
    key: str,
    weights: str | Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Take from the rise of a group picked for its low score what regression to the mean alone would give.

    `before`, `after`, `measures`, `treated`, `key`, `weights`: as in `difference_in_differences`; only respondents in
    both waves count, with the weight of the second and `treated` of the second. `picked`: the column of `before` on
    which the group was picked for scoring low.

    Returns one row per measure (index `measure`) with BEYOND_COLUMNS. `measured`: the mean rise of the group.
    `slope`: what the rise of the others falls per point of `picked` at the start, by least squares; of the picked
    score itself it is 1 − ρ, with ρ the slope of the second score on the first. That is the correlation of Barnett
    where both waves have one spread, and holds too where the others are those who scored high, which narrows their
    range and so their correlation. `expected` = slope·(picked_all − picked_treated), the rise by regression to the mean
    alone. `beyond` = measured − expected, with the interval that the errors of both give (linearised, t with the
    smaller group's degrees of freedom). What changed for everybody is still in it: `among_equals` takes that out too.

    Raises StatisticsError as `difference_in_differences` does, and with fewer than `PAIRS_FOR_REGRESSION` respondents
    in both waves on a side, or where all others gave the same score at the start.
    Source: Barnett, van der Pols & Dobson (2005), International Journal of Epidemiology 34, 215–220.

    >>> first = pd.DataFrame({"id": range(40), "trust": [20.0, 30] * 5 + [40.0, 60, 80] * 10})
    >>> first["called"] = [1.0] * 10 + [0.0] * 30
    >>> second = first.assign(trust=60 + 0.5 * (first["trust"] - 60))
    >>> found = beyond_regression(first, second, ["trust"], treated="called", picked="trust", key="id")
    >>> found.loc["trust", ["measured", "slope", "picked_all", "expected", "beyond"]].astype(float).round(2).tolist()
    [17.5, 0.5, 51.25, 13.12, 4.38]
    """
    panels = _panels(before, after, measures, treated, picked, key, weights)
    rows = {name: _beyond(panel, confidence) for name, panel in panels.items()}
    return pd.DataFrame(rows).T.astype(float).rename_axis("measure")[list(BEYOND_COLUMNS)]


def among_equals(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    treated: str,
    picked: str,
    key: str,
    weights: str | Sequence[Any] | None = None,
    smallest_change: float | Mapping[str, float] = 5.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare who had an action with others who stood equally low at the start.

    Arguments as in `beyond_regression` and `difference_in_differences`.
    Returns one row per measure (index `measure`) with EQUALS_COLUMNS: `difference` is the coefficient of the action in
    a linear model of the second score on the action, the first score and, where that is another, the score on which the
    group was picked (analysis of covariance), with HC3 errors. Unlike a difference in differences it is not moved by
    regression to the mean as long as the group was picked on that score and nothing else. Degrees of freedom: those of
    the smaller group, effective respondents less the coefficients but one; never more than n less the coefficients.
    Tests and verdict as in `difference_in_differences`.

    Raises StatisticsError as `beyond_regression` does.
    Sources: Van Breukelen (2006), Journal of Clinical Epidemiology 59, 920–925; MacKinnon & White (1985), Journal of
    Econometrics 29, 305–325. In R this is
    `coeftest(m <- lm(y2 ~ treated + y1, weights = w), sandwich::vcovHC(m, "HC3"))`, but for its degrees of freedom.

    >>> first = pd.DataFrame({"id": range(40), "trust": [20.0, 30] * 5 + [40.0, 60, 80] * 10})
    >>> first["called"] = [1.0] * 10 + [0.0] * 30
    >>> second = first.assign(trust=60 + 0.5 * (first["trust"] - 60))
    >>> found = among_equals(first, second, ["trust"], treated="called", picked="trust", key="id")
    >>> bool(abs(found.loc["trust", "difference"]) < 1e-9)
    True
    """
    names, margins = checked_settings(measures, smallest_change, confidence)
    panels = _panels(before, after, names, treated, picked, key, weights)
    rows = {name: _equals(panel, is_picked=name == picked) for name, panel in panels.items()}
    table = pd.DataFrame(rows).T.astype(float).rename_axis("measure")
    return judge(table, margins, confidence)[list(EQUALS_COLUMNS)]


def _panels(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    treated: str,
    picked: str,
    key: str,
    weights: str | Sequence[Any] | None,
) -> dict[str, _Panel]:
    """Give the respondents of both waves per measure."""
    require_columns(before, after, [*measures, key, treated])
    if picked not in before:
        hint = did_you_mean(picked, before)
        raise StatisticsError(f"The {BEFORE} wave has no column {picked!r}{hint}. Name the score picked on.")
    _, given = wave_weights(before, after, weights)
    place = partners(before[key], after[key])
    here, there = np.flatnonzero(place >= 0), place[place >= 0]
    had = had_action(after, treated, AFTER)[there]
    start = as_numbers(before[picked], f"{picked!r} in the {BEFORE} wave")[here]
    panels = {}
    for name in dict.fromkeys(measures):
        first = as_numbers(before[name], f"{name!r} in the {BEFORE} wave")[here]
        second = as_numbers(after[name], f"{name!r} in the {AFTER} wave")[there]
        rows, w = answered(
            np.column_stack([first, second, start, had]), None if given is None else given[there]
        )
        panels[name] = _Panel(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], w)
    short = [name for name, panel in panels.items() if min(panel.counts) < PAIRS_FOR_REGRESSION]
    if short:
        raise StatisticsError(
            f"Regression to the mean is told from {PAIRS_FOR_REGRESSION} respondents in both waves on, with and "
            f"without the action; {', '.join(map(repr, short))} has fewer. Ask the same customers again."
        )
    return panels


def _beyond(panel: _Panel, confidence: float) -> dict[str, float]:
    here, rise = panel.had == 1, panel.second - panel.first
    w = np.ones(len(rise)) if panel.weights is None else panel.weights
    measured, low_at = (float(np.average(part[here], weights=w[here])) for part in (rise, panel.picked))
    everybody = weighted_mean(panel.picked, w)
    slope, errors = _slope(panel.picked[~here], rise[~here], w[~here])
    distance = everybody - low_at
    # What each respondent adds to the errors of the three means and of the slope.
    of_group = np.where(here, w, 0.0) / w[here].sum()
    of_distance = w / w.sum() * (panel.picked - everybody) - of_group * (panel.picked - low_at)
    of_slope = np.zeros(len(rise))
    of_slope[~here] = errors
    of_expected = slope * of_distance + distance * of_slope
    of_beyond = of_group * (rise - measured) - of_expected
    n_treated, n_others = panel.counts
    larger = np.where(here, n_treated / (n_treated - 1), n_others / (n_others - 2))
    t = special.stdtrit(min(n_treated - 1, n_others - 2), (1 + confidence) / 2)
    half, half_expected = (float(t * np.sqrt(np.sum(larger * part**2))) for part in (of_beyond, of_expected))
    expected = slope * distance
    return {
        "measured": measured,
        "expected": expected,
        "expected_low": expected - half_expected,
        "expected_high": expected + half_expected,
        "beyond": measured - expected,
        "low": measured - expected - half,
        "high": measured - expected + half,
        "slope": slope,
        "picked_treated": low_at,
        "picked_all": everybody,
        "n_treated": float(n_treated),
        "n_others": float(n_others),
    }


def _slope(picked: FloatArray, rise: FloatArray, w: FloatArray) -> tuple[float, FloatArray]:
    """What a rise falls per point of the start, and what each respondent adds to the error of that."""
    away = picked - np.average(picked, weights=w)
    total = float(np.sum(w * away**2))
    if not total > 0:
        raise StatisticsError(
            "All who had no action gave the same score at the start, so that no slope can be told."
        )
    slope = float(np.sum(w * away * rise)) / total
    left = rise - np.average(rise, weights=w) - slope * away
    return -slope, -w * away * left / total


def _equals(panel: _Panel, *, is_picked: bool) -> dict[str, float]:
    columns = [np.ones(len(panel.had)), panel.had, panel.first] + ([] if is_picked else [panel.picked])
    names = ("", "the action", "the score at the start", "the score on which the group was picked")
    fit = robust_regression(np.vstack(columns), panel.second, panel.weights, names[: len(columns)])
    n_treated, n_others = panel.counts
    w = np.ones(len(panel.had)) if panel.weights is None else panel.weights
    effective = [effective_n(w[panel.had == side]) for side in (1, 0)]
    # At least those of the smaller group: Welch's formula never gives fewer.
    df = min(*effective) - (len(columns) - 1)
    return {
        "difference": float(fit.values[1]),
        "se": float(np.sqrt(fit.covariance[1, 1])),
        "df": max(1.0, min(df, fit.degrees)),
        "n_treated": float(n_treated),
        "n_others": float(n_others),
        "n_effective_treated": effective[0],
        "n_effective_others": effective[1],
    }
