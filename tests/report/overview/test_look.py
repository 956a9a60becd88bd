"""What the overview finds of each client, also where something is wrong."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.report.overview.made_up import TODAY, Scores, change, client, forecast, purge, report, scored
from toolkit.language import Language
from toolkit.report.overview.figures import Figure
from toolkit.report.overview.look import Client, look_at, look_at_all
from toolkit.report.overview.todo import tasks
from toolkit.report.runs.fresh import read_record

STAGES = {
    "voorbeeld-energie": "draft",
    "waterland": "final",
    "lindeboom": "final",
    "havenbank": "final",
    "fietskoerier": "outdated",
    "boekhandel": "partly",
    "glasvezel": "partly",
    "stadstheater": "data",
    "nieuwe-klant": "set_up",
    "oude-molen": "closed",
    "northwind": "draft",
    "rommelmarkt": "unreadable",
    "sterrenwacht": "partly",
}


def _figures(one: Client) -> dict[str, Figure | None]:
    return {score.measure: score.level for score in one.headlines}


def test_every_client_is_in_its_stage(clients: dict[str, Client]) -> None:
    assert {slug: one.stage for slug, one in clients.items()} == STAGES


def test_the_demo_stands_last_and_others_by_name(clients: dict[str, Client]) -> None:
    names = [one.name for one in clients.values()]
    assert names[-1] == "Voorbeeld Energie"
    assert names[:-1] == sorted(names[:-1], key=str.casefold)


def test_a_report_tells_its_state_its_day_and_its_pages(clients: dict[str, Client]) -> None:
    baseline, drivers, followup = clients["havenbank"].reports
    assert (baseline.state, baseline.final, baseline.day) == ("current", True, dt.date(2026, 4, 7))
    assert baseline.pages == ("baseline.html", "baseline.pdf")
    assert drivers.state == "current"
    assert followup.state == "impossible"
    assert clients["glasvezel"].reports[2].stopped
    assert [one.state for one in clients["oude-molen"].reports[:2]] == ["closed", "closed"]


def test_changed_data_make_a_report_one_of_before(clients: dict[str, Client]) -> None:
    baseline, drivers, _ = clients["fietskoerier"].reports
    assert baseline.state == drivers.state == "outdated"
    assert baseline.changed == ("data",)


def test_headline_figures_are_those_the_reports_print(clients: dict[str, Client]) -> None:
    assert _figures(clients["havenbank"]) == {
        "attitude": Figure(48.9, 46.6, 51.2),
        "behaviour": Figure(70.1, 67.8, 72.4),
        "nps": Figure(-7.4, -13.5, -1.3),
    }
    moved = {one.measure: one.change for one in clients["waterland"].headlines}
    attitude = moved["attitude"]
    assert attitude is not None
    assert attitude.figure == Figure(-4.4, -6.9, -1.9)
    assert (attitude.before, attitude.after, attitude.verdict) == (52.4, 48.0, "worse")
    assert {name: one.verdict for name, one in moved.items() if one} == {
        "attitude": "worse",
        "behaviour": "not decided",
        "nps": "worse",
    }


def test_what_a_report_in_another_language_prints_is_the_same(tmp_path: Path) -> None:
    one = client(tmp_path, "northwind", waves=2)
    report(one, "baseline", language="en", scores=Scores(nps=(1234.5, -1.0, 2.0)))
    report(one, "followup", language="en", changes={"attitude": change(-1.2, -3.4, 1.0, 59.1, "not decided")})
    found = {score.measure: score for score in look_at(one.folder).headlines}
    assert found["attitude"].level == Figure(59.1, 58.0, 60.3)
    assert found["attitude"].change is not None
    assert found["attitude"].change.verdict == "not decided"
    # No score lies beyond a thousand: such a number is of a broken file.
    assert "nps" not in found


def test_what_a_report_hides_stays_hidden(tmp_path: Path, clients: dict[str, Client]) -> None:
    assert set(_figures(clients["fietskoerier"])) == {"attitude", "nps"}
    one = client(tmp_path, "klein")
    run = report(one, "baseline", scores=Scores())
    kept = one.folder / "reports" / "history" / f"baseline-{run}"
    (kept / "findings.json").write_text('[{"key": "headline.nps", "numbers": {"value": 12.0}}]', "utf-8")
    tables = json.loads((kept / "tables.json").read_text("utf-8"))
    tables[0]["rows"] = [["Houding", "61,0", "–", "–"], ["Gedrag", "–", "–", "–"]]
    (kept / "tables.json").write_text(json.dumps(tables), "utf-8")
    assert _figures(look_at(one.folder)) == {
        "attitude": Figure(61.0, None, None),
        "nps": Figure(12.0, None, None),
    }


def test_a_run_of_before_the_history_tells_its_nps(tmp_path: Path) -> None:
    one = client(tmp_path, "vroeger")
    run = report(one, "baseline", scores=Scores())
    kept = one.folder / "reports" / "history" / f"baseline-{run}"
    for path in kept.iterdir():
        path.unlink()
    assert _figures(look_at(one.folder)) == {"nps": Figure(3.1, -1.4, 7.7)}


def test_plans_tell_what_was_expected_and_what_came_true(clients: dict[str, Client]) -> None:
    (plan,) = clients["waterland"].plans.plans
    assert plan.objective == "attitude"
    assert plan.expected == Figure(2.4, 2.4 - 1.3, 2.4 + 1.4)
    # The NPS is attitude seen again and does not count.
    assert (plan.inside, len(plan.tested)) == (2, 3)
    (waiting,) = clients["havenbank"].plans.plans
    assert waiting.judged is None
    assert waiting.tested == ()
    assert clients["fietskoerier"].plans.unkept
    assert not clients["waterland"].plans.unkept


def test_raw_data_are_known_whatever_the_engagement_says(clients: dict[str, Client]) -> None:
    assert clients["havenbank"].retention.until == dt.date(2026, 10, 1)
    assert clients["havenbank"].retention.raw
    assert clients["oude-molen"].retention.deleted == dt.date(2026, 6, 29)
    assert not clients["oude-molen"].retention.raw
    assert clients["rommelmarkt"].retention.raw


def test_a_purged_client_without_reports_is_closed(tmp_path: Path) -> None:
    one = client(tmp_path, "weg")
    purge(one, dt.date(2026, 5, 1))
    assert look_at(one.folder).stage == "closed"


@pytest.mark.parametrize("closed", ["reports", "data", ""])
def test_a_folder_that_may_not_be_looked_into_is_told_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    one = client(tmp_path, "dicht")
    report(one, "baseline")
    client(tmp_path, "open")
    is_file, locked = Path.is_file, one.folder / closed

    def denied(path: Path) -> bool:
        if path.is_relative_to(locked) and path.name != "engagement.toml":
            raise PermissionError(13, "Permission denied", str(path))
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", denied)
    found = {each.slug: each for each in look_at_all(tmp_path)}
    assert found["open"].faults == ()
    assert found["dicht"].stage == "unreadable"
    (fault,) = found["dicht"].faults
    assert str(fault).startswith(f"dicht/{closed}")
    assert str(fault).endswith(" cannot be read (Permission denied). Check the rights to it.")
    assert found["dicht"].retention.raw


BROKEN = {
    "engagement.toml": "engagement.toml",
    "reports/baseline.run.json": "baseline.run.json",
    "reports/history/RUN/findings.json": "history",
    "reports/history/RUN/tables.json": "history",
    "reports/forecast.scores.json": "forecast.scores.json",
    "reports/forecast.json": "reports/forecast.json",
    "forecasts/baseline-0a1b2c3d.json": "forecasts/baseline-0a1b2c3d.json",
}
GARBAGE = [b"", b"\xff\xfe\x00", b"[1, 2", b"{}", b'[{"id": null}]', b'[["a"]]', b"[" * 100_000]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client with every kind of file that the page reads."""
    one = client(tmp_path_factory.mktemp("whole"), "heel", waves=2)
    forecast(one, "0a1b2c3d", kept=dt.date(2025, 4, 10))
    report(one, "baseline", scores=Scores())
    scored(one, "0a1b2c3d", [(0.1, -1.0, 1.0)])
    forecast(one, "99aabbcc", kept=None)
    assert look_at(one.folder).faults == ()
    return one.folder


