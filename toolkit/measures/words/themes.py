"""Which words go together in answers: themes, and how many of them hold when other customers had answered."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.errors import StatisticsError
from toolkit.measures.thresholds import STABLE_THEMES, THEME_ANSWERS, THEME_VOCABULARY, THEME_WORDS
from toolkit.measures.weights import FloatArray

BoolArray = npt.NDArray[np.bool_]

FEWEST, MOST = 2, 8
# A resample holds so much of the answers, as Greene and others take; and no more than so many, which is enough to see
# whether themes come back.
_RESAMPLED, _RESAMPLED_AT_MOST = 0.8, 2000
_RESAMPLES = 10
# A theme is told by words that many use; the long tail of others only blurs it.
_MOST_WORDS = 100
# Numbers of themes whose agreement differs less than this are equally stable: the larger one tells more.
_AS_STABLE = 0.02
_STEPS, _TOLERANCE = 200, 1e-3
_DENSE = 40_000


@dataclass(frozen=True, eq=False, slots=True)
class Themes:
    """Themes of answers, the most named first.

    `words`: per theme its words, the heaviest first; a word is of one theme. `named`: bool, n × themes, whether the
    respondent used one of the theme's words at least. `stability`: how well the themes come back in resamples, 0 to 1;
    `tried`: the same for each number of themes. Where none hold there are no words, and `stability` is the best found.
    """

    words: tuple[tuple[str, ...], ...]
    named: BoolArray
    stability: float
    tried: Mapping[int, float]


def themes(used: Any, words: Sequence[str], *, minimum: int, seed: int) -> Themes | None:
    """Find the themes of answers; None where there are too few answers to seek them in, no words where none hold.

    `used`: n × k, sparse or dense, 1 where the respondent used the word; `words`: the k words. Words that fewer than
    `minimum` respondents used, and all but the 100 most used, take no part, nor do answers without a word left: under
    50 others, or 20 words, there are no themes. `seed` is that of the resamples.

    Non-negative factors of tf-idf weights (scikit-learn: each answer of length 1, start from its singular vectors),
    from 2 to 8 of them. A word belongs to the factor in which it weighs most, and a factor is told by its 5 heaviest
    words. How many factors: those words are found again in 10 resamples of 80% of the answers without replacement, and
    compared with those of all answers (`agreement`). Of the numbers whose mean agreement is within 0.02 of the best the
    largest is taken. Where the best is under 0.8, words that have nothing to do with each other would agree as
    much, and there are no themes.

    Weights take no part: which words go together is found among those who wrote; how many name a theme is weighted
    after. Computed on one thread; the same answers give the same themes.

    Raises StatisticsError where the number of words and of columns differ.
    Sources: Lee & Seung (1999), Nature 401, 788–791; the number of themes after Greene, O'Callaghan & Cunningham
    (2014), How many topics?, ECML PKDD, 498–513. In R the factors are near to `NMF::nmf`.
    """
    from scipy.sparse import csc_array  # noqa: PLC0415 - slow to import
    from sklearn import config_context  # noqa: PLC0415 - slow to import
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - only here

    table = csc_array(used, dtype=np.float64)
    if table.shape[1] != len(words):
        raise StatisticsError(f"themes: {len(words)} words for {table.shape[1]} columns")
    columns = _most_used(table.sum(axis=0), minimum)
    rows = np.flatnonzero(table[:, columns].sum(axis=1) > 0)
    numbers = range(FEWEST, min(MOST, len(columns) // THEME_WORDS) + 1)
    if len(rows) < THEME_ANSWERS or len(columns) < THEME_VOCABULARY:
        return None
    kept = table[:, columns].tocsr()[rows]
    rng = np.random.default_rng(seed)
    size = min(round(_RESAMPLED * len(rows)), _RESAMPLED_AT_MOST)
    samples = [np.sort(rng.permutation(len(rows))[:size]) for _ in range(_RESAMPLES)]
    # What is handed over was made here: it needs no checking in each of so many fits.
    with threadpool_limits(limits=1), config_context(assume_finite=True, skip_parameter_validation=True):
        weighed, again = _weighed(kept), [_weighed(kept[one]) for one in samples]
        found = {number: _heaviest(weighed, number) for number in numbers}
        tried = {
            number: float(np.mean([agreement(found[number], _heaviest(one, number)) for one in again]))
            for number in numbers
        }
    best = max(tried.values())
    if best < STABLE_THEMES:
        return Themes((), np.zeros((table.shape[0], 0), dtype=np.bool_), best, tried)
    chosen = max(number for number in numbers if tried[number] >= max(best - _AS_STABLE, STABLE_THEMES))
    return _themes(table, columns, words, [one for one in found[chosen] if one], tried, chosen)


def _most_used(counts: FloatArray, minimum: int) -> npt.NDArray[np.int64]:
    """Give the columns of the words that most respondents used, in their own order."""
    order = np.argsort(-counts, kind="stable")[:_MOST_WORDS]
    return np.sort(order[counts[order] >= max(minimum, 1)])


def agreement(first: Sequence[Sequence[int]], second: Sequence[Sequence[int]]) -> float:
    """How alike two lists of as many themes are, 0 to 1.

    Each theme is a set of words; each of the first is paired with one of the second so that the mean of the Jaccard
    indices (words of both / words of either) is largest, and that mean is given.
    Raises StatisticsError where the numbers of themes differ.
    Source: Greene, O'Callaghan & Cunningham (2014), section 3.1, on sets in place of rankings.

    >>> agreement([[1, 2], [3, 4]], [[3, 4], [1, 5]])
    0.6666666666666666
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    if len(first) != len(second):
        raise StatisticsError(f"{len(first)} themes cannot be paired with {len(second)}")
    pairs = [[(set(one), set(other)) for other in second] for one in first]
    alike = np.array([[len(a & b) / max(1, len(a | b)) for a, b in row] for row in pairs])
    return float(alike[linear_sum_assignment(-alike)].mean())


