"""What weights do to a sample: how well it then stands for the population, and at what cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.intake.quality.found import Floats
from toolkit.intake.telling import listed
from toolkit.intake.weighting.margins import Margins

# Weights over five times the mean are trimmed in the American National Election Studies: DeBell & Krosnick (2009),
# ANES Technical Report nes012427.
HIGH_WEIGHT = 5.0
# Under half, weighting costs more than half of the respondents. Makers of weighting software ask to look again at
# the margins from 80 or 70 % down to 40 %; half is the house's choice between them.
LOW_EFFICIENCY = 50.0
# One respondent who counts for a twentieth of everything moves every result: the house's choice.
LARGE_SHARE = 0.05


def effective_n(weights: Floats) -> float:
    """Kish's effective number of respondents, (Σw)² / Σw².

    Source: Kish (1965), Survey Sampling. In R this is `sum(w)^2 / sum(w^2)`.

    >>> effective_n(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def representativeness(
    segments: pd.DataFrame, targets: Margins, weights: pd.Series | None = None
) -> pd.DataFrame:
    """Compare sample and population per code of each segment of `targets` (shares of 0 to 1).

    One row per segment and code: `n` respondents, `sample_share`, `weighted_share` (NaN without weights) and
    `population_share` of 0 to 1 among those with a code, `before` and `after`: share less population share, in
    points, unweighted and weighted.
    """
    rows = []
    for segment, shares in targets.items():
        codes = segments[segment].cat.codes.to_numpy()
        names = segments[segment].cat.categories.astype(str).tolist()
        coded = codes >= 0
        counts = np.bincount(codes[coded], minlength=len(names))
        sums = None
        if weights is not None:
            sums = np.bincount(codes[coded], weights=weights.to_numpy()[coded], minlength=len(names))
        for place, code in enumerate(names):
            sample, population = counts[place] / counts.sum(), shares.get(code, 0.0)
            weighted = np.nan if sums is None else sums[place] / sums.sum()
            rows.append((segment, code, int(counts[place]), sample, weighted, population))
    table = pd.DataFrame(
        rows, columns=["segment", "code", "n", "sample_share", "weighted_share", "population_share"]
    )
    return table.assign(
        before=100 * (table["sample_share"] - table["population_share"]),
        after=100 * (table["weighted_share"] - table["population_share"]),
    )


def weight_warnings(weights: pd.Series) -> tuple[str, ...]:
    """Say what is wrong with weights, by the labels of their index; nothing where all is well.

    Thresholds, whose sources stand above in this module: one respondent who is over 5 % of all, a weight over five
    times the mean, an efficiency (Kish) under 50 %. Weights of 0 leave respondents out and are not counted.
    """
    counting = weights[weights > 0]
    if not len(counting):
        return ()
    shares = counting / counting.sum()
    told = []
    large = shares[shares > LARGE_SHARE]
    if len(large) and len(counting) > 1 / LARGE_SHARE:
        told.append(
            f"{listed(large.index.tolist())}: one respondent counts for up to {shares.max():.0%} of all "
            f"{len(counting):,}, over {LARGE_SHARE:.0%}: merge codes or trim"
        )
    highest = float(counting.max() / counting.mean())
    if highest > HIGH_WEIGHT:
        told.append(
            f"the highest weight is {highest:.1f} times the mean, over {HIGH_WEIGHT:g} times: merge codes or trim"
        )
    efficiency = 100 * effective_n(counting.to_numpy()) / len(counting)
    if efficiency < LOW_EFFICIENCY:
        told.append(
            f"weighting has an efficiency of {efficiency:.0f} %, under {LOW_EFFICIENCY:g} %: {len(counting):,} "
            f"respondents tell as much as {effective_n(counting.to_numpy()):.0f}"
        )
    return tuple(told)
