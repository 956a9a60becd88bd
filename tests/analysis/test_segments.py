"""Scores per group of customers in a small engagement: what is shown, hidden and compared."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.power import TTestIndPower, TTestPower

from toolkit.analysis import baseline
from toolkit.analysis.baseline.segments import EFFORT, MARK, MOST_GROUPS, NINE_PLUS, NPS
from toolkit.analysis.job import Job
from toolkit.intake.people import OTHER
from toolkit.measures.planning import Design, detectable_change
from toolkit.measures.segments.letters import HIGHER

JobOf = Callable[..., Job]
MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.trust]
role = "driver"
minimum = 1
maximum = 7
items = ["t1", "t2"]
[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["mark"]
[constructs.ease]
role = "touchpoint"
minimum = 1
maximum = 7
items = ["easy"]
[questions]
recommendation = "nps"
report_mark = "mark"
effort = "easy"
[segments.region]
column = "region"
values = { n = "North", e = "East", s = "South" }
[segments.shop]
column = "shop"
"""


def answers(
    sizes: tuple[int, int, int] = (120, 120, 120), seed: int = 1, shift: float = 0.0
) -> dict[str, object]:
    draw = np.random.default_rng(seed)
    n = sum(sizes)
    felt = draw.normal(size=n) + np.repeat([0, 0, shift], sizes)
    trust = np.clip(np.round(4 + felt), 1, 7)
    return {
        "nps": np.clip(np.round(7.6 + 1.8 * felt + draw.normal(0, 0.8, n)), 0, 10),
        "t1": trust,
        "t2": np.clip(trust + draw.integers(-1, 2, n), 1, 7),
        "mark": np.clip(np.round(7.6 + 1.2 * felt), 1, 10),
        "easy": np.clip(np.round(5 + felt), 1, 7),
        "region": np.repeat(["n", "e", "s"], sizes),
        "shop": np.array(["west", "east"])[draw.integers(0, 2, n)],
        "w": draw.uniform(0.7, 1.4, n),
    }


def division(result: baseline.Segments | None, segment: str = "region"):
    assert result is not None
    return next(one for one in result.divisions if one.segment == segment)


def test_every_measure_is_told_per_group_with_its_kind(job_of: JobOf) -> None:
    result = baseline.segments(job_of("baseline", MODEL, answers()))
    assert result is not None
    assert result.kinds == {
        NPS: "nps",
        MARK: "mean",
        NINE_PLUS: "share",
        EFFORT: "share",
        "attitude": "mean",
        "trust": "mean",
        "satisfaction": "mean",
        "ease": "mean",
    }
    assert result.outcome == "attitude"
    region = division(result)
    assert region.groups == ("n", "e", "s")
    assert dict(region.letters) == {"n": "A", "e": "B", "s": "C"}


def test_a_cell_is_what_the_headline_would_be_of_that_group(job_of: JobOf) -> None:
    told = answers()
    north = {name: np.asarray(values)[:120] for name, values in told.items()}
    result = division(baseline.segments(job_of("baseline", MODEL, told)))
    key = baseline.headline(job_of("baseline", MODEL, north))
    for measure, one in (
        (NPS, key.recommendation),
        (MARK, key.mark),
        (NINE_PLUS, key.nine_plus),
        (EFFORT, key.effort),
    ):
        cell = result.cell(measure, "n")
        assert one is not None
        assert (cell["estimate"], cell["low"], cell["high"], cell["n"]) == pytest.approx(
            (one.value, one.low, one.high, one.n)
        )


def test_a_group_that_scores_higher_gets_the_letters_of_the_others(job_of: JobOf) -> None:
    region = division(baseline.segments(job_of("baseline", MODEL, answers(shift=1.0), weight="w")))
    assert region.signs.at["attitude", "s"] == "AB"
    assert "attitude" in set(region.apart["measure"])
    assert set(region.apart["group"]) == {"s"}


