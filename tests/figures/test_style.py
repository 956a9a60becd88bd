"""The drawing itself: matplotlib's own SVG to the byte, made in less time."""

import io

import numpy as np
from matplotlib.transforms import Bbox

from toolkit.figures import naming
from toolkit.figures.style import SETTINGS, canvas, svg


def _drawn(across: str, *, own: bool) -> str:
    with canvas(1.0, across=across) as (figure, axes):
        axes.plot([0, 50, 100], [1, 3, 2])
        axes.set_ylabel("Score")
        axes.text(20, 2, "Vertrouwen <&> −26")
        if own:
            return svg(figure)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
        return target.getvalue()


def test_a_figure_is_what_matplotlib_saves() -> None:
    assert SETTINGS["svg.fonttype"] == "none"
    for across in ("", "Points of 0 to 100"):
        assert _drawn(across, own=True) == _drawn(across, own=False)


def test_a_drawn_figure_can_be_drawn_again() -> None:
    with canvas(1.0) as (figure, axes):
        axes.plot([0, 1], [0, 1])
        dpi = figure.dpi
        assert svg(figure) == svg(figure)
        assert figure.dpi == dpi


def test_the_place_of_a_name_is_where_it_is_drawn() -> None:
    with canvas(3.0) as (figure, axes):
        naming.FigureCanvasAgg(figure)
        note = naming._note(axes, np.array([0.4, 0.6]), "Bereikbaarheid van de klantenservice")
        kept: dict[tuple[str, str], Bbox] = {}
        for spot in naming._spots(5.0):
            place = naming._box(note, spot, kept)
            np.testing.assert_allclose(place.extents, naming._put(note, spot).extents, atol=1e-9)
