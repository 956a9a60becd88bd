"""The split of changes in an engagement: on which segments, and what comes out where the truth is known."""

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.analysis.followup.shifted import risen_job, shifted_job
from tests.conftest import ROOT
from toolkit.analysis.followup import change, composition, frames
from toolkit.analysis.followup.composition import NPS, by_other_customers, make_up, turned_round
from toolkit.analysis.job import Job
from toolkit.engagement import Engagement
from toolkit.engagement.advice import Action
from toolkit.findings.followup.row import by_other_customers as told
from toolkit.followup.composition.compare import split_waves
from toolkit.notebook import open_job


@pytest.fixture(scope="module")
def shifted() -> Job:
    return shifted_job()


@pytest.fixture(scope="module")
def risen() -> Job:
    return risen_job()


def with_engagement(job: Job, **changed: object) -> Job:
    return replace(job, engagement=job.engagement.model_copy(update=changed), memory={})


def test_other_customers_are_called_other_customers(shifted: Job) -> None:
    found = composition(shifted)
    assert found is not None
    assert found.segments == ("channel", "region")
    # The score rose on every theme that advisers' customers are more positive on, and nothing is real.
    assert change(shifted).table.loc["trust", "verdict"] == "better"
    assert found.table.loc[["trust", "satisfaction", "image"], "verdict"].tolist() == ["composition"] * 3
    assert not found.table["verdict"].isin(["real", "both"]).any()
    assert found.table.loc["trust", "composition"] > 5
    told = found.contributions.set_index(["measure", "segment"])["estimate"]
    assert told["trust", "channel"] == pytest.approx(found.table.loc["trust", "composition"], abs=0.5)
    assert found.table["gap_p_holm"].min() > 0.05


