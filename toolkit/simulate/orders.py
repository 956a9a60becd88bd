"""Orders of customers who buy at a planted rate until they lapse, by a planted hazard; a few, or fifty million lines.

    from toolkit.simulate.orders import Shop, draw_orders, lapse_curve, order_chunks

    shop = Shop(rate=6.0, lapse=0.5)
    orders = draw_orders(shop, 2_000, seed=1)            # customer, ordered_at, amount, in order of time
    lapse_curve(shop, [180, 365, 730], silence=180)      # true share not yet silent for 180 days
    for chunk in order_chunks(shop, 2_500_000, seed=1):  # time goes on from chunk to chunk, customers come mixed
        ...

A customer joins at a random moment of the window and buys at once; from then on purchases are a Poisson process, until
the customer lapses for good after an exponential time, which nobody sees: there is only silence from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from toolkit.errors import StatisticsError

YEAR = 365.25  # days
DAY = 86_400  # seconds
_STEPS_A_DAY = 2  # of the grid on which the true curve is solved
_LINES = 1 << 20  # lines of a chunk, about


@dataclass(frozen=True, slots=True)
class Shop:
    """How customers buy.

    rate                 purchases a year of a customer who has not lapsed, after the first
    lapse                hazard a year of lapsing for good; 0 = nobody does
    spread               shape of the gamma by which rates differ between customers, mean 1; 0 = all alike
    attitude_on_rate     how much the logarithm of the rate rises per standard deviation of attitude
    attitude_on_lapse    the same for the hazard; below 0 = the loyal stay longer
    amount, amount_sd    mean of an amount, and standard deviation of its logarithm
    start, end           first and last day of the window
    joined_by            last day on which customers join; None = the last of the window
    """

    rate: float
    lapse: float
    spread: float = 0.0
    attitude_on_rate: float = 0.0
    attitude_on_lapse: float = 0.0
    amount: float = 60.0
    amount_sd: float = 0.6
    start: date = date(2022, 1, 1)
    end: date = date(2024, 12, 31)
    joined_by: date | None = None

    def __post_init__(self) -> None:
        """Refuse a shop that cannot be."""
        if min(self.rate, self.amount) <= 0 or min(self.lapse, self.spread, self.amount_sd) < 0:
            raise StatisticsError(
                "A shop needs a rate and an amount above 0, and no lapse or spread below 0."
            )
        if not self.start <= (self.joined_by or self.end) <= self.end:
            raise StatisticsError("Customers join a shop between its first and its last day.")


@dataclass(frozen=True, slots=True)
class _Buyers:
    """Per customer, in seconds from the start: joining and end of buying; and purchases a second in between."""

    joined: NDArray[np.float64]
    until: NDArray[np.float64]
    rate: NDArray[np.float64]


def draw_orders(shop: Shop, customers: int | ArrayLike, *, seed: int | Sequence[int]) -> pd.DataFrame:
    """Draw all orders of so many customers, or of those with these standings in attitude (n,).

    Columns: customer (0 to n − 1: the place of the customer), ordered_at (datetime64[s], without zone), amount (float,
    whole cents); in order of time.
    """
    return pd.concat(list(order_chunks(shop, customers, seed=seed)), ignore_index=True)


def draw_later_orders(
    shop: Shop,
    customers: int | ArrayLike,
    *,
    until: date,
    seed: int | Sequence[int],
    later_seed: int | Sequence[int],
) -> pd.DataFrame:
    """Draw what the same customers buy after the window, up to and including the day `until`; nobody joins.

    `customers` and `seed` as they were for `draw_orders`, whose orders stay as they are. Columns as there.
    Raises StatisticsError where `until` is not after the window.
    """
    if until <= shop.end:
        raise StatisticsError(f"Later orders are of days after {shop.end}, the last of the window.")
    attitude = np.zeros(customers) if isinstance(customers, int) else np.asarray(customers, dtype=float)
    longer = replace(shop, end=until, joined_by=shop.joined_by or shop.end)
    # The same draws as those of the window: who joins when, and how long they stay.
    buyers = _buyers(longer, attitude, np.random.default_rng(seed))
    begin, end = _seconds(shop, shop.end), _seconds(longer, until)
    return _slice(longer, buyers, begin, end, np.random.default_rng(later_seed))


def returning(shop: Shop, attitude: ArrayLike, *, start: date, until: date) -> NDArray[np.float64]:
    """Give the true chance (n,) that a customer of this standing in attitude buys from `start` up to `until`.

    Of all who joined at some time of the window, both days after it, `spread` 0. With rate λ, hazard μ, joining on a
    moment uniform over J days, t from the first moment to `start` and L days from there: still there with chance
    e^(−μ(t − J))·(1 − e^(−μJ))/(μJ), and then an order before lapsing or the end with λ/(λ + μ)·(1 − e^(−(λ + μ)L)).
    """
    standing = np.asarray(attitude, dtype=float)
    first, last = (_seconds(shop, day) / DAY for day in (start - timedelta(days=1), until))
    joining = _seconds(shop, shop.joined_by or shop.end) / DAY
    if shop.spread or not joining <= first < last:
        raise StatisticsError(
            "The chance of returning needs rates without spread, and days after the window."
        )
    rate = shop.rate * np.exp(shop.attitude_on_rate * standing) / YEAR
    lapse = _hazard(shop, standing) / YEAR
    with np.errstate(invalid="ignore"):
        mean = np.where(lapse > 0, -np.expm1(-lapse * joining) / (lapse * joining), 1.0)
    there = np.exp(-lapse * (first - joining)) * mean
    return np.asarray(there * rate / (rate + lapse) * -np.expm1(-(rate + lapse) * (last - first)))


def order_chunks(
    shop: Shop, customers: int | ArrayLike, *, seed: int | Sequence[int], lines: int = _LINES
) -> Iterator[pd.DataFrame]:
    """Draw orders as `draw_orders` does, in pieces of about `lines` rows: each piece a slice of time.

    Memory holds one piece and three numbers per customer, whatever the length of the whole.
    """
    rng = np.random.default_rng(seed)
    attitude = np.zeros(customers) if isinstance(customers, int) else np.asarray(customers, dtype=float)
    if not len(attitude) or lines < 1:
        raise StatisticsError("Orders need customers, and pieces of one line or more.")
    buyers = _buyers(shop, attitude, rng)
    window = _seconds(shop, shop.end)
    pieces = max(1, round(_expected(buyers) / lines))
    edges = np.linspace(0.0, window, pieces + 1)
    for begin, end in pairwise(edges):
        yield _slice(shop, buyers, begin, end, rng)


def write_parquet(pieces: Iterable[pd.DataFrame], path: Path) -> int:
    """Write pieces of orders to one Parquet file, a row group per piece, and give the number of lines."""
    import pyarrow as pa  # noqa: PLC0415 - slow to import
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to import

    lines, writer = 0, None
    try:
        for piece in pieces:
            table = pa.Table.from_pandas(piece, preserve_index=False)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
            lines += len(piece)
    finally:
        if writer is not None:
            writer.close()
    return lines


def customers_for(shop: Shop, lines: int) -> int:
    """Give how many customers of a shop have about so many order lines together."""
    trial = _buyers(shop, np.zeros(20_000), np.random.default_rng(0))
    return max(1, round(lines / (_expected(trial) / 20_000)))


def lapse_curve(
    shop: Shop, days: ArrayLike, *, silence: int, attitude: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Give the true share of customers who, so many days after their first order, have not yet been found lapsed.

    A customer is found lapsed after the first `silence` days without an order, by lapsing or by chance; before day
    `silence` nobody can be. `attitude` (n,) are the standings of the customers meant; without it 0.
    With rate λ, hazard μ and the next order after u days with density g(u) = λ·exp(−(λ+μ)u), the last order
    before the first long silence is more than s days after the first with chance
    R(s) = ∫g(u)R(s−u)du over u < s + ∫g(u)du over s < u < silence (a renewal equation), and the share is
    R(t − silence).
    Solved on a grid of half days, and averaged over rates and attitudes.
    """
    wanted = np.asarray(days, dtype=float)
    if wanted.min(initial=0.0) < 0 or silence < 1:
        raise StatisticsError("Days are counted from 0, and a silence lasts one day or more.")
    standing, counts = np.unique(np.zeros(1) if attitude is None else attitude, return_counts=True)
    rates, shares = _rates(shop)
    rate = (rates * np.exp(shop.attitude_on_rate * standing[:, None])).ravel() / YEAR
    lapse = np.repeat(_hazard(shop, standing), len(rates)) / YEAR
    weights = np.outer(counts / counts.sum(), shares).ravel()
    grid = np.arange(0.0, max(wanted.max(initial=0.0) - silence, 0.0) + 1.0, 1 / _STEPS_A_DAY)
    remaining = weights @ _renewal(rate, lapse, grid, silence)
    return np.where(wanted < silence, 1.0, np.interp(wanted - silence, grid, remaining))