def _weighed(used: Any) -> Any:
    """Give the tf-idf weights of used words: dense where the table is small, which is quicker, else sparse."""
    from sklearn.feature_extraction.text import TfidfTransformer  # noqa: PLC0415 - slow to import

    weighed = TfidfTransformer().fit_transform(used)
    return weighed.toarray() if weighed.shape[0] * weighed.shape[1] <= _DENSE else weighed


def _heaviest(weighed: Any, number: int) -> list[list[int]]:
    """Give the heaviest words of so many factors; a word is of the factor in which it weighs most."""
    factors = _factors(weighed, number)
    own = factors.argmax(axis=0)
    order = np.argsort(-factors, axis=1, kind="stable")
    return [
        [int(word) for word in order[factor] if own[word] == factor and factors[factor, word] > 0][
            :THEME_WORDS
        ]
        for factor in range(number)
    ]


def _factors(weighed: Any, number: int) -> FloatArray:
    """Give the weights of the words in so many non-negative factors of tf-idf weights, factors × words."""
    from sklearn.decomposition import NMF  # noqa: PLC0415 - slow to import
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415 - slow to import

    model = NMF(number, init="nndsvd", random_state=0, max_iter=_STEPS, tol=_TOLERANCE)
    with warnings.catch_warnings():
        # What has not settled after so many steps is told by its agreement.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(weighed)
    # Weights of different factors are compared, so each factor is brought to the same length.
    length = np.linalg.norm(model.components_, axis=1, keepdims=True)
    return np.asarray(model.components_ / np.where(length > 0, length, 1.0))


def _themes(
    table: Any,
    columns: npt.NDArray[np.int64],
    words: Sequence[str],
    found: Sequence[Sequence[int]],
    tried: Mapping[int, float],
    chosen: int,
) -> Themes:
    named = [np.asarray(table[:, columns[list(one)]].sum(axis=1) > 0) for one in found]
    told = [tuple(words[columns[word]] for word in one) for one in found]
    order = sorted(range(len(found)), key=lambda theme: (-int(named[theme].sum()), told[theme]))
    return Themes(
        tuple(told[theme] for theme in order),
        np.column_stack([named[theme] for theme in order]),
        tried[chosen],
        dict(tried),
    )
