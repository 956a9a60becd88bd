"""What was and what is, drawn in one row; and what was predicted beside what came out."""

import re

import pandas as pd

from toolkit.figures.calibration import calibration
from toolkit.figures.dumbbell import dumbbell
from toolkit.figures.style import OTHER, Look

LOOK = Look.of("#0b6e4f")
TABLE = pd.DataFrame(
    {
        "before": [0.5, 0.2],
        "before_low": [0.4, 0.1],
        "before_high": [0.6, 0.3],
        "after": [0.3, 0.25],
        "after_low": [0.2, 0.15],
        "after_high": [0.4, 0.35],
    }
)
PREDICTED = pd.DataFrame(
    {"predicted": [0.2, 0.9], "estimate": [0.25, 0.85], "low": [0.15, 0.75], "high": [0.35, 0.95]}
)


def percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def drawn(*, highlight: tuple[bool, bool] = (True, False)) -> str:
    return dumbbell(
        TABLE,
        ["Trust", "Image"],
        ["−20", "+5"],
        LOOK,
        labels=("Wave 1", "Wave 2"),
        axis_label="share",
        highlight=highlight,
        tick=percent,
    )


def predicted() -> str:
    return calibration(
        PREDICTED, ["25%", "85%"], LOOK, axis_labels=("chance", "came back"), line_label="level", tick=percent
    )


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>(.*?)</text>", svg)


def test_every_name_value_and_label_is_text_in_the_figure() -> None:
    for word in ("Trust", "Image", "−20", "+5", "Wave 1", "Wave 2", "share", "20%"):
        assert word in words(drawn()), word
    for word in ("25%", "85%", "chance", "came back", "level", "0%"):
        assert word in words(predicted()), word


def test_the_two_differ_in_colour_what_is_shown_is_filled_and_the_bytes_are_the_same() -> None:
    svg = drawn()
    assert LOOK.accent in svg
    assert OTHER in svg
    assert svg == drawn()
    assert svg != drawn(highlight=(False, False))
    assert predicted() == predicted()
