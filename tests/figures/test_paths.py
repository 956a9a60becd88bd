"""The drawing of paths: nothing lies over another, from three drivers to eight, and what it says stands in it."""

import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest

from toolkit.figures.lettering import text_width
from toolkit.figures.path_layout import MOST_HEIGHT, around, laid_out, overlap
from toolkit.figures.paths import SPACED, Arrow, Box, fitted, paths
from toolkit.figures.style import PALE, WIDTH, Look

LOOK = Look.of("#0b6e4f")
NAMES = (
    "Tevredenheid",
    "Vertrouwen",
    "Betrokkenheid",
    "Vriendelijkheid",
    "Waar voor uw geld",
    "Bereikbaarheid van de klantenservice",
    "Dienstverlening",
)
ROOM = 72 * WIDTH - 8


def house(drivers: int, *, behaviour: bool = True, certain: bool = True) -> tuple[list[Box], list[Arrow]]:
    """The house's drawing with so many drivers, image among them."""
    boxes = [Box("image", "Imago"), *(Box(f"d{n}", name) for n, name in enumerate(NAMES[: drivers - 1]))]
    arrows = [_arrow("image", f"d{n}", certain) for n in range(min(3, drivers - 1))]
    ends = [
        Box("attitude", "Houding", end=True),
        *([Box("behaviour", "Gedrag", end=True)] if behaviour else []),
    ]
    arrows += [_arrow(box.key, end.key, certain) for end in ends for box in boxes]
    if behaviour:
        arrows.append(_arrow("attitude", "behaviour", certain))
    return [*boxes, *ends], arrows


def deep() -> tuple[list[Box], list[Arrow]]:
    """A drawing in five columns, with arrows that pass some of these."""
    keys = ("effort", "image", "trust", "satisfaction", "involvement")
    boxes = [
        *(Box(key, key.title()) for key in keys),
        Box("attitude", "A", end=True),
        Box("behaviour", "B", end=True),
    ]
    steps = "effort image, effort satisfaction, image trust, trust satisfaction, satisfaction attitude"
    steps += ", trust attitude, image attitude, involvement attitude, image behaviour, attitude behaviour"
    return boxes, [_arrow(*step.split(), True) for step in steps.split(", ")]


def _arrow(start: str, end: str, certain: bool) -> Arrow:
    return Arrow(start, end, 0.3, certain, "+2.4" if certain else "")


