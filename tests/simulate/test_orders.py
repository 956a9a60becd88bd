"""Orders come at the planted rate, stop at the planted hazard, and their true curve is that of the customers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import StatisticsError
from toolkit.simulate.orders import (
    YEAR,
    Shop,
    customers_for,
    draw_later_orders,
    draw_orders,
    lapse_curve,
    order_chunks,
    returning,
    staying,
    write_parquet,
)

# Everybody is followed for two years at least.
SHOP = Shop(rate=6.0, lapse=0.5, start=date(2020, 1, 1), end=date(2024, 12, 31), joined_by=date(2022, 12, 31))
SILENCE = 150
DAYS = [0, 149, 151, 250, 365, 500, 700]


def found_lapsed(orders, shop, silence):
    """Give, per customer, the days from first order to the end of the first long silence; infinite without one."""
    lines = orders.sort_values(["customer", "ordered_at"])
    end = np.datetime64(shop.end) + np.timedelta64(1, "D")
    following = lines.groupby("customer")["ordered_at"].shift(-1).fillna(end)
    first = lines.groupby("customer")["ordered_at"].transform("min")
    days = [
        (later - earlier).dt.total_seconds() / 86_400
        for later, earlier in ((following, lines["ordered_at"]), (lines["ordered_at"], first))
    ]
    lapse = (days[1] + silence).where(days[0] >= silence)
    return lapse.groupby(lines["customer"]).min().fillna(np.inf)


@pytest.mark.parametrize(
    "changes", [{}, {"spread": 2.0}, {"attitude_on_lapse": -0.6, "attitude_on_rate": 0.2}]
)
def test_the_true_curve_is_that_of_the_customers(changes):
    shop = Shop(rate=6.0, lapse=0.5, start=SHOP.start, end=SHOP.end, joined_by=SHOP.joined_by, **changes)
    attitude = np.repeat([-1.0, 0.0, 1.0], 10_000)
    lapse = found_lapsed(draw_orders(shop, attitude, seed=1), shop, SILENCE)
    assert len(lapse) == len(attitude)
    true = lapse_curve(shop, DAYS, silence=SILENCE, attitude=attitude)
    found = [(lapse > day).mean() for day in DAYS]
    assert found == pytest.approx(true, abs=4 * 0.5 / np.sqrt(len(attitude)))
    assert (np.diff(true) <= 1e-12).all()


def test_the_curve_has_a_closed_form_when_silence_is_long():
    # No silence by chance is left: the last order is that before lapsing, λ/(λ+μ)·exp(−μs) are past s days.
    shop = Shop(rate=40.0, lapse=0.5)
    days = np.array([400.0, 600.0, 1000.0])
    closed = 40 / 40.5 * staying(shop, days - 365)
    assert lapse_curve(shop, days, silence=365) == pytest.approx(closed, abs=1e-3)


def test_at_the_first_silence_the_curve_is_the_chance_of_a_second_order_in_time():
    total = (6 + 0.5) / YEAR
    chance = 6 / 6.5 * (1 - np.exp(-total * SILENCE))
    assert lapse_curve(SHOP, [SILENCE], silence=SILENCE)[0] == pytest.approx(chance, abs=1e-3)
    assert lapse_curve(SHOP, [SILENCE - 0.1], silence=SILENCE)[0] == 1.0


def test_nobody_lapses_without_a_hazard_but_by_chance():
    never = Shop(rate=60.0, lapse=0.0)
    assert lapse_curve(never, [400, 900], silence=365) == pytest.approx([1.0, 1.0], abs=1e-9)
    assert (staying(never, [100, 1000]) == 1).all()


def test_orders_come_at_the_rate_and_their_amounts_have_the_mean():
    shop = Shop(
        rate=5.0,
        lapse=0.0,
        amount=80.0,
        start=date(2023, 1, 1),
        joined_by=date(2023, 1, 1),
        end=date(2024, 12, 31),
    )
    orders = draw_orders(shop, 20_000, seed=4)
    years = 730.5 / YEAR
    assert len(orders) / 20_000 - 1 == pytest.approx(5 * years, rel=0.01)
    assert orders["amount"].mean() == pytest.approx(80, rel=0.01)
    assert (orders["amount"] == orders["amount"].round(2)).all()
    assert orders["ordered_at"].is_monotonic_increasing
    assert orders["ordered_at"].min() >= pd.Timestamp(2023, 1, 1)
    assert orders["ordered_at"].max() < pd.Timestamp(2025, 1, 1)
    assert set(orders["customer"]) == set(range(20_000))


def test_rates_differ_between_customers_where_they_should():
    flat, spread = (
        draw_orders(Shop(rate=8.0, lapse=0.0, spread=spread, joined_by=date(2022, 1, 1)), 4_000, seed=2)
        .groupby("customer")
        .size()
        for spread in (0.0, 1.0)
    )
    assert flat.var() == pytest.approx(flat.mean() - 1, rel=0.1)
    assert spread.var() > 5 * flat.var()


def test_pieces_are_slices_of_time_of_the_size_asked():
    pieces = list(order_chunks(SHOP, 5_000, seed=1, lines=6_000))
    whole = pd.concat(pieces)
    assert whole["ordered_at"].is_monotonic_increasing
    assert len(pieces) == pytest.approx(len(whole) / 6_000, abs=1)
    assert set(whole["customer"]) == set(range(5_000))
    assert pieces[3]["customer"].nunique() > 1_000
    again = list(order_chunks(SHOP, 5_000, seed=1, lines=6_000))
    assert all(one.equals(other) for one, other in zip(pieces, again, strict=True))


def test_pieces_become_one_file(tmp_path):
    path = tmp_path / "orders.parquet"
    whole = draw_orders(SHOP, 500, seed=1)
    assert write_parquet((whole.head(700), whole.iloc[700:]), path) == len(whole)
    read = pd.read_parquet(path)
    assert read["customer"].tolist() == whole["customer"].tolist()
    assert (read["ordered_at"] == whole["ordered_at"]).all()
    assert read["amount"].tolist() == whole["amount"].tolist()


def test_so_many_customers_have_so_many_lines():
    number = customers_for(SHOP, 300_000)
    assert len(draw_orders(SHOP, number, seed=3)) == pytest.approx(300_000, rel=0.02)


@pytest.mark.parametrize(
    "changes",
    [{"rate": 0.0}, {"amount": 0.0}, {"lapse": -0.1}, {"spread": -1.0}, {"joined_by": date(2026, 1, 1)}],
)
def test_a_shop_that_cannot_be_is_refused(changes):
    with pytest.raises(StatisticsError, match="shop"):
        Shop(**({"rate": 1.0, "lapse": 0.1} | changes))


def test_orders_without_customers_and_days_before_the_first_are_refused():
    with pytest.raises(StatisticsError, match="Orders need customers"):
        draw_orders(SHOP, [], seed=1)
    with pytest.raises(StatisticsError, match="Orders need customers"):
        list(order_chunks(SHOP, 5, seed=1, lines=0))
    with pytest.raises(StatisticsError, match="counted from 0"):
        lapse_curve(SHOP, [-1], silence=30)
    with pytest.raises(StatisticsError, match="counted from 0"):
        lapse_curve(SHOP, [1], silence=0)


@pytest.mark.parametrize("changes", [{}, {"attitude_on_lapse": -0.6, "attitude_on_rate": 0.2}])
def test_customers_return_with_the_planted_chance_and_their_earlier_orders_stay(changes):
    shop = replace(SHOP, **changes)
    attitude = np.repeat([-1.0, 1.0], 8_000)
    until = date(2025, 12, 31)
    before = draw_orders(shop, attitude, seed=3)
    later = draw_later_orders(shop, attitude, until=until, seed=3, later_seed=4)
    pd.testing.assert_frame_equal(before, draw_orders(shop, attitude, seed=3))
    assert later["ordered_at"].min() >= pd.Timestamp(2025, 1, 1)
    assert later["ordered_at"].max() < pd.Timestamp(2026, 1, 1)
    assert later["ordered_at"].is_monotonic_increasing
    start = date(2025, 2, 1)
    came = np.isin(
        np.arange(len(attitude)), later.loc[later["ordered_at"] >= pd.Timestamp(start), "customer"]
    )
    true = returning(shop, [-1.0, 1.0], start=start, until=until)
    found = came.reshape(2, -1).mean(axis=1)
    assert found == pytest.approx(true, abs=4 * 0.5 / np.sqrt(8_000))
    # Nobody who had lapsed comes back: who orders later had joined before.
    assert set(later["customer"]) <= set(before["customer"])


def test_returning_without_a_hazard_is_one_order_of_a_poisson_process():
    shop = replace(SHOP, lapse=0.0)
    chance = returning(shop, 0.0, start=date(2025, 1, 1), until=date(2025, 12, 31))
    assert chance == pytest.approx(1 - np.exp(-6.0 * 365 / YEAR))


def test_later_orders_are_of_later_days():
    with pytest.raises(StatisticsError, match="days after 2024-12-31"):
        draw_later_orders(SHOP, 5, until=SHOP.end, seed=1, later_seed=2)
    with pytest.raises(StatisticsError, match="days after the window"):
        returning(SHOP, 0.0, start=date(2022, 1, 1), until=date(2025, 1, 1))
    with pytest.raises(StatisticsError, match="without spread"):
        returning(replace(SHOP, spread=2.0), 0.0, start=date(2025, 2, 1), until=date(2025, 3, 1))
