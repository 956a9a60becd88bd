"""How fast order lines are summed up per customer, against pandas: `python -m benchmarks.orders [--rows N]`.

Orders of simulated customers (`toolkit.simulate.orders`) are written to Parquet in a temporary folder, mixed as a shop
writes them. Each way makes one row per customer with the same columns, writes them to Parquet, and runs in a process of
its own: pandas; `summarised_to` with its memory limit of 1 GB; and with the customers in parts, in the memory that is
left under 300 MB for the whole process. Printed are seconds, the ratio to pandas, seconds of all processors together,
and the most memory that the process held, imports and Python itself included. What the ways found must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

SILENCE = 180
END = date(2024, 12, 31)
FILE = "orders.parquet"
THREADS = 2
PARTS, PARTS_LIMIT = 8, "80MB"


def generate(folder: Path, rows: int) -> int:
    """Write about so many lines, always the same ones; give how many there are."""
    import pyarrow as pa  # noqa: PLC0415 - the ways import what they need, and no more
    import pyarrow.parquet as pq  # noqa: PLC0415

    from toolkit.simulate.orders import Shop, customers_for, order_chunks  # noqa: PLC0415

    shop = Shop(rate=12.0, lapse=0.4, spread=1.5, end=END)
    schema = pa.schema(
        [("customer", pa.int64()), ("ordered_at", pa.timestamp("s")), ("amount", pa.float64())]
    )
    written = 0
    with pq.ParquetWriter(folder / FILE, schema) as writer:
        for chunk in order_chunks(shop, customers_for(shop, rows), seed=1):
            writer.write_table(pa.Table.from_pandas(chunk, schema=schema, preserve_index=False))
            written += len(chunk)
    return written


def with_pandas(folder: Path) -> list[Path]:
    import pandas as pd  # noqa: PLC0415

    lines = pd.read_parquet(folder / FILE)
    lines["day"] = lines["ordered_at"].astype("datetime64[s]").dt.normalize()
    end = pd.Timestamp(END)
    lines["year"] = lines["amount"].where(lines["day"] > end - pd.Timedelta(days=365), 0.0)
    days = lines.groupby(["customer", "day"], as_index=False)[["amount", "year"]].sum()
    days["next"] = days.groupby("customer")["day"].shift(-1)
    days["silent"] = days["day"].where((days["next"].fillna(end) - days["day"]).dt.days >= SILENCE)
    days["recent"] = days["day"] > end - pd.Timedelta(days=365)
    found = days.groupby("customer").agg(
        first=("day", "min"),
        last=("day", "max"),
        purchases=("day", "size"),
        amount=("amount", "sum"),
        purchases_year=("recent", "sum"),
        amount_year=("year", "sum"),
        second=("next", "min"),
        silence=("silent", "min"),
    )
    found["known"] = False
    found["frequency"] = found["purchases"] - 1
    found["repeat"] = found["purchases"] > 1
    found["recency_days"] = (end - found["last"]).dt.days
    found["active_days"] = (found["last"] - found["first"]).dt.days
    found["tenure_days"] = (end - found["first"]).dt.days
    found["gap_days"] = (found["active_days"] / found["frequency"]).where(found["repeat"])
    found["second_days"] = (found["second"] - found["first"]).dt.days
    found["lapsed"] = found["silence"].notna()
    lapse = (found["silence"] - found["first"]).dt.days + SILENCE
    found["lapse_days"] = lapse.fillna(found["tenure_days"])
    target = folder / "pandas.parquet"
    found.drop(columns=["second", "silence"]).reset_index().to_parquet(target)
    return [target]


def _on_duckdb(folder: Path, memory_limit: str, buckets: int) -> list[Path]:
    from toolkit.measures.behaviour.summary import summarised_to  # noqa: PLC0415

    target = folder / f"parts-{buckets}"
    target.mkdir()
    files = summarised_to(
        target,
        folder / FILE,
        end=END,
        inactive_after_days=SILENCE,
        memory_limit=memory_limit,
        buckets=buckets,
        threads=THREADS,
    )
    return list(files)


WAYS: dict[str, Callable[[Path], list[Path]]] = {
    "pandas": with_pandas,
    "1GB": lambda folder: _on_duckdb(folder, "1GB", 1),
    "parts": lambda folder: _on_duckdb(folder, PARTS_LIMIT, PARTS),
}
NAMES = {
    "pandas": "pandas",
    "1GB": "ibis on DuckDB, 1 GB",
    "parts": f"the same, {PARTS} parts, {PARTS_LIMIT}",
}


def measure(way: str, folder: Path) -> None:
    """Go one way in this process; print its seconds, megabytes and sums of what it found."""
    start = time.perf_counter()
    files = WAYS[way](folder)
    seconds, processor, peak = time.perf_counter() - start, time.process_time(), _peak_megabytes()
    print(json.dumps({"seconds": seconds, "processor": processor, "peak": peak, "found": found_in(files)}))


def _peak_megabytes() -> float:
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows does not tell in this way
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def found_in(files: Sequence[Path]) -> list[float]:
    """Add up what a way found, to hold it against another."""
    import pyarrow.dataset as ds  # noqa: PLC0415

    names = ["purchases", "amount", "amount_year", "second_days", "lapse_days", "lapsed", "recency_days"]
    table = ds.dataset([str(file) for file in files]).to_table(columns=names).to_pandas()
    return [float(len(table)), *table[names].astype(float).sum().tolist()]


def apart(*arguments: str) -> dict[str, object]:
    """Do something in a process of its own, for the most memory of a process counts that of the one it came from."""
    command = [sys.executable, "-m", "benchmarks.orders", *arguments]
    done = subprocess.run(
        command, cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, check=True, text=True
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def compare(rows: int) -> None:
    """Print all ways."""
    with tempfile.TemporaryDirectory(prefix="loyalty-benchmark-") as name:
        lines = apart("--generate", "--rows", str(rows), "--folder", name)["lines"]
        size = (Path(name) / FILE).stat().st_size / 1e6
        print(f"{lines:,} order lines, {size:,.0f} MB of Parquet", flush=True)
        print(f"{'':<26}{'seconds':>10}{'× pandas':>10}{'processor':>11}{'peak MB':>10}", flush=True)
        found = {}
        for way, what in NAMES.items():
            one = found[way] = apart("--way", way, "--folder", name)
            ratio = float(str(found["pandas"]["seconds"])) / float(str(one["seconds"]))
            print(
                f"{what:<26}{one['seconds']:>10.1f}{ratio:>10.1f}{one['processor']:>11.1f}{one['peak']:>10,.0f}",
                flush=True,
            )
            np.testing.assert_allclose(one["found"], found["pandas"]["found"], rtol=1e-9)
        customers, purchases = np.asarray(found["pandas"]["found"])[:2]
        print(f"{customers:,.0f} customers, {purchases:,.0f} purchases: the same by every way")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.orders", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000_000, help="order lines, about")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--generate", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.generate:
        print(json.dumps({"lines": generate(chosen.folder, chosen.rows)}))
        return
    if chosen.way:
        measure(chosen.way, chosen.folder)
        return
    versions = ", ".join(f"{name} {version(name)}" for name in ("pandas", "ibis-framework", "duckdb"))
    print(f"Python {sys.version.split()[0]}, {versions}, {THREADS} threads of {os.cpu_count()} processors")
    compare(chosen.rows)


if __name__ == "__main__":
    main()
