"""What the driver report computes: how themes lead to attitude and behaviour, directly and through each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from toolkit.analysis.drivers.claims import too_few
from toolkit.analysis.drivers.drawing import drawing, outcomes_of, path_scores
from toolkit.analysis.flags import pair_flags
from toolkit.analysis.job import Job, construct_scores, unreliable, weights_of
from toolkit.drivers.effects import TotalEffects
from toolkit.drivers.paths import PathFit, PathModel, fit_paths
from toolkit.engagement import actions_on
from toolkit.errors import StatisticsError

# The stream of random numbers of the paths; every outcome of a job starts it anew, so that they share resamples.
_STREAM: Final = 5106
# A touchpoint that fewer than this part of the customers in the drawing answered, such as who had a problem, is looked
# at by itself: entered with the others, it would leave only its own customers for all. Our choice.
_ANSWERED_BY_MANY: Final = 0.5


@dataclass(frozen=True)
class Mediated:
    """A theme whose indirect effect on an outcome is shown.

    `through`: the themes that it goes to first on its way, as far as each is shown by itself, strongest first; `others`
    says whether there are more. `along`: it, the outcome, and every theme that stands between them in the drawing.
    """

    cause: str
    through: tuple[str, ...]
    others: bool
    along: frozenset[str]


@dataclass(frozen=True, eq=False)
class OutcomePaths:
    """How themes lead to one outcome.

    `fit` is None where the answers cannot carry it; `refusal` then says why. `unreliable` are the themes in the drawing
    whose scale does not hold; `alike` the pairs of them that customers may not tell apart: no claim may rest on either.
    `level` is the error that a claim may have (1 − confidence).
    """

    outcome: str
    role: str
    fit: PathFit | None
    refusal: str
    unreliable: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    level: float

    @property
    def shown(self) -> tuple[Mediated, ...]:
        """The themes with an indirect effect beyond chance (Holm over all of them), the strongest first."""
        if self.fit is None:
            return ()
        rows = self.fit.effects
        rows = rows[(rows["kind"] == "indirect") & (rows["p_adjusted"] < self.level)]
        order = rows["standardised"].abs().sort_values(ascending=False, kind="stable").index
        found = (self._mediated(self.fit, rows.loc[at]) for at in order)
        return tuple(one for one in found if one.through)

    def _mediated(self, fit: PathFit, row: pd.Series) -> Mediated:
        """Name the themes through which an effect runs in its own direction, beyond chance."""
        routes = fit.routes[fit.routes["cause"] == row["cause"]]
        beyond = (routes["p_adjusted"] < self.level) & (routes["estimate"] * row["estimate"] > 0)
        ordered = routes[beyond].sort_values("estimate", key=abs, ascending=False, kind="stable")
        cause = str(row["cause"])
        between = (name for name in fit.causes if cause in fit.model.ancestors(name))
        return Mediated(
            cause,
            tuple(ordered["through"]),
            len(ordered) < len(routes),
            frozenset({cause, fit.outcome, *between}),
        )

    def flagged(self, one: Mediated) -> tuple[str, ...]:
        """The themes along a way whose scale does not hold."""
        return tuple(name for name in self.unreliable if name in one.along)

    def blurred(self, one: Mediated) -> tuple[tuple[str, str], ...]:
        """The pairs along a way that are not told apart; two that it is said to run through alike do no harm."""
        return tuple(pair for pair in self.alike if one.along >= {*pair} and not {*one.through} >= {*pair})


def paths(job: Job) -> tuple[OutcomePaths, ...]:
    """Fit the drawing for each attitude and behaviour to which some theme leads through another.

    Where none does, the drawing tells no more than the coefficients of the drivers.
    """
    found = (_paths(job, outcome) for outcome in job.constructs("attitude", "behaviour"))
    return tuple(one for one in found if one.refusal or (one.fit is not None and len(one.fit.routes)))


def _paths(job: Job, outcome: str) -> OutcomePaths:
    fit, refusal = path_fit(job, outcome)
    names = () if fit is None else fit.model.names
    return OutcomePaths(
        outcome=outcome,
        role=job.engagement.constructs[outcome].role,
        fit=fit,
        refusal=refusal,
        unreliable=unreliable(job, names),
        alike=tuple(flag.ordered for flag in pair_flags(job, names)),
        level=1 - job.engagement.analysis.confidence,
    )


def total_effects(job: Job, outcome: str) -> TotalEffects | None:
    """Give how many points an outcome goes with one point of each driver, and of each touchpoint an action works on.

    `outcome`: the key of an attitude or behaviour construct, or "nps". All outcomes of a job rest on the same
    resamples of its customers. The drivers are read from the drawing without these touchpoints; a touchpoint from the
    drawing in which it leads to every driver and to the outcome, beside the other touchpoints that many answered.
    Themes with a red flag are in it too: what may be claimed of them is the caller's to ask.
    None where the outcome is not measured, nothing leads to it, or these answers cannot carry it.
    """
    return job.remembered(("total effects", outcome), lambda: _total_effects(job, outcome))


def _total_effects(job: Job, outcome: str) -> TotalEffects | None:
    fit, _ = path_fit(job, outcome)
    if fit is None:
        return None
    worked_on = {action.touchpoint for action in actions_on(job.engagement, job.survey.wave).values()}
    kept = tuple(
        name
        for name in job.constructs("driver", "touchpoint")
        if name in fit.causes and (name in worked_on or job.engagement.constructs[name].role == "driver")
    )
    names, estimates, draws = list(kept), [], []
    for name in kept:
        estimates.append(float(fit.effect(name)["estimate"]))
        draws.append(fit.total_draws[fit.causes.index(name)])
    others: dict[str, tuple[int, float]] = {}
    for name, of_it in _touchpoints(job, outcome, fit):
        names.append(name)
        estimates.append(float(of_it.effect(name)["estimate"]))
        draws.append(of_it.total_draws[of_it.causes.index(name)])
        others[name] = of_it.n, of_it.n_effective
    return TotalEffects(
        outcome=outcome,
        names=tuple(names),
        estimate=np.array(estimates),
        draws=np.array(draws),
        n=fit.n,
        n_effective=fit.n_effective,
        confidence=fit.confidence,
        others=others,
    )


def path_fit(job: Job, outcome: str) -> tuple[PathFit | None, str]:
    """Fit what leads to an outcome; None where that cannot be, and why not ("" where nothing leads to it)."""
    return job.remembered(("paths", outcome), lambda: _fitted(job, outcome))


def _fitted(job: Job, outcome: str) -> tuple[PathFit | None, str]:
    if outcome not in outcomes_of(job):
        return None, ""
    model = drawing(job, outcome)
    return (None, "") if model is None else _fit(job, model, outcome)


def _fit(job: Job, model: PathModel, outcome: str) -> tuple[PathFit | None, str]:
    settings = job.engagement.analysis
    frame = path_scores(job, model.names)
    refusal = too_few(job, frame)
    if refusal:
        return None, refusal
    try:
        fit = fit_paths(
            frame,
            model,
            outcome,
            weights=weights_of(job.survey),
            resamples=settings.resamples,
            confidence=settings.confidence,
            generator=np.random.default_rng([job.engagement.seed, _STREAM]),
        )
    except StatisticsError as error:
        return None, str(error)
    return fit, ""


def _touchpoints(job: Job, outcome: str, base: PathFit) -> list[tuple[str, PathFit]]:
    """Give each touchpoint that an action works on and the drawing does not have, with the fit that tells of it."""
    advised = actions_on(job.engagement, job.survey.wave).values()
    asked = dict.fromkeys(action.touchpoint for action in advised if action.touchpoint)
    measured = set(job.constructs("touchpoint"))
    new = tuple(name for name in asked if name in measured and name not in base.causes)
    scores = construct_scores(job, new)
    drawn = path_scores(job, base.model.names).notna().all(axis=1)
    by_many = tuple(name for name in new if scores[name][drawn].notna().mean() >= _ANSWERED_BY_MANY)
    groups = [(by_many, by_many)] if by_many else []
    groups += [((*by_many, name), (name,)) for name in new if name not in by_many]
    found: list[tuple[str, PathFit]] = []
    for together, read in groups:
        model = drawing(job, outcome, upstream=together)
        fit = None if model is None else _fit(job, model, outcome)[0]
        if fit is not None:
            found += [(name, fit) for name in read]
    return sorted(found, key=lambda one: new.index(one[0]))
