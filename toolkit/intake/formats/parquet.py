"""Parquet: one flat table of typed columns, whatever wrote it; what pandas says in it of itself is left alone.

A number is written as people do, truth is TRUE or FALSE, dates and times are ISO text (with the offset of their zone,
where they have one), a duration is a number of seconds. Rows count from 1, for a Parquet file has no header row.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from toolkit.engagement import plain_number
from toolkit.errors import Fault
from toolkit.intake.formats.headers import one_line, unique_names
from toolkit.intake.formats.typed import cells, number_texts
from toolkit.intake.received import Parts, Received
from toolkit.intake.telling import names_told

if TYPE_CHECKING:
    import pyarrow as pa

# A file may unpack to so many bytes, as a workbook may, and to so many cells: one of them costs some 12 bytes.
MAX_BYTES = 2_000_000_000
MAX_CELLS = 250_000_000
BETWEEN = "; "
NEEDED = "Export only the columns and rows that are needed."
DAMAGED = "is a damaged Parquet file, or was cut off"


def fits(received: Received) -> bool:
    """Say whether this is a Parquet file."""
    return received.kind == "parquet"


def read(received: Received, companions: Sequence[Received]) -> Parts | Fault:  # noqa: ARG001 - it has none
    """Read a Parquet file."""
    table = _table(received.file, received.data)
    if isinstance(table, Fault):
        return table
    names, doubled = unique_names([one_line(name) or f"column {n}" for n, name in enumerate(table[0], 1)])
    made: dict[str, ExtensionArray] = {}
    nested, lists = [], []
    for name, column in zip(names, table[1], strict=True):
        found = _column(column)
        if found is None:
            nested.append(name)
        else:
            made[name] = found
            lists += [name] * _is_list(column.type)
    if not made:
        return Fault(
            received.file, "has no column of texts, numbers or dates", "Export it as one flat table."
        )
    told = []
    if nested:
        told.append(f"columns that hold no text, number or date were not read ({names_told(nested)})")
    if lists:
        told.append(f'lists in cells are written with "{BETWEEN.strip()}" between ({names_told(lists)})')
    frame = pd.DataFrame(made, index=pd.RangeIndex(1, len(table[1][0]) + 1, name="row"))
    return Parts(frame, {name: name for name in made}, warnings=(*doubled, *told))


def _table(file: str, data: bytes) -> tuple[list[str], list[pa.ChunkedArray]] | Fault:
    """Read the columns, once the file says that they are not more than memory holds."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(pa.BufferReader(data)) as opened:
            about = opened.metadata
            size = sum(about.row_group(one).total_byte_size for one in range(about.num_row_groups))
            if size > MAX_BYTES:
                return Fault(file, f"unpacks to more than {MAX_BYTES // 10**9} GB", NEEDED)
            if about.num_rows * about.num_columns > MAX_CELLS:
                what = f"has {about.num_rows:,} rows of {about.num_columns:,} columns, more than can be held"
                return Fault(file, what, NEEDED)
            texts = [field.name for field in opened.schema_arrow if _is_text(field.type)]
        # Texts are kept once each, as the file has them: a long one in a million rows would not fit otherwise.
        with pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts) as opened:
            table = opened.read()
            table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError, NotImplementedError):
        return Fault(file, DAMAGED, "Export it again.")
    if not table.num_columns:
        return Fault(file, "is empty: it has no columns", "Export it again.")
    return list(table.column_names), list(table.columns)


def _is_text(kind: pa.DataType) -> bool:
    from pyarrow import types  # noqa: PLC0415

    return any(
        one(kind) for one in (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    )


def _is_list(kind: pa.DataType) -> bool:
    from pyarrow import types  # noqa: PLC0415

    return types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)


def _column(column: pa.ChunkedArray) -> ExtensionArray | None:
    """Make the cells of a column, None where they are no single values nor lists of them."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        if _is_list(column.type):
            return _lists(column)
        encoded = _encoded(column)
        if encoded is None:
            return None
        places = encoded.indices.cast("int64").fill_null(-1)
        return cells(places.to_numpy(zero_copy_only=False), _texts(encoded.dictionary))
    except (pa.ArrowException, TypeError, ValueError, OverflowError, NotImplementedError):
        return None


def _encoded(column: pa.ChunkedArray | pa.Array) -> pa.DictionaryArray | None:
    """Give each different value once, and the places of the cells among them."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import types  # noqa: PLC0415

    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.array([None if one is None else str(one) for one in column.to_pylist()])
    if types.is_nested(column.type):
        return None
    if types.is_null(column.type):
        column = column.cast(pa.string())
    if not types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        if not column.num_chunks:
            nothing = pa.array([], column.type.value_type)
            return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), nothing)
        column = column.unify_dictionaries().combine_chunks()
    return column


def _texts(values: pa.Array) -> Sequence[str] | pd.Series:
    """Write different values as text; an error of Arrow or of Python tells those that are none."""
    import pyarrow as pa  # noqa: PLC0415
    from pyarrow import types  # noqa: PLC0415

    kind = values.type
    if types.is_timestamp(kind):
        return _moments(values)
    if types.is_duration(kind):
        return number_texts((values.to_numpy(zero_copy_only=False) / np.timedelta64(1, "s")).tolist())
    if types.is_floating(kind):
        return ["" if math.isnan(value) else plain_number(value) for value in values.to_pylist()]
    if (
        _is_text(kind)
        or types.is_integer(kind)
        or types.is_string_view(kind)
        or types.is_fixed_size_binary(kind)
    ):
        return values.cast(pa.large_string()).to_pandas().astype("str")
    return [_text(value) for value in values.to_pylist()]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if value is None:
        return ""
    return format(value, "f")


def _moments(values: pa.Array) -> list[str]:
    """Write moments as ISO text; of those in a zone the clock there, and how far ahead of UTC it is."""
    zone = values.type.tz
    naive = values.cast(f"timestamp[{values.type.unit}]").to_numpy(zero_copy_only=False)
    if zone is None:
        return _iso(naive)
    there = pd.DatetimeIndex(naive).tz_localize("UTC")
    with suppress(KeyError, ValueError):  # of a zone that is not known, the clock of UTC is written
        there = there.tz_convert(zone)
    local = there.tz_localize(None).to_numpy()
    ahead = (local - naive).astype("timedelta64[m]").astype("int64")
    places, different = pd.factorize(ahead)
    offsets = [
        f"{'-' if one < 0 else '+'}{abs(one) // 60:02d}:{abs(one) % 60:02d}" for one in different.tolist()
    ]
    return [text + offsets[place] for text, place in zip(_iso(local), places.tolist(), strict=True)]


def _iso(moments: np.ndarray) -> list[str]:
    whole = moments.astype("datetime64[s]")
    return np.datetime_as_string(moments, unit="s" if (whole == moments).all() else "us").tolist()


def _lists(column: pa.ChunkedArray) -> ExtensionArray | None:
    """Write lists of single values with a mark between."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    values = column.type.value_type
    joined = []
    for chunk in column.cast(pa.large_list(values)).chunks:
        encoded = _encoded(chunk.values)
        if encoded is None:
            return None
        single = pa.array(_texts(encoded.dictionary), pa.large_string()).take(encoded.indices).fill_null("")
        made = pa.LargeListArray.from_arrays(chunk.offsets, single)
        kept = pc.if_else(chunk.is_null(), None, made)
        joined.append(pc.binary_join(kept, pa.scalar(BETWEEN, pa.large_string())))
    return _column(pa.chunked_array(joined, pa.large_string()))
