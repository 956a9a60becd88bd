"""The course of a measure over waves: against R, scipy, statsmodels and pingouin, and what it must hold to."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pingouin as pg
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.followup.frames import airport
from toolkit.errors import StatisticsError
from toolkit.followup.course.course import Waves, any_difference, covariance, line, off_the_line
from toolkit.followup.course.trend import Trends, nps_trend, wave_trends
from toolkit.followup.waves import answers

HOLDS = 1e-8
TIMES = np.arange(5.0)


@pytest.fixture(scope="module")
def passengers(shared: Path) -> list[pd.DataFrame]:
    return [airport(shared, year) for year in range(2014, 2019)]


def _waves(*values: Any, weights: Any = None, people: Any = None, times: Any = None) -> Waves:
    samples = tuple(
        answers(np.asarray(each, dtype=float), None if weights is None else weights[place], "here")
        for place, each in enumerate(values)
    )
    when = np.arange(len(samples), dtype=float) if times is None else np.asarray(times, dtype=float)
    return Waves(samples, when, people)


def _drawn(
    *means: float, n: int = 60, seed: int = 3, key: bool = False, weight: bool = False
) -> list[pd.DataFrame]:
    random = np.random.default_rng(seed)
    own = random.normal(0, 10, n)
    frames = [pd.DataFrame({"trust": mean + own * key + random.normal(0, 8, n)}) for mean in means]
    extra = {"key": np.arange(n)} if key else {}
    return [
        frame.assign(**extra, **({"weight": random.uniform(0.5, 1.5, n)} if weight else {}))
        for frame in frames
    ]


def test_the_trend_of_five_airport_waves_is_that_of_r(
    passengers: list[pd.DataFrame], reference: Callable[[str], dict[str, Any]]
) -> None:
    expected = reference("waves")["trend_2014_2018_Q7ALL"]
    plain = wave_trends(passengers, ["Q7ALL"], TIMES, smallest_change=0.2, equal_spread=True)
    row, span = plain.trends.loc["Q7ALL"], 4
    assert row["slope"] == pytest.approx(expected["slope"], abs=HOLDS)
    assert row["se"] / span == pytest.approx(expected["se"], abs=HOLDS)
    assert row["f_waves"] == pytest.approx(expected["anova_F"], abs=HOLDS)
    assert row["p_waves"] == pytest.approx(expected["anova_p"], abs=HOLDS)
    levels = plain.levels.loc["Q7ALL"]
    assert levels["estimate"].tolist() == pytest.approx(list(expected["mean_by_year"].values()), abs=HOLDS)
    assert levels["n"].tolist() == list(expected["n_by_year"].values())
    weighted = wave_trends(passengers, ["Q7ALL"], TIMES, weights="WEIGHT", smallest_change=0.2)
    row = weighted.trends.loc["Q7ALL"]
    assert row["slope"] == pytest.approx(expected["slope_weighted"], abs=HOLDS)
    assert row["se"] / span == pytest.approx(expected["se_weighted"], abs=HOLDS)
    assert row["df"] == sum(expected["n_by_year"].values()) - 5 - 1
    means = weighted.levels.loc["Q7ALL"]["estimate"]
    assert means.tolist() == pytest.approx(list(expected["wmean_by_year"].values()), abs=HOLDS)


def test_steps_are_those_of_two_waves_compared(
    passengers: list[pd.DataFrame], reference: Callable[[str], dict[str, Any]]
) -> None:
    expected = reference("waves")["independent_2017_2018"]["items"]["Q7ALL"]
    for weights, part in ((None, expected["welch"]), ("WEIGHT", expected["weighted"])):
        steps = wave_trends(passengers, ["Q7ALL"], TIMES, weights=weights, smallest_change=0.1).steps
        assert steps.loc[("Q7ALL", 4), "se"] == pytest.approx(part["se"], abs=HOLDS)
        assert steps.loc[("Q7ALL", 4), "since"] == 3


def test_tests_on_one_spread_are_those_of_scipy_and_statsmodels() -> None:
    values = [frame["trust"].to_numpy() for frame in _drawn(60, 64, 61, n=40)]
    waves = replace(_waves(*values, times=[0, 1, 3]), equal_spread=True)
    assert any_difference(waves).statistic == pytest.approx(stats.f_oneway(*values).statistic, rel=HOLDS)
    y, t = np.concatenate(values), np.repeat([0.0, 1.0, 3.0], 40)
    straight = sm.OLS(y, sm.add_constant(t)).fit()
    free = sm.OLS(y, np.eye(3)[np.repeat(range(3), 40)]).fit()
    f, p, _ = free.compare_f_test(straight)
    found = off_the_line(waves)
    assert (found.statistic, found.p) == (pytest.approx(f, rel=HOLDS), pytest.approx(p, rel=HOLDS))
    assert line(waves).se == pytest.approx(straight.bse[1], rel=HOLDS)


def test_where_each_wave_has_its_own_spread_it_is_welchs_analysis_of_variance() -> None:
    random = np.random.default_rng(8)
    values = [60 + spread * random.normal(size=n) for spread, n in ((30, 12), (10, 40), (12, 55), (20, 25))]
    found = any_difference(_waves(*values))
    long = pd.DataFrame({"y": np.concatenate(values), "wave": np.repeat(range(4), [12, 40, 55, 25])})
    welch = pg.welch_anova(long, dv="y", between="wave").iloc[0]
    assert found.statistic == pytest.approx(welch["F"], rel=1e-6)
    assert found.df_error == pytest.approx(welch["ddof2"], rel=1e-6)
    # Over three waves of the same size the slope rests on the first and the last alone.
    three = values[0], values[1][:12], values[2][:12]
    fitted, test = line(_waves(*three)), stats.ttest_ind(three[2], three[0], equal_var=False)
    assert 2 * fitted.slope / (2 * fitted.se) == pytest.approx(test.statistic, rel=HOLDS)
    assert fitted.df == pytest.approx(test.df, rel=HOLDS)


def test_the_covariance_of_waves_is_that_of_clustered_weighted_least_squares() -> None:
    frames, n = _drawn(60, 62, 59, n=50, key=True, weight=True), 50
    people = tuple(np.arange(n) + start for start in (0, 20, 40))
    weights = [frame["weight"].to_numpy() for frame in frames]
    waves = _waves(*(frame["trust"] for frame in frames), weights=weights, people=people)
    model = sm.WLS(
        np.concatenate([frame["trust"] for frame in frames]),
        np.eye(3)[np.repeat(range(3), n)],
        weights=np.concatenate(weights),
    ).fit(cov_type="cluster", cov_kwds={"groups": np.concatenate(people), "use_correction": False})
    assert covariance(waves) == pytest.approx(model.cov_params() * n / (n - 1), rel=1e-6)
    assert line(waves).slope == pytest.approx(_slope(waves), rel=HOLDS)


def _slope(waves: Waves) -> float:
    weights = np.concatenate([np.asarray(one.weights) for one in waves.samples])
    t = np.repeat(waves.times, [one.n for one in waves.samples])
    y = np.concatenate([one.values for one in waves.samples])
    return float(np.polyfit(t, y, 1, w=np.sqrt(weights))[0])


def test_a_full_panel_has_the_slope_of_each_respondent_and_hotellings_test() -> None:
    frames = _drawn(60, 63, 64, 66, n=30, key=True)
    found = wave_trends(frames, ["trust"], [0, 1, 2, 3], key="key").trends.loc["trust"]
    wide = np.column_stack([frame["trust"] for frame in frames])
    own = wide @ np.array([-1.5, -0.5, 0.5, 1.5]) / 5
    test = stats.ttest_1samp(own, 0)
    assert found["slope"] == pytest.approx(own.mean(), rel=HOLDS)
    assert found["df"] == pytest.approx(test.df, rel=HOLDS)
    assert found["p"] == pytest.approx(test.pvalue, rel=1e-6)
    hotelling = pg.multivariate_ttest(np.diff(wide), np.zeros(3))
    assert found["f_waves"] == pytest.approx(float(hotelling["F"].iloc[0]), rel=1e-6)
    assert bool(found["repeated"])


def test_the_recommendation_score_has_its_own_variance() -> None:
    ratings = [[10] * up + [8] * 20 + [3] * (80 - up) for up in (30, 40, 50)]
    trends = nps_trend(ratings, [0, 1, 2]).trends.loc["nps"]
    shares = [(up / 100, (80 - up) / 100) for up in (30, 40, 50)]
    variance = [100**2 * (p + d - (p - d) ** 2) / 100 for p, d in shares]
    assert trends["slope"] == pytest.approx(20)
    assert trends["se"] == pytest.approx(2 * np.sqrt((variance[0] + variance[2]) / 4))
    assert trends["df"] == np.inf
    assert trends["p"] == pytest.approx(2 * stats.norm.sf(40 / trends["se"]))
    means = np.array([-20.0, 0.0, 20.0])
    chi = np.sum((means - np.average(means, weights=1 / np.array(variance))) ** 2 / variance)
    assert trends["p_waves"] == pytest.approx(stats.chi2.sf(chi, 2), rel=1e-6)


def test_weights_of_one_change_nothing_and_their_scale_does_not_matter() -> None:
    frames = _drawn(60, 65, 63, weight=True)
    plain = wave_trends(frames, ["trust"], [0, 1, 2]).trends
    ones = wave_trends([one.assign(weight=1.0) for one in frames], ["trust"], [0, 1, 2], weights="weight")
    pd.testing.assert_frame_equal(plain, ones.trends)
    some = wave_trends(frames, ["trust"], [0, 1, 2], weights="weight").trends
    more = wave_trends(
        [one.assign(weight=7 * one["weight"]) for one in frames], ["trust"], [0, 1, 2], weights="weight"
    )
    pd.testing.assert_frame_equal(some, more.trends)


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(0.1, 10), st.booleans())
def test_a_course_moves_and_stretches_with_its_scale(
    seed: int, shift: float, scale: float, key: bool
) -> None:
    frames = _drawn(60, 62, 58, n=12, seed=seed, key=key)
    by = "key" if key else None
    here = wave_trends(frames, ["trust"], [0, 1, 2.5], key=by, smallest_change=5).trends.loc["trust"]
    moved = [one.assign(trust=shift + scale * one["trust"]) for one in frames]
    there = wave_trends(moved, ["trust"], [0, 1, 2.5], key=by, smallest_change=5 * scale).trends.loc["trust"]
    for name, factor in (("slope", scale), ("se", scale), ("f_waves", 1), ("f_line", 1), ("p_same", 1)):
        assert there[name] == pytest.approx(factor * here[name], rel=1e-6), name
    assert there["pattern"] == here["pattern"]


@pytest.fixture(scope="module")
def nothing_changed() -> dict[str, list[float]]:
    """P-values of 300 measures over four waves of 80 in which nothing changed, by design."""
    random = np.random.default_rng(11)
    weights = [random.uniform(0.4, 1.6, 80) for _ in range(4)]
    people = tuple(np.arange(80) + start for start in (0, 30, 60, 90))
    found: dict[str, list[float]] = {}
    for _ in range(300):
        lasting = random.normal(size=200)
        panel = [0.7 * lasting[who] + random.normal(size=80) for who in people]
        fresh = [random.normal(size=80) for _ in range(4)]
        uneven = [spread * random.normal(size=n) for spread, n in ((2, 20), (1, 80), (1, 80), (1.5, 40))]
        for name, waves in {
            "uneven": _waves(*uneven),
            "weighted": _waves(*fresh, weights=weights),
            "panel": _waves(*panel, people=people),
        }.items():
            fit = line(waves)
            found.setdefault(f"{name} slope", []).append(2 * stats.t.sf(abs(fit.slope / fit.se), fit.df))
            found.setdefault(f"{name} waves", []).append(any_difference(waves).p)
            found.setdefault(f"{name} line", []).append(off_the_line(waves).p)
    return found


def test_where_nothing_changed_five_in_a_hundred_tests_say_otherwise(
    nothing_changed: dict[str, list[float]],
) -> None:
    assert len(nothing_changed) == 9
    for name, p in nothing_changed.items():
        assert 0.015 <= np.mean(np.array(p) < 0.05) <= 0.085, name


@pytest.mark.parametrize(
    ("means", "expected"),
    [
        ((60, 66, 72, 78), "rising"),
        ((78, 72, 66, 60), "falling"),
        ((60, 60, 60, 80), "rising unevenly"),
        ((80, 60, 60, 60), "falling unevenly"),
        ((60, 70, 60, 70, 60), "back and forth"),
        ((60, 60, 60, 60), "the same throughout"),
    ],
)
def test_the_pattern_names_the_course(means: tuple[float, ...], expected: str) -> None:
    trends = wave_trends(_drawn(*means, n=400), ["trust"], range(len(means))).trends
    assert trends.loc["trust", "pattern"] == expected


def test_a_slight_course_and_none_and_an_undecided_one_are_told_apart() -> None:
    def pattern(*means: float, n: int) -> str:
        # Exactly these means, and a spread of 8 in each wave.
        own = np.linspace(-14, 14, n)
        frames = [pd.DataFrame({"trust": mean + own}) for mean in means]
        return str(wave_trends(frames, ["trust"], range(len(means))).trends["pattern"].iloc[0])

    assert pattern(60, 60.7, 61.4, 62.1, 62.8, 63.5, n=150) == "slight"
    assert pattern(60, 62, 62, 60, n=30) == "no trend"
    assert pattern(60, 60, 60, 60, n=9) == "not decided"


def test_a_measure_that_a_wave_did_not_ask_is_followed_over_the_others() -> None:
    frames = _drawn(60, 64, 68, 72)
    frames[1] = frames[1].assign(trust=np.nan)
    found = wave_trends(frames, ["trust"], [2020, 2021, 2022, 2023])
    assert found.levels.loc["trust"].index.tolist() == [0, 2, 3]
    assert found.steps["since"].tolist() == [0, 2]
    assert found.trends.loc["trust", "waves"] == 3


def test_a_wave_without_spread_leaves_the_course_undecided() -> None:
    frames = _drawn(60, 64, 68)
    frames[2] = frames[2].assign(trust=90.0)
    row = wave_trends(frames, ["trust"], [0, 1, 2]).trends.loc["trust"]
    assert row[["se", "p", "p_waves", "p_line"]].isna().all()
    assert row["pattern"] == "not decided"


def test_respondents_who_all_move_alike_give_no_test() -> None:
    first = _drawn(60, key=True)[0]
    moved = [first.assign(trust=first["trust"] + step) for step in (0, 4, 8)]
    row = wave_trends(moved, ["trust"], [0, 1, 2], key="key").trends.loc["trust"]
    assert row["slope"] == pytest.approx(4)
    assert row[["p", "p_waves"]].isna().all()
    assert row["pattern"] == "not decided"


def test_very_uneven_weights_cost_degrees_of_freedom() -> None:
    frames = [one.assign(weight=np.where(np.arange(60) < 3, 40.0, 1.0)) for one in _drawn(60, 62, 64)]
    found: Trends = wave_trends(frames, ["trust"], [0, 1, 2], weights="weight")
    assert found.trends.loc["trust", "df"] < 20
    assert found.levels["n_effective"].max() < 10


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"waves": 2, "times": [0, 1]}, "at least 3 waves"),
        ({"times": [0, 2, 1]}, "later than the one before"),
        ({"times": [0, 1]}, "each of the 3 waves"),
        ({"measures": ["trsut"]}, "'trsut' is not a column"),
        ({"smallest_change": 0}, "over 0"),
        ({"confidence": 1.5}, "between 0 and 1"),
        ({"key": "twice"}, "same respondent key"),
        ({"empty": True}, "too few for 'trust'"),
    ],
)
def test_refusals_say_what_to_mend(change: dict[str, Any], said: str) -> None:
    frames = [one.assign(twice=1) for one in _drawn(*[60] * change.pop("waves", 3))]
    if change.pop("empty", False):
        frames[0] = frames[0].assign(trust=np.nan)
    given = {"measures": ["trust"], "times": [0, 1, 2]} | change
    with pytest.raises(StatisticsError, match=said):
        wave_trends(frames, given.pop("measures"), given.pop("times"), **given)
