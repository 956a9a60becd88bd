"""A page of facts: tables and lines, printed on the screen or written as one offline HTML file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rich.console import Console
from rich.table import Table

from toolkit.commands.screen import plain

CSS = """
body { font: 16px/1.5 "Source Sans 3", system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1b1b; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #ddd;
  overflow-wrap: anywhere }
th { font-weight: 600 } p { margin: .3rem 0 } .fault { border-left: 4px solid #b3261e; padding-left: .6rem }
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One subject of a page: a table (`columns` and `rows`), lines, or both; `faults` marks what must be mended."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    faults: bool = False


def print_page(title: str, parts: Sequence[Part], console: Console) -> None:
    """Print a page; parts with nothing in them are left out."""
    console.print(plain(title))
    for part in filled(parts):
        console.print(f"\n{plain(part.title)}", style="bold")
        if part.rows:
            table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=any(part.columns))
            for column in part.columns:
                table.add_column(plain(column), overflow="fold")
            for row in part.rows:
                table.add_row(*map(plain, row))
            console.print(table)
        for line in part.lines:
            console.print(plain(line))


def html_page(title: str, parts: Sequence[Part]) -> str:
    """Write a page as HTML that loads and runs nothing: every text is data, and the style is named by its hash."""
    body = "".join(_part(part) for part in filled(parts))
    style = base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{CSS}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>\n{body}</main></body></html>\n"
    )


def filled(parts: Sequence[Part]) -> list[Part]:
    """Keep the parts that say something."""
    return [part for part in parts if part.rows or part.lines]


def _part(part: Part) -> str:
    written = [f"<section><h2>{escape(part.title)}</h2>"]
    if part.rows:
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in part.columns)
        written.append(
            f"<table><thead><tr>{head}</tr></thead><tbody>" if any(part.columns) else "<table><tbody>"
        )
        written += ["<tr>" + _row(row) + "</tr>" for row in part.rows]
        written.append("</tbody></table>")
    mark = ' class="fault"' if part.faults else ""
    written += [f"<p{mark}>{escape(plain(line))}</p>" for line in part.lines]
    return "".join(written) + "</section>\n"


def _row(row: tuple[str, ...]) -> str:
    first, *rest = (escape(plain(cell)) for cell in row)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest)
