"""What an executed notebook shows beside the blocks of the report: a digit may be changed there alone.

JupyterLab shows a block as a page and a picture of its own; the report is set from the block's data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.report.blocks import MIME
from toolkit.report.verify.html import compare_html
from toolkit.report.verify.places import Difference, Printed, word_differences

_PAGES = ("text/html", "image/svg+xml")
Place = tuple[int, int]


def shown_differences(
    old: Mapping[str, Any], new: Mapping[str, Any], known: Sequence[Printed]
) -> Iterator[Difference]:
    """Compare what two executed notebooks show, but for blocks that differ themselves: those are told elsewhere.

    Raises KeyError, TypeError or AttributeError for what is no notebook.
    """
    first, second = _outputs(old), _outputs(new)
    for place in dict.fromkeys((*second, *first)):
        where = f"cell {place[0]}, as JupyterLab shows it"
        one, other = first.get(place, {}), second.get(place, {})
        if one.get(MIME) != other.get(MIME):
            continue
        if not one or not other:
            yield Difference(where, *(("there", "not there") if one else ("not there", "there")))
            continue
        for kind in dict.fromkeys((*other, *one)):
            for found in _kind(kind, one.get(kind), other.get(kind), known):
                yield replace(
                    found, place=found.place or where, at=", ".join(filter(None, (where, found.at)))
                )


def _kind(kind: str, one: Any, other: Any, known: Sequence[Printed]) -> Iterator[Difference]:
    before, after = _text(one), _text(other)
    if before == after:
        return
    if kind in _PAGES:
        yield from compare_html(before.encode(), after.encode(), known, {}).differences
    elif kind.startswith("text/"):
        yield from (found for _, found in word_differences(before.split(), after.split(), known))
    else:
        yield Difference("", "drawn differently", "")


def _outputs(notebook: Mapping[str, Any]) -> dict[Place, Mapping[str, Any]]:
    """Give what the cells show by kind of text or picture: by the number of the cell, and the place in it."""
    return {
        (number, place): output.get("data") or {output["output_type"]: output.get("text", "")}
        for number, cell in enumerate(notebook["cells"], start=1)
        for place, output in enumerate(cell.get("outputs", ()))
    }


def _text(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
