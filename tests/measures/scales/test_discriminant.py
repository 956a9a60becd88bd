"""HTMT and HTMT2: do two scales measure two things."""

import time
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.errors import StatisticsError
from toolkit.measures.scales import discriminant
from toolkit.measures.scales.discriminant import COLUMNS, htmt
from toolkit.measures.weights import effective_n

MOBI = {
    "image": ["IMAG1", "IMAG2", "IMAG3", "IMAG4", "IMAG5"],
    "expectation": ["CUEX1", "CUEX2", "CUEX3"],
    "quality": ["PERQ1", "PERQ2", "PERQ3", "PERQ4", "PERQ5", "PERQ6", "PERQ7"],
    "value": ["PERV1", "PERV2"],
    "satisfaction": ["CUSA1", "CUSA2", "CUSA3"],
    "complaint": ["CUSCO"],
    "loyalty": ["CUSL1", "CUSL2", "CUSL3"],
}
TWO = {"one": ["a", "b", "c"], "two": ["d", "e"]}


def rng(seed=1):
    return np.random.default_rng(seed)


def survey(seed=1, n=200, link=0.6):
    """Two factors that correlate `link`, three and two items of them."""
    generator = rng(seed)
    first, own = generator.normal(size=(2, n, 1))
    second = link * first + (1 - link**2) ** 0.5 * own
    x = np.concatenate([first.repeat(3, axis=1), second.repeat(2, axis=1)], axis=1)
    return pd.DataFrame(x + 0.7 * generator.normal(size=x.shape), columns=list("abcde"))


def by_definition(frame, first, second):
    r = frame.corr().abs()

    def within(items):
        return np.mean([r.loc[i, j] for i, j in combinations(items, 2)]) if len(items) > 1 else 1.0

    return r.loc[first, second].to_numpy().mean() / (within(first) * within(second)) ** 0.5


def test_r_agrees_on_every_pair_of_the_mobile_survey(mobi, reference):
    table = htmt(mobi, MOBI, generator=rng(), resamples=0)
    expected = reference("mobi")["htmt"]["pairs"]
    assert len(table) == len(expected) == 21
    assert tuple(table.columns) == COLUMNS
    for _, row in table.iterrows():
        pair = expected[f"{row['first']} | {row['second']}"]
        assert row["htmt"] == pytest.approx(pair["htmt_absolute_seminr"], abs=1e-8)
        second = np.nan if pair["htmt2_geometric"] is None else pair["htmt2_geometric"]
        assert row["htmt2"] == pytest.approx(second, abs=1e-8, nan_ok=True)
        assert row["n"] == 250
    assert table[["low", "high", "htmt2_low", "htmt2_high"]].isna().all(axis=None)


def test_a_single_item_has_a_within_of_one():
    # |r| of .6 and .8 with the single item, .75 within: .7/√.75.
    a, b, c = (0.6, 0.8, 0.75)
    root = np.linalg.cholesky([[1, a, b], [a, 1, c], [b, c, 1]])
    z = rng().normal(size=(50, 3))
    z = (z - z.mean(axis=0)) @ np.linalg.inv(np.linalg.cholesky(np.cov(z.T, ddof=0))).T
    frame = pd.DataFrame(z @ root.T, columns=["s", "x", "y"])
    table = htmt(frame, {"single": ["s"], "both": ["x", "y"]}, generator=rng(), resamples=0)
    assert table.loc[0, "htmt"] == pytest.approx(0.7 / 0.75**0.5)
    assert table.loc[0, "htmt2"] == pytest.approx((0.6 * 0.8) ** 0.5 / 0.75**0.5)


@given(st.integers(0, 300), st.floats(0, 0.95))
def test_by_its_definition(seed, link):
    frame = survey(seed, n=60, link=link)
    table = htmt(frame, TWO, generator=rng(), resamples=0)
    assert table.loc[0, "htmt"] == pytest.approx(by_definition(frame, TWO["one"], TWO["two"]), abs=1e-9)
    # Turned, shifted and stretched items change nothing of absolute correlations.
    turned = htmt(frame * [-1, 2, 3, -1, 5] + 7, TWO, generator=rng(), resamples=0)
    assert turned.loc[0, "htmt"] == pytest.approx(table.loc[0, "htmt"], abs=1e-9)


