"""How one item, segment or open answer of an engagement is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.engagement import (
    Engagement,
    ItemScale,
    MissingCodes,
    OpenQuestion,
    Segment,
    Table,
    Words,
    code_number,
    is_filled,
    item_scale,
    plain_number,
    text,
)
from toolkit.instrument.bank import VALUE_QUESTIONS, Condition, Question, bank_question
from toolkit.instrument.form import Asked, Option, Texts
from toolkit.instrument.phrases import phrase
from toolkit.instrument.scales import Scale, house_scales, no_answer_label, scale_of
from toolkit.instrument.texts import filled, house_question, value_label

MOST_OPTIONS = 12  # a scale with more points is answered with a number
NO_ANSWER_CODES = {"not_applicable": 998, "dont_know": 999}
LANGUAGES = {"nl": "Dutch", "en": "English"}


@dataclass(slots=True)
class Remarks:
    """What is found out on the way: notes for the consultant, and keys whose text lacks a language."""

    notes: list[str]
    untranslated: list[str]

    def texts(self, where: str, value: str | Words | None, languages: Sequence[str]) -> Texts:
        """Give a text of the engagement in each language, and remember where one is lacking."""
        lacking = [
            one for one in languages if isinstance(value, Words) and not (getattr(value, one) or "").strip()
        ]
        if lacking:
            self.untranslated.append(where)
            told = " or ".join(LANGUAGES[one] for one in lacking)
            self.notes.append(f"{where} has no {told} text: the other language stands in its place")
        return per_language(languages, lambda language: text(value, language))


def per_language(languages: Sequence[str], say: Callable[[str], str]) -> Texts:
    """Say something in each language."""
    return Table({language: say(language) for language in languages})


def ask_item(engagement: Engagement, item: str, languages: Sequence[str], remarks: Remarks) -> Asked | None:
    """Ask an item of the model; None, with a note, where nobody has words for it.

    Raises EngagementError where the engagement names a scale that cannot be used.
    """
    question, own = house_question(engagement, item), engagement.items.get(item)
    spec = item_scale(engagement, item)
    value = per_language(languages, lambda language: value_label(engagement, item, language))
    if own is not None and is_filled(own.text):
        words = remarks.texts(f"items.{item}.text", own.text, languages)
    elif question is None or (question.id in VALUE_QUESTIONS and not any(value.values())):
        remarks.notes.append(f"{item} is not asked: write its question in [items.{item}] as text")
        return None
    else:
        words = _bank_words(question.text, engagement, languages, value)
    scale = _scale(engagement, item, question, spec)
    routing = question.routing if question is not None else None
    if not (question is not None and question.choices) and not _listed(scale, spec):
        # A number leaves no room for an answer that is none: who does not know leaves it blank.
        skips = question is not None and "dont_know" in question.offers
        hint = per_language(languages, lambda language: phrase("skip", language)) if skips else None
        return Asked(item, "number", words, "", spec.minimum, spec.maximum, hint=hint, condition=routing)
    no_answer = {
        reason: no_answer_option(spec, reason, engagement, languages, remarks)
        for reason in (question.offers if question is not None else ())
    }
    if question is not None and question.choices:
        asked = Asked(item, "choice", words, options=_choices(question, engagement, languages))
    else:
        asked = _on_scale(item, words, scale, spec, languages)
        if scale is None:
            remarks.notes.append(
                f'{item} has numbers without words: name its scale in [items.{item}], such as scale = "agree7"'
            )
    return replace(
        asked,
        condition=routing,
        not_applicable=no_answer.get("not_applicable"),
        dont_know=no_answer.get("dont_know"),
    )


def ask_segment(key: str, segment: Segment, languages: Sequence[str], remarks: Remarks) -> Asked | None:
    """Ask to which group of a segment the respondent belongs; None, with a note, where it declares no values."""
    where = f"segments.{key}"
    if not segment.values:
        remarks.notes.append(
            f"{where} is not asked: it has no values. Its column must come from the sample file"
        )
        return None
    remarks.notes.append(f"{where} is asked: take the question out where the sample file knows the answer")
    label = remarks.texts(f"{where}.label", segment.label or key, languages)
    options = tuple(
        Option(code, remarks.texts(f"{where}.values.{code}", words, languages))
        for code, words in segment.values.items()
    )
    words = per_language(
        languages, lambda language: phrase("segment", language, label=_sentence(label[language]))
    )
    return Asked(segment.column, "choice", words, options=options)


def _sentence(label: str) -> str:
    """End a label as a sentence, unless it ends as one."""
    plain = label.strip()
    return plain if plain.endswith((".", "?", "!", ":", "…")) else f"{plain}."


def ask_open(
    key: str, question: OpenQuestion, engagement: Engagement, languages: Sequence[str], remarks: Remarks
) -> Asked | None:
    """Ask an open question; None, with a note, where nobody has words for it."""
    known = bank_question(key)
    if question.text is not None:
        words = remarks.texts(f"open_answers.{key}.text", question.text, languages)
    elif known is not None:
        words = _bank_words(known.text, engagement, languages)
    else:
        remarks.notes.append(f"{key} is not asked: write its question in [open_answers.{key}] as text")
        return None
    return Asked(
        question.column or key, "open", words, condition=known.routing if known is not None else None
    )


def ask_consent(asked: str, org: str, languages: Sequence[str]) -> Asked:
    """Ask whether the answer to the open question `asked` may be printed, of those who gave one: 1 yes, 0 no."""
    labels = house_scales()["yes_no"].labels
    return Asked(
        f"{asked}_CONSENT",
        "choice",
        per_language(languages, lambda language: phrase("consent", language, org=org)),
        options=tuple(
            Option(code, per_language(languages, _say(labels[float(code)]))) for code in ("1", "0")
        ),
        condition=Condition(asked, None),
    )


def _listed(scale: Scale | None, spec: ItemScale) -> bool:
    """Say whether the answers can be listed to choose from; else a number is asked."""
    span = spec.maximum - spec.minimum
    return (scale is not None and len(scale.labels) > 2) or (span < MOST_OPTIONS and span.is_integer())


def _on_scale(
    item: str, words: Texts, scale: Scale | None, spec: ItemScale, languages: Sequence[str]
) -> Asked:
    """Ask on a scale; one that has words for its ends only keeps the numbers."""
    labels = scale.labels if scale is not None else {}
    worded = {value: per_language(languages, _say(label)) for value, label in labels.items()}
    points = [spec.minimum + step for step in range(int(spec.maximum - spec.minimum) + 1)]
    if len(worded) > 2 or set(points) <= set(worded):
        options = tuple(Option(plain_number(value), label) for value, label in worded.items())
    else:
        options = tuple(_point(value, worded.get(value), languages) for value in points)
    prompt = scale.prompt if scale is not None else None
    return Asked(
        id=item,
        kind="scale",
        text=words,
        scale=scale.name if scale is not None else "",
        minimum=spec.minimum,
        maximum=spec.maximum,
        prompt=None if prompt is None else per_language(languages, _say(prompt)),
        options=options,
        low=worded.get(spec.minimum),
        high=worded.get(spec.maximum),
    )


def no_answer_option(
    spec: ItemScale, reason: str, engagement: Engagement, languages: Sequence[str], remarks: Remarks
) -> Option:
    """Give an answer that is none the code that the engagement has for it, else one that nothing else has."""
    own = _numbers(getattr(spec.missing, reason))
    off_scale = [code for code in own if not spec.minimum <= code <= spec.maximum]
    if off_scale:
        code = off_scale[0]
    else:
        taken = {one for name in MissingCodes.model_fields for one in _numbers(getattr(spec.missing, name))}
        taken |= {other for name, other in NO_ANSWER_CODES.items() if name != reason}
        code = NO_ANSWER_CODES[reason]
        while code in taken or spec.minimum <= code <= spec.maximum:
            code -= 1
        has_own = engagement.constructs[spec.construct].missing is not None
        where = f"constructs.{spec.construct}.missing" if has_own else "missing"
        note = f"Write {code} under {where}.{reason}: it is the code of “{no_answer_label(reason).en}”"
        if note not in remarks.notes:
            remarks.notes.append(note)
    return Option(str(code), per_language(languages, _say(no_answer_label(reason))))


def _numbers(codes: Sequence[int | float | str]) -> list[int]:
    numbers = [code_number(code) for code in codes]
    return [int(number) for number in numbers if number is not None and number.is_integer() and number >= 0]


def _bank_words(
    words: Words, engagement: Engagement, languages: Sequence[str], value: Mapping[str, str] | None = None
) -> Texts:
    named = value or {}
    return per_language(
        languages,
        lambda language: filled(text(words, language), engagement, language, named.get(language, "")),
    )


def _choices(question: Question, engagement: Engagement, languages: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(one.code, _bank_words(one.text, engagement, languages)) for one in question.choices)


def _say(words: Words) -> Callable[[str], str]:
    return lambda language: text(words, language)


def _point(value: float, words: Texts | None, languages: Sequence[str]) -> Option:
    number = plain_number(value)
    if words is None:
        return Option(number, per_language(languages, lambda _: number))
    return Option(number, per_language(languages, lambda language: f"{number} – {words[language]}"))


def _scale(engagement: Engagement, item: str, question: Question | None, spec: ItemScale) -> Scale | None:
    """Find the words of an item's scale: as the engagement declares, else as the bank asks it.

    Where the item runs otherwise than in the bank, the house's scale of the same kind and that length is taken, and
    without one the words of the ends.
    """
    declared = scale_of(engagement, item)
    if declared is not None or question is None or not question.scale:
        return declared
    usual = house_scales()[question.scale]
    kind = _kind(question.scale)
    kin = [usual, *(scale for name, scale in house_scales().items() if _kind(name) == kind)]
    ends = (spec.minimum, spec.maximum)
    fitting = next((one for one in kin if (one.minimum, one.maximum) == ends), None)
    if (
        fitting is not None or usual.maximum - usual.minimum < 2
    ):  # which of two numbers is yes is not for us to say
        return fitting
    labels = {spec.minimum: usual.labels[usual.minimum], spec.maximum: usual.labels[usual.maximum]}
    return Scale("", {}, spec.minimum, spec.maximum, labels, usual.prompt)


def _kind(name: str) -> str:
    return re.sub(r"\d+$", "", name)
