"""Every measure per group, and the tests between groups: one family per table."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.measures.differences import Difference, Kind, Summary, cautious_p, difference, summarise
from toolkit.measures.estimate import Estimate
from toolkit.measures.multiplicity import holm
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.proportions import proportion
from toolkit.measures.scores import mean_estimate
from toolkit.measures.thresholds import LETTERS_FROM
from toolkit.measures.weights import FloatArray, as_numbers, same_rows

Against = Literal["pairs", "rest"]
Mask = npt.NDArray[np.bool_]
# Stands for all other groups together where a group is compared with the rest; in no language.
REST: Final = "<rest>"
CELLS = ("measure", "group", "estimate", "low", "high", "n", "n_effective")
TESTS = ("measure", "first", "second", "difference", "low", "high", "p", "p_holm")


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Groups beside each other.

    `cells`: a row per measure and group, with CELLS; `tests`: a row per measure and test, with TESTS, where a test
    was possible. `against` is the rule that was used.
    """

    cells: pd.DataFrame
    tests: pd.DataFrame
    against: Against


def compare_groups(
    answers: pd.DataFrame,
    kinds: Mapping[str, Kind],
    groups: pd.Series | Sequence[Hashable],
    *,
    order: Sequence[Hashable],
    weights: npt.ArrayLike | None = None,
    against: Against = "pairs",
    testable: pd.DataFrame | None = None,
    minimum: int = LETTERS_FROM,
    confidence: float = 0.95,
) -> Comparison:
    """Estimate every measure in every group, and test which groups differ, Holm over the whole table.

    `answers`: respondents × measures, NaN where there is no answer. `kinds`, per measure: "mean" (numbers; Student's
    interval), "share" (0 and 1; Wilson's) or "nps" (ratings of 0 to 10; Tango's). `groups`: the group of each
    respondent, missing for none; `order`: the groups to compare. `weights` as in `toolkit.measures.weights`.
    `against`: "pairs" tests each pair of groups (first less second, in `order`), "rest" each group against all
    respondents of other groups, whether in `order` or not, as `REST`. Of two groups that are all there is, each is the
    other's rest: one test, as a pair.
    `testable`: bool, measures × groups: cells that no test may use (they are estimated all the same); and no group is
    tested on fewer than `minimum` respondents, effective ones where weighted.
    Limits are those of `toolkit.measures.differences.difference`, p those of its `cautious_p`. What cannot be tested
    has no row, and is no member of the family.
    Returns a Comparison; `estimate, low, high` are NaN where a group has no answer.
    Raises StatisticsError for a measure without a kind, fewer than two groups, or as `summarise` does.
    Source: Holm (1979), Scandinavian Journal of Statistics 6, 65–70.

    >>> frame = pd.DataFrame({"mark": [6.0, 7, 8, 7] * 10 + [8.0, 9, 10, 9] * 10})
    >>> shops = ["Delft"] * 40 + ["Gouda"] * 40
    >>> found = compare_groups(frame, {"mark": "mean"}, shops, order=["Delft", "Gouda"])
    >>> found.cells["estimate"].tolist(), found.tests["difference"].tolist()
    ([7.0, 9.0], [-2.0])
    """
    _check(answers, kinds, order)
    same_rows(answers, groups)
    same_rows(answers, weights)
    split = _split(groups, order, weights, len(answers))
    cells = _cells(answers, kinds, split, confidence)
    allowed = _allowed(cells, testable, minimum)
    used: Against = "pairs" if len(order) == 2 and not split.others.any() else against
    rows = []
    for measure, kind in kinds.items():
        tested = [group for group in split.members if (measure, group) in allowed]
        for one, other, first, second in _pairs(as_numbers(answers[measure]), kind, tested, split, used):
            if min(second.n, second.n_effective) >= minimum:
                found = difference(first, second, confidence=confidence)
                rows.append(_row(measure, one, other, found, cautious_p(found, first, second)))
    tests = pd.DataFrame(rows, columns=list(TESTS[:-1])).astype(dict.fromkeys(TESTS[3:-1], float))
    return Comparison(cells, tests.assign(p_holm=holm(tests["p"].to_numpy())), used)


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """Who is in which group; `others` have a group that is not compared."""

    members: dict[Hashable, Mask]
    others: Mask
    weights: FloatArray | None

    def of(self, mask: Mask) -> FloatArray | None:
        return None if self.weights is None else self.weights[mask]


