"""Names folded to the room they have: nothing lost while there is room, and as wide as a drawing measures them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from toolkit.figures.lettering import MORE, balanced, folded, text_width, whole
from toolkit.figures.rows import named
from toolkit.figures.style import POINTS, canvas

NAMES = st.lists(st.text("abcdefghijklmnop ĳ&<€", min_size=1, max_size=20), min_size=1, max_size=6).map(
    " ".join
)


@given(NAMES.filter(str.strip), st.floats(20, 300), st.integers(1, 4))
def test_no_line_is_wider_than_its_room_and_none_more_than_asked(name: str, room: float, most: int) -> None:
    for fold in (folded, balanced):
        lines = fold(name, room, 9.0, most)
        assert 1 <= len(lines) <= most
        assert all(text_width(line, 9.0) <= room for line in lines)
        assert whole(name, lines) or any(line.endswith((MORE, "-")) for line in lines)


@given(NAMES.filter(str.strip))
def test_with_room_enough_nothing_is_lost(name: str) -> None:
    assert whole(name, folded(name, 10_000, 9.0, 1))
    assert whole(name, balanced(name, 200, 9.0, 99)) or any(len(word) > 20 for word in name.split())


def test_lines_are_balanced_and_long_words_broken() -> None:
    name = "Bereikbaarheid van de klantenservice buiten kantoortijden"
    uneven, even = folded(name, 180, 9.0, 3), balanced(name, 180, 9.0, 3)
    assert len(uneven) == len(even) == 2

    def spread(lines: list[str]) -> float:
        widths = [text_width(line, 9.0) for line in lines]
        return max(widths) - min(widths)

    assert spread(even) < spread(uneven)
    assert folded("Onafscheidelijkheidsverklaring", 60, 9.0, 9)[0].endswith("-")
    assert folded("een twee drie", 30, 9.0, 1) == ["een t…"]


@pytest.mark.parametrize("text", ["Vertrouwen", "WAVE AVATAR", "−26 (−39 tot −14)", "Ĳ & <b>"])
def test_words_are_as_wide_as_the_drawing_makes_them(text: str) -> None:
    with canvas(1.0) as (figure, axes):
        figure.set_dpi(72)
        drawn = FigureCanvasAgg(figure)
        box = axes.text(0, 0, text, fontsize=9).get_window_extent(drawn.get_renderer())
    # Kerning, which the measure leaves out, only brings letters nearer to each other.
    assert box.width <= text_width(text, 9.0) + 1.5
    assert box.width >= 0.88 * text_width(text, 9.0)


@pytest.mark.parametrize("count", [3, 20])
def test_names_take_the_room_they_need(count: int) -> None:
    short, long = (
        named(["Ja"] * count),
        named(["Een naam van zo veel tekens dat hij meer plaats nodig heeft"] * count),
    )
    assert short.left < long.left < 0.6
    assert short.lines == 1
    for names in (short, long):
        assert all(
            text_width(line, names.size) < names.left * POINTS
            for text in names.texts
            for line in text.split("\n")
        )


def test_words_by_a_line_cover_nothing_and_are_led_to_it_from_afar() -> None:
    import numpy as np

    from toolkit.figures.naming import write_by_line

    with canvas(2.0, left=0.1) as (figure, axes):
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 10)
        line = np.array([[0.0, 1.0], [10.0, 9.0]])
        axes.plot(*line.T)
        axes.plot([3, 5, 7], [4, 5, 6], "o", markersize=12)
        write_by_line(axes, "as predicted", line)
        renderer = FigureCanvasAgg(figure).get_renderer()
        (words,) = [text for text in axes.texts if isinstance(text, Text)]
        box = words.get_window_extent(renderer)
        path = axes.lines[0].get_transform().transform_path(axes.lines[0].get_path())
        assert not path.intersects_bbox(box, filled=False)
        for at in axes.transData.transform([(3, 4), (5, 5), (7, 6)]):
            assert not box.contains(*at)
        frame = axes.get_window_extent()
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1
