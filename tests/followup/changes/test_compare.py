"""Changes small enough to work out by hand, and the rule of the verdict."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.followup.frames import panel
from toolkit.followup.changes.compare import COLUMNS, compare_nps, compare_waves, holm, weighting_effect
from toolkit.followup.changes.verdict import VERDICTS
from toolkit.measures.weights import satterthwaite_degrees


def wave(score: list[float], key: list[Any] | None = None, weight: list[float] | None = None) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {"score": score}
    if key is not None:
        columns["key"] = key
    if weight is not None:
        columns["weight"] = weight
    return pd.DataFrame(columns)


def test_a_row_per_measure_with_the_promised_columns() -> None:
    before, after = panel(3, 20, 20, 0)
    table = compare_waves(before, after, ["m2", "m0"])
    assert tuple(table.columns) == COLUMNS
    assert table.index.tolist() == ["m2", "m0"]
    assert table.index.name == "measure"
    assert set(table["verdict"]) <= set(VERDICTS)


def test_independent_waves_by_hand() -> None:
    # 60 (variance 100, n 3) against 75 (variance 500/3, n 4): se² = 100/3 + 500/12 = 75.
    row = compare_waves(wave([50, 60, 70]), wave([60, 70, 80, 90]), ["score"]).loc["score"]
    assert (row["design"], row["n_before"], row["n_after"], row["n_paired"]) == ("independent", 3, 4, 0)
    assert (row["before"], row["after"], row["difference"]) == (60, 75, 15)
    assert row["se"] == pytest.approx(math.sqrt(75))
    assert row["df"] == pytest.approx(75**2 / ((100 / 3) ** 2 / 2 + (500 / 12) ** 2 / 3))
    # Pooled variance (2·100 + 3·500/3)/5 = 140.
    assert row["effect_size"] == pytest.approx(15 / math.sqrt(140))


def test_paired_waves_by_hand() -> None:
    # Differences 10, 5, 5, 5, 5: mean 6, standard deviation √5, se 1, t = 6 on 4 degrees of freedom.
    before = wave([60, 70, 80, 50, 90], [1, 2, 3, 4, 5])
    after = wave([95, 70, 75, 85, 55], [5, 1, 2, 3, 4])
    row = compare_waves(before, after, ["score"], key="key").loc["score"]
    assert (row["design"], row["n_paired"], row["df"]) == ("paired", 5, 4)
    assert row["se"] == pytest.approx(1)
    assert row["p"] == row["p_holm"] == pytest.approx(2 * stats.t.sf(6, 4))
    assert row["low"] == pytest.approx(6 - stats.t.ppf(0.975, 4))
    assert row["p_equivalence"] == pytest.approx(stats.t.cdf(1, 4))
    assert row["verdict"] == "better"


def test_partially_overlapping_waves_by_hand() -> None:
    # Two, three and four answered twice, in line (r = 1); variances 500/3 and 200/3, n 4 and 4.
    before = wave([40, 50, 60, 70], ["a", "b", "c", "d"])
    after = wave([60, 70, 80, 70], ["b", "c", "d", "e"])
    row = compare_waves(before, after, ["score"], key="key").loc["score"]
    assert (row["design"], row["n_paired"], row["difference"]) == ("partially overlapping", 3, 15)
    variances = (500 / 3, 200 / 3)
    shared = 2 * math.sqrt(variances[0] * variances[1]) * 3 / 16
    assert row["se"] == pytest.approx(math.sqrt(sum(variances) / 4 - shared))
    welch = (sum(variances) / 4) ** 2 / (sum((variance / 4) ** 2 for variance in variances) / 3)
    assert row["df"] == pytest.approx(2 + (welch - 2) / (1 + 1 + 6) * 2)


def test_weighted_waves_by_hand() -> None:
    # Influences −5, 0, 5 (times √(3/2)) and −5, 0, 5, 0 (times √(4/3)): se² = 75 + 200/3.
    before, after = wave([40, 60, 80], weight=[1, 2, 1]), wave([50, 70, 90, 70], weight=[1, 1, 1, 1])
    row = compare_waves(before, after, ["score"], weights="weight").loc["score"]
    assert (row["before"], row["after"], row["df"]) == (60, 70, 4)
    assert row["se"] == pytest.approx(math.sqrt(75 + 200 / 3))
    assert (row["n_effective_before"], row["n_effective_after"]) == (pytest.approx(16 / 6), 4)
    # Weighted variances 3/2·200 = 300 and 4/3·200 = 800/3, pooled (2·300 + 3·800/3)/5 = 280.
    assert row["effect_size"] == pytest.approx(10 / math.sqrt(280))


def test_the_same_weights_twice_make_a_weighted_mean_of_differences() -> None:
    # Differences 0, 10 with weights 1, 3: mean 7.5, influences −7.5/4 and 3·2.5/4, n/(n − 1) = 2.
    before, after = wave([50, 50], [1, 2], [1, 3]), wave([50, 60], [1, 2], [1, 3])
    row = compare_waves(before, after, ["score"], key="key", weights="weight").loc["score"]
    assert (row["design"], row["df"], row["difference"]) == ("paired", 1, 7.5)
    assert row["se"] == pytest.approx(math.sqrt(2 * 2 * (7.5 / 4) ** 2))


def test_nps_by_hand() -> None:
    # 40 % and 40 %, then 60 % and 20 %: NPS 0 and 40, variances .8 and .64 per 100, se 12 points.
    row = compare_nps([10] * 40 + [7] * 20 + [0] * 40, [9] * 60 + [8] * 20 + [6] * 20).loc["nps"]
    assert (row["before"], row["after"], row["difference"], row["df"]) == (0, 40, 40, math.inf)
    assert row["se"] == pytest.approx(12)
    assert row["p"] == pytest.approx(2 * stats.norm.sf(40 / 12))
    assert row["low"] == pytest.approx(40 - stats.norm.ppf(0.975) * 12)


def test_nps_of_the_same_customers_is_paired() -> None:
    # Scores −100, 0, 100, 100 become 0, 0, 100, 100: differences 100, 0, 0, 0 with population variance 1875.
    before, after = [6, 8, 9, 10], [10, 10, 7, 7]
    row = compare_nps(before, after, key_before=list("abcd"), key_after=list("dcba")).loc["nps"]
    assert (row["design"], row["difference"]) == ("paired", 25)
    assert row["se"] == pytest.approx(math.sqrt(1875 / 4))


def test_nps_of_some_of_the_same_customers() -> None:
    before, after = [6, 8, 9, 10], [7, 10, 10]
    row = compare_nps(before, after, key_before=["a", "b", "c", None], key_after=["b", "c", "z"]).loc["nps"]
    first, second = np.array([-100, 0, 100, 100]), np.array([0, 100, 100])
    u, v = (first - 25) / 4, (second - 200 / 3) / 3
    assert row["design"] == "partially overlapping"
    assert row["se"] == pytest.approx(np.sqrt((u**2).sum() + (v**2).sum() - 2 * (u[1] * v[0] + u[2] * v[1])))


@pytest.mark.parametrize(
    ("shift", "smallest_change", "verdict"),
    [
        (10.0, 5.0, "better"),
        (-10.0, 5.0, "worse"),
        # Real, and proven smaller than what matters: equivalence goes first.
        (2.0, 5.0, "no relevant change"),
        (0.0, 5.0, "no relevant change"),
        (0.0, 0.05, "not decided"),
        (2.0, 2.0, "better"),
    ],
)
def test_the_verdict_rule(shift: float, smallest_change: float, verdict: str) -> None:
    # 200 answers a wave, half a point either side of the mean: se = 0.05.
    score = np.tile([49.5, 50.5], 100)
    row = compare_waves(
        wave(list(score)), wave(list(score + shift)), ["score"], smallest_change=smallest_change
    ).loc["score"]
    assert row["verdict"] == verdict


def test_holm_counts_all_measures_of_the_call() -> None:
    before, after = panel(5, 40, 40, 20)
    after["m0"] += 8
    measures = [f"m{draw}" for draw in range(5)]
    alone = compare_waves(before, after, ["m0"], key="key").loc["m0"]
    family = compare_waves(before, after, measures, key="key").loc["m0"]
    assert family["p"] == alone["p"]
    assert family["p_holm"] == pytest.approx(5 * alone["p"])
    assert (alone["verdict"], family["verdict"]) == ("better", "not decided")


def test_holm_counts_all_equivalence_tests_of_the_call() -> None:
    # 200 answers a wave, 15 either side of the mean: se = 1.5, and 3 under the margin is 2 of them (p = .023).
    spread = np.tile([35.0, 65.0], 100)
    before = pd.DataFrame(dict.fromkeys("abc", spread))
    alone = compare_waves(before, before + 2, ["a"]).loc["a"]
    family = compare_waves(before, before + 2, list("abc")).loc["a"]
    assert 0.02 < alone["p_equivalence"] < 0.025
    assert alone["p_equivalence"] == alone["p_equivalence_holm"] == family["p_equivalence"]
    assert family["p_equivalence_holm"] == pytest.approx(3 * alone["p_equivalence"])
    assert (alone["verdict"], family["verdict"]) == ("no relevant change", "not decided")


def test_very_uneven_weights_leave_fewer_degrees_of_freedom() -> None:
    # Weights 1, 1, 1, 9: effective n 144/84 of 4, an efficiency of .43; the other wave has equal weights.
    before = wave([40, 60, 80, 70], weight=[1, 1, 1, 9])
    after = wave([50, 70, 90, 70], weight=[2, 2, 2, 2])
    row = compare_waves(before, after, ["score"], weights="weight").loc["score"]
    # Variances Σw(x − m)²/Σw·n/(n − 1), of one answer by its share p² of the variance of the mean.
    m = (40 + 60 + 80 + 630) / 12
    one = ((40 - m) ** 2 + (60 - m) ** 2 + (80 - m) ** 2 + 9 * (70 - m) ** 2) / 12 * 4 / 3 * 84 / 144
    other = (400 + 0 + 400 + 0) / 3 / 4
    assert row["df"] == pytest.approx(
        (one + other) ** 2 / (one**2 / satterthwaite_degrees([1, 1, 1, 9]) + other**2 / 3)
    )
    tame = compare_waves(wave([40, 60, 80, 70], weight=[1, 1, 1, 4]), after, ["score"], weights="weight")
    assert tame.loc["score", "df"] == 5


def test_a_smallest_change_per_measure() -> None:
    before, after = panel(2, 400, 400, 0)
    table = compare_waves(before, after, ["m0", "m1"], smallest_change={"m0": 10.0, "m1": 0.01, "other": 1.0})
    assert table["verdict"].tolist() == ["no relevant change", "not decided"]


def test_design_is_read_per_measure() -> None:
    nan = math.nan
    before = pd.DataFrame(
        {"key": [1, 2, 3, 4], "a": [1, 2, 4, nan], "b": [1, 2, 4, 8], "c": [1, 2, nan, nan]}
    )
    after = pd.DataFrame({"key": [1, 2, 3, 5], "a": [2, 2, 4, nan], "b": [2, 2, 4, 9], "c": [nan, nan, 4, 5]})
    table = compare_waves(before, after, ["a", "b", "c"], key="key")
    assert table["design"].tolist() == ["paired", "partially overlapping", "independent"]
    assert table["n_paired"].tolist() == [3, 3, 0]


def test_without_a_key_nobody_is_matched() -> None:
    before, after = panel(1, 30, 30, 30)
    assert compare_waves(before, after, ["m0"]).loc["m0", "design"] == "independent"
    assert compare_waves(before, after, ["m0"], key="key").loc["m0", "design"] == "paired"


@pytest.mark.parametrize("missing", [None, math.nan, pd.NA])
def test_missing_keys_match_nobody(missing: object) -> None:
    before = wave([1, 2, 4, 7], ["a", "b", missing, missing])
    after = wave([2, 2, 5, 9], ["a", "b", missing, missing])
    row = compare_waves(before, after, ["score"], key="key").loc["score"]
    assert (row["design"], row["n_paired"]) == ("partially overlapping", 2)
    nobody = compare_waves(before.assign(key=missing), after.assign(key=missing), ["score"], key="key")
    assert nobody.loc["score", "design"] == "independent"


@pytest.mark.parametrize("n_paired", [1, 2])
def test_under_three_pairs_the_correlation_is_taken_as_none(n_paired: int) -> None:
    before, after = (
        wave([1, 2, 4, 7], list("abcd")),
        wave([2, 3, 5, 9], [*"abcd"[:n_paired], *"wxyz"[n_paired:]]),
    )
    matched = compare_waves(before, after, ["score"], key="key").loc["score"]
    independent = compare_waves(before, after, ["score"]).loc["score"]
    assert matched["design"] == "partially overlapping"
    assert matched["se"] == independent["se"]


def test_whole_and_decimal_numbers_are_the_same_key() -> None:
    before, after = wave([1, 2, 4], [1, 2, 3]), wave([2, 3, 6], [1.0, 2.0, 3.0])
    assert compare_waves(before, after, ["score"], key="key").loc["score", "design"] == "paired"


@pytest.mark.parametrize("key", [None, "key"])
@pytest.mark.parametrize("after", [80.0, 60.1])
def test_without_any_spread_nothing_is_claimed(key: str | None, after: float) -> None:
    before = wave([80.0] * 7, list("abcdefg"))
    row = compare_waves(before, wave([after] * 7, list("abcdefg")), ["score"], key=key).loc["score"]
    assert row["difference"] == pytest.approx(after - 80)
    assert row["se"] == 0
    assert (
        row[["low", "high", "p", "p_holm", "p_equivalence", "p_equivalence_holm", "effect_size"]].isna().all()
    )
    assert row["verdict"] == "not decided"


@pytest.mark.parametrize("weight", [[1.0] * 4, [1.0, 2.0, 3.0, 4.0]])
def test_differences_without_spread_are_not_taken_for_certainty(weight: list[float]) -> None:
    # The same file twice, a tenth higher: the differences differ by rounding only.
    score = [0.1, 0.7, 1.3, 2.9]
    before = wave(score, [1, 2, 3, 4], weight)
    after = wave([value + 0.1 for value in score], [1, 2, 3, 4], weight)
    row = compare_waves(before, after, ["score"], key="key", weights="weight").loc["score"]
    assert row["se"] == 0
    assert row["verdict"] == "not decided"


def test_a_measure_without_spread_is_no_member_of_the_family() -> None:
    before, after = panel(2, 30, 30, 0)
    before["m1"], after["m1"] = 50.0, 50.0
    table = compare_waves(before, after, ["m0", "m1"])
    assert table.loc["m0", "p_holm"] == table.loc["m0", "p"]


def test_a_wave_without_spread_is_not_taken_for_certainty() -> None:
    # Five who all say 50 do not show that everybody does; Welch's t would count on it.
    row = compare_waves(wave([50] * 5), wave([60, 70, 80]), ["score"]).loc["score"]
    assert (row["difference"], row["se"], row["verdict"]) == (20, 0, "not decided")
    assert np.isnan([row["low"], row["high"], row["p"], row["p_equivalence"]]).all()
    # The same respondents have differences of their own, which do vary.
    before, after = wave([50] * 3, [1, 2, 3]), wave([60, 70, 80], [1, 2, 3])
    row = compare_waves(before, after, ["score"], key="key").loc["score"]
    assert row["se"] == pytest.approx(math.sqrt(100 / 3))


def test_rows_of_weight_zero_and_missing_answers_do_not_count() -> None:
    nan = math.nan
    before = wave([40, 60, 80, 5, nan], list("abcde"), [1, 2, 1, 0, nan])
    after = wave([50, 70, 90, nan], list("abcf"), [1, 1, 2, 1])
    shorter = compare_waves(before.iloc[:3], after.iloc[:3], ["score"], key="key", weights="weight")
    table = compare_waves(before, after, ["score"], key="key", weights="weight")
    pd.testing.assert_frame_equal(table, shorter)
    assert table.loc["score", "design"] == "paired"


def test_weights_equal_once_the_zeros_are_out_leave_the_unweighted_statistic() -> None:
    before, after = wave([40, 60, 85, 5], weight=[2, 2, 2, 0]), wave([50, 70, 90], weight=[3, 3, 3])
    weighted = compare_waves(before, after, ["score"], weights="weight")
    pd.testing.assert_frame_equal(weighted, compare_waves(before.iloc[:3], after, ["score"]))


def test_weights_as_a_pair_are_those_of_the_column() -> None:
    before, after = panel(2, 40, 30, 10)
    random = np.random.default_rng(3)
    pair = (random.uniform(1, 3, 40), random.uniform(1, 3, 30))
    column = compare_waves(
        before.assign(w=pair[0]), after.assign(w=pair[1]), ["m0", "m1"], key="key", weights="w"
    )
    pd.testing.assert_frame_equal(compare_waves(before, after, ["m0", "m1"], key="key", weights=pair), column)
    one = compare_waves(before, after, ["m0"], weights=(pair[0], None)).loc["m0"]
    ones = compare_waves(before, after, ["m0"], weights=(pair[0], np.ones(30))).loc["m0"]
    assert one.equals(ones)


def test_columns_of_other_number_types_are_read() -> None:
    before = pd.DataFrame({"score": pd.array([1, 2, None, 4], dtype="Int64")})
    after = pd.DataFrame({"score": [True, False, True, True]})
    row = compare_waves(before, after, ["score"]).loc["score"]
    assert (row["n_before"], row["before"], row["after"]) == (3, pytest.approx(7 / 3), 0.75)


def test_row_labels_of_the_waves_do_not_matter() -> None:
    before, after = panel(1, 30, 25, 10)
    moved = compare_waves(before.set_index(before.index + 100), after.iloc[::-1], ["m0"], key="key")
    assert moved.loc["m0", "se"] == pytest.approx(
        compare_waves(before, after, ["m0"], key="key").loc["m0", "se"]
    )


def test_the_waves_are_not_changed() -> None:
    before, after = panel(1, 30, 25, 10)
    copies = before.copy(), after.copy()
    compare_waves(before, after, ["m0"], key="key")
    pd.testing.assert_frame_equal(before, copies[0])
    pd.testing.assert_frame_equal(after, copies[1])


def test_holm_by_hand() -> None:
    # 0.01·4, then 0.02·3, then the larger of 0.03·2 and the one before, then 0.9.
    assert holm([0.03, 0.01, 0.9, 0.02]) == pytest.approx([0.06, 0.04, 0.9, 0.06])
    assert holm([math.nan, 0.04]).tolist() == pytest.approx([math.nan, 0.04], nan_ok=True)
    assert holm([]).size == 0
    assert np.isnan(holm([math.nan])).all()


def test_weighting_effect_sets_both_side_by_side() -> None:
    before, after = panel(3, 60, 50, 20)
    random = np.random.default_rng(5)
    weights = (random.uniform(1, 4, 60), random.uniform(1, 4, 50))
    measures = ["m0", "m1", "m2"]
    after["m1"] += 12
    effect = weighting_effect(before, after, measures, weights=weights, key="key", smallest_change=4.0)
    assert effect.columns.tolist() == [
        f"{what}_{how}"
        for what in ("difference", "p", "p_holm", "verdict", "different")
        for how in ("unweighted", "weighted")
    ]
    for how, given in (("unweighted", None), ("weighted", weights)):
        table = compare_waves(before, after, measures, key="key", weights=given, smallest_change=4.0)
        for what in ("difference", "p", "p_holm", "verdict"):
            assert effect[f"{what}_{how}"].tolist() == table[what].tolist()
        assert effect[f"different_{how}"].tolist() == [False, True, False]
