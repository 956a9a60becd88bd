"""What is asked for and what is noticed, drawn beside each other."""

import re

import pandas as pd

from toolkit.figures.gaps import gaps
from toolkit.figures.style import OTHER, Look

LOOK = Look.of("#0b6e4f")
TABLE = pd.DataFrame(
    {
        "importance": [83.0, 60.0],
        "importance_low": [82.0, 58.0],
        "importance_high": [84.0, 62.0],
        "experience": [63.0, 71.0],
        "experience_low": [61.0, float("nan")],
        "experience_high": [65.0, float("nan")],
    }
)


def drawn(table: pd.DataFrame = TABLE) -> str:
    return gaps(
        table,
        ["1. honesty", "2. being near"][: len(table)],
        ["−20", "+11"][: len(table)],
        LOOK,
        labels=("important", "noticed"),
        axis_label="score, 0 to 100",
    )


def test_every_name_value_and_label_is_text_in_the_figure() -> None:
    words = re.findall(r"<text[^>]*>(.*?)</text>", drawn())
    for word in ("1. honesty", "2. being near", "−20", "+11", "important", "noticed", "score, 0 to 100"):
        assert word in words


def test_the_two_differ_in_mark_and_colour_and_the_same_numbers_give_the_same_bytes() -> None:
    figure = drawn()
    assert figure.count(f"fill: {LOOK.accent}") >= 2
    assert figure.count(f"fill: {OTHER}") >= 2
    assert figure == drawn()


def test_which_mark_is_which_is_written_above_the_rows_beside_marks_of_the_same_form() -> None:
    figure = drawn()
    heights = {
        word: float(y)
        for y, word in re.findall(r'y="([\d.]+)"[^>]*>(important|noticed|1. honesty)</text>', figure)
    }
    assert heights["important"] == heights["noticed"] < heights["1. honesty"]
    # Two rows and the key: each mark three times.
    for colour in (LOOK.accent, OTHER):
        assert len(re.findall(rf"<use [^>]*fill: {colour}", figure)) == 3
