"""The figures as SVG files: outlines in place of text, what is said of them inside, the same bytes each time."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image

from tests.report import sample
from toolkit.report.beside.pictures import figures, png_of, standalone
from toolkit.report.blocks import Figure, Heading
from toolkit.report.document import assemble
from toolkit.report.fonts import text_width
from toolkit.report.svg import SVG, safe_svg


def _png() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "#0b6e4f").save(target, "PNG")
    return target.getvalue()


PNG_URI = "data:image/png;base64," + base64.b64encode(_png()).decode()


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def _figure(inside: str, **changes: str) -> Element:
    svg = f'<svg xmlns="{SVG}" viewBox="0 0 200 100" width="200pt" height="100pt">{inside}</svg>'
    picture = safe_svg(svg, "A figure", prefix="f")
    facts = {"title": "Een titel", "alt": "Wat er te zien is", **changes}
    return fromstring(standalone({"svg": picture.svg, "width": 200.0, "height": 100.0, **facts}))


def _across(root: Element) -> tuple[float, float]:
    """From where to where the outlines go, from left to right."""
    path = "".join(one.get("d", "") for one in root.iter(f"{{{SVG}}}path"))
    found = [float(x) for x, _ in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]
    return min(found), max(found)


def test_every_figure_is_a_file_named_by_number_and_id() -> None:
    document = assemble(sample.report())
    files = _files(figures(document))
    assert list(files) == ["figure-1-drivers-kort.svg", "figure-2-drivers.svg", "figure-3-alle-drivers.svg"]
    assert figures(document) == figures(document)


def test_a_file_tells_what_the_figure_shows_and_fetches_nothing() -> None:
    files = _files(figures(assemble(sample.report())))
    root = fromstring(files["figure-2-drivers.svg"])
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title description"
    told = {one.get("id"): one.text for one in root if one.get("id") in ("title", "description")}
    assert told["title"] == "Op vertrouwen scoort u het laagst, en juist dat telt het zwaarst"
    assert told["description"].startswith("Puntendiagram van zes scores")
    for content in files.values():
        assert b"<text" not in content
        assert b"font-family" not in content
        assert not re.search(rb"href=\"(?!#)", content)
        assert not re.search(rb"https?://(?!www\.w3\.org/)", content)


def test_ids_that_are_paths_or_markup_do_no_harm() -> None:
    chart = sample.chart()
    odd = ["../../etc/passwd", "C:\\x", "日本", "a" * 300, "<b>", "con"]
    shown = [Figure(one, "Titel", chart, "Alt <b>&amp;") for one in odd]
    files = _files(figures(assemble([sample.meta(report="baseline"), Heading(1, "X"), *shown])))
    assert len(files) == len(odd)
    assert all(re.fullmatch(r"figure-\d(-[a-z0-9-]{1,60})?\.svg", name) for name in files)
    for content in files.values():
        assert fromstring(content).findtext(f"{{{SVG}}}desc") == "Alt <b>&amp;"


def test_a_report_without_figures_has_an_empty_file() -> None:
    assert _files(figures(assemble([sample.meta(report="baseline")]))) == {}


@pytest.mark.parametrize(("anchor", "share"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_outlines_stand_where_the_text_stood(anchor: str, share: float) -> None:
    root = _figure(f'<text x="100" y="50" font-size="20px" text-anchor="{anchor}">Houding</text>')
    width = text_width("Houding", 20)
    low, high = _across(root)
    assert low == pytest.approx(100 - share * width, abs=2.5)
    assert high == pytest.approx(100 + (1 - share) * width, abs=2.5)


def test_what_a_group_hands_down_counts() -> None:
    plain = _across(_figure('<text x="10" y="50" font-size="20px">Houding</text>'))
    bold = _across(_figure('<g font-size="20px" font-weight="600"><text x="10" y="50">Houding</text></g>'))
    assert bold[1] - bold[0] > plain[1] - plain[0]
    assert bold[1] - bold[0] == pytest.approx(text_width("Houding", 20, strong=True), abs=3)


def test_colour_and_turning_stay() -> None:
    root = _figure('<text x="10" y="50" fill="#123456" transform="rotate(-90 10 50)">A</text>')
    group = next(one for one in root.iter(f"{{{SVG}}}g") if one.get("fill"))
    assert group.get("fill") == "#123456"
    assert group.get("transform") == "rotate(-90 10 50)"
    assert group.get("x") is None


def test_a_sign_that_no_font_has_is_written_as_its_code() -> None:
    few, many = (_across(_figure(f'<text x="0" y="50" font-size="10">{text}</text>')) for text in ("A", "日"))
    assert many[1] > few[1] + 20  # [U+65E5]


def test_an_emoji_is_an_outline_too() -> None:
    root = _figure('<text x="0" y="50" font-size="10">😀</text>')
    assert not list(root.iter(f"{{{SVG}}}text"))
    assert _across(root)[1] > 5


def test_text_set_in_ways_that_outlines_do_not_follow_stays_text() -> None:
    root = _figure('<text x="0" y="50"><tspan x="4" dy="3">A</tspan></text>')
    assert [one.text for one in root.iter(f"{{{SVG}}}tspan")] == ["A"]


def test_a_picture_becomes_a_sharp_png() -> None:
    content = png_of(safe_svg(sample.LOGO, "The logo").svg)
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == (960, 256)
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.convert("RGBA").crop((950, 5, 951, 6)).tobytes()[3] == 0
        assert picture.convert("RGB").crop((60, 128, 61, 129)).tobytes()[1] > 90


def test_a_very_large_or_wide_picture_stays_small() -> None:
    svg = safe_svg(sample.LOGO.replace("0 0 240 64", "0 0 240000 64"), "The logo").svg
    width, height = struct.unpack(">II", png_of(svg)[16:24])
    assert width <= 2401
    assert height >= 1


def test_the_summary_s_own_figure_comes_first_and_once() -> None:
    blocks = sample.report()
    document = assemble(blocks)
    shown = document["summary"]["figure"]
    assert shown["number"] == "1"
    same = [
        replace(one, id="drivers") if isinstance(one, Figure) and one.id == "drivers" else one
        for one in blocks
    ]
    assert len(_files(figures(assemble(same)))) == 3
