"""All forecasts so far: whether right ones are blamed, and the interval of what was gained of what was expected."""

from __future__ import annotations

import numpy as np

from benchmarks.calibration.covering import held
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.followup.forecast import Prediction, calibration
from toolkit.followup.thresholds import TIED

ROUNDS = (1, 3, 10)
PREDICTIONS = 4  # of a round, which rest on the same customers
EXPECTED, MARGIN = 4.0, 3.0  # points, and how far the limits of a surprise lie from it
CLAIMS = {
    **{
        f"blamed, {rounds} rounds": Claim(
            "type I", f"right forecasts of {rounds} rounds are said to come true too seldom (`calibration`)"
        )
        for rounds in ROUNDS
    },
    **{
        f"gained, {rounds} rounds": Claim(
            "coverage", f"limits of the part gained of what {rounds} rounds expected (`calibration`)"
        )
        for rounds in ROUNDS
    },
}


@study("forecasts-so-far", "followup", CLAIMS, designs=("base",), piece=500)
def so_far(design: Design, repeats: int, seed: int) -> Hits:  # noqa: ARG001 - forecasts are counted, not respondents
    """Draw right forecasts, whose surprises go together within a round as far as the report takes them to."""
    draw = np.random.default_rng([seed, 71])
    marks: dict[str, list[float]] = {name: [] for name in CLAIMS}
    for rounds in ROUNDS:
        shared = draw.normal(size=(repeats, rounds, 1))
        own = draw.normal(size=(repeats, rounds, PREDICTIONS))
        surprises = MARGIN / 1.96 * (np.sqrt(TIED) * shared + np.sqrt(1 - TIED) * own)
        for client in surprises:
            found = calibration(
                [
                    Prediction(str(place), EXPECTED, surprise, surprise - MARGIN, surprise + MARGIN)
                    for place, row in enumerate(client.tolist())
                    for surprise in row
                ]
            )
            assert found is not None  # there are forecasts
            assert found.gained is not None  # all expect a rise
            marks[f"blamed, {rounds} rounds"].append(float(found.below_promise))
            marks[f"gained, {rounds} rounds"].append(
                held((found.gained.value, found.gained.low, found.gained.high), 1.0)
            )
    return marks
