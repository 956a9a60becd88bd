"""What is said of a course: the direction of its line, no more than its test, and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from tests.courses import course, course_job, not_judged, themes
from toolkit.analysis.job import Job
from toolkit.findings.finding import Finding
from toolkit.findings.followup import row, trend, trend_nps
from toolkit.findings.followup.trend_words import period
from toolkit.followup.course.trend import Trends, nps_trend
from toolkit.followup.course.xmr import xmr
from toolkit.language import Language


@pytest.fixture(scope="module")
def job() -> Job:
    return course_job()


def _told(job: Job, result: Any) -> dict[str, Finding]:
    return {finding.key: finding for finding in trend(job, result)}


def test_each_pattern_has_its_sentence(job: Job) -> None:
    told = _told(job, course())
    assert (
        "“Attitude” rises: over 3 years by +18.0 points along a straight line" in told["trend.attitude"].text
    )
    assert "“Satisfaction” falls" in told["trend.satisfaction"].text
    assert "rises, but not evenly" in told["trend.image"].text
    assert "falls, but not evenly" in told["trend.involvement"].text
    assert "“Trust”" in told["trend.back_and_forth"].text
    assert "“Behaviour”" in told["trend.the_same_throughout"].text
    assert {told[key].strength for key in ("trend.attitude", "trend.back_and_forth")} == {"shown"}
    assert "rose by 18.0 points in 3 years" in told["trend.attitude"].plain
    assert "cause" not in " ".join(one.text for one in told.values() if one.key != "trend.chart")


def test_lock_in_that_rises_is_no_good_news(job: Job) -> None:
    lock_in = _told(job, course())["trend.lock_in"]
    assert "not whether they are loyal" in lock_in.text
    assert lock_in.plain == ""


def test_a_rise_that_may_be_too_small_to_matter_says_so(job: Job) -> None:
    small = _told(job, course({"attitude": (60, 61.6, 63.2, 64.8)}, n=60))["trend.attitude"]
    assert "It is not certain that this is as much as the 5 points that matter." in small.text


def test_a_slight_change_and_none_and_an_undecided_one_are_not_called_trends(job: Job) -> None:
    found = themes(courses={"trust": (60, 61, 62, 63)})
    some = Trends(found.levels, found.trends.assign(pattern="slight"), found.steps)
    slight = _told(job, course(themes=some))
    assert "(+3.0)" in slight["trend.slight"].text
    undecided = _told(job, course({"trust": (60, 61, 60, 61)}, n=12))
    assert undecided["trend.not_decided"].strength == "not_shown"
    assert undecided["trend.not_decided"].plain == ""
    none = _told(job, course({"trust": (60, 62, 62, 60)}, n=30))
    assert "single waves may lie further apart" in none["trend.no_trend"].text


def test_steps_are_counted_alone_and_after_correction(job: Job) -> None:
    told = _told(job, course())
    numbers = told["trend.steps"].numbers
    assert numbers["steps"] == 21
    assert numbers["alone"] >= numbers["shown"] > 0
    assert told["trend.steps_shown"].text.startswith("The largest steps")
    few = _told(job, course({"trust": (60, 60, 60, 66), "image": (60, 60, 60, 60)}))
    assert few["trend.steps_shown"].text.startswith("Shown to be more than chance: “Trust” from")
    none = _told(job, course({"trust": (60, 60, 60, 60)}))
    assert "trend.steps_shown" not in none


RATINGS = {
    "rises: over 3 years by +30.0": (30, 40, 50, 60),
    "falls: over 3 years by −30.0": (60, 50, 40, 30),
    "is about the same in all waves": (40, 40, 40, 40),
    "goes back and forth": (40, 60, 60, 40),
    "neither shown nor ruled out": (40, 42, 40, 42),
}


@pytest.mark.parametrize(("said", "promoters"), RATINGS.items())
def test_the_recommendation_score_has_a_sentence_of_its_own(
    job: Job, said: str, promoters: tuple[int, ...]
) -> None:
    n = 4000 if promoters == (40, 40, 40, 40) else 100
    ratings = [[10] * (up * n // 100) + [8] * (n - up * n // 100) for up in promoters]
    found = _told(job, course(recommendation=nps_trend(ratings, range(4))))["trend.nps"]
    assert said in found.text
    assert found.strength == ("not_shown" if "ruled out" in said else "shown")
    assert bool(found.plain) == ("over 3 years by" in said)


def _nps(pattern: str) -> Trends:
    found = nps_trend([[10] * 40 + [5] * 60] * 4, range(4))
    return Trends(found.levels, found.trends.assign(pattern=pattern), found.steps)


def test_a_slight_or_no_trend_of_the_recommendation_score(job: Job) -> None:
    slight = _told(job, course(recommendation=_nps("slight")))["trend.nps"]
    assert "less than the 5 points that matter" in slight.text
    none = _told(job, course(recommendation=_nps("no trend")))["trend.nps"]
    assert "no rise or fall of 5 points or more over 3 years" in none.text


def test_the_chart_tells_a_signal_and_how_rough_its_limits_are(job: Job) -> None:
    def told(values: list[float]) -> Finding:
        chart = xmr(values, [one - 1 for one in values], [one + 1 for one in values])
        many = course(chart=chart, waves=("wave_1", "wave_2", "wave_3", "wave_4") * 5)
        return _told(job, many)["trend.chart"]

    flat = xmr([60.0] * 6, [59.0] * 6, [61.0] * 6)
    steady = course({"trust": (60, 60, 60, 60)}, chart=flat, waves=("wave_1", "wave_2") * 3)
    assert "stays within its ordinary up and down" in _told(job, steady)["trend.chart"].text
    assert "shows in all waves together" in told([60.0, 61, 62, 63, 64]).text
    few, rough, firm = told([60, 61, 60, 66]), told([60.0, 61] * 3), told([60.0, 61] * 9)
    assert "The chart only begins here; nothing follows from it yet." in few.text
    # Nothing can stand out yet, so that it is not said that nothing does.
    assert "stays within" not in few.text
    assert "these limits are rough" in rough.text
    assert (rough.strength, firm.strength) == ("warning", "fact")
    assert "rough" not in firm.text
    near = xmr([60.0] * 9 + [80.0], [40] * 10, [90] * 10)
    doubtful = _told(job, course(chart=near, waves=("wave_1", "wave_2") * 5))["trend.chart"]
    assert "lay just beyond" in doubtful.text
    assert "do not show that it stands out" in doubtful.text
    signal = told([60.0] * 9 + [80.0])
    assert "lay beyond its ordinary up and down" in signal.text


def test_what_is_not_in_the_course_is_told(job: Job) -> None:
    result = course(
        left_out=("effort",),
        hidden=("recovery",),
        not_alike=("friendliness",),
        without={"trust": ("wave_2",)},
        shortened={"image": 2},
        moved={"image": (job.engagement.constructs["image"].items[0],)},
        unreliable=("trust",),
        themes=not_judged(themes(), "trust"),
        one_wave_weighted=True,
    )
    told = _told(job, result)
    assert told["trend.left_out"].strength == told["trend.hidden"].strength == "too_few"
    assert "do not mean the same" in told["trend.not_alike"].text
    assert "has no score in: wave_2" in told["trend.trust.waves"].text
    assert "on 2 of its" in told["trend.image.shortened"].text
    assert "moved by themselves" in told["trend.image.moved"].text
    assert "Not judged: “Trust”" in told["trend.unreliable"].text
    assert "without weights" in told["trend.unweighted"].text
    assert "trend.back_and_forth" not in told


def test_nothing_is_said_where_there_is_no_course(job: Job) -> None:
    assert trend(job, None) == ()
    only_nps = _told(job, course(themes=None, roles={}, chart=None))
    assert set(only_nps) == {"trend.nps"}


def test_no_plain_sentence_holds_jargon_or_an_open_slot(job: Job) -> None:
    dutch = replace(job, language=Language("nl"))
    for finding in (*trend(job, course()), *trend(dutch, course())):
        assert "{" not in finding.text + finding.plain + finding.evidence
        for word in ("Holm", "slope", "F-test", "XmR", "regress"):
            assert word not in finding.text + finding.plain
    assert any("stijgt: over 3 jaar" in finding.text for finding in trend(dutch, course()))


@pytest.mark.parametrize(
    ("years", "said"),
    [(3.0, "3 years"), (1.02, "1 year"), (0.5, "6 months"), (2.5, "2.5 years"), (0.01, "1 month")],
)
def test_a_period_is_told_in_years_or_months(years: float, said: str) -> None:
    assert period(Language("en"), years) == said


def test_every_number_of_a_trend_is_kept(job: Job) -> None:
    numbers = pd.Series(_told(job, course())["trend.attitude"].numbers)
    assert numbers["low"] < numbers["difference"] < numbers["high"]
    assert numbers["slope"] == pytest.approx(6)


def test_a_change_between_first_and_last_says_that_it_goes_up_and_down(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row, "trend", lambda job: course())
    assert "it goes up and down" in row.up_and_down(job, "trust")
    assert [name for name in ("attitude", "behaviour", "nothing") if row.up_and_down(job, name)] == []
    monkeypatch.setattr(row, "trend", lambda job: None)
    assert row.up_and_down(job, "trust") == ""


def test_the_recommendation_has_a_doubt_where_its_question_is_used_otherwise(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising = nps_trend([[10] * good + [5] * (100 - good) for good in (20, 40, 60, 80)], range(4))
    found = course(recommendation=rising)
    assert "A doubt." not in _told(job, found)["trend.nps"].text
    monkeypatch.setattr(trend_nps, "used_otherwise", lambda job, item: "A doubt.")
    told = _told(job, found)["trend.nps"]
    assert told.text.endswith("A doubt.")
    assert told.plain.endswith("A doubt.")
