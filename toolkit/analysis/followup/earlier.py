"""What a follow-up of three waves or more knows of before an action: did both sides go the same way already?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from toolkit.analysis.followup.frames import frames, wave_scores, weight_of
from toolkit.analysis.followup.treated import (
    TREATED,
    Read,
    Sides,
    between,
    did,
    few_unknown,
    had,
    sides,
    told_of,
)
from toolkit.analysis.job import Job
from toolkit.analysis.shown import score_shown
from toolkit.engagement.advice import Group
from toolkit.intake import Survey
from toolkit.measures.multiplicity import holm
from toolkit.measures.scores import mean_estimate

FROM = "from"
Course: TypeAlias = Literal["differ", "same", "undecided"]


@dataclass(frozen=True, eq=False)
class Lines:
    """The mean score on a driver per wave of those with and those without an action.

    `table`: a row per wave (index `wave`) and side (`treated`: 1 or 0): estimate, low, high, n, n_effective.
    """

    measure: str
    table: pd.DataFrame


def trend_before(job: Job, before: Survey, group: Group, measures: list[str]) -> pd.DataFrame | None:
    """Compare both sides between each earlier wave and the last before the action; None without such a wave.

    As `difference_in_differences` gives it, with the earlier wave as the column FROM; Holm over all rows.
    """
    waves = job.read[: next(place for place, one in enumerate(job.read) if one is before)]
    tables = [found for one in waves if (found := _between(job, one, before, group, measures)) is not None]
    if not tables:
        return None
    table = pd.concat(tables)
    return table.assign(p_holm=holm(table["p"]), p_equivalence_holm=holm(table["p_equivalence"]))


def courses(table: pd.DataFrame, level: float) -> dict[str, Course]:
    """Say of each measure of `trend_before` whether both sides went the same way, over all waves before the action.

    "differ": since one of these waves, at least, the difference is shown, and not shown to be too small to matter;
    "same": since each of them it is shown to be too small to matter; else "undecided".
    """
    found: dict[str, Course] = {}
    for name, rows in table.groupby(level=0, sort=False):
        alike = rows["p_equivalence_holm"] < level
        differ = (rows["p_holm"] < level) & ~alike
        found[str(name)] = "differ" if differ.any() else "same" if alike.all() else "undecided"
    return found


def _between(
    job: Job, earlier: Survey, before: Survey, group: Group, measures: list[str]
) -> pd.DataFrame | None:
    pair = between(job, earlier, before)
    who = sides(pair, group, job.read[-1])
    if not isinstance(who, Sides):
        return None
    names = [name for name in measures if name in who.before and told_of(pair, who, name)]
    return did(pair, who, names).assign(**{FROM: earlier.wave}) if names else None


def lines(job: Job, group: Group, driver: str, read: Read) -> Lines | None:
    """Give the mean score on the driver of both sides in every wave that tells it; None without two such waves."""
    whole = job.over_time()
    if driver not in frames(whole).shown:
        return None
    rows: list[dict[str, object]] = []
    for survey in whole.surveys:
        told = _side_of(whole, survey, group, read)
        if told is not None:
            rows += _means(whole, survey, wave_scores(whole, (driver,), survey)[driver], told)
    table = pd.DataFrame(rows)
    if table.empty or table["wave"].nunique() < 2:
        return None
    return Lines(driver, table.set_index("wave"))


def _side_of(job: Job, survey: Survey, group: Group, read: Read) -> pd.Series | None:
    """Tell who of a wave had the action: by the wave itself, or by the last wave of the customers of all waves."""
    if read == "each":
        return had(survey, group)
    told, last = had(job.surveys[-1], group), job.surveys[-1]
    keys = [one.key for one in job.surveys if one.key is not None]
    if told is None or last.key is None or survey.key is None or len(keys) < len(job.surveys):
        return None
    everywhere = np.logical_and.reduce([survey.key.isin(key).to_numpy() for key in keys])
    by_key = told.set_axis(last.key.to_numpy())
    return by_key.reindex(survey.key.to_numpy()).set_axis(survey.key.index).where(everywhere)


def _means(job: Job, survey: Survey, scores: pd.Series, told: pd.Series) -> list[dict[str, object]]:
    weights = survey.weights if weight_of(job) is not None else None
    sides_of = {side: scores.where(told == side) for side in (1, 0)}
    few = few_unknown(job, scores, told)
    if few or not all(score_shown(job, one, survey) for one in sides_of.values()):
        return []
    rows: list[dict[str, object]] = []
    for side, values in sides_of.items():
        found = mean_estimate(values, weights, confidence=job.engagement.analysis.confidence)
        effective = found.n if found.n_effective is None else found.n_effective
        numbers = {"estimate": found.value, "low": found.low, "high": found.high}
        rows.append({"wave": survey.wave, TREATED: side, **numbers, "n": found.n, "n_effective": effective})
    return rows
