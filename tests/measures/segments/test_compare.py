"""Groups beside each other: estimates, one family of tests, and the letters that follow."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from toolkit.errors import StatisticsError
from toolkit.measures.differences import KINDS, mean_difference, nps_difference, share_difference
from toolkit.measures.multiplicity import holm
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.segments.compare import CELLS, REST, TESTS, Against, Comparison, compare_groups
from toolkit.measures.segments.letters import (
    HIGHER,
    LOWER,
    apart,
    group_letters,
    shown,
    significance_signs,
    widest,
)

MEASURES = {"score": "mean", "nine_plus": "share", "nps": "nps"}
GROUPS = ["a", "b", "c"]


def answers(
    sizes: tuple[int, ...] = (40, 60, 50), seed: int = 1, shift: tuple[float, ...] = (0, 0, 0)
) -> tuple[pd.DataFrame, pd.Series]:
    draw = np.random.default_rng(seed)
    groups = pd.Series(np.repeat(GROUPS[: len(sizes)], sizes))
    felt = draw.normal(size=len(groups)) + np.repeat(shift, sizes)
    frame = pd.DataFrame(
        {
            "score": (60 + 15 * felt).clip(0, 100).round(),
            "nine_plus": (felt > 0.8).astype(float),
            "nps": (7.5 + 1.6 * felt).round().clip(0, 10),
        }
    )
    return frame, groups


def test_each_cell_is_the_estimate_of_that_group_alone() -> None:
    frame, groups = answers()
    frame.iloc[::7, 0] = np.nan
    weights = np.random.default_rng(2).uniform(0.5, 2, len(frame))
    found = compare_groups(frame, MEASURES, groups, order=GROUPS, weights=weights)
    assert tuple(found.cells) == CELLS
    single = {"mean": mean_estimate, "share": proportion, "nps": net_promoter_score}
    for cell in found.cells.itertuples():
        here = (groups == cell.group).to_numpy()
        one = single[MEASURES[cell.measure]](frame[cell.measure].to_numpy()[here], weights[here])
        assert (cell.estimate, cell.low, cell.high, cell.n, cell.n_effective) == (
            one.value,
            one.low,
            one.high,
            one.n,
            one.n_effective,
        )


def test_each_pair_is_tested_as_two_groups_are_and_the_table_is_one_family() -> None:
    frame, groups = answers()
    found = compare_groups(frame, MEASURES, groups, order=GROUPS)
    assert tuple(found.tests) == TESTS
    assert found.tests[["first", "second"]].to_numpy().tolist() == [
        list(pair) for _ in MEASURES for pair in combinations(GROUPS, 2)
    ]
    single = {"mean": mean_difference, "share": share_difference, "nps": nps_difference}
    for test in found.tests.itertuples():
        parts = [frame[test.measure][groups == group] for group in (test.first, test.second)]
        one = single[MEASURES[test.measure]](*parts)
        assert (test.difference, test.low, test.high) == (one.value, one.low, one.high)
        common = stats.ttest_ind(*parts).pvalue if test.measure == "score" else 0.0
        assert test.p == pytest.approx(max(one.p, common), rel=1e-12)
    assert found.tests["p_holm"].tolist() == holm(found.tests["p"]).tolist()


def test_marks_crowded_at_one_end_in_groups_of_unlike_size_get_no_false_letters() -> None:
    """Without any difference one table in twenty may have a letter; by Welch's t alone it was one in three."""
    draw = np.random.default_rng(8)
    sizes = (30, 40, 600)
    groups = pd.Series(np.repeat(GROUPS, sizes))
    kinds = dict.fromkeys("vwxyz", "mean")
    found = welch = 0
    for _ in range(60):
        crowded = draw.choice([100.0, 75, 50, 25, 0], p=[0.8, 0.12, 0.05, 0.02, 0.01], size=(len(groups), 5))
        frame = pd.DataFrame(crowded, columns=list(kinds))
        for against in ("pairs", "rest"):
            table = compare_groups(frame, kinds, groups, order=GROUPS, against=against).tests
            found += bool((table["p_holm"] < 0.05).any())
            one = [
                mean_difference(
                    frame[test.measure][groups == test.first],
                    frame[test.measure][
                        (groups != test.first) if test.second == REST else groups == test.second
                    ],
                ).p
                for test in table.itertuples()
            ]
            welch += bool((holm(one) < 0.05).any())
    # One in twenty of 120, and three times the error of the simulation.
    assert found <= 6 + 3 * math.sqrt(120 * 0.05 * 0.95)
    assert welch > 6 + 3 * math.sqrt(120 * 0.05 * 0.95)


