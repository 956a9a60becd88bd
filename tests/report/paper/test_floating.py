"""How pages are filled: what is tried, in which order, and what is kept."""

from collections.abc import Callable
from typing import Any

from toolkit.report.paper.floating import (
    CAPTION,
    LEAST_LEFT,
    PAGE_BOTTOM,
    PAGE_TOP,
    Ends,
    Mark,
    Places,
    mark_places,
    mended,
)

SOURCE = "\n".join(
    f"#let {how} = ()"
    for how in ("floating", "slightly", "smaller", "broken", "tight", "loose", "looser", "pushed", "early")
)


def gap(anchor: str, ways: tuple[str, ...], page: int = 3, points: float = 200.0) -> Mark:
    return Mark(anchor, tuple((how, 0.0) for how in ways), page, PAGE_BOTTOM - points, page + 1)


def lists(source: str) -> dict[str, str]:
    """What each list at the head of the source holds."""
    return {
        line.split()[1]: line.partition("= ")[2].strip("(), ") for line in source.splitlines() if line != "()"
    }


def layouts(of: Callable[[dict[str, str]], tuple[Mark, ...]]) -> Callable[[str], Places]:
    return lambda source: Places(of(lists(source)), ())


def test_the_gentlest_way_that_helps_is_taken() -> None:
    ways = ("slightly", "floating", "smaller")
    for helps in ways:
        made = lists(
            mended(SOURCE, layouts(lambda it, way=helps: () if it[way] else (gap("figure-1", ways),)))
        )
        assert {how for how, names in made.items() if names} == {helps}
        assert made[helps] == '"figure-1"'


def test_what_does_not_help_is_left_out() -> None:
    made = mended(SOURCE, layouts(lambda _: (gap("figure-1", ("slightly", "floating")),)))
    assert made == SOURCE


def test_what_mends_one_page_and_spoils_an_earlier_one_is_left_out() -> None:
    def places(it: dict[str, str]) -> tuple[Mark, ...]:
        return (
            (gap("table-1", (), page=2, points=300),) if it["floating"] else (gap("figure-1", ("floating",)),)
        )

    assert mended(SOURCE, layouts(places)) == SOURCE


def test_two_may_be_needed_for_one_page() -> None:
    def places(it: dict[str, str]) -> tuple[Mark, ...]:
        if not it["floating"]:
            return (gap("figure-1", ("floating",)),)
        return () if it["broken"] else (gap("table-1", ("broken",)),)

    made = lists(mended(SOURCE, layouts(places)))
    assert (made["floating"], made["broken"]) == ('"figure-1"', '"table-1"')


def test_later_pages_are_tried_again_after_an_earlier_one_changed() -> None:
    def places(it: dict[str, str]) -> tuple[Mark, ...]:
        late = () if it["smaller"] else (gap("figure-2", ("smaller",), page=5),)
        return late if it["floating"] else (gap("figure-1", ("floating",)), gap("figure-2", (), page=4))

    made = lists(mended(SOURCE, layouts(places)))
    assert (made["floating"], made["smaller"]) == ('"figure-1"', '"figure-2"')


def test_lone_rows_at_the_start_push_and_at_the_end_tighten() -> None:
    def places(source: str) -> Places:
        it = lists(source)
        start = Ends("table-4-0", "start", (7, 7) if it["pushed"] else (6, 7))
        end = Ends("table-4-0", "end", (8, 8, 8) if it["loose"] else (7, 7, 8))
        return Places((), (start, end))

    made = lists(mended(SOURCE, places))
    assert made["pushed"] == '"table-4"'
    assert (made["tight"], made["loose"]) == ("", '"table-4-0"')


def test_a_layout_that_never_gets_better_ends() -> None:
    many = tuple(gap(f"figure-{i}", ("slightly", "floating", "smaller"), page=i) for i in range(200))
    assert mended(SOURCE, layouts(lambda _: many)) == SOURCE


