"""What stands beside the shares, of a client: the same customers, the questions behind the scores, and who is first."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.scales import ITEMS, model
from toolkit.analysis.drivers.importance import OutcomeDrivers, drivers_of
from toolkit.analysis.job import Job
from toolkit.measures.scales.reliability import cronbach_alpha

JobOf = Callable[..., Job]


def equals(noise: float, n: int = 1_500, seed: int = 1) -> dict[str, np.ndarray]:
    """Image and trust matter as much; the questions about trust are `noise` times as noisy."""
    generator = np.random.default_rng(seed)
    image, own, error, value = generator.normal(size=(4, n))
    factors = {"i": image, "t": 0.4 * image + 0.84**0.5 * own, "v": value}
    factors["a"] = 0.6 * (factors["i"] + factors["t"]) + 0.5 * error
    asked = [item for own_items in ITEMS.values() for item in own_items]
    spread = {"i": 0.5, "t": 0.5 * noise, "a": 0.5, "v": 0.5}
    return {item: factors[item[0]] + spread[item[0]] * generator.normal(size=n) + 4 for item in asked}


def analysed(job_of: JobOf, noise: float) -> OutcomeDrivers:
    answers = {item: np.clip(np.round(10 * values) / 10, 1, 7) for item, values in equals(noise).items()}
    (result,) = drivers_of(job_of("drivers", model(), answers), "attitude")
    return result


def test_a_driver_that_is_measured_better_is_not_first_alone(job_of: JobOf) -> None:
    result = analysed(job_of, noise=2.5)
    assert result.importance is not None
    assert result.account is not None
    # By the shares image leads alone; measured as well as image, trust may be first.
    assert result.importance.leaders == ("image",)
    assert result.account.fronts["johnson"] == ("image",)
    assert set(result.account.fronts["corrected"]) == {"image", "trust"}
    assert result.contested == ("trust",)
    assert result.leaders == result.in_front == ("image", "trust")


def test_equal_drivers_that_are_measured_alike_are_not_contested(job_of: JobOf) -> None:
    result = analysed(job_of, noise=1)
    assert result.importance is not None
    assert set(result.importance.leaders) == {"image", "trust"}
    assert result.contested == ()
    assert result.leaders == result.importance.leaders


def test_the_account_rests_on_the_questions_and_the_same_customers(job_of: JobOf) -> None:
    answers = {item: np.clip(np.round(values), 1, 7) for item, values in equals(1, n=300).items()}
    job = job_of("drivers", model(), answers)
    (result,) = drivers_of(job, "attitude")
    assert result.importance is not None
    assert result.account is not None
    assert result.account.resamples == result.importance.resamples
    items = job.survey.items
    for name in ("image", "trust"):
        expected = cronbach_alpha(items[list(ITEMS[name])]).value
        assert result.account.table.loc[name, "reliability"] == pytest.approx(expected, abs=1e-10)
    # A single question has none.
    assert np.isnan(result.account.table.loc["value", "reliability"])
    assert result.account.uncorrected == ("value",)
    correlations = result.importance.table["correlation"].to_dict()
    assert result.account.table["correlation"].to_dict() == pytest.approx(correlations, abs=1e-12)


def test_acts_that_are_added_up_have_no_reliability(job_of: JobOf) -> None:
    answers = {item: np.clip(np.round(values), 1, 7) for item, values in equals(1, n=300).items()}
    attitude = '[constructs.attitude]\nrole = "attitude"'
    added = model().replace(attitude, '[constructs.acts]\nrole = "behaviour"\nformative = true')
    (result,) = drivers_of(job_of("drivers", added, answers), "behaviour")
    assert result.account is not None
    assert result.account.uncorrected == ("value", "acts")


def test_a_lead_that_could_not_be_looked_at_is_not_said(job_of: JobOf) -> None:
    result = analysed(job_of, noise=2.5)
    assert result.account is not None
    without = {name: front for name, front in result.account.fronts.items() if name != "corrected"}
    refused = replace(result.account, fronts=without, corrected=None, refusal="of no real scores")
    assert replace(result, account=refused).unchecked
    assert replace(result, account=refused).leaders == ()
    # Where no reliability is known, there is nothing to look at.
    unknown = replace(refused, refusal="")
    assert not replace(result, account=unknown).unchecked
    assert replace(result, account=unknown).leaders == ("image",)
    assert result.account.corrected is not None
    unlimited = replace(result.account.corrected, leaders=(), left_out=0.02)
    assert replace(result, account=replace(result.account, fronts=without, corrected=unlimited)).leaders == ()


def test_it_is_computed_once(job_of: JobOf) -> None:
    answers = {item: np.clip(values, 1, 7) for item, values in equals(1, n=300).items()}
    job = job_of("drivers", model(), answers)
    assert drivers_of(job, "attitude") is drivers_of(replace(job), "attitude")
