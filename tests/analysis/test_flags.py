"""The red flags: which constructs carry no claim, and which are not told apart."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.scales import ITEMS, answers, model, scales_job
from tests.simulate.jobs import job_of as simulated_job
from toolkit.analysis import baseline, drivers, flags, followup
from toolkit.analysis.flags import Flag, flags_of, not_told_apart, pair_flags, ratios, unreliable
from toolkit.analysis.job import Job
from toolkit.analysis.job import unreliable as asked_everywhere
from toolkit.language import Language
from toolkit.measures.scales.discriminant import htmt
from toolkit.notebook import say
from toolkit.simulate import simulate_wave, standard_world

JobOf = Callable[..., Job]
DUTCH = Language("nl")


def test_a_client_without_faults_has_no_flag(job_of: JobOf) -> None:
    job = scales_job(job_of)
    assert [flags_of(job, name) for name in ITEMS] == [()] * 4
    assert pair_flags(job) == ()
    assert unreliable(job, tuple(ITEMS)) == asked_everywhere(job, tuple(ITEMS)) == ()


def test_questions_that_do_not_go_together(job_of: JobOf) -> None:
    asked = answers()
    rng = np.random.default_rng(2)
    asked["t1"], asked["t2"] = rng.integers(1, 8, 300), rng.integers(1, 8, 300)
    job = scales_job(job_of, asked)
    (flag,) = flags_of(job, "trust")
    assert (flag.reason, flag.stops) == ("alpha", True)
    assert flag.value < 0.6
    assert unreliable(job, tuple(ITEMS)) == ("trust",)


def test_a_question_that_never_varies(job_of: JobOf) -> None:
    job = scales_job(job_of, answers() | {"t1": np.full(300, 4.0)})
    assert [flag.reason for flag in flags_of(job, "trust")] == ["no_alpha"]


def test_lock_in_in_a_loyalty_score(job_of: JobOf) -> None:
    job = scales_job(job_of, attitude=("a1", "a2", "a3", "SWI_1"))
    assert Flag("lock_in", ("SWI_1",)) in flags_of(job, "attitude")
    assert unreliable(job, ("attitude",)) == ("attitude",)


def test_lock_in_by_itself_and_price_tolerance_in_a_driver_are_no_fault(job_of: JobOf) -> None:
    job = scales_job(job_of, lock_in=("SWI_1",), value=("v1", "PRI_1"))
    assert not any(
        flag.reason in ("lock_in", "price_tolerance") for name in ITEMS for flag in flags_of(job, name)
    )
    assert flags_of(job, "lock_in") == ()


@pytest.mark.parametrize("items", [("SWI_1",), ("v1", "SWI_1")])
def test_lock_in_is_no_driver(job_of: JobOf, items: tuple[str, ...]) -> None:
    job = scales_job(job_of, value=items, report="drivers")
    assert Flag("lock_in", ("SWI_1",)) in flags_of(job, "value")
    assert unreliable(job, tuple(ITEMS)) == ("value",)
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.unreliable == ("value",)
    assert result.importance is not None
    first = replace(result, account=None, importance=replace(result.importance, leaders=("value",)))
    assert first.leaders == ()


def test_price_tolerance_beside_attitude(job_of: JobOf) -> None:
    pooled = scales_job(job_of, attitude=("a1", "a2", "a3", "PRI_1"))
    assert Flag("price_tolerance", ("PRI_1",)) in flags_of(pooled, "attitude")
    alone = scales_job(job_of, behaviour=("PRI_1",))
    assert flags_of(alone, "behaviour") == ()


def test_a_question_that_counts_twice_stops_no_claim_about_the_score(job_of: JobOf) -> None:
    asked = answers()
    job = scales_job(job_of, asked | {"t3": 8 - asked["t1"]})
    repeated = [flag for flag in flags_of(job, "trust") if flag.reason == "repeated"]
    assert [flag.items for flag in repeated] == [("t1", "t3")]
    assert not repeated[0].stops


def test_themes_that_customers_do_not_tell_apart(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(link=0.97))
    (flag,) = pair_flags(job)
    assert (flag.reason, flag.ordered) == ("alike", ("image", "trust"))
    assert flag.low < flag.value < flag.high
    assert flag.high > 0.9
    assert not_told_apart(job, ("trust", "image", "value")) == {frozenset(("image", "trust"))}
    assert not_told_apart(job, ("trust", "value")) == frozenset()
    # Their scores are shown, and each carries claims by itself.
    assert unreliable(job, tuple(ITEMS)) == ()


def test_a_ratio_over_the_flag_without_an_interval_is_one(
    job_of: JobOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = scales_job(job_of, answers(link=0.97))
    table = ratios(job).assign(low=np.nan, high=np.nan)
    table["htmt"] = np.where((table["first"] == "image") & (table["second"] == "trust"), 0.95, 0.5)
    monkeypatch.setattr(flags, "ratios", lambda job, among: table)
    (flag,) = pair_flags(job)
    assert (flag.reason, flag.ordered, flag.value) == ("alike", ("image", "trust"), 0.95)


def test_a_theme_that_carries_no_claim_has_no_pairs(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(link=0.97), attitude=("a1", "a2", "a3", "SWI_1"))
    assert all("attitude" not in flag.pair for flag in pair_flags(job))
    asked = answers(link=0.97)
    flat = scales_job(job_of, asked | {"t1": np.full(300, 4.0)})
    assert pair_flags(flat) == ()


def test_two_questions_of_two_themes_that_are_one(job_of: JobOf) -> None:
    asked = answers()
    job = scales_job(job_of, asked | {"v1": asked["t1"]})
    (flag,) = [one for one in pair_flags(job) if one.reason == "repeated"]
    assert (flag.ordered, flag.items) == (("trust", "value"), ("t1", "v1"))


def test_scores_that_are_all_but_the_same(job_of: JobOf) -> None:
    asked = answers()
    almost = asked["t1"].copy()
    almost[:4] = 8 - almost[:4]
    job = scales_job(job_of, asked | {"v1": almost}, trust=("t1",))
    (flag,) = pair_flags(job)
    assert (flag.reason, flag.ordered) == ("duplicate", ("trust", "value"))
    assert 0.95 < flag.value < 1


def test_pairs_on_too_few_customers_are_not_judged(job_of: JobOf) -> None:
    asked = answers(link=0.97)
    for item in ITEMS["trust"]:
        asked[item][9:] = np.nan
    job = scales_job(job_of, asked)
    assert pair_flags(job) == ()
    table = ratios(job)
    assert not (table[["first", "second"]] == "trust").any(axis=None)


def test_the_ratios_are_those_of_the_answers(job_of: JobOf) -> None:
    asked = answers()
    job = scales_job(job_of, asked)
    expected = htmt(pd.DataFrame(asked), ITEMS, generator=np.random.default_rng(1), resamples=0)
    found = ratios(job)
    assert found["htmt"].tolist() == pytest.approx(expected["htmt"].tolist())
    assert ((found["low"] <= found["htmt"]) & (found["htmt"] <= found["high"])).all()


def test_the_follow_up_finds_the_ratios_of_what_it_compares_alone(
    job_of: JobOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(items: pd.DataFrame, constructs: Any, **kwargs: Any) -> pd.DataFrame:
        asked.append(tuple(constructs))
        return htmt(items, constructs, **kwargs)

    monkeypatch.setattr(flags, "htmt", counted)
    two = model(lock_in=("SWI_1",)), answers(link=0.97), answers(2)
    of_all = pair_flags(job_of("followup", *two))
    among = ("attitude", "trust", "image", "nothing")
    alone = pair_flags(job_of("followup", *two), among)
    assert asked == [(*ITEMS, "lock_in"), tuple(ITEMS)]
    assert alone == of_all
    assert [flag.ordered for flag in alone] == [("image", "trust")]
    assert pair_flags(job_of("followup", *two), ("trust", "value")) == ()
    # What is asked with them needs those of all, which the other reports show.
    assert pair_flags(job_of("followup", *two), ("trust", "image", "lock_in")) == of_all
    assert pair_flags(job_of("drivers", *two[:2]), among) == of_all
    assert asked[3:] == [(*ITEMS, "lock_in")] * 2


def test_the_bootstrap_is_made_once_for_all_languages(job_of: JobOf, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*args: Any, **kwargs: Any) -> pd.DataFrame:
        made.append(1)
        return htmt(*args, **kwargs)

    monkeypatch.setattr(flags, "htmt", counted)
    job = scales_job(job_of)
    for again in (job, replace(job, language=DUTCH), job):
        pair_flags(again)
        baseline.scores(again)
        baseline.reliability(again)
    assert len(made) == 1
    # Another model is another question.
    pair_flags(replace(job, engagement=job.engagement.model_copy(update={"seed": 2})))
    assert len(made) == 2


def test_lowest_is_not_said_between_themes_that_are_not_told_apart(job_of: JobOf) -> None:
    asked = answers(link=0.97)
    low = {item: np.clip(asked[item] - 2, 1, 7) for item in ITEMS["trust"]}
    plain = baseline.scores(scales_job(job_of, answers() | {i: np.clip(answers()[i] - 2, 1, 7) for i in low}))
    assert plain.lowest == "trust"
    result = baseline.scores(scales_job(job_of, asked | low))
    assert result.lowest is None
    assert result.blurred == (("image", "trust"),)
    # Of another theme it may be said.
    lower = baseline.scores(scales_job(job_of, asked | {"v1": np.clip(asked["v1"] - 3, 1, 7)}))
    assert (lower.lowest, lower.blurred) == ("value", (("image", "trust"),))


def test_drivers_that_carry_no_claim_are_not_compared(job_of: JobOf) -> None:
    result = baseline.scores(scales_job(job_of, answers() | {"t1": np.full(300, 4.0)}))
    assert result.left_out == ("trust",)
    assert result.compared == 2


def test_first_is_not_said_between_drivers_that_are_not_told_apart(job_of: JobOf) -> None:
    asked = answers(link=0.97)
    (result,) = drivers.drivers_of(scales_job(job_of, asked, report="drivers"), "attitude")
    assert result.alike == (("image", "trust"),)
    assert result.importance is not None
    alone = replace(result, importance=replace(result.importance, leaders=("image",)))
    assert (alone.blurred, alone.leaders) == ((("image", "trust"),), ())
    both = replace(result, importance=replace(result.importance, leaders=("image", "trust")))
    assert (both.blurred, both.leaders) == ((), ("image", "trust"))
    other = replace(result, account=None, importance=replace(result.importance, leaders=("value",)))
    assert (other.blurred, other.leaders) == ((), ("value",))
    outcome = replace(both, alike=(("image", "attitude"),))
    assert outcome.leaders == ()


def test_a_loyalty_score_with_lock_in_is_not_judged_in_the_follow_up(job_of: JobOf) -> None:
    pooled = model(attitude=("a1", "a2", "a3", "SWI_1"))
    result = followup.change(job_of("followup", pooled, answers(1), answers(2)))
    assert result.unreliable == ("attitude",)
    assert result.table.at["attitude", "verdict"] == followup.NOT_JUDGED


def test_acts_that_are_added_up_need_not_go_together() -> None:
    rng = np.random.default_rng(3)
    world = standard_world()
    sample = simulate_wave(world, 300, seed=3)
    items = sample.items.assign(
        **{name: rng.permutation(sample.items[name]) for name in ("BEH_1", "BEH_2", "BEH_3")}
    )
    apart = replace(sample, items=items)
    plain = simulated_job(world, apart)
    assert unreliable(plain, ("behaviour",)) == ("behaviour",)
    model = plain.engagement.model_dump()["constructs"]
    model["behaviour"]["formative"] = True
    summed = simulated_job(world, apart, extra={"constructs": model})
    assert unreliable(summed, ("behaviour",)) == ()
    assert "behaviour" not in set(ratios(summed)["first"]) | set(ratios(summed)["second"])
    assert "reliability.formative.behaviour" in {
        finding.key for finding in say.reliability(summed, baseline.reliability(summed))
    }