@pytest.mark.parametrize("content", GARBAGE, ids=[repr(one[:12]) for one in GARBAGE])
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_and_stops_nothing(whole: Path, name: str, content: bytes) -> None:
    run = read_record(whole / "reports" / "baseline.run.json")[0]
    path = whole / name.replace("RUN", f"baseline-{run}")
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        found = look_at(whole)
    finally:
        path.write_bytes(before)
    # A list of objects may be of a report that tells nothing of ours.
    nothing_told = content == b'[{"id": null}]' and "history" in name
    assert nothing_told or any(BROKEN[name] in str(one) for one in found.faults), found.faults
    # The command that is named for it is one that reads that file, or makes it anew.
    known = name in ("engagement.toml", "reports/forecast.json", "forecasts/baseline-0a1b2c3d.json")
    commands = {one.command for one in tasks((found,), Language("en"), TODAY) if one.urgency == "now"}
    assert nothing_told or f"loyalty {'check' if known else 'run'} heel" in commands


def test_a_record_that_was_changed_by_hand_counts_for_nothing(tmp_path: Path) -> None:
    one = client(tmp_path, "geknoeid")
    report(one, "baseline", scores=Scores(), final=False)
    path = one.folder / "reports" / "baseline.run.json"
    path.write_text(path.read_text("utf-8").replace('"final": false', '"final": true'), "utf-8")
    found = look_at(one.folder)
    assert found.reports[0].state == "unknown"
    assert found.headlines == ()
    assert "is not as a run left it" in str(found.faults[0])


def test_a_folder_that_cannot_be_a_client_is_told(tmp_path: Path) -> None:
    one = client(tmp_path, "acme")
    one.folder.rename(one.folder.with_name("Acme & <b>Zn</b>"[:11]))
    (tmp_path / "clients" / ".new-halfway").mkdir()
    (found,) = look_at_all(tmp_path)
    assert found.stage == "unreadable"
    assert not found.named
    assert "cannot be the name of a client" in str(found.faults[0])
