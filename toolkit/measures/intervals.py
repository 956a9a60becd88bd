"""Quantiles that an interval of a given confidence needs."""

from __future__ import annotations

from scipy import special

from toolkit.errors import StatisticsError


def upper_tail(confidence: float) -> float:
    """Probability below the upper limit of a two-sided interval: 0.975 for a confidence of 0.95.

    Raises StatisticsError where `confidence` is not between 0 and 1.

    >>> upper_tail(0.95)
    0.975
    """
    if not 0 < confidence < 1:
        raise StatisticsError(f"confidence is {confidence:g}; it must lie between 0 and 1, such as 0.95")
    return (1 + confidence) / 2


def normal_quantile(confidence: float) -> float:
    """Standard errors to either side by the normal distribution: 1.96 for 0.95.

    Raises StatisticsError as `upper_tail` does. In R this is `qnorm((1 + confidence) / 2)`.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    return float(special.ndtri(upper_tail(confidence)))


def t_quantile(confidence: float, degrees: float) -> float:
    """Standard errors to either side by Student's t with so many degrees of freedom (above 0).

    Raises StatisticsError as `upper_tail` does. In R this is `qt((1 + confidence) / 2, degrees)`.

    >>> round(t_quantile(0.95, 4), 6)
    2.776445
    """
    return float(special.stdtrit(degrees, upper_tail(confidence)))
