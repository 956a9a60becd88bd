"""Real customers over five waves: what is real after weighting, against values from R, and no cry of wolf."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.conftest import ROOT
from toolkit.analysis import followup
from toolkit.analysis.followup.frames import wave_scores
from toolkit.analysis.job import Job
from toolkit.findings import followup as say
from toolkit.followup.course.pattern import (
    BACK_AND_FORTH,
    FALLING,
    FALLING_UNEVENLY,
    RISING,
    RISING_UNEVENLY,
    SAME,
)
from toolkit.followup.course.trend import wave_trends
from toolkit.notebook import open_job

HOLDS = 25e-8  # one step of a scale from 1 to 5 is 25 points of 100
WHOLE = "airport_as_a_whole"
TRENDS = (RISING, FALLING, RISING_UNEVENLY, FALLING_UNEVENLY)


@pytest.fixture(scope="module")
def followed(shared: Path) -> tuple[Job, followup.Trend, float]:
    assert shared
    job = open_job("followup", "sfo-airport-five", workspace=str(ROOT / "tests" / "engagements"))
    start = time.process_time()
    result = followup.trend(job)
    assert result is not None
    return job, result, time.process_time() - start


def test_the_means_of_five_waves_are_those_of_r(
    followed: tuple[Job, followup.Trend, float], reference: Callable[[str], dict[str, Any]]
) -> None:
    _, result, _ = followed
    expected = reference("waves")["trend_2014_2018_Q7ALL"]
    assert result.themes is not None
    levels = result.themes.levels.loc[WHOLE]
    points = [25 * (mean - 1) for mean in expected["wmean_by_year"].values()]
    assert levels["estimate"].tolist() == pytest.approx(points, abs=HOLDS)
    assert levels["n"].tolist() == list(expected["n_by_year"].values())


def test_the_slope_over_five_years_is_that_of_r(
    followed: tuple[Job, followup.Trend, float], reference: Callable[[str], dict[str, Any]]
) -> None:
    job, result, _ = followed
    whole = job.over_time()
    waves = [wave_scores(whole, (WHOLE,), survey).assign(weight=survey.weights) for survey in whole.surveys]
    expected = reference("waves")["trend_2014_2018_Q7ALL"]
    for weights, slope, se in (
        (None, expected["slope"], expected["se"]),
        ("weight", expected["slope_weighted"], expected["se_weighted"]),
    ):
        # R counts the waves by their year, the report by the days between them: 365 or 366.
        row = wave_trends(waves, [WHOLE], range(5), weights=weights, equal_spread=True).trends.loc[WHOLE]
        assert row["slope"] == pytest.approx(25 * slope, abs=HOLDS)
        assert row["se"] / 4 == pytest.approx(25 * se, abs=HOLDS)
    assert result.themes is not None
    told = result.themes.trends.loc[WHOLE]
    assert told["slope"] == pytest.approx(25 * expected["slope_weighted"], rel=0.01)


def test_the_report_does_not_cry_wolf(
    followed: tuple[Job, followup.Trend, float], reference: Callable[[str], dict[str, Any]]
) -> None:
    _, result, _ = followed
    assert result.themes is not None
    table, steps = result.themes.trends, result.themes.steps
    # Unweighted, waves of the airport as a whole differ by p = .001; it moves within 2 points of 100.
    assert reference("waves")["trend_2014_2018_Q7ALL"]["anova_p"] < 0.002
    assert table.loc[WHOLE, "pattern"] == SAME
    assert not table["pattern"].isin(TRENDS).any()
    assert (table["pattern"] == SAME).sum() >= 13
    assert set(table.index[table["pattern"] == BACK_AND_FORTH]) == {"security", "wifi", "clean_toilets"}
    alone = int((steps["p"] < 0.05).sum())
    shown = steps.index[steps["verdict"].isin(["better", "worse"])]
    assert alone >= 4 * len(shown) > 0
    assert set(shown.get_level_values("measure")) == {"security"}


def test_the_sentences_say_so(followed: tuple[Job, followup.Trend, float]) -> None:
    job, result, _ = followed
    told = {finding.key: finding for finding in say.trend(job, result)}
    assert "Getting through security" in told["trend.back_and_forth"].text
    # So many are counted, not listed: the table names them.
    assert "14 of the 18 themes" in told["trend.the_same_throughout"].text
    assert result.themes is not None
    assert result.themes.trends.at[WHOLE, "pattern"] == "the same throughout"
    assert told["trend.steps"].numbers["shown"] == 3
    assert told["trend.chart"].strength == "warning"
    assert "these limits are rough" in told["trend.chart"].text


def test_five_waves_of_eighteen_themes_are_followed_within_two_seconds(
    followed: tuple[Job, followup.Trend, float],
) -> None:
    _, result, seconds = followed
    assert result.themes is not None
    assert len(result.themes.trends) == 18
    assert seconds < 2


def test_what_some_years_coded_otherwise_is_no_answer(followed: tuple[Job, followup.Trend, float]) -> None:
    job, _, _ = followed
    answers = pd.concat([survey.items for survey in job.read])
    assert answers["Q5TIMESFLOWN"].max() == 6
    assert set(answers[["Q22SJC", "Q22OAK"]].stack().dropna()) == {1, 2}
    assert len(job.read) == 5
