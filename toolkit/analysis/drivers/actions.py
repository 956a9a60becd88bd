"""What the driver report computes of the actions: what each may bring, which to choose, and what would change that."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from toolkit.analysis.baseline import headline, mean_score
from toolkit.analysis.drivers.drawing import NPS
from toolkit.analysis.drivers.paths import total_effects
from toolkit.analysis.drivers.signs import opposed
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job, construct_scores, n_effective, unreliable
from toolkit.analysis.shown import score_shown
from toolkit.drivers.actions.choice import Choice, choose
from toolkit.drivers.actions.gain import Action, Gains, Outcome, Total, simulated_gains
from toolkit.drivers.actions.options import Limits, options_of
from toolkit.drivers.actions.roadmap import Step, roadmap
from toolkit.drivers.actions.sensitivity import Sensitivity, sensitivity
from toolkit.drivers.effects import TotalEffects
from toolkit.engagement import Engagement, actions_on
from toolkit.measures.estimate import Estimate
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray

# The stream of random numbers of the lifts.
_STREAM: Final = 5108
NPS_ENDS: Final = (-100.0, 100.0)

Unknown = Literal["flagged", "alike", "too_few", "outcome_flagged", "no_outcome"]


@dataclass(frozen=True, eq=False)
class Actions:
    """What the actions advised on this wave may bring to one outcome, and the plan made of them.

    `unknown` says of each action that cannot be estimated why, by its number in the engagement (from 1): its driver
    carries a red flag ("flagged"), is not told apart from another theme ("alike"), too few answered ("too_few"), the
    outcome carries a red flag ("outcome_flagged") or its effects are not known ("no_outcome").
    `now` are the scores of outcome, drivers and NPS as they are; of the NPS without margin where that may not be told.
    `p` is the p-value of the effect of each driver that an action works on, after Holm. `opposed` are the drivers that
    go with the outcome the other way round by themselves: their effect is there only with the others held equal.
    `gains`, `choice` and `sensitivity` are None where no action can be estimated.
    """

    outcome: str
    unknown: Mapping[int, Unknown]
    limits: Limits
    now: Mapping[str, Estimate] = field(default_factory=dict)
    p: Mapping[str, float] = field(default_factory=dict)
    gains: Gains | None = None
    choice: Choice | None = None
    steps: tuple[Step, ...] = ()
    sensitivity: Sensitivity | None = None
    opposed: tuple[str, ...] = ()
    level: float = 0.05

    @property
    def numbers(self) -> tuple[int, ...]:
        """The actions that can be estimated, by their number in the engagement."""
        return () if self.gains is None else tuple(int(action.key) for action in self.gains.actions)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcome that the plan goes for, and the NPS where it was asked."""
        return () if self.gains is None else tuple(self.gains.outcomes)

    def shown(self, driver: str) -> bool:
        """Whether the link of a driver with the outcome is shown."""
        return self.p[driver] < self.level

    def customers(self, outcome: str, driver: str) -> tuple[int, float]:
        """On how many customers the effect of a driver on an outcome rests, and their effective number."""
        if self.gains is None:
            raise ValueError("no action was estimated")
        return self.gains.outcomes[outcome].effects.customers(driver)

    def first(self) -> tuple[int, ...]:
        """The actions that begin in the first quarter, those that gain most in front."""
        if self.gains is None or self.choice is None:
            return ()
        expected = self.gains.expected(self.outcome)
        begins = np.flatnonzero(self.choice.first)
        return tuple(self.numbers[place] for place in sorted(begins, key=lambda one: -expected[one]))

    def leading(self) -> tuple[int, float]:
        """Of the actions that begin in the first quarter, the main one, and the part of the draws in which it does.

        That is the one that gains most times that part: what is small and fits in anywhere leads nothing.
        """
        if self.sensitivity is None or self.gains is None:
            raise ValueError("no action was estimated")
        expected = dict(zip(self.numbers, self.gains.expected(self.outcome), strict=True))
        number = max(self.first(), key=lambda one: self._comes_first(one) * expected[one])
        return number, self._comes_first(number)

    def rival(self) -> tuple[int, float] | None:
        """Of the actions that begin later or not, the one that begins first in most draws, and their part."""
        others = [number for number in self.numbers if number not in self.first()]
        number = max(others, key=self._comes_first, default=None)
        if number is None or not self._comes_first(number) > 0:
            return None
        return number, self._comes_first(number)

    def _comes_first(self, number: int) -> float:
        return (
            math.nan if self.sensitivity is None else float(self.sensitivity.costs["first"].loc[str(number)])
        )

    def alone(self, outcome: str, number: int) -> Total:
        """What one action brings by itself."""
        if self.gains is None:
            raise ValueError("no action was estimated")
        return self.gains.total(outcome, np.array([one == number for one in self.numbers]))

    def total(self, outcome: str, *, first: bool = False) -> Total:
        """What the whole plan, or what begins in the first quarter, brings together."""
        if self.gains is None or self.choice is None:
            raise ValueError("no action was estimated")
        return self.gains.total(outcome, self.choice.first if first else self.choice.chosen)


