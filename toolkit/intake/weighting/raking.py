"""Weights that make a sample agree with stated margins of the population, and what that costs.

The raking is weightipy's. Found out about its version 0.4.2 on pandas 3: it is right where it converges, but it stops
as soon as one round betters less than the round before, which on margins that hang together may be after four rounds
and far from the margins, and says so on the screen only; its public door takes no base weights; and a pair of caps
raises a TypeError. So its `Rake` is started again from where it stopped until the margins hold, on one row per
different combination of codes (so that a million respondents cost little more than a thousand); trimming is done here.
"""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.quality.found import Floats, Ints
from toolkit.intake.telling import names_told, refusal
from toolkit.intake.weighting.margins import Margins, bound_faults, checked_margins, uncoded_told
from toolkit.intake.weighting.weights import effective_n, representativeness, weight_warnings

# Margins hold when no weighted share is further off: far below what any report prints.
HOLDS = 1e-9
# Where weights move less than this in a run of raking and margins do not hold yet, they never will.
MOVES = 1e-12
# With trimming they hold nearly: 0.05 points, the least difference that a table prints, and more is told.
HOLDS_TRIMMED = 5e-4
# Margins that can hold do so within some tens of rounds; where they still do not, they contradict each other.
MOST_ROUNDS = 5_000
MOST_TRIMS = 100
# A round of trimming that brings the margins less than 0.1 % nearer is the last.
STALLED = 0.999


@dataclass(frozen=True, slots=True, eq=False)
class Raking:
    """Weights and what they do.

    `weights`: float64, index as the segments, mean 1 over those who count. `efficiency`: Kish, percentage of 0 to 100;
    `effective_n` = n · efficiency / 100; `design_effect` = n / effective n. `iterations`: rounds of raking.
    `converged`: whether the margins hold; without trimming always, with it within 0.05 points or not, and `remaining`
    is the largest difference left, in points. `trimmed`: how many weights stand at the lowest and at the highest bound.
    `representativeness`: table as made by `representativeness`. `warnings`: plain sentences.
    """

    weights: pd.Series
    efficiency: float
    effective_n: float
    design_effect: float
    iterations: int
    converged: bool
    remaining: float
    trimmed: tuple[int, int]
    representativeness: pd.DataFrame
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Kinds:
    """The different kinds of respondents, by codes and base weight.

    `base` and `counts`: base weight of a kind and how many respondents are of it. `cell`: its combination of codes;
    `codes`: per margin the place of the code of each cell. `targets`: per margin the share of each place.
    """

    base: Floats
    counts: Floats
    cell: Ints
    codes: tuple[Ints, ...]
    targets: tuple[Floats, ...]


def raked(
    segments: pd.DataFrame,
    margins: Margins,
    *,
    trim: tuple[float, ...] | None = None,
    base: pd.Series | None = None,
    where: str = "weighting.margins",
) -> Raking:
    """Rake respondents to `margins`: per segment, per code the share, percentage or number of customers.

    `segments`: one row per respondent, categorical columns. `base`: weights to start from (design weights), same
    rows, 0 or more; a respondent of base weight 0 keeps weight 0. `trim`: lowest and highest weight, 1 being the
    mean. `where` names the margins in faults. Respondents without a code in a segment keep together, in that
    segment, the share that they have in the sample; the margin holds among the others.

    The weights are base · Π factor(code), the ones nearest to the base weights (in Kullback–Leibler divergence) with
    which the margins hold. With `trim` raking and clipping alternate: clip(c·w, lowest, highest) with the c that
    keeps the mean at 1. Both are projections in the divergence above, so that they come to weights that satisfy both
    where there are any, else as near to the margins as this distance allows; other weights within the bounds may
    have a smaller largest difference.

    Raises IntakeError with every fault of the margins, or where no weights can make them hold.
    Sources: Deming & Stephan (1940), Annals of Mathematical Statistics 11, 427–444; Csiszár (1975), Annals of
    Probability 3, 146–158; Izrael, Battaglia & Frankel (2009), SAS Global Forum 247-2009, on trimming while raking.
    In R this is `survey::rake`, and with `trim` nearly `survey::calibrate(calfun="raking", bounds=…)`.

    >>> segments = pd.DataFrame({"channel": pd.Categorical(["web", "web", "web", "shop"])})
    >>> made = raked(segments, {"channel": {"web": 50, "shop": 50}})
    >>> made.weights.round(6).tolist(), round(made.efficiency, 6), round(made.effective_n, 6)
    ([0.666667, 0.666667, 0.666667, 2.0], 75.0, 3.0)
    """
    made = _weighed(segments, margins, trim, base, where)
    targets, counting, weights = made.targets, made.counting, made.weights
    series = pd.Series(weights, index=segments.index, name="weight")
    told = [
        *uncoded_told(segments[counting], targets),
        *_trim_told(made.bounds, made.gap),
        *weight_warnings(series),
    ]
    effective = effective_n(weights)
    return Raking(
        weights=series,
        efficiency=100 * effective / int(counting.sum()),
        effective_n=effective,
        design_effect=int(counting.sum()) / effective,
        iterations=made.rounds,
        converged=made.gap <= HOLDS_TRIMMED,
        remaining=100 * made.gap,
        trimmed=made.bounds,
        representativeness=representativeness(segments[counting], targets, series[counting]),
        warnings=tuple(told),
    )


