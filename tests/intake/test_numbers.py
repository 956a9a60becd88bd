import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.intake.conftest import Client, people
from toolkit.intake.values.numbers import numbers_and_doubts, numbers_of


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


def doubts(*texts: str, typed: bool = False, highest: float | None = None) -> list[str]:
    column = pd.Series(texts, dtype="str")
    values, found = numbers_and_doubts(column, typed=typed, highest=highest)
    assert all(map(math.isnan, values[found]))
    return column[found].tolist()


@pytest.mark.parametrize(
    ("texts", "highest", "in_doubt"),
    [
        (("1.250", "980"), None, ["1.250"]),
        (("1,250", "980"), None, ["1,250"]),
        (("1.250", "2.300", "0"), 10_000, ["1.250", "2.300"]),
        (("1.250", "2.300"), 10_000, ["1.250", "2.300"]),
        (("1.250", "2,300"), None, ["1.250", "2,300"]),
        (("-1.250", "-99"), None, ["-1.250"]),
        # No number can be in thousands on a scale that ends below it.
        (("1.250", "2"), 7, []),
        (("1.250", "2,300"), 7, []),
        (("1.250", "980"), 999, []),
        # All alike, as a program writes three decimals.
        (("1.250", "1.000"), None, []),
        (("1,250", "1,000"), None, []),
        (("1.125", "1e+16"), None, []),
        # Other cells tell.
        (("1.250", "980", "0.500"), None, []),
        (("1.250", "980", "7.5"), 10_000, []),
        (("1.250", "980", "7,5"), 10_000, []),
        (("1.250", "980", "1.250.000"), 10_000_000, []),
        (("980", "12", "n.v.t."), 10_000, []),
    ],
)
def test_a_number_that_may_be_in_thousands_is_in_doubt(
    texts: tuple[str, ...], highest: float | None, in_doubt: list[str]
) -> None:
    assert doubts(*texts, highest=highest) == in_doubt
    assert doubts(*texts, highest=highest, typed=True) == []


@given(st.lists(st.integers(0, 5000), min_size=1), st.sampled_from(".,"))
def test_amounts_with_a_mark_for_thousands_are_never_read_as_less(values: list[int], mark: str) -> None:
    written = pd.Series([f"{one:,}".replace(",", mark) for one in values], dtype="str")
    read, found = numbers_and_doubts(written, highest=10_000)
    for value, number, doubt in zip(values, read, found, strict=True):
        assert math.isnan(number) if doubt else number == value


MONEY = '[constructs.money]\nrole = "behaviour"\nminimum = 0\nmaximum = 20000\nitems = ["m"]\n'
MEND = (
    "Write the numbers of this column without a mark for thousands and with less or more than three decimals."
)


def test_an_item_in_doubt_is_a_fault_that_names_its_rows(client: Client) -> None:
    table = people({(row, "m"): 980 for row in range(2, 14)}, ("a", "b", "m"))
    table[3][2], table[6][2], table[8][2] = "1.250", "12.000", "1.250"
    assert client.faults(table, extra=MONEY) == [
        'answers.csv, column m, rows 4, 7, 9: "1.250" may have three decimals or may be in thousands, '
        f"and no other cell tells which. {MEND}"
    ]
    table[1][2] = "7,5"
    assert client.survey(table, extra=MONEY).items["m"].tolist()[:3] == [7.5, 980, 1250]
    answer = people({(4, "a"): "1.250"})
    assert client.survey(answer).items["a"].tolist()[2] == 1.25


def test_weights_in_doubt_are_a_fault(client: Client) -> None:
    table = people({(row, "w"): 1 for row in range(2, 14)}, ("a", "b", "w"))
    table[3][2] = "1.250"
    assert client.faults(table, 'weight = "w"') == [
        "answers.csv, column w, row 4: a weight that may have three decimals or may be in thousands, "
        f"and no other cell tells which. {MEND}"
    ]
    for row in table[1:]:
        row[2] = "1.250"
    weights = client.survey(table, 'weight = "w"').weights
    assert weights is not None
    assert weights.tolist() == [1.25] * 12
