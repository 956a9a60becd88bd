"""A small client that measures attitude, behaviour, lock-in and a report mark, with two divisions of its customers."""

from dataclasses import replace

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.engagement.setting import Choice, Context

MODEL = """
[constructs.attitude]
role = "attitude"
minimum = 1
maximum = 7
items = ["a1", "a2", "a3"]
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 10
items = ["b1", "b2"]
[constructs.lock_in]
role = "lock_in"
minimum = 1
maximum = 7
items = ["l1"]
[constructs.satisfaction]
role = "driver"
minimum = 1
maximum = 10
items = ["mark"]
[questions]
report_mark = "mark"
[segments.region]
column = "region"
[segments.channel]
column = "channel"
"""


def answers(n: int = 400, seed: int = 1, *, link: float = 0.7) -> dict[str, object]:
    """Draw answers in which attitude, behaviour and mark go together by `link`; the region raises all three."""
    rng = np.random.default_rng(seed)
    region = rng.choice(["north", "south"], n)
    bond = rng.normal(0, 1, n) + 0.8 * (region == "north")
    own = np.sqrt(1 - link**2)

    def scale(mean: float, sd: float, low: int, high: int) -> np.ndarray:
        latent = link * bond + own * rng.normal(0, 1, n)
        return np.clip(np.round(mean + sd * latent), low, high)

    felt, done = link * bond + own * rng.normal(0, 1, n), link * bond + own * rng.normal(0, 1, n)
    return {
        **{f"a{i}": np.clip(np.round(4.3 + 1.4 * felt + rng.normal(0, 0.6, n)), 1, 7) for i in (1, 2, 3)},
        **{f"b{i}": np.clip(np.round(6 + 2.4 * done + rng.normal(0, 1, n)), 0, 10) for i in (1, 2)},
        "l1": rng.integers(1, 8, n),
        "mark": scale(7.2, 1.3, 1, 10),
        "region": region,
        "channel": rng.choice(["web", "shop", "phone"], n),
    }


def in_context(job: Job, choice: Choice, explanation: str = "") -> Job:
    """Give the job to customers who are so free to go elsewhere."""
    context = Context(choice=choice, explanation=explanation)
    return replace(job, engagement=job.engagement.model_copy(update={"context": context}))


def with_items(job: Job, **columns: pd.Series) -> Job:
    """Give the job with other answers to some questions."""
    survey = replace(job.survey, items=job.survey.items.assign(**columns))
    return replace(job, surveys=(survey,))
