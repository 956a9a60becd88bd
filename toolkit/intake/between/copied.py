"""Whether one wave is a copy of another: the same file, or the same answers, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.between.common import common_items
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.survey import Survey

# From this share of the rows on a wave is a copy; chance and loyal panel members stay far below.
COPIED = 0.9
# In so long a questionnaire hardly two people answer alike throughout, and from this share of rows on it is told.
# Kuriakose & Robbins (2016, Statistical Journal of the IAOS 32, 283–291) doubt a survey of which 5% of the rows agree
# with another row on 85% of the answers; rows that agree on all of them are rarer still.
LONG, SOME = 10, 0.1
# Where chance alone makes this share of rows alike, answers say nothing of copies; of a part of the rows, this share.
BY_CHANCE, HARDLY = 0.5, 0.05
LEAST_ROWS = 10


def copies(first: Survey, second: Survey) -> Iterator[Doubt]:
    """Doubt a second wave whose rows have the answers of rows of the first, item for item.

    Which share of rows chance makes alike is told by each wave itself: the share of its rows whose answers another
    row has too (Good 1953, Biometrika 40, 237–264: the chance that a new row is none of those seen is about the share
    of rows that were seen once). Where that is much, as with few questions, nothing is concluded.
    """
    items = common_items(first, second)
    before, after = _patterns(first, items), _patterns(second, items)
    if min(len(before), len(after)) < LEAST_ROWS:
        return
    alike = np.isin(after, before)
    share, chance = float(alike.mean()), max(_repeated(before), _repeated(after))
    one_file = first.source.sha256 == second.source.sha256 and _same(before, after)
    whole = one_file or (share >= COPIED and chance <= BY_CHANCE)
    part = share >= SOME and chance <= HARDLY and len(items) >= LONG
    if whole or part:
        yield _told(first, second, int(alike.sum()), certain=whole, one_file=one_file)


def _patterns(survey: Survey, items: list[str]) -> npt.NDArray[np.uint64]:
    """Hash the answers of each row with at least half of these items answered."""
    answers = survey.items[items]
    enough = answers.notna().sum(axis=1) * 2 >= max(len(items), 1)
    return np.asarray(pd.util.hash_pandas_object(answers[enough], index=False), dtype=np.uint64)


def _repeated(patterns: npt.NDArray[np.uint64]) -> float:
    _, times = np.unique(patterns, return_counts=True)
    return float(1 - (times == 1).sum() / len(patterns))


def _same(before: npt.NDArray[np.uint64], after: npt.NDArray[np.uint64]) -> bool:
    return len(before) == len(after) and bool((np.sort(before) == np.sort(after)).all())


def _told(first: Survey, second: Survey, alike: int, *, certain: bool, one_file: bool) -> Doubt:
    rows = len(second.items)
    if one_file:
        what = f'is the same file as {first.source.file} of wave "{first.wave}"'
    else:
        what = (
            f"has {alike:,} of {rows:,} respondents with exactly the answers of a respondent of wave "
            f'"{first.wave}" ({first.source.file})'
        )
    mend = (
        "Name the file of the later measurement; or ask who delivered it how the same answers came into both."
    )
    return Doubt(second.wave, Fault(second.source.file, what, mend), certain)
