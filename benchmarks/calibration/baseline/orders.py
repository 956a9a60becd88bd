"""Behaviour from orders, and value: who is still there, whether cohorts differ, and who brings in the revenue."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from benchmarks.calibration.covering import held, limits, together
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.behaviour.log_rank import log_rank
from toolkit.measures.behaviour.patterns import association_p, rank_association
from toolkit.measures.behaviour.summary import summarised
from toolkit.measures.behaviour.survival import kaplan_meier, survival_at
from toolkit.measures.behaviour.value import share_of_revenue
from toolkit.measures.weights import FloatArray
from toolkit.simulate.orders import Shop, draw_orders, lapse_curve

SHOP = Shop(rate=6.0, lapse=0.5, spread=1.5)
SILENCE, DAYS = 180, (270, 365, 540)
SHARE, RHO = 0.3, 0.4
MANY = 1_000_000
_DESIGNS = ("base", "n100", "n200", "n1000", "n2000", "weighted")


@study(
    "orders",
    "baseline",
    {
        "staying": Claim("coverage", "The interval of the share not yet lapsed holds it (`kaplan_meier`)."),
        "cohorts": Claim("type I", "Cohorts of customers that lapse alike are said to differ (`log_rank`)."),
    },
    designs=_DESIGNS,
    piece=50,
)
def orders(design: Design, repeats: int, seed: int) -> Hits:
    """Follow customers with a planted hazard of lapsing."""
    truth = lapse_curve(SHOP, DAYS, silence=SILENCE)
    lines = draw_orders(SHOP, design.n * repeats, seed=seed)
    whole = summarised(lines, end=SHOP.end, inactive_after_days=SILENCE, threads=1)
    generator = np.random.default_rng([seed, 3])
    staying, cohorts = [], []
    for number in range(repeats):
        # Customers are numbered from 0; who has no line of orders is in no summary.
        mine = whole[whole["customer"] // design.n == number]
        weights = _weights(design, len(mine), generator)
        curve = kaplan_meier(mine["lapse_days"], mine["lapsed"], weights)
        rows = survival_at(curve, DAYS)[["estimate", "low", "high"]].to_numpy().tolist()
        staying.append(
            together([held((row[0], row[1], row[2]), true) for row, true in zip(rows, truth, strict=True)])
        )
        groups = generator.integers(0, 3, len(mine))
        cohorts.append(log_rank(mine["lapse_days"], mine["lapsed"], groups, weights).p < 0.05)
    return {"staying": staying, "cohorts": cohorts}


@study(
    "revenue",
    "baseline",
    {
        "share": Claim(
            "coverage", "The interval of a group's share of the revenue holds it (`share_of_revenue`)."
        ),
        "alike": Claim("coverage", "The same where customers spend alike."),
        "link": Claim("coverage", "The interval of the rank correlation of attitude and revenue holds it."),
        "no link": Claim("type I", "Attitude and revenue that tell nothing of each other are said to."),
    },
    designs=_DESIGNS,
    piece=200,
)
def revenue(design: Design, repeats: int, seed: int) -> Hits:
    """Draw customers whose revenue is lopsided: a spread of 1 in its logarithm."""
    generator = np.random.default_rng([seed, 4])
    marks: dict[str, list[float]] = {name: [] for name in ("share", "alike", "link", "no link")}
    for _ in range(repeats):
        weights = _weights(design, design.n, generator)
        attitude, spent, other, group = _drawn(design.n, generator)
        for name, money in (("share", spent), ("alike", None)):
            marks[name].append(held(limits(share_of_revenue(group, money, weights)), SHARE))
        marks["link"].append(held(limits(rank_association(attitude, spent, weights)), _rank_truth()))
        marks["no link"].append(association_p(rank_association(attitude, other, weights)) < 0.05)
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


def _weights(design: Design, n: int, generator: np.random.Generator) -> FloatArray | None:
    """Draw weights as raking leaves them: an efficiency of about 78%."""
    return np.exp(generator.normal(0, 0.5, n)) if design.weighted else None
