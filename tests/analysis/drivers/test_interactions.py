"""Links per group of an engagement's divisions: tested as one family, small groups never shown."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.job import Job, construct_scores
from toolkit.drivers.importance import relative_importance
from toolkit.drivers.interactions import link_differences
from toolkit.measures.multiplicity import holm

__all__ = ["job_of"]

JobOf = Callable[..., Job]
NAMES = ("trust", "friendliness", "image")


def test_the_link_of_trust_differs_by_region_for_attitude_only(job_of: JobOf) -> None:
    attitude, behaviour = drivers.interactions(job_of("drivers", MODEL, answers())) or ()
    assert {part.segment: part.differ for part in attitude.segments} == {"region": ("trust",), "branch": ()}
    assert not any(part.differ for part in behaviour.segments)
    assert attitude.tests == behaviour.tests == 6
    assert attitude.fewest == 30
    links = attitude.segments[0].found.links.set_index(["driver", "group"])["estimate"]
    assert links["trust", "north"] > links["trust", "south"] + 0.2


def test_all_tests_of_an_outcome_are_one_family(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers())
    result = (drivers.interactions(job) or ())[0]
    frame = construct_scores(job, ("attitude", *NAMES))
    p = [
        link_differences(frame, "attitude", NAMES, job.survey.segments[segment].astype(object)).tests["p"]
        for segment in ("region", "branch")
    ]
    found = pd.concat([part.found.tests["p_holm"] for part in result.segments])
    assert found.tolist() == pytest.approx(holm(pd.concat(p).to_numpy()).tolist())


def test_importance_is_given_in_each_group_where_the_test_passes(job_of: JobOf) -> None:
    job = job_of("drivers", MODEL, answers())
    region, branch = (drivers.interactions(job) or ())[0].segments
    assert branch.shares.empty
    assert region.shares["driver"].unique().tolist() == ["trust"]
    north = construct_scores(job, ("attitude", *NAMES))[(job.survey.segments["region"] == "north").to_numpy()]
    alone = relative_importance(north, "attitude", list(NAMES), resamples=200, seed=1).table.loc["trust"]
    shown = region.shares.set_index("group").loc["north"]
    assert shown[["estimate", "low", "high"]].tolist() == pytest.approx(
        alone[["share", "low", "high"]].tolist()
    )
    assert shown["n"] == len(north)


def test_groups_that_would_give_a_small_one_away_are_not_compared(job_of: JobOf) -> None:
    given = answers()
    region = np.asarray(given["region"]).astype(object)
    region[:5] = "isle"
    region[5:65] = "coast"
    job = job_of("drivers", MODEL, given | {"region": region})
    parts = {part.segment: part for part in (drivers.interactions(job) or ())[0].segments}
    compared = set(parts["region"].found.links["group"])
    # Five live on the isle; the total of all would tell how many, so that the coast is not told either.
    assert compared == {"north", "south"}


def test_divisions_without_two_groups_of_enough_customers_are_told(job_of: JobOf) -> None:
    given = answers() | {"branch": np.where(np.arange(900) < 25, "Delft", "Gouda")}
    result = (drivers.interactions(job_of("drivers", MODEL, given)) or ())[0]
    assert result.left_out == (("branch", "too_few"),)
    many = answers(2000) | {"branch": [f"b{row % 20}" for row in range(2000)]}
    result = (drivers.interactions(job_of("drivers", MODEL, many)) or ())[0]
    assert result.left_out == (("branch", "too_many"),)


def test_data_that_cannot_carry_it_are_refused(job_of: JobOf) -> None:
    given = answers()
    repeated = given | {"i1": given["t1"], "i2": given["t2"]}
    attitude, _ = drivers.interactions(job_of("drivers", MODEL, repeated)) or ()
    assert attitude.left_out == (("region", "refused"), ("branch", "refused"))
    assert attitude.refusal.startswith("trust and image: correlation 1")
    assert not attitude.segments
    assert attitude.tests == 0


def test_a_driver_with_a_red_flag_is_no_member_of_the_family(job_of: JobOf) -> None:
    given = answers() | {"f2": np.random.default_rng(3).integers(1, 8, 900)}
    result = (drivers.interactions(job_of("drivers", MODEL, given)) or ())[0]
    assert result.tests == 4
    assert all(np.isnan(part.found.tests.at["friendliness", "p_holm"]) for part in result.segments)


def test_without_a_division_there_is_no_chapter(job_of: JobOf) -> None:
    model = MODEL.split("[segments.region]")[0]
    assert drivers.interactions(job_of("drivers", model, answers())) is None
