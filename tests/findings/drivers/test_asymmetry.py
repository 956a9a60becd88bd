"""What is said of low and high scores: a class only where its test names it, and the expectation beside the answers."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.analysis.conftest import job_of
from tests.bent_client import MODEL, answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers import OutcomeAsymmetry
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding
from toolkit.language import Language

__all__ = ["job_of"]

JobOf = Callable[..., Job]
NAMES = ("trust", "friendliness", "image")


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("drivers", MODEL, answers())


@pytest.fixture
def result(job: Job) -> OutcomeAsymmetry:
    return (drivers.asymmetry(job) or ())[0]


def _with(result: OutcomeAsymmetry, **columns: object) -> OutcomeAsymmetry:
    """Give friendliness other values in the table."""
    assert result.found is not None
    table = result.found.table.copy()
    for column, value in columns.items():
        table.loc["friendliness", column] = value
    return replace(result, found=replace(result.found, table=table))


def _said(job: Job, *results: OutcomeAsymmetry) -> dict[str, Finding]:
    return {
        finding.key.removeprefix("asymmetry.attitude."): finding for finding in say.asymmetry(job, results)
    }


def test_a_basic_factor_is_told_with_its_margins(job: Job, result: OutcomeAsymmetry) -> None:
    found = _said(job, result)
    basic = found["basic.friendliness"]
    assert basic.strength == "shown"
    assert result.found is not None
    row = result.found.table.loc["friendliness"]
    assert f"differ −{abs(row['penalty']):.1f} points on “Attitude”" in basic.text
    assert f"(margin +{row['reward_low']:.1f} to +{row['reward_high']:.1f})" in basic.text
    assert basic.plain.startswith("“Friendliness” counts most where it falls short")
    assert basic.decision
    assert basic.numbers["n"] == 900
    assert found["performance"].text.endswith("(performance factors): “Trust” and “Image”.")
    expected = found["expected.friendliness"]
    assert expected.strength == "shown"
    assert expected.text.endswith("These answers show that for “Attitude”.")


def test_an_excitement_factor_goes_against_the_expectation(job: Job, result: OutcomeAsymmetry) -> None:
    found = _said(job, _with(result, kind="excitement"))
    assert found["excitement.friendliness"].plain.startswith("“Friendliness” counts most where it excels")
    assert not found["excitement.friendliness"].decision
    assert "show the opposite" in found["expected.friendliness"].text


@pytest.mark.parametrize("kind", ["none", "undecided", "performance"])
def test_what_is_not_shown_is_said_so(job: Job, result: OutcomeAsymmetry, kind: str) -> None:
    found = _said(job, _with(result, kind=kind, chance_basic=0.41))
    assert "“Friendliness”" in found[kind].text
    assert found[kind].strength == ("shown" if kind == "performance" else "not_shown")
    expected = found["expected.friendliness"]
    assert expected.strength == "not_shown"
    assert expected.text.endswith("that picture comes out in 41% of the draws.")
    assert not any(finding.plain for finding in found.values())


def test_a_flagged_or_uncut_driver_carries_no_claim(job: Job, result: OutcomeAsymmetry) -> None:
    silent = _said(job, replace(result, no_claim=("friendliness",)))
    assert "basic.friendliness" not in silent
    assert silent["expected.friendliness"].strength == "too_few"
    assert silent["no_claim"].strength == "warning"
    assert result.found is not None
    rest = replace(result.found, table=result.found.table.drop("friendliness"))
    uncut = _said(job, replace(result, found=rest, uncut=("friendliness",)))
    assert "(fewer than 30): “Friendliness”." in uncut["uncut"].text
    assert "cannot tell" in uncut["expected.friendliness"].text


def test_the_end_of_the_scale_is_told_where_it_matters(job: Job, result: OutcomeAsymmetry) -> None:
    assert result.found is not None
    flat = replace(result.found, curvature=-0.1, curvature_p=0.001)
    # Image: its sum lies below 0 by its own margin, but it is not called basic.
    assert result.found.table.at["image", "asymmetry_high"] < 0
    assert "end of a scale" in _said(job, replace(result, found=flat))["common_bend"].text
    for other in (replace(flat, curvature=0.1), replace(flat, curvature_p=0.3)):
        assert "common_bend" not in _said(job, replace(result, found=other))
    none = replace(flat, table=flat.table.assign(asymmetry_high=1.0))
    assert "common_bend" not in _said(job, replace(result, found=none))


def test_a_refusal_is_told(job: Job, result: OutcomeAsymmetry) -> None:
    found = _said(job, replace(result, found=None, refusal="too few"))
    assert list(found) == ["refused"]
    assert found["refused"].evidence.endswith("too few")
    assert say.asymmetry(job, None) == ()


def test_it_is_said_in_dutch_too(job: Job, result: OutcomeAsymmetry) -> None:
    dutch = replace(job, language=Language("nl"))
    told = _said(dutch, result)
    assert told["expected.friendliness"].text.startswith("‘Vriendelijkheid")
    assert "basisfactor" in told["basic.friendliness"].text
    assert not {finding.text for finding in told.values()} & {f.text for f in _said(job, result).values()}
