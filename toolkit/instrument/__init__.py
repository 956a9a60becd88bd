"""The questionnaire: the question bank in Dutch and English, and what constructs and items are called."""

from toolkit.instrument.bank import Question, known_labels, question_bank
from toolkit.instrument.texts import construct_label, filled, item_text

__all__ = ["Question", "construct_label", "filled", "item_text", "known_labels", "question_bank"]
