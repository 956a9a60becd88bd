"""Moments of orders on one clock: UTC, whatever offset or zone a file writes them in."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from toolkit.intake.telling import listed, names_told
from toolkit.intake.values.dates import moments

CLOCK = r"\d[:.u]\d{2}"
ISO = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)? ?(?:Z|[+-][01]\d:?[0-5]\d)"
# An offset only behind a clock: the end of 31-1-2025 looks like one.
BEHIND = r"(?::\d{2})?(?:[.,]\d+)?(?:\s*[AaPp]\.?\s?[Mm]\.?)?\s*(?:[Zz]|UTC|GMT|[+-][01]\d:?[0-5]\d)"
OFFSET = re.compile(r"\s*([Zz]|UTC|GMT|([+-])([01]\d):?([0-5]\d))$")


def instants(cells: pd.Series, zone: str) -> tuple[pd.Series, tuple[str, ...]]:
    """Read moments: datetime64[us] in UTC without saying so, same index, NaT where a cell holds none.

    A time with an offset ("2025-03-30 03:30:00 +0200", "…Z") is reckoned back by it, so that nothing shifts where
    summer time begins or ends. A time without one is of `zone`; of an hour that the clock shows twice the first is
    taken, and an hour that it skips becomes the first moment after. A day without a time stays that day, at midnight.
    Of 3-1-2025 the day stands first unless the column says otherwise: orders are of any period. What was taken so is
    told.

    >>> instants(pd.Series(["2025-03-30 03:30:00 +0200", "2025-03-30"]), "Europe/Amsterdam")[0].tolist()
    [Timestamp('2025-03-30 01:30:00'), Timestamp('2025-03-30 00:00:00')]
    """
    places, found = pd.factorize(cells)
    texts = pd.Series(found, dtype="str").str.strip()
    values = _with_offset(texts)
    rest = np.isnat(values)
    bare, ahead = _without_offset(texts[rest])
    spread = np.full(len(texts) + 1, -1)
    spread[:-1][rest] = np.arange(len(bare))
    # Read per row and not per text, so that warnings name rows and common days weigh as they are.
    rows = spread[places]
    clock, told = moments(
        pd.Series(bare.array.take(rows, allow_fill=True), index=cells.index, name=cells.name), "column"
    )
    read = np.full(len(bare), np.datetime64("NaT"), dtype="datetime64[us]")
    read[rows[rows >= 0]] = clock.to_numpy("datetime64[us]")[rows >= 0]
    values[rest] = read - np.nan_to_num(ahead).astype("int64").astype("timedelta64[m]")
    local = np.zeros(len(texts), dtype=bool)
    local[rest] = np.isnan(ahead) & bare.str.contains(CLOCK).to_numpy(bool) & ~np.isnat(read)
    if (local & (values.astype("datetime64[D]") != values)).any():
        values[local], doubts = _of_zone(values[local], zone)
        told = (*told, *_zone_warnings(cells, zone, np.append(_at(local, doubts), False)[places]))
    result = np.append(values, np.datetime64("NaT"))[places]
    return pd.Series(result, index=cells.index, name=cells.name), told


def _with_offset(texts: pd.Series) -> np.ndarray:
    """Read ISO times with an offset, which most shops write, in one go; NaT for any other text."""
    iso = texts.str.fullmatch(ISO).to_numpy(bool)
    values = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    if iso.any():
        read = pd.to_datetime(texts[iso].astype(object), format="ISO8601", errors="coerce", utc=True)
        values[iso] = read.dt.tz_localize(None).to_numpy("datetime64[us]")
    return values


def _without_offset(texts: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Take offsets off, and give them as minutes ahead of UTC, NaN where there is none."""
    ahead = np.full(len(texts), np.nan)
    bare = texts.tolist()
    for place in np.flatnonzero(texts.str.fullmatch(rf".*{CLOCK}{BEHIND}").to_numpy(bool)).tolist():
        found = OFFSET.search(bare[place])
        if found:
            sign = -1 if found[2] == "-" else 1
            ahead[place] = sign * (int(found[3]) * 60 + int(found[4])) if found[2] else 0
            bare[place] = bare[place][: found.start()]
    return pd.Series(bare, dtype="str"), ahead


def _at(chosen: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Mark the chosen ones of which this is so."""
    marked = np.zeros(len(chosen), dtype=bool)
    marked[np.flatnonzero(chosen)[which]] = True
    return marked


def _of_zone(clock: np.ndarray, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Reckon times of a zone to UTC, and say which of them its clock shows twice or never."""
    local = pd.DatetimeIndex(clock)
    there = ZoneInfo(zone)
    sure = local.tz_localize(there, ambiguous="NaT", nonexistent="NaT")
    taken = local.tz_localize(there, ambiguous=np.ones(len(local), dtype=bool), nonexistent="shift_forward")
    return taken.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[us]"), np.asarray(sure.isna())


def _zone_warnings(cells: pd.Series, zone: str, doubtful: np.ndarray) -> list[str]:
    column = "" if cells.name is None else f"column {names_told([str(cells.name)])}: "
    told = [f"{column}times without a zone were taken as those of {zone}"]
    if doubtful.any():
        rows = listed(cells.index[doubtful].tolist())
        told.append(
            f"{column}times that the clock shows twice or skips, when summer time ends or begins ({rows})"
        )
    return told