def test_a_rise_while_like_customers_fall_is_told_as_turned_round(
    shifted: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = composition(shifted)
    assert result is not None
    table = result.table.assign(verdict="not decided", within=1.0)
    table.loc["trust", ["verdict", "difference", "within"]] = ["both", 4.9, -4.1]
    table.loc["image", ["verdict", "difference", "within"]] = ["both", 4.9, 2.0]
    made = replace(result, table=table)
    monkeypatch.setattr(sys.modules["toolkit.analysis.followup.composition"], "composition", lambda _: made)
    assert turned_round(shifted) == by_other_customers(shifted) == ("trust",)
    assert "customers who are alike moved the other way" in told(shifted, "trust")
    assert "of customers who are alike no change is shown" in told(shifted, "image")


def test_weights_that_know_who_answered_leave_nothing_to_explain() -> None:
    found = composition(shifted_job(weighted=True))
    assert found is not None
    assert set(found.table["verdict"]) == {"not decided"}
    assert abs(found.table.loc["trust", "composition"]) < 1.5


def test_a_rise_of_trust_is_real_and_the_change_is_that_of_the_chapter_on_change(risen: Job) -> None:
    found, changed = composition(risen), change(risen)
    assert found is not None
    assert found.table.loc["trust", "verdict"] == "real"
    assert (found.table["verdict"] != "composition").all()
    for column in ("before", "after", "difference", "n_before", "n_after"):
        same = found.table.loc[changed.table.index, column].astype(float)
        assert same.tolist() == pytest.approx(changed.table[column].astype(float).tolist())
    assert changed.recommendation is not None
    assert found.table.loc[NPS, "difference"] == pytest.approx(changed.recommendation["difference"])
    assert found.table.loc[NPS, "difference_p_holm"] == pytest.approx(changed.recommendation["p"])
    assert composition(risen) is found


def test_what_customers_went_through_is_no_make_up(shifted: Job) -> None:
    segments = shifted.engagement.segments
    lived = {
        "channel": segments["channel"].model_copy(update={"experience": True}),
        "region": segments["region"],
    }
    job = with_engagement(shifted, segments=lived)
    assert make_up(job) == ("region",)
    found = composition(job)
    assert found is not None
    # Without the segment that shifted, the rise is one of like customers: no more is known.
    assert found.table.loc["trust", "verdict"] == "real"


def test_who_had_an_action_is_no_make_up(shifted: Job) -> None:
    group = {"segment": "channel", "codes": ["adviser"]}
    told = {"title": "Call", "driver": "trust", "cost": 1000, "weeks": 4, "group": group}
    action = Action.model_validate(told | {"lift": {"low": 1, "likely": 5, "high": 10}})
    assert make_up(with_engagement(shifted, actions=(action,))) == ("region",)


def test_without_a_segment_of_both_waves_there_is_no_split(shifted: Job) -> None:
    first, last = shifted.surveys
    without = replace(last, segments=last.segments[[]])
    assert composition(replace(shifted, surveys=(first, without), memory={})) is None


def test_a_group_that_one_wave_lacks_takes_the_segment_with_it(shifted: Job) -> None:
    first, last = shifted.surveys
    kept = (last.segments["channel"] != "adviser").to_numpy()
    fewer = replace(
        last,
        items=last.items[kept].reset_index(drop=True),
        reasons=last.reasons[kept].reset_index(drop=True),
        segments=last.segments[kept].reset_index(drop=True),
        key=None if last.key is None else last.key[kept].reset_index(drop=True),
        open=last.open[kept].reset_index(drop=True),
    )
    found = composition(replace(shifted, surveys=(first, fewer), memory={}))
    assert found is not None
    assert found.segments == ("region",)
    assert set(found.left_out) == {("channel", "unmatched")}
    assert found.left_out["channel", "unmatched"] == tuple(found.table.index)


def test_no_group_under_the_minimum_cell_is_compared(shifted: Job) -> None:
    strict = with_engagement(
        shifted, privacy=shifted.engagement.privacy.model_copy(update={"minimum_cell": 200})
    )
    found = composition(strict)
    assert found is not None
    assert found.segments == ("region",)
    assert found.left_out["channel", "one_group"] == tuple(found.table.index)
    assert found.contributions["n"].min() >= 200


def test_weights_that_make_both_waves_alike_are_recognised(shifted: Job) -> None:
    first, last = shifted.surveys
    wanted = pd.Series({"website": 0.4, "telephone": 0.3, "adviser": 0.3})
    surveys = []
    for one in (first, last):
        codes = one.segments["channel"].astype(str)
        surveys.append(replace(one, weights=codes.map(wanted / codes.value_counts(normalize=True))))
    found = composition(replace(shifted, surveys=tuple(surveys), memory={}))
    assert found is not None
    assert found.alike == ("channel",)
    told = found.contributions.set_index(["segment", "measure"])["estimate"]["channel"]
    assert told[["trust", "satisfaction", "image"]].tolist() == pytest.approx([0, 0, 0], abs=0.05)


@pytest.fixture(scope="module")
def airport(shared: Path) -> Job:
    return open_job("followup", "sfo-airport", workspace=str(ROOT / "tests" / "engagements"))


def test_the_airport_of_2018_had_other_hours_but_its_falls_are_real(airport: Job) -> None:
    assert isinstance(airport.engagement, Engagement)
    assert make_up(airport) == ("residence", "tenure", "time_of_day")
    found = composition(airport)
    assert found is not None
    real = found.table.index[found.table["verdict"] == "real"].tolist()
    assert real == ["cleanliness", "security", "rival_airports", "clean_toilets", NPS]
    assert not found.table["verdict"].isin(["composition", "both"]).any()
    assert found.table["gap"].abs().max() < 0.05
    assert found.most < 5
    # Without weights another part of the day answered, which accounts for a part of the longer way through security.
    scores, names = frames(airport), list(make_up(airport))
    waves = zip((scores.before, scores.after), airport.surveys, strict=True)
    before, after = (frame.join(survey.segments[names]) for frame, survey in waves)
    bare = split_waves(before, after, ["security"], names).table.loc["security"]
    assert bare["verdict"] == "both"
    assert bare["composition"] < 3 * found.table.loc["security", "composition"]
