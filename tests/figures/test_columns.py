"""Columns and divided bars: what they say stands in them as text, and the same input gives the same bytes."""

import xml.etree.ElementTree as ET

import pandas as pd

from toolkit.figures.columns import columns, divided
from toolkit.figures.style import OTHER, PALE, Look

LOOK = Look.of("#0b6e4f")


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def _columns() -> str:
    table = pd.DataFrame({"estimate": [0.2, 0.5, 0.3], "low": [0.1, 0.4, 0.2], "high": [0.3, 0.6, 0.4]})
    return columns(
        table,
        ["0–6", "$7$", "9"],
        ["20%", "50%", "30%"],
        LOOK,
        axis_label="answer",
        tones=["plain", "pale", "strong"],
        spans=[(0, 0, "detractors 20%"), (2, 2, "promoters 30%")],
        tick=lambda share: f"{share:.0%}",
    )


def _divided(names: list[str]) -> str:
    table = pd.DataFrame({"a": [0.3] * len(names), "b": [0.68] * len(names), "c": [0.02] * len(names)})
    return divided(
        table,
        names,
        [("a", "low", "plain"), ("b", "middle", "pale"), ("c", "high", "strong")],
        [f"{at} (1 to 2)" for at, _ in enumerate(names)],
        LOOK,
        axis_label="share",
        heading="NPS",
        share=lambda share: f"{share:.0%}",
    )


def test_names_values_and_spans_stand_in_the_columns() -> None:
    wanted = {"0–6", "$7$", "9", "20%", "50%", "30%", "detractors 20%", "promoters 30%", "answer"}
    assert wanted <= set(_texts(_columns()))


def test_three_tones_differ_in_grey_too() -> None:
    svg = _columns()
    assert all(f"fill: {colour}" in svg for colour in (LOOK.accent, OTHER, PALE))


def test_a_divided_bar_names_its_parts_once_and_leaves_out_the_share_of_a_narrow_one() -> None:
    texts = _texts(_divided(["North", "South"]))
    assert [texts.count(word) for word in ("low", "middle", "high", "NPS")] == [1, 1, 1, 1]
    assert (texts.count("30%"), texts.count("68%"), texts.count("2%")) == (2, 2, 0)
    assert {"North", "South", "0 (1 to 2)", "1 (1 to 2)", "share"} <= set(texts)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert _columns() == _columns()
    assert _divided(["North"]) == _divided(["North"])
