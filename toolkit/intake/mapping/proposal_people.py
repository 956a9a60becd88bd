"""The part of a proposal that is about respondents: segments, open answers, personal data, and the wave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

from toolkit.engagement import as_toml
from toolkit.intake.mapping.column_roles import Guess, SegmentGuess
from toolkit.intake.mapping.mapped_file import MappedFile, may_be_named
from toolkit.intake.mapping.matching import DECLARED
from toolkit.intake.mapping.proposal_model import IN_PLACE, column_entries
from toolkit.intake.mapping.toml_text import Block, Entry

NEEDED = ("id", "file", "start", "end")
LONGEST_KEY = 40
MOST_GUESSES = 4


def people_blocks(one: MappedFile) -> list[Block]:
    """Write segments, open answers and the wave switched off, and personal data live."""
    return [*_segments(one), *_open(one), *_personal(one), *_wave(one)]


def _segments(one: MappedFile) -> list[Block]:
    taken = set(one.table("segments"))
    blocks = []
    for guess in one.roles.segments:
        if may_be_named(guess.column):
            key = _key(guess.column, taken)
            taken.add(key)
            blocks += _segment(key, guess, one.question_written(guess.column))
    return blocks


def _segment(key: str, guess: SegmentGuess, question: str | None) -> list[Block]:
    """Write a segment; with its values where all of them may be shown, for one that is not listed is a fault."""
    entries = [Entry("column", guess.column)]
    entries += [] if question is None else [Entry("label", _label(question))]
    rare = "1 code is" if guess.hidden == 1 else f"{guess.hidden:,} codes are"
    below = (f"No values are listed, as {rare} too rare to be shown here.",) if guess.hidden else ()
    head = ("A split of the customers?",)
    blocks = [Block(("segments", key), tuple(entries), live=False, notes=head, below=below)]
    if guess.values and not guess.hidden:
        values = tuple(Entry(code, _label(label)) for code, label in guess.values)
        blocks.append(Block(("segments", key, "values"), values, live=False))
    return blocks


def _label(text: str) -> str:
    """Make a text fit for a label: one line, no control character."""
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in text)
    return " ".join(plain.split()) or "?"


def _key(column: str, taken: Collection[str]) -> str:
    """Make a key of a column's name: small letters, digits and _, a letter first."""
    letters = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode("ascii").casefold()
    plain = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:LONGEST_KEY].strip("_")
    first = plain if plain[:1].isalpha() else f"column_{plain}".rstrip("_")
    key, number = first, 1
    while key in taken:
        number += 1
        key = f"{first}_{number}"
    return key


def _open(one: MappedFile) -> list[Block]:
    there = one.table("open_answers")
    # One that is found by its own name, or by the column that it names, needs no line.
    found = {
        match.column: (match.target.item, f"{match.score:.2f}, {match.why}")
        for match in one.columns.matches
        if match.target.kind == "open"
        and match.why != DECLARED
        and not (match.target.declared and match.column == match.target.item)
    }
    taken = {*there, *(target.item for target in one.declared), *(key for key, _ in found.values())}
    for guess in one.roles.open_answers:
        if guess.column not in found:
            key = _key(guess.column, taken)
            taken.add(key)
            found[guess.column] = (key, guess.why)
    blocks = []
    for column, (key, why) in found.items():
        if not may_be_named(column):
            continue
        question = one.question_written(column)
        stands = {name: value for name, value in one.table("open_answers", key).items() if name != "column"}
        entries = [Entry("column", column, remark=why), *(Entry(*pair) for pair in stands.items())]
        entries += [] if question is None or "text" in stands else [Entry("text", _label(question))]
        notes = ("An open question? What people write is redacted when it is read.", *_in_place(stands))
        blocks.append(Block(("open_answers", key), tuple(entries), live=False, notes=notes))
    return blocks


