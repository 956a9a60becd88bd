import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.report import sample
from toolkit.report.blocks import Block, Column, Heading, Markdown, Table
from toolkit.report.exporters import LoyaltyHTMLExporter
from toolkit.report.fonts import text_width

HTML = ROOT / "templates" / "report" / "html"
WHAT_IF = HTML / "whatif.js"
PAGE = HTML / "page.js"
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """What a page is made of: every tag with its attributes, its visible text, and whether it nests rightly."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.open: list[str] = []
        self.badly_nested: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.badly_nested.append(tag)

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            self.scripts.append(data)
        elif "style" in self.open:
            self.styles.append(data)
        else:
            self.words.append(data)

    @property
    def policy(self) -> dict[str, str]:
        """What the page may do, by directive."""
        policies = [
            one["content"] for _, one in self.tags if one.get("http-equiv") == "Content-Security-Policy"
        ]
        assert len(policies) == 1
        return dict(rule.split(" ", 1) for rule in policies[0].split("; "))

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def having(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def sha256(script: str) -> str:
    """The hash by which a page's policy names a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def make(blocks: list[Block]) -> str:
    html, resources = LoyaltyHTMLExporter().from_notebook_node(sample.notebook(blocks))
    assert resources["output_extension"] == ".html"
    return html


@pytest.fixture(scope="module")
def html() -> str:
    return make(sample.report())


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def hostile() -> Page:
    return Page(make(sample.hostile_report()))


def test_it_is_well_formed(page: Page, hostile: Page) -> None:
    for one in (page, hostile):
        assert one.badly_nested == []
        assert one.open == []


def test_it_says_its_language_title_and_that_nothing_may_be_fetched(page: Page) -> None:
    assert page.tags[0] == ("html", {"lang": "nl"})
    rules = page.policy
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("script-src") == " ".join(f"'{sha256(one)}'" for one in page.scripts)
    assert rules.pop("style-src") == f"'{sha256(page.styles[0])}'"
    assert set(rules.values()) == {"data:", "'none'"}
    assert "Voorbeeld Energie – Nulmeting klantloyaliteit" in page.text


def test_nothing_runs_and_nothing_is_fetched(html: str, page: Page, hostile: Page) -> None:
    for one in (page, hostile):
        assert not {"iframe", "object", "embed", "base", "form"} & {tag for tag, _ in one.tags}
        # The house's own scripts and no other, with nothing of the client in them.
        assert one.scripts == [PAGE.read_text("utf-8"), WHAT_IF.read_text("utf-8")]
        assert [attributes for tag, attributes in one.tags if tag == "script"] == [{}, {}]
        # A policy that names the style by its hash forbids a style on an element: none may be left.
        assert len(one.styles) == 1
        assert one.having("style") == []
        assert "unsafe" not in "".join(one.policy.values())
        assert not [name for _, attributes in one.tags for name in attributes if name.startswith("on")]
        assert all(source.startswith("data:") for source in one.having("src"))
        sources = [attributes["href"] for tag, attributes in one.tags if tag == "link"]
        assert sources == ["data:,"]
    outside = set(
        re.findall(r"(?:https?:)?//[a-z][^\s\"'<)]*", re.sub(r"data:[^\"]*|sha256-[^']*", "", html))
    )
    assert outside == {"http://www.w3.org/2000/svg", "https://example.org/uitleg?a=1&amp;b=2"}
    assert not [url for url in re.findall(r"url\(([^)]*)\)", html) if not re.match(r"[\"']?(#|data:)", url)]


def test_a_page_without_levers_has_no_script_for_them() -> None:
    page = Page(make([sample.meta(), Heading(1, "A")]))
    assert page.scripts == [PAGE.read_text("utf-8")]
    assert page.policy["script-src"] == f"'{sha256(page.scripts[0])}'"


@pytest.mark.parametrize("file", [WHAT_IF, PAGE], ids=lambda file: file.stem)
def test_the_script_reaches_nothing_outside_the_page(file: Path) -> None:
    script = file.read_text("utf-8")
    assert not re.search(
        r"</script|<!--|\beval\b|Function\(|innerHTML|outerHTML|insertAdjacent|document\.write", script
    )
    assert not re.search(
        r"fetch|XMLHttp|WebSocket|EventSource|sendBeacon|import|Worker|location|open\(", script
    )
    assert not re.search(r"cookie|Storage|indexedDB|https?:|src\b|href", script)
    assert script.isascii()


def test_links_lead_somewhere_and_ids_are_unique(page: Page, hostile: Page) -> None:
    for one in (page, hostile):
        ids = one.having("id")
        assert len(ids) == len(set(ids))
        inner = {url[1:] for url in one.having("href") if url.startswith("#")}
        assert inner <= set(ids)
        assert "section-1" in inner


