"""Customers whose truth a few dials set, and what surveys of them hand to the reports; no file is read."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.intake import Source, Survey
from toolkit.language import Language
from toolkit.simulate import Construct, Sample, World, simulate_wave, standard_world

DRIVERS: Final = ("trust", "satisfaction", "friendliness")
ASKED_PER_ANSWER: Final = 5  # who may answer, where not everybody answers as readily


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the dials stand.

    sample        how many answer, per wave
    response      how many times as readily a customer answers whose attitude is a standard deviation above the mean, as
                  one who is a standard deviation below it; 1 = all alike
    error         part of the variance of each answer that is error of measurement
    trust         true standardised effect of trust on attitude
    satisfaction  the same of satisfaction; friendliness only goes along with both
    lock_in       how far lock-in lies above (or below) what is usual, in points of 0-100
    change        how much trust really rises between the waves, in points of 0-100
    """

    sample: int = 400
    response: float = 1.0
    error: float = 0.3
    trust: float = 0.45
    satisfaction: float = 0.25
    lock_in: float = 0.0
    change: float = 0.0


def world_of(settings: Settings, wave: int = 0) -> World:
    """Give the customers of a wave, 0 or 1."""
    kept = (*DRIVERS, "lock_in", "attitude", "behaviour")
    effects = {"trust": settings.trust, "satisfaction": settings.satisfaction}
    standard = standard_world(attitude_effects=effects, segments=())
    here = [one.key in kept for one in standard.constructs if one.role in ("driver", "lock_in")]
    return replace(
        standard,
        constructs=tuple(_answered(one, settings.error) for one in standard.constructs if one.key in kept),
        correlations=tuple(tuple(row) for row in np.array(standard.correlations)[here][:, here].tolist()),
        improvement={"lock_in": settings.lock_in, "trust": settings.change if wave else 0.0},
    )


def _answered(construct: Construct, error: float) -> Construct:
    """Let everybody answer every question, with so much error."""
    loading = math.sqrt(1 - error)
    questions = (replace(one, loading=loading, dont_know=0.0, no_answer=0.0) for one in construct.items)
    return replace(construct, applies=1.0, items=tuple(questions))


def jobs_of(settings: Settings, language: str, seed: int) -> tuple[Job, Job]:
    """Survey the customers twice, other people each time: the job of a report on the first wave, and on both."""
    worlds = [world_of(settings, wave) for wave in range(2)]
    surveys = tuple(_survey(world, settings, seed, wave) for wave, world in enumerate(worlds))
    engagement, words = _engagement(worlds[0]), Language(language)
    return Job("baseline", engagement, words, surveys[:1]), Job(
        "followup", engagement, words, surveys, surveys
    )


def _survey(world: World, settings: Settings, seed: int, wave: int) -> Survey:
    alike = settings.response == 1
    # Both waves are drawn as a first one, of other people; the second has other seeds.
    asked = simulate_wave(world, settings.sample * (1 if alike else ASKED_PER_ANSWER), seed=2 * seed + wave)
    rows = np.arange(settings.sample) if alike else _who_answers(asked, settings, 2 * seed + wave)
    items = asked.items.iloc[rows].reset_index(drop=True)
    return Survey(
        wave=f"wave_{wave + 1}",
        items=items,
        reasons=asked.reasons.iloc[rows].reset_index(drop=True),
        weights=None,
        segments=pd.DataFrame(index=items.index),
        key=None,
        open=pd.DataFrame(index=items.index),
        quality=pd.DataFrame(columns=["check", "rows", "share", "made", "why_not", "where", "excluded"]),
        raking=None,
        nonresponse=None,
        source=Source("none.csv", "", "csv", len(items), len(items), ()),
    )


def _who_answers(asked: Sample, settings: Settings, seed: int) -> npt.NDArray[np.intp]:
    """Draw the rows of who answers, out of all who were asked."""
    chance = np.exp(math.log(settings.response) / 2 * asked.latent["attitude"].to_numpy())
    drawn = np.random.default_rng([seed, 7]).choice(
        len(chance), settings.sample, replace=False, p=chance / chance.sum()
    )
    return np.sort(drawn)


def _engagement(world: World) -> Engagement:
    """Write the engagement of these customers."""
    scales = {
        item.id: {"minimum": item.minimum, "maximum": item.maximum}
        for construct in world.constructs
        for item in construct.items
    }
    constructs = {
        one.key: {
            "role": one.role,
            "minimum": one.items[0].minimum,
            "maximum": one.items[0].maximum,
            "items": [item.id for item in one.items],
            "reversed": [item.id for item in one.items if item.reverse],
        }
        for one in world.constructs
    }
    return Engagement.model_validate(
        {
            "seed": 1,
            "client": {"name": "Invented", "language": "en"},
            "author": {"name": "A"},
            "population": {"size": 100_000, "probability_sample": True},
            "context": {"choice": "free"},
            "constructs": constructs,
            "items": scales,
            "questions": {"recommendation": world.recommendation},
            "analysis": {"resamples": 200},
            "waves": [
                {
                    "id": f"wave_{number}",
                    "file": "none.csv",
                    "start": date(2025, 3 * number, 3),
                    "end": date(2025, 3 * number, 21),
                }
                for number in (1, 2)
            ],
        }
    )
