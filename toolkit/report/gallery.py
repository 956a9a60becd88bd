"""The gallery: every kind of figure and table on one page, made of the demo client's reports.

`python -m toolkit.report.gallery docs/gallery` computes the three reports and writes the page again. The demo client
has two measurements; what needs more of them is drawn with made-up numbers, and says so.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import pandas as pd

from toolkit.errors import ReportError
from toolkit.figures import charts
from toolkit.figures.individuals import individuals
from toolkit.figures.multiples import Panel, multiples
from toolkit.figures.style import Look
from toolkit.house import DEMO, house_folder
from toolkit.report.blocks import MIME as BLOCK
from toolkit.report.blocks import Block, Figure, Heading, Meta, Prose, Table, to_json
from toolkit.report.document import collect
from toolkit.report.execute import execute, read_notebook
from toolkit.report.names import REPORTS
from toolkit.report.notebook_format import NotebookNode, nbformat
from toolkit.report.run import processors
from toolkit.report.sections.telling import in_words
from toolkit.report.workers import workers

# Each way of drawing, and the figures of the reports that are drawn so: by the longest beginning of their ids.
DRAWINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "intervals": ("scores", "segments", "bases", "moments", "interactions"),
    "bars": ("importance", "ambassadors"),
    "columns": ("distribution-recommendation", "distribution-mark"),
    "divided": ("distribution",),
    "loyalty_map": ("groups",),
    "mark_curve": ("curve",),
    "gaps": ("alignment",),
    "survival_curves": ("behaviour-stayed",),
    "odds": ("words",),
    "scatter": ("pulse",),
    "paths": ("paths",),
    "penalties": ("asymmetry",),
    "priority_map": ("priorities",),
    "gains": ("actions",),
    "changes": ("change",),
    "parts": ("composition",),
    "dumbbell": ("driver-shift",),
    "sides": ("impact",),
    "calibration": ("results",),
    "expected_and_measured": ("forecast",),
    "multiples": ("trend", "trend-more"),
    "individuals": ("trend-chart",),
    "reading": ("reading-a-margin",),
}
MOST_ROWS: Final = 5  # of a table that the page shows
PAGE: Final = "index.html"
_FIGURES, _COLOURS, _TABLES = "Figures", "Colours", "Tables"
COLOURS: Final = ("#0b6e4f", "#ffd500", "#d00000", "#000000", "#00a0e0")
_MADE_UP: Final = "Made-up numbers: the demo client has two measurements, and this needs more."


def kind_of(identifier: str) -> str:
    """Give the kind of a figure: the longest beginning of its id that is known.

    Raises ReportError where there is none: the gallery does not know how such a figure is drawn.
    """
    known = [kind for kinds in DRAWINGS.values() for kind in kinds]
    fitting = [kind for kind in known if identifier == kind or identifier.startswith(f"{kind}-")]
    if not fitting:
        raise ReportError(f"The gallery does not know figure {identifier!r}. Add it to DRAWINGS.")
    return max(fitting, key=len)


def figures_of(blocks: Iterable[Block]) -> dict[str, Figure]:
    """Give the first figure of each kind."""
    first: dict[str, Figure] = {}
    for block in blocks:
        if isinstance(block, Figure):
            first.setdefault(kind_of(block.id), block)
    return first


def tables_of(blocks: Iterable[Block]) -> dict[str, Table]:
    """Give the first table of each kind, by its id: tables with the same columns are of one kind."""
    seen: set[tuple[str, ...]] = set()
    first: dict[str, Table] = {}
    for block in blocks:
        if isinstance(block, Table):
            columns = tuple(dict.fromkeys(re.sub(r"\d+", "#", column.key) for column in block.columns))
            if columns not in seen:
                seen.add(columns)
                first[block.id] = block
    return first


def gallery(blocks: Iterable[Block]) -> Iterator[Block]:
    """Lay the kinds of figures and tables in the blocks of some reports under each other."""
    blocks = tuple(blocks)
    (meta, *_) = [block for block in blocks if isinstance(block, Meta)]
    look = Look.of(meta.colour)
    yield replace(
        meta,
        title="Gallery of figures and tables",
        subtitle="Every kind that the reports hold, with the data of the demo client",
        status="final",
        run="",
        manifest={},
        wave_label="",
        dates="",
    )
    found = {**{figure.id: figure for figure in made_up(look)}, **figures_of(blocks)}
    yield Heading(1, _FIGURES)
    for drawing, kinds in DRAWINGS.items():
        yield Heading(2, drawing)
        for kind in kinds:
            if kind in found:
                yield found[kind]
                yield Prose((f"To who cannot see it: {found[kind].alt}",))
    yield Heading(1, _COLOURS)
    yield Prose(
        (
            "A colour that could not be read, or not be told from the greys by everybody or in black and white, is "
            "adjusted: the hue stays, the lightness moves as little as it can.",
        )
    )
    yield from in_colours()
    yield Heading(1, _TABLES)
    yield Prose((f"Of longer tables the first {MOST_ROWS} rows.",))
    for identifier, table in tables_of(blocks).items():
        yield Heading(2, identifier)
        yield replace(table, rows=table.rows[:MOST_ROWS])


def made_up(look: Look) -> tuple[Figure, ...]:
    """Draw what the demo client has too few measurements for."""
    places = np.arange(5.0)
    ticks = tuple((float(place), f"’{22 + int(place)}") for place in places)
    courses = {
        "Trust": [55, 57, 60, 62, 66],
        "Image": [62, 61, 63, 62, 62],
        "Satisfaction": [65, 64, 66, 65, 64],
    }
    panels = [
        Panel(
            pd.DataFrame(
                {
                    "place": places,
                    "estimate": means,
                    "low": np.array(means) - 1.4,
                    "high": np.array(means) + 1.4,
                }
            ),
            name,
            "rising" if name == "Trust" else "about the same",
            5.0,
            (f"{means[0]:.1f}", f"{means[-1]:.1f}"),
            name == "Trust",
        )
        for name, means in courses.items()
    ]
    value = np.array([61.8, 62.4, 61.5, 62.2, 66.9])
    points = pd.DataFrame(
        {"place": places, "value": value, "low": value - 1.3, "high": value + 1.3, "signal": value > 65}
    )
    lines = ((60.4, "lower limit 60.4"), (62.0, "mean 62.0"), (63.6, "upper limit 63.6"))
    chart = individuals(
        points,
        [name for _, name in ticks],
        [f"{one:.1f}" for one in value],
        look,
        lines=lines,
        axis_label="points out of 100",
        tick=lambda one: f"{one:.0f}",
    )
    claims = ("“Trust” rose over five waves", "“Image” left its ordinary up and down")
    told = (
        "Trust 55.0 – 66.0, rising, Image 62.0 – 62.0 and Satisfaction 65.0 – 64.0, both about the same.",
        "Score per wave between the limits 60.4 and 63.6: 61.8, 62.4, 61.5, 62.2 and 66.9.",
    )
    return (
        Figure(
            "trend", claims[0], multiples(panels, look, ticks=ticks), in_words(claims[0], told[0]), _MADE_UP
        ),
        Figure("trend-chart", claims[1], chart, in_words(claims[1], told[1]), _MADE_UP),
    )


def in_colours() -> Iterator[Figure]:
    """Draw one picture for clients with other colours."""
    share = np.array([0.42, 0.31, 0.16, 0.11])
    table = pd.DataFrame({"estimate": share, "low": share - 0.06, "high": share + 0.07})
    names, values = ["Trust", "Satisfaction", "Image", "Ease"], [f"{one:.0%}" for one in share]
    for colour in COLOURS:
        look = Look.of(colour)
        chart = charts.bars(
            table,
            names,
            values,
            look,
            axis_label="part of the link",
            highlight=[True, True, False, False],
            outlined=[False, False, True, False],
            tick=lambda one: f"{one:.0%}",
        )
        claim = f"A client’s colour of {colour}: areas {look.fill}, lines and words {look.accent}"
        told = "Bars: Trust 42% and Satisfaction 31% filled, Image 16% outlined, Ease 11% grey."
        yield Figure(f"colour-{colour[1:]}", claim, chart, in_words(claim, told), "Made-up numbers.")


def page(blocks: Iterable[Block]) -> str:
    """Set blocks as the page of a report."""
    from toolkit.report.exporters import LoyaltyHTMLExporter  # noqa: PLC0415 - slow to import

    outputs = [
        nbformat.v4.new_output("display_data", data={BLOCK: to_json(block), "text/plain": block.kind})
        for block in blocks
    ]
    cell = nbformat.v4.new_code_cell(outputs=outputs, id="gallery")
    text, _ = LoyaltyHTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    return str(text)


def shown(source: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read back from a page which ways of drawing and which tables it shows."""
    headings = [
        re.sub(r"<[^>]*>", "", text).strip()
        for text in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", source, re.S)
    ]
    names = [heading.split()[-1] for heading in headings if heading]
    return (
        tuple(name for name in names if name in DRAWINGS),
        tuple(name for name in names if name not in DRAWINGS and name not in (_FIGURES, _COLOURS, _TABLES)),
    )


def demo_blocks() -> list[Block]:
    """Compute the three reports of the demo client in English, and give all their blocks."""
    with TemporaryDirectory(prefix="loyalty-gallery-", ignore_cleanup_errors=True) as scratch:
        workspace = Path(scratch)
        leave = shutil.ignore_patterns("reports", ".salt", ".lock")
        shutil.copytree(house_folder() / "clients" / DEMO, workspace / "clients" / DEMO, ignore=leave)
        with workers(processors()) as pool:
            executed = [pool.submit(_executed, report, workspace) for report in REPORTS]
            return [block for one in executed for block in collect(one.result())]


def _executed(report: str, workspace: Path) -> NotebookNode:
    notebook = read_notebook(house_folder() / "notebooks" / f"{report}.ipynb")
    parameters = {"client": DEMO, "workspace": "", "language": "en", "final": False}
    return execute(notebook, parameters, report=report, workspace=workspace, keep=None)[0]


def main() -> None:
    """Write the gallery again."""
    parser = argparse.ArgumentParser(prog="python -m toolkit.report.gallery", description=main.__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("docs/gallery"))
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_text(page(gallery(demo_blocks())), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
