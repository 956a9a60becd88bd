"""Slides: one file that asks for nothing, each slide as full as it can be, in words of its reader."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import browser, opened, quiet
from toolkit.errors import ReportError
from toolkit.report.notebook_format import nbformat
from toolkit.report.workers import workers
from toolkit.training.plans import plan_of
from toolkit.training.slides import LoyaltySlidesExporter, plain, shown, write_slides

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LESSON = 3
WALL = (1280, 720)  # a projector
READY = "() => window.Reveal?.isReady()"
# Of each slide in turn: how far its text goes beyond it, down and to the right; 0 is on the slide.
BEYOND = """() => [...document.querySelectorAll(".slides section")]
  .filter((slide) => !slide.querySelector("section"))
  .map((slide, place, all) => {
    const at = Reveal.getIndices(slide);
    Reveal.slide(at.h, at.v);
    const fit = slide.querySelector(".fit");
    return [Math.max(0, slide.scrollHeight - 720), Math.max(0, fit.scrollWidth - fit.clientWidth - 1)];
  })"""


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the Dutch slides of a lesson."""
    folder = tmp_path_factory.mktemp("trainer")
    (folder / "clients").mkdir()
    with workers(1) as pool:
        (path,) = write_slides(folder, "nl", [LESSON], pool)
    assert path == folder / "slides" / f"{plan_of(LESSON).slug}.html"
    return path


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as one:
        yield one


class TestInABrowser:
    def test_nothing_is_asked_for_nothing_runs_off_and_all_can_read_it(
        self, slides: Path, running: Browser
    ) -> None:
        with opened(running, slides, WALL) as one:
            one.page.wait_for_function(READY)
            beyond = one.page.evaluate(BEYOND)
            assert len(beyond) == one.page.evaluate("Reveal.getTotalSlides()") >= 10
            assert beyond == [[0, 0]] * len(beyond)
            one.page.evaluate("Reveal.slide(0)")
            labels = "[...document.querySelectorAll('.controls button')].map((one) => one.ariaLabel)"
            assert set(one.page.evaluate(labels)) == {
                "Vorige dia",
                "Volgende dia",
                "Dia erboven",
                "Dia eronder",
            }
            assert one.violations() == []
            quiet(one, slides)

    def test_on_paper_each_slide_has_one_page(self, slides: Path, running: Browser, tmp_path: Path) -> None:
        with opened(running, slides, WALL) as one:
            one.page.goto(f"{slides.as_uri()}?print-pdf")
            one.page.wait_for_function(READY)
            one.page.wait_for_selector(".pdf-page")
            assert one.page.locator(".pdf-page").count() == one.page.evaluate("Reveal.getTotalSlides()")
            hidden = ".fragment:not(.visible), .loyalty-film g"
            opacity = (
                f"[...document.querySelectorAll('{hidden}')].map((one) => getComputedStyle(one).opacity)"
            )
            assert set(one.page.evaluate(opacity)) <= {"1"}

    def test_what_is_too_much_shrinks_and_what_is_little_grows(
        self, running: Browser, tmp_path: Path
    ) -> None:
        path = tmp_path / "made.html"
        path.write_text(made("# A title", "## Long\n\n" + "Many words. " * 250, "## Short\n\nFew."), "utf-8")
        with opened(running, path, WALL) as one:
            one.page.wait_for_function(READY)
            assert one.page.evaluate(BEYOND) == [[0, 0]] * 3
            scales = "[...document.querySelectorAll('.fit')].map((one) => Number(one.style.zoom))"
            title, long, short = one.page.evaluate(scales)
            assert long < 0.8
            assert short > 1
            assert title == short

    def test_what_cells_have_shown_goes_on_below_with_its_heading(
        self, running: Browser, tmp_path: Path
    ) -> None:
        shown = ("<b>1</b>", '<div class="loyalty-block"><h3>Two</h3></div>', "<b>2</b>", "<b>3</b>")
        parts = (f'<div style="height:400px">{one}</div>' if "<b>" in one else one for one in shown)
        outputs = tuple({"text/html": part} for part in parts)
        path = tmp_path / "made.html"
        path.write_text(made("# A title", "## Much\n\nFew words.", outputs=outputs), "utf-8")
        with opened(running, path, WALL) as one:
            one.page.wait_for_function(READY)
            assert one.page.evaluate(BEYOND) == [[0, 0]] * 4
            texts = (
                "[...document.querySelectorAll('.fit')].map((one) => one.textContent.trim().split(/\\s+/))"
            )
            assert one.page.evaluate(texts)[1:] == [["Few", "words.", "1"], ["Two2"], ["3"]]


def made(*texts: str, language: str = "en", outputs: tuple[Any, ...] = ()) -> str:
    """Give slides, each of one text; the last shows what a cell put out."""
    cells = [
        nbformat.v4.new_markdown_cell(text, metadata={"slideshow": {"slide_type": "slide"}}) for text in texts
    ]
    code = nbformat.v4.new_code_cell(
        f'language = "{language}"', metadata={"slideshow": {"slide_type": "skip"}}
    )
    given = [nbformat.v4.new_output("display_data", data=data) for data in outputs]
    last = nbformat.v4.new_code_cell(
        "secret()", outputs=given, metadata={"slideshow": {"slide_type": "fragment"}}
    )
    notebook = nbformat.v4.new_notebook(cells=[code, *cells, last])
    return str(LoyaltySlidesExporter().from_notebook_node(notebook)[0])


class TestExporter:
    def test_title_and_language_are_those_of_the_lesson(self) -> None:
        text = made("# Les <1>", language="nl")
        assert '<html lang="nl">' in text
        assert "<title>Les &lt;1&gt;</title>" in text
        assert '<section class="title" data-background-color="#1f3a5f">' in text

    def test_a_language_without_words_is_shown_in_english(self) -> None:
        assert 'data-right="Next slide"' in made("# Leçon", language="fr")

    def test_code_stays_out_and_what_it_shows_comes_in(self) -> None:
        text = made("## One", outputs=({"text/html": "<b>shown</b>", "text/plain": "not this"},))
        assert "<b>shown</b>" in text
        assert "secret()" not in text
        assert "not this" not in text


class TestShown:
    def test_a_widget_is_left_out(self) -> None:
        assert shown({"application/vnd.jupyter.widget-view+json": "{}", "text/plain": "IntSlider"}) == ""
        assert shown({"application/javascript": "1", "text/plain": "script"}) == ""

    def test_a_column_of_pandas_is_a_table(self) -> None:
        told = plain("ATT_1\n10.0    41\nnot <known>     7\nName: count, dtype: int64")
        assert told == (
            '<table class="plain"><tbody><tr><th scope="row">10.0</th><td>41</td></tr>'
            '<tr><th scope="row">not &lt;known&gt;</th><td>7</td></tr></tbody></table>'
        )

    @pytest.mark.parametrize("text", ["", "5 < 6", "two\nlines", "dtype: float64"])
    def test_other_text_stays_as_it_is(self, text: str) -> None:
        escaped = text.replace("<", "&lt;")
        assert plain(text) == f"<pre>{escaped}</pre>"


def test_where_one_lesson_fails_no_slides_are_written(tmp_path: Path) -> None:
    own = tmp_path / "lessons" / f"{plan_of(LESSON).slug}.ipynb"  # as the trainer left it
    own.parent.mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    own.write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "old.html").write_text("old", encoding="utf-8")
    with workers(1) as pool, pytest.raises(ReportError, match="ZeroDivisionError"):
        write_slides(tmp_path, "en", [LESSON], pool)
    assert [path.name for path in (tmp_path / "slides").iterdir()] == ["old.html"]
