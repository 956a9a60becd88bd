"""Who did not answer again, on simulated customers and a small client: what is told, and when nothing is."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.analysis.followup.test_shares import model, wave
from tests.simulate.jobs import followup_job
from toolkit.analysis import followup
from toolkit.analysis.job import Job
from toolkit.notebook import say, sections
from toolkit.report.blocks import Findings, Heading, Table
from toolkit.report.sections.common import HIDDEN
from toolkit.simulate import null_world, simulate_wave

JobOf = Callable[..., Job]
N, AGAIN = 500, 250


@pytest.fixture(scope="module")
def chance() -> Job:
    """Half of the customers answer again, whoever they are."""
    world = null_world()
    first = simulate_wave(world, N, seed=3)
    return followup_job(world, (first, simulate_wave(world, N, seed=4, previous=first, overlap=AGAIN)))


def selective(job: Job) -> Job:
    """The same waves, but who was low on attitude did not answer again."""
    first, last = job.surveys[0], job.surveys[-1]
    asked = [item for item in job.engagement.constructs["attitude"].items if item in first.items]
    order = first.items[asked].mean(axis=1).rank(method="first").sort_values().index
    keys = first.key.to_numpy().copy()
    stay = order[-AGAIN:]
    again = last.key.isin(first.key)
    fresh = last.key.to_numpy().copy()
    fresh[again.to_numpy()] = keys[stay][: int(again.sum())]
    moved = replace(last, key=pd.Series(fresh, name="key", dtype="str"))
    return replace(job, surveys=(first, moved), series=(first, moved), memory={})


def test_who_leaves_by_chance_is_not_called_different(chance: Job) -> None:
    result = followup.attrition(chance)
    assert result is not None
    assert (result.n_stayed, result.n_left) == (AGAIN, N - AGAIN)
    (found,) = say.followup.attrition(chance, result)
    assert found.strength == "not_shown"
    assert "or were not asked again (250)" in found.text
    assert "no proof" in found.text
    # Nothing is shown, so that the chapter is one sentence and the table stands in the appendix.
    assert len(sections.followup.attrition(chance, result, (found,))) == 2
    heading, table, groups = sections.followup.attrition_in_full(chance, result, (found,))
    assert isinstance(heading, Heading)
    assert isinstance(table, Table)
    assert isinstance(groups, Table)
    assert len(table.rows) == len(result.measures)
    assert "Base: 250 customers who answered again, 250 who did not or were not asked." in table.note
    assert len(groups.rows) == len(result.groups)
    assert "after Holm over" in groups.note


def test_who_leaves_with_a_low_attitude_is_found(chance: Job) -> None:
    job = selective(chance)
    result = followup.attrition(job)
    assert result is not None
    (found,) = say.followup.attrition(job, result)
    assert (found.key, found.strength) == ("attrition.different", "shown")
    assert result.measures.at["attitude", "difference"] < -20
    assert result.measures.at["attitude", "p_holm"] < 0.001
    assert "“attitude” −" in found.text.lower()
    assert "holds for those who stayed" in found.text
    assert "part of the change can come from who answered" in found.plain
    assert found.decision


def test_the_divisions_say_so_too(job_of: JobOf) -> None:
    """All who came by telephone are left out the second time."""
    first, second = wave(300), wave(300, seed=2)
    first["channel"] = np.repeat(["web", "phone", "shop"], 100)
    second["channel"] = first["channel"]
    second["id"] = np.r_[np.arange(80), np.arange(1000, 1100), np.arange(200, 280), np.arange(2000, 2040)]
    job = job_of("followup", model(segment='[segments.channel]\ncolumn = "channel"'), first, second, key="id")
    result = followup.attrition(job)
    assert result is not None
    assert result.segments.at["channel", "p_holm"] < 0.001
    (found,) = say.followup.attrition(job, result)
    assert "They are divided differently by “channel”." in found.text
    assert isinstance(sections.followup.attrition(job, result, (found,))[2], Table)
    _, groups = sections.followup.attrition_in_full(job, result, (found,))
    assert isinstance(groups, Table)
    phone = next(row for row in groups.rows if row["group"] == "phone")
    assert phone["estimate_stayed"] == "0%"


def test_a_group_that_few_left_is_hidden(job_of: JobOf) -> None:
    first, second = wave(300), wave(300, seed=2)
    first["channel"] = second["channel"] = np.repeat(["web", "phone", "shop"], 100)
    second["id"] = np.r_[np.arange(96), np.arange(1000, 1004), np.arange(100, 150), np.arange(1100, 1250)]
    job = job_of("followup", model(segment='[segments.channel]\ncolumn = "channel"'), first, second, key="id")
    _, groups = sections.followup.attrition_in_full(job, followup.attrition(job))
    assert isinstance(groups, Table)
    web = next(row for row in groups.rows if row["group"] == "web")
    assert web["estimate_left"] == HIDDEN


def test_too_few_who_left_or_stayed(job_of: JobOf) -> None:
    for same in (5, 195):
        second = wave(seed=2) | {"id": np.r_[np.arange(same), np.arange(1000, 1000 + 200 - same)]}
        job = job_of("followup", model(), wave(), second, key="id")
        result = followup.attrition(job)
        assert result is not None
        assert result.too_few
        (found,) = say.followup.attrition(job, result)
        assert found.strength == "too_few"
        assert str(same) not in found.text
        (_, said) = sections.followup.attrition(job, result, (found,))
        assert isinstance(said, Findings)
        assert sections.followup.attrition_in_full(job, result) == ()


def test_few_of_one_answer_are_not_told_of_who_left(job_of: JobOf) -> None:
    first = wave()
    first["nps"] = np.r_[np.full(5, 3), np.full(95, 10), np.full(100, 8)]
    second = wave(seed=2) | {"id": np.r_[np.arange(100), np.arange(1000, 1100)]}
    result = followup.attrition(job_of("followup", model(), first, second, key="id"))
    assert result is not None
    assert "NPS" in result.hidden
    assert "NPS" not in result.measures.index


def test_without_keys_or_the_same_customers_nothing_is_said(job_of: JobOf) -> None:
    for key, second in (("", wave(seed=2)), ("id", wave(seed=2, keys=500))):
        job = job_of("followup", model(), wave(), second, key=key)
        assert followup.attrition(job) is None
        assert say.followup.attrition(job, None) == ()
        assert sections.followup.attrition(job, None, ()) == ()