@given(st.integers(0, 200), st.floats(0.1, 9))
def test_equal_weights_change_nothing(seed, weight):
    frame = survey(seed, n=80)
    weighted = htmt(frame, TWO, generator=rng(2), resamples=40, weights=np.full(80, weight))
    pd.testing.assert_frame_equal(weighted, htmt(frame, TWO, generator=rng(2), resamples=40))


def test_whole_weights_give_the_value_of_repeated_rows():
    frame = survey(3, n=90)
    weights = rng(4).integers(1, 4, 90)
    weighted = htmt(frame, TWO, generator=rng(), weights=weights, resamples=0)
    repeated = htmt(frame.loc[frame.index.repeat(weights)], TWO, generator=rng(), resamples=0)
    for name in ("htmt", "htmt2"):
        assert weighted.loc[0, name] == pytest.approx(repeated.loc[0, name], abs=1e-9)
    assert weighted.loc[0, "n"] == 90
    assert weighted.loc[0, "n_effective"] == pytest.approx(effective_n(weights))


def test_each_pair_rests_on_who_answered_both():
    frame = survey(5, n=120).assign(f=rng(6).normal(size=120), g=rng(7).normal(size=120))
    frame.loc[:20, "a"] = np.nan
    frame.loc[100:, "d"] = np.nan
    three = TWO | {"three": ["f", "g"]}
    weights = rng(8).uniform(0.5, 2, 120)
    weights[50] = 0
    table = htmt(frame, three, generator=rng(), weights=weights, resamples=50).set_index(["first", "second"])
    assert table["n"].to_dict() == {("one", "two"): 78, ("one", "three"): 98, ("two", "three"): 99}
    for (first, second), row in table.iterrows():
        kept = frame[[*three[first], *three[second]]].dropna().index.difference([50])
        alone = htmt(
            frame.loc[kept],
            {name: three[name] for name in (first, second)},
            generator=rng(),
            weights=weights[kept],
            resamples=0,
        ).iloc[0]
        assert row["htmt"] == pytest.approx(alone["htmt"], abs=1e-12)
        assert row["low"] < row["htmt"] < row["high"]


@pytest.mark.parametrize("weighted", [False, True])
def test_limits_are_those_of_resampling_one_by_one(weighted):
    frame = survey(9, n=150)
    weights = rng(10).uniform(0.3, 2, 150) if weighted else np.ones(150)
    table = htmt(frame, TWO, generator=rng(11), weights=weights, resamples=2_000)
    generator = rng(12)
    found = []
    for _ in range(600):
        rows = generator.integers(0, 150, 150)
        again = frame.iloc[rows].reset_index(drop=True)
        found.append(htmt(again, TWO, generator=rng(), weights=weights[rows], resamples=0).loc[0, "htmt"])
    error = np.std(found)
    expected = np.quantile(found, [0.025, 0.975])
    # Monte Carlo error of limits from 600 and from 2,000 resamples: 2.67·√(1/600 + 1/2,000) of a standard error.
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx(expected, abs=3 * 0.124 * error)


def test_groups_of_respondents_give_about_the_same_limits(monkeypatch):
    frame = survey(13, n=3_000)
    single = htmt(frame, TWO, generator=rng(), resamples=1_000)
    monkeypatch.setattr(discriminant, "RESAMPLED_GROUPS", 2_999)
    grouped = htmt(frame, TWO, generator=rng(), resamples=1_000)
    width = single.loc[0, "high"] - single.loc[0, "low"]
    assert grouped.loc[0, "low"] != single.loc[0, "low"]
    for name in ("low", "high"):
        assert grouped.loc[0, name] == pytest.approx(single.loc[0, name], abs=0.12 * width)


def test_many_sums_are_taken_in_batches(monkeypatch):
    frame = survey(14, n=100)
    frame.loc[0, "a"] = frame.loc[1, "d"] = np.nan
    three = TWO | {"three": ["c", "e"]}
    monkeypatch.setattr(discriminant, "_SUMS", 1)
    three["three"] = ["f"]
    frame["f"] = rng(15).normal(size=100)
    table = htmt(frame, three, generator=rng(), resamples=100)
    assert table[["low", "high"]].notna().all(axis=None)


