"""What is said of loyalty by report mark: no more than the tests allow."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.analysis.conftest import job_of
from tests.loyal_client import MODEL, answers, with_items
from toolkit.analysis import baseline
from toolkit.analysis.baseline import Curve
from toolkit.analysis.job import Job
from toolkit.findings import baseline as say
from toolkit.findings.finding import Finding
from toolkit.language import Language
from toolkit.measures.estimate import Estimate
from toolkit.measures.loyalty.bend import Bend

__all__ = ["job_of"]

JobOf = Callable[..., Job]


@pytest.fixture
def job(job_of: JobOf) -> Job:
    return job_of("baseline", MODEL, answers())


def _curve(job: Job) -> Curve:
    result = baseline.curve(job)
    assert result is not None
    return result


def _one(job: Job, result: Curve, key: str) -> Finding:
    (found,) = [finding for finding in say.curve(job, result) if finding.key == key]
    return found


def _bent(result: Curve, before: float, after: float, mark: float = 8) -> Curve:
    def about(value: float) -> Estimate:
        return Estimate(value, value - 1, value + 1, 400, "points", "percentile")

    bend = Bend(
        20.0,
        0.001,
        about(mark),
        about(60),
        about(before),
        about(after),
        about(after - before),
        about(7),
        (8.0,),
    )
    return replace(result, bend=bend, bend_p=0.003)


def test_nines_and_tens_are_set_against_sevens_and_eights(job: Job) -> None:
    result = _curve(job)
    step = result.steps[0]
    found = _one(job, result, "curve.step.attitude")
    assert found.strength == "shown"
    assert f"score {step.difference.value:.1f} points higher on “Attitude”" in found.text
    assert f"(margin {step.difference.low:.1f} to {step.difference.high:.1f})" in found.text
    assert found.plain.startswith("Satisfied is not the same as loyal")
    assert found.numbers["n"] == step.difference.n_first + step.difference.n_second
    behaviour = _one(job, result, "curve.step.behaviour")
    assert behaviour.plain == ""
    dutch = _one(replace(job, language=Language("nl")), result, "curve.step.attitude")
    assert dutch.plain.startswith("Tevreden is nog niet loyaal")


def test_without_a_shown_difference_satisfied_is_not_set_against_loyal(job: Job) -> None:
    result = _curve(job)
    steps = tuple(replace(step, p=0.2) for step in result.steps)
    found = _one(job, replace(result, steps=steps), "curve.step.attitude")
    assert found.strength == "not_shown"
    assert found.plain == found.decision == ""
    assert "is not shown (difference +" in found.text


def test_a_lower_score_is_called_lower_and_asks_nothing(job: Job) -> None:
    result = _curve(job)
    step = result.steps[0]
    turned = replace(step.difference, value=-6.0, low=-9.0, high=-3.0)
    found = _one(job, replace(result, steps=(replace(step, difference=turned),)), "curve.step.attitude")
    assert "score 6.0 points lower on “Attitude”" in found.text
    assert "(margin 3.0 to 9.0)" in found.text
    assert found.plain == found.decision == ""


def test_a_difference_too_small_to_matter_stays_off_the_first_page(job: Job) -> None:
    result = _curve(job)
    step = result.steps[0]
    small = replace(step.difference, value=2.0, low=1.0, high=3.0)
    found = _one(job, replace(result, steps=(replace(step, difference=small),)), "curve.step.attitude")
    assert found.strength == "shown"
    assert found.plain == ""


def test_bases_that_give_away_a_few_are_not_among_the_numbers(job: Job) -> None:
    result = _curve(job)
    steps = tuple(replace(step, very=None, satisfied=None) for step in result.steps)
    found = _one(job, replace(result, steps=steps, bases_hidden=True), "curve.step.attitude")
    assert "n" not in found.numbers
    assert "Of the first" not in found.text
    assert "points higher on “Attitude” (" in found.plain


def test_a_straight_line_is_not_called_bent(job: Job) -> None:
    result = replace(_curve(job), bend_p=0.2)
    found = _one(job, result, "curve.bend")
    assert found.strength == "not_shown"
    assert found.text.startswith("A bend in the line is not shown")
    assert "mark" not in found.numbers


def test_a_steeper_line_from_some_mark_on_is_said_with_its_place(job: Job) -> None:
    found = _one(job, _bent(_curve(job), 4, 12), "curve.bend")
    assert found.strength == "shown"
    assert found.text == (
        "From a mark of 8 (margin 7 to 9) each further mark goes with more on “Attitude”: +12.0 points "
        "(margin +11.0 to +13.0), below it +4.0 (margin +3.0 to +5.0). Part of that may be the ends of the scales: no "
        "score lies under 0, and a 10 also stands for all who would have given more."
    )


def test_a_bend_that_the_ends_of_the_scale_can_make_says_so(job: Job) -> None:
    flatter = _one(job, _bent(_curve(job), 9, 2), "curve.bend")
    assert "nothing about loyalty follows from this bend" in flatter.text
    last = _one(job, _bent(_curve(job), 4, 12, mark=9), "curve.bend")
    assert "which makes the last step steeper by itself" in last.text
    assert flatter.plain == last.plain == ""


def test_on_a_scale_that_does_not_hold_nothing_is_concluded(job: Job) -> None:
    result = replace(_bent(_curve(job), 4, 12), unreliable=("attitude",))
    found = say.curve(job, result)
    assert [finding.key for finding in found] == ["curve.unreliable.attitude", "curve.step.behaviour"]
    assert found[0].strength == "warning"


def test_nothing_is_said_where_no_mark_was_asked(job: Job) -> None:
    assert say.curve(job, None) == ()


def test_of_clients_whose_marks_tell_nothing_five_per_cent_are_said_to_have_a_curve(job: Job) -> None:
    wrong, trials = 0, 60
    for trial in range(trials):
        marks = job.survey.items["mark"]
        order = np.random.default_rng([9, trial]).permutation(len(marks))
        mixed = with_items(job, mark=marks.iloc[order].reset_index(drop=True))
        wrong += any(finding.strength == "shown" for finding in say.curve(mixed, _curve(mixed)))
    # 5% with a Monte Carlo error of 2.8 points.
    assert wrong / trials < 0.13
