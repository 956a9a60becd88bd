"""No word over another, over a mark or beyond the picture: every kind of figure, with few and many, short and long."""

import inspect
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

import toolkit.figures
from tests.figures.specimens import MOST_PANELS, ONE, SPECIMENS, Case
from toolkit.figures.lettering import MORE
from toolkit.figures.style import SETTINGS, TALLEST, WIDTH, Look

LOOK = Look.of("#ffd500")
TOUCH = 0.7  # points that two boxes may share: letters are smaller than their boxes
CASES = [(kind, rows, signs) for kind, (_, sizes) in SPECIMENS.items() for rows in sizes for signs in (3, 60)]


@dataclass(frozen=True)
class Drawn:
    """A figure as it was saved: its words with their boxes, its marks, and its own box, in points."""

    words: list[tuple[str, Bbox]]
    marks: list[Bbox]
    frame: Bbox


def draw(kind: str, case: Case) -> Drawn:
    """Draw a specimen and measure what stands in it."""
    saved: list[Drawn] = []
    drawn_as = Figure.draw

    def save(figure: Figure, renderer: RendererBase) -> None:
        if isinstance(renderer, RendererSVG):
            saved.append(_measured(figure))
        else:
            drawn_as(figure, renderer)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "draw", save)
        SPECIMENS[kind][0](case)
    (drawn,) = saved
    return drawn


def _measured(figure: Figure) -> Drawn:
    figure.set_dpi(72)
    figure.set_dpi(72)
    with mpl.rc_context(SETTINGS):
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        words = [
            (text.get_text(), Text.get_window_extent(text, canvas.get_renderer())) for text in _texts(figure)
        ]
        return Drawn(words, list(_marks(figure)), figure.bbox.frozen())


def _texts(figure: Figure) -> Iterator[Text]:
    """Every word that is drawn: those of ticks beyond the ends of an axis are not."""
    beyond = {
        id(label)
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not min(axis.get_view_interval()) - 1e-9 <= tick.get_loc() <= max(axis.get_view_interval()) + 1e-9
    }
    hidden = {id(text) for axes in figure.axes if not axes.axison for text in axes.findobj(Text)}
    shown = {id(text) for axes in figure.axes for text in axes.texts}
    for text in figure.findobj(Text):
        drawn = id(text) not in beyond and (id(text) not in hidden or id(text) in shown)
        if text.get_visible() and text.get_text().strip() and drawn:
            yield text


def _marks(figure: Figure) -> Iterator[Bbox]:
    for axes in figure.axes:
        for line in axes.lines:
            if line.get_marker() in ("None", "", None, "|"):
                continue
            half = line.get_markersize() / 2
            for x, y in line.get_transform().transform(line.get_xydata()):
                yield Bbox.from_extents(x - half, y - half, x + half, y + half)


def shared(one: Bbox, other: Bbox) -> float:
    """Give how deep two boxes lie in each other, in points."""
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    high = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(0.0, min(wide, high))


def faults(drawn: Drawn) -> list[str]:
    """Tell what lies over what, and what is cut off by the edge of the picture."""
    frame = drawn.frame
    found = [
        f"“{text}” runs out of the picture"
        for text, box in drawn.words
        if not (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1)
    ]
    found += [
        f"“{one}” lies over “{other}”"
        for (one, first), (other, second) in combinations(drawn.words, 2)
        if shared(first, second) > TOUCH
    ]
    found += [
        f"“{text}” lies over a mark"
        for text, box in drawn.words
        if any(shared(box, mark) > TOUCH for mark in drawn.marks)
    ]
    return found


@pytest.mark.parametrize(("kind", "rows", "signs"), CASES)
def test_no_word_lies_over_another_or_a_mark_or_is_cut_off(kind: str, rows: int, signs: int) -> None:
    case = Case(rows, signs, LOOK)
    drawn = draw(kind, case)
    assert faults(drawn) == []
    assert drawn.frame.width == pytest.approx(72 * WIDTH)
    assert drawn.frame.height <= 72 * TALLEST + 2, "a page has no room for it"
    words = " ".join(" ".join(text.split()) for text, _ in drawn.words)
    assert MORE not in words, "a name was shortened"
    if SPECIMENS[kind][1] != ONE:
        shown = case.names()[: MOST_PANELS if kind == "multiples" else rows]
        assert [name for name in shown if " ".join(name.split()) not in words] == []


def test_the_measure_finds_words_that_lie_over_another_or_are_cut_off() -> None:
    """Without this the test above could pass by measuring nothing."""
    frame, box = Bbox.from_extents(0, 0, 100, 100), Bbox.from_extents(10, 10, 50, 20)
    words = [
        ("a", box),
        ("b", box.translated(35, 0)),
        ("c", box.translated(60, 80)),
        ("d", box.translated(0, 30)),
    ]
    drawn = Drawn(words, [Bbox.from_extents(30, 45, 36, 51)], frame)
    assert faults(drawn) == [
        "“c” runs out of the picture",
        "“a” lies over “b”",
        "“d” lies over a mark",
    ]


def test_every_kind_of_figure_has_a_specimen() -> None:
    """A new drawing that is not measured here fails."""
    drawings = {
        name
        for module in pkgutil.iter_modules(toolkit.figures.__path__)
        for name, thing in vars(import_module(f"toolkit.figures.{module.name}")).items()
        if inspect.isfunction(thing)
        and thing.__module__ == f"toolkit.figures.{module.name}"
        and not name.startswith("_")
        and "look" in inspect.signature(thing).parameters
    }
    assert drawings == set(SPECIMENS)
