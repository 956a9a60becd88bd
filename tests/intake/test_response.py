"""Response per group: a worked example, other implementations, and how often the test is wrong."""

import doctest
import importlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_chisquare

from tests.conftest import ROOT
from toolkit.intake.weighting.response import matched, nonresponse


def invited(*groups: tuple[str, int, int]) -> tuple[pd.DataFrame, pd.Series]:
    """A frame of groups: code, how many were invited, how many of those responded."""
    codes = [code for code, n, _ in groups for _ in range(n)]
    yes = [place < x for _, n, x in groups for place in range(n)]
    return pd.DataFrame({"channel": codes}), pd.Series(yes)


def test_a_worked_example() -> None:
    # 40 of 100 and 10 of 50: chi-square = 150·(40·40 − 60·10)²/(50·100·100·50) = 6.
    frame, responded = invited(("web", 100, 40), ("shop", 50, 10))
    made = nonresponse(frame, responded, ["channel"])
    assert (made.invited, made.responded, made.rate) == (150, 50, pytest.approx(1 / 3))
    (test,) = made.tests.itertuples()
    assert test.chi2 == pytest.approx(6)
    assert test.df == 1
    assert test.p == test.p_holm == pytest.approx(stats.chi2.sf(6, 1))
    assert test.cramers_v == pytest.approx(0.2)
    assert made.groups["code"].tolist() == ["shop", "web"]
    assert made.groups["rate"].tolist() == [0.2, 0.4]


def test_it_agrees_with_a_second_implementation() -> None:
    frame, responded = invited(("a", 120, 30), ("b", 80, 31), ("c", 200, 44))
    made = nonresponse(frame, responded, ["channel"], confidence=0.9)
    chi2, p, _ = proportions_chisquare([30, 31, 44], [120, 80, 200])
    assert (made.tests["chi2"][0], made.tests["p"][0]) == (pytest.approx(chi2), pytest.approx(p))
    for x, n, row in zip((30, 31, 44), (120, 80, 200), made.groups.itertuples(), strict=True):
        interval = stats.binomtest(x, n).proportion_ci(0.9, method="wilson")
        assert (row.low, row.high) == (pytest.approx(interval.low), pytest.approx(interval.high))
    whole = stats.binomtest(105, 400).proportion_ci(0.9, method="wilson")
    assert (made.low, made.high) == (pytest.approx(whole.low), pytest.approx(whole.high))


def test_holm_over_the_segments_that_could_be_tested() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({name: rng.choice(list("ab"), 400) for name in ("x", "y", "z")}).assign(one="same")
    responded = pd.Series(rng.random(400) < np.where(frame["x"] == "a", 0.2, 0.4))
    tests = nonresponse(frame, responded, ["x", "y", "one", "z"]).tests.set_index("segment")
    p = tests["p"].drop("one")
    assert tests.loc[p.index, "p_holm"].to_numpy() == pytest.approx(multipletests(p, method="holm")[1])
    assert np.isnan(tests.loc["one", "p_holm"])
    assert tests.loc["one", "why_not"] == "fewer than two of its codes were invited"
    assert tests.loc["x", "p_holm"] < 0.01


@pytest.mark.parametrize(
    ("groups", "why"),
    [
        ([("a", 30, 0), ("b", 30, 0)], "all or none of the invited answered"),
        ([("a", 30, 30), ("b", 30, 30)], "all or none of the invited answered"),
        ([("a", 30, 10), ("b", 4, 2)], "too few were invited in some of its codes"),
        ([("a", 30, 10)], "fewer than two of its codes were invited"),
        ([], "fewer than two of its codes were invited"),
    ],
)
def test_where_no_test_can_be_made_it_says_why(groups: list[tuple[str, int, int]], why: str) -> None:
    made = nonresponse(*invited(*groups), ["channel"])
    assert made.tests["why_not"].tolist() == [why]
    assert made.tests[["chi2", "p", "p_holm", "cramers_v"]].isna().all(axis=None)
    assert made.groups["invited"].tolist() == [n for _, n, _ in groups]
    assert 0 <= made.low <= made.high <= 1


