"""What survey software calls a question, and which column of its export leads back to it.

Qualtrics keeps SAT_1. LimeSurvey takes letters and digits only, so SAT_1 becomes SAT1 there; a statement of a grid
comes out as `grid1[TRU1]`, or in the syntax for R and SPSS as `grid1_TRU1`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

LONGEST = 20  # of a question code in LimeSurvey
GRID = "grid"  # a grid of statements is called grid1, grid2, …
# What LimeSurvey keeps for itself, and what we call a grid.
RESERVED = re.compile(
    rf"(?:lang|s?qid|gid|sid|sgq|savedid|token|this|that|self|time|other|id|{GRID}\d+)", re.IGNORECASE
)
_GRID_COLUMN = re.compile(rf"{GRID}[0-9]+(?:\[([A-Za-z0-9]+)\]|_([A-Za-z0-9]+))")


def survey_codes(ids: Iterable[str]) -> dict[str, str]:
    """Give each id the code that LimeSurvey can hold: a letter first, letters and digits only, at most 20.

    An id that cannot keep its own letters and digits, or would share them, ends in a hash of itself, so that the
    code of one id hardly ever depends on the others.

    >>> survey_codes(["SAT_1", "Vraag 1: prijs", "2e keus"])
    {'SAT_1': 'SAT1', 'Vraag 1: prijs': 'Vraag1prijs', '2e keus': 'q2ekeusa78b75c9'}
    """
    wanted = list(dict.fromkeys(ids))
    plain = {one: _plain(one) for one in wanted}
    times = Counter(code.casefold() for code in plain.values())
    return {
        one: code if _legal(code) and times[code.casefold()] == 1 else _hashed(one, code)
        for one, code in plain.items()
    }


def columns_by_code(ids: Iterable[str], columns: Iterable[str]) -> dict[str, str]:
    """Find the column of each id in an export of a questionnaire that this toolkit wrote: id → column.

    A column leads back to an id when it bears its name, or its code alone or within a grid, whatever the letter case.
    An id is left out where no column or more than one does.

    >>> columns_by_code(["SAT_1", "TRU_1", "IMG_1"], ["id", "SAT1", "grid1[TRU1]"])
    {'SAT_1': 'SAT1', 'TRU_1': 'grid1[TRU1]'}
    """
    names = list(columns)
    found: dict[str, list[str]] = {}
    for column in names:
        found.setdefault(column.casefold(), []).append(column)
        grid = _GRID_COLUMN.fullmatch(column)
        if grid is not None:
            found.setdefault((grid[1] or grid[2]).casefold(), []).append(column)
    codes = survey_codes(ids)
    exact = {name: [name] for name in names}
    fitting = {
        one: exact.get(one) or found.get(one.casefold()) or found.get(code.casefold(), [])
        for one, code in codes.items()
    }
    return {one: fits[0] for one, fits in fitting.items() if len(fits) == 1}


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _legal(code: str) -> bool:
    return len(code) <= LONGEST and code[:1].isalpha() and RESERVED.fullmatch(code) is None


def _hashed(name: str, code: str) -> str:
    mark = hashlib.sha256(name.encode("utf-8")).hexdigest()[:8]
    return ("" if code[:1].isalpha() else "q") + code[: LONGEST - 9] + mark
