"""The red flags that stop a claim, not the run: which constructs carry none, and which are not told apart.

A flag on a construct stops every claim about it or, where a question counts twice, every claim about its reliability.
A flag on a pair stops only what tells the two apart: their order, their difference, which of them matters more.
docs/methods/scales.md lists what each flag stops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.analysis.job import (
    Job,
    alpha_of,
    construct_scores,
    enough,
    scaled_items,
    weights_of,
)
from toolkit.instrument import bank_question
from toolkit.intake import Survey
from toolkit.measures.correlation import correlation_table
from toolkit.measures.scales.discriminant import htmt
from toolkit.measures.scales.flags import dependent_columns
from toolkit.measures.thresholds import DUPLICATE_CORRELATION, MAXIMUM_HTMT, MINIMUM_ALPHA

OUTCOMES = ("attitude", "behaviour")
# The roles of what the follow-up sets beside each other; the other reports show the ratios of all constructs.
_COMPARED = (*OUTCOMES, "driver")
# The bootstrap of the ratios has a stream of random numbers of its own, so that other chapters do not move it.
_STREAM = 4102

Reason = Literal["alpha", "no_alpha", "lock_in", "outcome", "price_tolerance", "repeated"]
PairReason = Literal["alike", "duplicate", "repeated"]


@dataclass(frozen=True)
class Flag:
    """Why a construct carries no claim, or none about its reliability.

    "alpha": its alpha, `value`, is under the red flag in some wave; "no_alpha": it cannot be computed; "lock_in":
    `items` of an outcome or a driver ask for lock-in; "outcome": those of a driver or touchpoint ask for loyalty
    itself; "price_tolerance": those of an outcome ask for price tolerance, beside other questions;
    "repeated": each of `items` follows exactly from the others. The score is then as good as that of its other
    questions, but alpha and omega say more than there is: only a claim about these is stopped.
    """

    reason: Reason
    items: tuple[str, ...] = ()
    value: float = float("nan")

    @property
    def stops(self) -> bool:
        """Whether it stops every claim about the construct."""
        return self.reason != "repeated"


@dataclass(frozen=True)
class PairFlag:
    """Why two constructs are not told apart.

    "alike": the heterotrait-monotrait ratio `value`, with its interval, may be above the red flag; "duplicate": their
    scores correlate `value`, above the red flag; "repeated": `items` of both follow exactly from each other.
    """

    reason: PairReason
    first: str
    second: str
    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    items: tuple[str, ...] = ()

    @property
    def ordered(self) -> tuple[str, str]:
        """The two, in the order of the model."""
        return self.first, self.second

    @property
    def pair(self) -> frozenset[str]:
        """The two, in no order."""
        return frozenset(self.ordered)


def unreliable(job: Job, constructs: tuple[str, ...]) -> tuple[str, ...]:
    """The constructs with a red flag that stops every claim about them: they are shown, but carry none."""
    return tuple(name for name in constructs if any(flag.stops for flag in flags_of(job, name)))


def flags_of(job: Job, construct: str) -> tuple[Flag, ...]:
    """Give the flags of a construct, over all waves of the job."""
    return job.remembered(("flags", construct), lambda: tuple(_flags(job, construct)))


def pair_flags(job: Job, among: Iterable[str] | None = None) -> tuple[PairFlag, ...]:
    """Give the pairs of constructs that the answers of the first wave do not tell apart: all, or those `among` some.

    Constructs that carry no claim at all are left out: there is nothing left to stop.
    """
    if among is None:
        return _pair_flags_of(job, job.themes)
    asked, names = frozenset(among), job.themes
    if job.report == "followup":
        compared = tuple(name for name in names if job.engagement.constructs[name].role in _COMPARED)
        # The ratios of a few are found several times sooner, and are the same.
        names = compared if asked.isdisjoint(set(names) - set(compared)) else names
    return tuple(flag for flag in _pair_flags_of(job, names) if flag.pair <= asked)


def not_told_apart(job: Job, constructs: Iterable[str]) -> frozenset[frozenset[str]]:
    """Give the pairs among these constructs between which nothing may be told apart."""
    return frozenset(flag.pair for flag in pair_flags(job, constructs))


def ratios(job: Job, among: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Give the heterotrait-monotrait ratio of all pairs of constructs, or of those `among` some, with its interval.

    As `htmt` does, of which a pair's ratio and limits do not depend on what else is asked. Pairs that too few
    customers answered both of are left out.
    """
    names = job.themes if among is None else among
    return job.remembered(("ratios", names), lambda: _ratios(job, names))


