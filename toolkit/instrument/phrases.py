"""The sentences of a questionnaire that are no question, from phrases.csv: introduction, routing, thanks."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from toolkit.engagement import Words, text

PHRASES_FILE = Path(__file__).with_name("phrases.csv")


@cache
def phrases() -> Mapping[str, Words]:
    """Read the sentences, by key."""
    with PHRASES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: Words(nl=row["nl"], en=row["en"]) for row in csv.DictReader(file)}


def phrase(key: str, language: str, **slots: str) -> str:
    """Say one sentence, its named slots filled; braces in what fills them stay as they are."""
    return text(phrases()[key], language).format_map(slots)
