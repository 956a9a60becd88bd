"""Every score per group of customers, and which groups differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.analysis.baseline.shares import top_two_from
from toolkit.analysis.job import Job, construct_scores, enough, unreliable, weights_of
from toolkit.intake.people import OTHER
from toolkit.measures.differences import Kind
from toolkit.measures.segments.compare import Comparison, compare_groups
from toolkit.measures.segments.letters import apart, group_letters, significance_signs
from toolkit.measures.suppression import hidden_places
from toolkit.measures.thresholds import DETRACTOR_UP_TO, NINE_PLUS_FROM, PROMOTER_FROM, REPORT_MARK_SCALE
from toolkit.measures.weights import FloatArray, sizes_within

# Measures that are no construct, in capitals, which the name of a construct never has.
NPS: Final = "NPS"
MARK: Final = "MARK"
NINE_PLUS: Final = "NINE_PLUS"
EFFORT: Final = "EFFORT"
QUESTIONS: Final = (NPS, MARK, NINE_PLUS, EFFORT)
# A division into more groups than three tables hold is a list, which nobody reads as a comparison.
MOST_GROUPS: Final = 18
_CELL: Final = ("estimate", "low", "high", "n", "n_effective")
# The part that each respondent falls in (below 0: none), and how many parts there are.
Parts: TypeAlias = tuple[npt.NDArray[np.int64], int]


@dataclass(frozen=True, eq=False)
class Division:
    """One division of the customers: every measure in every group.

    `groups`: codes in declared order, those that may be shown; `letters` of those that are compared. `sizes` is indexed
    by code: count, count_effective and hidden, for the gate and not for print where small. `found` holds the estimates
    of all groups and the tests of those that may be shown, `hidden` (bool, measures × groups) which cells may not,
    `signs` what stands in a cell, `apart` who differs from each other group that was tested.
    """

    segment: str
    groups: tuple[str, ...]
    letters: Mapping[str, str]
    sizes: pd.DataFrame
    found: Comparison
    hidden: pd.DataFrame
    signs: pd.DataFrame
    apart: pd.DataFrame

    def cell(self, measure: str, group: str) -> dict[str, float]:
        """Give estimate, low, high, n and n_effective of a cell, NaN where it may not be shown."""
        if self.hidden.at[measure, group]:
            return dict.fromkeys(_CELL, float("nan"))
        return dict(zip(_CELL, self._numbers[measure, group], strict=True))

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], list[float]]:
        cells = self.found.cells
        numbers = cells[list(_CELL)].to_numpy(dtype=np.float64).tolist()
        names = zip(cells["measure"].astype(str), cells["group"].astype(str), strict=True)
        return dict(zip(names, numbers, strict=True))


@dataclass(frozen=True, eq=False)
class Segments:
    """Scores per group of customers. `kinds`: the measures, in the order of the tables; `unreliable` carry no sign.

    `outcome` is the measure that is drawn, the first that says how loyal customers are. `too_many` are divisions into
    more than MOST_GROUPS groups, `too_few` those of which fewer than two groups may be shown.
    """

    divisions: tuple[Division, ...]
    kinds: Mapping[str, Kind]
    unreliable: tuple[str, ...]
    outcome: str
    too_many: tuple[str, ...]
    too_few: tuple[str, ...]


def segments(job: Job) -> Segments | None:
    """Compare the groups of every division; None where the customers are not divided, or nothing is measured."""
    answers, kinds = _measures(job)
    if not kinds or job.survey.segments.columns.empty:
        return None
    flagged = unreliable(job, tuple(name for name in kinds if name not in QUESTIONS))
    parts = {name: _numbered(_part(answers[name], kind)) for name, kind in kinds.items()}
    divisions, too_many, too_few = [], [], []
    for segment in job.survey.segments.columns:
        sizes = _sizes(job, job.survey.segments[segment])
        shown = sizes.index[~sizes["hidden"]]
        if len(shown) > MOST_GROUPS:
            too_many.append(str(segment))
        elif len(shown) > 1:
            divisions.append(_division(job, str(segment), sizes, answers, kinds, parts, flagged))
        else:
            too_few.append(str(segment))
    outcome = _outcome(job, kinds, flagged)
    return Segments(tuple(divisions), kinds, flagged, outcome, tuple(too_many), tuple(too_few))


def _outcome(job: Job, kinds: Mapping[str, Kind], flagged: tuple[str, ...]) -> str:
    felt = [name for name in job.constructs("attitude") if name in kinds and name not in flagged]
    return next(iter([*felt, *(name for name in QUESTIONS if name in kinds), *kinds]))


def _measures(job: Job) -> tuple[pd.DataFrame, dict[str, Kind]]:
    """Give what each respondent answered on each measure, and the kind of each."""
    items, asked = job.survey.items, job.engagement.questions
    columns: dict[str, tuple[Kind, pd.Series]] = {}
    if asked.recommendation is not None and asked.recommendation in items:
        columns[NPS] = ("nps", items[asked.recommendation])
    if asked.report_mark is not None and asked.report_mark in items:
        columns[MARK] = ("mean", items[asked.report_mark])
        columns[NINE_PLUS] = ("share", _hits(items[asked.report_mark], NINE_PLUS_FROM))
    if asked.effort is not None and asked.effort in items:
        columns[EFFORT] = ("share", _hits(items[asked.effort], top_two_from(job, asked.effort)))
    scores = construct_scores(job, job.themes)
    columns |= {str(name): ("mean", scores[name]) for name in scores}
    kept = {name: (kind, values) for name, (kind, values) in columns.items() if enough(job, values)}
    frame = pd.DataFrame({name: values for name, (_, values) in kept.items()}, index=items.index)
    return frame, {name: kind for name, (kind, _) in kept.items()}


def _hits(values: pd.Series, lowest: float) -> pd.Series:
    return (values >= lowest).astype(float).where(values.notna())


def _sizes(job: Job, codes: pd.Series) -> pd.DataFrame:
    """Count who is in each group, in declared order: count, count_effective, and whether the group is hidden."""
    named, counts = codes.astype(object), codes.value_counts(sort=False)
    order = [str(code) for code in codes.cat.categories[counts > 0]]
    everyone = np.zeros(len(codes), dtype=np.intp), 1
    total = _crossed(job, named, everyone, order)
    hidden = hidden_places(total, job.engagement.privacy.minimum_cell, across=False, down=True)
    return pd.DataFrame(
        {
            "count": counts[counts > 0].to_numpy(),
            "count_effective": total.sum(axis=1),
            "hidden": hidden.any(axis=1),
        },
        index=pd.Index(order),
    )


def _crossed(job: Job, groups: pd.Series, parts: Parts, order: list[str]) -> FloatArray:
    """Count, per group and part, the smaller of respondents and effective number (Kish); 0 where nobody is."""
    (part, number), group = parts, pd.Index(order).get_indexer(pd.Index(groups))
    cell = np.where((group >= 0) & (part >= 0), group * number + part, -1)
    return sizes_within(cell, len(order) * number, weights_of(job.survey)).reshape(len(order), number)


def _numbered(parts: pd.Series) -> Parts:
    codes, names = pd.factorize(parts.to_numpy(), sort=True)
    return codes, len(names)


def _division(
    job: Job,
    segment: str,
    sizes: pd.DataFrame,
    answers: pd.DataFrame,
    kinds: Mapping[str, Kind],
    parts: Mapping[str, Parts],
    flagged: tuple[str, ...],
) -> Division:
    codes = job.survey.segments[segment].astype(object)
    order = [str(code) for code in sizes.index]
    hidden = _hidden(job, codes, sizes, parts)
    testable = ~hidden
    testable.loc[list(flagged)] = False
    if OTHER in testable:
        testable[OTHER] = False
    settings = job.engagement.analysis
    found = compare_groups(
        answers,
        kinds,
        codes,
        order=order,
        weights=weights_of(job.survey),
        against=settings.letters,
        testable=testable,
        confidence=settings.confidence,
    )
    shown = tuple(group for group in order if not sizes.at[group, "hidden"])
    letters = {str(one): letter for one, letter in group_letters([g for g in shown if g != OTHER]).items()}
    return Division(
        segment=segment,
        groups=shown,
        letters=letters,
        sizes=sizes,
        found=Comparison(_within_scale(found.cells), found.tests, found.against),
        hidden=hidden,
        signs=significance_signs(found, letters, confidence=settings.confidence),
        apart=apart(found, settings.confidence),
    )


def _within_scale(cells: pd.DataFrame) -> pd.DataFrame:
    """Cut the intervals at the ends of their scales: no customer can lie beyond."""
    ends = {NPS: (-100.0, 100.0), MARK: REPORT_MARK_SCALE, NINE_PLUS: (0.0, 1.0), EFFORT: (0.0, 1.0)}
    low, high = (cells["measure"].map(lambda name, at=at: ends.get(name, (0.0, 100.0))[at]) for at in (0, 1))
    return cells.assign(low=np.maximum(cells["low"], low), high=np.minimum(cells["high"], high))


def _hidden(job: Job, codes: pd.Series, sizes: pd.DataFrame, parts: Mapping[str, Parts]) -> pd.DataFrame:
    """Say per measure and group which cells may not be shown (bool, measures × groups).

    A mean rests on those who answered, that of two answers on each. A share also tells how many gave no hit, and a
    recommendation score, with its margin, how many are promoters, passives and detractors: each of these must be large
    enough, or empty. The total of each of them over all groups is known, so that more is hidden where a hidden group
    would follow from it.
    """
    order = [str(code) for code in sizes.index]
    rows = {}
    minimum, groups_hidden = job.engagement.privacy.minimum_cell, sizes["hidden"].to_numpy(bool)
    for measure, part in parts.items():
        behind = _crossed(job, codes, part, order)
        small = hidden_places(behind, minimum, across=False, down=True, whole_rows=True).any(axis=1)
        rows[measure] = small | groups_hidden | (behind.sum(axis=1) == 0)
    return pd.DataFrame.from_dict(rows, orient="index", columns=order)


def _part(values: pd.Series, kind: Kind) -> pd.Series:
    """Give the part that an answer falls in: what a reader can work out of how many there are."""
    # Of two answers, such as yes and no, a mean tells how many gave each.
    if kind == "share" or (kind == "mean" and values.nunique() == 2):
        return values
    if kind == "mean":
        return pd.Series(0.0, index=values.index).where(values.notna())
    parts = np.select([values >= PROMOTER_FROM, values <= DETRACTOR_UP_TO], [1.0, -1.0], 0.0)
    return pd.Series(parts, index=values.index).where(values.notna())
