"""Orders summed up per customer, by running the expressions of `orders.py` on DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from toolkit.engine import MEMORY_LIMIT, Opened, Source, opened
from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.orders import DAYS_A_YEAR, customer_summary, in_bucket

if TYPE_CHECKING:
    import ibis


def summarised(
    source: Source,
    *,
    end: date | None = None,
    start: date | None = None,
    inactive_after_days: int = DAYS_A_YEAR,
    memory_limit: str = MEMORY_LIMIT,
    buckets: int = 1,
    threads: int | None = None,
) -> pd.DataFrame:
    """Run `customer_summary` on DuckDB: one row per customer, in order of the customers, days as datetime64.

    `source`, `memory_limit` and `threads` as for `opened`. Without `end` the window ends on the last day in the data.
    With `buckets` the customers are summed up in so many parts, one after the other, so that less memory does.
    Raises StatisticsError as `opened` and `customer_summary` do, and where no line has a day.

    >>> lines = pd.DataFrame({"customer": ["a", "a", "b"], "amount": [10.0, 5.0, 7.0],
    ...                       "ordered_at": pd.to_datetime(["2025-01-01", "2025-01-31", "2025-01-11"])})
    >>> summarised(lines)[["customer", "purchases", "amount", "recency_days", "tenure_days"]].to_numpy().tolist()
    [['a', 2, 15.0, 0, 30], ['b', 1, 7.0, 20, 20]]
    """
    with opened(source, memory_limit=memory_limit, threads=threads) as engine:
        return summary_of(engine, engine.table, end, start, inactive_after_days, buckets)


def summary_of(
    engine: Opened,
    lines: ibis.Table,
    end: date | None,
    start: date | None = None,
    inactive_after_days: int = DAYS_A_YEAR,
    buckets: int = 1,
) -> pd.DataFrame:
    """Do what `summarised` does with an expression on the table of an open engine."""
    summaries = _summaries(engine, lines, start, end, inactive_after_days, buckets)
    frame = pa.concat_tables(engine.run(one) for one in summaries).to_pandas(date_as_object=False)
    return frame.sort_values("customer", kind="stable", ignore_index=True)


def summarised_to(
    folder: Path,
    source: Source,
    *,
    end: date | None = None,
    start: date | None = None,
    inactive_after_days: int = DAYS_A_YEAR,
    memory_limit: str = MEMORY_LIMIT,
    buckets: int = 1,
    threads: int | None = None,
) -> tuple[Path, ...]:
    """Run `customer_summary` as `summarised` does, into Parquet files, so that the customers need not fit either.

    One file per part of the customers in `folder`, which is there already; rows in no order. Gives the files.
    Raises StatisticsError as `summarised` does.
    """
    files = []
    with opened(source, memory_limit=memory_limit, threads=threads) as engine:
        summaries = _summaries(engine, engine.table, start, end, inactive_after_days, buckets)
        for part, summary in enumerate(summaries):
            files.append(folder / f"customers-{part}.parquet")
            engine.write(summary, files[-1])
    return tuple(files)


def _summaries(
    engine: Opened,
    lines: ibis.Table,
    start: date | None,
    end: date | None,
    inactive_after_days: int,
    buckets: int,
) -> Iterator[ibis.Table]:
    if buckets < 1:
        raise StatisticsError(f"buckets is {buckets}: there is at least one part")
    last = end or last_day(engine, lines)
    for bucket in range(buckets):
        yield customer_summary(
            in_bucket(lines, bucket, buckets), end=last, start=start, inactive_after_days=inactive_after_days
        )


def last_day(engine: Opened, lines: ibis.Table) -> date:
    """Give the last day in `ordered_at`. Raises StatisticsError where no line has one."""
    found: date | None = engine.run(lines.aggregate(last=lines.ordered_at.max().cast("date")))["last"][
        0
    ].as_py()
    if found is None:
        raise StatisticsError("orders: no line has a day")
    return found
