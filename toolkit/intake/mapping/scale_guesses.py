"""Scales that answers in words may be on: proposed here, and in force only where the engagement declares them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.engagement import folded
from toolkit.instrument import Scale, house_scales
from toolkit.intake.mapping.answers_found import Found
from toolkit.intake.mapping.targets import Target

# Columns whose answers have at least this share of the fewer in common are on one scale.
IN_COMMON = 0.5
# From this share of its texts on, a scale of the house lends its values to a scale of the client's own.
LENDS = 0.5


@dataclass(frozen=True, slots=True)
class ScaleGuess:
    """A scale in words for some items: one of the house, or a table of one's own to fill in.

    `values`: each text found with its value as far as it is known, in order of value. `others`: scales of the house
    that fit as well. `hidden`: how many different texts are too rare to be shown.
    """

    name: str
    house: bool
    values: tuple[tuple[str, float | None], ...]
    minimum: float | None
    maximum: float | None
    targets: tuple[Target, ...]
    others: tuple[str, ...] = ()
    hidden: int = 0


def scale_guesses(found: Iterable[Found], taken: Collection[str] = ()) -> tuple[ScaleGuess, ...]:
    """Guess a scale for each group of columns with answers in words; `taken` are names that no new scale may have."""
    names = {*taken, *house_scales()}
    guesses = []
    for group in _groups([one for one in found if one.words]):
        guess = _guess(group, names)
        names.add(guess.name)
        guesses.append(guess)
    return tuple(guesses)


def _groups(found: Sequence[Found]) -> list[list[Found]]:
    """Put columns together that have their answers in common."""
    groups: list[tuple[set[str], list[Found]]] = []
    for one in found:
        words = {folded(text) for text in one.words}
        for together, members in groups:
            if len(words & together) >= IN_COMMON * min(len(words), len(together)):
                together.update(words)
                members.append(one)
                break
        else:
            groups.append((words, [one]))
    return [members for _, members in groups]


def _guess(group: Sequence[Found], names: Collection[str]) -> ScaleGuess:
    targets = tuple(one.match.target for one in group)
    hidden = max(one.hidden for one in group)
    spelled: dict[str, str] = {}
    texts: dict[str, float | None] = {}
    for text, value in (pair for one in group for pair in one.words.items()):
        first = spelled.setdefault(folded(text), text)
        texts[first] = value if texts.get(first) is None else texts[first]
    fitting = sorted(
        (scale for scale in house_scales().values() if all(folded(text) in scale.values for text in texts)),
        key=lambda scale: (_unused(scale, texts), not _ends_as(scale, targets[0]), scale.name),
    )
    if fitting:
        best = fitting[0]
        values = {text: best.values[folded(text)] for text in texts}
        others = tuple(scale.name for scale in fitting[1:])
        return ScaleGuess(
            best.name, True, _ordered(values), best.minimum, best.maximum, targets, others, hidden
        )
    own = _valued(texts)
    known = [value for value in own.values() if value is not None]
    low, high = (min(known), max(known)) if known else (None, None)
    return ScaleGuess(_name(targets[0], names), False, _ordered(own), low, high, targets, (), hidden)


def _unused(scale: Scale, texts: Iterable[str]) -> int:
    """Count the values of a scale that nobody gave: of two scales with the same words, the fuller is the likelier."""
    return len(set(scale.values.values()) - {scale.values[folded(text)] for text in texts})


def _ends_as(scale: Scale, target: Target) -> bool:
    return (scale.minimum, scale.maximum) == (target.minimum, target.maximum)


def _valued(texts: Mapping[str, float | None]) -> dict[str, float | None]:
    """Give texts the values that the file tells; where it tells none, those of the house scale that knows most."""
    if any(value is not None for value in texts.values()):
        return dict(texts)
    nearest = max(
        house_scales().values(), key=lambda scale: sum(folded(text) in scale.values for text in texts)
    )
    known = {text: nearest.values.get(folded(text)) for text in texts}
    enough = sum(value is not None for value in known.values()) >= LENDS * len(known)
    return known if enough else dict(texts)


def _ordered(values: Mapping[str, float | None]) -> tuple[tuple[str, float | None], ...]:
    return tuple(sorted(values.items(), key=lambda one: (one[1] is None, one[1] or 0.0, folded(one[0]))))


def _name(target: Target, names: Collection[str]) -> str:
    """Name a new scale after what it measures: small letters, digits and _, a letter first."""
    plain = re.sub(r"[^a-z0-9]+", "_", (target.construct or target.item).casefold()).strip("_")
    first = f"{plain if plain[:1].isalpha() else f'item_{plain}'.rstrip('_')}_words"
    name, number = first, 1
    while name in names:
        number += 1
        name = f"{first}_{number}"
    return name
