"""Who answered of those invited: response per group, and whether groups differ in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.intake.quality.duplicates import ids_of
from toolkit.intake.quality.found import Ints
from toolkit.intake.telling import listed

# Where the chi-square distribution serves for the test: Cochran (1954), Biometrics 10, 417–451.
LEAST_EXPECTED = 1.0
USUAL_EXPECTED = 5.0
MOSTLY = 0.8
# Why a segment has no test.
ALL_OR_NONE = "all or none of the invited answered"
ONE_CODE = "fewer than two of its codes were invited"
TOO_FEW = "too few were invited in some of its codes"


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Respondents found back among the invited.

    `invited`: bool per row of the frame, False for a row without a key or with the key of a row above it.
    `responded`: bool per row of the frame. `outside`: how many respondents are not in the frame. `warnings`: plain
    sentences.
    """

    invited: pd.Series
    responded: pd.Series
    outside: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Nonresponse:
    """Response of all and per group.

    `invited`, `responded`: numbers; `rate`, `low`, `high`: response of 0 to 1 with Wilson's interval.
    `groups`: `segment`, `code`, `invited`, `responded`, `rate`, `low`, `high`, one row per code that was invited.
    `tests`: per segment `chi2`, `df`, `p`, `p_holm` (Holm over the segments tested), `cramers_v` and `n`;
    NaN where no test could be made, and `why_not` then says why, in the words of ALL_OR_NONE, ONE_CODE or TOO_FEW.
    `too_small`: how many codes were left out of the test, because too few of them were invited.
    """

    invited: int
    responded: int
    rate: float
    low: float
    high: float
    groups: pd.DataFrame
    tests: pd.DataFrame
    warnings: tuple[str, ...]


def matched(frame_keys: pd.Series, respondent_keys: pd.Series) -> Matched:
    """Find respondents back in the frame by key, both written alike (`plain_keys`) and not shown to anybody.

    The index of `frame_keys` numbers the rows of its file. A row without a key invites nobody, and a key that stands
    twice is one invitation.
    """
    ids = ids_of(pd.concat([frame_keys, respondent_keys], ignore_index=True))
    framed, answering = ids[: len(frame_keys)], ids[len(frame_keys) :]
    blank = framed < 0
    again = pd.Series(framed).duplicated().to_numpy(bool) & ~blank
    found = np.isin(framed, answering) & ~blank
    outside = int((~np.isin(answering, framed) & (answering >= 0)).sum())
    told = []
    if blank.any():
        told.append(
            f"the frame has no key in {listed(frame_keys.index[blank].tolist())}: not counted as invited"
        )
    if again.any():
        told.append(
            f"the frame has a key again in {listed(frame_keys.index[again].tolist())}: counted as invited once"
        )
    if outside:
        who = "1 respondent is" if outside == 1 else f"{outside:,} respondents are"
        told.append(f"{who} not in the frame and not counted in the response")
    invited = ~blank & ~again
    return Matched(
        pd.Series(invited, index=frame_keys.index, name="invited"),
        pd.Series(found & invited, index=frame_keys.index, name="responded"),
        outside,
        tuple(told),
    )


def nonresponse(
    frame: pd.DataFrame, responded: pd.Series, segments: Sequence[str], *, confidence: float = 0.95
) -> Nonresponse:
    """Compare response between groups of the invited.

    `frame`: one row per invited, with a column per name of `segments` (categories or texts; empty where unknown).
    `responded`: bool, same rows. Rates have Wilson's interval. Per segment Pearson's chi-square test, without
    continuity correction, asks whether response differs between its codes; those without a code are left out. It is
    made only where expected numbers allow: none under 1 and four fifths at least 5. Where they do not, the smallest
    code is left out, and the next, until they do, so that one tiny group does not silence the test. A difference says
    that groups answer unequally, not that results are biased: that depends on whether answers differ too (Groves &
    Peytcheva 2008, Public Opinion Quarterly 72, 167–189).

    Raises ValueError where `frame` and `responded` have different rows.
    Sources: Wilson (1927), Journal of the American Statistical Association 22, 209–212; Cochran (1954); Holm (1979),
    Scandinavian Journal of Statistics 6, 65–70. In R these are `prop.test(x, n, correct = FALSE)`,
    `chisq.test(table, correct = FALSE)` and `p.adjust(p, "holm")`.
    """
    if not frame.index.equals(responded.index):
        raise ValueError("frame and responded have different rows")
    yes = responded.to_numpy(bool)
    groups, tests, told = [], [], []
    for segment in segments:
        codes, names = _codes(frame[segment])
        invited = np.bincount(codes[codes >= 0], minlength=len(names))
        answers = np.bincount(codes[(codes >= 0) & yes], minlength=len(names))
        groups += [
            (segment, name, int(n), int(x)) for name, n, x in zip(names, invited, answers, strict=True) if n
        ]
        tests.append((segment, *_chi_square(invited[invited > 0], answers[invited > 0])))
        uncoded = int((codes < 0).sum())
        if uncoded:
            told.append(f"{uncoded:,} of the invited have no code of segment {segment}")
    low, high = _wilson(np.array([yes.sum()]), np.array([len(yes)]), confidence)
    return Nonresponse(
        invited=len(yes),
        responded=int(yes.sum()),
        rate=float(yes.mean()) if len(yes) else np.nan,
        low=float(low[0]),
        high=float(high[0]),
        groups=_with_rates(groups, confidence),
        tests=_with_holm(tests),
        warnings=tuple(told),
    )


