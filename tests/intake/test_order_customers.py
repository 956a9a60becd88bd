"""The orders of an engagement by customer: hashed, counted, told, and the same by either way of reading."""

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.intake.conftest import Client
from toolkit.engagement import Engagement
from toolkit.errors import IntakeError
from toolkit.intake.orders import large
from toolkit.intake.orders.customers import days_in, read_orders, salt_of
from toolkit.intake.personal.keys import hashed_keys, plain_keys

ORDERS = """\
[orders]
files = {files}
columns = {{ customer = "wie", ordered_at = "wanneer", amount = "geld"{more} }}
"""


@pytest.fixture
def engagement(tmp_path: Path) -> Callable[..., Engagement]:
    """An engagement whose [orders] has these files; `more` are further columns, `settings` further keys."""

    def make(*files: str, more: str = "", settings: str = "") -> Engagement:
        (tmp_path / "data").mkdir(exist_ok=True)
        names = [f"data/{file}" for file in files]
        return Client(tmp_path).engagement(extra=ORDERS.format(files=names, more=more) + settings)

    return make


@pytest.fixture
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE_BYTES", 0)


def read(one: Engagement) -> tuple[pd.DataFrame, dict[str, int], tuple[str, ...]]:
    with read_orders(one) as found:
        frame = found.source
        if not isinstance(frame, pd.DataFrame):
            frame = pd.concat([pq.read_table(file).to_pandas(date_as_object=False) for file in frame])
        counts = {"rows": found.rows, "kept": found.kept, **found.left_out}
        return frame, counts, found.warnings


def alike(frame: pd.DataFrame) -> pd.DataFrame:
    days = frame["ordered_at"].astype("datetime64[s]")
    return frame.assign(ordered_at=days).sort_values(list(frame.columns), ignore_index=True)


def write(one: Engagement, name: str, frame: pd.DataFrame | str, separator: str = ";") -> None:
    path = one.folder / "data" / name
    if isinstance(frame, str):
        path.write_text(frame, encoding="utf-8")
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, sep=separator)


def many(rows: int = 300) -> pd.DataFrame:
    generator = np.random.default_rng(3)
    day = pd.Timestamp("2024-01-01") + pd.to_timedelta(generator.integers(0, 500, rows), unit="D")
    return pd.DataFrame(
        {
            "wie": [f"K{number:03d}@Example.org" for number in generator.integers(0, 60, rows)],
            "wanneer": day.strftime("%Y-%m-%d"),
            "geld": np.round(generator.lognormal(3, 1, rows), 2),
            "stand": generator.choice(["betaald", "geannuleerd", "Refunded", "partially refunded"], rows),
            "munt": generator.choice(["EUR", "€", "USD", ""], rows),
        }
    )


STATES = ', status = "stand", currency = "munt"'


def test_customers_are_hashed_as_the_keys_of_a_wave_are(engagement):
    one = engagement("o.csv")
    write(one, "o.csv", "wie;wanneer;geld\n Zoe@Example.org ;2025-01-31;10,50\n123.0;2025-02-01;5,00\n")
    frame, counts, _ = read(one)
    wanted = hashed_keys(plain_keys(pd.Series([" Zoe@Example.org ", "123.0"])), salt_of(one))
    assert frame["customer"].tolist() == wanted.tolist()
    assert frame["amount"].tolist() == [10.5, 5.0]
    assert counts["kept"] == 2


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("states", [STATES, ""])
def test_both_ways_of_reading_give_the_same(kind, states, engagement, monkeypatch):
    one = engagement(f"o.{kind}", more=states)
    write(one, f"o.{kind}", many())
    straight = read(one)
    monkeypatch.setattr(large, "LARGE_BYTES", 10**12)
    ordinary = read(one)
    pd.testing.assert_frame_equal(alike(straight[0]), alike(ordinary[0]))
    assert straight[1] == ordinary[1]
    if states:
        assert min(straight[1][reason] for reason in ("cancelled", "refunded", "other_currency")) > 10


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    ("day", "amount"),
    [
        ("%d-%m-%Y", "{:.2f}"),
        ("%Y-%m-%d %H:%M", "{:.1f}"),
        ("%Y-%m-%dT%H:%M:%S", "{:.0f}"),
        ("%d-%m-%Y %H:%M:%S", "-{:.2f}"),
        ("%Y-%m-%d", "comma"),
    ],
)
def test_ways_of_writing_that_are_plain(day, amount, engagement, monkeypatch):
    drawn = many(60)
    moment = pd.to_datetime(drawn["wanneer"]) + pd.to_timedelta(np.arange(60) * 23, unit="min")
    texts = [
        f"{money:.2f}".replace(".", ",") if amount == "comma" else amount.format(money)
        for money in drawn["geld"]
    ]
    drawn = drawn.assign(wanneer=moment.dt.strftime(day), geld=texts)
    one = engagement("o.csv")
    write(one, "o.csv", drawn)
    passed = []
    monkeypatch.setattr("toolkit.intake.orders.customers.read_export", lambda *_, **__: passed.append(1))
    straight = read(one)
    assert not passed
    monkeypatch.undo()
    ordinary = read(one)
    assert isinstance(straight[0], pd.DataFrame)
    pd.testing.assert_frame_equal(alike(straight[0]), alike(ordinary[0]))