DRAWINGS = {
    **{f"{drivers} drivers": house(drivers) for drivers in range(3, 9)},
    **{f"{drivers} drivers to attitude": house(drivers, behaviour=False) for drivers in (3, 8)},
    "five columns": deep(),
    "one driver": ([Box("trust", "Vertrouwen"), Box("y", "Houding", end=True)], [_arrow("trust", "y", True)]),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_box_or_label_lies_over_another_and_all_within_the_picture(name):
    layout = laid_out(*DRAWINGS[name], ROOM)
    labels = [around(centre) for centre in layout.labels.values()]
    for one, other in combinations([*layout.boxes.values(), *labels], 2):
        assert overlap(one, other) == 0
    for left, right, top, bottom in (*layout.boxes.values(), *labels):
        assert left >= -1e-9
        assert right <= ROOM + 1e-9
        assert -1e-9 <= top < bottom <= layout.height + 1e-9
    assert len(labels) == len(DRAWINGS[name][1])


@pytest.mark.parametrize("name", DRAWINGS)
def test_no_arrow_runs_through_a_box_and_each_joins_its_two(name):
    boxes, arrows = DRAWINGS[name]
    layout = laid_out(boxes, arrows, ROOM)
    for arrow, curve in zip(arrows, layout.curves, strict=True):
        for left, right, top, bottom in layout.boxes.values():
            inside = (curve[:, 0] > left + 0.01) & (curve[:, 0] < right - 0.01)
            assert not (inside & (curve[:, 1] > top + 0.01) & (curve[:, 1] < bottom - 0.01)).any()
        for key, (x, y) in ((arrow.start, curve[0]), (arrow.end, curve[-1])):
            left, right, top, bottom = layout.boxes[key]
            assert left - 0.01 <= x <= right + 0.01
            assert top - 0.01 <= y <= bottom + 0.01


def test_causes_stand_left_of_what_they_lead_to_and_outcomes_last():
    boxes, arrows = deep()
    layout = laid_out(boxes, arrows, ROOM)
    ends = {box.key for box in boxes if box.end}
    for arrow in arrows:
        if not {arrow.start, arrow.end} <= ends:
            assert layout.boxes[arrow.start][1] < layout.boxes[arrow.end][0]
    assert {layout.boxes[key][0] for key in ends} == {max(box[0] for box in layout.boxes.values())}
    # A driver that leads to no other driver stands right before the outcomes, and not with the first causes.
    assert layout.boxes["involvement"][0] == layout.boxes["satisfaction"][0]


def _texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_names_and_labels_stand_in_the_picture_as_text():
    texts = _texts(paths(*house(4), LOOK))
    assert {"Imago", "Houding", "Gedrag", "Vertrouwen"} <= set(texts)
    assert texts.count("+2.4") == len(house(4)[1])


def test_an_uncertain_arrow_has_neither_colour_nor_label():
    sure, unsure = (paths(*house(3, behaviour=False, certain=certain), LOOK) for certain in (True, False))
    edge = f"fill: {PALE}; stroke: {LOOK.accent}"
    assert edge in unsure
    assert unsure.count(LOOK.accent) == unsure.count(edge) == 1  # the outcome's box
    assert sure.count(LOOK.accent) > 5
    assert not any(text.startswith("+") for text in _texts(unsure))


def test_a_stronger_arrow_is_thicker_and_a_doubtful_box_is_dashed():
    boxes = [Box("a", "A", doubtful=True), Box("y", "Y", end=True)]

    def thick(strength: float) -> float:
        svg = paths(boxes, [Arrow("a", "y", strength, True, "+1")], LOOK)
        assert "stroke-dasharray" in svg
        lines = [line for line in svg.splitlines() if "fill: none" in line and LOOK.accent in line]
        return float(lines[0].split("stroke-width: ")[1].split(";")[0].split('"')[0])

    assert thick(0.1) < thick(0.5) < thick(1.0) == thick(3.0)


def test_the_same_drawing_gives_the_same_bytes_and_client_text_is_no_markup():
    hostile = [Box("a", "$x^2$ <b>&"), Box("y", "#let a", end=True)]
    svg = paths(hostile, [Arrow("a", "y", 0.5, True, "+1")], LOOK)
    assert svg == paths(hostile, [Arrow("a", "y", 0.5, True, "+1")], LOOK)
    assert " ".join(_texts(svg)).count("$x^2$ <b>&") == 1


@pytest.mark.parametrize("room", [40.0, 60.0, 94.0])
def test_a_name_is_folded_or_cut_to_the_room_of_its_box(room):
    for name in (*NAMES, "Klanttevredenheidsonderzoeksresultatenoverzicht van alles en nog wat"):
        size, lines = fitted(name, room, 31.0)
        assert 1 <= len(lines) <= 4
        assert len(lines) * size * SPACED <= 31
        assert all(text_width(line, size) <= room for line in lines)
    assert fitted("Imago", room, 31.0)[1] == ["Imago"]
    assert fitted("Onafscheidelijkheidsverklaringen" * 4, 40.0, 31.0)[1][-1].endswith("…")


def test_many_boxes_are_lower_and_wider_so_that_a_page_holds_them():
    few, many = (laid_out(*_many(count), ROOM) for count in (4, 22))
    assert many.height <= MOST_HEIGHT + 1e-9
    low, high = (layout.boxes["d3"] for layout in (many, few))
    assert low[3] - low[2] < high[3] - high[2]
    assert low[1] - low[0] > high[1] - high[0]
    for one, other in combinations(many.boxes.values(), 2):
        assert overlap(one, other) == 0


def _many(drivers: int) -> tuple[list[Box], list[Arrow]]:
    boxes = [Box(f"d{n}", "Vertrouwen") for n in range(drivers)]
    arrows = [_arrow("d0", f"d{n}", True) for n in range(1, drivers)]
    arrows += [_arrow(box.key, "y", False) for box in boxes]
    return [*boxes, Box("y", "Houding", end=True)], arrows


def test_arrows_that_come_in_at_one_box_stand_apart():
    boxes, arrows = house(8)
    layout = laid_out(boxes, arrows, ROOM)
    for end in ("attitude", "behaviour"):
        arriving = [
            curve[-1, 1]
            for arrow, curve in zip(arrows, layout.curves, strict=True)
            if arrow.end == end and arrow.start != "attitude"
        ]
        assert np.diff(sorted(arriving)).min() > 5
