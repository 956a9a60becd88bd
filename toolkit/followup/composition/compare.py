"""Each measure of two waves: its change, what of it is within like customers, what comes from other customers.

The verdict, per measure:

- "real": the part within like customers is shown (Holm-adjusted p < 1 − confidence), both with those whose group is
  not known as a group of their own and without them: they may hide a shift, or be unlike the others.
- "composition": the change is shown, and so is a part from other customers that goes the same way, but not the part
  within like customers. That may be of any size: it is no proof that other customers are all there is to it.
- "both": both parts are shown; they may point in opposite ways.
- "not decided": none of these. That is no proof that the make-up plays no part.

The changes, the parts within like customers and the parts from other customers are a family each; a net promoter
score is a family of its own, as in `compare_nps`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from toolkit.errors import StatisticsError
from toolkit.followup.changes.verdict import NOT_DECIDED
from toolkit.followup.composition.groups import Matched, Reason
from toolkit.followup.composition.measure import (
    RakedWeights,
    carried_groups,
    known_part,
    parts_of,
    weights_alike,
)
from toolkit.followup.composition.raked import Rake
from toolkit.followup.waves import (
    AFTER,
    BEFORE,
    Sample,
    answers,
    partners,
    require_answers,
    require_columns,
    wave_weights,
)
from toolkit.measures.multiplicity import holm
from toolkit.measures.weights import FloatArray, as_numbers

REAL = "real"
COMPOSITION = "composition"
BOTH = "both"
VERDICTS = (REAL, COMPOSITION, BOTH, NOT_DECIDED)
PARTS = ("difference", "within", "composition", "raked", "gap")
TESTED = ("difference", "within", "composition", "gap")


@dataclass(frozen=True, slots=True, eq=False)
class Splits:
    """The changes of all measures, split.

    `table`: a row per measure (index `measure`): before, after; per part of PARTS its estimate, `…_se`, `…_low`,
    `…_high` and `…_p`, and, of those of TESTED, `…_p_holm`; verdict, design, df, n_before, n_after, n_paired,
    n_effective_before, n_effective_after. `gap` is `raked` less `within`. `known` is the part within like customers of
    those whose groups are all known, and `known_p` its p; NaN where that is everybody, and a p of 1 where they are too
    few to tell. `within_p_holm` is of the larger of both p. In the units of the measure, never rounded; NaN where it
    cannot be had.
    `contributions`: a row per measure and segment: measure, segment, estimate, low, high.
    `left_out`: per measure the segments on which its customers are not compared, and why.
    """

    table: pd.DataFrame
    contributions: pd.DataFrame
    left_out: Mapping[str, tuple[tuple[str, Reason], ...]]


def split_waves(
    before: pd.DataFrame,
    after: pd.DataFrame,
    measures: Sequence[str],
    segments: Sequence[str],
    *,
    key: str | None = None,
    weights: str | None = None,
    scores: Collection[str] = (),
    silent: Collection[str] = (),
    minimum: int = 10,
    rake: Rake | None = None,
    confidence: float = 0.95,
) -> Splits:
    """Split the change of each measure in what other customers bring and what changed within like customers.

    `before`, `after`: one row per respondent, NaN where there is no answer; `segments`: their columns with the code of
    a group, missing where it is not known. `key`, `weights`: columns of both waves, or None. `scores`: measures that
    are net promoter scores of −100, 0 and 100, judged as `compare_nps` judges them. `silent`: measures that carry no
    claim and are in no family. `minimum`: respondents that a group has in each wave, else it is merged; see
    `matched_groups`. `rake`: makes weights for `raked_change`; None leaves the change after raking out.

    Customers are compared, per measure, on those who answered it; segments of more groups than
    1 per `ANSWERS_PER_COEFFICIENT` answers (effective, of the smaller wave) are left out, those with most groups first.
    Each part has the interval estimate ± t·se and a two-sided p, with the degrees of freedom of the change less one
    per group; see `split_change` and `raked_change` for estimates and errors.

    Raises StatisticsError for unknown or doubled columns, an empty wave, fewer than 2 answers in a wave, unusable
    weights or keys.
    Sources: as `split_change` and `raked_change`; Holm (1979), Scandinavian Journal of Statistics 6, 65–70.

    >>> first = pd.DataFrame({"trust": [50.0, 70] * 15 + [70, 90] * 5, "since": ["long"] * 30 + ["new"] * 10})
    >>> last = pd.DataFrame({"trust": [50.0, 70] * 5 + [70, 90] * 15, "since": ["long"] * 10 + ["new"] * 30})
    >>> row = split_waves(first, last, ["trust"], ["since"]).table.loc["trust"]
    >>> f"{row['difference']:.1f} = {abs(row['within']):.1f} + {row['composition']:.1f}", row["verdict"]
    ('10.0 = 0.0 + 10.0', 'composition')
    """
    names = list(dict.fromkeys(measures))
    if not names or not list(segments):
        raise StatisticsError("A split needs a measure and a segment at the least. Name one of each.")
    require_columns(before, after, [*names, *segments, *([] if key is None else [key])])
    wave_weight = wave_weights(before, after, weights)
    partner = None if key is None else partners(before[key], after[key])
    samples = {
        name: (_answers(before, name, BEFORE, wave_weight[0]), _answers(after, name, AFTER, wave_weight[1]))
        for name in names
    }
    require_answers(samples)
    groups = before[list(segments)], after[list(segments)]
    rows, contributions = {}, []
    left_out: dict[str, tuple[tuple[str, Reason], ...]] = {}
    # Measures that the same respondents answered have the same groups, and are raked to the same make-up.
    seen: dict[bytes, tuple[Matched, RakedWeights | None]] = {}
    for name, pair in samples.items():
        who = pair[0].rows.tobytes() + b"/" + pair[1].rows.tobytes()
        if who not in seen:
            theirs = carried_groups(*groups, pair, minimum)
            seen[who] = theirs, weights_alike(pair, theirs, rake)
        matched, alike = seen[who]
        left_out[name] = matched.left_out
        made = parts_of(pair, matched, partner, alike, score=name in scores, confidence=confidence)
        known = known_part(*groups, pair, matched, partner, minimum)
        rows[name] = {**made.row, **known}
        contributions += [{"measure": name, **one} for one in made.contributions]
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    told = pd.DataFrame(contributions, columns=["measure", "segment", "estimate", "low", "high"])
    return Splits(judged(table, scores, silent, confidence), told, left_out)


def judged(
    table: pd.DataFrame, scores: Collection[str], silent: Collection[str], confidence: float
) -> pd.DataFrame:
    """Add `…_p_holm` per part of TESTED and the verdict, as this module says; `silent` rows are in no family."""
    adjusted = table.copy()
    alone, speaks = table.index.isin(list(scores)), ~table.index.isin(list(silent))
    for part in TESTED:
        p = table[f"{part}_p"]
        if part == "within":
            p = pd.Series(np.fmax(p, table["known_p"].where(p.notna())), index=table.index)
        p = p.where(speaks)
        adjusted[f"{part}_p_holm"] = np.where(alone, p, holm(p.mask(alone).to_numpy(np.float64)))
    level = 1 - confidence
    changed, within, composition = ((adjusted[f"{part}_p_holm"] < level).to_numpy() for part in TESTED[:3])
    # A part that goes against the change explains nothing of it.
    along = (table["composition"] * table["difference"] > 0).to_numpy()
    words = np.select(
        [within & composition, within, composition & changed & along],
        [BOTH, REAL, COMPOSITION],
        default=NOT_DECIDED,
    )
    return adjusted.assign(verdict=[str(word) for word in words])


def largest_composition(table: pd.DataFrame, confidence: float) -> float:
    """Give how far, at the most, other customers answering moved any measure of a table as `split_waves` makes it.

    The largest end, either way, of the intervals estimate ± t(1 − α/2m)·se of the m measures whose part from other
    customers has a standard error: with `confidence` none of these parts is larger (Bonferroni). NaN where no measure
    has one, or where that part of a measure cannot be had. In the units of the measures.

    >>> told = pd.DataFrame({"composition": [0.5, -1.0], "composition_se": [0.2, 0.4], "df": [np.inf, np.inf]})
    >>> round(largest_composition(told, 0.95), 2)
    1.9
    """
    told = table[table["composition_se"].notna()]
    if told.empty or table["composition"].isna().any():
        return float("nan")
    share = (1 - confidence) / (2 * len(told))
    reach = -special.stdtrit(told["df"].to_numpy(np.float64), share) * told["composition_se"].to_numpy(
        np.float64
    )
    return float((told["composition"].abs().to_numpy(np.float64) + reach).max())


def _answers(frame: pd.DataFrame, name: str, wave: str, weights: FloatArray | None) -> Sample:
    where = f"measure {name!r} of the {wave} wave"
    return answers(as_numbers(frame[name], where), weights, where)
