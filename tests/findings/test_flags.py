"""What is said of a red flag where a claim would have stood."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.scales import answers, model, scales_job
from toolkit.analysis import baseline, drivers, followup
from toolkit.analysis.drivers import OutcomeDrivers
from toolkit.analysis.job import Job
from toolkit.findings import followup as say_followup
from toolkit.findings.baseline import scores as say_scores
from toolkit.findings.drivers.importance import outcome_drivers
from toolkit.findings.finding import rounded
from toolkit.findings.flags import MOST_PAIRS_APART, evidence, pairs
from toolkit.findings.reliability import reliability

JobOf = Callable[..., Job]
__all__ = ["job_of"]


def alike(job_of: JobOf) -> tuple[Job, OutcomeDrivers]:
    job = scales_job(job_of, answers(link=0.97), report="drivers")
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.importance is not None
    return job, replace(result, importance=replace(result.importance, leaders=("image",)))


def test_scores_say_who_is_not_compared_and_why(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(link=0.97) | {"v1": np.full(300, 4.0)}, value=("v1", "PRI_1"))
    said = {one.key: one for one in say_scores(job, baseline.scores(job))}
    assert "“Value for money”" in said["scores.left_out"].text
    assert said["scores.left_out"].evidence == "Cronbach’s alpha under the red flag."
    assert "“Image” and “Trust”" in said["scores.blurred"].text
    assert "HTMT" in said["scores.blurred"].evidence
    assert {said[key].strength for key in ("scores.left_out", "scores.blurred")} == {"warning"}


def test_a_first_driver_is_not_said_and_the_reason_is(job_of: JobOf) -> None:
    job, result = alike(job_of)
    first = outcome_drivers(job, result)[0]
    assert (first.key, first.strength, first.plain) == ("drivers.attitude.not_said", "warning", "")
    assert "may not tell these themes apart: “Image” and “Trust”" in first.text
    assert "HTMT" in first.evidence


def test_an_unreliable_driver_elsewhere_is_not_the_reason(job_of: JobOf) -> None:
    job, result = alike(job_of)
    first = outcome_drivers(job, replace(result, unreliable=("value",)))[0]
    assert "Value" not in first.text
    in_front = outcome_drivers(job, replace(result, unreliable=("image",)))[0]
    assert "the questions about “Image” do not belong together" in in_front.text


def test_a_driver_like_the_outcome_is_warned_of(job_of: JobOf) -> None:
    job, result = alike(job_of)
    found = outcome_drivers(job, replace(result, alike=(("image", "attitude"),)))
    (warned,) = [one for one in found if ".like_outcome." in one.key]
    assert warned.key == "drivers.attitude.like_outcome.image"
    assert "do not read it as a reason to work on “Image”" in warned.text
    assert not any(one.key.endswith((".leader", ".leaders")) for one in found)


def test_the_evidence_names_the_flag(job_of: JobOf) -> None:
    job = scales_job(job_of, answers() | {"t1": np.full(300, 4.0)}, attitude=("a1", "a2", "a3", "SWI_1"))
    assert evidence(job, ("trust",)) == "Cronbach’s alpha under the red flag."
    assert evidence(job, ("attitude",)) == "Questions in the score that do not ask for loyalty."
    assert evidence(job, ("attitude", "trust")).count("flag") == 1


def test_a_change_that_is_not_judged_names_the_flag(job_of: JobOf) -> None:
    pooled = model(attitude=("a1", "a2", "a3", "SWI_1"))
    job = job_of("followup", pooled, answers(1), answers(2))
    found = {one.key: one for one in say_followup.change(job, followup.change(job))}
    assert "Questions in the score that do not ask for loyalty." in found["change.unreliable"].evidence


@pytest.mark.parametrize("times", [1, MOST_PAIRS_APART, MOST_PAIRS_APART + 1])
def test_few_pairs_have_a_sentence_each(job_of: JobOf, times: int) -> None:
    job = scales_job(job_of, answers(link=0.97))
    flags = baseline.reliability(job).alike * times
    assert len(pairs(job, flags)) == (times if times <= MOST_PAIRS_APART else 1)


def test_numbers_leave_rounded_to_two_decimals(job_of: JobOf) -> None:
    job = scales_job(job_of, answers(link=0.97))
    found = {one.key: rounded(one) for one in reliability(job, baseline.reliability(job))}
    ratio = found["reliability.alike.image.trust"]["ratio"]
    assert ratio is not None
    assert ratio == round(ratio, 2)


def test_themes_are_told_apart_only_as_far_as_that_was_judged(job_of: JobOf) -> None:
    job = scales_job(job_of, answers())
    result = baseline.reliability(job)
    said = {one.key: one.text for one in reliability(job, result)}
    assert said["reliability.apart"].startswith("Customers tell the themes apart: of every two")
    some = result.pairs.assign(verdict=["unknown", *result.pairs["verdict"][1:]])
    some["high"] = some["high"].where(some["verdict"] == "unknown", 0.8996)
    said = {one.key: one.text for one in reliability(job, replace(result, pairs=some))}
    assert "wherever that could be judged" in said["reliability.apart"]
    assert "0.8996 at most" in said["reliability.apart"]
