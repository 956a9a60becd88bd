import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.report.decimals import Aligned, aligned
from toolkit.report.fonts import text_width


def measure(text: str) -> float:
    return text_width(text, 10.0)


def right_edges(made: Aligned, sign: str) -> list[float]:
    """How far from the right edge of the column the decimal place of each cell's last figure stands."""
    edges = []
    for pieces in made.cells:
        text, gap = pieces[-1]
        edges.append(gap + measure(text[text.rfind(sign) :] if sign in text else text.lstrip("−+0123456789")))
    return edges


def joined(made: Aligned) -> list[str]:
    return ["".join(text for text, _ in pieces) for pieces in made.cells]


def test_the_decimal_signs_stand_under_each_other() -> None:
    cells = ["7,5", "−12,25", "+104", "62 AB", "15%"]
    made = aligned(cells, ",", measure)
    assert joined(made) == cells
    edges = right_edges(made, ",")
    assert max(edges) - min(edges) < 1e-9


def test_a_thousands_sign_is_no_decimal_sign() -> None:
    dutch = aligned(["1.204", "7,5"], ",", measure)
    assert right_edges(dutch, ",")[1] == pytest.approx(measure(",5"))
    assert dutch.cells[0] == (("1.204", pytest.approx(measure(",5"))),)
    english = aligned(["1,204", "7.5"], ".", measure)
    assert english.cells[0] == (("1,204", pytest.approx(measure(".5"))),)


def test_both_ends_of_an_interval_have_their_place() -> None:
    cells = ["−1,5 tot 3,2", "10,0 tot −12,4"]
    made = aligned(cells, ",", measure)
    assert joined(made) == cells
    (one, between, three), (ten, also, twelve) = made.cells
    assert one[0] == "−1,5"
    assert between[0].strip() == also[0].strip() == "tot"
    # All before the second decimal sign is as wide in both rows.
    assert measure("−1,5") + one[1] + measure(" tot ") + between[1] + measure("3") == pytest.approx(
        measure("10,0") + ten[1] + measure(" tot ") + also[1] + measure("−12")
    )
    assert three[1] == twelve[1] == 0.0


def test_what_is_no_figure_ends_where_the_units_do() -> None:
    made = aligned(["7,5", "x", "–", ""], ",", measure)
    assert [gap for ((_, gap),) in made.cells] == [0.0, measure(",5"), measure(",5"), 0.0]
    # Beside intervals alone it stands in their middle.
    (_, ((dash, gap),)) = aligned(["10 tot 20", "–"], ",", measure).cells
    assert (dash, gap) == ("–", pytest.approx((measure("10 tot 20") - measure("–")) / 2))


def test_values_of_one_kind_are_not_lined_up_with_those_of_another() -> None:
    made = aligned(["50", "48 tot 52", "7 (6 tot 8)"], ",", measure)
    assert [pieces[-1][1] for pieces in made.cells] == [0.0, 0.0, 0.0]


@given(
    st.lists(
        st.text(alphabet="0123456789.,+−-–<% €ABtotx/()\u00a0", max_size=14)
        | st.from_regex(r"[+−]?[0-9]{1,4}(,[0-9]{1,2})?( tot [+−]?[0-9]{1,3}(,[0-9])?)?", fullmatch=True),
        min_size=1,
        max_size=8,
    )
)
def test_every_cell_keeps_its_text_and_fits(cells: list[str]) -> None:
    made = aligned(cells, ",", measure)
    assert joined(made) == cells
    for pieces in made.cells:
        assert all(gap >= -1e-9 for _, gap in pieces)
        assert sum(measure(text) + gap for text, gap in pieces) <= made.width + 1e-6
