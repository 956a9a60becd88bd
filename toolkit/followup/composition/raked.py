"""The change after both waves were raked to a common make-up: the same question, answered by weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.composition.groups import Matched
from toolkit.followup.composition.influence import dummies, regression
from toolkit.followup.composition.split import Pairs, Part, Split, share_influence, spread, wave_shares
from toolkit.followup.waves import IntArray, Sample
from toolkit.measures.weights import FloatArray

Margins = Mapping[str, Mapping[str, float]]
# Weights (n,) with which the groups (n, segments) have these shares, as near as can be to the weights to start from.
Rake = Callable[[pd.DataFrame, Margins, FloatArray | None], FloatArray]
# Margins hold when no weighted share is further off than this: far below what a report prints.
HOLDS = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Raked:
    """The change with both waves raked, and `gap`: how much it is above the part within like customers."""

    change: Part
    gap: Part


def raked_weights(
    before: Sample, after: Sample, matched: Matched, rake: Rake
) -> tuple[FloatArray, FloatArray]:
    """Rake both waves to the make-up halfway between them; weights of sum 1, shape (n,) each.

    `before`, `after`: answers with their weights, from which raking starts; `matched`: their groups. `rake` makes the
    weights; see Rake.
    Raises StatisticsError where these do not make the margins hold, or as `rake` does.
    """
    x, shares = _of_waves(before, after, matched)
    target = (shares[0] @ x[0] + shares[1] @ x[1]) / 2
    margins = _margins(matched, shares)
    made = []
    for sample, groups, columns in zip((before, after), (matched.before, matched.after), x, strict=True):
        v = np.asarray(rake(_frame(matched, groups), margins, sample.weights), dtype=np.float64)
        made.append(v / v.sum())
        if not np.allclose(made[-1] @ columns, target, rtol=0, atol=HOLDS):
            raise StatisticsError("The margins of both waves cannot be made to hold together. Merge groups.")
    return made[0], made[1]


def raked_change(
    before: Sample,
    after: Sample,
    matched: Matched,
    pairs: Pairs,
    split: Split,
    weights: tuple[FloatArray, FloatArray],
) -> Raked:
    """Give the change of a mean when both waves are raked to the make-up halfway between them.

    `before`, `after`, `matched`, `pairs` as for `split_change`, and `split` what it gave; `weights`: `raked_weights`.

    Raking is taken as calibration: a respondent adds v·e/Σv to the error of a raked mean, v being the raked weight and
    e the residual of the regression, with weights v, on the margins (over √(1 − leverage)); and, as the margins are
    drawn too, (β₂ − β₁)' times what it adds to the error of the halfway make-up. Unlike `split_change` each wave has
    coefficients of its own, so that a gap beyond chance says that the change is not the same in all groups.

    Raises StatisticsError as `regression` does.
    Sources: Deville & Särndal (1992), Journal of the American Statistical Association 87, 376–382; Deville, Särndal &
    Sautory (1993), the same 88, 1013–1020. In R: `svyby` after `survey::calibrate(calfun = "raking")`, whose errors
    take the margins as known.
    """
    x, shares = _of_waves(before, after, matched)
    means, own, betas = [], [], []
    for sample, columns, v in zip((before, after), x, weights, strict=True):
        design = np.column_stack([np.ones(sample.n), columns])
        fit = regression(design, sample.values, v * sample.n)
        means.append(float(v @ sample.values))
        own.append(fit.influence @ (v @ design))
        betas.append(fit.values[1:])
    bent = (betas[1] - betas[0]) / 2
    drawn = [share_influence(columns, share) @ bent for columns, share in zip(x, shares, strict=True)]
    u, v = drawn[0] - own[0], drawn[1] + own[1]
    largest = max(float(np.abs(sample.values).max()) for sample in (before, after))
    value, influence = means[1] - means[0], split.influence
    return Raked(
        change=Part(value, spread(u, v, pairs, largest)),
        gap=Part(value - split.within.value, spread(u - influence[0], v - influence[1], pairs, largest)),
    )


def _of_waves(
    before: Sample, after: Sample, matched: Matched
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Give the dummies of both waves and each respondent's share of its wave."""
    x = dummies(matched.before, matched.numbers), dummies(matched.after, matched.numbers)
    return x, (wave_shares(before), wave_shares(after))


def _frame(matched: Matched, groups: tuple[IntArray, ...]) -> pd.DataFrame:
    columns = {
        name: pd.Categorical.from_codes(
            places, categories=pd.Index([str(at) for at in range(number)], dtype="str")
        )
        for name, places, number in zip(matched.names, groups, matched.numbers, strict=True)
    }
    return pd.DataFrame(columns)


def _margins(matched: Matched, shares: tuple[FloatArray, FloatArray]) -> dict[str, dict[str, float]]:
    """Give, per segment, the share of each group halfway between both waves."""
    made = {}
    for at, (name, number) in enumerate(zip(matched.names, matched.numbers, strict=True)):
        halves = [
            np.bincount(groups[at], weights=share, minlength=number) / 2
            for groups, share in zip((matched.before, matched.after), shares, strict=True)
        ]
        made[name] = {str(place): float(share) for place, share in enumerate(halves[0] + halves[1])}
    return made