def blocks(*kinds: str) -> list[dict[str, Any]]:
    made = []
    for place, kind in enumerate(kinds):
        one: dict[str, Any] = {"kind": kind.split()[0], "anchor": f"{kind}-{place}", "level": 2}
        if kind.startswith("table"):
            rows = 3 if kind == "table short" else 20
            one |= {"whole": True, "parts": [{"rows": [{}] * rows}], "landscape": kind == "table wide"}
        made.append(one | ({"whole": True, "width": 907.0, "height": 400.0} if kind == "figure" else {}))
    mark_places(made)
    return made


def test_headings_go_with_what_they_lead_to() -> None:
    heading, below, figure, text = blocks("heading", "heading", "figure", "prose")
    assert heading["leads_to"]["anchor"] == "figure-2"
    assert "leads_to" not in below
    assert "leads_to" not in figure
    assert "leads_to" not in text


def test_each_may_be_mended_in_its_own_ways() -> None:
    def ways(*kinds: str) -> list[str]:
        made = blocks(*kinds)
        return [how for how, _ in next(one["leads_to"]["ways"] for one in made if "leads_to" in one)]

    assert ways("figure", "prose") == ["slightly", "floating", "smaller"]
    assert ways("figure") == ["slightly", "smaller"]  # nothing follows that could come before it
    assert ways("findings", "figure") == ["slightly", "smaller", "early"]
    assert ways("figure", "figure") == ["slightly", "smaller"]  # or the second would come first
    assert ways("table", "prose") == ["floating", "broken"]
    assert ways("table short", "prose") == ["floating"]
    assert ways("table", "heading") == ["broken"]  # or it would stand in another section
    assert not any("leads_to" in one for one in blocks("table wide", "prose"))


def test_a_figure_is_only_made_smaller_where_that_can_help() -> None:
    (figure,) = blocks("figure")
    slightly, smaller = figure["leads_to"]["ways"]
    assert slightly == ("slightly", 0.9 * 200 + CAPTION)  # at half its width it is half as high
    assert smaller == ("smaller", 0.82 * 200 + CAPTION)
    asked: list[str] = []

    def places(source: str) -> Places:
        asked.append(source)
        return Places((Mark("figure-1", (slightly, smaller), 3, PAGE_BOTTOM - 210, 4),), ())

    assert mended(SOURCE, places) == SOURCE
    assert len(asked) == 2  # as it was, and smaller: slightly smaller cannot fit


def test_a_figure_goes_before_its_findings_only_where_it_stays_below_their_heading() -> None:
    def made(came_on: int) -> dict[str, str]:
        def places(source: str) -> Places:
            if lists(source)["early"]:
                return Places((), (), (("figure-1", 6, came_on),))
            return Places((gap("figure-1", ("early",), page=7, points=400),), ())

        return lists(mended(SOURCE, places))

    assert made(came_on=7)["early"] == '"figure-1"'
    assert made(came_on=6)["early"] == ""


def test_a_float_that_makes_a_finding_run_off_the_page_is_left_out() -> None:
    def places(source: str) -> Places:
        floats = bool(lists(source)["floating"])
        marks = () if floats else (gap("figure-1", ("floating",), page=3),)
        return Places(marks, (), told=((4, PAGE_BOTTOM + 90 if floats else PAGE_BOTTOM),))

    assert mended(SOURCE, places) == SOURCE


def test_a_finding_that_ends_at_the_foot_of_its_page_stops_no_float() -> None:
    def places(source: str) -> Places:
        marks = () if lists(source)["floating"] else (gap("figure-1", ("floating",), page=3),)
        return Places(marks, (), told=((4, PAGE_BOTTOM),))

    assert lists(mended(SOURCE, places))["floating"] == '"figure-1"'


FIGURE = ("slightly", "floating", "smaller")
LITTLE = PAGE_TOP + LEAST_LEFT - 100


def stands(anchor: str, ways: tuple[str, ...], page: int) -> Mark:
    return Mark(anchor, tuple((how, 0.0) for how in ways), page, 300.0, page)


