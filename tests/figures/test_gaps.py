"""What is asked for and what is noticed, drawn beside each other."""

import re

import pandas as pd

from toolkit.figures.gaps import gaps
from toolkit.figures.style import OTHER, Look

LOOK = Look(accent="#0b6e4f")
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


def test_the_labels_stand_on_the_side_of_their_marks() -> None:
    def places(table: pd.DataFrame) -> dict[str, float]:
        found = re.findall(
            r'<text style="([^"]*)"[^>]*x="([\d.]+)"[^>]*>(important|noticed)</text>', drawn(table)
        )
        assert len(found) == 2
        return {word: float(x) for _, x, word in found}

    first, second = places(TABLE), places(TABLE.iloc[[1]].reset_index(drop=True))
    assert first["noticed"] < first["important"]
    assert second["important"] < second["noticed"]
