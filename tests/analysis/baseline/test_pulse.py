"""Employees beside customers: who may be shown, what is computed, and what is said."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.employees import ENGAGEMENT, UNITS, customers, employees, pulse_job
from toolkit.analysis.baseline import pulse
from toolkit.analysis.job import Job
from toolkit.findings.baseline import pulse as say_pulse
from toolkit.measures.scores import mean_estimate
from toolkit.measures.units import rank_correlation

JobOf = Callable[..., Job]


def unit_means_of(staff: pd.DataFrame) -> "pd.Series[float]":
    return ((staff["E1"] - 1 + 7 - staff["E2"]) / 12 * 100).groupby(staff["team"]).mean()


def test_scores_per_unit_by_definition(job_of: JobOf) -> None:
    asked, staff = customers(), employees()
    result = pulse(pulse_job(job_of, asked, staff))
    assert result is not None
    assert result.units == len(UNITS)
    for unit, row in result.table.iterrows():
        theirs = staff[staff["team"] == unit]
        score = (theirs["E1"] - 1 + 7 - theirs["E2"]) / 12 * 100
        mine = mean_estimate(score)
        assert row["employees"] == pytest.approx(mine.value)
        assert row["employees_low"] == pytest.approx(max(mine.low, 0))
        assert row["employees_n"] == len(theirs)
        attitude = mean_estimate(10 * asked["nps"][asked["branch"] == unit])
        assert (row["customers"], row["customers_n"]) == (pytest.approx(attitude.value), attitude.n)
    assert result.table["employees"].is_monotonic_decreasing
    assert result.correlation == rank_correlation(result.table["employees"], result.table["customers"])
    assert result.correlation.p < 0.05
    assert (result.unreliable, result.employees_unreliable, result.left_out) == (False, False, 0)


def test_a_small_unit_and_what_would_give_it_away_are_left_out(job_of: JobOf) -> None:
    staff = employees()
    first = staff.index[staff["team"] == "u1"]
    job = pulse_job(job_of, customers(), staff.drop(first[9:]))
    result = pulse(job)
    assert result is not None
    assert "u1" not in result.table.index
    # With the total known, the next smallest number of employees would tell that of the first.
    assert (result.units, result.left_out) == (len(UNITS) - 2, 2)
    assert (result.table["employees_n"] >= 10).all()
    assert (result.table["customers_n"] >= 10).all()


def test_a_unit_with_few_customers_is_left_out_by_their_effective_number_too(job_of: JobOf) -> None:
    asked = customers()
    asked["w"] = np.where((asked["branch"] == "u2") & (asked["mark"] % 7 == 0), 60.0, 1.0)
    result = pulse(pulse_job(job_of, asked, employees(), weight="w"))
    assert result is not None
    assert "u2" not in result.table.index
    assert (result.table["customers_n_effective"] >= 10).all()


def test_customers_are_weighted_and_employees_are_not(job_of: JobOf) -> None:
    asked = customers()
    asked["w"] = np.random.default_rng(3).uniform(0.5, 2, len(asked)).round(2)
    result, plain = pulse(pulse_job(job_of, asked, employees(), weight="w")), unit_means_of(employees())
    assert result is not None
    for unit, row in result.table.iterrows():
        theirs = asked[asked["branch"] == unit]
        mine = mean_estimate(10 * theirs["nps"], theirs["w"])
        assert (row["customers"], row["customers_low"]) == pytest.approx((mine.value, mine.low))
        assert row["customers_n_effective"] == pytest.approx(mine.n_effective)
        assert row["employees"] == pytest.approx(plain[unit])


def test_under_five_units_nothing_is_shown(job_of: JobOf) -> None:
    staff = employees()
    job = pulse_job(job_of, customers(), staff[staff["team"].isin(UNITS[:4])])
    result = pulse(job)
    assert result is not None
    assert result.table.empty
    assert (result.units, result.correlation) == (4, None)
    (finding,) = say_pulse(job, result)
    assert (finding.key, finding.strength) == ("pulse.few", "too_few")
    assert "takes 5 units with 10 employees and 10 customers each, and there are 4" in finding.text


def test_units_that_go_together_are_an_association_and_no_cause(job_of: JobOf) -> None:
    job = pulse_job(job_of, customers(), employees())
    (finding,) = say_pulse(job, pulse(job))
    assert (finding.key, finding.strength) == ("pulse.together", "shown")
    assert "customers score higher on “Attitude” where employees score higher on “Staff 2025”" in finding.text
    assert "That one causes the other is not shown." in finding.text
    assert "is not shown" in finding.plain
    assert "highest scores of employees and customers" in finding.decision
    assert set(finding.numbers) == {"correlation", "coefficient_low", "coefficient_high", "p", "units"}


def test_test_and_interval_must_both_speak(job_of: JobOf) -> None:
    job = pulse_job(job_of, customers(), employees())
    result = pulse(job)
    assert result is not None
    found = result.correlation
    assert found is not None
    wide = replace(found.estimate, low=-0.01)
    for doubted in (replace(found, p=0.06), replace(found, estimate=wide)):
        assert say_pulse(job, replace(result, correlation=doubted))[0].strength == "not_shown"


def test_units_that_go_against_each_other(job_of: JobOf) -> None:
    asked = customers()
    asked["nps"] = 10 - asked["nps"]
    job = pulse_job(job_of, asked, employees())
    (finding,) = say_pulse(job, pulse(job))
    assert finding.strength == "shown"
    assert "customers score lower on “Attitude” where employees score higher" in finding.text
    assert finding.decision == ""


def test_units_without_a_link_are_not_said_to_have_one(job_of: JobOf) -> None:
    asked = customers()
    turned = dict(zip(UNITS, [*UNITS[1::2], *UNITS[0::2]], strict=True))
    asked["branch"] = asked["branch"].map(turned)
    job = pulse_job(job_of, asked, employees())
    (finding,) = say_pulse(job, pulse(job))
    assert (finding.strength, finding.plain, finding.decision) == ("not_shown", "", "")


def test_a_scale_that_does_not_hold_carries_no_claim(job_of: JobOf) -> None:
    staff = employees()
    staff["E2"] = np.random.default_rng(2).integers(1, 8, len(staff))
    job = pulse_job(job_of, customers(), staff)
    result = pulse(job)
    assert result is not None
    assert result.employees_unreliable
    (finding,) = say_pulse(job, result)
    assert (finding.key, finding.strength, finding.plain) == ("pulse.unreliable", "warning", "")
    assert "“Staff 2025” do not belong together" in finding.text
    both = say_pulse(job, replace(result, unreliable=True))[0].text
    assert "“Staff 2025” and “Attitude” do not belong together" in both


def test_units_with_one_score_have_nothing_to_go_together_with(job_of: JobOf) -> None:
    asked = customers()
    asked["nps"] = np.where(np.arange(len(asked)) % 2 == 0, 8, 6)
    asked = pd.concat([asked[asked["branch"] == unit].head(40).assign(nps=[8, 6] * 20) for unit in UNITS])
    job = pulse_job(job_of, asked, employees())
    result = pulse(job)
    assert result is not None
    assert result.correlation is None
    (finding,) = say_pulse(job, result)
    assert (finding.key, finding.strength) == ("pulse.alike", "not_shown")


@pytest.mark.parametrize("without", ["pulse", "attitude"])
def test_without_employees_or_an_attitude_the_chapter_is_gone(job_of: JobOf, without: str) -> None:
    text = ENGAGEMENT.partition("[pulse]")[0]
    if without == "attitude":
        text = ENGAGEMENT.replace('role = "attitude"', 'role = "driver"')
    job = pulse_job(job_of, customers(), employees(), engagement=text)
    assert pulse(job) is None
    assert say_pulse(job, None) == ()
