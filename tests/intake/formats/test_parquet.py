"""Parquet: typed columns as text, whatever wrote them; too large, nested and damaged files."""

import datetime as dt
import decimal
import io
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.formats.platforms import PLAIN_TABLES, ends_of_damaged, faults, fitting, read, received
from toolkit.errors import Fault
from toolkit.intake.formats import parquet
from toolkit.intake.received import Parts, Received

AGAIN = "x.parquet: is a damaged Parquet file, or was cut off. Export it again."
SPRING = dt.datetime.fromisoformat("2025-03-30T01:30:00")


def written(columns: dict[str, Any] | pa.Table, **options: Any) -> bytes:
    content = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), content, **options)
    return content.getvalue()


def parts(content: bytes) -> Parts:
    made = parquet.read(Received("x.parquet", "parquet", content), ())
    assert isinstance(made, Parts), made
    return made


def fault(content: bytes) -> str:
    made = parquet.read(Received("x.parquet", "parquet", content), ())
    assert isinstance(made, Fault)
    return str(made)


def cells(values: Any, **options: Any) -> list[str]:
    made = parts(written({"x": values}, **options))
    assert made.warnings == ()
    return made.frame["x"].astype("str").fillna("").tolist()


KINDS: dict[str, tuple[pa.Array, list[str]]] = {
    "text": (pa.array(["a", "", "é", None, "a"]), ["a", "", "é", "", "a"]),
    "large text": (pa.array(["a", None], pa.large_string()), ["a", ""]),
    "text view": (pa.array(["a", None], pa.string_view()), ["a", ""]),
    "bytes of one length": (pa.array([b"NL01", None], pa.binary(4)), ["NL01", ""]),
    "bytes that are text": (pa.array([b"caf\xc3\xa9", None]), ["café", ""]),
    "whole": (pa.array([1, None, 2**60, -1]), ["1", "", "1152921504606846976", "-1"]),
    "unsigned": (pa.array([255, 0], pa.uint8()), ["255", "0"]),
    "decimals": (pa.array([7.0, 0.1, 1e-7, float("nan"), None]), ["7", "0.1", "1e-07", "", ""]),
    "single": (pa.array([1.5, 2.0], pa.float32()), ["1.5", "2"]),
    "half": (pa.array([np.float16(1.5)], pa.float16()), ["1.5"]),
    "truth": (pa.array([True, False, None]), ["TRUE", "FALSE", ""]),
    "day": (pa.array([dt.date(2025, 1, 3), dt.date(1, 1, 1), None]), ["2025-01-03", "0001-01-01", ""]),
    "moment": (pa.array([SPRING, None]), ["2025-03-30T01:30:00", ""]),
    "moment with fraction": (pa.array([SPRING.replace(microsecond=5)]), ["2025-03-30T01:30:00.000005"]),
    "moment in a zone": (
        pa.array([SPRING, SPRING.replace(hour=0), None], pa.timestamp("ns", tz="Europe/Amsterdam")),
        ["2025-03-30T03:30:00+02:00", "2025-03-30T01:30:00+01:00", ""],
    ),
    "moment behind UTC": (
        pa.array([SPRING], pa.timestamp("ms", tz="America/New_York")),
        ["2025-03-29T21:30:00-04:00"],
    ),
    "moment in no known zone": (pa.array([SPRING], pa.timestamp("s", tz="Mars/Dome")), ["2025-03-30T01:30:00+00:00"]),
    "clock": (pa.array([dt.time(9, 7), None]), ["09:07:00", ""]),
    "duration": (pa.array([dt.timedelta(seconds=90.5), dt.timedelta(minutes=-1)]), ["90.5", "-60"]),
    "money": (pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.01")]), ["12.50", "-0.01"]),
    "category": (pa.array(["x", "y", None, "x"]).dictionary_encode(), ["x", "y", "", "x"]),
    "category of numbers": (
        pa.DictionaryArray.from_arrays(pa.array([1, None, 0], pa.uint32()), pa.array([5, 6])),
        ["6", "", "5"],
    ),
    "nothing": (pa.nulls(2), ["", ""]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_column_becomes_text(kind: str) -> None:
    values, expected = KINDS[kind]
    assert cells(values) == expected
    assert cells(pa.concat_arrays([values, values]), row_group_size=1) == expected * 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_without_rows_is_empty(kind: str) -> None:
    made = parts(written(pa.table({"x": KINDS[kind][0]}).slice(0, 0)))
    assert made.frame.shape == (0, 1)


def test_lists_are_written_in_one_cell_and_told() -> None:
    content = written(
        {
            "kanalen": [["web", "winkel"], [], None, [None, "app"]],
            "cijfers": pa.array([[1, 2], [3, 4], None, [5, 6]], pa.list_(pa.int64(), 2)),
            "Q1": [1, 2, 3, 4],
        }
    )
    made = parts(content)
    assert made.frame["kanalen"].astype("str").fillna("").tolist() == ["web; winkel", "", "", "; app"]
    assert made.frame["cijfers"].astype("str").fillna("").tolist() == ["1; 2", "3; 4", "", "5; 6"]
    assert made.warnings == ('lists in cells are written with ";" between (kanalen, cijfers)',)


def test_nested_columns_are_left_out_and_told() -> None:
    nested: dict[str, Any] = {
        "adres": [{"plaats": "Utrecht"}],
        "rijen": [[[1]]],
        "beeld": [b"\xff\xd8"],
        "Q1": [7],
    }
    nested["hash"] = pa.array([b"\xff234"], pa.binary(4))
    made = parts(written(nested))
    assert made.frame.columns.tolist() == ["Q1"]
    assert made.warnings == (
        "columns that hold no text, number or date were not read (adres, rijen, beeld, hash)",
    )
    assert fault(written({"adres": [{"plaats": "Utrecht"}]})) == (
        "x.parquet: has no column of texts, numbers or dates. Export it as one flat table."
    )


def test_what_pandas_says_in_the_file_is_left_alone(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"klant": ["00123", "00124"], "kanaal": pd.Categorical(["web", "winkel"])},
        index=pd.Index(["a", "b"], name="nr"),
    )
    export = read(tmp_path, frame.to_parquet(), "export.csv")
    assert export.format == "parquet"
    assert export.typed
    assert export.frame.columns.tolist() == ["klant", "kanaal", "nr"]
    assert export.frame["klant"].tolist() == ["00123", "00124"]
    assert export.frame["nr"].tolist() == ["a", "b"]
    assert export.frame.index.tolist() == [1, 2]
    assert export.questions == {"klant": "klant", "kanaal": "kanaal", "nr": "nr"}
    assert (export.unit, export.units, export.warnings) == ("respondent", 2, ())


def test_names_that_stand_twice_or_are_empty_get_one() -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], names=["a", "a", " "])
    made = parts(written(table))
    assert made.frame.columns.tolist() == ["a", "a.1", "column 3"]
    assert made.frame.iloc[0].tolist() == ["1", "2", "3"]
    assert made.warnings == ("names of columns that stand more than once got a number: a.1",)


