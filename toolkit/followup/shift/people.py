"""People drawn anew, with all that they answered in both waves: the waves keep what they have in common."""

from __future__ import annotations

import numpy as np

from toolkit.drivers.moments import Sample
from toolkit.followup.waves import IntArray
from toolkit.measures.resampling import Rows, cross_products, drawn_sums, row_sums
from toolkit.measures.weights import FloatArray


def people_resampled(
    first: Sample, second: Sample, partner: IntArray, resamples: int, generator: np.random.Generator
) -> FloatArray:
    """Draw people with replacement from all who answered either wave: what both waves add up to in each resample.

    `partner`: per row of the first sample the same person's row in the second, or −1. Each person is drawn with equal
    probability and brings along his or her answers of both waves, each with its weight.
    Returns the sums of `toolkit.measures.resampling.cross_products` of the first wave over those of the second, shape
    (2·(q(q + 1)/2 + q + 1), resamples); a person who is not in a wave adds nothing to it.
    Source: Davison & Hinkley (1997), Bootstrap Methods and their Application, section 3.8, for resampling of clusters.
    """
    n, m = len(partner), second.moments.n
    place = np.full(m, -1, dtype=np.intp)
    matched = partner >= 0
    place[partner[matched]] = np.flatnonzero(matched)
    place[place < 0] = n + np.arange(int((place < 0).sum()))
    people = n + m - int(matched.sum())
    spread = [_spread(first, np.arange(n), people), _spread(second, place, people)]

    def products(rows: Rows) -> FloatArray:
        return np.concatenate([cross_products(scores[:, rows], own[rows]) for scores, own in spread])

    return drawn_sums(row_sums(products, people, generator), resamples, generator)


def _spread(sample: Sample, place: IntArray, people: int) -> tuple[FloatArray, FloatArray]:
    """Put a wave's scores and weights at the places of its people; who is not in it weighs 0."""
    scores, weights = np.zeros((len(sample.scores), people)), np.zeros(people)
    scores[:, place] = sample.scores
    weights[place] = 1.0 if sample.weights is None else sample.weights
    return scores, weights
