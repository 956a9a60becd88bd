"""The first page: means, shares and the net promoter score with their intervals, and the benchmark beside them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.calibration.clients import Client, planted_clients
from benchmarks.calibration.covering import Limits, covered, limits, truths
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.benchmarks import mean_against, nps_against, share_against
from toolkit.measures.loyalty.dividends import ambassadors, mean_referrals, silent_promoters
from toolkit.measures.nps import net_promoter_score
from toolkit.measures.proportions import nine_plus_share
from toolkit.measures.scores import mean_estimate

_SAYS = {
    "mean": "The interval of a mean score holds the true mean (`mean_estimate`, Student's t).",
    "mark": "The interval of the mean report mark holds the true mean (`mean_estimate`).",
    "nine": "The interval of the share of marks of 9 or 10 holds the true share (`nine_plus_share`, Wilson).",
    "NPS": "The interval of the net promoter score holds the true score (`net_promoter_score`, Tango).",
    "referrals": "The interval of the mean number of people recommended to holds it (`mean_referrals`).",
    "ambassadors": "The interval of the share of ambassadors holds it (`ambassadors`, Wilson).",
    "silent": "The interval of the share of promoters who recommend to nobody holds it (`silent_promoters`).",
}


def _figures(one: Client) -> Mapping[str, Limits]:
    attitude, rating, told = one.scores["attitude"], one.items["ATT_1"], one.items["REF_1"]
    found = {
        "mean": mean_estimate(attitude, one.weights),
        "mark": mean_estimate(one.items["SAT_1"], one.weights),
        "nine": nine_plus_share(one.items["SAT_1"], one.weights),
        "NPS": net_promoter_score(rating, one.weights),
        "referrals": mean_referrals(told, one.weights),
        "ambassadors": ambassadors(attitude, told, one.weights),
        "silent": silent_promoters(rating, told, one.weights),
    }
    return {name: limits(each) for name, each in found.items()}


@study("headline", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def headline(design: Design, repeats: int, seed: int) -> Hits:
    """Hold the figures of the first page against those of all customers."""
    return covered(design, repeats, seed, _figures, tuple(_SAYS))


@study(
    "benchmark",
    "baseline",
    {
        "mean": Claim(
            "type I", "A mean that equals the benchmark is told to differ from it (`mean_against`)."
        ),
        "NPS": Claim(
            "type I", "A score that equals the benchmark is told to differ from it (`nps_against`)."
        ),
        "share": Claim(
            "type I", "A share that equals the benchmark is told to differ from it (`share_against`)."
        ),
    },
    piece=100,
)
def benchmark(design: Design, repeats: int, seed: int) -> Hits:
    """Lay clients beside a benchmark that is the truth itself."""
    true = truths(design.name, _figures)
    p = [
        (
            mean_against(one.scores["attitude"], true["mean"], weights=one.weights).p,
            nps_against(one.items["ATT_1"], true["NPS"], weights=one.weights).p,
            share_against(_nine(one), true["nine"], weights=one.weights).p,
        )
        for one in planted_clients(design, repeats, seed)
    ]
    return dict(zip(("mean", "NPS", "share"), np.array(p).T < 0.05, strict=True))


def _nine(one: Client) -> np.ndarray:
    mark = one.items["SAT_1"]
    return (mark >= 9).astype(float).where(mark.notna()).to_numpy()
