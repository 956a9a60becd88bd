import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.numbers import numbers_of


def read(*texts: str, typed: bool = False) -> list[float | None]:
    return [
        None if math.isnan(one) else one for one in numbers_of(pd.Series(texts, dtype="str"), typed=typed)
    ]


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (("7", "7.0", " 7,0 ", "-1", "+2", "\u22123"), [7, 7, 7, -1, 2, -3]),
        (("7,5", "1.234"), [7.5, 1234]),
        (("7.5", "1,234"), [7.5, 1234]),
        (("1.234,50", "987,00", "12.000,00"), [1234.5, 987, 12000]),
        (("1,234.50", "1,234,567"), [1234.5, 1234567]),
        (("1.234.567", "1.234"), [1234567, 1234]),
        (("1.234",), [1.234]),
        (("1,234",), [1.234]),
        (("7.5", "7,5", "1.234"), [7.5, 7.5, 1.234]),
        (("0.869", "7,5"), [0.869, 7.5]),
        (("1e-05", "1E3", "1.5e+2"), [1e-05, 1000, 150]),
        (("", "x", "n.v.t.", "7 a", "1.2.3", "1,2,3", "12.34,5"), [None] * 7),
        (("inf", "nan", "1e999", "0x1", "1_000", "٣", "½"), [None] * 7),
        ((), []),
    ],
)
def test_numbers_as_people_write_them(texts: tuple[str, ...], numbers: list[float | None]) -> None:
    assert read(*texts) == numbers


def test_a_file_that_tells_numbers_from_text_has_no_thousands_point() -> None:
    assert read("1.234", "7,5", typed=True) == [1.234, 7.5]
    assert read("1,234", "7.5", typed=True) == [1.234, 7.5]


@given(st.lists(st.floats(0, 9999, allow_nan=False).map(lambda one: round(one, 2)), min_size=1))
def test_dutch_and_english_columns_give_the_same_numbers(values: list[float]) -> None:
    english = [f"{one:,.2f}" for one in values]
    dutch = [one.translate(str.maketrans(",.", ".,")) for one in english]
    assert read(*english) == values
    assert read(*dutch) == values


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_what_python_writes_is_read_exactly(values: list[float]) -> None:
    assert read(*map(repr, values)) == values
