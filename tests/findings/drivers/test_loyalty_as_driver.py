"""What asks for loyalty itself explains none: it stands in the table, the report says so, and nothing rests on it."""

from collections.abc import Callable

import pytest

from tests.analysis.conftest import job_of
from tests.scales import answers, model
from toolkit.analysis import drivers
from toolkit.analysis.flags import flags_of, unreliable
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.findings.flags import asks_else, construct_flag

__all__ = ["job_of"]

JobOf = Callable[..., Job]


def job_with(job_of: JobOf, item: str, more: str = "") -> Job:
    """A client whose theme "value" is the first question on attitude, asked again, under this name."""
    asked = answers(n=400)
    return job_of("drivers", more + model(value=(item,)), asked | {item: asked["a1"]})


@pytest.mark.parametrize(
    ("item", "more"), [("ATT_2", ""), ("BEH_1", ""), ("mine", '[questions]\nrecommendation = "mine"\n')]
)
def test_a_driver_that_asks_for_loyalty_carries_no_claim(job_of: JobOf, item: str, more: str) -> None:
    more += f"[items.{item}]\nminimum = 0\nmaximum = 10\n" if more else ""
    job = job_with(job_of, item, more)
    (flag,) = flags_of(job, "value")
    assert (flag.reason, flag.items) == ("outcome", (item,))
    assert unreliable(job, ("image", "trust", "value")) == ("value",)
    (result,) = drivers.drivers_of(job, "attitude")
    assert result.importance is not None
    assert result.importance.leaders == ("value",)
    assert result.leaders == ()
    said = {one.key: one for one in say.drivers(job, (result,))}
    unsaid = said["drivers.attitude.not_said"]
    assert "ask for loyalty itself" in unsaid.text
    assert unsaid.plain == "Which theme comes first for “Attitude” cannot be said from these answers."
    told = said["drivers.attitude.outcome.value"]
    assert "asks for it itself" in told.text
    assert "it cannot explain it" in told.plain
    assert not any(one.strength == "shown" and "“value”" in one.text for one in said.values())
    levers = drivers.what_if(job)
    assert levers is not None
    assert "value" not in levers.drivers
    assert construct_flag(job, "value", flag).key == "reliability.value.outcome"


def test_an_outcome_may_ask_for_loyalty_and_a_driver_for_what_is_none(job_of: JobOf) -> None:
    job = job_with(job_of, "SAT_1")
    assert flags_of(job, "value") == ()
    asked = answers(n=100)
    attitude = {name: asked[name] for name in ("a1", "a2", "a3")}
    renamed = dict(zip(("ATT_2", "ATT_3", "ATT_4"), attitude.values(), strict=True))
    job = job_of("drivers", model(attitude=tuple(renamed)), asked | renamed)
    assert flags_of(job, "attitude") == ()


def test_no_chapter_blames_its_alpha(job_of: JobOf) -> None:
    """One question has no alpha; what is wrong with it is what it asks."""
    job = job_with(job_of, "ATT_2")
    assert asks_else(job, ("image", "value"))
    assert not asks_else(job, ("image", "trust"))
    (result,) = drivers.paths(job_with(job_of, "ATT_2", '[paths]\nimage = ["value"]\n'))
    told = " ".join(one.text for one in say.paths(job, (result,)))
    assert "no conclusion may rest on it" in told
    assert "belong together" not in told
