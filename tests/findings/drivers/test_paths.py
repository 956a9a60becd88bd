"""What is said of ways along arrows: no more than the tests allow, and nothing of a theme with a flag."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.arrow_client import arrow_job, with_answers
from toolkit.analysis import drivers
from toolkit.analysis.drivers.paths import OutcomePaths
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.finding import Finding


@pytest.fixture(scope="module")
def job() -> Job:
    return arrow_job()


@pytest.fixture
def attitude(job: Job) -> OutcomePaths:
    return drivers.paths(job)[0]


def found(job: Job, result: OutcomePaths) -> dict[str, Finding]:
    return {finding.key.removeprefix("paths.attitude."): finding for finding in say.paths(job, (result,))}


def with_effect(result: OutcomePaths, kind: str, **numbers: float) -> OutcomePaths:
    """The same result with other numbers for an effect of image."""
    assert result.fit is not None
    effects = result.fit.effects.copy()
    here = (effects["cause"] == "image") & (effects["kind"] == kind)
    for name, value in numbers.items():
        effects.loc[here, name] = value
    return replace(result, fit=replace(result.fit, effects=effects))


def row(result: OutcomePaths, kind: str) -> pd.Series:
    assert result.fit is not None
    return result.fit.effect("image", kind)


def test_an_indirect_effect_is_told_with_its_margin_and_its_condition(
    job: Job, attitude: OutcomePaths
) -> None:
    told = found(job, attitude)["through.image"]
    assert told.strength == "shown"
    assert told.text.startswith("If the arrows point the right way, 10 points more on “Image” go with +")
    assert "“Trust”, “Satisfaction” and “Involvement”" in told.text
    assert told.plain.startswith("Assuming that “Image” comes first, it is linked")
    assert told.numbers["indirect"] == pytest.approx(10 * row(attitude, "indirect")["estimate"])
    assert attitude.fit is not None
    assert told.numbers["n"] == attitude.fit.n
    assert "where do we begin" in told.decision.lower()
    for word in ("cause", "leads to more", "effect of"):
        assert word not in told.text


def test_a_link_beside_it_is_only_told_where_it_is_shown(job: Job, attitude: OutcomePaths) -> None:
    none = found(job, with_effect(attitude, "direct", p_adjusted=0.3))["through.image"]
    same = found(job, with_effect(attitude, "direct", p_adjusted=0.01, estimate=0.1))["through.image"]
    opposite = found(job, with_effect(attitude, "direct", p_adjusted=0.01, estimate=-0.1))["through.image"]
    unsure = found(job, with_effect(attitude, "total", p_adjusted=0.2))["through.image"]
    assert "adds something beside that is not shown" in none.text
    less = float(row(attitude, "indirect")["estimate"]) * 0.9
    whole = with_effect(attitude, "total", estimate=less)
    more = found(job, with_effect(whole, "direct", p_adjusted=0.3, estimate=-less / 9))["through.image"]
    assert "Of these" not in more.text
    assert "A link of its own beside that is not shown; with −" in more.text
    assert more.plain == none.plain
    assert "the rest is a link of its own" in same.text
    assert "the other way round" in opposite.text
    assert "the other way round" in opposite.plain
    assert "not shown to differ from 0" in unsure.text
    assert unsure.plain == ""
    assert unsure.decision == ""


def test_of_an_arrow_that_is_not_drawn_nothing_is_said_as_if_it_was_tested() -> None:
    """Image leads to behaviour through trust alone: its direct effect is 0 by drawing, and has no margin."""
    job = arrow_job(paths={"behaviour": ["trust"]})
    result = drivers.paths(job)[1]
    told = {finding.key: finding for finding in say.paths(job, (result,))}["paths.behaviour.through.image"]
    assert "no arrow from “Image” straight to “Behaviour”" in told.text
    assert "not shown" not in told.text + told.plain
    # Its total effect is the indirect one: a larger family of totals does not make that unsure.
    unsure = with_effect(result, "total", p_adjusted=0.2)
    assert {finding.key: finding.text for finding in say.paths(job, (unsure,))}[told.key] == told.text


def test_themes_between_that_are_not_shown_by_themselves_are_not_named(
    job: Job, attitude: OutcomePaths
) -> None:
    assert attitude.fit is not None
    routes = attitude.fit.routes.copy()
    routes.loc[routes["through"] == "involvement", "p_adjusted"] = 0.4
    told = found(job, replace(attitude, fit=replace(attitude.fit, routes=routes)))["through.image"]
    assert "other themes, among them “Trust” and “Satisfaction”" in told.text
    assert "Involvement" not in told.text + told.plain + told.decision


def test_an_indirect_effect_within_chance_is_not_told(job: Job, attitude: OutcomePaths) -> None:
    told = found(job, with_effect(attitude, "indirect", p_adjusted=0.06))
    assert "through.image" not in told
    assert told["none"].strength == "not_shown"


@pytest.mark.parametrize("name", ["image", "trust", "attitude"])
def test_a_flag_on_a_theme_along_the_way_stops_the_sentence(
    job: Job, attitude: OutcomePaths, name: str
) -> None:
    told = found(job, replace(attitude, unreliable=(name,)))
    assert "through.image" not in told
    assert job.label(name) in told["flagged"].text
    assert told["flagged"].strength == "warning"


def test_a_flag_elsewhere_does_not(job: Job, attitude: OutcomePaths) -> None:
    told = found(job, replace(attitude, unreliable=("friendliness", "lock_in")))
    assert "through.image" in told
    assert "flagged" not in told
    assert "left_out" not in told  # all of them came from friendliness


def test_themes_that_are_not_told_apart_stop_what_tells_them_apart(job: Job, attitude: OutcomePaths) -> None:
    stopped = found(job, replace(attitude, alike=(("image", "trust"),)))
    assert "through.image" not in stopped
    assert "“Image” and “Trust”" in stopped["blurred"].text
    together = found(job, replace(attitude, alike=(("satisfaction", "trust"), ("trust", "friendliness"))))
    assert "through.image" in together
    assert "blurred" not in together


def test_what_the_drawing_leaves_out_is_told_once(job: Job) -> None:
    told = [finding for finding in say.paths(job, drivers.paths(job)) if finding.key.endswith("left_out")]
    assert [finding.key for finding in told] == ["paths.attitude.left_out"]
    assert "“Friendliness” to “Trust”" in told[0].text


def test_a_drawing_that_leaves_nothing_out_is_said_to_with_reserve(job: Job, attitude: OutcomePaths) -> None:
    assert attitude.fit is not None
    whole = replace(
        attitude, fit=replace(attitude.fit, left_out=attitude.fit.left_out.assign(p_adjusted=0.5))
    )
    told = found(job, whole)["complete"]
    assert told.strength == "not_shown"
    assert "may have gone unseen" in told.text
    many = pd.concat([attitude.fit.left_out] * 2, ignore_index=True)
    assert (
        "and 2 more" in found(job, replace(whole, fit=replace(attitude.fit, left_out=many)))["left_out"].text
    )


def test_an_arrow_from_a_theme_that_is_not_told_apart_is_not_said_to_be_missing(
    job: Job, attitude: OutcomePaths
) -> None:
    """Nor that none is: friendliness and image lead to the same themes, and which of them does is not known."""
    told = found(job, replace(attitude, alike=(("image", "friendliness"),)))
    assert "left_out" not in told
    assert "complete" not in told


def test_too_few_resamples_to_show_a_missing_arrow_do_not_show_that_none_is(
    job: Job, attitude: OutcomePaths
) -> None:
    assert attitude.fit is not None
    rows = pd.concat([attitude.fit.left_out] * 10, ignore_index=True).assign(p_adjusted=1.0)
    assert "complete" in found(job, replace(attitude, fit=replace(attitude.fit, left_out=rows[:9])))
    assert "complete" not in found(job, replace(attitude, fit=replace(attitude.fit, left_out=rows[:26])))


def test_a_refusal_is_told_with_its_reason(job: Job) -> None:
    same = {f"TRU_{n}": job.survey.items[f"IMG_{n}"] for n in range(1, 5)}
    other = with_answers(job, **same)
    told = say.paths(other, drivers.paths(other))
    assert [finding.key for finding in told] == ["paths.attitude.refused", "paths.behaviour.refused"]
    assert "they are one" in told[0].evidence


def test_the_sentences_are_dutch_too() -> None:
    job = arrow_job(language="nl")
    told = say.paths(job, drivers.paths(job))
    assert all(finding.text and "{" not in finding.text for finding in told)
    assert any("Als de pijlen kloppen" in finding.text for finding in told)
