"""Codes of questions as platforms write them: SAT_1, SAT1, sat-01, Q_SAT_1 and G01Q01[SAT1] are one code."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from toolkit.engagement import folded
from toolkit.instrument import survey_codes

SPELLED = 0.95
PIECE = re.compile(r"[^\W\d_]+|[0-9]+")
LONGEST = 60
SHORTEST = 3


def code_scores(columns: Sequence[str], items: Sequence[str]) -> np.ndarray:
    """Compare names of columns with codes of items: len(columns) × len(items).

    1 where the two are the same but for capitals, `SPELLED` where they are but for signs, leading zeros and what a
    platform writes in front, else 0.
    """
    scores = np.zeros((len(columns), len(items)))
    same: dict[str, list[int]] = {}
    spelled: dict[str, list[int]] = {}
    codes = survey_codes(items)
    for place, item in enumerate(items):
        same.setdefault(folded(item), []).append(place)
        for code in {"".join(_pieces(item)), "".join(_pieces(codes[item]))}:
            spelled.setdefault(code, []).append(place)
    for row, column in enumerate(columns):
        if len(column) > LONGEST:
            continue
        pieces = _pieces(column)
        for start in range(len(pieces)):
            code = "".join(pieces[start:])
            if start == 0 or _telling(code):
                scores[row, spelled.get(code, [])] = SPELLED
        scores[row, same.get(folded(column), [])] = 1.0
    return scores


def _pieces(code: str) -> list[str]:
    """Take a code apart into words and numbers, without leading zeros.

    >>> _pieces("G01Q01[SAT_1]")
    ['g', '1', 'q', '1', 'sat', '1']
    """
    return [piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in PIECE.findall(folded(code))]


def _telling(code: str) -> bool:
    """Say whether the end of a name is enough to go by: "sat1" is, "1" and "a" are not."""
    return len(code) > SHORTEST and any(one.isdigit() for one in code) and any(one.isalpha() for one in code)
