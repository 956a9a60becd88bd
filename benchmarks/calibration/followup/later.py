"""What came after: a course over four waves, forecasts held against what was measured, and results against scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from scipy import special

from benchmarks.calibration.client_by_client import LEVEL, RESAMPLES, each, held
from benchmarks.calibration.clients import Client, clients, everybody
from benchmarks.calibration.designs import Design
from benchmarks.calibration.followup._waves import ATTITUDE, MEASURES, STILL, level, series, still
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.drivers.actions.lift import pert_mean, pert_quantile
from toolkit.drivers.categorical.logistic import logistic
from toolkit.followup.changes.compare import compare_waves
from toolkit.followup.course.trend import Trends, nps_trend, wave_trends
from toolkit.followup.forecast import Limits, score_forecast
from toolkit.followup.results.calibration import calibration
from toolkit.followup.results.results import mean_ratio, risk_ratio
from toolkit.measures.weights import FloatArray, weighted_mean

WAVES, A_YEAR = 4, 2.0
CLAIMS = ("rising", "falling", "rising unevenly", "falling unevenly", "slight")
COURSE = {
    "slopes": Claim("coverage", "limits of the change in a year (`wave_trends`)"),
    "any trend": Claim("type I", "any theme is said to rise or fall that does not (`wave_trends`)"),
    "any step": Claim(
        "type I", "any theme is called better or worse from one wave to the next (`wave_trends`)"
    ),
    "nps": Claim("coverage", "limits of the change of the NPS in a year (`nps_trend`)"),
}


@cache
def _slopes(design: Design) -> tuple[pd.Series, float]:
    """Give what all customers, and the NPS, change in a year: the straight line through the waves."""
    levels = [level(design, still, A_YEAR * wave) for wave in range(WAVES)]
    when = np.arange(WAVES) - (WAVES - 1) / 2
    line = when / (when @ when)
    means = pd.Series(line @ np.array([one.means for one in levels]), index=list(MEASURES))
    return means, float(line @ np.array([one.nps for one in levels]))


@study("trend", "followup", COURSE)
def trend(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of four waves, a year apart, of which half answer the next; trust rises, the others stand still."""
    true, nps = _slopes(design)
    worlds = [replace(still(design), improvement={"trust": A_YEAR * wave}) for wave in range(WAVES)]

    def ask(waves: list[pd.DataFrame], _number: int) -> Mapping[str, float]:
        found, row = _followed(waves), _recommended(waves)
        trends, steps = found.trends, found.steps
        return {
            "slopes": held(trends["slope_low"], true[trends.index], trends["slope_high"]),
            "any trend": bool(trends.loc[list(STILL), "pattern"].isin(CLAIMS).any()),
            "any step": bool(steps.loc[list(STILL), "verdict"].isin(["better", "worse"]).any()),
            "nps": held(row["slope_low"], nps, row["slope_high"]),
        }

    return each(COURSE, series(design, worlds, repeats, seed, 0.5), ask)


def _weights(waves: list[pd.DataFrame]) -> str | None:
    return "weight" if "weight" in waves[0] else None


def _followed(waves: list[pd.DataFrame]) -> Trends:
    return wave_trends(waves, MEASURES, range(WAVES), key="key", weights=_weights(waves))


def _recommended(waves: list[pd.DataFrame]) -> pd.Series:
    """Follow the NPS: the one row of its trend."""
    weights = _weights(waves)
    return nps_trend(
        [one["recommended"] for one in waves],
        range(WAVES),
        keys=[one["key"] for one in waves],
        weights=None if weights is None else [one[weights] for one in waves],
    ).trends.iloc[0]


LIFT, REACH = (2.0, 6.0, 12.0), 0.8
FORECAST = {
    "inside": Claim("coverage", "the measured change of a right forecast lies inside (`score_forecast`)"),
}