def staying(shop: Shop, days: ArrayLike) -> NDArray[np.float64]:
    """Give the true share of customers, all of attitude 0, who have not lapsed so many days after their first order."""
    return np.asarray(np.exp(-shop.lapse * np.asarray(days, dtype=float) / YEAR))


def _hazard(shop: Shop, attitude: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(shop.lapse * np.exp(shop.attitude_on_lapse * attitude))


def _buyers(shop: Shop, attitude: NDArray[np.float64], rng: np.random.Generator) -> _Buyers:
    """Draw when customers join, until when they buy, and how often."""
    n = len(attitude)
    joined = rng.random(n) * _seconds(shop, shop.joined_by or shop.end)
    lasts = rng.standard_exponential(n) * YEAR * DAY
    hazard = _hazard(shop, attitude)
    with np.errstate(divide="ignore"):
        until = np.minimum(joined + lasts / hazard, _seconds(shop, shop.end))
    rate = shop.rate / YEAR / DAY * np.exp(shop.attitude_on_rate * attitude)
    if shop.spread:
        rate = rate * rng.gamma(shop.spread, 1 / shop.spread, n)
    return _Buyers(joined, until, rate)


def _expected(buyers: _Buyers) -> float:
    return float(len(buyers.rate) + buyers.rate @ (buyers.until - buyers.joined))


def _slice(shop: Shop, buyers: _Buyers, begin: float, end: float, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the orders of a slice of time: of a Poisson process, the number in it, and then when."""
    new = np.flatnonzero((buyers.joined >= begin) & (buyers.joined < end))
    low, high = np.maximum(buyers.joined, begin), np.minimum(buyers.until, end)
    length = np.maximum(high - low, 0.0)
    number = rng.poisson(buyers.rate * length)
    customer = np.repeat(np.arange(len(number)), number)
    moment = low[customer] + rng.random(len(customer)) * length[customer]
    customer, moment = np.concatenate([new, customer]), np.concatenate([buyers.joined[new], moment])
    order = np.argsort(moment, kind="stable")
    mean = np.log(shop.amount) - shop.amount_sd**2 / 2
    amount = np.round(np.exp(mean + shop.amount_sd * rng.standard_normal(len(order))), 2)
    return pd.DataFrame(
        {
            "customer": customer[order],
            "ordered_at": np.datetime64(shop.start, "s") + moment[order].astype("timedelta64[s]"),
            "amount": amount,
        }
    )


def _seconds(shop: Shop, day: date) -> float:
    """Give how many seconds after the start a day ends."""
    return (day - shop.start + timedelta(days=1)).total_seconds()


def _rates(shop: Shop) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give rates and their shares that stand for how customers differ: Gauss-Laguerre for the gamma."""
    if not shop.spread:
        return np.array([shop.rate]), np.ones(1)
    from scipy.special import roots_genlaguerre  # noqa: PLC0415 - slow to import

    points, weights = roots_genlaguerre(24, shop.spread - 1)
    return shop.rate * points / shop.spread, weights / weights.sum()


def _renewal(
    rate: NDArray[np.float64], lapse: NDArray[np.float64], grid: NDArray[np.float64], silence: int
) -> NDArray[np.float64]:
    """Solve the renewal equation of `lapse_curve` for kinds of customers (k,) on a grid of days (n,): (k, n)."""
    total = (rate + lapse)[:, None]
    half = 0.5 / _STEPS_A_DAY
    gaps = np.arange(0.0, silence + half, 2 * half)
    edges = np.clip(np.array([*(gaps - half), silence]), 0.0, silence)
    # The chance of a gap is kept whole: each is rounded to the grid, so that none is lost over many orders.
    mass = np.diff(-np.expm1(-total * edges) * rate[:, None] / total)
    later = mass.sum(axis=1)
    found = np.zeros((len(rate), len(grid)))
    for place in range(len(grid)):
        if place < len(gaps):
            later = later - mass[:, place]
        most = min(place, len(gaps) - 1)
        past = found[:, place - most : place][:, ::-1]
        known = (mass[:, 1 : most + 1] * past).sum(axis=1)
        found[:, place] = (np.maximum(later, 0.0) + known) / (1 - mass[:, 0])
    return found
