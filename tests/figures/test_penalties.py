"""What low and high scores go with, drawn to the left and to the right."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from toolkit.figures.penalties import penalties
from toolkit.figures.style import OTHER, Look

TABLE = pd.DataFrame(
    {
        "penalty": [-8.0, 0.5, -1.0],
        "penalty_low": [-10.0, -1.0, -3.0],
        "penalty_high": [-6.0, 2.0, 1.0],
        "reward": [2.0, -1.0, 3.0],
        "reward_low": [0.5, -2.5, 1.0],
        "reward_high": [3.5, 0.5, 5.0],
    }
)


def draw(table: pd.DataFrame = TABLE) -> str:
    return penalties(
        table,
        ["Friendliness", "Price", "A very long name of a driver that takes more than one line"][: len(table)],
        ["basic", "nothing shown", "not decided"][: len(table)],
        Look.of("#0b6e4f"),
        labels=("low scores", "high scores"),
        axis_label="points",
        tick=lambda value: f"{value:+.0f}",
    )


def test_every_word_is_text_of_the_figure() -> None:
    svg = draw()
    ET.fromstring(svg)
    for word in (
        "Friendliness",
        "basic",
        "nothing shown",
        "low scores",
        "high scores",
        "points",
        "+5",
        "-10",
    ):
        assert word in svg


def test_low_is_grey_and_high_is_the_client_s() -> None:
    svg = draw()
    assert svg.count("fill: #0b6e4f") >= 3
    assert svg.count(f"fill: {OTHER}") >= 3


def test_the_same_table_gives_the_same_bytes() -> None:
    assert draw() == draw()


@pytest.mark.parametrize("sign", [1, -1])
def test_bars_all_on_one_side_can_be_drawn(sign: int) -> None:
    one_side = TABLE.abs() * sign
    assert "Friendliness" in draw(one_side)
    assert "Friendliness" in draw(TABLE.iloc[:1])
