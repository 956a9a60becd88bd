"""Moments of need: who had a problem, whether it was resolved, and how loyal each group is."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.analysis.baseline.asked import Contrast, contrasts, is_asked, yes_to
from toolkit.analysis.baseline.scores import mean_score
from toolkit.analysis.job import (
    Job,
    construct_scores,
    hidden_parts,
    n_effective,
    sizes_of,
    unreliable,
    weights_of,
    within,
)
from toolkit.measures.loyalty.moments import MOMENTS, UNMARKED, group_shares, moment_groups
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.suppression import hidden_cells
from toolkit.measures.thresholds import DETRACTOR_UP_TO, PROMOTER_FROM

NPS = "nps"
# Of those without a problem more than the one gave a mark, of those with one less than the other: then yes is no.
_MOST, _HARDLY = 0.5, 0.1
# Later stage less earlier, so that a difference below 0 is a loss.
PAIRS = (("resolved", "unaffected"), ("unresolved", "unaffected"), ("unresolved", "resolved"))


@dataclass(frozen=True)
class Moments:
    """The three groups, and loyalty in each.

    `table` is indexed by unaffected, resolved, unresolved: estimate, low, high (shares), n (their base), count,
    count_effective; all NaN but the counts where a group may not be shown. `levels` has a row per measure and group
    that may be shown: measure (an attitude, or "nps"), group, estimate, low, high, n, n_effective. `differences` as
    `contrasts`, pairs of shown groups. `unmarked`: how many had a problem and did not say how it was resolved.
    `unreliable` are attitudes whose scale does not hold. `nps_hidden`: so few gave some answer that no score is shown.
    `turned`: the marks come from those without a problem, as where 1 stands for yes and 2 for no; no group is shown.
    """

    table: pd.DataFrame
    levels: pd.DataFrame
    differences: pd.DataFrame
    unmarked: int
    unreliable: tuple[str, ...]
    nps_hidden: bool
    turned: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """The groups that may be shown."""
        return tuple(str(name) for name in self.table.index[self.table["estimate"].notna()])


def moments(job: Job) -> Moments | None:
    """Group customers by problem and recovery; None where these were not asked."""
    asked = job.engagement.questions
    problem, recovery = asked.problem, asked.recovery
    if problem is None or recovery is None or not is_asked(job, problem) or not is_asked(job, recovery):
        return None
    survey = job.survey
    # "Not applicable" from who had a problem means that nothing is resolved yet: so the question bank offers it.
    groups = moment_groups(
        yes_to(job, problem),
        survey.items[recovery],
        resolved_from=asked.resolved_from,
        not_yet=survey.reasons[recovery] == "not_applicable",
    )
    if not groups.isin(MOMENTS).any():
        return None
    attitudes = job.constructs("attitude")
    measures = construct_scores(job, attitudes)
    if is_asked(job, asked.recommendation):
        measures[NPS] = survey.items[str(asked.recommendation)]
    members = pd.DataFrame({name: groups == name for name in MOMENTS})
    inside = members.any(axis=1)
    hidden = _hidden(job, members, measures.drop(columns=NPS, errors="ignore"))
    turned = _turned(yes_to(job, problem), survey.items[recovery])
    hidden |= turned
    no_nps = NPS in measures and _nps_hidden(job, members, measures[NPS])
    if no_nps:
        measures = measures.drop(columns=NPS)
    table = group_shares(
        groups, MOMENTS, weights_of(survey), confidence=job.engagement.analysis.confidence
    ).drop(columns=["count", "n_effective"])
    table[["estimate", "low", "high"]] = table[["estimate", "low", "high"]].mask(hidden, axis=0)
    shown = [name for name in MOMENTS if not hidden[name]]
    return Moments(
        table=table.join(sizes_of(job, members[inside])),
        levels=_levels(job, measures, members, shown),
        differences=_differences(job, measures, members, shown),
        unmarked=0 if turned else int((groups == UNMARKED).sum()),
        unreliable=unreliable(job, attitudes),
        nps_hidden=no_nps,
        turned=turned,
    )


def _turned(problem: pd.Series, marks: pd.Series) -> bool:
    """Tell whether most without a problem gave a mark for its solution, and hardly anybody with one."""
    without, with_one = (marks.notna()[problem == answer] for answer in (0, 1))
    return bool(len(without) and len(with_one) and without.mean() > _MOST and with_one.mean() < _HARDLY)


def _hidden(job: Job, members: pd.DataFrame, measures: pd.DataFrame) -> pd.Series:
    """Say which groups are too small to show, in themselves or among those with a score, or give such a one away."""
    hidden = hidden_parts(job, members[members.any(axis=1)])
    for name in measures:
        hidden |= hidden_parts(job, members[members.any(axis=1) & measures[name].notna()])
    return hidden


def _nps_hidden(job: Job, members: pd.DataFrame, ratings: pd.Series) -> bool:
    """Tell whether some group has too few promoters, passives or detractors: its score and margin would tell them."""
    parts = {"promoter": ratings >= PROMOTER_FROM, "detractor": ratings <= DETRACTOR_UP_TO}
    parts["passive"] = ratings.notna() & ~parts["promoter"] & ~parts["detractor"]
    minimum = job.engagement.privacy.minimum_cell
    counts = {
        name: sizes_of(job, pd.DataFrame({key: part & members[name] for key, part in parts.items()}))
        for name in MOMENTS
    }
    return any(
        bool(
            hidden_cells(
                pd.DataFrame({name: sizes[column] for name, sizes in counts.items()}),
                minimum,
                across=True,
                down=True,
            ).any(axis=None)
        )
        for column in ("count", "count_effective")
    )


def _levels(job: Job, measures: pd.DataFrame, members: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    rows = []
    for measure in measures:
        for name in shown:
            theirs = measures[measure].where(members[name])
            if not theirs.notna().any():
                continue
            if measure == NPS:
                score = net_promoter_score(
                    theirs, weights_of(job.survey), confidence=job.engagement.analysis.confidence
                )
                found = within(score, -100.0, 100.0)
            else:
                found = mean_score(job, theirs)
            rows.append((measure, name, found.value, found.low, found.high, found.n, n_effective(found)))
    columns = ["measure", "group", "estimate", "low", "high", "n", "n_effective"]
    return pd.DataFrame(rows, columns=columns)


def _differences(job: Job, measures: pd.DataFrame, members: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    asked = [
        Contrast(str(measure), "nps" if measure == NPS else "mean", measures[measure], first, second, members)
        for measure in measures
        for first, second in PAIRS
        if {first, second} <= set(shown)
        and all(_any(measures[measure], members[one]) for one in (first, second))
    ]
    return contrasts(job, asked)


def _any(scores: pd.Series, members: pd.Series) -> bool:
    return bool(scores[members].notna().any())
