"""SPSS: .sav and .zsav, with labels, user-missing values kept apart and multiple-response sets.

Cells are codes, not labels. Dates and times become ISO text (a duration is hours:minutes:seconds).
Rows count from 1, as the Data View of SPSS numbers its cases.
"""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from toolkit.errors import Fault
from toolkit.intake.formats.headers import one_line, plain, unique_names
from toolkit.intake.formats.sav import AGAIN, DAMAGED, Sav, looked_over, mended
from toolkit.intake.formats.typed import cells, number_texts
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import names_told

Ends: TypeAlias = tuple[float | str, float | str]
Text: TypeAlias = Callable[[str], str]

ANY_BYTES = "ISO-8859-1"
DAYS = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR")
MOMENTS = ("DATETIME", "YMDHMS")
DURATIONS = ("TIME", "DTIME", "MTIME")
# SPSS counts seconds from the first day of the Gregorian calendar.
ORIGIN = np.datetime64("1582-10-14", "s")
FIRST, LAST = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31T23:59:59", "s")


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """What pyreadstat gives: the columns, and what the file says of them; `text` mends a text of the file."""

    frame: pd.DataFrame
    meta: Any
    text: Text


def fits(received: Received) -> bool:
    """Say whether this is a .sav or .zsav file."""
    return received.kind == "spss"


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read a .sav or .zsav file."""
    sav = looked_over(received.file, received.data)
    if isinstance(sav, Fault):
        return sav
    garbled: set[str] = set()
    data = _data(received, sav, garbled)
    if isinstance(data, Fault):
        return data
    names, told = unique_names([one_line(data.text(name)) for name in data.meta.column_names])
    formats = [_format(data.meta.original_variable_types[name]) for name in data.meta.column_names]
    frame = _frame(data, names, formats)
    sets, unfound = _sets(data, names)
    parts = Parts(
        frame=frame,
        questions=_questions(data, names),
        labels=_labels(data, names, formats),
        missing_ranges=_missing_ranges(data, names, formats),
        sets=sets,
        warnings=(*told, *_weight_warning(sav), *unfound),
    )
    return parts if not garbled else _with_warning(parts, sav.encoding)


def _data(received: Received, sav: Sav, garbled: set[str]) -> _Data | Fault:
    """Read with the encoding that the file names; where a text does not fit that, as bytes that are mended after."""
    found = _read(received.data) if sav.sound else "encoding"
    if found == "encoding":
        found = _read(received.data, ANY_BYTES)
        text = _mender(sav.encoding, garbled)
    else:
        text = str
    if isinstance(found, str):
        return Fault(received.file, found, AGAIN)
    frame, meta = found
    if not all(name and name.strip() for name in meta.column_names):
        return Fault(received.file, DAMAGED, AGAIN)
    return _Data(frame, meta, text)


def _read(data: bytes, encoding: str | None = None) -> tuple[pd.DataFrame, Any] | str:
    """Let pyreadstat read; "encoding" where its texts are in another one, else what is wrong."""
    import pyreadstat  # noqa: PLC0415 - slow to import

    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = pyreadstat.read_sav(
                io.BytesIO(data), encoding=encoding, user_missing=True, disable_datetime_conversion=True
            )
    except Exception as error:  # noqa: BLE001 - pyreadstat raises what it likes on damaged files
        undecoded = isinstance(error, UnicodeError) or re.search("character set|convert", str(error))
        if undecoded and encoding is None:
            return "encoding"
        return "was cut off: it has fewer cases than it says" if "rows" in str(error) else DAMAGED
    doubled = any("duplicated" in str(one.message) for one in told)
    return "has variables of one and the same name" if doubled else found


def _mender(encoding: str, garbled: set[str]) -> Text:
    def text(read: str) -> str:
        if read.isascii():
            return read
        made, sound = mended(read, encoding)
        if not sound:
            garbled.add(made)
        return made

    return text


def _format(written: str | None) -> str:
    """Give the name of a format such as EDATE10 without its width."""
    return (written or "").rstrip("0123456789.")


def _frame(data: _Data, names: Sequence[str], formats: Sequence[str]) -> pd.DataFrame:
    made = {}
    for name, column, form in zip(names, data.meta.column_names, formats, strict=True):
        places, different = pd.factorize(data.frame[column])
        made[name] = cells(places, _texts(np.asarray(different), form, data.text))
    return pd.DataFrame(made, index=pd.RangeIndex(1, data.meta.number_rows + 1, name="row"))


def _texts(values: np.ndarray, form: str, text: Text) -> list[str]:
    """Write different values of one variable as text."""
    if values.dtype.kind != "f":
        return [text(str(value)).rstrip() for value in values]
    if form in (*DAYS, *MOMENTS):
        return _moments(values, days=form in DAYS)
    if form in DURATIONS:
        return [_duration(value) for value in values.tolist()]
    return number_texts(values.tolist())


def _moments(values: np.ndarray, *, days: bool) -> list[str]:
    """Write seconds since 14 October 1582 as ISO dates; what is no date on the calendar stays a number."""
    fits = np.isfinite(values) & (np.abs(values) < 1e12)
    whole = np.floor(np.where(fits, values, 0))
    moments = ORIGIN + whole.astype("int64").astype("timedelta64[s]")
    fits &= (moments >= FIRST) & (moments <= LAST)
    if days:
        texts = np.datetime_as_string(moments, unit="D")
    else:
        micros = np.rint((np.where(fits, values, 0) - whole) * 1e6).astype("int64").astype("timedelta64[us]")
        exact = moments.astype("datetime64[us]") + micros
        texts = np.datetime_as_string(exact, unit="us" if micros.any() else "s")
    return [
        text if fit else number_texts([value])[0]
        for text, fit, value in zip(texts.tolist(), fits.tolist(), values.tolist(), strict=True)
    ]


def _duration(seconds: float) -> str:
    """Write seconds as hours:minutes:seconds; the hours go on beyond 24.

    >>> _duration(93784.5)
    '26:03:04.5'
    """
    if not abs(seconds) < 1e12:
        return number_texts([seconds])[0]
    whole, fraction = divmod(round(abs(seconds) * 1_000_000), 1_000_000)
    text = f"{'-' * (seconds < 0)}{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{text}.{fraction:06d}".rstrip("0") if fraction else text


def _questions(data: _Data, names: Sequence[str]) -> dict[str, str]:
    labels = (plain(data.text(label)) if label else "" for label in data.meta.column_labels)
    return {name: label or name for name, label in zip(names, labels, strict=True)}


def _labels(data: _Data, names: Sequence[str], formats: Sequence[str]) -> dict[str, dict[str, str]]:
    made = {}
    for name, column, form in zip(names, data.meta.column_names, formats, strict=True):
        found = data.meta.variable_value_labels.get(column, {})
        texts = {
            code: plain(data.text(label))
            for value, label in found.items()
            if (code := _code(value, form, data.text))
        }
        if texts:
            made[name] = texts
    return made


def _code(value: float | str, form: str, text: Text) -> str:
    """Write a code as the cells write it; "" for what is no code."""
    if isinstance(value, str):
        return text(value).rstrip()
    return "" if math.isnan(value) else _texts(np.array([value], dtype=float), form, text)[0]


def _missing_ranges(
    data: _Data, names: Sequence[str], formats: Sequence[str]
) -> Mapping[str, tuple[Ends, ...]]:
    made = {}
    for name, column, form in zip(names, data.meta.column_names, formats, strict=True):
        found = data.meta.missing_ranges.get(column, ())
        ends = [(_end(one["lo"], form, data.text), _end(one["hi"], form, data.text)) for one in found]
        ends = [one for one in ends if not any(isinstance(end, float) and math.isnan(end) for end in one)]
        if ends:
            made[name] = tuple(ends)
    return made


def _end(value: float | str, form: str, text: Text) -> float | str:
    """Give the end of a range: a number, or the text by which the cells show it."""
    if isinstance(value, str) or (form in (*DAYS, *MOMENTS, *DURATIONS) and math.isfinite(value)):
        return _code(value, form, text)
    return float(value)


def _sets(data: _Data, names: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Give the columns of each multiple-response set, by its label or else its name."""
    known = {column.casefold(): name for column, name in zip(data.meta.column_names, names, strict=True)}
    made: dict[str, tuple[str, ...]] = {}
    unfound = []
    for name, one in data.meta.mr_sets.items():
        columns = tuple(
            known[column.casefold()] for column in one["variable_list"] if column.casefold() in known
        )
        label = plain(data.text(one["label"] or "")) or one_line(data.text(name))
        label = f"{label} ({one_line(data.text(name))})" if label in made else label
        if columns:
            made[label] = columns
        if len(columns) < len(one["variable_list"]):
            unfound.append(one_line(data.text(name)))
    if not unfound:
        return made, []
    return made, [
        f"multiple-response sets name variables that the file does not have ({names_told(unfound)})"
    ]


def _weight_warning(sav: Sav) -> list[str]:
    if not sav.weight:
        return []
    told = names_told([one_line(sav.weight)])
    return [f"SPSS weights this file by {told}: that counts only where a wave names it as `weight`"]


def _with_warning(parts: Parts, encoding: str) -> Parts:
    name = encoding or "utf-8"
    told = f"some texts are not in the encoding of the file ({name}): letters such as é may be garbled"
    return replace(parts, warnings=(*parts.warnings, told))
