"""The demo client's files are exactly what the generator makes, look like real exports, and tell the story meant."""

import csv
import io
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.simulate.helpers import scores
from toolkit.simulate import demo, standard_world

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


def test_the_engagement_names_the_columns_of_both_files(waves, settings):
    first, last = settings["waves"]
    assert settings["columns"] == demo.ITEM_COLUMNS
    assert settings["columns"] | last["columns"] == demo.FOLLOWUP_COLUMNS
    assert list(settings["segments"]["channel"]["values"]) == list(demo.CHANNEL_CODES.values())
    assert list(settings["segments"]["region"]["values"]) == list(demo.REGION_NAMES.values())
    raw = (CLIENT / first["file"]).read_bytes().decode("cp1252")
    headers = raw.splitlines()[0].split(";"), cells(CLIENT / last["file"])[0]
    for wave, header in zip((first, last), headers, strict=True):
        named = {
            wave["key"],
            wave["weight"],
            *(segment["column"] for segment in settings["segments"].values()),
        }
        assert named | set((settings["columns"] | wave.get("columns", {})).values()) <= set(header)


def test_the_engagement_has_the_measurement_model_of_the_world(settings):
    constructs = settings["constructs"]
    assert list(constructs) == [construct.key for construct in WORLD.constructs]
    for construct in WORLD.constructs:
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
