"""Changes of shares: as R, statsmodels and published examples have them, what must hold, and how often they err."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as their_mcnemar
from statsmodels.stats.proportion import confint_proportions_2indep

from tests.followup.frames import ITEMS, airport, complete, soldiers
from toolkit.errors import StatisticsError
from toolkit.followup.changes.compare import COLUMNS
from toolkit.followup.changes.share_change import mcnemar
from toolkit.followup.changes.shares import compare_shares

Reference = Callable[[str], dict[str, Any]]
PANEL = {
    "commit_1_2": ("COMMIT1", "COMMIT2"),
    "commit_1_3": ("COMMIT1", "COMMIT3"),
    "jobsat_1_2": ("JOBSAT1", "JOBSAT2"),
}


def small(value: float) -> Any:
    return pytest.approx(value, rel=1e-8, abs=0)


def pairs(both: int, lost: int, gained: int, neither: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same respondents twice: yes twice, yes then no, no then yes, no twice."""
    before = [1] * (both + lost) + [0] * (gained + neither)
    after = [1] * both + [0] * lost + [1] * gained + [0] * neither
    keys = range(len(before))
    return pd.DataFrame({"key": keys, "yes": before}), pd.DataFrame({"key": keys, "yes": after})


def change(waves: tuple[pd.DataFrame, pd.DataFrame], **options: Any) -> pd.Series:
    return compare_shares(*waves, ["yes"], **{"key": "key", **options}).loc["yes"]


def hits(wave: pd.DataFrame, line: float) -> pd.DataFrame:
    return wave.assign(yes=(wave["score"] > line).astype(float).where(wave["score"].notna()))


