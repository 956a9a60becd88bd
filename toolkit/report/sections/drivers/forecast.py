"""The forecast: what the follow-up will score, as plain data. docs/forecast.md tells its form."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from toolkit.analysis.drivers.actions import Actions
from toolkit.analysis.drivers.paths import path_fit
from toolkit.analysis.job import Job
from toolkit.drivers.actions.gain import Gains, Total
from toolkit.drivers.actions.roadmap import Step
from toolkit.engagement import text
from toolkit.engagement.words import TEXT_LANGUAGES
from toolkit.measures.estimate import Estimate
from toolkit.report.blocks import Block, Forecast

SCHEMA: Final = 1
METHOD: Final = (
    "gain = total effect (bootstrap of respondents) x reach x lift (PERT, cut to the scale); percentile limits; "
    "an association, not a proven effect"
)
LANGUAGES: Final = (
    TEXT_LANGUAGES  # a later report in another language takes the titles of its engagement file
)
# Scores and gains as precise as they are printed, or a digit more: an interval in full can be solved for its answers.
_SCORE, _GAIN = 1, 2


def forecast(job: Job, result: Actions | None) -> tuple[Block, ...]:
    """Write down what is expected of the plan; nothing where nothing is planned."""
    if result is None or result.gains is None or result.choice is None or not result.choice.chosen.any():
        return ()
    gains, chosen = result.gains, result.choice.chosen
    planned = [step for step in result.steps if step.start is not None]
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "client": job.engagement.slug,
        "report": job.report,
        "wave": job.survey.wave,
        "date": job.engagement.report.date.isoformat(),
        "objective": result.outcome,
        "seed": job.engagement.seed,
        "draws": int(gains.changes.shape[1]),
        "confidence": gains.confidence,
        "method": METHOD,
        "currency": job.engagement.plan.currency,
        "baseline": {name: _score(found) for name, found in result.now.items()},
        "actions": [_action(job, result, gains, step) for step in planned],
        "total": {
            "cost": result.choice.cost,
            "start": min(step.start for step in planned if step.start).isoformat(),
            "end": max(step.end for step in planned if step.end).isoformat(),
            "first_choice_kept": None
            if result.sensitivity is None
            else round(result.sensitivity.same_first, 3),
            **_predicted(result, gains, chosen),
        },
    }
    moved = data["total"]["drivers"]
    for name in moved:
        moved[name]["also_through"] = _leading(job, result, name, tuple(moved))
    return (Forecast(data),)


def _leading(job: Job, result: Actions, name: str, moved: tuple[str, ...]) -> list[str]:
    """Of the themes that the plan moves, those that lead to this one: it may rise through them too."""
    fit, _ = path_fit(job, result.outcome)
    before = () if fit is None or name not in fit.model.names else fit.model.ancestors(name)
    roles = {one: job.engagement.constructs[one].role for one in moved}
    # A touchpoint that the drawing does not have leads to every driver.
    upstream = [one for one in moved if roles[one] == "touchpoint" and roles[name] == "driver"]
    return [one for one in moved if one != name and (one in before or one in upstream)]


def _action(job: Job, result: Actions, gains: Gains, step: Step) -> dict[str, Any]:
    number = int(step.action)
    action = job.engagement.actions[number - 1]
    only = np.array([one == number for one in result.numbers])
    return {
        "number": number,
        "title": {code: text(action.title, code) for code in LANGUAGES},
        "driver": gains.actions[result.numbers.index(number)].driver,
        "phase": step.phase,
        "start": step.start.isoformat() if step.start else None,
        "end": step.end.isoformat() if step.end else None,
        "owner": action.owner,
        "measure": {code: text(action.measure, code) for code in LANGUAGES},
        "cost": action.cost,
        "weeks": action.weeks,
        "reach": action.reach,
        "lift": {"low": action.lift.low, "likely": action.lift.likely, "high": action.lift.high},
        **_predicted(result, gains, only),
    }


def _predicted(result: Actions, gains: Gains, chosen: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """What is expected of these actions together: change of each driver, and gain in each outcome."""
    drivers = dict.fromkeys(
        action.driver for action, is_in in zip(gains.actions, chosen, strict=True) if is_in
    )
    return {
        "drivers": {name: _gain(gains.change(name, chosen)) for name in drivers},
        "outcomes": {name: _gain(gains.total(name, chosen)) for name in result.outcomes},
    }


def _gain(total: Total) -> dict[str, float]:
    return {
        "expected": round(total.mean, _GAIN),
        "low": round(total.low, _GAIN),
        "high": round(total.high, _GAIN),
        "above_0": round(total.p_positive, 3),
    }


def _score(found: Estimate) -> dict[str, float | None]:
    limits = {"value": found.value, "low": found.low, "high": found.high}
    return {name: round(float(one), _SCORE) if math.isfinite(one) else None for name, one in limits.items()}
