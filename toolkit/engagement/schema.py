"""Writes what is made from the models: the JSON Schema of engagement.toml and the table in docs/engagement.md.

`python -m toolkit.engagement.schema` rewrites both; the tests hold them equal to the models.
"""

from __future__ import annotations

import json
from pathlib import Path

from toolkit.engagement.keys import Node, allowed, as_toml, engagement_schema, keys
from toolkit.engagement.words import LANGUAGE, TEXT_LANGUAGES

SCHEMA_FILE = Path(__file__).with_name("engagement.schema.json")
DOCS_FILE = Path(__file__).parents[2] / "docs" / "engagement.md"
TABLE_START = "<!-- table: made by python -m toolkit.engagement.schema -->"
TABLE_END = "<!-- end of table -->"


def reference_table() -> str:
    """Make the table of every key for docs/engagement.md."""
    lines = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for path, node, must in keys():
        default = "must be given" if must else _default(node)
        value = allowed(node).replace("|", "\\|")
        lines.append(f"| `{path}` | {value} | {default} | {node.get('description', '')} |")
    return "\n".join(lines)


def _default(node: Node) -> str:
    return f"`{as_toml(node['default'])}`" if node.get("default") not in (None, []) else ""


def rendered_schema() -> str:
    """Give the text of the schema file, the same whichever languages have a catalogue here."""
    schema = engagement_schema()
    words = schema["$defs"]["Words"]
    own = {name: node for name, node in words["properties"].items() if name in TEXT_LANGUAGES}
    several = {**words, "properties": own, "patternProperties": {LANGUAGE: {"type": "string"}}}
    shown = {**schema, "$defs": {**schema["$defs"], "Words": several}}
    return json.dumps(shown, ensure_ascii=False, indent=2) + "\n"


def with_table(page: str) -> str:
    """Put the table of every key into the page, between its two marks."""
    before, rest = page.split(TABLE_START)
    after = rest.split(TABLE_END)[1]
    return f"{before}{TABLE_START}\n{reference_table()}\n{TABLE_END}{after}"


def main() -> None:
    """Rewrite the schema, and in a checkout the table in the docs."""
    SCHEMA_FILE.write_text(rendered_schema(), encoding="utf-8", newline="\n")
    if DOCS_FILE.is_file():
        page = with_table(DOCS_FILE.read_text(encoding="utf-8"))
        DOCS_FILE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
