"""The figure of a forecast: a band and a dot per row, those outside filled in colour, the first row labelled."""

import re

import pandas as pd
import pytest

from toolkit.figures.forecast import expected_and_measured
from toolkit.figures.style import PALE, Look
from toolkit.report.svg import safe_svg

LOOK = Look.of("#0b6e4f")
TABLE = pd.DataFrame(
    {
        "expected": [3.2, 7.3, 1.0],
        "forecast_low": [1.5, 4.6, -1.0],
        "forecast_high": [5.0, 10.1, 3.0],
        "measured": [0.1, 7.6, 1.1],
        "low": [-1.0, 6.1, -2.0],
        "high": [1.1, 9.1, 4.2],
        "verdict": ["below", "inside", "inside"],
    }
)
NAMES = ["Satisfaction", "Trust", "Ease"]
VALUES = ["+0.1", "+7.6", "+1.1"]


def drawn(table: pd.DataFrame = TABLE) -> str:
    return expected_and_measured(
        table,
        NAMES[: len(table)],
        VALUES[: len(table)],
        LOOK,
        axis_label="change in points",
        expected_label="expected",
        measured_label="measured",
        tick=lambda value: f"{value:+.0f}",
    )


def test_every_name_value_and_label_is_text_in_the_figure() -> None:
    words = re.findall(r"<text[^>]*>(.*?)</text>", drawn())
    for word in (*NAMES, *VALUES, "change in points", "expected", "measured"):
        assert words.count(word) == 1, word
    assert safe_svg(drawn(), "figure").svg


def test_each_row_has_a_band_and_only_what_lies_outside_is_coloured() -> None:
    figure = drawn()
    assert figure.count(f"fill: {PALE}") == len(TABLE)
    assert LOOK.accent in figure
    assert LOOK.accent not in drawn(TABLE.assign(verdict="inside"))
    assert figure == drawn()


@pytest.mark.parametrize("measured", [3.2, 2.9, 60.0, -60.0])
def test_the_two_labels_stand_apart_wherever_the_numbers_lie(measured: float) -> None:
    row = TABLE.iloc[:1].assign(measured=measured, low=measured - 1, high=measured + 1)
    places = re.findall(r'<text style="([^"]*)"[^>]*>(expected|measured)</text>', drawn(row))
    assert {word for _, word in places} == {"expected", "measured"}
    anchors = {word: re.search(r"text-anchor: (\w+)", style) for style, word in places}
    ends = {word: "start" if found is None else found.group(1) for word, found in anchors.items()}
    if abs(measured - 3.2) < 5:
        assert sorted(ends.values()) == ["end", "start"]
    else:
        assert set(ends.values()) == {"middle"}


def test_rows_without_width_are_drawn_too() -> None:
    flat = TABLE.iloc[:1].assign(**dict.fromkeys(TABLE.columns[:6], 0.0))
    assert "Satisfaction" in drawn(flat)
