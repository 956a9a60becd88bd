"""Orders summed up per customer: against the definition, against published figures, and in bounded memory."""

import os
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from tests.measures.behaviour.by_definition import random_lines, summary_of
from toolkit.engine import opened
from toolkit.errors import StatisticsError
from toolkit.measures.behaviour.orders import spend_around
from toolkit.measures.behaviour.summary import last_day, summarised, summarised_to

START, END = date(2024, 3, 1), date(2025, 6, 30)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return random_lines(np.random.default_rng(11), 120, 900, 600)


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> pd.DataFrame:
    """2,357 customers who first bought in the first quarter of 1997, with their purchases up to June 1998."""
    names = ["id", "customer", "day", "cds", "amount"]
    path = shared / "reference" / "data" / "cdnow_sample_transactions.txt"
    frame = pd.read_csv(path, sep=r"\s+", names=names, dtype={"customer": str, "day": str})
    return frame.assign(ordered_at=pd.to_datetime(frame["day"], format="%Y%m%d"))


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, wanted, check_dtype=False, rtol=1e-12)


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), silence=st.integers(1, 200), days=st.integers(1, 700))
def test_the_summary_is_its_definition(seed, silence, days):
    drawn = random_lines(np.random.default_rng(seed), 25, 160, days)
    wanted = summary_of(drawn, end=END, start=START, inactive_after_days=silence)
    found = summarised(drawn, end=END, start=START, inactive_after_days=silence, threads=1)
    if len(wanted):
        same(found, wanted)
    else:
        assert found.empty


def test_parts_of_the_customers_give_what_all_at_once_give(lines):
    same(summarised(lines, end=END, buckets=5), summarised(lines, end=END))


def test_the_order_of_lines_and_lines_split_in_two_change_nothing(lines):
    wanted = summarised(lines, end=END, inactive_after_days=60)
    shuffled = lines.sample(frac=1, random_state=3)
    same(summarised(shuffled, end=END, inactive_after_days=60), wanted)
    halves = pd.concat([lines.assign(amount=lines["amount"] / 2)] * 2)
    same(summarised(halves, end=END, inactive_after_days=60), wanted)


def test_a_customer_of_whom_all_is_known():
    days = ["2024-01-01", "2024-01-01", "2024-01-11", "2024-03-31", "2024-04-02"]
    own = pd.DataFrame(
        {
            "customer": "a",
            "ordered_at": pd.to_datetime(days),
            "amount": [10.0, 5.0, 20.0, 8.0, -3.0],
        }
    )
    found = summarised(own, end=date(2024, 4, 10), inactive_after_days=30).iloc[0]
    # Ten days to the second purchase; eighty days of silence after it, of which thirty make it a lapse.
    assert (found["purchases"], found["second_days"], found["lapse_days"], found["lapsed"]) == (
        3,
        10,
        40,
        True,
    )
    assert (found["amount"], found["gap_days"], found["recency_days"]) == (40.0, 45.0, 10)


def test_who_only_got_money_back_is_no_customer():
    own = pd.DataFrame(
        {"customer": ["a", "b"], "ordered_at": pd.to_datetime(["2024-01-01"] * 2), "amount": [5.0, -5.0]}
    )
    assert summarised(own)["customer"].tolist() == ["a"]


def test_lines_without_customer_or_day_are_left_out():
    own = pd.DataFrame(
        {
            "customer": ["a", None, "c"],
            "ordered_at": pd.to_datetime(["2024-01-01", "2024-01-01", None]),
            "amount": 1.0,
        }
    )
    assert summarised(own)["customer"].tolist() == ["a"]


def test_cdnow_has_the_published_summary(cdnow, reference):
    wanted = reference("behavioural")["summary"]
    found = summarised(cdnow, end=date(1997, 9, 30))
    assert len(found) == wanted["n"]
    assert found["repeat"].mean() == pytest.approx(wanted["repeat_share"], abs=1e-12)
    assert found["frequency"].mean() == pytest.approx(wanted["mean_frequency"], abs=1e-12)
    # The published table has weeks with two decimals.
    assert found["active_days"].mean() / 7 == pytest.approx(wanted["mean_recency"], abs=5e-5)
    assert found["tenure_days"].mean() / 7 == pytest.approx(wanted["mean_T"], abs=5e-5)


def test_cdnow_has_the_published_numbers_of_repeat_purchases(cdnow):
    # Fader, Hardie & Lee (2005), the actual frequencies of repeat purchases 0 to 6 and 7 or more.
    found = summarised(cdnow, end=date(1997, 9, 30))["frequency"].clip(upper=7)
    assert found.value_counts().sort_index().tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]


