"""Pydantic's errors as faults in the consultant's words: path, value found, values allowed, what was meant."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from toolkit.engagement.keys import PATTERN_WORDS, allowed, as_toml, key_names, keys, node_at
from toolkit.engagement.suggest import did_you_mean, nearest
from toolkit.engagement.words import KEY
from toolkit.errors import Fault

Path = Sequence[str | int]
SHOWN = 60


def faults_of(error: ValidationError) -> list[Fault]:
    """Tell every error of a validation as a fault, in the order of the file's keys."""
    found = error.errors(include_url=False)
    # Of a list whose entries are wrong pydantic says too that it holds too few: that follows from the former.
    inside = {one["loc"][:place] for one in found for place in range(len(one["loc"]))}
    return [_fault(one) for one in found if one["type"] != "too_short" or one["loc"] not in inside]


def dotted(path: Path) -> str:
    """Write the path of a key; entries of a list are counted from 1, as people count.

    >>> dotted(("waves", 0, "file"))
    'waves[1].file'
    """
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step + 1}]"
        else:
            name = step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else as_toml(step)
            written += f".{name}" if written else name
    return written


def shown(value: Any) -> str:
    """Show a value as the file has it, shortened."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        return "a list of tables"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    written = as_toml(list(value) if isinstance(value, tuple) else value) if _is_json(value) else repr(value)
    return written if len(written) <= SHOWN else written[:SHOWN] + "…"


def _is_json(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_json, value))
    return isinstance(value, str | bool | int | float)


def _fault(error: Any) -> Fault:
    # Steps such as "<words>" say which kind of text was tried: no part of the path a user knows.
    path = tuple(step for step in error["loc"] if not str(step).startswith("<"))
    if path and path[-1] == "[key]":
        return _key_fault(path[:-1], error)
    where = dotted(path)
    if error["type"] == "house":
        context = error["ctx"]
        return Fault(where, f"{context['what']}", _sentence(context["mend"]))
    if error["type"] == "missing":
        return _missing_fault(path)
    if error["type"] == "extra_forbidden":
        return _unknown_fault(path)
    node = node_at(path)
    found = error["input"]
    hint = (
        did_you_mean(found, node.get("enum", ()))
        if isinstance(found, str)
        else _number_meant(found, node) or _brackets(where, found, node)
    )
    return Fault(where, f"found {shown(found)}", f"{hint} Allowed: {allowed(node)}.".strip())


def _number_meant(found: Any, node: Mapping[str, Any]) -> str:
    """Say which number was meant: the share of a percentage, or 48000 where 48.000 was written."""
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        return ""
    kind, most = node.get("type"), node.get("maximum", node.get("exclusiveMaximum"))
    if kind == "number" and most == 1 and found > 1 and _within(found / 100, node):
        return f"{found:g}% is {found / 100:g}."
    thousands = round(found * 1000, 6)
    # TOML reads 48.000 as 48, so that it cannot be seen whether thousands were meant.
    if kind == "integer" and isinstance(found, float) and 1 <= found < 1000 and thousands.is_integer():
        return f"Where {found:.3f} means thousands, write {thousands:.0f}."
    return ""


def _brackets(where: str, found: Any, node: Mapping[str, Any]) -> str:
    """Say how a table is headed that was taken for one of several, or the other way round."""
    several = isinstance(found, list) and any(isinstance(one, dict) for one in found)
    if isinstance(found, dict) and node.get("type") == "array" and node.get("items", {}).get("$ref"):
        return f"Write [[{where}]], with double brackets, above each."
    return f"Write [{where}] above it, once." if several and node.get("type") == "object" else ""


def _within(value: float, node: Mapping[str, Any]) -> bool:
    return node.get("minimum", -math.inf) <= value <= node.get("maximum", math.inf) and node.get(
        "exclusiveMinimum", -math.inf
    ) < value < node.get("exclusiveMaximum", math.inf)


def _sentence(mend: str) -> str:
    return mend if mend.endswith((".", "?", "!")) else f"{mend}."


def _key_fault(path: Path, error: Any) -> Fault:
    if error["type"] == "house":
        return Fault(dotted(path), f"the name {error['ctx']['what']}", _sentence(error["ctx"]["mend"]))
    return Fault(dotted(path), f"found the name {shown(path[-1])}", f"Allowed: {PATTERN_WORDS[KEY]}.")


def _missing_fault(path: Path) -> Fault:
    node = node_at(path)
    table = f" below [{dotted(path[:-1])}]" if len(path) > 1 and isinstance(path[-2], str) else ""
    if "properties" in node:
        needed = ", ".join(node.get("required", ()))
        return Fault(dotted(path), "is missing", f"Write the table [{dotted(path)}] with {needed}.")
    meaning = node.get("description", "").rstrip(".")
    return Fault(dotted(path), "is missing", f"Write {path[-1]} = …{table}: {allowed(node)} ({meaning}).")


def _unknown_fault(path: Path) -> Fault:
    """Say what was meant: a key of this table, or the same key of another table."""
    name, table = str(path[-1]), dotted(path[:-1])
    here = key_names(node_at(path[:-1]))
    near = nearest(name, here)
    home = next((key for key, _, _ in keys() if key.endswith(f".{name}")), None)
    if near:
        mend = f"Did you mean `{near}`? Keys here: {', '.join(here)}."
    elif home:
        mend = f"Did you mean `{home}`? A key belongs to the [table] above it."
    else:
        mend = f"Keys here: {', '.join(here)}."
    return Fault(dotted(path), f"is no key of `{table or 'engagement.toml'}`", mend)