def test_headings_skip_no_level_and_contents_stand_aside(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [tag for tag, _ in page.tags if tag in ("header", "nav", "main", "footer")] == [
        "header",
        "nav",
        "main",
        "footer",
    ]


def test_every_picture_has_words(page: Page) -> None:
    pictures = [attributes for _, attributes in page.tags if attributes.get("role") == "img"]
    assert len(pictures) == 3
    assert all(one["aria-label"] for one in pictures)
    assert all(attributes["alt"] for tag, attributes in page.tags if tag == "img")


def test_all_of_the_report_is_there(page: Page) -> None:
    for words in (
        "Concept",
        "7 april 2026",
        "Bevinding B5Een kwart van uw klanten blijft",
        "1.1 Wie heeft meegedaan",
        "Figuur 2 Op vertrouwen scoort u het laagst",
        "Niet aangetoond · Onderbouwing: tabel Segmenten",
        "Tabel 5 Gemiddelde score per driver in 25 segmenten",
        "Run 3fa85f64",
    ):
        assert words in page.text, words


def test_tables_name_their_columns_and_rows(page: Page) -> None:
    scopes = page.having("scope")
    assert scopes.count("row") > 70
    assert scopes.count("col") > 40


def test_hostile_text_shows_as_it_was_written(hostile: Page) -> None:
    for text in sample.HOSTILE[:5]:
        assert hostile.text.count(text) >= 8, text
    assert "日本語 العربية עברית 😀" in hostile.text
    assert "leftright zerowidth bell half line end" in hostile.text


def test_a_link_that_would_run_is_plain_text() -> None:
    page = Page(make([sample.meta(), Heading(1, "A"), Markdown("[klik](javascript:alert(1)) <img src=x>")]))
    assert "klik <img src=x>" in page.text
    assert not [url for url in page.having("href") if "javascript" in url]


def test_the_contents_stand_as_a_tree(page: Page) -> None:
    made = [sample.meta(), *(Heading(level, "A") for level in (1, 2, 3, 3, 2, 1, 2))]
    html = make(made)
    nav = re.sub(r"\s+", "", html[html.index("<nav") : html.index("</nav>")])
    numbers = re.sub(r'<ahref="#section-([\d-]+)">.*?</a>', r"\1", nav[nav.index("<ul") :])
    assert numbers == (
        '<ulid="contents"><li>1<ul><li>1-1<ul><li>1-1-1</li><li>1-1-2</li></ul></li><li>1-2</li></ul></li>'
        "<li>2<ul><li>2-1</li></ul></li></ul>"
    )
    # With a script it folds: its button is there for that and else hidden.
    buttons = [one for tag, one in page.tags if tag == "button" and "aria-controls" in one]
    assert [(one["aria-controls"], "hidden" in one) for one in buttons] == [("contents", True)]


def test_figures_stand_under_each_other_and_read_as_written() -> None:
    cells = ("12", "3,4", "−1,25", "x", "7 AB", "< 0,001", "1.234,5")
    margins = ("−8 tot +10", "+9 tot +12", "−10,5 tot 0,0", "–", "", "0 tot 1", "1 tot 2")
    rows = [{"a": f"rij {n}", "b": b, "c": c} for n, (b, c) in enumerate(zip(cells, margins, strict=True))]
    rows.insert(2, {"a": "– marge", "b": "1 tot 2", "c": "1"})
    table = Table(
        "t", "Tabel", (Column("a", "A"), Column("b", "B", "right"), Column("c", "C", "right")), tuple(rows)
    )
    html = make([sample.meta(), Heading(1, "A"), table])
    told = re.findall(r"<td class=\"right[^>]*>(.*?)</td>", html)
    assert [re.sub("<[^>]+>", "", one).replace("&lt;", "<") for one in told[::2]] == [
        *cells[:2],
        "1 tot 2",
        *cells[2:],
    ]
    gaps = dict(re.findall(r"\.g(\d+) { --gap: ([\d.]+)em; }", html))
    ends = {
        re.sub("<[^>]+>", "", text).replace("&lt;", "<"): float(gaps.get(gap, 0))
        for gap, text in re.findall(r"<td class=\"right(?: g(\d+))?\">(.*?)</td>", html)
    }
    digit, comma = text_width("0", 1.0), text_width(",", 1.0)
    # What stands after the units of a cell, and the gap behind it, are as wide as the widest of the column.
    tails = {"12": 0, "3,4": comma + digit, "−1,25": comma + 2 * digit, "< 0,001": comma + 3 * digit}
    assert (
        max(tails[cell] + ends[cell] for cell in tails) - min(tails[cell] + ends[cell] for cell in tails)
        <= 0.05
    )
    assert ends["< 0,001"] == 0
    assert html.count('<tr class="more"><th scope="row" class="left">– marge</th>') == 1


def test_a_column_of_sentences_has_room_for_words() -> None:
    rows = (
        {
            "a": "Een naam van meer dan veertig tekens, die mag afbreken",
            "b": "kort",
            "c": "Zin. " * 9,
            "d": "1",
        },
    )
    columns = (Column("a", "A"), Column("b", "B"), Column("c", "C"), Column("d", "D", "right"))
    page = Page(make([sample.meta(), Heading(1, "A"), Table("t", "Tabel", columns, rows)]))
    assert [one["class"] for tag, one in page.tags if tag == "th" and one["scope"] == "col"] == [
        "left",
        "left",
        "left long",
        "right",
    ]


def test_it_is_one_small_file_and_the_same_each_time(html: str) -> None:
    assert make(sample.report()) == html
    assert len(html.encode()) < 300_000
    assert html.count("@font-face") == 4
    emoji = make([sample.meta(client="😀"), Heading(1, "A")])
    assert 'font-family: "Noto Emoji"; font-weight' in emoji


def test_the_colour_is_the_client_s() -> None:
    html = make([sample.meta(colour="#FFDD00"), Heading(1, "A")])
    assert "--accent: #ffdd00; --on-accent: #1c1e21;" in html
