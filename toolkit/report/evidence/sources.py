"""The evidence of each finding as the reader meets it: the table and row it rests on, in words and as a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from toolkit.language import Language
from toolkit.report.evidence.evidence import Link, links
from toolkit.report.evidence.rows import read_tables
from toolkit.report.views import shown_rows

View = dict[str, Any]

MOST_NAMED = 3  # rows; more are counted
JOINS = " · "  # between the words that name a row together


def add_sources(views: Sequence[View], language: Language) -> None:
    """Give each finding what it `rests_on` as data and its `sources` in words, and each table the anchors of its rows.

    A table's `anchors` go by the place of the row, counted from 0, as text; only rows that a finding rests on have one.
    """
    tables = read_tables(views, language)
    section = ""
    for one in views:
        if one["kind"] == "heading":
            section = one["number"]
        for finding in one["findings"] if one["kind"] == "findings" else ():
            found = links(finding, section, tables, language)
            finding["rests_on"] = [_data(link) for link in found]
            finding["sources"] = [_source(link, language) for link in found]
            for link in found:
                shown = range(len(shown_rows(link.table)))
                places = (place for place, _ in link.rows if place in shown)
                link.table["anchors"] |= {str(place): _anchor(link.table, place) for place in places}


def row_label(table: View, place: int) -> str:
    """Give the words that name a row: its first cell, with the words after it as far as another row begins the same."""
    words = [at for at, column in enumerate(table["columns"]) if column["align"] == "left"]
    chosen = words[:1] or [0]
    for at in [*words[1:], None]:
        labels = Counter(_named(row, chosen) for row in table["rows"])
        if labels[_named(table["rows"][place], chosen)] == 1 or at is None:
            break
        chosen = [*chosen, at]
    return _named(table["rows"][place], chosen)


def _named(row: Sequence[str], chosen: Sequence[int]) -> str:
    return JOINS.join(row[at] for at in chosen if row[at])


def _data(link: Link) -> View:
    table = link.table
    return {
        "table": table["number"],
        "id": table["id"],
        "rows": [
            {
                "row": place + 1,
                "label": row_label(table, place),
                "cells": [
                    {
                        "column": at + 1,
                        "head": table["columns"][at]["label"],
                        "cell": table["rows"][place][at],
                    }
                    for at in columns
                ],
            }
            for place, columns in link.rows
        ],
    }


def _source(link: Link, language: Language) -> View:
    table = link.table
    names = [language.quoted(row_label(table, place)) for place, _ in link.rows]
    slots = {"table": table["number"], "rows": language.listing(names)}
    if not names:
        text = language.say("Table {table}", **slots)
    elif len(names) == 1:
        text = language.say("Table {table}, row {rows}", **slots)
    elif len(names) <= MOST_NAMED:
        text = language.say("Table {table}, rows {rows}", **slots)
    else:
        text = language.say(
            "Table {table}, {count} rows", table=table["number"], count=language.number(len(names))
        )
    anchor = _anchor(table, link.rows[0][0]) if link.rows else table["anchor"]
    return {"text": text, "anchor": anchor}


def _anchor(table: View, place: int) -> str:
    """Give the anchor of a row, or of its table where pages do not show the row."""
    shown = place < len(shown_rows(table))
    return f"{table['anchor']}-row-{place + 1}" if shown else str(table["anchor"])