def test_a_tiny_group_does_not_silence_the_test() -> None:
    frame, responded = invited(("a", 1500, 700), ("b", 1500, 600), ("c", 6, 1))
    (test,) = nonresponse(frame, responded, ["channel"]).tests.itertuples()
    chi2, p, _ = proportions_chisquare([700, 600], [1500, 1500])
    assert (test.chi2, test.p) == (pytest.approx(chi2), pytest.approx(p))
    assert (test.df, test.n, test.too_small, test.why_not) == (1, 3000, 1, "")


def test_who_has_no_code_is_told_and_left_out_of_the_groups() -> None:
    frame, responded = invited(("web", 60, 20), ("shop", 50, 10))
    frame.loc[[0, 1, 2], "channel"] = [None, "", " "]
    made = nonresponse(frame, responded, ["channel"])
    assert made.invited == 110
    assert made.groups.set_index("code")["invited"].to_dict() == {"shop": 50, "web": 57}
    assert made.tests["n"].tolist() == [107]
    assert made.warnings == ("3 of the invited have no code of segment channel",)


def test_codes_of_a_category_keep_their_order_and_those_not_invited_have_no_row() -> None:
    frame, responded = invited(("web", 60, 20), ("shop", 50, 10))
    frame["channel"] = pd.Categorical(frame["channel"], categories=["web", "phone", "shop"])
    assert nonresponse(frame, responded, ["channel"]).groups["code"].tolist() == ["web", "shop"]


def test_rows_that_do_not_belong_together_are_refused() -> None:
    frame, responded = invited(("web", 3, 1))
    with pytest.raises(ValueError, match="different rows"):
        nonresponse(frame, responded.rename(lambda row: row + 1), ["channel"])


def test_respondents_are_found_back_by_key() -> None:
    keys = pd.Series(["a", "b", None, "c", "b", "", "d"], index=range(2, 9), dtype="str")
    made = matched(keys, pd.Series(["c", "b", "x", "y", None, "b"], dtype="str"))
    assert made.invited.tolist() == [True, True, False, True, False, False, True]
    assert made.responded.tolist() == [False, True, False, True, False, False, False]
    assert made.outside == 2
    assert made.warnings == (
        "the frame has no key in rows 4, 7: not counted as invited",
        "the frame has a key again in row 6: counted as invited once",
        "2 respondents are not in the frame and not counted in the response",
    )
    assert not any("x" in told.split() for told in made.warnings)
    assert matched(keys[:2], pd.Series(["a"], dtype="str")).warnings == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=6))
def test_groups_add_up_and_intervals_hold_their_rate(pairs: list[tuple[int, int]]) -> None:
    groups = [(f"g{place}", n, min(x, n)) for place, (n, x) in enumerate(pairs)]
    made = nonresponse(*invited(*groups), ["channel"])
    assert made.groups["invited"].sum() == made.invited == sum(n for _, n, _ in groups)
    assert made.groups["responded"].sum() == made.responded
    assert (made.groups["low"] <= made.groups["rate"] + 1e-12).all()
    assert (made.groups["rate"] <= made.groups["high"] + 1e-12).all()
    assert made.tests["p"].dropna().between(0, 1).all()


@pytest.mark.simulation
def test_where_response_is_the_same_one_file_in_twenty_says_otherwise() -> None:
    rng = np.random.default_rng(2)
    draws, wrong = 600, 0
    for _ in range(draws):
        frame = pd.DataFrame(
            {"x": rng.choice(list("abc"), 240), "y": rng.choice(list("de"), 240, p=[0.8, 0.2])}
        )
        responded = pd.Series(rng.random(240) < 0.3)
        wrong += (nonresponse(frame, responded, ["x", "y"]).tests["p_holm"] < 0.05).any()
    rate = wrong / draws
    assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / draws)
    assert rate >= 0.02


def test_examples_of_the_module_and_of_the_page() -> None:
    assert not doctest.testmod(importlib.import_module("toolkit.intake.weighting.response")).failed
    page = ROOT / "docs" / "methods" / "response.md"
    result = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert result.attempted
    assert not result.failed
    for heading in ("## Formula", "## Worked example", "## Source", "## Checked against"):
        assert heading in page.read_text(encoding="utf-8")