def test_against_the_rest_it_gets_an_arrow(job_of: JobOf) -> None:
    # The head of every engagement here ends in its table on the analysis.
    job = job_of("baseline", 'letters = "rest"\n' + MODEL, answers(shift=1.0))
    found = baseline.segments(job)
    assert division(found).signs.at["attitude", "s"] == HIGHER
    assert division(found).found.against == "rest"
    assert division(found, "shop").found.against == "pairs"


def test_a_small_group_hides_with_the_one_that_would_give_it_away(job_of: JobOf) -> None:
    result = baseline.segments(job_of("baseline", MODEL, answers((150, 60, 7))))
    assert result is not None
    # The seven of South and the sixty of East together: one group is left, which cannot be compared.
    assert [one.segment for one in result.divisions] == ["shop"]
    assert result.too_few == ("region",)


def test_of_four_groups_two_hide_and_two_are_compared(job_of: JobOf) -> None:
    told = answers((120, 120, 60))
    told["region"] = np.repeat(["n", "e", "s", "x"], [120, 120, 53, 7])
    model = MODEL.replace('s = "South"', 's = "South", x = "Islands"')
    region = division(baseline.segments(job_of("baseline", model, told)))
    assert region.groups == ("n", "e")
    assert region.hidden[["s", "x"]].all(axis=None)
    assert {*region.found.tests["first"], *region.found.tests["second"]} == {"n", "e"}
    assert np.isnan(region.cell("attitude", "x")["estimate"])


def test_few_promoters_in_a_group_hide_its_score_and_not_its_mean(job_of: JobOf) -> None:
    told = answers()
    told["nps"] = np.r_[
        np.tile([9, 7, 3], 40), np.tile([10, 8, 2], 40), np.full(4, 9), np.tile([7, 3], 58)
    ].astype(float)
    region = division(baseline.segments(job_of("baseline", MODEL, told)))
    # The four promoters of South, and the group that would give them away.
    assert region.hidden.loc[NPS].sum() == 2
    assert region.hidden.at[NPS, "s"]
    assert not region.hidden.loc["attitude"].any()
    assert NPS not in set(region.found.tests["measure"])


def test_what_is_hidden_does_not_hang_on_the_order_of_the_rows(job_of: JobOf) -> None:
    told = answers()
    # Four promoters in North. Which group goes with it: East by its few promoters, or South by its few passives?
    parts = [(4, 50, 66), (20, 60, 40), (60, 20, 40)]
    told["nps"] = np.concatenate([np.repeat([9.0, 7.0, 3.0], sizes) for sizes in parts])
    told["region"] = np.repeat(["n", "e", "s"], 120)
    found = []
    for rows in (slice(None), slice(None, None, -1), np.argsort(told["nps"] != 7, kind="stable")):
        ordered = {name: np.asarray(values)[rows] for name, values in told.items()}
        found.append(division(baseline.segments(job_of("baseline", MODEL, ordered))).hidden.loc[NPS])
    assert found[0].sum() == 2
    # Else a second report of the same answers, in another order, would show what the first hides.
    assert all(one.equals(found[0]) for one in found)


def test_a_question_with_two_answers_is_a_share_to_the_gate(job_of: JobOf) -> None:
    told = answers()
    told["easy"] = np.r_[np.tile([1, 7], 120), np.full(4, 1), np.full(116, 7)]
    region = division(baseline.segments(job_of("baseline", MODEL, told)))
    assert region.hidden.at["ease", "s"]
    assert region.hidden.loc["ease"].sum() == 2


def test_an_unreliable_theme_and_pooled_groups_carry_no_letters(job_of: JobOf) -> None:
    told = answers(shift=1.0)
    told["t2"] = np.random.default_rng(5).integers(1, 8, 360)
    told["shop"] = np.r_[np.repeat(["aa", "bb"], 171), np.repeat([f"s{i}" for i in range(9)], 2)]
    job = job_of("baseline", MODEL, told)
    result = baseline.segments(job)
    assert result is not None
    assert result.unreliable == ("trust",)
    assert "trust" not in set(division(result).found.tests["measure"])
    assert (division(result).signs.loc["trust"] == "").all()
    if OTHER in division(result, "shop").sizes.index:
        assert OTHER not in division(result, "shop").letters


