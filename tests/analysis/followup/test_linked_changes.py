"""Change on change of simulated customers who answered twice: what goes together, and what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.followup.test_shares import model, wave
from tests.simulate.jobs import followup_job
from toolkit.analysis import followup
from toolkit.analysis.job import Job
from toolkit.followup.linked_change import linked_changes as fitted
from toolkit.notebook import say, sections
from toolkit.report.blocks import Table
from toolkit.simulate import simulate_wave, standard_world

JobOf = Callable[..., Job]


@pytest.fixture(scope="module")
def panel() -> Job:
    world = standard_world()
    first = simulate_wave(world, 700, seed=5)
    return followup_job(world, (first, simulate_wave(world, 700, seed=6, previous=first, overlap=600)))


def test_a_true_driver_s_change_goes_with_the_outcome_s(panel: Job) -> None:
    results = followup.linked_changes(panel)
    assert results is not None
    attitude = next(one for one in results if one.outcome == "attitude")
    assert attitude.found is not None
    assert attitude.always == ("lock_in",)
    assert attitude.found.table.at["trust", "low"] > 0
    scores = followup.frames(panel)
    same = fitted(
        scores.before,
        scores.after,
        "attitude",
        attitude.drivers,
        key="key",
        always=attitude.always,
        weights="weight" if "weight" in scores.before else None,
    )
    assert same.table.equals(attitude.found.table)
    found = {one.key: one for one in say.followup.linked_changes(panel, results)}
    told = found["linked_changes.attitude"]
    assert told.strength == "shown"
    assert "not proof of a cause" in told.text
    assert "the changes go together" in told.plain
    blocks = sections.followup.linked_changes(panel, results, tuple(found.values()))
    table = next(block for block in blocks if isinstance(block, Table))
    assert [row["driver"] for row in table.rows] == [panel.label(name) for name in attitude.drivers]
    trust = next(row for row in table.rows if row["driver"] == panel.label("trust"))
    assert trust["estimate"] == f"+{10 * attitude.found.table.at['trust', 'estimate']:.1f}"
    assert "Held equal too" in table.note


def test_a_link_downwards_is_told_with_its_sign_and_not_as_a_rise(panel: Job) -> None:
    results = followup.linked_changes(panel)
    assert results is not None
    assert results[0].found is not None
    table = results[0].found.table.copy()
    table.loc["trust", ["estimate", "low", "high"]] = [-0.4, -0.5, -0.3]
    turned = replace(results[0], found=replace(results[0].found, table=table))
    (found,) = say.followup.linked_changes(panel, (turned,))
    assert "−4.0 (margin −5.0 to −3.0)" in found.text
    assert found.plain == ""


def test_nothing_shown_is_no_proof(panel: Job) -> None:
    results = followup.linked_changes(panel)
    assert results is not None
    assert results[0].found is not None
    calm = replace(results[0].found, table=results[0].found.table.assign(p_holm=0.4))
    (found,) = say.followup.linked_changes(panel, (replace(results[0], found=calm),))
    assert found.strength == "not_shown"
    assert found.plain == ""


def test_few_left_open_are_not_told(panel: Job) -> None:
    results = followup.linked_changes(panel)
    assert results is not None
    assert results[0].found is not None
    near = replace(results[0], pairs=results[0].found.n + 4)
    (found,) = say.followup.linked_changes(panel, (near,))
    n = results[0].found.n
    assert f"{n - n % 10} or more customers" in found.text
    assert f" {n} " not in found.text


def test_too_few_pairs(job_of: JobOf) -> None:
    second = wave(seed=2) | {"id": np.r_[np.arange(20), np.arange(1000, 1180)]}
    job = job_of("followup", model(), wave(), second, key="id")
    results = followup.linked_changes(job)
    assert results is not None
    assert {one.why for one in results} == {"too_few"}
    found = say.followup.linked_changes(job, results)
    assert all(one.strength == "too_few" and "30 customers" in one.text for one in found)
    assert len(sections.followup.linked_changes(job, results, found)) == 2


def test_changes_that_are_all_alike_are_refused_in_words(job_of: JobOf) -> None:
    first = wave()
    second = wave(seed=2) | {"trust": first["trust"]}
    job = job_of("followup", model(), first, second, key="id")
    results = followup.linked_changes(job)
    assert results is not None
    assert {one.why for one in results} == {"refused"}
    found = say.followup.linked_changes(job, results)
    assert "these data do not allow it" in found[0].text


@pytest.mark.parametrize("key", ["", "id"])
def test_nobody_twice_means_no_chapter(job_of: JobOf, key: str) -> None:
    job = job_of("followup", model(), wave(), wave(seed=2, keys=500), key=key)
    assert followup.linked_changes(job) is None
    assert say.followup.linked_changes(job, None) == ()
    assert sections.followup.linked_changes(job, None, ()) == ()
