"""Wave against wave: the change of each measure, its interval, its tests and a verdict in four words.

The verdict, in this order:

1. "no relevant change": the change is shown to be smaller than `smallest_change` either way
   (equivalence test, Holm-adjusted p < 1 − confidence). It goes first, so that a change which is real but
   proven too small to matter is not sold as better or worse.
2. "better" or "worse", by the sign: the change is not zero (Holm-adjusted p < 1 − confidence).
   Measures are taken to be scored so that higher is better.
3. "not decided": neither is shown. This is no proof that nothing changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from toolkit.errors import StatisticsError
from toolkit.followup.changes.asked import asked, check_confidence, checked_margins, frame_of
from toolkit.followup.changes.change import mean_change, score_change
from toolkit.followup.changes.few import few_change, rests_on_few
from toolkit.followup.changes.verdict import decided, judge, tested
from toolkit.followup.waves import (
    AFTER,
    BEFORE,
    IntArray,
    Sample,
    answers,
    paired_positions,
    partners,
    require_answers,
    weight_array,
)
from toolkit.measures.multiplicity import holm
from toolkit.measures.nps import nps_scores
from toolkit.measures.weights import as_numbers, same_rows

__all__ = ["COLUMNS", "compare_nps", "compare_waves", "holm", "weighting_effect"]

COLUMNS = (
    "before",
    "after",
    "difference",
    "low",
    "high",
    "p",
    "p_holm",
    "p_equivalence",
    "p_equivalence_holm",
    "verdict",
    "design",
    "n_before",
    "n_after",
    "n_paired",
    "se",
    "df",
    "effect_size",
    "n_effective_before",
    "n_effective_after",
)
NPS = "nps"


def compare_waves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    key: str | None = None,
    weights: str | Sequence[Any] | None = None,
    smallest_change: float | Mapping[str, float] = 5.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare the mean of each measure between two waves, by the design that the data have.

    `before`, `after`: one row per respondent, NaN where there is no answer.
    `measures`: numeric columns of both waves, scored so that higher is better.
    `key`: column with the respondent's key in both waves; None matches nobody, and so does a missing key.
    `weights`: None, a column of both waves, or a pair of arrays; equal weights give the unweighted statistic.
    `smallest_change`: the smallest change that matters, in the measure's units; one for all or one for each.

    Returns one row per measure (index `measure`) with COLUMNS, in the measure's units, never rounded.
    The design is read per measure from those who answered it: "paired" (the same respondents in both waves),
    "independent" (none in both) or "partially overlapping". With s², n the variance and number of answers:

    - independent: se² = s1²/n1 + s2²/n2, Welch's df. In R this is `t.test(after, before)`.
    - paired: se = sd(differences)/√n, df = n − 1. In R this is `t.test(after, before, paired = TRUE)`.
    - partially overlapping: se² = s1²/n1 + s2²/n2 − 2·r·s1·s2·c/(n1·n2), with r from the c pairs (0 under 3);
      df = (c − 1) + (γ − c + 1)/(a + b + 2c)·(a + b), a and b in one wave only, γ Welch's df.
      In R this is `Partover.test` of package Partiallyoverlapping.
    - weighted: u = √(n/(n − 1))·w·(x − mean)/Σw per wave, se² = Σu1² + Σu2² − 2·Σu1·u2 over the pairs;
      df = n1 + n2 − 3 without pairs, Welch's with Satterthwaite's of the weights for each n − 1 where the
      effective n of a wave is under half of n (`TAME_EFFICIENCY`); with pairs Derrick's, with the same.
      In R, without pairs, this is `svyglm(x ~ wave, svydesign(ids = ~1, strata = ~wave, weights = ~w))`.

    The interval is difference ± t·se, p is two-sided, `p_holm` is over all measures of this call,
    `p_equivalence` is TOST against ±smallest_change, `p_equivalence_holm` is that over all measures of this call,
    `effect_size` is Cohen's d (paired: d_av), the verdict is as this module says. Where the answers of a
    wave show no spread (paired: where all moved by one step) nothing can be tested and `se` is 0: the difference is
    given, interval and p-values are NaN, the verdict is "not decided".

    Raises StatisticsError for unknown, doubled or non-numeric columns, an empty wave, fewer than 2 answers in
    a wave, infinite values, unusable weights, a key twice in a wave, keys that are text in one wave and
    numbers in the other, `smallest_change` not over 0 or `confidence` not between 0.5 and 1.
    Sources: Welch (1947), Biometrika 34; Derrick, Russ, Toher & White (2017), Journal of Modern Applied
    Statistical Methods 16(1), 137–157; Lumley (2010), Complex Surveys; Satterthwaite (1946), Biometrics
    Bulletin 2; Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15; Holm (1979),
    Scandinavian Journal of Statistics 6; Lakens (2013), Frontiers in Psychology 4:863.

    >>> first = pd.DataFrame({"id": [1, 2, 3, 4, 5], "trust": [60.0, 70.0, 80.0, 50.0, 90.0]})
    >>> second = pd.DataFrame({"id": [1, 2, 3, 4, 5], "trust": [70.0, 75.0, 85.0, 55.0, 95.0]})
    >>> change = compare_waves(first, second, ["trust"], key="id").loc["trust"]
    >>> print(f"{change['difference']:.1f} ± {change['se']:.1f}, p = {change['p']:.4f}")
    6.0 ± 1.0, p = 0.0039
    >>> change["design"], change["verdict"]
    ('paired', 'better')
    """
    given = asked(
        before,
        after,
        measures,
        key=key,
        weights=weights,
        smallest_change=smallest_change,
        confidence=confidence,
    )
    changes = frame_of({name: mean_change(*pair, given.partner) for name, pair in given.samples.items()})
    return judge(changes, given.margins, confidence)[list(COLUMNS)]