def test_against_the_rest_each_group_meets_all_others() -> None:
    frame, groups = answers((40, 60, 50))
    groups[groups == "c"] = "pooled"
    found = compare_groups(frame, MEASURES, groups, order=["a", "b"], against="rest")
    assert found.against == "rest"
    assert set(found.tests["second"]) == {REST}
    test = found.tests.query("measure == 'score' and first == 'a'").iloc[0]
    parts = frame["score"][groups == "a"], frame["score"][groups != "a"]
    one = mean_difference(*parts)
    assert test["difference"] == one.value
    assert test["p"] == pytest.approx(max(one.p, stats.ttest_ind(*parts).pvalue), rel=1e-12)


def test_of_two_groups_each_is_the_rest_of_the_other() -> None:
    frame, groups = answers((40, 60), shift=(0, 0))
    found = compare_groups(frame, MEASURES, groups, order=["a", "b"], against="rest")
    assert found.against == "pairs"
    assert len(found.tests) == len(MEASURES)


def test_a_customer_without_a_group_counts_nowhere() -> None:
    frame, groups = answers((40, 60, 50))
    missing = groups.where(groups != "c")
    found = compare_groups(frame, MEASURES, missing, order=["a", "b"], against="rest")
    assert found.against == "pairs"
    left = compare_groups(frame[:100], MEASURES, groups[:100], order=["a", "b"], against="pairs")
    pd.testing.assert_frame_equal(found.tests, left.tests)


@pytest.mark.parametrize("against", ["pairs", "rest"])
def test_a_group_under_the_minimum_is_shown_and_not_tested(against: str) -> None:
    frame, groups = answers((29, 60, 50))
    found = compare_groups(frame, MEASURES, groups, order=GROUPS, against=against)
    assert found.cells["estimate"].notna().all()
    assert "a" not in set(found.tests["first"])
    weights = np.where(groups == "b", np.tile([1.0, 9.0], len(groups))[: len(groups)], 1.0)
    found = compare_groups(
        frame, MEASURES, groups, order=GROUPS, against=against, weights=weights, minimum=40
    )
    assert set(found.tests["first"]) | set(found.tests["second"]) <= {"c", REST}


def test_cells_that_may_not_be_tested_are_left_out_of_the_family() -> None:
    frame, groups = answers()
    testable = pd.DataFrame(True, index=list(MEASURES), columns=GROUPS)
    testable.loc["score", :] = False
    testable.loc["nps", "b"] = False
    found = compare_groups(frame, MEASURES, groups, order=GROUPS, testable=testable)
    assert found.tests["measure"].value_counts().to_dict() == {"nine_plus": 3, "nps": 1}
    assert found.cells["estimate"].notna().all()


def test_a_group_that_did_not_answer_has_an_empty_cell() -> None:
    frame, groups = answers()
    frame.loc[groups == "b", "nps"] = np.nan
    found = compare_groups(frame, MEASURES, groups, order=GROUPS)
    cell = found.cells.query("measure == 'nps' and group == 'b'").iloc[0]
    assert math.isnan(cell["estimate"])
    assert cell["n"] == 0
    rest = frame.assign(nps=frame["nps"].where(groups == "a"))
    alone = compare_groups(rest, MEASURES, groups, order=GROUPS, against="rest")
    assert "nps" not in set(alone.tests["measure"])


def test_groups_of_one_voice_neither_stop_the_table_nor_are_certain() -> None:
    frame, groups = answers()
    frame.loc[groups == "a", ["score", "nine_plus", "nps"]] = [80.0, 1.0, 10.0]
    found = compare_groups(frame, MEASURES, groups, order=GROUPS)
    of_a = found.tests[(found.tests["first"] == "a")]
    assert of_a[of_a["measure"] == "score"]["p_holm"].isna().all()
    others = of_a[of_a["measure"] != "score"]
    assert (others["high"] > others["low"]).all()
    signs = significance_signs(found, group_letters(GROUPS))
    assert signs.at["score", "a"] == ""
    assert signs.at["nps", "a"] == "BC"


@given(st.sampled_from(KINDS), st.integers(0, 1000))
def test_equal_weights_change_nothing(kind: str, seed: int) -> None:
    frame, groups = answers(seed=seed)
    name = next(name for name, one in MEASURES.items() if one == kind)
    plain = compare_groups(frame, {name: kind}, groups, order=GROUPS)
    weighted = compare_groups(frame, {name: kind}, groups, order=GROUPS, weights=np.full(len(frame), 3.0))
    pd.testing.assert_frame_equal(plain.tests, weighted.tests)
    pd.testing.assert_frame_equal(plain.cells, weighted.cells)


def test_what_cannot_be_compared_is_refused() -> None:
    frame, groups = answers()
    with pytest.raises(StatisticsError, match="not among the answers"):
        compare_groups(frame, {"mark": "mean"}, groups, order=GROUPS)
    with pytest.raises(StatisticsError, match="two groups"):
        compare_groups(frame, MEASURES, groups, order=["a"])
    with pytest.raises(StatisticsError, match="150 expected"):
        compare_groups(frame, MEASURES, groups.to_list()[:-1], order=GROUPS)


