"""The chapters on orders and value in the report: tables through the gate, figures with their base."""

from dataclasses import replace

import pytest

from tests.analysis.baseline.bought import VALUE, bought, short, with_minimum
from tests.analysis.conftest import job_of
from toolkit.analysis import baseline
from toolkit.analysis.baseline.customers import customers_of
from toolkit.findings import baseline as say
from toolkit.language import Language
from toolkit.report.sections import baseline as sections

__all__ = ["bought", "job_of"]


def chapter(job, name="behaviour"):
    result = getattr(baseline, name)(job)
    blocks = getattr(sections, name)(job, result, getattr(say, name)(job, result))
    if name == "behaviour":
        blocks += sections.behaviour_in_full(job, result)
    return {getattr(block, "id", block.kind): block for block in blocks}


def test_no_orders_no_heading(bought):
    job = bought(orders=None)
    assert chapter(job) == {}
    assert chapter(job, "value") == {}


@pytest.mark.parametrize("code", ["en", "nl"])
def test_every_block_is_there_and_readable(code, bought):
    job = replace(bought(value=VALUE.format(size=5000, revenue="")), language=Language(code))
    found = chapter(job) | chapter(job, "value")
    wanted = {
        "behaviour-facts",
        "behaviour-classes-share",
        "behaviour-classes-amount-share",
        "behaviour-stayed",
    }
    wanted |= {"behaviour-stayed-table", "behaviour-returned", "behaviour-attached", "behaviour-means"}
    assert wanted | {"value", "value-assumptions"} <= set(found)
    figure = found["behaviour-stayed"]
    assert "<svg" in figure.svg
    assert "300" in figure.note
    assert "2022" in figure.alt
    assert len(found["value-assumptions"].rows) >= 6


@pytest.mark.parametrize("code", ["en", "nl"])
def test_orders_of_less_than_a_year_are_nowhere_called_a_year(code, bought):
    job = replace(short(bought(value=VALUE.format(size=5000, revenue=""))), language=Language(code))
    assert set(chapter(job, "value")) == {"heading", "findings"}
    found = chapter(job)
    assert {"behaviour-facts", "behaviour-means", "behaviour-attached"} <= set(found)
    shown = [found[name] for name in ("behaviour-facts", "behaviour-means", "behaviour-attached")]
    assert all("153" in str(one) for one in shown)
    assert "153" in found["behaviour-classes-amount-share"].title
    year = ("365", "last year", "laatste jaar", "afgelopen jaar")
    assert not any(word in str((one.title, one.rows)) for one in shown for word in year)


def test_the_assumptions_say_which_revenue_counts(bought):
    stated = VALUE.format(size=5000, revenue="revenue_per_customer = 100.0")
    rows = chapter(bought(value=stated), "value")["value-assumptions"].rows
    assert {"what": "Revenue per customer", "value": "does not count"}.items() <= rows[2].items()
    rows = chapter(short(bought(value=stated)), "value")["value-assumptions"].rows
    (told,) = [row for row in rows if row["what"] == "Order files"]
    assert told["value"] == "do not count"
    assert "cover 153 of the 365 days" in told["meaning"]


def test_a_title_claims_only_what_a_test_shows(bought):
    job = bought()
    assert chapter(job)["behaviour-stayed"].title.startswith("How many new customers have not lapsed")


def test_nobody_in_the_table_of_value_is_called_loyal_for_what_they_do(bought):
    found = chapter(bought(value=VALUE.format(size=5000, revenue="")), "value")["value"]
    labels = [row["group"] for row in found.rows]
    assert labels[0].startswith("not attached: ")
    assert not any("loyal" in label for label in labels)


def test_small_cells_are_hidden(bought):
    job = with_minimum(bought(), 60)
    found = chapter(job)
    cells = [cell for row in found["behaviour-classes-share"].rows for cell in row.values()]
    assert "x" in cells
    assert all(row["share-1"] in {"x", "0.0%"} for row in found["behaviour-classes-share"].rows)


def test_no_customer_is_in_the_pages(bought):
    job = bought(value=VALUE.format(size=5000, revenue=""))
    assert "k1" not in str(chapter(job)) + str(chapter(job, "value"))
    keys = customers_of(job).frame["customer"]
    assert len(keys) == 300
    pages = str(chapter(job)) + str(chapter(job, "value"))
    assert not any(key in pages for key in keys)


def test_what_one_customer_spends_is_in_no_table(bought):
    job = bought(value=VALUE.format(size=5000, revenue=""))
    path = job.engagement.folder / "data" / "orders.csv"
    # Of a respondent, and more than all others together spend.
    path.write_text(path.read_text("utf-8") + "k3;2024-12-05 10:00:00;7770000.00\n", encoding="utf-8")
    found = chapter(job) | chapter(job, "value")
    assert "behaviour-facts" in found
    assert not {"behaviour-classes-amount-share", "value", "value-assumptions"} & set(found)
    written = str(list(found.values()))
    assert "7,77" not in written
    assert "7,78" not in written
