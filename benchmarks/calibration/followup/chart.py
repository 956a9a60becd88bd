"""The chart of many waves: whether a wave is said to stand out where all go up and down alike."""

from __future__ import annotations

import numpy as np

from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.followup.course.xmr import xmr

WAVES = (6, 12, 24)
# Standard deviation of what waves differ by of themselves, in sampling errors of a wave.
MOVES = 3.0
MARGIN = 1.96
CLAIMS = {
    f"{waves} waves": Claim(
        "type I", f"any of {waves} waves that go up and down by chance is said to stand out (`xmr`)"
    )
    for waves in WAVES
}


@study("chart", "followup", CLAIMS, designs=("base",), piece=500)
def chart(design: Design, repeats: int, seed: int) -> Hits:  # noqa: ARG001 - waves are counted, not respondents
    """Draw scores of waves that differ more than samples do, without a trend."""
    draw = np.random.default_rng([seed, 51])
    marks: dict[str, list[bool]] = {}
    for name, waves in zip(CLAIMS, WAVES, strict=True):
        scores = draw.normal(size=(repeats, waves)) * np.hypot(1, MOVES)
        marks[name] = [bool(xmr(x, x - MARGIN, x + MARGIN).points["signal"].any()) for x in scores]
    return marks
