from typing import Any

from toolkit.report.fonts import text_width
from toolkit.report.paper.tables import laid_out_table
from toolkit.report.paper.widths import CLOSE_GUTTER, GUTTER, PORTRAIT, TEXT_SIZE


def laid_out(rows: list[list[str]], *aligns: str, label: str = "Kolom") -> dict[str, Any]:
    columns = [{"key": str(i), "label": f"{label} {i}", "align": align} for i, align in enumerate(aligns)]
    return laid_out_table({"columns": columns, "rows": rows, "title": "T"}, ",", 590.0)


def cells(table: dict[str, Any], place: int) -> list[str]:
    return ["".join(text for text, _ in row["cells"][place]["pieces"]) for row in table["parts"][0]["rows"]]


def test_only_columns_of_figures_are_lined_up() -> None:
    made = laid_out([["7,5 uur", "7,5"], ["12 uur", "12"]], "left", "right")
    (part,) = made["parts"]
    assert [row["cells"][0]["pieces"] for row in part["rows"]] == [[["7,5 uur", 0.0]], [["12 uur", 0.0]]]
    assert part["rows"][0]["cells"][1]["pieces"] == [["7,5", 0.0]]
    assert part["rows"][1]["cells"][1]["pieces"] == [["12", round(text_width(",5", TEXT_SIZE), 2)]]


def test_a_margin_stands_beneath_its_value_and_stays_with_it() -> None:
    rows = [["Vertrouwen", "62 AB"], ["– marge", "58 tot 66"], ["NPS", "3,1"], ["– marge", "−1,4 tot 7,7"]]
    made = laid_out(rows, "left", "right")["parts"][0]["rows"]
    assert [row["beneath"] for row in made] == [row["tied"] for row in made] == [False, True, False, True]
    assert [piece[1] for row in made[1::2] for piece in row["cells"][1]["pieces"]] == [0.0, 0.0]
    assert made[0]["cells"][1]["pieces"][0][1] < made[2]["cells"][1]["pieces"][0][1] + 20


def test_a_margin_under_a_name_of_two_lines_is_not_tied_to_it() -> None:
    name = "Een naam die veel te lang is voor een regel van deze kolom " * 3
    columns = [["left"], *[["right"]] * 8]
    rows = [[name, *["1"] * 8], ["– marge", *["0 tot 2"] * 8]]
    made = laid_out(rows, *(align for (align,) in columns))["parts"][0]["rows"]
    assert [row["beneath"] for row in made] == [False, True]
    assert not any(row["tied"] for row in made)


def test_only_what_is_longer_than_its_column_is_hyphenated() -> None:
    long = "arbeidsongeschiktheidsverzekeringsmaatschappijen"
    made = laid_out([["duurzaamheid", long, "a"]] * 2, *["left"] * 3)
    hyphenated = [one["hyphenated"] for one in made["parts"][0]["rows"][0]["cells"]]
    assert hyphenated == [False, False, False]
    narrow = laid_out([["duurzaamheid", *[long] * 5]], *["left"] * 6)
    hyphenated = [one["hyphenated"] for one in narrow["parts"][0]["rows"][0]["cells"]]
    assert hyphenated == [False, *[True] * 5]


def test_a_table_a_little_too_wide_moves_together_before_it_turns() -> None:
    def of(columns: int) -> dict[str, Any]:
        return laid_out([["Driver", *["12,5 tot 17,5"] * columns]], "left", *["right"] * columns, label="K")

    tables = [of(columns) for columns in range(2, 12)]
    kinds = [(one["landscape"], one["gutter"]) for one in tables]
    assert kinds == sorted(kinds, key=[(False, GUTTER), (False, CLOSE_GUTTER), (True, GUTTER)].index)
    assert set(kinds) == {(False, GUTTER), (False, CLOSE_GUTTER), (True, GUTTER)}
    for one in tables:
        if not one["landscape"]:
            assert abs(sum(column["width"] for column in one["parts"][0]["columns"]) - PORTRAIT) < 0.5
        assert cells(one, 1) == ["12,5 tot 17,5"]


def test_rows_that_may_stand_alone_are_three_or_one_that_is_as_high() -> None:
    long = "woorden die iets zeggen " * 40
    low = laid_out([["a", "b"]] * 9, "left", "left")["parts"][0]
    assert (low["start"], low["end"]) == (2, 6)
    high = laid_out([[long, "b"], *[["a", "b"]] * 7, [long, "b"]], "left", "left")["parts"][0]
    assert (high["start"], high["end"]) == (0, 8)
    assert [laid_out([["a"]] * rows, "left")["parts"][0]["end"] for rows in (0, 1, 2)] == [-1, 0, 0]
