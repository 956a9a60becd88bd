"""Whether the keys of two files would match if they were written alike, told before anything is hashed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import pandas as pd

from toolkit.engagement import Engagement, Wave, wave
from toolkit.errors import Fault
from toolkit.intake.alike import aligned
from toolkit.intake.between.doubt import Doubt
from toolkit.intake.columns import kept_rows
from toolkit.intake.personal.keys import plain_keys
from toolkit.intake.read import read_export
from toolkit.intake.survey import Survey

# With fewer matches than this share of the smaller wave, other spellings are looked for.
FEW = 0.1
# From this share of a file on, keys that count up from 1 are numbers of rows, not of customers.
RUNNING = 0.5

SPELLINGS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "leading zeros were left away": lambda keys: keys.str.lstrip("0"),
    "capitals did not count": lambda keys: keys.str.casefold(),
    "blanks and marks were left away": lambda keys: keys.str.replace(r"[\W_]", "", regex=True),
    "letters in front were left away": lambda keys: keys.str.replace(r"^[^\W\d_]+", "", regex=True),
}


def other_spelling(engagement: Engagement, first: Survey, second: Survey) -> Iterator[Doubt]:
    """Doubt keys that hardly match as they stand, and would match in many more cases if they were written alike.

    The keys themselves are read from the files again, only where they hardly match; none is shown.
    """
    if first.key is None or second.key is None:
        return
    matching = int(second.key.isin(first.key).sum())
    smaller = min(len(first.key), len(second.key))
    if matching >= FEW * smaller:
        return
    before, after = (_keys(engagement, survey) for survey in (first, second))
    if _running(before) and _running(after):
        return
    found = _found(before, after, max(matching + engagement.privacy.minimum_cell, FEW * smaller))
    if found:
        yield _told(first, second, matching, *found)


def _keys(engagement: Engagement, survey: Survey) -> pd.Series:
    """Read the keys of a wave as they stand, but for what `plain_keys` takes away."""
    one: Wave = wave(engagement, survey.wave)
    export = read_export(
        engagement.folder / one.file,
        format=one.format or "auto",
        companions=[engagement.folder / name for name in one.companions],
        sheet=one.sheet,
    )
    export = aligned(engagement, one, export)
    chosen, _ = kept_rows(one, export)
    keys = export.frame[one.key] if chosen is None else export.frame.loc[chosen, one.key]
    return plain_keys(keys.dropna()).drop_duplicates()


def _running(keys: pd.Series) -> bool:
    numbers = pd.to_numeric(keys, errors="coerce")
    return bool((numbers <= len(keys) / RUNNING).mean() >= RUNNING)


def _found(before: pd.Series, after: pd.Series, least: float) -> tuple[int, tuple[str, ...]] | None:
    """Give the fewest changes of spelling that make the most keys match, where these are at least `least`."""
    best: tuple[int, tuple[str, ...]] | None = None
    for number in (1, 2, len(SPELLINGS)):
        for names in combinations(SPELLINGS, number):
            first, second = (_written(keys, names) for keys in (before, after))
            matching = int(second.isin(first).sum())
            if matching >= least and (best is None or matching > best[0]):
                best = (matching, names)
        if best is not None:
            return best
    return None


def _written(keys: pd.Series, names: tuple[str, ...]) -> pd.Series:
    for name in names:
        keys = SPELLINGS[name](keys)
    # What two customers would share is nobody's own.
    return keys[(keys != "") & ~keys.duplicated(keep=False)]


def _told(first: Survey, second: Survey, matching: int, would: int, names: tuple[str, ...]) -> Doubt:
    now = f"{matching:,} of its keys" if matching else "none of its keys"
    what = f'has {now} in wave "{first.wave}" ({first.source.file}); {would:,} would be, if {", and ".join(names)}'
    mend = (
        "If these are the same customers, write their keys alike in a corrected copy of one of the files; as it is, "
        "the waves are compared as other people."
    )
    return Doubt(second.wave, Fault(second.source.file, what, mend), certain=False)
