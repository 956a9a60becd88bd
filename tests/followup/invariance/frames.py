"""Waves of a scale as the tests of this room draw them, and moments that are known exactly."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tests.followup.frames import airport
from toolkit.followup.invariance.moments import WaveMoments

CLEANLINESS = ["Q9BOARDING", "Q9FOOD", "Q9RESTROOM", "Q9ALL"]
ITEMS = ("a", "b", "c", "d", "e")


def cleanliness(shared: Path) -> list[pd.DataFrame]:
    return [airport(shared, year)[CLEANLINESS] for year in (2017, 2018)]


def pupils(shared: Path) -> list[pd.DataFrame]:
    """Nine tests of the pupils of two schools (Holzinger & Swineford), in order of appearance."""
    data = pd.read_csv(shared / "reference" / "data" / "holzinger_swineford_1939.csv")
    columns = [f"x{number}" for number in range(1, 10)]
    return [data.loc[data["school"] == school, columns] for school in data["school"].unique()]


def drawn(
    n: int,
    k: int = 4,
    *,
    seed: int = 1,
    loading: float = 0.8,
    drift: float = 0.0,
    shift: float = 0.0,
    waves: int = 2,
) -> list[pd.DataFrame]:
    """Draw waves of a scale, each item of variance 1; in those after the first the theme moved by `shift` and item a
    by `drift`.
    """
    rng = np.random.default_rng(seed)
    found = []
    for wave in range(waves):
        theme = rng.normal(size=(n, 1)) + shift * (wave > 0)
        answers = loading * theme + np.sqrt(1 - loading**2) * rng.normal(size=(n, k))
        answers[:, 0] += drift * (wave > 0)
        found.append(pd.DataFrame(answers, columns=list(ITEMS[:k])))
    return found


def exact(means: Sequence[Sequence[float]], covariances: Sequence[np.ndarray], n: int = 500) -> WaveMoments:
    """Give moments that are these numbers exactly, of so many normal answers per wave."""
    k, waves = len(means[0]), len(means)
    q = k + k * (k + 1) // 2
    return WaveMoments(
        items=ITEMS[:k],
        means=np.array(means, dtype=float),
        covariances=np.array(covariances, dtype=float),
        n=np.full(waves, n),
        n_effective=np.full(waves, float(n)),
        centre=np.zeros(k),
        unit=np.ones(k),
        spread=np.eye(waves * q) / n,
    )
