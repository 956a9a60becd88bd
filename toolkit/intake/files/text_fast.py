"""The quick way through a large text file: pyarrow reads it, where that provably gives what the strict way gives.

The strict way (`text_file`) takes a second per 10 MB, and can tell what is wrong with a file and in which row. Here
nothing is told: at the first doubt the answer is None, and the strict way is taken. Two things are proved.

1. Before reading, on the bytes: each quotation mark opens or closes a cell or stands doubled inside one, and each
   carriage return belongs to a line end. So both ways agree on where cells and rows end.
2. After reading: there are as many rows as line ends outside quotation marks, and cells, separators, marks and line
   ends together are as long as the text. So no blank line was skipped, and no number was written otherwise than it
   is given back ("07", "+7", " 7"): that would have taken more bytes.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from toolkit.intake.files.text_marks import PIECE, Marks, marks_of

if TYPE_CHECKING:
    import pyarrow as pa

Cells: TypeAlias = pd.api.extensions.ExtensionArray

ROWS_PER_BLOCK = 200
LONG = 50_000
LARGEST_BLOCK = 1 << 30
SAMPLES = 5
SAMPLE_BYTES, LARGEST_SAMPLE = 1 << 16, 1 << 23
# In a column of small numbers this one stands for an empty cell; a column that holds it itself is read as text.
EMPTY = -128
SMALL_NUMBER = re.compile(r"0|-?[1-9][0-9]?")


def quick_columns(text: memoryview, separator: str, width: int, widest: int) -> list[Cells] | None:
    """Read rows of UTF-8 without their header: per column the cells as text, NaN where empty; None at any doubt.

    A column in which texts recur is categorical, any other is of dtype `str`. `width` is how many cells the first row
    has, `widest` how many any record has, those of the header included: a cell with a line end and nearly as many
    separators is a doubt too, for it may hold whole rows.
    """
    marks = marks_of(np.frombuffer(text, np.uint8), separator)
    if marks is None:
        return None
    sample = _sample(text, separator, width, marks)
    for small in (True, False):
        kinds = [_kind(column, small_numbers=small) for column in sample]
        if not small or "int8" in kinds:
            columns = _columns(text, separator, kinds, marks)
            if columns is not None:
                doubt = any(_doubtful(one, separator, widest, marks) for one in columns)
                return None if doubt else [one.cells for one in columns]
    return None


def _parsed(text: memoryview, separator: str, kinds: Sequence[Any], marks: Marks) -> pa.Table | None:
    """Let pyarrow read rows, each column as its kind; None where it cannot."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import csv as reader  # noqa: PLC0415 - slow to import

    names = [str(place) for place in range(len(kinds))]
    # A block needs some rows of each column to be worth its cost, and at least one whole row.
    block = max(PIECE, ROWS_PER_BLOCK * len(text) // marks.rows, 2 * marks.longest)
    try:
        return reader.read_csv(
            pa.py_buffer(text),
            reader.ReadOptions(column_names=names, block_size=min(block, LARGEST_BLOCK)),
            reader.ParseOptions(delimiter=separator, newlines_in_values=marks.inner > 0),
            reader.ConvertOptions(
                column_types=dict(zip(names, kinds, strict=True)),
                null_values=[""],
                strings_can_be_null=True,
                check_utf8=False,  # done when the encoding was found
            ),
        )
    except pa.ArrowException:
        return None


def _sample(text: memoryview, separator: str, width: int, marks: Marks) -> list[pa.Array]:
    """Give the filled cells per column of some places in the text; a wrong impression costs time, and no more."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    size = min(max(SAMPLE_BYTES, 20 * marks.longest), LARGEST_SAMPLE)
    kinds = [pa.string()] * width
    tables = []
    for start in range(0, len(text), max(size, -(-len(text) // SAMPLES))):
        piece = bytes(text[start : start + size])
        first = piece.find(b"\n") + 1 if start > 0 else 0
        whole = memoryview(piece)[first : piece.rfind(b"\n") + 1 if len(piece) == size else len(piece)]
        table = _parsed(whole, separator, kinds, marks) if len(whole) else None
        tables += [] if table is None else [table]
    if not tables:
        return [pa.array([], pa.string())] * width
    return [column.drop_null() for column in pa.concat_tables(tables).columns]


def _kind(sample: pa.ChunkedArray, *, small_numbers: bool) -> pa.DataType:
    """Choose how to read a column: small numbers, texts that recur, or any texts."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import

    texts = sample.unique().to_pylist()
    if small_numbers and texts and len(texts) < -EMPTY and all(map(SMALL_NUMBER.fullmatch, texts)):
        return pa.int8()
    if 2 * len(texts) > len(sample):
        return pa.large_string()
    return pa.dictionary(pa.int32(), pa.large_string())


class _Column(NamedTuple):
    """A column: its cells, its different texts (or all; None of numbers), and the bytes of all cells together."""

    cells: Cells
    texts: Any
    size: int


def _columns(
    text: memoryview, separator: str, kinds: Sequence[pa.DataType], marks: Marks
) -> list[_Column] | None:
    """Read the columns, or give None where they are not the whole text and nothing but the text."""
    table = _parsed(text, separator, kinds, marks)
    if table is None or table.num_rows != marks.rows:
        return None
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # Handing a short column to a thread takes longer than the column does.
        each = pool.map if marks.rows >= LONG else map
        columns = list(each(_column, table.unify_dictionaries().columns))
    read = [one for one in columns if one is not None]
    whole = len(read) == len(kinds) and sum(one.size for one in read) == marks.of_cells(len(text), len(kinds))
    return read if whole else None


def _column(column: pa.ChunkedArray) -> _Column | None:
    return _numbers(column) if str(column.type) == "int8" else _texts(column)


def _numbers(column: pa.ChunkedArray) -> _Column | None:
    """Make texts of small numbers."""
    from pyarrow import compute  # noqa: PLC0415 - slow to import

    values = compute.fill_null(column, EMPTY).to_numpy()
    counts: dict[int, int] = {}
    rest = len(values) - column.null_count
    for number in range(int(values.max()), EMPTY, -1):
        counts[number] = int(np.count_nonzero(values == number))
        rest -= counts[number]
        if not rest:
            break
    if rest:
        return None
    present = sorted(number for number, count in counts.items() if count)
    codes = np.full(256, -1, dtype=np.int8 if len(present) < -EMPTY else np.int16)
    codes[present] = np.arange(len(present))  # a negative number counts from the end, as its byte does
    dtype = _categories(tuple(map(str, present)))
    cells = pd.Categorical.from_codes(
        np.take(codes, values.view(np.uint8), mode="clip"), dtype=dtype, validate=False
    )
    return _Column(cells, None, sum(len(str(number)) * count for number, count in counts.items()))


@lru_cache(maxsize=64)
def _categories(texts: tuple[str, ...]) -> pd.CategoricalDtype:
    """Make categories of texts; the answers on one scale share theirs."""
    return pd.CategoricalDtype(pd.Index(texts, dtype="str"))


def _texts(column: pa.ChunkedArray) -> _Column:
    """Take over texts, those that recur as categories."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    from pyarrow import compute  # noqa: PLC0415 - slow to import

    if not pa.types.is_dictionary(column.type):
        size = compute.sum(compute.binary_length(column)).as_py() or 0
        return _Column(column.to_pandas().array, column, size)
    whole = column.combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy()
    sizes = compute.binary_length(whole.dictionary).to_numpy()
    size = int(np.bincount(codes + 1, minlength=len(sizes) + 1)[1:] @ sizes)
    cells = pd.Categorical.from_codes(codes, categories=pd.Index(whole.dictionary.to_pandas(), dtype="str"))
    return _Column(cells, whole.dictionary, size)


def _doubtful(column: _Column, separator: str, widest: int, marks: Marks) -> bool:
    """Say whether some cell is too long for the strict way, or may hold whole rows."""
    from pyarrow import compute  # noqa: PLC0415 - slow to import

    if column.texts is None or not len(column.texts):
        return False
    longest = csv.field_size_limit()
    if marks.longest > longest and (compute.max(compute.binary_length(column.texts)).as_py() or 0) > longest:
        return True
    if not marks.inner or widest <= 2:
        return False
    lines = column.texts.filter(compute.match_substring(column.texts, "\n"))
    return len(lines) > 0 and compute.max(compute.count_substring(lines, separator)).as_py() >= widest - 2