def weights_alone(segments: pd.DataFrame, margins: Margins, base: pd.Series | None = None) -> Floats:
    """Give the `weights` of `raked` without trimming, and nothing that tells of them; raises as that does."""
    return _weighed(segments, margins, None, base, "weighting.margins").weights


@dataclass(frozen=True, slots=True, eq=False)
class _Weighed:
    """Weights with the shares that they were raked to, who has a base weight above 0, and how it went."""

    targets: Margins
    counting: npt.NDArray[np.bool_]
    weights: Floats
    rounds: int
    gap: float
    bounds: tuple[int, int]


def _weighed(
    segments: pd.DataFrame,
    margins: Margins,
    trim: tuple[float, ...] | None,
    base: pd.Series | None,
    where: str,
) -> _Weighed:
    start = np.ones(len(segments)) if base is None else base.to_numpy(np.float64)
    targets, faults = checked_margins(segments, margins, start, where)
    faults += bound_faults(trim)
    if faults:
        raise refusal("engagement.toml", faults)
    counting = start > 0
    kinds, kind = _kinds(segments[counting], targets, start[counting])
    each, rounds = _fitted(kinds, kinds.base)
    gap = _furthest(_gaps(kinds, each))
    if gap > HOLDS:
        raise refusal("engagement.toml", [_no_solution(segments, targets, _gaps(kinds, each), rounds, where)])
    bounds = (0, 0)
    if trim is not None:
        each, more, gap = _trimmed(kinds, each, (trim[0], trim[1]))
        rounds += more
        bounds = (int(kinds.counts[each <= trim[0]].sum()), int(kinds.counts[each >= trim[1]].sum()))
    weights = np.zeros(len(segments))
    weights[counting] = each[kind]
    return _Weighed(targets, counting, weights, rounds, gap, bounds)


def _trim_told(bounds: tuple[int, int], gap: float) -> list[str]:
    if gap <= HOLDS_TRIMMED:
        return []
    return [
        f"with {bounds[0]:,} weights at the lowest bound and {bounds[1]:,} at the highest the margins do not hold: "
        f"they differ by {100 * gap:.2f} points at most. Widen the bounds, merge codes, or tell the difference"
    ]


def _kinds(segments: pd.DataFrame, targets: Margins, base: Floats) -> tuple[_Kinds, Ints]:
    """Gather respondents with the same codes and base weight; also of which kind each respondent is."""
    cell = np.zeros(len(segments), dtype=np.int64)
    places, wanted = [], []
    for segment, shares in targets.items():
        names = segments[segment].cat.categories.astype(str).tolist()
        codes = segments[segment].cat.codes.to_numpy().astype(np.int64)
        # Those without a code are one more code, whose target is the share that they have.
        uncoded = float(base[codes < 0].sum() / base.sum())
        places.append(np.where(codes < 0, len(names), codes))
        wanted.append(np.array([*((1 - uncoded) * shares[name] for name in names), uncoded]))
        cell = pd.factorize(cell * (len(names) + 1) + places[-1])[0].astype(np.int64)
    heads, different = pd.factorize(base)
    kind = pd.factorize(cell * len(different) + heads)[0].astype(np.int64)
    _, in_cell = np.unique(cell, return_index=True)
    _, in_kind = np.unique(kind, return_index=True)
    counts = np.bincount(kind).astype(np.float64)
    codes_of_cell = tuple(place[in_cell] for place in places)
    return _Kinds(base[in_kind], counts, cell[in_kind], codes_of_cell, tuple(wanted)), kind


