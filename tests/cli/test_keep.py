"""`loyalty keep` puts a forecast aside once, never over another, and `loyalty check` tells when that was not done."""

import datetime
import json
from pathlib import Path

import pytest

from tests.cli.test_cli import loyalty, refused
from tests.forecast_client import forecast, in_files, put
from toolkit.commands.keep import forecasts, keep
from toolkit.engagement import load_engagement
from toolkit.engagement.forecasts import kept_forecasts
from toolkit.errors import IntakeError, WorkspaceError
from toolkit.workspace import JOURNAL, STAGING_PREFIX, client_lock

DAY = datetime.date(2021, 4, 1)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return in_files(tmp_path)


def kept(client: Path) -> list[str]:
    return (
        sorted(path.name for path in (client / "forecasts").glob("*"))
        if (client / "forecasts").exists()
        else []
    )


def test_it_copies_the_forecast_with_the_day_and_says_so(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(client, forecast(), kept=None)
    keep(client.parent.parent, "klein", today=DAY)
    assert kept(client) == ["w1-0a1b2c3d.json"]
    content = json.loads((client / "forecasts" / "w1-0a1b2c3d.json").read_text("utf-8"))
    assert content == {**forecast(), "kept": "2021-04-01"}
    told = capsys.readouterr().out
    assert "Kept: forecasts/w1-0a1b2c3d.json" in told
    assert "wave w1, run 0a1b2c3d, 4 actions, expected of attitude: +4.0 points" in told
    assert "too late" not in told
    (found,) = kept_forecasts(load_engagement(client))
    assert found.data.kept == DAY


def test_what_is_kept_already_is_not_kept_again(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(client, forecast(), kept=None)
    keep(client.parent.parent, "klein", today=DAY)
    before = (client / "forecasts" / "w1-0a1b2c3d.json").read_bytes()
    capsys.readouterr()
    # Another run of the same plan expects the same.
    put(client, forecast(run="ffffffff", date="2021-09-01"), kept=None)
    keep(client.parent.parent, "klein", today=datetime.date(2021, 9, 2))
    assert kept(client) == ["w1-0a1b2c3d.json"]
    assert (client / "forecasts" / "w1-0a1b2c3d.json").read_bytes() == before
    assert "Kept already, on 2021-04-01: forecasts/w1-0a1b2c3d.json" in capsys.readouterr().out


def test_another_forecast_of_the_wave_is_kept_beside_it_and_told(
    client: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(client, forecast())
    put(client, forecast(run="11111111", draws=300), kept=None)
    keep(client.parent.parent, "klein", today=DAY)
    assert kept(client) == ["w1-0a1b2c3d.json", "w1-11111111.json"]
    told = " ".join(capsys.readouterr().out.split())
    assert "Of the same wave these are kept too: forecasts/w1-0a1b2c3d.json." in told


def test_it_never_writes_over_another(client: Path) -> None:
    path = put(client, forecast())
    put(client, forecast(draws=300), kept=None)
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="is there already and holds something else"):
        keep(client.parent.parent, "klein", today=DAY)
    assert path.read_bytes() == before
    assert kept(client) == [path.name]


def test_a_wave_that_had_begun_is_told(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(client, forecast(), kept=None)
    keep(client.parent.parent, "klein", today=datetime.date(2022, 2, 2))
    told = " ".join(capsys.readouterr().out.split())
    assert "The wave w2 had begun by 2022-02-02" in told


def test_without_a_forecast_it_says_how_to_make_one(client: Path) -> None:
    message = refused("keep", "klein")
    assert "klein has no forecast to keep: reports/forecast.json is not there" in message
    assert "loyalty run klein drivers" in message
    assert kept(client) == []


def test_a_broken_forecast_is_refused_in_words(client: Path) -> None:
    put(client, forecast(draws="many"), kept=None)
    message = refused("keep", "klein")
    assert 'draws: found "many"' in message
    assert "Make the driver report again." in message
    assert kept(client) == []


def test_one_kept_before_that_is_broken_is_told_and_stops_nothing(client: Path) -> None:
    put(client, forecast(run="22222222", wave="w9"))
    put(client, forecast(), kept=None)
    with pytest.raises(IntakeError, match='"w9" is no wave'):
        keep(client.parent.parent, "klein", today=DAY)
    assert "w1-0a1b2c3d.json" in kept(client)


def test_the_client_is_held_while_it_writes(client: Path) -> None:
    put(client, forecast(), kept=None)
    with client_lock(client), pytest.raises(WorkspaceError, match="Another run is busy"):
        keep(client.parent.parent, "klein", today=DAY)
    assert kept(client) == []


def test_the_list(client: Path) -> None:
    assert "klein has kept no forecast." in loyalty("keep", "klein", "--list").output
    put(client, forecast())
    told = " ".join(loyalty("keep", "klein", "--list").output.split())
    assert "forecasts/w1-0a1b2c3d.json: wave w1, run 0a1b2c3d" in told
    assert "kept on 2021-04-01" in told
    put(client, forecast(run="33333333", draws=0))
    assert "draws: found 0" in refused("keep", "klein", "--list")


def test_the_command_keeps_today(client: Path) -> None:
    put(client, forecast(), kept=None)
    result = loyalty("keep", "klein")
    assert result.exit_code == 0
    (found,) = kept_forecasts(load_engagement(client))
    assert found.data.kept is not None
    assert abs((found.data.kept - datetime.datetime.now(tz=datetime.UTC).date()).days) <= 1


def test_check_tells_what_is_not_kept_and_what_is_broken(client: Path) -> None:
    engagement = load_engagement(client)
    part, errors = forecasts(engagement)
    assert (part.rows, part.lines, errors) == ((), (), [])
    put(client, forecast(), kept=None)
    part, errors = forecasts(engagement)
    assert part.title == "Forecasts"
    assert "is not kept: the next run of the driver report writes over it" in part.lines[0]
    assert "loyalty keep klein" in part.lines[0]
    put(client, forecast())
    part, errors = forecasts(engagement)
    assert part.lines == ()
    assert part.rows == (
        (
            "w1-0a1b2c3d.json",
            "wave w1, run 0a1b2c3d, 4 actions, expected of attitude: +4.0 points",
            "kept on 2021-04-01",
        ),
    )
    put(client, forecast(run="44444444", draws=0))
    put(client, forecast(seed="x"), kept=None)
    part, errors = forecasts(engagement)
    assert [str(error).split(" ")[0] for error in errors] == [
        "forecasts/w1-44444444.json",
        "reports/forecast.json",
    ]


def test_check_prints_it(client: Path) -> None:
    put(client, forecast(), kept=None)
    told = " ".join(loyalty("check", "klein").output.split())
    assert "Forecasts" in told
    assert "loyalty keep klein" in told


def test_what_a_killed_run_had_decided_to_keep_keeps_its_day(client: Path) -> None:
    put(client, forecast(), kept=None)
    left = client / "forecasts" / f"{STAGING_PREFIX}killed"
    left.mkdir(parents=True)
    name = "w1-0a1b2c3d.json"
    (left / name).write_text(json.dumps({**forecast(), "kept": "2021-03-02"}), "utf-8")
    (left / JOURNAL).write_text(json.dumps([name]), "utf-8")
    keep(client.parent.parent, "klein", today=DAY)
    assert kept(client) == [name]
    assert json.loads((client / "forecasts" / name).read_text("utf-8"))["kept"] == "2021-03-02"


def test_all_files_that_cannot_be_used_are_told_at_once(client: Path) -> None:
    put(client, forecast(), kept=None)
    (client / "forecasts").mkdir()
    for name in ("one.json", "two.json"):
        (client / "forecasts" / name).write_text("{", "utf-8")
    with pytest.raises(IntakeError, match=r"(?s)forecasts/one\.json.*forecasts/two\.json"):
        keep(client.parent.parent, "klein", today=DAY)