def test_cdnow_recency_frequency_and_tenure_have_the_published_likelihood(cdnow, reference):
    """Each customer's recency, frequency and T enter it: a wrong pairing of them would change it."""
    bgnbd = reference("behavioural")["bgnbd"]
    r, alpha, a, b = (bgnbd["ours"][name] for name in ("r", "alpha", "a", "b"))
    own = summarised(cdnow, end=date(1997, 9, 30))
    x, recency, tenure = (own[name].to_numpy() for name in ("frequency", "active_days", "tenure_days"))
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    second = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    alive = -(r + x) * np.log(alpha + tenure / 7)
    gone = np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency / 7)
    total = (first + second + np.where(x > 0, np.logaddexp(alive, gone), alive)).sum()
    assert total == pytest.approx(bgnbd["published"]["LL"], abs=0.05)
    assert total == pytest.approx(bgnbd["ours"]["LL"], abs=0.005)


def test_cdnow_whole_file(cdnow, reference):
    wanted = reference("behavioural")["transactions"]
    found = summarised(cdnow)
    assert len(cdnow) == wanted["rows"]
    assert len(found) == wanted["customers"]
    assert found["amount"].sum() == pytest.approx(wanted["dollars_total"])
    assert found["last"].max() == pd.Timestamp("1998-06-30")


def _read(file: Path) -> pd.DataFrame:
    return pq.read_table(file).to_pandas(date_as_object=False)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_files_give_what_the_frame_gives(kind, lines, tmp_path):
    halves = [lines.iloc[:400], lines.iloc[400:]]
    files = [tmp_path / f"{part}.{kind}" for part in range(2)]
    for file, half in zip(files, halves, strict=True):
        half.to_parquet(file) if kind == "parquet" else half.to_csv(file, index=False)
    wanted = summarised(lines, start=START, end=END)
    same(summarised(files, start=START, end=END), wanted)
    same(summarised(pa.Table.from_pandas(lines), start=START, end=END), wanted)
    written = pd.concat(map(_read, summarised_to(tmp_path, files, start=START, end=END, buckets=3)))
    same(written.sort_values("customer", ignore_index=True), wanted)


def test_memory_threads_and_temporary_folder_are_set_and_nothing_is_fetched(lines, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with opened(lines, memory_limit="200MB", threads=1) as engine:
        rows = engine.connection.sql("select name, value from duckdb_settings()").fetchall()
        settings = dict(rows)
        assert settings["memory_limit"] == "190.7 MiB"
        assert settings["threads"] == "1"
        assert Path(settings["temp_directory"]).parent == tmp_path
        assert settings["autoinstall_known_extensions"] == settings["autoload_known_extensions"] == "false"
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_the_temporary_folder_goes_when_it_fails(lines, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(StatisticsError, match=r"do not fit in 1MB.*buckets"):
        summarised(pd.concat([lines] * 300), memory_limit="1MB", threads=1)
    assert not list(tmp_path.iterdir())


def test_names_of_files_are_no_patterns(lines, tmp_path):
    lines.to_parquet(tmp_path / "o[12]*.parquet" if os.name != "nt" else tmp_path / "o[12].parquet")
    lines.head(3).to_parquet(tmp_path / "o1.parquet")
    (odd,) = tmp_path.glob("o[[]*")
    assert len(summarised(odd, end=END)) == len(summarised(lines, end=END))


def test_without_a_temporary_folder_it_says_so(lines, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    with pytest.raises(StatisticsError, match="no temporary folder"):
        summarised(lines)


def test_a_fault_does_not_show_a_value():
    own = pd.DataFrame({"customer": ["a"], "ordered_at": ["Mevrouw Prulleveld"], "amount": [1.0]})
    with pytest.raises(StatisticsError, match="cannot be summed up") as caught:
        summarised(own)
    assert "Prulleveld" not in str(caught.value)


def test_refusals(lines):
    with pytest.raises(StatisticsError, match="no column ordered_at, amount"):
        summarised(lines[["customer"]].assign(when=1), end=END)
    with pytest.raises(StatisticsError, match="starts on 2025-06-30, after its end on 2024-03-01"):
        summarised(lines, start=END, end=START)
    with pytest.raises(StatisticsError, match="inactive_after_days is 0"):
        summarised(lines, inactive_after_days=0)
    with pytest.raises(StatisticsError, match="buckets is 0"):
        summarised(lines, buckets=0)
    with pytest.raises(StatisticsError, match="no line has a day"):
        summarised(lines.assign(ordered_at=pd.NaT))
    with pytest.raises(StatisticsError, match="no file"):
        summarised([])


def test_spend_before_and_after_a_day():
    days = ["2024-01-01", "2024-01-09", "2024-01-10", "2024-01-10", "2024-01-19", "2024-01-20"]
    own = pd.DataFrame({"customer": "a", "ordered_at": pd.to_datetime(days), "amount": 2.0 ** np.arange(6)})
    with opened(own) as engine:
        found, wide = (
            engine.run(spend_around(engine.table, day=date(2024, 1, 10), days=days)).to_pylist()
            for days in (5, 10)
        )
        assert last_day(engine, engine.table) == date(2024, 1, 20)
    wanted = {"amount_before": 2.0, "amount_after": 12.0, "purchases_before": 1, "purchases_after": 1}
    assert found == [{"customer": "a", **wanted}]
    assert wide == [
        {"customer": "a", **wanted, "amount_before": 3.0, "amount_after": 28.0}
        | {"purchases_before": 2, "purchases_after": 2}
    ]