@study("forecast", "followup", FORECAST)
def forecast(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients of whom trust rose by what the adviser's own distribution says; half answer both waves."""
    draw = np.random.default_rng([seed, 11])
    low, high = REACH * pert_quantile([0.025, 0.975], *LIFT)
    expected = Limits(REACH * pert_mean(*LIFT), float(low), float(high))
    world = still(design)

    def waves() -> Iterator[list[pd.DataFrame]]:
        for number in range(repeats):
            rise = REACH * float(pert_quantile(draw.random(), *LIFT))
            risen = replace(world, improvement={"trust": rise})
            yield from series(design, [world, risen], 1, 1000 * seed + number, 0.5)

    def ask(both: list[pd.DataFrame], _number: int) -> Mapping[str, float]:
        row = compare_waves(*both, ["trust"], key="key", weights=_weights(both)).loc["trust"]
        measured = Limits(float(row["difference"]), float(row["low"]), float(row["high"]))
        return {"inside": score_forecast(expected, measured).verdict == "inside"}

    return each(FORECAST, waves(), ask)


CUT = 60.0
RESULTS = {
    "share ratio": Claim("coverage", "limits of how many times as often the loyal buy again (`risk_ratio`)"),
    "mean ratio": Claim("coverage", "limits of how many times as much the loyal spend (`mean_ratio`)"),
    "slope": Claim("coverage", "limits of the slope of chances told beforehand (`calibration`)"),
    "level": Claim("coverage", "limits of the level of chances told beforehand (`calibration`)"),
    "area": Claim("coverage", "limits of how well the score ranks who buys again (`calibration`)"),
    "linked": Claim("type I", "a score is called linked to what customers do that is not (`logistic`)"),
}


def _chance(scores: FloatArray) -> FloatArray:
    return np.asarray(special.expit(0.4 + 0.9 * (scores - 50) / 20))


def _spent(scores: FloatArray, draw: np.random.Generator) -> FloatArray:
    """Draw what customers spend: some of them nothing, few of them much."""
    some = draw.random(len(scores)) < _chance(scores)
    return np.asarray(some * 50 * np.exp((scores - 50) / 60 + 0.7 * draw.normal(size=len(scores))))


@cache
def _later(design: Design) -> tuple[float, float, float]:
    """Give the true ratios of shares and means, and the true area, over all customers."""
    people = everybody(design, still(design))
    scores = people.scores[ATTITUDE].to_numpy(dtype=float)
    known = ~np.isnan(scores)
    x = scores[known]
    weights = np.ones(len(x)) if people.weights is None else people.weights[known]
    chance, loyal = _chance(x), x >= CUT
    spent = chance * 50 * np.exp((x - 50) / 60 + 0.7**2 / 2)
    share, mean = (
        weighted_mean(y[loyal], weights[loyal]) / weighted_mean(y[~loyal], weights[~loyal])
        for y in (chance, spent)
    )
    return share, mean, _area(x, chance * weights, (1 - chance) * weights)


def _area(x: FloatArray, yes: FloatArray, no: FloatArray) -> float:
    """Chance that of two customers, one with a yes, the score ranks that one higher; ties count half."""
    place = np.unique(x, return_inverse=True)[1]
    a, b = np.bincount(place, weights=yes), np.bincount(place, weights=no)
    below = np.cumsum(b) - b
    return float((a * (below + b / 2)).sum() / (a.sum() * b.sum()))


def _shuffled(scores: FloatArray, yes: FloatArray, draw: np.random.Generator) -> pd.DataFrame:
    """Lay a yes or no beside scores that owe nothing to each other."""
    return pd.DataFrame({"score": scores, "yes": draw.permutation(yes)})


@study("results", "followup", RESULTS)
def results(design: Design, repeats: int, seed: int) -> Hits:
    """Draw clients whose customers buy again, and spend, the more the higher they score on attitude."""
    share, mean, area = _later(design)
    draw = np.random.default_rng([seed, 13])

    def ask(client: Client, number: int) -> Mapping[str, float]:
        scores = client.scores[ATTITUDE].to_numpy(dtype=float)
        known = ~np.isnan(scores)
        x, w = scores[known], None if client.weights is None else client.weights[known]
        loyal = x >= CUT
        yes, spent = (draw.random(len(x)) < _chance(x)).astype(float), _spent(x, draw)
        own = (None, None) if w is None else (w[loyal], w[~loyal])
        ratio = risk_ratio(yes[loyal], yes[~loyal], *own)
        means = mean_ratio(spent[loyal], spent[~loyal], *own, resamples=RESAMPLES, seed=number)
        found = calibration(x, yes, w, seed=number)
        told = {
            "share ratio": held(ratio.low, share, ratio.high),
            "mean ratio": held(means.low, mean, means.high),
            "level": held(found.intercept.low, 0.0, found.intercept.high),
            "area": held(found.auc.low, area, found.auc.high),
            "linked": logistic(_shuffled(x, yes, draw), "yes", ["score"], weights=w).joint.p < LEVEL,
        }
        return (
            told if found.slope is None else {**told, "slope": held(found.slope.low, 1.0, found.slope.high)}
        )

    return each(RESULTS, clients(design, still(design), repeats, seed), ask)
