"""Simulated clients of whom, the second time, other customers answered."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from tests.simulate.jobs import followup_job
from toolkit.analysis.job import Job
from toolkit.simulate import Sample, Segment, World, simulate_wave, standard_world

ADVISER = {
    "adviser": {"trust": 1.5, "satisfaction": 1.5, "image": 1.5, "involvement": 1.5, "friendliness": 1.5}
}
# Jobs are shared between tests: none of these may change one.
NUMBER = 500
THEMES = ("satisfaction", "image", "trust", "attitude")
SHARES = {"website": 0.5, "telephone": 0.3, "adviser": 0.2}


def world(response: Mapping[str, float] | None = None, **truth: float) -> World:
    """Customers who came through an adviser are far more positive; `response`: how likely a channel answers."""
    channel = Segment("channel", SHARES, response or {}, ADVISER)
    region = Segment("region", {"north": 0.5, "south": 0.5})
    return replace(standard_world(), segments=(channel, region), improvement=truth)


def unweighted(sample: Sample) -> Sample:
    """The same answers, of which nobody knows who answered more often."""
    return replace(sample, weights=sample.weights * 0 + 1.0)


def _of_few_themes(job: Job) -> Job:
    constructs = {name: job.engagement.constructs[name] for name in THEMES}
    return replace(job, engagement=job.engagement.model_copy(update={"constructs": constructs}))


@cache
def shifted_job(*, weighted: bool = False) -> Job:
    """The second time customers of an adviser answer four times as often; nothing else changed."""
    n = NUMBER
    samples = [
        simulate_wave(world({"website": 1.0}), n, seed=31),
        simulate_wave(world({"adviser": 4.0}), n, seed=32),
    ]
    kept = samples if weighted else [unweighted(one) for one in samples]
    if weighted:
        # Weights that hardly differ are none: the first wave needs some for the second to have them.
        first = kept[0]
        kept[0] = replace(first, weights=first.weights * np.where(np.arange(n) % 2, 1.01, 0.99))
    return _of_few_themes(followup_job(world(), kept))


@cache
def risen_job() -> Job:
    """The same kind of customers, who trust 8 points more."""
    samples = [simulate_wave(world(), NUMBER, seed=13), simulate_wave(world(trust=8.0), NUMBER, seed=14)]
    return _of_few_themes(followup_job(world(), samples))
