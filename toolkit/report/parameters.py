"""What a notebook may be told: read from its `parameters` cell, checked before anything runs.

papermill takes any name and only logs the unknown ones: a typing error would give a report with the old setting.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.engagement import did_you_mean
from toolkit.errors import ReportError
from toolkit.report.notebook_format import NotebookNode

# What the command sets itself; a notebook declares all four.
FIXED = ("client", "workspace", "language", "final")
_YES = {"true", "yes", "on", "1"}
_NO = {"false", "no", "off", "0"}
_KINDS: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}
_WANTED = {
    bool: "true or false",
    int: "a whole number",
    float: "a number with a point, such as 2.5",
    str: "text",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter that a notebook declares; `kind` is None where its default tells nothing."""

    name: str
    kind: type | None
    default: str

    def says(self, value: Any) -> bool:
        """Tell whether the notebook itself sets this value."""
        try:
            return bool(ast.literal_eval(self.default) == value)
        except (ValueError, SyntaxError):
            return False


def declared_parameters(notebook: NotebookNode, where: str) -> dict[str, Parameter]:
    """Read what the `parameters` cell of a notebook declares; it must declare what the command sets."""
    import papermill  # noqa: PLC0415 - slow to import

    found = {
        name: Parameter(name, _kind(entry["inferred_type_name"], entry["default"]), entry["default"])
        for name, entry in papermill.inspect_notebook(notebook).items()
    }
    if absent := [name for name in FIXED if name not in found]:
        raise ReportError(
            f"{where} does not declare {', '.join(absent)}. Its first code cell must be tagged 'parameters' "
            f'and hold: client = "", workspace = "", language = "", final = False, each on a line of its own.'
        )
    return found


def checked_parameters(
    declared: Mapping[str, Parameter], given: Mapping[str, Any], report: str
) -> dict[str, Any]:
    """Give the parameters in the types that the notebook declares; refuse an unknown one."""
    free = [name for name in declared if name not in FIXED]
    checked = {}
    for name, value in given.items():
        if name in FIXED:
            raise ReportError(f"{name!r} cannot be given with -p. {_FIXED_BY[name]}")
        if name not in free:
            there = f"It knows: {', '.join(free)}." if free else "It has no parameters of its own."
            wrong = f"The {report} notebook has no parameter {name!r}."
            raise ReportError(" ".join(filter(None, (wrong, did_you_mean(name, free), there))))
        checked[name] = _coerced(declared[name], value, report)
    return checked


_FIXED_BY = {
    "client": "Give the client as the first word after run.",
    "workspace": "Use --workspace.",
    "language": "Use --language.",
    "final": "Use --final.",
}


def _kind(annotation: str, default: str) -> type | None:
    if annotation in _KINDS:
        return _KINDS[annotation]
    try:
        kind = type(ast.literal_eval(default))
    except (ValueError, SyntaxError):
        return None
    return kind if kind in _WANTED else None


def _coerced(parameter: Parameter, value: Any, report: str) -> Any:
    kind = parameter.kind
    if not isinstance(value, str) or kind is str:
        return value
    if kind is None:
        return _literal(value)
    word = value.strip()
    try:
        if kind is bool:
            if word.lower() not in _YES | _NO:
                raise ValueError(word)
            return word.lower() in _YES
        number = kind(word)
        if not math.isfinite(number):
            raise ValueError(word)
        return number
    except ValueError:
        raise ReportError(
            f"The parameter {parameter.name!r} of the {report} notebook must be {_WANTED[kind]}, "
            f"not {value!r}. Its default is {parameter.default}."
        ) from None


def _literal(text: str) -> Any:
    """Read a number, a truth value or a list as Python writes it; anything else is text."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