def test_the_same_seed_gives_the_same_limits():
    frame = survey(16)
    one, two = (htmt(frame, TWO, generator=rng(5), resamples=100) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_what_else_is_asked_does_not_change_a_pair(monkeypatch):
    frame = survey(16).assign(f=rng(3).normal(size=200))
    frame.loc[0, "f"] = np.nan
    alone = htmt(frame, TWO, generator=rng(5), resamples=100)
    for sums in (1, 1_500):
        monkeypatch.setattr(discriminant, "_SUMS", sums)
        among = htmt(frame, {"zero": ["f"]} | TWO, generator=rng(5), resamples=100)
        np.testing.assert_allclose(
            among.loc[2, ["low", "high"]].astype(float), alone.loc[0, ["low", "high"]].astype(float)
        )


def test_where_there_is_no_ratio():
    frame = survey(17, n=40)
    shared = htmt(frame, {"one": ["a", "b"], "two": ["b", "c"]}, generator=rng(), resamples=20)
    assert shared["htmt"].isna().all()
    flat = htmt(frame.assign(d=1.0), TWO, generator=rng(), resamples=20)
    assert flat["htmt"].isna().all()
    few = htmt(
        frame.mask(np.tile(frame.index.to_numpy()[:, None] >= 2, 5)), TWO, generator=rng(), resamples=20
    )
    assert few["htmt"].isna().all()
    assert few.loc[0, "n"] == 2
    # An item that goes the other way has no geometric mean, but absolute correlations.
    turned = htmt(frame.assign(a=-frame["a"]), TWO, generator=rng(), resamples=20)
    assert turned[["htmt2", "htmt2_low", "htmt2_high"]].isna().all(axis=None)
    assert turned["high"].notna().all()


def test_a_geometric_mean_that_many_resamples_lack_has_no_interval():
    frame = survey(18, n=60, link=0.05)
    frame["d"] = np.abs(frame["d"])
    table = htmt(frame, {"one": ["a"], "two": ["e"]}, generator=rng(), resamples=500)
    assert np.isnan(table.loc[0, "htmt2_high"])
    assert table.loc[0, "htmt"] < table.loc[0, "high"]


@pytest.mark.parametrize(
    ("constructs", "weights", "says"),
    [
        ({"one": ["a", "z"], "two": ["b"]}, None, "z is not among the items"),
        ({"one": ["a"], "two": []}, None, "two has no items"),
        (TWO, [1.0], "200 expected"),
        (TWO, [-1.0] * 200, "below 0"),
    ],
)
def test_what_is_refused(constructs, weights, says):
    with pytest.raises(StatisticsError, match=says):
        htmt(survey(), constructs, generator=rng(), weights=weights)


def test_eight_constructs_take_under_a_second():
    n, sizes = 1_200, (4, 4, 4, 3, 3, 3, 3, 3)
    x = rng().normal(size=(n, 1)) + rng(2).normal(size=(n, sum(sizes)))
    frame = pd.DataFrame(x, columns=[f"q{i}" for i in range(sum(sizes))])
    ends = np.cumsum(sizes)
    constructs = {
        f"c{i}": list(frame.columns[end - size : end])
        for i, (end, size) in enumerate(zip(ends, sizes, strict=True))
    }
    times = []
    for _ in range(3):
        start = time.perf_counter()
        table = htmt(frame, constructs, generator=rng(), resamples=2_000)
        times.append(time.perf_counter() - start)
    assert len(table) == 28
    # Half of it on a quiet machine; a busy one may take twice as long.
    assert min(times) < 1.0


@pytest.mark.simulation
def test_intervals_cover_their_truth():
    # One factor each, items of equal quality: HTMT is the correlation of the factors.
    covered = 0
    rounds = 300
    for seed in range(rounds):
        table = htmt(survey(seed, n=250, link=0.7), TWO, generator=rng(seed), resamples=400)
        covered += table.loc[0, "low"] <= 0.7 <= table.loc[0, "high"]
    # 93% to 97%, give or take two Monte Carlo errors of 1.3 points.
    assert 0.93 - 0.026 <= covered / rounds <= 0.97 + 0.026


def test_limits_hold_a_ratio_near_nought():
    # Absolute correlations of resamples lie above a correlation of 0.
    x = rng(3).normal(size=(60, 2))
    x -= x.mean(axis=0)
    x[:, 1] -= x[:, 0] * (x[:, 0] @ x[:, 1]) / (x[:, 0] @ x[:, 0])
    frame = pd.DataFrame(x, columns=["a", "b"])
    row = htmt(frame, {"one": ["a"], "two": ["b"]}, generator=rng(), resamples=200).iloc[0]
    assert row["low"] == row["htmt"] == pytest.approx(0, abs=1e-9)
    assert row["high"] > 0.1