def compare_nps(
    before: pd.Series | ArrayLike,
    after: pd.Series | ArrayLike,
    *,
    key_before: pd.Series | ArrayLike | None = None,
    key_after: pd.Series | ArrayLike | None = None,
    weights_before: ArrayLike | None = None,
    weights_after: ArrayLike | None = None,
    smallest_change: float = 5.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare the net promoter score of two waves; one row, index "nps", in points, with COLUMNS.

    `before`, `after`: ratings 0–10 per respondent, NaN where there is no answer; keys and weights in the same
    order, None for both waves where there are none.
    Unweighted: se² = Σ u1² + Σ u2² − 2·Σ u1·u2 over the pairs, with u = (score − NPS)/n on scores of −100, 0
    and 100, so that Σ u² = 100²·(p + d − (p − d)²)/n; normal distribution (`df` infinite).
    Weighted: as `compare_waves` on those scores.
    In R, weighted, this is `svyglm(score ~ wave, svydesign(ids = ~1, strata = ~wave, weights = ~w))`.
    Where a wave has fewer than 10 promoters or fewer than 10 detractors (`FEW_AT_AN_END`), that variance is misjudged:
    interval and p-values are then those of `few_change`, Tango's limits of both waves, squared and added with their
    correlation, with `df` infinite.
    Verdict, equivalence test and errors are those of `compare_waves`; a rating outside 0–10 is an error too. It is a
    family of one, so that `p_holm` is `p`, and `p_equivalence_holm` is `p_equivalence`.

    Source: Rocks (2016), The American Statistician 70(4), 365–372; Newcombe (1998), Statistics in Medicine 17,
    873–890.

    >>> change = compare_nps([10] * 40 + [8] * 20 + [5] * 40, [10] * 60 + [8] * 20 + [5] * 20).loc["nps"]
    >>> print(f"{change['difference']:.1f} ± {change['se']:.1f} points: {change['verdict']}")
    40.0 ± 12.0 points: better
    """
    margins = checked_margins(smallest_change, [NPS])
    check_confidence(confidence)
    first = _scores(before, BEFORE, weights_before)
    second = _scores(after, AFTER, weights_after)
    require_answers({NPS: (first, second)})
    partner = _checked_partners(before, key_before, after, key_after)
    changes = tested(frame_of({NPS: score_change(first, second, partner)}), margins, confidence)
    if rests_on_few(first) or rests_on_few(second):
        pairs = paired_positions(first, second, partner)
        changes = changes.assign(**few_change(first, second, pairs, margins[0], confidence), df=np.inf)
    return decided(changes, confidence)[list(COLUMNS)]


def weighting_effect(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    weights: str | Sequence[Any],
    key: str | None = None,
    smallest_change: float | Mapping[str, float] = 5.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Set each measure's change without weights beside the one with weights.

    Arguments and errors as `compare_waves`; `weights` is not None.
    Returns one row per measure (index `measure`) with `difference_…`, `p_…`, `p_holm_…`, `verdict_…` and
    `different_…`, each of them `…unweighted` and `…weighted`. `different_…` is true where Holm-adjusted
    p < 1 − confidence, whether or not the change is large enough to matter: `different_unweighted.sum()`
    against `different_weighted.sum()` says what weighting does to the changes.
    """
    if weights is None:
        raise StatisticsError("What weighting does needs weights. Name the weight column of both waves.")
    parts = []
    for word, given in (("unweighted", None), ("weighted", weights)):
        table = compare_waves(
            before,
            after,
            measures,
            key=key,
            weights=given,
            smallest_change=smallest_change,
            confidence=confidence,
        )
        part = table[["difference", "p", "p_holm", "verdict"]].assign(
            different=table["p_holm"] < 1 - confidence
        )
        parts.append(part.add_suffix(f"_{word}"))
    both = pd.concat(parts, axis=1)
    return both[[name for pair in zip(parts[0].columns, parts[1].columns, strict=True) for name in pair]]


def _scores(ratings: pd.Series | ArrayLike, wave: str, weights: ArrayLike | None) -> Sample:
    where = f"recommendation question of the {wave} wave"
    scores = nps_scores(as_numbers(ratings, where))
    if scores.size == 0:
        raise StatisticsError(f"The {wave} wave is empty. Check its file and the rows that were kept.")
    return answers(scores, weight_array(weights, ratings, wave), where)


def _checked_partners(
    before: pd.Series | ArrayLike,
    key_before: pd.Series | ArrayLike | None,
    after: pd.Series | ArrayLike,
    key_after: pd.Series | ArrayLike | None,
) -> IntArray | None:
    if key_before is None and key_after is None:
        return None
    if key_before is None or key_after is None:
        raise StatisticsError(
            "Respondents are matched by keys of both waves; one is absent. Give both or neither."
        )
    for ratings, keys, wave in ((before, key_before, BEFORE), (after, key_after, AFTER)):
        same_rows(ratings, keys)
        if np.shape(keys) != np.shape(ratings):
            raise StatisticsError(
                f"The {wave} wave has {np.size(ratings)} ratings and {np.size(keys)} keys. "
                f"Give one key per rating."
            )
    return partners(key_before, key_after)
