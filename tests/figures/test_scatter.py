"""The scatter of units: dots with two intervals, and names that cover nothing."""

import re

import numpy as np
import pandas as pd

from toolkit.figures.scatter import scatter
from toolkit.figures.style import Look

LOOK = Look.of("#0b6e4f")


def units(x: list[float], y: list[float], reach: float = 4.0) -> pd.DataFrame:
    frame = pd.DataFrame({"x": x, "y": y})
    for column in ("x", "y"):
        frame[f"{column}_low"], frame[f"{column}_high"] = frame[column] - reach, frame[column] + reach
    return frame


def drawn(frame: pd.DataFrame, names: list[str]) -> str:
    return scatter(frame, names, LOOK, x="x", y="y", axis_labels=("left to right", "up"))


def test_every_unit_is_drawn_and_named_and_the_same_bytes_come_again() -> None:
    frame, names = units([30, 50, 70], [40, 45, 80]), ["North", "South <&>", "East"]
    picture = drawn(frame, names)
    for text in ("North", "South &lt;&amp;&gt;", "East", "left to right", "up"):
        assert f">{text}<" in picture
    assert picture.count(LOOK.accent) >= 1
    assert drawn(frame, names) == picture


def test_close_names_move_apart_and_those_without_room_stand_below_with_the_numbers_of_their_dots() -> None:
    close = units(list(50 + np.linspace(0, 4, 5)), [60.0, 62, 58, 61, 59])
    for long, numbered in (
        ("", False),
        (" and of all the people who work there and in the offices near it, each of them", True),
    ):
        names = [f"A long name of unit {number}{long}" for number in "abcde"]
        words = re.findall(r"<text[^>]*>(.*?)</text>", drawn(close, names))
        assert all(name in " ".join(words) for name in names)
        # Beside its dot, and before its name; a mark of the axis may be the same number.
        assert all(words.count(str(number)) >= 2 for number in range(1, 6)) is numbered


def test_the_axes_stay_on_the_scale_and_an_unknown_interval_is_no_error() -> None:
    frame = units([2.0, 98.0], [1.0, 99.0])
    frame.loc[0, ["x_low", "x_high"]] = np.nan
    picture = drawn(frame, ["low", "high"])
    numbers = [float(text) for text in re.findall(r">(−?\d+)<", picture.replace("−", "-"))]
    assert numbers
    assert min(numbers) >= 0
    assert max(numbers) <= 100