def test_a_division_of_very_many_groups_is_named_and_not_set_out(job_of: JobOf) -> None:
    told = answers((200, 200, 200))
    told["shop"] = np.repeat([f"shop {at}" for at in range(MOST_GROUPS + 2)], 30)
    result = baseline.segments(job_of("baseline", MODEL, told))
    assert result is not None
    assert result.too_many == ("shop",)
    assert [one.segment for one in result.divisions] == ["region"]


def test_without_segments_or_measures_there_is_nothing(job_of: JobOf) -> None:
    bare = MODEL[: MODEL.index("[segments.region]")]
    assert baseline.segments(job_of("baseline", bare, answers())) is None


class TestDistribution:
    """How answers are spread."""

    def _result(self, job: Job) -> baseline.Distribution | None:
        return baseline.distribution(job, baseline.headline(job), baseline.segments(job))

    def test_bins_keep_promoters_passives_and_detractors_apart(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, answers(), weight="w")
        result, key = self._result(job), baseline.headline(job)
        assert result is not None
        assert result.recommendation is not None
        sums = result.recommendation.groupby("part")["estimate"].sum()
        assert key.promoters is not None
        assert key.detractors is not None
        assert sums["promoter"] == pytest.approx(key.promoters.value)
        assert sums["detractor"] == pytest.approx(key.detractors.value)
        assert (result.recommendation["count"].isin([0]) | (result.recommendation["count"] >= 10)).all()

    def test_the_shares_of_a_group_give_its_score(self, job_of: JobOf) -> None:
        result = self._result(job_of("baseline", MODEL, answers(), weight="w"))
        assert result is not None
        for parts in result.parts:
            score = 100 * (parts.table["promoter"] - parts.table["detractor"])
            assert score.to_numpy() == pytest.approx(parts.table["estimate"].to_numpy())
            assert parts.table[["detractor", "passive", "promoter"]].sum(axis=1).to_numpy() == pytest.approx(
                1
            )

    def test_where_the_score_has_no_margin_its_answers_are_not_spread_out(self, job_of: JobOf) -> None:
        told = answers()
        told["nps"] = np.r_[np.full(4, 2), np.full(178, 8), np.full(178, 9)].astype(float)
        result = self._result(job_of("baseline", MODEL, told))
        assert result is not None
        assert result.recommendation is None
        assert result.parts == ()
        assert result.mark is not None

    def test_few_nines_are_merged_with_the_eights(self, job_of: JobOf) -> None:
        told = answers()
        told["mark"] = np.r_[np.full(5, 9), np.full(155, 8), np.full(200, 6)].astype(float)
        result = self._result(job_of("baseline", MODEL, told))
        assert result is not None
        assert result.mark is not None
        last = result.mark[result.mark["count"] > 0].iloc[-1]
        assert (last["first"], last["count"]) == (8, 160)

    def test_without_these_questions_there_is_nothing(self, job_of: JobOf) -> None:
        bare = MODEL.replace('recommendation = "nps"\nreport_mark = "mark"\n', "")
        assert self._result(job_of("baseline", bare, answers())) is None


# The attitude asks more than the recommendation question, which is tested by itself.
PLANNED = MODEL.replace('items = ["nps"]', 'items = ["nps", "again"]')


def planned(sizes: tuple[int, int, int] = (120, 120, 120), **more: object) -> dict[str, object]:
    given = answers(sizes) | more
    return given | {"again": given["nps"]}


