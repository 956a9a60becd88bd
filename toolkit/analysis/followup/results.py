"""Loyalty → results: the attitude of the first wave against what the same customers really did later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.context import chooses_freely
from toolkit.analysis.followup.later import AGAIN, AMOUNT, Later, Source, later
from toolkit.analysis.job import Job, construct_scores, enough, hidden_parts, unreliable, weights_of
from toolkit.errors import StatisticsError
from toolkit.followup.results.calibration import Calibration, calibration, observed
from toolkit.followup.results.results import Ratio, mean_ratio, parts_of, risk_ratio
from toolkit.measures.differences import Difference, Kind, cautious_p, difference, summarise
from toolkit.measures.dominance import dominated
from toolkit.measures.multiplicity import holm
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM
from toolkit.measures.weights import effective_n

# The chapter has a stream of random numbers of its own.
_STREAM = 6062
THIRDS = ("lowest", "middle", "highest")
NPS_GROUPS = ("detractors", "passives", "promoters")
# Into so many parts the picture divides the customers, the first that leaves no part too small; sixths lie in thirds.
PARTS = (5, 6, 4, 3)


@dataclass(frozen=True, eq=False)
class Lift:
    """What the customers lowest, between and highest did later: `measure` is AGAIN or a name of `Later.means`.

    `table`: a row per part, lowest first, `part, estimate, low, high, n, n_effective`, and of thirds the ends of their
    scores, `score_low, score_high`. `difference`: last part less first, `p` of none after Holm over the lifts of the
    chapter (NaN for one that carries no claim). `ratio` of the same, None where there is none. `bases_hidden`: the
    number of customers per part may not be told, as those whom it leaves out of a group are few.
    """

    measure: str
    by: str
    table: pd.DataFrame
    difference: Difference
    p: float
    ratio: Ratio | None
    bases_hidden: bool = False


@dataclass(frozen=True, eq=False)
class Results:
    """The attitude of the first wave, or the recommendation, against what came of it.

    `lifts`: what could be shown, by thirds of the attitude and by promoters and detractors. `calibration` tells how
    well attitude predicts who comes back, `observed` what was predicted and what happened per part; None where that is
    not known, or too few are on one side; `refusal` then says why, in the words of the statistics.
    `asked` respondents have a score on the attitude; of `counted` of them it is known what they did. `hidden`: lifts
    that too few stand behind, or of which one customer makes up most.
    """

    source: Source
    attitude: str
    unreliable: bool
    lifts: tuple[Lift, ...]
    calibration: Calibration | None
    observed: pd.DataFrame | None
    asked: int
    counted: int
    hidden: tuple[str, ...]
    free: bool
    start: date | None
    until: date | None
    level: float
    refusal: str = ""

    def lift(self, measure: str, by: str = "attitude") -> Lift | None:
        """Give the lift of a measure, or None."""
        return next((one for one in self.lifts if (one.measure, one.by) == (measure, by)), None)


def results(job: Job) -> Results | None:
    """Hold the first attitude of the first wave against later behaviour; None where there is neither.

    Too few customers give a result without lifts, so that it can be said.
    """
    first = replace(job, surveys=(job.surveys[0],), series=())
    attitudes, did = first.constructs("attitude"), later(job)
    if not attitudes or did is None:
        return None
    score = construct_scores(first, attitudes[:1])[attitudes[0]]
    weak = attitudes[0] in unreliable(first, attitudes[:1])
    lifts, hidden = _lifts(first, score, did, weak)
    predicted, table, refusal = _predicted(first, score, did.again)
    return Results(
        source=did.source,
        attitude=attitudes[0],
        unreliable=weak,
        lifts=_adjusted(lifts, weak),
        calibration=predicted,
        observed=table,
        asked=int(score.notna().sum()),
        counted=_counted(score, did),
        hidden=hidden,
        free=chooses_freely(job),
        start=did.start,
        until=did.until,
        level=1 - job.engagement.analysis.confidence,
        refusal=refusal,
    )


def _counted(score: pd.Series, did: Later) -> int:
    known = [one.notna() for one in (did.again, *did.means.values()) if one is not None]
    return int((score.notna() & np.logical_or.reduce(known)).sum())


def _lifts(job: Job, score: pd.Series, did: Later, weak: bool) -> tuple[list[Lift], tuple[str, ...]]:
    measures = {**({} if did.again is None else {AGAIN: did.again}), **did.means}
    item = job.engagement.questions.recommendation
    marks = job.survey.items[item] if item is not None and item in job.survey.items else None
    found: list[Lift] = []
    hidden = []
    for place, (measure, values) in enumerate(measures.items()):
        one = _by_thirds(job, score, measure, values, place)
        found += [one] if one else []
        if one is None and not weak:
            hidden.append(measure)
        by_mark = None if marks is None else _by_mark(job, marks, measure, values, place)
        if marks is None or by_mark is None:
            continue
        few = _few_left(job, marks, values)
        # Of the survey the shares too would tell of those few: their answers of the later wave are printed elsewhere.
        if not (few and did.source == "survey"):
            found.append(replace(by_mark, bases_hidden=few))
    return found, tuple(hidden)


def _by_thirds(job: Job, score: pd.Series, measure: str, values: pd.Series, place: int) -> Lift | None:
    both = score.notna() & values.notna()
    if not enough(job, score.where(both)) or score[both].nunique() < len(THIRDS):
        return None
    weights = _weights(job, both)
    part = pd.Series(parts_of(score[both].to_numpy(), weights, len(THIRDS)), index=score.index[both])
    if part.nunique() < len(THIRDS):
        return None
    ends = score[both].groupby(part).agg(["min", "max"]).to_numpy()
    return _lift(job, measure, "attitude", values[both], part, THIRDS, ends, [_STREAM, place])


def _few_left(job: Job, marks: pd.Series, values: pd.Series) -> bool:
    """Tell whether so few detractors, passives or promoters are not followed that their number would follow.

    The recommendation score of the wave tells how many there are of each in all.
    """
    gone = marks[marks.notna() & values.isna()]
    groups = np.searchsorted([DETRACTOR_UP_TO + 1, PROMOTER_FROM], gone.to_numpy(float), side="right")
    counts = np.bincount(groups, minlength=len(NPS_GROUPS))
    return bool(((counts > 0) & (counts < job.engagement.privacy.minimum_cell)).any())


def _by_mark(job: Job, marks: pd.Series, measure: str, values: pd.Series, place: int) -> Lift | None:
    both = marks.notna() & values.notna()
    if not enough(job, marks.where(both)):
        return None
    cuts = [DETRACTOR_UP_TO + 1, PROMOTER_FROM]
    part = pd.Series(
        np.searchsorted(cuts, marks[both].to_numpy(float), side="right"), index=marks.index[both]
    )
    if part.nunique() < len(NPS_GROUPS):
        return None
    ends = np.full((len(NPS_GROUPS), 2), np.nan)
    return _lift(job, measure, "recommendation", values[both], part, NPS_GROUPS, ends, [_STREAM, 100 + place])


def _weights(job: Job, here: pd.Series) -> np.ndarray | None:
    weights = weights_of(job.survey)
    return None if weights is None else weights[here.to_numpy(bool)]


def _lift(
    job: Job,
    measure: str,
    by: str,
    values: pd.Series,
    part: pd.Series,
    names: tuple[str, ...],
    ends: np.ndarray,
    stream: list[int],
) -> Lift | None:
    """Compare the last part with the first; None where too few, or one customer, would be told of."""
    settings, weights = job.engagement.analysis, job.survey.weights
    kind: Kind = "share" if measure == AGAIN else "mean"
    own = None if weights is None else weights.loc[values.index]
    if _tells_of_few(job, values, part, own, shares=kind == "share", money=measure == AMOUNT):
        return None
    sides, rows = [], []
    for number, name in enumerate(names):
        here = (part == number).to_numpy()
        theirs, w = values[here].to_numpy(), None if own is None else own[here].to_numpy()
        sides.append((theirs, w))
        one = (proportion if kind == "share" else mean_estimate)(theirs, w, confidence=settings.confidence)
        rows.append(
            {
                "part": name,
                **{"estimate": one.value, "low": one.low, "high": one.high, "n": one.n},
                "n_effective": float(one.n) if w is None else effective_n(w),
                **{"score_low": ends[number][0], "score_high": ends[number][1]},
            }
        )
    low, high = (summarise(*sides[place], kind=kind) for place in (0, -1))
    found = difference(high, low, confidence=settings.confidence)
    pair = (sides[-1][0], sides[0][0], sides[-1][1], sides[0][1])
    ratio = None
    try:
        if kind == "share":
            ratio = risk_ratio(*pair, confidence=settings.confidence)
        elif measure == AMOUNT:
            seed = [job.engagement.seed, *stream]
            drawn = settings.resamples
            ratio = mean_ratio(*pair, resamples=drawn, confidence=settings.confidence, seed=seed)
    except StatisticsError:
        # Nobody in the first part came back, or spent anything: the difference still tells it.
        ratio = None
    return Lift(measure, by, pd.DataFrame(rows), found, cautious_p(found, high, low), ratio)


def _tells_of_few(
    job: Job, values: pd.Series, part: pd.Series, weights: pd.Series | None, *, shares: bool, money: bool
) -> bool:
    """Say whether a part, or who came back or stayed away in it, is too small to tell; or the money is of one."""
    minimum = job.engagement.privacy.minimum_cell
    cells = part * 2 + values.astype(int) if shares else part
    members = pd.DataFrame({str(cell): cells == cell for cell in sorted(cells.unique())})
    if hidden_parts(job, members).any():
        return True
    spent = values if weights is None else values * weights
    return money and any(dominated(spent[part == number], minimum) for number in part.unique())


def _adjusted(lifts: list[Lift], weak: bool) -> tuple[Lift, ...]:
    """Give the lifts their p after Holm over all of the chapter; those of a scale that fails are no members."""
    p = holm([np.nan if weak and one.by == "attitude" else one.p for one in lifts])
    return tuple(replace(one, p=float(own)) for one, own in zip(lifts, p, strict=True))


def _predicted(
    job: Job, score: pd.Series, again: pd.Series | None
) -> tuple[Calibration | None, pd.DataFrame | None, str]:
    """Predict who comes back from the attitude, and lay that beside what happened in as many parts as may be "
    "shown."""
    if again is None:
        return None, None, ""
    both = score.notna() & again.notna()
    x, y, weights = score[both], again[both], _weights(job, both)
    members = pd.DataFrame({"came": y == 1, "stayed_away": y == 0})
    if not enough(job, score.where(both)) or hidden_parts(job, members).any() or y.nunique() < 2:
        return None, None, "too few customers in one of the classes answered all drivers"
    settings = job.engagement.analysis
    seed = [job.engagement.seed, _STREAM]
    try:
        found = calibration(x, y, weights, confidence=settings.confidence, seed=seed)
    except StatisticsError as error:
        return None, None, str(error)
    thirds = parts_of(x.to_numpy(), weights, len(THIRDS))
    for parts in PARTS:
        # The thirds are told too: what lies between an end of theirs and one of these must not be a few either.
        own = parts_of(x.to_numpy(), weights, parts) * len(THIRDS) + thirds
        cells = pd.Series(own * 2 + y.to_numpy(int), index=x.index)
        shown = pd.DataFrame({str(cell): cells == cell for cell in sorted(cells.unique())})
        if not hidden_parts(job, shown).any():
            table = observed(x, y, found.chances, weights, parts=parts, confidence=settings.confidence)
            return found, table, ""
    return found, None, ""
