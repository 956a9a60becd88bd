"""Groups of customers that are too small, counted anew in the data: nothing may be told of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from toolkit.engagement import Engagement, text
from toolkit.intake import Survey
from toolkit.intake.people import OTHER
from toolkit.report.document import Document
from toolkit.report.final.audit.leak import HIDDEN, Leak, place, tables, texts
from toolkit.report.text import clean

# Columns that tell of the population, which is no secret of the sample.
_OF_OTHERS = re.compile(r"population|target")
_LETTER = re.compile(r"^[A-Z]{1,2}: ")


def small_groups(engagement: Engagement, surveys: Sequence[Survey], language: str) -> dict[str, int]:
    """Give the labels of groups with too few customers in every wave, and the most there are of each.

    A label that another segment gives to a larger group tells of that one: it is left out.
    """
    most: dict[str, int] = {}
    for survey in surveys:
        for key in map(str, survey.segments):
            labels = engagement.segments[key].values if key in engagement.segments else {}
            # Codes that nobody declared are taken together where they are few: no page can name them.
            counts = survey.segments[key].value_counts().drop(OTHER, errors="ignore")
            for code, count in counts.items():
                label = clean(text(labels.get(str(code)), language) or str(code)).strip()
                most[label] = max(most.get(label, 0), int(count))
    return {label: n for label, n in most.items() if 0 < n < engagement.privacy.minimum_cell}


def told_of_small_groups(document: Document, small: Mapping[str, int]) -> Iterator[Leak]:
    """Find what a report tells of groups that are too small."""
    if not small:
        return
    report = document["meta"]["report"]
    for table in tables(document):
        heads = [_LETTER.sub("", column["label"]) for column in table["columns"]]
        for row, cells in enumerate(table["rows"]):
            about = [cell for cell in cells if cell in small]
            for column, cell in enumerate(cells):
                name = about[0] if about else heads[column]
                outside = bool(_OF_OTHERS.search(table["columns"][column]["key"]))
                if name in small and cell not in (*about, HIDDEN) and _tells(cell) and not outside:
                    yield Leak(report, place(table, row, column), _what(name, small))
    for where, words in texts(document):
        for name in small:
            if re.search(rf"[“‘]{re.escape(name)}[”’][^.;]*\d", words):
                yield Leak(report, where, _what(name, small))


def _tells(cell: str) -> bool:
    return any(sign.isdigit() and sign != "0" for sign in cell)


def _what(name: str, small: Mapping[str, int]) -> str:
    return f"tells of “{name}”, a group of {small[name]} in the data"
