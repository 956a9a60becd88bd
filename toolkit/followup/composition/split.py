"""One measure, two waves: the change split in what other customers bring and what changed within like customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.errors import StatisticsError
from toolkit.followup.changes.change import ROUNDING
from toolkit.followup.composition.groups import Matched
from toolkit.followup.composition.influence import (
    SETTLED,
    SINGULAR,
    dummies,
    regression,
    segment_slices,
    standard_error,
)
from toolkit.followup.waves import IntArray, Sample
from toolkit.measures.weights import FloatArray

Pairs = tuple[IntArray, IntArray]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a change, in the units of the measure, with its standard error (0 where there is no spread)."""

    value: float
    se: float


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A change in two parts that add up to it: `within` like customers, and `composition`.

    `contributions`: per segment its part of `composition`, to which they add up; empty where segments determine each
    other, so that they cannot be told apart. `influence`: what each respondent of both waves adds to the error of
    `within`. `coefficients`: the number that the groups take.
    """

    within: Part
    composition: Part
    contributions: dict[str, Part]
    influence: tuple[FloatArray, FloatArray]
    coefficients: int


def split_change(before: Sample, after: Sample, matched: Matched, pairs: Pairs) -> Split:
    """Split the change of a mean by the groups that its customers are in (Kitagawa–Oaxaca–Blinder, two-fold, pooled).

    `before`, `after`: answers with their weights; `matched`: the groups of those who answered; `pairs`: the positions
    of those in both.

    One regression over both waves, y = a + δ·(second wave) + x'β with x a dummy per group (main effects), each wave's
    weights scaled to a mean of 1. Composition is (x̄₂ − x̄₁)'β, the part within like customers is the rest, which is δ.
    What differs in groups beyond the main effects (the interaction of the three-fold split) is folded into δ: it is
    then the average of the groups' changes, those that both waves have many of counting most.
    Both errors hold for uneven spread (HC2), shares are random in both waves, and the two answers of one respondent
    count together. The contribution of a segment is its own part of (x̄₂ − x̄₁)'β: as the shares of its groups change
    by 0 together, it is the same whichever group is left out.

    Raises StatisticsError where the groups tell exactly which wave an answer is from, or as `regression` does.
    Sources: Kitagawa (1955), Journal of the American Statistical Association 50, 1168–1194; Oaxaca (1973),
    International Economic Review 14, 693–709; Blinder (1973), Journal of Human Resources 8, 436–455; Jann (2008),
    Stata Journal 8, 453–479, for pooling with the wave in the model and for random shares; Fortin, Lemieux & Firpo
    (2011), Handbook of Labor Economics 4A, 1–102. In R this is `oaxaca::oaxaca`, its two-fold split with weight −2.
    """
    shares = tuple(wave_shares(sample) for sample in (before, after))
    x = dummies(matched.before, matched.numbers), dummies(matched.after, matched.numbers)
    second = np.repeat([0.0, 1.0], [before.n, after.n])
    design = np.column_stack([np.ones(second.size), second, np.vstack(x)])
    weights = np.concatenate([share * share.size for share in shares])
    gram = (design * weights[:, None]).T @ design
    _require_overlap(gram)
    fit = regression(design, np.concatenate([before.values, after.values]), weights)
    first, last = (np.split(fit.influence, [before.n])[place] for place in (0, 1))
    beta = fit.values[2:]
    moved = shares[1] @ x[1] - shares[0] @ x[0]
    drawn = (-share_influence(x[0], shares[0]), share_influence(x[1], shares[1]))
    largest = _largest(before, after)

    def part(here: slice) -> Part:
        columns = slice(2 + here.start, 2 + here.stop)
        u, v = (
            influence[:, columns] @ moved[here] + drift[:, here] @ beta[here]
            for influence, drift in zip((first, last), drawn, strict=True)
        )
        return Part(float(moved[here] @ beta[here]), spread(u, v, pairs, largest))

    alone = np.linalg.matrix_rank(gram, tol=SINGULAR * gram.max(), hermitian=True) == len(gram)
    u, v = first[:, 1], last[:, 1]
    return Split(
        within=Part(float(fit.values[1]), spread(u, v, pairs, largest)),
        composition=part(slice(0, beta.size)),
        contributions={name: part(here) for name, here in segment_slices(matched).items()} if alone else {},
        influence=(u, v),
        coefficients=int(beta.size),
    )


def share_influence(x: FloatArray, share: FloatArray) -> FloatArray:
    """What each respondent adds to the error of the share of each group, shape of `x`, with √(n/(n − 1))."""
    return np.asarray(share[:, None] * (x - share @ x) * np.sqrt(len(x) / (len(x) - 1)))


def spread(before: FloatArray, after: FloatArray, pairs: Pairs, largest: float) -> float:
    """Give the standard error of what respondents add up to, 0 where that is rounding of answers so large."""
    se = standard_error(before, after, pairs)
    return se if se > ROUNDING * largest else 0.0


def wave_shares(sample: Sample) -> FloatArray:
    """Give each respondent's share of the wave, by weight."""
    weights = np.ones(sample.n) if sample.weights is None else sample.weights
    return np.asarray(weights / weights.sum())


def _largest(before: Sample, after: Sample) -> float:
    return max(float(np.abs(sample.values).max()) for sample in (before, after))


def _require_overlap(gram: FloatArray) -> None:
    """Refuse where the other columns leave nothing of the wave, the second column."""
    others = np.delete(np.delete(gram, 1, axis=0), 1, axis=1)
    with_wave = np.delete(gram[1], 1)
    left = gram[1, 1] - with_wave @ np.linalg.pinv(others, rcond=SINGULAR, hermitian=True) @ with_wave
    if left < SETTLED * gram[1, 1]:
        raise StatisticsError(
            "The segments together tell exactly which wave an answer is from, so that nobody is alike in both. "
            "Leave one of them out."
        )