class TestPlanning:
    """What the next measurement can show."""

    def _table(self, job: Job) -> pd.DataFrame:
        result = baseline.planning(job, baseline.headline(job))
        assert result is not None
        return result.table

    def test_a_row_by_hand(self, job_of: JobOf) -> None:
        told = planned()
        table = self._table(job_of("baseline", PLANNED, told))
        scores = np.asarray(told["nps"]) * 10
        # Four themes are judged together, each at .05/4; as statsmodels has it for t with so many answers.
        spread = scores.std(ddof=1)
        change = TTestIndPower().solve_power(None, 360, 0.05 / 4, 0.8) * spread
        assert table.at["attitude", "independent"] == pytest.approx(change, rel=1e-6)
        change = TTestPower().solve_power(None, 360, 0.05 / 4, 0.8) * spread
        assert table.at["attitude", "panel"] == pytest.approx(change, rel=1e-6)
        nps = np.where(np.asarray(told["nps"]) >= 9, 100, np.where(np.asarray(told["nps"]) <= 6, -100, 0))
        change = (1.959964 + 0.841621) * nps.std(ddof=1) * np.sqrt(2 / 360)
        assert table.at[NPS, "independent"] == pytest.approx(change, rel=1e-6)

    def test_weights_ask_for_more(self, job_of: JobOf) -> None:
        told = planned(w=np.tile([1.0, 5.0], 180))
        plain, weighted = (self._table(job_of("baseline", PLANNED, told, weight=name)) for name in ("", "w"))
        assert (weighted["n_effective"] < plain["n_effective"]).all()
        assert weighted.at["attitude", "n"] == 360

    def test_what_is_hidden_or_unreliable_is_not_planned(self, job_of: JobOf) -> None:
        told = planned(nps=np.r_[np.full(4, 2), np.full(178, 8), np.full(178, 9)].astype(float))
        told["t2"] = np.random.default_rng(5).integers(1, 8, 360)
        told["mark"] = np.r_[np.full(5, 9), np.full(155, 8), np.full(200, 6)].astype(float)
        assert list(self._table(job_of("baseline", PLANNED, told)).index) == ["attitude", "satisfaction"]

    def test_a_theme_that_is_the_recommendation_question_alone_is_tested_as_nps(self, job_of: JobOf) -> None:
        job = job_of("baseline", MODEL, answers())
        result = baseline.planning(job, baseline.headline(job))
        assert result is not None
        assert "attitude" not in result.table.index
        assert (result.outcome, result.tests) == (NPS, 3)

    def test_the_share_of_nines_is_planned_in_the_family_that_it_is_judged_in(self, job_of: JobOf) -> None:
        """Nines and tens and ease; who is loyal takes behaviour, or attitude alone where nobody is free to go."""
        told, bound = planned(), '[context]\nchoice = "monopoly"\n'
        for more, shares in (("", 2), (bound, 3)):
            job = job_of("baseline", PLANNED + more, told)
            result = baseline.planning(job, baseline.headline(job))
            assert result is not None
            assert result.shares == shares
            plan = Design(360, share=float((np.asarray(told["mark"]) >= 9).mean()), tests=shares)
            change = result.table.at[NINE_PLUS, "independent"]
            assert change == pytest.approx(detectable_change(plan, 360))

    def test_a_share_that_cannot_rise_so_much_needs_no_number(self, job_of: JobOf) -> None:
        told = answers()
        told["mark"] = np.r_[np.full(346, 9), np.full(14, 8)].astype(float)
        table = self._table(job_of("baseline", MODEL, told))
        assert np.isinf(table.at[NINE_PLUS, "needed"])

    def test_nothing_to_plan_with_is_no_plan(self, job_of: JobOf) -> None:
        alike = {name: np.full(40, 7) for name in ("nps", "t1", "t2", "mark", "easy")}
        job = job_of("baseline", MODEL, alike | {"region": ["n", "e"] * 20, "shop": ["west"] * 40})
        assert baseline.planning(job, baseline.headline(job)) is None
