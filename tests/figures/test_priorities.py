"""The map of importance and performance: both intervals drawn, and every driver named without covering another."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from toolkit.figures.naming import name_dots
from toolkit.figures.priorities import priority_map
from toolkit.figures.style import OTHER, Look

LOOK = Look.of("#0b6e4f")
CORNERS = {"first": "look here", "keep": "keep", "later": "weak low", "enough": "weak high"}


def drivers(effect: list[float], score: list[float], reach: float = 0.4) -> pd.DataFrame:
    frame = pd.DataFrame({"effect": effect, "score": score})
    for column, half in (("effect", reach), ("score", 5 * reach)):
        frame[f"{column}_low"], frame[f"{column}_high"] = frame[column] - half, frame[column] + half
    return frame


def drawn(frame: pd.DataFrame, names: list[str], marks: list[str]) -> str:
    return priority_map(
        frame,
        names,
        marks,
        LOOK,
        lines=(float(frame["effect"].mean()), float(frame["score"].mean())),
        corners=CORNERS,
        axis_labels=("link", "score"),
        tick=lambda value: f"{value:+.1f}",
    )


def test_every_driver_corner_and_axis_is_named_and_the_same_bytes_come_again() -> None:
    frame, names = drivers([1, 2, 3, 4], [50, 70, 55, 65]), ["Trust", "Image <&>", "Price", "Ease"]
    picture = drawn(frame, names, ["shown", "open", "none", "open"])
    for text in ("Trust", "Image &lt;&amp;&gt;", "Price", "Ease", *CORNERS.values(), "link", "score"):
        assert f">{text}<" in picture
    assert drawn(frame, names, ["shown", "open", "none", "open"]) == picture


def test_what_is_shown_differs_in_form_and_not_in_colour_alone() -> None:
    frame, names = drivers([1, 3], [50, 70]), ["a", "b"]
    full = drawn(frame, names, ["shown", "shown"])
    open_ = drawn(frame, names, ["open", "open"])
    crossed = drawn(frame, names, ["none", "none"])

    def faces(picture: str) -> list[str]:
        return re.findall(r"<use [^>]*style=\"fill: (#\w+|none)", picture)

    assert faces(full).count(LOOK.accent) == 2
    assert LOOK.accent not in faces(open_)
    assert faces(open_).count("#ffffff") == 2
    # A driver without a claim is a cross: two strokes, no face.
    assert len(set(map(len, (full, open_, crossed)))) == 3


def test_both_intervals_of_each_driver_are_drawn_as_long_as_they_are() -> None:
    frame = drivers([1, 3], [50, 70])
    frame.loc[1, ["effect_low", "effect_high"]] = np.nan
    picture = drawn(frame, ["a", "b"], ["open", "open"])
    lines = re.findall(
        r'<path d="M ([\d.]+) ([\d.]+) \nL ([\d.]+) ([\d.]+) \n"[^>]*stroke: ' + OTHER, picture
    )
    shapes = [tuple(map(float, line)) for line in lines]
    level = [one for one in shapes if one[1] == one[3]]
    upright = [one for one in shapes if one[0] == one[2]]
    assert (len(level), len(upright)) == (1, 2)
    assert abs(upright[0][1] - upright[0][3]) == pytest.approx(abs(upright[1][1] - upright[1][3]), rel=1e-3)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_names_cover_no_dot_and_no_other_name(seed: int) -> None:
    """Twelve drivers close together, as in a client with many themes."""
    generator = np.random.default_rng(seed)
    names = [f"A theme with a long name {number}" for number in range(12)]
    dots = generator.normal([2, 60], [0.5, 4], size=(12, 2))
    figure = Figure(figsize=(6.3, 4.4))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.1, 0.1, 0.88, 0.88))
    axes.set_xlim(0, 4)
    axes.set_ylim(45, 75)
    unnamed = name_dots(axes, dots, names, [], [], 3.0)
    assert unnamed == ()
    boxes = [
        text.get_window_extent() for text in axes.texts if isinstance(text, Annotation) and text.get_text()
    ]
    assert len(boxes) == 12
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])
    pixels = axes.transData.transform(dots)
    assert not any(box.contains(*point) for box in boxes for point in pixels)
    frame = axes.get_window_extent()
    assert all(frame.x0 <= box.x0 and box.x1 <= frame.x1 for box in boxes)


def test_a_name_without_any_place_is_given_back() -> None:
    figure = Figure(figsize=(4.4, 0.9))
    axes = figure.add_axes((0, 0, 1, 1))
    names = [f"A theme with a long name {number}" for number in range(12)]
    unnamed = name_dots(axes, np.full((12, 2), 0.5), names, [], [], 3.0)
    assert len(unnamed) >= 2
    assert set(unnamed) < set(names)


def test_a_line_behind_a_name_stops_beside_it() -> None:
    """A name between lines that fill the picture has a ground of its own; one that is free has none."""
    for lines, grounds in (([np.array([[0, y], [1, y]]) for y in np.linspace(0, 1, 60)], 2), ([], 0)):
        figure = Figure(figsize=(4.4, 2.0))
        axes = figure.add_axes((0, 0, 1, 1))
        assert name_dots(axes, np.array([[0.3, 0.5], [0.7, 0.5]]), ["Trust", "Image"], lines, [], 3.0) == ()
        named = [text for text in axes.texts if isinstance(text, Annotation) and text.get_text()]
        assert sum(text.get_bbox_patch() is not None for text in named) == grounds


def test_names_without_room_stand_below_with_the_numbers_of_their_dots() -> None:
    frame = drivers([1 + n * 5 % 14 / 5 for n in range(14)], [40 + 3 * n for n in range(14)])
    names = [f"A theme with a long name, which is number {number} of all" for number in range(14)]
    picture = drawn(frame, names, ["open"] * 14)
    words = re.findall(r"<text[^>]*>(.*?)</text>", picture)
    for number in range(1, 15):
        # Beside its dot, and before its name.
        assert words.count(str(number)) == 2
    told = " ".join(words)
    assert all(f"is number {number} of all" in told for number in range(14))


def test_the_picture_grows_with_the_drivers() -> None:
    def height(count: int) -> float:
        frame = drivers([float(n) for n in range(count)], [50.0 + n for n in range(count)])
        picture = drawn(frame, [f"d{n}" for n in range(count)], ["open"] * count)
        return float(re.findall(r'height="([\d.]+)pt"', picture)[0])

    assert height(5) < height(8) < height(12) == height(20)
