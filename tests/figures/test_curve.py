"""The curve by report mark: text stays text, and a bend is drawn only where it is given."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd

from toolkit.figures.curve import mark_curve
from toolkit.figures.style import Look

LOOK = Look.of("#0b6e4f")


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


CURVE = pd.DataFrame(
    {
        "mark": [4.2, 7.0, 8.0, 9.0],
        "estimate": [30.0, 55.0, 54.0, 80.0],
        "low": [np.nan, 52.0, 50.0, 76.0],
        "high": [np.nan, 58.0, 58.0, 84.0],
        "monotone": [30.0, 54.5, 54.5, 80.0],
    }
)


def _curve(**more: object) -> str:
    names, values = ["1 to 6", "7", "8", "9"], ["v30", "v55", "v54", "v80"]
    words = {"axis_labels": ("report mark", "Attitude"), "fit_label": "never falls"}
    return mark_curve(CURVE, names, values, LOOK, **{**words, **more})


def test_the_curve_tells_its_marks_and_values_as_text() -> None:
    texts = _texts(_curve())
    assert {"1 to 6", "9", "v30", "v80", "report mark", "Attitude", "never falls"} <= set(texts)
    assert _curve() == _curve()


def test_a_bend_is_drawn_only_where_it_is_given() -> None:
    corners = ((4.2, 30.0), (8.0, 55.0), (9.0, 80.0))
    bent = _curve(bend=corners, bend_label="one bend")
    assert "one bend" in _texts(bent)
    assert LOOK.accent in bent
    assert LOOK.accent not in _curve()