@pytest.mark.usefixtures("any_size")
@pytest.mark.parametrize(
    "line",
    [
        "a;2025-01-31T10:00:00+01:00;5",  # an offset
        "a;2025-01-31;€ 5,00",
        "a;2025-01-31;12,345.50",
        "a;31/1/25;5.00",
        "a;2025-02-30;5.00",  # no such day
    ],
)
def test_what_is_not_plain_goes_the_ordinary_way(line, engagement):
    one = engagement("o.csv")
    write(one, "o.csv", f"wie;wanneer;geld\nb;2025-01-30;6\n{line}\n")
    settings = one.orders
    assert settings is not None
    paths = [one.folder / name for name in settings.files]
    assert large.large_lines(settings, paths, one.folder, b"", ("EUR",)) is None
    assert read(one)[1]["rows"] == 2


@pytest.mark.usefixtures("any_size")
def test_typed_columns_and_other_spellings_of_one_customer(engagement):
    one = engagement("o.parquet")
    moments = pa.array(pd.to_datetime(["2025-01-31 23:30", "2025-02-01 00:00"]), pa.timestamp("us"))
    numbers = pa.table({"wie": pa.array([7, 7]), "wanneer": moments, "geld": pa.array([5, 6])})
    pq.write_table(numbers, one.folder / "data" / "o.parquet")
    frame, _, _ = read(one)
    assert frame["customer"].nunique() == 1
    assert sorted(frame["ordered_at"].dt.day) == [1, 31]
    other = engagement("p.csv")
    write(other, "p.csv", "wie;wanneer;geld\nA@x.nl;2025-01-30;6\na@X.nl ;2025-01-31;7\n;2025-01-31;8\n")
    frame, counts, _ = read(other)
    assert frame["customer"].nunique() == 1
    assert (counts["rows"], counts["no_customer"]) == (3, 1)


def test_what_is_given_back_is_taken_off_and_what_is_given_back_whole_left_out(engagement):
    one = engagement("o.csv", more=', refunded = "terug"')
    rows = ["a;2025-01-01;100,00;0,00", "b;2025-01-02;100,00;30,00", "c;2025-01-03;100,00;100,00"]
    write(one, "o.csv", "wie;wanneer;geld;terug\n" + "\n".join(rows))
    frame, counts, told = read(one)
    assert frame["amount"].tolist() == [100.0, 70.0]
    assert counts["refunded"] == 1
    assert any("refunded in full or in part" in one for one in told)


def test_other_currencies_are_left_out_and_a_dollar_may_be_ones_own(engagement):
    text = "wie;wanneer;geld;munt\na;2025-01-01;1,00;USD\nb;2025-01-01;2,00;$\nc;2025-01-01;3,00;EUR\n"
    one = engagement("o.csv", more=', currency = "munt"', settings='currency = "USD"\n')
    write(one, "o.csv", text)
    frame, counts, told = read(one)
    assert frame["amount"].tolist() == [1.0, 2.0]
    assert counts["other_currency"] == 1
    assert any("several currencies" in one for one in told)


