"""Where to look first, of a client: the drivers alone, what carries no claim, and levers that move no further."""

from __future__ import annotations

import numpy as np
import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.baseline import headline, mean_score
from toolkit.analysis.drivers.priorities import effects_of_drivers
from toolkit.analysis.drivers.what_if import FURTHEST, Levers, trial
from toolkit.analysis.job import Job, construct_scores
from toolkit.drivers.priorities import QUADRANTS
from toolkit.drivers.what_if import gain

LIFT = {"low": 2, "likely": 4, "high": 6}
ACTIONS = [
    {"title": "Call", "driver": "trust", "lift": LIFT, "reach": 0.5, "cost": 1000.0, "weeks": 1.0},
    {"title": "Ease", "touchpoint": "effort", "lift": LIFT, "cost": 500.0, "weeks": 1.0},
]


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job(1200)


@pytest.fixture(scope="module")
def acting() -> Job:
    """The same with a touchpoint that one of two actions works on."""
    constructs = arrow_job(50).engagement.model_dump()["constructs"]
    effort = {"role": "touchpoint", "minimum": 1, "maximum": 7, "items": ["CES_1"]}
    found = arrow_job(1200, constructs={**constructs, "effort": effort}, actions=ACTIONS)
    trust = construct_scores(found, ("trust",))["trust"]
    noise = np.random.default_rng(8).normal(size=len(trust))
    return with_answers(found, CES_1=np.clip(np.round(1 + trust / 20 + noise), 1, 7))


def levers_of(job: Job) -> Levers:
    found = drivers.what_if(job)
    assert found is not None
    return found


class TestPriorities:
    def test_trust_is_the_place_to_look_and_the_numbers_are_those_of_the_chapters(self, job: Job) -> None:
        attitude, behaviour = drivers.priorities(job)
        assert (attitude.outcome, behaviour.outcome) == ("attitude", "behaviour")
        assert attitude.in_quadrant("first") == ("trust",)
        assert attitude.no_claim == ()
        assert attitude.found is not None
        effects = drivers.total_effects(job, "attitude")
        assert effects is not None
        table = attitude.found.table
        assert table["effect"].to_dict() == dict(zip(effects.names, effects.estimate, strict=True))
        scores = construct_scores(job, ("trust",))
        assert table.loc["trust", "score"] == mean_score(job, scores["trust"]).value
        assert set(attitude.placed) == set(table.index[table["quadrant"].isin(QUADRANTS.values())])

    def test_a_driver_that_goes_the_other_way_by_itself_is_known(self, job: Job) -> None:
        # Who trusts less feels more involved, and of equally trusting customers those with the better attitude.
        score = construct_scores(job, ("attitude", "trust")).fillna(50)
        noise = np.random.default_rng(3).normal(scale=12, size=len(score))
        made = 0.55 * score["attitude"] - score["trust"] + noise
        involved = np.clip(np.round(4 + (made - made.mean()) / made.std()), 1, 7)
        turned = with_answers(job, **dict.fromkeys(job.items("involvement"), involved))
        found = drivers.priorities(turned)[0]
        assert found.found is not None
        plain = construct_scores(turned, ("involvement", "attitude")).corr().loc["involvement", "attitude"]
        assert plain < 0 < found.found.table.loc["involvement", "effect_low"]
        assert found.opposed == ("involvement",)
        assert "involvement" not in found.placed
        assert found.in_quadrant("first") == ("trust",)

    def test_a_touchpoint_that_an_action_works_on_is_no_driver(self, acting: Job) -> None:
        effects = drivers.total_effects(acting, "attitude")
        assert effects is not None
        assert "effort" in effects.names
        found = drivers.priorities(acting)[0].found
        assert found is not None
        assert "effort" not in found.table.index
        own = effects_of_drivers(acting, "attitude")
        assert own is not None
        assert own.draws.shape == (5, effects.draws.shape[1])

    def test_a_scale_that_does_not_hold_carries_no_claim(self, job: Job) -> None:
        noise = np.random.default_rng(5).integers(1, 8, (len(job.survey.items), 4))
        answers = {name: noise[:, place] for place, name in enumerate(job.items("trust"))}
        attitude = drivers.priorities(with_answers(job, **answers))[0]
        assert "trust" in attitude.no_claim
        assert "trust" not in attitude.placed
        assert levers_of(with_answers(job, **answers)).left_out == ("trust",)

    def test_an_outcome_that_does_not_hold_stops_all(self, job: Job) -> None:
        noise = np.random.default_rng(5).integers(1, 8, (len(job.survey.items), 4))
        answers = {name: noise[:, place] for place, name in enumerate(job.items("attitude"))}
        broken = with_answers(job, **answers)
        attitude = drivers.priorities(broken)[0]
        assert attitude.found is None or set(attitude.no_claim) == set(attitude.found.table.index)
        assert attitude.placed == ()
        assert drivers.what_if(broken) is None

    def test_one_driver_has_no_other_and_none_is_no_chapter(self, job: Job) -> None:
        others = (name for name in job.constructs("driver") if name != "trust")
        alone = with_answers(job, **{item: None for name in others for item in job.items(name)})
        (attitude, _) = drivers.priorities(alone)
        assert attitude.found is None
        assert "at least two drivers" in attitude.refusal
        assert levers_of(alone).drivers == ("trust",)
        nothing = with_answers(alone, **dict.fromkeys(job.items("trust")))
        assert drivers.priorities(nothing) == ()
        assert drivers.what_if(nothing) is None


