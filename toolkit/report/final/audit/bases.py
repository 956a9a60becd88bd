"""Bases that are too small: a number of customers under the minimum, in a table, a finding or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolkit.language import Language
from toolkit.report.document import Document
from toolkit.report.evidence.printed import printed_numbers
from toolkit.report.final.audit.leak import COUNTED, Leak, counts_in, place, tables, texts

_BASE_KEY = re.compile(r"(?:^|_)n(?:_|$)")


def is_base(key: str) -> bool:
    """Say whether a column, or a number of a finding, counts customers; the house's keys for that hold an "n"."""
    return bool(_BASE_KEY.search(key))


def small_bases(document: Document, language: Language, minimum: int) -> Iterator[Leak]:
    """Find the numbers of customers from 1 up to but not including `minimum`."""
    report = document["meta"]["report"]
    for table in tables(document):
        for row, column in _base_cells(table, language):
            for number in whole_numbers(table["rows"][row][column], language):
                if 0 < number < minimum:
                    yield Leak(report, place(table, row, column), _told(number, minimum))
    for where, text in texts(document):
        for number in counts_in(text, language):
            if 0 < number < minimum:
                yield Leak(report, where, _told(number, minimum))
    yield from _in_findings(document, minimum)


def _base_cells(table: dict[str, Any], language: Language) -> Iterator[tuple[int, int]]:
    """Give the places of the cells that count customers: columns by key or head, a row of counts by its first cell."""
    heads = {"n", *(language.say(word).casefold() for word in ("Customers", *COUNTED))}
    counting = [
        place
        for place, column in enumerate(table["columns"])
        if is_base(column["key"]) or (column["align"] == "right" and column["label"].casefold() in heads)
    ]
    for row, cells in enumerate(table["rows"]):
        counts = cells[0].casefold() in heads
        yield from ((row, column) for column in (range(1, len(cells)) if counts else counting))


def _in_findings(document: Document, minimum: int) -> Iterator[Leak]:
    """Look at the numbers that `findings.json` tells beside the sentence."""
    for block in document["blocks"]:
        for one in block["findings"] if block["kind"] == "findings" else ():
            for name, value in one["numbers"].items():
                if is_base(name) and value is not None and 0 < value < minimum:
                    what = f"its number {name!r} is {value:g}, in findings.json; the minimum is {minimum}"
                    yield Leak(document["meta"]["report"], f"finding {one['number']}", what)


def whole_numbers(cell: str, language: Language) -> Iterator[int]:
    """Give the whole numbers in a cell, without signs and percentages."""
    for one in printed_numbers(cell, language):
        if not (one.decimals or one.percent or one.sign):
            yield round(one.value)


def _told(number: int, minimum: int) -> str:
    noun = "customer" if number == 1 else "customers"
    return f"{number} {noun}, and no number may rest on fewer than {minimum}"