def _personal(one: MappedFile) -> list[Block]:
    table = one.table("privacy")
    listed = table.get("personal")
    known = list(listed) if isinstance(listed, list) else []
    new = [column for column in one.personal if column not in known and may_be_named(column)]
    unnamed = sum(not may_be_named(column) for column in one.personal)
    below = (f"{unnamed} more have a name that is not written here.",) if unnamed else ()
    if not new:
        return [Block(notes=("Columns of personal data.", *below))] if below else []
    kept = {key: value for key, value in table.items() if key != "personal"}
    entries = (*(Entry(key, value) for key, value in kept.items()), Entry("personal", [*known, *new]))
    why = tuple(f"{as_toml(column)}: {one.personal[column]}" for column in new)
    notes = ("Columns of personal data: declared so, they are left unread.", *why, *_in_place(table))
    return [Block(("privacy",), entries, notes=notes, below=below)]


def _in_place(table: dict[str, Any]) -> tuple[str, ...]:
    return (IN_PLACE,) if table else ()


def _wave(one: MappedFile) -> list[Block]:
    """Write the wave of the file: as it stands, with what may be added switched off; a new one wholly so."""
    table = one.wave_table()
    named = table.pop("columns", {})
    named = dict(named) if isinstance(named, dict) else {}
    standing = tuple(Entry(item, column) for item, column in named.items())
    columns = column_entries(one, named) if one.apart else standing
    added, notes = _added(one, table)
    renamed = table.get("file") != one.file
    if columns == standing and not (added or notes or renamed):
        return []
    entries = [] if "id" in table else [Entry("id", _wave_id(one))]
    entries += [Entry(key, value) for key, value in table.items() if key != "file"]
    was = f"was {as_toml(str(table['file']))}" if "file" in table and renamed else ""
    was = "; ".join(filter(None, ("copy the file there" * one.outside, was)))
    entries.insert(1, Entry("file", one.file, remark=was))
    place = f"Takes the place of the wave {as_toml(str(table.get('id', '')))} in engagement.toml."
    head = ("The wave of this file.", *((place,) if table else ()))
    lacking = [key for key in NEEDED[2:] if key not in table]
    notes += [f"Fill in or check the days of fieldwork: {' and '.join(lacking)}."] if lacking else []
    whole = not lacking
    blocks = [Block(("waves",), (*entries, *added), whole, head, tuple(notes), many=True)]
    return [*blocks, Block(("waves", "columns"), columns, whole)] if columns else blocks


def _added(one: MappedFile, table: dict[str, Any]) -> tuple[list[Entry], list[str]]:
    """Give what the wave does not say yet: days, key, weight and paradata, switched off, and notes."""
    added: list[Entry] = []
    notes: list[str] = []
    if one.days is not None:
        days = zip(("start", "end"), one.days, ("first", "last"), strict=True)
        added += [
            Entry(key, day, live=False, remark=f"the {which} answer in the file")
            for key, day, which in days
            if key not in table
        ]
    for key, guesses in (("key", one.roles.keys), ("weight", one.roles.weights)):
        nameable = [guess for guess in guesses if may_be_named(guess.column)]
        if key in table or not nameable:
            continue
        added.append(Entry(key, nameable[0].column, live=False, remark=nameable[0].why))
        notes += [f"Or {key} = {as_toml(guess.column)}: {guess.why}" for guess in nameable[1:MOST_GUESSES]]
    paradata = {role: guess for role, guess in one.roles.paradata if may_be_named(guess.column)}
    if paradata and "paradata" in table:
        notes += [f"Perhaps also paradata.{_told(role, guess)}" for role, guess in paradata.items()]
    elif paradata:
        columns = {role: guess.column for role, guess in paradata.items()}
        added.append(Entry("paradata", columns, live=False, remark="how rows came about"))
    for guess in one.roles.rows:
        if "rows" not in table and may_be_named(guess.column):
            codes = ", ".join(code for code, _ in guess.values)
            told = f"rows = {{ {as_toml(guess.column)} = … }}"
            notes.append(f"If the file holds more than this wave: {told}, one of {codes}")
    return added, notes


def _told(role: str, guess: Guess) -> str:
    return f"{role} = {as_toml(guess.column)}: {guess.why}"


def _wave_id(one: MappedFile) -> str:
    """Name a new wave after its file."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePosixPath(one.file).stem).strip("-_")[:LONGEST_KEY]
    taken = {str(wave.get("id")).casefold() for wave in one.waves() if isinstance(wave, dict)}
    first = plain if plain[:1].isalnum() else "wave"
    name, number = first, 1
    while name.casefold() in taken:
        number += 1
        name = f"{first}-{number}"
    return name