def actions(job: Job) -> Actions | None:
    """Work out what actions may bring, and choose; None where none is advised on this wave, or without an outcome."""
    return job.remembered(("actions",), lambda: _actions(job))


def _actions(job: Job) -> Actions | None:
    engagement = job.engagement
    # Attitude is what the plan goes for; behaviour only where no attitude was measured.
    outcome = next(iter((*job.constructs("attitude"), *job.constructs("behaviour"))), None)
    advised = tuple(actions_on(engagement, job.survey.wave))
    if not advised or outcome is None:
        return None
    limits = Limits(engagement.plan.budget, engagement.plan.capacity, engagement.plan.quarters)
    effects = total_effects(job, outcome)
    unknown = _unknown(job, outcome, effects, advised)
    result = Actions(outcome, unknown, limits, level=1 - engagement.analysis.confidence)
    if effects is None or len(unknown) == len(advised):
        return result
    return _estimated(job, result, effects, [number for number in advised if number not in unknown])


def target_of(engagement: Engagement, number: int) -> str:
    """The construct that an action works on, by its number from 1."""
    action = engagement.actions[number - 1]
    return action.driver or action.touchpoint or ""


def _unknown(
    job: Job, outcome: str, effects: TotalEffects | None, numbers: tuple[int, ...]
) -> dict[int, Unknown]:
    """Say of which actions nothing can be estimated, and why."""
    if unreliable(job, (outcome,)):
        return dict.fromkeys(numbers, "outcome_flagged")
    if effects is None:
        return dict.fromkeys(numbers, "no_outcome")
    found: dict[int, Unknown] = {}
    compared = {outcome, *job.constructs("driver")}
    for number in numbers:
        name = target_of(job.engagement, number)
        if name not in effects.names or not score_shown(job, construct_scores(job, (name,))[name]):
            found[number] = "too_few"
        elif unreliable(job, (name,)):
            found[number] = "flagged"
        elif any(name in flag.pair for flag in pair_flags(job, (name, *compared))):
            found[number] = "alike"
    return found


def _estimated(job: Job, result: Actions, effects: TotalEffects, numbers: list[int]) -> Actions:
    engagement, outcome = job.engagement, result.outcome
    names = tuple(dict.fromkeys(target_of(engagement, number) for number in numbers))
    frame = construct_scores(job, (outcome, *names))
    now = {name: mean_score(job, frame[name]) for name in (outcome, *names)}
    targets = [Outcome(_only(effects, names), now[outcome].value)]
    nps = total_effects(job, NPS)
    score = _recommendation(job)
    if nps is not None and score is not None and set(names) <= set(nps.names):
        now[NPS] = score
        targets.append(Outcome(_only(nps, names), score.value, NPS_ENDS))
    gains = simulated_gains(
        [_action(engagement, number) for number in numbers],
        {name: now[name].value for name in names},
        targets,
        seed=[engagement.seed, _STREAM],
        confidence=engagement.analysis.confidence,
    )
    choice = choose(options_of(gains, outcome), result.limits)
    return replace(
        result,
        now=now,
        p=dict(zip(names, holm([_p_value(targets[0].effect_of(name)) for name in names]), strict=True)),
        gains=gains,
        choice=choice,
        steps=roadmap(choice, engagement.plan.start or engagement.report.date),
        sensitivity=sensitivity(gains, outcome, result.limits, choice),
        opposed=opposed(job, targets[0].effects),
    )


