"""The question bank: what can be asked, in Dutch and English, with its scale and source.

It comes from the project's shared bank. Mended here: one slot has one name in both languages
({category} and {value}, no longer {categorie} and {waarde} in Dutch), and the note of MOT_2 names MOT_3.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from toolkit.engagement import Words

BANK_FILE = Path(__file__).with_name("question_bank.csv")
CONSTRUCTS_FILE = Path(__file__).with_name("constructs.csv")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank; without scale ends it is open or a choice.

    `role` is the bank's own word for what the question is for. `text` may hold the slots {org},
    {category} and {value}.
    """

    id: str
    construct: str
    role: str
    minimum: float | None
    maximum: float | None
    reverse: bool
    text: Words
    source: str


@cache
def question_bank() -> tuple[Question, ...]:
    """Read the bank, in its own order."""
    with BANK_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_question(row) for row in csv.DictReader(file))


def _question(row: Mapping[str, str]) -> Question:
    return Question(
        id=row["id"],
        construct=row["construct"],
        role=row["role"],
        minimum=float(row["scale_min"]) if row["scale_min"] else None,
        maximum=float(row["scale_max"]) if row["scale_max"] else None,
        reverse=row["reverse"] == "1",
        text=Words(nl=row["text_nl"], en=row["text_en"]),
        source=row["source"],
    )


@cache
def known_labels() -> Mapping[str, Words]:
    """Read the labels of the constructs that the house knows, by key."""
    with CONSTRUCTS_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["key"]: Words(nl=row["label_nl"], en=row["label_en"]) for row in rows}