def _flags(job: Job, construct: str) -> Iterable[Flag]:
    alphas = [alpha_of(job, construct, survey) for survey in job.surveys]
    values = [alpha.value for alpha in alphas if alpha is not None]
    if any(np.isnan(value) for value in values):
        yield Flag("no_alpha")
    elif values and not min(values) >= MINIMUM_ALPHA:
        yield Flag("alpha", value=min(values))
    role, items = job.engagement.constructs[construct].role, job.items(construct)
    asked = {item: _asks(item) for item in items}
    held = tuple(item for item, what in asked.items() if what == "lock_in")
    # What makes leaving hard is retention: neither loyalty nor a driver of it, but held constant beside the drivers.
    if held and role in (*OUTCOMES, "driver"):
        yield Flag("lock_in", held)
    # What asks for loyalty itself goes with it because it is the same: it leads to nothing.
    own = tuple(item for item, what in asked.items() if what in OUTCOMES or item in _loyalty(job))
    if own and role in ("driver", "touchpoint"):
        yield Flag("outcome", own)
    price = tuple(item for item, what in asked.items() if what == "price_tolerance")
    if price and len(price) < len(items) and role in OUTCOMES:
        yield Flag("price_tolerance", price)
    for survey in job.surveys:
        found = _dependent(job, scaled_items(job, construct, survey), survey)
        if found:
            yield Flag("repeated", found[0])
            break


def _asks(item: str) -> str:
    """Say what the question bank asks with an item; "" for an item of the client's own."""
    question = bank_question(item)
    return "" if question is None else question.construct


def _loyalty(job: Job) -> tuple[str | None, ...]:
    """The questions of the engagement that an analysis has for its outcome, whatever they are called."""
    return job.engagement.questions.recommendation, job.engagement.questions.bought_again


def _dependent(job: Job, items: pd.DataFrame, survey: Survey) -> tuple[tuple[str, ...], ...]:
    if items.shape[1] < 2 or not enough(job, items.sum(axis=1, skipna=False), survey=survey):
        return ()
    return tuple(tuple(map(str, one)) for one in dependent_columns(items, weights_of(survey)))


def _pair_flags_of(job: Job, names: tuple[str, ...]) -> tuple[PairFlag, ...]:
    return job.remembered(("pair flags", names), lambda: tuple(_pair_flags(job, names)))


def _pair_flags(job: Job, names: tuple[str, ...]) -> Iterable[PairFlag]:
    stopped = unreliable(job, job.themes)
    judged = tuple(name for name in job.themes if name not in stopped)
    among = set(names)
    found: dict[frozenset[str], PairFlag] = {}
    # Whether questions follow from each other is asked of all of them, for a third construct may be needed to see it.
    for flag in (*_repeated(job, judged), *_duplicates(job, judged), *_alike(job, judged, names)):
        if flag.pair <= among:
            found.setdefault(flag.pair, flag)
    return found.values()


def _repeated(job: Job, names: tuple[str, ...]) -> Iterable[PairFlag]:
    """Find questions of two constructs that follow from each other."""
    items = _all_items(job, names)
    construct_of = {item: name for name in names for item in job.items(name)}
    for together in _dependent(job, items, job.survey):
        involved = list(dict.fromkeys(construct_of[item] for item in together))
        for first, second in combinations(involved, 2):
            theirs = tuple(item for item in together if construct_of[item] in (first, second))
            yield PairFlag("repeated", first, second, items=theirs)


def _duplicates(job: Job, names: tuple[str, ...]) -> Iterable[PairFlag]:
    frame = construct_scores(job, names)
    shown = [name for name in names if enough(job, frame[name])]
    if len(shown) < 2:
        return
    table = correlation_table(frame[shown], weights_of(job.survey))
    minimum = job.engagement.privacy.minimum_cell
    table = table[(table["n"] >= minimum) & (table["n_effective"] >= minimum)]
    for _, row in table[table["estimate"].abs() > DUPLICATE_CORRELATION].iterrows():
        yield PairFlag("duplicate", row["first"], row["second"], row["estimate"], row["low"], row["high"])


def _alike(job: Job, judged: tuple[str, ...], names: tuple[str, ...]) -> Iterable[PairFlag]:
    table = ratios(job, names)
    table = table[table["first"].isin(judged) & table["second"].isin(judged)]
    # Without an interval the ratio itself is the least that may be.
    above = table[["htmt", "high"]].max(axis=1) > MAXIMUM_HTMT
    for _, row in table[above].iterrows():
        yield PairFlag("alike", row["first"], row["second"], row["htmt"], row["low"], row["high"])


def _ratios(job: Job, names: tuple[str, ...]) -> pd.DataFrame:
    # Acts that are added up measure no one thing, so that there is nothing to tell apart from it.
    names = tuple(name for name in names if not job.engagement.constructs[name].formative)
    settings = job.engagement.analysis
    table = htmt(
        _all_items(job, names),
        {name: job.items(name) for name in names},
        generator=np.random.default_rng([job.engagement.seed, _STREAM]),
        weights=weights_of(job.survey),
        resamples=settings.resamples,
        confidence=settings.confidence,
    )
    minimum = job.engagement.privacy.minimum_cell
    kept = (table["n"] >= minimum) & (table["n_effective"] >= minimum) & table["htmt"].notna()
    return table[kept].reset_index(drop=True)


def _all_items(job: Job, names: tuple[str, ...]) -> pd.DataFrame:
    frames = [scaled_items(job, name) for name in names]
    return pd.concat(frames, axis=1) if frames else pd.DataFrame(index=job.survey.items.index)
