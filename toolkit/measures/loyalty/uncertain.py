"""How sure a group is: who scores so near a cut that the same questions asked again might put them elsewhere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.groups import BoolArray, group_members, share_rows, with_all_scores
from toolkit.measures.thresholds import HIGH_FROM
from toolkit.measures.weights import FloatArray, answered


def standard_error_of_measurement(
    scores: npt.ArrayLike, reliability: float, weights: npt.ArrayLike | None = None
) -> float:
    """How far a score lies from what the respondent would score without error: SD·√(1 − reliability), in its unit.

    `scores` has shape (n,), NaN where there is none; `reliability` of 0 to 1, such as alpha or omega of the
    questions behind the score. With unequal weights the variance is Σw(x − m)²/(Σw − Σw²/Σw).
    A score of one question has no reliability to compute it from, and so no standard error of measurement.
    Raises StatisticsError where `reliability` is outside 0 to 1, fewer than two scores, or for unusable weights.
    Source: Lord & Novick (1968), Statistical Theories of Mental Test Scores, section 3.8.
    In R this is `sd(x) * sqrt(1 - r)`; weighted `sqrt(cov.wt(cbind(x), w)$cov * (1 - r))`.

    >>> standard_error_of_measurement([40, 60, 80], 0.75)
    10.0
    """
    if not 0 <= reliability <= 1:
        raise StatisticsError(
            f"a reliability of {reliability:g} leaves no standard error of measurement: it must lie from 0 to 1"
        )
    x, w = answered(scores, weights, name="scores")
    if len(x) < 2:
        raise StatisticsError("scores: the spread of fewer than two is unknown")
    return float(np.sqrt(np.cov(x, aweights=w) * (1 - reliability)))


def uncertain_band(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    *,
    sem_attitude: float | None,
    sem_behaviour: float | None,
    cut_attitude: float = HIGH_FROM,
    cut_behaviour: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Share of respondents who lie less than one standard error of measurement from a cut.

    `attitude` and `behaviour` have shape (n,), scores of the same respondents, NaN where there is none; only who
    has both takes part, as in `loyalty_groups`. `sem_*` are in the unit of the scores, None where it cannot be known.
    Returns a frame indexed by `score`: "attitude", "behaviour", and "either" (near one cut or the other), with
    columns `sem` (NaN for either), `estimate, low, high` (shares of 0 to 1, Wilson's interval), `n`, `n_effective`
    and `count`. A score without a standard error has no row; "either" is then about the other one alone.
    Without any the frame is empty. The intervals take the standard errors as given.
    Raises StatisticsError for a standard error below 0, and as `loyalty_groups` does.
    Source: as `standard_error_of_measurement`; a band of one standard error about a decision score: Harvill (1991),
    Educational Measurement: Issues and Practice 10(2), 33–41.

    >>> band = uncertain_band([55, 80, 20, 64], [90, 58, 10, 90], sem_attitude=6, sem_behaviour=6)
    >>> band["estimate"].to_dict()
    {'attitude': 0.5, 'behaviour': 0.25, 'either': 0.75}
    """
    scores, w = with_all_scores(weights, attitude=attitude, behaviour=behaviour)
    near = _near(scores, (cut_attitude, cut_behaviour), (sem_attitude, sem_behaviour))
    if near:
        near["either"] = np.logical_or.reduce(list(near.values()))
    known = {"attitude": sem_attitude, "behaviour": sem_behaviour, "either": None}
    sem_column = np.array([known[name] for name in near], dtype=np.float64)
    table = share_rows(near, w, confidence).rename_axis("score")
    table.insert(0, "sem", sem_column)
    return table


def certain_groups(
    attitude: npt.ArrayLike,
    behaviour: npt.ArrayLike,
    *,
    sem_attitude: float | None,
    sem_behaviour: float | None,
    cut_attitude: float = HIGH_FROM,
    cut_behaviour: float = HIGH_FROM,
    weights: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Shares of who is in a group of `loyalty_groups` and lies outside the band of `uncertain_band`.

    Arguments as there. The shares are of all with both scores: what is missing from 1 is the share of "either".
    Returns a frame indexed by `group` (true, latent, spurious, none) with columns `estimate, low, high, n,
    n_effective, count`. Without any standard error nobody is in the band, and nothing is known: it is empty then.
    Raises StatisticsError as `uncertain_band` does.

    >>> sure = certain_groups([55, 80, 20, 64], [90, 58, 10, 90], sem_attitude=6, sem_behaviour=6)
    >>> sure["estimate"].to_dict()
    {'true': 0.0, 'latent': 0.0, 'spurious': 0.0, 'none': 0.25}
    """
    scores, w = with_all_scores(weights, attitude=attitude, behaviour=behaviour)
    cuts = (cut_attitude, cut_behaviour)
    near = _near(scores, cuts, (sem_attitude, sem_behaviour))
    if not near:
        return share_rows({}, w, confidence).rename_axis("group")
    sure = ~np.logical_or.reduce(list(near.values()))
    members = group_members(*(scores >= cuts).T)
    return share_rows({group: here & sure for group, here in members.items()}, w, confidence).rename_axis(
        "group"
    )


def _near(
    scores: FloatArray, cuts: tuple[float, float], sems: tuple[float | None, float | None]
) -> dict[str, BoolArray]:
    """Say who lies near the cut, per score of which the standard error is known; `scores` are n × 2."""
    near = {}
    for name, column, cut, sem in zip(("attitude", "behaviour"), scores.T, cuts, sems, strict=True):
        if sem is None:
            continue
        if not sem >= 0:
            raise StatisticsError(f"a standard error of measurement of {sem:g} cannot be")
        near[name] = np.asarray(np.abs(column - cut) < sem)
    return near
