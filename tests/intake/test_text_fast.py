"""The quick way through a text file gives what the strict way gives, or nothing."""

import csv
import importlib
import io
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.intake import client as benchmark_client
from tests.intake.conftest import Client, as_csv, people
from tests.intake.test_faults import CELLS, FILES
from toolkit.engagement import load_engagement
from toolkit.errors import Fault, IntakeError
from toolkit.intake import Export, read_export, read_survey
from toolkit.intake.files import text_fast, text_file, text_marks
from toolkit.intake.files.table import coded, spread
from toolkit.intake.files.text_file import open_text, text_table

Rows = tuple[pd.DataFrame, tuple[str, ...]]
NUMBERS = st.sampled_from(["", "1", "2", "7", "10", "99", "-1", "0", "127", "-127"])
WORDS = st.sampled_from(
    ["", "a", "é€", "n.v.t.", "NA", "null", "nan", "1.5", "007", "+7", " 7", "-0", "0x7", "128"]
)
LONG = st.text("ab 1é€,;\t|\"'\n", max_size=8) | st.sampled_from(
    ['"', '""', "x\r\ny", "\u2028", "\x0b", "\ufeff"]
)
COLUMN = st.sampled_from([NUMBERS, NUMBERS, WORDS, LONG])


@pytest.fixture
def always() -> Iterator[None]:
    """Take the quick way with small files too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_file, "LARGE", 0)
        yield


def strict(data: bytes, **options: Any) -> Rows | Fault:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_file, "LARGE", len(data) + 1)
        opened = open_text("x.csv", data)
        return opened if isinstance(opened, Fault) else text_table(opened, **options)


def quick(data: bytes, piece: int = 1 << 20, **options: Any) -> Rows | None:
    """Read the quick way only, with blocks and pieces of so many bytes."""
    opened = open_text("x.csv", data)
    if isinstance(opened, Fault):
        return None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_file, "LARGE", 0)
        patch.setattr(text_file, "_read", lambda _: Fault("", "is not quick", ""))
        patch.setattr(text_marks, "PIECE", piece)
        patch.setattr(text_fast, "PIECE", piece)
        patch.setattr(text_fast, "ROWS_PER_BLOCK", 1)
        made = text_table(opened, **options)
    return None if isinstance(made, Fault) else made


def check_same(one: Rows, other: Rows | Fault) -> None:
    assert not isinstance(other, Fault), other
    for read in (one, other):
        assert all(str(dtype) in ("str", "category") for dtype in read[0].dtypes)
    pd.testing.assert_frame_equal(one[0].astype("str"), other[0].astype("str"))
    assert one[1] == other[1]


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header and rows; the last cell of each is filled, so that no row is blank."""
    columns = draw(st.lists(COLUMN, min_size=1, max_size=4))
    names = draw(st.lists(st.sampled_from(["q", "naam", " a\u00a0b", "", "x\ny"]), min_size=len(columns)))
    rows = draw(st.lists(st.tuples(*columns), min_size=1, max_size=30))
    return [[*names[: len(columns)], "last"], *([*row, f"r{place}"] for place, row in enumerate(rows))]


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, dict[str, object]]:
    """A file as a program writes it, and how to read it."""
    table = draw(tables())
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = io.StringIO(newline="")
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting).writerows(table)
    written = draw(st.sampled_from(["", f"sep={separator}{end}"])) + text.getvalue()
    written = draw(st.sampled_from(["", "", end])) + written if not written.startswith("sep") else written
    written = draw(st.sampled_from([written, written.removesuffix(end), written + end, written + 3 * end]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    options: dict[str, object] = {}
    if draw(st.booleans()):
        names = [f"n{place}" for place in range(len(table[0]))]
        options = {"names": names, "header_rows": draw(st.integers(0, min(3, len(table) - 1)))}
    return written.encode(encoding), options


@settings(max_examples=150)
@given(files(), st.sampled_from([1 << 20, 64, 7]))
def test_a_file_that_a_program_wrote_reads_the_same_both_ways(
    file: tuple[bytes, dict[str, object]], piece: int
) -> None:
    data, options = file
    made = quick(data, piece, **options)
    if made is not None:
        check_same(made, strict(data, **options))


@settings(max_examples=100)
@given(tables(), st.sampled_from([";", ","]), st.sampled_from([1 << 20, 16]))
def test_a_clean_file_takes_the_quick_way(table: list[list[str]], separator: str, piece: int) -> None:
    # A doubt is a cell that may hold rows, a carriage return by itself, and an order mark before the first row.
    plain = str.maketrans("\n\r\ufeff", "   ")
    cells = [cell.translate(plain) for row in table for cell in row[:-1]]
    width = len(table[0])
    clean = [
        [*cells[place * (width - 1) : (place + 1) * (width - 1)], row[-1]] for place, row in enumerate(table)
    ]
    data = as_csv([[f"n{place}" for place in range(width)], *clean[1:]], separator)
    if not isinstance(strict(data), Fault):
        made = quick(data, piece)
        assert made is not None
        check_same(made, strict(data))


PIECES = [b'"', b";", b",", b"\n", b"\r", b"\r\n", b"\t", b"", b" ", b'""', b"\xff", b"\xe9", b"\0"]


@settings(max_examples=150)
@given(files(), st.data(), st.sampled_from([1 << 20, 16]))
def test_a_damaged_file_never_reads_otherwise_the_quick_way(
    file: tuple[bytes, dict[str, object]], data: st.DataObject, piece: int
) -> None:
    content, options = file
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        taken = data.draw(st.integers(0, 2))
        content = content[:place] + data.draw(st.sampled_from(PIECES)) + content[place + taken :]
    made = quick(content, piece, **options)
    if made is not None:
        check_same(made, strict(content, **options))


def test_real_files_read_the_same_both_ways(shared: Path) -> None:
    texts = [
        path for path in sorted((shared / "exports").rglob("*")) if path.suffix in (".csv", ".tsv", ".txt")
    ]
    ways = 0
    for path in [*texts, *sorted((shared / "reference" / "data").glob("*.csv"))]:
        data = path.read_bytes()
        for header_rows in (1, 3):
            made = quick(data, 4096, header_rows=header_rows)
            if made is not None:
                check_same(made, strict(data, header_rows=header_rows))
                ways += 1
    assert ways > 20


def test_every_format_reads_categories_as_it_reads_texts(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    categorical = 0
    for path in sorted((shared / "exports").rglob("*")):
        if path.suffix not in (".csv", ".tsv", ".txt", ".dat"):
            continue
        reads: list[Export | str] = []
        for large in (10**9, 0):
            monkeypatch.setattr(text_file, "LARGE", large)
            try:
                reads.append(read_export(path))
            except IntakeError as error:
                reads.append(str(error))
        one, other = reads
        if isinstance(one, str) or isinstance(other, str):
            assert one == other
            continue
        pd.testing.assert_frame_equal(one.frame.astype("str"), other.frame.astype("str"))
        pd.testing.assert_frame_equal(one.paradata.astype("str"), other.paradata.astype("str"))
        assert (one.questions, one.labels, one.warnings) == (other.questions, other.labels, other.warnings)
        categorical += any(str(dtype) == "category" for dtype in other.frame.dtypes)
    assert categorical > 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_columns_in_which_texts_recur_are_categories(encoding: str) -> None:
    rows = [
        [f"K{row}", row % 7 + 1, "", "één" if row % 2 else "twee", f"tekst {row}; €"] for row in range(40)
    ]
    made = quick(as_csv([["nr", "a", "leeg", "s", "open"], *rows], ";", encoding))
    assert made is not None
    frame = made[0]
    assert [str(dtype) for dtype in frame.dtypes] == ["str", "category", "category", "category", "str"]
    assert frame["a"].cat.categories.tolist() == ["1", "2", "3", "4", "5", "6", "7"]
    assert frame["a"].cat.categories.dtype == "str"
    assert frame["leeg"].isna().all()
    assert frame["s"].tolist()[:2] == ["twee", "één"]
    assert frame["open"].tolist()[3] == "tekst 3; €"
    assert frame.index.tolist() == list(range(2, 42))


def test_rows_are_numbered_as_records_and_blank_ones_at_the_end_are_told() -> None:
    data = b'sep=;\r\n\r\na;b\r\n1;"x\r\ny"\r\n2;\r\n;\r\n3;z\r\n;\r\n\r\n\r\n'
    made = quick(data)
    assert made is not None
    assert made[0].index.tolist() == [3, 4, 6]
    assert made[0]["b"].tolist()[0] == "x\r\ny"
    assert made[1] == ("blank rows were left out (rows 5, 7, 8, 9)",)
    check_same(made, strict(data))


def test_several_header_rows_are_counted() -> None:
    data = b'Q1,Q2\r\n"text\r\nof 1",text of 2\r\n{a},{b}\r\n1,2\r\n3,4\r\n'
    opened = open_text("x.csv", data)
    assert not isinstance(opened, Fault)
    assert opened.head[1] == ("text\r\nof 1", "text of 2")
    assert (opened.encoding, opened.separator) == ("utf-8-sig", ",")
    for made in (
        quick(data, header_rows=3, names=["Q1", "Q2"]),
        strict(data, header_rows=3, names=["Q1", "Q2"]),
    ):
        assert made is not None
        assert not isinstance(made, Fault)
        assert made[0].index.tolist() == [4, 5]
        assert made[0]["Q1"].tolist() == ["1", "3"]


def test_records_may_be_trimmed() -> None:
    opened = open_text("x.csv", b"a,b\n1,2\n\n\nTotal: 1\n")
    assert not isinstance(opened, Fault)
    made = text_table(opened, trimmed=lambda records: (records[:-3], ("a footer was left out",)))
    assert not isinstance(made, Fault)
    assert made[0].index.tolist() == [2]
    assert made[1] == ("a footer was left out",)


DOUBTS = {
    "a quotation mark in a cell": b'a,b\n1,15" tv\n2,x\n',
    "a mark after a blank": b'a,b\n1, "x"\n2,x\n',
    "a mark that never closes": b'a,b\n1,"x\n2,x\n',
    "text after a closing mark": b'a,b\n1,"x"y\n2,x\n',
    "a carriage return by itself": b"a,b\n1,x\r2,y\n3,z\n",
    "a carriage return in a cell": b'a,b\n1,"x\ry"\n2,z\n',
    "a carriage return in the header": b"a,b\r1,x\n2,y\n",
    "a blank line between rows": b"a,b\n1,x\n\n2,y\n",
    "a row of another width": b"a,b\n1,x\n2\n",
    "a filled cell beyond the header": b"a,b\n1,x,\n2,y,z\n",
    "a cell with rows in it": b'a,b,c\n1,2,"x\n1,2,3\n4"\n1,2,3\n',
    "only a header": b"a,b\n",
    "an order mark in a cell": "a,b\n\ufeff1,x\n2,y\n".encode(),
    "a NUL": "a,b\n1,\0\n2,y\n".encode("utf-16"),
    "a long cell": b"a,b\n1," + b"x" * (csv.field_size_limit() + 1) + b"\n2,y\n",
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_in_doubt_is_left_to_the_strict_way(name: str) -> None:
    assert quick(DOUBTS[name]) is None


@pytest.mark.parametrize("odd", ["07", "+7", " 7", "7 ", "-0", "0x7", "-128", "128", "1e1", "n.v.t."])
def test_a_number_written_otherwise_stays_as_received(odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_fast, "SAMPLE_BYTES", 64)
    cells = ["1", "2", "7"] * 200
    cells[130] = odd
    made = quick(as_csv([["a", "b"], *([cell, "1"] for cell in cells)]), 256)
    assert made is not None
    assert made[0]["a"].tolist() == cells


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.usefixtures("always")
def test_faults_of_answers_are_told_the_same_of_categories(client: Client, name: str) -> None:
    cells, lines = CELLS[name]
    assert client.faults(people(cells)) == lines


@pytest.mark.parametrize("name", FILES)
@pytest.mark.usefixtures("always")
def test_faults_of_files_are_told_the_same(client: Client, name: str) -> None:
    content, line = FILES[name]
    assert client.faults(content) == [line]


def test_a_survey_is_the_same_whichever_way_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    benchmark_client(tmp_path, 500)
    engagement = load_engagement(tmp_path)
    surveys = []
    for large in (10**9, 0):
        monkeypatch.setattr(text_file, "LARGE", large)
        dtypes = {str(dtype) for dtype in read_export(tmp_path / "data" / "answers.csv").frame.dtypes}
        assert dtypes == ({"str"} if large else {"str", "category"})
        surveys.append(read_survey(engagement, "baseline"))
    one, other = surveys
    pd.testing.assert_frame_equal(one.items, other.items)
    pd.testing.assert_frame_equal(one.reasons, other.reasons)
    pd.testing.assert_frame_equal(one.segments, other.segments)
    pd.testing.assert_series_equal(one.weights, other.weights)
    pd.testing.assert_series_equal(one.key, other.key)
    assert one.source == other.source


@given(st.lists(st.none() | st.sampled_from(["b", "a", "", "10", "9"]), max_size=30), st.data())
def test_places_and_texts_do_not_depend_on_the_dtype(cells: list[str | None], data: st.DataObject) -> None:
    texts = pd.Series([cell or None for cell in cells], dtype="str")
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells))), dtype=bool)
    categories = pd.Series(
        pd.Categorical(texts, categories=pd.Index(["z", "9", "a", "10", "b"], dtype="str"))
    )
    places, different = coded(texts[kept])
    other_places, other_different = coded(categories[kept])
    assert places.tolist() == other_places.tolist()
    assert different.tolist() == other_different.tolist()
    assert different.dtype == other_different.dtype == "str"
    back = spread(different.to_numpy(object), places, None)
    assert [None if pd.isna(one) else one for one in texts[kept]] == list(back)


