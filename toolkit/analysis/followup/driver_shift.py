"""Whether the importance of the drivers changed between the waves, per outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.claims import no_claim
from toolkit.analysis.drivers.importance import HELD_CONSTANT, affordable_resamples
from toolkit.analysis.followup.frames import (
    Frames,
    frames,
    is_recommendation,
    key_of,
    wave_scores,
    weight_of,
)
from toolkit.analysis.job import Job, enough, sizes_of
from toolkit.drivers.interactions import fewest_in_group
from toolkit.errors import StatisticsError
from toolkit.followup.shift.driver_shift import DriverShift
from toolkit.followup.shift.driver_shift import driver_shift as shift_between
from toolkit.measures.multiplicity import holm

# The chapter has a stream of random numbers of its own.
_STREAM = 6061
P_HOLM = ("share", "link")
UNLINKED = "the drivers are not shown to be linked to the outcome in both waves"
NOT_COMPARED = "the outcome is not compared between these waves"
ONE_DRIVER = "fewer than two drivers were asked alike in both waves"


@dataclass(frozen=True, eq=False)
class OutcomeShift:
    """Whether the drivers of one outcome weigh otherwise than before.

    `shift` is None where the answers of a wave cannot carry it; `refusal` then says why. In its table the p after Holm
    is NaN for the drivers of `no_claim`, on which no claim may rest: they are no members of the family, of `tests`.
    `always` are the constructs held equal in both waves. `left_out` are drivers of the model that are not compared, as
    one of the waves did not ask them, or not alike. `fewest` customers are needed in each wave. `level`: the error
    that a claim may have.
    """

    outcome: str
    role: str
    shift: DriverShift | None
    drivers: tuple[str, ...]
    always: tuple[str, ...]
    left_out: tuple[str, ...]
    no_claim: tuple[str, ...]
    fewest: int
    level: float
    refusal: str = ""

    @property
    def tests(self) -> int:
        """How many drivers are tested."""
        return 0 if self.shift is None else int(self.shift.table["share_p_holm"].notna().sum())

    def shifted(self, measure: str) -> bool:
        """Tell whether it is shown that anything of a measure, "share" or "link", shifted."""
        if self.shift is None:
            return False
        return {"share": self.shift.p_any, "link": self.shift.p_any_link}[measure] < self.level

    def moved(self, measure: str) -> tuple[str, ...]:
        """Give the drivers of which a measure, "share" or "link", is shown to differ; the largest change first.

        None where it is not shown first that anything of it shifted: both must hold.
        """
        if self.shift is None or not self.shifted(measure):
            return ()
        table = self.shift.table
        shown = table[table[f"{measure}_p_holm"] < self.level][f"{measure}_difference"]
        return tuple(str(name) for name in shown.abs().sort_values(ascending=False, kind="stable").index)

    @property
    def turned(self) -> tuple[tuple[str, str], ...]:
        """Give the pairs (ahead before, ahead after) whose order is shown to have turned round."""
        if self.shift is None or not self.shifted("share"):
            return ()
        return tuple(pair for pair in self.shift.crossed if not set(pair) & set(self.no_claim))


def driver_shift(job: Job) -> tuple[OutcomeShift, ...] | None:
    """Compare importance between the first and the last wave, for attitude and then behaviour.

    None where the engagement has no outcome, or names fewer than two drivers.
    """
    outcomes = (*job.constructs("attitude"), *job.constructs("behaviour"))
    if not outcomes or len(job.constructs("driver")) < 2:
        return None
    return job.remembered(("driver shifts",), lambda: tuple(_one(job, outcome) for outcome in outcomes))


def _one(job: Job, outcome: str) -> OutcomeShift:
    compared = frames(job)
    model = tuple(
        name for name, one in job.engagement.constructs.items() if one.role == "driver" and name != outcome
    )
    drivers = tuple(name for name in compared.shown if name in model)
    first, last = (_scores(job, compared, (outcome, *drivers), place) for place in (0, -1))
    held = _held(job)
    fewest = fewest_in_group(len(drivers) + len(held))
    result = OutcomeShift(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        shift=None,
        drivers=drivers,
        always=held,
        left_out=tuple(name for name in model if name not in drivers),
        no_claim=_no_claim(job, outcome, drivers),
        fewest=fewest,
        level=1 - job.engagement.analysis.confidence,
        refusal=_refusal(job, outcome, drivers, held, (first, last), fewest),
    )
    if result.refusal:
        return result
    try:
        shift = _shift(job, result, first, last)
    except StatisticsError as error:
        return replace(result, refusal=str(error))
    if max(shift.p_linked) >= result.level:
        return replace(result, refusal=UNLINKED)
    alike = {name for pair in shift.near_duplicates for name in pair}
    silent = tuple(name for name in drivers if name in alike or name in result.no_claim)
    return replace(result, shift=_adjusted(shift, silent), no_claim=silent)


def _scores(job: Job, compared: Frames, names: tuple[str, ...], place: int) -> pd.DataFrame:
    """Give the scores of one wave: outcome, drivers, and what is held equal in both waves; keys and weights."""
    frame, survey = (compared.before, compared.after)[place], job.surveys[place]
    extra = [name for name in ("key", "weight") if name in frame]
    chosen, outcome = frame[[name for name in names if name in frame] + extra], names[0]
    if outcome not in chosen and is_recommendation(job, outcome):
        # A score of the recommendation is no mean to compare, but importance for it can be.
        chosen = chosen.assign(**{outcome: wave_scores(job, (outcome,), survey)[outcome]})
    return chosen.assign(**{name: wave_scores(job, (name,), survey)[name] for name in _held(job)})


def _held(job: Job) -> tuple[str, ...]:
    """Give lock-in and background where enough customers answered in each wave, and not all the same."""

    def usable(name: str) -> bool:
        scores = [(wave_scores(job, (name,), survey)[name], survey) for survey in job.surveys]
        return all(score.nunique() > 1 and enough(job, score, survey=survey) for score, survey in scores)

    return tuple(name for name in job.constructs(*HELD_CONSTANT) if usable(name))


def _refusal(
    job: Job,
    outcome: str,
    drivers: tuple[str, ...],
    held: tuple[str, ...],
    waves: tuple[pd.DataFrame, pd.DataFrame],
    fewest: int,
) -> str:
    """Say why importance cannot be compared; "" where it can."""
    if any(outcome not in frame for frame in waves):
        return NOT_COMPARED
    if len(drivers) < 2:
        return ONE_DRIVER
    for frame, survey in zip(waves, (job.surveys[0], job.surveys[-1]), strict=True):
        asked = frame[[outcome, *drivers, *held]]
        complete = pd.DataFrame({"all": asked.notna().all(axis=1)})
        known = enough(job, *(asked[name] for name in asked), survey=survey)
        if not known or sizes_of(job, complete, survey).min(axis=1)["all"] < fewest:
            return f"too few customers answered the outcome and all drivers: so many drivers take {fewest}"
    return ""


def _no_claim(job: Job, outcome: str, drivers: tuple[str, ...]) -> tuple[str, ...]:
    """Give the drivers that carry no claim in either wave: pairs of themes are told apart wave by wave."""
    last = replace(job, surveys=(job.surveys[-1],), series=())
    silent = {*no_claim(job, outcome, drivers), *no_claim(last, outcome, drivers)}
    return tuple(name for name in drivers if name in silent)


def _shift(job: Job, result: OutcomeShift, first: pd.DataFrame, last: pd.DataFrame) -> DriverShift:
    settings = job.engagement.analysis
    place = list(job.engagement.constructs).index(result.outcome)
    return shift_between(
        first,
        last,
        result.outcome,
        list(result.drivers),
        always=list(result.always),
        key=key_of(job),
        weights=weight_of(job),
        resamples=affordable_resamples(settings.resamples, len(result.drivers)),
        confidence=settings.confidence,
        seed=[job.engagement.seed, _STREAM, place],
    )


def _adjusted(shift: DriverShift, silent: tuple[str, ...]) -> DriverShift:
    """Give the tests their p after Holm over the drivers that may carry a claim."""
    table = shift.table.copy()
    for measure in P_HOLM:
        p = table[f"{measure}_p"].to_numpy(float).copy()
        p[table.index.isin(silent)] = np.nan
        table[f"{measure}_p_holm"] = holm(p)
    return replace(shift, table=table)