@pytest.fixture(scope="module")
def passengers(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    return airport(shared, 2017), airport(shared, 2018)


class TestReference:
    @pytest.mark.parametrize("name", PANEL)
    def test_the_same_soldiers_twice(self, name: str, shared: Path, reference: Reference) -> None:
        expected = reference("waves")["paired"][name]["topbox_gt3"]
        before, after = (hits(wave, 3) for wave in complete(*soldiers(shared, *PANEL[name])))
        # R's table runs down its columns: before in the rows, after in the columns.
        _, lost, gained, _ = expected["table"]
        assert ((before["yes"] > after["yes"]).sum(), (before["yes"] < after["yes"]).sum()) == (lost, gained)
        row = change((before, after))
        assert row["design"] == "paired"
        assert row["p"] == small(expected["p"])
        # R counts those who came to say no as the difference.
        assert row["difference"] == small(expected["diff_prop"])
        assert row["se"] == small(expected["se_diff"])
        found = mcnemar(gained, lost)
        assert (found.statistic, found.p) == (small(expected["mcnemar_chisq_no_cc"]), small(expected["p"]))
        exact = stats.binomtest(gained, gained + lost).pvalue
        assert exact == small(expected["exact_p"])

    @pytest.mark.parametrize("item", ITEMS)
    def test_different_passengers(
        self, item: str, passengers: tuple[pd.DataFrame, pd.DataFrame], reference: Reference
    ) -> None:
        expected = reference("waves")["independent_2017_2018"]["items"][item]["top2"]
        before, after = (wave[item].dropna() >= 4 for wave in passengers)
        row = change((before.to_frame("yes"), after.to_frame("yes")), key=None)
        assert (row["before"], row["after"]) == (small(expected["p1"]), small(expected["p2"]))
        assert row["p"] == small(expected["p"])
        wald = row["difference"] + np.array([-1, 1]) * stats.norm.ppf(0.975) * row["se"]
        assert wald.tolist() == pytest.approx(expected["ci95_diff"], abs=1e-8)
        theirs = confint_proportions_2indep(
            after.sum(), len(after), before.sum(), len(before), method="newcomb"
        )
        assert [row["low"], row["high"]] == pytest.approx(theirs, abs=1e-10)

    def test_newcombe_s_method_10_on_a_published_table(self) -> None:
        """Fagerland, Lydersen & Laake (2014), Statistics in Medicine 33, 2850–2875: 1, 1, 7 and 12 of 21 children."""
        row = change(pairs(1, 1, 7, 12))
        assert [row["low"], row["high"]] == pytest.approx([0.026, 0.507], abs=5e-4)
        assert row["p"] == pytest.approx(18 / 2**8)  # exact: 9 of 256 samples of 8 on either side

    def test_partially_overlapping_on_the_published_example(self) -> None:
        """Derrick et al. (2015), as R's `Prop.test` prints it: p = 0.053."""
        first = [1] * 9 + [0] * 6 + [1] * 5 + [0] * 4
        second = [1] * 8 + [0] + [1] * 3 + [0] * 3 + [1] * 6
        before = pd.DataFrame({"key": range(24), "yes": first})
        after = pd.DataFrame({"key": [*range(15), *range(24, 30)], "yes": second})
        row = change((before, after))
        assert row["design"] == "partially overlapping"
        assert row["p"] == pytest.approx(0.053, abs=5e-4)

    @given(st.integers(0, 40), st.integers(0, 40))
    def test_mcnemar_is_statsmodels(self, gained: int, lost: int) -> None:
        exact = gained + lost < 25
        theirs = their_mcnemar([[5, lost], [gained, 5]], exact=exact, correction=False)
        found = mcnemar(gained, lost)
        assert found.exact == exact
        assert found.p == pytest.approx(1.0 if not gained + lost else theirs.pvalue, rel=1e-9)


@st.composite
def two_waves(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two waves of 3 to 30 yes or no, some missing, with keys that overlap more or less and weights."""
    frames, start = [], draw(st.integers(0, 30))
    for first in (0, start):
        answers = draw(st.lists(st.sampled_from([0.0, 1.0]), min_size=3, max_size=30))
        weights = draw(st.lists(st.integers(1, 5), min_size=len(answers), max_size=len(answers)))
        keys = np.arange(first, first + len(answers))
        frame = pd.DataFrame({"key": keys, "yes": answers, "weight": weights})
        frames.append(frame.assign(yes=frame["yes"].mask(frame.index == draw(st.integers(2, 40)))))
    return frames[0], frames[1]


class TestProperties:
    @settings(max_examples=25)
    @given(two_waves(), st.booleans())
    def test_limits_lie_around_the_difference_within_what_shares_can_differ(
        self, waves: tuple[pd.DataFrame, pd.DataFrame], weighted: bool
    ) -> None:
        row = change(waves, weights="weight" if weighted else None)
        assert -1 <= row["low"] <= row["difference"] + 1e-12
        assert row["difference"] - 1e-12 <= row["high"] <= 1
        for p in ("p", "p_equivalence", "p_holm", "p_equivalence_holm"):
            assert 0 <= row[p] <= 1
        assert list(row.index) == list(COLUMNS)

    @settings(max_examples=25)
    @given(two_waves(), st.booleans())
    def test_swapping_the_waves_turns_the_change_around(
        self, waves: tuple[pd.DataFrame, pd.DataFrame], weighted: bool
    ) -> None:
        options = {"weights": "weight" if weighted else None}
        there, back = change(waves, **options), change(waves[::-1], **options)
        numbers = ["difference", "effect_size", "low", "high"]
        mirrored = [-there["difference"], -there["effect_size"], -there["high"], -there["low"]]
        assert back[numbers].astype(float).tolist() == pytest.approx(mirrored, abs=1e-9)
        assert back["p"] == pytest.approx(there["p"], abs=1e-9)
        assert back["p_equivalence"] == pytest.approx(there["p_equivalence"], abs=1e-7)

    @settings(max_examples=25)
    @given(two_waves())
    def test_no_instead_of_yes_turns_it_around_too(self, waves: tuple[pd.DataFrame, pd.DataFrame]) -> None:
        there = change(waves)
        other = tuple(wave.assign(yes=1 - wave["yes"]) for wave in waves)
        back = change((other[0], other[1]))
        assert [back["low"], back["high"]] == pytest.approx([-there["high"], -there["low"]], abs=1e-9)
        assert back["p"] == pytest.approx(there["p"], abs=1e-9)

    @settings(max_examples=25)
    @given(two_waves(), st.floats(0.01, 50))
    def test_equal_weights_change_nothing(
        self, waves: tuple[pd.DataFrame, pd.DataFrame], weight: float
    ) -> None:
        plain = change(waves)
        weighted = change(tuple(wave.assign(weight=weight) for wave in waves), weights="weight")
        pd.testing.assert_series_equal(plain, weighted)

    def test_equivalence_is_the_interval_of_twice_the_error(self) -> None:
        waves = pairs(80, 12, 15, 93)
        row = change(waves, smallest_change=0.05)
        reached = change(waves, confidence=1 - 2 * row["p_equivalence"])
        assert max(-reached["low"], reached["high"]) == pytest.approx(0.05, abs=1e-9)


class TestEdges:
    def test_nobody_turned_is_no_certainty(self) -> None:
        row = change(pairs(40, 0, 0, 60))
        assert (row["difference"], row["se"], row["p"]) == (0, 0, 1)
        assert row["low"] < -0.005 < 0.005 < row["high"]
        assert row["verdict"] == "no relevant change"
        assert change(pairs(4, 0, 0, 6))["verdict"] == "not decided"

    def test_all_and_none(self) -> None:
        waves = (pd.DataFrame({"yes": [0] * 30}), pd.DataFrame({"yes": [1] * 30}))
        row = change(waves, key=None)
        assert row["high"] == 1
        assert row["low"] < 1
        assert row["verdict"] == "better"
        same = change((waves[1], waves[1]), key=None)
        assert (same["p"], same["high"]) == (1, -same["low"])

    def test_the_same_respondents_are_told_apart_better_than_others(self) -> None:
        waves = pairs(60, 5, 15, 70)
        together, apart = change(waves), change(waves, key=None)
        assert together["p"] < 0.05 < apart["p"]
        assert together["high"] - together["low"] < apart["high"] - apart["low"]

    def test_one_family(self) -> None:
        before, after = pairs(30, 5, 20, 45)
        before, after = (wave.assign(same=wave["yes"].to_numpy()[0]) for wave in (before, after))
        table = compare_shares(before, after, ["yes", "same"], key="key")
        assert table.at["yes", "p_holm"] == 2 * table.at["yes", "p"]

    @pytest.mark.parametrize(
        ("answers", "options", "wrong"),
        [
            ([0, 1, 2], {}, "measure 'yes' of the after wave: hits: 2 is neither 0 nor 1"),
            ([0, 1, 1], {"smallest_change": 5.0}, "is under 1: 0.05 stands for 5 of a hundred"),
            ([0, np.nan, np.nan], {}, "at least 2 answers in each wave"),
            ([0, 1, 1], {"confidence": 95}, "not between 0.5 and 1"),
        ],
    )
    def test_what_cannot_be_compared_is_refused(
        self, answers: list[float], options: dict[str, Any], wrong: str
    ) -> None:
        waves = pd.DataFrame({"yes": [0, 1, 0]}), pd.DataFrame({"yes": answers})
        with pytest.raises(StatisticsError, match=wrong):
            change(waves, key=None, **options)


DRAWS = 300
# Nobody, some and all of the respondents answer twice.
DESIGNS = {
    "independent": (80, 50, 0),
    "partially overlapping": (80, 60, 35),
    "paired": (60, 60, 60),
}


@pytest.mark.simulation
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("design", DESIGNS)
def test_how_often_the_test_and_the_interval_err(design: str, weighted: bool) -> None:
    """No change, and one of just the smallest that matters; benchmarks/changes.py has the larger table."""
    n, m, both = DESIGNS[design]
    random = np.random.default_rng(11)
    first, second = random.normal(size=(n, DRAWS)), random.normal(size=(m, DRAWS))
    second[:both] = 0.8 * first[n - both :] + 0.6 * second[:both]
    names = [f"m{draw}" for draw in range(DRAWS)]
    weights = tuple(np.exp(random.normal(0, 0.5, size)) for size in (n, m)) if weighted else None
    before = pd.DataFrame((first < stats.norm.ppf(0.3)).astype(float), columns=names)
    for share in (0.3, 0.4):
        after = pd.DataFrame((second < stats.norm.ppf(share)).astype(float), columns=names)
        table = compare_shares(
            before.assign(key=np.arange(n)),
            after.assign(key=np.arange(m) + n - both),
            names,
            key="key",
            weights=weights,
            smallest_change=0.1,
        )
        assert (table["design"] == design).all()
        truth, slack = share - 0.3, 3 * math.sqrt(0.05 * 0.95 / DRAWS)
        inside = ((table["low"] <= truth) & (truth <= table["high"])).mean()
        assert inside >= 0.95 - slack
        wrong = table["p"] if share == 0.3 else table["p_equivalence"]
        assert (wrong < 0.05).mean() <= 0.05 + slack
