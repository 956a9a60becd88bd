import base64
import io
import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdfua import validate
from PIL import Image
from pypdf import PdfReader

from tests.report import sample
from toolkit.errors import ReportError
from toolkit.report.blocks import (
    Block,
    Column,
    Figure,
    FindingItem,
    Findings,
    Heading,
    Kpis,
    Markdown,
    Meta,
    Prose,
    Summary,
    SummaryItem,
    Table,
)
from toolkit.report.document import assemble
from toolkit.report.exporters import LoyaltyPDFExporter, LoyaltyTypstExporter
from toolkit.report.fonts import glyphs, text_width
from toolkit.report.paper.floating import LARGEST_GAP, LEAST_LEFT, PAGE_BOTTOM, PAGE_TOP, Places
from toolkit.report.paper.pdf import typesetter
from toolkit.report.paper.typesetting import lacking, typst_data
from toolkit.report.templates import house_templates, imports_package


def make(blocks: list[Block]) -> bytes:
    pdf, resources = LoyaltyPDFExporter().from_notebook_node(sample.notebook(blocks))
    assert resources["output_extension"] == ".pdf"
    return pdf


def places(source: str) -> Places:
    with typesetter() as setter:
        return setter.places(source)


def compile_pdf(source: str, made_at: int) -> tuple[bytes, list[str]]:
    with typesetter() as setter:
        return setter.pdf(source, made_at)


def source_of(blocks: list[Block]) -> str:
    source, _ = LoyaltyTypstExporter().from_notebook_node(sample.notebook(blocks))
    return source


