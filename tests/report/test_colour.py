import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import ReportError
from toolkit.report.colour import INK, WHITE, contrast, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_colour_gives_text_that_can_be_read(colour: str) -> None:
    made = palette(colour)
    assert made.accent == colour
    assert contrast(made.on_accent, made.accent) >= 3
    assert contrast(made.accent_text, WHITE) >= 4.5
    assert contrast(made.accent_text, made.tint) >= 4.5
    assert contrast(INK, made.tint) >= 10


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # the grey that just fails


def test_a_colour_that_works_is_left_alone_and_a_pale_one_darkened() -> None:
    assert palette("#0B6E4F").accent_text == "#0b6e4f"
    assert palette("#ffdd00").on_accent == INK
    assert palette("#ffdd00").accent_text != "#ffdd00"
    assert palette("#e30613").on_accent == WHITE


@pytest.mark.parametrize("colour", ["green", "#fff", "#12345g", "", "#1234567", "#123456\n"])
def test_anything_else_is_no_colour(colour: str) -> None:
    with pytest.raises(ReportError, match="#rrggbb"):
        palette(colour)
