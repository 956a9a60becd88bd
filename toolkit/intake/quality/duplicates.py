"""Rows that are one respondent twice: by key, by the platform's number, or by answers too unusual to meet twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.engagement import ItemScale
from toolkit.intake.files.packed import all_differ, made_of, packed
from toolkit.intake.personal.keys import UNCHANGED
from toolkit.intake.quality.found import Bools, Floats, Found, Ints, moments_of, rows_told

# Equal answers to fewer items say nothing: short questionnaires hold many honest pairs (Simmons, Mercer, Schwarzer &
# Kennedy 2016, Statistical Journal of the IAOS 32, 327–338, show how much equality depends on their number).
LEAST_ITEMS = 10
# Expected number of rows of the whole file that chance alone may flag: one in a hundred files has one.
BY_CHANCE = 0.01
# So many answers must differ from the row's commonest one: satisfied customers give nearly one number throughout.
OFF_COMMONEST = 4
# A number that the platform gives is no respondent's own where more rows have it ("anonymous"), and no numbers are
# where fewer than half of them differ.
MOST_ROWS = 5
OWN_NUMBERS = 0.5
# Frequencies are taken from at most so many rows, in so many levels of general satisfaction.
SAMPLED = 50_000
LEVELS = 20
ROWS_PER_LEVEL = 100


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The answers of all rows: per item a column (NaN where missing) and its scale ends; how many each row has."""

    columns: tuple[Floats, ...]
    ends: tuple[tuple[float, float], ...]
    counts: Ints


def duplicates(
    values: pd.DataFrame,
    scales: Mapping[str, ItemScale],
    paradata: pd.DataFrame,
    key: pd.Series | None,
    *,
    last: Sequence[Bools] = (),
) -> Found:
    """Flag all but one of the rows of one respondent, told by key, the platform's number, or unusual equal answers.

    `values`: float64, one column per item; `paradata` and `key` have the same rows. `last`: kinds of rows that stay
    only where there is no other, decisive first (tests, unfinished rows). Of the others the one with most answers
    stays, and of those the one that began first. Answers are compared only of rows without a key.
    Source: Eysenbach (2004), Journal of Medical Internet Research 6, e34 (CHERRIES): tell which of several entries
    was kept; equal answers after Slomczynski, Powałko & Krauze (2017), Survey Research Methods 11, 1–16.
    """
    answered = answered_of(values, scales)
    preference = [*last, -answered.counts, _began(paradata)]
    nobody = np.full(len(values), -1, dtype=np.int64)
    keys = nobody if key is None else ids_of(key)
    given = ids_of(paradata["respondent"]) if "respondent" in paradata else nobody
    numbers = np.where(_shared_by_many(given), -1, given)
    own = are_own(numbers)
    by_pattern, common = equal_patterns(answered, keys < 0)
    alike = surplus(by_pattern, preference)
    hits = surplus(keys, preference) | alike | (surplus(numbers, preference) if own else False)
    notes = []
    if not own and (given >= 0).any():
        notes.append("the platform's numbers of respondents hardly differ: no duplicates were sought by them")
    elif own and (many := int(((given >= 0) & (numbers < 0)).sum())):
        notes.append(
            f"{rows_told(many)} with a platform's number that more than {MOST_ROWS} rows have are not flagged by it: "
            "such a number is nobody's own"
        )
    if alike.any():
        notes.append(
            f"{rows_told(int(alike.sum()))} taken for duplicates have the answers of another row throughout, "
            "too unusual ones for that to be chance"
        )
    if common:
        notes.append(
            f"{rows_told(common)} with common answers equal another row throughout and are not flagged"
        )
    can = own or bool((keys >= 0).any()) or len(answered.columns) >= LEAST_ITEMS
    why = "" if can else "there is no key, and too few items to know a respondent again by the answers"
    return Found(hits, why, tuple(notes))


def answered_of(values: pd.DataFrame, scales: Mapping[str, ItemScale]) -> Answered:
    """Gather the answers, and count those of each row."""
    items = [str(item) for item in values.columns]
    columns = tuple(values[item].to_numpy(np.float64) for item in items)
    counts = np.zeros(len(values), dtype=np.int64)
    for column in columns:
        counts += ~np.isnan(column)
    return Answered(columns, tuple((scales[item].minimum, scales[item].maximum) for item in items), counts)


def _began(paradata: pd.DataFrame) -> Ints:
    """Give an order of moments: who began first comes first, who began at no known moment last."""
    began = moments_of(paradata, "started")
    return np.where(np.isnat(began), np.iinfo(np.int64).max, began.astype(np.int64))


def surplus(ids: Ints, preference: Sequence[npt.NDArray]) -> Bools:
    """Say of each row whether another row with its id is preferred to it; −1 is no id.

    Of rows with one id the one that comes first by `preference` stays: arrays of shape (rows,), the decisive one
    first, low before high. Where all are equal, the row that stands first.

    >>> surplus(np.array([0, 1, 0, -1, -1]), [np.array([1, 0, 0, 0, 0])])
    array([ True, False, False, False, False])
    """
    hits = np.zeros(len(ids), dtype=bool)
    shared = np.flatnonzero((ids >= 0) & (np.bincount(ids + 1)[ids + 1] > 1)) if len(ids) else ids
    # lexsort sorts by its last key first, and keeps the order of rows where all keys are equal.
    order = shared[np.lexsort([*(one[shared] for one in reversed(preference)), ids[shared]])]
    again = ids[order][1:] == ids[order][:-1]
    hits[order[1:][again]] = True
    return hits


