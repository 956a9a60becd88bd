"""Which rows are suspect: every check flags and counts, none drops, and a check that cannot be made says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from toolkit.engagement import Contradiction, ItemScale, code_number, folded, text
from toolkit.engagement.data import Quality as QualitySettings
from toolkit.errors import Fault
from toolkit.intake.answers import REASONS
from toolkit.intake.quality.duplicates import duplicates
from toolkit.intake.quality.found import Bools, Found, not_made, rows_told, truths
from toolkit.intake.quality.straight_lines import straight_lines
from toolkit.intake.quality.timing import impossible_dates, outside_fieldwork, speeders
from toolkit.intake.telling import listed, names_told, refusal, value_told

CHECKS = (
    "duplicate",
    "speeder",
    "straight_line",
    "impossible_date",
    "outside_fieldwork",
    "test",
    "contradiction",
    "unfinished",
)
# With fewer than half of the questions that apply answered, an interview is broken off: AAPOR, Standard Definitions.
BREAK_OFF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """What the checks found.

    `flags`: bool, one row per respondent and one column per name of CHECKS. `not_checked`: why a check could not be
    made; its column is then all False, which is not the same as no hits. `notes`: plain sentences with what else is
    to be known. `limits`: the numbers that a check went by (speeder_seconds, median_seconds, straight_line_items).
    """

    flags: pd.DataFrame
    not_checked: Mapping[str, str]
    notes: tuple[str, ...]
    limits: Mapping[str, float] = field(default_factory=dict)


def quality_flags(
    *,
    values: pd.DataFrame,
    reasons: pd.DataFrame,
    scales: Mapping[str, ItemScale],
    blocks: Mapping[str, Sequence[str]],
    paradata: pd.DataFrame,
    key: pd.Series | None,
    start: dt.date,
    end: dt.date,
    settings: QualitySettings,
) -> Quality:
    """Check the rows of one wave; docs/methods/quality.md tells each rule and its source.

    `values` (float64, NaN where missing, as asked and not reversed) and `reasons` (categories of REASONS) have one
    row per respondent and one column per item. `scales` is the scale per item, `blocks` the items per construct.
    `paradata` has the same rows and any of `respondent` (text), `started` and `ended` (datetime64, naive), `seconds`
    (float64), `finished`, `test` (bool, may be missing) and `unreadable` (bool: a date that could not be read).
    `key`: the respondent's key, as text. `start` and `end`: first and last day of fieldwork. `settings`: [quality].
    Raises IntakeError where a contradiction asks for what is neither a number nor a reason.
    """
    unfinished, test = _unfinished(reasons, paradata), _test(paradata)
    judged = ~(unfinished.hits | test.hits)
    found = {
        "duplicate": duplicates(values, scales, paradata, key, last=(test.hits, unfinished.hits)),
        "speeder": speeders(paradata, judged, settings.speeder_seconds),
        "straight_line": straight_lines(values, scales, blocks, settings.straight_line_items),
        "impossible_date": impossible_dates(paradata, end),
        "outside_fieldwork": outside_fieldwork(paradata, start, end),
        "test": test,
        "contradiction": _contradictions(values, reasons, settings.contradictions),
        "unfinished": unfinished,
    }
    return Quality(
        flags=pd.DataFrame({check: found[check].hits for check in CHECKS}, index=values.index),
        not_checked={check: one.why_not for check, one in found.items() if one.why_not},
        notes=tuple(note for one in found.values() for note in one.notes),
        limits={name: limit for one in found.values() for name, limit in one.limits.items()},
    )


def quality_table(quality: Quality) -> pd.DataFrame:
    """Tell per check the `rows` flagged, their `share` of 0 to 1, whether it was `made`, `why_not`, and `where`.

    `rows` and `share` are missing where a check was not made. `where` lists five labels of the index at most: rows
    of the file, where the index numbers them.
    """
    flags = quality.flags
    made = np.array([check not in quality.not_checked for check in CHECKS])
    counts = flags.to_numpy(bool).sum(axis=0)
    where = [listed(flags.index[flags[check]].tolist()) if flags[check].any() else "" for check in CHECKS]
    return pd.DataFrame(
        {
            "check": CHECKS,
            "rows": pd.array(counts, dtype="Int64"),
            "share": counts / max(len(flags), 1),
            "made": made,
            "why_not": [quality.not_checked.get(check, "") for check in CHECKS],
            "where": where,
        }
    ).assign(
        rows=lambda table: table["rows"].where(made),
        share=lambda table: table["share"].where(made),
    )


def excluded(quality: Quality, exclude: Sequence[str]) -> tuple[Bools, pd.DataFrame]:
    """Say which rows are left out, and count them: a row that several checks flag, under the first of `exclude`.

    Returns a mask, True where a row is left out, and a table of `check`, `rows` and `made` in the order of
    `exclude`; its rows add up to those of the mask. Raises KeyError where `exclude` names no check.
    """
    out = np.zeros(len(quality.flags), dtype=bool)
    counts = []
    for check in exclude:
        hits = quality.flags[check].to_numpy(bool) & ~out
        counts.append((check, int(hits.sum()), check not in quality.not_checked))
        out |= hits
    return out, pd.DataFrame(counts, columns=["check", "rows", "made"])


def _test(paradata: pd.DataFrame) -> Found:
    known, test = truths(paradata, "test")
    return Found(test, "" if known.any() else "the file does not say which rows are trials or previews")


def _unfinished(reasons: pd.DataFrame, paradata: pd.DataFrame) -> Found:
    """Take the platform's word; where it has none, flag who answered fewer than half of what applied.

    "Don't know" is an answer here: whoever says so has come to the question.
    """
    known, finished = truths(paradata, "finished")
    hits = known & ~finished
    if known.all() and len(known):
        return Found(hits)
    if not reasons.shape[1]:
        return not_made(len(paradata), "the file does not say who finished, and no item was asked")
    applied, unanswered = (np.zeros(len(reasons), dtype=np.int32) for _ in range(2))
    for item in reasons:
        applied += ~_is(reasons[item], "not_applicable")
        unanswered += _is(reasons[item], "no_answer")
    broken_off = ~known & (applied - unanswered < BREAK_OFF * applied)
    if not known.any():
        return Found(broken_off)
    note = "the file does not say of every row whether it was finished: of the others a row is taken for unfinished "
    return Found(
        hits | broken_off, notes=(note + "with fewer than half of the questions that applied answered",)
    )


def _is(reasons: pd.Series, reason: str) -> Bools:
    categories = reasons.cat.categories.tolist()
    place = categories.index(reason) if reason in categories else len(categories)
    return (reasons.cat.codes == place).to_numpy(bool)


def _contradictions(
    values: pd.DataFrame, reasons: pd.DataFrame, contradictions: Sequence[Contradiction]
) -> Found:
    """Flag rows in which all conditions of a contradiction hold: a value, or a reason such as "answered"."""
    hits = np.zeros(len(values), dtype=bool)
    notes = []
    if not contradictions:
        return not_made(len(values), "the engagement names no contradictions")
    _refuse_unknown(contradictions)
    made = 0
    for one in contradictions:
        label = text(one.label, "en")
        absent = [item for item in one.when if item not in values]
        if absent:
            notes.append(
                f'contradiction "{label}" could not be checked: {names_told(absent)} was not asked in this wave'
            )
            continue
        made += 1
        both = np.ones(len(values), dtype=bool)
        for item, sought in one.when.items():
            number = code_number(sought)
            both &= (
                _is(reasons[item], folded(str(sought)))
                if number is None
                else (values[item] == number).to_numpy()
            )
        notes.append(f'contradiction "{label}": {rows_told(int(both.sum()))}')
        hits |= both
    return Found(hits, "" if made else "no contradiction has all its items asked in this wave", tuple(notes))


def _refuse_unknown(contradictions: Sequence[Contradiction]) -> None:
    faults = [
        Fault(
            f"quality.contradictions[{number}].when.{item}",
            f"{value_told(str(sought))} is neither a number nor a reason",
            f"Write the number that was answered, or one of {names_told(REASONS)}.",
        )
        for number, one in enumerate(contradictions, 1)
        for item, sought in one.when.items()
        if code_number(sought) is None and folded(str(sought)) not in REASONS
    ]
    if faults:
        raise refusal("engagement.toml", faults)
