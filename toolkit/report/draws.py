"""Resamples in few letters, so that a page can work out the limits that the report prints."""

from __future__ import annotations

import base64

import numpy as np

from toolkit.measures.weights import FloatArray

# More resamples than these make the page larger and no limit better: 2,000 are what the reports draw.
MOST_DRAWS = 2_000
_LARGEST = 32_767  # of a signed number of 16 bits


def packed(draws: FloatArray) -> tuple[tuple[str, ...], float]:
    """Write draws, shape (k, B), as k texts and the step that their numbers count; draws in an order of their own.

    Who knows which respondents were drawn in which resample could solve the draws for what each respondent adds: the
    seed is known, and so is this code. So the draws are laid in the order of their own values, which tells neither;
    each stays whole, and all sums and limits are the same.

    Base64 of signed 16-bit numbers, least significant byte first; the largest draw is 32,767 steps, so that none is
    off by more than a 65,000th of it. All draws are kept up to `MOST_DRAWS`: limits of fewer, or of a normal curve
    through them, would lie up to half a standard error beside those in the rest of the report.
    """
    kept = draws[:, :MOST_DRAWS]
    step = float(np.abs(kept).max(initial=0.0)) / _LARGEST or 1.0
    numbers = np.rint(kept / step).astype("<i2")
    # By the first row, level ones by the second, and so on.
    numbers = numbers[:, np.lexsort(numbers[::-1])]
    return tuple(base64.b64encode(row.tobytes()).decode("ascii") for row in numbers), step


def unpacked(texts: tuple[str, ...], step: float) -> FloatArray:
    """Read what `packed` wrote: shape (k, B), in the order of their values."""
    rows = [np.frombuffer(base64.b64decode(text), dtype="<i2") for text in texts]
    return np.array(rows, dtype=np.float64) * step