def test_an_extension_is_read_as_it_is_shown() -> None:
    one = uuid.UUID(int=7)
    assert cells(pa.array([one.bytes, None], pa.uuid())) == ["00000000-0000-0000-0000-000000000007", ""]


def test_few_different_texts_are_kept_once() -> None:
    made = parts(
        written({"kanaal": ["web", "winkel"] * 500, "open": [f"antwoord {n}" for n in range(1_000)]})
    )
    assert made.frame["kanaal"].cat.categories.tolist() == ["web", "winkel"]
    assert made.frame["open"].dtype == "str"


def test_a_long_text_in_many_rows_is_kept_once() -> None:
    # As plain text this is 4 GB.
    content = written(
        {"x": pa.DictionaryArray.from_arrays(pa.array(np.zeros(40_000, np.int32)), ["x" * 100_000])}
    )
    assert len(content) < 200_000
    made = parts(content).frame["x"]
    assert len(made) == 40_000
    assert made.cat.categories.str.len().tolist() == [100_000]


def test_ten_thousand_columns() -> None:
    made = parts(written({f"v{number}": [number, 1] for number in range(10_000)}))
    assert made.frame.shape == (2, 10_000)
    assert made.frame["v9999"].tolist() == ["9999", "1"]


def test_a_file_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written({"x": np.zeros(1_000_000)})
    assert len(content) < 10_000
    monkeypatch.setattr(parquet, "MAX_BYTES", 2_000_000)
    monkeypatch.setattr(parquet, "MAX_CELLS", 999_999)
    assert fault(content) == (
        "x.parquet: has 1,000,000 rows of 1 columns, more than can be held. "
        "Export only the columns and rows that are needed."
    )
    monkeypatch.setattr(parquet, "MAX_BYTES", 100)
    assert fault(content).startswith("x.parquet: unpacks to more than 0 GB. Export only")


def test_a_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    content = written({"x": ["a", "b"]})
    assert {fault(content[:length]) for length in range(4, len(content), 11)} == {AGAIN}
    assert faults(tmp_path, content[:-20]) == [AGAIN.replace("x.parquet", "export.csv")]
    assert fault(written(pa.table({}))) == "x.parquet: is empty: it has no columns. Export it again."


texts = st.none() | st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)
numbers = st.none() | st.integers(-(2**63), 2**63 - 1)


@settings(max_examples=40)
@given(
    rows=st.lists(st.tuples(texts, numbers, st.none() | st.floats(allow_nan=False)), min_size=1, max_size=30),
    encoded=st.booleans(),
)
def test_what_is_written_is_read(rows: list[Any], encoded: bool) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    kinds = (pa.string(), pa.int64(), pa.float64())
    arrays = {
        str(place): pa.array(column, kind)
        for place, (column, kind) in enumerate(zip(columns, kinds, strict=True))
    }
    frame = parts(written(arrays, use_dictionary=encoded)).frame.astype("str").fillna("")
    assert frame["0"].tolist() == [one or "" for one in columns[0]]
    assert frame["1"].tolist() == ["" if one is None else str(one) for one in columns[1]]
    assert [float(one) if one else None for one in frame["2"]] == columns[2]


def test_damaged_files_end_in_an_export_or_an_intake_error(tmp_path: Path) -> None:
    columns: dict[str, Any] = {"s": ["een", "twee"] * 20, "i": list(range(40)), "l": [["a", "b"], None] * 20}
    columns["t"] = pa.array([SPRING] * 40, pa.timestamp("us", tz="Europe/Amsterdam"))
    contents = [
        written(columns),
        written(columns, compression="none"),
        written(columns, use_dictionary=False, compression="gzip", row_group_size=7),
    ]
    ends = ends_of_damaged(tmp_path, contents, "parquet", 300)
    assert ends["parquet"] > 3
    assert ends["refused"] > 100
    assert ends["refused for nothing"] == 0


@pytest.mark.parametrize("content", PLAIN_TABLES.values(), ids=list(PLAIN_TABLES))
def test_no_other_table_is_taken(content: str) -> None:
    assert not parquet.fits(received("x.csv", content.encode()))


def test_no_sample_is_taken(shared: Path) -> None:
    assert fitting("parquet", shared) == []
