"""Moments on one clock: offsets, zones, and the two nights in which the clock is moved."""

import datetime as dt
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.values.instants import instants

HOME = "Europe/Amsterdam"


def read(*texts: str | None, zone: str = HOME) -> tuple[list[str], tuple[str, ...]]:
    cells = pd.Series(texts, dtype="str", name="Datum", index=range(2, 2 + len(texts)))
    found, told = instants(cells, zone)
    assert found.dtype == "datetime64[us]"
    assert found.index.equals(cells.index)
    return found.astype(str).fillna("NaT").tolist(), told


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-30 03:30:00 +0200",
        "2025-03-30T03:30:00+02:00",
        "2025-03-30T01:30:00.000Z",
        "2025-03-30 01:30 UTC",
        "30-3-2025 03:30 +0200",
        "3/30/2025 1:30 AM GMT",
        "2025-03-29 20:30:00 -0500",
    ],
)
def test_an_offset_is_reckoned_back(text: str) -> None:
    found, told = read(text)
    assert found == ["2025-03-30 01:30:00"]
    assert told == ()


def test_orders_around_the_night_in_which_summer_time_begins() -> None:
    # Half an hour apart, and not an hour and a half.
    found, _ = read("2025-03-30 01:45:00 +0100", "2025-03-30 03:15:00 +0200")
    assert found == ["2025-03-30 00:45:00", "2025-03-30 01:15:00"]


def test_a_time_without_an_offset_is_of_the_zone() -> None:
    found, told = read("2025-01-15 10:00:00", "15-7-2025 10:00", "2025-07-15 10:00:00", None)
    assert found == ["2025-01-15 09:00:00", "2025-07-15 08:00:00", "2025-07-15 08:00:00", "NaT"]
    assert told == ("column Datum: times without a zone were taken as those of Europe/Amsterdam",)
    assert read("2025-01-15 10:00:00", zone="America/New_York")[0] == ["2025-01-15 15:00:00"]


def test_hours_that_the_clock_skips_or_shows_twice_are_told() -> None:
    found, told = read("2025-03-30 02:30:00", "2025-10-26 02:30:00", "2025-10-26 03:30:00")
    assert found == ["2025-03-30 01:00:00", "2025-10-26 00:30:00", "2025-10-26 02:30:00"]
    assert told[1:] == (
        "column Datum: times that the clock shows twice or skips, when summer time ends or begins (rows 2, 3)",
    )


def test_days_stay_the_day_they_are() -> None:
    assert read("31-1-2025", "2025-02-01", "20250203") == (["2025-01-31", "2025-02-01", "2025-02-03"], ())
    # A workbook gives each day a midnight.
    assert read("2025-01-31T00:00:00", "2025-02-01T00:00:00") == (["2025-01-31", "2025-02-01"], ())


def test_what_holds_no_date_is_told() -> None:
    found, told = read("2025-01-15", "morgen", "31-2-2025", None)
    assert found == ["2025-01-15", "NaT", "NaT", "NaT"]
    assert told == ("column Datum: cells hold no date that can be read (rows 3, 4)",)


def test_a_column_without_cells() -> None:
    assert read() == ([], ())
    assert read(None, None) == (["NaT", "NaT"], ())


moments = st.datetimes(dt.datetime.fromisoformat("1950-01-01"), dt.datetime.fromisoformat("2090-01-01"))


@given(
    st.lists(moments, min_size=1, max_size=10),
    st.sampled_from([HOME, "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_a_moment_is_the_same_by_any_clock(found: list[dt.datetime], zone: str) -> None:
    utc = [one.replace(microsecond=0, tzinfo=dt.UTC) for one in found]
    there = [one.astimezone(ZoneInfo(zone)) for one in utc]
    there = [one for one in there if one.utcoffset().total_seconds() % 60 == 0]
    expected = [one.astimezone(dt.UTC).replace(tzinfo=None) for one in there]
    for form in ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%:z"):
        text = [
            one.strftime(form.replace("%:z", "")) + (one.isoformat()[-6:] if ":z" in form else "")
            for one in there
        ]
        cells = pd.Series(text, dtype="str")
        assert instants(cells, HOME)[0].tolist() == [pd.Timestamp(one) for one in expected]


@given(st.lists(moments, min_size=1, max_size=10))
def test_local_times_agree_with_zoneinfo(found: list[dt.datetime]) -> None:
    clock = [one.replace(microsecond=0) for one in found]
    expected = [one.replace(tzinfo=ZoneInfo(HOME)).astimezone(dt.UTC).replace(tzinfo=None) for one in clock]
    exists = [
        one.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(HOME)).replace(tzinfo=None) == local
        for one, local in zip(expected, clock, strict=True)
    ]
    read_back = instants(pd.Series([str(one) for one in clock], dtype="str"), HOME)[0].tolist()
    midnight = all(one.time() == dt.time() for one in clock)
    for one, other, sure in zip(read_back, expected, exists, strict=True):
        assert not sure or midnight or one == pd.Timestamp(other)
