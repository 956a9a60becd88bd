"""The drawing of an engagement put through its answers, and the effects that other chapters rest on."""

from __future__ import annotations

import numpy as np
import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.drawing import NPS, drawing, outcomes_of, path_scores
from toolkit.analysis.job import Job, construct_scores, weights_of
from toolkit.drivers.paths import fit_paths, path_model
from toolkit.measures.nps import net_promoter_score

DRIVERS = ("satisfaction", "image", "trust", "involvement", "friendliness")
LIFT = {"low": 1, "likely": 2, "high": 3}
EFFORT = {"title": "A", "touchpoint": "effort", "lift": LIFT, "cost": 1.0, "weeks": 1.0}
TOUCHPOINT = {"role": "touchpoint", "minimum": 1, "maximum": 7}


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job()


def named(job: Job, **items: object) -> Job:
    """The same job with touchpoints `effort` and `recovery`, and actions on both."""
    extra = {
        "constructs": {
            **job.engagement.model_dump()["constructs"],
            "effort": {**TOUCHPOINT, "items": ["CES_1"]},
            "recovery": {**TOUCHPOINT, "items": ["MOT_3"]},
        },
        "actions": [EFFORT, {**EFFORT, "touchpoint": "recovery"}],
    }
    return with_answers(arrow_job(**extra), **items)


def test_the_house_s_drawing_of_what_was_measured(job: Job) -> None:
    model = drawing(job, "behaviour")
    assert model is not None
    assert model.covariates == ("lock_in",)
    assert model.adjusted == ("attitude", "behaviour")
    assert set(model.causes("behaviour")) == {*DRIVERS, "attitude"}
    assert set(model.causes("attitude")) == set(DRIVERS)
    assert [model.causes(name) for name in ("trust", "satisfaction", "involvement")] == [("image",)] * 3
    assert model.exogenous == ("image", "friendliness")
    attitude = drawing(job, "attitude")
    assert attitude is not None
    assert "behaviour" not in attitude.names


def test_effects_are_those_of_the_fit(job: Job) -> None:
    effects = drivers.total_effects(job, "attitude")
    assert effects is not None
    assert effects.names == DRIVERS
    frame = construct_scores(job, (*DRIVERS, "attitude", "lock_in"))
    model = path_model(
        {"attitude": DRIVERS, **dict.fromkeys(("satisfaction", "trust", "involvement"), ("image",))},
        covariates=("lock_in",),
        adjusted=("attitude",),
    )
    fit = fit_paths(frame, model, "attitude", weights=weights_of(job.survey), resamples=0)
    for name, value in zip(effects.names, effects.estimate, strict=True):
        assert value == pytest.approx(fit.effect(name)["estimate"], rel=1e-12)
    assert effects.draws.shape == (5, 999)
    assert effects.n == fit.n
    assert effects.n_effective == fit.n_effective < fit.n


def test_image_gets_its_due_and_trust_leads(job: Job) -> None:
    """True effects are standardised .5 of trust, .22 of satisfaction and .06 of image itself."""
    effects = drivers.total_effects(job, "attitude")
    result = drivers.paths(job)[0]
    assert effects is not None
    assert result.fit is not None
    direct = result.fit.effect("image", "direct")
    assert effects.estimate[1] > 3 * direct["estimate"]
    assert effects.names[int(effects.estimate.argmax())] == "trust"
    (mediated,) = result.shown
    assert mediated.cause == "image"
    assert mediated.through[0] == "trust"
    assert mediated.along >= {"image", "trust", "attitude"}


def test_all_outcomes_rest_on_the_same_resamples(job: Job) -> None:
    attitude, behaviour, nps = (drivers.total_effects(job, name) for name in ("attitude", "behaviour", NPS))
    assert attitude is not None
    assert behaviour is not None
    assert nps is not None
    # The recommendation is a part of attitude, so that their draws go together; at random they would not.
    assert np.corrcoef(attitude.draws[2], nps.draws[2])[0, 1] > 0.4
    assert drivers.total_effects(job, "attitude") is attitude


def test_the_recommendation_counts_in_points_of_the_score(job: Job) -> None:
    scores = path_scores(job, (NPS,))[NPS]
    assert set(scores.dropna().unique()) == {-100.0, 0.0, 100.0}
    ratings = job.survey.items["ATT_1"]
    weights = weights_of(job.survey)
    assert np.average(scores[scores.notna()], weights=weights[scores.notna()]) == pytest.approx(
        net_promoter_score(ratings, weights).value
    )
    model = drawing(job, NPS)
    assert model is not None
    assert set(model.causes(NPS)) == set(DRIVERS)
    assert "attitude" not in model.names
    effects = drivers.total_effects(job, NPS)
    assert effects is not None
    assert 0.5 < effects.estimate[2] < 4


def test_an_engagement_may_draw_otherwise() -> None:
    said = {"trust": ["image", "friendliness"], "satisfaction": ["trust"], "behaviour": ["attitude"]}
    job = arrow_job(paths=said)
    behaviour = drivers.total_effects(job, "behaviour")
    result = drivers.paths(job)[1]
    assert behaviour is not None
    assert result.fit is not None
    assert behaviour.names == DRIVERS
    attitude = result.fit.effect("attitude")["estimate"]
    shares = result.fit.effects.set_index(["cause", "kind"])["estimate"]
    assert (shares[:, "direct"].drop("attitude") == 0).all()
    inner = fit_of(job, "attitude", said)
    for name, value in zip(behaviour.names, behaviour.estimate, strict=True):
        assert value == pytest.approx(attitude * inner.effect(name)["estimate"], rel=0.05)


