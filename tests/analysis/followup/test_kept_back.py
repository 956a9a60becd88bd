"""What one chapter keeps back of few customers, no other chapter tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.forecast_client import forecast, in_files, put
from toolkit.analysis import followup
from toolkit.analysis.followup.withheld import withheld
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.followup.changes.compare import NPS
from toolkit.notebook import open_job
from toolkit.report.blocks import Figure, Table
from toolkit.report.sections import followup as sections

N, FEW = 120, 4
MODEL = """
[constructs.trust]
role = "driver"
minimum = 0
maximum = 100
items = ["T1"]
[constructs.attitude]
role = "attitude"
minimum = 0
maximum = 100
items = ["A1"]
[constructs.advice]
role = "attitude"
minimum = 0
maximum = 10
items = ["R1"]
[questions]
recommendation = "R1"
[missing]
not_applicable = [999]
[segments.kind]
column = "kind"
[segments.called]
column = "called"
[[actions]]
title = "Call"
driver = "trust"
lift = { low = 1, likely = 3, high = 6 }
cost = 100
weeks = 1
carried_out = "yes"
group = { segment = "called", codes = ["yes"] }
"""


BEHAVIOUR = """
[constructs.behaviour]
role = "behaviour"
minimum = 0
maximum = 100
items = ["B1"]
"""


def answers(seed: int, *, low: int = 40, **columns: Any) -> dict[str, Any]:
    """One wave of the same customers, of whom `low` would not recommend."""
    draw = np.random.default_rng(seed)
    marks = np.array([3] * low + [8] * 40 + [10] * (N - low - 40))
    plain = {
        "id": [f"r{number}" for number in range(N)],
        "T1": np.round(draw.normal(50, 15, N).clip(0, 100)),
        "A1": np.round(draw.normal(50, 15, N).clip(0, 100)),
        "R1": marks,
        "kind": draw.choice(["old", "new"], N),
        "called": ["yes", "no", "no"] * (N // 3),
    }
    return plain | columns


def opened(place: Path, *waves: dict[str, Any]) -> Job:
    in_files(place, *waves, model=MODEL)
    return open_job("followup", "klein", workspace=str(place), language="en")


def test_a_course_is_without_the_wave_whose_margin_tells_of_few(tmp_path: Path) -> None:
    job = opened(tmp_path, *(answers(seed, low=FEW if seed == 2 else 40) for seed in (1, 2, 3, 4)))
    result = followup.trend(job)
    assert result is not None
    assert result.recommendation is not None
    assert result.withheld == ("w2",)
    assert result.recommendation.levels.loc["nps"].index.tolist() == [0, 2, 3]
    (told,) = [one for one in say.trend(job, result) if one.key == "trend.nps.withheld"]
    assert "is without: w2." in told.text


@pytest.fixture
def few(tmp_path: Path) -> Job:
    """Two waves, in the second of which very few would not recommend."""
    job = opened(tmp_path, answers(1), answers(2, low=FEW))
    put(job.engagement.folder, forecast())
    return job


def test_no_chapter_tells_the_margin_of_a_withheld_recommendation(few: Job) -> None:
    assert withheld(few).margin
    split = followup.composition(few)
    assert split is not None
    assert "recommendation score" not in split.table.index
    with_and_without = followup.impact(few)
    assert with_and_without is not None
    assert [one.measure for one in with_and_without.actions[0].effects or ()] == ["trust", "attitude"]


def test_the_forecast_of_a_withheld_recommendation_is_not_judged(tmp_path: Path) -> None:
    job = opened(tmp_path, answers(1), answers(2, low=FEW))
    planned = forecast()
    for part in (planned["total"], *planned["actions"]):
        part["drivers"] = {"trust": {**part["drivers"].get("trust", planned["total"]["drivers"]["trust"])}}
    planned["actions"] = [one for one in planned["actions"] if one["driver"] == "trust"]
    put(job.engagement.folder, planned)
    result = followup.forecast(job)
    assert result is not None
    assert result.table.at[NPS, "why_not"] == "withheld"
    assert result.table.loc[NPS, ["measured", "low", "high"]].isna().all()
    assert NPS not in str(result.record)
    (told,) = [one for one in say.forecast(job, result) if one.key == "forecast.withheld"]
    assert "fewer than 10" in told.text


def test_a_base_that_the_table_of_answers_hides_is_printed_nowhere(tmp_path: Path) -> None:
    def wave(seed: int) -> dict[str, Any]:
        found = answers(seed)
        # Of so few it is known that the question did not apply: who answered follows from all.
        return found | {"A1": np.where(np.arange(N) < FEW, 999, found["A1"])}

    job = opened(tmp_path, wave(1), wave(2))
    result = followup.change(job)
    split = followup.composition(job)
    blocks = (
        *sections.change(job, result, say.change(job, result)),
        *sections.composition(job, split, say.composition(job, split)),
        *sections.composition_in_full(job, split),
    )
    made = [block for block in blocks if isinstance(block, Table | Figure)]
    printed = [str(line) for one in made for line in (*getattr(one, "rows", ()), one.note)]
    assert {one.id for one in made} >= {"change", "change-table", "composition-table", "composition-segments"}
    assert not [line for line in printed if str(N - FEW) in line]
    assert any("not printed, as it would tell" in line for line in printed)


def test_how_few_did_not_answer_again_does_not_follow_from_who_did(tmp_path: Path) -> None:
    second = answers(2)
    second["id"] = [f"r{number + FEW}" for number in range(N)]
    job = opened(tmp_path, answers(1), second)
    linked = followup.linked_changes(job)
    told = [one.text for one in say.linked_changes(job, linked)]
    assert any("110 or more" in text for text in told)
    assert not any(str(N - FEW) in text for text in told)


def test_a_score_of_too_few_is_not_told_beside_that_of_the_forecast(tmp_path: Path) -> None:
    first = answers(1)
    first["A1"] = np.where(np.arange(N) < FEW, first["A1"], np.nan)
    job = opened(tmp_path, first, answers(2))
    planned = forecast(baseline={"attitude": {"value": 1.0, "low": 0.0, "high": 2.0}})
    for part in (planned["total"], *planned["actions"]):
        part["drivers"] = {"trust": {**part["drivers"].get("trust", planned["total"]["drivers"]["trust"])}}
    planned["actions"] = [one for one in planned["actions"] if one["driver"] == "trust"]
    put(job.engagement.folder, planned)
    result = followup.forecast(job)
    assert result is not None
    assert result.differs == {}


def picked(place: Path, on: str, first: dict[str, Any]) -> followup.ActionImpact:
    """The impact of a call to customers picked for a low score on this."""
    model = MODEL.replace('codes = ["yes"]', f'codes = ["yes"], picked_low = "{on}"')
    in_files(place, first, answers(2), model=model)
    job = open_job("followup", "klein", workspace=str(place), language="en")
    result = followup.impact(job)
    assert result is not None
    (one,) = result.actions
    return one


def test_customers_picked_for_a_low_mark_are_compared_with_others_of_that_mark(tmp_path: Path) -> None:
    first = answers(1)
    first["R1"] = np.where(np.array(first["called"]) == "yes", first["R1"] - 2, first["R1"])
    one = picked(tmp_path, "advice", first)
    assert one.why_not == ""
    assert one.equals is not None
    assert one.equals.index.tolist() == ["trust", "attitude", NPS]


def test_levels_of_those_picked_are_not_told_where_few_are_on_neither_side(tmp_path: Path) -> None:
    first = answers(1)
    assert picked(tmp_path / "all", "trust", first).regression is not None
    first["called"] = [None] * FEW + first["called"][FEW:]
    one = picked(tmp_path / "few", "trust", first)
    assert one.leftover
    assert one.regression is None
    assert one.lines is None


@pytest.mark.parametrize(("left", "told"), [(0, True), (FEW, False), (12, True)])
def test_how_few_detractors_left_does_not_follow_from_what_the_others_did(
    tmp_path: Path, left: int, told: bool
) -> None:
    model = MODEL.replace("[questions]", BEHAVIOUR + "[questions]")
    first, second = answers(1), answers(2)
    second["B1"] = second["T1"]
    # Detractors come first.
    second["id"] = [f"new{number}" if number < left else f"r{number}" for number in range(N)]
    in_files(tmp_path, {**first, "B1": first["T1"]}, second, model=model)
    result = followup.results(open_job("followup", "klein", workspace=str(tmp_path), language="en"))
    assert result is not None
    assert (result.lift("behaviour", "recommendation") is not None) == told
    assert result.lift("behaviour") is not None


YES = """
[constructs.problem]
role = "driver"
minimum = 0
maximum = 1
items = ["P1"]
"""


@pytest.mark.parametrize("yes", [FEW, 40])
def test_the_mean_of_yes_and_no_is_told_only_where_enough_said_each(tmp_path: Path, yes: int) -> None:
    problem = (np.arange(N) % (N // yes) == 0).astype(int)
    waves = [answers(seed, P1=problem) for seed in (1, 2, 3)]
    in_files(tmp_path, *waves, model=MODEL.replace("[questions]", YES + "[questions]"))
    job = open_job("followup", "klein", workspace=str(tmp_path), language="en")
    result, course = followup.change(job), followup.trend(job)
    assert course is not None
    assert course.themes is not None
    enough = yes > FEW
    assert ("problem" in result.table.index) == enough
    assert ("problem" in course.themes.trends.index) == enough
    assert ("problem" in result.hidden) == (not enough)


def test_nothing_is_said_of_who_left_where_nobody_did(tmp_path: Path) -> None:
    assert followup.attrition(opened(tmp_path / "all", answers(1), answers(2))) is None
    more = {name: [*values, values[0]] for name, values in answers(2).items()}
    more["id"][-1] = "new"
    # How few are new would follow from saying nothing here.
    result = followup.attrition(opened(tmp_path / "more", answers(1), more))
    assert result is not None
    assert result.too_few
