"""Simulated customers for tests of paths: image comes first, and trust counts most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tests.simulate.jobs import job_of
from toolkit.analysis.job import Job
from toolkit.simulate import simulate_wave, standard_world


def arrow_job(
    n: int = 700, *, seed: int = 3, language: str = "en", resamples: int = 999, **extra: Any
) -> Job:
    """The house's standard customers, as the job of a driver report; `extra` is further engagement.toml."""
    world = standard_world()
    settings = {"analysis": {"resamples": resamples}, **extra}
    sample = simulate_wave(world, n, seed=seed)
    return job_of(world, sample, report="drivers", language=language, extra=settings)


def with_answers(job: Job, **columns: Any) -> Job:
    """The same job with other answers to some questions, or None for a question that was not asked."""
    items = job.survey.items.drop(columns=[name for name, values in columns.items() if values is None])
    given = {
        name: pd.Series(np.asarray(values, dtype=float), index=items.index)
        for name, values in columns.items()
        if values is not None
    }
    survey = replace(job.survey, items=items.assign(**given))
    return Job(job.report, job.engagement, job.language, (survey,))
