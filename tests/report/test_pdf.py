import io
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdfua import validate
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
from toolkit.report.floating import LARGEST_GAP, PAGE_BOTTOM, Places
from toolkit.report.fonts import glyphs
from toolkit.report.pdf import typesetter
from toolkit.report.templates import house_templates, imports_package
from toolkit.report.typesetting import typst_data


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
    ((_, page, height, came_on),) = places(source.replace('("figure-1",)', "()")).blocks
    assert came_on == page + 1
    assert PAGE_BOTTOM - height > LARGEST_GAP
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
        ((_, page, last),) = places(tables[rows].replace('("table-1-0",)', "()")).rows
        assert last == page + 1
        ((_, page, last),) = places(tables[rows]).rows
        assert last == page


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