NEAR = (
    stands("figure-1", FIGURE, 4),
    stands("figure-2", FIGURE, 6),
    stands("table-3", ("broken",), 7),
    stands("table-4", (), 8),
)


def test_a_few_lines_before_a_new_page_are_drawn_back_by_setting_no_more_pages_closer_than_needed() -> None:
    def made(*needed: str) -> dict[str, str]:
        def places(source: str) -> Places:
            it = lists(source)
            all_closer = it["slightly"] + it["tight"]
            helps = all(f'"{anchor}"' in all_closer for anchor in needed)
            return Places(NEAR, (), left=((7, 740.0, 8) if helps else (8, LITTLE, 9),))

        return lists(mended(SOURCE, places))

    one_page = made("table-3")
    assert (one_page["slightly"], one_page["tight"]) == ("", '"table-3", "table-4"')
    assert made("figure-2")["slightly"] == '"figure-2"'
    assert made("figure-1") == lists(SOURCE)  # too far before to be touched


def test_where_closer_does_not_do_figures_shrink_more_and_whole_tables_go_on_overleaf() -> None:
    def made(how: str, cut: tuple[Ends, ...] = ()) -> dict[str, str]:
        def places(source: str) -> Places:
            return Places(NEAR, cut, left=((7, 740.0, 8) if lists(source)[how] else (8, LITTLE, 9),))

        return lists(mended(SOURCE, places))

    smaller = made("smaller")
    assert (smaller["smaller"], smaller["tight"]) == ('"figure-2"', '"table-3", "table-4"')
    overleaf = made("broken")
    assert (overleaf["broken"], overleaf["tight"]) == ('"table-3"', '"table-4"')
    assert made("broken", (Ends("table-3-0", "end", (7, 7, 7)),)) == lists(SOURCE)  # it is cut already


def test_lines_are_not_drawn_back_by_leaving_rows_alone_unless_these_can_be_mended_too() -> None:
    def made(mends: str) -> dict[str, str]:
        def places(source: str) -> Places:
            it = lists(source)
            if not it["tight"]:
                return Places(NEAR, (), left=((8, LITTLE, 9),))
            lone = () if mends and it[mends] else (Ends("table-3-0", "end", (6, 6, 7)),)
            return Places(NEAR, lone, left=((7, 740.0, 8),))

        return lists(mended(SOURCE, places))

    assert made("") == lists(SOURCE)
    assert made("looser")["looser"] == '"table-3-0"'


def test_enough_before_a_new_page_or_nothing_at_all_is_left_as_it_is() -> None:
    def asked(left: tuple[int, float, int]) -> int:
        count: list[str] = []

        def places(source: str) -> Places:
            count.append(source)
            return Places(NEAR, (), left=(left,))

        assert mended(SOURCE, places) == SOURCE
        return len(count)

    assert asked((8, LITTLE, 9)) > 1
    assert asked((8, PAGE_TOP + LEAST_LEFT, 9)) == 1
    assert asked((8, PAGE_TOP, 9)) == 1  # the tag alone, gone along behind a turned page
    assert asked((8, LITTLE, 10)) == 1  # a float has a page of its own between


def test_a_float_that_comes_above_what_leads_to_it_is_no_mend_for_the_lines_after_it() -> None:
    def made(came_on: int) -> dict[str, str]:
        def places(source: str) -> Places:
            it = lists(source)
            if not it["floating"]:
                return Places((gap("figure-2", FIGURE[1:2], page=6),), (), left=((8, LITTLE, 9),))
            closer = bool(it["tight"])
            float_ = Mark("figure-2", (("floating", 0.0),), 6, 700.0, came_on if closer else 7)
            left = (7, 740.0, 8) if closer else (8, LITTLE, 9)
            return Places((float_, stands("table-3", (), 7)), (), left=(left,))

        return lists(mended(SOURCE, places))

    assert "table-3" in made(came_on=7)["tight"]
    assert made(came_on=6)["tight"] == ""