def _codes(cells: pd.Series) -> tuple[Ints, list[str]]:
    """Places of codes, −1 where there is none, and the codes."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        return cells.cat.codes.to_numpy().astype(np.int64), cells.cat.categories.astype(str).tolist()
    blank = ids_of(cells) < 0
    codes, names = pd.factorize(cells.astype("str").mask(blank), sort=True)
    return codes.astype(np.int64), [str(name) for name in names]


def _wilson(hits: Ints, n: Ints, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    from statsmodels.stats.proportion import proportion_confint  # noqa: PLC0415 - slow to import

    low, high = proportion_confint(hits, np.maximum(n, 1), alpha=1 - confidence, method="wilson")
    # Of nobody nothing is known.
    return np.where(n > 0, low, 0.0), np.where(n > 0, high, 1.0)


def _with_rates(groups: list[tuple[str, str, int, int]], confidence: float) -> pd.DataFrame:
    table = pd.DataFrame(groups, columns=["segment", "code", "invited", "responded"])
    if not len(table):
        return table.assign(rate=np.nan, low=np.nan, high=np.nan)
    low, high = _wilson(table["responded"].to_numpy(), table["invited"].to_numpy(), confidence)
    return table.assign(rate=table["responded"] / table["invited"], low=low, high=high)


def _chi_square(invited: Ints, answers: Ints) -> tuple[float, float, float, float, int, int, str]:
    """Chi-square, degrees of freedom, p, Cramér's V, n, codes left out as too small, and why there is no test."""
    n = int(invited.sum())
    nothing = (np.nan, np.nan, np.nan, np.nan, n, 0)
    if len(invited) < 2:
        return *nothing, ONE_CODE
    if not 0 < answers.sum() < n:
        return *nothing, ALL_OR_NONE
    kept = _large_enough(invited, answers)
    if len(kept) < 2:
        return *nothing, TOO_FEW
    from scipy.stats import chi2_contingency  # noqa: PLC0415 - slow to import

    table = np.array([answers[kept], (invited - answers)[kept]])
    result = chi2_contingency(table, correction=False)
    tested = int(table.sum())
    # With two rows, answered or not, Cramér's V is the root of chi-square over n.
    return (
        float(result.statistic),
        float(result.dof),
        float(result.pvalue),
        float(np.sqrt(result.statistic / tested)),
        tested,
        len(invited) - len(kept),
        "",
    )


def _large_enough(invited: Ints, answers: Ints) -> Ints:
    """Places of the codes to test: all, less the smallest one by one until expected numbers allow the test."""
    kept = np.argsort(-invited, kind="stable")
    while len(kept) > 1:
        n, yes = invited[kept].sum(), answers[kept].sum()
        expected = invited[kept] * np.array([[yes], [n - yes]]) / n
        if expected.min() >= LEAST_EXPECTED and (expected >= USUAL_EXPECTED).mean() >= MOSTLY:
            break
        kept = kept[:-1]
    return kept


def _with_holm(tests: list[tuple[str, float, float, float, float, int, int, str]]) -> pd.DataFrame:
    columns = ["segment", "chi2", "df", "p", "cramers_v", "n", "too_small", "why_not"]
    table = pd.DataFrame(tests, columns=columns)
    p = table["p"].to_numpy(np.float64)
    adjusted = np.full(len(table), np.nan)
    # Holm by hand: statsmodels' multipletests collects garbage at each call, which costs more than the test.
    order = np.argsort(p)[: int(np.isfinite(p).sum())]
    adjusted[order] = np.maximum.accumulate(np.minimum(p[order] * np.arange(len(order), 0, -1), 1))
    table.insert(4, "p_holm", adjusted)
    return table
