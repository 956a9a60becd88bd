"""Curves of how long customers stay: named at their ends, told apart without colour, the same bytes each time."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from toolkit.figures.style import Look
from toolkit.figures.survival import CLOSEST, _apart, survival_curves

LOOK = Look.of("#0b6e4f")


def curve(end: float, days: int = 700) -> pd.DataFrame:
    time = np.linspace(0, days, 12)
    estimate = np.linspace(1, end, 12)
    limits = np.r_[np.nan, np.full(11, 0.04)]
    return pd.DataFrame(
        {"time": time, "estimate": estimate, "low": estimate - limits, "high": estimate + limits}
    )


def drawn(ends: list[float]) -> str:
    return survival_curves(
        [curve(end, 400 + 60 * place) for place, end in enumerate(ends)],
        [f"periode {place}" for place in range(len(ends))],
        LOOK,
        axis_labels=("dagen", "gebleven"),
        highlight=[place == 0 for place in range(len(ends))],
        tick=lambda share: f"{share:.0%}",
        mark=(180.0, "180 dagen stilte"),
    )


def texts(svg: str) -> set[str]:
    return {"".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}


@pytest.mark.parametrize("ends", [[0.4], [0.4, 0.41, 0.42, 0.9, 0.2]])
def test_every_curve_is_named_and_the_axes_are_too(ends):
    found = texts(drawn(ends))
    assert {f"periode {place}" for place in range(len(ends))} <= found
    assert {"dagen", "gebleven", "180 dagen stilte", "100%", "180"} <= found
    assert drawn(ends) == drawn(ends)


def test_names_that_would_lie_on_each_other_move_apart_and_stay_inside():
    moved = _apart([100.0, 99.0, 40.0, 41.0, 98.5], CLOSEST)
    assert (np.diff(sorted(moved)) >= CLOSEST - 1e-9).all()
    assert max(moved) <= 103 - CLOSEST / 2 + 1e-9
    assert (
        np.argsort(moved, kind="stable").tolist()
        == np.argsort([100.0, 99.0, 40.0, 41.0, 98.5], kind="stable").tolist()
    )


def test_curves_are_told_apart_by_dashes_too():
    assert drawn([0.4, 0.6, 0.8]).count("stroke-dasharray") >= 3
