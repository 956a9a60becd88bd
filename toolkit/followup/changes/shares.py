"""Wave against wave for measures of yes or no: the change of each share, its interval, its tests and a verdict.

The verdict is that of `toolkit.followup.changes.compare`, and so are the columns, so that one table prints both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from toolkit.errors import StatisticsError
from toolkit.followup.changes.asked import asked, frame_of
from toolkit.followup.changes.compare import COLUMNS
from toolkit.followup.changes.share_change import share_change, share_tests
from toolkit.followup.changes.verdict import decided
from toolkit.followup.waves import AFTER, BEFORE, Sample
from toolkit.measures.proportions import checked_hits


def compare_shares(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    *,
    key: str | None = None,
    weights: str | Sequence[Any] | None = None,
    smallest_change: float | Mapping[str, float] = 0.05,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare the share of a yes of each measure between two waves, by the design that the data have.

    `before`, `after`: one row per respondent; 1 or True for a yes, 0 or False for a no, NaN where there is no answer;
    measures for which a higher share is better. `key`, `weights` and `confidence` as `compare_waves` has them;
    `smallest_change` is a share too: 0.05 is 5 of every hundred.

    Returns one row per measure (index `measure`) with the COLUMNS of `compare_waves`, shares of 0 to 1, never rounded.
    With n, m the answers of each wave, c those in both, φ the correlation of the c pairs and r = φ·c/√(n·m):

    - limits: with Wilson's limits l, u of each wave, d − √((p2 − l2)² + (u1 − p1)² − 2r(p2 − l2)(u1 − p1)) and
      d + √((u2 − p2)² + (p1 − l1)² − 2r(u2 − p2)(p1 − l1)), φ with continuity correction: where ad > bc it is
      max(ad − bc − c/2, 0)/√(…). They lie within −1 to 1 and have width where nobody turned. This is Newcombe's hybrid
      score interval (independent), his method 10 (paired), and all respondents at once (partially overlapping).
    - p, independent and partially overlapping: z = d/√(p̄(1 − p̄)(1/n + 1/m − 2r/√(nm))), p̄ the pooled share: the
      score test, and Derrick's z8. In R these are `prop.test(x, n, correct = FALSE)` and `Prop.test` of package
      Partiallyoverlapping.
    - p, paired: McNemar's, exact under 25 who turned (`EXACT_DISCORDANT`), else chi-square without correction.
      In R this is `binom.test(gained, gained + lost)` or `mcnemar.test(table, correct = FALSE)`.
    - weighted, every design: the same with n and m replaced by p(1 − p)/v with v the linearised variance, at most
      Kish's effective n, and c/√(n·m) by Σpq/√(Σp²Σq²), p and q the weights over their sums; the score test also where
      all answered twice.

    `p_equivalence` is the smallest error at which the limits of twice that error lie within ±smallest_change; `se` is
    √(Σu1² + Σu2² − 2·Σu1·u2) (Wald), `df` infinite, `effect_size` Cohen's h; `p_holm`, `p_equivalence_holm` and the
    verdict are over all measures of this call, as in `compare_waves`. A p over a level and limits that just leave out 0
    (or the other way round) can go together, because they are different tests; the verdict follows p.

    Raises StatisticsError as `compare_waves` does, where an answer is neither 0 nor 1, or where `smallest_change` is 1
    or more.
    Sources: Newcombe (1998), Statistics in Medicine 17, 873–890 (independent) and 2635–2650 (paired); Wilson (1927);
    McNemar (1947), Psychometrika 12, 153–157; Derrick, Dobson-Mckittrick, Toher & White (2015), Journal of Applied
    Quantitative Methods 10(3); Zou & Donner (2008), Statistics in Medicine 27, 1693–1702; Rao & Scott (1992),
    Biometrics 48, 577–585; Cohen (1988), Statistical Power Analysis.

    >>> first = pd.DataFrame({"id": range(40), "nine": [1] * 10 + [0] * 30})
    >>> second = pd.DataFrame({"id": range(40), "nine": [1] * 18 + [0] * 22})
    >>> change = compare_shares(first, second, ["nine"], key="id").loc["nine"]
    >>> print(f"{change['difference']:.2f} ({change['low']:.2f} to {change['high']:.2f}), p = {change['p']:.4f}")
    0.20 (0.06 to 0.33), p = 0.0078
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
    if max(given.margins) >= 1:
        raise StatisticsError(
            "The smallest change of a share that matters is under 1: 0.05 stands for 5 of a hundred."
        )
    for name, pair in given.samples.items():
        _require_hits(name, pair)
    changes = frame_of({name: share_change(*pair, given.partner) for name, pair in given.samples.items()})
    rows = [
        share_tests(*pair, given.partner, margin, confidence)
        for pair, margin in zip(given.samples.values(), given.margins, strict=True)
    ]
    tests = pd.DataFrame(rows, index=changes.index)
    return decided(changes.join(tests), confidence)[list(COLUMNS)]


def _require_hits(name: str, pair: tuple[Sample, Sample]) -> None:
    for wave, sample in zip((BEFORE, AFTER), pair, strict=True):
        try:
            checked_hits(sample.values)
        except StatisticsError as error:
            raise StatisticsError(
                f"measure {name!r} of the {wave} wave: {error}. Turn it into 1 for a yes and 0 for a no."
            ) from error
