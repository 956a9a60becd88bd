"""Probabilities beyond a test statistic, as `scipy.stats` gives them, without its quarter of a second of import.

Each takes numbers or arrays, and gives NaN for NaN and for degrees of freedom that are none.
"""

from __future__ import annotations

import math
from typing import Any

from scipy import special


def t_above(t: Any, degrees: Any) -> Any:
    """Probability that Student's t with so many degrees of freedom (infinite: the normal) is above `t`.

    In R this is `pt(t, degrees, lower.tail = FALSE)`.

    >>> round(float(t_above(2.0, 10)), 6)
    0.036694
    """
    return special.stdtr(degrees, -t)


def f_above(f: float, above: float, below: float) -> float:
    """Probability that F with degrees of freedom `above` and `below` the line is above `f`.

    In R this is `pf(f, above, below, lower.tail = FALSE)`.

    >>> round(f_above(3.0, 2, 20), 6)
    0.072538
    """
    if not (above > 0 and below > 0):
        return math.nan
    # An F of 0 may come out as just under it.
    return 1.0 if f <= 0 else float(special.fdtrc(above, below, f))


def chi_square_above(statistic: float, degrees: float) -> float:
    """Probability that chi-square with so many degrees of freedom is above `statistic`.

    In R this is `pchisq(statistic, degrees, lower.tail = FALSE)`.

    >>> round(chi_square_above(3.84, 1), 4)
    0.05
    """
    return float(special.chdtrc(degrees, statistic)) if degrees > 0 else math.nan
