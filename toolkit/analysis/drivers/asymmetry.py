"""What low scores of each driver cost and what high scores bring: penalty and reward, per outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.claims import no_claim
from toolkit.analysis.drivers.importance import HELD_CONSTANT, affordable_resamples
from toolkit.analysis.job import Job, construct_scores, enough, weights_of
from toolkit.drivers.asymmetry import Asymmetry, penalty_reward
from toolkit.drivers.thirds import Thirds, sides, thirds
from toolkit.errors import StatisticsError
from toolkit.instrument import bank_question
from toolkit.measures.thresholds import LETTERS_FROM
from toolkit.measures.weights import FloatArray, sizes_within

# The construct of the question bank that customers are expected to take for granted: friendly, able, prompt staff.
EXPECTED_BASIC = "friendliness"


@dataclass(frozen=True, eq=False)
class OutcomeAsymmetry:
    """Penalties and rewards of the drivers for one outcome.

    `found` is None where the answers cannot carry the analysis; `refusal` then says why. `uncut` are drivers of which
    a third would hold too few customers: they enter as they are. `no_claim` are those that carry none.
    `expected` are the drivers that are expected to be basic; `level` is the error that a claim may have.
    """

    outcome: str
    role: str
    found: Asymmetry | None
    uncut: tuple[str, ...]
    no_claim: tuple[str, ...]
    expected: tuple[str, ...]
    level: float
    fewest: int
    refusal: str = ""

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The drivers of a class that may be named, in their order."""
        if self.found is None:
            return ()
        named = self.found.table.index[self.found.table["kind"] == kind]
        return tuple(str(name) for name in named if name not in self.no_claim)


def asymmetry(job: Job) -> tuple[OutcomeAsymmetry, ...] | None:
    """Contrast low and high scores of each driver with its middle, for attitude and then behaviour.

    None where no driver or no outcome is measured.
    """
    drivers, outcomes = job.constructs("driver"), job.constructs("attitude")
    outcomes += job.constructs("behaviour")
    if not drivers or not outcomes:
        return None
    return tuple(_one(job, outcome, drivers) for outcome in outcomes)


def _one(job: Job, outcome: str, asked: tuple[str, ...]) -> OutcomeAsymmetry:
    held = job.constructs(*HELD_CONSTANT)
    frame = construct_scores(job, (outcome, *asked, *held))
    drivers = tuple(name for name in asked if enough(job, frame[name]))
    always = tuple(name for name in held if frame[name].nunique() > 1 and enough(job, frame[name]))
    fewest = max(LETTERS_FROM, job.engagement.privacy.minimum_cell)
    used = frame[[outcome, *drivers, *always]].dropna()
    weights = None if job.survey.weights is None else job.survey.weights.loc[used.index].to_numpy()
    uncut = tuple(name for name in drivers if not _three_parts(used[name], weights, fewest))
    cut = tuple(name for name in drivers if name not in uncut)
    found, refusal = _found(job, frame, outcome, cut, (*always, *uncut))
    return OutcomeAsymmetry(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        found=found,
        uncut=uncut,
        no_claim=no_claim(job, outcome, drivers),
        expected=tuple(name for name in drivers if _expected_basic(job, name)),
        level=1 - job.engagement.analysis.confidence,
        fewest=fewest,
        refusal=refusal,
    )


def _three_parts(scores: pd.Series, weights: FloatArray | None, fewest: int) -> bool:
    """Tell whether each part holds enough customers to compare, weighted too."""
    x = scores.to_numpy(float)
    try:
        cut = thirds(x, weights)
    except StatisticsError:
        return False  # fewer than three values
    return bool((_sizes(x, cut, weights) >= fewest).all())


def _sizes(scores: FloatArray, cut: Thirds, weights: FloatArray | None) -> FloatArray:
    parts = np.argmax(sides(scores, cut), axis=0).astype(np.int64)
    return sizes_within(parts, 3, weights)


def _found(
    job: Job, frame: pd.DataFrame, outcome: str, drivers: tuple[str, ...], always: tuple[str, ...]
) -> tuple[Asymmetry | None, str]:
    settings = job.engagement.analysis
    if not drivers:
        return None, "no driver has a low, a middle and a high part of enough customers"
    try:
        found = penalty_reward(
            frame,
            outcome,
            drivers,
            always=always,
            weights=weights_of(job.survey),
            resamples=affordable_resamples(settings.resamples, len(drivers)),
            confidence=settings.confidence,
            seed=job.engagement.seed,
        )
    except StatisticsError as error:
        return None, str(error)
    return found, ""


def _expected_basic(job: Job, name: str) -> bool:
    if name == EXPECTED_BASIC:
        return True
    asked = [bank_question(item) for item in job.items(name)]
    return all(question is not None and question.construct == EXPECTED_BASIC for question in asked)
