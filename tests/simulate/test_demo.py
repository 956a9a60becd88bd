"""The demo client's files are exactly what the generator makes, look like real exports, and tell the story meant."""

import csv
import hashlib
import io
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from datetime import date, datetime

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.simulate.helpers import scores
from toolkit.simulate import complete_world, demo, standard_world
from toolkit.simulate.more import more_constructs
from toolkit.simulate.orders import returning

# Of the orders before the baseline, as they were before there were later ones.
BEFORE = "b4dfc1d988fcfb6be063598c8729fe1e25ea820644b06599d19a8ed018b98396"
CLIENT = ROOT / "clients" / "voorbeeld-energie"
WORLD = standard_world()


@pytest.fixture(scope="module")
def waves():
    return demo.demo_waves()


@pytest.fixture(scope="module")
def settings():
    return tomllib.loads((CLIENT / "engagement.toml").read_text("utf-8"))


def cells(path):
    """Read a workbook's cells; a blank one as None, a whole number as int."""
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == [demo.SHEET]
    rows = book.get_sheet_by_name(demo.SHEET).to_python()
    return [[None if cell == "" else cell for cell in row] for row in rows]


def test_the_baseline_file_is_what_the_generator_makes(waves):
    assert (CLIENT / "data" / "nulmeting.csv").read_bytes() == demo.baseline_csv(waves[0])


def test_the_followup_file_is_what_the_generator_makes(waves):
    assert cells(CLIENT / "data" / "vervolgmeting.xlsx") == demo.followup_rows(waves[1])


def test_the_documented_command_writes_both_files(tmp_path, waves):
    command = [sys.executable, "-m", "toolkit.simulate.demo", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT)
    assert (tmp_path / "data" / "nulmeting.csv").read_bytes() == demo.baseline_csv(waves[0])
    assert cells(tmp_path / "data" / "vervolgmeting.xlsx") == demo.followup_rows(waves[1])


def test_the_sizes_and_the_overlap_are_as_promised(waves):
    before, after = waves
    assert (len(before.key), len(after.key)) == (1200, 1100)
    assert before.key.isin(after.key).sum() == 600


def test_the_baseline_looks_like_a_dutch_export(waves):
    raw = (CLIENT / "data" / "nulmeting.csv").read_bytes()
    assert b"\r\n" in raw
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    header, *rows = csv.reader(io.StringIO(raw.decode("cp1252"), newline=""), delimiter=";")
    assert len(rows) == 1200
    frame = dict(zip(header, zip(*rows, strict=True), strict=True))
    assert all(re.fullmatch(r"0\d{7}", number) for number in frame["klantnummer"])
    assert all(re.fullmatch(r"[1-9]\d?-3-2025", day) for day in frame["ingevuld_op"])
    assert all(re.fullmatch(r"\d,\d{4}", weight) for weight in frame["weegfactor"])
    assert {"n.v.t.", "weet niet", "99"} <= set(frame["V6a_vriendelijk"])
    assert "999" in frame["V11_van_100_euro"]
    assert "99" not in frame["V11_van_100_euro"]
    assert any("\n" in remark for remark in frame["toelichting"])
    assert any('"' in remark for remark in frame["toelichting"])
    assert any("é" in remark for remark in frame["toelichting"])


def test_the_remarks_hold_nothing_personal():
    for remark in demo.REMARKS:
        assert not re.search(r"@|\d{4}|www|\b(mevrouw|meneer|dhr|mw)\b", remark)


def segment_columns(settings, wave):
    """The columns of the segments that a wave tells."""
    named = {key: segment["column"] for key, segment in settings["segments"].items()}
    return {column for column in (named | wave.get("segments", {})).values() if column}


def test_who_was_called_is_told_by_the_followup_alone_and_goes_with_no_answer(waves, settings):
    first, last = settings["waves"]
    assert segment_columns(settings, last) - segment_columns(settings, first) == {demo.CALLED_COLUMN}
    header, *rows = demo.followup_rows(waves[1])
    called = np.array([row[header.index(demo.CALLED_COLUMN)] for row in rows]) == "ja"
    assert 150 < called.sum() < 250
    theirs, others = (scores(WORLD, waves[1])[here] for here in (called, ~called))
    assert (theirs.mean() - others.mean()).abs().max() < 3.5


