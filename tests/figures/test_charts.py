"""The charts: text stays text, names and values stand there, and the same input gives the same bytes."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from toolkit.figures import charts
from toolkit.figures.style import FONT, Look

LOOK = Look.of("#0b6e4f")
LONG = "Bereikbaarheid van de klantenservice buiten kantoortijden en in het weekend"


def _scores(n: int) -> pd.DataFrame:
    estimate = np.linspace(20, 97, n)
    return pd.DataFrame({"estimate": estimate, "low": estimate - 3, "high": estimate + 3})


def _changes(n: int) -> pd.DataFrame:
    difference = np.linspace(-8, 9, n)
    verdict = ["worse", *["not decided"] * (n - 2), "better"]
    return pd.DataFrame(
        {"difference": difference, "low": difference - 2, "high": difference + 2, "verdict": verdict}
    )


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def _intervals(n: int = 4, names: list[str] | None = None) -> str:
    return charts.intervals(
        _scores(n),
        names or [f"thema {i}" for i in range(n)],
        [f"w{i}" for i in range(n)],
        LOOK,
        axis_label="score",
        highlight=[i == 0 for i in range(n)],
    )


def test_names_and_values_stand_in_the_picture_as_text() -> None:
    texts = _texts(_intervals())
    assert {"thema 0", "thema 3", "w0", "w3", "score"} <= set(texts)


def test_the_font_is_the_report_s_own() -> None:
    assert FONT in _intervals()


@pytest.mark.parametrize("n", [2, 4, 25])
def test_the_same_input_gives_the_same_bytes(n: int) -> None:
    assert _intervals(n) == _intervals(n)


def test_client_text_is_never_read_as_mathematics_or_markup() -> None:
    hostile = ["$x^2$ & <b>", "#let a = 1", r"\frac{1}{2}", "{{ 7 * 7 }}"]
    assert set(hostile) <= set(_texts(_intervals(names=hostile)))


def test_a_long_name_is_folded_over_two_lines_and_not_lost() -> None:
    texts = " ".join(_texts(_intervals(names=[LONG[:60], "a", "b", "c"])))
    assert all(word in texts for word in LONG[:60].split())


def test_the_accent_marks_only_what_is_highlighted() -> None:
    plain = charts.intervals(
        _scores(2), ["a", "b"], ["1", "2"], LOOK, axis_label="score", highlight=[False, False]
    )
    assert LOOK.accent not in plain
    assert LOOK.accent in _intervals(2)


def test_bars_draw_without_intervals_too() -> None:
    table = pd.DataFrame({"estimate": [0.6, 0.4], "low": [np.nan, 0.3], "high": [np.nan, 0.5]})
    svg = charts.bars(
        table,
        ["a", "b"],
        ["60%", "40%"],
        LOOK,
        axis_label="share",
        highlight=[True, False],
        tick=lambda x: f"{x:.0%}",
    )
    assert {"60%", "40%", "share"} <= set(_texts(svg))


def test_bars_of_those_not_ruled_out_are_outlined() -> None:
    table = pd.DataFrame({"estimate": [0.5, 0.3, 0.2], "low": [0.4, 0.2, 0.1], "high": [0.6, 0.4, 0.3]})
    svg = charts.bars(
        table,
        ["a", "b", "c"],
        ["50%", "30%", "20%"],
        LOOK,
        axis_label="share",
        highlight=[True, False, False],
        tick=lambda x: f"{x:.0%}",
        outlined=[False, True, False],
    )
    assert svg.count(f"fill: {LOOK.accent}; stroke: {LOOK.accent}") == 1
    assert svg.count(f"fill: #ffffff; stroke: {LOOK.accent}") == 1


def test_changes_fill_the_dots_that_moved_and_name_the_band() -> None:
    svg = charts.changes(
        _changes(5),
        [f"t{i}" for i in range(5)],
        [f"v{i}" for i in range(5)],
        LOOK,
        axis_label="change",
        band=5,
        band_label="too small",
        tick=lambda x: f"{x:+.0f}",
    )
    assert "too small" in _texts(svg)
    assert svg.count(f"fill: {LOOK.accent}") >= 2


def test_a_sign_that_the_font_lacks_stays_text_and_warns_nobody() -> None:
    # Warnings are errors in these tests.
    assert "日本" in _texts(_intervals(2, ["日本", "b"]))
