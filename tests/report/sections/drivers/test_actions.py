"""The chapter on the actions and the plan, and the forecast."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from tests.action_client import BILL, CALL, action, action_job
from tests.arrow_client import with_answers
from tests.conftest import ROOT
from toolkit.analysis import drivers
from toolkit.analysis.drivers.actions import NPS, Actions
from toolkit.analysis.job import Job
from toolkit.findings import drivers as say
from toolkit.language import UNKNOWN, Language
from toolkit.report.blocks import Block, Figure, Findings, Forecast, Heading, Table
from toolkit.report.sections import drivers as sections
from toolkit.report.sections.common import HIDDEN
from toolkit.report.svg import safe_svg


@pytest.fixture(scope="module")
def job() -> Job:
    return action_job()


@pytest.fixture(scope="module")
def result(job: Job) -> Actions:
    found = drivers.actions(job)
    assert found is not None
    return found


def shown(job: Job, result: Actions | None) -> tuple[Block, ...]:
    return (
        *sections.actions(job, result, say.actions(job, result)),
        *sections.roadmap(job, result, say.roadmap(job, result)),
        *sections.actions_in_full(job, result),
    )


def tables(blocks: tuple[Block, ...]) -> dict[str, Table]:
    return {block.id: block for block in blocks if isinstance(block, Table)}


def test_the_chapter_has_its_parts_in_order(job: Job, result: Actions) -> None:
    kinds = [type(block) for block in shown(job, result)]
    assert kinds == [Heading, Findings, Figure, Table, Heading, Findings, Table, Table, Table, Heading, Table]
    levels = [block.level for block in shown(job, result) if isinstance(block, Heading)]
    assert levels == [1, 2, 2]


def test_gains_stand_from_large_to_small_with_their_margins(job: Job, result: Actions) -> None:
    table = tables(shown(job, result))["actions-gains"]
    assert [row["action"] for row in table.rows] == ["Call", "Bill", "Panel", "Course"]
    first = table.rows[0]
    assert result.gains is not None
    numbers = result.gains.table("attitude").loc["1"]
    assert first["gain"] == f"+{numbers['mean']:.1f}"
    assert first["margin"] == f"+{numbers['low']:.1f} to +{numbers['high']:.1f}"
    assert first["per_thousand"] == f"+{1000 * numbers['per_cost']:.2f}"
    assert first["driver"] == "Trust"
    assert table.rows[2]["per_thousand"] == UNKNOWN
    assert f"{UNKNOWN} costs nothing" in table.note
    assert {row["driver"] for row in table.rows} == {
        "Trust",
        "Satisfaction",
        "Involvement *",
        "Friendliness *",
    }
    assert "* These answers do not show its link." in table.note
    assert [column.key for column in table.columns][4:6] == ["nps", "nps_margin"]


def test_the_plan_tells_who_when_what_and_why_not(job: Job, result: Actions) -> None:
    rows = {row["action"]: row for row in tables(shown(job, result))["roadmap"].rows}
    assert rows["Call"] == {
        "phase": "First",
        "action": "Call",
        "owner": "Service",
        "period": "1 May 2025 to 31 July 2025",
        "cost": "€\xa040,000",
        "measure": "calls made",
    }
    assert rows["Bill"]["phase"] == "Next"
    assert rows["Bill"]["period"].startswith("1 August 2025 to ")
    assert rows["Bill"]["owner"] == rows["Bill"]["measure"] == UNKNOWN
    assert (rows["Course"]["phase"], rows["Course"]["period"]) == ("Later", "beyond the budget")
    flagged = replace(result, unknown={9: "flagged"}, steps=result.steps[:1])
    nine = replace_actions(job, 9)
    told = tables(sections.roadmap(nine, flagged, ()))["roadmap"].rows
    assert [row["phase"] for row in told] == ["First", "Not"]
    assert told[1]["period"] == "cannot be estimated"


def test_what_the_plan_brings_together_is_printed_as_it_is_told(job: Job, result: Actions) -> None:
    found = say.roadmap(job, result)
    rows = tables(sections.roadmap(job, result, found))["roadmap-together"].rows
    assert [row["part"] for row in rows] == ["What comes first", "The whole plan"]
    for row, key in zip(rows, ("roadmap.first", "roadmap.whole"), strict=True):
        (one,) = [finding for finding in found if finding.key == key]
        assert f"{row['gain_0']} points on “Attitude” (margin {row['margin_0']})" in one.text
    assert f"{rows[1]['gain_1']} on the NPS (margin {rows[1]['margin_1']})" in found[1].text
    assert "roadmap-together" not in tables(sections.roadmap(job, result, ()))
    assert result.gains is not None
    few = {
        name: replace(one, effects=replace(one.effects, n=6)) for name, one in result.gains.outcomes.items()
    }
    hidden = replace(result, gains=replace(result.gains, outcomes=few))
    (row, _) = tables(sections.roadmap(job, hidden, found))["roadmap-together"].rows
    assert {cell for key, cell in row.items() if key != "part"} == {HIDDEN}


def replace_actions(job: Job, number: int) -> Job:
    """The same job with so many actions."""
    more = (job.engagement.actions * number)[:number]
    engagement = job.engagement.model_copy(update={"actions": more})
    return Job(job.report, engagement, job.language, job.surveys)


def test_what_would_change_the_choice_has_a_row_per_uncertainty(job: Job, result: Actions) -> None:
    table = tables(shown(job, result))["what-would-change"]
    assert [row["what"] for row in table.rows] == [
        *(f"The link of “{name}”" for name in ("Trust", "Satisfaction", "Friendliness", "Involvement")),
        *(f"The lift of “{name}”" for name in ("Call", "Bill", "Course", "Panel")),
    ]
    assert all(row["cost"] == row["break_even"] == row["first"] == "" for row in table.rows[:4])
    assert result.sensitivity is not None
    assert sum(float(row["part"].rstrip("%")) for row in table.rows) == pytest.approx(100, abs=3)
    assert table.rows[4]["break_even"].startswith("€")
    none = result.sensitivity.costs.assign(break_even=[math.inf, math.nan, 1.0, 1.0])
    other = replace(result, sensitivity=replace(result.sensitivity, costs=none))
    limits = [row["break_even"] for row in tables(sections.roadmap(job, other, ()))["what-would-change"].rows]
    assert limits[4:6] == ["any cost", "not even for free"]


def test_the_adviser_s_own_numbers_stand_in_the_appendix(job: Job, result: Actions) -> None:
    row = tables(shown(job, result))["actions-inputs"].rows[3]
    assert (row["low"], row["likely"], row["high"], row["reach"]) == ("0.0", "+3.0", "+8.0", "30%")
    assert (row["cost"], row["weeks"]) == ("€\xa00", "2.0")


def test_the_figure_claims_nothing_and_tells_its_base(job: Job, result: Actions) -> None:
    (figure,) = [block for block in shown(job, result) if isinstance(block, Figure)]
    assert figure.title == "What each action may bring, if the links are causes"
    assert f"Base: {result.customers('attitude', 'trust')[0]} customers." in figure.note
    assert "Coloured: in the plan." in figure.note
    assert "Call +" in figure.alt
    assert safe_svg(figure.svg, "figure").width > 0


def test_where_all_or_nothing_is_in_the_plan_colour_tells_nothing() -> None:
    job = action_job(CALL, BILL, plan={})
    found = drivers.actions(job)
    (figure,) = [block for block in shown(job, found) if isinstance(block, Figure)]
    assert "Coloured" not in figure.note
    assert "#0b6e4f" not in figure.svg


def test_few_customers_are_hidden(job: Job, result: Actions) -> None:
    assert result.gains is not None
    outcomes = {
        name: replace(one, effects=replace(one.effects, n=6, n_effective=6.0))
        for name, one in result.gains.outcomes.items()
    }
    few = replace(result, gains=replace(result.gains, outcomes=outcomes))
    rows = tables(sections.actions(job, few, ()))["actions-gains"].rows
    assert {row["gain"] for row in rows} == {HIDDEN}


def test_without_actions_there_is_no_chapter_and_no_forecast(job: Job) -> None:
    assert shown(job, None) == ()
    assert sections.forecast(job, None) == ()


def test_what_cannot_be_estimated_is_listed_without_numbers(job: Job) -> None:
    rng = np.random.default_rng(1)
    noise = {f"ATT_{n}": rng.integers(1, 8, len(job.survey.items)) for n in range(1, 5)}
    flagged = with_answers(job, **noise)
    found = drivers.actions(flagged)
    blocks = shown(flagged, found)
    assert [type(block) for block in blocks] == [Heading, Findings, Heading, Table]
    assert len(tables(blocks)["actions-inputs"].rows) == 4
    assert sections.forecast(flagged, found) == ()


def test_the_forecast_tells_what_the_follow_up_is_to_score(job: Job, result: Actions) -> None:
    (block,) = sections.forecast(job, result)
    assert isinstance(block, Forecast)
    data = json.loads(json.dumps(block.data, allow_nan=False))
    assert (data["schema"], data["wave"], data["objective"]) == (1, "baseline", "attitude")
    assert (data["draws"], data["confidence"], data["seed"]) == (300, 0.95, job.engagement.seed)
    assert set(data["baseline"]) == {"attitude", NPS, "trust", "satisfaction", "friendliness", "involvement"}
    assert [one["number"] for one in data["actions"]] == [1, 4, 2]
    call, whole = data["actions"][0], data["total"]
    assert call["title"] == {"nl": "Call (nl)", "en": "Call"}
    assert (call["phase"], call["start"], call["end"]) == ("first", "2025-05-01", "2025-07-31")
    assert call["lift"] == {"low": 2, "likely": 5, "high": 9}
    gain = result.alone("attitude", 1)
    assert call["outcomes"]["attitude"] == {
        "expected": round(gain.mean, 2),
        "low": round(gain.low, 2),
        "high": round(gain.high, 2),
        "above_0": round(gain.p_positive, 3),
    }
    assert call["drivers"]["trust"]["expected"] == pytest.approx(31 / 6, abs=0.01)
    assert set(call["outcomes"]) == set(whole["outcomes"]) == {"attitude", NPS}
    assert set(whole["drivers"]) == {"trust", "satisfaction", "involvement"}
    # None of these leads to another.
    assert all(one["also_through"] == [] for one in whole["drivers"].values())
    assert whole["outcomes"]["attitude"]["expected"] == round(result.total("attitude").mean, 2)
    assert (whole["cost"], whole["start"], whole["end"]) == (65_000, "2025-05-01", "2025-10-31")
    assert result.sensitivity is not None
    assert whole["first_choice_kept"] == round(result.sensitivity.same_first, 3)


def test_the_forecast_tells_which_scores_may_rise_through_another_theme() -> None:
    name = action("Name", (1, 4, 8), 1, 1, driver="image")
    job = action_job(CALL, name, plan={})
    (block,) = sections.forecast(job, drivers.actions(job))
    assert isinstance(block, Forecast)
    whole = block.data["total"]["drivers"]
    assert {one: whole[one]["also_through"] for one in whole} == {"trust": ["image"], "image": []}
    # What is told of a driver is what is done to it, not what reaches it.
    assert whole["trust"]["expected"] == pytest.approx(31 / 6, abs=0.01)


def test_the_forecast_is_the_same_in_both_languages_and_holds_no_margin_that_may_not_be_told(
    job: Job, result: Actions
) -> None:
    dutch = replace(job, language=Language("nl"))
    assert sections.forecast(dutch, result) == sections.forecast(job, result)
    told = replace(result.now[NPS], low=math.nan, high=math.nan)
    (block,) = sections.forecast(job, replace(result, now={**result.now, NPS: told}))
    assert isinstance(block, Forecast)
    assert block.data["baseline"][NPS] == {"value": round(told.value, 1), "low": None, "high": None}


def test_the_page_on_the_forecast_tells_every_key(job: Job, result: Actions) -> None:
    text = (ROOT / "docs" / "forecast.md").read_text("utf-8")
    (block,) = sections.forecast(job, result)
    assert isinstance(block, Forecast)
    one = block.data["actions"][0]
    gain = one["outcomes"]["attitude"]
    for key in (*block.data, *one, *block.data["total"], *gain, *block.data["baseline"]["trust"], "run"):
        assert f"`{key}`" in text, key


def test_dutch_has_its_own_words(job: Job, result: Actions) -> None:
    dutch = replace(job, language=Language("nl"))
    found = tables(shown(dutch, result))
    assert found["roadmap"].rows[0]["phase"] == "Eerst"
    assert found["actions-gains"].title == "Wat elke actie kan opleveren"
