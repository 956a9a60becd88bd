"""The chart of odds ratios: every word once, both sides named, marks as far as the intervals reach."""

import pandas as pd

from toolkit.figures.odds import MARKS, odds
from toolkit.figures.style import Look


def chart(table: pd.DataFrame) -> str:
    return odds(
        table,
        [str(name) for name in table.index],
        Look("#0b6e4f"),
        left="detractors",
        right="promoters",
        axis_label="odds",
        tick=lambda ratio: f"{ratio:.0f}×",
    )


def table(scale: float = 1.0) -> pd.DataFrame:
    rows = {"fijn & goed": (1.2, 0.6, 1.8), "duur <3": (-0.9, -1.5, -0.3)}
    return scale * pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "low", "high"])


def test_words_and_sides_stand_in_the_drawing():
    drawn = chart(table())
    for text in ("fijn &amp; goed", "duur &lt;3", "← detractors", "promoters →", "odds", "1×", "2×", "4×"):
        assert text in drawn
    assert "#0b6e4f" in drawn
    assert "8×" not in drawn


def test_wide_intervals_get_coarser_marks():
    drawn = chart(table(4))
    assert ">8×<" in drawn
    assert ">2×<" not in drawn
    # On either side at most so many, and 1 in the middle.
    assert drawn.count("×<") <= 2 * MARKS + 1


def test_the_same_words_give_the_same_bytes():
    assert chart(table()) == chart(table())
