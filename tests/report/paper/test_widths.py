import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import sample
from toolkit.report.blocks import Table
from toolkit.report.fonts import text_width
from toolkit.report.paper.widths import GUTTER, LANDSCAPE, PORTRAIT, TEXT_SIZE, Layout, table_layout
from toolkit.report.views import view


def layout(table: Table) -> Layout:
    one = view(table)
    return table_layout(one["columns"], one["rows"], text_width)


@given(
    st.lists(st.sampled_from(["left", "right", "centre"]), min_size=1, max_size=30),
    st.sampled_from([1, 3, 12, 60, 200]),
    st.sampled_from([0, 1, 5]),
)
def test_every_column_is_there_and_every_part_fills_its_page(
    aligns: list[str], length: int, rows: int
) -> None:
    columns = [
        {"key": str(i), "label": "W" * (length % 13 + 1), "align": one} for i, one in enumerate(aligns)
    ]
    made = table_layout(columns, [["x" * (length % (i + 2)) for i in range(len(aligns))]] * rows, text_width)
    places = [place for part in made.parts for place, _ in part]
    assert sorted(set(places)) == list(range(len(aligns)))
    for part in made.parts:
        room = LANDSCAPE if made.landscape else PORTRAIT
        assert sum(width for _, width in part) == pytest.approx(room, abs=0.5)
        assert part[0][0] == 0


def test_narrow_tables_stand_wide_ones_turn_and_very_wide_ones_split() -> None:
    assert not layout(sample.segment_table(3)).landscape
    turned = layout(sample.wide_table(9))
    assert (turned.landscape, len(turned.parts)) == (True, 1)
    split = layout(sample.wide_table(25))
    assert (split.landscape, len(split.parts)) == (True, 3)
    assert [len(part) for part in split.parts] == [10, 10, 8]


def test_figures_stay_on_one_line_and_running_text_takes_the_rest() -> None:
    table = sample.segment_table(40)
    widths = dict(layout(table).parts[0])
    rows = view(table)["rows"]
    for place in range(1, 6):
        assert all(text_width(row[place], TEXT_SIZE) + GUTTER < widths[place] for row in rows)
    assert widths[0] > max(width for place, width in widths.items() if place)


def test_the_longest_texts_get_the_most_room() -> None:
    columns = [{"key": str(at), "label": f"K{at}", "align": "left"} for at in range(3)]
    rows = [["Kort stuk tekst " * 2, "Een lange tekst die op elke rij staat. " * 8, "–"] for _ in range(8)]
    rows[0][2] = "Een enkele keer is er iets te vertellen over wat ermee is gedaan. "
    (part,) = table_layout(columns, rows, text_width).parts
    short, long, seldom = (width for _, width in part)
    assert long > 1.3 * max(short, seldom)
    assert short + long + seldom == pytest.approx(PORTRAIT, abs=0.5)
