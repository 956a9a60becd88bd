"""A course over four waves with every pattern in it, made of exact means, for tests of what is said and shown."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from tests.simulate.jobs import followup_job
from toolkit.analysis.followup import NOT_JUDGED, Trend
from toolkit.analysis.job import Job
from toolkit.followup.course.trend import Trends, nps_trend, wave_trends
from toolkit.followup.course.xmr import xmr
from toolkit.simulate import null_world, simulate_wave

WAVES, USUAL = 4, 400
# Theme, its means, and its pattern with 400 respondents a wave and a spread of 8.
COURSES = {
    "attitude": (60, 66, 72, 78),
    "behaviour": (50, 50, 50, 50),
    "satisfaction": (78, 72, 66, 60),
    "image": (60, 60, 60, 80),
    "trust": (60, 70, 70, 60),
    "involvement": (80, 60, 60, 60),
    "lock_in": (40, 46, 52, 58),
}
ROLES = {"attitude": "attitude", "behaviour": "behaviour", "lock_in": "lock_in"}


def course_job(language: str = "en") -> Job:
    """The job of four small waves, a year apart: its labels count here, not its answers."""
    world = null_world()
    samples = [simulate_wave(world, 12, seed=seed) for seed in range(WAVES)]
    return followup_job(world, samples, language=language)


def themes(n: int = USUAL, courses: dict[str, tuple[float, ...]] | None = None) -> Trends:
    """The course of each theme, with exactly these means and a spread of 8 in each wave."""
    own = np.linspace(-14, 14, n)
    given = courses or COURSES
    waves = [
        pd.DataFrame({name: means[wave] + own for name, means in given.items()}) for wave in range(WAVES)
    ]
    return wave_trends(waves, list(given), range(WAVES))


@cache
def _usual() -> Trends:
    return themes()


def course(courses: dict[str, tuple[float, ...]] | None = None, n: int = USUAL, **more: object) -> Trend:
    """A result of the chapter; `more` goes on top of what a course without any doubt has."""
    given = more.get("themes")
    usual = courses is None and n == USUAL
    found = given if isinstance(given, Trends) else _usual() if usual else themes(n, courses)
    recommendation = nps_trend([[10] * 40 + [5] * 60] * WAVES, range(WAVES))
    levels = found.levels.loc[found.trends.index[0]]
    plain: dict[str, object] = {
        "waves": tuple(f"wave_{place}" for place in range(1, WAVES + 1)),
        "days": tuple(date(2021 + place, 3, 12) for place in range(WAVES)),
        "themes": found,
        "recommendation": recommendation,
        "roles": {name: ROLES.get(str(name), "driver") for name in found.trends.index},
        "chart": xmr(levels["estimate"], levels["low"], levels["high"]),
        "chart_of": found.trends.index[0],
        "smallest_change": 5.0,
        "smallest_change_nps": 5.0,
        "left_out": (),
        "hidden": (),
        "not_alike": (),
        "without": {},
        "shortened": {},
        "moved": {},
        "unreliable": (),
        "one_wave_weighted": False,
    }
    return Trend(**plain | more)


def not_judged(result: Trends, name: str) -> Trends:
    """The same course with the verdict taken from one theme."""
    table = result.trends.copy()
    table.loc[name, ["pattern", "verdict"]] = NOT_JUDGED
    return Trends(result.levels, table, result.steps)
