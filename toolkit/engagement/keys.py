"""What the keys of engagement.toml are, as data: their JSON Schema, and words for what each takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from toolkit.engagement.data import WAVE_ID
from toolkit.engagement.model import COLOUR, Engagement
from toolkit.engagement.setting import COUNTRY
from toolkit.engagement.sources import CURRENCY
from toolkit.engagement.words import KEY, LANGUAGE

Node = Mapping[str, Any]

# What an editor's user and a fault's reader are told instead of a pattern.
PATTERN_WORDS = {
    COLOUR: "# and six hexadecimal digits between quotes",
    COUNTRY: "two capital letters between quotes",
    CURRENCY: "three capital letters between quotes",
    WAVE_ID: "a text of letters, digits, - and _ between quotes",
    LANGUAGE: "the code of a language between quotes",
    KEY: "small letters, digits and _, a letter first",
}

# What docs/engagement.md calls the keys that the consultant chooses.
ENTRY_NAMES = {
    "constructs": "KEY",
    "segments": "KEY",
    "items": "ITEM",
    "columns": "ITEM",
    "values": "KEY",
    "segments.KEY.values": "CODE",
    "rows": "COLUMN",
    "scales": "KEY",
    "open_answers": "ITEM",
    "margins": "KEY",
    "when": "ITEM",
}
# And the keys within those.
INNER_NAMES = {"scales": "ANSWER", "margins": "CODE"}


@cache
def engagement_schema() -> Node:
    """Make the JSON Schema (draft 2020-12) of engagement.toml.

    TOML has no null, so what may be left out is simply not required.
    """
    schema = _tidy(Engagement.model_json_schema())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "engagement.toml of the loyalty toolkit",
        **schema,
    }


def _tidy(node: Any) -> Any:
    """Drop pydantic's own titles and the null alternatives that TOML cannot write; bind the keys of tables."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {
        key: {name: _tidy(one) for name, one in value.items()}
        if key in {"properties", "$defs"}
        else _tidy(value)
        for key, value in node.items()
        if key != "title" and not (key == "default" and value in (None, {}, ""))
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    choices = [one for one in kept.get("anyOf", ()) if one != {"type": "null"}]
    if len(choices) == 1:
        del kept["anyOf"]
        return {**choices[0], **kept}
    return kept


def resolved(node: Node) -> Node:
    """Follow the `$ref` of a node."""
    while "$ref" in node:
        target = engagement_schema()["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def node_at(path: Sequence[str | int]) -> Node:
    """Find what the schema says of a key, `{}` where it knows no such key."""
    node = resolved(engagement_schema())
    for step in path:
        node = resolved(_step(node, step))
    return node


def _step(node: Node, step: str | int) -> Node:
    if isinstance(step, int):
        return node.get("items", {})
    if step in node.get("properties", {}):
        return node["properties"][step]
    for table in (node, *map(resolved, node.get("oneOf", ()))):
        if step in table.get("properties", {}):
            return table["properties"][step]
        entry = entries(table)
        if entry is not None:
            return entry
    return {}


def key_names(node: Node) -> list[str]:
    """List the keys that a table may have, a text in two languages included."""
    return [
        name
        for table in (node, *map(resolved, node.get("oneOf", ())))
        for name in table.get("properties", ())
    ]


def allowed(node: Node) -> str:
    """Say in words which values a key takes."""
    node = resolved(node)
    if "const" in node or "enum" in node:
        return " or ".join(f'"{one}"' for one in node.get("enum", [node.get("const")]))
    if "oneOf" in node:
        return '"…" or { nl = "…", en = "…" }'
    if "anyOf" in node:
        return "a number or a text"
    words = {
        "boolean": "true or false",
        "integer": "a whole number",
        "number": "a number",
        "array": "a list: [ … ]",
        "object": _table(node),
        "string": "a text between quotes",
    }[node["type"]]
    if node.get("format") == "date":
        words = "a date, written 2026-04-07 without quotes"
    words = PATTERN_WORDS.get(node.get("pattern", ""), words)
    each = resolved(node.get("items", {}))
    if "enum" in each:
        words = f"a list of {', '.join(map(as_toml, each['enum']))}"
    if "minItems" in node:
        words = "a list with at least one entry: [ … ]"
    examples = [f"such as {as_toml(one)}" for one in node.get("examples", ()) if node["type"] != "object"]
    return " ".join([words, *filter(None, [_limits(node)]), *examples])


def _table(node: Node) -> str:
    required = node.get("required", ())
    return f"a table with {', '.join(required)}" if required else "a table"


def _limits(node: Node) -> str:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    high = node.get("maximum", node.get("exclusiveMaximum"))
    above = "above" if "exclusiveMinimum" in node else "from"
    below = "below" if "exclusiveMaximum" in node else "up to"
    # The widest whole number of TOML is no limit that a reader needs.
    limits = [f"{above} {low:.15g}"] if low is not None else []
    if high is not None and high < 2**62:
        limits.append(f"{below} {high:.15g}")
    return " ".join(limits)


def as_toml(value: Any) -> str:
    """Write a value as TOML does, as far as JSON does too."""
    return json.dumps(value, ensure_ascii=False)


def entries(node: Node) -> Node | None:
    """Give the node of the entries of a table whose keys the consultant chooses, None for another table."""
    found = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), None)
    return resolved(found) if isinstance(found, dict) else None


def keys(node: Node | None = None, prefix: str = "") -> Iterator[tuple[str, Node, bool]]:
    """Walk every key: its path, its node, and whether its table cannot do without it."""
    node = engagement_schema() if node is None else node
    for name, raw in node.get("properties", {}).items():
        path, child = f"{prefix}{name}", resolved(raw)
        entry, element = entries(child), resolved(child.get("items", {}))
        entry_name = ENTRY_NAMES.get(path, ENTRY_NAMES.get(name, "KEY"))
        if "properties" in child:
            yield from keys(child, f"{path}.")
        elif "properties" in element:
            yield from keys(element, f"{path}[].")
        elif entry is not None and "properties" in entry:
            yield from keys(entry, f"{path}.{entry_name}.")
        elif entry is not None:
            meaning = {"description": child.get("description", "")}
            inner = entries(entry)
            steps = entry_name if inner is None else f"{entry_name}.{INNER_NAMES[name]}"
            yield f"{path}.{steps}", {**(inner or entry), **meaning}, False
        else:
            yield path, child, name in node.get("required", ())
