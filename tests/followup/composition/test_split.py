"""The split of a change: by hand, against statsmodels, and what must hold whatever the answers."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from toolkit.errors import StatisticsError
from toolkit.followup.composition.compare import split_waves
from toolkit.followup.composition.groups import matched_groups
from toolkit.followup.composition.influence import regression
from toolkit.followup.composition.split import split_change
from toolkit.followup.waves import IntArray, answers

SEGMENTS = ["channel", "region"]


def wave(draw: np.random.Generator, n: int, channel: list[float]) -> pd.DataFrame:
    codes, region = draw.choice(3, n, p=channel), draw.choice(2, n, p=[0.6, 0.4])
    score = 50 + np.array([0, 5, 12])[codes] + 3 * region + draw.normal(0, 10 + 5 * region)
    names = {"channel": np.array(["web", "shop", "desk"])[codes], "region": np.array(["n", "s"])[region]}
    return pd.DataFrame(
        {"score": score, **names, "key": np.arange(n), "weight": np.exp(draw.normal(0, 0.4, n))}
    )


def waves(seed: int = 1, sizes: tuple[int, int] = (200, 300)) -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    return wave(draw, sizes[0], [0.5, 0.3, 0.2]), wave(draw, sizes[1], [0.3, 0.3, 0.4])


def design_of(before: pd.DataFrame, after: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    both = pd.concat([before, after])
    second = np.repeat([0.0, 1.0], [len(before), len(after)])
    x = [second, both["channel"] == "shop", both["channel"] == "desk", both["region"] == "s"]
    return both["score"].to_numpy(), np.column_stack(x).astype(float)


def test_the_split_by_hand() -> None:
    # Of those long with us the mean is 60, of the new ones 80, in both waves; 10 of 40 are new, then 30 of 40.
    before = pd.DataFrame({"score": [50.0, 70] * 15 + [70, 90] * 5, "since": ["long"] * 30 + ["new"] * 10})
    after = pd.DataFrame({"score": [50.0, 70] * 5 + [70, 90] * 15, "since": ["long"] * 10 + ["new"] * 30})
    row = split_waves(before, after, ["score"], ["since"]).table.loc["score"]
    assert row["difference"] == pytest.approx(10)
    assert row["within"] == pytest.approx(0, abs=1e-10)
    assert row["composition"] == pytest.approx(0.5 * 20)
    # Shares: ½ more new; each share has variance ¼·¾/39. β has that of the pooled groups: Σ of (within-wave) shares.
    # All residuals are 10 and no leverage differs within a group, so that HC2 can be worked out by hand.
    x = np.array([0.0] * 30 + [1.0] * 10 + [0.0] * 10 + [1.0] * 30)
    second = np.repeat([0.0, 1.0], 40)
    z = np.column_stack([np.ones(80), second, x])
    bread = np.linalg.inv(z.T @ z)
    leverage = ((z @ bread) * z).sum(axis=1)
    beta = (z @ bread)[:, 2] * 10 / np.sqrt(1 - leverage)
    expected = 0.25 * float(beta @ beta) + 20**2 * 2 * (0.25 * 0.75 / 39)
    assert row["composition_se"] == pytest.approx(math.sqrt(expected))
    assert row["verdict"] == "composition"


def test_the_split_is_that_of_statsmodels_with_the_wave_in_the_pooled_model() -> None:
    before, after = waves()
    score, x = design_of(before, after)
    row = split_waves(before, after, ["score"], SEGMENTS).table.loc["score"]
    theirs = OaxacaBlinder(score, x, 0, hasconst=False, swap=False).two_fold(two_fold_type="pooled")
    # They subtract the second wave from the first.
    assert [-value for value in theirs.params] == pytest.approx(
        [row["within"], row["composition"], row["difference"]], abs=1e-10
    )
    fit = sm.OLS(score, sm.add_constant(x)).fit(cov_type="HC2")
    assert row["within"] == pytest.approx(fit.params[1])
    # Each wave is a sample of its own: its mean is taken out, which here is nothing but rounding of HC2.
    assert row["within_se"] == pytest.approx(fit.bse[1], rel=1e-4)


def test_a_weighted_split_is_weighted_least_squares() -> None:
    before, after = waves(2)
    score, x = design_of(before, after)
    row = split_waves(before, after, ["score"], SEGMENTS, weights="weight").table.loc["score"]
    weights = np.concatenate([one["weight"] / one["weight"].mean() for one in (before, after)])
    fit = sm.WLS(score, sm.add_constant(x), weights=weights).fit(cov_type="HC2")
    assert row["within"] == pytest.approx(fit.params[1])
    assert row["within_se"] == pytest.approx(fit.bse[1], rel=1e-3)
    moved = [np.average(x[200:, 1:], axis=0, weights=weights[200:])]
    moved.append(np.average(x[:200, 1:], axis=0, weights=weights[:200]))
    assert row["composition"] == pytest.approx((moved[0] - moved[1]) @ fit.params[2:])


def test_without_other_groups_it_is_the_change_itself() -> None:
    # A wave with the same groups, answer for answer, has no other make-up.
    before, _ = waves()
    after = before.assign(score=before["score"] + np.random.default_rng(3).normal(4, 5, len(before)))
    row = split_waves(before, after, ["score"], SEGMENTS, key="key").table.loc["score"]
    assert row["composition"] == pytest.approx(0, abs=1e-10)
    assert math.isnan(row["composition_p"])
    assert row["within"] == pytest.approx(row["difference"])
    assert (row["design"], row["verdict"]) == ("paired", "real")
    assert (
        row["within_se"]
        < 0.5
        < split_waves(before, after, ["score"], SEGMENTS).table.at["score", "within_se"]
    )


def test_two_answers_of_one_respondent_count_together() -> None:
    before, after = waves(4)
    after = after.assign(key=after["key"] + 150)  # 50 are in both
    samples = [answers(one["score"].to_numpy(), None, "") for one in (before, after)]
    matched = matched_groups(before[SEGMENTS], after[SEGMENTS])
    pairs: tuple[IntArray, IntArray] = (np.arange(150, 200), np.arange(50))
    split = split_change(samples[0], samples[1], matched, pairs)
    u, v = (one - one.mean() for one in split.influence)
    summed = pd.concat([pd.Series(u, before["key"]), pd.Series(v, after["key"])]).groupby(level=0).sum()
    assert len(summed) == 450
    assert split.within.se == pytest.approx(math.sqrt((summed**2).sum()))


@settings(max_examples=8)
@given(seed=st.integers(0, 10_000), weighted=st.booleans())
def test_the_parts_add_up_and_no_name_of_a_group_matters(seed: int, weighted: bool) -> None:
    before, after = waves(seed, (80, 90))
    after.loc[:8, "channel"] = None
    weights = "weight" if weighted else None
    found = split_waves(before, after, ["score"], SEGMENTS, weights=weights)
    row = found.table.loc["score"]
    assert row["within"] + row["composition"] == pytest.approx(row["difference"], abs=1e-8)
    assert found.contributions["estimate"].sum() == pytest.approx(row["composition"], abs=1e-8)
    # Other names make another group the one that is left out of the regression.
    renamed = [
        one.replace({"channel": {"web": "z", "shop": "a"}, "region": {"n": "x"}}) for one in (before, after)
    ]
    again = split_waves(*renamed, ["score"], SEGMENTS, weights=weights)
    pd.testing.assert_frame_equal(again.contributions, found.contributions)
    columns = ["within", "within_se", "composition", "composition_se"]
    assert again.table.loc["score", columns].tolist() == pytest.approx(row[columns].tolist())
    scaled = [
        one.assign(weight=one["weight"] * factor if weighted else 1.0)
        for one, factor in zip((before, after), (3.0, 0.2), strict=True)
    ]
    same = split_waves(*scaled, ["score"], SEGMENTS, weights="weight").table.loc["score", columns]
    assert same.tolist() == pytest.approx(row[columns].tolist())


def test_a_segment_that_follows_from_another_changes_nothing_but_the_detail() -> None:
    before, after = waves(5)
    twice = [one.assign(same=one["region"]) for one in (before, after)]
    once, both = (
        split_waves(before, after, ["score"], SEGMENTS),
        split_waves(*twice, ["score"], [*SEGMENTS, "same"]),
    )
    for part in ("within", "composition"):
        for column in (part, f"{part}_se"):
            assert both.table.at["score", column] == pytest.approx(once.table.at["score", column])
    assert both.contributions.empty


def test_segments_that_tell_the_wave_are_refused() -> None:
    # One yes to three questions in the first wave, two in the second: every group is in both, nobody is alike.
    draw, questions = np.random.default_rng(6), ["a", "b", "c"]
    ones = pd.DataFrame(np.eye(3, dtype=int)[np.arange(60) % 3], columns=questions).astype(str)
    twos = pd.DataFrame(1 - np.eye(3, dtype=int)[np.arange(60) % 3], columns=questions).astype(str)
    before, after = (one.assign(score=draw.normal(size=60)) for one in (ones, twos))
    matched = matched_groups(before[questions], after[questions])
    samples = [answers(one["score"].to_numpy(), None, "") for one in (before, after)]
    nobody = np.empty(0, dtype=np.intp)
    with pytest.raises(StatisticsError, match="tell exactly which wave"):
        split_change(samples[0], samples[1], matched, (nobody, nobody))
    row = split_waves(before, after, ["score"], questions).table.loc["score"]
    assert row["verdict"] == "not decided"
    assert math.isnan(row["within"])
    assert row["difference"] == pytest.approx(after["score"].mean() - before["score"].mean())


def test_one_respondent_who_settles_a_group_is_refused() -> None:
    design = np.array([[1.0, 0], [1, 0], [1, 0], [1, 1]])
    with pytest.raises(StatisticsError, match="One respondent alone"):
        regression(design, np.array([1.0, 2, 3, 9]), np.ones(4))
