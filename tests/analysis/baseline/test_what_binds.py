"""Bases, values, moments, dividends and network on a small client with known links, and with small cells."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.binding_client import ALL, MODEL, answers
from toolkit.analysis import baseline
from toolkit.analysis.job import Job, construct_scores
from toolkit.measures.differences import mean_difference, share_difference
from toolkit.measures.loyalty.bases import partial_correlations
from toolkit.measures.loyalty.dividends import ambassadors, mean_referrals
from toolkit.measures.multiplicity import holm

JobOf = Callable[..., Job]
CHAPTERS = ("bases", "alignment", "moments", "dividends", "network")


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def some(value: Any) -> Any:
    assert value is not None
    return value


def test_what_is_not_asked_leaves_no_trace(job_of: JobOf) -> None:
    model = '[constructs.attitude]\nrole = "attitude"\nminimum = 1\nmaximum = 7\nitems = ["a1"]'
    asked = job_of("baseline", model, {"a1": answers()["a1"]})
    assert [getattr(baseline, name)(asked) for name in CHAPTERS] == [None] * 5


def test_what_nobody_answered_leaves_no_trace(job_of: JobOf) -> None:
    given = answers()
    empty = {name: np.full(ALL, np.nan) for name in given if name not in {"a1", "came"}}
    job = job_of("baseline", MODEL, given | empty | {"came": np.full(ALL, "")})
    assert [getattr(baseline, name)(job) for name in CHAPTERS] == [None] * 5


def test_the_planted_basis_carries_attitude(job: Job) -> None:
    result = some(baseline.bases(job))
    assert result.table.index.tolist() == [
        "basis_calculative",
        "basis_affective",
        "basis_structural",
        "basis_moral",
    ]
    frame = construct_scores(job, (*result.table.index, "attitude", "behaviour"))
    assert result.table["estimate"].tolist() == pytest.approx(frame[result.table.index].mean().tolist())
    attitude, behaviour = result.links
    assert (attitude.outcome, attitude.leader) == ("attitude", "basis_affective")
    expected = partial_correlations(frame["attitude"], frame[result.table.index])
    assert attitude.table["estimate"].tolist() == expected["estimate"].tolist()
    # One family over both outcomes.
    both = [*attitude.table["p"], *behaviour.table["p"]]
    assert [*attitude.table["p_holm"], *behaviour.table["p_holm"]] == pytest.approx(holm(both).tolist())


def test_an_unreliable_basis_leads_nothing(job_of: JobOf) -> None:
    given = answers()
    model = MODEL.replace('items = ["mo"]', 'items = ["mo", "mo2"]')
    noise = np.random.default_rng(5).integers(1, 8, ALL)
    result = some(baseline.bases(job_of("baseline", model, given | {"mo2": noise})))
    assert result.unreliable == ("basis_moral",)
    assert [links.leader for links in result.links] == [None, None]


def test_the_highest_basis_is_named_only_beyond_chance(job_of: JobOf, job: Job) -> None:
    assert some(baseline.bases(job)).highest is None
    given = answers()
    raised = job_of("baseline", MODEL, given | {"ca": np.clip(given["ca"] + 1, 1, 7)})
    assert some(baseline.bases(raised)).highest == "basis_calculative"


def test_a_basis_that_too_few_answered_is_hidden(job_of: JobOf) -> None:
    given = answers()
    few = np.where(np.arange(ALL) < 9, given["mo"], np.nan)
    result = some(baseline.bases(job_of("baseline", MODEL, given | {"mo": few})))
    assert result.hidden == ("basis_moral",)
    assert "basis_moral" not in result.table.index
    assert all("basis_moral" not in links.table.index for links in result.links)


def test_bases_that_determine_each_other_have_no_links(job_of: JobOf) -> None:
    given = answers()
    result = some(baseline.bases(job_of("baseline", MODEL, given | {"mo": given["af"]})))
    assert result.links == ()


def test_gaps_are_found_and_ranked(job: Job) -> None:
    result = some(baseline.alignment(job))
    assert result.table.index[0] == "honest"
    assert result.table.index[-1] == "new"
    assert result.table["rank"].to_dict()["cheap"] == 4
    shown = result.table["p_holm"] < 0.05
    assert set(result.table.index[shown]) == {"honest", "new"}
    items = job.survey.items
    assert result.table.at["honest", "estimate"] == pytest.approx(
        100 * (items["e1"] - items["i1"]).mean() / 6
    )
    assert some(result.match).value == pytest.approx(
        100 - np.mean([(items[f"e{k}"] - items[f"i{k}"]).abs().mean() for k in range(1, 6)]) * 100 / 6
    )
    assert some(result.order).values == 5
    assert some(result.link)["n"] == ALL


def test_all_tests_of_the_values_are_one_family(job: Job) -> None:
    result = some(baseline.alignment(job))
    from toolkit.measures.loyalty.alignment import congruence, match_link, rank_agreement

    scaled = {side: (job.survey.items[[f"{side}{k}" for k in range(1, 6)]] - 1) / 0.06 for side in "ie"}
    names = ["honest", "near", "green", "cheap", "new"]
    asked, felt = (frame.set_axis(names, axis=1) for frame in scaled.values())
    link = match_link(congruence(asked, felt), construct_scores(job, ("attitude",))["attitude"])
    order = some(rank_agreement(result.table["rank"], result.table["importance"]))
    expected = holm([*result.table["p"], order.p, link["p"]])
    found = [*result.table["p_holm"], result.order.p, result.link["p"]]
    assert found == pytest.approx(expected.tolist())


def test_a_value_on_too_few_is_hidden(job_of: JobOf) -> None:
    few = np.where(np.arange(ALL) < 9, 4.0, np.nan)
    result = some(baseline.alignment(job_of("baseline", MODEL, answers() | {"e2": few})))
    assert result.hidden == ("near",)
    assert "near" not in result.table.index
    assert some(result.order).values == 4
    nobody = {f"e{k}": few for k in range(1, 6)}
    nothing = some(baseline.alignment(job_of("baseline", MODEL, answers() | nobody)))
    assert nothing.table.empty
    assert len(nothing.hidden) == 5


def test_moments_by_hand(job: Job) -> None:
    result = some(baseline.moments(job))
    assert result.table["count"].to_dict() == {"unaffected": 240, "resolved": 80, "unresolved": 80}
    assert result.table["estimate"].to_dict() == {"unaffected": 0.6, "resolved": 0.2, "unresolved": 0.2}
    attitude = construct_scores(job, ("attitude",))["attitude"]
    trouble, solved = job.survey.items["trouble"] == 1, job.survey.items["solved"] >= 6
    row = result.differences.set_index(["measure", "first", "second"]).loc[
        ("attitude", "unresolved", "unaffected")
    ]
    sides = attitude[trouble & ~solved], attitude[~trouble]
    expected = mean_difference(*sides)
    p = max(expected.p, stats.ttest_ind(*sides).pvalue)
    assert row[["estimate", "low", "high", "p"]].tolist() == pytest.approx(
        [expected.value, expected.low, expected.high, p]
    )
    assert row["p_holm"] < 0.001
    assert result.differences["p_holm"].tolist() == pytest.approx(holm(result.differences["p"]).tolist())
    assert set(result.levels["measure"]) == {"attitude", "nps"}


def test_not_applicable_is_not_resolved_yet_and_an_open_mark_is_neither(job_of: JobOf) -> None:
    given = answers()
    solved = given["solved"].astype(object)
    had = np.flatnonzero(given["trouble"] == 1)
    solved[had[:12]] = "nvt"
    solved[had[12:27]] = np.nan
    result = some(baseline.moments(job_of("baseline", MODEL, given | {"solved": solved})))
    assert result.unmarked == 15
    assert result.table["count"].sum() == ALL - 15
    expected = sum(solved[one] == "nvt" or solved[one] == 3 for one in had)
    assert result.table.at["unresolved", "count"] == expected


@pytest.mark.parametrize("few", ["unresolved", "resolved"])
def test_a_small_group_and_one_that_gives_it_away_are_hidden(job_of: JobOf, few: str) -> None:
    given = answers()
    had = np.flatnonzero(given["trouble"] == 1)
    mark = given["solved"].copy()
    mark[had] = 8 if few == "unresolved" else 3
    mark[had[:5]] = 3 if few == "unresolved" else 8
    result = some(baseline.moments(job_of("baseline", MODEL, given | {"solved": mark})))
    assert result.shown == ("unaffected",)
    assert result.table.loc[["resolved", "unresolved"], ["estimate", "low", "high"]].isna().all(axis=None)
    assert set(result.levels["group"]) == {"unaffected"}
    assert result.differences.empty


def test_so_few_problems_that_nothing_may_be_told(job_of: JobOf) -> None:
    given = answers()
    trouble = (np.arange(ALL) < 5).astype(float)
    mark = np.where(trouble == 1, np.where(np.arange(ALL) < 3, 8.0, 2.0), np.nan)
    result = some(baseline.moments(job_of("baseline", MODEL, given | {"trouble": trouble, "solved": mark})))
    assert result.shown == ()
    assert result.levels.empty


def test_few_promoters_in_a_group_take_every_score_away(job_of: JobOf) -> None:
    given = answers()
    nps = given["nps"].copy()
    unresolved = (given["trouble"] == 1) & (given["solved"] < 6)
    nps[unresolved] = 3
    nps[np.flatnonzero(unresolved)[:4]] = 10
    result = some(baseline.moments(job_of("baseline", MODEL, given | {"nps": nps})))
    assert result.nps_hidden
    assert set(result.levels["measure"]) == {"attitude"}
    assert set(result.differences["measure"]) == {"attitude"}


def test_dividends_by_hand(job: Job) -> None:
    result = some(baseline.dividends(job))
    assert result.table.index.tolist() == ["referral", "people", "price", "wallet", "voice", "review"]
    attitude, items = construct_scores(job, ("attitude",))["attitude"], job.survey.items
    loyal = attitude >= 60
    told = (items["people"] >= 1).astype(float)
    row = result.table.loc["referral"]
    expected = share_difference(told[loyal], told[~loyal])
    assert row[["all", "loyal", "others"]].tolist() == pytest.approx(
        [told.mean(), told[loyal].mean(), told[~loyal].mean()]
    )
    assert row[["estimate", "low", "high", "p"]].tolist() == pytest.approx(
        [expected.value, expected.low, expected.high, expected.p]
    )
    # The one who says 99 counts as 10; a high answer on switching is a low price tolerance.
    assert result.table.at["people", "all"] == pytest.approx(np.minimum(items["people"], 10).mean())
    assert result.table.at["price", "all"] == pytest.approx(100 - ((items["price"] - 1) / 0.06).mean())
    assert result.table["p_holm"].tolist() == pytest.approx(holm(result.table["p"]).tolist())
    assert result.table.at["review", "p_holm"] > 0.05
    assert some(result.ambassadors).value == pytest.approx((loyal & (told == 1)).mean())
    assert result.ambassadors == ambassadors(attitude, items["people"])
    promoter = items["nps"] >= 9
    assert some(result.silent).value == pytest.approx((items["people"][promoter] == 0).mean())


@pytest.mark.parametrize(("share", "hits"), [("online", "few"), ("online", "all but few"), ("people", "few")])
def test_a_dividend_with_a_small_cell_is_not_told(job_of: JobOf, share: str, hits: str) -> None:
    given = answers()
    loyal = given["a1"] >= 5
    values = np.where(loyal, 0.0, 1.0)
    values[np.flatnonzero(loyal)[:6]] = 1.0
    if hits == "all but few":
        values = 1 - values
    result = some(baseline.dividends(job_of("baseline", MODEL, given | {share: values})))
    key = {"online": "review", "people": "referral"}[share]
    row = result.table.loc[key]
    assert row[["all", "loyal", "others", "estimate", "p", "p_holm"]].isna().all()
    assert row["least"] < 10
    assert (result.ambassadors is None) == (share == "people")
    # The others are one family without it.
    rest = result.table.drop(index=key)
    assert rest["p_holm"].tolist() == pytest.approx(holm(rest["p"]).tolist(), nan_ok=True)


def test_few_loyal_customers_leave_no_dividend(job_of: JobOf) -> None:
    given = answers()
    given["a1"] = np.where(np.arange(ALL) < 6, 7.0, 2.0)
    result = some(baseline.dividends(job_of("baseline", MODEL, given)))
    assert result.table[["all", "loyal", "others", "estimate"]].isna().all(axis=None)
    assert result.ambassadors is None


def test_the_network_by_hand(job: Job) -> None:
    result = some(baseline.network(job))
    came = job.survey.segments["came"].astype(str).isin(["1", "2"])
    attitude = construct_scores(job, ("attitude",))["attitude"]
    assert some(result.arrived).value == pytest.approx(came.mean())
    assert some(result.reviewed).value == pytest.approx(job.survey.items["online"].mean())
    assert some(result.referrals).value == mean_referrals(job.survey.items["people"]).value
    (row,) = result.differences.to_dict("records")
    expected = mean_difference(attitude[came], attitude[~came])
    assert [row["estimate"], row["low"], row["p"]] == pytest.approx(
        [expected.value, expected.low, expected.p]
    )
    assert result.levels["n"].tolist() == [int(came.sum()), int((~came).sum())]


def test_few_who_came_through_others_are_not_told(job_of: JobOf) -> None:
    given = answers()
    given["came"] = np.where(np.arange(ALL) < 6, 1, 3)
    result = some(baseline.network(job_of("baseline", MODEL, given)))
    assert result.arrived is None
    assert result.levels.empty
    assert result.differences.empty
    assert result.reviewed is not None


def test_equal_weights_change_nothing_and_others_weigh(job_of: JobOf, job: Job) -> None:
    given = answers()
    equal = job_of("baseline", MODEL, given | {"w": np.full(ALL, 2.0)}, weight="w")
    for name in CHAPTERS:
        found, expected = getattr(baseline, name)(equal), getattr(baseline, name)(job)
        for frame in ("table", "levels", "differences"):
            if hasattr(expected, frame):
                pd.testing.assert_frame_equal(getattr(found, frame), getattr(expected, frame))
    weights = np.random.default_rng(9).uniform(0.4, 3, ALL)
    weighted = job_of("baseline", MODEL, given | {"w": weights}, weight="w")
    row = some(baseline.dividends(weighted)).table.loc["wallet"]
    loyal = construct_scores(weighted, ("attitude",))["attitude"].to_numpy() >= 60
    assert row["loyal"] == pytest.approx(np.average(given["wallet"][loyal], weights=weights[loyal]))
    table = some(baseline.bases(weighted)).table
    assert (table["n_effective"] < table["n"]).all()


def test_the_bases_per_group_by_hand(job: Job) -> None:
    found = baseline.bases_by_segment(job, baseline.bases(job))
    assert found[["segment", "code"]].to_numpy().tolist() == [["came", code] for code in "1234"]
    came = job.survey.segments["came"].astype(str)
    scores = construct_scores(job, ("basis_affective",))["basis_affective"]
    for row in found.to_dict("records"):
        theirs = scores[came == row["code"]]
        assert row["basis_affective_estimate"] == pytest.approx(theirs.mean())
        assert row["basis_affective_n"] == len(theirs)
    assert baseline.bases_by_segment(job, None).empty


def test_a_small_group_has_no_bases_nor_has_one_that_gives_it_away(job_of: JobOf) -> None:
    given = answers()
    few = job_of("baseline", MODEL, given | {"came": np.where(np.arange(ALL) < 6, 1, given["came"].clip(2))})
    found = baseline.bases_by_segment(few, baseline.bases(few)).set_index("code")
    assert found.loc["1", "basis_moral_n"] == 6
    hidden = found["basis_moral_estimate"].isna()
    assert hidden["1"]
    assert hidden.sum() == 2
    two = job_of("baseline", MODEL, given | {"came": np.where(np.arange(ALL) < 6, 1, 3)})
    assert baseline.bases_by_segment(two, baseline.bases(two)).empty


def test_without_an_attitude_what_rests_on_none_is_told(job_of: JobOf) -> None:
    model = MODEL.replace(
        '[constructs.attitude]\nrole = "attitude"', '[constructs.other]\nrole = "background"'
    )
    job = job_of("baseline", model, answers())
    assert baseline.dividends(job) is None
    assert [links.outcome for links in some(baseline.bases(job)).links] == ["behaviour"]
    values = some(baseline.alignment(job))
    assert (values.attitude, values.link) == (None, None)
    assert len(values.table) == 5
    assert set(some(baseline.moments(job)).levels["measure"]) == {"nps"}
    network = some(baseline.network(job))
    assert network.arrived is not None
    assert network.differences.empty


def test_very_uneven_weights_hide_what_rests_on_few(job_of: JobOf) -> None:
    # 80 customers are unresolved; two of them weigh a thousand times as much as the others.
    given = answers()
    unresolved = np.flatnonzero((given["trouble"] == 1) & (given["solved"] < 6))
    weights = np.ones(ALL)
    weights[unresolved[:2]] = 1000.0
    result = some(baseline.moments(job_of("baseline", MODEL, given | {"w": weights}, weight="w")))
    assert "unresolved" not in result.shown
    assert "unresolved" not in set(result.levels["group"])


def test_a_basis_that_is_only_measured_better_does_not_lead(job_of: JobOf) -> None:
    draw = np.random.default_rng(8)
    n = 1200
    true = draw.normal(size=(4, n))
    names = ("af", "ca", "st", "mo")

    def asked(place: int, noise: float) -> np.ndarray:
        return np.clip(np.round(4 + 1.2 * (true[place] + noise * draw.normal(size=n))), 1, 7)

    model = MODEL
    for name in names:
        model = model.replace(f'items = ["{name}"]', f'items = ["{name}", "{name}2"]')
    noise = {"af": 0.2, "ca": 2.0, "st": 0.5, "mo": 0.5}
    given = {
        f"{name}{second}": asked(place, noise[name])
        for place, name in enumerate(names)
        for second in ("", "2")
    }
    loyal = np.clip(np.round(4 + 0.6 * true[0] + 0.6 * true[1] + draw.normal(size=n)), 1, 7)
    result = some(baseline.bases(job_of("baseline", model, answers(n=n) | given | {"a1": loyal})))
    table = result.links[0].table["estimate"]
    assert result.links[0].outcome == "attitude"
    assert table["basis_affective"] > table["basis_calculative"] + 0.1
    assert result.links[0].leader is None


def test_a_basis_like_the_outcome_does_not_lead_and_is_told(job_of: JobOf) -> None:
    given = answers()
    same = np.where(np.arange(ALL) % 40 == 0, 4, given["a1"])
    attitude, behaviour = some(baseline.bases(job_of("baseline", MODEL, given | {"af": same}))).links
    assert (attitude.leader, attitude.alike) == (None, ("basis_affective",))
    assert behaviour.alike == ()


def test_a_basis_that_runs_against_an_outcome_as_strongly_leaves_no_leader(job_of: JobOf) -> None:
    given, draw = answers(), np.random.default_rng(9)
    against = np.clip(np.round(8 - given["a1"] + 1.5 * draw.normal(size=ALL)), 1, 7)
    job = job_of("baseline", MODEL, given | {"st": against, "af": draw.integers(1, 8, ALL)})
    attitude = some(baseline.bases(job)).links[0]
    assert attitude.table.at["basis_structural", "estimate"] < -0.4
    assert attitude.leader is None


def test_a_mean_of_people_does_not_tell_of_the_few_who_recommended(job_of: JobOf) -> None:
    given = answers() | {"people": np.where(np.arange(ALL) < 4, 20, 0)}
    job = job_of("baseline", MODEL, given)
    assert some(baseline.network(job)).referrals is None
    table = some(baseline.dividends(job)).table
    assert table.loc[["referral", "people"], ["all", "loyal", "others"]].isna().all(axis=None)


def test_a_small_code_is_not_given_away_by_who_came_through_others(job_of: JobOf) -> None:
    # Code 2 is small, and the code that is hidden for its sake is on the other side.
    split = np.array(["1"] * 150 + ["2"] * 5 + ["3"] * 120 + ["4"] * 125)
    found = some(baseline.network(job_of("baseline", MODEL, answers() | {"came": split})))
    assert found.arrived is None
    assert found.levels.empty
    # Both hidden codes on one side: no more follows than from the total.
    same = np.array(["1"] * 100 + ["2"] * 5 + ["3"] * 145 + ["4"] * 150)
    assert some(baseline.network(job_of("baseline", MODEL, answers() | {"came": same}))).arrived is not None


def test_yes_may_be_the_lowest_answer_where_the_question_is_reversed(job_of: JobOf, job: Job) -> None:
    drawn = answers()
    turned = drawn | {name: 2 - drawn[name] for name in ("tip", "online")}
    asked = 'minimum = 0\nmaximum = 1\nitems = ["tip", "online"]\n'
    other = 'minimum = 1\nmaximum = 2\nitems = ["tip", "online"]\nreversed = ["tip", "online"]\n'
    assert MODEL.count(asked) == 1
    reversed_job = job_of("baseline", MODEL.replace(asked, other), turned)
    first, second = some(baseline.network(job)), some(baseline.network(reversed_job))
    assert first.reviewed is not None
    assert first.reviewed == second.reviewed
