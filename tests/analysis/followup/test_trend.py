"""The course over three or more waves of simulated clients, and what is left out of it and why."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.simulate.jobs import followup_job
from toolkit.analysis.followup import NOT_JUDGED, Frames, Trend, trend
from toolkit.analysis.job import Job
from toolkit.intake import Survey
from toolkit.simulate import null_world, simulate_wave

WAVES = 4
THEMES = ("attitude", "behaviour", "image", "trust", "involvement", "effort")
CLAIMS = ("rising", "falling", "rising unevenly", "falling unevenly")


def _with(job: Job, surveys: tuple[Survey, ...]) -> Job:
    return replace(job, surveys=(surveys[0], surveys[-1]), series=surveys)


def _only(job: Job, *themes: str) -> Job:
    """The same waves on fewer themes: what is not asked about need not be tested for invariance."""
    kept = {name: one for name, one in job.engagement.constructs.items() if name in themes}
    return replace(job, engagement=job.engagement.model_copy(update={"constructs": kept}), memory={})


def _without(survey: Survey, *items: str) -> Survey:
    return replace(
        survey, items=survey.items.drop(columns=list(items)), reasons=survey.reasons.drop(columns=list(items))
    )


@pytest.fixture(scope="module")
def job() -> Job:
    """Four waves, a year apart, in which only trust rises: 6 points a year. Some answer again."""
    world = null_world()
    samples = []
    for wave in range(WAVES):
        now = replace(world, improvement={"trust": 6.0 * wave})
        previous = samples[-1] if samples else None
        overlap = 60 if samples else 0
        samples.append(simulate_wave(now, 200, seed=40 + wave, previous=previous, overlap=overlap))
    return _only(followup_job(world, samples), *THEMES)


@pytest.fixture(scope="module")
def found(job: Job) -> Trend:
    result = trend(job)
    assert result is not None
    return result


def test_what_rises_is_found_and_nothing_else_is_called_a_trend(found: Trend) -> None:
    assert found.themes is not None
    table = found.themes.trends
    assert table.loc["trust", "pattern"] == "rising"
    assert table.loc["trust", "slope_low"] < 6 < table.loc["trust", "slope_high"]
    assert table.index[table["pattern"].isin(CLAIMS)].tolist() == ["trust"]
    assert table["repeated"].all()


def test_outcomes_come_first_and_the_chart_is_of_the_recommendation(found: Trend) -> None:
    assert list(found.roles.values())[:2] == ["attitude", "behaviour"]
    assert found.recommendation is not None
    assert found.chart_of == "nps"
    assert found.chart is not None
    assert len(found.chart.points) == WAVES
    assert found.waves == ("wave_1", "wave_2", "wave_3", "wave_4")
    assert found.days[0] == date(2021, 3, 12)


def test_two_waves_have_no_course(job: Job) -> None:
    assert trend(_with(job, job.read[:2])) is None


def test_the_waves_chosen_are_the_waves_followed(job: Job) -> None:
    result = trend(_with(_only(job, "effort"), job.read[1:]))
    assert result is not None
    assert result.waves == ("wave_2", "wave_3", "wave_4")


def test_a_theme_is_followed_over_the_waves_and_questions_that_asked_it(job: Job) -> None:
    names = [list(job.engagement.constructs[name].items) for name in ("image", "involvement", "trust")]
    image, involvement, trust = names
    first, second, third, last = job.read
    surveys = (
        _without(first, *involvement, trust[0]),
        _without(second, *involvement),
        _without(third, *image),
        last,
    )
    result = trend(_with(_only(job, "image", "involvement", "trust"), surveys))
    assert result is not None
    assert result.left_out == ("involvement",)
    assert result.without == {"image": ("wave_3",)}
    assert result.shortened["trust"] == len(trust) - 1
    assert result.themes is not None
    assert result.themes.levels.loc["image"].index.tolist() == [0, 1, 3]


def test_a_wave_with_too_few_answers_is_not_shown(job: Job) -> None:
    item = str(job.engagement.questions.recommendation)

    def few(survey: Survey, *names: str) -> Survey:
        items = survey.items.copy()
        items.loc[5:, list(names)] = np.nan
        return replace(survey, items=items)

    image = job.engagement.constructs["image"].items
    effort = job.engagement.constructs["effort"].items
    first, second, third, last = job.read
    surveys = (few(first, *effort), few(second, *image, *effort, item), third, last)
    result = trend(_with(_only(job, "image", "effort"), surveys))
    assert result is not None
    assert result.themes is not None
    assert result.without["image"] == ("wave_2",)
    assert "effort" in result.hidden
    assert "effort" not in result.themes.trends.index
    assert result.recommendation is not None
    assert result.recommendation.levels.loc["nps"].index.tolist() == [0, 2, 3]
    assert result.themes.levels["n"].min() >= job.engagement.privacy.minimum_cell


def test_weights_in_some_waves_are_not_used_and_it_is_said(job: Job) -> None:
    random = np.random.default_rng(2)
    weighted = [
        replace(one, weights=pd.Series(random.uniform(0.5, 1.5, len(one.items)))) for one in job.read[:2]
    ]
    result = trend(_with(_only(job, "effort"), (*weighted, *job.read[2:])))
    assert result is not None
    assert result.themes is not None
    assert result.one_wave_weighted
    assert (result.themes.levels["n_effective"] == result.themes.levels["n"]).all()


def test_a_wave_without_keys_leaves_the_others_matched(job: Job) -> None:
    first, second, third, last = job.read
    some = trend(_with(_only(job, "effort"), (first, replace(second, key=None), third, last)))
    none = trend(_with(_only(job, "effort"), tuple(replace(one, key=None) for one in job.read)))
    assert some is not None
    assert none is not None
    assert some.themes is not None
    assert none.themes is not None
    assert some.themes.trends["repeated"].all()
    assert not none.themes.trends["repeated"].any()


def test_a_scale_that_does_not_hold_carries_no_claim(job: Job) -> None:
    random = np.random.default_rng(3)
    items = list(job.engagement.constructs["trust"].items)

    def shuffled(survey: Survey) -> Survey:
        answers = survey.items.copy()
        for item in items:
            answers[item] = random.permutation(answers[item].to_numpy())
        return replace(survey, items=answers)

    result = trend(_with(_only(job, "trust"), tuple(shuffled(one) for one in job.read)))
    assert result is not None
    assert result.themes is not None
    assert result.unreliable == ("trust",)
    assert result.themes.trends.loc["trust", "pattern"] == NOT_JUDGED
    assert (result.themes.steps.loc["trust", "verdict"] == NOT_JUDGED).all()


def test_a_fieldwork_inside_another_goes_by_first_days(job: Job) -> None:
    waves = list(job.engagement.waves)
    waves[0] = waves[0].model_copy(update={"end": date(2023, 12, 31)})
    alone = _only(job, "effort")
    result = trend(replace(alone, engagement=alone.engagement.model_copy(update={"waves": waves})))
    assert result is not None
    assert result.days[0] == date(2021, 3, 3)


def test_what_may_not_be_compared_is_not_followed_and_a_question_that_moved_is_named(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules[trend.__module__]
    frames, held = module.frames, module.held_items

    def without_image(one: Job) -> Frames:
        found = frames(one)
        return replace(found, shown=tuple(name for name in found.shown if name != "image"))

    def without_first(one: Job, name: str) -> tuple[str, ...]:
        return held(one, name)[1:] if name == "trust" else held(one, name)

    monkeypatch.setattr(module, "frames", without_image)
    monkeypatch.setattr(module, "held_items", without_first)
    result = trend(replace(_only(job, "trust", "image", "effort"), memory={}))
    assert result is not None
    assert result.themes is not None
    assert result.not_alike == ("image",)
    assert "image" not in result.themes.trends.index
    assert result.moved == {"trust": job.engagement.constructs["trust"].items[:1]}
