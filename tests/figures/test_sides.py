"""Two lines over the measurements."""

import re

import pandas as pd
import pytest

from toolkit.figures.sides import sides
from toolkit.figures.style import Look


def line(*values: float) -> pd.DataFrame:
    frame = pd.DataFrame({"place": range(len(values)), "value": values})
    return frame.assign(low=frame["value"] - 2, high=frame["value"] + 2)


def drawn(began: float | None = 0.4, second: tuple[float, ...] = (52, 55)) -> str:
    return sides(
        {"with the action": line(50, 60), "without it": line(*second)},
        ["First", "Second"],
        Look.of("#0b6e4f"),
        began=began,
        began_label="the action begins",
        axis_label="score",
        tick=lambda value: f"{value:.0f}",
    )


def test_both_lines_waves_and_the_day_it_began_are_written() -> None:
    svg = drawn()
    for words in ("with the action", "without it", "First", "Second", "the action begins", "score"):
        assert words in svg
    assert svg == drawn()


def test_without_a_day_no_line_says_when_it_began() -> None:
    assert "the action begins" not in drawn(None)


@pytest.mark.parametrize("end", [60.0, 59.8, 60.2])
def test_names_of_lines_that_end_together_stand_apart(end: float) -> None:
    svg = drawn(second=(52, end))
    ends = [re.findall(rf' y="([\d.]+)"[^<]*>{name}<', svg) for name in ("with the action", "without it")]
    (first,), (second,) = ends
    assert abs(float(first) - float(second)) > 9