def test_the_engagement_names_the_columns_of_both_files(waves, settings):
    first, last = settings["waves"]
    assert settings["columns"] == demo.ITEM_COLUMNS | demo.BASELINE_COLUMNS
    asked_again = settings["columns"] | last["columns"]
    assert asked_again == demo.FOLLOWUP_COLUMNS | dict.fromkeys(demo.BASELINE_COLUMNS, "")
    assert list(settings["segments"]["channel"]["values"]) == list(demo.CHANNEL_CODES.values())
    assert list(settings["segments"]["region"]["values"]) == list(demo.REGION_NAMES.values())
    assert list(settings["segments"]["team"]["values"]) == list(demo.TEAM_NAMES.values())
    assert settings["segments"]["arrival"]["column"] == demo.ARRIVAL_COLUMN
    raw = (CLIENT / first["file"]).read_bytes().decode("cp1252")
    headers = raw.splitlines()[0].split(";"), cells(CLIENT / last["file"])[0]
    for wave, header in zip((first, last), headers, strict=True):
        named = {
            wave["key"],
            wave["weight"],
            *segment_columns(settings, wave),
        }
        asked = set((settings["columns"] | wave.get("columns", {})).values()) - {""}
        assert named | asked <= set(header)


def test_the_engagement_has_the_measurement_model_of_the_world(settings):
    constructs = settings["constructs"]
    whole = complete_world()
    scales = (*whole.constructs, *more_constructs(whole.more))
    assert list(constructs)[: len(scales)] == [construct.key for construct in scales]
    assert {item for construct in constructs.values() for item in construct["items"]} == {
        *settings["columns"]
    }
    for construct in scales:
        written = constructs[construct.key]
        assert written["role"] == construct.role
        assert written["items"] == [item.id for item in construct.items]
        assert written.get("reversed", []) == [item.id for item in construct.items if item.reverse]
        for item in construct.items:
            scale = written | settings["items"].get(item.id, {})
            assert (scale["minimum"], scale["maximum"]) == (item.minimum, item.maximum)


def test_the_engagement_gives_the_days_of_fieldwork(settings):
    for wave, (first, days) in zip(settings["waves"], demo.FIELDWORK, strict=True):
        assert wave["start"] == first
        assert (wave["end"] - wave["start"]).days == days - 1


def test_the_story_is_a_fair_supplier_with_captive_customers(waves):
    before, after = waves
    first, second = (scores(WORLD, wave) for wave in waves)
    assert before.items["SAT_1"].mean() == pytest.approx(7.2, abs=0.1)
    for wave, low, high in ((before, -5, 15), (after, 8, 30)):
        rating = wave.items["ATT_1"].dropna()
        assert low < 100 * ((rating >= 9).mean() - (rating <= 6).mean()) < high
    captive = (first["lock_in"] >= 60) & (first["attitude"] < 60)
    assert 0.10 < captive.mean() < 0.35
    change = second.mean() - first.mean()
    assert change["trust"] == pytest.approx(8, abs=1.5)
    assert change["friendliness"] == pytest.approx(0, abs=1.5)


def test_the_logo_is_a_drawing_without_text():
    root = ET.fromstring((CLIENT / "logo.svg").read_text("utf-8"))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "circle", "path"}
    assert not any((element.text or "").strip() for element in root.iter())


def test_git_leaves_the_data_files_as_they_are():
    assert "data/* -text" in (CLIENT / ".gitattributes").read_text("utf-8")


def table(data):
    """Read a file as a Dutch spreadsheet saves it."""
    header, *rows = csv.reader(io.StringIO(data.decode("cp1252"), newline=""), delimiter=";")
    return dict(zip(header, zip(*rows, strict=True), strict=True))


def test_the_files_beside_the_surveys_are_what_the_generator_makes(waves):
    assert (CLIENT / "data" / "bestellingen.csv").read_bytes() == demo.orders_csv(waves[0])
    assert (CLIENT / "data" / "medewerkers.csv").read_bytes() == demo.employees_csv()


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in (CLIENT / "data").iterdir()) < 1_000_000