def test_an_order_in_two_files_counts_once(engagement):
    one = engagement("a.csv", "b.csv", more=', order = "nr"')
    head = "nr;wie;wanneer;geld\n"
    write(one, "a.csv", head + "1;a;2025-01-01;5,00\n2;b;2025-01-02;6,00\n")
    write(one, "b.csv", head + "2;b;2025-01-02;6,00\n3;c;2025-01-03;7,00\n")
    frame, counts, told = read(one)
    assert frame["amount"].tolist() == [5.0, 6.0, 7.0]
    assert counts["rows"] == 4
    assert any("counted once: 1" in one for one in told)


def test_the_day_is_that_of_the_customers_zone():
    moments = pd.Series(pd.to_datetime(["2025-07-01 22:30", "2025-07-01 00:00", None]))
    assert days_in(moments, "Europe/Amsterdam").dt.day.tolist()[:2] == [2, 1]
    assert days_in(moments, "America/New_York").dt.day.tolist()[:2] == [1, 1]


def test_all_faults_of_all_files_at_once_and_no_customer_in_them(engagement):
    one = engagement("a.csv", "b.csv", "c.csv")
    write(one, "a.csv", "wie;wanneer;bedrag\nPrulleveld;2025-01-01;5\n")
    write(one, "b.csv", "klant;wanneer;geld\nPrulleveld;2025-01-01;5\n")
    with pytest.raises(IntakeError) as caught, read_orders(one):
        pass
    told = str(caught.value)
    assert "3 files of orders cannot be used" in told
    assert 'has no column "geld" (amount)' in told
    assert 'has no column "wie" (customer)' in told
    assert "c.csv" in told
    assert "Prulleveld" not in told


@pytest.mark.parametrize("size", [0, 10**12])
def test_nothing_that_counts_is_a_fault(size, engagement, monkeypatch):
    monkeypatch.setattr(large, "LARGE_BYTES", size)
    one = engagement("o.csv", more=', currency = "munt"')
    write(one, "o.csv", "wie;wanneer;geld;munt\na;2025-01-01;5.00;USD\nb;2025-01-01;5.00;USD\n")
    with pytest.raises(IntakeError, match="2 other currency"), read_orders(one):
        pass


def test_what_does_not_fit_in_memory_is_a_fault_too(engagement, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("toolkit.intake.orders.customers.read_export", full)
    one = engagement("o.csv")
    with pytest.raises(IntakeError, match="does not fit in memory"), read_orders(one):
        pass


@pytest.mark.usefixtures("any_size")
def test_nothing_stays_behind_and_nothing_is_said_of_anybody(engagement, monkeypatch, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    one = engagement("o.csv", more=STATES)
    write(one, "o.csv", many())
    with read_orders(one) as found:
        assert "Example" not in repr(found)
        assert repr(found) == f"OrderLines({found.kept:,} of 300 rows)"
        texts = b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
        assert texts
        assert b"Example" not in texts
        assert b"example" not in texts
    assert not list(temporary.iterdir())


def test_without_a_temporary_folder_it_is_a_fault(engagement, monkeypatch, tmp_path):
    one = engagement("o.csv")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(IntakeError, match="no temporary folder"), read_orders(one):
        pass


@pytest.mark.parametrize("size", [0, 10**12])
def test_customers_told_by_their_bsn_are_refused(size, engagement, monkeypatch):
    monkeypatch.setattr(large, "LARGE_BYTES", size)
    one = engagement("o.csv")
    numbers = ["999990330", "999990421", "999990470", "999990512", "999990561", "999990603"]
    write(one, "o.csv", "wie;wanneer;geld\n" + "".join(f"{bsn};2025-01-01;5.00\n" for bsn in numbers))
    with pytest.raises(IntakeError) as caught, read_orders(one):
        pass
    told = " ".join(str(fault) for fault in caught.value.faults)
    assert "o.csv, column wie: holds citizen service numbers (BSN)" in told
    assert not any(bsn in told for bsn in numbers)


def test_a_column_of_two_roles_is_a_fault(engagement):
    one = engagement("o.csv", more=', order = "geld"')
    write(one, "o.csv", "wie;wanneer;geld\na;2025-01-01;5.00\n")
    with pytest.raises(IntakeError) as caught, read_orders(one):
        pass
    assert [str(fault) for fault in caught.value.faults] == [
        'columns.amount: names "geld", as columns.order does. Name another column for one of the two.'
    ]


@pytest.mark.parametrize("size", [0, 10**12])
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("start = 2027-01-01", "orders.start: 2027-01-01 lies after the last order, 2025-02-28. "),
        ("end = 2024-12-31", "orders.end: 2024-12-31 lies before the first order, 2025-01-01. "),
        (
            "start = 2025-01-05\nend = 2025-01-31",
            "orders.start: no order lies between 2025-01-05 and 2025-01-31. ",
        ),
    ],
)
def test_a_window_without_orders_is_a_fault(size, settings, told, engagement, monkeypatch):
    monkeypatch.setattr(large, "LARGE_BYTES", size)
    one = engagement("o.csv", settings=settings)
    write(one, "o.csv", "wie;wanneer;geld\na;2025-01-01;5.00\nb;2025-02-28;5.00\n")
    with pytest.raises(IntakeError) as caught, read_orders(one):
        pass
    assert str(caught.value.faults[0]).startswith(told)


