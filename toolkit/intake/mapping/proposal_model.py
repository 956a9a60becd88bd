"""The part of a proposal that is about the model: columns, constructs, items, scales in words, codes of no answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from toolkit.engagement import MissingCodes, code_number, folded, plain_number
from toolkit.instrument import bank_question
from toolkit.intake.mapping.mapped_file import MappedFile, may_be_named
from toolkit.intake.mapping.matching import DECLARED
from toolkit.intake.mapping.scale_guesses import ScaleGuess
from toolkit.intake.mapping.targets import Target
from toolkit.intake.mapping.toml_text import Block, Entry, toml_value

REASONS = tuple(MissingCodes.model_fields)
# Roles that a construct of the bank has in a model too; "outcome" is attitude or behaviour, by its own name.
SAME_ROLE = ("driver", "lock_in", "touchpoint", "basis", "dividend", "alignment")
OUTCOMES = frozenset({"attitude", "behaviour"})
IN_PLACE = "Takes the place of the table of that name in engagement.toml."


def model_blocks(one: MappedFile) -> list[Block]:
    """Write the tables of the model: what is certain live, the rest switched off."""
    constructs, items = _changes(one)
    blocks = [] if one.apart else _columns(one)
    blocks += [_scale(guess) for guess in one.scales]
    blocks += [
        Block(("constructs", key), _entries(table), live=False, notes=_construct_notes(one, key))
        for key, table in constructs.items()
    ]
    blocks += [
        Block(("items", item), _entries(table), live=False, notes=_in_place(one.table("items", item)))
        for item, table in items.items()
    ]
    return blocks + _missing(one)


def column_entries(one: MappedFile, named: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Write which item stands in which column, where the two are not called alike; `named` are those that stand."""
    there = set(one.export.frame.columns)
    entries = {item: Entry(item, column) for item, column in named.items()}
    for match in one.columns.matches:
        item, column = match.target.item, match.column
        if match.target.kind != "item" or match.why == DECLARED or not may_be_named(column):
            continue
        if item == column and item not in {*named, *one.table("columns")}:
            continue  # found by its own name
        old = named.get(item)
        was = f"; was {old}, which is not in this file" if old and old not in there else ""
        needs = "" if match.target.declared else f"; together with [constructs.{match.target.construct}]"
        live = match.sure and match.target.declared
        entries[item] = Entry(item, column, live, f"{match.score:.2f}, {match.why}{was}{needs}")
    return tuple(entries.values())


def _columns(one: MappedFile) -> list[Block]:
    named = one.table("columns")
    entries = column_entries(one, named)
    if entries == tuple(Entry(item, column) for item, column in named.items()):
        return []
    return [Block(("columns",), entries, notes=("Where the answers stand.", *_in_place(named)))]


def _in_place(table: Mapping[str, Any]) -> tuple[str, ...]:
    return (IN_PLACE,) if table else ()


def _entries(table: Mapping[str, Any]) -> tuple[Entry, ...]:
    return tuple(Entry(key, value) for key, value in table.items())


def _changes(one: MappedFile) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Give the constructs and items as they would become: new items of the bank, scales in words."""
    constructs: dict[str, dict[str, Any]] = {}
    items: dict[str, dict[str, Any]] = {}
    for match in one.columns.matches:
        target = match.target
        if not target.declared and target.kind == "item" and may_be_named(match.column):
            _add_item(one, target, constructs, items)
    for guess in one.scales:
        _use_scale(one, guess, constructs, items)
    return constructs, items


def _add_item(
    one: MappedFile, target: Target, constructs: dict[str, dict[str, Any]], items: dict[str, dict[str, Any]]
) -> None:
    """Put a question of the bank in its construct, with ends of its own where the construct has others."""
    ends = {"minimum": target.minimum, "maximum": target.maximum}
    question = bank_question(target.item)
    role = _role(target.construct, question.role if question is not None else "")
    table = constructs.setdefault(
        target.construct, one.table("constructs", target.construct) or {"role": role, **ends, "items": []}
    )
    table["items"] = [*_listed(table.get("items")), target.item]
    if question is not None and question.reverse:
        table["reversed"] = [*_listed(table.get("reversed")), target.item]
    if {key: table.get(key) for key in ends} != ends:
        items.setdefault(target.item, one.table("items", target.item)).update(ends)


def _role(construct: str, role: str) -> str:
    """Give the role in a model of a construct that has this one in the bank."""
    if construct in OUTCOMES:
        return construct
    return role if role in SAME_ROLE else "background"


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _use_scale(
    one: MappedFile,
    guess: ScaleGuess,
    constructs: dict[str, dict[str, Any]],
    items: dict[str, dict[str, Any]],
) -> None:
    """Name a scale in words in a construct whose items all have it, else in each item."""
    having = {target.item: target for target in guess.targets}
    for key in dict.fromkeys(target.construct for target in guess.targets):
        table = constructs.get(key) or one.table("constructs", key)
        members = _listed(table.get("items"))
        alone = all(item in having and item not in items and not one.table("items", item) for item in members)
        if members and alone:
            table |= _scale_keys(guess, table.get("minimum"), table.get("maximum"))
            constructs[key] = table
            continue
        for item in (target.item for target in guess.targets if target.item in members):
            own = items.setdefault(item, one.table("items", item))
            own |= _scale_keys(guess, having[item].minimum, having[item].maximum)


def _scale_keys(guess: ScaleGuess, minimum: Any, maximum: Any) -> dict[str, Any]:
    """Name the scale, with its ends where those that stand do not fit it."""
    if guess.minimum is None or guess.maximum is None or guess.minimum == guess.maximum:
        return {"scale": guess.name}
    ends = (minimum, maximum)
    if guess.house:
        fits = ends == (guess.minimum, guess.maximum)
    else:
        fits = None not in ends and minimum <= guess.minimum and guess.maximum <= maximum
    return {"scale": guess.name} | ({} if fits else {"minimum": guess.minimum, "maximum": guess.maximum})


def _construct_notes(one: MappedFile, key: str) -> tuple[str, ...]:
    new = [
        match.target.item
        for match in one.columns.matches
        if match.target.construct == key and not match.target.declared and match.target.kind == "item"
    ]
    told = (
        (f"From the question bank, not in the model yet: {', '.join(new)}. Check role and scale.",)
        if new
        else ()
    )
    return (*told, *_in_place(one.table("constructs", key)))


def _scale(guess: ScaleGuess) -> Block:
    """Write a scale of the client's own as a table; of one of the house, tell what the answers become."""
    items = ", ".join(target.item for target in guess.targets)
    rare = (f"{guess.hidden} rarer texts are not shown: look in the file.",) if guess.hidden else ()
    values = [(text, value) for text, value in guess.values if value is not None]
    if guess.house:
        told = ", ".join(f"{text} = {plain_number(value)}" for text, value in values)
        others = (f"{', '.join(guess.others)} would fit too.",) if guess.others else ()
        return Block(
            notes=(
                f"Answers in words of {items}: the scale {guess.name} of the house would make them {told}.",
                *others,
                *rare,
                "Switch on its line below when this is the scale that was asked.",
            )
        )
    unknown = (f"{toml_value(text)} = …   no value yet" for text, value in guess.values if value is None)
    return Block(
        ("scales", guess.name),
        tuple(Entry(text, value) for text, value in values),
        live=False,
        notes=(f"Answers in words of {items}. Check each value, and give one to each text.",),
        below=(*unknown, *rare),
    )


