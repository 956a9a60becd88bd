"""The tables beside the shares, and the figure of those in front."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.findings.conftest import demo_job
from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.job import Job
from toolkit.findings.drivers.importance import drivers as say
from toolkit.report.blocks import Block, Figure, Findings, Table
from toolkit.report.sections.common import look
from toolkit.report.sections.drivers import drivers, drivers_in_full

__all__ = ["demo_job"]

JobOf = Callable[..., Job]


def tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.id: block for block in blocks if isinstance(block, Table)}


def attitude(job: Job, **account: Any) -> OutcomeDrivers:
    (result,) = drivers_of(job, "attitude")
    assert result.account is not None
    return replace(result, account=replace(result.account, **account))


@pytest.mark.parametrize("code", ["en", "nl"])
def test_the_table_of_the_chapter_is_lean_and_the_appendix_has_the_rest(demo_job: JobOf, code: str) -> None:
    job = demo_job("drivers", code)
    results = drivers_of(job, "attitude")
    (lean,) = tables(drivers(job, results, say(job, results))).values()
    assert [column.key for column in lean.columns] == [
        "driver",
        "performance",
        "share",
        "margin",
        "p_first",
        "coefficient",
        "coefficient_margin",
    ]
    full = tables(drivers_in_full(job, results, drivers_of(job, "behaviour")))
    assert list(full) == [
        f"importance-{outcome}-{kind}"
        for outcome in ("attitude", "behaviour")
        for kind in ("methods", "variance")
    ]
    (result,) = results
    assert result.account is not None
    assert result.importance is not None
    by_method = full["importance-attitude-methods"]
    first = by_method.rows[0]
    row = result.account.table.loc["trust"]
    assert first["driver"] == job.label("trust")
    assert first["rank"] == "1"
    assert first["johnson"] == job.language.percent(row["johnson"])
    assert first["corrected"] == job.language.percent(row["corrected"])
    assert first["reliability"] == job.language.number(row["reliability"], 2)
    parts = full["importance-attitude-variance"].rows[0]
    assert parts["unique"] == job.language.percent(row["unique"], 1)
    assert parts["shared"] == job.language.percent(row["shared"], 1)
    assert "(VIF)" in full["importance-attitude-variance"].note
    assert all(column.label for table in full.values() for column in table.columns)


def test_the_notes_say_what_is_not_corrected_and_what_was_left_out(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    plain = attitude(job)
    assert plain.account is not None
    assert plain.account.corrected is not None

    def note(result: OutcomeDrivers) -> str:
        return tables(drivers_in_full(job, (result,)))["importance-attitude-methods"].note

    assert "“Trust” dominates “Satisfaction” completely" in note(plain)
    assert "Not corrected" not in note(plain)
    assert "left out" not in note(plain)
    assert "Not corrected, as their error is not known: “Image”." in note(
        attitude(job, uncorrected=("image",))
    )
    some = replace(plain.account.corrected, left_out=0.004)
    assert "In 0.4% of the redrawn samples the correction is impossible" in note(
        attitude(job, corrected=some)
    )
    refused = attitude(job, corrected=None, refusal="impossible")
    assert "No corrected shares: corrected, the correlations are of no real scores." in note(refused)
    unknown = attitude(job, corrected=None, refusal="")
    assert "of scores of a single question the error is not known" in note(unknown)
    keys = [
        column.key
        for column in tables(drivers_in_full(job, (unknown,)))["importance-attitude-methods"].columns
    ]
    assert "corrected" not in keys
    assert "reliability" not in keys
    assert plain.account.dominance is not None
    part = attitude(job, dominance=replace(plain.account.dominance, part=0.5))
    assert "does not dominate “Satisfaction” completely: it adds more to 50%" in note(part)


def test_suppression_is_explained_where_something_is_below_nothing(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    plain = attitude(job)
    assert plain.account is not None

    def note(result: OutcomeDrivers) -> str:
        return tables(drivers_in_full(job, (result,)))["importance-attitude-variance"].note

    assert "suppression" not in note(plain)
    table = plain.account.table.copy()
    table.loc["image", "shared"] = -0.02
    assert "Below 0, shared means that other drivers bring its link out" in note(attitude(job, table=table))
    assert "What is held equal is taken off first." in note(plain)


def test_without_an_analysis_there_is_no_table(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    (result,) = drivers_of(job, "attitude")
    assert drivers_in_full(job, (replace(result, importance=None, account=None, refusal="constant"),)) == ()


def test_small_groups_are_hidden(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    result = attitude(job)
    assert result.importance is not None
    few = replace(result, importance=replace(result.importance, n=9))
    for table in tables(drivers_in_full(job, (few,))).values():
        assert {cell for row in table.rows for key, cell in row.items() if key != "driver"} == {"x"}


def test_those_in_front_are_filled_and_the_others_outlined(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    result = attitude(job)
    assert result.importance is not None
    names = tuple(map(str, result.importance.table.index))
    table = result.importance.table.assign(p_first=[0.5, 0.4, 0.1, 0.0, 0.0])
    importance = replace(result.importance, table=table, leaders=names[:3])
    several = replace(result, importance=importance, account=None, treatments=None)

    def figure(one: OutcomeDrivers) -> Figure:
        (found,) = [block for block in drivers(job, (one,), say(job, (one,))) if isinstance(block, Figure)]
        return found

    assert "Coloured: in front. Outlined: not ruled out as the first." in figure(several).note
    # One bar is hollow, two are filled; the edge has the client's colour.
    accent = look(job).accent
    assert figure(several).svg.count(f"fill: #ffffff; stroke: {accent}") == 1
    assert figure(several).svg.count(f"fill: {accent}; stroke: {accent}") == 2
    assert "Outlined" not in figure(result).note
    assert "Coloured: the driver or drivers that may come first." in figure(result).note
    assert figure(result).svg.count(f"fill: {accent}; stroke: {accent}") == 1


def test_what_only_a_specialist_needs_is_told_in_the_appendix_and_once(demo_job: JobOf) -> None:
    job = demo_job("drivers")
    results = drivers_of(job, "attitude")
    told = say(job, results)
    chapter = {
        item.key
        for block in drivers(job, results, told)
        if isinstance(block, Findings)
        for item in block.findings
    }
    (full,) = (block for block in drivers_in_full(job, results, say=told) if isinstance(block, Findings))
    appendix = {item.key for item in full.findings}
    assert appendix == {"drivers.attitude.unique.trust", "drivers.attitude.dominance"}
    assert chapter | appendix == {finding.key for finding in told}
    assert not chapter & appendix