def _check(answers: pd.DataFrame, kinds: Mapping[str, Kind], order: Sequence[Hashable]) -> None:
    strange = [name for name in kinds if name not in answers]
    if strange:
        raise StatisticsError(f"{', '.join(strange)}: not among the answers")
    if len(set(order)) < 2 or len(set(order)) < len(order):
        raise StatisticsError("a comparison needs two groups or more, each named once")


def _split(
    groups: pd.Series | Sequence[Hashable], order: Sequence[Hashable], weights: npt.ArrayLike | None, n: int
) -> _Split:
    codes = pd.Series(groups).reset_index(drop=True)
    w = None if weights is None else as_numbers(weights, "weights")
    if len(codes) != n or (w is not None and w.shape != (n,)):
        raise StatisticsError(f"groups and weights: {n} expected, one per row of the answers")
    members = {group: (codes == group).fillna(False).to_numpy(bool) for group in order}
    others = codes.notna().to_numpy(bool) & ~np.logical_or.reduce(list(members.values()))
    return _Split(members, others, w)


def _cells(
    answers: pd.DataFrame, kinds: Mapping[str, Kind], split: _Split, confidence: float
) -> pd.DataFrame:
    rows = []
    for measure, kind in kinds.items():
        x = as_numbers(answers[measure], measure)
        for group, mask in split.members.items():
            estimate = _estimate(x[mask], kind, split.of(mask), confidence)
            rows.append({"measure": measure, "group": group, **_told(estimate)})
    return pd.DataFrame(rows, columns=list(CELLS))


def _estimate(x: FloatArray, kind: Kind, w: FloatArray | None, confidence: float) -> Estimate | None:
    if not _counted(x, w).any():
        return None
    if kind == "mean":
        return mean_estimate(x, w, confidence=confidence)
    return (proportion if kind == "share" else net_promoter_score)(x, w, confidence=confidence)


def _told(estimate: Estimate | None) -> dict[str, float]:
    if estimate is None:
        nothing = float("nan")
        return {"estimate": nothing, "low": nothing, "high": nothing, "n": 0, "n_effective": 0.0}
    return {
        "estimate": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "n_effective": float(estimate.n) if estimate.n_effective is None else estimate.n_effective,
    }


def _allowed(cells: pd.DataFrame, testable: pd.DataFrame | None, minimum: int) -> set[tuple[str, Hashable]]:
    """Give the measures and groups that may be tested."""
    large = (cells[["n", "n_effective"]] >= minimum).all(axis=1)
    places = zip(cells["measure"][large], cells["group"][large], strict=True)
    return {place for place in places if testable is None or testable.at[place]}


def _counted(x: FloatArray, w: FloatArray | None) -> Mask:
    return ~np.isnan(x) if w is None else ~np.isnan(x) & (w > 0)


def _pairs(
    x: FloatArray, kind: Kind, tested: Sequence[Hashable], split: _Split, against: Against
) -> Iterator[tuple[Hashable, Hashable, Summary, Summary]]:
    """Give what is to be tested on one measure: both names, and what is known of both."""

    def summary(mask: Mask) -> Summary:
        return summarise(x[mask], split.of(mask), kind=kind)

    known = {group: summary(split.members[group]) for group in tested}
    if against == "pairs":
        for one, other in combinations(tested, 2):
            yield one, other, known[one], known[other]
        return
    anyone = split.others | np.logical_or.reduce(list(split.members.values()))
    for one in tested:
        rest = anyone & ~split.members[one]
        if _counted(x[rest], split.of(rest)).any():
            yield one, REST, known[one], summary(rest)


def _row(measure: str, one: Hashable, other: Hashable, found: Difference, p: float) -> dict[str, object]:
    return {
        "measure": measure,
        "first": one,
        "second": other,
        "difference": found.value,
        "low": found.low,
        "high": found.high,
        "p": p,
    }
