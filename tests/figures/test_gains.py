"""Gains drawn around the line of no gain."""

import re

import pandas as pd

from toolkit.figures.gains import gains
from toolkit.figures.style import OTHER, Look

LOOK = Look.of("#0b6e4f")
TABLE = pd.DataFrame({"estimate": [2.2, 0.4, -0.3], "low": [1.1, -0.2, -0.9], "high": [3.3, 1.0, 0.2]})


def drawn(table: pd.DataFrame = TABLE, highlight: tuple[bool, ...] = (True, False, False)) -> str:
    return gains(
        table,
        ["Call", "Bill", "Course"][: len(table)],
        ["+2.2", "+0.4", "−0.3"][: len(table)],
        LOOK,
        axis_label="points on attitude",
        highlight=highlight,
        tick=lambda value: f"{value:.1f}",
    )


def test_every_name_value_and_label_is_text_in_the_figure() -> None:
    words = re.findall(r"<text[^>]*>(.*?)</text>", drawn())
    for word in ("Call", "Bill", "Course", "+2.2", "+0.4", "−0.3", "points on attitude", "0.0"):
        assert word in words


def test_what_is_in_the_plan_is_coloured_and_the_same_numbers_give_the_same_bytes() -> None:
    figure = drawn()
    assert LOOK.accent in figure
    assert OTHER in figure
    assert figure == drawn()
    assert LOOK.accent not in drawn(highlight=(False, False, False))


def test_one_gain_without_spread_is_drawn_too() -> None:
    flat = pd.DataFrame({"estimate": [0.0], "low": [0.0], "high": [0.0]})
    assert drawn(flat, (True,)).startswith("<?xml")