def test_a_window_of_the_one_day_with_orders_will_do(engagement):
    one = engagement("o.csv", settings="start = 2025-02-28\nend = 2025-02-28")
    write(one, "o.csv", "wie;wanneer;geld\na;2025-01-01;5.00\nb;2025-02-28;5.00\n")
    assert read(one)[1]["kept"] == 2


@pytest.mark.parametrize("size", [0, 10**12])
def test_orders_after_the_end_are_not_even_counted_where_customers_are_followed(
    size, engagement, monkeypatch
):
    monkeypatch.setattr(large, "LARGE_BYTES", size)
    one = engagement("o.csv", more=STATES, settings="end = 2024-12-31\nfollowed_until = 2026-12-31")
    before = many()
    later = many(40).assign(wanneer="2025-06-01", stand=["cancelled", "paid"] * 20, munt="EUR", geld=-3.0)
    before.loc[before["wanneer"] > "2024-12-31", "wanneer"] = "2024-12-31"
    write(one, "o.csv", before)
    alone = read(one)
    write(one, "o.csv", pd.concat([before, later]))
    frame, counts, told = read(one)
    pd.testing.assert_frame_equal(alike(frame), alike(alone[0]))
    assert counts == alone[1]
    assert told == alone[2]
    with read_orders(one, after=date(2024, 12, 31)) as found:
        assert (found.rows, found.kept, found.left_out["cancelled"]) == (40, 20, 20)
    with pytest.raises(IntakeError) as caught, read_orders(one, after=date(2025, 6, 1)):
        pass
    assert str(caught.value.faults[0]).startswith(
        "orders.followed_until: no order that counts is of a day after 2025-06-01. "
    )


def test_an_order_of_several_rows_is_of_one_day(engagement):
    one = engagement("o.csv", more=', order = "nr"', settings="end = 2024-12-31\nfollowed_until = 2026-12-31")
    rows = "a;2024-12-01;5.00;1\na;;3.00;1\nb;2025-02-01;7.00;2\nb;;1.00;2\nc;;2.00;3\n"
    write(one, "o.csv", "wie;wanneer;geld;nr\n" + rows)
    frame, counts, _ = read(one)
    # A row without a day is of the day of its order; an order without any is told, and does not count.
    assert frame["amount"].tolist() == [8.0]
    assert (counts["rows"], counts["no_day"]) == (2, 1)
    with read_orders(one, after=date(2024, 12, 31)) as found:
        assert found.source["amount"].tolist() == [8.0]
