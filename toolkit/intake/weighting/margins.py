"""Margins of the population: read as shares, and held against the codes that respondents have."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.people import OTHER
from toolkit.intake.quality.found import Floats
from toolkit.intake.telling import names_told, suggestion

# What rounding of each share to three digits, or of each percentage to one, may leave of 1 or 100.
ROUNDED = 0.005
# Whole numbers from this sum on are customers. Percentages with a slip of the pen never add up to so much.
LEAST_COUNTED = 1_000
Margins = Mapping[str, Mapping[str, float]]


def as_shares(margin: Mapping[str, float]) -> dict[str, float] | None:
    """Read one margin as shares that add up to 1; None where it is not clear what it is.

    Numbers that add up to 1 (within 0.005) are shares, to 100 (within 0.5) percentages; whole numbers that add up
    to 1,000 or more are customers. Nothing else is guessed at: 60 and 60 may be a slip as well as two counts.

    >>> as_shares({"web": 30, "shop": 70})
    {'web': 0.3, 'shop': 0.7}
    >>> as_shares({"web": 60, "shop": 60}) is None
    True
    """
    if not all(math.isfinite(value) and value >= 0 for value in margin.values()):
        return None
    total = math.fsum(margin.values())
    customers = total >= LEAST_COUNTED and all(float(value).is_integer() for value in margin.values())
    if not (abs(total - 1) <= ROUNDED or abs(total - 100) <= 100 * ROUNDED or customers):
        return None
    return {code: value / total for code, value in margin.items()}


def checked_margins(
    segments: pd.DataFrame, margins: Margins, base: Floats, where: str
) -> tuple[dict[str, dict[str, float]], list[Fault]]:
    """Give the share of each code per segment, and what is wrong with the margins, with each part told once.

    `segments`: categorical columns; `base`: weight of each row, 0 for one that does not count. `where` names the
    margins.
    """
    faults = _base_faults(base)
    usable = not faults
    if usable and not (base > 0).any():
        usable = False
        faults.append(
            Fault(where, "there is no respondent to weight", "Check the file and `rows` of the wave.")
        )
    if not margins:
        faults.append(Fault(where, "names no segment", f"Write a table [{where}.…] per segment."))
    targets = {}
    for segment, margin in margins.items():
        place = f"{where}.{segment}"
        if segment not in segments:
            hint = suggestion(segment, [str(name) for name in segments.columns])
            known = names_told(str(name) for name in segments.columns) or "none"
            faults.append(Fault(place, "is no segment of this wave", f"{hint}Segments: {known}."))
            continue
        shares = as_shares(margin)
        if shares is None:
            faults.append(_unclear(place, margin))
            continue
        targets[segment] = shares
        if usable:
            faults += _code_faults(place, segments[segment], shares, base)
    return targets, faults


def _base_faults(base: Floats) -> list[Fault]:
    if np.isfinite(base).all() and (base >= 0).all():
        return []
    what = "a respondent has no weight to start from, or one below 0"
    return [Fault("weight", what, "Give each row a weight of 0 or more.")]


def _unclear(place: str, margin: Mapping[str, float]) -> Fault:
    wrong = [code for code, value in margin.items() if not (math.isfinite(value) and value >= 0)]
    if wrong:
        return Fault(place, f"code {names_told(wrong)} has no share of 0 or more", "Correct the number.")
    total = math.fsum(margin.values())
    what = f"adds up to {total:g}: neither 1, for shares, nor 100, for percentages"
    mend = (
        f"Correct the numbers; numbers of customers are whole and {LEAST_COUNTED:,} or more together, "
        "fewer are written as shares."
    )
    return Fault(place, what, mend)


def _code_faults(place: str, cells: pd.Series, shares: Mapping[str, float], base: Floats) -> list[Fault]:
    names = cells.cat.categories.astype(str).tolist()
    codes = cells.cat.codes.to_numpy()
    held = np.bincount(codes[(codes >= 0) & (base > 0)], minlength=len(names)).tolist()
    if not sum(held):
        mend = "Check the column of the segment, or leave the margin out."
        return [Fault(place, "no respondent has a code of this segment", mend)]
    faults = []
    strange = [code for code in shares if code not in names]
    if strange:
        hint = suggestion(strange[0], names)
        faults.append(
            Fault(
                place,
                f"code {names_told(strange)} is none of the segment",
                f"{hint}Codes: {names_told(names)}.",
            )
        )
    for code, respondents in zip(names, held, strict=True):
        share = shares.get(code)
        if share is None:
            # A code that the consultant did not write has been found in many rows: rare ones are pooled at reading.
            what = f"says nothing of code {names_told([code])}, which {_respondents(respondents)}"
            mend = "Give each code of the segment its share; 0 is one too."
            if code == OTHER:
                mend = "It stands for the codes that few have: look them up in the file, and give each its share."
            faults.append(Fault(place, what, mend))
        elif share > 0 and not respondents:
            what = f"code {names_told([code])}, {100 * share:.1f} % of the population, has no respondent"
            mend = "Merge it with another code in the file and in the margin, or leave this margin out."
            faults.append(Fault(place, what, mend))
        elif share == 0 and respondents:
            what = f"code {names_told([code])} has a share of 0, but {_respondents(respondents)} it"
            faults.append(
                Fault(place, what, "Correct the share, or leave these respondents out with `rows`.")
            )
    return faults


def _respondents(number: int) -> str:
    if number == 1:
        return "1 respondent has"
    return f"{number:,} respondents have" if number else "nobody has"


def uncoded_told(segments: pd.DataFrame, targets: Margins) -> list[str]:
    """Say how many respondents have no code in the segment of a margin."""
    told = []
    for segment in targets:
        number = int(segments[segment].isna().sum())
        if number:
            part = 100 * number / len(segments)
            told.append(
                f"{_respondents(number)} no code of segment {segment} ({part:.1f} %): they keep that share, "
                "and the margin holds among the others"
            )
    return told


def bound_faults(trim: Sequence[float] | None) -> list[Fault]:
    """Check the lowest and highest weight."""
    if trim is None or (len(trim) == 2 and 0 < trim[0] < 1 < trim[1] < math.inf):
        return []
    what = "is not a lowest weight below 1 and a highest above 1"
    return [Fault("weighting.trim", what, "Write [0.3, 3.0], for instance: the mean weight is 1.")]
