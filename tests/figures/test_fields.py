"""The map of attitude by behaviour: its words are text, and it draws only the fields it is given."""

import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from toolkit.figures.fields import loyalty_map
from toolkit.figures.style import FONT, Look

LOOK = Look.of("#0b6e4f")
FIELDS = pd.DataFrame(
    {
        "left": [60.0, 0.0],
        "right": [80.0, 60.0],
        "bottom": [60.0, 0.0],
        "top": [80.0, 60.0],
        "group": ["true", "none"],
        "shade": [4, 1],
    }
)
WORDS = {
    "true": ("42%", "loyal in both (true)", "margin 39% to 45%"),
    "latent": ("x", "loyal in attitude only (latent)", "hidden"),
    "spurious": ("30%", "$x^2$ & <b>", "margin 27% to 33%"),
    "none": ("20%", "neither", "margin 18% to 23%"),
}


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def _map(
    fields: pd.DataFrame = FIELDS, sems: tuple[float | None, float | None] = (7.0, 9.0), **more: object
) -> str:
    words = {"axis_labels": ("Attitude, 0 to 100", "Behaviour, 0 to 100"), "band_label": "uncertain"}
    return loyalty_map(fields, WORDS, LOOK, cut=60, sems=sems, strong="true", shades=4, **{**words, **more})


def test_the_map_tells_each_group_its_share_and_margin_as_text() -> None:
    svg = _map()
    texts = _texts(svg)
    assert {"42%", "30%", "20%", "x", "margin 39% to 45%", "$x^2$ & <b>", "uncertain"} <= set(texts)
    assert {"0", "60", "100", "Attitude, 0 to 100", "Behaviour, 0 to 100"} <= set(texts)
    assert FONT in svg
    assert svg == _map()


def test_the_map_draws_only_the_fields_it_is_given() -> None:
    none = _map(FIELDS.iloc[:0])
    drawn = _map()
    assert len(re.findall("<path", drawn)) - len(re.findall("<path", none)) == len(FIELDS)
    assert "#0b6e4f" not in re.findall(r"fill: (#\w+); stroke: #ffffff", none)


def test_without_an_error_of_measurement_there_is_no_band() -> None:
    assert "uncertain" not in _texts(_map(sems=(None, None)))
    assert "stroke-dasharray" not in _map(sems=(None, None))
    assert "uncertain" in _texts(_map(sems=(None, 8.0)))


@pytest.mark.parametrize(
    "name", ["Behaviour", "Bereikbaarheid van de klantenservice buiten kantoortijden, 0 tot 100"]
)
def test_words_at_the_left_give_way_to_a_long_axis_name(name: str) -> None:
    svg = _map(axis_labels=("Attitude", name))
    assert " ".join(name.split()[:2]) in " ".join(_texts(svg))
