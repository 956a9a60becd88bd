"""The files that a report is: made of an executed notebook alone, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.report.beside.pictures import figures
from toolkit.report.beside.workbook import workbook
from toolkit.report.blocks import Meta
from toolkit.report.document import Document, assemble, collect, findings_json
from toolkit.report.forecast import Forecast, Scores
from toolkit.report.notebook_format import NotebookNode, nbformat
from toolkit.report.runs.history import as_json
from toolkit.report.templates import TEMPLATES


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """What an executed notebook gives: its cover's facts, its document, and the files by name.

    `beside` names the file that the notebook leaves for later reports, such as forecast.json; "" for none.
    """

    meta: Meta
    document: Document
    contents: dict[str, bytes]
    beside: str


def report_files(
    notebook: NotebookNode, report: str, folder: Path, tell: Callable[[str], None]
) -> ReportFiles:
    """Set an executed notebook as the files of a report; `folder` is the client's, `tell` hears what begins.

    Raises ReportError when no report can be made of it.
    """
    # As its file holds it: the order of entries in it is that of their names.
    text = nbformat.writes(notebook)
    notebook = nbformat.reads(text, as_version=4)
    blocks = collect(notebook)
    document = assemble(blocks)
    meta = next(block for block in blocks if isinstance(block, Meta))
    contents = {
        f"{report}.ipynb": f"{text.rstrip()}\n".encode(),
        f"{report}.findings.json": as_json(findings_json(document)),
        f"{report}.tables.xlsx": workbook(document),
        f"{report}.run.json": as_json({"run": meta.run, **meta.manifest}),
    }
    left = next((block for block in blocks if isinstance(block, Forecast | Scores)), None)
    if left is not None:
        contents[left.file] = as_json({**left.data, "run": meta.run})
    from toolkit.report.exporters import LoyaltyHTMLExporter, LoyaltyPDFExporter  # noqa: PLC0415 - slow to import

    own = str(folder / TEMPLATES) if (folder / TEMPLATES).is_dir() else ""
    known = {"metadata": {"path": str(folder / "reports"), "name": report}}
    bare = _without_outputs(notebook)
    tell("PDF")
    pdf = LoyaltyPDFExporter(client_templates=own, document=document)
    contents[f"{report}.pdf"] = _exported(pdf, bare, known)
    tell("HTML")
    page = LoyaltyHTMLExporter(client_templates=own, document=document)
    contents[f"{report}.html"] = _exported(page, bare, known)
    from toolkit.report.beside.slides import slides  # noqa: PLC0415 - slow to import

    contents[f"{report}.slides.pptx"] = slides(document)
    contents[f"{report}.figures.zip"] = figures(document)
    return ReportFiles(meta, document, contents, "" if left is None else left.file)


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Give a notebook without what its cells showed: the document has it, and nbconvert would copy all of it."""
    cells = [NotebookNode({**one, "outputs": []}) if "outputs" in one else one for one in notebook.cells]
    return NotebookNode({**notebook, "cells": cells})


def _exported(exporter: Any, notebook: NotebookNode, resources: dict[str, Any]) -> bytes:
    content, _ = exporter.from_notebook_node(notebook, resources=resources)
    return content if isinstance(content, bytes) else content.encode("utf-8")
