"""Real customers: the airport survey of 2017 and 2018 through the whole computation, against values from R."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import ROOT
from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.job import Job
from toolkit.findings import followup as say_followup
from toolkit.notebook import open_job

Reference = Callable[[str], dict[str, Any]]
HOLDS = 1e-8


def _open(report: str) -> Job:
    return open_job(report, "sfo-airport", workspace=str(ROOT / "tests" / "engagements"))


@pytest.fixture(scope="module")
def compared(shared: Path) -> tuple[Job, followup.Change]:
    assert shared
    job = _open("followup")
    return job, followup.change(job)


def _construct_of(job: Job, item: str) -> str:
    return next(name for name, construct in job.engagement.constructs.items() if item in construct.items)


def test_the_baseline_has_the_published_recommendation_score(shared: Path, reference: Reference) -> None:
    assert shared
    expected = reference("nps")["sfo"]["y2017_weighted"]
    found = baseline.headline(_open("baseline")).recommendation
    assert found is not None
    assert found.value == pytest.approx(expected["nps"], abs=HOLDS)
    assert [found.low, found.high] == pytest.approx(expected["ci95"], abs=HOLDS)
    assert round(found.value, 1) == 40.4


def test_the_change_of_the_recommendation_score(
    compared: tuple[Job, followup.Change], reference: Reference
) -> None:
    _, change = compared
    expected = reference("nps")["sfo"]["change_weighted"]
    row = change.recommendation
    assert row is not None
    assert round(row["after"], 1) == 35.1
    assert row["difference"] == pytest.approx(expected["diff"], abs=HOLDS)
    assert row["se"] == pytest.approx(expected["se_strata_by_year"], abs=HOLDS)
    assert row["p"] == pytest.approx(expected["p"], abs=HOLDS)
    assert row["verdict"] == "worse"
    for level, wave in zip(change.levels, ("y2017_weighted", "y2018_weighted"), strict=True):
        assert [level.low, level.high] == pytest.approx(reference("nps")["sfo"][wave]["ci95"], abs=HOLDS)


def test_sixteen_ratings_change_as_in_r(compared: tuple[Job, followup.Change], reference: Reference) -> None:
    job, change = compared
    items = reference("waves")["independent_2017_2018"]["items"]
    assert len(items) == 16
    for item, expected in items.items():
        row = change.table.loc[_construct_of(job, item)]
        # One step of a scale from 1 to 5 is 25 points of 100.
        assert row["difference"] == pytest.approx(25 * expected["weighted"]["diff"], abs=25 * HOLDS), item
        assert row["se"] == pytest.approx(25 * expected["weighted"]["se"], abs=25 * HOLDS), item
        assert row["p"] == pytest.approx(expected["weighted"]["p"], abs=HOLDS), item


def test_weighting_erases_changes_and_the_report_says_so(
    compared: tuple[Job, followup.Change], reference: Reference
) -> None:
    job, _ = compared
    table = followup.weighting(job)
    assert table is not None
    ratings = [_construct_of(job, item) for item in reference("waves")["independent_2017_2018"]["items"]]
    ordinary = table.loc[ratings]
    assert (ordinary["p_unweighted"] < 0.05).sum() == 11
    assert (ordinary["p_weighted"] < 0.05).sum() == 4
    (found,) = say_followup.weighting(job, table)
    assert found.strength == "warning"
    assert found.numbers["unweighted"] > found.numbers["weighted"]


def test_the_recommendation_question_is_told_once(compared: tuple[Job, followup.Change]) -> None:
    job, change = compared
    assert _construct_of(job, "NETPRO") not in change.table.index


def test_themes_of_one_question_are_told_once_not_to_be_testable(
    compared: tuple[Job, followup.Change],
) -> None:
    job, change = compared
    (found,) = say_followup.invariance(job, followup.invariance(job))
    assert found.key == "invariance.short"
    assert change.not_comparable == ()
    assert not change.moved


def test_the_drivers_of_2018_are_those_of_r(shared: Path, reference: Reference) -> None:
    assert shared
    job = open_job("drivers", "sfo-airport", workspace=str(ROOT / "tests" / "engagements"), waves="followup")
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.importance is not None
    expected = reference("sfo_drivers")["weighted"]
    table = result.importance.table
    assert result.importance.n == expected["n"]
    assert result.importance.r_squared == pytest.approx(expected["r2_weighted"], abs=HOLDS)
    found = pd.Series({item: table.at[_construct_of(job, item), "raw"] for item in expected["lmg"]})
    assert found.to_dict() == pytest.approx(expected["lmg"], abs=HOLDS)
    assert len(result.leaders) > 1
