"""The same expressions on PySpark, on this machine, give what they give on DuckDB."""

import shutil
from datetime import date

import numpy as np
import pandas as pd
import pytest

from tests.measures.behaviour.by_definition import random_lines
from toolkit.engine import opened
from toolkit.measures.behaviour.orders import customer_summary, in_bucket, spend_around
from toolkit.measures.behaviour.summary import summarised

pytest.importorskip("pyspark", reason='PySpark is not installed: pip install "loyalty-toolkit[spark]"')
pytestmark = [
    pytest.mark.skipif(
        shutil.which("java") is None, reason="PySpark needs Java, which is not on this machine"
    ),
    # PySpark itself warns of what it does with pandas 3.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]

START, END, DAY = date(2024, 2, 1), date(2025, 3, 1), date(2024, 6, 1)
LINES = random_lines(np.random.default_rng(7), 40, 300, 400)


@pytest.fixture(scope="module")
def spark():
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


def table(spark):
    import ibis

    return ibis.memtable(LINES)


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    found = found.sort_values("customer", ignore_index=True)
    for name in ("first", "last"):
        if name in found:
            found[name] = pd.to_datetime(found[name]).astype(wanted[name].dtype)
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False, rtol=1e-9)


def test_the_summary(spark):
    expression = customer_summary(table(spark), start=START, end=END, inactive_after_days=60)
    same(spark.to_pandas(expression), summarised(LINES, start=START, end=END, inactive_after_days=60))


def test_spend_before_and_after(spark):
    with opened(LINES) as engine:
        wanted = engine.run(spend_around(engine.table, day=DAY, days=90)).to_pandas()
    found = spark.to_pandas(spend_around(table(spark), day=DAY, days=90))
    same(found, wanted.sort_values("customer", ignore_index=True))


def test_every_line_is_in_one_part(spark):
    parts = [spark.to_pandas(in_bucket(table(spark), part, 3)) for part in range(3)]
    assert sum(map(len, parts)) == len(LINES)
    assert pd.concat([part["customer"].drop_duplicates() for part in parts]).is_unique
