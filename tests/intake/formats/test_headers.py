"""What the headers of survey platforms have in common."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.formats.headers import lists_of_choices, plain, times, unique_names


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hoe <b>tevreden</b> bent u?", "Hoe tevreden bent u?"),
        ("<p>Regel 1</p><p>Regel 2</p>", "Regel 1 Regel 2"),
        ("Regel 1<br/>Regel\u00a02\r\nRegel 3", "Regel 1 Regel 2 Regel 3"),
        ('<span style="color: red;">rood</span>', "rood"),
        (
            "<style>p { color: red }</style><script>alert('a < b')</script>tekst<!-- niet <b>dit</b> -->",
            "tekst",
        ),
        ("Jonger dan <18 of > 60?", "Jonger dan <18 of > 60?"),
        ("Vul <naam> in &amp; klik", "Vul <naam> in & klik"),
        ("&lt;b&gt; blijft", "<b> blijft"),
        ("${e://Field/naam}, hoe gaat het?", "${e://Field/naam}, hoe gaat het?"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_a_text_without_its_html(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.lists(st.sampled_from(["", "a", "a.1", "a.2", "b", "a.1.1"]), max_size=12))
def test_names_become_unique_and_those_that_were_stay_the_same(names: list[str]) -> None:
    made, warnings = unique_names(names)
    named = [name for name in made if name]
    assert len(set(named)) == len(named)
    assert [bool(name) for name in made] == [bool(name) for name in names]
    firsts = {name: names.index(name) for name in names if name}
    assert all(made[place] == name for name, place in firsts.items())
    assert bool(warnings) == (made != names)


def test_very_many_names_alike_take_no_time() -> None:
    made, _ = unique_names(["Other"] * 20_000)
    assert made[-1] == "Other.19999"


def test_times_of_two_columns_have_one_order() -> None:
    frame = pd.DataFrame({"s": ["1-3-2026", "2-3-2026"], "e": ["25-3-2026", "?"]}, index=[3, 4])
    read, warnings = times(frame, {"started": "s", "ended": "e", "other": "none"})
    assert list(read) == ["started", "ended"]
    assert read["started"].dt.month.tolist() == [3, 3]
    assert read["ended"].isna().tolist() == [False, True]
    assert warnings == ("s, e: cells hold no date that can be read (row 4)",)
    assert times(frame, {"started": ""}) == ({}, ())


@pytest.mark.parametrize(
    ("cells", "lists"),
    [
        (["a, b", "b, c", "a, c", "a"], True),
        (["a, b", "b, c", "a, c", None, ""], True),
        (["a, b", "b, c"], False),
        (["Goed, snel", "Duur, maar goed", "Snel, ja"], False),
        (["a,b", "b,c", "a,c"], False),
        (["a", "b", "c"], False),
        ([], False),
        ([f"a, {number}" for number in range(6000)], False),
    ],
)
def test_lists_of_choices_are_known_by_parts_that_recur(cells: list[str], lists: bool) -> None:
    assert lists_of_choices(pd.Series(cells, dtype="str")) is lists