def ids_of(names: pd.Series) -> Ints:
    """Number the different names from 0; empty ones are −1."""
    compact = packed(names.astype("str"))
    if compact.lengths.min(initial=1) and made_of(compact, UNCHANGED) and all_differ(compact):
        return np.arange(len(names))
    ids, different = pd.factorize(names)
    blank = np.flatnonzero(pd.Series(different).astype("str").str.strip() == "")
    return np.where(np.isin(ids, blank), -1, ids).astype(np.int64)


def _shared_by_many(ids: Ints) -> Bools:
    """Say which rows have a number that is on more than MOST_ROWS rows; −1 is no number."""
    if not len(ids):
        return np.zeros(0, dtype=bool)
    return np.asarray((ids >= 0) & (np.bincount(ids + 1)[ids + 1] > MOST_ROWS))


def are_own(ids: Ints) -> bool:
    """Say whether numbers can be respondents' own: at least half of them differ."""
    filled = int((ids >= 0).sum())
    return filled > 0 and len(np.unique(ids[ids >= 0])) >= OWN_NUMBERS * filled


def equal_patterns(answered: Answered, among: Bools) -> tuple[Ints, int]:
    """Find rows that agree in all their answers and are too unusual for that to be chance.

    `among` says which rows are compared; of those the ones with at least 10 answers are. Returns ids of shape
    (rows,) for `surplus`, −1 for all others, and how many further rows agree in answers that are common.

    The chance that a second respondent of the same general level gives the same answers is taken as the product,
    item by item, of how often an answer follows the answer to the item before it among respondents of that level
    (the mean of the answers on 0–1, in 20 steps; fewer in a small file). Level and order carry what honest answers
    have in common, so that the many who give a 10 throughout are never improbable. Rows are found where chance
    alone is expected to give at most 0.01 such rows in the whole file; every frequency counts the row itself, which
    errs on the side of not finding. Honest satisfied customers who give one number nearly throughout still meet
    more often than that reckons, so that at least 4 answers must differ from the row's commonest one.
    """
    ids = np.full(len(among), -1, dtype=np.int64)
    eligible = np.flatnonzero(among & (answered.counts >= LEAST_ITEMS))
    equal = eligible[_repeated(answered, eligible)] if len(eligible) else eligible
    if not len(equal):
        return ids, 0
    sample = eligible[:: -(-len(eligible) // SAMPLED)]
    expected = _log_expected(answered, sample, equal, len(eligible))
    improbable = equal[
        (expected + np.log(len(eligible)) <= np.log(BY_CHANCE))
        & (_off_commonest(answered, equal) >= OFF_COMMONEST)
    ]
    ids[improbable] = _exact(answered, improbable)
    return ids, len(equal) - len(improbable)


def _repeated(answered: Answered, rows: Ints) -> Bools:
    """Say which rows have the answers of another one, by a sum with irrational factors: all but certain, and fast."""
    factors = np.random.default_rng(0).random(len(answered.columns)) + 1
    total = np.zeros(len(answered.counts))
    for column, factor in zip(answered.columns, factors, strict=True):
        total += factor * np.nan_to_num(column, nan=-999.0)
    ids = pd.factorize(total[rows])[0]
    return np.asarray(np.bincount(ids, minlength=1)[ids] > 1)


def _off_commonest(answered: Answered, rows: Ints) -> Ints:
    """Count the answers of each row that are not its commonest one, each as a share of its scale."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    shares = np.column_stack(
        [
            (column[rows] - lowest) / (highest - lowest)
            for column, (lowest, highest) in zip(answered.columns, answered.ends, strict=True)
        ]
    )
    shares.sort(axis=1)
    run, commonest = np.ones(len(rows), dtype=np.int64), np.ones(len(rows), dtype=np.int64)
    for before, after in zip(shares.T, shares.T[1:], strict=False):
        run = np.where(after == before, run + 1, 1)
        np.maximum(commonest, run, out=commonest)
    return np.asarray(answered.counts[rows] - commonest)


def _exact(answered: Answered, rows: Ints) -> Ints:
    """Number the different patterns of these rows."""
    ids = np.zeros(len(rows), dtype=np.int64)
    for column in answered.columns:
        codes, different = pd.factorize(column[rows], use_na_sentinel=False)
        ids = pd.factorize(ids * len(different) + codes)[0].astype(np.int64)
    return ids


def _log_expected(answered: Answered, sample: Ints, asked: Ints, size: int) -> Floats:
    """Logarithm of how many of `size` rows are expected to have the answers of each row of `asked`."""
    rows, sampled = np.concatenate([sample, asked]), len(sample)
    state = _levels(answered, rows, min(LEVELS, max(1, sampled // ROWS_PER_LEVEL)))
    held = np.bincount(state[:sampled], minlength=int(state.max()) + 1)[state[sampled:]]
    log_expected = np.log((held + 1) * (size / sampled))
    level = state
    for column in answered.columns:
        codes, different = pd.factorize(column[rows], use_na_sentinel=False)
        joint = pd.factorize(state * len(different) + codes)[0]
        before = np.bincount(state[:sampled], minlength=int(state.max()) + 1)[state[sampled:]]
        both = np.bincount(joint[:sampled], minlength=int(joint.max()) + 1)[joint[sampled:]]
        log_expected += np.log((both + 1) / (before + 1))
        state = pd.factorize(level * len(different) + codes)[0].astype(np.int64)
    return np.asarray(log_expected)


def _levels(answered: Answered, rows: Ints, steps: int) -> Ints:
    """Place each row on one of `steps` levels by the mean of its answers, each as a share of its scale."""
    total = np.zeros(len(rows))
    for column, (lowest, highest) in zip(answered.columns, answered.ends, strict=True):
        total += np.nan_to_num((column[rows] - lowest) / (highest - lowest))
    share = total / np.maximum(answered.counts[rows], 1)
    return np.clip(share * steps, 0, steps - 1).astype(np.int64)
