"""What constructs and items are called in a report: the engagement's own words, else the bank's."""

from __future__ import annotations

import re

from toolkit.engagement import Engagement, is_filled, text
from toolkit.instrument.bank import VALUE_QUESTIONS, Question, bank_question, known_labels

# What stands for {category} where the engagement names none.
ANY_CATEGORY = {"nl": "dit product of deze dienst", "en": "this product or service"}


def construct_label(engagement: Engagement, construct: str, language: str) -> str:
    """Name a construct: its label in the engagement, else the house's, else its key."""
    own = engagement.constructs.get(construct)
    label = own.label if own is not None else None
    return text(label or known_labels().get(construct), language) or construct


def item_text(engagement: Engagement, item: str, language: str) -> str:
    """Give the question behind an item: as the engagement has it, else the bank's with its slots filled.

    An item that neither knows is given by its name.
    """
    own = engagement.items.get(item)
    if own is not None and is_filled(own.text):
        return text(own.text, language)
    question, value = house_question(engagement, item), value_label(engagement, item, language)
    if question is None or (question.id in VALUE_QUESTIONS and not value):
        return item
    return filled(text(question.text, language), engagement, language, value)


def house_question(engagement: Engagement, item: str) -> Question | None:
    """Find the bank's question of an item: by its id, or as that of one of the organisation's [values]."""
    importance, experience = VALUE_QUESTIONS
    sides = {one.importance: importance for one in engagement.values.values()}
    sides |= {one.experience: experience for one in engagement.values.values()}
    return bank_question(sides.get(item, item))


def value_label(engagement: Engagement, item: str, language: str) -> str:
    """Name the stated value that an item asks of, "" for any other item."""
    values = engagement.values.values()
    asked = next((one for one in values if item in (one.importance, one.experience)), None)
    return "" if asked is None else text(asked.label, language)


def filled(template: str, engagement: Engagement, language: str, value: str = "") -> str:
    """Fill {org}, {category} and {value} in one pass, so that braces in the client's own words stay as they are."""
    slots = {
        "value": value,
        "org": engagement.client.name,
        "category": text(engagement.client.category, language)
        or ANY_CATEGORY.get(language, ANY_CATEGORY["en"]),
    }
    return re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), template)
