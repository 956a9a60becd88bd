"""Difference in differences: what changed for those who had an action, beyond what changed for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import StatisticsError
from toolkit.followup.changes.change import MINIMUM_PAIRS, ROUNDING
from toolkit.followup.changes.verdict import judge
from toolkit.followup.waves import (
    AFTER,
    BEFORE,
    IntArray,
    answers,
    partners,
    require_columns,
    wave_weights,
)
from toolkit.measures.weights import FloatArray, as_numbers, effective_n

Correction = Literal["cr2", "cr3", "wave"]

# The cells, and the sign with which the mean of each enters: (treated after − before) − (others after − before).
CELLS: Final = ("others_before", "others_after", "treated_before", "treated_after")
SIGNS: Final = np.array([1.0, -1.0, -1.0, 1.0])
COLUMNS: Final = (
    *CELLS,
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
    *(f"n_{cell}" for cell in CELLS),
    *(f"n_effective_{cell}" for cell in CELLS),
    "n_paired",
)
LEAST: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The answers of both waves to one measure, a row each: shape (n,) all.

    `cell` is a place in CELLS, `respondent` the same number for the two answers of one customer.
    """

    values: FloatArray
    weights: FloatArray
    cell: IntArray
    respondent: IntArray


def difference_in_differences(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    treated: str,
    key: str | None = None,
    weights: str | Sequence[Any] | None = None,
    smallest_change: float | Mapping[str, float] = 5.0,
    confidence: float = 0.95,
    correction: Correction = "cr2",
) -> pd.DataFrame:
    """Compare what changed for those who had an action with what changed for the others.

    `before`, `after`: one row per respondent, NaN where there is no answer.
    `measures`: numeric columns of both waves. `treated`: a column of both waves, 1 for who had the action, 0 for who
    had not, NaN where that is not known (left out). `key`, `weights`, `smallest_change`, `confidence` as in
    `compare_waves`.

    Returns one row per measure (index `measure`) with COLUMNS, in the measure's units, never rounded: the mean of
    each cell, `difference` = (treated after − before) − (others after − before), which is the coefficient of
    treated × later in a linear model of the answer on both and their product, its interval, tests and verdict.

    The error counts what one respondent answers twice as one: with w the weight, e the distance to the mean of the
    cell, W the weights of that cell and h = w/W the leverage, z = ±w·e/(W·√(1 − h)), summed per respondent, and
    se² = Σz². That is the cluster-robust CR2; without weights it is the error of the two changes as `compare_waves` has
    them for independent or paired waves, taken together. `correction="cr3"` has 1 − h in the place of √(1 − h): the
    jackknife over respondents, and HC3 where nobody answered twice. "wave" has √((n − 1)/n) of the wave there, as
    survey software does. Degrees of freedom after Satterthwaite: (Σv)²/Σ(v²/(1 − h)), with v what each respondent adds
    to the variance where answers have one spread per cell and one correlation between the waves; of independent waves
    without weights it is Welch's.
    `p_holm` and `p_equivalence_holm` are over all measures of this call. Where all answers of a cell are the same its
    part of the error is not known: the difference is given, interval and p-values are NaN, the verdict "not decided".

    Raises StatisticsError as `compare_waves` does, where `treated` holds other values, and where a cell has fewer
    than two answers.
    Sources: Bell & McCaffrey (2002), Survey Methodology 28, 169–181; Cameron & Miller (2015), Journal of Human
    Resources 50, 317–372; Lumley (2010), Complex Surveys. In R this is
    `clubSandwich::coef_test(lm(y ~ treated * later, weights = w), vcov = "CR2", cluster = id)`, but for its degrees
    of freedom; with "wave" `svyglm(y ~ treated * later, svydesign(ids = ~1, strata = ~later, weights = ~w))`.

    >>> first = pd.DataFrame({"called": [1, 1, 1, 0, 0, 0], "trust": [50.0, 60.0, 40.0, 50.0, 60.0, 70.0]})
    >>> second = pd.DataFrame({"called": [1, 1, 1, 0, 0, 0], "trust": [70.0, 60.0, 80.0, 55.0, 65.0, 75.0]})
    >>> found = difference_in_differences(first, second, ["trust"], treated="called").loc["trust"]
    >>> float(found["difference"]), round(float(found["se"]), 4)
    (15.0, 11.547)
    """
    names, margins = checked_settings(measures, smallest_change, confidence)
    require_columns(before, after, [*names, treated, *([] if key is None else [key])])
    given = wave_weights(before, after, weights)
    partner = None if key is None else partners(before[key], after[key])
    had = [had_action(wave, treated, told) for wave, told in ((before, BEFORE), (after, AFTER))]
    rows = {name: _rows(before, after, name, had, given, partner) for name in names}
    _require_cells(rows)
    table = pd.DataFrame({name: _estimated(one, correction) for name, one in rows.items()}).T
    table = table.astype(float).rename_axis("measure")
    return judge(table, margins, confidence)[list(COLUMNS)]


def checked_settings(
    measures: Sequence[str], smallest_change: float | Mapping[str, float], confidence: float
) -> tuple[list[str], list[float]]:
    """Give the measures and the smallest change of each; StatisticsError where one cannot be."""
    names = list(measures)
    if isinstance(measures, str) or not names or len(set(names)) < len(names):
        raise StatisticsError('Give the measures as a list with each name once, such as ["trust"].')
    if isinstance(smallest_change, Mapping):
        lacking = [name for name in names if name not in smallest_change]
        if lacking:
            raise StatisticsError(f"No smallest change for {lacking[0]!r}. Give one for each measure.")
        margins = [float(smallest_change[name]) for name in names]
    else:
        margins = [float(smallest_change)] * len(names)
    if not all(np.isfinite(margin) and margin > 0 for margin in margins):
        raise StatisticsError("The smallest change that matters is a finite number over 0, such as 5.0.")
    if not 0.5 < confidence < 1:
        raise StatisticsError(
            f"A confidence of {confidence} is not between 0.5 and 1. Give a share, such as 0.95."
        )
    return names, margins


