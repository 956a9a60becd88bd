"""What constructs and items are called in a report: the engagement's own words, else the bank's."""

from __future__ import annotations

import re

from toolkit.engagement import Engagement, is_filled, text
from toolkit.instrument.bank import known_labels, question_bank

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
    question = next((one for one in question_bank() if one.id == item), None)
    return item if question is None else filled(text(question.text, language), engagement, language)


def filled(template: str, engagement: Engagement, language: str) -> str:
    """Fill {org} and {category} in one pass, so that braces in the client's own words stay as they are."""
    slots = {
        "org": engagement.client.name,
        "category": text(engagement.client.category, language)
        or ANY_CATEGORY.get(language, ANY_CATEGORY["en"]),
    }
    return re.sub(r"\{(\w+)\}", lambda slot: slots.get(slot[1], slot[0]), template)
