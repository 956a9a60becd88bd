"""A questionnaire as an Excel workbook: a row per question, to program a survey from or to check one against."""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter

from toolkit.engagement import plain_number
from toolkit.instrument.form import Asked, Option, Questionnaire
from toolkit.instrument.writers.markup import writable
from toolkit.instrument.writers.routing import routing

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no zone; fixed, so that the bytes are
LONGEST = 32_767  # characters in a cell
WIDTHS = {"question": 60, "answers": 44, "only if": 40, "section": 24}


def as_xlsx(form: Questionnaire) -> bytes:
    """Write the workbook; every cell is text or a number, never a formula or a link."""
    file = io.BytesIO()
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, settings) as book:
        book.set_properties({"title": _cell(form.title[form.languages[0]]), "created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        header = _header(form)
        rows = [_row(form, number, asked) for number, asked in enumerate(form.questions, 1)]
        sheet = book.add_worksheet("Questions")
        for column, name in enumerate(header):
            sheet.set_column(column, column, WIDTHS.get(name.rsplit(" ", 1)[0], WIDTHS.get(name, 12)))
            sheet.write_string(0, column, name, bold)
        for row, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell, wrapped)
                else:
                    sheet.write_string(row, column, _cell(cell), wrapped)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(header) - 1)
        _texts(book.add_worksheet("Introduction"), form, bold, wrapped)
    return file.getvalue()


def _header(form: Questionnaire) -> list[str]:
    per_language = ("section", "question", "answers", "lowest means", "highest means", "only if")
    texts = [f"{name} {language}" for name in per_language for language in form.languages]
    rest = ["not applicable", "don't know", "required"]
    return ["number", "code", "kind", "scale", "minimum", "maximum", *texts, *rest]


def _row(form: Questionnaire, number: int, asked: Asked) -> list[int | str]:
    section = next(one for one in form.sections if asked in one.questions)
    texts: list[str] = []
    for column in (
        section.title,
        asked.text,
        {one: _answers(asked, one) for one in form.languages},
        asked.low or {},
        asked.high or {},
        {one: routing(form, asked, one) for one in form.languages},
    ):
        texts += [column.get(language, "") for language in form.languages]
    ends = ["" if end is None else plain_number(end) for end in (asked.minimum, asked.maximum)]
    rest = [_code(asked.not_applicable), _code(asked.dont_know), "yes" if asked.required else ""]
    return [number, asked.id, asked.kind, asked.scale, *ends, *texts, *rest]


def _answers(asked: Asked, language: str) -> str:
    lines = [f"{option.code} = {option.text[language]}" for option in asked.answers]
    around = [one[language] for one in (asked.prompt, asked.hint) if one is not None]
    return "\n".join([*around, *lines])


def _code(option: Option | None) -> str:
    return "" if option is None else option.code


def _texts(
    sheet: xlsxwriter.worksheet.Worksheet,
    form: Questionnaire,
    bold: xlsxwriter.format.Format,
    wrapped: xlsxwriter.format.Format,
) -> None:
    """Write title, introduction and thanks, a column per language."""
    for column, language in enumerate(form.languages):
        sheet.set_column(column, column, 80)
        sheet.write_string(0, column, language, bold)
        for row, texts in enumerate((form.title, *form.introduction, form.thanks), 1):
            sheet.write_string(row, column, _cell(texts[language]), wrapped)


def _cell(text: str) -> str:
    plain = writable(text)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