class TestLevers:
    def test_they_move_attitude_and_the_nps_on_the_same_resamples(self, job: Job) -> None:
        levers = levers_of(job)
        assert [one.outcome for one in levers.outcomes] == ["attitude", "nps"]
        assert {one.names for one in levers.outcomes} == {levers.drivers}
        assert len({one.draws.shape for one in levers.outcomes}) == 1
        lifts = np.arange(len(levers.drivers))
        expected = tuple(
            gain(effects, lifts, room=room)
            for effects, room in zip(levers.outcomes, levers.rooms, strict=True)
        )
        assert levers.gains(lifts) == expected

    def test_none_goes_further_than_its_scale(self, job: Job) -> None:
        items = {item: np.clip(job.survey.items[item] + 3, 1, 7) for item in job.items("friendliness")}
        high = with_answers(job, **items)
        levers = levers_of(high)
        for name, score in levers.now.items():
            assert 1 <= levers.most[name] <= min(FURTHEST, 100 - score.value)
        recommendation = headline(high).recommendation
        assert recommendation is not None
        (_, attitude), (fall, rise) = levers.rooms
        assert rise == np.ceil(100 - recommendation.value)
        assert fall == np.floor(-100 - recommendation.value)
        assert attitude == np.ceil(100 - high_attitude(high))

    def test_without_attitude_they_move_behaviour(self, job: Job) -> None:
        levers = levers_of(with_answers(job, **dict.fromkeys(job.items("attitude"))))
        assert [one.outcome for one in levers.outcomes] == ["behaviour"]


def high_attitude(job: Job) -> float:
    return mean_score(job, construct_scores(job, ("attitude",))["attitude"]).value


class TestActionsBesideLevers:
    def test_without_actions_a_trial_is_the_levers(self, job: Job) -> None:
        levers = levers_of(job)
        tried = trial(job, levers)
        assert tried.numbers == ()
        found = tried.gains({"trust": 5.0, "image": 2.0})
        expected = levers.gains([{"trust": 5.0, "image": 2.0}.get(name, 0.0) for name in levers.drivers])
        for ours, theirs in zip(found, expected, strict=True):
            assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))

    def test_a_ticked_action_brings_what_the_chapter_on_actions_says(self, acting: Job) -> None:
        tried = trial(acting, levers_of(acting))
        assert tried.numbers == (1, 2)
        assert tried.plan is not None
        assert tried.plan.gains is not None
        for number in tried.numbers:
            chosen = np.array([one == number for one in tried.numbers])
            for outcome, found in zip(("attitude", "nps"), tried.gains({}, [number]), strict=True):
                total = tried.plan.gains.total(outcome, chosen)
                assert (found.low, found.high) == pytest.approx((total.low, total.high), abs=1e-9)
                # Theirs takes the mean of the resampled effects, ours the effect itself.
                assert found.value == pytest.approx(total.mean, rel=0.05, abs=0.02)

    def test_lever_and_action_on_one_driver_add_up_to_its_room(self, acting: Job) -> None:
        tried = trial(acting, levers_of(acting))
        apart = tried.gains({"trust": 5.0})[0].value + tried.gains({}, [1])[0].value
        assert tried.gains({"trust": 5.0}, [1])[0].value == pytest.approx(apart)
        full = 100 - tried.scores["trust"]
        assert tried.gains({"trust": full}, [1])[0].value == pytest.approx(
            tried.gains({"trust": full})[0].value
        )