def had_action(wave: pd.DataFrame, treated: str, told: str) -> FloatArray:
    """Give who had the action in a wave: 1, 0, or NaN where that is not known."""
    had = as_numbers(wave[treated], f"{treated!r} in the {told} wave")
    if not np.isin(had[~np.isnan(had)], (0, 1)).all():
        raise StatisticsError(
            f"{treated!r} in the {told} wave holds other values than 0 and 1. Write 1 for who had the action, 0 for "
            "who had not, and nothing where that is not known."
        )
    return had


def _rows(
    before: pd.DataFrame,
    after: pd.DataFrame,
    name: str,
    had: Sequence[FloatArray],
    weights: tuple[FloatArray | None, FloatArray | None],
    partner: IntArray | None,
) -> _Rows:
    """Put the answers of both waves below each other, who had the action or not known."""
    same = np.full(len(before), -1, dtype=np.intp) if partner is None else partner
    # Who answered twice bears the number of the second answer; all others one of their own.
    alone = len(after) + np.arange(len(before))
    respondents = (np.where(same >= 0, same, alone).astype(np.intp), np.arange(len(after), dtype=np.intp))
    parts = []
    for later, wave in enumerate((before, after)):
        told = f"{name!r} in the {(BEFORE, AFTER)[later]} wave"
        values = np.where(np.isnan(had[later]), np.nan, as_numbers(wave[name], told))
        sample = answers(values, weights[later], told)
        cell = (2 * had[later][sample.rows] + later).astype(np.intp)
        w = np.ones(sample.n) if sample.weights is None else sample.weights
        parts.append(_Rows(sample.values, w, cell, respondents[later][sample.rows]))
    columns = ("values", "weights", "cell", "respondent")
    return _Rows(*(np.concatenate([getattr(part, column) for part in parts]) for column in columns))


def _require_cells(rows: Mapping[str, _Rows]) -> None:
    short = [
        f"{name!r} ({int(n)} in {cell})"
        for name, one in rows.items()
        for cell, n in zip(CELLS, np.bincount(one.cell, minlength=4), strict=True)
        if n < LEAST
    ]
    if short:
        raise StatisticsError(
            f"A difference in differences needs at least {LEAST} answers in each cell; too few for "
            f"{', '.join(short)}. Leave these measures out, or ask more customers."
        )


def _estimated(rows: _Rows, correction: Correction) -> dict[str, float]:
    """Give the cells, their difference, its standard error and degrees of freedom."""
    totals = np.bincount(rows.cell, rows.weights, 4)
    means = np.bincount(rows.cell, rows.weights * rows.values, 4) / totals
    leverage = rows.weights / totals[rows.cell]
    away = rows.values - means[rows.cell]
    counts = np.bincount(rows.cell, minlength=4)
    if correction == "wave":
        waves = np.bincount(rows.cell % 2, minlength=2)
        larger = np.sqrt(waves / (waves - 1))[rows.cell % 2]
    else:
        larger = (1 - leverage) ** (-0.5 if correction == "cr2" else -1.0)
    added = np.bincount(rows.respondent, SIGNS[rows.cell] * leverage * away * larger)
    se = float(np.sqrt(np.sum(added**2)))
    spread = np.bincount(rows.cell, leverage * away**2, 4) * counts / (counts - 1)
    tiny = ROUNDING * float(np.abs(rows.values).max())
    even = bool((np.sqrt(spread) <= tiny).any())
    effective = [effective_n(rows.weights[rows.cell == cell]) for cell in range(4)]
    return {
        **dict(zip(CELLS, map(float, means), strict=True)),
        "difference": float(SIGNS @ means),
        "se": 0.0 if even else se,
        "df": _degrees(rows, leverage, away, np.sqrt(spread)),
        **{f"n_{cell}": float(n) for cell, n in zip(CELLS, counts, strict=True)},
        **{f"n_effective_{cell}": n for cell, n in zip(CELLS, effective, strict=True)},
        "n_paired": float((np.bincount(rows.respondent) == 2).sum()),
    }


def _degrees(rows: _Rows, leverage: FloatArray, away: FloatArray, spread: FloatArray) -> float:
    """Degrees of freedom of the variance, from what each respondent adds to it under one spread per cell."""
    part = SIGNS[rows.cell] * leverage * spread[rows.cell]
    first, second = _pairs(rows)
    adds = part**2
    if first.size:
        r = _correlation(away[first], away[second])
        adds[first] += adds[second] + 2 * r * part[first] * part[second]
        adds[second] = 0.0
        leverage = leverage.copy()
        leverage[first] = (leverage[first] + leverage[second]) / 2
    below = float(np.sum(adds**2 / (1 - leverage)))
    return max(1.0, float(adds.sum() ** 2 / below)) if below > 0 else float(len(adds) - 4)


def _pairs(rows: _Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the places of the first and of the second answer of those who answered twice."""
    order = np.argsort(rows.respondent, kind="stable")
    twice = np.flatnonzero(rows.respondent[order][:-1] == rows.respondent[order][1:])
    # Rows of the first wave stand above those of the second, and the order is stable.
    return order[twice], order[twice + 1]


def _correlation(x: FloatArray, y: FloatArray) -> float:
    if x.size < MINIMUM_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return float(np.corrcoef(x, y)[0, 1])
