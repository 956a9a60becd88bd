"""Simulated clients of whom some customers had an action."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from tests.simulate.jobs import engagement_of, followup_job
from toolkit.analysis.job import Job
from toolkit.simulate import Sample, Segment, World, simulate_wave, standard_world

CALLED = Segment("called", {"yes": 0.3, "no": 0.7})
GROUP = {"segment": "called", "codes": ["yes"]}
# Three themes are enough, and quick.
MEASURED = ("trust", "image", "attitude")
# Jobs are shared between tests: none of these may change one.
NUMBER, BOTH = 500, 300


def action(**keys: Any) -> dict[str, Any]:
    """An action on trust that was carried out, for those called."""
    plain = {
        "title": "Call",
        "driver": "trust",
        "lift": {"low": 1, "likely": 3, "high": 6},
        "cost": 1.0,
        "weeks": 1.0,
    }
    return plain | {"carried_out": "yes", "group": GROUP} | keys


def world(effect: float = 0.0) -> World:
    """Customers of whom three in ten are called, which puts their trust this many standard deviations higher."""
    called = replace(CALLED, shifts={"yes": {"trust": effect}} if effect else {})
    return replace(standard_world(), segments=(called,))


@cache
def samples(effect: float = 0.8, waves: int = 2) -> tuple[Sample, ...]:
    """Waves with many of the same customers, nobody called before the last."""
    drawn = [simulate_wave(world(), NUMBER, seed=11)]
    for later in range(1, waves):
        now = world(effect if later == waves - 1 else 0.0)
        drawn.append(simulate_wave(now, NUMBER, seed=11, previous=drawn[-1], overlap=BOTH))
    return tuple(drawn)


def without(sample: Sample, keep: Sequence[bool] | None = None) -> Sample:
    """The same wave, which does not tell who was called; or of some respondents only."""
    if keep is None:
        return replace(sample, segments=sample.segments.drop(columns="called"))
    told = sample.segments["called"].where(pd.Series(keep, index=sample.segments.index))
    return replace(sample, segments=sample.segments.assign(called=told))


def treated_job(
    drawn: Sequence[Sample], *actions: Mapping[str, Any], keys: bool = True, language: str = "en"
) -> Job:
    """The follow-up of these waves with these actions; without keys nobody is known again."""
    constructs = {
        key: entry for key, entry in engagement_of(world())["constructs"].items() if key in MEASURED
    }
    extra = {"actions": list(actions or [action()]), "constructs": constructs}
    job = followup_job(world(), drawn, language=language, extra=extra)
    if keys:
        return job
    surveys = tuple(replace(survey, key=None) for survey in job.series)
    return replace(job, surveys=(surveys[0], surveys[-1]), series=surveys)


@cache
def panel_job() -> Job:
    """Two waves that both tell who was called; it helps."""
    return treated_job(samples())


@cache
def three_waves_job() -> Job:
    """Three waves; the call began after the second."""
    return treated_job(samples(waves=3), action(since=date(2022, 9, 1)))


@cache
def picked_low_job(effect: float = 0.0) -> Job:
    """Called were those lowest on trust at the start; it adds so many steps to each answer on trust."""
    first, second = samples(0.0)
    items = ["TRU_1", "TRU_2", "TRU_3", "TRU_4"]
    low = first.items[items].mean(axis=1)
    called = low <= low.quantile(0.25)
    by_key = called.set_axis(first.key.to_numpy())
    again = by_key.reindex(second.key.to_numpy()).to_numpy()
    told = [called.to_numpy(), np.where(pd.isna(again), np.arange(len(again)) % 4 == 0, again == True)]  # noqa: E712
    waves = [
        replace(
            wave,
            segments=wave.segments.assign(
                called=pd.Categorical(np.where(had, "yes", "no"), categories=["yes", "no"])
            ),
        )
        for wave, had in zip((first, second), told, strict=True)
    ]
    if effect:
        raised = waves[1].items[items].add(effect * told[1].astype(float), axis=0).clip(1, 7)
        waves[1] = replace(waves[1], items=waves[1].items.assign(**raised))
    return treated_job(waves, action(group=GROUP | {"picked_low": "trust"}))


def not_said(job: Job) -> Job:
    """The same client, whose engagement does not say that they were picked low."""
    (done,) = job.engagement.actions
    assert done.group is not None
    plain = done.model_copy(update={"group": done.group.model_copy(update={"picked_low": None})})
    return replace(job, engagement=job.engagement.model_copy(update={"actions": (plain,)}), memory={})
