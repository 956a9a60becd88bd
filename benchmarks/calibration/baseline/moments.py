"""Moments of need and dividends: loyalty of who had a problem, and what loyal customers bring."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from benchmarks.calibration.clients import Client, null_clients
from benchmarks.calibration.covering import Limits, covered
from benchmarks.calibration.designs import Design
from benchmarks.calibration.rates import Claim
from benchmarks.calibration.studies import Hits, study
from toolkit.measures.differences import Kind, Summary, difference, summarise
from toolkit.measures.loyalty.dividends import capped_referrals
from toolkit.measures.loyalty.moments import MOMENTS, group_shares, moment_groups
from toolkit.measures.multiplicity import holm

PAIRS = (("resolved", "unaffected"), ("unresolved", "unaffected"), ("unresolved", "resolved"))
FEWEST = 10  # the report shows no smaller group
_SAYS = {
    "share": "The interval of the share with a problem, resolved or not, holds it (`group_shares`, Wilson).",
    "attitude": "The interval of the difference in attitude between moments of need holds it (`difference`).",
    "NPS": "The interval of their difference in net promoter score holds it (`difference`).",
    "dividend": "The interval of what loyal customers bring more than others holds it (`difference`).",
}


def _groups(one: Client) -> pd.Series:
    return moment_groups(one.items["MOT_2"], one.items["MOT_3"], resolved_from=6)


def _apart(one: Client) -> dict[str, tuple[float, float, float, float]]:
    """Give value, low, high and p of every difference that a report would show."""
    groups = _groups(one)
    asked: list[tuple[str, pd.Series, Kind, np.ndarray, np.ndarray]] = []
    for first, second in PAIRS:
        here, there = ((groups == name).to_numpy() for name in (first, second))
        asked += [
            (f"attitude:{first}-{second}", one.scores["attitude"], "mean", here, there),
            (f"NPS:{first}-{second}", one.items["ATT_1"], "nps", here, there),
        ]
    loyal = (one.scores["attitude"] >= 60).to_numpy()
    others = (one.scores["attitude"] < 60).to_numpy()
    told = pd.Series(capped_referrals(one.items["REF_1"]), index=one.items.index)
    asked += [
        ("dividend:referrals", told, "mean", loyal, others),
        ("dividend:voice", one.items["VOI_1"], "share", loyal, others),
        ("dividend:review", one.items["NET_1"], "share", loyal, others),
    ]
    found = {}
    for name, answers, kind, here, there in asked:
        if min((answers.notna() & here).sum(), (answers.notna() & there).sum()) >= FEWEST:
            each = difference(_summary(one, answers, kind, here), _summary(one, answers, kind, there))
            found[name] = (each.value, each.low, each.high, each.p)
    return found


def _summary(one: Client, answers: pd.Series, kind: Kind, here: np.ndarray) -> Summary:
    return summarise(answers[here], None if one.weights is None else one.weights[here], kind=kind)


def _differences(one: Client) -> Mapping[str, Limits]:
    shares = group_shares(_groups(one), MOMENTS, one.weights)[["estimate", "low", "high"]]
    found: dict[str, Limits] = {
        f"share:{name}": (row[0], row[1], row[2])
        for name, row in zip(shares.index, shares.to_numpy().tolist(), strict=True)
    }
    return found | {name: row[:3] for name, row in _apart(one).items()}


@study("moments", "baseline", {name: Claim("coverage", says) for name, says in _SAYS.items()}, piece=100)
def moments(design: Design, repeats: int, seed: int) -> Hits:
    """Hold differences between moments of need, and dividends, against those of all customers."""
    return covered(design, repeats, seed, _differences, tuple(_SAYS))


@study(
    "moments-alike",
    "baseline",
    {
        "moment": Claim(
            "type I", "Of moments of need that do not differ any is told to (Holm over pairs and measures)."
        ),
        "dividend": Claim(
            "type I", "Loyal customers who bring no more than others are told to (Holm over dividends)."
        ),
    },
    piece=100,
)
def not_apart(design: Design, repeats: int, seed: int) -> Hits:
    """Look for differences where there are none."""
    marks: dict[str, list[float]] = {"moment": [], "dividend": []}
    for one in null_clients(design, repeats, seed):
        found = _apart(one)
        for name, kept in marks.items():
            p = [
                row[3]
                for key, row in found.items()
                if (key.split(":")[0] == "dividend") == (name == "dividend")
            ]
            kept.append(float(np.nanmin(holm(p)) < 0.05) if p else float("nan"))
    return marks