def made(rows: list[tuple[str, str, str, float, float]], against: Against = "pairs") -> Comparison:
    """Give tests of which difference and p are known."""
    tests = pd.DataFrame(rows, columns=["measure", "first", "second", "difference", "p_holm"])
    cells = pd.DataFrame(
        [(measure, group) for measure in dict.fromkeys(tests["measure"]) for group in GROUPS],
        columns=["measure", "group"],
    )
    return Comparison(cells, tests, against)


class TestLetters:
    """The signs that stand in the cells."""

    def test_letters_go_on_after_z(self) -> None:
        letters = list(group_letters(range(54)).values())
        assert letters[:2] + letters[25:28] + letters[51:] == ["A", "B", "Z", "AA", "AB", "AZ", "BA", "BB"]

    def test_the_higher_group_carries_the_letters_of_those_it_beats(self) -> None:
        found = made(
            [
                ("m", "a", "b", -4, 0.01),
                ("m", "a", "c", -5, 0.049),
                ("m", "b", "c", 2, 0.051),
                ("k", "a", "b", 4, 0.01),
                ("k", "a", "c", 5, 0.01),
                ("k", "b", "c", 2, float("nan")),
            ]
        )
        signs = significance_signs(found, group_letters(GROUPS))
        assert signs.loc["m"].tolist() == ["", "A", "A"]
        assert signs.loc["k"].tolist() == ["BC", "", ""]
        assert len(shown(found)) == 4

    def test_against_the_rest_there_are_arrows(self) -> None:
        found = made(
            [("m", "a", REST, -4, 0.01), ("m", "b", REST, 3, 0.01), ("m", "c", REST, 1, 0.2)], "rest"
        )
        assert significance_signs(found, group_letters(GROUPS)).loc["m"].tolist() == [LOWER, HIGHER, ""]
        assert apart(found).to_numpy().tolist() == [["m", "a", -1, 1], ["m", "b", 1, 1]]

    def test_a_group_stands_apart_when_it_differs_from_each_other_in_one_direction(self) -> None:
        found = made(
            [
                ("m", "a", "b", -4, 0.01),
                ("m", "a", "c", -5, 0.01),
                ("m", "b", "c", 2, 0.5),
                ("k", "a", "b", -4, 0.01),
                ("k", "a", "c", 5, 0.01),
                ("k", "b", "c", 9, 0.01),
            ]
        )
        assert apart(found).to_numpy().tolist() == [["m", "a", -1, 2], ["k", "b", 1, 2], ["k", "c", -1, 2]]

    def test_the_widest_pair_is_one_that_is_shown(self) -> None:
        found = made([("m", "a", "b", -4, 0.01), ("m", "a", "c", -9, 0.2), ("m", "b", "c", 2, 0.01)])
        assert widest(shown(found), "m") == ("b", "a")
        assert widest(shown(found), "k") == ("", "")
        rest = made([("m", "a", REST, -4, 0.01)], "rest")
        assert widest(shown(rest), "m") == ("", "")

    def test_a_tested_group_needs_a_letter(self) -> None:
        with pytest.raises(StatisticsError, match="'c' was tested"):
            significance_signs(made([("m", "a", "c", 1, 0.5)]), group_letters(["a", "b"]))

    def test_another_confidence_is_another_line(self) -> None:
        found = made([("m", "a", "b", 4, 0.07)])
        assert significance_signs(found, group_letters(GROUPS)).loc["m", "a"] == ""
        assert significance_signs(found, group_letters(GROUPS), confidence=0.9).loc["m", "a"] == "B"


@pytest.mark.simulation
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("against", ["pairs", "rest"])
def test_a_table_without_any_difference_gets_a_letter_once_in_twenty_at_most(
    against: str, weighted: bool
) -> None:
    draws, found = 150, 0
    for seed in range(draws):
        frame, groups = answers((30, 45, 120) if not weighted else (60, 80, 120), seed=seed)
        weights = np.exp(np.random.default_rng(seed).normal(0, 0.5, len(frame))) if weighted else None
        table = compare_groups(frame, MEASURES, groups, order=GROUPS, weights=weights, against=against)
        found += bool((table.tests["p_holm"] < 0.05).any())
    assert found / draws <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / draws)


def test_a_real_difference_gets_its_letter() -> None:
    frame, groups = answers((150, 150, 150), shift=(0, 0, 0.8))
    found = compare_groups(frame, MEASURES, groups, order=GROUPS)
    signs = significance_signs(found, group_letters(GROUPS))
    assert signs["c"].tolist() == ["AB", "AB", "AB"]
    assert apart(found)["group"].tolist() == ["c", "c", "c"]
