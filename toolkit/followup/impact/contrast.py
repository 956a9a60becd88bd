"""Drivers that actions were aimed at beside drivers that none was: did those move more?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.waves import require_columns

# No construct can be called so.
CONTRAST: Final = "targeted less others"


@dataclass(frozen=True, slots=True, eq=False)
class Targeted:
    """How much more the drivers changed that were aimed at.

    `contrast`: one row as `compare_waves` gives it, of the mean score over targeted drivers less that over the others,
    among respondents with a score on each. `drivers`: such a row for each driver, among all who scored it.
    """

    contrast: pd.Series
    drivers: pd.DataFrame
    targeted: tuple[str, ...]
    untargeted: tuple[str, ...]


def targeted_contrast(
    before: pd.DataFrame,
    after: pd.DataFrame,
    targeted: Sequence[str],
    untargeted: Sequence[str],
    *,
    key: str | None = None,
    weights: str | Sequence[Any] | None = None,
    smallest_change: float = 5.0,
    confidence: float = 0.95,
) -> Targeted:
    """Compare the change of drivers that actions were aimed at with that of the other drivers.

    `before`, `after`: one row per respondent, NaN where there is no score. `targeted`, `untargeted`: numeric columns of
    both, on one scale. The rest as in `compare_waves`.

    Per respondent with a score on all of them d = mean of the targeted − mean of the others, in points; the change of
    its mean between the waves, tested by the design of the data, is how much more the targeted drivers rose. What moves
    all scores alike, such as a milder mood or kinder answers, drops out of it; what moves the targeted drivers for
    another reason does not. The contrast is a family of one test; the drivers are one of their own (Holm).

    Raises StatisticsError where either list is empty or a driver stands in both, and as `compare_waves` does.
    Source: Shadish, Cook & Campbell (2002), Experimental and Quasi-Experimental Designs, on nonequivalent dependent
    variables. In R this is `t.test(after$d, before$d)`, with `paired = TRUE` for the same respondents.

    >>> first = pd.DataFrame({"trust": [50.0, 60, 40], "price": [40.0, 50, 60], "image": [60.0, 70, 80]})
    >>> second = pd.DataFrame({"trust": [60.0, 75, 60], "price": [45.0, 55, 70], "image": [60.0, 75, 80]})
    >>> found = targeted_contrast(first, second, ["trust"], ["price", "image"])
    >>> round(float(found.contrast["difference"]), 2), found.drivers["difference"].round(2).tolist()
    (10.83, [15.0, 6.67, 1.67])
    """
    ours, others = list(dict.fromkeys(targeted)), list(dict.fromkeys(untargeted))
    if not ours or not others or set(ours) & set(others):
        raise StatisticsError(
            "Name at least one driver that an action was aimed at and one that none was, no driver in both."
        )
    require_columns(before, after, [*ours, *others])
    first, second = (wave.assign(**{CONTRAST: _distance(wave, ours, others)}) for wave in (before, after))
    compared = [
        compare_waves(
            first,
            second,
            names,
            key=key,
            weights=weights,
            smallest_change=smallest_change,
            confidence=confidence,
        )
        for names in ([CONTRAST], [*ours, *others])
    ]
    return Targeted(compared[0].iloc[0], compared[1], tuple(ours), tuple(others))


def _distance(wave: pd.DataFrame, ours: list[str], others: list[str]) -> pd.Series:
    """How much higher the targeted drivers score; NaN without a score on each, so that no driver is left out."""
    means = [wave[names].astype(float).mean(axis=1, skipna=False) for names in (ours, others)]
    return means[0] - means[1]
