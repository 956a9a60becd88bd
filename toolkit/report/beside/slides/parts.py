"""A report by its headings: what stands under each, and which tables of the appendix a figure shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from toolkit.report.beside.slides.charts import figure_of

View = dict[str, Any]

_APPENDIX: Final = "disclosure"  # the table that every appendix has


@dataclass
class Part:
    """What stands under one heading."""

    number: str = ""
    heading: str = ""
    chapter: str = ""
    findings: list[View] = field(default_factory=list)
    tables: list[View] = field(default_factory=list)
    figures: list[View] = field(default_factory=list)
    kpis: list[View] = field(default_factory=list)


def parts_of(blocks: Sequence[View]) -> list[Part]:
    """Divide a report by its headings; tables of the appendix go to the figure that shows them, the rest stays out."""
    parts, behind = [Part()], Part()
    appendix = _appendix(blocks)
    for one in blocks:
        inside = appendix and one["kind"] != "heading" and parts[-1].number.split(".")[0] == appendix
        into = behind if inside else parts[-1]
        match one["kind"]:
            case "heading":
                above = next((part for part in parts if one["number"].startswith(f"{part.number}.")), None)
                parts.append(Part(one["number"], one["text"], above.heading if above else ""))
            case "findings":
                into.findings += one["findings"]
            case "table":
                into.tables.append(one)
            case "figure":
                into.figures.append(one)
            case "kpis":
                into.kpis.append(one)
    for table in behind.tables:
        name = figure_of(table["id"])
        shown = next((part for part in parts for one in part.figures if one["id"] == name), None)
        if shown is not None and name not in [figure_of(one["id"]) for one in shown.tables]:
            shown.tables.append(table)
    return parts


def _appendix(blocks: Sequence[View]) -> str:
    """Give the number of the chapter that is the appendix; "" where there is none."""
    chapter = ""
    for one in blocks:
        if one["kind"] == "heading":
            chapter = one["number"].split(".")[0]
        if one["kind"] == "table" and one["id"] == _APPENDIX:
            return chapter
    return ""
