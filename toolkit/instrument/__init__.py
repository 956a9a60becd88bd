"""The questionnaire: the question bank in two languages, scales in words, and what constructs and items are called."""

from toolkit.instrument.bank import Condition, Question, bank_question, known_labels, question_bank
from toolkit.instrument.codes import columns_by_code, survey_codes
from toolkit.instrument.form import Asked, Option, Questionnaire, Section
from toolkit.instrument.questionnaire import own_language, questionnaire
from toolkit.instrument.scales import Scale, house_scales, no_answers, scale_of, value_on
from toolkit.instrument.texts import construct_label, filled, item_text

__all__ = [
    "Asked",
    "Condition",
    "Option",
    "Question",
    "Questionnaire",
    "Scale",
    "Section",
    "bank_question",
    "columns_by_code",
    "construct_label",
    "filled",
    "house_scales",
    "item_text",
    "known_labels",
    "no_answers",
    "own_language",
    "question_bank",
    "questionnaire",
    "scale_of",
    "survey_codes",
    "value_on",
]
