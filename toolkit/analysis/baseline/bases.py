"""Why customers stay: the profile of the four bases of loyalty, and which of them goes with attitude and behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from toolkit.analysis.baseline.scores import mean_score
from toolkit.analysis.job import (
    Job,
    construct_scores,
    enough,
    n_effective,
    scaled_items,
    unreliable,
    weights_of,
)
from toolkit.errors import StatisticsError
from toolkit.measures.loyalty.bases import BASES, leading, partial_correlations, partial_differences
from toolkit.measures.loyalty.corrected import corrected_differences
from toolkit.measures.multiplicity import holm
from toolkit.measures.paired import paired_differences
from toolkit.measures.scales.discriminant import htmt
from toolkit.measures.thresholds import MAXIMUM_HTMT

ORDER = tuple(f"basis_{name}" for name in BASES)
# Of the engagement's seed: resamples for what error of measurement does, and for which scales are told apart.
_STREAM = 43


@dataclass(frozen=True)
class Links:
    """How each basis goes with one outcome, the other bases held constant.

    `table` is indexed by basis: estimate, low, high, p, p_holm (over all outcomes and bases), n, n_effective. `leader`
    is the basis whose link is larger than that of each other beyond chance, also when corrected for the error with
    which the bases are measured, or None. `alike` are the bases that customers may not tell apart from the outcome.
    """

    outcome: str
    table: pd.DataFrame
    leader: str | None
    alike: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bases:
    """The four bases. `table` is indexed by basis: estimate, low, high, n, n_effective.

    `highest` is the basis that customers agree with more than with each other one beyond chance, or None. `hidden` are
    bases with too few answers to show, `unreliable` bases and outcomes whose scale does not hold: they carry no claim.
    """

    table: pd.DataFrame
    highest: str | None
    links: tuple[Links, ...]
    hidden: tuple[str, ...]
    unreliable: tuple[str, ...]


def bases(job: Job) -> Bases | None:
    """Score the bases of loyalty and lay them beside each outcome; None where none was asked."""
    measured = job.constructs("basis")
    names = tuple(name for name in ORDER if name in measured)
    if not names:
        return None
    outcomes = job.constructs("attitude", "behaviour")
    frame = construct_scores(job, names + outcomes)
    shown = tuple(name for name in names if enough(job, frame[name]))
    rows = [mean_score(job, frame[name]) for name in shown]
    table = pd.DataFrame(
        [(one.value, one.low, one.high, one.n, n_effective(one)) for one in rows],
        index=pd.Index(shown, name="basis"),
        columns=["estimate", "low", "high", "n", "n_effective"],
    )
    flagged = unreliable(job, (*shown, *outcomes))
    alike = _alike(job, (*shown, *outcomes))
    return Bases(
        table=table,
        # Nothing is above "each other reason" where one of these carries no claim.
        highest=None if set(shown) & set(flagged) else _highest(job, frame[list(shown)], table, alike),
        links=_links(job, frame, shown, outcomes, flagged, alike),
        hidden=tuple(name for name in names if name not in shown),
        unreliable=flagged,
    )


def _alike(job: Job, names: tuple[str, ...]) -> frozenset[frozenset[str]]:
    """Give the pairs that customers may not tell apart: the heterotrait-monotrait ratio may be above the red flag."""
    items = pd.concat([scaled_items(job, name) for name in names], axis=1)
    table = htmt(
        items,
        {name: job.items(name) for name in names},
        generator=np.random.default_rng([job.engagement.seed, _STREAM, 1]),
        weights=weights_of(job.survey),
        resamples=job.engagement.analysis.resamples,
        confidence=job.engagement.analysis.confidence,
    )
    pairs = table.loc[table["high"] > MAXIMUM_HTMT, ["first", "second"]]
    return frozenset(frozenset(pair) for pair in pairs.itertuples(index=False))


def _highest(
    job: Job, trusted: pd.DataFrame, table: pd.DataFrame, alike: frozenset[frozenset[str]]
) -> str | None:
    """Name the basis that lies above each other one within respondents, Holm over all pairs."""
    pairs = list(combinations(trusted.columns, 2))
    if not pairs or not all(enough(job, trusted[first], trusted[second]) for first, second in pairs):
        return None
    confidence = job.engagement.analysis.confidence
    tests = paired_differences(trusted, pairs, weights_of(job.survey), confidence=confidence)
    top = str(table["estimate"].idxmax())
    lead = np.where(tests["first"] == top, tests["estimate"], -tests["estimate"])
    if any({top, str(name)} in alike for name in trusted.columns):
        return None
    theirs = (tests["first"] == top) | (tests["second"] == top)
    ahead = theirs & (lead > 0) & (tests["p_holm"] < 1 - confidence)
    return top if int(ahead.sum()) == trusted.shape[1] - 1 else None


def _links(
    job: Job,
    frame: pd.DataFrame,
    shown: tuple[str, ...],
    outcomes: tuple[str, ...],
    flagged: tuple[str, ...],
    alike: frozenset[frozenset[str]],
) -> tuple[Links, ...]:
    """Lay the bases beside each outcome; Holm over all, and the lead of one basis shared out over the outcomes."""
    if len(shown) < 2:
        return ()
    predictors, weights = frame[list(shown)], weights_of(job.survey)
    confidence = job.engagement.analysis.confidence
    tables, tests = {}, {}
    asked = [name for name in outcomes if enough(job, frame[name], *(frame[basis] for basis in shown))]
    for name in asked:
        # A lead is told of each outcome: with two outcomes, each may be wrong half as often.
        stricter = 1 - (1 - confidence) / len(asked)
        try:
            tables[name] = partial_correlations(frame[name], predictors, weights, confidence=confidence)
            tests[name] = partial_differences(frame[name], predictors, weights, confidence=stricter)
        except StatisticsError:
            continue  # something never varies, or bases determine each other: there is nothing to tell apart
    if not tables:
        return ()
    adjusted = holm(np.concatenate([table["p"] for table in tables.values()])).reshape(len(tables), -1)
    links = []
    for (name, table), p in zip(tables.items(), adjusted, strict=True):
        marked = table.assign(p_holm=p).rename_axis("basis")
        leader = leading(marked["estimate"], tests[name])
        beyond = set(marked.index[marked["p_holm"] < 1 - confidence])
        sure = leader in beyond and not {name, *shown} & set(flagged)
        sure = sure and not any({leader, other} in alike for other in (name, *shown))
        if sure and _runs_against(marked, str(leader), beyond):
            sure = False
        if sure and not _corrected(job, frame[name], marked["estimate"], len(tables)):
            sure = False
        same = tuple(basis for basis in shown if {basis, name} in alike)
        links.append(Links(name, marked, leader if sure else None, same))
    return tuple(links)


def _runs_against(table: pd.DataFrame, leader: str, beyond: set[str]) -> bool:
    """Tell whether another basis may go with the outcome as strongly, the other way round: then none goes most."""
    others = table[(table["estimate"] < 0) & table.index.isin(list(beyond))]
    return bool((-others["low"] >= table.at[leader, "low"]).any())


def _corrected(job: Job, outcome: pd.Series, estimates: pd.Series, outcomes: int) -> bool:
    """Tell whether the lead stays when the bases are corrected for the error with which each is measured."""
    names, settings = [str(name) for name in estimates.index], job.engagement.analysis
    constructs = {name: job.items(name) for name in names}
    if not any(len(items) > 1 for items in constructs.values()):
        return True  # of single questions the error is not known
    try:
        differences = corrected_differences(
            outcome,
            pd.concat([scaled_items(job, name) for name in names], axis=1),
            constructs,
            weights_of(job.survey),
            generator=np.random.default_rng([job.engagement.seed, _STREAM]),
            resamples=settings.resamples,
            confidence=1 - (1 - settings.confidence) / outcomes,
        )
    except StatisticsError:
        return False  # too few answered every question
    return leading(estimates, differences) is not None
