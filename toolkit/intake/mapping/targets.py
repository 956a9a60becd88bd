"""What a column of a file may be: the items and open questions of the engagement, and the questions of the bank."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from toolkit.engagement import Engagement, item_scale, items
from toolkit.engagement import Words as Languages
from toolkit.errors import EngagementError
from toolkit.instrument import Question, question_bank
from toolkit.intake.mapping.likeness import Slots, Words

VALUE = "valueslot"
# What people call the column of a question of the bank, in place of its text.
NICKNAMES = (
    (
        "SAT_1",
        re.compile(
            r"(?:rapport|eind|totaal|algemeen )?cijfer|algemene tevredenheid|overall (?:satisfaction|mark)"
        ),
    ),
    ("ATT_1", re.compile(r"aanbevel\w*|aanraden|nps(?: score)?|recommend\w*|likelihood to recommend|ltr")),
    (
        "BEH_3",
        re.compile(r"(?:ook )?klant (?:elders|bij (?:een )?ander(?:e aanbieder)?)|also customer elsewhere"),
    ),
)
OPEN = "open"
LONGEST_NICKNAME = 40


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column may be.

    `texts`: the words of the question as asked, one per language. `kind`: "item", "open" or "choice" (no scale).
    `minimum` and `maximum`: the ends of the scale as far as they are known. `declared`: the engagement has it.
    """

    item: str
    texts: tuple[Words, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    construct: str = ""
    kind: str = "item"
    declared: bool = False


def targets_of(engagement: Engagement | None, slots: Slots) -> tuple[Target, ...]:
    """List the items and open questions of the engagement, then what the bank has beside them.

    The bank's questions about a value of the client ({value}) stand not in it: `value_targets` finds those.
    """
    bank = {question.id: question for question in question_bank()}
    found: dict[str, Target] = {}
    if engagement is not None:
        for item in items(engagement):
            own = engagement.items.get(item)
            texts = _texts(own.text if own is not None else None, bank.get(item), slots)
            minimum, maximum, construct = _ends(engagement, item)
            found[item] = Target(item, texts, minimum, maximum, construct, declared=True)
        for key, question in engagement.open_answers.items():
            texts = _texts(question.text, bank.get(key), slots)
            found.setdefault(key, Target(key, texts, kind=OPEN, declared=True))
    for one in bank.values():
        if one.id not in found and "{value}" not in f"{one.text.nl}{one.text.en}":
            found[one.id] = _of_bank(one, one.id, _texts(None, one, slots))
    return tuple(found.values())


def nicknamed(question: str) -> str | None:
    """Give the question of the bank that a column is named after, None where it is called otherwise.

    >>> nicknamed("Rapportcijfer"), nicknamed("Q3_Aanbevelen"), nicknamed("Ook klant elders?"), nicknamed("Regio")
    ('SAT_1', 'ATT_1', 'BEH_3', None)
    """
    plain = " ".join(re.findall(r"[^\W\d_]+", question[:LONGEST_NICKNAME].casefold()))
    plain = re.sub(r"^(?:q|v|vr|vraag|question) ", "", plain)
    return next((item for item, names in NICKNAMES if names.fullmatch(plain)), None)


def value_targets(
    columns: Sequence[str], parts: Sequence[Sequence[Words]], known: Collection[str]
) -> list[Target]:
    """Find the bank's questions about a value of the client, one per value: "Hoe belangrijk is X voor u?".

    `parts` are the words of each column's question. A value keeps its number in every question about it.
    """
    found: dict[str, Target] = {}
    numbers: dict[str, int] = {}
    templates = [one for one in question_bank() if "{value}" in f"{one.text.nl}{one.text.en}"]
    patterns = [
        (one, _value_pattern(text)) for one in templates for text in (one.text.nl, one.text.en) if text
    ]
    for name, ways in zip(columns, parts, strict=True):
        for one, pattern in patterns:
            coded = re.fullmatch(re.escape(one.id).replace("_n_", r"_(\d{1,2})_"), name, re.IGNORECASE)
            asked = next((fit for words in ways if (fit := pattern.fullmatch(" ".join(words)))), None)
            if coded is None and asked is None:
                continue
            number = (
                int(coded[1]) if coded else numbers.setdefault(asked[1] if asked else "", len(numbers) + 1)
            )
            item = one.id.replace("_n_", f"_{number}_")
            if item not in known:
                texts = tuple(words for words in ways if pattern.fullmatch(" ".join(words)))
                found.setdefault(item, _of_bank(one, item, texts))
    return list(found.values())


def _value_pattern(text: str) -> re.Pattern[str]:
    words = Slots().words(text.replace("{value}", f" {VALUE} "))
    return re.compile(re.escape(" ".join(words)).replace(VALUE, r"(\S+(?: \S+){0,5})"))


def _of_bank(question: Question, item: str, texts: tuple[Words, ...]) -> Target:
    kind = "item" if question.minimum is not None else OPEN if question.role == OPEN else "choice"
    return Target(item, texts, question.minimum, question.maximum, question.construct, kind)


def _texts(own: str | Languages | None, question: Question | None, slots: Slots) -> tuple[Words, ...]:
    """Give the words of a question in each language: its own where it has a text, else the bank's."""
    if own is None and question is not None:
        own = question.text
    written = (own,) if isinstance(own, str) else () if own is None else (own.nl, own.en)
    return tuple(dict.fromkeys(slots.words(text) for text in written if text))


def _ends(engagement: Engagement, item: str) -> tuple[float | None, float | None, str]:
    try:
        scale = item_scale(engagement, item)
    except EngagementError:
        owner = next((key for key, one in engagement.constructs.items() if item in one.items), "")
        return None, None, owner
    return scale.minimum, scale.maximum, scale.construct