def test_the_orders_are_of_customers_before_the_baseline(waves, settings):
    orders = table(demo.orders_csv(waves[0]))
    assert set(settings["orders"]["columns"].values()) <= set(orders)
    assert all(re.fullmatch(r"0\d{7}", number) for number in orders["klantnummer"])
    assert all(re.fullmatch(r"\d{1,2}-\d{1,2}-20\d\d", day) for day in orders["besteldatum"])
    assert all(re.fullmatch(r"(\d\.)?\d{1,3},\d\d", amount) for amount in orders["bedrag"])
    assert set(orders["status"]) == {"Voltooid", "Geannuleerd"}
    assert set(orders["artikel"]) == {name for name, *_ in demo.ARTICLES}
    respondents = set(waves[0].key)
    buyers = set(orders["klantnummer"])
    assert 0.35 < len(buyers & respondents) / len(respondents) < 0.45
    assert len(buyers - respondents) > 300
    assert not buyers - respondents & set(waves[1].key)
    assert settings["orders"]["end"] == demo.SHOP.end < demo.FIELDWORK[0][0]


def test_orders_go_on_for_a_year_after_those_before_the_baseline(waves, settings):
    orders = table(demo.orders_csv(waves[0]))
    days = [datetime.strptime(day, "%d-%m-%Y").date() for day in orders["besteldatum"]]  # noqa: DTZ007
    assert days == sorted(days)
    after = [place for place, day in enumerate(days) if day > demo.SHOP.end]
    assert days[-1] == settings["orders"]["followed_until"] == demo.FOLLOWED_UNTIL < demo.FIELDWORK[1][0]
    # The later rows are appended: those before the baseline are what they were without them.
    assert after == list(range(5477, len(days)))
    assert hashlib.sha256(demo.orders_csv(waves[0])[:360_229]).hexdigest() == BEFORE
    numbers = [int(number[1:]) for number in orders["bestelnummer"]]
    assert numbers == sorted(numbers)
    # Nobody joins after the window.
    known = set(orders["klantnummer"][: after[0]])
    assert set(orders["klantnummer"][after[0] :]) <= known
    # Who stands high in attitude comes back more often, as planted.
    own = waves[0].latent["attitude"].set_axis(waves[0].key)
    buyers = own[own.index.isin(known)]
    came = buyers.index.isin(set(orders["klantnummer"][after[0] :]))
    true = returning(demo.SHOP, buyers, start=date(2025, 3, 1), until=demo.FOLLOWED_UNTIL)
    for high in (False, True):
        half = (buyers > 0).to_numpy() == high
        assert came[half].mean() == pytest.approx(true[half].mean(), abs=0.1)


def test_an_order_of_two_articles_has_one_number_day_and_state(waves):
    orders = table(demo.orders_csv(waves[0]))
    kept = ("bestelnummer", "besteldatum", "klantnummer", "status")
    wholes = set(zip(*(orders[name] for name in kept), strict=True))
    assert len(wholes) == len(set(orders["bestelnummer"])) < len(orders["bestelnummer"])


def test_enough_employees_of_each_team_answered(settings):
    answers = table(demo.employees_csv())
    pulse = settings["pulse"]
    assert list(answers) == [pulse["unit"], *pulse["columns"]]
    counts = {team: answers[pulse["unit"]].count(team) for team in settings["segments"]["team"]["values"]}
    assert list(counts.values()) == list(demo.EMPLOYEES.values())
    assert min(counts.values()) >= 10
    given = {int(answer) for column in pulse["columns"] for answer in answers[column]}
    assert given <= set(range(pulse["minimum"], pulse["maximum"] + 1))


def test_panel_members_keep_their_team_and_how_they_came(waves):
    before, after = waves
    both = before.key[before.key.isin(after.key)]
    for key in ("arrival", "team"):
        first, second = (wave.segments[key].set_axis(wave.key).loc[both].tolist() for wave in waves)
        assert first == second
        assert after.segments[key].notna().all()


def test_open_answers_differ_between_promoters_and_detractors(waves):
    answers = table(demo.baseline_csv(waves[0]))
    rating = waves[0].items["ATT_1"].to_numpy()
    written = [text for text in answers["toelichting"] if text]
    assert 300 < len(written) < 500
    assert not np.array(answers["toelichting"])[np.isnan(rating)].any()

    def share(word, low, high):
        here = [
            t for t, mark in zip(answers["toelichting"], rating, strict=True) if t and low <= mark <= high
        ]
        return sum(word in text.lower() for text in here) / len(here)

    assert share("vriendelijk", 9, 10) > 2 * share("vriendelijk", 0, 6)
    assert share("klacht", 0, 6) > 2 * share("klacht", 9, 10)
