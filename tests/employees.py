"""Customers and employees of eight branches that rise together, for tests of the chapter on employees."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.analysis.job import Job

UNITS = [f"u{number}" for number in range(1, 9)]
EFFECT = dict(zip(UNITS, np.linspace(-1, 1, len(UNITS)), strict=True))

ENGAGEMENT = """
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 10
items = ["nps"]
[constructs.satisfaction]
role = "driver"
minimum = 0
maximum = 100
items = ["mark"]
[segments.branch]
column = "branch"
[segments.branch.values]
u1 = "Branch North"
u2 = "Branch South"
u3 = "Branch East"
u4 = "Branch West"
u5 = "Branch Centre"
u6 = "Branch Harbour"
u7 = "Branch Station"
u8 = "Branch Village"
[pulse]
file = "data/pulse.csv"
unit = "team"
segment = "branch"
columns = ["E1", "E2"]
minimum = 1
maximum = 7
reversed = ["E2"]
label = "Staff 2025"
"""


def customers(each: int = 50) -> pd.DataFrame:
    """`each` customers of each branch; the mark says nothing."""
    rng, branch = np.random.default_rng(1), np.repeat(UNITS, each)
    attitude = 6 + 2 * np.array([EFFECT[unit] for unit in branch]) + rng.normal(0, 1.5, len(branch))
    numbers = rng.permutation(len(branch)) % 100
    return pd.DataFrame({"nps": attitude.round().clip(0, 10), "mark": numbers, "branch": branch})


def employees() -> pd.DataFrame:
    """Twenty employees of the first branch, one more of each next; the second question is reversed."""
    rng, team = np.random.default_rng(2), np.repeat(UNITS, range(20, 20 + len(UNITS)))
    feels = 4 + 1.2 * np.array([EFFECT[unit] for unit in team]) + rng.normal(0, 1, len(team))
    first = (feels + rng.normal(0, 0.5, len(team))).round().clip(1, 7)
    second = (8 - feels + rng.normal(0, 0.5, len(team))).round().clip(1, 7)
    return pd.DataFrame({"naam": "Jan Jansen", "team": team, "E1": first, "E2": second})


def pulse_job(
    job_of: Callable[..., Job],
    asked: pd.DataFrame,
    staff: pd.DataFrame,
    *,
    engagement: str = ENGAGEMENT,
    weight: str = "",
) -> Job:
    """A baseline on these customers, with the file of these employees beside it."""
    job = job_of("baseline", engagement, asked, weight=weight)
    folder: Path = job.engagement.folder
    staff.to_csv(folder / "data" / "pulse.csv", index=False)
    return job
