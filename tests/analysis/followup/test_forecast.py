"""Forecasts against what was measured, of a client of which every change is known."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.forecast_client import MODEL, computed_once, forecast, gain, in_folder, put, wave, written
from toolkit.analysis import followup
from toolkit.analysis.followup import scored
from toolkit.analysis.followup.forecast import title_of
from toolkit.analysis.followup.rounds import matched, rounds
from toolkit.analysis.followup.scored import FLAGGED, NOT_CARRIED_OUT, NOT_MEASURED
from toolkit.analysis.job import Job
from toolkit.engagement.scores import SCORES, read_scores
from toolkit.errors import IntakeError, ReportError
from toolkit.followup.forecast import Limits, joined, score_forecast
from toolkit.followup.steering import Carried
from toolkit.measures.nps import net_promoter_score

CHANGES = {"trust": 10.0, "service": 0.0, "effort": 10.0, "attitude": 4.0}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Two waves: trust +10, effort +10 among the half with an opinion, attitude +4, service the same."""
    return written(tmp_path_factory.mktemp("base"), MODEL, wave(seed=1), wave(seed=2, **CHANGES))


@pytest.fixture
def made(base: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    computed_once(monkeypatch, scored, "change")
    return in_folder(base, tmp_path / "clients" / "klein")


def kept(job: Job, *forecasts: dict[str, Any], **options: Any) -> followup.ScoredForecast:
    for one in forecasts or (forecast(),):
        put(job.engagement.folder, one, **options)
    result = followup.forecast(replace(job, memory={}))
    assert result is not None
    return result


def told(job: Job, **carried: Carried) -> Job:
    """The same client, with what came of the actions by their title."""
    actions = tuple(
        one.model_copy(update={"carried_out": carried.get(job.text(one.title).lower(), one.carried_out)})
        for one in job.engagement.actions
    )
    engagement = job.engagement.model_copy(update={"actions": actions})
    return replace(job, engagement=engagement, memory={})


def test_without_a_forecast_there_is_nothing_to_score(made: Job) -> None:
    assert followup.forecast(made) is None


def test_each_driver_and_outcome_is_held_against_its_measured_change(made: Job) -> None:
    result = kept(made)
    table, changed = result.table, followup.change(made)
    assert table.index.tolist() == ["trust", "service", "effort", "attitude", "nps"]
    assert table["kind"].tolist() == ["driver", "driver", "driver", "outcome", "nps"]
    row, measured = table.loc["trust"], changed.table.loc["trust"]
    assert (row["measured"], row["low"], row["high"]) == tuple(measured[["difference", "low", "high"]])
    found = score_forecast(Limits(10, 5, 15), Limits(row["measured"], row["low"], row["high"]))
    assert (row["right_low"], row["right_high"], row["p"]) == (found.low, found.high, found.p)
    assert (row["verdict"], bool(row["could_tell"]), bool(row["rises"])) == ("inside", True, True)
    assert result.titles_of(made, "trust") == ("Call", "Write")
    assert table.at["service", "verdict"] == "below"
    assert not table.at["service", "rises"]
    assert changed.recommendation is not None
    assert table.at["nps", "measured"] == changed.recommendation["difference"]
    assert set(result.tested.index) <= set(table.index)


def test_a_touchpoint_counts_for_the_part_of_the_customers_with_an_opinion(made: Job) -> None:
    row = kept(made).table.loc["effort"]
    whole = followup.change(made).table.loc["effort"]
    assert row["share"] == pytest.approx(0.5)
    assert row["measured"] == pytest.approx(whole["difference"] / 2)
    assert row["high"] - row["low"] == pytest.approx((whole["high"] - whole["low"]) / 2)
    assert row["verdict"] == "inside"


def test_what_was_not_carried_out_is_not_judged(made: Job) -> None:
    none = kept(told(made, call="no", write="no"))
    assert none.table.at["trust", "why_not"] == NOT_CARRIED_OUT
    assert none.table.at["trust", "verdict"] == ""
    assert np.isfinite(none.table.at["trust", "measured"])
    one = kept(told(made, write="no")).table.loc["trust"]
    # What is left of the driver is one action, by its own number.
    assert (one["expected"], one["forecast_low"], one["forecast_high"]) == (8, 5, 11)
    all_of_it = kept(told(made, call="no", write="no", desk="no", portal="no"))
    assert set(all_of_it.table["why_not"]) == {NOT_CARRIED_OUT}
    assert len(all_of_it.tested) == 0


def test_outcomes_of_a_plan_done_in_part_are_added_up_at_their_widest(made: Job) -> None:
    row = kept(told(made, desk="no")).table.loc["attitude"]
    expected = joined([Limits(1.0, 0.5, 1.5)] * 3, independent=False)
    assert (row["expected"], row["forecast_low"], row["forecast_high"]) == pytest.approx(tuple(expected))


def test_partly_and_not_told_are_judged_and_named(made: Job) -> None:
    table = kept(told(made, call="partly", desk=None)).table
    assert table.at["trust", "carried"] == "partly"
    assert table.at["service", "carried"] == "unknown"
    assert table.at["attitude", "carried"] == "partly"
    assert (table.loc[["trust", "service"], "verdict"] != "").all()


def test_the_family_is_corrected_and_a_single_p_value_is_not(made: Job) -> None:
    table = kept(made).table
    assert (table["p_holm"] >= table["p"]).all()
    assert table["p_holm"].min() == pytest.approx(min(1, 5 * table["p"].min()))


def test_another_confidence_is_taken_over_from_the_forecast(made: Job) -> None:
    usual = kept(made).table.loc["trust"]
    result = kept(made, forecast(confidence=0.8))
    row = result.table.loc["trust"]
    assert row["measured"] == usual["measured"]
    assert row["high"] - row["low"] < 0.7 * (usual["high"] - usual["low"])
    # What promises 80% is not counted among what promises 95%.
    assert result.own is None


def test_a_theme_that_one_wave_did_not_ask_is_not_measured(tmp_path: Path) -> None:
    after = {name: values for name, values in wave(seed=2).items() if name != "S1"} | {"S1": np.nan}
    job = written(tmp_path, MODEL, wave(seed=1), after)
    assert kept(job).table.at["service", "why_not"] == NOT_MEASURED


def test_a_theme_that_may_carry_no_claim_is_not_judged(made: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    found = followup.change(made)
    found.table.loc["trust", "verdict"] = followup.NOT_JUDGED
    monkeypatch.setattr(scored, "change", lambda _: found)
    row = kept(made).table.loc["trust"]
    assert (row["why_not"], row["verdict"]) == (FLAGGED, "")
    assert np.isfinite(row["measured"])


def test_waves_of_which_nothing_compares_are_not_measured(made: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Job) -> followup.Change:
        raise ReportError("nothing to compare")

    monkeypatch.setattr(scored, "change", refused)
    result = kept(made)
    assert set(result.table["why_not"]) == {NOT_MEASURED}
    assert len(result.tested) == 0
    assert result.own is None


def test_what_nobody_kept_stands_in_and_does_not_count(made: Job) -> None:
    result = kept(made, kept=None)
    assert not result.round.file.aside
    assert not result.round.counts
    assert result.own is None
    assert result.record == {}
    # As soon as one is kept of that wave, that one is judged.
    assert kept(made, forecast(run="00000001")).round.file.data.run == "00000001"


@pytest.mark.parametrize(("day", "late"), [("2022-02-01", False), ("2022-02-02", True)])
def test_what_was_kept_when_the_wave_had_begun_is_late(made: Job, day: str, late: bool) -> None:
    result = kept(made, kept=day)
    assert result.round.late == late
    assert (result.own is None) == late


def test_the_last_kept_of_a_wave_is_judged_and_the_others_are_named(made: Job) -> None:
    put(made.engagement.folder, forecast(run="0000000f"), kept="2021-03-01")
    result = kept(made, forecast(run="00000001"))
    assert result.round.file.data.run == "00000001"
    assert result.round.others == ("forecasts/w1-0000000f.json",)


def test_a_forecast_of_the_last_wave_waits(made: Job) -> None:
    put(made.engagement.folder, forecast(wave="w2", run="00000002"))
    found = rounds(made)
    assert found.judged == ()
    assert found.not_yet == ("forecasts/w2-00000002.json",)
    assert followup.forecast(made) is None


def test_a_broken_forecast_stops_the_report_with_its_name(made: Job) -> None:
    put(made.engagement.folder, forecast(draws=0))
    with pytest.raises(IntakeError, match=r"forecasts/w1-0a1b2c3d\.json"):
        followup.forecast(made)


def test_plans_follow_each_other(tmp_path: Path) -> None:
    waves = [wave(seed=1), wave(seed=2, trust=10), wave(seed=3, trust=10, service=4)]
    job = written(tmp_path, MODEL, *waves)
    put(job.engagement.folder, forecast())
    put(job.engagement.folder, forecast(wave="w2", run="00000002"), kept="2022-04-01")
    found = rounds(job)
    spans = [tuple(survey.wave for survey in one.job.surveys) for one in found.judged]
    assert spans == [("w1", "w2"), ("w2", "w3")]
    result = followup.forecast(job)
    assert result is not None
    assert result.round.file.data.wave == "w2"
    # Trust rose in the first round; what the second expected of it did not come.
    assert result.table.at["trust", "verdict"] == "below"
    assert result.own is not None
    assert result.own.rounds == 2
    # Six promoters in the second wave: the margin of the NPS would tell, so neither round has it.
    assert [len(one["predictions"]) for one in result.record["rounds"]] == [4, 4]
    fewer = replace(job, surveys=job.surveys[::1], series=(job.series[1], job.series[2]), memory={})
    assert rounds(replace(fewer, surveys=fewer.series)).not_read == ("forecasts/w1-0a1b2c3d.json",)


def test_actions_are_known_again_by_title_and_else_by_number(made: Job) -> None:
    def found(**titles: str) -> list[tuple[int | None, str]]:
        data = forecast()
        for one in data["actions"]:
            for code in ("nl", "en"):
                one["title"][code] = titles.get(one["title"]["en"].lower(), one["title"][code])
        path = put(made.engagement.folder, data)
        parsed = followup.forecast(replace(made, memory={}))
        assert parsed is not None
        path.unlink()
        return [(one.own, one.match) for one in parsed.round.actions]

    assert found() == [(1, "title"), (2, "title"), (3, "title"), (4, "title")]
    assert found(desk="Counter")[2] == (3, "number")
    # A number that is another action's by title is not taken.
    swapped = found(call="BELLEN ", write="Loket", desk="Else")
    assert swapped == [(1, "title"), (3, "title"), (None, ""), (4, "title")]


def test_a_number_of_another_theme_is_another_action(made: Job) -> None:
    kept(made)
    data = rounds(replace(made, memory={})).judged[0].file.data
    others = tuple(one for one in made.engagement.actions if one.driver != "service")
    found = matched(data, others, made.wave(made.surveys[-1]).end)
    assert [(one.own, one.carried) for one in found] == [
        (1, "yes"),
        (2, "yes"),
        (None, "unknown"),
        (3, "yes"),
    ]
    job = replace(made, engagement=made.engagement.model_copy(update={"actions": others}))
    assert title_of(job, found[2]) == "Desk"


def test_scores_that_changed_since_are_named(made: Job) -> None:
    now = {
        name: float(made.surveys[0].items[item].mean()) for name, item in (("trust", "T1"), ("effort", "E1"))
    }
    nps = net_promoter_score(made.surveys[0].items["R1"], None).value
    levels = {**now, "nps": nps, "service": 12.0}
    baseline = {name: {"value": round(value, 1), "low": None, "high": None} for name, value in levels.items()}
    result = kept(made, forecast(baseline=baseline))
    assert set(result.differs) == {"service"}
    assert result.differs["service"] == (12.0, pytest.approx(made.surveys[0].items["S1"].mean()))


def test_the_calibration_counts_what_could_be_tested_but_the_nps(made: Job) -> None:
    result = kept(made)
    table = result.table
    counted = table[table["could_tell"].astype(bool) & (table["kind"] != "nps") & (table["verdict"] != "")]
    assert result.own is not None
    assert result.own.n == len(counted)
    assert result.own.inside == int((counted["verdict"] == "inside").sum())


def test_the_record_holds_numbers_and_no_names(made: Job) -> None:
    record = kept(made).record
    text = json.dumps(record, allow_nan=False)
    for name in ("trust", "Call", "Bellen", "T1", "r1"):
        assert name not in text
    (plan,) = record["rounds"]
    assert {one["kind"] for one in plan["predictions"]} == {"driver", "outcome", "nps"}
    assert plan["judged"] == "2022-02-20"


def others(job: Job, number: int, *, record: dict[str, Any] | None = None) -> None:
    for one in range(number):
        folder = job.engagement.folder.parent / f"other-{one}" / "reports"
        folder.mkdir(parents=True)
        content = {**(record or dict(kept(job).record)), "run": "0a1b2c3d", "client": f"other-{one}"}
        (folder / SCORES).write_text(json.dumps(content), "utf-8")


def test_all_clients_are_counted_once_there_are_enough(made: Job) -> None:
    others(made, 2)
    assert kept(made).pool is None
    folder = made.engagement.folder.parent
    (folder / "other-0").rename(folder / "other-9")
    others(made, 1)
    result = kept(made)
    assert result.pool is not None
    assert result.own is not None
    assert result.pool.clients == 4
    assert (result.pool.found.n, result.pool.found.rounds) == (4 * result.own.n, 4)
    assert result.pool.unreadable == 0


def test_a_score_file_that_cannot_be_read_and_the_demo_are_left_out(made: Job) -> None:
    others(made, 4)
    folder = made.engagement.folder.parent
    (folder / "other-0" / "reports" / SCORES).write_text('{"schema": 9}', "utf-8")
    (folder / "other-1").rename(folder / "voorbeeld-energie")
    assert kept(made).pool is None
    with pytest.raises(ValueError, match="ValidationError"):
        read_scores(folder / "other-0" / "reports" / SCORES)
    (folder / "other-5" / "reports").mkdir(parents=True)
    (folder / "other-5" / "reports" / SCORES).write_bytes(
        (folder / "other-2" / "reports" / SCORES).read_bytes()
    )
    pool = kept(made).pool
    assert pool is not None
    assert (pool.clients, pool.unreadable) == (4, 1)


def test_a_number_of_another_client_that_no_sum_survives_is_left_out(made: Job) -> None:
    others(made, 4)
    path = made.engagement.folder.parent / "other-0" / "reports" / SCORES
    content = json.loads(path.read_text("utf-8"))
    content["rounds"][0]["predictions"][0]["expected"] = 1e308
    path.write_text(json.dumps(content), "utf-8")
    pool = kept(made).pool
    assert pool is not None
    assert pool.unreadable == 1


def test_a_simulated_job_without_a_folder_has_no_forecast(made: Job) -> None:
    engagement = made.engagement.model_copy()
    engagement._folder = Path()
    assert followup.forecast(replace(made, engagement=engagement, memory={})) is None


def test_limits_that_lean_are_kept(made: Job) -> None:
    data = forecast()
    data["total"]["drivers"]["trust"] = {**gain(10.0, 5.0), "high": 11.0, "also_through": ["service"]}
    row = kept(made, data).table.loc["trust"]
    assert (row["forecast_low"], row["forecast_high"]) == (5, 11)
    assert row["also_through"] == ("service",)
