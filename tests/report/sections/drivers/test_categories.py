"""The pages on promoters and buying again print what was computed."""

from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.drivers.test_categories import DRIVERS, made
from toolkit.analysis.drivers.categories import categories
from toolkit.findings.drivers.categories import categories as say
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections.drivers.categories import categories as show
from toolkit.report.sections.drivers.categories import categories_in_full


@pytest.fixture(scope="module")
def found():
    job = made(questions={"bought_again": "BEH_3"})
    return job, categories(job)


def test_nothing_asked_nothing_shown(found):
    job, _ = found
    assert show(job, None, ()) == ()
    assert categories_in_full(job, None) == ()


def test_a_table_per_outcome(found):
    job, result = found
    heading, findings, *tables = show(job, result, say(job, result))
    assert isinstance(heading, Heading)
    assert isinstance(findings, Findings)
    shown = [one for one in result.outcomes if one.importance is not None]
    assert [table.id for table in tables] == [f"categories-{one.key}" for one in shown]
    promoter = tables[0]
    assert promoter.rows[0]["driver"] == "Trust"
    assert len(promoter.rows) == len(DRIVERS)
    row, model = result.promoter.importance.table.loc["trust"], result.promoter.model.table.loc["trust"]
    assert promoter.rows[0]["share"] == f"{row['share']:.0%}"
    assert promoter.rows[0]["odds"] == f"{np.exp(10 * model['coefficient']):.2f}"
    assert promoter.rows[0]["effect"] == f"+{1_000 * model['effect']:.1f}"
    assert f"{result.promoter.model.n} customers" in promoter.note


def test_the_check_stands_in_the_appendix(found):
    job, result = found
    (table,) = categories_in_full(job, result)
    assert isinstance(table, Table)
    assert len(table.rows) == len(DRIVERS)
    odds = np.exp(10 * result.check.model.table.at["trust", "coefficient"])
    assert table.rows[0]["odds"] == f"{odds:.2f}"


def test_what_was_refused_has_no_table(found):
    job, result = found
    refused = replace(result, outcomes=(replace(result.promoter, importance=None, model=None),))
    assert not [block for block in show(job, refused, ()) if isinstance(block, Table)]
    without = replace(result, check=replace(result.check, importance=None))
    assert categories_in_full(job, without) == ()


def test_few_customers_are_hidden(found):
    job, result = found
    small = replace(result.promoter, model=replace(result.promoter.model, n=8, n_effective=8.0))
    (table,) = [
        block for block in show(job, replace(result, outcomes=(small,)), ()) if isinstance(block, Table)
    ]
    assert {row["share"] for row in table.rows} == {"x"}


def test_a_check_that_finds_nothing_amiss_is_told_in_the_appendix_and_another_in_the_chapter(found):
    job, result = found
    told = say(job, result)
    quiet = tuple(replace(one, strength="fact") if one.key == "categories.check" else one for one in told)
    loud = tuple(replace(one, strength="warning") if one.key == "categories.check" else one for one in told)

    def keys(blocks):
        return [item.key for block in blocks if isinstance(block, Findings) for item in block.findings]

    assert "categories.check" not in keys(show(job, result, quiet))
    assert "categories.check" in keys(categories_in_full(job, result, quiet))
    assert "categories.check" in keys(show(job, result, loud))
    assert "categories.check" not in keys(categories_in_full(job, result, loud))


def test_the_title_names_what_was_asked(found):
    job, result = found
    (heading, *_) = show(job, result, ())
    assert heading.text == "Promoters and buying again"
    (heading, *_) = show(job, replace(result, outcomes=(result.promoter,)), ())
    assert heading.text == "Promoters"