def test_codes_that_come_late_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.intake.files.table.FIRST_ROWS", 2)
    cells = pd.Series(["a", "a", "c", "a", "b", None], dtype="category")
    places, texts = coded(cells)
    assert (places.tolist(), texts.tolist()) == ([0, 0, 1, 0, 2, -1], ["a", "c", "b"])


def seconds_of(data: bytes) -> tuple[float, Rows | Fault]:
    start = time.process_time()
    opened = open_text("x.csv", data)
    made = opened if isinstance(opened, Fault) else text_table(opened)
    return time.process_time() - start, made


def test_ten_thousand_columns_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    header = ",".join(f"k{column}" for column in range(10_000))
    data = "\n".join([header, *[",".join("7" * 10_000)] * 100]).encode()
    seconds, made = seconds_of(data)
    assert not isinstance(made, Fault)
    assert made[0].shape == (100, 10_000)
    assert seconds < 20


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a,b\n1,2\n1," + b"x" * 50_000_000 + b"\n", "x.csv, line 3: is longer than 10,000,000 characters"),
        (b"," * 50_000_000, "x.csv, line 1: is longer than 10,000,000 characters"),
        (
            b'a,b\n1,2\n1,"' + b"x y\n" * 12_500_000 + b'"\n',
            "x.csv, row 3: has a cell of more than 131,072 characters",
        ),
    ],
)
def test_a_cell_of_fifty_megabytes_is_refused_soon(data: bytes, told: str) -> None:
    seconds, made = seconds_of(data)
    assert isinstance(made, Fault)
    assert str(made).startswith(told)
    assert seconds < 10


