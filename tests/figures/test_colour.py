"""The colours of the figures: read, told apart by everybody, on screen and in black and white."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.specimens import SPECIMENS, Case
from toolkit.figures.colour import (
    AREA_STEP,
    INK,
    MARK_STEP,
    OTHER,
    PALE,
    SEEN_APART,
    SIGHTS,
    WHITE,
    contrast,
    distance,
    fit_for_areas,
    fit_for_marks,
    lightness,
)
from toolkit.figures.style import Look

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
# What a chart may be drawn in beside the client's own colour: greys only.
GREYS = re.compile(r"#([0-9a-f]{2})\1\1$")


@given(COLOURS)
def test_every_clients_colour_gives_marks_that_are_read_and_told_from_the_rest(colour: str) -> None:
    look = Look.of(colour)
    assert min(contrast(look.accent, ground) for ground in (WHITE, PALE)) >= 4.5
    assert abs(lightness(look.accent) - lightness(OTHER)) >= MARK_STEP
    assert min(distance(look.accent, OTHER, sight) for sight in SIGHTS) >= SEEN_APART


@given(COLOURS)
def test_every_clients_colour_gives_areas_that_are_told_from_both_greys_and_bear_words(colour: str) -> None:
    look = Look.of(colour)
    assert contrast(look.fill, look.on_fill) >= 4.5
    assert min(abs(lightness(look.fill) - lightness(grey)) for grey in (OTHER, PALE)) >= AREA_STEP
    assert min(distance(look.fill, grey, sight) for grey in (OTHER, PALE) for sight in SIGHTS) >= SEEN_APART


def test_greys_that_carry_meaning_are_seen_on_white_and_bear_words() -> None:
    assert contrast(OTHER, WHITE) >= 3  # WCAG 2.2, 1.4.11: graphical objects
    assert min(contrast(INK, OTHER), contrast(INK, PALE)) >= 4.5


@pytest.mark.parametrize("colour", ["#0b6e4f", "#000000", "#003366"])
def test_a_colour_that_works_is_left_alone(colour: str) -> None:
    assert (Look.of(colour).accent, Look.of(colour).fill) == (colour, colour)


@pytest.mark.parametrize("colour", ["#ffd500", "#ff8800", "#00a0e0", "#949494", "#ffffff", "#d00000"])
def test_a_colour_that_fails_is_adjusted_and_keeps_its_hue(colour: str) -> None:
    assert not fit_for_marks(colour)
    look = Look.of(colour)
    assert fit_for_marks(look.accent)
    assert fit_for_areas(look.fill)
    for made in (look.accent, look.fill):
        own, kept = (np.array([int(one[at : at + 2], 16) for at in (1, 3, 5)]) for one in (colour, made))
        assert (np.argsort(own, kind="stable") == np.argsort(kept, kind="stable")).all() or np.ptp(own) == 0


def test_lightness_contrast_and_simulated_sight_are_those_of_their_sources() -> None:
    assert lightness("#ffffff") == pytest.approx(100, abs=0.01)
    assert lightness("#777777") == pytest.approx(50.03, abs=0.01)  # the grey in the middle, CIE 1976
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    # Red (L* 53.24, a* 80.09, b* 67.20) from green (87.73, −86.18, 83.18): CIE 1976 by hand.
    assert distance("#ff0000", "#00ff00") == pytest.approx(np.hypot(np.hypot(34.49, 166.27), 15.98), abs=0.1)
    # Traffic-light colours that differ are nearly one for who sees no green; greys look alike to everybody.
    assert distance("#c0392b", "#6d7f1b", "deuteranopia") < 0.35 * distance("#c0392b", "#6d7f1b")
    for sight in SIGHTS:
        assert distance("#444444", "#cccccc", sight) == pytest.approx(distance("#444444", "#cccccc"), abs=0.5)


@pytest.mark.parametrize("kind", SPECIMENS)
def test_a_figure_is_drawn_in_the_clients_colour_and_greys_alone(kind: str) -> None:
    """So that what is checked here of two greys and the client's colour holds for every figure."""
    make, sizes = SPECIMENS[kind]
    look = Look.of("#d00000")
    used = set(re.findall(r"#[0-9a-f]{6}\b", make(Case(sizes[0], 3, look))))
    strange = {one for one in used if not GREYS.match(one)} - {look.accent, look.fill}
    if kind == "loyalty_map":  # tints of the client's colour, from pale to full
        tints = sorted(strange, key=lightness)
        steps = [a - b for a, b in zip(map(lightness, tints[1:]), map(lightness, tints[:-1]), strict=True)]
        assert min(steps) >= 4
    else:
        assert strange == set()
    assert look.accent in used or look.fill in used
