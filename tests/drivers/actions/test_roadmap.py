"""First, next, later."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.drivers.actions.choice import choose
from toolkit.drivers.actions.options import Limits, Options
from toolkit.drivers.actions.roadmap import quarter_of, roadmap


def test_actions_stand_in_time_with_their_dates():
    options = Options(
        tuple("abcdefg"),
        np.array([3.0, 5.0, 2.0, 4.0, 0.0, 1.0, 9.0]),
        np.array([1.0, 1.0, 1.0, 1.0, 1.0, 50.0, 1.0]),
        np.array([6.0, 6.0, 9.0, 6.0, 1.0, 1.0, 99.0]),
        tuple("tuvwxyz"),
        dict.fromkeys("tuvwxyz", 100.0),
    )
    steps = roadmap(choose(options, Limits(10, 6, 4)), dt.date(2026, 5, 1))
    assert [(step.action, step.phase) for step in steps] == [
        ("b", "first"),
        ("d", "next"),
        ("a", "later"),
        ("c", "later"),
        ("f", "later"),
        ("e", "not"),
        ("g", "not"),
    ]
    assert [step.start for step in steps[:3]] == [
        dt.date(2026, 5, 1),
        dt.date(2026, 8, 1),
        dt.date(2026, 11, 1),
    ]
    assert steps[0].end == dt.date(2026, 7, 31)
    assert [step.reason for step in steps[3:]] == ["crowded_out", "too_dear", "no_gain", "too_long"]
    assert all(step.start is None and step.end is None for step in steps[3:])


def test_an_action_of_more_quarters_ends_in_its_last():
    options = Options(("a",), np.array([3.0]), np.array([1.0]), np.array([12.0]), ("t",), {"t": 100.0})
    (step,) = roadmap(choose(options, Limits(capacity=6)), dt.date(2026, 1, 31))
    assert (step.start, step.end, step.phase) == (dt.date(2026, 1, 31), dt.date(2026, 7, 30), "first")


@given(start=st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)), quarter=st.integers(0, 11))
def test_quarters_follow_each_other(start, quarter):
    first, last = quarter_of(start, quarter)
    following, _ = quarter_of(start, quarter + 1)
    assert following == last + dt.timedelta(1)
    assert 87 <= (last - first).days <= 92
    assert first.day == start.day or first.day >= 28


@pytest.mark.parametrize(("day", "expected"), [("2027-11-30", "2028-02-29"), ("2026-11-30", "2027-02-28")])
def test_a_short_month_ends_the_quarter(day, expected):
    assert quarter_of(dt.date.fromisoformat(day), 1)[0].isoformat() == expected
