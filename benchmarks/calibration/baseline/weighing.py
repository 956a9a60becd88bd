"""Weights that matter: who answers depends on what is measured, and only the weights set it right.

The `weighted` design of revenue and words has weights that tell nothing of what is measured. Here half of the customers
are of a kind that answers far less often, kinds differ in what is measured, and each has the weight that undoes it:
without weights every one of these intervals and tests would be wrong. How long customers stay is told of all who order,
whether they answer or not, and is not weighed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.calibration.covering import held, limits
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.behaviour.patterns import association_p, rank_association
from toolkit.measures.behaviour.value import share_of_revenue
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray
from toolkit.measures.words.odds import words_apart

SELDOM = 0.3  # how often who seldom answers does so, beside who does: efficiency 71%
DESIGNS_WEIGHTED = ("weighted", "hard")
SHARE, RHO, MANY = 0.3, 0.4, 1_000_000
VOCABULARY, MINIMUM, WRITING = 60, 10, 0.5
Bools = NDArray[np.bool_]


def answering(often: Bools, generator: np.random.Generator) -> tuple[Bools, FloatArray]:
    """Give who answers, and the weight that undoes it, of customers who often do or seldom, (n,)."""
    chance = np.where(often, 1.0, SELDOM)
    return generator.random(len(often)) < chance, 1 / chance


def _rows(design: Design, repeats: int, often: Bools, generator: np.random.Generator) -> NDArray[np.intp]:
    """Give of each client the first customers who answer, `design.n` of them: (repeats, n)."""
    each = []
    for pool in np.split(np.arange(len(often)), repeats):
        answers, _ = answering(often[pool], generator)
        each.append(pool[answers][: design.n])
    return np.array(each)


def _pool(design: Design) -> int:
    """Customers of whom more than enough answer: 65% on average."""
    return 2 * design.n + 50


@study(
    "revenue-weighed",
    "baseline",
    {
        "share": Claim(
            "coverage",
            "The interval of a group's share of the revenue holds it, where in the group who spends more answers more "
            "and outside it who spends less (`share_of_revenue`).",
        ),
        "link": Claim(
            "coverage",
            "The interval of the rank correlation of attitude and revenue holds it, where who is high on both or low "
            "on both answers more (`rank_association`).",
        ),
        "no link": Claim(
            "type I",
            "Attitude and revenue that tell nothing of each other are said to, where the same answer more "
            "(`association_p`).",
        ),
    },
    designs=DESIGNS_WEIGHTED,
    piece=200,
)
def revenue(design: Design, repeats: int, seed: int) -> Hits:
    """Draw customers whose revenue is lopsided, and who answer by it and by their attitude."""
    generator = np.random.default_rng([seed, 33])
    attitude, spent, other, group = _drawn(_pool(design) * repeats, generator)
    high = attitude >= 60
    marks: dict[str, list[float]] = {name: [] for name in ("share", "link", "no link")}
    often = (spent >= 1) == (group == 1)
    for rows in _rows(design, repeats, often, generator):
        weights = answering(often[rows], generator)[1]
        marks["share"].append(held(limits(share_of_revenue(group[rows], spent[rows], weights)), SHARE))
    for name, money in (("link", spent), ("no link", other)):
        often = high == (money >= 1)
        for rows in _rows(design, repeats, often, generator):
            found = rank_association(attitude[rows], money[rows], answering(often[rows], generator)[1])
            linked = name == "link"
            marks[name].append(held(limits(found), _rank_truth()) if linked else association_p(found) < 0.05)
    return marks


def _drawn(n: int, generator: np.random.Generator) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Give attitude in steps of 5, revenue that goes with it, revenue that does not, and who is in the group."""
    attitude, noise, other = generator.standard_normal((3, n))
    spent = np.exp(RHO * attitude + np.sqrt(1 - RHO**2) * noise)
    steps = np.clip(np.round(12 + 4 * attitude), 0, 20) * 5
    return steps, spent, np.exp(other), (generator.random(n) < SHARE).astype(float)


@cache
def _rank_truth() -> float:
    attitude, spent, _, _ = _drawn(MANY, np.random.default_rng(5))
    return float(pd.Series(attitude).corr(pd.Series(spent), method="spearman"))


@study(
    "words-weighed",
    "baseline",
    {
        "word": Claim(
            "type I",
            "Of words used as often by both groups any is said to set them apart, where among those who answer they "
            "are not (`words_apart`).",
        )
    },
    designs=DESIGNS_WEIGHTED,
    piece=100,
)
def words(design: Design, repeats: int, seed: int) -> Hits:
    """Compare promoters and detractors who write alike, of whom other kinds answer; half of the customers write.

    One kind of promoter uses a word as the other kind of detractor does: of all customers both use it as often.
    """
    generator = np.random.default_rng([seed, 34])
    marks = []
    for _ in range(repeats):
        often = generator.random(_pool(design)) < 0.5
        rows = _rows(design, 1, often, generator)[0][: round(design.n * WRITING)]
        kind, first = often[rows], generator.random(len(rows)) < 0.3
        weights = answering(kind, generator)[1]
        seldom = np.clip(generator.gamma(0.8, 0.06, VOCABULARY), 0.01, 0.35)
        chance = np.where((kind == first)[:, None], 1.8 * seldom, 0.2 * seldom)
        used = (generator.random(chance.shape) < chance).astype(float)
        p = words_apart(used, first, ~first, weights, minimum=MINIMUM)["p"]
        marks.append(float(holm(p).min() < 0.05) if len(p) else float("nan"))
    return {"word": marks}
