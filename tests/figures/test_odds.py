"""The chart of odds ratios: every word once, both sides named, marks as far as the intervals reach."""

import pandas as pd

from toolkit.figures.odds import FURTHEST, MARKS, cut_off, odds
from toolkit.figures.style import Look


def chart(table: pd.DataFrame) -> str:
    return odds(
        table,
        [str(name) for name in table.index],
        Look.of("#0b6e4f"),
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
    assert ">4×<" in drawn
    assert ">2×<" not in drawn
    # On either side at most so many, and 1 in the middle.
    assert drawn.count("×<") <= 2 * MARKS + 1


def test_the_same_words_give_the_same_bytes():
    assert chart(table()) == chart(table())


def test_an_interval_far_out_ends_in_an_arrow_and_the_axis_where_it_is_of_use():
    near, far = table(), table()
    far.loc["fijn & goed", "high"] = 7.0
    assert not cut_off(near)
    assert cut_off(far)
    drawn = chart(far)
    assert f">{FURTHEST:.0f}×<" in drawn or ">16×<" in drawn
    assert f">{2 * FURTHEST:.0f}×<" not in drawn


def test_every_estimate_lies_on_the_axis_however_far_out():
    far = table()
    far.loc["fijn & goed", ["estimate", "high"]] = 5.0, 7.0
    assert cut_off(far)
    assert ">64×<" in chart(far)