def fit_of(job: Job, outcome: str, said: dict[str, list[str]]):
    frame = construct_scores(job, (*DRIVERS, "attitude", "lock_in"))
    equations = {
        "attitude": DRIVERS,
        "involvement": ("image",),
        **{k: v for k, v in said.items() if k in DRIVERS},
    }
    model = path_model(equations, covariates=("lock_in",), adjusted=("attitude",))
    return fit_paths(frame, model, outcome, weights=weights_of(job.survey), resamples=0)


def test_touchpoints_of_actions_come_before_the_drivers_and_leave_these_alone(job: Job) -> None:
    rng = np.random.default_rng(4)
    satisfaction = construct_scores(job, ("satisfaction",))["satisfaction"].fillna(60).to_numpy()
    effort = np.clip(np.round(1 + satisfaction / 20 + rng.normal(size=700)), 1, 7)
    recovery = np.where(rng.random(700) < 0.2, rng.integers(1, 8, size=700), np.nan)
    effects = drivers.total_effects(named(job, CES_1=effort, MOT_3=recovery), "attitude")
    plain = drivers.total_effects(job, "attitude")
    assert effects is not None
    assert plain is not None
    assert effects.names == (*DRIVERS, "effort", "recovery")
    assert effects.estimate[:5].tolist() == plain.estimate.tolist()
    assert (effects.draws[:5] == plain.draws).all()
    low = np.quantile(effects.draws, 0.025, axis=1)
    assert low[5] > 0  # effort goes with satisfaction
    assert low[6] < 0 < np.quantile(effects.draws[6], 0.975)  # drawn at random
    # Few had a problem: entered with the rest, recovery would widen the margin of effort.
    spread = effects.draws.std(axis=1)
    alone = drivers.total_effects(named(job, CES_1=effort, MOT_3=np.full(700, np.nan)), "attitude")
    assert alone is not None
    assert alone.names == (*DRIVERS, "effort")
    assert alone.draws[5].std() == pytest.approx(spread[5])


def test_a_touchpoint_that_the_engagement_draws_is_in_the_drawing_and_told_where_an_action_works_on_it(
    job: Job,
) -> None:
    effort = np.random.default_rng(4).integers(1, 8, size=700)
    drawn = {"paths": {"friendliness": ["effort"], "trust": ["image", "friendliness"]}}
    constructs = {**job.engagement.model_dump()["constructs"], "effort": {**TOUCHPOINT, "items": ["CES_1"]}}
    for actions, names in (((), DRIVERS), ((EFFORT,), (*DRIVERS, "effort"))):
        one = with_answers(arrow_job(constructs=constructs, actions=actions, **drawn), CES_1=effort)
        effects = drivers.total_effects(one, "attitude")
        assert effects is not None
        assert effects.names == names
        result = drivers.paths(one)[0]
        assert result.fit is not None
        assert "effort" in result.fit.causes
        assert result.fit.model.causes("friendliness") == ("effort",)


def test_what_is_not_measured_has_no_effects(job: Job) -> None:
    assert drivers.total_effects(job, "loyalty") is None
    bare = with_answers(job, **{f"BEH_{n}": None for n in (1, 2, 3)})
    assert drivers.total_effects(bare, "behaviour") is None
    assert outcomes_of(bare) == ("attitude", NPS)
    assert [one.outcome for one in drivers.paths(bare)] == ["attitude"]


def test_without_image_nothing_comes_before_a_driver_and_only_attitude_lies_between(job: Job) -> None:
    bare = with_answers(job, **{f"IMG_{n}": None for n in range(1, 5)})
    (behaviour,) = drivers.paths(bare)
    assert behaviour.outcome == "behaviour"
    assert behaviour.fit is not None
    assert set(behaviour.fit.routes["through"]) == {"attitude"}
    effects = drivers.total_effects(bare, "attitude")
    assert effects is not None
    assert effects.names == tuple(name for name in DRIVERS if name != "image")


def test_too_few_answers_and_answers_that_are_one_are_refused_with_a_reason(job: Job) -> None:
    few = np.where(np.arange(700) < 8, 5.0, np.nan)
    (attitude, _) = drivers.paths(with_answers(job, **{f"ATT_{n}": few for n in range(1, 5)}))
    assert attitude.fit is None
    assert "too few" in attitude.refusal
    same = {f"TRU_{n}": job.survey.items[f"IMG_{n}"] for n in range(1, 5)}
    (attitude, behaviour) = drivers.paths(with_answers(job, **same))
    assert attitude.fit is behaviour.fit is None
    assert "they are one" in attitude.refusal
    assert drivers.total_effects(with_answers(job, **same), "attitude") is None


def test_lock_in_that_everybody_has_alike_is_not_held_equal(job: Job) -> None:
    result = drivers.paths(with_answers(job, **{f"SWI_{n}": np.full(700, 4.0) for n in (1, 2, 3)}))[0]
    assert result.fit is not None
    assert result.fit.held.empty
