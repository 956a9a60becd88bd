"""Tables of any size on DuckDB, in bounded memory: what does not fit goes to a folder that is gone afterwards.

The expressions of ibis are turned into SQL here, and DuckDB runs it as it is: neither knows the other.
"""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd
import pyarrow as pa

from toolkit.errors import StatisticsError

if TYPE_CHECKING:
    import ibis

MEMORY_LIMIT = "1GB"
MOST_THREADS = 4
PARQUET = frozenset({".parquet", ".pq"})
NAME = "orders"

Source: TypeAlias = "pd.DataFrame | pa.Table | Path | Sequence[Path]"


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A table that is open on a DuckDB: `table` for expressions, and what runs them."""

    table: ibis.Table
    connection: Any

    def run(self, expression: ibis.Expr) -> pa.Table:
        """Run an expression and give its rows."""
        return self.connection.sql(_sql(expression)).to_arrow_table()

    def write(self, expression: ibis.Expr, file: Path) -> None:
        """Run an expression into a Parquet file, never holding all its rows."""
        self.connection.sql(_sql(expression)).write_parquet(str(file))


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Give a folder of the system's temporary ones that only this user may read, and that is gone afterwards.

    Raises StatisticsError where none can be made.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True)
    except OSError as error:
        raise StatisticsError(
            f"no temporary folder can be made ({error.strerror or type(error).__name__}); make room on the disk"
        ) from None
    with made as folder:
        yield Path(folder)


@contextmanager
def opened(
    source: Source,
    *,
    memory_limit: str = MEMORY_LIMIT,
    threads: int | None = None,
    text: bool = False,
) -> Iterator[Opened]:
    """Open a table on a DuckDB of its own, in memory, for as long as the block lasts.

    `source`: a frame or table, or the Parquet or CSV files in which its rows are (all of one kind, with the same
    columns; `text` leaves every column of a CSV file as it is written). DuckDB holds no more than about `memory_limit`
    ("1GB"), with `threads` threads (default: one per processor, at most four); the rest goes to a temporary folder,
    removed at the end, on failure too. No extension is ever fetched or loaded, so that no connection is opened.
    Raises StatisticsError where DuckDB cannot do what is asked; the message holds no value of the data.
    """
    import duckdb  # noqa: PLC0415 - slow to import
    import ibis  # noqa: PLC0415 - slow to import

    with temporary_folder("loyalty-orders-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "threads": threads or min(MOST_THREADS, os.cpu_count() or 1),
            "temp_directory": str(folder),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        connection = None
        try:
            connection = duckdb.connect(":memory:", config=settings)
            # It would be drawn into what the reader sees, or a log, after two seconds.
            connection.execute("set enable_progress_bar = false")
            _name(connection, source, text=text)
            empty = connection.sql(f"select * from {NAME} limit 0").to_arrow_table()
            yield Opened(ibis.table(ibis.Schema.from_pyarrow(empty.schema), name=NAME), connection)
        except duckdb.Error as error:
            raise _refused(error, memory_limit) from None
        finally:
            if connection is not None:
                connection.close()


def _name(connection: Any, source: Source, *, text: bool) -> None:
    """Give the source its name on the connection."""
    if isinstance(source, pd.DataFrame):
        source = pa.Table.from_pandas(source, preserve_index=False)
    if isinstance(source, pa.Table):
        connection.register(NAME, source)
        return
    files = [source] if isinstance(source, Path) else list(source)
    if not files:
        raise StatisticsError("orders: no file")
    # DuckDB takes names for patterns: those of the files must stand for themselves.
    names = [glob.escape(str(file)) for file in files]
    parquet = all(file.suffix.lower() in PARQUET for file in files)
    found = (
        connection.read_parquet(names)
        if parquet
        else connection.read_csv(names, header=True, all_varchar=text)
    )
    found.create_view(NAME)


def _sql(expression: ibis.Expr) -> str:
    import ibis  # noqa: PLC0415 - slow to import

    return str(ibis.to_sql(expression, dialect="duckdb"))


def _refused(error: Exception, memory_limit: str) -> StatisticsError:
    """Say what DuckDB could not do, without its own words: those may quote a value of a customer."""
    kind = type(error).__name__
    if kind == "OutOfMemoryException":
        return StatisticsError(
            f"orders: they do not fit in {memory_limit} of memory and the space of the temporary folder; "
            "give more memory, split the customers in more parts (buckets), or make room on the disk"
        )
    return StatisticsError(f"orders: they cannot be summed up ({kind}); check the types of their columns")