def text_of(pdf: bytes) -> str:
    """All text, without the spaces and line ends that depend on the layout."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def outline(pdf: bytes) -> list[tuple[str, int]]:
    """Titles of the bookmarks with their page, first page 1."""
    reader = PdfReader(io.BytesIO(pdf))

    def flat(entries: Any) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += flat(entry)
            else:
                found.append((str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1))
        return found

    return flat(reader.outline)


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Name and alt text of every tag, in reading order."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K"))

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root["/StructTreeRoot"]["/K"])
    return found


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return make(sample.report())


def test_it_passes_the_check_of_accessibility(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    assert validate(path).findings == ()


def test_it_knows_its_title_author_date_and_language(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Voorbeeld Energie – Nulmeting klantloyaliteit"
    assert reader.metadata.author == "Sanne de Vries, Loyaal Advies"
    assert str(reader.metadata.creation_date) == "2026-04-07 00:00:00+00:00"
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    assert pikepdf.open(io.BytesIO(pdf)).open_metadata().pdfa_status == "2A"
    english = PdfReader(io.BytesIO(make([sample.meta(language="en", labels={}), Heading(1, "A")])))
    assert english.trailer["/Root"]["/Lang"] == "en-GB"


def test_it_has_bookmarks_with_numbers(pdf: bytes) -> None:
    assert outline(pdf)[:4] == [
        ("Managementsamenvatting", 3),
        ("1 Respons en methode", 4),
        ("1.1 Wie heeft meegedaan", 4),
        ("2 Resultaten", 4),
    ]


def test_cover_contents_and_summary_come_first(pdf: bytes) -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert pages[0].startswith("CONCEPTVoorbeeldEnergieNulmetingklantloyaliteit")
    assert "7april2026" in pages[0]
    assert "Inhoud" in pages[1]
    assert "2.1Waardeloyaliteitstaat4" in pages[1]
    assert "Wevragenutebesluiten" not in pages[1]
    assert "B5Eenkwartvanuwklantenblijftomdatoverstappengedoeis.B2" in pages[2]
    assert "Watweuvragentebesluiten1.Maakprijswijzigingen" in pages[2]


def test_header_and_footer_name_client_report_page_and_run(pdf: bytes) -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    for number, page in enumerate(pages[1:], start=2):
        assert "VoorbeeldEnergie·NulmetingklantloyaliteitCONCEPT" in page
        assert f"LoyaalAdviesRun3fa85f64Pagina{number}van{len(pages)}" in page


def test_a_final_report_bears_no_draft_stamp() -> None:
    text = text_of(make([sample.meta(status="final"), Heading(1, "A")]))
    assert "CONCEPT" not in text
    assert "Definitief" in text


def test_tags_tell_headings_figures_and_tables(pdf: bytes) -> None:
    found = tags(pdf)
    names = [name for name, _ in found]
    levels = [int(name[2]) for name in names if len(name) == 3 and name.startswith("/H")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names.count("/Figure") == 4
    assert all(alt for name, alt in found if name == "/Figure")
    assert names.count("/Table") == names.count("/THead") == 9
    assert names.count("/Link") >= 12


def test_the_charts_share_the_font_of_the_text(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fonts = {str(one.get("/BaseFont")) for one in document.objects if isinstance(one, pikepdf.Dictionary)}
    names = {name.split("+")[1] for name in fonts if "+" in name}
    assert names == {"SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSans3-Bold"}
    assert "Score(0–100)" in text_of(pdf)


def test_a_long_table_repeats_its_header_and_a_split_one_counts_its_parts(pdf: bytes) -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
    header = "95%-intervalNPSVerschil"
    assert len([page for page in pages if header in page and "Segmentn" in page]) >= 3
    text = "".join(pages)
    for part in (1, 2, 3):
        assert f"25segmenten(deel{part}van3)" in text
    wide = [page for page in PdfReader(io.BytesIO(pdf)).pages if page.mediabox.width > page.mediabox.height]
    assert len(wide) >= 2


def test_the_same_report_gives_the_same_bytes(pdf: bytes) -> None:
    assert make(sample.report()) == pdf
    assert len(pdf) < 2_000_000


def test_hostile_text_prints_as_it_was_written() -> None:
    text = text_of(make(sample.hostile_report()))
    for hostile in sample.HOSTILE[:5]:
        assert text.count(squeezed(hostile)) >= 8
    assert "[U+65E5][U+672C][U+8A9E]" in text
    assert "leftrightzerowidthbellhalflineend" in text


def test_signs_that_the_fonts_lack_are_warned_of() -> None:
    assert lacking(assemble(sample.report())) == ()
    (warning,) = lacking(assemble([sample.meta(client="日本語"), Heading(1, "عربية 😀 é")]))
    assert "ع (U+0639)" in warning
    assert "and 3 more: it prints them as their code, such as [U+0628]" in warning
    assert not {"😀", "é"} & set(warning)


def test_every_sign_that_is_let_through_can_be_printed() -> None:
    signs = "".join(map(chr, sorted(glyphs().text | glyphs().emoji)))
    lines = tuple(signs[at : at + 40] for at in range(0, len(signs), 40))
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
    drawn = "".join(f'<text y="9" font-family="Source Sans 3">{line}</text>' for line in escaped)
    figure = Figure(
        "f", "Tekens", f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 12">{drawn}</svg>', "alt"
    )
    emphasis = "\n\n".join(f"*{one.replace('*', '')}* **{one.replace('*', '')}**" for one in lines)
    blocks = [sample.meta(), Prose(lines), Markdown(emphasis), figure]
    assert make(blocks).startswith(b"%PDF")


def test_an_emoji_and_a_ligature_share_a_line_of_a_chart() -> None:
    line = '<text y="20" font-family="Source Sans 3">efficiënt 😀 e\u0323\u0301 日</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40">{line}</svg>'
    assert "[U+65E5]" in text_of(make([sample.meta(), Figure("f", "T", svg, "A")]))


@pytest.mark.parametrize("length", [20, 120, 400])
def test_the_summary_is_one_page_always(length: int) -> None:
    words = ("woorden die iets zeggen " * length)[:length]
    summary = Summary(words, words, (SummaryItem(text=words),) * 5, (words,) * 3, sample.summary().figure)
    marks = outline(make([sample.meta(), summary, Heading(1, "Verder")]))
    assert marks == [("Managementsamenvatting", 3), ("1 Verder", 4)]


def test_a_figure_that_does_not_fit_lets_the_text_go_on() -> None:
    tall = Figure("f", "Hoog", sample.chart(tuple(f"Aspect {i}" for i in range(22))), "A")
    text = Prose(("Tekst die doorgaat. " * 120,))
    source = source_of([sample.meta(), Heading(1, "A"), text, Heading(2, "B"), tall, text, text])
    assert '#let floating = ("figure-1",)' in source
    (mark,) = places(source.replace('("figure-1",)', "()")).marks
    page = mark.page
    assert mark.came_on == page + 1
    assert PAGE_BOTTOM - mark.height > LARGEST_GAP
    pages = PdfReader(io.BytesIO(compile_pdf(source, 0)[0])).pages
    assert "Hoog" not in pages[page - 1].extract_text()
    assert pages[page - 1].extract_text().index("1.1 B") < pages[page - 1].extract_text().rindex("Tekst die")
    assert pages[page].extract_text().index("Hoog") < pages[page].extract_text().index("Tekst die")
    assert "#let floating = ()" in source_of([sample.meta(), Heading(1, "A"), text, Heading(1, "B"), tall])


def test_only_in_the_appendix_a_table_of_half_a_page_may_go_on_overleaf() -> None:
    def kept(*headings: Heading) -> list[bool]:
        blocks = [
            block for i, one in enumerate(headings) for block in (one, sample.segment_table(30, f"t{i}"))
        ]
        sheets = typst_data(assemble([sample.meta(), *blocks]))["sheets"]
        return [block["whole"] for sheet in sheets for block in sheet["blocks"] if block["kind"] == "table"]

    assert kept(Heading(1, "A")) == [True]
    assert kept(Heading(1, "A"), Heading(2, "B"), Heading(1, "Bijlage")) == [True, True, False]


def test_only_a_word_too_long_for_its_column_is_hyphenated() -> None:
    keys = [f"c{number}" for number in range(6)]

    def words(cell: str) -> list[str]:
        columns = tuple(Column(key, key, "left") for key in keys)
        made = make(
            [sample.meta(), Heading(1, "A"), Table("t", "Tabel", columns, (dict.fromkeys(keys, cell),))]
        )
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split()

    plain = words("klanten laten meebeslissen over nieuwe zonneparken en duurzaamheid")
    assert [plain.count(word) for word in ("meebeslissen", "zonneparken", "duurzaamheid")] == [len(keys)] * 3
    long = "arbeidsongeschiktheidsverzekeringsmaatschappijen"
    assert long not in words(long)


def test_the_last_row_of_a_table_does_not_stand_alone() -> None:
    tables = {rows: source_of([sample.meta(), sample.segment_table(rows)]) for rows in range(35, 47)}
    tight = [rows for rows, source in tables.items() if '#let tight = ("table-1-0",)' in source]
    assert len(tight) >= 2
    for rows in tight:
        assert last_rows(places(tables[rows].replace('("table-1-0",)', "()"))) == {1}
        assert last_rows(places(tables[rows])) == {0}


def last_rows(found: Places) -> set[int]:
    """On how many more pages the last row of each long table stands than the third from its end."""
    return {one.pages[-1] - one.pages[0] for one in found.ends if one.which == "end"}


def test_a_line_alone_before_a_new_page_is_drawn_back_by_a_closer_table() -> None:
    def blocks(lines: int) -> list[Block]:
        filling, line = ([Prose(("Een regel die niet doorloopt.",) * count)] for count in (lines, 1))
        return [
            sample.meta(),
            Heading(1, "A"),
            *filling,
            sample.segment_table(20),
            *line,
            Heading(1, "B", True),
        ]

    sources = (source_of(blocks(lines)) for lines in range(6, 16))
    closer = next(source for source in sources if '#let tight = ("table-1",)' in source)
    ((page, height, next_page),) = places(closer.replace('("table-1",)', "()")).left
    assert (page, next_page) == (4, 5)
    assert PAGE_TOP < height < PAGE_TOP + LEAST_LEFT
    ((page, height, next_page),) = places(closer).left
    assert (page, next_page) == (3, 4)
    assert PAGE_BOTTOM - 40 < height <= PAGE_BOTTOM + 1


def test_the_first_rows_of_a_table_do_not_stand_alone() -> None:
    def blocks(lines: int) -> list[Block]:
        filling = [Prose(("Een regel die niet doorloopt.",) * lines)]
        return [sample.meta(), Heading(1, "A"), *filling, Heading(2, "B"), sample.segment_table(60)]

    sources = (source_of(blocks(lines)) for lines in range(26, 34))
    pushed = next(source for source in sources if '#let pushed = ("table-1",)' in source)
    as_it_was = places(pushed.replace('#let pushed = ("table-1",)', "#let pushed = ()"))
    (start,) = (one for one in as_it_was.ends if one.which == "start")
    assert start.pages[-1] == start.pages[0] + 1
    (start,) = (one for one in places(pushed).ends if one.which == "start")
    assert len(set(start.pages)) == 1
    title = [
        page
        for page in PdfReader(io.BytesIO(compile_pdf(pushed, 0)[0])).pages
        if "1.1 B" in page.extract_text()
    ]
    assert "Houding en aanbeveling" in title[-1].extract_text()  # the heading goes with its table


def test_a_figure_shrinks_a_little_where_that_fills_a_page() -> None:
    def blocks(lines: int) -> list[Block]:
        chart = Figure("f", "Titel", sample.chart(tuple(f"Aspect {i}" for i in range(14))), "A")
        return [sample.meta(), Heading(1, "A"), Prose(("Een regel.",) * lines), chart, Heading(1, "B")]

    sources = {lines: source_of(blocks(lines)) for lines in range(10, 22)}
    shrunk = {
        how: [n for n, one in sources.items() if f'#let {how} = ("figure-1",)' in one]
        for how in ("slightly", "smaller")
    }
    assert shrunk["slightly"]
    assert min(shrunk["slightly"]) < min(shrunk["smaller"])  # no more than is needed
    for how, found in shrunk.items():
        for lines in found:
            (mark,) = places(sources[lines]).marks
            assert mark.came_on == mark.page
            (mark,) = places(sources[lines].replace(f'#let {how} = ("figure-1",)', f"#let {how} = ()")).marks
            assert mark.came_on == mark.page + 1


def test_figures_stand_under_each_other_and_read_as_they_were_written() -> None:
    cells = ("7,5", "−12,25", "1.204", "62 AB", "< 0,001", "15%", "x")
    table = Table(
        "t",
        "T",
        (Column("a", "A"), Column("b", "B", "right")),
        tuple({"a": "rij", "b": one} for one in cells),
    )
    page = PdfReader(io.BytesIO(make([sample.meta(), Heading(1, "Een"), table]))).pages[-1]
    found: dict[str, float] = {}
    page.extract_text(visitor_text=lambda text, to, *_: found.setdefault(text.strip(), to[4]))
    width = {one: text_width(one.partition(",")[0].partition(" A")[0].rstrip("%"), 8.5) for one in cells}
    signs = {one: found[one] + width[one] for one in cells if one not in ("x",)}
    assert max(signs.values()) - min(signs.values()) < 0.3


def test_a_margin_beneath_its_score_stays_on_its_page() -> None:
    rows = tuple(
        {"name": name, "score": score}
        for i in range(70)
        for name, score in ((f"Thema {i}", f"{50 + i % 7}"), ("– marge", "48 tot 52"))
    )
    table = Table("t", "Scores", (Column("name", "Thema"), Column("score", "Score", "right")), rows)
    pages = [
        page.extract_text()
        for page in PdfReader(io.BytesIO(make([sample.meta(), Heading(1, "A"), table]))).pages
    ]
    held = [text for text in pages if "48 tot 52" in text]
    assert len(held) > 1
    for text in held:
        assert text.count("– marge") == text.count("48 tot 52") == len(re.findall(r"Thema \d", text))


def test_the_contents_list_what_the_figures_show_where_there_is_room(pdf: bytes) -> None:
    page = squeezed(PdfReader(io.BytesIO(pdf)).pages[1].extract_text())
    assert "Watdefigurenlatenzien" in page
    assert "2Opvertrouwenscoortuhetlaagst,enjuistdattelthetzwaarst" in page
    many = [block for i in range(34) for block in (Heading(1, f"Hoofdstuk {i}"), Prose(("Tekst.",)))]
    full = make([sample.meta(), *many, *(one for one in sample.body() if isinstance(one, Figure))])
    assert "Watdefigurenlatenzien" not in text_of(full)


def test_a_chapter_on_a_new_page_leaves_none_empty() -> None:
    marks = outline(make([sample.meta(), Heading(1, "A"), Heading(1, "B", True), Heading(2, "C", True)]))
    assert marks == [("1 A", 3), ("2 B", 4), ("2.1 C", 5)]


@pytest.mark.parametrize(
    "blocks",
    [
        [Heading(1, "A")],
        [Findings(()), Kpis(()), Prose(()), Markdown("")],
        [sample.segment_table(0), sample.segment_table(1, "b")],
        [Summary("", "", ())],
        [
            Findings((FindingItem("a", ""),)),
            Heading(1, "A" * 300),
            Prose(("https://example.org/" + "a/" * 200,)),
        ],
    ],
)
def test_little_or_odd_content_makes_a_report_too(blocks: list[Block]) -> None:
    bare = Meta("T", "", "followup", "nl", "2026-04-07")
    assert make([bare, *blocks]).startswith(b"%PDF")


def test_the_source_stands_alone_and_goes_nowhere(pdf: bytes) -> None:
    source = source_of(sample.report())
    assert compile_pdf(source, 1775520000) == (pdf, [])
    templates = sorted((house_templates() / "typst").glob("*.typ*"))
    assert len(templates) > 8
    assert not any(imports_package(path.read_text(encoding="utf-8")) for path in templates)
    assert imports_package('#import "@preview/cetz:0.3.0": canvas')


def test_a_layout_does_not_depend_on_those_before_it(pdf: bytes) -> None:
    source, other = source_of(sample.report()), source_of([sample.meta(), sample.segment_table(40)])
    with typesetter() as setter:
        for one in (other, source, other):
            assert setter.places(one) == places(one)
        with pytest.raises(ReportError):
            setter.places("#nothing")
        assert setter.pdf(source, 1775520000) == (pdf, [])


def test_typst_s_errors_come_in_our_words() -> None:
    with pytest.raises(ReportError, match=r"The PDF cannot be made: .*document title"):
        compile_pdf("no title", 0)
    with pytest.raises(ReportError, match="The PDF cannot be made: unknown variable: nothing"):
        places("#nothing")


def test_findings_in_a_row_on_one_method_tell_it_once() -> None:
    def item(key: str, method: str) -> FindingItem:
        return FindingItem(key, f"Bevinding {key}.", "shown", method)

    found = (
        item("a", "Toets X."),
        item("b", "Toets Y."),
        item("c", "Toets Y."),
        item("d", "Toets Y."),
        item("e", ""),
    )
    text = text_of(make([sample.meta(), Heading(1, "A"), Findings(found)]))
    assert text.count("ToetsX.") == text.count("ToetsY.") == 1
    assert "OnderbouwingB2–B4:ToetsY." in text
    assert text.index("Bevindingd.") < text.index("OnderbouwingB2–B4") < text.index("Bevindinge.")


@pytest.mark.parametrize("colour", ["#ffd500", "#000000", "#ff0000", "#ffffff"])
@pytest.mark.parametrize("size", [(1200, 60), (60, 900)])
def test_a_cover_is_one_page_with_any_logo_and_colour(colour: str, size: tuple[int, int]) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", size, "#888888").save(drawn, "PNG")
    logo = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    long = "Een naam die heel lang is, met veel woorden en een achtervoegsel " * 3
    made = make([sample.meta(colour=colour, logo=logo, client=long, author=long), Heading(1, "A")])
    assert outline(made) == [("1 A", 3)]
    first = PdfReader(io.BytesIO(made)).pages[0]
    assert squeezed(long.strip()) in squeezed(first.extract_text()).replace("-", "")
    assert "Run" in first.extract_text()
    assert [image.image.size for image in first.images if image.image] == [size]