@pytest.mark.parametrize(
    ("data", "columns", "cells"),
    [
        (b"a|b\n1|2\n3|4\n", ["a", "b"], ["1", "3"]),
        (b"a\n1\n2\n", ["a"], ["1", "2"]),
        (b"10^3 euro\n7\n8\n", ["10^3 euro"], ["7", "8"]),
        (b"cijfer\n7,5\n8\n", ["cijfer"], ["7,5", "8"]),
    ],
)
def test_bars_separate_and_a_file_may_have_one_column(
    data: bytes, columns: Sequence[str], cells: Sequence[str]
) -> None:
    made = strict(data)
    assert not isinstance(made, Fault)
    assert made[0].columns.tolist() == columns
    assert made[0].iloc[:, 0].tolist() == cells


def test_another_separator_is_named() -> None:
    assert str(strict(as_csv(people(), "^"))) == (
        "x.csv, row 1: is one cell in which ^ seems to separate the names of columns. "
        "Save it as .xlsx or as CSV UTF-8, with ; or , between the cells."
    )


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    benchmark = importlib.import_module("benchmarks.intake")
    monkeypatch.setattr(benchmark, "ROUNDS", 1)
    benchmark.main(["--rows", "300"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("300 rows, 40 columns, 0.0 MB")
    ratios = [float(line.split()[-2]) for line in lines[3:]]
    assert len(ratios) == 2
    assert ratios[0] == 1
    assert ratios[1] > 0
