"""The page in a real browser: it reads on a phone, by keyboard and aloud, and does nothing that its policy forbids."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pypdf
import pytest

from tests.browser import DESK, PAPER, PHONE, TABLET, browser, opened, quiet
from tests.report import sample
from tests.report.screen.test_html import make
from toolkit.report.blocks import Column, Heading, Table, mime_bundle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    return write(folder / "report.html", make(sample.report()))


@pytest.fixture(scope="module")
def hostile(folder: Path) -> Path:
    return write(folder / "hostile.html", make(sample.hostile_report()))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def scroll_to(page: Page, anchor: str) -> None:
    page.evaluate("(id) => document.getElementById(id).scrollIntoView()", anchor)


def column(table: Locator, place: int) -> list[str]:
    return [text.strip() for text in table.locator(f"tbody tr > :nth-child({place})").all_inner_texts()]


def test_it_fits_and_breaks_no_rule(running: Browser, report: Path, hostile: Path) -> None:
    for path in (report, hostile):
        with opened(running, path, PHONE) as one:
            assert one.violations() == []
            for width, height in (PHONE, TABLET, DESK):
                one.page.set_viewport_size({"width": width, "height": height})
                assert one.too_wide <= 0, width
            # Where somebody wrote markup, it is the same page with other words.
            if path == report:
                assert one.violations() == []
            quiet(one, path)


def test_what_is_not_the_house_s_neither_runs_nor_styles(
    running: Browser, report: Path, folder: Path
) -> None:
    """The check of the checks: a page that was meddled with is stopped, and it is seen."""
    page = report.read_text("utf-8")
    added = (
        '<p id="added" style="color: rgb(255, 0, 0)" onclick="document.title = 1">x</p>'
        "<script>document.title = 'run'</script><style>#added { color: rgb(255, 0, 0) }</style>"
        '<img alt="" src="https://example.org/a.png">'
    )
    path = write(folder / "meddled.html", page.replace("</main>", added + "</main>"))
    with opened(running, path) as one:
        one.page.locator("#added").click()
        assert one.page.title() == "Voorbeeld Energie – Nulmeting klantloyaliteit"
        assert one.page.locator("#added").evaluate("(p) => getComputedStyle(p).color") == "rgb(28, 30, 33)"
        assert {"script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "img-src"} <= set(
            one.stopped
        )
        assert one.told
    # One sign more in each script, and one in the style: their hashes are other ones.
    changed = page.replace("// Up, down, and", "//  Up, down, and").replace(
        "// Nothing comes in", "//  Nothing comes in"
    )
    changed = changed.replace("body {", "body  {", 1)
    assert len(changed) == len(page) + 3
    with opened(running, write(folder / "changed.html", changed)) as one:
        assert one.page.locator("html.live").count() == 0
        assert one.page.locator(".what-if").is_hidden()
        assert one.page.locator("body").evaluate("(body) => getComputedStyle(body).marginTop") == "8px"
        assert sorted(one.stopped) == ["script-src-elem", "script-src-elem", "style-src-elem"]


def test_it_reads_without_scripts(running: Browser, report: Path) -> None:
    with opened(running, report, PHONE, scripts=False) as one:
        page = one.page
        assert page.locator("nav.contents > ul > li > a").first.is_visible()
        assert page.locator("button:visible").count() == 0
        assert page.locator(".what-if").is_hidden()
        assert page.locator("main table").first.locator("tbody tr").count() == 12
        assert page.locator("[aria-sort]").count() == 0
        # What scrolls can be reached by keyboard, though it may fit.
        assert page.locator(".wide").count() == page.locator(".wide[tabindex='0']").count()


NUMBERS = {
    "nl": (
        "1.234,5",
        "−3,0",
        "< 0,001",
        "–",
        "+12",
        "0,001",
        "€\u00a020.000",
        "x",
        "7 AB",
        "16% *",
        "0,5 tot 9",
    ),
    "en": ("1,234.5", "−3.0", "< 0.001", "–", "+12", "0.001", "€20,000", "x", "7 AB", "16% *", "0.5 to 9"),
}
UP = (1, 2, 5, 10, 8, 4, 9, 0, 6)
NAMES = ("Waal 10", "Waal 9", "élan", "Zuid", "Eem", "Adviseur", "B2B", "Oost", "West", "Noord", "Dommel")
IN_WORDS = ("Adviseur", "B2B", "Dommel", "Eem", "élan", "Noord", "Oost", "Waal 9", "Waal 10", "West", "Zuid")


# Red by a style sheet, blue by a style.
LOGO = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><style>.a { fill: #ff0000 }</style>'
    '<rect class="a" width="10" height="10"/><rect x="10" width="10" height="10" style="fill: #0000ff"/></svg>'
)


@pytest.fixture(scope="module")
def numbers(folder: Path) -> Path:
    """A page with a table of Dutch numbers, one of English numbers, and one of words."""
    columns = (Column("name", "Naam"), Column("value", "Waarde", "right"))
    tables = []
    for language, cells in NUMBERS.items():
        rows = [{"name": name, "value": cell} for name, cell in zip(NAMES, cells, strict=True)]
        rows.insert(1, {"name": "– marge", "value": "1 – 2"})
        tables.append(Table(language, language, columns, tuple(rows)))
    words = Table("w", "Woorden", (Column("a", "A"), Column("b", "B")), tuple({"a": "z"} for _ in range(4)))
    made = make([sample.meta(logo=LOGO), Heading(1, "A"), *tables, words])
    return write(folder / "numbers.html", made)


def test_a_logo_keeps_its_own_styles(running: Browser, numbers: Path) -> None:
    """A picture is a document of its own: what the page may do is not for what stands inside it."""
    with opened(running, numbers) as one:
        colours = one.page.locator("img.logo").evaluate(
            """(logo) => {
              const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
              context.drawImage(logo, 0, 0, 20, 10);
              return [5, 15].map((x) => [...context.getImageData(x, 5, 1, 1).data]);
            }"""
        )
        assert colours == [[255, 0, 0, 255], [0, 0, 255, 255]]
        quiet(one, numbers)


@pytest.mark.parametrize(("place", "language"), list(enumerate(NUMBERS)))
def test_tables_sort_as_the_page_writes_numbers(
    running: Browser, numbers: Path, place: int, language: str
) -> None:
    cells = NUMBERS[language]
    page = numbers.read_text("utf-8").replace('<html lang="nl">', f'<html lang="{language}">')
    path = write(numbers.with_name(f"numbers-{language}.html"), page)
    with opened(running, path) as one:
        shown = one.page.locator("table").nth(place)
        printed = column(shown, 2)
        name, value = shown.locator("thead button").all()
        head = shown.locator("thead th").nth(1)
        for way, order in (("ascending", UP), ("descending", reversed(UP))):
            value.click()
            assert head.get_attribute("aria-sort") == way
            # What has no number stands last; the margin stays under the row it tells of.
            expected = [cells[place] for place in order] + ["–", "x"]
            expected.insert(expected.index(cells[0]) + 1, "1 – 2")
            assert column(shown, 2) == expected
        value.click()
        assert head.get_attribute("aria-sort") is None
        assert column(shown, 2) == printed
        name.click()
        assert [text for text in column(shown, 1) if text != "– marge"] == sorted(NAMES, key=IN_WORDS.index)
        assert shown.locator("[aria-sort]").count() == 1
        assert sample.DUTCH["sorts"] in (shown.locator("caption").text_content() or "")
        # A table of words has nothing to sort by.
        assert one.page.locator("table").nth(2).locator("button").count() == 0
        quiet(one, path)


def test_every_stop_of_the_tab_key_is_in_reading_order_and_seen(running: Browser, report: Path) -> None:
    with opened(running, report) as one:
        page = one.page
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        assert skip.evaluate("(one) => one === document.activeElement")
        box = skip.bounding_box()
        assert box
        assert min(box["x"], box["y"]) >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "report"
        stops = page.evaluate(WALK)
        page.keyboard.press("Tab")
        walked = 0
        while page.evaluate("document.activeElement !== document.body") and walked < len(stops):
            told = page.evaluate("window.stop(document.activeElement)")
            assert told["name"] == stops[walked], (walked, told)
            assert told["outline"] >= 2
            assert told["inside"], told
            walked += 1
            page.keyboard.press("Tab")
        assert walked == len(stops) > 30


# What can be stopped at in the report itself, in the order of the page, and how a stop looks.
WALK = """() => {
  const name = (one) => `${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 40)}`;
  window.stop = (one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return {
      name: name(one), outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    };
  };
  return [...document.querySelectorAll("main :is(a[href], button, input, [tabindex='0'])")]
    .filter((one) => one.checkVisibility()).map(name);
}"""


def test_a_key_sorts_and_only_what_scrolls_is_a_stop(running: Browser, report: Path) -> None:
    with opened(running, report) as one:
        table = one.page.locator("main table").first
        button = table.locator("thead button").nth(1)
        button.focus()
        one.page.keyboard.press("Space")
        assert table.locator("th[aria-sort='ascending'] button").evaluate(
            "(b) => b === document.activeElement"
        )
        frames = """[...document.querySelectorAll('.wide')].map(
            (frame) => [frame.scrollWidth > frame.clientWidth + 1, frame.tabIndex === 0])"""
        assert one.too_wide <= 0
        wide = one.page.evaluate(frames)
        assert all(scrolls == stops for scrolls, stops in wide)
        assert {scrolls for scrolls, _ in wide} == {True, False}
        one.page.set_viewport_size({"width": 360, "height": 740})
        expect(one.page.locator("figure .wide[tabindex]")).to_have_count(3)
        assert sum(stops for _, stops in one.page.evaluate(frames)) > sum(stops for _, stops in wide)


def test_the_contents_tell_where_the_reader_is(running: Browser, report: Path) -> None:
    with opened(running, report) as one:
        page, here = one.page, one.page.locator("nav.contents [aria-current]")
        assert here.count() == 0
        for anchor, text in (
            ("section-2-1", "2.1 Waar de loyaliteit staat"),
            ("summary", sample.DUTCH["summary"]),
        ):
            scroll_to(page, anchor)
            expect(here).to_have_attribute("href", f"#{anchor}")
            assert " ".join((here.text_content() or "").split()) == text
            assert here.is_visible()
        # Of other chapters the parts fold away.
        assert page.locator("nav.contents a[href='#section-2-1']").is_hidden()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        expect(here).to_have_attribute("href", "#section-3-2")


def test_on_a_phone_the_contents_fold(running: Browser, report: Path) -> None:
    with opened(running, report, PHONE) as one:
        page, fold = one.page, one.page.locator("nav.contents button")
        links = page.locator("nav.contents a:visible")
        assert (fold.get_attribute("aria-expanded"), links.count()) == ("false", 0)
        scroll_to(page, "section-2")
        expect(page.locator("nav.contents .place")).to_have_text("2 Resultaten")
        fold.click()
        assert (fold.get_attribute("aria-expanded"), links.count()) == ("true", 4)
        assert one.violations(runOnly=["aria-valid-attr-value", "button-name", "color-contrast"]) == []
        page.keyboard.press("Escape")
        assert (fold.get_attribute("aria-expanded"), links.count()) == ("false", 0)
        assert fold.evaluate("(one) => one === document.activeElement")
        page.keyboard.press("Enter")
        links.last.click()
        assert links.count() == 0
        heading = page.locator("#section-3").bounding_box()
        bar = fold.bounding_box()
        assert heading
        assert bar
        # The bar hides nothing of what the reader went to.
        assert heading["y"] >= bar["y"] + bar["height"] - 1


def test_levers_work_where_their_script_may_run(running: Browser, report: Path) -> None:
    with opened(running, report) as one:
        panel = one.page.locator(".what-if")
        lever = panel.locator("input").first
        lever.focus()
        one.page.keyboard.press("ArrowRight")
        assert lever.get_attribute("aria-valuetext") == "+1 punten"
        assert (panel.locator("output").inner_text()).startswith("+0,4 punten")
        panel.locator("button").click()
        assert panel.locator("output").inner_text() == "–"
        quiet(one, report)


def test_it_prints(running: Browser, report: Path) -> None:
    with opened(running, report) as one:
        page = one.page
        page.locator("main table").first.locator("thead button").nth(1).click()
        page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
        page.emulate_media(media="print")
        for gone in ("nav.contents", ".skip", ".what-if", "footer"):
            assert page.locator(gone).is_hidden(), gone
        assert page.locator(".cover .stamp").is_visible()
        arrow = page.locator("table.sorts thead button span").first
        assert arrow.evaluate("(span) => getComputedStyle(span, '::after').content") == "none"
        # One thing that is wider, and a browser makes all of the report smaller.
        assert one.too_wide <= 0
        pdf = page.pdf(prefer_css_page_size=True)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert 6 < len(pages) < 30
    summary = pages[1].extract_text()
    for words in ("Managementsamenvatting", "Wat we u vragen te besluiten", "3fa85f64"):
        assert words in summary, words
    # Tables that an upright page has no room for lie on their side, whole to the last of 25 columns.
    turned = [page.extract_text() for page in pages if page.mediabox.width > page.mediabox.height]
    assert 1 <= len(turned) <= 3
    assert "122,4" in "".join(turned)


def test_a_block_stands_in_a_notebook_as_wide_as_its_cell(running: Browser, folder: Path) -> None:
    cells = "".join(f"<div>{mime_bundle(block)['text/html']}</div>" for block in sample.report()[:-2])
    page = f'<!doctype html><html lang="nl"><title>x</title><body>{cells}</body></html>'
    with opened(running, write(folder / "cells.html", page), (900, 700)) as one:
        assert one.told == []
        shown = one.page.locator(".picture svg").first.bounding_box()
        assert shown
        assert shown["width"] == pytest.approx(6.3 * 96, abs=1)
        one.page.set_viewport_size({"width": 400, "height": 700})
        pictures = [
            box["width"] for one in one.page.locator(".picture svg").all() if (box := one.bounding_box())
        ]
        assert len(pictures) == 3
        assert max(pictures) <= 384