def _action(engagement: Engagement, number: int) -> Action:
    action = engagement.actions[number - 1]
    lift = (action.lift.low, action.lift.likely, action.lift.high)
    driver = target_of(engagement, number)
    return Action(str(number), driver, lift, action.cost, action.weeks, action.reach)


def _only(effects: TotalEffects, names: tuple[str, ...]) -> TotalEffects:
    places = [effects.names.index(name) for name in names]
    return replace(effects, names=names, estimate=effects.estimate[places], draws=effects.draws[places])


def _p_value(draws: FloatArray) -> float:
    """Two-sided p-value of an effect from its resamples, (k + 1)/(B + 1) on either side."""
    beyond = min(int((draws <= 0).sum()), int((draws >= 0).sum()))
    return min(1.0, 2 * (beyond + 1) / (len(draws) + 1))


def _recommendation(job: Job) -> Estimate | None:
    """The NPS as it is; without margin where that would tell how few gave which answer."""
    found = headline(job)
    score = found.recommendation
    if score is not None and found.margin_hidden:
        return replace(score, low=float("nan"), high=float("nan"))
    return score


def table_of(job: Job, result: Actions) -> pd.DataFrame:
    """A row per action advised on this wave, by its number: what the adviser says of it, and what it may bring.

    Columns: driver, low, likely, high (lift), reach, cost, weeks, unknown ("" where estimated), chosen, cut, now, n,
    n_effective, n_score, n_score_effective, and for each outcome `gain`, `gain_low`, `gain_high` (`nps…` for the
    NPS, with n_nps and n_nps_effective), per_cost, p_best. NaN where nothing can be estimated.
    """
    rows = []
    for number, action in actions_on(job.engagement, job.survey.wave).items():
        driver = target_of(job.engagement, number)
        rows.append(
            {
                "number": number,
                "driver": driver,
                "low": action.lift.low,
                "likely": action.lift.likely,
                "high": action.lift.high,
                "reach": action.reach,
                "cost": action.cost,
                "weeks": action.weeks,
                "unknown": result.unknown.get(number, ""),
            }
        )
    table = pd.DataFrame(rows).set_index("number")
    estimated = _estimates(result)
    return table.join(estimated) if estimated is not None else table


def _estimates(result: Actions) -> pd.DataFrame | None:
    if result.gains is None or result.choice is None:
        return None
    found = result.gains.table(result.outcome)
    columns = {"mean": "gain", "low": "gain_low", "high": "gain_high"}
    table = found.rename(columns=columns)[[*columns.values(), "p_positive", "per_cost", "p_best"]]
    names = [action.driver for action in result.gains.actions]
    table[["n", "n_effective"]] = [result.customers(result.outcome, name) for name in names]
    if NPS in result.gains.outcomes:
        nps = result.gains.table(NPS)
        table = table.assign(nps=nps["mean"], nps_low=nps["low"], nps_high=nps["high"])
        table[["n_nps", "n_nps_effective"]] = [result.customers(NPS, name) for name in names]
    scores = [result.now[name] for name in names]
    table = table.assign(
        chosen=result.choice.chosen,
        cut=result.gains.cut,
        now=[score.value for score in scores],
        n_score=[score.n for score in scores],
        n_score_effective=[n_effective(score) for score in scores],
    )
    table.index = pd.Index(result.numbers, name="number")
    return table
