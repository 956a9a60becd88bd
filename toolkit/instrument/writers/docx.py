"""A questionnaire as a Word document: to print, to fill in on paper, or to send round for review.

Made to be read by everybody: headings, header rows that repeat, a language for the reading voice, and no answer that
is told by place or colour alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from toolkit.engagement import plain_number
from toolkit.instrument.form import Asked, Questionnaire, grids
from toolkit.instrument.phrases import phrase
from toolkit.instrument.writers.markup import writable
from toolkit.instrument.writers.routing import routing

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - fixed, so that the bytes are
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
BOX = "☐"
TEXT_WIDTH, NARROWEST = 17.0, 5.0  # centimetres between the margins, and for a statement
ANSWER_WIDTH, NO_ANSWER_WIDTH = 1.4, 1.8
SHORT = 12  # answers of so many characters stand in one line
CODE_WIDTHS = (1.5, 3.0, 12.5)
INK, LINE = RGBColor(0x1F, 0x2A, 0x37), "A6ADB5"


def as_docx(form: Questionnaire) -> bytes:
    """Write the questionnaire in its main language."""
    language = form.languages[0]
    document = docx.Document()
    _set_up(document, form.title[language], language)
    document.add_heading(writable(form.title[language]), 0)
    for texts in form.introduction:
        document.add_paragraph(writable(texts[language]))
    document.add_paragraph(phrase("tick", language)).runs[0].bold = True
    for section in form.sections:
        document.add_heading(writable(section.title[language]), 1)
        for together in grids(section):
            if len(together) > 1:
                _grid(document, form, together, language)
            else:
                _single(document, form, together[0], language)
    document.add_paragraph(writable(form.thanks[language])).paragraph_format.space_before = Pt(18)
    _codes(document, form, language)
    return _fixed(document)


def _single(document: Document, form: Questionnaire, asked: Asked, language: str) -> None:
    told = routing(form, asked, language)
    if told:
        note = _kept(document.add_paragraph())
        note.add_run(writable(told)).italic = True
    if asked.prompt is not None:
        _kept(document.add_paragraph(writable(asked.prompt[language])))
    question = _kept(document.add_paragraph())
    question.add_run(f"{form.number(asked.id)}. {writable(asked.text[language])}").bold = True
    question.paragraph_format.space_before = Pt(10)
    if asked.kind == "number":
        ends = ["" if end is None else plain_number(end) for end in (asked.minimum, asked.maximum)]
        document.add_paragraph(f"__________  {phrase('range', language, minimum=ends[0], maximum=ends[1])}")
        if asked.hint is not None:
            document.add_paragraph(writable(asked.hint[language]))
    elif asked.kind == "open":
        _box(document)
    elif _numbered(asked):
        _row(document, asked, language)
    else:
        _list(document, [option.text[language] for option in asked.answers])


def _numbered(asked: Asked) -> bool:
    """Say whether a scale has words for its ends only."""
    bare = (option.code == words for option in asked.options for words in option.text.values())
    return asked.kind == "scale" and any(bare)


def _list(document: Document, answers: Sequence[str]) -> None:
    """Put answers in one line where they are short, else under each other."""
    boxed = [f"{BOX}\N{NO-BREAK SPACE}{writable(answer)}" for answer in answers]
    if all(len(answer) <= SHORT for answer in answers):
        document.add_paragraph("   ".join(one.replace(" ", "\N{NO-BREAK SPACE}") for one in boxed))
        return
    for line in boxed[:-1]:
        _kept(document.add_paragraph(line))
    document.add_paragraph(boxed[-1])


def _row(document: Document, asked: Asked, language: str) -> None:
    """Put the numbers of a scale in one line, with the words of the ends."""
    numbers = "   ".join(f"{BOX}\N{NO-BREAK SPACE}{option.code}" for option in asked.options)
    line = document.add_paragraph(numbers)
    if asked.low is not None and asked.high is not None:
        _kept(line)
        codes = [plain_number(end or 0) for end in (asked.minimum, asked.maximum)]
        words = f"{codes[0]} = {asked.low[language]}, {codes[1]} = {asked.high[language]}"
        line = document.add_paragraph(writable(words))
    for option in asked.no_answers:
        _kept(line)
        line = document.add_paragraph(f"{BOX}  {writable(option.text[language])}")


def _grid(document: Document, form: Questionnaire, together: Sequence[Asked], language: str) -> None:
    """Put statements under each other and their answers beside them."""
    first = together[0]
    if first.prompt is not None:
        prompt = _kept(document.add_paragraph())
        prompt.add_run(writable(first.prompt[language])).bold = True
        prompt.paragraph_format.space_before = Pt(10)
    answers = first.answers
    widths = [ANSWER_WIDTH] * len(first.options) + [NO_ANSWER_WIDTH] * len(first.no_answers)
    shrink = min(1.0, (TEXT_WIDTH - NARROWEST) / sum(widths))
    widths = [TEXT_WIDTH - shrink * sum(widths), *(shrink * width for width in widths)]
    table = document.add_table(rows=1, cols=1 + len(answers))
    table.autofit = False
    _ruled(table)
    _heads(table.rows[0])
    _fill(table.rows[0].cells[0], phrase("statement", language), 8, bold=True)
    for cell, option in zip(table.rows[0].cells[1:], answers, strict=True):
        _fill(cell, option.text[language], 7, bold=True, centred=True)
    for asked in together:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill(row.cells[0], f"{form.number(asked.id)}. {asked.text[language]}", 9.5)
        for cell in row.cells[1:]:
            _fill(cell, BOX, 11, centred=True)
    for row in table.rows[:-1]:
        for cell in row.cells:
            _kept(cell.paragraphs[0])
    for column, centimetres in zip(table.columns, widths, strict=True):
        column.width = Cm(centimetres)
        for cell in column.cells:
            cell.width = Cm(centimetres)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _box(document: Document) -> None:
    """Give room to write."""
    table = document.add_table(rows=1, cols=1)
    _ruled(table)
    table.rows[0].height = Cm(3.5)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(cell: _Cell, text: str, size: float, *, bold: bool = False, centred: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(writable(text))
    run.font.size, run.bold = Pt(size), bold
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.space_before = Pt(2)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _kept(paragraph: Paragraph) -> Paragraph:
    """Keep a paragraph on the page of the next one, and close to it."""
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(3)
    return paragraph


def _codes(document: Document, form: Questionnaire, language: str) -> None:
    """List the codes of questions and answers on a page of their own, for who types the answers in."""
    document.add_heading(phrase("analyst", language), 1).paragraph_format.page_break_before = True
    document.add_paragraph(phrase("analyst_only", language))
    table = document.add_table(rows=1, cols=len(CODE_WIDTHS))
    table.autofit = False
    _ruled(table)
    _heads(table.rows[0])
    for cell, key in zip(table.rows[0].cells, ("question", "code", "answers"), strict=True):
        _fill(cell, phrase(key, language), 8, bold=True)
    for number, asked in enumerate(form.questions, 1):
        answers = "; ".join(f"{option.code} = {option.text[language]}" for option in asked.answers)
        row = table.add_row()
        for cell, text in zip(row.cells, (str(number), asked.id, answers), strict=True):
            _fill(cell, text, 8)
    for column, centimetres in zip(table.columns, CODE_WIDTHS, strict=True):
        for cell in column.cells:
            cell.width = Cm(centimetres)


def _set_up(document: Document, title: str, language: str) -> None:
    """Set page, fonts, language, title and page numbers."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 14)):
        style = document.styles[name]
        style.font.size, style.font.name, style.font.color.rgb = Pt(size), "Calibri", INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LOCALES[language])
    properties = document.core_properties
    properties.title, properties.language = writable(title)[:255], LOCALES[language]
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = MADE
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{phrase('page', language)} ")
    _field(footer, "PAGE")
    footer.add_run(f" {phrase('of', language)} ")
    _field(footer, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    """Add a field that the word processor fills in, such as the number of the page."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run("1" if kind == "1" else "")
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif not kind:
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run._r.append(instruction)


def _heads(row: Any) -> None:
    """Make a row the header of its table, repeated on each page."""
    for name in ("w:cantSplit", "w:tblHeader"):
        row._tr.get_or_add_trPr().append(OxmlElement(name))


def _ruled(table: Any) -> None:
    """Draw thin grey lines around the cells, and leave little room beside their text."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", LINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        for name, value in (("w", "60"), ("type", "dxa")):
            margin.set(qn(f"w:{name}"), value)
        margins.append(margin)
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    properties.insert_element_before(margins, "w:tblLook")


def _fixed(document: Document) -> bytes:
    """Save with one date for every part, so that the same document gives the same bytes."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.create_system, part.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            new.writestr(part, old.read(name))
    return fixed.getvalue()
