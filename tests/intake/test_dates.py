"""Dates and times, in every form that people and platforms write."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.intake.values.dates import MONTHS, moments

ENGLISH = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"]  # fmt: skip
DUTCH = ["jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."]
DUTCH_DAYS = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
DAY = pd.Timestamp(2026, 3, 1)
NINE = pd.Timestamp(2026, 3, 1, 9, 7)


def twelve(moment: dt.datetime) -> str:
    return f"{(moment.hour - 1) % 12 + 1}:{moment:%M:%S}"


# How a moment is written, and what may be lost by it.
FORMS = {
    "ISO": lambda m: m.isoformat(),
    "ISO with a blank": lambda m: m.isoformat(" "),
    "ISO in UTC": lambda m: m.isoformat() + "Z",
    "offset": lambda m: f"{m.isoformat(' ', 'seconds')} +0100",
    "offset with a colon": lambda m: f"{m.isoformat(timespec='microseconds')}+05:30",
    "d-m-yyyy": lambda m: f"{m.day}-{m.month}-{m.year:04} {m.hour}:{m:%M:%S}",
    "dd/mm/yyyy": lambda m: f"{m:%d/%m/}{m.year:04} {m:%H:%M:%S}",
    "d.m.yyyy": lambda m: f"{m.day}.{m.month}.{m.year:04}, {m:%H.%M.%S}",
    "m/d/yyyy with AM": lambda m: (
        f"{m.month}/{m.day}/{m.year:04} {twelve(m)} {'AM' if m.hour < 12 else 'PM'}"
    ),
    "Google": lambda m: f"{m.year:04}/{m:%m/%d} {twelve(m)} {'a.m.' if m.hour < 12 else 'p.m.'} CET",
    "Google with hours": lambda m: (
        f"{m.year:04}/{m:%m/%d} {twelve(m)} {'a.m.' if m.hour < 12 else 'p.m.'} GMT-5"
    ),
    "Dutch": lambda m: f"{m.day} {DUTCH[m.month - 1]} {m.year:04} om {m:%H:%M:%S} uur",
    "Dutch with a day": lambda m: (
        f"{DUTCH_DAYS[m.weekday()]} {m.day} {DUTCH[m.month - 1]} {m.year:04} {m:%H:%M:%S}"
    ),
    "English": lambda m: f"{ENGLISH[m.month - 1]} {m.day}, {m.year:04} at {m:%H:%M:%S}",
    "English, short": lambda m: f"{m.day}-{ENGLISH[m.month - 1][:3]}-{m.year:04} {m:%H:%M:%S}",
    "JavaScript": lambda m: (
        f"{ENGLISH[m.month - 1][:3]} {m.day:02} {m.year:04} {m:%H:%M:%S} GMT+0100 (Midden-Europese standaardtijd)"
    ),
}
ORDERS = {"m/d/yyyy with AM": "mdy"}
WITH_FRACTION = {"ISO", "ISO with a blank", "ISO in UTC", "offset with a colon"}


@pytest.mark.parametrize("form", FORMS)
@given(moment=st.datetimes())
def test_every_moment_reads_back_from_every_form(form: str, moment: dt.datetime) -> None:
    read, warnings = moments(pd.Series([FORMS[form](moment), None]), ORDERS.get(form, "dmy"))
    assert read.dtype == "datetime64[us]"
    assert read[0] == (moment if form in WITH_FRACTION else moment.replace(microsecond=0))
    assert read.isna().tolist() == [False, True]
    assert warnings == ()


@given(
    days=st.lists(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), min_size=1).filter(
        lambda days: any(day.day > 12 for day in days)
    ),
    month_first=st.booleans(),
)
def test_a_day_above_12_tells_the_order_of_the_whole_column(days: list[dt.date], month_first: bool) -> None:
    texts = [f"{d.month}/{d.day}/{d.year}" if month_first else f"{d.day}/{d.month}/{d.year}" for d in days]
    read, warnings = moments(pd.Series(texts))
    assert [one.date() for one in read] == days
    assert warnings == ()


@given(
    st.lists(
        st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-z]{1,4}[-/. ][0-9:]{1,8}"), max_size=5
    )
)
def test_any_text_is_a_moment_or_none(texts: list[str]) -> None:
    cells = pd.Series(texts, dtype="object", index=range(2, len(texts) + 2), name="ingevuld")
    read, warnings = moments(cells, serial=True)
    assert read.index.equals(cells.index)
    assert read.name == "ingevuld"
    assert read.dtype == "datetime64[us]"
    assert all(warning.startswith("column ingevuld: ") for warning in warnings)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", DAY),
        (" 2026-03-01 ", DAY),
        ("2026-3-1 09:07", NINE),
        ("2026-03-01T09:07", NINE),
        ("2026-03-01T09:07:00.000Z", NINE),
        ("2026-03-01T09:07:00,123456789", NINE.replace(microsecond=123456)),
        ("2026-03-01T09:07:00.5", NINE.replace(microsecond=500000)),
        ("2026-03-01 09:07 (UTC+01:00)", NINE),
        ("2026-03-01T24:00:00", pd.Timestamp(2026, 3, 2)),
        ("2026/03/01 9:07:00 a.m. CET", NINE),
        ("2026/03/01 9:07\u202fAM", NINE),
        ("1-3-2026 12:07 AM", pd.Timestamp(2026, 3, 1, 0, 7)),
        ("1-3-2026 12:07 pm", pd.Timestamp(2026, 3, 1, 12, 7)),
        ("1-3-2026 14:07 PM", pd.Timestamp(2026, 3, 1, 14, 7)),
        ("1-3-2026 9u07", NINE),
        ("zo 1 maart 2026", DAY),
        ("1 mrt '26", DAY),
        ("March 1st, 2026", DAY),
        ("Sunday, 1 March 2026", DAY),
        ("20260301", DAY),
        ("29-2-2024", pd.Timestamp(2024, 2, 29)),
        # Excel in Dutch, and the newest mark of Google Sheets before a.m.
        ("1-3-2026 09.07", NINE),
        ("1-3-2026\u00a09:07", NINE),
    ],
)
def test_single_forms(text: str, moment: dt.datetime) -> None:
    assert moments(pd.Series([text]), "dmy")[0].tolist() == [moment]


@pytest.mark.parametrize(
    "text",
    [
        "31-2-2026", "29-2-2025", "0-3-2026", "2026-13-01", "2026-00-10", "1-3/2026", "1-3-202", "1-3", "3-2026",
        "2026-03-01 25:00", "2026-03-01 09:60", "2026-03-01 09:07:60", "2026-03-01T24:01", "25-3-2026 14:07 AM",
        "12.5", "1.2.3.4", "06-12345678", "46082", "46082,5", "123", "1234567890", "19990230", "maart 2026",
        "1 brt 2026", "gisteren", "n.v.t.", "09:07", "1-3-2026 hallo", "2026-03-01 09:07 Utrecht", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_date_is_none_and_told_without_its_text(text: str) -> None:
    read, warnings = moments(pd.Series([text, "2026-03-01"], index=[7, 8]))
    assert read.isna().tolist() == [True, False]
    assert warnings == ("cells hold no date that can be read (row 7)",)


def test_two_digit_years_are_1930_to_2029_and_told() -> None:
    read, warnings = moments(pd.Series(["31-12-29", "31-12-30", "1 jan 99", "31-12-2035"]))
    assert read.dt.year.tolist() == [2029, 1930, 1999, 2035]
    assert warnings == ("years have two digits and were read as 1930 to 2029 (rows 0, 1, 2)",)


def test_empty_cells_blanks_and_categories() -> None:
    cells = pd.Series(
        ["", "  ", None, "1-3-2026", "13-3-2026", "1-3-2026"], dtype="category", index=list("abcdef")
    )
    read, warnings = moments(cells)
    assert read.isna().tolist() == [True] * 3 + [False] * 3
    assert read["f"] == DAY
    assert warnings == ()
    assert moments(pd.Series([], dtype="str"))[0].dtype == "datetime64[us]"
    assert moments(pd.Series([None, np.nan], dtype="object"))[0].isna().all()


def test_the_clock_keeps_the_time_that_is_written() -> None:
    read, warnings = moments(
        pd.Series(["2026-03-28 10:00 +0100", "2026-03-30 10:00 +0200", "2026-03-28 10:00 CET"])
    )
    assert read.dt.hour.tolist() == [10, 10, 10]
    assert warnings == ()


@pytest.mark.parametrize(
    "other", ["2026-03-28T10:00:00-05:00", "2026-03-28 10:00 GMT-5", "2026-03-28 10:00 EST"]
)
def test_zones_far_apart_are_told(other: str) -> None:
    read, warnings = moments(pd.Series(["2026-03-28T10:00:00Z", other, "2026-03-28 10:00 CST"]))
    assert read.dt.hour.tolist() == [10, 10, 10]
    assert warnings == ("times stand in several time zones, and were kept as written",)


def test_day_and_month_that_cannot_be_told_are_read_with_the_day_first_and_told() -> None:
    read, warnings = moments(pd.Series(["1-3-2026", "2-3-2026", "3-3-2026", "3-4-2026"], name="ingevuld"))
    assert read.dt.month.tolist() == [3, 3, 3, 4]
    told = "day and month cannot be told apart (rows 0, 1, 3): read with the day first"
    assert warnings == (f"column ingevuld: {told}",)


def test_day_and_month_alike_are_no_doubt() -> None:
    assert moments(pd.Series(["3-3-2026", "4-4-2026"]))[1] == ()


def test_a_fieldwork_of_days_decides_where_nothing_else_does() -> None:
    read, warnings = moments(pd.Series(["3/1/2026", "3/2/2026", "3/9/2026", "3/12/2026"]))
    assert read.dt.month.tolist() == [3] * 4
    told = "read with the month first, as they lie much closer together so"
    assert warnings == (f"day and month cannot be told apart (rows 0, 1, 2, 3): {told}",)
    assert (
        moments(pd.Series(["1/3/2026", "2/3/2026", "9/3/2026", "12/3/2026"]))[0].dt.month.tolist() == [3] * 4
    )


def test_american_clocks_go_with_american_dates() -> None:
    read, warnings = moments(pd.Series(["1/3/2026 9:07:00 AM", "2/3/2026 9:07:00 PM"]))
    assert read.dt.day.tolist() == [3, 3]
    assert warnings == ("day and month cannot be told apart (rows 0, 1): read with the month first",)


def test_orders_that_contradict_are_told_and_the_usual_one_decides() -> None:
    read, warnings = moments(pd.Series(["25/3/2026", "26/3/2026", "3/27/2026", "4/3/2026"]))
    assert read.dt.month.tolist() == [3, 3, 3, 3]
    assert warnings == (
        "some dates have the month first, and others the day (row 2)",
        "day and month cannot be told apart (row 3): read with the day first",
    )
    read, warnings = moments(pd.Series(["3/25/2026", "3/26/2026", "27/3/2026", "4/3/2026"]))
    assert read.dt.month.tolist() == [3, 3, 3, 4]
    assert warnings[0] == "some dates have the day first, and others the month (row 2)"


def test_an_order_that_is_asked_for_holds_for_every_cell() -> None:
    read, warnings = moments(pd.Series(["3/4/2026", "25/3/2026"]), "mdy")
    assert read.tolist() == [pd.Timestamp(2026, 3, 4), pd.NaT]
    assert warnings == ("cells hold no date that can be read (row 1)",)


def test_day_numbers_of_excel_only_where_asked() -> None:
    cells = pd.Series(
        ["46082", "46082.5", "46082,379861111", "60", "61", "2958465", "2958466", "7", "2026-03-01"]
    )
    assert moments(cells)[0].notna().sum() == 1
    read, warnings = moments(cells, serial=True)
    assert read.tolist() == [
        pd.Timestamp(2026, 3, 1), pd.Timestamp(2026, 3, 1, 12), pd.Timestamp(2026, 3, 1, 9, 7), pd.NaT,
        pd.Timestamp(1900, 3, 1), pd.Timestamp(9999, 12, 31), pd.NaT, pd.NaT, pd.Timestamp(2026, 3, 1),
    ]  # fmt: skip
    assert warnings == ("cells hold no date that can be read (rows 3, 6, 7)",)


@given(st.integers(61 * 86_400, 2_958_465 * 86_400))
def test_day_numbers_of_excel_read_back(second: int) -> None:
    read, warnings = moments(pd.Series([repr(second / 86_400)]), serial=True)
    assert read.tolist() == [pd.Timestamp("1899-12-30").as_unit("us") + pd.Timedelta(seconds=second)]
    assert warnings == ()


def test_every_month_has_its_names_in_both_languages() -> None:
    for number, names in enumerate(zip(ENGLISH, DUTCH, strict=True), start=1):
        assert {MONTHS[name.rstrip(".").casefold()] for name in names} == {number}


def test_cells_are_read_once_per_different_text() -> None:
    cells = pd.Series(np.tile(["25-3-2026 9:07:12", "1-3-2026 14:00:00"], 200_000))
    read, warnings = moments(cells)
    assert read.nunique() == 2
    assert warnings == ()
