"""Who is asked a question, as a sentence to the respondent."""

from __future__ import annotations

from toolkit.engagement import plain_number
from toolkit.instrument.form import Asked, Questionnaire
from toolkit.instrument.phrases import phrase


def routing(form: Questionnaire, asked: Asked, language: str) -> str:
    """Say who is asked, "" where everybody is."""
    condition = asked.condition
    if condition is None:
        return ""
    number = str(form.number(condition.item))
    if condition.value is None:
        return phrase("only_if_answered", language, number=number)
    answer = condition_answer(form, asked, language)
    return phrase("only_if_value", language, number=number, answer=answer)


def condition_answer(form: Questionnaire, asked: Asked, language: str) -> str:
    """Give the words of the answer on which it depends whether a question is asked."""
    if asked.condition is None or asked.condition.value is None:
        return ""
    code = plain_number(asked.condition.value)
    options = form.question(asked.condition.item).options
    return next(option.text[language] for option in options if option.code == code)
