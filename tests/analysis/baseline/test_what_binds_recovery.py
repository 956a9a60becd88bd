"""On simulated customers the chapters find the planted values, problems, ambassadors and ways of coming."""

from typing import Any

import pytest

from tests.simulate.jobs import job_of
from toolkit.analysis import baseline
from toolkit.analysis.job import Job
from toolkit.simulate import complete_world, simulate_wave
from toolkit.simulate.baseline_truth import baseline_truth

WORLD = complete_world()
TRUTH = baseline_truth(WORLD)
EXACT = {"analysis": {"confidence": 0.999}}


@pytest.fixture(scope="module")
def job() -> Job:
    return job_of(WORLD, simulate_wave(WORLD, 3_000, seed=33), extra=EXACT)


def found(value: Any) -> Any:
    assert value is not None
    return value


def test_the_gaps_of_the_values_are_found(job: Job) -> None:
    table = found(baseline.alignment(job)).table
    stated = {key: one.importance for key, one in job.engagement.values.items()}
    for number, gap in TRUTH.gaps.items():
        (key,) = [name for name, item in stated.items() if item == f"VAL_{number}_IMP"]
        assert table.at[key, "low"] < gap < table.at[key, "high"]
    assert table["estimate"].is_monotonic_increasing


def test_the_groups_by_problem_are_found(job: Job) -> None:
    result = found(baseline.moments(job))
    known = next(groups for groups in TRUTH.differences.values() if {"resolved", "unresolved"} <= set(groups))
    unaffected = (set(known) - {"resolved", "unresolved"}).pop()
    names = {"unaffected": unaffected, "resolved": "resolved", "unresolved": "unresolved"}
    attitude = result.levels[result.levels["measure"] == "attitude"].set_index("group")
    for group, planted in names.items():
        assert attitude.at[group, "low"] < known[planted] < attitude.at[group, "high"]
    shares = next(groups for groups in TRUTH.shares.values() if set(groups) == set(known))
    for group, planted in names.items():
        assert result.table.at[group, "low"] < shares[planted] < result.table.at[group, "high"]


def test_ambassadors_and_people_recommended_to_are_found(job: Job) -> None:
    share = found(found(baseline.dividends(job)).ambassadors)
    assert share.low < TRUTH.ambassadors < share.high
    people = found(found(baseline.network(job)).referrals)
    # Numbers above 10 count as 10: the mean can only be lower.
    assert people.low < found(TRUTH.referrals) < people.high + 0.3


def test_how_customers_came_is_found(job: Job) -> None:
    result = found(baseline.network(job))
    said = found(job.engagement.network)
    shares, means = TRUTH.shares[said.segment], TRUTH.differences[said.segment]
    codes = {str(code) for code in said.codes}
    through = sum(share for code, share in shares.items() if code in codes)
    assert result.arrived.low < through < result.arrived.high
    sides = {
        side: sum(shares[code] * means[code] for code in shares if (code in codes) == side)
        / sum(shares[code] for code in shares if (code in codes) == side)
        for side in (True, False)
    }
    (row,) = result.differences.to_dict("records")
    assert row["low"] < sides[True] - sides[False] < row["high"]
