"""What the tests of the simulator share: scores worked out by hand, so that they rest on no other room."""

import numpy as np
import pandas as pd

from toolkit.simulate import Sample, World

DRIVERS = ["satisfaction", "image", "trust", "involvement", "friendliness"]


def scores(world: World, sample: Sample) -> pd.DataFrame:
    """Score each construct 0-100: mean of its answered items, reversed ones turned."""
    frame = {}
    for construct in world.constructs:
        turned = [
            (item.maximum - sample.items[item.id] if item.reverse else sample.items[item.id] - item.minimum)
            * (100 / (item.maximum - item.minimum))
            for item in construct.items
        ]
        frame[construct.key] = pd.concat(turned, axis=1).mean(axis=1)
    return pd.DataFrame(frame)


def standardised(
    frame: pd.DataFrame, outcome: str, causes: list[str], weights: pd.Series
) -> dict[str, float]:
    """Give the standardised coefficients of a weighted regression."""
    share = weights / weights.sum()
    centred = frame - share @ frame
    unit = centred / np.sqrt(share @ centred**2)
    root = np.sqrt(share)
    fit = np.linalg.lstsq(unit[causes].mul(root, axis=0), unit[outcome] * root, rcond=None)
    return dict(zip(causes, fit[0].tolist(), strict=True))


def weighted_mean(values: pd.Series, weights: pd.Series) -> float:
    kept = values.notna()
    return float(np.average(values[kept], weights=weights[kept]))
