"""One straight line or one bend: does a score rise with the report mark faster, or slower, from some mark on?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.intervals import upper_tail
from toolkit.measures.loyalty.groups import with_all_scores
from toolkit.measures.resampling import Rows, drawn_sums, row_sums
from toolkit.measures.thresholds import BEND_RESPONDENTS, BEND_SHARE, RESAMPLED_ROWS
from toolkit.measures.weights import FloatArray, effective_n

# Numbers drawn at a time: a matrix of 32 MB.
_DRAWS = 4_000_000
# Scores that vary less than this part of their size are all the same.
_CONSTANT = 1e-12


@dataclass(frozen=True, slots=True)
class Bend:
    """The best single bend in the line of a score by mark, and the test that there is none.

    `statistic` is the largest robust F over the candidate marks, `p` its wild bootstrap probability were the line
    straight. `mark` is where the bend lies, `level` the fitted score there, `before` and `after` the slopes on either
    side (points per mark), `change` is after − before, `line` the slope of the straight line; each with its percentile
    interval.
    `candidates` are the marks at which a bend was looked for.
    """

    statistic: float
    p: float
    mark: Estimate
    level: Estimate
    before: Estimate
    after: Estimate
    change: Estimate
    line: Estimate
    candidates: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Answers:
    """Respondents alike in mark, score and weight taken together: what is drawn costs no more with more respondents.

    `u` are the marks that were given, `candidates` those at which a bend is sought; per cell: `place` in `u`, score
    `y`, weight `w` (1 on average over respondents) and `count`.
    """

    u: FloatArray
    candidates: FloatArray
    place: npt.NDArray[np.intp]
    y: FloatArray
    w: FloatArray
    count: FloatArray

    @property
    def n(self) -> int:
        return int(self.count.sum())

    def per_mark(self, values: FloatArray) -> FloatArray:
        """Sum over the respondents of each mark, shape (marks, 1)."""
        summed = np.bincount(self.place, self.count * values, minlength=len(self.u))
        return summed.astype(np.float64)[:, None]

    def spread_out(self, values: FloatArray) -> FloatArray:
        """Put the value of each cell in the column of its mark, shape (cells, marks)."""
        table = np.zeros((len(self.place), len(self.u)))
        table[np.arange(len(self.place)), self.place] = values
        return table

    def grouped(self, table: FloatArray, generator: np.random.Generator) -> FloatArray | None:
        """Sum a table (cells, sums) over random groups of respondents, (sums, groups); None where cells are few."""
        if len(self.place) <= RESAMPLED_ROWS:
            return None
        cell = np.repeat(np.arange(len(self.place)), self.count.astype(np.intp))

        def products(rows: Rows) -> FloatArray:
            return np.asarray(table[cell[rows]].T)

        return row_sums(products, self.n, generator)


@dataclass(frozen=True, slots=True, eq=False)
class _Fits:
    """Fits to sums per mark of b samples at once: candidates × b, and `residual` marks × candidates × b.

    `residual` is what a straight line leaves of max(0, mark − candidate); `gain` how much the sum of squares falls.
    """

    change: FloatArray
    gain: FloatArray
    before: FloatArray
    line: FloatArray
    residual: FloatArray
    straight: FloatArray


def bend(
    marks: npt.ArrayLike,
    scores: npt.ArrayLike,
    *,
    generator: np.random.Generator,
    weights: npt.ArrayLike | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> Bend:
    """Fit score = a + b·mark + c·max(0, mark − k), and test whether c is 0 whatever k is.

    `marks` and `scores` have shape (n,), of the same respondents, NaN where there is none; only who has both takes
    part. k is one of the given marks with at least `BEND_SHARE` of the (weighted) respondents, and
    `BEND_RESPONDENTS` of them (Kish), on either side; it is found by least squares, weighted where there are weights.
    Test: at each k, F = c²/var(c) with the sandwich variance of White (HC1; weighted it is the linearised one), so
    that spread may differ from mark to mark; of these the largest. Were the line straight, k would have no meaning
    and F no known distribution: so scores are redrawn from the straight line with their own residuals under random
    signs (wild bootstrap), p = (1 + resamples with an F at least as large)/(1 + resamples).
    Intervals: percentiles over respondents drawn with replacement, k sought again each time. They describe the best
    bend; where the test does not show one, they are not to be told.
    Of more than `RESAMPLED_ROWS` different combinations of mark, score and weight, random groups of respondents are
    drawn in the place of respondents, and get one sign (`toolkit.measures.resampling.row_sums`).
    Raises StatisticsError where no mark can be a bend, the scores do not vary, or for unusable weights.
    Source: Hansen (1996), Econometrica 64, 413–430, on the supremum F; Davidson & Flachaire (2008), Journal of
    Econometrics 146, 162–169, on the wild bootstrap; Hansen (2017), Journal of Business & Economic Statistics 35,
    228–240, on a continuous bend. In R, `chngpt::chngptm(type = "segmented")` and `segmented` fit it.

    >>> marks = np.repeat([5, 6, 7, 8, 9, 10], 40)
    >>> scores = 30 + 2 * marks + 10 * np.maximum(0, marks - 8) + np.tile([-3, -1, 1, 3], 60)
    >>> found = bend(marks, scores, generator=np.random.default_rng(1), resamples=199)
    >>> found.mark.value, round(found.before.value, 6), round(found.after.value, 6), found.p
    (8.0, 2.0, 12.0, 0.005)
    """
    both, w = with_all_scores(weights, marks=marks, scores=scores)
    answers = _answers(both, w)
    fits = _fitted(answers, answers.per_mark(answers.w), answers.per_mark(answers.w * answers.y))
    statistic, p = _test(answers, fits, generator, resamples)
    observed = _told(answers, fits)
    drawn = list(_redrawn(answers, generator, resamples))
    tail = 1 - upper_tail(confidence)
    told = {}
    for name, value in observed.items():
        sample = np.concatenate([part[name] for part in drawn])
        low, high = np.quantile(sample, [tail, 1 - tail])
        told[name] = Estimate(
            value=float(value[0]),
            low=float(low),
            high=float(high),
            n=len(both),
            unit="mark" if name == "mark" else "points",
            method="percentile",
            confidence=confidence,
            n_effective=None if w is None else effective_n(w),
        )
    return Bend(statistic=statistic, p=p, candidates=tuple(answers.candidates.tolist()), **told)


def _answers(both: FloatArray, w: FloatArray | None) -> _Answers:
    y = both[:, 1]
    if np.ptp(y) <= _CONSTANT * np.abs(y).max():
        raise StatisticsError("scores: all are the same, so that there is no line to bend")
    own = np.ones(len(both)) if w is None else w / w.mean()
    cells, count = np.unique(np.column_stack([both, own]), axis=0, return_counts=True)
    u, place = np.unique(cells[:, 0], return_inverse=True)
    answers = _Answers(u, u, place, cells[:, 1], cells[:, 2], count.astype(np.float64))
    candidates = _candidates(answers)
    if not candidates.size:
        raise StatisticsError(
            "marks: too few respondents lie on either side of any mark to look for a bend there"
        )
    return replace(answers, candidates=candidates)


def _candidates(answers: _Answers) -> FloatArray:
    """Give the marks with enough respondents strictly below and strictly above."""
    weight, squares = (answers.per_mark(values)[:, 0] for values in (answers.w, answers.w**2))
    fit = np.ones(len(answers.u), dtype=np.bool_)
    for way in (1, -1):
        sums, of_squares = (np.cumsum(part[::way])[::way] - part for part in (weight, squares))
        kish = np.divide(sums**2, of_squares, out=np.zeros_like(sums), where=of_squares > 0)
        fit &= (sums >= BEND_SHARE * weight.sum()) & (kish >= BEND_RESPONDENTS)
    return np.asarray(answers.u[fit], dtype=np.float64)


def _fitted(answers: _Answers, weight: FloatArray, total: FloatArray) -> _Fits:
    """Fit line and bends to sums of weights and of weighted scores per mark, shape (marks, b) each."""
    u, candidates = answers.u, answers.candidates
    whole = weight.sum(axis=0)
    centre = (weight * u[:, None]).sum(axis=0) / whole
    mean = total.sum(axis=0) / whole
    away = u[:, None] - centre  # marks × b
    spread = (weight * away**2).sum(axis=0)
    line = (away * total).sum(axis=0) / spread
    hinge = np.maximum(0.0, u[:, None] - candidates)  # marks × candidates
    middle = np.einsum("mk,mb->kb", hinge, weight) / whole
    tilt = np.einsum("mk,mb->kb", hinge, weight * away) / spread
    residual = hinge[:, :, None] - middle - tilt * away[:, None, :]
    size = np.einsum("mkb,mb->kb", residual**2, weight)
    product = np.einsum("mkb,mb->kb", residual, total)
    # Where a resample leaves a side empty, a bend there explains nothing.
    there = size > _CONSTANT * spread
    change = np.divide(product, size, out=np.zeros_like(size), where=there)
    return _Fits(change, change * product, line - change * tilt, line, residual, mean + line * away)


def _told(answers: _Answers, fits: _Fits) -> dict[str, FloatArray]:
    """Give mark and slopes of the best bend of each sample, shape (b,) each."""
    candidates = answers.candidates
    best = fits.gain.argmax(axis=0)[None, :]
    at = np.searchsorted(answers.u, candidates)
    level = fits.straight[at] + fits.change * fits.residual[at, np.arange(len(candidates))]
    before, change, level = (
        np.take_along_axis(part, best, axis=0)[0] for part in (fits.before, fits.change, level)
    )
    return {
        "mark": candidates[best[0]],
        "level": level,
        "before": before,
        "after": before + change,
        "change": change,
        "line": fits.line,
    }


def _supremum(
    fits: _Fits, squares: tuple[FloatArray, FloatArray, FloatArray], n: int, size: FloatArray
) -> FloatArray:
    """Largest robust F per sample; `squares` are Σw², Σw²y and Σw²y² per mark, `size` Σw·residual² per candidate."""
    fitted = fits.straight[:, None, :] + fits.change * fits.residual  # marks × candidates × b
    w2, w2y, w2y2 = (part[:, None, :] for part in squares)
    errors = np.maximum(w2y2 - 2 * fitted * w2y + fitted**2 * w2, 0.0)
    variance = n / max(n - 3, 1) * np.einsum("mkb,mkb->kb", fits.residual**2, errors) / size[:, None] ** 2
    most = np.abs(fits.change).max() ** 2
    return np.asarray(
        (fits.change**2 / np.maximum(variance, _CONSTANT * most + np.finfo(float).tiny)).max(axis=0)
    )


def _test(
    answers: _Answers, fits: _Fits, generator: np.random.Generator, resamples: int
) -> tuple[float, float]:
    """Give the largest robust F, and the share of wild resamples of the straight line with one as large."""
    w, y, n, marks = answers.w, answers.y, answers.n, len(answers.u)
    weight, w2 = answers.per_mark(w), answers.per_mark(w**2)
    size = np.einsum("mkb,mb->k", fits.residual**2, weight)
    squares = w2, answers.per_mark(w**2 * y), answers.per_mark(w**2 * y**2)
    statistic = float(_supremum(fits, squares, n, size)[0])
    straight = fits.straight
    error = y - straight[answers.place, 0]
    errors2 = answers.per_mark((w * error) ** 2)
    parts = np.hstack([answers.spread_out(w * error), answers.spread_out(w**2 * error)])
    groups = answers.grouped(parts, generator)
    # As many respondents of a cell with a plus as heads in so many throws, the others with a minus.
    count, parts = (answers.count, parts) if groups is None else (np.ones(groups.shape[1]), groups.T)
    as_large = 0
    for some in _pieces(len(count), resamples):
        heads = generator.binomial(count.astype(np.int64), 0.5, size=(some, len(count)))
        noise = ((2.0 * heads - count) @ parts).T
        first, second = noise[:marks], noise[marks:]
        again = _fitted(answers, np.repeat(weight, some, axis=1), weight * straight + first)
        redrawn = (w2, w2 * straight + second, w2 * straight**2 + 2 * straight * second + errors2)
        as_large += int((_supremum(again, redrawn, n, size) >= statistic).sum())
    return statistic, (1 + as_large) / (1 + resamples)


def _redrawn(
    answers: _Answers, generator: np.random.Generator, resamples: int
) -> Iterator[dict[str, FloatArray]]:
    """Draw respondents with replacement and give the best bend of each resample."""
    chance = answers.count / answers.count.sum()
    weights, totals = answers.spread_out(answers.w), answers.spread_out(answers.w * answers.y)
    groups = answers.grouped(np.hstack([weights, totals]), generator)
    if groups is not None:
        sums, marks = drawn_sums(groups, resamples, generator), len(answers.u)
        yield _told(answers, _fitted(answers, sums[:marks], sums[marks:]))
        return
    for some in _pieces(len(chance), resamples):
        drawn = generator.multinomial(answers.n, chance, size=some).astype(np.float64)
        yield _told(answers, _fitted(answers, (drawn @ weights).T, (drawn @ totals).T))


def _pieces(drawn: int, resamples: int) -> Iterator[int]:
    step = max(1, _DRAWS // drawn)
    for start in range(0, resamples, step):
        yield min(step, resamples - start)
