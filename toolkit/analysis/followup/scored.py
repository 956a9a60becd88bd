"""One plan against what was measured: each prediction of its forecast, a row per measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from toolkit.analysis.followup.change import NOT_JUDGED, Change, change
from toolkit.analysis.followup.rounds import Round
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job, construct_scores, enough, weights_of
from toolkit.analysis.response import base_hidden
from toolkit.analysis.shown import score_shown
from toolkit.engagement.forecast_form import Gain
from toolkit.engagement.forecasts import NPS
from toolkit.errors import ReportError
from toolkit.followup.forecast import Limits, Scored, joined, score_forecast
from toolkit.measures.intervals import t_quantile
from toolkit.measures.multiplicity import holm
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.weights import weighted_mean

# Scores in a forecast have one decimal: a difference beyond that is one of data.
_PRECISION: Final = 0.1
NOT_CARRIED_OUT: Final = "not carried out"
FLAGGED: Final = "flagged"
NOT_MEASURED: Final = "not measured"
WITHHELD: Final = "withheld"
COLUMNS: Final = (
    *("kind", "actions", "carried", "expected", "forecast_low", "forecast_high"),
    *("measured", "low", "high", "right_low", "right_high", "surprise", "surprise_low", "surprise_high"),
    *("p", "p_holm", "verdict", "could_tell", "why_not", "rises", "also_through", "share"),
    *("n_before", "n_after", "n_effective_before", "n_effective_after"),
)
_BASES: Final = COLUMNS[-4:]


def scored_round(one: Round) -> pd.DataFrame:
    """Hold every prediction of a plan against what was measured; a row per measure, as ScoredForecast has it."""
    total = one.file.data.total
    measured = _measured(one.job)
    rows: dict[str, dict[str, Any]] = {}
    for name in total.drivers:
        on_it = tuple(at for at, action in enumerate(one.actions) if action.planned.driver == name)
        rows[name] = _row(one, measured, name, "driver", on_it)
    everything = tuple(range(len(one.actions)))
    for name in total.outcomes:
        rows[name] = _row(one, measured, name, NPS if name == NPS else "outcome", everything)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(COLUMNS)).rename_axis("measure")
    table["p_holm"] = holm(table["p"].astype(float).to_numpy())
    return table


def _measured(job: Job) -> Change | None:
    """Give what changed from the wave of the plan to the one that ends it; None where nothing can be compared."""
    try:
        return change(job)
    except ReportError:
        return None


def _row(one: Round, measured: Change | None, name: str, kind: str, on_it: tuple[int, ...]) -> dict[str, Any]:
    done = tuple(at for at in on_it if one.actions[at].carried not in ("no", "later"))
    expected = _expected(one, name, kind, on_it, done)
    words = {one.actions[at].carried for at in done}
    carried = next((word for word in ("partly", "unknown", "yes") if word in words), "no")
    of_driver = one.file.data.total.drivers.get(name) if kind == "driver" else None
    row: dict[str, Any] = dict.fromkeys(COLUMNS, np.nan) | {
        "kind": kind,
        "actions": done or on_it,
        "carried": carried,
        "expected": expected.value,
        "forecast_low": expected.low,
        "forecast_high": expected.high,
        "verdict": "",
        "could_tell": False,
        "rises": False,
        "why_not": "" if done else NOT_CARRIED_OUT,
        "also_through": () if of_driver is None else of_driver.also_through,
        "share": 1.0,
    }
    found = _found(measured, name)
    kept_back = name == NPS and withheld(one.job).margin
    if found is None or kept_back:
        why = WITHHELD if kept_back else NOT_MEASURED
        return row | {"why_not": row["why_not"] or why, **dict.fromkeys(_BASES, 0)}
    share = _with_opinion(one.job, name) if kind == "driver" else 1.0
    limits = _limits(found, one.file.data.confidence, one.job.engagement.analysis.confidence, share)
    level = 1 - one.job.engagement.analysis.confidence
    row |= {
        "measured": limits.value,
        "low": limits.low,
        "high": limits.high,
        "share": share,
        "rises": bool(found["difference"] > 0 and found["p_holm"] < level),
        **{base: found[base] for base in _BASES},
    }
    if found["verdict"] == NOT_JUDGED:
        row["why_not"] = row["why_not"] or FLAGGED
    elif not np.isfinite(limits).all():
        row["why_not"] = row["why_not"] or NOT_MEASURED
    if row["why_not"]:
        return row
    return row | _as_columns(score_forecast(expected, limits, confidence=one.file.data.confidence))


def _as_columns(scored: Scored) -> dict[str, Any]:
    return {
        "right_low": scored.low,
        "right_high": scored.high,
        "surprise": scored.surprise,
        "surprise_low": scored.surprise_low,
        "surprise_high": scored.surprise_high,
        "p": scored.p,
        "verdict": scored.verdict,
        "could_tell": scored.could_tell,
    }


def _expected(one: Round, name: str, kind: str, on_it: Sequence[int], done: Sequence[int]) -> Limits:
    """What was forecast of the actions that were carried out, or may have been; of all where none was.

    Lifts of actions on one driver were drawn independently; what they bring to an outcome rests on the same links, so
    that there the widths are added.
    """
    total = one.file.data.total
    if not done or len(done) == len(on_it):
        return _as_limits((total.drivers if kind == "driver" else total.outcomes)[name])
    parts = [one.actions[at].planned for at in done]
    gains = [(part.drivers if kind == "driver" else part.outcomes)[name] for part in parts]
    return joined([_as_limits(gain) for gain in gains], independent=kind == "driver")


def _as_limits(gain: Gain) -> Limits:
    return Limits(gain.expected, gain.low, gain.high)


def _found(measured: Change | None, name: str) -> dict[str, Any] | None:
    if measured is None:
        return None
    if name == NPS:
        return None if measured.recommendation is None else {**measured.recommendation}
    table = measured.table
    return {str(column): table.at[name, column] for column in table} if name in table.index else None


def _limits(found: dict[str, Any], confidence: float, own: float, share: float) -> Limits:
    """The measured change with its limits, at the confidence of the forecast, over all customers."""
    difference, low, high = (float(found[name]) for name in ("difference", "low", "high"))
    if confidence != own and float(found["se"]) > 0:
        width = t_quantile(confidence, float(found["df"])) * float(found["se"])
        low, high = difference - width, difference + width
    return Limits(difference * share, low * share, high * share)


def _with_opinion(job: Job, name: str) -> float:
    """The part of the customers of the plan's wave who have an opinion of a touchpoint; 1 for a driver.

    1 too where nearly all have: how few have not may not be told.
    """
    if job.engagement.constructs[name].role != "touchpoint":
        return 1.0
    before = job.surveys[0]
    alone = replace(job, surveys=(before,), series=())
    scores = construct_scores(alone, (name,))[name]
    if base_hidden(alone, int(scores.notna().sum()), alone.items(name)):
        return 1.0
    return float(weighted_mean(scores.notna().to_numpy(float), weights_of(before)))


def differs(one: Round) -> dict[str, tuple[float, float]]:
    """Find scores that are no longer what the forecast rested on: the data, or what is read of them, changed."""
    alone = replace(one.job, surveys=one.job.surveys[:1], series=())
    now = {name: _score_now(alone, name) for name in one.file.data.baseline}
    return {
        name: (level.value, now[name])
        for name, level in one.file.data.baseline.items()
        if np.isfinite(now[name]) and abs(now[name] - level.value) > _PRECISION
    }


def _score_now(alone: Job, name: str) -> float:
    weights = weights_of(alone.survey)
    if name == NPS:
        item = alone.engagement.questions.recommendation
        if item is None or item not in alone.survey.items or not enough(alone, alone.survey.items[item]):
            return float("nan")
        return net_promoter_score(alone.survey.items[item], weights).value
    if not alone.items(name):
        return float("nan")
    scores = construct_scores(alone, (name,))[name]
    kept = scores.notna().to_numpy()
    if not score_shown(alone, scores):
        return float("nan")
    return float(weighted_mean(scores.to_numpy()[kept], None if weights is None else weights[kept]))
