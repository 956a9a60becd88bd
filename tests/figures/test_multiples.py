"""Small multiples and the XmR chart: text stays text, and what is not shown stays open."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd

from toolkit.figures.individuals import individuals
from toolkit.figures.multiples import Panel, multiples
from toolkit.figures.style import Look

LOOK = Look.of("#0b6e4f")
TICKS = [(0.0, "’24"), (1.0, "’25"), (2.0, "’26")]


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def _panel(name: str, *, strong: bool = False, own_scale: bool = False) -> Panel:
    levels = pd.DataFrame(
        {
            "place": [0.0, 1.0, 2.0],
            "estimate": [60.0, 64.0, 69.0],
            "low": [58.0, np.nan, 67.0],
            "high": [62.0, np.nan, 71.0],
        }
    )
    return Panel(levels, name, "rising", 5.0, ("60.0", "69.0"), strong, own_scale)


def test_each_panel_tells_its_name_its_word_and_its_ends() -> None:
    names = [f"Theme {number}" for number in range(6)]
    svg = multiples([_panel(name) for name in names], LOOK, ticks=TICKS)
    texts = _texts(svg)
    assert {*names, "rising", "60.0", "69.0"} <= set(texts)
    # The names of the waves stand under the last panel of each column only.
    assert texts.count("’24") == 4
    assert svg == multiples([_panel(name) for name in names], LOOK, ticks=TICKS)


def test_a_panel_that_is_shown_has_the_clients_colour_and_another_has_not() -> None:
    assert LOOK.accent in multiples([_panel("a", strong=True)], LOOK, ticks=TICKS)
    assert LOOK.accent not in multiples([_panel("a")], LOOK, ticks=TICKS)


def test_a_score_on_a_scale_of_its_own_can_stand_alone() -> None:
    assert "NPS" in _texts(multiples([_panel("NPS", own_scale=True)], LOOK, ticks=TICKS))


def test_a_long_name_is_cut_after_two_lines() -> None:
    texts = _texts(multiples([_panel("A very long name of a theme " * 4)], LOOK, ticks=TICKS))
    assert any(text.endswith("…") for text in texts)


def _chart(signal: bool) -> str:
    points = pd.DataFrame(
        {
            "place": [0.0, 1.0, 2.0],
            "value": [60.0, 61.0, 80.0],
            "low": [58.0, np.nan, 78.0],
            "high": [62.0, np.nan, 82.0],
            "signal": [False, False, signal],
        }
    )
    lines = ((55.0, "lower 55"), (62.0, "mean 62"), (70.0, "upper 70"))
    return individuals(
        points,
        ["’24", "’25", "’26"],
        ["v60", "v61", "v80"],
        LOOK,
        lines=lines,
        axis_label="points",
        tick=lambda value: f"{value:.0f}",
    )


def test_the_chart_tells_its_values_and_names_its_limits() -> None:
    assert {"v60", "v80", "lower 55", "mean 62", "upper 70", "’24", "points"} <= set(_texts(_chart(False)))


def test_only_a_signal_has_the_clients_colour() -> None:
    assert LOOK.accent in _chart(True)
    assert LOOK.accent not in _chart(False)


def test_a_name_of_two_lines_in_the_first_row_has_room_above_it() -> None:
    def height(name: str) -> float:
        svg = multiples([_panel(name), _panel("short")], LOOK, ticks=TICKS)
        return float(svg.split('viewBox="')[1].split('"')[0].split()[3])

    assert height("Cleanliness of the restaurants and shops") > height("Restaurants") + 5