def _missing(one: MappedFile) -> list[Block]:
    """Add codes of no answer to [missing], but for those that are an answer somewhere or mean two things."""
    table = one.table("missing")
    codes = {reason: _listed(table.get(reason)) for reason in REASONS}
    meaning = {_same(code): reason for reason in REASONS for code in codes[reason]}
    added: dict[str, list[float | str]] = {reason: [] for reason in REASONS}
    notes: list[str] = []
    for found in one.found:
        target, column = found.match.target, found.match.column
        if "missing" in one.table("constructs", target.construct):
            listed = ", ".join(
                f"{_told(code)} ({reason})" for reason, of in found.missing.items() for code in of
            )
            notes += [f"[constructs.{target.construct}] has codes of its own; add {listed}"] if listed else []
            continue
        for reason, code in ((reason, code) for reason, of in found.missing.items() for code in of):
            first = meaning.get(_same(code))
            on_scale = _answers(one, code)
            if on_scale:
                notes.append(
                    f"{_told(code)} is {reason} in {column}, but an answer on the scale of {on_scale[0]}: "
                    f"give [constructs.{target.construct}] codes of its own, missing = {{ … }}"
                )
            elif first is None:
                meaning[_same(code)] = reason
                added[reason].append(int(code) if isinstance(code, float) and code.is_integer() else code)
            elif first != reason:
                notes.append(f"{_told(code)} is {reason} in {column}, but {first} elsewhere: see which it is")
    notes += _unsure(one)
    entries = tuple(
        Entry(reason, [*codes[reason], *added[reason]], remark=_new(added[reason]))
        for reason in REASONS
        if codes[reason] or added[reason]
    )
    if not any(added.values()):
        return [Block(notes=("Codes that may be no answer:", *dict.fromkeys(notes)))] if notes else []
    head = ("Codes and texts that are no answer.", *_in_place(table))
    return [Block(("missing",), entries, notes=head, below=tuple(dict.fromkeys(notes)))]


def _same(code: Any) -> Any:
    number = code_number(code) if isinstance(code, int | float | str) else None
    return folded(str(code)) if number is None else number


def _told(code: float | str) -> str:
    return plain_number(code) if isinstance(code, float) else f'"{code}"'


def _new(codes: Iterable[float | str]) -> str:
    listed = ", ".join(_told(float(code)) if not isinstance(code, str) else _told(code) for code in codes)
    return f"new: {listed}" if listed else ""


def _answers(one: MappedFile, code: float | str) -> list[str]:
    """List the items that use [missing] and on whose scale a code is an answer."""
    if isinstance(code, str):
        return []
    matched = [match.target for match in one.columns.matches if match.target.kind == "item"]
    return [
        target.item
        for target in (*one.declared, *matched)
        if target.minimum is not None
        and target.maximum is not None
        and target.minimum <= code <= target.maximum
        and "missing" not in one.table("constructs", target.construct)
    ]


def _unsure(one: MappedFile) -> list[str]:
    """Tell of numbers off the scale that many rows have; codes that the file declares missing are read as such."""
    rows: dict[float, list[str]] = {}
    for found in one.found:
        for number, times in found.unsure:
            rows.setdefault(number, []).append(f"{found.match.target.item} in {times:,} rows")
    return [
        f"{plain_number(number)} is off the scale ({_some(where)}): "
        "if it is no answer, add it to one of the three lists"
        for number, where in sorted(rows.items())
    ]


def _some(texts: list[str], most: int = 5) -> str:
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
