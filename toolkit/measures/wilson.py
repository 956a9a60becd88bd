"""Wilson's limits of a share, by arithmetic alone: a page that loads no table of answers tells them too."""

from __future__ import annotations

import math


def wilson_limits(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's limits that lie `z` ≥ 0 standard errors to either side; else as `proportions.wilson_interval`.

    >>> wilson_limits(0.5, 10, 0.0)
    (0.5, 0.5)
    """
    z2 = z**2
    centre = share + z2 / (2 * n)
    margin = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2)))
    # At a share of 0 or 1 one limit is that share exactly; rounding must not move it.
    low = 0.0 if share == 0 else (centre - margin) / (1 + z2 / n)
    high = 1.0 if share == 1 else (centre + margin) / (1 + z2 / n)
    return max(0.0, low), min(1.0, high)