def _totals(kinds: _Kinds, each: Floats) -> Floats:
    """Sum of the weights per cell, when respondents of a kind weigh `each`; the mean over cells is 1."""
    total = np.bincount(kinds.cell, weights=each * kinds.counts)
    return total / total.mean()


def _gaps(kinds: _Kinds, each: Floats) -> list[Floats]:
    """Give, per margin, each weighted share less its target."""
    total = _totals(kinds, each)
    return [
        np.bincount(codes, weights=total, minlength=len(wanted)) / total.sum() - wanted
        for codes, wanted in zip(kinds.codes, kinds.targets, strict=True)
    ]


def _furthest(gaps: list[Floats]) -> float:
    return max(float(np.abs(gap).max()) for gap in gaps)


def _fitted(kinds: _Kinds, each: Floats) -> tuple[Floats, int]:
    """Rake weights per respondent of each kind until the margins hold or nothing moves; and how many rounds it took.

    The mean weight of a respondent is 1.
    """
    from weightipy.internal.rim import Rake  # noqa: PLC0415 - not needed without weighting

    names = [str(place) for place in range(len(kinds.codes))]
    targets = [
        {name: {code: 100 * share for code, share in enumerate(wanted) if share > 0}}
        for name, wanted in zip(names, kinds.targets, strict=True)
    ]
    frame = pd.DataFrame(dict(zip(names, kinds.codes, strict=True)))
    rounds, moved = 0, np.inf
    # Rake tells on the screen that it stopped early, and divides by 0 where margins contradict each other.
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        rake = Rake(frame, targets, "weight", max_iterations=MOST_ROUNDS, convcrit=0.0)
        while rounds < MOST_ROUNDS and moved > MOVES and _furthest(_gaps(kinds, each)) > HOLDS:
            before = _totals(kinds, each)
            rake.dataframe["weight"] = before
            rounds += rake.start()
            after = rake.dataframe["weight"].to_numpy()
            after = after / after.mean()
            if not np.isfinite(after).all():
                break
            moved = float(np.abs(after - before).max())
            each = each * (after / before)[kinds.cell]
    return each * (kinds.counts.sum() / (each * kinds.counts).sum()), rounds


def _trimmed(kinds: _Kinds, each: Floats, bounds: tuple[float, float]) -> tuple[Floats, int, float]:
    """Clip and rake in turn, ending with clipped weights; also the rounds and the largest difference left."""
    each = _clipped(each, kinds.counts, bounds)
    rounds, last, gap = 0, np.inf, _furthest(_gaps(kinds, each))
    for _ in range(MOST_TRIMS):
        if gap <= HOLDS or gap > STALLED * last:
            break
        each, more = _fitted(kinds, each)
        each = _clipped(each, kinds.counts, bounds)
        rounds, last, gap = rounds + more, gap, _furthest(_gaps(kinds, each))
    return each, rounds, gap


def _clipped(each: Floats, counts: Floats, bounds: tuple[float, float]) -> Floats:
    """Give clip(c·w, lowest, highest) with the c that keeps the mean at 1."""
    from scipy.optimize import brentq  # noqa: PLC0415 - slow to import

    lowest, highest = bounds
    if each.min() >= lowest and each.max() <= highest:
        return each

    def mean_off(logarithm: float) -> float:
        return float(np.average(np.clip(np.exp(logarithm) * each, lowest, highest), weights=counts)) - 1

    ends = np.log(lowest / each.max()), np.log(highest / each.min())
    return np.clip(np.exp(brentq(mean_off, *ends, xtol=1e-14)) * each, lowest, highest)


def _no_solution(
    segments: pd.DataFrame, targets: Margins, gaps: list[Floats], rounds: int, where: str
) -> Fault:
    """Name the code that is furthest from its share."""
    furthest = [float(np.abs(gap).max()) for gap in gaps]
    place = int(np.argmax(furthest))
    segment = list(targets)[place]
    names = [*segments[segment].cat.categories.astype(str), "(none)"]
    code = int(np.abs(gaps[place]).argmax())
    share = targets[segment].get(names[code], 0.0)
    what = (
        f"cannot hold together with the other margins: after {rounds:,} rounds of raking code "
        f"{names_told([names[code]])} is still {100 * gaps[place][code]:+.2g} points off its {100 * share:.1f} %"
    )
    mend = "Too few combinations of codes have respondents: merge codes, or leave one of the margins out."
    return Fault(f"{where}.{segment}", what, mend)
