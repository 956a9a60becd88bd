"""Two parts of a change, drawn beside each other."""

import re

import pandas as pd

from toolkit.figures.parts import parts
from toolkit.figures.style import INK, OTHER, Look

LOOK = Look.of("#0b6e4f")
NOTHING = float("nan")
TABLE = pd.DataFrame(
    {
        "difference": [6.1, -1.0],
        "within": [5.8, -1.0],
        "within_low": [4.1, -2.5],
        "within_high": [7.5, 0.5],
        "composition": [0.3, 0.0],
        "composition_low": [-0.2, NOTHING],
        "composition_high": [0.8, NOTHING],
    }
)


def drawn(table: pd.DataFrame = TABLE) -> str:
    return parts(
        table,
        ["Trust", "Image"],
        ["+5.8 and +0.3", "−1.0 and 0.0"],
        LOOK,
        labels=("like", "other", "whole"),
        axis_label="points",
        tick=lambda value: f"{value:+.0f}",
    )


def test_every_name_value_and_label_is_text_in_the_figure() -> None:
    words = re.findall(r"<text[^>]*>(.*?)</text>", drawn())
    for word in ("Trust", "Image", "+5.8 and +0.3", "−1.0 and 0.0", "like", "other", "whole", "points", "+5"):
        assert word in words


def test_the_parts_differ_in_mark_and_colour_and_the_same_numbers_give_the_same_bytes() -> None:
    figure = drawn()
    # Two rows and the mark that tells what it is.
    assert figure.count(f"fill: {LOOK.accent}") >= 3
    assert figure.count(f"fill: {OTHER}") >= 3
    assert figure.count(f"stroke: {INK}") >= 2
    assert figure == drawn()


def test_changes_of_nothing_are_drawn_too() -> None:
    assert "Trust" in drawn(TABLE * 0)
