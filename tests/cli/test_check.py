"""`loyalty check` tells on one page what is there, what is wrong and what a report would lack; `--html` writes it."""

import base64
import hashlib
import html
import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.test_cli import change, loyalty, refused
from tests.small_client import NAME, small_workspace
from toolkit.workspace import client_folder


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = small_workspace(tmp_path, "baseline", "followup")
    monkeypatch.chdir(made)
    return made


def said(*words: str) -> str:
    result = loyalty("check", NAME, *words)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_it_names_columns_read_and_unread(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "data" / "baseline.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join([lines[0] + ",over", *(line + ",x" for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    page = said()
    assert "Read: 3 items" in page
    assert "Columns that nothing was read from: over" in page


def test_a_column_that_is_called_as_a_person_is_not_named(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "data" / "baseline.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text(
        "\n".join([lines[0] + ",Xandor Prulleveld", *(line + ",x" for line in lines[1:])]) + "\n",
        encoding="utf-8",
    )
    page = loyalty("check", NAME, "--html").output
    assert "Columns that nothing was read from" in page
    assert "Prulleveld" not in page
    assert "Prulleveld" not in (client_folder(workspace, NAME) / "check.html").read_text("utf-8")


def test_it_tells_each_check_and_why_one_was_not_made(workspace: Path) -> None:
    page = said()
    assert "Suspect rows of baseline" in page
    assert "answered twice none" in page
    assert "trial or preview not checked: the file does not say which rows" in page


def test_a_name_that_only_we_understand_is_doubted(workspace: Path) -> None:
    told = "segments.region has no label, so the reports call it “region”: write one"
    assert told in said().partition("Doubts on the way")[2].partition(" Reports ")[0]
    change(workspace, "engagement.toml", 'column = "region"', 'column = "region"\nlabel = "Regio"')
    page = said()
    assert "has no label" not in page  # the house has labels for these constructs
    change(workspace, "engagement.toml", "[constructs.attitude]", "[constructs.own_thing]")
    assert "constructs.own_thing has no label, so the reports call it “own_thing”: write one" in said()


def test_an_action_that_hardly_lifts_and_a_plan_without_actions_are_doubted(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "engagement.toml"
    told = path.read_text("utf-8")
    action = (
        '[[actions]]\ntitle = "Bel"\ndriver = "satisfaction"\ncost = 5\nweeks = 1\nlift = {{ {} }}\n'
        "[plan]\nbudget = 10\n"
    )
    share = action.format("low = 0.01, likely = 0.05, high = 0.1")
    path.write_text(told + share, encoding="utf-8")
    assert "actions[1].lift is at most 0.1 points of 100: write points, no shares" in said()
    path.write_text(told + action.format("low = -9, likely = 0, high = 1"), encoding="utf-8")
    page = said()
    assert "points of 100: write points" not in page
    assert "[plan] does nothing" not in page
    assert "actions and a plan" not in page
    path.write_text(told + "[plan]\nbudget = 10\n", encoding="utf-8")
    page = said()
    assert "[plan] does nothing without [[actions]]" in page
    assert "actions and a plan ([[actions]] names none)" in page


def test_a_plan_of_the_round_before_is_doubted(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "engagement.toml"
    told = path.read_text("utf-8")
    action = (
        '[[actions]]\ntitle = "Bel"\ndriver = "satisfaction"\ncost = 5\nweeks = 1\nwave = "followup"\n'
        "lift = {{ low = 1, likely = 3, high = 5 }}\n{}[plan]\nstart = 2025-06-01\n"
    )
    path.write_text(told + action.format(""), encoding="utf-8")
    assert "plan.start 2025-06-01 lies before followup, on which actions are advised" in said()
    path.write_text(told + action.format('carried_out = "yes"\n'), encoding="utf-8")
    assert "plan.start" not in said()


def test_it_tells_what_a_report_would_lack(workspace: Path) -> None:
    page = said()
    assert "baseline can be made without the NPS (no question is its recommendation)" in page
    assert "behaviour (no construct has that role)" in page
    assert "followup can be made" in page


def test_a_report_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_workspace(tmp_path, "baseline"))
    assert "followup cannot be made it needs 2 waves and there is 1" in said()


def test_a_fault_in_one_wave_hides_nothing_of_the_other(workspace: Path) -> None:
    change(workspace, "data/followup.csv", ",ATT_1", ",ATT_9")
    result = loyalty("check", NAME)
    assert result.exit_code == 1
    assert "Columns of baseline" in result.output
    assert "first mend what is told below" in result.output
    assert 'has no column "ATT_1"' in result.stderr
    assert "Traceback" not in result.output


def test_texts_that_no_report_prints_are_faults(workspace: Path) -> None:
    folder = client_folder(workspace, NAME) / "text"
    folder.mkdir(exist_ok=True)
    (folder / "baselin.nl.md").write_text("advies", encoding="utf-8")
    assert "text/baselin.nl.md: is printed in no report. Did you mean `baseline.nl.md`?" in refused(
        "check", NAME
    )
    (folder / "baselin.nl.md").unlink()
    (folder / "baseline.nl.md").write_bytes("financiële".encode("cp1252"))
    assert "text/baseline.nl.md: is not written in UTF-8. Save it again as UTF-8." in refused("check", NAME)


def test_the_html_page_says_the_same_and_is_safe(workspace: Path) -> None:
    page = loyalty("check", NAME, "--html")
    assert page.exit_code == 0, page.output
    path = client_folder(workspace, NAME) / "check.html"
    assert str(path) in page.output.replace("\n", "")
    source = path.read_text("utf-8")
    assert "default-src 'none'" in source
    assert not re.search(r"<script|https?://|src=|@import|url\(|style=", source)
    (style,) = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in source
    assert "Klein &amp; Zoon [bold]$x$&lt;/bold&gt;" in source
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())
    for words in ("Suspect rows of baseline", "Read: 3 items", "effective n 36 (90%)", "Deletion date: none"):
        assert words in text
    assert "To be mended" not in text


def test_the_html_page_holds_the_faults_and_the_client_s_text_as_data(workspace: Path) -> None:
    change(workspace, "engagement.toml", 'column = "region"', 'column = "<b>44"')
    result = loyalty("check", NAME, "--html")
    assert result.exit_code == 1
    source = (client_folder(workspace, NAME) / "check.html").read_text("utf-8")
    assert "To be mended" in source
    assert "&lt;b&gt;44" in source
    assert "<b>44" not in source
    change(workspace, "engagement.toml", "seed = 7", "sead = 7")
    assert loyalty("check", NAME, "--html").exit_code == 1
    assert "sead" in (client_folder(workspace, NAME) / "check.html").read_text("utf-8")


def test_without_html_nothing_is_written(workspace: Path) -> None:
    said()
    assert not (client_folder(workspace, NAME) / "check.html").exists()


def test_what_is_read_is_a_table_and_nothing_read_is_called_unread(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    for name, year in (("baseline", 2025), ("followup", 2026)):
        path = folder / "data" / f"{name}.csv"
        header, *lines = path.read_text("utf-8").splitlines()
        rows = "".join(f"{line},prima,{year}-02-03 10:00\n" for line in lines)
        path.write_text(f"{header},Waarom,begin\n{rows}", encoding="utf-8")
    text = (folder / "engagement.toml").read_text("utf-8")
    text = text.replace('weight = "weight"', 'weight = "weight"\nparadata = { started = "begin" }')
    text = text.replace(
        "[missing]", '[open_answers.OPEN_1]\ncolumn = "Waarom"\n[open_answers.OPEN_2]\n[missing]'
    )
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    page = said()
    for words in (
        "read as column SAT_1 SAT_1",
        "OPEN_1 Waarom",
        "segment region region",
        "weight weight key respondent started begin",
        "Open answers are read and redacted; only approved quotes are printed",
        "open question OPEN_2 has no column OPEN_2 here: no answers to it are read",
    ):
        assert words in page
    assert "nothing was read from" not in page


def test_small_chances_are_not_told_as_zero(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    text = text.replace('key = "respondent"', 'key = "respondent"\nframe = "data/list.csv"', 1)
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    rows = (folder / "data" / "baseline.csv").read_text("utf-8").splitlines()
    place = [rows[0].split(",").index(name) for name in ("respondent", "region")]
    listed = [",".join(row.split(",")[one] for one in place) for row in rows]
    more = [f"x{number},{'noord' if number < 20 else 'elders'}" for number in range(400)]
    (folder / "data" / "list.csv").write_text("\n".join([*listed, *more]) + "\n", encoding="utf-8")
    assert "region: p (Holm) < 0.001" in said()


def test_orders_are_told_with_what_does_not_count_and_their_faults(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    columns = '{ customer = "klant", ordered_at = "datum", amount = "bedrag", status = "status" }'
    orders = f'\n[orders]\nfiles = ["data/orders.csv"]\ncolumns = {columns}\n'
    (folder / "engagement.toml").write_text(text + orders, encoding="utf-8")
    file = folder / "data" / "orders.csv"
    file.write_text(
        "klant;datum;bedrag;status\nK1;1-2-2026;5,00;betaald\nK2;14-2-2026;7,50;geannuleerd\n",
        encoding="utf-8",
    )
    page = said()
    for words in ("Orders: orders.csv", "Read: orders 2, of which 1 count", "Left out: cancelled 1"):
        assert words in page
    assert "K1" not in page
    assert (
        "Respondents of baseline found in the orders: 0 of 40; customer numbers must be written alike" in page
    )
    assert "Value at stake" not in page
    file.write_text("klant;dag;bedrag\nK1;1-2-2026;5,00\n", encoding="utf-8")
    assert 'has no column "datum"' in refused("check", NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    (folder / "engagement.toml").write_text(f"{text}end = 2020-01-01\n", encoding="utf-8")
    file.write_text("klant;datum;bedrag;status\nK1;1-2-2026;5,00;betaald\n", encoding="utf-8")
    assert "orders.end: 2020-01-01 lies before the first order, 2026-02-01" in refused("check", NAME)


def test_later_orders_are_told_and_their_faults_too(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    header, *rows = (folder / "data" / "baseline.csv").read_text("utf-8").splitlines()
    keys = [row.split(",")[header.split(",").index("respondent")] for row in rows]
    end = tomllib.loads(text)["waves"][0]["end"]
    until = end + timedelta(days=200)

    def client(last: date) -> None:
        days = (end - timedelta(days=100), end - timedelta(days=50), last)
        lines = [f"{key};{day};5,00\n" for key in keys[:30] for day in days]
        (folder / "data" / "orders.csv").write_text(f"klant;datum;bedrag\n{''.join(lines)}", encoding="utf-8")
        columns = '{ customer = "klant", ordered_at = "datum", amount = "bedrag" }'
        orders = f'[orders]\nfiles = ["data/orders.csv"]\ncolumns = {columns}\n'
        orders += f"end = {end - timedelta(days=1)}\nfollowed_until = {until}\n"
        (folder / "engagement.toml").write_text(f"{text}\n{orders}", encoding="utf-8")

    client(until)
    assert f"Followed from {end + timedelta(days=1)} to {until}: 30 respondents of baseline" in said()
    client(end + timedelta(days=20))
    assert f"orders should go on until {until}, and the last one is of" in refused("check", NAME)
    change(workspace, "engagement.toml", 'key = "respondent"', "")
    assert f"Followed until {until}: no respondents of baseline, as it has no key" in said()


def test_an_action_that_nobody_had_by_the_last_file_is_doubted(workspace: Path) -> None:
    path = client_folder(workspace, NAME) / "engagement.toml"
    told = path.read_text("utf-8")
    action = (
        '[[actions]]\ntitle = "Bel"\ndriver = "satisfaction"\ncost = 5\nweeks = 1\n'
        'lift = { low = 1, likely = 3, high = 5 }\ncarried_out = "yes"\n'
    )
    path.write_text(told + action + 'group = { segment = "region", codes = ["Mars"] }\n', encoding="utf-8")
    assert "actions[1].group: nobody in the file of followup has Mars in region; there are: " in said()
    change(workspace, "engagement.toml", 'id = "followup"', 'id = "followup"\nsegments = { region = "" }')
    assert "actions[1].group: the file of followup does not tell region" in said()
    path.write_text(told + action, encoding="utf-8")
    assert "actions[1].group" not in said()


VALUE = """
[population]
size = 900
[value]
margin = 0.2
horizon_years = 2
source = "de controller"
"""


def test_it_tells_who_is_found_in_the_orders_and_what_the_value_rests_on(workspace: Path) -> None:
    folder = client_folder(workspace, NAME)
    text = (folder / "engagement.toml").read_text("utf-8")
    columns = '{ customer = "klant", ordered_at = "datum", amount = "bedrag" }'
    text += f'\n[orders]\nfiles = ["data/orders.csv"]\ncolumns = {columns}\n{VALUE}'
    (folder / "engagement.toml").write_text(text, encoding="utf-8")
    header, *rows = (folder / "data" / "baseline.csv").read_text("utf-8").splitlines()
    keys = [row.split(",")[header.split(",").index("respondent")] for row in rows]

    def bought(*days: str) -> None:
        lines = [f"{key};{day};5,00\n" for key in keys[:30] for day in days]
        (folder / "data" / "orders.csv").write_text(f"klant;datum;bedrag\n{''.join(lines)}", encoding="utf-8")

    bought("2024-02-01", "2024-06-30")
    page = said()
    assert "Respondents of baseline found in the orders: 30 of 40 " in page
    assert "the orders cover 151 of the 365 days up to 2024-06-30" in page
    assert (
        "Value at stake: none; not from the orders, for they cover 151 of 365 days; without them it" in page
    )
    stated = text.replace("margin = 0.2", "margin = 0.2\nrevenue_per_customer = 100.0")
    (folder / "engagement.toml").write_text(stated, encoding="utf-8")
    assert (
        "Value at stake: from value.revenue_per_customer, not from the orders, for they cover 151" in said()
    )
    bought("2024-02-01", "2025-06-30")
    assert "Value at stake: from the orders, not from value.revenue_per_customer" in said()
