"""Whether the questions of each theme measure one thing, and two themes two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from toolkit.analysis.flags import Flag, PairFlag, flags_of, pair_flags, ratios
from toolkit.analysis.job import Job, alpha_of, n_effective, scaled_items, unreliable
from toolkit.analysis.response import base_hidden
from toolkit.errors import StatisticsError
from toolkit.measures.estimate import Estimate
from toolkit.measures.scales.omega import factor_model
from toolkit.measures.scales.reliability import item_analysis, spearman_brown

SCALE_COLUMNS = (
    "estimate",
    "low",
    "high",
    "n",
    "n_effective",
    "items",
    "flagged",
    "second",
    "omega",
    "omega_low",
    "omega_high",
    "composite_reliability",
    "ave",
    "base_hidden",
)
ITEM_COLUMNS = (
    "construct",
    "item",
    "estimate",
    "low",
    "high",
    "alpha_without",
    "n",
    "n_effective",
    "base_hidden",
)
PAIR_COLUMNS = (
    "first",
    "second",
    "htmt",
    "low",
    "high",
    "htmt2",
    "n",
    "n_effective",
    "verdict",
    "base_hidden",
)


@dataclass(frozen=True)
class Reliability:
    """Whether the scales hold.

    `table` has a row per construct of two or more questions: Cronbach's alpha (`estimate, low, high, n, n_effective`),
    the number of `items`, whether it is `flagged`; `omega` with its limits, which is Spearman–Brown where `second` is
    "spearman_brown", and NaN where it is "heywood" or "no_fit": one factor then does not lie behind the answers;
    `composite_reliability` and `ave`. `items` has a row per question of such a construct: its item-rest correlation and
    alpha without it. `pairs` has the ratio of each two constructs of which one has several questions; `verdict` is
    "apart", "alike", or "unknown" where one of them carries no claim at all or there is no interval. `base_hidden`
    tells where the number of respondents may not be printed, as the table of answers hides it.
    `flags` are those of the constructs, `alike` the pairs that are not told apart.
    """

    table: pd.DataFrame
    items: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(ITEM_COLUMNS)))
    pairs: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PAIR_COLUMNS)))
    flags: Mapping[str, tuple[Flag, ...]] = field(default_factory=dict)
    alike: tuple[PairFlag, ...] = ()


def reliability(job: Job) -> Reliability:
    """Ask of each scale whether its questions measure one thing, and of each two whether they measure two."""
    names = job.themes
    alphas = {name: alpha_of(job, name) for name in names}
    scales = {name: alpha for name, alpha in alphas.items() if alpha is not None}
    rows = {name: _row(job, name, alpha) for name, alpha in scales.items()}
    flags = {name: flags_of(job, name) for name in names}
    return Reliability(
        table=pd.DataFrame.from_dict(rows, orient="index", columns=list(SCALE_COLUMNS)).rename_axis(
            "construct"
        ),
        items=_items(job, scales),
        pairs=_pairs(job),
        flags={name: found for name, found in flags.items() if found},
        alike=pair_flags(job),
    )


def _row(job: Job, name: str, alpha: Estimate) -> dict[str, object]:
    nothing = float("nan")
    row: dict[str, object] = {
        "estimate": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
        "n": alpha.n,
        "n_effective": n_effective(alpha),
        "items": len(job.items(name)),
        "flagged": any(flag.stops for flag in flags_of(job, name)),
        "base_hidden": base_hidden(job, alpha.n, job.items(name)),
        "second": "no_fit",
        **dict.fromkeys(("omega", "omega_low", "omega_high", "composite_reliability", "ave"), nothing),
    }
    return row | _second(job, name)


def _second(job: Job, name: str) -> dict[str, object]:
    """Give what stands beside alpha: Spearman–Brown for two questions, a factor model for more."""
    items, weights = _complete(job, name)
    confidence = job.engagement.analysis.confidence
    try:
        if items.shape[1] == 2:
            two = spearman_brown(items, weights=weights, confidence=confidence)
            return {
                "second": "spearman_brown",
                "omega": two.value,
                "omega_low": two.low,
                "omega_high": two.high,
            }
        model = factor_model(items, weights=weights, confidence=confidence)
    except StatisticsError:
        return {"second": "no_fit"}
    if model.heywood:
        return {"second": "heywood"}
    return {
        "second": "omega",
        "omega": model.omega.value,
        "omega_low": model.omega.low,
        "omega_high": model.omega.high,
        "composite_reliability": model.composite_reliability.value,
        "ave": model.ave.value,
    }


def _complete(job: Job, name: str) -> tuple[pd.DataFrame, np.ndarray | None]:
    items = scaled_items(job, name).dropna()
    weights = job.survey.weights
    return items, None if weights is None else weights.loc[items.index].to_numpy()


def _items(job: Job, scales: Mapping[str, Estimate]) -> pd.DataFrame:
    parts = []
    for name in scales:
        items, weights = _complete(job, name)
        try:
            found = item_analysis(items, weights, confidence=job.engagement.analysis.confidence)
        except StatisticsError:
            continue
        hidden = base_hidden(job, len(items), job.items(name))
        parts.append(found.reset_index().assign(construct=name, base_hidden=hidden))
    nothing = pd.DataFrame(columns=list(ITEM_COLUMNS))
    return pd.concat(parts, ignore_index=True)[list(ITEM_COLUMNS)] if parts else nothing


def _pairs(job: Job) -> pd.DataFrame:
    """Give the ratios of the pairs of which one has several questions: of two single ones it is their correlation."""
    table = ratios(job)
    names = job.themes
    several, stopped = {name for name in names if len(job.items(name)) > 1}, set(unreliable(job, names))
    flagged = {flag.pair for flag in pair_flags(job)}
    both = list(zip(table["first"], table["second"], strict=True))
    marked = table.assign(
        verdict=[
            _verdict(set(pair), flagged, stopped, high)
            for pair, high in zip(both, table["high"], strict=True)
        ],
        base_hidden=[
            base_hidden(job, int(n), (*job.items(first), *job.items(second)))
            for n, (first, second) in zip(table["n"], both, strict=True)
        ],
    )
    kept = [frozenset(pair) in flagged or bool(set(pair) & several) for pair in both]
    return marked.loc[kept, list(PAIR_COLUMNS)].reset_index(drop=True)


def _verdict(pair: set[str], flagged: set[frozenset[str]], stopped: set[str], high: float) -> str:
    if pair & stopped:
        return "unknown"
    if frozenset(pair) in flagged:
        return "alike"
    return "unknown" if np.isnan(high) else "apart"
