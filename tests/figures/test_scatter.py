"""The scatter of units: dots with two intervals, and names that cover nothing."""

import re

import numpy as np
import pandas as pd

from toolkit.figures.scatter import scatter
from toolkit.figures.style import Look

LOOK = Look(accent="#0b6e4f")


def units(x: list[float], y: list[float], reach: float = 4.0) -> pd.DataFrame:
    frame = pd.DataFrame({"x": x, "y": y})
    for column in ("x", "y"):
        frame[f"{column}_low"], frame[f"{column}_high"] = frame[column] - reach, frame[column] + reach
    return frame


def drawn(frame: pd.DataFrame, names: list[str]) -> tuple[str, tuple[str, ...]]:
    return scatter(frame, names, LOOK, x="x", y="y", axis_labels=("left to right", "up"))


def test_every_unit_is_drawn_and_named_and_the_same_bytes_come_again() -> None:
    frame, names = units([30, 50, 70], [40, 45, 80]), ["North", "South <&>", "East"]
    picture, unnamed = drawn(frame, names)
    assert unnamed == ()
    for text in ("North", "South &lt;&amp;&gt;", "East", "left to right", "up"):
        assert f">{text}<" in picture
    assert picture.count(LOOK.accent) >= 1
    assert drawn(frame, names) == (picture, unnamed)


def test_names_without_room_are_left_to_the_table() -> None:
    close = units(list(50 + np.linspace(0, 0.4, 9)), [60.0] * 9)
    names = [f"A long name of unit {number}" for number in range(9)]
    picture, unnamed = drawn(close, names)
    assert unnamed
    assert len(unnamed) < len(names)
    assert sum(f">{name}<" in picture for name in names) == len(names) - len(unnamed)


def test_the_axes_stay_on_the_scale_and_an_unknown_interval_is_no_error() -> None:
    frame = units([2.0, 98.0], [1.0, 99.0])
    frame.loc[0, ["x_low", "x_high"]] = np.nan
    picture, _ = drawn(frame, ["low", "high"])
    numbers = [float(text) for text in re.findall(r">(−?\d+)<", picture.replace("−", "-"))]
    assert numbers
    assert min(numbers) >= 0
    assert max(numbers) <= 100
