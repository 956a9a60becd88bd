"""The form of `*.findings.json`: what a program may rely on. docs/findings.md tells it in words.

`python -m toolkit.report.findings_form` rewrites `findings.schema.json` beside this file; the tests hold it equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

SCHEMA_FILE = Path(__file__).with_name("findings.schema.json")


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CellForm(_Form):
    """A cell that holds what the sentence states; heads may repeat, so it has its place too."""

    column: int = Field(ge=1, description="Its place in the row, counted from 1.")
    head: str = Field(description="The head of its column.")
    cell: str = Field(description="What is printed in it.")


class RowForm(_Form):
    """A row that a finding rests on."""

    row: int = Field(ge=1, description="Its place in the table, counted from 1, without the head.")
    label: str = Field(description="The words that name it.")
    cells: list[CellForm] = Field(description="Its cells that hold what the sentence states, in order.")


class TableForm(_Form):
    """A table that a finding rests on; without rows more than one of its rows holds the same."""

    table: str = Field(pattern=r"^[0-9]+$", description="Its number in this report.")
    id: str = Field(description="Its name, the same in every run.")
    rows: list[RowForm] = Field(description="Its rows that hold what the sentence states, in order.")


class FindingForm(_Form):
    """One finding of a report."""

    number: str = Field(pattern=r"^[BDF][1-9][0-9]*$", description="The number it has in this report.")
    key: str = Field(min_length=1, description="Its name, the same in every run.")
    text: str = Field(description="The sentence, in the language of the report.")
    strength: Literal["shown", "not_shown", "too_few", "fact", "warning"] = Field(
        description="How strong it stands: shown by a test, not shown, too few answers to say, a fact, or a warning."
    )
    evidence: str = Field(description="The method behind it, in the language of the report.")
    rests_on: list[TableForm] = Field(
        description="The tables and rows that hold its numbers; empty where none does."
    )
    numbers: dict[str, float | None] = Field(
        description="The numbers behind it, as precise as the report prints them; null where there is none. "
        "A share is a part of 1."
    )
    section: str = Field(description="The heading it stands under, with its number.")
    flags: list[str] = Field(description="The red flags it tells of, by name.")
    answers: list[str] = Field(description="What the consultant says of these flags.")


class FindingsForm(RootModel[list[FindingForm]]):
    """The findings of one advice report, in its order."""


FIELDS = tuple(FindingForm.model_fields)


def rendered_schema() -> str:
    """Give the text of the schema file."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_untitled(FindingsForm.model_json_schema()),
        "title": "Findings of a loyalty report",
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _untitled(node: Any) -> Any:
    """Leave out the titles that only repeat a name."""
    if isinstance(node, dict):
        return {key: _untitled(value) for key, value in node.items() if key != "title"}
    return [_untitled(one) for one in node] if isinstance(node, list) else node


def main() -> None:
    """Rewrite the schema."""
    SCHEMA_FILE.write_text(rendered_schema(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
